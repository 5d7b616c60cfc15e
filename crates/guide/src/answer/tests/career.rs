//! The career path and its steps.

use super::*;

#[test]
fn a_step_leads_back_to_the_whole_path_and_on() {
    let guide = shipped();
    let steps = guide.knowledge.career_steps();
    for (place, (entry, number, _)) in steps.iter().enumerate() {
        let shown = asked(guide, &format!("/career {number}"));
        let mut expected = Vec::new();
        expected.extend(place.checked_sub(1).map(|before| Question::entry(&steps[before].0.id)));
        expected.push(Question::CareerPath);
        expected.extend(steps.get(place + 1).map(|(after, ..)| Question::entry(&after.id)));
        assert_eq!(shown.links.iter().map(|link| link.question.clone()).collect::<Vec<_>>(), expected, "{}", entry.id);
        assert_eq!(shown.links.iter().filter(|link| link.label.contains(['◀', '▶'])).count(), expected.len() - 1);
    }
}

#[test]
fn the_path_names_every_step_in_order() {
    let shown = asked(shipped(), "/career");
    let numbers: Vec<String> = shown.sections[0].lines.iter().map(|line| line.text.chars().take(3).collect()).collect();
    assert_eq!(numbers, ["`1`", "`2`", "`3`", "`4`", "`5`", "`6`", "`7`"]);
    assert_eq!(shown.sections[0].lines.iter().filter(|line| line.text.contains("(optional)")).count(), 2);
}

#[test]
fn a_step_with_a_long_name_still_fits_its_arrow() {
    let step = |name: &str, number: u8, short: &str| {
        EntryText::new(&format!("career/{name}")).with("step", json!(number)).with("short", json!(short))
    };
    let files = Files::valid()
        .entry("en/career-steps/x.yaml", step("a", 2, "Internationalization-yes!"))
        .entry("en/career-steps/x.yaml", step("b", 3, "Words and more words here"))
        .entry("en/career-steps/x.yaml", step("c", 4, "Exactly of 23 letters x"));
    let guide = Guide::new(files.knowledge());
    assert_eq!(labels(&asked(&guide, "/career 3"))[0], "◀ Internationalization-y…");
    assert_eq!(labels(&asked(&guide, "/career 4"))[0], "◀ Words and more words…");
    assert_eq!(labels(&asked(&guide, "/career 3"))[2], "Exactly of 23 letters x ▶");
    for answer in clicked_through(&guide) {
        sound(&answer).unwrap();
    }
}
