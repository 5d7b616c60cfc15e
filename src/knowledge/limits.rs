//! What one text must keep to: editorial limits in the guide's own terms, and the little markdown it may hold.

use std::ops::RangeInclusive;

use time::Duration;

/// Editorial limits, in characters unless they say otherwise.
pub(super) struct Limits;

impl Limits {
    pub const TITLE: usize = 100;
    pub const SHORT: usize = 25;
    pub const TAGLINE: usize = 60;
    pub const LEAD: usize = 300;
    pub const STATEMENT: usize = 500;
    pub const CAUTION: usize = 300;
    pub const HEADING: usize = 40;
    pub const ROW: usize = 160;
    pub const ALIAS: usize = 60;
    pub const QUESTION: RangeInclusive<usize> = 8..=150;
    /// Fewest example questions of an entry.
    pub const QUESTIONS: usize = 4;
    /// Statements under one heading.
    pub const STATEMENTS: usize = 12;
    /// Rows of a comparison.
    pub const ROWS: RangeInclusive<usize> = 1..=10;
    /// Entries to read next.
    pub const RELATED: RangeInclusive<usize> = 1..=6;
    /// Industries close by.
    pub const NEIGHBOURS: usize = 6;
    /// Numbers that a FAQ can have.
    pub const FAQS: RangeInclusive<u8> = 1..=99;
    /// Places on the career path.
    pub const STEPS: RangeInclusive<u8> = 1..=9;
    /// Days after which a comparison with the sources is old.
    pub const REVIEW: Duration = Duration::days(365);
}

/// What a text must not hold: links, mentions, line breaks, unbalanced or unknown markdown.
pub(super) fn unwanted(text: &str) -> Option<&'static str> {
    if text.chars().any(char::is_control) {
        return Some("holds a line break or control character: write one plain sentence (in YAML, use `>-`)");
    }
    if text.contains("://") || text.contains("](") {
        return Some("holds a link: statements cite their sources, and links are not shown");
    }
    if ["<@", "<#", "<:", "<a:", "<t:", "</", "@everyone", "@here"].iter().any(|mark| text.contains(mark)) {
        return Some("holds a mention: write names as plain words");
    }
    let starts_as_block = ["# ", "## ", "### ", "-# ", "> ", "- "].iter().any(|mark| text.starts_with(mark));
    if starts_as_block || ["||", "~~", "__", " _", "_ ", "```"].iter().any(|mark| text.contains(mark)) {
        return Some("holds markdown that is not allowed: only **bold**, *italic* and `code`");
    }
    if text.matches("**").count() % 2 == 1
        || text.replace("**", "").matches('*').count() % 2 == 1
        || text.matches('`').count() % 2 == 1
    {
        return Some("opens **bold**, *italic* or `code` without closing it");
    }
    None
}
