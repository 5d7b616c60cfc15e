//! Acting as a person: typing, picking, clicking, choosing, submitting.
//!
//! A person can do what Discord's client lets people do, and gets an error for the rest. What a hostile or broken
//! Discord might send has its own acts, with "raw" and "again" in their names.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout_at;

use super::checks::length;
use super::ids::Id;
use super::interaction::{Interaction, callback, kind};
use super::message::Message;
use super::outcome::{CannotAct, Choice, Field, Modal, Outcome, Status};
use super::posting;
use super::stage::{Place, Stage};
use super::state::{Shared, State};
use super::typing::{self, Purpose};
use super::wire;

/// Somebody in the world, somewhere. Cheap to clone; every step elsewhere gives a new handle.
#[derive(Clone, Debug)]
pub struct Person {
    shared: Arc<Shared>,
    name: String,
    place: Place,
    locale: String,
}

/// What a person does, before it is sent.
struct Act {
    kind: u64,
    data: Value,
    message: Option<Id>,
    command: Option<(String, u64)>,
    /// What it is, for the account.
    words: String,
}

impl Person {
    pub(super) fn new(shared: Arc<Shared>, name: &str) -> Self {
        let place = Place::Server { server: None, channel: "general".to_owned() };
        Self { shared, name: name.to_owned(), place, locale: "en-US".to_owned() }
    }

    /// The same person, in the direct messages with the bot.
    #[must_use]
    pub fn in_dm(&self) -> Self {
        self.at(Place::WithBot)
    }

    /// The same person, in direct messages with somebody else, having installed the app for themselves.
    #[must_use]
    pub fn in_private_channel(&self) -> Self {
        self.at(Place::Private)
    }

    /// The same person, in a channel of the home server.
    #[must_use]
    pub fn in_channel(&self, channel: &str) -> Self {
        self.at(Place::Server { server: None, channel: channel.to_owned() })
    }

    /// The same person, in `#general` of another server.
    #[must_use]
    pub fn in_server(&self, server: &str) -> Self {
        self.at(Place::Server { server: Some(server.to_owned()), channel: "general".to_owned() })
    }

    /// The same person, with another language.
    #[must_use]
    pub fn locale(&self, locale: &str) -> Self {
        Self { locale: locale.to_owned(), ..self.clone() }
    }

    fn at(&self, place: Place) -> Self {
        Self { place, ..self.clone() }
    }

    /// The person's account.
    ///
    /// # Errors
    ///
    /// If there is no such person.
    pub fn id(&self) -> Result<Id, CannotAct> {
        let id = self.shared.look(|state| state.world.user_named(&self.name).map(|user| user.id));
        id.ok_or_else(|| CannotAct::UnknownPerson(self.name.clone()))
    }

    /// The messages that the person sees here, oldest first.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub fn sees(&self) -> Result<Vec<Message>, CannotAct> {
        self.shared.change_quietly(|state, _| {
            let stage = Stage::find(&mut state.world, &self.name, &self.place)?;
            let messages = state.world.messages.values();
            let visible = messages.filter(|message| is_visible(message, &stage));
            Ok(visible.cloned().collect())
        })
    }

    /// The names of the commands that the client offers here, with their types.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub fn is_offered(&self) -> Result<Vec<(String, u64)>, CannotAct> {
        self.shared.change_quietly(|state, _| {
            let stage = Stage::find(&mut state.world, &self.name, &self.place)?;
            let offered = stage.offered(&state.world);
            Ok(offered.into_iter().map(|command| (command.name, command.kind)).collect())
        })
    }

    /// Posts an ordinary message.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub fn says(&self, content: &str) -> Result<Message, CannotAct> {
        self.shared.change(|state, now| {
            let stage = Stage::find(&mut state.world, &self.name, &self.place)?;
            let id = posting::say(&mut state.world, stage.user, stage.channel, content, now);
            state.journal.note(now, &format!("{}: {content}", self.name));
            let message = state.world.messages.get(&id).cloned();
            message.ok_or(CannotAct::NoSuchMessage(id))
        })
    }

    /// Types a slash command: `/industry name:healthcare for:@bob private:true`.
    ///
    /// # Errors
    ///
    /// If the client does not let the person send it.
    pub async fn types(&self, line: &str) -> Result<Outcome, CannotAct> {
        let (stage, act) = self.prepare(|state, stage| typed(state, stage, line, Purpose::Send))?;
        Ok(self.does(&stage, act).await)
    }

    /// Sends a command with any options, past the client's checks. An unregistered command gets an id of its own.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub async fn types_raw(&self, command: &str, options: Value) -> Result<Outcome, CannotAct> {
        let name = command.trim_start_matches('/').to_owned();
        let (stage, act) = self.prepare(|state, stage| {
            let offered = stage.offered(&state.world);
            let known = offered.iter().find(|known| known.name == name);
            let id = known.map_or(Id(1), |known| known.id);
            Ok(Act {
                kind: kind::COMMAND,
                words: format!("/{name} {options}"),
                data: json!({ "id": id, "name": name, "type": 1, "options": options }),
                message: None,
                command: Some((name, 1)),
            })
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Begins to type a command; the last option is the one that is being completed. Answers with what is offered.
    ///
    /// # Errors
    ///
    /// If the client would not ask the bot.
    pub async fn completes(&self, line: &str) -> Result<Outcome, CannotAct> {
        let (stage, act) = self.prepare(|state, stage| typed(state, stage, line, Purpose::Complete))?;
        Ok(self.does(&stage, act).await)
    }

    /// Begins to type a command, picks the choice with this name for its last option, and sends it.
    ///
    /// # Errors
    ///
    /// If the client would not ask the bot, or nothing by this name is offered.
    pub async fn picks(&self, line: &str, choice: &str) -> Result<Outcome, CannotAct> {
        let outcome = self.completes(line).await?;
        let choices = outcome.choices().unwrap_or_default();
        let picked = choices.iter().find(|offered| offered.name == choice);
        let value = picked.ok_or_else(|| CannotAct::NoSuchChoice(choice.to_owned()))?.value.clone();
        let (stage, act) = self.prepare(|state, stage| {
            let mut act = typed(state, stage, line, Purpose::Complete)?;
            act.kind = kind::COMMAND;
            act.words = format!("{} → {choice}", act.words);
            pick(&mut act.data["options"], &value);
            Ok(act)
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Uses a command from a message's context menu.
    ///
    /// # Errors
    ///
    /// If the command is not offered here, or the message is not visible.
    pub async fn uses(&self, command: &str, message: &Message) -> Result<Outcome, CannotAct> {
        let (stage, act) = self.prepare(|state, stage| {
            let target = visible(state, stage, message.id)?;
            let resolved = json!({ "messages": { target.id.to_string(): wire::message(&state.world, &target) } });
            from_menu(state, stage, command, 3, target.id, &resolved)
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Uses a command from a user's context menu.
    ///
    /// # Errors
    ///
    /// If the command is not offered here, or there is no such user.
    pub async fn uses_on(&self, command: &str, user: &str) -> Result<Outcome, CannotAct> {
        let (stage, act) = self.prepare(|state, stage| {
            let target = state.world.user_named(user).map(|user| user.id);
            let target = target.ok_or_else(|| CannotAct::UnknownPerson(user.to_owned()))?;
            let guild = stage.guild.and_then(|id| state.world.guilds.get(&id));
            let resolved = wire::resolved(&state.world, guild, &[target], &[], &[]).unwrap_or_default();
            from_menu(state, stage, command, 2, target, &resolved)
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Clicks the button with this label (emoji and text as they are read).
    ///
    /// # Errors
    ///
    /// K13: if there is no such button, or it cannot be clicked.
    pub async fn clicks(&self, message: &Message, label: &str) -> Result<Outcome, CannotAct> {
        self.clicks_where(message, label, |button| button.label == label).await
    }

    /// Clicks the button with this `custom_id`.
    ///
    /// # Errors
    ///
    /// K13: if there is no such button, or it cannot be clicked.
    pub async fn clicks_id(&self, message: &Message, custom_id: &str) -> Result<Outcome, CannotAct> {
        self.clicks_where(message, custom_id, |button| button.custom_id.as_deref() == Some(custom_id)).await
    }

    async fn clicks_where(
        &self,
        message: &Message,
        name: &str,
        wanted: impl Fn(&super::message::Button) -> bool,
    ) -> Result<Outcome, CannotAct> {
        let (stage, act) = self.prepare(|state, stage| {
            let message = visible(state, stage, message.id)?;
            let buttons = message.buttons();
            let button = buttons.into_iter().find(wanted).ok_or_else(|| CannotAct::NoSuchControl(name.to_owned()))?;
            if button.disabled {
                return Err(CannotAct::Disabled(name.to_owned()));
            }
            let custom_id = button.custom_id.ok_or_else(|| CannotAct::SendsNothing(name.to_owned()))?;
            Ok(Act {
                kind: kind::COMPONENT,
                words: format!("clicks [{}]", button.label),
                data: json!({ "custom_id": custom_id, "component_type": 2, "id": button.id }),
                message: Some(message.id),
                command: None,
            })
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Chooses the line with this label from whichever menu has it.
    ///
    /// # Errors
    ///
    /// K13: if there is no such line, or its menu is disabled.
    pub async fn selects(&self, message: &Message, label: &str) -> Result<Outcome, CannotAct> {
        self.selects_several(message, &[label]).await
    }

    /// Chooses several lines of one menu.
    ///
    /// # Errors
    ///
    /// K13: if no menu has all of them or takes so many, or it is disabled.
    pub async fn selects_several(&self, message: &Message, labels: &[&str]) -> Result<Outcome, CannotAct> {
        let name = labels.join(", ");
        let (stage, act) = self.prepare(|state, stage| {
            let message = visible(state, stage, message.id)?;
            let menus = message.menus().into_iter();
            let chosen = menus.filter_map(|menu| {
                let value = |label: &&str| {
                    let option = menu.options.iter().find(|option| option.label == **label);
                    option.map(|option| option.value.clone())
                };
                let values: Option<Vec<String>> = labels.iter().map(value).collect();
                values.map(|values| (menu, values))
            });
            let (menu, values) = chosen.into_iter().next().ok_or_else(|| CannotAct::NoSuchControl(name.clone()))?;
            if menu.disabled {
                return Err(CannotAct::Disabled(name.clone()));
            }
            if !(menu.min_values..=menu.max_values).contains(&values.len()) {
                return Err(CannotAct::NoSuchControl(format!("{name}: {} at once", values.len())));
            }
            Ok(Act {
                kind: kind::COMPONENT,
                words: format!("selects {name}"),
                data: json!({ "custom_id": menu.custom_id, "component_type": 3, "id": menu.id, "values": values }),
                message: Some(message.id),
                command: None,
            })
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Fills in a modal and submits it. Fields are named by label or `custom_id`; the others keep their value.
    ///
    /// # Errors
    ///
    /// If the client does not accept the input.
    pub async fn submits(&self, modal: &Modal, input: &[(&str, &str)]) -> Result<Outcome, CannotAct> {
        let components = filled_in(modal, input)?;
        let (stage, act) = self.prepare(|_, _| {
            Ok(Act {
                kind: kind::MODAL,
                words: format!("submits \"{}\" {input:?}", modal.title),
                data: json!({ "custom_id": modal.custom_id, "components": components }),
                message: modal.source,
                command: None,
            })
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Sends a command interaction with `patch` applied to its payload as RFC 7396 says: null removes a field.
    ///
    /// For what no Discord should send: unknown types, missing members, mistyped fields.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub async fn sends_raw_interaction(&self, patch: Value) -> Result<Outcome, CannotAct> {
        let id = self.starts_raw_interaction(&patch)?;
        Ok(self.outcome(id).await)
    }

    /// The same without waiting for what comes of it, for what nobody could answer.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub fn starts_raw_interaction(&self, patch: &Value) -> Result<Id, CannotAct> {
        let (stage, act) = self.prepare(|_, _| {
            Ok(Act {
                kind: kind::COMMAND,
                words: format!("sends {patch}"),
                data: json!({ "id": "1", "name": "raw", "type": 1 }),
                message: None,
                command: Some(("raw".to_owned(), 1)),
            })
        })?;
        Ok(self.begin(&stage, act, Some(patch)))
    }

    /// Clicks something that is not on the message: any component data (`custom_id`, `component_type`, `values`).
    ///
    /// # Errors
    ///
    /// If the message is not visible.
    pub async fn clicks_raw(&self, message: &Message, data: Value) -> Result<Outcome, CannotAct> {
        let (stage, act) = self.prepare(|state, stage| {
            let message = visible(state, stage, message.id)?;
            Ok(Act {
                kind: kind::COMPONENT,
                words: format!("clicks, by force, {data}"),
                data,
                message: Some(message.id),
                command: None,
            })
        })?;
        Ok(self.does(&stage, act).await)
    }

    /// Delivers an interaction once more: the same payload with the same id, as a new event.
    ///
    /// # Errors
    ///
    /// If there is no such interaction.
    pub fn delivers_again(&self, interaction: Id) -> Result<(), CannotAct> {
        self.shared.change(|state, now| {
            let known = state.world.interactions.get(&interaction);
            let known = known.ok_or(CannotAct::NoSuchInteraction(interaction))?;
            let (guild, payload) = (known.guild, known.payload.clone());
            state.gateway.dispatch(guild, "INTERACTION_CREATE", &payload);
            state.journal.note(now, &format!("interaction {interaction} is delivered again"));
            Ok(())
        })
    }

    /// Does something without waiting for what comes of it; see [`outcome`](Self::outcome).
    ///
    /// # Errors
    ///
    /// If the client does not let the person send it.
    pub fn starts_typing(&self, line: &str) -> Result<Id, CannotAct> {
        let (stage, act) = self.prepare(|state, stage| typed(state, stage, line, Purpose::Send))?;
        Ok(self.begin(&stage, act, None))
    }

    /// Works out what the person does, with the state at hand.
    fn prepare(&self, act: impl FnOnce(&State, &Stage) -> Result<Act, CannotAct>) -> Result<(Stage, Act), CannotAct> {
        self.shared.change_quietly(|state, _| {
            let stage = Stage::find(&mut state.world, &self.name, &self.place)?;
            let act = act(state, &stage)?;
            Ok((stage, act))
        })
    }

    async fn does(&self, stage: &Stage, act: Act) -> Outcome {
        let id = self.begin(stage, act, None);
        self.outcome(id).await
    }

    /// Sends the interaction to the bot.
    fn begin(&self, stage: &Stage, act: Act, patch: Option<&Value>) -> Id {
        let (id, late) = self.shared.change(|state, now| {
            let id = state.world.mint(now);
            let token = format!("playground-interaction.{id}.{:032x}", fastrand::u128(..));
            state.journal.note(now, &format!("{} {} (interaction {id})", self.name, act.words));
            let Some(payload) = payload(state, stage, &act, &self.locale, id, &token, patch) else {
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
                original: None,
                source: act.message,
                only_user_installed: stage.only_user_installed,
                forced_ephemeral: stage.forced_ephemeral,
                follow_ups: 0,
                command: act.command,
                owners: stage.owners.clone(),
            };
            state.world.interactions.insert(id, interaction);
            match state.faults.late.pop_front() {
                None => {
                    deliver(state, stage.guild, id, &payload, now);
                    (id, None)
                }
                Some(delay) => (id, Some((delay, payload))),
            }
        });
        if let Some((delay, payload)) = late {
            let (shared, guild) = (Arc::clone(&self.shared), stage.guild);
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                shared.change(|state, now| deliver(state, guild, id, &payload, now));
            });
        }
        id
    }

    /// What comes of an interaction by its deadline.
    pub async fn outcome(&self, interaction: Id) -> Outcome {
        let shared = &self.shared;
        let created = shared.look(|state| state.world.interactions.get(&interaction).map(|known| known.created));
        let deadline = shared.instant(created.unwrap_or_default() + shared.settings.deadline);
        let mut changes = shared.changes();
        let answered = async {
            loop {
                let has_response = |known: &Interaction| known.response.is_some();
                if shared.look(|state| state.world.interactions.get(&interaction).is_some_and(has_response)) {
                    return;
                }
                if changes.changed().await.is_err() {
                    return;
                }
            }
        };
        let in_time = timeout_at(deadline, answered).await.is_ok();
        shared.change(|state, now| {
            if !in_time {
                let line = format!("interaction {interaction}: the application did not respond");
                state.journal.note(now, &line);
            }
            summed_up(state, interaction)
        })
    }
}

/// What came of an interaction so far.
fn summed_up(state: &State, id: Id) -> Outcome {
    let requests = state.journal.requests.iter();
    let went_wrong =
        |request: &&super::journal::Request| request.interaction == Some(id) && !(200..300).contains(&request.status);
    let interaction = state.world.interactions.get(&id);
    Outcome {
        interaction: id,
        status: interaction.map_or(Status::Nothing, |interaction| status(state, interaction)),
        refused: requests.filter(went_wrong).cloned().collect(),
        account: state.journal.account(),
    }
}

fn status(state: &State, interaction: &Interaction) -> Status {
    let Some(response) = &interaction.response else {
        return Status::Nothing;
    };
    let data = &response.body["data"];
    let then = response.shown.clone();
    let now = then.as_ref().and_then(|message| state.world.messages.get(&message.id)).cloned();
    let message = now.or(then);
    let callback = response.body.clone();
    match (response.kind, message) {
        (callback::MESSAGE | callback::UPDATE, Some(message)) => Status::Answered { callback, message },
        (callback::CHOICES, _) => Status::Choices(choices(data)),
        (callback::MODAL, _) => Status::Modal(modal(data, interaction.source)),
        (_, message) => Status::Deferred { callback, message },
    }
}

fn choices(data: &Value) -> Vec<Choice> {
    let choices = data["choices"].as_array().into_iter().flatten();
    choices
        .map(|choice| Choice {
            name: choice["name"].as_str().unwrap_or_default().to_owned(),
            value: choice["value"].clone(),
        })
        .collect()
}

fn modal(data: &Value, source: Option<Id>) -> Modal {
    let mut components = data["components"].as_array().cloned().unwrap_or_default();
    posting::number(&mut components, &mut 1);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields = components.iter().filter_map(|component| {
        let (field, label) = if component["type"] == 18 {
            (&component["component"], &component["label"])
        } else {
            (&component["components"][0], &component["components"][0]["label"])
        };
        field.is_object().then(|| Field {
            custom_id: text(&field["custom_id"]),
            label: text(label),
            required: field["required"] != false,
            component: field.clone(),
        })
    });
    Modal {
        custom_id: text(&data["custom_id"]),
        title: text(&data["title"]),
        fields: fields.collect(),
        source,
        components,
    }
}

/// `data.components` of a submitted modal.
fn filled_in(modal: &Modal, input: &[(&str, &str)]) -> Result<Vec<Value>, CannotAct> {
    let refuse = |field: &str, why: &str| CannotAct::BadInput { field: field.to_owned(), why: why.to_owned() };
    for (name, _) in input {
        if !modal.fields.iter().any(|field| field.custom_id == *name || field.label == *name) {
            return Err(refuse(name, "there is no such field"));
        }
    }
    let submitted = |field: &Field| -> Result<Value, CannotAct> {
        let typed = input.iter().find(|(name, _)| field.custom_id == *name || field.label == *name);
        let preset = field.component["value"].as_str().unwrap_or_default();
        let value = typed.map_or(preset, |(_, value)| *value);
        let count = length(value) as u64;
        let least = field.component["min_length"].as_u64().unwrap_or(0);
        let most = field.component["max_length"].as_u64().unwrap_or(4000);
        if value.is_empty() && field.required {
            return Err(refuse(&field.label, "it is required"));
        }
        if !value.is_empty() && !(least..=most).contains(&count) {
            return Err(refuse(&field.label, &format!("{least} to {most} characters")));
        }
        let kind = &field.component["type"];
        let mut value_of = json!({ "type": kind, "id": field.component["id"], "custom_id": field.custom_id });
        if *kind == 4 {
            value_of["value"] = json!(value);
        } else {
            value_of["values"] = if value.is_empty() { json!([]) } else { json!([value]) };
        }
        Ok(value_of)
    };
    let mut fields = modal.fields.iter();
    let mut components = Vec::new();
    for component in &modal.components {
        let mut shown = json!({ "type": component["type"], "id": component["id"] });
        match component["type"].as_u64() {
            Some(18) => shown["component"] = fields.next().map(submitted).transpose()?.unwrap_or_default(),
            Some(1) => shown["components"] = json!([fields.next().map(submitted).transpose()?.unwrap_or_default()]),
            _ => {}
        }
        components.push(shown);
    }
    Ok(components)
}

fn typed(state: &State, stage: &Stage, line: &str, purpose: Purpose) -> Result<Act, CannotAct> {
    let world = &state.world;
    let guild = stage.guild.and_then(|id| world.guilds.get(&id));
    let typed = typing::parse(line, &stage.offered(world), world, guild, purpose)?;
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
        Purpose::Send => (kind::COMMAND, format!("types {line}")),
        Purpose::Complete => (kind::AUTOCOMPLETE, format!("is typing {line}")),
    };
    Ok(Act { kind, data, words, message: None, command: Some((typed.command.name, typed.command.kind)) })
}

/// Replaces the value that was being typed by the one that was picked.
fn pick(options: &mut Value, value: &Value) {
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

fn from_menu(
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
    Ok(Act {
        kind: kind::COMMAND,
        words: format!("uses \"{command}\" on {target}"),
        data: json!({
            "id": found.id,
            "name": found.name,
            "type": found.kind,
            "target_id": target,
            "resolved": resolved,
        }),
        message: None,
        command: Some((found.name, command_kind)),
    })
}

fn is_visible(message: &Message, stage: &Stage) -> bool {
    message.channel == stage.channel && message.ephemeral_for.is_none_or(|only| only == stage.user)
}

fn visible(state: &State, stage: &Stage, id: Id) -> Result<Message, CannotAct> {
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

fn deliver(state: &mut State, guild: Option<Id>, id: Id, payload: &Value, now: Duration) {
    let heard = state.gateway.dispatch(guild, "INTERACTION_CREATE", payload);
    if heard == 0 {
        state.journal.note(now, &format!("interaction {id} reaches nobody: the bot has no session"));
    }
}
