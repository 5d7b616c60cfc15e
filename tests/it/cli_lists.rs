//! `tpm-guide ask --file`: many questions at a time, and what an edit changed. The real binary, with an empty environment.

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

/// What the binary printed, with its exit code.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// Runs `tpm-guide ask` in this folder, with something on standard input.
fn ask(folder: &TempDir, input: &str, arguments: &[&str]) -> Ran {
    let mut command = Command::cargo_bin("tpm-guide").expect("the binary is built");
    command.current_dir(folder.path()).env_clear().arg("ask").args(arguments);
    let output = command.write_stdin(input).output().expect("the binary starts");
    Ran {
        code: output.status.code().expect("no signal"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A folder with a list of questions.
fn listed(questions: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("questions.txt"), questions).expect("written");
    folder
}

const QUESTIONS: &str =
    "\u{feff}Healthcare and life sciences\r\n\n{\"q\": \"qwrt zxcv\", \"id\": 7}\n  what is\ta tpm \n";

#[test]
fn each_question_is_one_aligned_line_and_a_summary_ends_the_list() {
    let ran = ask(&listed(QUESTIONS), "", &["--file", "questions.txt"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    let [health, nonsense, tpm, "", summary] = &lines[..] else { panic!("{}", ran.out) };
    assert_eq!(*health, "found    industry/healthcare  100 %  Healthcare and life sciences");
    assert!(nonsense.starts_with("unknown  ") && nonsense.ends_with("  0 %  qwrt zxcv"), "{nonsense}");
    assert!(tpm.starts_with("found    role/tpm  ") && tpm.ends_with(" %  what is a tpm"), "{tpm}");
    let percent = health.find('%').expect("a chance");
    assert!([nonsense, tpm].iter().all(|line| line.find('%') == Some(percent)), "aligned: {}", ran.out);
    assert_eq!(*summary, "3 questions: 2 found (66 %), 0 unsure (0 %), 1 unknown (33 %)");
}

#[test]
fn questions_may_come_from_standard_input() {
    let folder = listed("");
    let ran = ask(&folder, QUESTIONS, &["--file", "-"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.ends_with("\n3 questions: 2 found (66 %), 0 unsure (0 %), 1 unknown (33 %)\n"), "{}", ran.out);
    let none = ask(&folder, "", &["--file", "questions.txt"]);
    assert_eq!((none.code, none.out.trim()), (0, "0 questions: 0 found (0 %), 0 unsure (0 %), 0 unknown (0 %)"));
}

#[test]
fn a_broken_line_is_told_with_its_number_and_the_others_are_asked() {
    let ran = ask(&listed("{\"question\": 1}\nwhat is a tpm\n"), "", &["--file", "questions.txt"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("role/tpm") && ran.out.contains("\n1 question: "), "{}", ran.out);
    for told in ["questions.txt: line 1: ", "1 broken line not asked"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
}

#[test]
fn what_an_edit_changed_is_shown_with_a_count() {
    let folder = listed(QUESTIONS);
    let before = ask(&folder, "", &["--file", "questions.txt"]).out;
    let earlier = before.replace("found    industry/healthcare  100 %", "unsure   topic/base            40 %");
    assert_ne!(before, earlier);
    fs::write(folder.path().join("old.txt"), &earlier).expect("written");
    let ran = ask(&folder, "", &["--file", "questions.txt", "--diff", "old.txt"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out.lines().collect::<Vec<_>>(),
        [
            "- unsure   topic/base            40 %  Healthcare and life sciences",
            "+ found    industry/healthcare  100 %  Healthcare and life sciences",
            "",
            "1 of 3 questions changed: 1 found before, 2 found now",
            "0 with another chance only, 2 the same; 0 new, 0 no longer asked",
        ]
    );
    fs::write(folder.path().join("old.txt"), &before).expect("written");
    let same = ask(&folder, "", &["--file", "questions.txt", "--diff", "old.txt"]);
    assert!(same.out.starts_with("0 of 3 questions changed: 2 found before, 2 found now\n"), "{}", same.out);
}

#[test]
fn what_is_no_list_is_refused_with_what_to_do() {
    let folder = listed("what is a tpm\n");
    let missing = ask(&folder, "", &["--file", "none.txt"]);
    assert!(missing.code == 1 && missing.err.contains("reading none.txt"), "{}", missing.err);
    let no_list = ask(&folder, "", &["--file", "questions.txt", "--diff", "questions.txt"]);
    assert!(no_list.code == 1 && no_list.err.contains("an earlier tpm-guide ask --file"), "{}", no_list.err);
    for wrong in [
        &["--diff", "questions.txt"][..],
        &["--file", "questions.txt", "--jsonl"],
        &["--file", "questions.txt", "what", "is", "a", "tpm"],
        &["--file", "questions.txt", "--all"],
    ] {
        assert_eq!(ask(&folder, "", wrong).code, 2, "{wrong:?}");
    }
}
