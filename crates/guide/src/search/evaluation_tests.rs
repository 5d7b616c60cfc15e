//! What the evaluation promises, in small guides.

use serde_json::json;

use super::{EntryId, FAR, Findings, Miss, Outcome, Promise, SURE, examine, parts};
use crate::fixtures::knowledge::{EntryText, Files};
use crate::knowledge::Knowledge;

fn findings(knowledge: &Knowledge) -> Findings<'_> {
    parts().into_iter().map(|part| examine(knowledge, part)).collect()
}

fn missed<'k>(findings: &'k Findings, promise: Promise) -> Vec<&'k str> {
    findings.misses(promise).map(|miss| miss.text).collect()
}

/// A topic whose questions are all about its subject, but for what is added.
fn about(subject: &str, besides: &[&str]) -> EntryText {
    let asked = ["how old is a", "who built the first", "where do I see a", "is there a big", "why is it called"];
    let more = ["what is the use of a", "how heavy is a", "when do people buy a", "how do I mend a", "who paints a"];
    let mut questions: Vec<String> = asked.iter().chain(&more).map(|words| format!("{words} {subject}")).collect();
    questions.extend(besides.iter().map(|question| (*question).to_owned()));
    EntryText::new(&format!("topic/{subject}")).with("asked_as", json!(questions))
}

#[test]
fn everything_is_tried_once() {
    let knowledge = Files::valid().knowledge();
    let findings = findings(&knowledge);
    let asked: usize = knowledge.entries().iter().map(|entry| entry.asked_as.len()).sum();
    assert_eq!(findings.tried(Promise::Asked), asked);
    assert_eq!(findings.tried(Promise::Named), knowledge.entries().len() * 3);
    assert_eq!(findings.tried(Promise::Refused), 1);
}

#[test]
fn a_question_that_fits_another_entry_better_is_a_miss_of_its_own() {
    let stray = "what do wheels have to do with a bicycle";
    let knowledge = Files::valid()
        .entry("en/topics/t.yaml", about("sailboat", &[stray]))
        .entry("en/topics/t.yaml", about("bicycle", &[]))
        .knowledge();
    let findings = findings(&knowledge);
    let miss = findings.misses(Promise::Asked).find(|miss| miss.text == stray).expect("it misses");
    let first = miss.first.as_ref().map(EntryId::as_str);
    assert_eq!((miss.of, first), ("topic/sailboat", Some("topic/bicycle")));
    let worst = findings.worst(Promise::Asked);
    assert!(worst.iter().any(|(entry, _)| *entry == "topic/sailboat"), "{worst:?}");
    assert!(findings.holds(Promise::Asked), "one may");
}

/// A question of `topic/sailboat` that finds `topic/bicycle` first.
fn stray(text: &str, outcome: Outcome, chance: f32, share: f32) -> Miss<'_> {
    let first = EntryId::new("topic/bicycle");
    Miss { promise: Promise::Asked, of: "topic/sailboat", text, first, outcome, chance, share }
}

#[test]
fn what_another_entry_answers_better_is_sure_and_far_from_its_own() {
    let mut findings = Findings::default();
    for miss in [
        stray("sure", Outcome::Found, SURE, FAR),
        stray("surer", Outcome::Found, 1.0, 0.0),
        stray("not quite sure", Outcome::Found, SURE - 0.01, 0.0),
        stray("close", Outcome::Found, 1.0, FAR + 0.01),
        stray("not asserted", Outcome::Unsure, 1.0, 0.0),
        Miss { promise: Promise::Refused, ..stray("refused", Outcome::Found, 1.0, 0.0) },
    ] {
        findings.note(false, miss);
    }
    let elsewhere: Vec<&str> = findings.answered_elsewhere().iter().map(|miss| miss.text).collect();
    assert_eq!(elsewhere, ["surer", "sure"]);
}

#[test]
fn a_miss_says_how_well_its_owner_fits() {
    let asked = "what do wheels have to do with a bicycle";
    let knowledge = Files::valid()
        .entry("en/topics/t.yaml", about("sailboat", &[asked]))
        .entry("en/topics/t.yaml", about("bicycle", &[]))
        .knowledge();
    let findings = findings(&knowledge);
    let miss = findings.misses(Promise::Asked).find(|miss| miss.text == asked).expect("it misses");
    assert!((0.0..1.0).contains(&miss.share) && miss.chance > 0.0, "{miss:?}");
}

#[test]
fn a_shared_name_belongs_to_all_that_it_means() {
    let commands = "role:\n  first: [role/tpm]\n  shared_names:\n    - {name: manager, means: [role/pm, role/tpm]}\n";
    let named =
        |id: &str| EntryText::new(id).with("also_known_as", json!(["manager"])).with("related", json!(["topic/base"]));
    let roles = Files::valid().file("en/commands.yaml", commands).file("en/roles/roles.yaml", "");
    let knowledge = roles
        .entry("en/roles/roles.yaml", named("role/tpm"))
        .entry("en/roles/roles.yaml", named("role/pm"))
        .knowledge();
    assert_eq!(missed(&findings(&knowledge), Promise::Named), [""; 0]);
}

#[test]
fn a_refused_question_that_would_be_answered_without_standing_there_is_a_miss() {
    let refused = "where do you see a sailboat";
    let knowledge = Files::valid()
        .entry("en/topics/t.yaml", about("sailboat", &[]))
        .file("en/refusals.yaml", &format!("- {{about: Boats, questions: [{refused}]}}\n"))
        .knowledge();
    let findings = findings(&knowledge);
    assert_eq!(missed(&findings, Promise::Refused), [refused]);
    assert!(!findings.holds(Promise::Refused));
    assert_eq!(findings.worst(Promise::Refused), [("Boats", 1)]);
}

#[test]
fn what_is_not_there_is_no_failure() {
    let bare = Files::empty()
        .file("en/sources.yaml", crate::fixtures::knowledge::SOURCES)
        .entry("en/topics/t.yaml", about("sailboat", &[]).with("related", json!(["topic/bicycle"])))
        .entry("en/topics/t.yaml", about("bicycle", &[]).with("related", json!(["topic/sailboat"])))
        .knowledge();
    let findings = findings(&bare);
    assert_eq!(findings.tried(Promise::Refused), 0);
    assert!(Promise::ALL.into_iter().all(|promise| findings.holds(promise)), "{findings:?}");
}
