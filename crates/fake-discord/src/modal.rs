//! A form that pops up: what a person reads in it, and what their input becomes.

use serde_json::{Value, json};

use super::checks::length;
use super::ids::Id;
use super::outcome::CannotAct;
use super::posting;

/// A form that popped up.
#[derive(Clone, Debug)]
pub struct Modal {
    /// What it sends.
    pub custom_id: String,
    /// Its heading.
    pub title: String,
    /// What can be filled in.
    pub fields: Vec<Field>,
    /// The interaction that opened it.
    pub(super) opened_by: Id,
    /// The message whose component opened it.
    pub(super) source: Option<Id>,
    /// Its components with their numbers.
    pub(super) components: Vec<Value>,
}

/// A field of a modal.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it sends.
    pub custom_id: String,
    /// What is written above it.
    pub label: String,
    /// Whether it has to be filled in.
    pub required: bool,
    /// The component as the bot sent it.
    pub component: Value,
}

/// Reads the modal that answered the interaction `opened_by`.
pub(super) fn read(data: &Value, opened_by: Id, source: Option<Id>) -> Modal {
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
        opened_by,
        source,
        components,
    }
}

/// `data.components` of a submitted modal.
pub(super) fn filled_in(modal: &Modal, input: &[(&str, &str)]) -> Result<Vec<Value>, CannotAct> {
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
