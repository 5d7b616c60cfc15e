//! Checks of dates and addresses.

use time::{Date, macros::format_description};

use super::super::entry::When;
use super::super::source::unsafe_url;
use super::super::spanned::{At, Dated};
use super::{Diagnostics, brief};

impl Diagnostics {
    pub fn reviewed(&mut self, written: &At<String>) -> Date {
        let location = self.location("reviewed", written.line);
        let date = self.day("reviewed", written);
        if date != Date::MIN {
            self.reviewed.push((date, location));
        }
        date
    }

    /// A day; [`Date::MIN`] where it is none, which is reported.
    pub fn day(&mut self, key: &str, written: &At<String>) -> Date {
        match Date::parse(written.value.trim(), format_description!("[year]-[month]-[day]")) {
            Ok(date) => date,
            Err(_) => {
                let message = format!("\"{}\" is no day: write it like 2026-11-21", brief(&written.value));
                self.problem(key, written.line, message);
                Date::MIN
            }
        }
    }

    /// When a statement held.
    pub fn as_of(&mut self, key: &str, written: &At<Dated>) -> Option<When> {
        let when = When::parse(&written.value.0);
        match when {
            Some(when) => self.held(key, when, written.line),
            None => self.problem(key, written.line, no_date(&written.value.0, "")),
        }
        when
    }

    /// When a document was written; `undated` where it does not say.
    pub fn date(&mut self, key: &str, written: &At<Dated>) -> Option<When> {
        let when = When::parse(&written.value.0);
        if when.is_none() && written.value.0.trim() != "undated" {
            self.problem(key, written.line, no_date(&written.value.0, ", or undated"));
        }
        when
    }

    /// An address that is shown as a link.
    pub fn url(&mut self, key: &str, At { value, line }: At<String>) -> Option<String> {
        match unsafe_url(&value) {
            Some(complaint) => {
                self.problem(key, line, format!("{complaint}; leave the key out where there is no such address"));
                None
            }
            None => {
                self.linked(key, &value, line);
                Some(value)
            }
        }
    }
}

fn no_date(written: &str, or: &str) -> String {
    format!("\"{}\" is no date: write 2023, 2023-06 or 2023-06-12{or}", brief(written))
}
