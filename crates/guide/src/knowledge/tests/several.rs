//! Several mistakes at once.

use super::*;

#[test]
fn every_mistake_is_reported_at_once_in_the_order_of_files_and_lines() {
    let files = Files::valid()
        .entry(TESTED, topic().with("titel", json!(1)))
        .entry(TESTED, EntryText::new("topic/fine"))
        .entry(TESTED, EntryText::new("topic/bad").with("title", json!("")).with("related", json!(["role/tmp"])))
        .file("en/roles/broken.yaml", "- id: [\n");
    let problems = files.problems();
    let places: Vec<&str> = problems.iter().map(|problem| problem.rsplit_once(": ").unwrap().0).collect();
    assert_eq!(
        places,
        [
            "en/roles/broken.yaml:1: id",
            "en/topics/tested.yaml:10: topic/tested.titel",
            "en/topics/tested.yaml:21: topic/bad.title: is empty",
            "en/topics/tested.yaml:27: topic/bad.related",
        ],
        "{problems:#?}"
    );
}

#[test]
fn what_refers_to_a_broken_entry_is_not_reported_as_well() {
    let files = Files::valid()
        .entry(TESTED, topic().with("titel", json!(1)))
        .entry(TESTED, EntryText::new("topic/other").with("related", json!(["topic/tested"])));
    assert_eq!(files.problems(), tested("titel", "unknown key \"titel\"; did you mean \"title\"?"));
}

#[test]
fn what_refers_into_a_file_that_is_no_yaml_is_not_reported_as_well() {
    let broken = format!("{}{}  caution: [\n", topic(), EntryText::new("topic/second"));
    let files = Files::valid()
        .file(TESTED, &broken)
        .entry("en/topics/x.yaml", EntryText::new("topic/x").with("related", json!(["topic/tested", "topic/second"])));
    let problems = files.problems();
    assert!(problems.len() == 1 && problems[0].starts_with(TESTED), "{problems:?}");
}

#[test]
fn a_slip_in_one_entry_leaves_the_others_of_its_file_to_be_read() {
    let second = EntryText::new("topic/second").with("title", json!("")).to_string();
    let broken = topic().to_string();
    for (slip, message) in [
        (
            "  caution: a: b\n",
            "topic/tested: mapping values are not allowed in this context; put a text that holds \": \" in quotes",
        ),
        ("  caution: [\n", "topic/tested.caution: unclosed bracket '['"),
        ("  title: Again\n", "topic/tested: the key \"title\" stands twice"),
        ("  caution: *nothing\n", "topic/tested: alias references unknown anchor"),
    ] {
        let problems = problems_of_text(&format!("# Both\n{broken}{slip}{second}"));
        let empty = format!("{TESTED}:13: topic/second.title: is empty: write a text or leave the key out");
        assert_eq!(problems.len(), 2, "{slip}: {problems:#?}");
        assert!(problems[0].starts_with(TESTED) && problems[0].ends_with(message), "{problems:#?}");
        assert_eq!(problems[1], empty);
    }
}

#[test]
fn an_anchor_of_another_entry_is_not_missing_where_a_third_one_is_broken() {
    let anchor = topic().to_string().replace("tagline: ", "tagline: &same ");
    let alias = EntryText::new("topic/second").without("tagline");
    let broken = EntryText::new("topic/third");
    let problems = problems_of_text(&format!("{anchor}{alias}  tagline: *same\n{broken}  caution: [\n"));
    assert_eq!(problems, [format!("{TESTED}:28: topic/third.caution: unclosed bracket '['")]);
}

#[test]
fn an_entry_may_borrow_from_another_one_also_where_a_third_one_is_wrong() {
    let anchor = topic().to_string().replace("tagline: ", "tagline: &same ");
    let alias = EntryText::new("topic/second").without("tagline");
    let both = format!("{anchor}{alias}  tagline: *same\n");
    assert_eq!(problems_of_text(&both), [""; 0]);
    let third = EntryText::new("topic/third").with("related", json!(["topic/second"])).without("lead");
    let missing = format!("{TESTED}:19: topic/third: the key \"lead\" is missing");
    assert_eq!(problems_of_text(&format!("{both}{third}")), [missing]);
}

#[test]
fn what_is_missing_is_told_once_with_how_often_it_is_named() {
    let gone = json!(["topic/departed"]);
    let files = Files::valid()
        .entry(TESTED, EntryText::new("topic/one").with("related", gone.clone()))
        .entry(TESTED, EntryText::new("topic/two").with("related", gone.clone()))
        .entry("en/skills/x.yaml", EntryText::new("skill/x").with("related", gone));
    let place = "en/skills/x.yaml:8: skill/x.related";
    assert_eq!(files.problems(), [format!("{place}: there is no entry \"topic/departed\"; named 3 times")]);
    let lead = json!({"say": "The answer.", "sources": ["gone.txt"]});
    let files = Files::valid()
        .entry(TESTED, EntryText::new("topic/one").with("lead", lead.clone()))
        .entry(TESTED, EntryText::new("topic/two").with("lead", lead));
    let place = format!("{TESTED}:7: topic/one.lead.sources");
    assert_eq!(files.problems(), [format!("{place}: sources.yaml has no \"gone.txt\"; named 2 times")]);
}

#[test]
fn what_is_suggested_is_really_like_what_is_missing() {
    let suggested = |missing: &str, known: &str| {
        let files = Files::valid()
            .entry("en/industries/x.yaml", EntryText::new(known))
            .entry(TESTED, topic().with("related", json!([missing])));
        files.problems()[0].contains(&format!("did you mean \"{known}\"?"))
    };
    assert!(suggested("industry/health-care", "industry/healthcare"));
    assert!(suggested("industry/telcom", "industry/telecom"));
    assert!(suggested("topic/telecom", "industry/telecom"));
    assert!(!suggested("industry/healthcare", "industry/tech"));
    assert!(!suggested("industry/edtech", "industry/tech"));
    // An industry is wanted here, so no interview tip of that name is suggested.
    let near = EntryText::new("industry/x").with("neighbours", json!(["industry/cars"]));
    let files = Files::valid()
        .entry("en/interviews/x.yaml", EntryText::new("interview/cars"))
        .entry("en/industries/x.yaml", near);
    let place = "en/industries/x.yaml:10: industry/x.neighbours";
    assert_eq!(files.problems(), [format!("{place}: there is no entry \"industry/cars\"")]);
}

#[test]
fn an_id_that_is_written_wrong_is_told_only_where_it_stands() {
    let files = Files::valid()
        .entry(TESTED, topic().with("id", json!("topic/Health Care")))
        .entry(TESTED, EntryText::new("topic/other").with("related", json!(["topic/health-care"])));
    let problems = files.problems();
    assert!(problems.len() == 1 && problems[0].contains("is no id"), "{problems:?}");
}

#[test]
fn broken_sources_are_reported_one_by_one_and_not_again_where_they_are_cited() {
    let sources = "- {id: a.txt}\n- {id: b.txt, title: B, publisher: B, label: B, kind: book, link: B}\n";
    let problems = Files::valid().file("en/sources.yaml", sources).problems();
    let unknown = "link: unknown key \"link\"; known here: id, title, publisher, label, url, date, kind, accessed";
    let missing = "the key \"title\" is missing";
    assert_eq!(problems, [format!("en/sources.yaml:1: {missing}"), format!("en/sources.yaml:2: {unknown}")]);
    assert_eq!(Files::valid().file("en/sources.yaml", "- [").problems().len(), 1);
}

#[test]
fn missing_or_empty_sources_are_one_mistake() {
    let files = Files::valid().without("en/sources.yaml");
    let missing = "en/sources.yaml:0: is missing: it lists the documents that statements cite";
    assert_eq!(files.problems(), [missing]);
    let empty = "en/sources.yaml:1: lists no document: statements cite one by its `id`";
    assert_eq!(files.file("en/sources.yaml", "# none yet\n").problems(), [empty]);
}

#[test]
fn missing_commands_are_a_warning() {
    let files = Files::valid().without("en/commands.yaml");
    let message = "is missing: it says what each command shows first and which names mean several things";
    assert_eq!(files.problems(), [format!("en/commands.yaml:0: warning: {message}")]);
    assert!(files.parsed().is_ok());
}
