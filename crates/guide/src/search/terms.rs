//! Every word that the knowledge holds, as a number: forms of a word share one, and so do words that mean the same.

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub(super) use super::words::stem as stem_of;
use super::words::stem;

/// A stem, a name of several words, or a group of words that mean the same.
pub(super) type Term = u32;

/// The numbers of the words. Grows while the index is built, and only then.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    by_form: FxHashMap<Arc<str>, Form>,
    by_stem: FxHashMap<Box<str>, Term>,
    texts: Vec<Arc<str>>,
}

/// A word as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub term: Term,
    /// How often our own editors wrote it.
    pub by_us: u32,
    /// How often it stands in questions that are refused.
    pub refused: u32,
}

/// Who wrote a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writer {
    /// The editors of entries and vocabulary.
    Us,
    /// Questions that are refused; they hold slips of their own.
    Refused,
}

impl Form {
    fn count(&mut self, writer: Writer) {
        match writer {
            Writer::Us => self.by_us += 1,
            Writer::Refused => self.refused += 1,
        }
    }
}

impl Terms {
    /// The number of a folded word, given now if it has none.
    pub fn learn(&mut self, word: &str, writer: Writer) -> Term {
        if let Some(form) = self.by_form.get_mut(word) {
            form.count(writer);
            return form.term;
        }
        let stem = stem(word);
        let word: Arc<str> = word.into();
        let term = self.by_stem.get(stem.as_str()).copied().unwrap_or_else(|| {
            let term = self.add(Arc::clone(&word));
            self.by_stem.insert(stem.into(), term);
            term
        });
        let mut form = Form { term, by_us: 0, refused: 0 };
        form.count(writer);
        self.by_form.insert(word, form);
        term
    }

    /// The number of a folded word in any of its forms.
    pub fn find(&self, word: &str) -> Option<Term> {
        let known = self.by_form.get(word).map(|form| form.term);
        known.or_else(|| self.by_stem.get(stem(word).as_str()).copied())
    }

    /// What is known of a folded word in just this form.
    pub fn form(&self, word: &str) -> Option<Form> {
        self.by_form.get(word).copied()
    }

    /// Every word in every form that was learnt.
    pub fn forms(&self) -> impl Iterator<Item = (&str, Form)> {
        self.by_form.iter().map(|(word, form)| (&**word, *form))
    }

    /// A number for something that is no single word, to be shown as `text`.
    pub fn add(&mut self, text: impl Into<Arc<str>>) -> Term {
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
