//! The day of the review.

use super::*;

#[test]
fn a_review_of_365_days_ago_is_recent_and_one_of_366_days_is_not() {
    assert_eq!(problems_with("reviewed", json!("2025-11-21")), NOTHING);
    let files = Files::valid().entry(TESTED, topic().with("reviewed", json!("2025-11-20")));
    let message = "was last compared with its sources on 2025-11-20, more than 12 months ago: compare it again, and renew \
                   the date";
    assert_eq!(files.problems(), [format!("{TESTED}:9: warning: topic/tested.reviewed: {message}")]);
    assert!(files.parsed().is_ok(), "a warning keeps nothing from being used");
}

#[test]
fn a_review_of_a_day_to_come_is_a_warning() {
    assert_eq!(problems_with("reviewed", json!("2026-11-22")), NOTHING);
    let files = Files::valid().entry(TESTED, topic().with("reviewed", json!("2026-11-23")));
    let message = "says 2026-11-23, which is still to come";
    assert_eq!(files.problems(), [format!("{TESTED}:9: warning: topic/tested.reviewed: {message}")]);
    assert!(files.parsed().is_ok());
}

#[test]
fn a_review_has_a_day() {
    for day in ["yesterday", "21.11.2026", "2026-13-01", "2026-02-30", "2026-1-1"] {
        let message = format!("\"{day}\" is no day: write it like 2026-11-21");
        assert_eq!(problems_with("reviewed", json!(day)), tested("reviewed", &message));
    }
}

#[test]
fn warnings_are_listed_with_the_mistakes() {
    let problems = problems_of(topic().with("reviewed", json!("2020-01-01")).with("title", json!("")));
    assert_eq!(problems.len(), 2, "{problems:?}");
}
