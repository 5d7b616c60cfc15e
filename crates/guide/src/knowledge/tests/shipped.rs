//! The knowledge that is shipped, and what its README says of it.

use super::limits::Limits;
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
    let readme = include_str!("../../../../../knowledge/README.md");
    for (key, range) in [("number", Limits::FAQS), ("step", Limits::STEPS)] {
        assert!(readme.contains(&format!("`{key}` ({} to {}", range.start(), range.end())), "{key}");
    }
    let (question, refused) = (Limits::QUESTION, Limits::REFUSED);
    for limit in [
        format!("at least {}, each {} to {} characters", Limits::QUESTIONS, question.start(), question.end()),
        format!("each {} to {} characters, unique", refused.start(), refused.end()),
        format!("one word of at most {} characters", Limits::ABBREVIATION),
        format!("Each word or phrase has at most {} characters", Limits::PHRASE),
        format!("required, {} characters |", Limits::ABOUT),
        format!("heading {} characters, text {} lines", Limits::HEADING, Limits::TEMPLATE_LINES.end()),
        format!("lines and {} characters |", Limits::TEMPLATE),
        format!("`ask` {}, `tests` {} characters", Limits::PRACTICE, Limits::TESTS),
        format!("at most {} characters |", Limits::LABEL),
    ] {
        assert!(readme.contains(&limit), "{limit}");
    }
}
