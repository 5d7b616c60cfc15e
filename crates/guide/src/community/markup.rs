//! The light Markdown of own entries: bold, italics, code and links; everything else is shown as it was typed.
//!
//! The text is a stranger's: nothing in it pings, nothing is invisible, and each link shows where it leads.

use crate::knowledge::is_safe_url;
use crate::text::{is_unseen, on_one_line};

/// The most characters that one line is shown with; escapes and links make it longer than it was typed.
const LONGEST_SHOWN: usize = 2_000;

/// A title or name: one line without characters that Discord would read as markup, and without mentions.
pub fn plain_title(typed: &str) -> String {
    let is_markup = |character: char| matches!(character, '*' | '`' | '~' | '|' | '<' | '>' | '[' | ']' | '\\' | '@');
    let line: String = plain_line(typed).chars().filter(|character| !is_markup(*character)).collect();
    let line = line.trim_start_matches(['#', '-', '_', ' ']).trim_end_matches(['_', ' ']);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line without characters that are not seen.
pub(crate) fn plain_line(typed: &str) -> String {
    on_one_line(typed, 4_000)
}

/// Lines without characters that are not seen, and with at most one empty line between two.
pub(crate) fn plain_text(typed: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in typed.replace("\r\n", "\n").replace('\r', "\n").lines() {
        let line = line.replace('\t', "    ");
        // The selector that makes a sign an emoji is seen in what it does.
        let line: String = line.chars().filter(|letter| !is_unseen(*letter) || *letter == '\u{fe0f}').collect();
        let line = line.trim_end();
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    Text(&'t str),
    Code(&'t str),
    /// A safe address, with the words that stood for it.
    Link {
        words: Option<&'t str>,
        url: &'t str,
    },
    /// A channel of the server, as Discord writes it.
    Channel(&'t str),
}

/// A line as it is shown to members.
pub fn shown(line: &str) -> String {
    let parts = parts(line);
    // Marks that open and are never closed are no markup.
    let texts = || parts.iter().filter_map(|part| if let Part::Text(text) = part { Some(*text) } else { None });
    let balanced = texts().all(is_balanced);
    let mut shown = String::new();
    for part in &parts {
        match part {
            Part::Text(text) => escape(text, balanced, &mut shown),
            Part::Code(code) => shown.extend(["`", &code.replace('@', "@\u{200b}"), "`"]),
            Part::Channel(mention) => shown.push_str(mention),
            Part::Link { words, url } => {
                if let Some(words) = words {
                    escape(words, false, &mut shown);
                    shown.push(' ');
                }
                let (open, close) = if words.is_some() { ("(", ")") } else { ("", "") };
                shown.extend([open, "[", &called(url, words.is_some()), "](<", url, ">)", close]);
            }
        }
    }
    if shown.chars().count() <= LONGEST_SHOWN {
        return shown;
    }
    // Almost nothing but markup: then none of it counts.
    let mut plain = String::new();
    escape(line, false, &mut plain);
    plain
}

/// A line without its markup, for lists and for search.
pub(crate) fn words_of(line: &str) -> String {
    parts(line)
        .iter()
        .map(|part| match part {
            Part::Text(text) | Part::Code(text) => text.replace("**", "").replace('*', ""),
            Part::Link { words, url } => words.map_or_else(|| called(url, true), str::to_owned),
            Part::Channel(_) => String::new(),
        })
        .collect()
}

/// What a link is called: its host, with its path where it is short and no words stand before it.
fn called(url: &str, only_host: bool) -> String {
    const SHORT: usize = 50;
    let rest = url.trim_start_matches("https://").trim_end_matches('/');
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if only_host || rest.chars().count() > SHORT || rest.contains(['_', '~']) {
        host.to_owned()
    } else {
        rest.to_owned()
    }
}

/// Cuts a line into its parts. Pure and total.
fn parts(line: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < line.len() {
        let rest = &line[at..];
        let found = code(rest).or_else(|| link(rest)).or_else(|| address(rest)).or_else(|| channel(rest));
        match found {
            Some((part, length)) => {
                if start < at {
                    parts.push(Part::Text(&line[start..at]));
                }
                parts.push(part);
                at += length;
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    if start < line.len() {
        parts.push(Part::Text(&line[start..]));
    }
    parts
}

fn code(rest: &str) -> Option<(Part<'_>, usize)> {
    let inner = rest.strip_prefix('`')?;
    let end = inner.find('`').filter(|end| *end > 0)?;
    // Two marks in a row begin another kind of code.
    (!inner[end + 1..].starts_with('`')).then(|| (Part::Code(&inner[..end]), end + 2))
}

/// `[words](https://…)`
fn link(rest: &str) -> Option<(Part<'_>, usize)> {
    let inner = rest.strip_prefix('[')?;
    let end = inner.find(']')?;
    let target = inner[end + 1..].strip_prefix('(')?;
    let close = target.find(')')?;
    let url = target[..close].trim_start_matches('<').trim_end_matches('>');
    let words = Some(inner[..end].trim()).filter(|words| !words.is_empty());
    is_safe_url(url).then_some((Part::Link { words, url }, end + close + 4))
}

/// `https://…`, up to a space; a stop at its end belongs to the sentence.
fn address(rest: &str) -> Option<(Part<'_>, usize)> {
    if !rest.starts_with("https://") {
        return None;
    }
    let ends = |character: char| character.is_whitespace() || "<>()[]\"'`|^{}\\*".contains(character);
    let end = rest.find(ends).unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    is_safe_url(url).then_some((Part::Link { words: None, url }, url.len()))
}

/// `<#123>`, which Discord draws as the channel's name and which pings no one.
fn channel(rest: &str) -> Option<(Part<'_>, usize)> {
    let digits = rest.strip_prefix("<#")?;
    let end = digits.find('>').filter(|end| (15..=20).contains(end))?;
    digits[..end].bytes().all(|byte| byte.is_ascii_digit()).then(|| (Part::Channel(&rest[..end + 3]), end + 3))
}

fn is_balanced(text: &str) -> bool {
    text.matches("**").count().is_multiple_of(2) && text.replace("**", "").matches('*').count().is_multiple_of(2)
}

/// Adds a text with everything escaped that Discord would read as markup, a mention or a link; bold and italics stay where
/// they are `kept`.
fn escape(text: &str, kept: bool, shown: &mut String) {
    for character in text.chars() {
        let is_markup = match character {
            '*' => !kept,
            '\\' | '`' | '_' | '~' | '|' | '<' | '>' | '[' | ']' | '#' | ':' | '@' => true,
            '-' | '+' => shown.trim_end().is_empty(),
            _ => false,
        };
        // A colon is markup in an address and in an emoji, and plain between a word and a space.
        if is_markup {
            shown.push('\\');
        }
        shown.push(character);
        if character == '@' {
            shown.push('\u{200b}');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bold_italics_and_code_stay_and_the_rest_is_as_typed() {
        assert_eq!(shown("**one** *two* `a_b`"), "**one** *two* `a_b`");
        assert_eq!(shown("~~x~~ __y__ ||z||"), r"\~\~x\~\~ \_\_y\_\_ \|\|z\|\|");
        assert_eq!(shown("2 * 3 and **open"), r"2 \* 3 and \*\*open");
        assert_eq!(shown("# x"), r"\# x");
    }

    #[test]
    fn mentions_are_shown_and_ping_no_one() {
        assert_eq!(shown("@everyone <@1> <@&2>"), "\\@\u{200b}everyone \\<\\@\u{200b}1\\> \\<\\@\u{200b}&2\\>");
        assert_eq!(shown("see <#1100000000000000101>"), "see <#1100000000000000101>");
        assert_eq!(shown("<#1> <:a:1>"), r"\<\#1\> \<\:a\:1\>");
    }

    #[test]
    fn each_link_shows_where_it_leads() {
        assert_eq!(shown("[Our wiki](https://evil.example/x)"), "Our wiki ([evil.example](<https://evil.example/x>))");
        assert_eq!(shown("See https://example.org/a."), "See [example.org/a](<https://example.org/a>).");
        assert_eq!(shown("http://example.org"), r"http\://example.org");
        assert_eq!(shown("[x](javascript:alert)"), r"\[x\](javascript\:alert)");
        assert_eq!(
            shown("[https://good.example](https://evil.example)"),
            r"https\://good.example ([evil.example](<https://evil.example>))"
        );
    }

    #[test]
    fn a_title_holds_no_markup() {
        assert_eq!(plain_title("## **Our** <@1> [wiki]\u{202e} `x` snake_case"), "Our 1 wiki x snake_case");
        assert_eq!(plain_title("C# and R&D"), "C# and R&D");
    }

    #[test]
    fn words_are_what_is_left_without_markup() {
        assert_eq!(words_of("**One** [two](https://a.example) `three` https://b.example/x"), "One two three b.example");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_nothing_pings_and_nothing_is_a_hidden_link(
            line in "\\PC{0,80}|[\\[\\]()<>@#&*_~`|:/\\\\a1]{0,80}|(\\[a\\]\\(https://e.example/?\\)|<@1>|@here|\\*|`| ){0,9}"
        ) {
            let shown = shown(&plain_line(&line));
            let mut rest = shown.as_str();
            while let Some(at) = rest.find('@') {
                prop_assert!(rest[at + 1..].starts_with('\u{200b}') || rest[..at].contains("](<"), "{}", shown);
                rest = &rest[at + 1..];
            }
            // Each link is called by the beginning of its address.
            for (at, _) in shown.match_indices("](<https://") {
                let name = shown[..at].rsplit('[').next().unwrap_or_default();
                prop_assert!(shown[at + 11..].starts_with(name), "{}", shown);
            }
        }
    }
}
