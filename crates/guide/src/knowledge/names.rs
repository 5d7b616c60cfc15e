//! How a name is compared, without case, accents or punctuation; and every name that leads to something. The index is
//! built from these lists and the check compares them, so that what passes the check can be found.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::entry::{Body, Entry, Kind, Side};

/// Every folded name that leads to an entry: ids, title, short title, aliases, and what its number is called.
pub fn names_of(entry: &Entry) -> Vec<String> {
    let mut names = vec![fold(entry.id.as_str()), fold(&entry.title)];
    // The id of an own entry keeps the words of its first title, and its short title is a part of it: both may mean something
    // else.
    if entry.kind() != Kind::Own {
        names.extend([fold(entry.id.name()), fold(&entry.short)]);
    }
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

/// Every folded name that leads to a side of a comparison that has no entry.
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
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.nfkd().filter(|character| !is_combining_mark(*character)) {
        if character.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.extend(character.to_lowercase());
        } else {
            gap |= !matches!(character, '\'' | '’');
        }
    }
    folded
}

/// The same for most text: a byte at a time is many times as fast.
fn fold_ascii(text: &str) -> String {
    let mut folded = Vec::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(b' ');
            }
            gap = false;
            folded.push(byte.to_ascii_lowercase());
        } else {
            gap |= byte != b'\'';
        }
    }
    String::from_utf8(folded).expect("letters and digits of ASCII")
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
