//! Acting through a page: with filled-in fields and ids, where [`Person`]'s other acts read a line and labels.

use serde_json::{Map, Value};

use super::super::action::{select, typed, visible};
use super::super::command_parser::{Input, Purpose};
use super::super::ids::Id;
use super::super::message::Message;
use super::super::modal::Modal;
use super::super::outcome::{CannotAct, Outcome, summed_up};
use super::Person;

impl Person {
    /// Types a command and does not name its options: `/compare tpm "product manager" private:true`.
    ///
    /// # Errors
    ///
    /// If the client does not let the person send it.
    pub async fn types_loosely(&self, line: &str) -> Result<Outcome, CannotAct> {
        let (context, action) =
            self.prepare(|state, context| typed(state, context, Input::Loose(line), Purpose::Send))?;
        Ok(self.does(&context, action).await)
    }

    /// Sends a command whose options were filled into fields. Fields left empty are not sent.
    ///
    /// # Errors
    ///
    /// If the client does not let the person send it.
    pub async fn fills_in(&self, command: &str, options: &Map<String, Value>) -> Result<Outcome, CannotAct> {
        let input = Input::Form { command, options, focused: None };
        let (context, action) = self.prepare(|state, context| typed(state, context, input, Purpose::Send))?;
        Ok(self.does(&context, action).await)
    }

    /// Asks what is offered for one field of a command, with the others as they are.
    ///
    /// # Errors
    ///
    /// If the client would not ask the bot.
    pub async fn completes_field(
        &self,
        command: &str,
        field: (&str, &str),
        others: &Map<String, Value>,
    ) -> Result<Outcome, CannotAct> {
        let input = Input::Form { command, options: others, focused: Some(field) };
        let (context, action) = self.prepare(|state, context| typed(state, context, input, Purpose::Complete))?;
        Ok(self.does(&context, action).await)
    }

    /// Chooses from the menu with this `custom_id`, by values: those of lines, or ids or names of roles, users or
    /// channels.
    ///
    /// # Errors
    ///
    /// K13: if there is no such menu or line, it takes more or fewer, or it is disabled.
    pub async fn selects_values(
        &self,
        message: &Message,
        custom_id: &str,
        values: &[String],
    ) -> Result<Outcome, CannotAct> {
        let (context, action) = self.prepare(|state, context| {
            let message = visible(state, context, message.id)?;
            let missing = |name: &str| CannotAct::NoSuchControl(name.to_owned());
            let mut menus = message.menus().into_iter();
            let menu = menus.find(|menu| menu.custom_id == custom_id).ok_or_else(|| missing(custom_id))?;
            select(state, context, &message, &menu, values)
        })?;
        Ok(self.does(&context, action).await)
    }

    /// The modal that popped up for the person when they did this.
    ///
    /// # Errors
    ///
    /// If none did.
    pub fn modal(&self, interaction: Id) -> Result<Modal, CannotAct> {
        let unknown = CannotAct::NoSuchInteraction(interaction);
        self.looks(|state, context, _| {
            let known = state.world.interactions.get(&interaction).filter(|known| known.user == context.user);
            known.and_then(|known| summed_up(self.shared(), state, known.id).modal().ok().cloned())
        })?
        .ok_or(unknown)
    }
}
