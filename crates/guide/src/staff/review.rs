//! The own entries that are due for review, and one of them: still right, or to be edited.

use time::Date;

use super::call::Press;
use super::history::{called, capitalized, page_of, turns};
use super::line::{age, counted};
use super::panel::{Button, Panel, Pick, PickOption, Row, Style};
use crate::answer::{Answer, View};
use crate::knowledge::EntryId;
use crate::text::cut_at_word;

/// Entries on a page.
const PAGE: usize = 12;

/// An own entry that is due for review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueForReview {
    /// Its lasting name.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its latest revision, which a confirmation is about.
    pub revision: u32,
    /// Why it is due; at least one reason.
    pub why: Vec<ReviewReason>,
}

/// Why an own entry is due for review. The most urgent comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewReason {
    /// Members vote against it too often, as [`Tally::is_falling`](crate::community::Tally::is_falling) says.
    FallingVotes {
        /// 👍
        up: u64,
        /// 👎
        down: u64,
    },
    /// A shipped entry that it cites says something else since it was reviewed.
    CitedChanged(EntryId),
    /// It was reviewed on this day, more than 12 months ago.
    TooOld(Date),
}

impl ReviewReason {
    /// A part of a sentence, such as `reviewed 14 months ago`.
    fn told(&self, view: View<'_>, today: Date) -> String {
        match self {
            Self::FallingVotes { up, down } => format!("{up} 👍 and {down} 👎"),
            Self::CitedChanged(id) => match view.get(id) {
                Some(entry) => format!("cites {}, which changed", called(&entry.title)),
                None => format!("cites `{id}`, which is no longer shown"),
            },
            Self::TooOld(day) => format!("reviewed {}", age(*day, today)),
        }
    }
}

impl DueForReview {
    /// Why it is due, on one line.
    fn told(&self, view: View<'_>, today: Date) -> String {
        let mut why: Vec<&ReviewReason> = self.why.iter().collect();
        why.sort();
        why.into_iter().map(|why| why.told(view, today)).collect::<Vec<_>>().join(" · ")
    }
}

/// The entries that are due for review, the most urgent first.
pub fn review(view: View<'_>, due: &[DueForReview], page: u8, today: Date) -> Panel {
    let mut sorted: Vec<&DueForReview> = due.iter().collect();
    sorted.sort_by_key(|due| (due.why.iter().min(), due.title.to_lowercase()));
    let pages = sorted.len().div_ceil(PAGE).max(1);
    let page = usize::from(page).min(pages - 1);
    let here = sorted.chunks(PAGE).nth(page).unwrap_or_default();
    let text = if here.is_empty() {
        "Nothing is due. An entry is listed here 12 months after its last review, when members vote 👎 too often, and when a \
         shipped entry that it cites changes."
            .to_owned()
    } else {
        let line = |due: &&DueForReview| format!("**{}** · {}", called(&due.title), due.told(view, today));
        here.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let mut rows = Vec::new();
    if !here.is_empty() {
        let options = here.iter().map(|due| PickOption {
            label: due.title.clone(),
            value: due.slug.clone(),
            description: None,
            is_chosen: false,
        });
        rows.push(Row::Pick(Pick {
            press: Press::OpenReview,
            prompt: "Review an entry…".to_owned(),
            options: options.collect(),
            fewest: 1,
            most: 1,
        }));
    }
    let mut buttons = turns(page, pages, Press::Review);
    buttons.push(Button::new("All entries", Press::List(0), Style::Plain));
    rows.push(Row::Buttons(buttons));
    let are_due = counted(due.len() as u64, "entry is due", "entries are due");
    Panel {
        title: "Entries to review".to_owned(),
        text: vec![text],
        small_print: (!due.is_empty()).then(|| format!("{are_due}{}", page_of(page, pages))),
        rows,
        ..Panel::default()
    }
}

/// One entry that is due, with what can be done to it; `shown` as members see it.
pub fn review_opened(view: View<'_>, due: &DueForReview, shown: Option<Answer>, today: Date) -> Panel {
    let still_right = Press::StillRight(due.slug.clone(), due.revision);
    Panel {
        title: cut_at_word(&due.title, 200),
        text: vec![
            format!("{}.", capitalized(&due.told(view, today))),
            "Read it as members do. **Still right** renews its review; **Edit** opens it.".to_owned(),
        ],
        preview: shown.map(Box::new),
        rows: vec![Row::Buttons(vec![
            Button::new("Still right", still_right, Style::Primary),
            Button::new("Edit", Press::Edit(due.slug.clone()), Style::Plain),
            Button::new("History", Press::History(due.slug.clone(), 0), Style::Plain),
            Button::new("All to review", Press::Review(0), Style::Plain),
        ])],
        ..Panel::default()
    }
}

/// An entry of which staff said that it is still right; `left` entries are due besides.
pub fn reviewed(title: &str, left: usize) -> Panel {
    let left = match left {
        0 => "Nothing else is due.".to_owned(),
        left => format!("{}.", counted(left as u64, "entry is left", "entries are left")),
    };
    Panel {
        title: "Reviewed".to_owned(),
        text: vec![format!("**{}** counts as reviewed today. {left}", called(title))],
        rows: vec![Row::Buttons(vec![Button::new("All to review", Press::Review(0), Style::Primary)])],
        ..Panel::default()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::fixtures::answers::{id, shipped};

    const TODAY: Date = date!(2026 - 11 - 22);

    fn due(title: &str, why: Vec<ReviewReason>) -> DueForReview {
        DueForReview { slug: title.to_lowercase(), title: title.to_owned(), revision: 4, why }
    }

    fn view() -> View<'static> {
        View::from(shipped())
    }

    fn labels(panel: &Panel) -> Vec<(String, Press)> {
        let buttons = panel.rows.iter().filter_map(|row| match row {
            Row::Buttons(buttons) => Some(buttons),
            _ => None,
        });
        buttons.flatten().map(|button| (button.label.clone(), button.press.clone())).collect()
    }

    #[test]
    fn what_disappoints_comes_before_what_is_old() {
        let old = ReviewReason::TooOld(date!(2025 - 09 - 22));
        let cites = |written: &str| ReviewReason::CitedChanged(id(written));
        let falling = ReviewReason::FallingVotes { up: 2, down: 5 };
        let entries = [
            due("Old", vec![old.clone()]),
            due("Citing", vec![cites("industry/healthcare")]),
            due("**Disliked**", vec![old, falling]),
            due("Astray", vec![cites("faq/none-of-this-name")]),
        ];
        let panel = review(view(), &entries, 0, TODAY);
        assert_eq!(
            panel.text,
            [r"**\*\*Disliked\*\*** · 2 👍 and 5 👎 · reviewed 14 months ago
**Astray** · cites `faq/none-of-this-name`, which is no longer shown
**Citing** · cites Healthcare and life sciences, which changed
**Old** · reviewed 14 months ago"]
        );
        assert_eq!(panel.small_print.as_deref(), Some("4 entries are due"));
        let Row::Pick(pick) = &panel.rows[0] else { panic!("no menu") };
        assert_eq!((pick.press.clone(), pick.options.len()), (Press::OpenReview, 4));
    }

    #[test]
    fn a_page_holds_twelve() {
        let old = ReviewReason::TooOld(date!(2025 - 01 - 01));
        let entries: Vec<DueForReview> = (10..23).map(|n| due(&format!("E{n}"), vec![old.clone()])).collect();
        let first = review(view(), &entries, 0, TODAY);
        assert_eq!((first.text[0].lines().count(), labels(&first)[0].1.clone()), (12, Press::Review(1)));
        let last = review(view(), &entries, 9, TODAY);
        assert_eq!(last.text[0].lines().count(), 1);
        assert_eq!(last.small_print.as_deref(), Some("13 entries are due · page 2 of 2"));
    }

    #[test]
    fn nothing_due_says_when_something_is() {
        let panel = review(view(), &[], 0, TODAY);
        assert!(panel.text[0].starts_with("Nothing is due.") && panel.small_print.is_none());
        assert_eq!(labels(&panel), [("All entries".to_owned(), Press::List(0))]);
    }

    #[test]
    fn an_entry_is_confirmed_in_the_revision_that_was_read() {
        let panel = review_opened(view(), &due("Old", vec![ReviewReason::TooOld(date!(2025 - 09 - 22))]), None, TODAY);
        assert_eq!(panel.text[0], "Reviewed 14 months ago.");
        let labels = labels(&panel);
        assert_eq!(labels[0], ("Still right".to_owned(), Press::StillRight("old".to_owned(), 4)));
        assert_eq!(labels[1], ("Edit".to_owned(), Press::Edit("old".to_owned())));
        assert_eq!(reviewed("A", 0).text, ["**A** counts as reviewed today. Nothing else is due."]);
        assert_eq!(reviewed("A", 2).text, ["**A** counts as reviewed today. 2 entries are left."]);
    }
}
