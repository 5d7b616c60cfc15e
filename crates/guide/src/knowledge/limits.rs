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
    /// What small print calls a source.
    pub const LABEL: usize = 40;
    /// A question to practice on, and what it tests.
    pub const PRACTICE: usize = 200;
    pub const TESTS: usize = 140;
    /// A text to copy: its lines, and all of its characters.
    pub const TEMPLATE_LINES: RangeInclusive<usize> = 1..=16;
    pub const TEMPLATE: usize = 700;
    pub const ROW: usize = 160;
    pub const ALIAS: usize = 60;
    pub const QUESTION: RangeInclusive<usize> = 8..=150;
    /// A word of the vocabulary, or a few that go together.
    pub const PHRASE: usize = 60;
    pub const ABBREVIATION: usize = 15;
    /// What a group of refused questions is about.
    pub const ABOUT: usize = 60;
    /// A question that is refused: people ask such ones in one word, or at length.
    pub const REFUSED: RangeInclusive<usize> = 4..=200;
    /// Fewest example questions of an entry.
    pub const QUESTIONS: usize = 10;
    /// Statements under one heading.
    pub const STATEMENTS: usize = 12;
    /// Rows of a comparison.
    pub const ROWS: RangeInclusive<usize> = 1..=10;
    /// Entries to read next.
    pub const RELATED: RangeInclusive<usize> = 1..=6;
    /// Industries close by.
    pub const NEIGHBOURS: usize = 6;
    /// Numbers that a FAQ can have. Gaps are fine: a number that was taken away is not given again.
    pub const FAQS: RangeInclusive<u8> = 1..=99;
    /// Steps on the career path.
    pub const STEPS: RangeInclusive<u8> = 1..=9;
    /// Days after which a comparison with the sources is old.
    pub const REVIEW: Duration = Duration::days(365);
}

/// Characters that are not seen, join others or change their order.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a text is nothing but words and the commonest punctuation, as most are: then nothing of it is unwanted, and
/// it need not be searched a dozen times.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" .,;'?!()/%&+$\"-".contains(&byte);
    text.bytes().all(plain) && !text.starts_with('-')
}

/// What a text to copy must not hold: it is shown as it is, between two fences.
pub(super) fn unwanted_verbatim(text: &str) -> Option<&'static str> {
    if text.contains("```") {
        return Some("holds ```, which would end it");
    }
    if text.chars().any(|character| character.is_control() && character != '\n') {
        return Some("holds a tab or another control character: use spaces");
    }
    text.chars().any(is_invisible).then_some("holds a character that is not seen: type the text anew")
}

/// What a text must not hold: links, mentions, HTML, templates, line breaks, unbalanced or unknown markdown.
pub(super) fn unwanted(text: &str) -> Option<&'static str> {
    if is_plain(text) {
        return None;
    }
    if text.chars().any(char::is_control) {
        return Some("holds a line break or control character: write one plain sentence (in YAML, use `>-`)");
    }
    if text.chars().any(is_invisible) {
        return Some("holds a character that is not seen or turns the direction of the text: type the text anew");
    }
    if text.contains("{{") || text.contains("{%") {
        return Some("holds a template, which nothing fills in: write the words");
    }
    if text.contains("://") || text.contains("](") {
        return Some("holds a link: statements cite their sources, and links are not shown");
    }
    if ["<@", "<#", "<:", "<a:", "<t:", "@everyone", "@here"].iter().any(|mark| text.contains(mark))
        || text.split("</").skip(1).any(|rest| rest.split('>').next().is_some_and(|name| name.contains(':')))
    {
        return Some("holds a mention: write names as plain words");
    }
    if text
        .split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|next: char| next.is_ascii_alphabetic() || "/!".contains(next)))
    {
        return Some("holds HTML or another mark that begins with <: write it without");
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
