//! Topics as a file that a server exports and imports: YAML in the shape of `knowledge/en/topics`, with the text as staff
//! wrote it beside.

use serde::{Deserialize, Serialize};

/// A topic in such a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangedTopic {
    /// Its lasting name, such as `topic/stand-up`.
    pub id: String,
    /// The subject.
    pub title: String,
    /// The title for a button.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub short: String,
    /// What to expect.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tagline: String,
    /// One emoji.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<String>,
    /// Questions that it answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_as: Vec<String>,
    /// The answer outright.
    pub lead: ExchangedLead,
    /// What to do, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ExchangedGroup>,
    /// A text to copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<ExchangedTemplate>,
    /// Headings and what stands under them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<ExchangedSection>,
    /// Where the sources differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disagreement: Vec<ExchangedGroup>,
    /// What to be careful about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
    /// The sources hold no more than this.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sources_say_no_more: bool,
    /// Older ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_id: Vec<String>,
    /// What to read next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// The day it was reviewed on.
    pub reviewed: String,
    /// The entry as staff wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<ExchangedOwn>,
}

/// The answer outright, with the sources that say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangedLead {
    /// A sentence or two.
    pub say: String,
    /// Ids of the sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When it held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// Statements with the same sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangedGroup {
    /// One statement an item.
    pub say: Vec<String>,
    /// Ids of the sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When they held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangedSection {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub statements: Vec<ExchangedGroup>,
}

/// A text to copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangedTemplate {
    /// What it is for.
    pub heading: String,
    /// Its lines.
    pub text: String,
    /// Ids of the sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What only a server's entry has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangedOwn {
    /// The text as staff wrote it.
    pub text: String,
    /// Its source as staff wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The id of the shipped entry that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// Writes topics as YAML.
pub fn write_topics(topics: &[ExchangedTopic]) -> String {
    // Texts, lists and switches can be written whatever they hold.
    serde_yaml::to_string(&topics).unwrap_or_default()
}

/// Reads topics from YAML: a list of them, and nothing else.
///
/// # Errors
/// What is wrong with the file, with its line, and what to do.
pub fn read_topics(text: &str) -> Result<Vec<ExchangedTopic>, String> {
    super::parse::decode(text).map_err(|fault| {
        let place = if fault.path.is_empty() { String::new() } else { format!(", {}", fault.path) };
        format!("line {}{place}: {}", fault.line, fault.message)
    })
}
