//! Where the files lie.

use serde_json::json;
use tempfile::TempDir;
use tpm_guide_core::fixtures::knowledge::{EntryText, Files, TODAY};
use tpm_guide_core::knowledge::Shelf;

use super::*;

/// The file that these tests alter, and the topic in it.
const TESTED: &str = "en/topics/tested.yaml";

fn topic() -> EntryText {
    EntryText::new("topic/tested")
}

/// A folder with the files of the small guide.
fn folder(files: &Files) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files.files() {
        write(folder.path(), &file.path, file.text.as_bytes());
    }
    folder
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// How many entries a folder holds, or what is wrong, with the files as they lie in the folder.
fn loaded(folder: &Path) -> Result<usize, String> {
    let inside = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
    let said = |error: LoadError| {
        error.to_string().lines().map(|line| line.replacen(&inside, "", 1) + "\n").collect::<String>()
    };
    let parsed = load(&Place::Folder(folder.to_owned()), TODAY).map_err(said)?;
    Ok(parsed.knowledge.entries().len())
}

#[test]
fn a_mistake_is_told_with_its_file_as_it_is_found_from_here() {
    let folder = folder(&Files::valid().entry(TESTED, topic().with("title", json!(""))));
    let error = load(&Place::Folder(folder.path().to_owned()), TODAY).unwrap_err().to_string();
    let file = folder.path().join("en/topics/tested.yaml");
    assert!(error.starts_with(&format!("{}:2: topic/tested.title: is empty", file.display())), "{error}");
    let old = self::folder(&Files::valid().entry(TESTED, topic().with("reviewed", json!("2020-01-01"))));
    let warnings = load(&Place::Folder(old.path().to_owned()), TODAY).unwrap().warnings.clone();
    assert_eq!(warnings[0].file, old.path().join("en/topics/tested.yaml").display().to_string());
}

#[test]
fn a_folder_is_read_with_all_its_folders() {
    let folder = folder(&Files::valid().entry("en/topics/more/tested.yml", topic()));
    assert_eq!(loaded(folder.path()), Ok(Files::valid().knowledge().entries().len() + 1));
}

#[test]
fn other_files_and_hidden_ones_are_passed_over() {
    let folder = folder(&Files::valid());
    for path in [
        "README.md",
        "en/notes.txt",
        "en/topics/.base.yaml.swp",
        "en/topics/.#base.yaml",
        "en/.git/x.yaml",
        "schema/x.yaml",
    ] {
        write(folder.path(), path, b"\xff nonsense: [");
    }
    assert!(loaded(folder.path()).is_ok());
}

#[test]
fn every_file_that_is_no_text_is_named() {
    let folder = folder(&Files::valid());
    write(folder.path(), "en/topics/latin.yaml", b"- id: topic/latin\n  title: Caf\xe9\n");
    write(folder.path(), "en/skills/wide.yaml", b"\xff\xfe-\0");
    write(folder.path(), "en/topics/tested.yaml", topic().with("title", json!("")).to_string().as_bytes());
    let names_it = EntryText::new("topic/x").with("related", json!(["topic/latin"])).to_string();
    write(folder.path(), "en/topics/x.yaml", names_it.as_bytes());
    assert_eq!(
        loaded(folder.path()).unwrap_err(),
        "en/skills/wide.yaml:1: is not UTF-8 text from here: save it as UTF-8\n\
         en/topics/latin.yaml:2: is not UTF-8 text from here: save it as UTF-8\n\
         en/topics/tested.yaml:2: topic/tested.title: is empty: write a text or leave the key out\n"
    );
    let sources = self::folder(&Files::valid());
    write(sources.path(), "en/sources.yaml", b"- {file: a.txt, title: \xff}\n");
    assert_eq!(loaded(sources.path()).unwrap_err().lines().count(), 1);
}

#[test]
fn a_file_whose_name_ends_otherwise_is_told() {
    let folder = folder(&Files::valid());
    write(folder.path(), "en/topics/x.YAML", b"");
    write(folder.path(), "en/notes.txt", b"");
    let warnings = &load(&Place::Folder(folder.path().to_owned()), TODAY).unwrap().warnings;
    let files: Vec<_> = warnings.iter().map(|warning| Path::new(&warning.file).strip_prefix(folder.path())).collect();
    assert_eq!(files, [Ok(Path::new("en/notes.txt")), Ok(Path::new("en/topics/x.YAML"))]);
    for warning in warnings {
        assert_eq!(warning.message, "is passed over: only files that end in .yaml or .yml are read");
        assert_eq!(warning.severity, Severity::Warning);
    }
}

/// A folder with a topic, below which something odd lies.
#[cfg(unix)]
fn with_oddity(oddity: impl FnOnce(&Path)) -> String {
    let folder = folder(&Files::valid());
    oddity(&folder.path().join("en/topics"));
    loaded(folder.path()).map_or_else(|said| said, |entries| format!("{entries} entries"))
}

#[test]
#[cfg(unix)]
fn only_regular_files_are_read_and_links_lead_to_files_only() {
    use std::os::unix::fs::symlink;
    let fifo = |topics: &Path| {
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mkfifoat(rustix::fs::CWD, topics.join("pipe.yaml"), mode).unwrap();
    };
    let no_file = |name| {
        format!("en/topics/{name}.yaml:0: is no regular file, but a pipe, a socket or a device: put a file here\n")
    };
    assert_eq!(with_oddity(fifo), no_file("pipe"));
    assert_eq!(with_oddity(|topics| symlink("/dev/zero", topics.join("endless.yaml")).unwrap()), no_file("endless"));
    let usual = with_oddity(|_| ());
    for above in ["..", "../..", "/"] {
        assert_eq!(with_oddity(|topics| symlink(above, topics.join("loop")).unwrap()), usual);
    }
    let dangling = with_oddity(|topics| symlink("nowhere.yaml", topics.join("dangling.yaml")).unwrap());
    assert!(
        dangling.starts_with("en/topics/dangling.yaml:0: cannot be read (") && dangling.lines().count() == 1,
        "{dangling}"
    );
    let linked = with_oddity(|topics| {
        let real = topics.join(".real");
        fs::write(&real, topic().to_string().replace("topic/tested", "topic/linked")).unwrap();
        symlink(&real, topics.join("linked.yaml")).unwrap();
    });
    assert_ne!(linked, usual, "a link to a file is read: so do Kubernetes' volumes look");
}

/// How many files and folders lie below `folder`.
fn walk(folder: &Path) -> usize {
    let items = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path());
    items.map(|path| 1 + if path.is_dir() { walk(&path) } else { 0 }).sum()
}

#[test]
#[cfg(unix)]
fn the_folder_itself_may_be_a_link() {
    let (real, named) = (folder(&Files::valid()), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(real.path().join("en"), named.path().join("en")).unwrap();
    assert_eq!(loaded(named.path()), loaded(real.path()));
    assert!(loaded(named.path()).is_ok());
}

#[test]
fn files_are_read_up_to_their_size_number_and_depth() {
    let folder = folder(&Files::valid());
    let large = |more: u64| vec![b'#'; usize::try_from(LARGEST_FILE + more).unwrap()];
    write(folder.path(), "en/topics/large.yaml", &large(0));
    assert!(loaded(folder.path()).is_ok());
    write(folder.path(), "en/topics/large.yaml", &large(1));
    let larger = "en/topics/large.yaml:0: is larger than 4 MiB: split it into several files\n";
    assert_eq!(loaded(folder.path()).unwrap_err(), larger);
    write(folder.path(), "en/topics/large.yaml", b"");
    for number in 0..17 {
        write(folder.path(), &format!("en/topics/all-{number}.yaml"), &large(0));
    }
    let said = loaded(folder.path()).unwrap_err();
    assert!(said.ends_with("holds files of more than 64 MiB together: is it the right one?\n"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");

    let deep = self::folder(&Files::valid());
    let path = |depth| format!("en/topics/{}deep.yaml", "x/".repeat(depth - 1));
    write(deep.path(), &path(DEEPEST), b"");
    assert!(loaded(deep.path()).is_ok());
    write(deep.path(), &path(DEEPEST + 1), b"");
    assert!(loaded(deep.path()).unwrap_err().contains("it lies more than 8 folders deep"));

    let many = self::folder(&Files::valid());
    // Folders and hidden files count as well.
    let there = walk(&many.path().join("en"));
    for number in there..MOST_ITEMS {
        write(many.path(), &format!("en/topics/.{number}.yaml"), b"");
    }
    assert!(loaded(many.path()).is_ok());
    write(many.path(), "en/topics/.one-more.yaml", b"");
    let said = loaded(many.path()).unwrap_err();
    assert!(said.ends_with("holds more than 5000 files and folders: is it the right one?\n"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn the_mistakes_of_a_folder_are_listed_a_line_each() {
    let files = Files::valid().entry(TESTED, topic().with("title", json!("")).with("tagline", json!("")));
    let said = loaded(folder(&files).path()).unwrap_err();
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.starts_with("en/topics/tested.yaml:2: topic/tested.title: is empty"), "{said}");
}

#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    for place in [folder.path(), &missing] {
        let error = load(&Place::Folder(place.to_owned()), TODAY).unwrap_err();
        assert!(matches!(&error, LoadError::Unreadable { path, .. } if *path == place.join("en")), "{error}");
        assert!(error.to_string().starts_with(&format!("cannot read {}", place.join("en").display())), "{error}");
    }
    write(folder.path(), "en", b"a file where a folder belongs");
    assert!(matches!(load(&Place::Folder(folder.path().to_owned()), TODAY), Err(LoadError::Unreadable { .. })));
}

#[test]
fn an_empty_folder_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("en")).unwrap();
    assert_eq!(loaded(folder.path()).unwrap_err(), "en:0: holds no entries: is this the folder that holds `en/`?\n");
}

#[test]
fn a_place_says_what_it_is() {
    assert_eq!(Place::Embedded.to_string(), "the knowledge inside the program");
    assert_eq!(Place::Folder("some/where".into()).to_string(), "the folder some/where");
}

#[test]
fn the_shipped_knowledge_is_valid_and_the_same_in_its_folder_and_in_the_binary() {
    let embedded = load(&Place::Embedded, TODAY).unwrap_or_else(|error| panic!("{error}"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
    let read = load(&Place::Folder(folder), TODAY).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(embedded.knowledge.entries(), read.knowledge.entries());
    assert!(embedded.knowledge.sources().eq(read.knowledge.sources()));
    for shelf in Shelf::ALL {
        assert_eq!(embedded.knowledge.guide(shelf), read.knowledge.guide(shelf));
    }
    assert_eq!(embedded.knowledge.vocabulary(), read.knowledge.vocabulary());
    assert_eq!(embedded.knowledge.refusals(), read.knowledge.refusals());
    assert_eq!(embedded.warnings, []);
}
