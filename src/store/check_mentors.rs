//! Checks of the tables of questions to mentors.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::from_str;
use tpm_guide_core::mentors::{Resolution, Tell};

use super::check::{Fields, Problem};
use super::deliveries::Purpose;
use super::rows::Value;

/// What the tables that were read so far hold, for what refers to it.
#[derive(Default)]
pub(super) struct KnownMentors {
    inquiries: BTreeSet<(i64, i64)>,
    /// The greatest number of a question of each server.
    latest: BTreeMap<i64, i64>,
    /// Askers who are told by a delivery, which each names.
    due: BTreeMap<(i64, i64), String>,
}

impl KnownMentors {
    /// What is wrong with a row whose types are right.
    pub(super) fn check_row(&mut self, row: &Fields<'_>) -> Vec<&'static str> {
        if row.table() == "lease" {
            // It alone belongs to no server.
            return Vec::new();
        }
        let guild = row.number("guild");
        let mut wrong = Vec::new();
        let mut unless = |is_right: bool, message| {
            if !is_right {
                wrong.push(message);
            }
        };
        match row.table() {
            "inquiry" => {
                let number = row.number("number");
                self.inquiries.insert((guild, number));
                self.latest.entry(guild).and_modify(|latest| *latest = number.max(*latest)).or_insert(number);
                let is_readable = match row.text("state") {
                    "waiting" | "taken" | "declined" => true,
                    "answered" => from_str::<Resolution>(row.text("resolution")).is_ok(),
                    _ => false,
                };
                unless(is_readable, "its state is none that is known, or its answer cannot be read");
            }
            "asker" => {
                let is_known = self.inquiries.contains(&(guild, row.number("number")));
                unless(is_known, "its question is not in the table inquiry");
                let is_due = row.text("state") == "due";
                unless(
                    is_due || ["waiting", "note", "told"].contains(&row.text("state")),
                    "its state is none that is known",
                );
                unless(Tell::named(row.text("tell")).is_some(), "how to tell them is none of the ways");
                if is_due {
                    self.due.insert((guild, row.number("delivery")), row.key());
                }
            }
            "outbox" => {
                let purpose = Purpose::named(row.text("purpose"));
                unless(purpose.is_some(), "its purpose is none that is known");
                let needs_one = matches!(purpose, Some(Purpose::Queue | Purpose::Channel | Purpose::Direct));
                let is_known = self.inquiries.contains(&(guild, row.number("number")));
                unless(is_known || !needs_one, "its question is not in the table inquiry");
                unless(
                    purpose != Some(Purpose::Delete) || *row.value("message") != Value::NoNumber,
                    "it names no message",
                );
                self.due.remove(&(guild, row.number("delivery")));
            }
            "mentors" => {
                let latest = self.latest.get(&guild).copied().unwrap_or_default();
                unless(row.number("next_number") > latest, "the next number is not above that of every question");
            }
            "vote" => unless([0, 1].contains(&row.number("is_for")), "it is neither for nor against"),
            _ => {}
        }
        wrong
    }

    /// What is wrong with askers, once everything is read.
    pub(super) fn check_askers(self, found: &mut Vec<Problem>) {
        let message = "the delivery that tells them is not in the table outbox";
        found.extend(self.due.into_values().map(|key| Problem {
            table: "asker".to_owned(),
            key,
            message: message.to_owned(),
        }));
    }
}
