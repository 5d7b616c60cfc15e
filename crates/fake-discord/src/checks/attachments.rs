//! The files of a message: rule M07.

use serde_json::Value;

use super::super::attachment::{MAX_FILE, Upload};
use super::super::errors::{Problems, Refusal, join};
use super::super::ids::Id;
use super::super::message::Message;
use super::{given, list, text};

const MAX_ATTACHMENTS: usize = 10;
const MAX_DESCRIPTION: usize = 1024;

/// The files of a request, by the ids with which `attachments` refers to them.
pub(in super::super) type Files = Vec<(String, Upload)>;

/// An entry of `attachments`.
#[derive(Clone, Debug)]
pub(in super::super) struct Described {
    /// The `n` of `files[n]`, or the id of a file that the message has already.
    pub id: String,
    pub filename: Option<String>,
    pub description: Option<String>,
}

/// Reads `attachments`: each entry refers to a file that came along, or to one that the message has.
pub(super) fn described(
    problems: &mut Problems,
    path: &str,
    body: &Value,
    files: &Files,
    existing: Option<&Message>,
) -> Option<Vec<Described>> {
    let entries = list(problems, "M07", body, path, "attachments");
    if body.get("attachments").is_some_and(Value::is_null) {
        return Some(Vec::new());
    }
    let path = join(path, "attachments");
    let mut described = Vec::new();
    for (index, entry) in entries?.iter().enumerate() {
        let path = join(&path, index);
        let id = match given(entry, "id") {
            None => {
                problems.required("M07", &join(&path, "id"));
                continue;
            }
            Some(id) => Id::from_json(id).map(|id| id.to_string()).unwrap_or_default(),
        };
        let is_kept = existing.is_some_and(|message| message.attachments.iter().any(|file| file.id.to_string() == id));
        if !is_kept && !files.iter().any(|(known, _)| *known == id) {
            let message = "Attachment data not found";
            problems.add("M07", &join(&path, "id"), "ATTACHMENT_NOT_FOUND", message);
        }
        let filename = text(problems, "M07", entry, &path, "filename", (1, 1024)).map(str::to_owned);
        let description = text(problems, "M07", entry, &path, "description", (0, MAX_DESCRIPTION)).map(str::to_owned);
        described.push(Described { id, filename, description });
    }
    Some(described)
}

/// How many files the message has afterwards.
pub(super) fn count(described: Option<&[Described]>, files: &Files, existing: Option<&Message>) -> usize {
    let Some(described) = described else {
        return files.len() + existing.map_or(0, |message| message.attachments.len());
    };
    let is_described = |id: &str| described.iter().any(|entry| entry.id == id);
    described.len() + files.iter().filter(|(id, _)| !is_described(id)).count()
}

/// How many files there may be afterwards, and how large each may be.
pub(super) fn size(count: usize, files: &Files) -> Result<(), Refusal> {
    if count > MAX_ATTACHMENTS {
        let message = "Maximum number of attachments in a message reached (10)";
        return Err(Refusal::new("M07", 400, 30015, message));
    }
    if files.iter().any(|(_, file)| file.bytes.len() > MAX_FILE) {
        return Err(Refusal::new("M07", 413, 40005, "Request entity too large"));
    }
    Ok(())
}
