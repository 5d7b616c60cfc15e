//! What to answer: `answer(View, &Question) -> Answer`. Pure and total; knows no Discord, no files, no clock.
//!
//! One file per kind of answer decides which facts are shown, in which order and under which headings. How an answer
//! is drawn is not decided here but by the packages that use this one.

mod ask;
mod career;
mod citing;
mod command;
mod compare;
mod comparison;
mod contents;
mod entry;
mod faq;
mod help;
mod mentions;
mod missing;
mod own;
mod paging;
mod phrase;
mod question;
mod suggest;
mod told;
mod view;

pub use command::{Command, FOR, PRIVATE, TextOption};
pub use contents::{
    About, Answer, Attribution, Citation, Layout, Line, Link, Menu, MenuOption, Paging, Searched, Section,
};
pub use mentions::TermNames;
pub use missing::stale_control;
pub use phrase::as_command;
pub use question::{Page, Question};
pub use suggest::{Field, Suggestion, suggest};
pub use told::mentors_words;
pub use view::{Offers, View};

use crate::knowledge::{Entry, EntryId, Knowledge, Shelf};
use crate::search::{Index, Meaning, Names, comparable};

/// The knowledge and the index built from it; replaced as a whole on reload.
#[derive(Clone, Debug)]
pub struct Guide {
    /// What the guide knows.
    pub knowledge: Knowledge,
    /// The names by which it is found.
    pub names: Names,
    /// The words by which a question finds it.
    pub index: Index,
    /// The names of its terms, which other answers link to.
    pub terms: TermNames,
    /// Whether the log keeps the words of questions without an answer: the help says so.
    pub logs_questions: bool,
    /// Whether what servers write themselves is stored: the help says so.
    pub stores: bool,
}

impl Guide {
    /// Builds the index of `knowledge`.
    pub fn new(knowledge: Knowledge) -> Self {
        let (names, index) = (Names::build(&knowledge), Index::build(&knowledge));
        let terms = TermNames::build(&knowledge);
        Self { knowledge, names, index, terms, logs_questions: false, stores: false }
    }
}

/// Answers `question` from the guide.
///
/// Pure and total: no clock, no I/O, no panic. Not knowing is an [`Answer`] ([`About::Missing`]), not an error.
pub fn answer<'g>(view: impl Into<View<'g>>, question: &Question) -> Answer {
    let view = view.into();
    let mut answer = match question {
        Question::Ask { text } => ask::answer(view, text),
        Question::Find { shelf, name } => find(view, *shelf, name),
        Question::Entry { id, page } => match view.get(id) {
            Some(entry) => entry::answer(view, entry, *page),
            None => missing::gone(view, id),
        },
        Question::Compare { first, second } => compare::typed(view, first, second),
        Question::Pair { first, second, page } => compare::pair(view, first, second, *page),
        Question::CareerPath => career::path(view),
        Question::FaqList { page } => faq::list(view, *page),
        Question::Help => help::answer(view),
    };
    without_repeated_links(&mut answer);
    answer
}

fn find(view: View<'_>, shelf: Shelf, name: &str) -> Answer {
    if shelf == Shelf::Faq && suggest::means_all(name) {
        return faq::list(view, 0);
    }
    // Not an entry whose name differs by a slip.
    if let Some(id) = switched_off(view, name) {
        return missing::gone(view, &id);
    }
    match view.names().entry(shelf, name) {
        Meaning::One(id) => answer(view, &Question::entry(&id)),
        Meaning::Several(ids) => likeliest(view, &ids, name).unwrap_or_else(|| missing::name(view, shelf, name)),
        // A name of another command's entry, such as `/term raid log` for a how-to, leads there all the same.
        Meaning::Nothing => match view.names().exactly(name) {
            Some(id) => answer(view, &Question::entry(id)),
            None => missing::name(view, shelf, name),
        },
    }
}

/// The shipped entry with exactly this name or id, where the server has switched it off and nothing else has the name.
fn switched_off(view: View<'_>, name: &str) -> Option<EntryId> {
    view.community?;
    if view.names().exactly(name).is_some() {
        return None;
    }
    let id = EntryId::new(name.trim()).or_else(|| View::from(view.guide).names().exactly(name).cloned());
    id.filter(|id| view.is_switched_off(id))
}

/// The first of several meanings, with the others offered first.
fn likeliest(view: View<'_>, ids: &[EntryId], name: &str) -> Option<Answer> {
    let (first, others) = ids.split_first()?;
    let mut answer = answer(view, &Question::entry(first));
    let others: Vec<&Entry> = others.iter().filter_map(|id| view.get(id)).collect();
    answer.note = also_means(name, &others);
    let offered: Vec<Link> = others.into_iter().map(Link::to).chain(answer.links).collect();
    answer.links = offered;
    answer.links.truncate(Answer::LINKS - 1);
    Some(answer)
}

/// "PM" can also mean project manager or program manager.
fn also_means(name: &str, others: &[&Entry]) -> Option<String> {
    // Not as it was typed: what is compared holds no markdown, and is short.
    let name = spoken(&comparable(name));
    (!others.is_empty()).then(|| format!("“{name}” can also mean: {}.", listed(&titles(others), "or")))
}

/// A folded name as people write it: short words, such as "pm", are abbreviations.
fn spoken(name: &str) -> String {
    const ABBREVIATION: usize = 3;
    let word = |word: &str| if word.len() <= ABBREVIATION { word.to_uppercase() } else { word.to_owned() };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn titles<'k>(entries: &[&'k Entry]) -> Vec<&'k str> {
    entries.iter().map(|entry| entry.title.as_str()).collect()
}

/// The names in a row, such as "A, B or C".
fn listed(names: &[&str], last: &str) -> String {
    match names {
        [some @ .., end] if !some.is_empty() => format!("{} {last} {end}", some.join(", ")),
        names => names.concat(),
    }
}

/// Drops controls that do the same as another one.
fn without_repeated_links(answer: &mut Answer) {
    // What is missing stands for no question: help may be linked, though it is where the way on begins.
    let here = (answer.about != About::Missing).then(|| answer.question.clone());
    let mut taken: Vec<Question> = here.into_iter().collect();
    if let Some(paging) = &answer.paging {
        taken.extend(paging.previous.iter().chain(&paging.next).cloned());
    }
    answer.links.retain(|link| {
        let new = !taken.contains(&link.question);
        taken.push(link.question.clone());
        new
    });
    answer.links.truncate(Answer::LINKS);
}

/// Up to `most` links to related entries that exist.
fn related_links(view: View<'_>, entry: &Entry, most: usize) -> Vec<Link> {
    entry.related.iter().filter_map(|id| view.get(id)).map(Link::to).take(most).collect()
}

/// A menu of entries, around the one that is shown when there are too many.
fn menu<'k>(prompt: &str, entries: impl IntoIterator<Item = &'k Entry>, current: Option<&EntryId>) -> Option<Menu> {
    let entries: Vec<&Entry> = entries.into_iter().collect();
    let place = entries.iter().position(|entry| Some(&entry.id) == current).unwrap_or(0);
    let start = place.saturating_sub(Answer::OPTIONS / 2).min(entries.len().saturating_sub(Answer::OPTIONS));
    let options: Vec<MenuOption> = entries
        .iter()
        .skip(start)
        .take(Answer::OPTIONS)
        .map(|entry| MenuOption {
            label: entry.title.clone(),
            description: Some(entry.tagline.clone()),
            emoji: entry.emoji.clone(),
            question: Question::entry(&entry.id),
            current: Some(&entry.id) == current,
        })
        .collect();
    let something_else = options.iter().any(|option| !option.current);
    something_else.then(|| Menu { prompt: prompt.to_owned(), options })
}

#[cfg(test)]
mod tests;
