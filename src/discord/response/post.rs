//! Messages that the bot posts by itself, as Discord's JSON: the only ones that notify more than one member.
//!
//! What `allowed_mentions` names and what the content mentions come from the same list, so that nothing else can ping.

use bytes::Bytes;
use serde_json::{Value, json};
use tpm_guide_core::mentors::Limits;
use tpm_guide_core::staff::{Panel, Pings, Post};
use tpm_guide_core::text::cut_at_word;

use super::json_of;
use super::staff::{embeds, known, rows};
use crate::discord::limits;

/// The body of `POST /channels/{id}/messages`. With a `nonce`, Discord gives the same message back for some minutes instead of
/// posting another (<https://docs.discord.com/developers/resources/message#create-message>).
pub fn post(post: &Post, nonce: Option<u64>) -> Bytes {
    let mut message = message(post);
    if let Some(nonce) = nonce {
        message["nonce"] = Value::from(format!("{nonce:016x}"));
        message["enforce_nonce"] = Value::from(true);
    }
    json_of(&message)
}

/// The body of `PATCH /channels/{id}/messages/{id}`: the content stays as it is, and no one is notified.
pub fn edit(post: &Post) -> Bytes {
    json_of(&redrawn(&post.panel))
}

/// The body of `POST /channels/{id}/threads` for a forum: a post of this name that begins with the message. There is no `nonce`
/// for it.
pub fn forum_post(name: &str, post: &Post) -> Bytes {
    json_of(&json!({ "name": cut_at_word(name.trim(), limits::POST_NAME), "message": message(post) }))
}

/// What changes in a public message that is drawn anew.
pub(super) fn redrawn(panel: &Panel) -> Value {
    json!({
        "embeds": embeds(panel, limits::POST_BYTES),
        "components": rows(panel),
        "allowed_mentions": { "parse": [] },
    })
}

/// A new message.
fn message(post: &Post) -> Value {
    let (mentions, allowed) = mentioned(&post.pings);
    let mut message = redrawn(&post.panel);
    message["allowed_mentions"] = allowed;
    let content = content(&mentions, &post.line);
    if !content.is_empty() {
        message["content"] = Value::from(content);
    }
    message
}

/// What mentions them in the content, and what lets just these mentions notify.
fn mentioned(pings: &Pings) -> (String, Value) {
    let words = |ids: &[u64]| ids.iter().map(u64::to_string).collect::<Vec<String>>();
    match pings {
        Pings::Members(ids) => {
            let ids = known(ids, Limits::MENTIONS);
            let mentions: Vec<String> = ids.iter().map(|id| format!("<@{id}>")).collect();
            (mentions.join(" "), json!({ "parse": [], "users": words(&ids) }))
        }
        Pings::Role(id) => {
            let ids = known(&[*id], 1);
            let mentions: Vec<String> = ids.iter().map(|id| format!("<@&{id}>")).collect();
            (mentions.concat(), json!({ "parse": [], "roles": words(&ids) }))
        }
        Pings::None => (String::new(), json!({ "parse": [] })),
    }
}

/// The mentions and the line after them, which gives way to them: 80 of the longest leave room for 80 characters.
fn content(mentions: &str, line: &str) -> String {
    let separator = if mentions.is_empty() || line.is_empty() { "" } else { " " };
    let left = limits::CONTENT.saturating_sub(mentions.len() + separator.len());
    format!("{mentions}{separator}{}", cut_at_word(line, left))
}
