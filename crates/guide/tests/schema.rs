//! The JSON Schemas in `knowledge/schema` are generated. To renew them: `UPDATE_SCHEMA=1 cargo test schema`.

#![expect(clippy::disallowed_methods, reason = "the test compares files with what is generated")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tpm_guide_core::knowledge::schema;

#[test]
fn the_schemas_are_those_of_the_shapes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/schema");
    let generated = schema::files();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::create_dir_all(&folder).expect("the folder can be made");
        for (name, text) in &generated {
            fs::write(folder.join(name), text).expect("a schema can be written");
        }
    }
    for (name, text) in &generated {
        let kept = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(kept == *text, "{name} is stale: run `UPDATE_SCHEMA=1 cargo test schema`");
    }
    let kept: BTreeSet<String> = fs::read_dir(&folder)
        .expect("there are schemas")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    let wanted: BTreeSet<String> = generated.into_iter().map(|(name, _)| name).collect();
    assert_eq!(kept, wanted);
}

#[test]
fn every_file_names_the_schema_of_its_kind() {
    let knowledge = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/en");
    let mut folders = vec![knowledge.clone()];
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(&folder).expect("the knowledge is there") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let first = fs::read_to_string(&path).expect("text").lines().next().unwrap_or_default().to_owned();
            let schema = first.strip_prefix("# yaml-language-server: $schema=").unwrap_or_else(|| {
                panic!("{} does not begin with its schema", path.display());
            });
            let schema = path.parent().expect("a folder").join(schema);
            assert!(schema.is_file(), "{} names a schema that is not there", path.display());
            if folder != knowledge {
                let kind = folder.file_name().expect("a kind");
                assert_eq!(schema.file_stem(), Some(kind), "{}", path.display());
            }
        }
    }
}
