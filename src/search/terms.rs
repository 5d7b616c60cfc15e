//! Every word that the knowledge holds, as a number: forms of a word share one, and so do words that mean the same.

use std::collections::HashMap;

use super::words::stem;

/// A stem, a name of several words, or a group of words that mean the same.
pub(super) type Term = u32;

/// The numbers of the words. Grows while the index is built, and only then.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    by_form: HashMap<Box<str>, Term>,
    by_stem: HashMap<Box<str>, Term>,
    texts: Vec<Box<str>>,
}

impl Terms {
    /// The number of a folded word, given now if it has none.
    pub fn learn(&mut self, word: &str) -> Term {
        if let Some(term) = self.by_form.get(word) {
            return *term;
        }
        let stem = stem(word);
        let term = self.by_stem.get(stem.as_str()).copied().unwrap_or_else(|| {
            let term = self.add(word);
            self.by_stem.insert(stem.into(), term);
            term
        });
        self.by_form.insert(word.into(), term);
        term
    }

    /// The number of a folded word in any of its forms.
    pub fn find(&self, word: &str) -> Option<Term> {
        self.by_form.get(word).or_else(|| self.by_stem.get(stem(word).as_str())).copied()
    }

    /// A number for something that is no single word, to be shown as `text`.
    pub fn add(&mut self, text: &str) -> Term {
        self.texts.push(text.into());
        Term::try_from(self.texts.len() - 1).expect("fewer words than numbers")
    }

    /// How a term is shown.
    pub fn text(&self, term: Term) -> &str {
        &self.texts[term as usize]
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.texts.len()
    }
}
