//! How a name is compared: without case, accents or punctuation.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds `text` to lower-case words joined by single spaces, without accents or punctuation.
///
/// "Health-Care", "health care" and "HEALTH  CARE!" fold to the same; "résumé" folds to "resume". Text with no
/// letter or digit folds to the empty string.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.nfkd().filter(|character| !is_combining_mark(*character)) {
        if character.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.extend(character.to_lowercase());
        } else if !matches!(character, '\'' | '’') {
            gap = true;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        for written in ["health care", "Health-Care", "  HEALTH  care! ", "héalth/cáre"] {
            assert_eq!(fold(written), "health care");
        }
        assert_eq!(fold("master's"), "masters");
        assert_eq!(fold("C++ & résumé"), "c resume");
        assert_eq!(fold("🏥 \u{200b}\u{202e}"), "");
    }
}
