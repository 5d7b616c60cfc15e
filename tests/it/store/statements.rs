//! The statements, by reading the sources: each that serves a server's interaction names the server.

use std::fs;
use std::path::PathBuf;

/// Files whose statements serve the operator or the worker of the outbox, or work on whatever they are given.
const OVER_ALL_SERVERS: [&str; 10] = [
    "backup.rs",
    "check.rs",
    "check_mentors.rs",
    "copy.rs",
    "maintenance.rs",
    "migration.rs",
    "retention.rs",
    "rows.rs",
    "tables.rs",
    "worker.rs",
];

/// Files that may build a statement at run time.
const BUILDS_STATEMENTS: [&str; 5] = ["check.rs", "connect.rs", "copy.rs", "rows.rs", "tables.rs"];

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder: their names and texts.
fn files(name: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(folder(name)).expect("a folder").map(|file| file.expect("a file").path());
    let text = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("text"))
    };
    files.map(text).collect()
}

/// The string literals of a source, in one line each.
fn literals(source: &str) -> Vec<String> {
    let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("\\\"", "'").replace("'\"'", "");
    let between = code.split('"').enumerate().filter(|(place, _)| place % 2 == 1).map(|(_, text)| text);
    between.map(|text| text.replace('\\', "").split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Whether a literal is a statement that reads or writes rows.
fn is_statement(text: &str) -> bool {
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "].iter().any(|verb| text.starts_with(verb))
}

/// Whether a statement is about one server: every table in it is asked for that server's rows.
fn names_the_server(statement: &str) -> bool {
    let tables = [" FROM ", "UPDATE ", "JOIN "].iter().map(|word| statement.matches(word).count()).sum::<usize>()
        - statement.matches("DO UPDATE ").count();
    let named = statement.matches("guild = $1").count();
    let inserts = statement.starts_with("INSERT INTO") && statement.contains("(guild, ") && statement.contains("($1, ");
    named >= tables && (named > 0 || inserts)
}

#[test]
fn every_statement_for_a_server_names_it() {
    let mut statements = 0;
    for (file, source) in files("src/store") {
        if OVER_ALL_SERVERS.contains(&file.as_str()) {
            continue;
        }
        for statement in literals(&source).into_iter().filter(|text| is_statement(text)) {
            statements += 1;
            assert!(names_the_server(&statement), "{file}: {statement}");
        }
    }
    assert!(statements > 20, "the statements are found: {statements}");
}

#[test]
fn no_other_file_builds_statements_or_adds_rows_of_any_server() {
    for (file, source) in files("src/store") {
        assert!(!source.contains("AssertSqlSafe") || BUILDS_STATEMENTS.contains(&file.as_str()), "{file}");
        assert!(!source.contains("insert_all(") || ["copy.rs", "rows.rs"].contains(&file.as_str()), "{file}");
        assert!(!source.contains("upsert_all(") || ["counts.rs", "rows.rs"].contains(&file.as_str()), "{file}");
    }
}

#[test]
fn a_statement_over_all_servers_is_seen() {
    for wrong in [
        "SELECT slug FROM entry WHERE slug = $1",
        "DELETE FROM draft WHERE author = $1",
        "UPDATE guild SET revision = 0",
        "SELECT slug FROM entry WHERE guild = $1 AND slug IN (SELECT slug FROM phrase)",
        "INSERT INTO entry (slug) VALUES ($1)",
    ] {
        assert!(is_statement(wrong) && !names_the_server(wrong), "{wrong}");
    }
    assert_eq!(
        literals("f(\"SELECT a \\\n   FROM b\"); // \"no\n//! \"nor this\""),
        ["SELECT a FROM b", "no\n".trim()]
    );
}

#[test]
fn migrations_only_add_and_read_the_same_on_both_engines() {
    let mut names: Vec<String> = Vec::new();
    for (file, text) in files("migrations") {
        let statements: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        let statements = statements.join("\n");
        for word in ["DROP", "RENAME", "BOOLEAN", "INTEGER", "SERIAL", "BLOB", "BYTEA", "TIMESTAMP", "JSON", "REAL"] {
            assert!(
                !statements.to_uppercase().split_whitespace().any(|found| found.trim_matches(',') == word),
                "{file}: {word}"
            );
        }
        names.push(file);
    }
    names.sort();
    let source = fs::read_to_string(folder("src/store/migration.rs")).expect("text");
    for (number, name) in (1..).zip(&names) {
        assert!(name.starts_with(&format!("{number:04}_")), "{name}: numbers are consecutive");
        assert!(source.contains(&format!("migrations/{name}")), "{name} is not in MIGRATIONS");
        assert!(source.contains(&format!("version: {number},")), "{name} is not in MIGRATIONS");
    }
}
