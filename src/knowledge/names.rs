//! How a name is compared, without case, accents or punctuation; and every name that leads to something. The index is
//! built from these lists and the check compares them, so that what passes the check can be found.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::entry::{Body, Entry, Side};

/// Every folded name that leads to an entry: ids, title, short title, aliases, and what its number is called.
pub fn names_of(entry: &Entry) -> Vec<String> {
    let mut names = vec![fold(entry.id.as_str()), fold(entry.id.name()), fold(&entry.title), fold(&entry.short)];
    names.extend(entry.also_id.iter().map(|id| fold(id.as_str())));
    names.extend(entry.also_known_as.iter().map(|alias| fold(alias)));
    match &entry.body {
        Body::Faq(faq) => names.extend([
            faq.number.to_string(),
            format!("faq {}", faq.number),
            format!("question {}", faq.number),
            format!("{} {}", faq.number, fold(&entry.title)),
        ]),
        Body::Career(career) => {
            if let Some(step) = career.step {
                names.extend([step.to_string(), format!("step {step}"), format!("{step} {}", fold(&entry.title))]);
            }
        }
        _ => {}
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Every folded name that leads to a side of a comparison whose job has no entry.
pub fn names_of_job(side: &Side) -> Vec<String> {
    let mut names: Vec<String> =
        [&side.name, &side.label].into_iter().chain(&side.also_known_as).map(|name| fold(name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Folds `text` to lower-case words joined by single spaces, without accents or punctuation.
///
/// "Health-Care", "health care" and "HEALTH  CARE!" fold to the same; "résumé" folds to "resume". Text with no
/// letter or digit folds to the empty string.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut begin_or_go_on = |folded: &mut String, is_word: bool, joins: bool| {
        if is_word && gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = !is_word && (gap || !joins);
    };
    if text.is_ascii() {
        // Most text; a byte at a time is several times as fast.
        for byte in text.bytes() {
            begin_or_go_on(&mut folded, byte.is_ascii_alphanumeric(), byte == b'\'');
            if byte.is_ascii_alphanumeric() {
                folded.push(byte.to_ascii_lowercase().into());
            }
        }
    } else {
        for character in text.nfkd().filter(|character| !is_combining_mark(*character)) {
            begin_or_go_on(&mut folded, character.is_alphanumeric(), matches!(character, '\'' | '’'));
            if character.is_alphanumeric() {
                folded.extend(character.to_lowercase());
            }
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
