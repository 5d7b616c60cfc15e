//! What a hostile or broken Discord might send, past the checks of a client.

use serde_json::{Value, json};

use super::super::action::{Action, again, begin, visible};
use super::super::ids::Id;
use super::super::interaction::kind;
use super::super::message::Message;
use super::super::outcome::{CannotAct, Outcome};
use super::Person;

impl Person {
    /// Sends a command with any options, past the client's checks. An unregistered command gets an id of its own.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub async fn types_raw(&self, command: &str, options: Value) -> Result<Outcome, CannotAct> {
        let name = command.trim_start_matches('/').to_owned();
        let (context, action) = self.prepare(|state, context| {
            let offered = context.offered(&state.world);
            let known = offered.iter().find(|known| known.name == name);
            let id = known.map_or(Id(1), |known| known.id);
            let data = json!({ "id": id, "name": name, "type": 1, "options": options });
            Ok(Action::new(kind::COMMAND, format!("/{name} {options}"), data).with(&name, 1))
        })?;
        Ok(self.does(&context, action).await)
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

    /// The same without waiting for what comes of it, for what cannot be answered.
    ///
    /// # Errors
    ///
    /// If the person cannot be here.
    pub fn starts_raw_interaction(&self, patch: &Value) -> Result<Id, CannotAct> {
        let (context, action) = self.prepare(|_, _| {
            let data = json!({ "id": "1", "name": "raw", "type": 1 });
            Ok(Action::new(kind::COMMAND, format!("sends {patch}"), data).with("raw", 1))
        })?;
        Ok(begin(&self.shared, &context, self.actor(), action, Some(patch)))
    }

    /// Clicks something that is not on the message: any component data (`custom_id`, `component_type`, `values`).
    ///
    /// # Errors
    ///
    /// If the message is not visible.
    pub async fn clicks_raw(&self, message: &Message, data: Value) -> Result<Outcome, CannotAct> {
        let (context, action) = self.prepare(|state, context| {
            let message = visible(state, context, message.id)?;
            Ok(Action::new(kind::COMPONENT, format!("clicks, by force, {data}"), data).on(message.id))
        })?;
        Ok(self.does(&context, action).await)
    }

    /// Delivers an interaction once more: the same payload with the same id, as a new event or a new request. The
    /// answer to a request is not shown.
    ///
    /// # Errors
    ///
    /// If there is no such interaction.
    pub fn delivers_again(&self, interaction: Id) -> Result<(), CannotAct> {
        again(&self.shared, interaction)
    }
}
