//! Somebody's words, made inert: nothing renders, nothing links, nothing pings.

/// The most characters of somebody's words that are repeated.
pub const ECHO: usize = 60;

/// At most 60 characters of `words` on one line, with Discord's markdown, mentions and links disarmed, and without
/// control, bidirectional and invisible characters.
pub fn inert(words: &str) -> String {
    let mut safe = String::new();
    for character in shortened(words).chars() {
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

/// At most 60 visible characters of `words` on one line.
pub fn shortened(words: &str) -> String {
    let visible: String = words
        .chars()
        .take(10 * ECHO)
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .filter(|character| !character.is_control() && !is_invisible(*character))
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= ECHO { line } else { line.chars().take(ECHO - 1).chain(['…']).collect() }
}

/// Characters that change the order of others, join them, or are not seen.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
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
