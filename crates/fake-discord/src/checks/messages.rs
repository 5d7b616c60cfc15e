//! What a message may be when it is posted or edited: rules M01 to M07 and K08.

use std::collections::HashSet;

use serde_json::Value;

use super::super::errors::{Problems, Refusal, join};
use super::super::ids::Id;
use super::super::message::{Message, flags};
use super::attachments::{self, Described, Files};
use super::components::components;
use super::embeds::embeds;
use super::{boolean, given, integer, length, list, text};

const MAX_CONTENT: usize = 2000;
const MAX_MENTIONS: usize = 100;
const MAX_NONCE: usize = 25;

/// What a valid body says. `None` means that it says nothing about the field, so that an edit leaves it alone.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Draft {
    pub content: Option<String>,
    pub embeds: Option<Vec<Value>>,
    pub components: Option<Vec<Value>>,
    pub flags: Option<u64>,
    pub allowed_mentions: Option<Value>,
    /// The files that the message has from now on; those that are not among them go.
    pub attachments: Option<Vec<Described>>,
    /// The files that came along.
    pub files: Files,
}

impl Draft {
    fn files_afterwards(&self, existing: Option<&Message>) -> usize {
        attachments::count(self.attachments.as_deref(), &self.files, existing)
    }

    /// Whether a message made of this shows nothing at all.
    fn is_empty(&self, attachments: usize) -> bool {
        let none = |list: &Option<Vec<Value>>| list.as_ref().is_none_or(Vec::is_empty);
        let words = self.content.as_deref().unwrap_or_default();
        words.trim().is_empty() && none(&self.embeds) && none(&self.components) && attachments == 0
    }
}

/// Checks a message that is to be posted. `path` is where the message is in the body ("data" in a callback).
pub(in super::super) fn create(path: &str, body: &Value, files: &Files) -> Result<Draft, Refusal> {
    let draft = checked(path, body, files, None)?;
    let attachments = draft.files_afterwards(None);
    let is_poll = given(body, "poll").is_some();
    if draft.is_empty(attachments) && !is_poll {
        return Err(Refusal::new("M02", 400, 50006, "Cannot send an empty message"));
    }
    Ok(draft)
}

/// What a message that the bot posts by itself says besides what it shows.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Sending {
    pub nonce: Option<Value>,
    pub enforce_nonce: bool,
}

/// P06: a nonce is a number, or a text of at most 25 characters.
pub(in super::super) fn sending(body: &Value) -> Result<Sending, Refusal> {
    let mut problems = Problems::default();
    let nonce = given(body, "nonce");
    match nonce {
        Some(Value::String(text)) if length(text) > MAX_NONCE => problems.too_long("P06", "nonce", MAX_NONCE),
        None | Some(Value::String(_)) => {}
        Some(nonce) if nonce.is_i64() || nonce.is_u64() => {}
        Some(_) => problems.wrong_type("P06", "nonce", "string"),
    }
    boolean(&mut problems, "P06", body, "", "enforce_nonce");
    problems.finish()?;
    Ok(Sending { nonce: nonce.cloned(), enforce_nonce: body["enforce_nonce"] == true })
}

/// Checks an edit of `message`. A deferred answer that is filled in is an edit of a message that shows nothing.
pub(in super::super) fn edit(path: &str, body: &Value, files: &Files, message: &Message) -> Result<Draft, Refusal> {
    let draft = checked(path, body, files, Some(message))?;
    let after = Draft {
        content: draft.content.clone().or_else(|| Some(message.content.clone())),
        embeds: draft.embeds.clone().or_else(|| Some(message.embeds.clone())),
        components: draft.components.clone().or_else(|| Some(message.components.clone())),
        ..Draft::default()
    };
    let attachments = draft.files_afterwards(Some(message));
    let says_something = body.as_object().is_some_and(|body| !body.is_empty());
    if after.is_empty(attachments) && says_something {
        return Err(Refusal::new("M02", 400, 50006, "Cannot send an empty message"));
    }
    Ok(draft)
}

fn checked(path: &str, body: &Value, files: &Files, existing: Option<&Message>) -> Result<Draft, Refusal> {
    if !body.is_object() && !body.is_null() {
        let message = "Only dictionaries may be used in a DictType";
        return Err(Refusal::form("R02", path, "DICT_TYPE_CONVERT", message));
    }
    let mut problems = Problems::default();
    boolean(&mut problems, "M02", body, path, "tts");
    let flags =
        integer(&mut problems, "M02", body, path, "flags", (0, i64::MAX)).and_then(|flags| u64::try_from(flags).ok());
    let before = existing.map_or(0, |message| message.flags);
    let v2 = (flags.unwrap_or(0) | before) & flags::COMPONENTS_V2 != 0;
    if flags.is_some_and(|flags| flags & flags::COMPONENTS_V2 == 0) && before & flags::COMPONENTS_V2 != 0 {
        let message = "The components V2 flag cannot be removed";
        let code = "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG";
        problems.add("K08", &join(path, "flags"), code, message);
    }

    if let Some(content) = text(&mut problems, "M01", body, path, "content", (0, usize::MAX))
        && length(content) > MAX_CONTENT
    {
        problems.too_long("M01", &join(path, "content"), MAX_CONTENT);
    }
    let content = cleared(body, "content", given(body, "content").and_then(Value::as_str).unwrap_or_default());
    let embed_list = list(&mut problems, "M03", body, path, "embeds");
    embeds(&mut problems, &join(path, "embeds"), embed_list.unwrap_or_default());
    let component_list = list(&mut problems, "K01", body, path, "components");
    let crash = components(&mut problems, &join(path, "components"), component_list.unwrap_or_default(), v2);
    allowed_mentions(&mut problems, body, path);
    let described = attachments::described(&mut problems, path, body, files, existing);

    let draft = Draft {
        content: content.map(|words| words.trim().to_owned()),
        embeds: cleared(body, "embeds", embed_list.unwrap_or_default()).map(<[Value]>::to_vec),
        components: cleared(body, "components", component_list.unwrap_or_default()).map(<[Value]>::to_vec),
        flags,
        allowed_mentions: given(body, "allowed_mentions").cloned(),
        attachments: described,
        files: files.clone(),
    };
    if v2 {
        legacy_fields(&mut problems, path, body, &draft, existing);
    }
    attachments::size(draft.files_afterwards(existing), files)?;
    problems.finish()?;
    crash?;
    Ok(draft)
}

/// A field that is there, null included: null empties it.
fn cleared<T>(body: &Value, key: &str, value: T) -> Option<T> {
    body.get(key).map(|_| value)
}

/// K08: with the V2 flag there is no content and no embed, neither new nor left over.
fn legacy_fields(problems: &mut Problems, path: &str, body: &Value, draft: &Draft, existing: Option<&Message>) {
    let content = draft.content.as_deref().or(existing.map(|message| message.content.as_str()));
    let embeds = draft.embeds.as_deref().or(existing.map(|message| message.embeds.as_slice()));
    let used = [
        ("content", content.is_some_and(|content| !content.is_empty())),
        ("embeds", embeds.is_some_and(|embeds| !embeds.is_empty())),
        ("poll", given(body, "poll").is_some()),
    ];
    for (key, used) in used {
        if used {
            let message = format!("The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
            let code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2";
            problems.add("K08", &join(path, key), code, &message);
        }
    }
}

/// M05: either every user or role may be mentioned, or those that are listed.
fn allowed_mentions(problems: &mut Problems, body: &Value, path: &str) {
    let Some(rules) = given(body, "allowed_mentions") else {
        return;
    };
    let path = join(path, "allowed_mentions");
    let parse = list(problems, "M05", rules, &path, "parse").unwrap_or_default();
    for (index, kind) in parse.iter().enumerate() {
        if !["users", "roles", "everyone"].iter().any(|known| kind == known) {
            let path = join(&join(&path, "parse"), index);
            let message = "Value must be one of {'users', 'roles', 'everyone'}.";
            problems.add("M05", &path, "BASE_TYPE_CHOICES", message);
        }
    }
    boolean(problems, "M05", rules, &path, "replied_user");
    for kind in ["users", "roles"] {
        let ids = list(problems, "M05", rules, &path, kind).unwrap_or_default();
        if ids.len() > MAX_MENTIONS {
            problems.too_long("M05", &join(&path, kind), MAX_MENTIONS);
        }
        each_once(problems, &join(&path, kind), ids);
        if !ids.is_empty() && parse.iter().any(|parsed| parsed == kind) {
            let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            problems.add("M05", &path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", &message);
        }
    }
}

/// M05: the ids of a list are ids, and each is there once.
fn each_once(problems: &mut Problems, path: &str, ids: &[Value]) {
    let mut seen = HashSet::new();
    for (index, id) in ids.iter().enumerate() {
        match Id::from_json(id) {
            None => {
                let path = join(path, index);
                problems.add("M05", &path, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
            }
            Some(id) if !seen.insert(id) => {
                let message = "The set already contains this value";
                problems.add("M05", path, "SET_TYPE_ALREADY_CONTAINS_VALUE", message);
            }
            Some(_) => {}
        }
    }
}
