//! Statements and reviews that may no longer hold.

use time::{Date, Duration};

use super::super::diagnostics::{Diagnostics, Location};
use super::super::entry::When;
use super::super::limits::Limits;
use super::super::problem::{Problem, Severity};

impl Diagnostics {
    pub(super) fn reviews_are_recent(&mut self, today: Date) {
        for (date, location) in &self.reviewed {
            // Somewhere it is tomorrow already.
            if *date > today + Duration::DAY {
                let message = format!("says {date}, which is still to come");
                self.problems.push(location.reported(Severity::Warning, message));
            }
            self.problems.extend(old_review(*date, location, today));
        }
    }

    /// Statements that held, and reviews that were made, more than 12 months ago.
    pub(super) fn stale(&self, today: Date) -> Vec<Problem> {
        let reviews = self.reviewed.iter().filter_map(|(date, location)| old_review(*date, location, today));
        let dated = self.inspected.iter().flat_map(|inspected| &inspected.dated);
        let mut stale: Vec<Problem> = dated
            .filter(|(when, _)| when.is_older_than(Limits::REVIEW, today))
            .map(|(when, location)| old_statement(*when, location))
            .chain(reviews)
            .collect();
        stale.sort();
        stale
    }
}

fn old_review(date: Date, location: &Location, today: Date) -> Option<Problem> {
    (today - date > Limits::REVIEW).then(|| {
        let message = format!(
            "was last compared with its sources on {date}, more than 12 months ago: compare it again, and renew the date"
        );
        location.reported(Severity::Warning, message)
    })
}

fn old_statement(when: When, location: &Location) -> Problem {
    let message = format!(
        "is dated {when}, more than 12 months ago: look for a newer source and give its date, or take out what no \
         longer holds"
    );
    location.reported(Severity::Warning, message)
}
