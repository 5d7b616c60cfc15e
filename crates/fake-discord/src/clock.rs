//! How a moment is written. What time it is, is decided by the caller: nothing here reads a clock.

use std::time::{Duration, UNIX_EPOCH};

/// The last second that HTTP can write, at the end of the year 9999.
const LAST_OF_HTTP: u64 = 253_402_300_799;

/// Writes Unix seconds as HTTP does: `Sat, 21 Nov 2026 03:31:00 GMT`.
pub(super) fn imf_fixdate(unix_seconds: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(unix_seconds.min(LAST_OF_HTTP)))
}

/// Writes Unix milliseconds as Discord does: `2026-11-21T03:31:00.123000+00:00`.
pub(super) fn iso8601(unix_ms: u64) -> String {
    let (days, of_day) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    let (year, month, day) = civil_date(days);
    let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (second, milli) = (of_day / 1000 % 60, of_day % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}000+00:00")
}

/// Days since 1970-01-01 as year, month, day (Howard Hinnant's `civil_from_days`, for dates after 1970).
fn civil_date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_written_as_http_does() {
        for (unix_seconds, written) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (LAST_OF_HTTP, "Fri, 31 Dec 9999 23:59:59 GMT"),
            (LAST_OF_HTTP + 1, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] {
            assert_eq!(imf_fixdate(unix_seconds), written);
        }
    }
}
