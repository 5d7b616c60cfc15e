//! A FAQ, and the list of all of them.

use super::citing::{Citing, headed};
use super::{About, Answer, Layout, Line, Link, Menu, MenuOption, Page, Paging, Question, Section, View, missing};
use crate::knowledge::{Entry, EntryId, Faq, Shelf};

/// Questions on a page of the list.
const PER_PAGE: usize = 10;

/// The headings of a FAQ.
pub(super) fn sections<'k>(faq: &'k Faq, citing: &mut Citing<'k>) -> Vec<Section> {
    headed(citing, [("In detail", &faq.detail), ("What to do", &faq.how), ("For example", &faq.example)])
}

/// One page of the list, the last one when there are fewer.
pub(super) fn list(view: View<'_>, page: Page) -> Answer {
    let faqs = view.faqs();
    if faqs.is_empty() {
        return missing::name(view, Shelf::Faq, "");
    }
    let pages = faqs.len().div_ceil(PER_PAGE);
    let shown = usize::from(page).min(pages - 1);
    let to = |page: usize| Page::try_from(page).ok().map(|page| Question::FaqList { page });
    let here = to(shown).unwrap_or(Question::FaqList { page: 0 });
    let mut answer = Answer::new(About::Faq, here, "Frequently asked questions");
    answer.emoji = Some("❓".to_owned());
    answer.lead = Some(Line::own("Pick one below, or type its number: `/faq 3`."));
    let on_page: Vec<(&Entry, &Faq)> = faqs.iter().skip(shown * PER_PAGE).take(PER_PAGE).copied().collect();
    let lines: Vec<Line> =
        on_page.iter().map(|(entry, faq)| Line::own(format!("`{}` {}", faq.number, entry.title))).collect();
    if let (Some((_, first)), Some((_, last))) = (on_page.first(), on_page.last()) {
        let heading = format!("{} to {}", first.number, last.number);
        answer.sections.push(Section { heading, lines, layout: Layout::Lines });
    }
    if pages > 1 {
        answer.paging = Some(Paging {
            page: shown + 1,
            pages,
            previous: shown.checked_sub(1).and_then(to),
            next: (shown + 1 < pages).then(|| to(shown + 1)).flatten(),
        });
    }
    answer.menu = numbered("Open a question…", &on_page, None);
    answer.links = vec![Link::help()];
    answer
}

/// The questions around the one that is shown.
pub(super) fn menu(view: View<'_>, current: &EntryId) -> Option<Menu> {
    let faqs = view.faqs();
    let place = faqs.iter().position(|(entry, _)| entry.id == *current).unwrap_or(0);
    let start = place.saturating_sub(Answer::OPTIONS / 2).min(faqs.len().saturating_sub(Answer::OPTIONS));
    numbered("Another question…", &faqs[start..], Some(current)).filter(|menu| menu.options.len() > 1)
}

/// The first questions, to pick one.
pub(super) fn first(view: View<'_>) -> Option<Menu> {
    numbered("Pick a question…", &view.faqs(), None)
}

fn numbered(prompt: &str, faqs: &[(&Entry, &Faq)], current: Option<&EntryId>) -> Option<Menu> {
    let options: Vec<MenuOption> = faqs
        .iter()
        .take(Answer::OPTIONS)
        .map(|(entry, faq)| MenuOption {
            label: format!("{} · {}", faq.number, entry.title),
            description: Some(entry.tagline.clone()),
            emoji: entry.emoji.clone(),
            question: Question::entry(&entry.id),
            current: Some(&entry.id) == current,
        })
        .collect();
    (!options.is_empty()).then(|| Menu { prompt: prompt.to_owned(), options })
}
