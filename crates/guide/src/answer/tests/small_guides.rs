//! Small guides, for what the shipped one does not show.

use super::*;

/// The small print with the names of the sources.
fn in_words(answer: &Answer) -> String {
    answer.small_print(|source| source.name.clone()).concat()
}

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
    assert_eq!(shown.lead.as_ref().unwrap().marks, [1]);
    assert_eq!(shown.sections[0].lines[0].marks, [1, 2]);
    assert_eq!(in_words(&shown), "Sources: ¹ House B · ² House A · reviewed Nov 2026");
}

#[test]
fn a_single_source_needs_no_number() {
    let guide = Guide::new(Files::valid().knowledge());
    let shown = answer(&guide, &Question::entry(&id("skill/talk")));
    assert_eq!(in_words(&shown), "Source: House A · reviewed Nov 2026");
}

#[test]
fn the_oldest_review_of_all_parts_counts() {
    let files = Files::valid()
        .entry("en/industries/x.yaml", EntryText::new("industry/x").with("interview", json!("interview/x")))
        .entry(
            "en/interviews/x.yaml",
            EntryText::new("interview/x").with("reviewed", json!("2026-03-01")).with("prepare", groups(&["Read."])),
        );
    let guide = Guide::new(files.knowledge());
    let shown = answer(&guide, &Question::entry(&id("industry/x")));
    assert_eq!(headings(&shown), ["In the interview"]);
    assert!(in_words(&shown).ends_with("reviewed Mar 2026"));
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

#[test]
fn a_how_to_shows_its_steps_its_template_and_its_questions_in_that_order() {
    let entry = EntryText::new("topic/x")
        .with("steps", groups(&["Do one.", "Do two."]))
        .with("template", json!({"heading": "A line", "text": "Risk: [what]\nOwner: [who]\n", "sources": ["b.txt"]}))
        .with("sections", json!([{"heading": "Why", "statements": groups(&["It helps."])}]))
        .with("questions", json!([{"ask": "What now?", "tests": "judgment"}]));
    let guide = Guide::new(Files::valid().entry("en/topics/x.yaml", entry).knowledge());
    let shown = pages(&guide, &Question::entry(&id("topic/x")));
    assert_eq!(headings(&shown[0]), ["Step by step", "A line", "Why"]);
    assert_eq!(shown[0].sections[0].layout, Layout::Steps { first: 1 });
    assert_eq!(shown[0].sections[1].lines.len(), 2);
    assert!(in_words(&shown[0]).contains("House B"), "a template cites its source");
    assert_eq!(headings(&shown[1]), ["Practice questions"], "questions begin a page");
    assert_eq!(shown[1].sections[0].lines[0].text, "What now? *Tests judgment.*");
}

#[test]
fn what_holds_for_a_time_says_when() {
    let statement = |say: &str, as_of: serde_json::Value| json!([{"say": [say], "sources": ["a.txt"], "as_of": as_of}]);
    for (say, as_of, shown) in [
        ("Five rounds are usual.", json!(2023), "Five rounds are usual (2023)."),
        ("Five rounds are usual", json!("2023-06"), "Five rounds are usual (Jun 2023)"),
        ("In 2023, five rounds were usual.", json!(2023), "In 2023, five rounds were usual."),
    ] {
        let skill = EntryText::new("skill/x").with("matters", statement(say, as_of));
        let guide = Guide::new(Files::valid().entry("en/skills/x.yaml", skill).knowledge());
        assert_eq!(answer(&guide, &Question::entry(&id("skill/x"))).sections[0].lines[0].text, shown);
    }
}

#[test]
fn small_print_names_the_year_and_the_interest_of_a_source() {
    let sources = "- {id: a.txt, title: A, publisher: A, label: House A, url: 'https://a.example.org/x', date: 2023-06, \
                   kind: training provider, accessed: 2026-11-21}\n\
                   - {id: b.txt, title: B, publisher: B, label: House B, date: undated, kind: book, accessed: 2026-11-21}\n";
    let term =
        EntryText::new("term/x").with("matters", groups(&["It matters."])).with("read_on", json!(["a.txt", "b.txt"]));
    let guide = Guide::new(Files::valid().file("en/sources.yaml", sources).entry("en/terms/x.yaml", term).knowledge());
    let shown = answer(&guide, &Question::entry(&id("term/x")));
    let cited = &shown.attribution.as_ref().unwrap().sources[0];
    assert_eq!(
        (cited.name.as_str(), cited.url.as_deref()),
        ("House A (training provider, 2023)", Some("https://a.example.org/x"))
    );
    let read_on: Vec<&str> = shown.read_on.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(read_on, ["House A: A", "House B: B"]);
    assert!(in_words(&shown).starts_with("Read on: House A: A · House B: BSource"), "{}", in_words(&shown));
}

#[test]
fn the_first_term_that_a_page_uses_is_linked() {
    let word = |name: &str| {
        EntryText::new(&format!("term/{name}"))
            .with("also_known_as", json!([name.replace('-', " ")]))
            .with("matters", groups(&["It matters."]))
            .with("read_on", json!(["b.txt"]))
    };
    let topic = EntryText::new("topic/x")
        .with("steps", groups(&["Keep one RAID log for all.", "Agree on the SLO."]))
        .with("related", json!(["role/tpm", "role/pm", "skill/talk", "topic/base"]));
    let guide = Guide::new(
        Files::valid()
            .entry("en/terms/x.yaml", word("slo"))
            .entry("en/terms/x.yaml", word("raid-log"))
            .entry("en/topics/x.yaml", topic)
            .knowledge(),
    );
    let links = |entry: &str| -> Vec<Question> {
        answer(&guide, &Question::entry(&id(entry))).links.into_iter().map(|link| link.question).collect()
    };
    assert_eq!(links("topic/x"), ["role/tpm", "role/pm", "term/raid-log"].map(|id_| Question::entry(&id(id_))));
    assert!(!links("term/slo").contains(&Question::entry(&id("term/slo"))), "no entry links to itself");
}
