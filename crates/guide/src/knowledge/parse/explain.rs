//! The errors of the YAML parser, worded for curators: where the mistake is, and what to do about it.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_yaml::Error;

use super::super::limits::Limits;
use super::super::problem::did_you_mean;

/// What is said of a text that would take too much to read.
const TOO_MUCH: &str = "is nested too deeply, or too large";

/// The first fault of a text: where it is, and what a person can do about it.
pub(in super::super) struct Fault {
    pub line: u64,
    /// Whether a key is not there at all.
    pub missing: bool,
    /// Whether the text is refused for its size, before it is read.
    pub too_much: bool,
    pub unknown_anchor: bool,
    pub path: String,
    pub message: String,
}

/// Reads a text in which nothing is wrong.
pub(super) fn sound<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_yaml::with_deserializer_from_str(text, |deserializer| T::deserialize(deserializer))
}

/// Reads a text, or says where it is wrong. To know the path at every key takes twice the time, so only a text that is
/// known to be broken is read with it.
pub(in super::super) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    sound(text).or_else(|_| explained(text))
}

fn explained<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    let mut path = String::new();
    serde_yaml::with_deserializer_from_str(text, |deserializer| {
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            path = error.path().to_string();
            error.into_inner()
        })
    })
    .map_err(|error| {
        let mut message = explain(&error);
        // The two keys that hold a number.
        for (key, range) in [("number", Limits::FAQS), ("step", Limits::STEPS)] {
            if message.ends_with("a whole number") && readable(&path).ends_with(key) {
                let _ = write!(message, " from {} to {}", range.start(), range.end());
            }
        }
        Fault {
            line: error.location().map_or(0, |location| location.line()),
            missing: matches!(error.without_snippet(), Error::SerdeMissingField { .. }),
            too_much: message == TOO_MUCH,
            unknown_anchor: message.contains("unknown anchor"),
            path: readable(&path),
            message,
        }
    })
}

/// The path without what says nothing: the index of a list of one, and the wrapper that remembers lines.
pub(super) fn readable(path: &str) -> String {
    let parts = path.trim_start_matches("[0]").split('.').filter(|part| !matches!(*part, "" | "?" | "value"));
    parts.collect::<Vec<_>>().join(".")
}

/// The usual cause of an error of the YAML parser, for curators who are no programmers.
fn usual_cause(told: &str) -> &'static str {
    if told.contains("mapping values are not allowed") {
        "; put a text that holds \": \" in quotes"
    } else if told.contains("tab") {
        "; indent with spaces, not with tabs"
    } else if told.contains("quoted scalar") {
        "; is a closing quote missing on a line above?"
    } else {
        ""
    }
}

fn explain(error: &Error) -> String {
    match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => {
            let hint = did_you_mean(field, expected.iter().copied());
            if hint.is_empty() {
                format!("unknown key \"{field}\"; known here: {}", expected.join(", "))
            } else {
                format!("unknown key \"{field}\"{hint}")
            }
        }
        Error::SerdeMissingField { field, .. } => format!("the key \"{field}\" is missing"),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let hint = did_you_mean(variant, expected.iter().copied());
            format!("\"{variant}\" is not one of {}{hint}", expected.join(", "))
        }
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("the key \"{key}\" stands twice"),
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            format!("found {unexpected} where {expected} belongs")
        }
        Error::Unexpected { expected, .. } => {
            let wanted = match *expected {
                "sequence start" => "a list",
                "mapping start" => "keys with their values",
                "string scalar" => "a text",
                other => other,
            };
            format!("does not fit: here belongs {wanted}")
        }
        Error::InvalidScalar { ty: "boolean", .. } => "does not fit: here belongs true or false".to_owned(),
        Error::InvalidScalar { .. } => "does not fit: here belongs a whole number".to_owned(),
        Error::NullIntoString { .. } => "is empty: write a text or leave the key out".to_owned(),
        Error::MultipleDocuments { .. } => "starts a second list: a file holds one, without `---`".to_owned(),
        other => {
            let text = other.to_string();
            let first = text.lines().next().unwrap_or("cannot be read");
            if first.starts_with("budget breached") {
                return TOO_MUCH.to_owned();
            }
            // The line is told already.
            let told = first.split(" at line ").next().unwrap_or(first);
            format!("{told}{}", usual_cause(told))
        }
    }
}
