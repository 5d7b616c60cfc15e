//! A form as Discord's modal: a label around each field. serenity's builders know only the rows that labels replaced.

use serde::Serialize;
use tpm_guide_core::staff::{Form, FormField};
use tpm_guide_core::text::cut_at_word;

use crate::discord::custom_id::encode_form;
use crate::discord::limits;

/// A response that opens a modal
/// (<https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal>).
#[derive(Serialize)]
pub(super) struct Modal<'a> {
    #[serde(rename = "type")]
    kind: u8,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    custom_id: String,
    title: String,
    components: Vec<Labelled<'a>>,
}

/// <https://docs.discord.com/developers/components/reference#label>
#[derive(Serialize)]
struct Labelled<'a> {
    #[serde(rename = "type")]
    kind: u8,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    component: TextInput<'a>,
}

/// <https://docs.discord.com/developers/components/reference#text-input>
#[derive(Serialize)]
struct TextInput<'a> {
    #[serde(rename = "type")]
    kind: u8,
    custom_id: &'a str,
    style: u8,
    max_length: usize,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    placeholder: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    value: &'a str,
}

/// The modal of a form; `None` where what it is about cannot be written down.
pub(super) fn modal(form: &Form) -> Option<Modal<'_>> {
    let data = Data {
        custom_id: encode_form(&form.id)?,
        title: cut_at_word(&form.title, limits::FORM_TITLE),
        components: form.fields.iter().take(limits::FORM_FIELDS).map(labelled).collect(),
    };
    Some(Modal { kind: 9, data })
}

fn labelled(field: &FormField) -> Labelled<'_> {
    let explained = |text: Option<&str>| text.map(|text| cut_at_word(text, limits::FIELD_DESCRIPTION));
    let longest = usize::from(field.longest).clamp(1, limits::TEXT_INPUT);
    Labelled {
        kind: 18,
        label: cut_at_word(field.label, limits::FIELD_LABEL),
        description: explained(field.description),
        component: TextInput {
            kind: 4,
            custom_id: field.name,
            style: if field.is_long { 2 } else { 1 },
            max_length: longest,
            required: field.is_required,
            placeholder: explained(field.placeholder),
            // Without a mark: what was cut off is text that an editor saves.
            value: field.value.char_indices().nth(longest).map_or(&field.value, |(end, _)| &field.value[..end]),
        },
    }
}
