//! A member's question to the mentors: its forms, and what is checked before it is sent.

use super::inquiry::{Limits, NewInquiry, Tell};
use super::line::days;
use crate::answer::View;
use crate::community::{plain_line, plain_text};
use crate::knowledge::EntryId;
use crate::search::search;
use crate::staff::{Filled, Form, FormChoice, FormField, FormId, FormOption, Place};
use crate::text::{disarmed, says_nothing};

pub(super) const QUESTION: &str = "question";
pub(super) const CONTEXT: &str = "context";
const TELL: &str = "tell";

/// The most characters of a form's title.
pub(super) const FORM_TITLE: usize = 45;

/// Entries that are kept as the nearest ones.
const NEAREST: usize = 3;

/// How long questions are kept, as the operator set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Days that an answered or declined question is kept.
    pub answered: u32,
    /// Days that a waiting one is kept.
    pub waiting: u32,
}

impl Default for Kept {
    fn default() -> Self {
        Self { answered: 90, waiting: 180 }
    }
}

/// The form of a question, filled with what was `asked`. Where the bot cannot post, the asker is not told in the channel.
pub fn ask_form(asked: Option<&str>, can_post_here: bool, kept: Kept) -> Form {
    let context = FormField {
        name: CONTEXT,
        label: "What helps to answer it",
        description: Some("Your situation, or what you have tried. You may leave it empty."),
        placeholder: None,
        value: String::new(),
        is_long: true,
        is_required: false,
        longest: fits(Limits::CONTEXT),
    };
    let question = FormField {
        value: asked.map(plain_text).unwrap_or_default().trim().chars().take(Limits::QUESTION).collect(),
        ..question_field("Your question", Some("In one or two sentences, and without names of others."))
    };
    Form {
        id: FormId::AskMentors,
        title: "Ask the mentors".to_owned(),
        fields: vec![question, context],
        choice: Some(tell_choice(can_post_here)),
        remark: Some(remark(kept)),
    }
}

/// The form of a member who voted against the entry with this title: what was missing?
pub fn missing_form(id: EntryId, title: &str, can_post_here: bool, kept: Kept) -> Form {
    let question = question_field("What did you need to know?", Some("The mentors see it with the entry's name."));
    Form {
        id: FormId::Missing(id),
        title: "What was missing?".to_owned(),
        fields: vec![question],
        choice: Some(tell_choice(can_post_here)),
        remark: Some(format!("About **{}**\n{}", disarmed(title, 100), remark(kept))),
    }
}

fn question_field(label: &'static str, description: Option<&'static str>) -> FormField {
    FormField {
        name: QUESTION,
        label,
        description,
        placeholder: Some("How do I get my first TPM role from support?"),
        value: String::new(),
        is_long: true,
        is_required: true,
        longest: fits(Limits::QUESTION),
    }
}

/// What is stored, who sees it, and for how long.
fn remark(kept: Kept) -> String {
    format!(
        "-# Stored for {} after the answer, or {} without one: this text and your user ID. This server's mentors see the text \
         and not your name. `/privacy` shows and deletes it.",
        days(kept.answered),
        days(kept.waiting)
    )
}

fn tell_choice(can_post_here: bool) -> FormChoice {
    let offered = Tell::ALL.into_iter().filter(|tell| can_post_here || *tell != Tell::Channel);
    let options = offered.map(|tell| {
        let (label, description) = match tell {
            Tell::Channel => ("In this channel", "A message that mentions you. Others here see your question too."),
            Tell::Direct => ("By direct message", "If it can't reach you, you see it with your next answer here."),
            Tell::Next => ("With my next answer here", "Only you see it, after the next thing you ask the guide."),
        };
        FormOption {
            value: tell.as_str(),
            label,
            description: Some(description),
            // Neither in front of others nor forgotten.
            is_chosen: tell == Tell::Direct,
        }
    });
    FormChoice {
        name: TELL,
        label: "How do you want to get the answer?",
        description: None,
        options: options.collect(),
    }
}

/// Why a question is not sent as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It says nothing, or less than [`Limits::QUESTION_LEAST`] characters.
    Short,
    /// It is longer than [`Limits::QUESTION`] characters, which a form does not let through.
    Long,
    /// The context is longer than [`Limits::CONTEXT`] characters, which a form does not let through.
    LongContext,
}

/// What was filled in, checked, at the `place` where it was; `about` is the entry in which something was missing.
///
/// # Errors
/// What is too short or too long.
pub fn new_inquiry(
    view: View<'_>,
    filled: &Filled,
    place: &Place,
    about: Option<EntryId>,
) -> Result<NewInquiry, Problem> {
    let typed = |name| plain_text(filled.get(name).unwrap_or_default()).trim().to_owned();
    let (question, context) = (typed(QUESTION), typed(CONTEXT));
    let letters = plain_line(&question).chars().count();
    if says_nothing(&question) || letters < Limits::QUESTION_LEAST {
        return Err(Problem::Short);
    }
    if question.chars().count() > Limits::QUESTION {
        return Err(Problem::Long);
    }
    if context.chars().count() > Limits::CONTEXT {
        return Err(Problem::LongContext);
    }
    let channel = place.channel.map(u64::from);
    let can_post = place.can_post && channel.is_some();
    let chosen = filled.get(TELL).and_then(Tell::named);
    // What was not offered, or cannot be done here, is told in the way that always works.
    let tell = chosen.filter(|tell| *tell != Tell::Channel || can_post).unwrap_or(Tell::Next);
    let ranked = search(view.corpus(), &question);
    // Only what is near enough to be offered to members.
    let near = ranked.hits.into_iter().take(ranked.near).map(|hit| hit.id).filter(|id| Some(id) != about.as_ref());
    Ok(NewInquiry {
        nearest: near.take(NEAREST).collect(),
        context: Some(context).filter(|context| !context.is_empty()),
        channel: channel.filter(|_| tell == Tell::Channel),
        question,
        about,
        tell,
    })
}

pub(super) fn fits(limit: usize) -> u16 {
    u16::try_from(limit).unwrap_or(u16::MAX)
}
