//! Every answer of the shipped guide as a terminal shows it, compared with kept text. After a change of the texts:
//! `INSTA_UPDATE=always cargo test -p tpm-guide --lib`

use std::fmt::Write as _;

use tpm_guide_core::answer::{Answer, Guide, Question, answer, as_command, stale_control};
use tpm_guide_core::fixtures::answers::{asked, id, pages, shipped};
use tpm_guide_core::knowledge::Kind;
use tpm_guide_core::reply::Reply;

use super::{PLAIN_WIDTH, draw};

/// What a terminal shows of an answer, as plain text.
fn drawn(guide: &Guide, answer: &Answer) -> String {
    let reply = Reply::Show { answer: Box::new(answer.clone()), private: false, addressee: None };
    anstream::adapter::strip_str(&draw(&reply, guide, PLAIN_WIDTH)).to_string()
}

/// Compares answers, drawn one below the other, with the snapshot of this name.
fn snapshot(name: &str, asked: &[(String, Vec<Answer>)]) {
    let mut text = String::new();
    for (command, pages) in asked {
        for page in pages {
            let _ = writeln!(text, "> {command}\n\n{}\n────", drawn(shipped(), page));
        }
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, text) });
}

/// The snapshot of all entries of a kind.
fn snapshot_of(kind: Kind) {
    let guide = shipped();
    let entries = guide.knowledge.entries().iter().filter(|entry| entry.kind() == kind);
    let asked: Vec<(String, Vec<Answer>)> = entries
        .map(|entry| Question::entry(&entry.id))
        .map(|question| (as_command(guide, &question), pages(guide, &question)))
        .collect();
    snapshot(kind.folder(), &asked);
}

#[test]
fn every_role_reads_as_before() {
    snapshot_of(Kind::Role);
}

#[test]
fn every_comparison_reads_as_before() {
    snapshot_of(Kind::Comparison);
}

#[test]
fn every_responsibility_reads_as_before() {
    snapshot_of(Kind::Responsibility);
}

#[test]
fn every_skill_reads_as_before() {
    snapshot_of(Kind::Skill);
}

#[test]
fn every_industry_reads_as_before() {
    snapshot_of(Kind::Industry);
}

#[test]
fn every_part_of_interviews_reads_as_before() {
    snapshot_of(Kind::Interview);
}

#[test]
fn every_company_reads_as_before() {
    snapshot_of(Kind::Company);
}

#[test]
fn every_step_reads_as_before() {
    snapshot_of(Kind::Career);
}

#[test]
fn every_topic_reads_as_before() {
    snapshot_of(Kind::Topic);
}

#[test]
fn every_term_reads_as_before() {
    snapshot_of(Kind::Term);
}

#[test]
fn every_faq_reads_as_before() {
    snapshot_of(Kind::Faq);
}

#[test]
fn what_is_no_entry_reads_as_before() {
    let guide = shipped();
    let commands = [
        "/help",
        "/tpm-vs-pm",
        "/career",
        "/faq all",
        "/role pm",
        "/role xyzzy",
        "/industry helthcare stuff",
        "/faq 21",
        "/career step nine",
        "/topic \u{202e}**<@1>**",
        "/compare tpm tpm",
        "/compare \"product owner\" \"senior tpm\"",
        "/compare pm tpm",
        "/compare helpdesk tpm",
        "/compare helpdesk \"product owner\"",
    ];
    let asked: Vec<(String, Vec<Answer>)> = commands
        .into_iter()
        .map(|command| {
            let first = asked(guide, command);
            let mut shown = pages(guide, &first.question).split_off(1);
            shown.insert(0, first);
            (command.to_owned(), shown)
        })
        .chain([
            (
                "(a button of an entry that is gone)".to_owned(),
                vec![answer(guide, &Question::entry(&id("role/tpm-2")))],
            ),
            ("(a button of an older version)".to_owned(), vec![stale_control(guide, "t0:e:industry/healthcare")]),
        ])
        .collect();
    snapshot("others", &asked);
}
