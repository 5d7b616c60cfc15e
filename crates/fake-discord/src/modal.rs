//! A form that pops up: what a person reads in it, and what their input becomes.

use serde_json::{Value, json};

use super::checks::components::component::{
    CHECKBOX, CHECKBOX_GROUP, FILE_UPLOAD, LABEL, RADIO_GROUP, ROW, TEXT_DISPLAY, TEXT_INPUT,
};
use super::checks::length;
use super::context::Context;
use super::ids::Id;
use super::interaction::Named;
use super::menu::Menu;
use super::outcome::CannotAct;
use super::posting;
use super::world::World;

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
    /// The small print under the label.
    pub description: Option<String>,
    /// Whether it has to be filled in.
    pub required: bool,
    /// The component as the bot sent it.
    pub component: Value,
}

impl Modal {
    /// The field with this `custom_id` or label.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.is_named(name))
    }

    /// What stands in it besides the fields.
    #[must_use]
    pub fn text(&self) -> String {
        let displays = self.components.iter().filter(|component| component["type"] == TEXT_DISPLAY);
        let lines: Vec<&str> = displays.filter_map(|display| display["content"].as_str()).collect();
        lines.join("\n")
    }
}

impl Field {
    /// What stands in it before a person changes it: a text, or the values that are chosen.
    #[must_use]
    pub fn preset(&self) -> Vec<String> {
        match self.kind() {
            TEXT_INPUT => vec![self.component["value"].as_str().unwrap_or_default().to_owned()],
            CHECKBOX => vec![(self.component["default"] == true).to_string()],
            FILE_UPLOAD => Vec::new(),
            _ => Menu::read(&self.component).defaults(),
        }
    }

    fn kind(&self) -> u64 {
        self.component["type"].as_u64().unwrap_or_default()
    }

    fn is_named(&self, name: &str) -> bool {
        self.custom_id == name || self.label == name
    }

    fn refuse(&self, why: &str) -> CannotAct {
        CannotAct::BadInput { field: self.label.clone(), why: why.to_owned() }
    }
}

/// Reads the modal that answered the interaction `opened_by`.
pub(super) fn read(data: &Value, opened_by: Id, source: Option<Id>) -> Modal {
    let mut components = data["components"].as_array().cloned().unwrap_or_default();
    posting::number(&mut components, &mut 1);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields = components.iter().filter_map(|component| {
        let (field, label) = if component["type"] == LABEL {
            (&component["component"], &component["label"])
        } else {
            (&component["components"][0], &component["components"][0]["label"])
        };
        field.is_object().then(|| Field {
            custom_id: text(&field["custom_id"]),
            label: text(label),
            description: component["description"].as_str().map(str::to_owned),
            required: field["required"] != false && field["type"] != CHECKBOX,
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

/// `data.components` of a submitted modal, and what its values name.
pub(super) fn filled_in(
    modal: &Modal,
    input: &[(&str, &str)],
    world: &World,
    context: &Context,
) -> Result<(Vec<Value>, Named), CannotAct> {
    if let Some((name, _)) = input.iter().find(|(name, _)| modal.field(name).is_none()) {
        return Err(CannotAct::BadInput { field: (*name).to_owned(), why: "there is no such field".to_owned() });
    }
    let mut named = Named::default();
    let mut submitted = |field: &Field| -> Result<Value, CannotAct> {
        let mut entered: Vec<String> =
            input.iter().filter(|(name, _)| field.is_named(name)).map(|(_, value)| (*value).to_owned()).collect();
        if entered.is_empty() {
            entered = field.preset();
        }
        entered.retain(|value| !value.is_empty());
        let kind = field.kind();
        let mut shown = json!({ "type": kind, "id": field.component["id"], "custom_id": field.custom_id });
        match kind {
            TEXT_INPUT => shown["value"] = json!(written(field, entered)?),
            CHECKBOX => shown["value"] = json!(entered.last().is_some_and(|value| value == "true")),
            RADIO_GROUP => shown["value"] = json!(chosen(field, &entered, world, context, &mut named)?.first()),
            _ => shown["values"] = json!(chosen(field, &entered, world, context, &mut named)?),
        }
        Ok(shown)
    };
    let mut fields = modal.fields.iter();
    let mut components = Vec::new();
    for component in &modal.components {
        let mut shown = json!({ "type": component["type"], "id": component["id"] });
        match component["type"].as_u64() {
            Some(LABEL) => shown["component"] = fields.next().map(&mut submitted).transpose()?.unwrap_or_default(),
            Some(ROW) => {
                shown["components"] = json!([fields.next().map(&mut submitted).transpose()?.unwrap_or_default()]);
            }
            _ => {}
        }
        components.push(shown);
    }
    Ok((components, named))
}

/// The text of a field, if it is as long as it may be.
fn written(field: &Field, entered: Vec<String>) -> Result<String, CannotAct> {
    let value = entered.into_iter().next_back().unwrap_or_default();
    let count = length(&value) as u64;
    let least = field.component["min_length"].as_u64().unwrap_or(0);
    let most = field.component["max_length"].as_u64().unwrap_or(4000);
    if value.is_empty() && field.required {
        return Err(field.refuse("it is required"));
    }
    if !value.is_empty() && !(least..=most).contains(&count) {
        return Err(field.refuse(&format!("{least} to {most} characters, not {count}")));
    }
    if field.component["style"] == 1 && value.contains('\n') {
        return Err(field.refuse("one line"));
    }
    Ok(value)
}

/// The values of a select, a group or an upload, if they are as many as they may be.
fn chosen(
    field: &Field,
    entered: &[String],
    world: &World,
    context: &Context,
    named: &mut Named,
) -> Result<Vec<String>, CannotAct> {
    let menu = Menu::read(&field.component);
    // The lines of groups are read as those of a select.
    let menu = if matches!(menu.kind, RADIO_GROUP | CHECKBOX_GROUP) { Menu { kind: 3, ..menu } } else { menu };
    let mut values: Vec<String> = Vec::new();
    for wanted in entered {
        let value = if menu.kind == FILE_UPLOAD {
            let file = world.uploaded(wanted).ok_or_else(|| field.refuse("no file of this name is at hand"))?;
            named.attachments.push(file);
            file.to_string()
        } else {
            menu.value(wanted, world, context, named).map_err(|why| field.refuse(why))?
        };
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let most = match (field.kind(), field.component["max_values"].as_u64()) {
        (CHECKBOX_GROUP, None) => menu.options.len(),
        _ => menu.max_values,
    };
    match values.len() {
        0 if field.required => Err(field.refuse("it is required")),
        0 => Ok(values),
        count if (menu.min_values..=most).contains(&count) => Ok(values),
        count => Err(field.refuse(&format!("{} to {most} values, not {count}", menu.min_values))),
    }
}
