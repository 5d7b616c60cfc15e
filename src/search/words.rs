//! How a text becomes words that can be compared: folded, in American spelling, without their endings.

use frostem::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use crate::knowledge::fold;

/// Most words of a text that are read; what follows is ignored, so that a long text costs no more than this.
pub(super) const MOST_WORDS: usize = 160;
/// Most characters of a text that are looked at, for the same reason.
const MOST_CHARACTERS: usize = 2_000;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Word {
    /// Folded, as it was written otherwise.
    pub written: String,
    /// What it shares with its other forms.
    pub stem: String,
}

/// Cuts texts into words.
#[derive(Clone)]
pub(super) struct Cutter {
    stemmer: Stemmer,
}

impl std::fmt::Debug for Cutter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cutter")
    }
}

impl Cutter {
    pub fn new() -> Self {
        Self { stemmer: Stemmer::new(Algorithm::English) }
    }

    /// The words of `text`, in order, with repetitions.
    pub fn words(&self, text: &str) -> Vec<Word> {
        let seen: String = text.chars().filter(|c| !is_unseen(*c)).take(MOST_CHARACTERS).collect();
        fold(&seen).unicode_words().take(MOST_WORDS).map(|word| self.word(word)).collect()
    }

    /// One folded word.
    pub fn word(&self, written: &str) -> Word {
        let american = american(written);
        Word { stem: self.stemmer.stem(&american).into_owned(), written: written.to_owned() }
    }
}

/// Characters inside a word that nobody sees.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A British ending in its American spelling. Words that only look British change alike wherever they stand.
fn american(word: &str) -> String {
    const ENDINGS: [(&str, &str); 9] = [
        ("isation", "ization"),
        ("isations", "izations"),
        ("ise", "ize"),
        ("ises", "izes"),
        ("ised", "ized"),
        ("ising", "izing"),
        ("our", "or"),
        ("ours", "ors"),
        ("ogramme", "ogram"),
    ];
    const SHORTEST: usize = 6;
    if word.len() >= SHORTEST {
        for (british, american) in ENDINGS {
            if let Some(beginning) = word.strip_suffix(british) {
                return format!("{beginning}{american}");
            }
        }
    }
    word.to_owned()
}
