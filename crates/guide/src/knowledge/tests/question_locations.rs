//! Where the questions stand.

use super::*;

#[test]
fn each_question_is_known_by_its_file_and_line() {
    let refused = "- about: Cooking\n  questions:\n    - How long do I boil an egg?\n    - is rice a grain\n";
    let parsed = Files::valid().entry(TESTED, topic()).file("en/refusals.yaml", refused).parsed().unwrap();
    let line = topic().line("asked_as") as u64;
    assert_eq!(parsed.question_locations.of("what is TOPIC tested asked 3 times"), Some((TESTED, line)));
    assert_eq!(parsed.question_locations.of("how long do i boil an egg"), Some(("en/refusals.yaml", 3)));
    assert_eq!(parsed.question_locations.of("Is rice a grain?"), Some(("en/refusals.yaml", 4)));
    assert_eq!(parsed.question_locations.of("What is nowhere?"), None);
}
