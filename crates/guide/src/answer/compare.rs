//! Two roles side by side: documented, or composed from their profiles.

use super::citing::Citing;
use super::entry::answer as entry_answer;
use super::{About, Answer, Layout, Line, Link, Page, Question, Section, View, listed, menu, missing, paging, spoken};
use crate::knowledge::{Body, Entry, EntryId, Role, Shelf, Statement};
use crate::search::{Meaning, Side};

/// Compares two roles as the asker typed them.
pub(super) fn typed(view: View<'_>, first: &str, second: &str) -> Answer {
    let mut notes = Vec::new();
    let mut resolve = |written: &str| match view.names().side(written) {
        Meaning::One(side) => Some(side),
        Meaning::Several(sides) => {
            let (likeliest, others) = sides.split_first()?;
            let others: Vec<&Entry> = others
                .iter()
                .filter_map(|side| match side {
                    Side::Role(id) => view.get(id),
                    Side::Job { .. } => None,
                })
                .collect();
            notes.extend(super::also_means(written, &others));
            Some(likeliest.clone())
        }
        Meaning::Nothing => None,
    };
    let (one, other) = match (resolve(first), resolve(second)) {
        (Some(one), Some(other)) => (one, other),
        (None, other) => return missing::side(view, first, role_of(other.as_ref())),
        (one, None) => return missing::side(view, second, role_of(one.as_ref())),
    };
    let mut answer = match (&one, &other) {
        _ if one == other => same_twice(view, &one),
        (Side::Role(one), Side::Role(other)) => pair(view, one, other, 0),
        (Side::Job { comparison, name }, Side::Role(role)) | (Side::Role(role), Side::Job { comparison, name }) => {
            with_job(view, comparison, name, role)
        }
        (Side::Job { comparison, .. }, Side::Job { comparison: same, .. }) if comparison == same => {
            super::answer(view, &Question::entry(comparison))
        }
        (Side::Job { comparison, name }, Side::Job { comparison: other, .. }) => {
            not_compared(view, name, [comparison, other])
        }
    };
    notes.dedup();
    if answer.about != About::Missing && !notes.is_empty() {
        answer.note = Some(notes.join(" "));
    }
    answer
}

fn role_of(side: Option<&Side>) -> Option<&EntryId> {
    match side? {
        Side::Role(id) => Some(id),
        Side::Job { .. } => None,
    }
}

/// Compares two roles by their ids.
pub(super) fn pair(view: View<'_>, first: &EntryId, second: &EntryId, page: Page) -> Answer {
    if let Some(documented) = view.comparison(first, second) {
        return entry_answer(view, documented, page);
    }
    let (Some(one), Some(other)) = (view.get(first), view.get(second)) else {
        let gone = if view.get(first).is_none() { first } else { second };
        return missing::gone(view, gone);
    };
    match (&one.body, &other.body) {
        _ if one.id == other.id => same_twice(view, &Side::Role(one.id.clone())),
        (Body::Role(one_role), Body::Role(other_role)) => composed(view, (one, one_role), (other, other_role), page),
        // Only roles can be compared; an id from elsewhere was never on a button.
        (Body::Role(_), _) => missing::gone(view, second),
        _ => missing::gone(view, first),
    }
}

/// Two profiles, part by part: first what the one is, then the other, under the headings that profiles have. A role about
/// which the sources are silent there has no heading.
fn composed(view: View<'_>, one: (&Entry, &Role), other: (&Entry, &Role), page: Page) -> Answer {
    let (first, second) = (one.0, other.0);
    let mut citing = Citing::new(&view.guide.knowledge);
    citing.entry(first);
    citing.entry(second);
    let question = |page| Question::Pair { first: first.id.clone(), second: second.id.clone(), page };
    let mut answer = Answer::new(About::Comparison, question(0), format!("{} or {}?", first.short, second.short));
    answer.emoji = Some("⚖️".to_owned());
    let in_short = [&first.lead, &second.lead].map(|lead| citing.line(lead)).to_vec();
    answer.sections.push(Section { heading: "In short".to_owned(), lines: in_short, layout: Layout::Bullets });
    let parts = PARTS.map(|part| (part, [one, other].map(|(entry, role)| (entry, (part.of)(role)))));
    let has_both = |sides: &[(&Entry, &Vec<Statement>); 2]| sides.iter().all(|(_, statements)| !statements.is_empty());
    let enough = parts.iter().filter(|(_, sides)| has_both(sides)).count() >= FEWEST_WITH_BOTH;
    answer.note = Some(if enough { PART_BY_PART } else { TOO_LITTLE }.to_owned());
    // Where little is left, what only one of them does would pass for the difference.
    for (part, sides) in parts.iter().filter(|(part, sides)| enough || has_both(sides) || part.explains) {
        let headed = sides.iter().filter_map(|(entry, statements)| {
            citing.section(&format!("{} · {}", entry.short, part.heading), statements)
        });
        answer.sections.extend(headed);
    }
    for entry in [first, second] {
        let heading = format!("{} · where the sources differ", entry.short);
        answer.sections.extend(citing.section(&heading, &entry.disagreement));
    }
    let cautions = [citing.caution(), shared_name(view, first, second)];
    answer.caution = cautions.into_iter().flatten().reduce(|one, other| format!("{one} {other}"));
    answer.attribution = citing.attribution();
    answer.links = vec![Link::to(first), Link::to(second)];
    answer.menu = menu("Documented comparisons…", view.on(Shelf::Comparison), None);
    paging::turn_to(answer, page, question)
}

/// That a name, such as "PM", can mean either of the two, whichever a member has in mind.
fn shared_name(view: View<'_>, first: &Entry, second: &Entry) -> Option<String> {
    let shared = &view.guide.knowledge.guide(Shelf::Role)?.shared_names;
    let (name, means) = shared.iter().find(|(_, means)| [first, second].iter().all(|role| means.contains(&role.id)))?;
    let means: Vec<&str> = means.iter().filter_map(|id| Some(view.get(id)?.short.as_str())).collect();
    Some(format!("“{}” can mean any of these: {}.", spoken(name), listed(&means, "or")))
}

const PART_BY_PART: &str = "This guide has no comparison of these two, so here are both profiles, part by part.";
const TOO_LITTLE: &str =
    "The guide covers too few of the same points on these two to set them side by side; their profiles hold the rest.";

/// The fewest headings that both roles must have for a comparison part by part.
const FEWEST_WITH_BOTH: usize = 2;

/// A part of a profile, and whether it explains the one role by itself.
#[derive(Clone, Copy)]
struct Part {
    heading: &'static str,
    of: fn(&Role) -> &Vec<Statement>,
    explains: bool,
}

const PARTS: [Part; 6] = [
    Part { heading: "what they do", of: |role| &role.does, explains: false },
    Part { heading: "who they work with", of: |role| &role.works_with, explains: false },
    Part { heading: "what it takes", of: |role| &role.needs, explains: false },
    Part { heading: "where it sits", of: |role| &role.level, explains: false },
    Part { heading: "not to be confused with", of: |role| &role.differs, explains: true },
    Part { heading: "for example", of: |role| &role.example, explains: true },
];

fn same_twice(view: View<'_>, side: &Side) -> Answer {
    let mut answer = Answer::new(About::Missing, Question::Help, "That is the same role twice");
    answer.lead = Some(Line::own(
        "Pick two different roles to compare; here is this one's profile, and what it is often compared with.",
    ));
    match side {
        Side::Role(id) => {
            answer.links.extend(view.get(id).map(Link::to));
            let compared = view.on(Shelf::Comparison).filter(|entry| match &entry.body {
                Body::Comparison(comparison) => {
                    [&comparison.first, &comparison.second].iter().any(|side| side.role.as_ref() == Some(id))
                }
                _ => false,
            });
            answer.links.extend(compared.map(Link::to).take(2));
        }
        Side::Job { comparison, .. } => answer.links.extend(view.get(comparison).map(Link::to)),
    }
    answer.links.push(Link::help());
    answer
}

/// A job without an entry is known from one comparison only.
fn with_job(view: View<'_>, comparison: &EntryId, name: &str, role: &EntryId) -> Answer {
    let documented = view.get(comparison).filter(|entry| match &entry.body {
        Body::Comparison(comparison) => {
            [&comparison.first, &comparison.second].iter().any(|side| side.role.as_ref() == Some(role))
        }
        _ => false,
    });
    if let Some(entry) = documented {
        return entry_answer(view, entry, 0);
    }
    not_compared(view, name, [comparison, role])
}

/// Refuses to compare a job without an entry, and offers the entries that know more.
fn not_compared(view: View<'_>, job: &str, offered: [&EntryId; 2]) -> Answer {
    let mut answer = Answer::new(About::Missing, Question::Help, "The guide doesn't compare these two");
    answer.lead =
        Some(Line::own(format!("{job} has no profile in the guide, which knows it from one comparison only.")));
    answer.links.extend(offered.into_iter().filter_map(|id| view.get(id)).map(Link::to));
    answer.links.push(Link::help());
    answer
}
