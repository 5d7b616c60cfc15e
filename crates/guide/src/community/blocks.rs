//! The text of an own entry, cut into paragraphs, lists and texts to copy.

use crate::knowledge::{Block, Set};

/// The longest line, in characters: a longer paragraph is cut at a sentence or a word, so that it can be paged.
const LONGEST_LINE: usize = 600;

/// The longest heading, in characters. A longer one is a paragraph.
const LONGEST_HEADING: usize = 80;

/// Cuts a text. Pure and total.
pub fn blocks_of(body: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut heading = String::new();
    let mut is_fenced = false;
    for line in body.lines() {
        let (set, text) = if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
            continue;
        } else if is_fenced {
            (Set::Verbatim, line.trim_end())
        } else if let Some(text) = heading_in(line.trim()) {
            keep_lonely(&mut blocks, &mut heading);
            text.clone_into(&mut heading);
            continue;
        } else {
            read(line.trim())
        };
        if text.is_empty() && set != Set::Verbatim {
            continue;
        }
        let lines = if set == Set::Verbatim { vec![text.to_owned()] } else { cut(text) };
        match blocks.last_mut() {
            Some(last) if heading.is_empty() && last.set == set => last.lines.extend(lines),
            _ => blocks.push(Block { heading: std::mem::take(&mut heading), set, lines }),
        }
    }
    keep_lonely(&mut blocks, &mut heading);
    blocks
}

/// A heading without a text below it is a line.
fn keep_lonely(blocks: &mut Vec<Block>, heading: &mut String) {
    if !heading.is_empty() {
        blocks.push(Block { heading: String::new(), set: Set::Lines, lines: vec![std::mem::take(heading)] });
    }
}

/// The heading in a line that begins with `#`, or is bold as a whole.
fn heading_in(line: &str) -> Option<&str> {
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    let marked = (1..=3).contains(&hashes).then(|| line[hashes..].strip_prefix(' ')).flatten();
    let bold = line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")).filter(|inner| !inner.contains('*'));
    marked.or(bold).map(str::trim).filter(|text| !text.is_empty() && text.chars().count() <= LONGEST_HEADING)
}

/// How a line is set, and its text.
fn read(line: &str) -> (Set, &str) {
    for mark in ["- ", "* ", "• ", "+ "] {
        if let Some(text) = line.strip_prefix(mark) {
            return (Set::Bullets, text.trim_start());
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits)
        && let Some(text) = line[digits..].strip_prefix(". ").or_else(|| line[digits..].strip_prefix(") "))
    {
        return (Set::Steps, text.trim_start());
    }
    (Set::Lines, line)
}

/// A line in parts that are short enough, cut after a sentence, or else at a space.
fn cut(line: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = line;
    while rest.chars().count() > LONGEST_LINE {
        let end = rest.char_indices().nth(LONGEST_LINE).map_or(rest.len(), |(at, _)| at);
        let head = &rest[..end];
        let sentence = [". ", "! ", "? ", "。"].iter().filter_map(|stop| Some(head.rfind(stop)? + stop.len())).max();
        let at = sentence.or_else(|| head.rfind(' ').map(|space| space + 1)).filter(|at| *at > 0).unwrap_or(end);
        parts.push(rest[..at].trim_end().to_owned());
        rest = rest[at..].trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(heading: &str, set: Set, lines: &[&str]) -> Block {
        Block { heading: heading.to_owned(), set, lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    #[test]
    fn headings_lists_and_texts_to_copy_are_told_apart() {
        let body =
            "We meet daily.\n\n## When\n- at ten\n* on voice\n\n**How**\n1. say\n2) do\n```\n  Yesterday:\n\n```\nBye.";
        let expected = [
            block("", Set::Lines, &["We meet daily."]),
            block("When", Set::Bullets, &["at ten", "on voice"]),
            block("How", Set::Steps, &["say", "do"]),
            block("", Set::Verbatim, &["  Yesterday:", ""]),
            block("", Set::Lines, &["Bye."]),
        ];
        assert_eq!(blocks_of(body), expected);
    }

    #[test]
    fn a_heading_with_nothing_below_stays_as_a_line() {
        assert_eq!(
            blocks_of("# One\n# Two\ntext"),
            [block("", Set::Lines, &["One"]), block("Two", Set::Lines, &["text"]),]
        );
        assert_eq!(blocks_of("text\n**End**"), [block("", Set::Lines, &["text"]), block("", Set::Lines, &["End"])]);
    }

    #[test]
    fn a_long_paragraph_is_cut_after_a_sentence() {
        let sentence = format!("{}. ", "x".repeat(398));
        let blocks = blocks_of(&sentence.repeat(3));
        assert_eq!(blocks[0].lines.len(), 3);
        assert!(blocks[0].lines.iter().all(|line| line.ends_with('.')));
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_no_line_is_long(body in "[a-z#*`0-9 .\\-\n]{0,1500}") {
            let blocks = blocks_of(&body);
            let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).count();
            let kept: usize = blocks
                .iter()
                .map(|block| letters(&block.heading) + block.lines.iter().map(|line| letters(line)).sum::<usize>())
                .sum();
            let fenced = body.lines().filter(|line| line.trim_start().starts_with("```")).map(letters).sum::<usize>();
            prop_assert_eq!(kept + fenced, letters(&body));
            for block in &blocks {
                prop_assert!(!block.lines.is_empty());
                prop_assert!(block.set == Set::Verbatim || block.lines.iter().all(|line| line.chars().count() <= LONGEST_LINE));
            }
        }
    }
}
