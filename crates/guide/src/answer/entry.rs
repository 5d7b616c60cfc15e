//! The answer for one entry: what every kind shows, and the headings of each.

use super::citing::{Citing, headed, practice, reading};
use super::{
    About, Answer, Line, Link, Page, Question, Section, View, career, comparison, faq, menu, own, paging, related_links,
};
use crate::community::shown;
use crate::knowledge::{
    Body, Company, Entry, Industry, Interview, Kind, Responsibility, Role, Shelf, Skill, Term, Topic,
};

/// How many related entries are linked; the fourth place is for removing the answer.
const RELATED: usize = 3;

pub(super) fn answer(view: View<'_>, entry: &Entry, page: Page) -> Answer {
    let knowledge = &view.guide.knowledge;
    let mut citing = Citing::new(knowledge);
    citing.entry(entry);
    let lead = match &entry.body {
        Body::Own(_) => Line::own(shown(&entry.lead.text)),
        _ => citing.line(&entry.lead),
    };
    let mut sections: Vec<Section> = citing.steps(&entry.steps).into_iter().collect();
    sections.extend(entry.template.as_ref().map(|template| citing.template(template)));
    sections.extend(kind_sections(view, entry, &mut citing));
    sections.extend(entry.sections.iter().filter_map(|section| citing.section(&section.heading, &section.statements)));
    sections.extend(citing.section("Where the sources differ", &entry.disagreement));
    sections.extend(practice(&entry.questions));
    let mut answer = Answer::new(about(entry), Question::entry(&entry.id), title(entry));
    answer.emoji.clone_from(&entry.emoji);
    answer.lead = Some(lead).filter(|lead| !lead.text.is_empty());
    answer.sections = sections;
    // What another entry adds may be more than the sources of this one say.
    let no_more = entry.sources_say_no_more && !citing.is_composed();
    answer.remark = no_more.then(|| "The sources say no more about this.".to_owned());
    answer.caution = citing.caution();
    if let Body::Term(term) = &entry.body {
        answer.read_on = term.read_on.iter().filter_map(|id| reading(knowledge, id)).collect();
    }
    answer.attribution = match &entry.body {
        Body::Own(own) => Some(own::attribution(own, entry.reviewed)),
        _ => citing.attribution(),
    };
    answer.menu = siblings(view, entry);
    answer.links = match &entry.body {
        Body::Career(career) => career::links(view, entry, career, RELATED),
        Body::Comparison(sides) => comparison::links(view, entry, sides, RELATED),
        _ => related_links(view, entry, RELATED),
    };
    if let Some(own) = view.own_related_to(entry) {
        answer.links.truncate(RELATED - 1);
        answer.links.push(Link::to(own));
    }
    let mut shown = paging::turn_to(answer, page, |page| Question::Entry { id: entry.id.clone(), page });
    link_first_term(view, entry, &mut shown);
    shown
}

/// Links the first term that the page uses, in place of the last related entry where there is no room.
fn link_first_term(view: View<'_>, entry: &Entry, shown: &mut Answer) {
    let term = view.guide.terms.first_in(shown, |id| view.get(id));
    if let Some(term) = term.filter(|term| term.id != entry.id) {
        let link = Link::to(term);
        if !shown.links.contains(&link) {
            // What the server adds keeps the last place.
            let own = shown.links.pop_if(|_| view.own_related_to(entry).is_some());
            shown.links.truncate(RELATED - 1 - usize::from(own.is_some()));
            shown.links.push(link);
            shown.links.extend(own);
        }
    }
}

fn about(entry: &Entry) -> About {
    if entry.kind() == Kind::Own {
        return About::Own;
    }
    match entry.kind().shelf() {
        Shelf::Role => About::Role,
        Shelf::Comparison => About::Comparison,
        Shelf::Industry => About::Industry,
        Shelf::Career => About::Career,
        Shelf::Faq => About::Faq,
        Shelf::Interview => About::Interview,
        Shelf::Term | Shelf::Topic => About::Topic,
    }
}

fn title(entry: &Entry) -> String {
    match &entry.body {
        Body::Faq(faq) => format!("FAQ {} · {}", faq.number, entry.title),
        Body::Career(career) => match career.step {
            Some(step) if career.optional => format!("Step {step} (optional) · {}", entry.title),
            Some(step) => format!("Step {step} · {}", entry.title),
            None => entry.title.clone(),
        },
        _ => entry.title.clone(),
    }
}

/// The headings of each kind, the same words for the same thing in every entry.
fn kind_sections<'k>(view: View<'k>, entry: &'k Entry, citing: &mut Citing<'k>) -> Vec<Section> {
    match &entry.body {
        Body::Role(Role { does, works_with, needs, level, differs, example }) => headed(
            citing,
            [
                ("What they do", does),
                ("Who they work with", works_with),
                ("What it takes", needs),
                ("Where it sits", level),
                ("Not to be confused with", differs),
                ("For example", example),
            ],
        ),
        Body::Comparison(sides) => comparison::sections(sides, citing),
        Body::Responsibility(Responsibility { involves, matters, differs, example }) => headed(
            citing,
            [
                ("What it involves", involves),
                ("Why it matters", matters),
                ("What it is not", differs),
                ("For example", example),
            ],
        ),
        Body::Skill(Skill { looks_like, matters, example }) => {
            headed(citing, [("What it looks like", looks_like), ("Why it matters", matters), ("For example", example)])
        }
        Body::Industry(industry) => industry_sections(view, industry, citing),
        Body::Interview(Interview { prepare, show, industry: _ }) => {
            headed(citing, [("What to prepare", prepare), ("What to show", show)])
        }
        Body::Company(Company { known_for, list }) => {
            headed(citing, [("What it is known for", known_for), ("Companies named", list)])
        }
        Body::Career(step) => career::sections(step, citing),
        Body::Topic(Topic {}) => Vec::new(),
        Body::Own(own) => own::sections(own),
        Body::Faq(faq) => faq::sections(faq, citing),
        Body::Term(Term { matters, example, read_on: _ }) => {
            headed(citing, [("Why it matters to a TPM", matters), ("For example", example)])
        }
    }
}

fn industry_sections<'k>(view: View<'k>, industry: &'k Industry, citing: &mut Citing<'k>) -> Vec<Section> {
    let mut sections =
        headed(citing, [("What the work looks like", &industry.work), ("What changes here", &industry.changes)]);
    if let Some(tip) = industry.interview.as_ref().and_then(|id| view.get(id))
        && let Body::Interview(Interview { prepare, show, .. }) = &tip.body
    {
        citing.entry(tip);
        let statements = prepare.iter().chain(show).map(|statement| citing.line(statement));
        let mut lines: Vec<Line> = statements.collect();
        if lines.is_empty() {
            lines.push(citing.line(&tip.lead));
        }
        let layout = if lines.len() > 1 { super::Layout::Bullets } else { super::Layout::Lines };
        sections.push(Section { heading: "In the interview".to_owned(), lines, layout });
    }
    sections.extend(citing.section("Angle your résumé", &industry.resume));
    let neighbours: Vec<&str> =
        industry.neighbours.iter().filter_map(|id| view.get(id)).map(|neighbour| neighbour.title.as_str()).collect();
    if !neighbours.is_empty() {
        let lines = vec![Line::own(neighbours.join(" · "))];
        sections.push(Section { heading: "Related industries".to_owned(), lines, layout: super::Layout::Lines });
    }
    sections
}

fn siblings(view: View<'_>, entry: &Entry) -> Option<super::Menu> {
    let prompt = match entry.kind() {
        Kind::Role => "Another role…",
        Kind::Comparison => "Compare others…",
        Kind::Responsibility => "Another responsibility…",
        Kind::Skill => "Another skill…",
        Kind::Industry => "Another industry…",
        Kind::Interview => "More on interviews…",
        Kind::Company => "Another company…",
        Kind::Career => return career::menu(view, Some(&entry.id)),
        Kind::Topic => "Another topic…",
        Kind::Term => "Another term…",
        Kind::Own => "Also from this server…",
        Kind::Faq => return faq::menu(view, &entry.id),
    };
    let siblings = view.entries().filter(|sibling| sibling.kind() == entry.kind());
    menu(prompt, siblings, Some(&entry.id))
}
