//! A story that the page plays with its own controls when a person presses a button.

use serde::Serialize;

/// What the page plays, step by step, when its button is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Story {
    /// The words on the button.
    pub title: String,
    /// The pause before each step, in milliseconds: the time to read its words.
    pub pace_ms: u64,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// One step of a [`Story`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What the viewer reads about it.
    pub words: String,
    /// What is done.
    #[serde(flatten)]
    pub act: StoryAct,
}

/// What is done in a step, on what the current person sees. The page waits for the control, and ends the story if it does
/// not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "act", rename_all = "lowercase")]
pub enum StoryAct {
    /// Another person goes on, in a place: the name of a channel, or `dm`.
    Becomes {
        /// The person's name.
        person: String,
        /// The place.
        place: String,
    },
    /// A line is typed and sent.
    Types {
        /// The line.
        line: String,
    },
    /// The button with this label is clicked, in the newest message that has it.
    Clicks {
        /// The label.
        label: String,
    },
    /// The line with this label is chosen, in the newest message with a menu that has it.
    Selects {
        /// The label.
        label: String,
    },
    /// The open form is filled in and submitted: by the labels of fields, and texts or the labels of lines.
    Submits {
        /// Each field with what goes there.
        fields: Vec<(String, String)>,
    },
    /// One of the newest messages is read: nothing is done but to wait until it holds this text.
    Reads {
        /// A part of the message.
        text: String,
    },
}

impl Step {
    /// A step with its words.
    #[must_use]
    pub fn new(words: &str, act: StoryAct) -> Self {
        Self { words: words.to_owned(), act }
    }
}
