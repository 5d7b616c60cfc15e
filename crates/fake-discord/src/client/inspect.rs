//! The inspector's data of a message: the interaction, every request about it, the time, and the use of each limit.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::checks::length;
use super::super::interaction::Interaction;
use super::super::journal::{Peer, Request, without_tokens};
use super::super::message::{Message, flags, walk};
use super::clues::Clues;

/// What is left of an interaction's token: enough to see that it is one.
const TOKEN_SHOWN: usize = 12;

/// The interaction behind a message, or behind a failure, for which there is none.
pub(super) fn inspect(clues: &Clues<'_>, interaction: &Interaction, message: Option<&Message>) -> Value {
    let mut sent = interaction.payload.clone();
    shorten(&mut sent);
    let response = interaction.response.as_ref();
    let took = response.map(|response| millis(response.at.saturating_sub(interaction.created)));
    let refused = clues.refused(interaction.id).map(|request| {
        json!({
            "rule": request.refusal.as_ref().map(|refusal| refusal.rule),
            "status": request.status,
            "sent": request.body,
            "body": request.response,
        })
    });
    let calls = clues.requests(interaction.id).iter().map(|request| call(interaction, request));
    json!({
        "sent": sent,
        "received": response.map(|response| &response.body),
        "calls": calls.collect::<Vec<_>>(),
        "millis": took,
        "limits": message.map(limits).unwrap_or_default(),
        "refused": refused.collect::<Vec<_>>(),
    })
}

/// A request about the interaction: a callback, an edit, a follow-up, a deletion, or the endpoint's HTTP answer.
fn call(interaction: &Interaction, request: &Request) -> Value {
    // What was posted to the endpoint is the interaction itself; what the bot says is the answer.
    let (by_bot, body) = match request.sender {
        Peer::Bot => (true, &request.body),
        Peer::Discord => (false, &request.response),
    };
    // The accepted callback is `received` already.
    let accepted = interaction.response.as_ref().is_some_and(|response| response.body == *body);
    json!({
        "by_bot": by_bot,
        "method": request.method,
        "path": without_tokens(&request.path),
        "status": request.status,
        "rule": request.refusal.as_ref().map(|refusal| refusal.rule),
        "millis": by_bot.then(|| millis(request.at.saturating_sub(interaction.created))),
        "accepted": accepted,
        "body": if accepted { &Value::Null } else { body },
    })
}

/// A token permits to answer in the bot's name, so screenshots must not show it.
fn shorten(payload: &mut Value) {
    if let Some(token) = payload["token"].as_str() {
        let start: String = token.chars().take(TOKEN_SHOWN).collect();
        payload["token"] = json!(format!("{start}…"));
    }
}

/// Milliseconds, to a tenth.
fn millis(took: Duration) -> f64 {
    (took.as_secs_f64() * 10_000.0).round() / 10.0
}

/// How much of each of Discord's limits a message uses; what it uses nothing of is left out.
///
/// The numbers are those of <https://discord.com/developers/docs/resources/message> and
/// <https://discord.com/developers/docs/components/reference>.
fn limits(message: &Message) -> Vec<Value> {
    let mut found = Found::default();
    found.note("content", length(&message.content), 2000);
    found.note("embeds", message.embeds.len(), 10);
    let mut size = 0;
    for embed in &message.embeds {
        let mut text = |name: &'static str, value: &Value, most: usize| {
            let used = value.as_str().map_or(0, length);
            found.note(name, used, most);
            size += used;
        };
        text("title", &embed["title"], 256);
        text("description", &embed["description"], 4096);
        text("author", &embed["author"]["name"], 256);
        text("footer", &embed["footer"]["text"], 2048);
        let fields = embed["fields"].as_array().map_or(&[][..], Vec::as_slice);
        for field in fields {
            text("field name", &field["name"], 256);
            text("field value", &field["value"], 1024);
        }
        found.note("fields", fields.len(), 25);
    }
    found.note("embed", size, 6000);
    let mut all = 0;
    walk(&message.components, &mut |component| {
        all += 1;
        let count = |key: &str| component[key].as_array().map_or(0, Vec::len);
        let text = |key: &str| component[key].as_str().map_or(0, length);
        match component["type"].as_u64() {
            Some(1) => found.note("buttons in a row", count("components"), 5),
            Some(2) => found.note("button label", text("label"), 80),
            Some(3) => found.note("menu lines", count("options"), 25),
            _ => {}
        }
        found.note("custom_id", text("custom_id"), 100);
        for option in component["options"].as_array().into_iter().flatten() {
            for (name, key) in [("menu label", "label"), ("menu description", "description"), ("menu value", "value")] {
                found.note(name, option[key].as_str().map_or(0, length), 100);
            }
        }
    });
    if message.flags & flags::COMPONENTS_V2 == 0 {
        found.note("rows", message.components.len(), 5);
    } else {
        found.note("components", all, 40);
    }
    found.limits.into_iter().map(|(name, used, most)| json!({ "name": name, "used": used, "most": most })).collect()
}

/// The fullest of each kind, in the order in which they were met.
#[derive(Default)]
struct Found {
    limits: Vec<(&'static str, usize, usize)>,
}

impl Found {
    fn note(&mut self, name: &'static str, used: usize, most: usize) {
        if used == 0 {
            return;
        }
        match self.limits.iter_mut().find(|(known, ..)| *known == name) {
            Some(known) => known.1 = known.1.max(used),
            None => self.limits.push((name, used, most)),
        }
    }
}
