//! The answer to a question in the asker's own words: the entry that answers it, a few that may, or that the guide does
//! not know. The search decides which of the three; this module decides what each one shows.

use super::{
    About, Answer, Layout, Line, Link, Menu, MenuOption, Question, Searched, Section, View, also_means, help, listed,
    titles,
};
use crate::community::OwnEntry;
use crate::knowledge::{Entry, EntryId, Shelf, names_of};
use crate::search::{Hit, Outcome, Ranked, comparable, search};

/// How many entries are offered where none is shown; the fourth place is help.
const OFFERED: usize = 3;

/// How many of the next best entries can be picked instead of the one that is shown.
const INSTEAD: usize = 5;
/// How well such an entry fits at least: the share of the first one's score, and its own likeness to the question.
///
/// Of 124 labelled questions that the guide answers, 39 % have no such entry, the others 2.4 on average, and seven of the
/// eleven whose first entry is wrong have the right one among them.
const INSTEAD_SCORE: f32 = 0.5;
const INSTEAD_LIKENESS: f32 = 0.3;

pub(super) fn answer(view: View<'_>, text: &str) -> Answer {
    made_of(view, text, &search(view.corpus(), text))
}

/// What is made of what was found.
pub(super) fn made_of(view: View<'_>, text: &str, ranked: &Ranked) -> Answer {
    let answer = match ranked.outcome {
        Outcome::Unsure | Outcome::Unknown if ranked.unknown_company.is_some() => unknown_company(view, text, ranked),
        Outcome::Found => found(view, text, ranked).unwrap_or_else(|| unknown(view, text, ranked)),
        Outcome::Unsure => unsure(view, text, ranked),
        Outcome::Unknown => unknown(view, text, ranked),
    };
    let searched = Searched {
        outcome: ranked.outcome,
        confidence: percent(ranked.confidence),
        best: ranked.hits.first().map(|hit| hit.id.clone()),
    };
    let vote = if view.offers.votes { voted_on(view, &answer) } else { None };
    Answer { searched: Some(searched), offers_mentors: view.offers.mentors, vote, ..answer }
}

/// The entry that is shown, for members to vote on; none where none is shown.
fn voted_on(view: View<'_>, answer: &Answer) -> Option<(EntryId, u32)> {
    let Question::Entry { id, .. } = &answer.question else { return None };
    view.get(id).map(|entry| (entry.id.clone(), entry.revision()))
}

/// The answer of the entry that fits best, under the question, with the next best entries to pick instead.
fn found(view: View<'_>, text: &str, ranked: &Ranked) -> Option<Answer> {
    let parts = parts(view, ranked);
    let shown = *parts.first().or(entries(view, ranked.hits.iter().map(|hit| &hit.id)).first())?;
    let mut answer = super::answer(view, &Question::entry(&shown.id));
    // What else was asked, or what else a shared name in the question means, stands first among the links.
    let first: Vec<&Entry> = if parts.len() > 1 {
        let others = &parts[1..];
        answer.note = Some(format!("You also asked about: {}", listed(&titles(others), "and")));
        others.to_vec()
    } else if let Some((name, others)) = other_meanings(view, text, shown) {
        answer.note = also_means(name, &others);
        others
    } else {
        Vec::new()
    };
    answer.quoted = Some(text.to_owned());
    let instead = instead_of_the_first(view, ranked).into_iter();
    let instead = instead.filter(|hit| hit.id != shown.id && !first.iter().any(|other| other.id == hit.id));
    let options: Vec<MenuOption> = instead.take(INSTEAD).map(option).collect();
    if !options.is_empty() {
        answer.menu = Some(Menu { prompt: "Not what you meant?".to_owned(), options });
    }
    if !first.is_empty() {
        answer.links = first.into_iter().map(Link::to).chain(answer.links).collect();
        answer.links.truncate(Answer::LINKS - 1);
    }
    Some(answer)
}

/// What else may be meant: the hits that are like the question too.
fn instead_of_the_first<'g>(view: View<'g>, ranked: &Ranked) -> Vec<&'g Entry> {
    let best = ranked.hits.first().map_or(0.0, |first| first.score);
    let alike = |hit: &&Hit| (hit.score >= best * INSTEAD_SCORE || is_own(hit)) && hit.likeness >= INSTEAD_LIKENESS;
    entries(view, ranked.hits.iter().filter(alike).map(|hit| &hit.id))
}

/// The guide knows nothing of that company's interviews, and offers what holds for interviews in general.
fn unknown_company(view: View<'_>, text: &str, ranked: &Ranked) -> Answer {
    let general = view.most_needed_first(Shelf::Interview).into_iter().take(OFFERED).collect::<Vec<_>>();
    if general.is_empty() {
        return unknown(view, text, ranked);
    }
    let said = "I have nothing on that company's interviews; here is how interviews work in general.";
    offering(text, "I don't know that company's interviews", said, "In general", &general)
}

/// Asserts nothing: what the asker may mean can be picked.
fn unsure(view: View<'_>, text: &str, ranked: &Ranked) -> Answer {
    let said = "It may be one of these. If not, rephrase your question; `/help` shows what you can ask.";
    let offered = offered(view, ranked, ranked.hits.len());
    offering(text, "I'm not sure what you mean", said, "Did you mean…", &offered)
}

/// The guide does not know, and says what it does know. Without an entry that is near, it offers the overview.
fn unknown(view: View<'_>, text: &str, ranked: &Ranked) -> Answer {
    let said = "I know the technical program manager (TPM) role: what it is, how to get there, interviews, pay, industries, \
                companies, and the roles around it.";
    let near = offered(view, ranked, ranked.near);
    let mut answer = offering(text, "I don't know that", said, "These come closest", &near);
    if near.is_empty() {
        answer.menu = help::browse(view);
    }
    answer
}

/// What is said where no entry is shown, with links to `entries`, their whole titles above, and help: an answer that
/// asserts nothing.
fn offering(text: &str, title: &str, said: &str, heading: &str, entries: &[&Entry]) -> Answer {
    let mut answer = Answer::new(About::Missing, Question::Help, title);
    answer.quoted = Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    answer.lead = Some(Line::own(said));
    let lines: Vec<Line> = entries.iter().map(|entry| Line::own(&entry.title)).collect();
    if !lines.is_empty() {
        answer.sections = vec![Section { heading: heading.to_owned(), lines, layout: Layout::Bullets }];
    }
    answer.links = entries.iter().map(|entry| Link::to(entry)).chain([Link::help()]).collect();
    answer
}

/// What can be offered where none is shown: an entry for each thing that was asked, or the first `near` hits. What the
/// server's staff wrote about it stands first among them.
fn offered<'g>(view: View<'g>, ranked: &Ranked, near: usize) -> Vec<&'g Entry> {
    let mut offered = parts(view, ranked);
    if offered.is_empty() {
        offered = entries(view, ranked.hits.iter().take(near).map(|hit| &hit.id));
        let own = ranked.hits.iter().find(|hit| is_own(hit) && hit.likeness >= INSTEAD_LIKENESS).filter(|_| near > 0);
        if let Some(own) = own.and_then(|hit| view.get(&hit.id)) {
            offered.retain(|entry| entry.id != own.id);
            offered.insert(0, own);
        }
    }
    offered.truncate(OFFERED);
    offered
}

/// Whether a hit is an entry that the server's staff wrote: for their members, it counts more than what only scores better.
fn is_own(hit: &Hit) -> bool {
    OwnEntry::slug_in(&hit.id).is_some()
}

/// The entries that a question of several parts asks for; none for a question of one.
fn parts<'g>(view: View<'g>, ranked: &Ranked) -> Vec<&'g Entry> {
    let parts = entries(view, &ranked.parts);
    if parts.len() > 1 { parts } else { Vec::new() }
}

fn entries<'g, 'r>(view: View<'g>, ids: impl IntoIterator<Item = &'r EntryId>) -> Vec<&'g Entry> {
    ids.into_iter().filter_map(|id| view.get(id)).collect()
}

/// The name in the question that several roles share, with what it means but for `shown`, its likeliest meaning. None
/// where the question also says which of them is meant.
fn other_meanings<'g>(view: View<'g>, text: &str, shown: &Entry) -> Option<(&'g str, Vec<&'g Entry>)> {
    let words = format!(" {} ", comparable(text));
    let says = |name: &str| words.contains(&format!(" {name} "));
    if names_of(shown).iter().any(|name| says(name)) {
        return None;
    }
    let shared = &view.guide.knowledge.guide(Shelf::Role)?.shared_names;
    let (name, means) = shared.iter().find(|(name, means)| means.first() == Some(&shown.id) && says(name))?;
    Some((name, entries(view, &means[1..])))
}

fn option(entry: &Entry) -> MenuOption {
    MenuOption {
        label: entry.title.clone(),
        description: Some(entry.tagline.clone()),
        emoji: entry.emoji.clone(),
        question: Question::entry(&entry.id),
        current: false,
    }
}

fn percent(confidence: f32) -> u8 {
    let percent = (confidence.clamp(0.0, 1.0) * 100.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100")]
    let percent = percent as u8;
    percent
}
