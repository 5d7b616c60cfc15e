//! A form as Discord's modal: a label around each field, one around a choice, and a remark. serenity's builders know only the
//! rows that labels replaced.

use serde::Serialize;
use tpm_guide_core::staff::{Form, FormChoice, FormField, FormOption};
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
    components: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Labelled(Labelled<'a>),
    Text(TextDisplay),
}

/// <https://docs.discord.com/developers/components/reference#label>
#[derive(Serialize)]
struct Labelled<'a> {
    #[serde(rename = "type")]
    kind: u8,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    component: Input<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Input<'a> {
    Text(TextInput<'a>),
    Choice(RadioGroup<'a>),
}

/// <https://docs.discord.com/developers/components/reference#text-display>
#[derive(Serialize)]
struct TextDisplay {
    #[serde(rename = "type")]
    kind: u8,
    content: String,
}

/// <https://docs.discord.com/developers/components/reference#radio-group>
#[derive(Serialize)]
struct RadioGroup<'a> {
    #[serde(rename = "type")]
    kind: u8,
    custom_id: &'a str,
    options: Vec<RadioOption<'a>>,
    required: bool,
}

#[derive(Serialize)]
struct RadioOption<'a> {
    value: &'a str,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    default: bool,
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
    let fields = form.fields.iter().map(labelled);
    let choice = form.choice.iter().filter_map(choice);
    let remark = form.remark.as_deref().filter(|remark| !remark.trim().is_empty()).map(remark_of);
    let data = Data {
        custom_id: encode_form(&form.id)?,
        title: cut_at_word(&form.title, limits::FORM_TITLE),
        components: fields.chain(choice).chain(remark).take(limits::FORM_PARTS).collect(),
    };
    Some(Modal { kind: 9, data })
}

fn labelled(field: &FormField) -> Part<'_> {
    let longest = usize::from(field.longest).clamp(1, limits::TEXT_INPUT);
    let component = TextInput {
        kind: 4,
        custom_id: field.name,
        style: if field.is_long { 2 } else { 1 },
        max_length: longest,
        required: field.is_required,
        placeholder: explained(field.placeholder),
        // Without a mark: what was cut off is text that an editor saves.
        value: field.value.char_indices().nth(longest).map_or(&field.value, |(end, _)| &field.value[..end]),
    };
    label(field.label, field.description, Input::Text(component))
}

/// A group of which exactly one option is chosen; `None` where there is nothing to choose from, which Discord refuses.
fn choice(choice: &FormChoice) -> Option<Part<'_>> {
    let mut is_chosen = false;
    let drawn = |option: &FormOption| {
        let default = option.is_chosen && !is_chosen;
        is_chosen |= default;
        RadioOption {
            value: option.value,
            label: cut_at_word(option.label, limits::SELECT_OPTION),
            description: option.description.map(|text| cut_at_word(text, limits::SELECT_OPTION)),
            default,
        }
    };
    let options: Vec<RadioOption<'_>> = choice.options.iter().take(limits::RADIO_OPTIONS).map(drawn).collect();
    let has_choice = options.len() > 1;
    let group = RadioGroup { kind: 21, custom_id: choice.name, options, required: true };
    has_choice.then(|| label(choice.label, choice.description, Input::Choice(group)))
}

fn remark_of(remark: &str) -> Part<'_> {
    Part::Text(TextDisplay { kind: 10, content: cut_at_word(remark, limits::TEXT_DISPLAY) })
}

fn label<'a>(label: &str, description: Option<&str>, component: Input<'a>) -> Part<'a> {
    let label = cut_at_word(label, limits::FIELD_LABEL);
    Part::Labelled(Labelled { kind: 18, label, description: explained(description), component })
}

fn explained(text: Option<&str>) -> Option<String> {
    text.map(|text| cut_at_word(text, limits::FIELD_DESCRIPTION))
}
