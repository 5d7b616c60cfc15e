//! The lasting name of an own entry.

use crate::knowledge::{EntryId, fold};

/// What every id of an own entry begins with.
pub(super) const PREFIX: &str = "own/";

/// The longest slug, so that its id fits.
const LONGEST: usize = EntryId::MAX_LENGTH - PREFIX.len();

/// The slug of a new entry with this title: its words joined by hyphens, cut at a word. `is_taken` tells of those that the
/// server has already, to which a number is added. A title without a Latin letter or digit becomes `entry`.
pub fn slug_of(title: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let folded = fold(title);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    // Room for a number.
    let longest = LONGEST - 4;
    let mut slug = String::new();
    for word in words {
        let separator = usize::from(!slug.is_empty());
        if slug.len() + separator + word.len() > longest {
            break;
        }
        if separator == 1 {
            slug.push('-');
        }
        slug.push_str(word);
    }
    if slug.is_empty() {
        let begin: String = folded.chars().filter(char::is_ascii_alphanumeric).take(longest).collect();
        slug = if begin.is_empty() { "entry".to_owned() } else { begin };
    }
    if !is_taken(&slug) {
        return slug;
    }
    let numbered = (2_u16..).map(|number| format!("{slug}-{number}"));
    numbered.into_iter().find(|slug| !is_taken(slug)).unwrap_or(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_words_with_hyphens() {
        assert_eq!(slug_of("How we run Stand-ups!", |_| false), "how-we-run-stand-ups");
        assert_eq!(slug_of("Été à Paris", |_| false), "ete-a-paris");
        assert_eq!(slug_of("会議", |_| false), "entry");
    }

    #[test]
    fn a_slug_that_is_taken_gets_a_number() {
        assert_eq!(slug_of("Rules", |slug| slug == "rules"), "rules-2");
        assert_eq!(slug_of("規則", |slug| ["entry", "entry-2"].contains(&slug)), "entry-3");
    }

    #[test]
    fn the_longest_title_makes_an_id() {
        for title in ["word ".repeat(30), "x".repeat(100)] {
            let id = format!("{PREFIX}{}", slug_of(&title, |slug| !slug.ends_with("-999")));
            assert!(EntryId::new(&id).is_some(), "{id}");
        }
    }
}
