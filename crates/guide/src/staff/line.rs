//! Members, days and counts in a line for staff.

use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// A member by name, as the platform draws it; it pings no one. 0 stands for those who had their name deleted.
pub(crate) fn member(id: u64) -> String {
    if id == 0 { "a deleted member".to_owned() } else { format!("<@{id}>") }
}

/// The day of a time in seconds since 1970, in UTC.
pub(crate) fn day_of(at: i64) -> Option<Date> {
    OffsetDateTime::from_unix_timestamp(at).ok().map(OffsetDateTime::date)
}

/// The same, written.
pub(crate) fn date_of(at: i64) -> String {
    day_of(at).map_or_else(|| "an unknown day".to_owned(), written)
}

/// How long ago a time in seconds since 1970 is, or when it comes, as the platform draws it for each reader.
pub(crate) fn moment(at: i64) -> String {
    format!("<t:{at}:R>")
}

/// A day, such as `22 Nov 2026`.
pub(crate) fn written(date: Date) -> String {
    date.format(format_description!("[day padding:none] [month repr:short] [year]")).unwrap_or_default()
}

/// A day for programs, such as `2026-11-22`.
pub(crate) fn iso(date: Date) -> String {
    date.format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

/// How long ago a day was, as people say it.
pub(crate) fn age(date: Date, today: Date) -> String {
    match (today - date).whole_days() {
        ..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days @ 2..=59 => format!("{days} days ago"),
        days => format!("{} months ago", days / 30),
    }
}

/// A count with its noun.
pub(crate) fn counted(count: impl Into<u64>, one: &str, many: &str) -> String {
    match count.into() {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_member_without_a_name_is_told_as_one() {
        assert_eq!((member(7).as_str(), member(0).as_str()), ("<@7>", "a deleted member"));
    }

    #[test]
    fn days_are_told_as_people_say_them() {
        let today = date!(2026 - 11 - 22);
        let ages =
            [today, date!(2026 - 11 - 21), date!(2026 - 11 - 02), date!(2026 - 05 - 22)].map(|day| age(day, today));
        assert_eq!(ages, ["today", "yesterday", "20 days ago", "6 months ago"]);
        assert_eq!(date_of(1_795_305_600), "22 Nov 2026");
        assert_eq!(date_of(i64::MAX), "an unknown day");
        assert_eq!((written(today).as_str(), iso(date!(2026 - 01 - 02)).as_str()), ("22 Nov 2026", "2026-01-02"));
    }
}
