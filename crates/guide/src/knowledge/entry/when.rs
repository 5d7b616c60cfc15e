//! A day, a month or a year: as exactly as a source gives it.

use std::fmt;

use time::{Date, Duration, Month, macros::format_description};

/// A day, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    year: i32,
    month: Option<Month>,
    day: Option<u8>,
}

impl When {
    /// Reads `2023`, `2023-06` or `2023-06-12`.
    pub fn parse(written: &str) -> Option<Self> {
        let mut parts = written.trim().split('-');
        let (year, month, day) = (parts.next()?, parts.next(), parts.next());
        let two_digits = |part: &str| (part.len() == 2).then(|| part.parse::<u8>().ok()).flatten();
        if year.len() != 4 || parts.next().is_some() {
            return None;
        }
        let month = match month {
            Some(month) => Some(Month::try_from(two_digits(month)?).ok()?),
            None => None,
        };
        let day = match day {
            Some(day) => Some(two_digits(day)?),
            None => None,
        };
        let when = Self { year: year.parse().ok()?, month, day };
        Date::from_calendar_date(when.year, when.month.unwrap_or(Month::January), when.day.unwrap_or(1)).ok()?;
        Some(when)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The last day that it can mean.
    pub fn last_day(self) -> Date {
        let month = self.month.unwrap_or(Month::December);
        let day = self.day.unwrap_or_else(|| month.length(self.year));
        Date::from_calendar_date(self.year, month, day).unwrap_or(Date::MAX)
    }

    /// Whether all of it lies more than `age` before `today`.
    pub fn is_older_than(self, age: Duration, today: Date) -> bool {
        today - self.last_day() > age
    }
}

impl fmt::Display for When {
    /// As people write it: `2023`, `Jun 2023` or `12 Jun 2023`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = format_description!("[month repr:short] [year]");
        let whole = format_description!("[day padding:none] [month repr:short] [year]");
        let written = match (self.month, self.day) {
            (None, _) => Ok(self.year.to_string()),
            (Some(_), None) => self.last_day().format(short),
            (Some(_), Some(_)) => self.last_day().format(whole),
        };
        f.write_str(&written.map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_year_a_month_and_a_day_are_read_and_shown() {
        for (written, shown, last) in [
            ("2023", "2023", date!(2023 - 12 - 31)),
            ("2024-02", "Feb 2024", date!(2024 - 02 - 29)),
            ("2023-06-07", "7 Jun 2023", date!(2023 - 06 - 07)),
        ] {
            let when = When::parse(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!((when.to_string(), when.last_day()), (shown.to_owned(), last));
        }
        for written in ["", "undated", "23", "2023-6", "2023-13", "2023-02-30", "2023-01-01-01", "June 2023"] {
            assert_eq!(When::parse(written), None, "{written}");
        }
    }

    #[test]
    fn its_age_counts_from_its_last_day() {
        let year = Duration::days(365);
        assert!(!When::parse("2025").unwrap().is_older_than(year, date!(2026 - 11 - 21)));
        assert!(When::parse("2025-10").unwrap().is_older_than(year, date!(2026 - 11 - 21)));
    }
}
