//! Why a mentor declines a question: chosen or written, and kind to the asker.

use super::ask::fits;
use super::inquiry::{Inquiry, Limits};
use super::line::quoted;
use crate::community::plain_text;
use crate::staff::{Filled, Form, FormChoice, FormField, FormId, FormOption};

const REASON: &str = "reason";
const TEXT: &str = "text";

/// The most characters of a mentor's own words: with a chosen reason, they fit in [`Limits::REASON`].
const WRITTEN: usize = 350;

/// A reason that can be chosen.
struct Reason {
    value: &'static str,
    /// What the mentor chooses.
    label: &'static str,
    /// What the askers read.
    said: &'static str,
}

/// The last one says nothing without words of the mentor.
const REASONS: [Reason; 5] = [
    Reason {
        value: "detail",
        label: "It needs more detail",
        said: "To answer it well, the mentors need to know more: your situation, and what you have tried. Please ask again with \
               that.",
    },
    Reason {
        value: "before",
        label: "It was answered in this server",
        said: "It was answered in this server before. Please look through the channels, or ask there.",
    },
    Reason {
        value: "subject",
        label: "It is about something else",
        said: "It is about something that the mentors here can't help with.",
    },
    Reason {
        value: "personal",
        label: "It is too personal for a channel",
        said: "It is too personal for a channel that many read. Please talk to a mentor or to the staff directly.",
    },
    Reason { value: "other", label: "Another reason", said: "" },
];

/// The form of a mentor who declines a question.
pub fn decline_form(inquiry: &Inquiry) -> Form {
    let options = REASONS.iter().map(|reason| FormOption {
        value: reason.value,
        label: reason.label,
        description: if reason.said.is_empty() { Some("Write it above.") } else { None },
        is_chosen: reason.value == REASONS[0].value,
    });
    let field = FormField {
        name: TEXT,
        label: "In your own words",
        description: Some("The asker reads it, without your name. You may leave it empty."),
        placeholder: None,
        value: String::new(),
        is_long: true,
        is_required: false,
        longest: fits(WRITTEN),
    };
    Form {
        id: FormId::Decline(inquiry.number),
        title: format!("Decline question #{}", inquiry.number),
        fields: vec![field],
        choice: Some(FormChoice {
            name: REASON,
            label: "Why?",
            description: Some("The asker gets it as a kind sentence."),
            options: options.collect(),
        }),
        remark: Some(quoted(&inquiry.question, 300)),
    }
}

/// The reason as the askers read it; `None` where *Another reason* was chosen and none was written.
pub fn reason_of(filled: &Filled) -> Option<String> {
    let chosen = filled.get(REASON).and_then(|value| REASONS.iter().find(|reason| reason.value == value));
    let said = chosen.map_or("", |reason| reason.said);
    let written = plain_text(filled.get(TEXT).unwrap_or_default());
    let parts: Vec<&str> = [said, written.trim()].into_iter().filter(|part| !part.is_empty()).collect();
    let reason: String = parts.join("\n").chars().take(Limits::REASON).collect();
    (!reason.is_empty()).then_some(reason)
}
