//! Acting as a person: typing, picking, clicking, choosing, submitting.
//!
//! A person can do what Discord's client lets people do, and gets an error for the rest. What a hostile or broken
//! Discord might send has its own acts, with "raw" and "again" in their names.

mod components;
mod files;
mod form_input;
mod raw;

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::timeout_at;

use super::action::{Action, Actor, begin, from_menu, is_visible, pick, typed, visible};
use super::command_parser::{Input, Purpose};
use super::context::{Context, Place};
use super::ids::Id;
use super::interaction::{Interaction, Named, Posting, kind};
use super::message::Message;
use super::outcome::{CannotAct, Outcome, summed_up};
use super::posting;
use super::state::{Shared, State};
use super::wire;

/// A user of the world in one place, who acts. Cheap to clone; [`in_dm`](Self::in_dm) and the like return a new handle.
#[derive(Clone, Debug)]
pub struct Person {
    shared: Arc<Shared>,
    name: String,
    place: Place,
    locale: String,
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

    /// The same person, in direct messages with another user, having installed the app for themselves.
    #[must_use]
    pub fn in_private_channel(&self) -> Self {
        self.at(Place::Private)
    }

    /// The same person, in a channel of the home server, by its name or id. Threads are channels too.
    #[must_use]
    pub fn in_channel(&self, channel: &str) -> Self {
        self.at(Place::Server { server: None, channel: channel.to_owned() })
    }

    /// The same person, in `#general` of another server.
    #[must_use]
    pub fn in_server(&self, server: &str) -> Self {
        self.in_channel_of(server, "general")
    }

    /// The same person, in a channel of another server.
    #[must_use]
    pub fn in_channel_of(&self, server: &str, channel: &str) -> Self {
        self.at(Place::Server { server: Some(server.to_owned()), channel: channel.to_owned() })
    }

    /// The same person, with another language.
    #[must_use]
    pub fn locale(&self, locale: &str) -> Self {
        Self { locale: locale.to_owned(), ..self.clone() }
    }

    fn at(&self, place: Place) -> Self {
        Self { place, ..self.clone() }
    }

    /// The fake Discord that the person is in.
    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The person's unique name, as in `@ada`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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
        self.looks(|state, context, _| {
            let messages = state.world.messages.values();
            messages.filter(|message| is_visible(message, context)).cloned().collect()
        })
    }

    /// The names of the commands that the client offers here, with their types.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub fn is_offered(&self) -> Result<Vec<(String, u64)>, CannotAct> {
        self.looks(|state, context, _| {
            let offered = context.offered(&state.world);
            offered.into_iter().map(|command| (command.name, command.kind)).collect()
        })
    }

    /// Posts an ordinary message. In a thread that was put away, that brings it back.
    ///
    /// # Errors
    ///
    /// If the person cannot be here, or not post here.
    pub fn says(&self, content: &str) -> Result<Message, CannotAct> {
        self.shared.change(|state, now| {
            let context = Context::find(&mut state.world, &self.name, &self.place)?;
            context.takes_messages(&state.world)?;
            state.world.archive(context.channel, false);
            let id = posting::say(&mut state.world, context.user, context.channel, content, now);
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
        let (context, action) =
            self.prepare(|state, context| typed(state, context, Input::Line(line), Purpose::Send))?;
        Ok(self.does(&context, action).await)
    }

    /// Begins to type a command; the last option is the one that is being completed. Answers with what is offered.
    ///
    /// # Errors
    ///
    /// If the client would not ask the bot.
    pub async fn completes(&self, line: &str) -> Result<Outcome, CannotAct> {
        let (context, action) =
            self.prepare(|state, context| typed(state, context, Input::Line(line), Purpose::Complete))?;
        Ok(self.does(&context, action).await)
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
        let (context, action) = self.prepare(|state, context| {
            let mut action = typed(state, context, Input::Line(line), Purpose::Complete)?;
            action.kind = kind::COMMAND;
            action.words = format!("{} → {choice}", action.words);
            pick(&mut action.data["options"], &value);
            Ok(action)
        })?;
        Ok(self.does(&context, action).await)
    }

    /// Uses a command from a message's context menu.
    ///
    /// # Errors
    ///
    /// If the command is not offered here, or the message is not visible.
    pub async fn uses(&self, command: &str, message: &Message) -> Result<Outcome, CannotAct> {
        let (context, action) = self.prepare(|state, context| {
            let target = visible(state, context, message.id)?;
            let resolved = json!({ "messages": { target.id.to_string(): wire::message(&state.world, &target) } });
            from_menu(state, context, command, 3, target.id, &resolved)
        })?;
        Ok(self.does(&context, action).await)
    }

    /// Uses a command from a user's context menu.
    ///
    /// # Errors
    ///
    /// If the command is not offered here, or there is no such user.
    pub async fn uses_on(&self, command: &str, user: &str) -> Result<Outcome, CannotAct> {
        let (context, action) = self.prepare(|state, context| {
            let target = state.world.user_named(user).map(|user| user.id);
            let target = target.ok_or_else(|| CannotAct::UnknownPerson(user.to_owned()))?;
            let named = Named { users: vec![target], ..Named::default() };
            let resolved = wire::resolved(&state.world, context, &named).unwrap_or_default();
            from_menu(state, context, command, 2, target, &resolved)
        })?;
        Ok(self.does(&context, action).await)
    }

    /// Does something without waiting for what comes of it; see [`outcome`](Self::outcome).
    ///
    /// # Errors
    ///
    /// If the client does not let the person send it.
    pub fn starts_typing(&self, line: &str) -> Result<Id, CannotAct> {
        let (context, action) =
            self.prepare(|state, context| typed(state, context, Input::Line(line), Purpose::Send))?;
        Ok(begin(&self.shared, &context, self.actor(), action, None))
    }

    /// Reads the state from where the person is, at this moment.
    pub(super) fn looks<T>(&self, read: impl FnOnce(&State, &Context, Duration) -> T) -> Result<T, CannotAct> {
        self.shared.change_quietly(|state, now| {
            let context = Context::find(&mut state.world, &self.name, &self.place)?;
            Ok(read(state, &context, now))
        })
    }

    /// Works out what the person does, with the state at hand.
    pub(super) fn prepare(
        &self,
        action: impl FnOnce(&State, &Context) -> Result<Action, CannotAct>,
    ) -> Result<(Context, Action), CannotAct> {
        self.shared.change_quietly(|state, _| {
            let context = Context::find(&mut state.world, &self.name, &self.place)?;
            let action = action(state, &context)?;
            Ok((context.authorized(&state.world, action.message, action.opened_by)?, action))
        })
    }

    fn actor(&self) -> Actor<'_> {
        Actor { name: &self.name, locale: &self.locale }
    }

    pub(super) async fn does(&self, context: &Context, action: Action) -> Outcome {
        let id = begin(&self.shared, context, self.actor(), action, None);
        self.outcome(id).await
    }

    /// What comes of an interaction by its deadline.
    pub async fn outcome(&self, interaction: Id) -> Outcome {
        let shared = &self.shared;
        let created = shared.look(|state| state.world.interactions.get(&interaction).map(|known| known.created));
        let deadline = shared.instant(created.unwrap_or_default() + shared.settings.deadline);
        let mut changes = shared.changes();
        let answered = async {
            loop {
                let is_over = |known: &Interaction| known.response.is_some() || known.posting == Posting::Failed;
                if shared.look(|state| state.world.interactions.get(&interaction).is_some_and(is_over)) {
                    return;
                }
                if changes.changed().await.is_err() {
                    return;
                }
            }
        };
        // A wrong answer of the endpoint ends the waiting as a right one does.
        let _ = timeout_at(deadline, answered).await;
        shared.change(|state, now| {
            let known = state.world.interactions.get(&interaction);
            if known.is_none_or(|known| known.response.is_none()) {
                let line = format!("interaction {interaction}: the application did not respond");
                state.journal.note(now, &line);
            }
            summed_up(shared, state, interaction)
        })
    }
}
