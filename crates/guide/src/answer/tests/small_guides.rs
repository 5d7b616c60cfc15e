//! Small guides, for what the shipped one does not show.

use super::*;

#[test]
fn a_menu_of_many_shows_those_around_the_open_one() {
    let mut files = Files::valid();
    for number in 0..40 {
        files = files.entry("en/industries/x.yaml", EntryText::new(&format!("industry/field-{number:02}")));
    }
    let guide = Guide::new(files.knowledge());
    for number in [0, 20, 39] {
        let shown = answer(&guide, &Question::entry(&id(&format!("industry/field-{number:02}"))));
        assert_eq!(shown.menu.as_ref().unwrap().options.len(), 25);
        sound(&shown).unwrap();
    }
    let reached: HashSet<Question> = clicked_through(&guide).into_iter().map(|answer| answer.question).collect();
    assert!(guide.knowledge.entries().iter().all(|entry| reached.contains(&Question::entry(&entry.id))));
}

#[test]
fn the_only_entry_of_its_kind_has_no_menu() {
    let guide = Guide::new(Files::valid().knowledge());
    assert_eq!(answer(&guide, &Question::entry(&id("industry/health"))).menu, None);
    assert_eq!(answer(&guide, &Question::entry(&id("faq/one"))).menu, None);
}

#[test]
fn sources_are_numbered_in_the_order_of_their_first_use() {
    let skill = EntryText::new("skill/x")
        .with("lead", json!({"say": "Lead.", "sources": ["b.txt"]}))
        .with("matters", json!([{"say": ["Both say so."], "sources": ["a.txt", "b.txt"]}]));
    let guide = Guide::new(Files::valid().entry("en/skills/x.yaml", skill).knowledge());
    let shown = answer(&guide, &Question::entry(&id("skill/x")));
    assert_eq!(shown.lead.unwrap().marks, [1]);
    assert_eq!(shown.sections[0].lines[0].marks, [1, 2]);
    assert_eq!(shown.attribution.unwrap().in_words(), "Sources: ¹ House B · ² House A · reviewed Nov 2026");
}

#[test]
fn a_single_source_needs_no_number() {
    let guide = Guide::new(Files::valid().knowledge());
    let shown = answer(&guide, &Question::entry(&id("skill/talk")));
    assert_eq!(shown.attribution.unwrap().in_words(), "Source: House A · reviewed Nov 2026");
}

#[test]
fn the_oldest_review_of_all_parts_counts() {
    let files = Files::valid()
        .entry("en/industries/x.yaml", EntryText::new("industry/x").with("interview", json!("interview/x")))
        .entry(
            "en/interview-tips/x.yaml",
            EntryText::new("interview/x").with("reviewed", json!("2026-03-01")).with("prepare", groups(&["Read."])),
        );
    let guide = Guide::new(files.knowledge());
    let shown = answer(&guide, &Question::entry(&id("industry/x")));
    assert_eq!(headings(&shown), ["In the interview"]);
    assert!(shown.attribution.unwrap().in_words().ends_with("reviewed Mar 2026"));
}

#[test]
fn raised_numbers_are_written_digit_by_digit() {
    assert_eq!([contents::raised(0), contents::raised(12), contents::raised(389)], ["⁰", "¹²", "³⁸⁹"]);
}

#[test]
fn a_guide_of_one_entry_answers_everything() {
    // References may lead to a broken entry only while it is broken, so the smallest guide has two.
    let text = format!(
        "{}{}",
        EntryText::new("topic/one").with("related", json!(["topic/two"])),
        EntryText::new("topic/two").with("related", json!(["topic/one"]))
    );
    let files = Files::empty().file("en/sources.yaml", SOURCES).file("en/topics/x.yaml", &text);
    let guide = Guide::new(files.knowledge());
    for command in ["/help", "/career", "/faq all", "/faq 1", "/tpm-vs-pm", "/compare a b", "/role x", "/topic one"] {
        sound(&asked(&guide, command)).unwrap_or_else(|complaint| panic!("{command}: {complaint}"));
    }
    assert_eq!(asked(&guide, "/tpm-vs-pm").about, About::Missing);
}
