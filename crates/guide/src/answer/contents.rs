//! What an answer holds, for any place that can draw it. Plain data.

use time::macros::format_description;

use super::question::Question;
use crate::knowledge::{Date, Entry, EntryId, Reviewer};
use crate::search;

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
    /// Interviews, applications and offers.
    Interview,
    /// Anything else that the guide knows.
    Topic,
    /// What the server wrote itself.
    Own,
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
    /// How it was found, for a question in the asker's own words.
    pub searched: Option<Searched>,
    /// What the asker typed, verbatim; the renderer makes it inert.
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
    /// Where to read on.
    pub read_on: Vec<Citation>,
    /// Where the statements come from.
    pub attribution: Option<Attribution>,
    /// Which page this is, when there are several.
    pub paging: Option<Paging>,
    /// The siblings of this answer, one of which can be picked.
    pub menu: Option<Menu>,
    /// Questions to ask next, best first; at most [`Answer::LINKS`].
    pub links: Vec<Link>,
    /// Whether the mentors of the server can be asked instead. The message then holds the whole question.
    pub offers_mentors: bool,
    /// The entry that members can vote on, and its revision; of a shipped entry, the
    /// [fingerprint](crate::knowledge::Entry::fingerprint) of its content.
    pub vote: Option<(EntryId, u32)>,
}

impl Answer {
    /// Most links of an answer.
    pub const LINKS: usize = 4;
    /// Most options of a menu.
    pub const OPTIONS: usize = 25;

    /// The title with its emoji.
    pub fn headline(&self) -> String {
        match &self.emoji {
            Some(emoji) => format!("{emoji} {}", self.title),
            None => self.title.clone(),
        }
    }

    /// Whether only the asker sees it: it shows nothing from the guide.
    pub fn is_for_asker_alone(&self) -> bool {
        matches!(self.about, About::Missing | About::Help)
    }

    /// The line that repeats what the asker typed, which `tame` makes harmless; `None` where nothing is left of it.
    ///
    /// Others see the line too where the answer is public: Discord shows them only which command was used.
    pub fn repeated(&self, tame: impl Fn(&str) -> String) -> Option<String> {
        let words = tame(self.quoted.as_deref()?);
        let line = match (self.about, &self.searched) {
            (About::Missing, Some(_)) => format!("You asked “{words}”."),
            (About::Missing, None) => format!("You asked for “{words}”."),
            _ => format!("Question: “{words}”"),
        };
        (!words.is_empty()).then_some(line)
    }

    /// What stands last and small: the remark, where to read on, then the sources and the page; `name` writes a source's name.
    pub fn small_print(&self, name: impl Fn(&Citation) -> String) -> Vec<String> {
        let page = self.paging.as_ref().map(|paging| format!(" · page {} of {}", paging.page, paging.pages));
        let read_on: Vec<String> = self.read_on.iter().map(&name).collect();
        let read_on = (!read_on.is_empty()).then(|| format!("Read on: {}", read_on.join(" · ")));
        let sources =
            self.attribution.as_ref().map(|attribution| attribution.in_words(&name) + &page.unwrap_or_default());
        self.remark.iter().cloned().chain(read_on).chain(sources).collect()
    }

    /// A word from the guide itself, which only the asker sees.
    pub fn notice(title: &str, lead: &str) -> Self {
        Self { lead: Some(Line::own(lead)), ..Self::new(About::Missing, Question::Help, title) }
    }

    pub(super) fn new(about: About, question: Question, title: impl Into<String>) -> Self {
        Self {
            about,
            question,
            emoji: None,
            title: title.into(),
            searched: None,
            quoted: None,
            note: None,
            remark: None,
            lead: None,
            sections: Vec::new(),
            caution: None,
            read_on: Vec::new(),
            attribution: None,
            paging: None,
            menu: None,
            links: Vec::new(),
            offers_mentors: false,
            vote: None,
        }
    }
}

/// How an answer to the asker's own words was found: for the log and for counting, never shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// What could be made of the words.
    pub outcome: search::Outcome,
    /// The chance, in percent, that the best entry answers.
    pub confidence: u8,
    /// The entry that fits best, if any does, however badly.
    pub best: Option<EntryId>,
}

impl Searched {
    /// Whether the words may mean one of several entries.
    pub fn is_unsure(&self) -> bool {
        self.outcome == search::Outcome::Unsure
    }
}

/// A sentence or two with the sources that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Plain text with the guide's small set of markdown.
    pub text: String,
    /// Marks of [`Attribution::sources`], ascending; empty for what the guide says itself.
    pub marks: Vec<usize>,
}

impl Line {
    /// The text with the raised marks of its sources, which never stand alone on a line. Where an answer has one source
    /// only, there is nothing to tell apart and no mark.
    pub fn marked(&self, attribution: Option<&Attribution>) -> String {
        let several = attribution.is_some_and(|attribution| attribution.sources.len() > 1);
        if several && !self.marks.is_empty() {
            let marks: String = self.marks.iter().map(|mark| raised(*mark)).collect();
            format!("{}\u{a0}{marks}", self.text)
        } else {
            self.text.clone()
        }
    }

    pub(super) fn own(text: impl Into<String>) -> Self {
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
    /// As a numbered list.
    Steps {
        /// The number of the first line.
        first: usize,
    },
    /// As they are, to be copied.
    Verbatim,
    /// As a list without order that begins a page of its own.
    Questions,
}

/// A source, as an answer names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The number by which lines cite it, counted from 1 in the order of first use; 0 for one that no line cites.
    pub mark: usize,
    /// Its name, with the interest of its author and its year: `Prepfully (training provider, 2023)`.
    pub name: String,
    /// Where it can be read: an `https` address.
    pub url: Option<String>,
}

/// Where the statements of an answer come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The sources that the shown lines cite, in the order of their marks.
    pub sources: Vec<Citation>,
    /// The oldest day on which a part of the answer was compared with its sources.
    pub reviewed: Date,
    /// In which role it was reviewed, where the server wrote it itself.
    pub own: Option<Reviewer>,
}

impl Attribution {
    /// `Sources: ¹ ServiceNow · ² Amazon (2023) · reviewed Nov 2026`; a single source has no mark. An own entry says that it is
    /// from this server.
    fn in_words(&self, name: impl Fn(&Citation) -> String) -> String {
        let reviewed = self.reviewed.format(format_description!("[month repr:short] [year]")).unwrap_or_default();
        if let Some(reviewer) = self.own {
            let source = self
                .sources
                .first()
                .map_or_else(|| "no source given".to_owned(), |only| format!("Source: {}", name(only)));
            return format!("From this server · {source} · reviewed {reviewed} by {}", reviewer.as_str());
        }
        let named: Vec<String> = match &self.sources[..] {
            [only] => vec![name(only)],
            several => several.iter().map(|source| format!("{} {}", raised(source.mark), name(source))).collect(),
        };
        let sources = if self.sources.len() == 1 { "Source" } else { "Sources" };
        format!("{sources}: {} · reviewed {reviewed}", named.join(" · "))
    }
}

/// A small raised number, which marks the source of a line.
pub(super) fn raised(number: usize) -> String {
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
    pub(super) fn to(entry: &Entry) -> Self {
        Self { label: entry.short.clone(), question: Question::entry(&entry.id) }
    }

    pub(super) fn help() -> Self {
        Self { label: "What can I ask?".to_owned(), question: Question::Help }
    }
}
