//! The notifications of a message: mentions in its text, filtered by `allowed_mentions`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ids::Id;
use super::message::{Message, flags, walk};
use super::wire;
use super::world::{World, permissions};

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
fn mentioned(message: &Message) -> Vec<Whom> {
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

/// What `allowed_mentions` leaves of the mentions in a message. Answers to interactions parse only users by default,
/// messages that the bot posts by itself parse everything. A role has to be mentionable, unless the bot may mention
/// everyone.
pub(super) fn allowed(world: &World, message: &Message, allowed_mentions: Option<&Value>) -> Vec<Whom> {
    let rules = allowed_mentions.filter(|rules| rules.is_object());
    let parses = |kind: &str| match rules {
        None => message.origin.is_none() || kind == "users",
        Some(rules) => rules["parse"].as_array().is_some_and(|kinds| kinds.iter().any(|parsed| parsed == kind)),
    };
    let lists = |key: &str, id: Id| {
        let ids = rules.and_then(|rules| rules[key].as_array());
        ids.is_some_and(|ids| ids.iter().any(|listed| Id::from_json(listed) == Some(id)))
    };
    let channel = world.channels.get(&message.channel);
    let guild = channel.and_then(|channel| world.guilds.get(&channel.guild?));
    let held = channel.map_or(0, |channel| wire::app_permissions(world, channel));
    let may_mention_all = held & permissions::MENTION_EVERYONE != 0;
    let is_mentionable = |id: Id| {
        let role = guild.and_then(|guild| guild.roles.iter().find(|role| role.id == id));
        role.is_some_and(|role| role.mentionable || may_mention_all)
    };
    let passes = |whom: &Whom| match *whom {
        Whom::User(id) => world.users.contains_key(&id) && (parses("users") || lists("users", id)),
        Whom::Role(id) => is_mentionable(id) && (parses("roles") || lists("roles", id)),
        Whom::Everyone => parses("everyone") && may_mention_all,
    };
    let mut whom: Vec<Whom> = mentioned(message).into_iter().filter(passes).collect();
    let replies = rules.is_none_or(|rules| rules["replied_user"] == true);
    let replied_to = message.reply_to.filter(|_| replies).and_then(|id| world.messages.get(&id));
    if let Some(replied_to) = replied_to.filter(|replied_to| !whom.contains(&Whom::User(replied_to.author))) {
        whom.push(Whom::User(replied_to.author));
    }
    whom
}

/// The users whom a message notifies: those who are mentioned, the holders of roles that are, and everyone, as far as
/// they see the channel. An edit notifies no one, and neither does a message that says so.
pub(super) fn notified(world: &World, message: &Message) -> Vec<Id> {
    if message.flags & flags::SUPPRESS_NOTIFICATIONS != 0 {
        return Vec::new();
    }
    let guild = world.channels.get(&message.channel).and_then(|channel| world.guilds.get(&channel.guild?));
    let members = || guild.into_iter().flat_map(|guild| &guild.members);
    let mut notified = BTreeSet::new();
    for ping in world.pings.iter().filter(|ping| ping.message == message.id && !ping.by_edit) {
        match ping.whom {
            Whom::User(id) => {
                notified.insert(id);
            }
            Whom::Role(role) => {
                notified.extend(members().filter(|(_, member)| member.roles.contains(&role)).map(|(id, _)| *id));
            }
            Whom::Everyone => notified.extend(members().map(|(id, _)| *id)),
        }
    }
    notified.remove(&message.author);
    notified.into_iter().filter(|id| world.can_view(message.channel, *id)).collect()
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
