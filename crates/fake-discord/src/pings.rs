//! The notifications of a message: mentions in its text, filtered by `allowed_mentions`.

use serde_json::Value;

use super::ids::Id;
use super::message::{Message, walk};
use super::world::World;

/// Whom a mention calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// One user.
    User(Id),
    /// Every member with a role.
    Role(Id),
    /// `@everyone` or `@here`.
    Everyone,
}

/// A mention in a message that notifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ping {
    /// The message.
    pub message: Id,
    /// The mentioned user, role or group.
    pub whom: Whom,
    /// Whether the mention came with an edit. Discord rings for new messages only, but shows both.
    pub by_edit: bool,
}

/// The mentions in everything that pings: content and text displays, not embeds, not code.
pub(super) fn mentioned(message: &Message) -> Vec<Whom> {
    let mut found = scan(&without_code(&message.content));
    walk(&message.components, &mut |component| {
        if component["type"] == 10 {
            let text = component["content"].as_str().unwrap_or_default();
            found.extend(scan(&without_code(text)));
        }
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// What `allowed_mentions` leaves of the mentions. Interactions and webhooks parse only users by default.
pub(super) fn allowed(world: &World, mentioned: &[Whom], allowed_mentions: Option<&Value>) -> Vec<Whom> {
    let rules = allowed_mentions.filter(|rules| rules.is_object());
    let parses = |kind: &str| match rules {
        None => kind == "users",
        Some(rules) => rules["parse"].as_array().is_some_and(|kinds| kinds.iter().any(|parsed| parsed == kind)),
    };
    let lists = |key: &str, id: Id| {
        let ids = rules.and_then(|rules| rules[key].as_array());
        ids.is_some_and(|ids| ids.iter().any(|listed| Id::from_json(listed) == Some(id)))
    };
    let passes = |whom: &Whom| match *whom {
        Whom::User(id) => world.users.contains_key(&id) && (parses("users") || lists("users", id)),
        Whom::Role(id) => parses("roles") || lists("roles", id),
        Whom::Everyone => parses("everyone"),
    };
    mentioned.iter().copied().filter(passes).collect()
}

/// The text without code blocks and code spans, which never ping.
fn without_code(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(start) = rest.find('`') {
        let fence: usize = rest[start..].chars().take_while(|&letter| letter == '`').count();
        let fence = &rest[start..start + fence];
        let inside = &rest[start + fence.len()..];
        let Some(end) = inside.find(fence) else { break };
        plain.push_str(&rest[..start]);
        rest = &inside[end + fence.len()..];
    }
    plain.push_str(rest);
    plain
}

fn scan(text: &str) -> Vec<Whom> {
    let mut found = Vec::new();
    if text.contains("@everyone") || text.contains("@here") {
        found.push(Whom::Everyone);
    }
    for (start, _) in text.match_indices("<@") {
        let inside = &text[start + 2..];
        let Some(end) = inside.find('>') else { continue };
        let inside = &inside[..end];
        if let Some(role) = inside.strip_prefix('&') {
            found.extend(role.parse().ok().map(Whom::Role));
        } else {
            let user = inside.strip_prefix('!').unwrap_or(inside);
            found.extend(user.parse().ok().map(Whom::User));
        }
    }
    found
}
