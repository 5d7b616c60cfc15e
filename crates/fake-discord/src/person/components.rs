//! Acting on the components of a message, and on modals.

use serde_json::json;

use super::super::action::{Action, select, visible};
use super::super::interaction::kind;
use super::super::message::{Button, Message};
use super::super::modal::{Modal, filled_in};
use super::super::outcome::{CannotAct, Outcome};
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
        let name = labels.join(", ");
        let (context, action) = self.prepare(|state, context| {
            let message = visible(state, context, message.id)?;
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
            select(&message, &menu, &values, &name)
        })?;
        Ok(self.does(&context, action).await)
    }

    /// Fills in a modal and submits it. Fields are named by label or `custom_id`; the others keep their value.
    ///
    /// # Errors
    ///
    /// If the client does not accept the input.
    pub async fn submits(&self, modal: &Modal, input: &[(&str, &str)]) -> Result<Outcome, CannotAct> {
        let components = filled_in(modal, input)?;
        let (context, action) = self.prepare(|_, _| {
            let words = format!("submits \"{}\" {input:?}", modal.title);
            let data = json!({ "custom_id": modal.custom_id, "components": components });
            let action = Action::new(kind::MODAL, words, data);
            Ok(Action { message: modal.source, opened_by: Some(modal.opened_by), ..action })
        })?;
        Ok(self.does(&context, action).await)
    }
}
