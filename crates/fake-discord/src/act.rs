//! What a person does, on its way to the bot: from an act to the payload of an interaction, delivered.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::caller;
use super::ids::Id;
use super::interaction::{Interaction, Posting, kind};
use super::message::{Menu, Message};
use super::outcome::CannotAct;
use super::stage::Stage;
use super::state::{Shared, State};
use super::typing::{self, Input, Purpose};
use super::wire;

/// What a person does, before it is sent.
pub(super) struct Act {
    pub kind: u64,
    pub data: Value,
    /// The message whose component was used.
    pub message: Option<Id>,
    /// The command's name and type.
    pub command: Option<(String, u64)>,
    /// The interaction that opened the modal which is submitted.
    pub opened_by: Option<Id>,
    /// What it is, for the account.
    pub words: String,
}

impl Act {
    pub(super) fn new(kind: u64, words: String, data: Value) -> Self {
        Self { kind, data, message: None, command: None, opened_by: None, words }
    }

    /// An act on a component of a message.
    pub(super) fn on(self, message: Id) -> Self {
        Self { message: Some(message), ..self }
    }

    /// An act that uses a command.
    pub(super) fn with(self, command: &str, kind: u64) -> Self {
        Self { command: Some((command.to_owned(), kind)), ..self }
    }
}

/// Who acts: a name for the account, and their language.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub name: &'a str,
    pub locale: &'a str,
}

/// Sends the interaction to the bot, after `patch` was applied to its payload.
pub(super) fn begin(shared: &Arc<Shared>, stage: &Stage, who: Who<'_>, act: Act, patch: Option<&Value>) -> Id {
    let (id, late) = shared.change(|state, now| {
        let id = state.world.mint(now);
        let token = Interaction::new_token(id);
        state.journal.note(now, &format!("{} {} (interaction {id})", who.name, act.words));
        let Some(payload) = payload(state, stage, &act, who.locale, id, &token, patch) else {
            return (id, None);
        };
        let patched_kind = payload["type"].as_u64().unwrap_or_default();
        let interaction = Interaction {
            id,
            token,
            kind: patched_kind,
            user: stage.user,
            channel: stage.channel,
            guild: stage.guild,
            payload: payload.clone(),
            created: now,
            response: None,
            callbacks: 0,
            posting: Posting::Not,
            deliveries: Vec::new(),
            original: None,
            source: act.message,
            only_user_installed: stage.only_user_installed,
            forced_ephemeral: stage.forced_ephemeral,
            follow_ups: 0,
            command: act.command,
            opened_by: act.opened_by,
            owners: stage.owners.clone(),
        };
        state.world.remember(interaction);
        match state.faults.late.pop_front() {
            None => {
                deliver(shared, state, stage.guild, id, &payload, now);
                (id, None)
            }
            Some(delay) => (id, Some((delay, payload))),
        }
    });
    if let Some((delay, payload)) = late {
        let (shared, guild) = (Arc::clone(shared), stage.guild);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            shared.change(|state, now| deliver(&shared, state, guild, id, &payload, now));
        });
    }
    id
}

pub(super) fn typed(state: &State, stage: &Stage, input: Input<'_>, purpose: Purpose) -> Result<Act, CannotAct> {
    let world = &state.world;
    let guild = stage.guild.and_then(|id| world.guilds.get(&id));
    let typed = typing::parse(input, &stage.offered(world), world, guild, purpose)?;
    let mut data = json!({ "id": typed.command.id, "name": typed.command.name, "type": typed.command.kind });
    if !typed.options.is_empty() {
        data["options"] = json!(typed.options);
    }
    if let Some(guild) = typed.command.guild {
        data["guild_id"] = json!(guild);
    }
    let of = &typed.mentioned;
    if let Some(resolved) = wire::resolved(world, guild, &of.users, &of.channels, &of.roles) {
        data["resolved"] = resolved;
    }
    let (kind, words) = match purpose {
        Purpose::Send => (kind::COMMAND, format!("types {input}")),
        Purpose::Complete => (kind::AUTOCOMPLETE, format!("is typing {input}")),
    };
    Ok(Act::new(kind, words, data).with(&typed.command.name, typed.command.kind))
}

/// Replaces the value that was being typed by the one that was picked.
pub(super) fn pick(options: &mut Value, value: &Value) {
    for option in options.as_array_mut().into_iter().flatten() {
        if option["focused"] == true {
            option["value"] = value.clone();
            if let Some(map) = option.as_object_mut() {
                map.remove("focused");
            }
        } else if option.get("options").is_some() {
            pick(&mut option["options"], value);
        }
    }
}

pub(super) fn from_menu(
    state: &State,
    stage: &Stage,
    command: &str,
    command_kind: u64,
    target: Id,
    resolved: &Value,
) -> Result<Act, CannotAct> {
    let offered = stage.offered(&state.world);
    let found = offered.into_iter().find(|known| known.kind == command_kind && known.name == command);
    let found = found.ok_or_else(|| CannotAct::UnknownCommand(command.to_owned()))?;
    let words = format!("uses \"{command}\" on {target}");
    let data = json!({
        "id": found.id, "name": found.name, "type": found.kind, "target_id": target, "resolved": resolved,
    });
    Ok(Act::new(kind::COMMAND, words, data).with(&found.name, command_kind))
}

/// Chooses values of a menu; `name` is what the person called them.
pub(super) fn select(message: &Message, menu: &Menu, values: &[String], name: &str) -> Result<Act, CannotAct> {
    if menu.disabled {
        return Err(CannotAct::Disabled(name.to_owned()));
    }
    if !(menu.min_values..=menu.max_values).contains(&values.len()) {
        return Err(CannotAct::NoSuchControl(format!("{name}: {} at once", values.len())));
    }
    let data = json!({ "custom_id": menu.custom_id, "component_type": 3, "id": menu.id, "values": values });
    Ok(Act::new(kind::COMPONENT, format!("selects {name}"), data).on(message.id))
}

pub(super) fn is_visible(message: &Message, stage: &Stage) -> bool {
    message.channel == stage.channel && message.ephemeral_for.is_none_or(|only| only == stage.user)
}

pub(super) fn visible(state: &State, stage: &Stage, id: Id) -> Result<Message, CannotAct> {
    let message = state.world.messages.get(&id).filter(|message| is_visible(message, stage));
    message.cloned().ok_or(CannotAct::NoSuchMessage(id))
}

fn payload(
    state: &State,
    stage: &Stage,
    act: &Act,
    locale: &str,
    id: Id,
    token: &str,
    patch: Option<&Value>,
) -> Option<Value> {
    let world = &state.world;
    let scene = wire::Scene {
        id,
        token,
        kind: act.kind,
        user: stage.user,
        channel: world.channels.get(&stage.channel)?,
        guild: stage.guild.and_then(|id| world.guilds.get(&id)),
        locale,
        context: stage.context,
        owners: &stage.owners,
        message: act.message.and_then(|id| world.messages.get(&id)),
        data: act.data.clone(),
    };
    let mut payload = wire::interaction(world, &scene);
    if let Some(patch) = patch {
        wire::merge(&mut payload, patch);
    }
    Some(payload)
}

/// Delivers an interaction once more: the same payload with the same id, as a new event or a new request.
pub(super) fn again(shared: &Arc<Shared>, id: Id) -> Result<(), CannotAct> {
    shared.change(|state, now| {
        let known = state.world.interactions.get(&id).ok_or(CannotAct::NoSuchInteraction(id))?;
        let (guild, payload) = (known.guild, known.payload.clone());
        if state.endpoint.address.is_some() {
            tokio::spawn(caller::deliver_again(Arc::clone(shared), id));
        } else {
            state.gateway.dispatch(guild, "INTERACTION_CREATE", &payload);
        }
        state.journal.note(now, &format!("interaction {id} is delivered again"));
        Ok(())
    })
}

/// Posts to the endpoint if there is one, and tells the gateway otherwise: never both.
fn deliver(shared: &Arc<Shared>, state: &mut State, guild: Option<Id>, id: Id, payload: &Value, now: Duration) {
    if state.endpoint.address.is_some() {
        tokio::spawn(caller::deliver(Arc::clone(shared), id));
        return;
    }
    let heard = state.gateway.dispatch(guild, "INTERACTION_CREATE", payload);
    if heard == 0 {
        state.journal.note(now, &format!("interaction {id} reaches nobody: the bot has no session"));
    }
}
