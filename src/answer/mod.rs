//! What to answer: `answer(&Guide, &Question) -> Answer`. Pure and total; knows no Discord, no files, no clock.
//!
//! One file per kind of answer decides which facts are shown, in which order and under which headings. How an answer
//! is drawn is not decided here but in `discord::outgoing` and `terminal`.

mod career;
mod compare;
mod entry;
mod faq;
mod help;
mod missing;
mod paging;
mod phrase;
mod question;
mod suggest;

pub use missing::stale_control;
pub use phrase::{COMMANDS, as_command};
pub use question::{Page, Question};
pub use suggest::{Field, Suggestion, suggest};

use time::macros::format_description;

use crate::knowledge::{Date, Entry, EntryId, Knowledge, Shelf, Statement};
use crate::search::{Index, Meaning, comparable};

/// The knowledge and the index built from it; replaced as a whole on reload.
#[derive(Clone, Debug)]
pub struct Guide {
    /// What the guide knows.
    pub knowledge: Knowledge,
    /// The names by which it is found.
    pub index: Index,
}

impl Guide {
    /// Builds the index of `knowledge`.
    pub fn new(knowledge: Knowledge) -> Self {
        Self { index: Index::build(&knowledge), knowledge }
    }
}

/// What an answer is about; decides its colour and how it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A role's profile.
    Role,
    /// Two roles side by side.
    Comparison,
    /// An industry.
    Industry,
    /// The career path or a step of it.
    Career,
    /// A FAQ, or the list of them.
    Faq,
    /// Anything else that the guide knows.
    Topic,
    /// What can be asked; shown as plain text.
    Help,
    /// Nothing was found, or there is nothing to do; only the asker sees it.
    Missing,
}

/// Everything that one reply shows, for any place that can draw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it is about.
    pub about: About,
    /// The question that leads to just this answer and page; help, where nothing was found.
    pub question: Question,
    /// One emoji before the title.
    pub emoji: Option<String>,
    /// The subject.
    pub title: String,
    /// What the person typed, verbatim; whoever draws it makes it inert.
    pub quoted: Option<String>,
    /// A word before the answer, such as what else a name can mean.
    pub note: Option<String>,
    /// The answer outright.
    pub lead: Option<Line>,
    /// Headings and what stands under them.
    pub sections: Vec<Section>,
    /// What to be careful about.
    pub caution: Option<String>,
    /// A word after the answer, such as that the sources hold no more.
    pub remark: Option<String>,
    /// Where the statements come from.
    pub attribution: Option<Attribution>,
    /// Which page this is, when there are several.
    pub paging: Option<Paging>,
    /// The siblings of this answer, one of which can be picked.
    pub menu: Option<Menu>,
    /// Questions to ask next, best first; at most [`Answer::LINKS`].
    pub links: Vec<Link>,
}

impl Answer {
    /// Most links of an answer.
    pub const LINKS: usize = 4;
    /// Most options of a menu.
    pub const OPTIONS: usize = 25;

    /// A word from the guide itself, which only the asker sees.
    pub fn notice(title: &str, lead: &str) -> Self {
        Self { lead: Some(Line::own(lead)), ..Self::new(About::Missing, Question::Help, title) }
    }

    fn new(about: About, question: Question, title: impl Into<String>) -> Self {
        Self {
            about,
            question,
            emoji: None,
            title: title.into(),
            quoted: None,
            note: None,
            remark: None,
            lead: None,
            sections: Vec::new(),
            caution: None,
            attribution: None,
            paging: None,
            menu: None,
            links: Vec::new(),
        }
    }
}

/// A sentence or two with the sources that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Plain text with the guide's small set of markdown.
    pub text: String,
    /// Places in [`Attribution::sources`], counted from 1, ascending; empty for what the guide says itself.
    pub marks: Vec<usize>,
}

impl Line {
    fn own(text: impl Into<String>) -> Self {
        Self { text: text.into(), marks: Vec::new() }
    }
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands under it; never empty.
    pub lines: Vec<Line>,
    /// How the lines are set.
    pub layout: Layout,
}

/// How the lines of a section are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One below the other.
    Lines,
    /// As a list without order.
    Bullets,
}

/// Where the statements of an answer come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// What small print calls the sources, in the order of first use.
    pub sources: Vec<String>,
    /// The oldest day on which a part of the answer was compared with its sources.
    pub reviewed: Date,
}

impl Attribution {
    /// `Sources: ¹ ServiceNow · ² KRACD.com · reviewed Nov 2026`; a single source has no mark.
    pub fn in_words(&self) -> String {
        let reviewed = self.reviewed.format(format_description!("[month repr:short] [year]")).unwrap_or_default();
        let named: Vec<String> = match &self.sources[..] {
            [only] => vec![only.clone()],
            several => several.iter().zip(1..).map(|(source, mark)| format!("{} {source}", raised(mark))).collect(),
        };
        let sources = if self.sources.len() == 1 { "Source" } else { "Sources" };
        format!("{sources}: {} · reviewed {reviewed}", named.join(" · "))
    }
}

/// A small raised number, which marks the source of a line.
pub fn raised(number: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

/// Which of several pages an answer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// This page, counted from 1.
    pub page: usize,
    /// How many there are; at least 2.
    pub pages: usize,
    /// Leads to the page before.
    pub previous: Option<Question>,
    /// Leads to the page after.
    pub next: Option<Question>,
}

/// A choice among siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// What to do with it.
    pub prompt: String,
    /// At least one, at most [`Answer::OPTIONS`], with different questions.
    pub options: Vec<MenuOption>,
}

/// One of a [`Menu`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuOption {
    /// Its name.
    pub label: String,
    /// What to expect.
    pub description: Option<String>,
    /// Its emoji.
    pub emoji: Option<String>,
    /// What it asks.
    pub question: Question,
    /// Whether it is what is being shown.
    pub current: bool,
}

/// A question to ask next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, at most 25 characters.
    pub label: String,
    /// What it asks.
    pub question: Question,
}

impl Link {
    fn to(entry: &Entry) -> Self {
        Self { label: entry.short.clone(), question: Question::entry(&entry.id) }
    }

    fn help() -> Self {
        Self { label: "What can I ask?".to_owned(), question: Question::Help }
    }
}

/// Answers `question` from the guide.
///
/// Pure and total: no clock, no I/O, no panic. Not knowing is an [`Answer`] ([`About::Missing`]), not an error.
pub fn answer(guide: &Guide, question: &Question) -> Answer {
    let mut answer = match question {
        Question::Find { shelf, name } => find(guide, *shelf, name),
        Question::Entry { id, page } => match guide.knowledge.get(id) {
            Some(entry) => entry::answer(guide, entry, *page),
            None => missing::gone(guide, id),
        },
        Question::Compare { first, second } => compare::typed(guide, first, second),
        Question::Pair { first, second, page } => compare::pair(guide, first, second, *page),
        Question::CareerPath => career::path(guide),
        Question::FaqList { page } => faq::list(guide, *page),
        Question::Help => help::answer(guide),
    };
    without_repeated_links(&mut answer);
    answer
}

fn find(guide: &Guide, shelf: Shelf, name: &str) -> Answer {
    if shelf == Shelf::Faq && suggest::means_all(name) {
        return faq::list(guide, 0);
    }
    match guide.index.entry(shelf, name) {
        Meaning::One(id) => answer(guide, &Question::entry(&id)),
        Meaning::Several(ids) => likeliest(guide, &ids, name).unwrap_or_else(|| missing::name(guide, shelf, name)),
        Meaning::Nothing => missing::name(guide, shelf, name),
    }
}

/// The first of several meanings, with the others offered first.
fn likeliest(guide: &Guide, ids: &[EntryId], name: &str) -> Option<Answer> {
    let (first, others) = ids.split_first()?;
    let mut answer = answer(guide, &Question::entry(first));
    let others: Vec<&Entry> = others.iter().filter_map(|id| guide.knowledge.get(id)).collect();
    answer.note = also_means(name, &others);
    let offered: Vec<Link> = others.into_iter().map(Link::to).chain(answer.links).collect();
    answer.links = offered;
    answer.links.truncate(Answer::LINKS - 1);
    Some(answer)
}

/// "PM" can also mean project manager or program manager.
fn also_means(name: &str, others: &[&Entry]) -> Option<String> {
    let titles: Vec<&str> = others.iter().map(|entry| entry.title.as_str()).collect();
    // Not as it was typed: what is compared holds no markdown, and is short.
    let name = comparable(name).to_uppercase();
    let listed = match &titles[..] {
        [] => return None,
        [one] => (*one).to_owned(),
        [some @ .., last] => format!("{} or {last}", some.join(", ")),
    };
    Some(format!("“{name}” can also mean: {listed}."))
}

/// Discord refuses two controls that do the same; and nobody needs them.
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

/// Collects lines and remembers which sources they cite.
struct Citing<'k> {
    knowledge: &'k Knowledge,
    sources: Vec<&'k str>,
    reviewed: Option<Date>,
}

impl<'k> Citing<'k> {
    fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, sources: Vec::new(), reviewed: None }
    }

    /// The answer draws on this entry.
    fn entry(&mut self, entry: &Entry) {
        self.reviewed = Some(self.reviewed.map_or(entry.reviewed, |reviewed| reviewed.min(entry.reviewed)));
    }

    fn line(&mut self, statement: &'k Statement) -> Line {
        Line { text: statement.text.clone(), marks: self.marks(&statement.sources) }
    }

    fn marks(&mut self, sources: &'k [String]) -> Vec<usize> {
        let mut marks: Vec<usize> = sources
            .iter()
            .map(|source| {
                let place = self.sources.iter().position(|known| known == source).unwrap_or_else(|| {
                    self.sources.push(source);
                    self.sources.len() - 1
                });
                place + 1
            })
            .collect();
        marks.sort_unstable();
        marks
    }

    /// A section with these statements: a list when there are several. Nothing without statements.
    fn section(&mut self, heading: &str, statements: &'k [Statement]) -> Option<Section> {
        let lines: Vec<Line> = statements.iter().map(|statement| self.line(statement)).collect();
        let layout = if lines.len() > 1 { Layout::Bullets } else { Layout::Lines };
        (!lines.is_empty()).then(|| Section { heading: heading.to_owned(), lines, layout })
    }

    fn attribution(self) -> Option<Attribution> {
        let sources = self.sources.iter().map(|source| self.knowledge.source_label(source).to_owned()).collect();
        self.reviewed.map(|reviewed| Attribution { sources, reviewed })
    }
}

/// Up to `most` links to related entries that exist.
fn related_links(knowledge: &Knowledge, entry: &Entry, most: usize) -> Vec<Link> {
    entry.related.iter().filter_map(|id| knowledge.get(id)).map(Link::to).take(most).collect()
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
pub(crate) mod tests;
