//! The forms that staff fill in, and what they filled in.

use super::call::{Filled, FormId};
use super::panel::{Form, FormField};
use crate::community::{Content, ContentLimits, Settings};
use crate::knowledge::EntryId;
use crate::text::cut_at_word;

const TITLE: &str = "title";
const BODY: &str = "body";
const NAMES: &str = "names";
const QUESTIONS: &str = "questions";
const SOURCE: &str = "source";
const RULES: &str = "rules";

/// The most characters of a form's title.
const FORM_TITLE: usize = 45;

/// The form of an entry, filled with `content`.
pub fn entry_form(id: FormId, content: &Content) -> Form {
    let title = match &id {
        FormId::New { replaces: None } => "Add an entry".to_owned(),
        FormId::New { replaces: Some(_) } => "Add an entry in place of a shipped one".to_owned(),
        FormId::Edit { .. } | FormId::Draft(_) => format!("Edit {}", content.title),
        FormId::Rules => "Rules".to_owned(),
        // Their forms are not those of entries.
        _ => String::new(),
    };
    let all_names = ContentLimits::NAMES * (ContentLimits::NAME + 1);
    let all_questions = ContentLimits::QUESTIONS * (ContentLimits::QUESTION + 1);
    let fields = vec![
        FormField {
            name: TITLE,
            label: "Title",
            description: Some("The subject, in a few words."),
            placeholder: Some("How we run stand-ups"),
            value: content.title.clone(),
            is_long: false,
            is_required: true,
            longest: fits(ContentLimits::TITLE),
        },
        FormField {
            name: BODY,
            label: "Answer",
            description: Some(
                "Begin with the answer itself. **bold**, - lists, 1. steps, # headings and https links work.",
            ),
            placeholder: None,
            value: content.body.clone(),
            is_long: true,
            is_required: true,
            longest: fits(ContentLimits::BODY),
        },
        FormField {
            name: NAMES,
            label: "Other names",
            description: Some("What else members call it, one a line: 10 at most."),
            placeholder: Some("daily"),
            value: content.also_known_as.join("\n"),
            is_long: true,
            is_required: false,
            longest: fits(all_names),
        },
        FormField {
            name: QUESTIONS,
            label: "Questions it answers",
            description: Some("As members ask them, one a line: 20 at most. /ask finds the entry by them."),
            placeholder: Some("when is stand-up?"),
            value: content.asked_as.join("\n"),
            is_long: true,
            is_required: false,
            longest: fits(all_questions),
        },
        FormField {
            name: SOURCE,
            label: "Source",
            description: Some("An https link, or a name: members see where it comes from."),
            placeholder: Some("https://example.org/handbook"),
            value: content.source.clone().unwrap_or_default(),
            is_long: false,
            is_required: false,
            longest: fits(ContentLimits::SOURCE),
        },
    ];
    Form { id, title: cut_at_word(&title, FORM_TITLE), fields, choice: None, remark: None }
}

/// The form for the link to the rules of the server.
pub fn rules_form(settings: &Settings) -> Form {
    let field = FormField {
        name: RULES,
        label: "Link to the rules",
        description: Some("An https link that /help shows, such as to a message. Leave it empty for none."),
        placeholder: Some("https://discord.com/channels/…"),
        value: settings.rules.clone().unwrap_or_default(),
        is_long: false,
        is_required: false,
        longest: fits(ContentLimits::SOURCE),
    };
    Form {
        id: FormId::Rules,
        title: "The rules of this server".to_owned(),
        fields: vec![field],
        choice: None,
        remark: None,
    }
}

/// What was filled in for an entry that replaces `replaces`.
pub fn content_of(filled: &Filled, replaces: Option<EntryId>) -> Content {
    let text = |name| filled.get(name).unwrap_or_default().to_owned();
    let lines = |name| text(name).lines().map(str::to_owned).collect::<Vec<String>>();
    // Names are short: a comma separates them as well as a line does.
    let names = lines(NAMES).iter().flat_map(|line| line.split([',', ';'])).map(str::to_owned).collect();
    Content {
        title: text(TITLE),
        body: text(BODY),
        also_known_as: names,
        asked_as: lines(QUESTIONS),
        source: Some(text(SOURCE)),
        replaces,
    }
    .cleaned()
}

/// The link that was filled in, if any was.
pub fn rules_of(filled: &Filled) -> Option<String> {
    filled.get(RULES).map(str::trim).filter(|link| !link.is_empty()).map(str::to_owned)
}

fn fits(limit: usize) -> u16 {
    const FIELD: usize = 4_000;
    u16::try_from(limit.min(FIELD)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_back_what_it_was_filled_with() {
        let content = Content {
            title: "Stand-up".to_owned(),
            body: "At ten.\n\n- on voice".to_owned(),
            also_known_as: vec!["daily".to_owned(), "scrum".to_owned()],
            asked_as: vec!["when is stand-up, and where?".to_owned()],
            source: Some("Handbook".to_owned()),
            replaces: None,
        };
        let form = entry_form(FormId::New { replaces: None }, &content);
        let filled = Filled(form.fields.iter().map(|field| (field.name.to_owned(), field.value.clone())).collect());
        assert_eq!(content_of(&filled, None), content);
    }

    #[test]
    fn names_are_separated_by_lines_and_by_commas() {
        let filled = Filled(vec![(NAMES.to_owned(), "daily, scrum\n\nstand up;".to_owned())]);
        assert_eq!(content_of(&filled, None).also_known_as, ["daily", "scrum", "stand up"]);
    }

    #[test]
    fn every_form_keeps_to_what_fits() {
        let long = Content { title: "x y ".repeat(25), ..Content::default() };
        for form in [entry_form(FormId::Draft(super::super::DraftId(1)), &long), rules_form(&Settings::default())] {
            assert!(form.title.chars().count() <= FORM_TITLE && (1..=5).contains(&form.fields.len()));
            for field in form.fields {
                assert!(field.label.chars().count() <= 45 && field.longest <= 4_000);
                for text in field.description.into_iter().chain(field.placeholder) {
                    assert!(text.chars().count() <= 100, "{text}");
                }
            }
        }
    }
}
