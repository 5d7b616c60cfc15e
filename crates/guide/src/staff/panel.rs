//! What staff see, for any place that can draw it. Plain data.

use super::call::{FormId, Press};
use crate::answer::Answer;

/// What is sent back to a member of staff, a mentor or a member. Only they see it, but for [`Reply::Redraw`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A message, new or in place of the one whose control was used.
    Panel(Box<Panel>),
    /// A form to fill in.
    Form(Box<Form>),
    /// The public message whose control was used, drawn anew.
    Redraw(Box<Panel>),
    /// A message with files, which takes a moment to prepare.
    Files {
        /// The message.
        panel: Box<Panel>,
        /// The files, at least one.
        files: Vec<File>,
    },
}

/// A file that goes along with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it holds, for a reader who does not see it.
    pub description: String,
}

/// A message for staff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Panel {
    /// Its subject.
    pub title: String,
    /// What it says: paragraphs of Markdown in which members' words are inert already.
    pub text: Vec<String>,
    /// What to look at before going on: shown apart, as warnings.
    pub warnings: Vec<String>,
    /// An answer, drawn below exactly as members will see it, but for its controls.
    pub preview: Option<Box<Answer>>,
    /// Small print.
    pub small_print: Option<String>,
    /// Controls, at most five rows.
    pub rows: Vec<Row>,
}

/// A row of controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// At most five buttons.
    Buttons(Vec<Button>),
    /// A menu.
    Pick(Pick),
    /// A menu of the server's roles.
    Roles(RolePick),
    /// A menu of the server's members.
    Members(RolePick),
    /// A menu of the server's channels that messages can be posted to: text channels, threads and forums.
    Channels(RolePick),
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says, at most 25 characters.
    pub label: String,
    /// What it does.
    pub press: Press,
    /// How it looks.
    pub style: Style,
    /// Whether it can be pressed.
    pub is_enabled: bool,
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Like most.
    Plain,
    /// As what to do next.
    Primary,
    /// As what cannot be undone at once.
    Danger,
}

impl Button {
    /// A button that can be pressed.
    pub fn new(label: impl Into<String>, press: Press, style: Style) -> Self {
        Self { label: label.into(), press, style, is_enabled: true }
    }
}

/// A menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// What it does with what is picked.
    pub press: Press,
    /// What to do with it, at most 100 characters.
    pub prompt: String,
    /// At least one, at most 25.
    pub options: Vec<PickOption>,
    /// How many can be picked at least.
    pub fewest: u8,
    /// How many can be picked at most.
    pub most: u8,
}

/// One of a [`Pick`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickOption {
    /// Its name; cut to 100 characters where it is drawn.
    pub label: String,
    /// What it is, at most 100 characters.
    pub value: String,
    /// What to expect; cut to 100 characters where it is drawn.
    pub description: Option<String>,
    /// Whether it is picked already.
    pub is_chosen: bool,
}

/// A menu of the server's roles, members or channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolePick {
    /// What it does with what is picked.
    pub press: Press,
    /// What to do with it, at most 100 characters.
    pub prompt: String,
    /// The ids that are picked already.
    pub chosen: Vec<u64>,
    /// How many can be picked at most; none need be.
    pub most: u8,
}

/// A form to fill in: at most five fields, choices and remarks in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it is about.
    pub id: FormId,
    /// Its title, at most 45 characters.
    pub title: String,
    /// Its fields, at most five.
    pub fields: Vec<FormField>,
    /// A choice below the fields.
    pub choice: Option<FormChoice>,
    /// A remark at the end, in Markdown.
    pub remark: Option<String>,
}

/// A choice of one of some options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormChoice {
    /// What the value is found by.
    pub name: &'static str,
    /// Its label, at most 45 characters.
    pub label: &'static str,
    /// What to choose, at most 100 characters.
    pub description: Option<&'static str>,
    /// 2 to 10 options.
    pub options: Vec<FormOption>,
}

/// An option of a [`FormChoice`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormOption {
    /// What is sent back, at most 100 characters.
    pub value: &'static str,
    /// Its name, at most 100 characters.
    pub label: &'static str,
    /// What to expect, at most 100 characters.
    pub description: Option<&'static str>,
    /// Whether it is chosen at first.
    pub is_chosen: bool,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// What the value is found by.
    pub name: &'static str,
    /// Its label, at most 45 characters.
    pub label: &'static str,
    /// What to write, at most 100 characters.
    pub description: Option<&'static str>,
    /// What stands there while it is empty, at most 100 characters.
    pub placeholder: Option<&'static str>,
    /// What it is filled with; cut to `longest`.
    pub value: String,
    /// Whether it has several lines.
    pub is_long: bool,
    /// Whether it must be filled.
    pub is_required: bool,
    /// The most characters, at most 4000.
    pub longest: u16,
}

/// A message that the bot posts by itself, and the members or the role that it notifies: no others can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Who is notified.
    pub pings: Pings,
    /// What stands after the mentions, above the panel.
    pub line: String,
    /// What it shows.
    pub panel: Panel,
}

/// Who a [`Post`] notifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pings {
    /// No one.
    None,
    /// These members: the askers who waited. At most [`Limits::MENTIONS`](crate::mentors::Limits::MENTIONS).
    Members(Vec<u64>),
    /// The one role that settings name.
    Role(u64),
}
