//! How messages enter the world and change there, once they were found valid.

use std::time::Duration;

use serde_json::{Value, json};

use super::attachment::Upload;
use super::checks::attachments::Described;
use super::checks::messages::Draft;
use super::ids::Id;
use super::interaction::{Interaction, kind};
use super::message::{Message, Origin, flags};
use super::pings::{self, Ping, Whom};
use super::world::World;

/// The flags that a bot may set on a new message.
const SETTABLE: u64 = flags::SUPPRESS_EMBEDS | flags::EPHEMERAL | flags::SUPPRESS_NOTIFICATIONS | flags::COMPONENTS_V2;
/// The flags that an edit may set.
const EDITABLE: u64 = flags::SUPPRESS_EMBEDS | flags::COMPONENTS_V2;

/// Posts the answer to an interaction.
pub(super) fn post(world: &mut World, interaction: &Interaction, draft: Draft, now: Duration) -> Id {
    let id = insert(world, interaction, draft.flags.unwrap_or(0) & SETTABLE, now);
    apply(world, id, draft, false, now);
    id
}

/// Posts a message of the bot that answers nothing.
pub(super) fn send(
    world: &mut World,
    channel: Id,
    draft: Draft,
    nonce: Option<Value>,
    reply_to: Option<Id>,
    now: Duration,
) -> Id {
    let id = world.mint(now);
    put_own(world, id, channel, Message { nonce, reply_to, ..blank(id, channel, Id(0), 0) }, draft, now);
    id
}

/// Posts the first message of a forum post, which has the same id.
pub(super) fn start(world: &mut World, thread: Id, draft: Draft, now: Duration) {
    put_own(world, thread, thread, blank(thread, thread, Id(0), 0), draft, now);
}

fn put_own(world: &mut World, id: Id, channel: Id, message: Message, draft: Draft, now: Duration) {
    let flags = draft.flags.unwrap_or(0) & SETTABLE & !flags::EPHEMERAL;
    let (author, created) = (world.application.id, world.unix_ms(now));
    world.messages.insert(id, Message { id, channel, author, flags, created, ..message });
    apply(world, id, draft, false, now);
    let recipient = world.channels.get(&channel).filter(|channel| channel.is_direct());
    if let Some(person) = recipient.and_then(|channel| channel.other_than(author)) {
        // A direct message notifies its reader, whether it mentions them or not.
        world.pings.retain(|ping| ping.message != id);
        world.pings.push(Ping { message: id, whom: Whom::User(person), by_edit: false });
    }
}

/// Posts "… is thinking".
pub(super) fn post_placeholder(world: &mut World, interaction: &Interaction, ephemeral: bool, now: Duration) -> Id {
    let flags = if ephemeral { flags::EPHEMERAL } else { 0 };
    insert(world, interaction, flags | flags::LOADING, now)
}

/// Changes what the draft speaks of, and leaves the rest. An ephemeral message stays one, and so does a public one.
pub(super) fn edit(world: &mut World, id: Id, draft: Draft, now: Duration) {
    let unix_ms = world.unix_ms(now);
    let Some(message) = world.messages.get_mut(&id) else {
        return;
    };
    let fills_in = message.is_loading();
    if let Some(flags) = draft.flags {
        message.flags |= flags & EDITABLE;
    }
    message.flags &= !flags::LOADING;
    message.edited = Some(unix_ms);
    apply(world, id, draft, !fills_in, now);
}

/// A message that a person posts.
pub(super) fn say(world: &mut World, user: Id, channel: Id, content: &str, now: Duration) -> Id {
    let id = world.mint(now);
    let message = blank(id, channel, user, world.unix_ms(now));
    let message = Message { content: content.to_owned(), ..message };
    world.messages.insert(id, message);
    id
}

/// Shifts every line, for the account of what happened.
pub(super) fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("             | {line}")).collect();
    lines.join("\n")
}

fn blank(id: Id, channel: Id, author: Id, created: u64) -> Message {
    Message {
        id,
        channel,
        author,
        content: String::new(),
        embeds: Vec::new(),
        components: Vec::new(),
        attachments: Vec::new(),
        flags: 0,
        ephemeral_for: None,
        mentions: Vec::new(),
        mention_roles: Vec::new(),
        mention_everyone: false,
        created,
        edited: None,
        origin: None,
        nonce: None,
        reply_to: None,
    }
}

fn insert(world: &mut World, interaction: &Interaction, mut flags: u64, now: Duration) -> Id {
    if interaction.forced_ephemeral {
        flags |= flags::EPHEMERAL;
    }
    let id = world.mint(now);
    let ephemeral = flags & flags::EPHEMERAL != 0;
    let message = Message {
        flags,
        ephemeral_for: ephemeral.then_some(interaction.user),
        origin: Some(origin(world, interaction)),
        ..blank(id, interaction.channel, world.application.id, world.unix_ms(now))
    };
    world.messages.insert(id, message);
    id
}

/// The type of a command that is used on a message.
const MESSAGE_COMMAND: u64 = 3;

/// What a message tells about the interaction that it answers.
fn origin(world: &World, interaction: &Interaction) -> Origin {
    let command = interaction.command.clone().filter(|_| interaction.kind == kind::COMMAND);
    let on_message = command.as_ref().is_some_and(|(_, kind)| *kind == MESSAGE_COMMAND);
    let target = interaction.payload["data"]["target_id"].as_str().and_then(|id| id.parse().ok());
    let opener = interaction.opened_by.and_then(|id| world.interactions.get(&id));
    Origin {
        interaction: interaction.id,
        kind: interaction.kind,
        user: interaction.user,
        owners: interaction.owners.clone(),
        command_kind: command.as_ref().map_or(1, |(_, kind)| *kind),
        command: command.map(|(name, _)| name),
        target_message: target.filter(|_| on_message),
        clicked_message: interaction.source,
        triggered_by: opener.map(|opener| Box::new(origin(world, opener))),
    }
}

/// Fills a message, and works out who is mentioned.
fn apply(world: &mut World, id: Id, mut draft: Draft, by_edit: bool, now: Duration) {
    let Some(mut message) = world.messages.remove(&id) else {
        return;
    };
    attach(world, &mut message, &mut draft, now);
    let speaks_anew = draft.content.is_some() || draft.components.is_some();
    if let Some(content) = draft.content {
        message.content = content;
    }
    if let Some(embeds) = draft.embeds {
        message.embeds = embeds.iter().map(kept_embed).collect();
    }
    if let Some(mut components) = draft.components {
        let mut next = 1;
        number(&mut components, &mut next);
        message.components = components;
    }
    if speaks_anew {
        let whom = pings::allowed(world, &message, draft.allowed_mentions.as_ref());
        mention(world, &mut message, &whom, by_edit);
    }
    world.messages.insert(id, message);
}

/// Keeps the files that came along, and drops those of the message that the draft does not keep.
fn attach(world: &mut World, message: &mut Message, draft: &mut Draft, now: Duration) {
    let mut before = std::mem::take(&mut message.attachments);
    let described = draft.attachments.take();
    let all = || before.iter().map(|file| Described { id: file.id.to_string(), filename: None, description: None });
    let mut wanted: Vec<Described> = described.unwrap_or_else(|| all().collect());
    let is_wanted = |id: &str| wanted.iter().any(|entry| entry.id == id);
    let more = draft.files.iter().filter(|(id, _)| !is_wanted(id)).map(|(id, _)| id.clone());
    let more: Vec<Described> = more.map(|id| Described { id, filename: None, description: None }).collect();
    wanted.extend(more);
    for Described { id, filename, description } in wanted {
        let kept = before.iter().position(|file| file.id.to_string() == id).map(|index| before.remove(index));
        let came = draft.files.iter().position(|(known, _)| *known == id);
        let file = match (kept, came) {
            (Some(mut kept), _) => {
                kept.description = description.or(kept.description);
                kept
            }
            (None, Some(index)) => {
                let (_, upload) = draft.files.remove(index);
                let upload = Upload { filename: filename.unwrap_or(upload.filename), ..upload };
                let kept = world.keep(message.channel, upload, now);
                kept.description = description;
                kept.clone()
            }
            (None, None) => continue,
        };
        message.attachments.push(file);
    }
    for dropped in before {
        world.attachments.remove(&dropped.id);
    }
}

fn mention(world: &mut World, message: &mut Message, whom: &[Whom], by_edit: bool) {
    let before = std::mem::take(&mut message.mentions);
    message.mention_roles.clear();
    message.mention_everyone = false;
    for &whom in whom {
        let is_new = match whom {
            Whom::User(id) => {
                message.mentions.push(id);
                !by_edit || !before.contains(&id)
            }
            Whom::Role(id) => {
                message.mention_roles.push(id);
                true
            }
            Whom::Everyone => {
                message.mention_everyone = true;
                true
            }
        };
        // A private message notifies only the user who caused it.
        if is_new && !message.is_ephemeral() {
            let message = message.id;
            world.pings.push(Ping { message, whom, by_edit });
        }
    }
}

/// An embed as Discord keeps it: its type, texts without outer whitespace, fields with `inline`.
fn kept_embed(embed: &Value) -> Value {
    let mut kept = embed.clone();
    kept["type"] = json!("rich");
    if let Some(map) = kept.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    trim(&mut kept);
    for field in kept["fields"].as_array_mut().into_iter().flatten() {
        if field["inline"].is_null() {
            field["inline"] = json!(false);
        }
    }
    if kept["fields"].is_null()
        && let Some(map) = kept.as_object_mut()
    {
        map.remove("fields");
    }
    kept
}

fn trim(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.trim().to_owned(),
        Value::Array(items) => items.iter_mut().for_each(trim),
        Value::Object(map) => map.values_mut().for_each(trim),
        _ => {}
    }
}

/// Gives every component the number that Discord gives it if the bot does not.
pub(super) fn number(components: &mut [Value], next: &mut u64) {
    // What is no object can only be in a member that Discord ignores.
    for component in components.iter_mut().filter_map(Value::as_object_mut) {
        component.retain(|_, value| !value.is_null());
        let has_id = component.get("id").and_then(Value::as_u64).is_some_and(|id| id != 0);
        if !has_id {
            component.insert("id".to_owned(), json!(*next));
        }
        *next += 1;
        if let Some(Value::Array(children)) = component.get_mut("components") {
            number(children, next);
        }
        for only_child in ["accessory", "component"] {
            if let Some(child) = component.get_mut(only_child) {
                number(std::slice::from_mut(child), next);
            }
        }
    }
}
