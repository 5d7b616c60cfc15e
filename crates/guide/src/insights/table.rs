//! Insights as CSV (RFC 4180), for a spreadsheet: one number in a row, with what it counts.
//!
//! No cell is a formula. A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, also one from a file
//! (<https://owasp.org/www-community/attacks/CSV_Injection>); an apostrophe before it makes it text.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{Insights, Span, title};
use crate::answer::View;
use crate::knowledge::EntryId;
use crate::mentors::Limits;
use crate::staff::line::iso;
use crate::text::on_one_line;

/// What tells a spreadsheet that the text is UTF-8. Excel takes it for the computer's own code page otherwise.
const UTF_8: &str = "\u{feff}";

/// The columns.
const HEADER: [&str; 7] = ["first day", "last day", "what", "id", "name", "state", "count"];

/// Characters of a title and of a member's question, at most.
const TITLE: usize = 100;
const QUESTION: usize = Limits::QUESTION;

/// All numbers of `insights`, those of questions day by day.
pub fn csv(view: View<'_>, insights: &Insights) -> String {
    let mut table = Table::new();
    for day in insights.spans(1) {
        let counts =
            [("questions found", day.found), ("questions unsure", day.unsure), ("questions unknown", day.unknown)];
        for (what, count) in counts {
            table.row(&day, what, [""; 3], count);
        }
    }
    let all = insights.total();
    for (id, count) in &insights.shown {
        table.entry(view, &all, "shown", id, *count);
    }
    for votes in &insights.votes {
        table.entry(view, &all, "votes up", &votes.entry, votes.up);
        table.entry(view, &all, "votes down", &votes.entry, votes.down);
    }
    for missed in &insights.missed {
        let question = text(&missed.question, QUESTION);
        let named = [missed.number.to_string(), question, missed.state.as_str().to_owned()];
        table.row(&all, "members who sent this to mentors", named, missed.waiting);
    }
    for (what, count) in [
        ("answered by mentors", Some(insights.answered)),
        ("declined by mentors", Some(insights.declined)),
        ("waiting for mentors", Some(insights.waiting)),
        ("median seconds to an answer by mentors", insights.median_seconds),
    ] {
        if let Some(count) = count {
            table.row(&all, what, [""; 3], count);
        }
    }
    table.finish()
}

/// The rows, as they are written.
struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new() -> Self {
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::NonNumeric)
            .from_writer(UTF_8.as_bytes().to_vec());
        writer.write_record(HEADER).expect(IN_MEMORY);
        Self(writer)
    }

    fn row<T: Into<String>>(&mut self, span: &Span, what: &str, named: [T; 3], count: u64) {
        let [id, name, state] = named.map(Into::into);
        let row = [iso(span.first), iso(span.last), what.to_owned(), id, name, state, count.to_string()];
        self.0.write_record(row).expect(IN_MEMORY);
    }

    fn entry(&mut self, view: View<'_>, span: &Span, what: &str, id: &EntryId, count: u64) {
        let name = title(view, id).map(|title| text(title, TITLE)).unwrap_or_default();
        self.row(span, what, [id.to_string(), name, String::new()], count);
    }

    fn finish(self) -> String {
        let bytes = self.0.into_inner().map_err(|error| error.to_string()).expect(IN_MEMORY);
        String::from_utf8(bytes).expect("every cell is text")
    }
}

/// Why a row is always written.
const IN_MEMORY: &str = "memory takes every row, and rows have as many cells as the header";

/// Written words as a cell: at most so many characters on one line, and no formula.
///
/// A spreadsheet may also split a row at another separator than the comma, by the custom of its country. A part of the words
/// must not begin a formula there either.
fn text(words: &str, most: usize) -> String {
    let mut safe = String::new();
    let mut is_at_start = true;
    for character in on_one_line(words, most).chars() {
        if is_at_start && matches!(character, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            safe.push('\'');
        }
        let is_blank = character.is_whitespace() || matches!(character, '"' | '\'');
        is_at_start = matches!(character, ',' | ';' | '|') || is_at_start && is_blank;
        safe.push(character);
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{any_insights, guide, hostile, none, some};
    use super::*;

    /// The rows without the header, read as a spreadsheet reads them.
    fn rows(written: &str) -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_reader(written.trim_start_matches(UTF_8).as_bytes());
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_number_has_a_row() {
        let written = csv(guide(), &none(7));
        assert!(
            written.starts_with("\u{feff}\"first day\",\"last day\",\"what\",\"id\",\"name\",\"state\",\"count\"\r\n")
        );
        let written = csv(guide(), &some(7));
        let last: Vec<&str> = written.lines().skip(1).collect();
        assert_eq!(
            last[18..22],
            [
                "\"2026-11-22\",\"2026-11-22\",\"questions found\",\"\",\"\",\"\",14",
                "\"2026-11-22\",\"2026-11-22\",\"questions unsure\",\"\",\"\",\"\",2",
                "\"2026-11-22\",\"2026-11-22\",\"questions unknown\",\"\",\"\",\"\",1",
                "\"2026-11-16\",\"2026-11-22\",\"shown\",\"industry/healthcare\",\"Healthcare and life sciences\",\"\",33",
            ]
        );
        assert!(last.contains(
            &"\"2026-11-16\",\"2026-11-22\",\"members who sent this to mentors\",12,\"Who signs off a launch here?\",\"waiting\",3"
        ));
        assert_eq!(
            last.last(),
            Some(&"\"2026-11-16\",\"2026-11-22\",\"median seconds to an answer by mentors\",\"\",\"\",\"\",18000")
        );
    }

    #[test]
    fn formulas_become_text() {
        for (words, expected) in [
            ("=1+1", "'=1+1"),
            ("  \t=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\u{200b}=1", "'=1"),
            ("＝1", "'＝1"),
            ("\"=1", "\"'=1"),
            ("a; =cmd|'/c calc'!A1", "a; '=cmd|'/c calc'!A1"),
            ("a|-1", "a|'-1"),
            ("What is 1+1 = 2?", "What is 1+1 = 2?"),
            ("a\r\n=1", "a =1"),
        ] {
            assert_eq!(text(words, 100), expected, "{words:?}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_is_a_formula_and_every_cell_is_bounded(mut insights in any_insights(), words in hostile()) {
            if let Some(missed) = insights.missed.first_mut() {
                missed.question = words;
            }
            let written = csv(guide(), &insights);
            for row in rows(&written) {
                prop_assert_eq!(row.len(), HEADER.len());
                for cell in &row {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{}", cell);
                    prop_assert!(!cell.chars().any(char::is_control) && cell.chars().count() <= 2 * QUESTION);
                    for part in cell.split([';', ',', '|']) {
                        prop_assert!(!part.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@']), "{}", cell);
                    }
                }
            }
        }

        #[test]
        fn the_rows_say_the_numbers_of_the_chart(insights in any_insights()) {
            let written = csv(guide(), &insights);
            let sum = |what: &str| {
                let counts = rows(&written).into_iter().filter(|row| row[2] == what);
                counts.map(|row| row[6].parse::<u64>().expect("a number")).fold(0, u64::saturating_add)
            };
            let total = insights.total();
            let told = [sum("questions found"), sum("questions unsure"), sum("questions unknown")];
            prop_assert_eq!(told, total.counts());
        }
    }
}
