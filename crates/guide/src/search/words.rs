//! How a text becomes words that can be compared: folded, in American spelling, without their endings.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use crate::knowledge::fold;

/// Most words of a text that are read; what follows is ignored, so that a long text costs no more than this.
pub(super) const MOST_WORDS: usize = 160;
/// Most characters of a text that are looked at, for the same reason.
const MOST_CHARACTERS: usize = 2_000;
/// Most characters of one word; longer ones are noise.
const LONGEST_WORD: usize = 40;

/// Digits of the shortest number that stands in a mention.
const ID: usize = 15;

/// The words of a text, folded, with single spaces between them.
///
/// Bounded whatever a stranger sends. Scripts without spaces are cut where Unicode says that words end.
pub(super) fn folded(text: &str) -> String {
    let unseen = |character: &char| !is_unseen(*character);
    let folded = match text.char_indices().nth(MOST_CHARACTERS) {
        None if text.is_ascii() => fold(text),
        _ => fold(&text.chars().filter(unseen).take(MOST_CHARACTERS).collect::<String>()),
    };
    if folded.is_ascii() { folded } else { folded.unicode_words().collect::<Vec<_>>().join(" ") }
}

/// The words of a [`folded`] text.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    // The numbers in mentions, emoji and links to messages are not words.
    let id = |word: &str| word.len() >= ID && word.bytes().all(|byte| byte.is_ascii_digit());
    let bounded = move |word: &&str| !word.is_empty() && word.len() <= LONGEST_WORD && !id(word);
    folded.split(' ').filter(bounded).take(MOST_WORDS)
}

/// Invisible characters inside a word.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// Words that the stemmer takes for forms of another one, by what their own forms share: a programmer is no program.
const WORDS_OF_THEIR_OWN: [&str; 6] =
    ["programm", "requirement", "experiment", "international", "marketing", "presentation"];

/// What a folded word shares with its other forms.
pub(super) fn stem(word: &str) -> String {
    let word = american(word);
    match WORDS_OF_THEIR_OWN.into_iter().find(|own| word.starts_with(own)) {
        Some(own) => own.to_owned(),
        None => Stemmer::new(Algorithm::English).stem(&word).into_owned(),
    }
}

/// A British ending in its American spelling. Words that only look British change alike wherever they stand.
fn american(word: &str) -> Cow<'_, str> {
    const ENDINGS: [(&str, &str); 10] = [
        ("isation", "ization"),
        ("isations", "izations"),
        ("ise", "ize"),
        ("ises", "izes"),
        ("ised", "ized"),
        ("ising", "izing"),
        ("our", "or"),
        ("ours", "ors"),
        ("ogramme", "ogram"),
        ("ogrammes", "ograms"),
    ];
    /// "your" and "rise" are not British spellings.
    const SHORTEST: usize = 6;
    if word.len() < SHORTEST {
        return Cow::Borrowed(word);
    }
    let change = |(british, american): (&str, &str)| Some(word.strip_suffix(british)?.to_owned() + american);
    ENDINGS.into_iter().find_map(change).map_or(Cow::Borrowed(word), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::{MOST_WORDS, folded, stem, words};

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [
            &["manage", "managing", "managed", "manager", "management"][..],
            &["organization", "organisation", "organisations"],
            &["prioritize", "prioritise", "prioritising"],
            &["behavior", "behaviour", "behaviours"],
            &["program", "programs", "programme", "programmes"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
        for (one, other) in [("product", "project"), ("program", "programming"), ("require", "requirements")] {
            assert_ne!(stem(one), stem(other));
        }
    }

    #[test]
    fn what_nobody_sees_does_not_cut_a_word() {
        assert_eq!(folded("health\u{200b}care \u{202e}TPM"), "healthcare tpm");
    }

    #[test]
    fn scripts_without_spaces_are_cut() {
        assert!(words(&folded("製品管理者とは")).count() > 1);
    }

    #[test]
    fn a_text_has_no_more_words_than_are_read() {
        assert_eq!(words(&folded(&"a ".repeat(6_000))).count(), MOST_WORDS);
        assert_eq!(words(&folded(&"a".repeat(6_000))).count(), 0);
        assert_eq!(words(&folded("🎉 … !?")).count(), 0);
    }
}
