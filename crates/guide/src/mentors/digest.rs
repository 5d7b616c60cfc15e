//! What mentors are told once a week, where questions wait.

use super::inquiry::{Inquiry, State};
use super::line::{brief, waiting};
use crate::staff::line::{age, day_of, member};
use crate::staff::{Panel, Pings, Post};

/// What a digest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DigestNumbers {
    /// How many questions wait, those that a mentor has taken included.
    pub open: u32,
    /// The oldest of them.
    pub oldest: Vec<Inquiry>,
    /// How many were sent in the time of the digest.
    pub sent: u32,
    /// How many were answered in it.
    pub answered: u32,
    /// How many were declined in it.
    pub declined: u32,
}

/// Questions that a digest names, at most.
const OLDEST: usize = 5;

/// The message of a week, which pings no one.
pub fn digest(numbers: &DigestNumbers, now: i64) -> Post {
    let DigestNumbers { open, oldest, sent, answered, declined } = numbers;
    let title = match open {
        1 => "1 question waits for a mentor".to_owned(),
        open => format!("{open} questions wait for a mentor"),
    };
    let were = |count: &u32| if *count == 1 { "1 was".to_owned() } else { format!("{count} were") };
    let oldest: Vec<String> = oldest.iter().take(OLDEST).map(|inquiry| line(inquiry, now)).collect();
    let mut text =
        vec![format!("This week {sent} came in, {} answered and {} declined.", were(answered), were(declined))];
    if !oldest.is_empty() {
        let heading = if oldest.len() == 1 { "The oldest:" } else { "The oldest ones:" };
        text.push(format!("{heading}\n{}", oldest.join("\n")));
    }
    let panel = Panel {
        title,
        text,
        small_print: Some(
            "Each has a message of its own here: search for its number. This comes once a week.".to_owned(),
        ),
        ..Panel::default()
    };
    Post { pings: Pings::None, line: String::new(), panel }
}

fn line(inquiry: &Inquiry, now: i64) -> String {
    let asked = match (day_of(inquiry.asked_at), day_of(now)) {
        (Some(asked), Some(today)) => format!(" · asked {}", age(asked, today)),
        _ => String::new(),
    };
    let taken = match inquiry.state {
        State::Taken { by: Some(by), .. } => format!(" · taken by {}", member(by)),
        State::Taken { by: None, .. } => " · taken".to_owned(),
        _ => String::new(),
    };
    format!("- **#{}** {} · {}{asked}{taken}", inquiry.number, brief(&inquiry.question, 100), waiting(inquiry))
}

/// The name of its post in a forum.
pub fn digest_name() -> String {
    "Questions of the week".to_owned()
}
