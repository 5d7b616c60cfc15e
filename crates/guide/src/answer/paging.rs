//! Long answers become pages; nothing is ever cut.

use std::collections::HashSet;

use super::{Answer, Layout, Page, Paging, Question, Section};

/// What a page of an answer holds at most, in characters of lead and sections: about 150 words. A single longer line
/// has a page of its own.
pub(super) const PAGE_LENGTH: usize = 1_000;

/// The most pages an answer can have: what a [`Page`] can count.
const MOST_PAGES: usize = Page::MAX as usize + 1;

/// Shows the given page of `whole`, the last one when there are fewer; `question` leads to a page.
pub(super) fn turn_to(whole: Answer, page: Page, question: impl Fn(Page) -> Question) -> Answer {
    let lead_length = whole.lead.as_ref().map_or(0, |lead| lead.text.chars().count());
    let mut pages = evenly(&whole.sections, lead_length);
    if pages.len() < 2 {
        return Answer { question: question(0), ..whole };
    }
    let last = pages.len().min(MOST_PAGES) - 1;
    let shown = usize::from(page).min(last);
    let to = |page: usize| Page::try_from(page).ok().map(&question);
    let paging = Paging {
        page: shown + 1,
        pages: pages.len(),
        previous: shown.checked_sub(1).and_then(to),
        next: (shown < last).then(|| to(shown + 1)).flatten(),
    };
    let mut shown_page = Answer {
        question: to(shown).unwrap_or_else(|| question(0)),
        lead: whole.lead.filter(|_| shown == 0),
        sections: pages.swap_remove(shown),
        paging: Some(paging),
        ..whole
    };
    keep_cited(&mut shown_page);
    shown_page
}

/// Drops the sources that this page does not cite. A text to copy cites by standing there.
fn keep_cited(page: &mut Answer) {
    let sections = &page.sections;
    let lines = page.lead.iter().chain(sections.iter().flat_map(|section| &section.lines));
    let cited: HashSet<usize> = lines.flat_map(|line| line.marks.iter().copied()).collect();
    let verbatim = sections.iter().any(|section| section.layout == Layout::Verbatim);
    if let Some(attribution) = &mut page.attribution
        && !cited.is_empty()
        && !verbatim
    {
        attribution.sources.retain(|source| cited.contains(&source.mark));
    }
}

/// As few pages as possible, filled about evenly, so that the last does not hold a single line.
fn evenly(sections: &[Section], lead_length: usize) -> Vec<Vec<Section>> {
    let full = split(sections, lead_length, PAGE_LENGTH);
    if full.len() < 2 {
        return full;
    }
    let total = lead_length + sections.iter().map(length).sum::<usize>();
    let steps = [105, 115, 125, 140, 160];
    let even = total / full.len();
    steps
        .iter()
        .map(|percent| split(sections, lead_length, (even * percent / 100).min(PAGE_LENGTH)))
        .find(|pages| pages.len() == full.len())
        .unwrap_or(full)
}

fn length(section: &Section) -> usize {
    section.heading.chars().count() + section.lines.iter().map(|line| line.text.chars().count()).sum::<usize>()
}

/// Fills pages in order. A section that does not fit is moved to the next page, or split there between lines.
fn split(sections: &[Section], lead_length: usize, limit: usize) -> Vec<Vec<Section>> {
    let mut pages: Vec<Vec<Section>> = vec![Vec::new()];
    let mut used = lead_length;
    for section in sections {
        let whole = length(section);
        if (used + whole > limit || section.layout == Layout::Questions) && used > 0 {
            pages.push(Vec::new());
            used = 0;
        }
        let heading = section.heading.chars().count();
        let mut part = Section { lines: Vec::new(), ..section.clone() };
        used += heading;
        for line in &section.lines {
            let added = line.text.chars().count();
            if used + added > limit && !part.lines.is_empty() {
                let layout = match part.layout {
                    Layout::Steps { first } => Layout::Steps { first: first + part.lines.len() },
                    layout => layout,
                };
                let rest = Section { lines: Vec::new(), layout, ..section.clone() };
                let filled = std::mem::replace(&mut part, rest);
                last(&mut pages).push(filled);
                pages.push(Vec::new());
                used = heading;
            }
            used += added;
            part.lines.push(line.clone());
        }
        last(&mut pages).push(part);
    }
    pages.retain(|page| !page.is_empty());
    if pages.is_empty() {
        pages.push(Vec::new());
    }
    pages
}

fn last(pages: &mut [Vec<Section>]) -> &mut Vec<Section> {
    pages.last_mut().expect("there is a first page from the start")
}

#[cfg(test)]
mod tests {
    use super::super::{About, Line};
    use super::*;
    use proptest::prelude::*;

    fn section(lengths: &[usize]) -> Section {
        let lines = lengths.iter().map(|length| Line::own("x".repeat(*length))).collect();
        Section { heading: "Heading".to_owned(), lines, layout: Layout::Bullets }
    }

    fn whole(sections: Vec<Section>) -> Answer {
        let mut answer = Answer::new(About::Topic, Question::Help, "Title");
        answer.lead = Some(Line::own("Lead."));
        answer.sections = sections;
        answer
    }

    fn turned(sections: &[Section], page: Page) -> Answer {
        turn_to(whole(sections.to_vec()), page, |page| Question::FaqList { page })
    }

    #[test]
    fn what_fits_is_one_page_and_one_character_more_are_two() {
        let fits = PAGE_LENGTH - "Lead.".len() - 2 * "Heading".len() - 600;
        assert_eq!(turned(&[section(&[600]), section(&[fits])], 0).paging, None);
        let two = turned(&[section(&[600]), section(&[fits + 1])], 0);
        assert_eq!(two.paging.map(|paging| paging.pages), Some(2));
    }

    #[test]
    fn a_page_beyond_the_last_shows_the_last() {
        let sections = [section(&[700]), section(&[700])];
        assert_eq!(turned(&sections, 200), turned(&sections, 1));
        assert_eq!(turned(&sections, 1).paging.and_then(|paging| paging.next), None);
    }

    proptest! {
        #[test]
        fn no_line_is_lost_and_no_page_overflows(lengths in prop::collection::vec(prop::collection::vec(1usize..500, 1..12), 0..9)) {
            let sections: Vec<Section> = lengths.iter().map(|lengths| section(lengths)).collect();
            let first = turned(&sections, 0);
            let pages = first.paging.as_ref().map_or(1, |paging| paging.pages);
            let mut lines = 0;
            for page in 0..pages {
                let shown = turned(&sections, Page::try_from(page).unwrap());
                lines += shown.sections.iter().map(|section| section.lines.len()).sum::<usize>();
                let length: usize = shown.sections.iter().map(length).sum();
                prop_assert!(length <= PAGE_LENGTH + 512, "page {page} has {length} characters");
                prop_assert!(shown.sections.iter().all(|section| !section.lines.is_empty()));
            }
            prop_assert_eq!(lines, lengths.iter().map(Vec::len).sum::<usize>());
        }
    }
}
