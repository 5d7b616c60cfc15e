//! Acting on the components of a message, and on modals.

use serde_json::json;

use super::super::action::{Action, begin, select, visible};
use super::super::context::Context;
use super::super::ids::Id;
use super::super::interaction::kind;
use super::super::menu::{self, Menu};
use super::super::message::{Button, Message};
use super::super::modal::{Modal, filled_in};
use super::super::outcome::{CannotAct, Outcome};
use super::super::wire;
use super::Person;

impl Person {
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
        wanted: impl Fn(&Button) -> bool,
    ) -> Result<Outcome, CannotAct> {
        let (context, action) = self.prepare(|state, context| {
            let message = visible(state, context, message.id)?;
            let buttons = message.buttons();
            let button = buttons.into_iter().find(wanted).ok_or_else(|| CannotAct::NoSuchControl(name.to_owned()))?;
            if button.disabled {
                return Err(CannotAct::Disabled(name.to_owned()));
            }
            let custom_id = button.custom_id.ok_or_else(|| CannotAct::SendsNothing(name.to_owned()))?;
            let data = json!({ "custom_id": custom_id, "component_type": 2, "id": button.id });
            Ok(Action::new(kind::COMPONENT, format!("clicks [{}]", button.label), data).on(message.id))
        })?;
        Ok(self.does(&context, action).await)
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
        let (context, action) = self.prepare(|state, context| {
            let message = visible(state, context, message.id)?;
            let has = |menu: &Menu, label: &str| menu.options.iter().any(|option| option.label == label);
            let mut menus = message.menus().into_iter();
            let menu =
                menus.find(|menu| labels.iter().all(|label| has(menu, label)) && menu.kind == menu::kind::STRING);
            let menu = menu.ok_or_else(|| CannotAct::NoSuchControl(labels.join(", ")))?;
            let value = |label: &&str| {
                let option = menu.options.iter().find(|option| option.label == **label);
                option.map(|option| option.value.clone()).unwrap_or_default()
            };
            let values: Vec<String> = labels.iter().map(value).collect();
            let action = select(state, context, &message, &menu, &values).map_err(|problem| match problem {
                CannotAct::Disabled(_) => CannotAct::Disabled(labels.join(", ")),
                problem => problem,
            })?;
            Ok(Action { words: format!("selects {}", labels.join(", ")), ..action })
        })?;
        Ok(self.does(&context, action).await)
    }

    /// Chooses roles, by name or id, in the first menu of the message that takes roles.
    ///
    /// # Errors
    ///
    /// K13: if there is no such menu or role, it takes more or fewer, or it is disabled.
    pub async fn selects_roles(&self, message: &Message, roles: &[&str]) -> Result<Outcome, CannotAct> {
        self.selects_entities(message, &[menu::kind::ROLE, menu::kind::MENTIONABLE], roles).await
    }

    /// Chooses users, by name or id, in the first menu of the message that takes users.
    ///
    /// # Errors
    ///
    /// K13: if there is no such menu or user, it takes more or fewer, or it is disabled.
    pub async fn selects_users(&self, message: &Message, users: &[&str]) -> Result<Outcome, CannotAct> {
        self.selects_entities(message, &[menu::kind::USER, menu::kind::MENTIONABLE], users).await
    }

    /// Chooses channels that the person sees, by name or id, in the first menu of the message that takes channels.
    ///
    /// # Errors
    ///
    /// K13: if there is no such menu or channel, the menu takes none of its type, more or fewer, or it is disabled.
    pub async fn selects_channels(&self, message: &Message, channels: &[&str]) -> Result<Outcome, CannotAct> {
        self.selects_entities(message, &[menu::kind::CHANNEL], channels).await
    }

    async fn selects_entities(&self, message: &Message, kinds: &[u64], chosen: &[&str]) -> Result<Outcome, CannotAct> {
        let (context, action) = self.prepare(|state, context| {
            let message = visible(state, context, message.id)?;
            let menu = message.menus().into_iter().find(|menu| kinds.contains(&menu.kind));
            let menu = menu.ok_or_else(|| CannotAct::NoSuchControl(chosen.join(", ")))?;
            select(state, context, &message, &menu, chosen)
        })?;
        Ok(self.does(&context, action).await)
    }

    /// Fills in a modal and submits it. Fields are named by label or `custom_id`; the others keep their value.
    ///
    /// A field that takes several values is named once for each: a line's label or value, the name or id of a role, user
    /// or channel, the name of a file at hand. `true` ticks a checkbox, an empty text clears a field.
    ///
    /// # Errors
    ///
    /// If the client does not accept the input.
    pub async fn submits(&self, modal: &Modal, input: &[(&str, &str)]) -> Result<Outcome, CannotAct> {
        let (context, action) = self.submission(modal, input)?;
        Ok(self.does(&context, action).await)
    }

    /// The same without waiting for what comes of it; see [`outcome`](Self::outcome).
    ///
    /// # Errors
    ///
    /// If the client does not accept the input.
    pub fn starts_submitting(&self, modal: &Modal, input: &[(&str, &str)]) -> Result<Id, CannotAct> {
        let (context, action) = self.submission(modal, input)?;
        Ok(begin(self.shared(), &context, self.actor(), action, None))
    }

    fn submission(&self, modal: &Modal, input: &[(&str, &str)]) -> Result<(Context, Action), CannotAct> {
        self.prepare(|state, context| {
            let world = &state.world;
            let (components, named) = filled_in(modal, input, world, context)?;
            let words = format!("submits \"{}\" {input:?}", modal.title);
            let mut data = json!({ "custom_id": modal.custom_id, "components": components });
            if let Some(resolved) = wire::resolved(world, context, &named) {
                data["resolved"] = resolved;
            }
            let action = Action::new(kind::MODAL, words, data);
            Ok(Action { message: modal.source, opened_by: Some(modal.opened_by), ..action })
        })
    }
}
