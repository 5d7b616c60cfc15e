//! Texts as long as they may be.

use super::*;

#[test]
fn the_longest_entries_keep_discords_rules_too() {
    let guide = longest();
    all_lawful(&everything(&guide));
    for entry in guide.knowledge.entries() {
        all_lawful(&pages(&guide, &Question::entry(&entry.id)));
    }
}

#[test]
fn an_option_with_a_number_and_a_title_of_100_characters_is_cut() {
    let guide = longest();
    let response = show(&asked(&guide, "/faq 99"), false, None);
    let menu = controls(&response["data"])[0].clone();
    let labels: Vec<&str> =
        menu["options"].as_array().unwrap().iter().map(|option| option["label"].as_str().unwrap()).collect();
    let cut = labels.iter().find(|label| label.starts_with("99 · ")).unwrap();
    assert!(cut.chars().count() <= 100 && cut.ends_with('…'), "{cut}");
}
