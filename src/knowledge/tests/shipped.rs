//! The knowledge that is shipped, and what its README says of it.

use super::*;

#[test]
fn the_numbers_of_the_shipped_questions_and_steps_have_no_gap() {
    let numbers: Vec<u8> = shipped().faqs().iter().map(|(_, faq)| faq.number).collect();
    assert_eq!(numbers, (1..=20).collect::<Vec<u8>>());
    let steps: Vec<u8> = shipped().career_steps().iter().map(|(_, step, _)| *step).collect();
    assert_eq!(steps, (1..=7).collect::<Vec<u8>>());
}

#[test]
fn the_readme_names_the_numbers_that_are_allowed() {
    let readme = include_str!("../../../knowledge/README.md");
    for (key, range) in [("number", limits::Limits::FAQS), ("step", limits::Limits::STEPS)] {
        assert!(readme.contains(&format!("`{key}` ({} to {}", range.start(), range.end())), "{key}");
    }
}
