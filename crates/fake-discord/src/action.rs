//! Actions: what a person does becomes the payload of an interaction, which is delivered.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::caller;
use super::command_parser::{self, Input, Purpose};
use super::context::Context;
use super::ids::Id;
use super::interaction::{Interaction, Named, Posting, kind};
use super::menu::Menu;
use super::message::Message;
use super::outcome::CannotAct;
use super::state::{Shared, State};
use super::wire;

/// What a person does, before it is sent.
pub(super) struct Action {
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

impl Action {
    pub(super) fn new(kind: u64, words: String, data: Value) -> Self {
        Self { kind, data, message: None, command: None, opened_by: None, words }
    }

    /// An action on a component of a message.
    pub(super) fn on(self, message: Id) -> Self {
        Self { message: Some(message), ..self }
    }

    /// An action that uses a command.
    pub(super) fn with(self, command: &str, kind: u64) -> Self {
        Self { command: Some((command.to_owned(), kind)), ..self }
    }
}

/// The person who acts: the name for the journal, and the language.
#[derive(Clone, Copy)]
pub(super) struct Actor<'a> {
    pub name: &'a str,
    pub locale: &'a str,
}

/// Sends the interaction to the bot, after `patch` was applied to its payload.
pub(super) fn begin(
    shared: &Arc<Shared>,
    context: &Context,
    who: Actor<'_>,
    action: Action,
    patch: Option<&Value>,
) -> Id {
    let (id, late) = shared.change(|state, now| {
        let id = state.world.mint(now);
        let token = Interaction::new_token(id);
        state.journal.note(now, &format!("{} {} (interaction {id})", who.name, action.words));
        let envelope = Envelope { id, token: &token, locale: who.locale, patch };
        let Some(payload) = payload(state, context, &action, &envelope) else {
            return (id, None);
        };
        let patched_kind = payload["type"].as_u64().unwrap_or_default();
        let interaction = Interaction {
            id,
            token,
            kind: patched_kind,
            user: context.user,
            channel: context.channel,
            guild: context.guild,
            payload: payload.clone(),
            created: now,
            response: None,
            callbacks: 0,
            posting: Posting::Not,
            deliveries: Vec::new(),
            original: None,
            source: action.message,
            only_user_installed: context.only_user_installed,
            forced_ephemeral: context.forced_ephemeral,
            follow_ups: 0,
            command: action.command,
            opened_by: action.opened_by,
            owners: context.owners.clone(),
        };
        state.world.remember(interaction);
        match state.faults.late.pop_front() {
            None => {
                deliver(shared, state, context.guild, id, &payload, now);
                (id, None)
            }
            Some(delay) => (id, Some((delay, payload))),
        }
    });
    if let Some((delay, payload)) = late {
        let (shared, guild) = (Arc::clone(shared), context.guild);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            shared.change(|state, now| deliver(&shared, state, guild, id, &payload, now));
        });
    }
    id
}

pub(super) fn typed(state: &State, context: &Context, input: Input<'_>, purpose: Purpose) -> Result<Action, CannotAct> {
    let world = &state.world;
    let guild = context.guild.and_then(|id| world.guilds.get(&id));
    let typed = command_parser::parse(input, &context.offered(world), world, guild, purpose);
    let typed = typed.map_err(|problem| match problem {
        CannotAct::UnknownCommand(typed) if !typed.contains(' ') => {
            match context.objection(world, typed.trim_start_matches('/'), 1) {
                CannotAct::UnknownCommand(_) => CannotAct::UnknownCommand(typed),
                hidden => hidden,
            }
        }
        problem => problem,
    })?;
    let mut data = json!({ "id": typed.command.id, "name": typed.command.name, "type": typed.command.kind });
    if !typed.options.is_empty() {
        data["options"] = json!(typed.options);
    }
    if let Some(guild) = typed.command.guild {
        data["guild_id"] = json!(guild);
    }
    if let Some(resolved) = wire::resolved(world, context, &typed.named) {
        data["resolved"] = resolved;
    }
    let (kind, words) = match purpose {
        Purpose::Send => (kind::COMMAND, format!("types {input}")),
        Purpose::Complete => (kind::AUTOCOMPLETE, format!("is typing {input}")),
    };
    Ok(Action::new(kind, words, data).with(&typed.command.name, typed.command.kind))
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
    context: &Context,
    command: &str,
    command_kind: u64,
    target: Id,
    resolved: &Value,
) -> Result<Action, CannotAct> {
    let offered = context.offered(&state.world);
    let found = offered.into_iter().find(|known| known.kind == command_kind && known.name == command);
    let found = found.ok_or_else(|| context.objection(&state.world, command, command_kind))?;
    let words = format!("uses \"{command}\" on {target}");
    let data = json!({
        "id": found.id, "name": found.name, "type": found.kind, "target_id": target, "resolved": resolved,
    });
    Ok(Action::new(kind::COMMAND, words, data).with(&found.name, command_kind))
}

/// Chooses from a menu, each by its value, or by its label or name.
pub(super) fn select(
    state: &State,
    context: &Context,
    message: &Message,
    menu: &Menu,
    chosen: &[impl AsRef<str>],
) -> Result<Action, CannotAct> {
    let chosen: Vec<&str> = chosen.iter().map(AsRef::as_ref).collect();
    let name = chosen.join(", ");
    let (world, mut named) = (&state.world, Named::default());
    let value = |wanted: &&str| {
        let value = menu.value(wanted, world, context, &mut named);
        value.map_err(|_| CannotAct::NoSuchControl((*wanted).to_owned()))
    };
    let values: Vec<String> = chosen.iter().map(value).collect::<Result<_, _>>()?;
    if menu.disabled {
        return Err(CannotAct::Disabled(name));
    }
    let is_repeated = values.iter().enumerate().any(|(index, value)| values[..index].contains(value));
    if is_repeated || !(menu.min_values..=menu.max_values).contains(&values.len()) {
        return Err(CannotAct::NoSuchControl(format!("{name}: {} at once", values.len())));
    }
    let mut data = json!({ "custom_id": menu.custom_id, "component_type": menu.kind, "id": menu.id, "values": values });
    if let Some(resolved) = wire::resolved(world, context, &named) {
        data["resolved"] = resolved;
    }
    Ok(Action::new(kind::COMPONENT, format!("selects {name}"), data).on(message.id))
}

pub(super) fn is_visible(message: &Message, context: &Context) -> bool {
    message.channel == context.channel && message.ephemeral_for.is_none_or(|only| only == context.user)
}

pub(super) fn visible(state: &State, context: &Context, id: Id) -> Result<Message, CannotAct> {
    let message = state.world.messages.get(&id).filter(|message| is_visible(message, context));
    message.cloned().ok_or(CannotAct::NoSuchMessage(id))
}

/// What a payload says besides the action and its context.
struct Envelope<'a> {
    id: Id,
    token: &'a str,
    locale: &'a str,
    /// Applied to the payload at the end.
    patch: Option<&'a Value>,
}

fn payload(state: &State, context: &Context, action: &Action, envelope: &Envelope<'_>) -> Option<Value> {
    let world = &state.world;
    let scene = wire::Scene {
        id: envelope.id,
        token: envelope.token,
        kind: action.kind,
        user: context.user,
        channel: world.channels.get(&context.channel)?,
        guild: context.guild.and_then(|id| world.guilds.get(&id)),
        locale: envelope.locale,
        context: context.kind,
        owners: &context.owners,
        message: action.message.and_then(|id| world.messages.get(&id)),
        data: action.data.clone(),
    };
    let mut payload = wire::interaction(world, &scene);
    if let Some(patch) = envelope.patch {
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
        state.journal.note(now, &format!("interaction {id} is not delivered: the bot has no session"));
    }
}
