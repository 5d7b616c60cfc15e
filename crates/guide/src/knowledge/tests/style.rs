//! What an inspection warns of: style, links and age.

use super::*;

const VOCABULARY: &str = "en/vocabulary.yaml";
const LEAD: &str = "This is the answer outright.";

/// A topic without anything to warn of.
fn sound() -> EntryText {
    topic().with("lead", json!({"say": LEAD, "sources": ["a.txt"]}))
}

/// What an inspection of these files says of the tested file, style and links.
fn style_of(files: &Files) -> Vec<String> {
    let Inspection { style, links, .. } = files.inspection();
    let told = style.iter().chain(&links).map(ToString::to_string);
    told.filter(|told| told.starts_with(TESTED)).collect()
}

/// The same of a small guide with this topic.
fn style(entry: EntryText) -> Vec<String> {
    style_of(&Files::valid().entry(TESTED, entry))
}

/// A warning at the line of the topic's key `path`.
fn told(path: &str, message: &str) -> Vec<String> {
    let key = path.split(['.', '[']).next().unwrap();
    let line = sound().with(key, Value::Null).line(key);
    vec![format!("{TESTED}:{line}: warning: topic/tested.{path}: {message}")]
}

#[test]
fn a_sound_topic_is_not_warned_of() {
    assert_eq!(style(sound()), NOTHING);
}

#[test]
fn an_ordinary_reading_says_nothing_of_style() {
    assert_eq!(problems_of(topic().with("lead", json!({"say": "No verb.", "sources": ["a.txt"]}))), NOTHING);
}

// Filler.

/// Files in which `count` topics have this caution, the tested one first.
fn repeated(caution: &str, count: usize) -> Files {
    (1..count).fold(Files::valid().entry(TESTED, sound().with("caution", json!(caution))), |files, number| {
        let id = format!("topic/more-{number}");
        files.entry("en/topics/zz.yaml", EntryText::new(&id).with("caution", json!(caution)))
    })
}

#[test]
fn a_clause_of_five_words_in_four_entries_is_filler() {
    let clause = "Much here, which differs from team to team.";
    let message = "\"which differs from team to team\" stands in 4 entries (topic/more-1, topic/more-2, topic/more-3 and \
                   1 more): say it where it matters most, or say what is particular to each";
    assert_eq!(style_of(&repeated(clause, 4)), told("caution", message));
    assert_eq!(style_of(&repeated(clause, 3)), NOTHING);
    assert_eq!(style_of(&repeated("It differs from team, to team.", 4)), NOTHING, "four words");
}

#[test]
fn who_says_something_is_no_filler() {
    assert_eq!(style_of(&repeated("It is rare, the second of the sources says.", 4)), NOTHING);
    assert_eq!(style_of(&repeated("Says the second of the sources: it is rare.", 4)), NOTHING);
}

#[test]
fn one_entry_may_say_a_clause_in_several_places() {
    let say = |number: u8| format!("Thing {number}, which differs from team to team.");
    let statements = json!([{"say": [say(1), say(2), say(3), say(4)], "sources": ["a.txt"]}]);
    assert_eq!(style(sound().with("sections", section("All", &statements))), NOTHING);
}

// Leads.

#[test]
fn a_lead_has_a_verb() {
    let lead = |say: &str| style(sound().with("lead", json!({"say": say, "sources": ["a.txt"]})));
    let message = "seems to have no verb: answer in a whole sentence, which makes sense on its own";
    assert_eq!(lead("Programs of several teams, with a plan."), told("lead.say", message));
    assert_eq!(lead("Usually not. Most teams have others for that."), NOTHING);
    assert_eq!(style(sound().with("caution", json!("Only in the US."))), NOTHING, "other texts need none");
}

// Words to avoid.

/// What is said of a topic where editors avoid "posts" and "roll-out".
fn avoiding(entry: EntryText) -> Vec<String> {
    let words = "avoid:\n  - {word: Posts, use: jobs}\n  - {word: roll-out, use: rollout}\n";
    style_of(&Files::valid().file(VOCABULARY, words).entry(TESTED, entry))
}

#[test]
fn words_that_editors_avoid_are_found_in_what_members_read() {
    let message = "\"posts\" is a word to avoid (en/vocabulary.yaml:2): write \"jobs\"";
    assert_eq!(avoiding(sound().with("title", json!("Posts for TPMs"))), told("title", message));
    assert_eq!(avoiding(sound().with("caution", json!("There are few posts."))), told("caution", message));
    let lead = json!({"say": "There are “posts”.", "sources": ["a.txt"]});
    assert_eq!(avoiding(sound().with("lead", lead)), told("lead.say", message));
    let groups = json!([{"say": ["Fine.", "All posts are taken."], "sources": ["a.txt"]}]);
    let statement = avoiding(sound().with("sections", section("All", &groups)));
    assert_eq!(statement, told("sections[0].statements[0].say[1]", message));
}

#[test]
fn a_word_to_avoid_is_a_word_of_its_own() {
    for text in
        ["Roll out what is ready.", "It is a signpost.", "The post-mortem is next.", "Ask about posts-only work."]
    {
        assert_eq!(avoiding(sound().with("caution", json!(text))), NOTHING, "{text}");
    }
    let message = "\"roll-out\" is a word to avoid (en/vocabulary.yaml:3): write \"rollout\"";
    assert_eq!(avoiding(sound().with("caution", json!("The Roll-Out is next."))), told("caution", message));
    assert_eq!(avoiding(sound().with("also_known_as", json!(["posts"]))), NOTHING, "members say so");
}

#[test]
fn the_row_of_a_comparison_is_read_as_well() {
    let pair = comparison("compare/x", "role/pm", "role/tpm").with("rows", json!([row("its posts", "none")]));
    let files = Files::valid()
        .file(VOCABULARY, "avoid:\n  - {word: posts, use: jobs}\n")
        .file("en/comparisons/pair.yaml", &pair.to_string());
    let style: Vec<String> = files.inspection().style.iter().map(ToString::to_string).collect();
    assert!(style.iter().any(|told| told.contains("compare/x.rows[0].first: \"posts\"")), "{style:#?}");
}

#[test]
fn a_word_to_avoid_is_listed_once_and_is_not_what_to_write() {
    let problems = |text: &str| Files::valid().file(VOCABULARY, text).problems();
    let twice = "avoid:\n  - {word: posts, use: jobs}\n  - {word: Posts, use: work}\n";
    let message = "\"posts\" is listed already, at en/vocabulary.yaml:2: take one of them out";
    assert_eq!(problems(twice), [format!("{VOCABULARY}:3: avoid.word: {message}")]);
    let circle = "avoid:\n  - {word: posts, use: openings}\n  - {word: jobs, use: many posts}\n";
    let message = "asks for \"many posts\", in which \"posts\" is avoided, at en/vocabulary.yaml:2";
    assert_eq!(problems(circle), [format!("{VOCABULARY}:3: avoid.word: {message}")]);
    let empty = "avoid:\n  - {word: '', use: jobs}\n";
    let message = "is empty: write a text or leave the key out";
    assert_eq!(problems(empty), [format!("{VOCABULARY}:2: avoid.word: {message}")]);
    assert_eq!(problems("avoid: []\n"), NOTHING);
}

// Sources.

/// Files with these sources besides, each a line of `sources.yaml` without what all have.
fn sources(more: &[&str]) -> Files {
    let rest = "title: A, publisher: P, label: L, date: undated, kind: book, accessed: 2026-11-21";
    let lines: Vec<String> = more.iter().map(|source| format!("- {{{source}, {rest}}}\n")).collect();
    Files::valid().file("en/sources.yaml", &format!("{SOURCES}{}", lines.concat()))
}

#[test]
fn a_group_has_at_most_three_sources() {
    let cited = |count: usize| {
        let ids = &["a.txt", "b.txt", "c", "d"][..count];
        let groups = json!([{"say": ["One.", "Two."], "sources": ids}, {"say": ["Three."], "sources": ["c", "d"]}]);
        style_of(&sources(&["id: c", "id: d"]).entry(TESTED, sound().with("sections", section("All", &groups))))
    };
    assert_eq!(cited(3), NOTHING);
    let message = "names 4 sources: keep the 3 that say it best, or split what they do not all say";
    assert_eq!(cited(4), told("sections[0].statements[0].sources", message));
}

/// What an inspection says of `sources.yaml`.
fn told_of_sources(files: &Files) -> Vec<String> {
    let Inspection { style, links, .. } = files.inspection();
    let told = style.iter().chain(&links).map(ToString::to_string);
    told.filter(|told| told.starts_with("en/sources.yaml")).collect()
}

#[test]
fn a_source_is_cited_by_something() {
    assert_eq!(told_of_sources(&Files::valid()), NOTHING, "to read on in it is enough");
    let message = "is cited by nothing: cite it where a statement rests on it, or take it out";
    assert_eq!(told_of_sources(&sources(&["id: c"])), [format!("en/sources.yaml:3: warning: c.id: {message}")]);
}

#[test]
fn no_two_sources_share_an_address() {
    let listed = |one: &str, other: &str| {
        let files = sources(&[&format!("id: c, url: \"{one}\""), &format!("id: d, url: \"{other}\"")]);
        let groups = json!([{"say": ["One."], "sources": ["c", "d"]}]);
        told_of_sources(&files.entry(TESTED, sound().with("sections", section("All", &groups))))
    };
    let message = "is the address of \"c\" too, at en/sources.yaml:3: join the two sources, or give each its own page";
    let shared = [format!("en/sources.yaml:4: warning: d.url: {message}")];
    for other in ["https://example.org/a", "https://www.Example.org/a/"] {
        assert_eq!(listed("https://example.org/a", other), shared, "{other}");
    }
    for other in
        ["https://example.org/A", "https://example.org/a?b", "https://blog.example.org/a", "https://example.org"]
    {
        assert_eq!(listed("https://example.org/a", other), NOTHING, "{other}");
    }
}

// Age.

fn stale(entry: EntryText) -> Vec<String> {
    Files::valid().entry(TESTED, entry).inspection().stale.iter().map(ToString::to_string).collect()
}

#[test]
fn what_held_more_than_12_months_ago_is_stale() {
    let dated = |as_of: &str| {
        let groups = json!([{"say": ["One."], "sources": ["a.txt"], "as_of": as_of}]);
        stale(sound().with("sections", section("All", &groups)))
    };
    for recent in ["2025-11-21", "2025-11", "2025", "2026"] {
        assert_eq!(dated(recent), NOTHING, "{recent}");
    }
    let what = "more than 12 months ago: look for a newer source and give its date, or take out what no longer holds";
    let path = "sections[0].statements[0].as_of";
    assert_eq!(dated("2025-11-20"), told(path, &format!("is dated 20 Nov 2025, {what}")));
    assert_eq!(dated("2025-10"), told(path, &format!("is dated Oct 2025, {what}")));
    assert_eq!(dated("2024"), told(path, &format!("is dated 2024, {what}")));
    let lead = json!({"say": LEAD, "sources": ["a.txt"], "as_of": 2020});
    assert_eq!(stale(sound().with("lead", lead)), told("lead.as_of", &format!("is dated 2020, {what}")));
}

#[test]
fn an_old_review_is_stale_as_well() {
    let old = sound().with("reviewed", json!("2025-11-20"));
    assert_eq!(stale(old.clone()), problems_of(old), "as it is warned of in any case");
}
