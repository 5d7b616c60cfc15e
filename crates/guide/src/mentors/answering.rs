//! How a mentor answers: the form, the preview of what they wrote, and the search for an entry that says it already.

use super::ask::{FORM_TITLE, fits};
use super::inquiry::{Inquiry, Limits};
use super::line::{begin, brief, quoted, those_who_wait, titled};
use crate::answer::{Answer, View};
use crate::community::{Content, ContentLimits, ContentProblem, plain_title};
use crate::knowledge::EntryId;
use crate::staff::{Button, DraftId, Filled, Form, FormField, FormId, Panel, Pick, PickOption, Press, Row, Style};
use crate::staff::{entry_form, preview};
use crate::text::{cut_at_word, disarmed};

const WORDS: &str = "words";

/// The most characters of a question above a panel or below a form.
const ASKED: usize = 300;

/// The most options of a menu.
const OPTIONS: usize = 25;

/// The form of a mentor's answer to a question. The title and the wording are the asker's, for the mentor to change.
pub fn answer_form(inquiry: &Inquiry) -> Form {
    let content = Content {
        title: begin(&plain_title(&inquiry.question), ContentLimits::TITLE),
        asked_as: vec![begin(&inquiry.question, ContentLimits::QUESTION)],
        ..Content::default()
    };
    form(FormId::Answer(inquiry.number), &content, inquiry)
}

/// The form of an answer that is edited again.
pub fn edit_form(draft: DraftId, content: &Content, inquiry: &Inquiry) -> Form {
    form(FormId::AnswerDraft(draft), content, inquiry)
}

fn form(id: FormId, content: &Content, inquiry: &Inquiry) -> Form {
    let form = entry_form(id, content);
    // Other names are a matter of editors: the fewer fields, the sooner an answer.
    let fields = form.fields.into_iter().filter(|field| field.name != "names").collect();
    Form {
        title: cut_at_word(&format!("Answer question #{}", inquiry.number), FORM_TITLE),
        fields,
        remark: Some(quoted(&inquiry.question, ASKED)),
        ..form
    }
}

/// A mentor's answer that nothing was done with yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftAnswer<'a> {
    /// The draft.
    pub draft: DraftId,
    /// What it answers.
    pub inquiry: &'a Inquiry,
    /// What keeps it from being sent at all.
    pub problems: &'a [ContentProblem],
    /// What keeps it from being published as an entry, such as a name that another entry has.
    pub unpublishable: &'a [ContentProblem],
}

/// What a mentor wrote: `shown` as members will see it, with what can be done with it.
pub fn answer_preview(answer: &DraftAnswer<'_>, shown: Option<Answer>, warnings: Vec<String>) -> Panel {
    let DraftAnswer { draft, inquiry, problems, unpublishable } = *answer;
    let can_tell = problems.is_empty() && shown.is_some();
    let mut panel = preview(draft, shown, problems, warnings);
    let mut buttons = Vec::new();
    if can_tell {
        panel.title = format!("Your answer to #{}", inquiry.number);
        panel.text = vec![format!(
            "This is how members will see it. Nothing is sent yet: *Publish as entry* adds it to the guide and tells {}; \
             *Only tell the asker* adds nothing.",
            those_who_wait(inquiry)
        )];
        let hindered = unpublishable.iter().map(|problem| format!("It can't become an entry yet. {problem}"));
        panel.warnings.splice(0..0, hindered.map(|problem| disarmed(&problem, 300)));
        if unpublishable.is_empty() {
            buttons.push(Button::new("Publish as entry", Press::PublishAnswer(draft), Style::Primary));
        }
        buttons.push(Button::new("Only tell the asker", Press::TellAnswer(draft), Style::Plain));
    }
    if !can_tell {
        panel.text = vec!["It can't be sent yet. Nothing you wrote is lost: choose *Edit again*.".to_owned()];
    }
    buttons.push(Button::new("Edit again", Press::EditAnswer(draft), Style::Plain));
    buttons.push(Button::new("Discard", Press::Discard(draft), Style::Danger));
    panel.rows = vec![Row::Buttons(buttons)];
    panel
}

/// The entries that may answer a question: those that were `found`, then those that were nearest when it was sent.
pub fn in_guide(view: View<'_>, inquiry: &Inquiry, found: &[EntryId]) -> Panel {
    let mut ids: Vec<&EntryId> = Vec::new();
    for id in found.iter().chain(&inquiry.nearest) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let option = |id: &EntryId| {
        let entry = view.get(id)?;
        Some(PickOption {
            label: entry.title.clone(),
            value: entry.id.as_str().to_owned(),
            description: Some(entry.tagline.clone()),
            is_chosen: false,
        })
    };
    let options: Vec<PickOption> = ids.into_iter().filter_map(option).take(OPTIONS).collect();
    let said = if options.is_empty() {
        "Nothing in the guide came close. Search for it in your own words, or go back and choose *Answer*."
    } else {
        "Pick the entry that answers it. You see it before anyone is told."
    };
    let mut rows = Vec::new();
    if !options.is_empty() {
        rows.push(Row::Pick(Pick {
            press: Press::PickEntry(inquiry.number),
            prompt: "Pick the entry…".to_owned(),
            options,
            fewest: 1,
            most: 1,
        }));
    }
    rows.push(Row::Buttons(vec![search_button(inquiry.number)]));
    Panel {
        title: format!("Which entry answers #{}?", inquiry.number),
        text: vec![quoted(&inquiry.question, ASKED), said.to_owned()],
        rows,
        ..Panel::default()
    }
}

fn search_button(number: u64) -> Button {
    Button::new("Search the guide", Press::SearchEntry(number), Style::Plain)
}

/// The form of a search for the entry that answers a question.
pub fn search_form(number: u64) -> Form {
    let field = FormField {
        name: WORDS,
        label: "What is it about?",
        description: Some("The name of the entry, or a question that it answers."),
        placeholder: Some("degree"),
        value: String::new(),
        is_long: false,
        is_required: true,
        longest: fits(Limits::QUESTION),
    };
    Form {
        id: FormId::SearchEntry(number),
        title: "Search the guide".to_owned(),
        fields: vec![field],
        choice: None,
        remark: None,
    }
}

/// The words of a search; empty where there are none.
pub fn searched_words(filled: &Filled) -> &str {
    filled.get(WORDS).map(str::trim).unwrap_or_default()
}

/// An entry that was picked: `shown` as the askers will see it, before they are pointed to it.
pub fn pick_preview(view: View<'_>, inquiry: &Inquiry, id: &EntryId, shown: Answer) -> Panel {
    let title = titled(view, id).unwrap_or_else(|| format!("**{}**", disarmed(&shown.title, 100)));
    Panel {
        title: format!("Does this answer #{}?", inquiry.number),
        text: vec![
            quoted(&inquiry.question, ASKED),
            format!(
                "If so, {} get {title}, and from now on `/ask` finds it by “{}”.",
                those_who_wait(inquiry),
                brief(&inquiry.question, ContentLimits::QUESTION)
            ),
        ],
        preview: Some(Box::new(shown)),
        small_print: Some("Nothing is sent yet.".to_owned()),
        rows: vec![Row::Buttons(vec![
            Button::new("Point them to it", Press::PointTo(inquiry.number, id.clone()), Style::Primary),
            Button::new("Pick another", Press::InGuide(inquiry.number), Style::Plain),
            search_button(inquiry.number),
        ])],
        ..Panel::default()
    }
}
