//! The real binary, from an empty folder with an empty environment. Long, since each subcommand has its cases here.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A token as Discord gives them out; it must show nowhere.
const TOKEN: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB";

/// What a run of the binary gave.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

fn run(folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let output = Command::cargo_bin("tpm-guide")
        .expect("the binary is built")
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().copied())
        .args(arguments)
        .output()
        .expect("the binary starts");
    Ran::of(output)
}

/// Runs the binary in an empty folder.
pub fn anywhere(arguments: &[&str]) -> Ran {
    run(TempDir::new().expect("a folder").path(), &[], arguments)
}

/// The same, with something on standard input.
fn fed(input: &[u8], arguments: &[&str]) -> Ran {
    let mut command = Command::cargo_bin("tpm-guide").expect("the binary is built");
    let output = command.env_clear().args(arguments).write_stdin(input).output().expect("the binary starts");
    Ran::of(output)
}

/// A copy of the shipped knowledge that a test may spoil.
pub fn knowledge() -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for item in fs::read_dir(from).expect("a folder") {
            let item = item.expect("a file");
            let target = to.join(item.file_name());
            if item.path().is_dir() { copy(&item.path(), &target) } else { drop(fs::copy(item.path(), target)) }
        }
    }
    let folder = TempDir::new().expect("a folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"), folder.path());
    folder
}

#[test]
fn preview_shows_an_answer_from_anywhere() {
    let ran = anywhere(&["preview", "/industry healthcare"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("🏥 Healthcare and life sciences\n"), "{}", ran.out);
    assert!(ran.out.contains("Sources: ") && ran.out.contains("→ /"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "no escape codes in a pipe");
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "80 columns without a terminal");
}

#[test]
fn preview_as_json_is_one_interaction_response() {
    let ran = anywhere(&["preview", "--json", "/faq 3"]);
    let response: serde_json::Value = serde_json::from_str(&ran.out).expect("one document");
    assert_eq!(response["type"], 4);
    let title = response["data"]["embeds"][0]["title"].as_str().expect("a title");
    assert!(title.ends_with("FAQ 3 · Will technical expectations change across industries?"), "{title}");
    assert_eq!(response["data"]["allowed_mentions"]["parse"], serde_json::json!([]));
}

#[test]
fn answers_are_deterministic() {
    let first = anywhere(&["preview", "--all", "--json"]);
    let second = anywhere(&["preview", "--all", "--json"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.out == second.out);
    for line in first.out.lines() {
        let shown: serde_json::Value = serde_json::from_str(line).expect("one document a line");
        assert!(shown["command"].as_str().is_some_and(|command| command.starts_with('/')), "{line}");
        assert_eq!(shown["response"]["type"], 4, "{line}");
    }
}

#[test]
fn preview_of_everything_holds_every_entry() {
    let ran = anywhere(&["preview", "--all"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.matches("\n> /").count() >= 374, "at least one answer an entry");
}

#[test]
fn not_found_is_an_answer_and_an_unknown_command_is_not() {
    assert_eq!(anywhere(&["preview", "/industry atlantis"]).code, 0);
    let ran = anywhere(&["preview", "/weather"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("/industry"), "names what there is: {}", ran.err);
    assert_eq!(anywhere(&["preview"]).code, 2);
    assert_eq!(anywhere(&["dance"]).code, 2);
}

#[test]
fn check_is_silent_about_good_knowledge_and_lists_every_mistake_of_bad() {
    let folder = knowledge();
    let path = folder.path().to_str().expect("UTF-8");
    let ran = anywhere(&["check", path]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("374 entries"), "{}", ran.out);
    assert_eq!(ran.out.matches("\n ok ").count(), 3, "{}", ran.out);
    let health = folder.path().join("en/industries/health.yaml");
    let text = fs::read_to_string(&health).expect("text");
    let spoiled = text.replacen("tagline:", "tagleine:", 1);
    let spoiled = spoiled.replace("[industry/healthcare, ", "[industry/helthcare, ");
    assert_ne!(text, spoiled);
    fs::write(&health, spoiled).expect("written");
    fs::write(folder.path().join("en/faqs/broken.yaml"), "- id: [\n").expect("written");
    for arguments in [&["check", path][..], &["check", "--knowledge", path][..]] {
        let ran = anywhere(arguments);
        assert_eq!(ran.code, 1);
        assert!(
            ran.out.contains("en/industries/health.yaml:") && ran.out.contains("did you mean \"tagline\"?"),
            "{}",
            ran.out
        );
        assert!(ran.out.contains("en/faqs/broken.yaml:"), "{}", ran.out);
        assert!(!ran.out.contains("index"), "what has mistakes is not asked: {}", ran.out);
    }
}

/// Two topics that cannot be told apart: what one is asked, the other is asked too, in the same words.
fn twins() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let stones = ["agate", "basalt", "chalk", "diorite", "emerald", "flint", "granite", "hematite", "jade", "marble"];
    // Each is asked while the other's question of the same stone stands in the index.
    let topic = |name: &str, other: &str, words: &str, from: usize| {
        let stones = stones.iter().cycle().skip(from).take(stones.len());
        let asked: Vec<String> = stones.map(|stone| format!("      - {}\n", words.replace('#', stone))).collect();
        format!(
            "- id: topic/{name}\n  title: {name}\n  short: {name}\n  tagline: Stones\n  also_known_as: [{name} stones]\n  \
             lead: {{say: Stones are heavy., sources: [a.txt]}}\n  related: [topic/{other}]\n  reviewed: 2026-11-21\n  \
             asked_as:\n{}",
            asked.concat()
        )
    };
    let topics = topic("left", "right", "how heavy is # here", 0) + &topic("right", "left", "here is # how heavy", 1);
    fs::create_dir_all(folder.path().join("en/topics")).expect("a folder");
    let sources = "- {id: a.txt, title: A, publisher: A house, label: House A, date: undated, kind: practitioner, accessed: 2026-11-21}\n";
    fs::write(folder.path().join("en/sources.yaml"), sources).expect("written");
    fs::write(folder.path().join("en/topics/stones.yaml"), topics).expect("written");
    folder
}

#[test]
fn check_fails_where_questions_do_not_find_their_entry_and_says_what_to_do() {
    let folder = twins();
    let path = folder.path().to_str().expect("UTF-8");
    let ran = anywhere(&["check", path]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for told in ["vocabulary.yaml:0: warning: is missing", "LOW      0 of    20", "topic/left 10 of 10", "lists all 20"]
    {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    for told in ["too few example questions find their own entry (0.0 %, at least 80 %)", "`asked_as`"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    let all = anywhere(&["check", "--failures", path]);
    assert_eq!(all.code, 1);
    let file = folder.path().join("en/topics/stones.yaml");
    let first =
        format!("{}:10: topic/left.asked_as: \"how heavy is agate here\" finds topic/right first", file.display());
    assert!(all.out.contains(&first), "{first}: {}", all.out);
    assert_eq!(all.out.matches("asked_as: ").count(), 20, "{}", all.out);
}

#[test]
fn ask_says_what_is_found_and_why() {
    let ran = anywhere(&["ask", "wich skils does a nurse need to becom a tpm"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for told in [
        " % sure",
        "wich",
        "read as skills",
        "lacks",
        "nurse",
        "\n 1. ",
        "\n 3. ",
        "asked_as",
        "--all",
        "refusals.yaml",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert!(!ran.out.contains("\n 4. ") && !ran.out.contains('\u{1b}'), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "80 columns without a terminal: {}", ran.out);
    let all = anywhere(&["ask", "--all", "wich", "skils", "does", "a", "nurse", "need"]);
    assert!(all.out.contains("\n10. ") && !all.out.contains("--all"), "{}", all.out);
}

#[test]
fn ask_says_where_a_question_stands_word_for_word() {
    let folder = knowledge();
    let path = folder.path().to_str().expect("UTF-8");
    let refusals = folder.path().join("en/refusals.yaml");
    fs::write(&refusals, "- about: Trains\n  questions:\n    - when does the last train leave\n").expect("written");
    let ran = anywhere(&["ask", "When does the last train leave?", "--knowledge", path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("unknown, 0 % sure"), "{}", ran.out);
    assert!(ran.out.contains(&format!("{}:3.\n", refusals.display())), "{}", ran.out);
}

#[test]
fn ask_answers_anything_and_wants_exactly_one_way_of_asking() {
    for nothing in ["", " ", "🎉", "a", "\u{202e}\u{1b}[31m"] {
        let ran = anywhere(&["ask", nothing]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.starts_with("unknown, 0 % sure"), "{}", ran.out);
        assert!(!ran.out.contains('\u{1b}'), "{:?}", ran.out);
    }
    assert_eq!(anywhere(&["ask"]).code, 2);
    assert_eq!(anywhere(&["ask", "--jsonl", "what is a tpm"]).code, 2);
}

#[test]
fn ask_as_json_is_one_line_a_question() {
    let input = "tpm vs pm?\r\n\n{\"q\": \"salary in india\", \"id\": 7}\n  \nhow do i cook rice";
    let ran = fed(input.as_bytes(), &["ask", "--jsonl"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("one document a line")).collect();
    let [tpm, india, rice] = &lines[..] else { panic!("{}", ran.out) };
    assert_eq!(
        (&tpm["q"], &tpm["hits"][0], &tpm["answered"]),
        (&"tpm vs pm?".into(), &"compare/tpm-vs-product-manager".into(), &true.into())
    );
    assert_eq!((&india["q"], &india["hits"][0]), (&"salary in india".into(), &"topic/salary-india".into()));
    assert_eq!(rice["answered"], false);
    for line in &lines {
        assert!(line["us"].is_f64() && line["score"].as_f64().is_some_and(|score| score <= 1.0), "{line}");
        assert!(line["hits"].as_array().is_some_and(|hits| hits.len() <= 10), "{line}");
    }
}

#[test]
fn a_broken_line_is_told_and_the_others_are_asked() {
    let input = b"{\"question\": \"tpm\"}\nwhat is a tpm\n\xff\xfe\n{\"q\": 3}\n{\"q\": \"tpm salary\"}\n";
    let ran = fed(input, &["ask", "--jsonl"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    for told in ["line 1: ", "line 3: is not UTF-8", "line 4: ", "3 broken lines"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
}

#[test]
fn each_line_is_answered_before_the_next_is_read_and_a_reader_who_leaves_is_no_failure() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::Stdio;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_tpm-guide"))
        .env_clear()
        .args(["ask", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut questions = child.stdin.take().expect("piped");
    let mut answers = BufReader::new(child.stdout.take().expect("piped"));
    for question in ["what is a tpm", "tpm salary"] {
        writeln!(questions, "{question}").expect("it reads");
        let mut answer = String::new();
        answers.read_line(&mut answer).expect("it answers");
        assert!(answer.contains(question), "{answer}");
    }
    drop(answers);
    // It may have ended already.
    let _ = writeln!(questions, "what is a tpm");
    drop(questions);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned()), (Some(0), String::new()));
}

#[test]
fn the_folder_comes_from_the_command_line_then_the_environment_then_the_binary() {
    let folder = knowledge();
    let health = folder.path().join("en/industries/health.yaml");
    let text = fs::read_to_string(&health).expect("text").replacen(
        "title: Healthcare and life sciences",
        "title: Hospitals",
        1,
    );
    fs::write(&health, text).expect("written");
    let path = folder.path().to_str().expect("UTF-8");
    let here = TempDir::new().expect("a folder");
    let ask = ["preview", "/industry healthcare"];
    assert!(run(here.path(), &[("KNOWLEDGE_DIR", path)], &ask).out.contains("Hospitals"));
    assert!(!run(here.path(), &[("KNOWLEDGE_DIR", "")], &ask).out.contains("Hospitals"));
    let flag = ["--knowledge", path, "preview", "/industry healthcare"];
    assert!(run(here.path(), &[("KNOWLEDGE_DIR", "/nowhere")], &flag).out.contains("Hospitals"));
    let missing = run(here.path(), &[("KNOWLEDGE_DIR", "/nowhere")], &ask);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("/nowhere") && missing.err.contains("KNOWLEDGE_DIR"), "{}", missing.err);
    let inside = run(here.path(), &[("KNOWLEDGE_DIR", &format!("{path}/en"))], &["check"]);
    assert!(inside.err.contains(&format!("did you mean {path}?")), "{}", inside.err);
}

#[test]
fn where_the_knowledge_is_from_is_said_only_when_it_matters() {
    let folder = knowledge();
    let path = folder.path().to_str().expect("UTF-8");
    for arguments in [&["ask", "what is a tpm"][..], &["preview", "/role tpm"][..]] {
        assert_eq!(anywhere(arguments).err, "");
        for asked_for in [&["-v"][..], &["--verbose"], &["--knowledge", path]] {
            let ran = anywhere(&[arguments, asked_for].concat());
            let from = if asked_for.len() == 1 { "inside the program" } else { path };
            assert!(ran.err.contains(from) && ran.err.lines().count() == 1, "{asked_for:?}: {}", ran.err);
        }
    }
}

#[test]
fn a_preview_names_the_option_that_is_missing() {
    let ran = anywhere(&["preview", "/compare tpm"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("/compare needs second: /compare first second"), "{}", ran.err);
}

#[test]
fn a_folder_that_is_missing_is_told_with_the_other_settings_and_ends_a_service_for_good() {
    let here = TempDir::new().expect("a folder");
    let ran = run(here.path(), &[("KNOWLEDGE_DIR", "/nowhere")], &["run"]);
    assert_eq!(ran.code, 78);
    assert!(ran.err.contains("DISCORD_TOKEN") && ran.err.contains("KNOWLEDGE_DIR"), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_a_reader_who_leaves_is_no_failure() {
    for arguments in [&["check"][..], &["preview", "/help"][..]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has one");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tpm-guide"))
            .env_clear()
            .args(arguments)
            .stdout(full)
            .output()
            .expect("the binary starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("standard output") && !said.contains("panicked"), "{said}");
    }
}

#[test]
fn what_plays_ignores_discord_s_settings() {
    let here = TempDir::new().expect("a folder");
    fs::write(here.path().join(".env"), format!("DISCORD_TOKEN={TOKEN}\nKNOWLEDGE_DIR=/nowhere\n")).expect("written");
    let environment = [("DISCORD_TOKEN", TOKEN), ("DISCORD_API_URL", "not an origin"), ("DISCORD_GUILD_ID", "x")];
    for arguments in [&["preview", "/help"][..], &["check"][..]] {
        let ran = run(here.path(), &environment, arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!format!("{}{}", ran.out, ran.err).contains(TOKEN));
    }
}

#[test]
fn missing_and_wrong_settings_are_listed_together_and_show_no_secret() {
    let here = TempDir::new().expect("a folder");
    for command in ["run", "register"] {
        let ran = run(here.path(), &[], &[command]);
        assert_eq!(ran.code, 78);
        assert!(ran.err.contains("DISCORD_TOKEN is not set"), "{}", ran.err);
        let spoiled = format!("{TOKEN} oops");
        let environment = [
            ("DISCORD_TOKEN", spoiled.as_str()),
            ("DISCORD_GUILD_ID", "my server"),
            ("DISCORD_API_URL", "https://user:hunter2@example.org/api"),
            ("LOG_FORMAT", "xml"),
            ("STATE_DIR", "/nowhere"),
            ("RUST_LOG", "loud=and=clear"),
        ];
        let ran = run(here.path(), &environment, &[command]);
        assert_eq!(ran.code, 78);
        for name in environment.map(|(name, _)| name) {
            assert!(ran.err.contains(name), "{name} is not in {}", ran.err);
        }
        assert!(!ran.err.contains(TOKEN) && !ran.err.contains("hunter2"), "{}", ran.err);
    }
}

#[test]
fn a_damaged_env_file_is_named_and_not_quoted() {
    let here = TempDir::new().expect("a folder");
    fs::write(here.path().join(".env"), format!("DISCORD_TOKEN {TOKEN}\n")).expect("written");
    let ran = run(here.path(), &[], &["run"]);
    assert_eq!(ran.code, 78);
    assert!(ran.err.contains(".env") && !ran.err.contains(TOKEN), "{}", ran.err);
}

#[test]
fn help_explains_every_command() {
    let ran = anywhere(&["--help"]);
    assert_eq!(ran.code, 0);
    for command in ["run", "serve", "health", "register", "check", "ask", "preview", "help", "--knowledge"] {
        assert!(ran.out.contains(command), "{}", ran.out);
    }
    assert_eq!(ran.out.contains("playground"), cfg!(feature = "playground"), "{}", ran.out);
    assert_eq!(anywhere(&["help", "run"]).code, 0);
    assert_eq!(anywhere(&["--version"]).code, 0);
}
