//! Texts that have to fit, and typed words made inert: nothing renders, nothing links, nothing pings.

use unicode_normalization::char::is_combining_mark;

/// The most combining marks that are repeated on one letter.
const MARKS: usize = 2;

/// The most characters of typed words that an answer repeats which found nothing.
pub const ECHO: usize = 60;

/// At most 60 characters of `words` on one line, [`disarmed`].
pub fn inert(words: &str) -> String {
    disarmed(words, ECHO)
}

/// At most `most` characters of `words` on one line, with Discord's markdown, mentions and links disarmed, and without
/// control, bidirectional and invisible characters.
pub fn disarmed(words: &str, most: usize) -> String {
    let mut safe = String::new();
    for character in on_one_line(words, most).chars() {
        if character.is_ascii_punctuation() && !matches!(character, '\'' | '"' | ',' | '.' | '?' | '!' | '%' | ';') {
            safe.push('\\');
        }
        safe.push(character);
        if character == '@' {
            safe.push('\u{200b}');
        }
    }
    safe
}

/// At most `limit` characters of `text`, cut at a word, with `…` where something was cut.
pub fn cut_at_word(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    // A cut between two words needs no step back.
    let between = text.chars().nth(limit.saturating_sub(1)).is_some_and(char::is_whitespace);
    let at_word = if between { kept.as_str() } else { kept.rfind(' ').map_or(kept.as_str(), |space| &kept[..space]) };
    format!("{}…", at_word.trim_end())
}

/// Whether a reader would see nothing of `words`.
pub fn says_nothing(words: &str) -> bool {
    words.chars().all(|character| character.is_whitespace() || character.is_control() || is_invisible(character))
}

/// At most 60 visible characters of `words` on one line.
pub fn shortened(words: &str) -> String {
    on_one_line(words, ECHO)
}

/// At most `most` visible characters of `words` on one line.
pub fn on_one_line(words: &str, most: usize) -> String {
    let mut marks = 0;
    let visible: String = words
        .chars()
        .take(10 * most)
        // A letter carries an accent or two; towers of them cover the lines above.
        .filter(|character| {
            marks = if is_combining_mark(*character) { marks + 1 } else { 0 };
            marks <= MARKS
        })
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .filter(|character| !character.is_control() && !is_invisible(*character))
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= most { line } else { line.chars().take(most.saturating_sub(1)).chain(['…']).collect() }
}

/// Whether a character is not seen, changes the order of others, or controls a terminal.
pub(crate) fn is_unseen(character: char) -> bool {
    character.is_control() || is_invisible(character)
}

/// Characters that change the order of others, join them, or are not seen: what Unicode calls default ignorable, its format
/// characters of scripts that stand alone, and blanks that count as letters.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        // Default_Ignorable_Code_Point in <https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt>.
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            // Annotations between lines, and the blank of braille.
            | '\u{fff9}'..='\u{fffb}' | '\u{2800}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markdown_mentions_and_links_are_disarmed() {
        assert_eq!(inert("**bold**"), r"\*\*bold\*\*");
        assert_eq!(inert("<@123>"), "\\<\\@\u{200b}123\\>");
        assert_eq!(inert("[x](https://e.example)"), r"\[x\]\(https\:\/\/e.example\)");
        assert_eq!(inert("a\u{202e}b\u{200b}c\nd"), "abc d");
        assert_eq!(inert("健康 é"), "健康 é");
    }

    #[test]
    fn a_text_is_cut_at_a_word_and_only_when_it_is_too_long() {
        assert_eq!(cut_at_word("one two", 7), "one two");
        assert_eq!(cut_at_word("one two", 6), "one…");
        assert_eq!(cut_at_word("one two three", 8), "one two…");
        assert_eq!(cut_at_word("endless", 4), "end…");
        assert_eq!(cut_at_word("éé", 1), "…");
    }

    #[test]
    fn spaces_and_what_is_not_seen_say_nothing() {
        for nothing in ["", " \n\t", "\u{200b}\u{202e}\u{feff}", "\u{3164}\u{2800}\u{0}"] {
            assert!(says_nothing(nothing), "{nothing:?}");
        }
        for something in ["a", "?", "🏥", &format!("{}x", "\u{200b}".repeat(5_000))] {
            assert!(!says_nothing(something), "{something:?}");
        }
    }

    #[test]
    fn everything_that_unicode_calls_ignorable_is_not_seen() {
        let class = regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").expect("a property of Unicode");
        let regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = class.into_kind() else {
            panic!("a class of characters")
        };
        let ignorable: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).collect();
        assert!(ignorable.len() > 4000 && ignorable.contains(&'\u{17b4}') && ignorable.contains(&'\u{1d173}'));
        for character in ignorable {
            assert!(says_nothing(&character.to_string()), "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn towers_of_accents_and_blank_letters_are_not_repeated() {
        assert_eq!(shortened(&format!("e{}x", "\u{301}".repeat(50))), "e\u{301}\u{301}x");
        assert_eq!(shortened("\u{3164}\u{2800}"), "");
    }

    #[test]
    fn sixty_characters_stay_and_one_more_is_cut() {
        assert_eq!(shortened(&"x".repeat(60)).chars().count(), 60);
        assert!(!shortened(&"x".repeat(60)).contains('…'));
        let cut = shortened(&"x".repeat(61));
        assert_eq!(cut.chars().count(), 60);
        assert!(cut.ends_with('…'));
    }

    proptest! {
        #[test]
        fn no_mark_is_left_unescaped(words in "\\PC{0,80}|[\\[\\]()<>@#*_~`|:/\\\\a]{0,80}") {
            let safe = inert(&words);
            let mut escaped = false;
            for character in safe.chars() {
                if "*_~`|>#-[]()<:@\\/".contains(character) && !escaped {
                    prop_assert_eq!(character, '\\');
                    escaped = true;
                } else {
                    escaped = false;
                }
            }
            prop_assert!(!safe.chars().any(char::is_control));
        }
    }
}
