//! What staff, mentors and askers see, as Discord's JSON: a [`Panel`] with the preview of an answer, a `Form`, or a file that
//! follows. Messages that the bot posts by itself are in `post`.
//!
//! Every text and list is cut to what Discord takes, so that nothing a member writes can make it refuse a panel.

use std::collections::HashSet;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateInteractionResponse,
    CreateInteractionResponseMessage, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::application::ButtonStyle;
use tpm_guide_core::answer::Answer;
use tpm_guide_core::reply::failed;
use tpm_guide_core::staff::{Button, Panel, Pick, PickOption, Press, Reply, RolePick, Row, Style};
use tpm_guide_core::text::cut_at_word;

use super::{AfterStep, colour, description, form, json_of};
use crate::discord::custom_id::{Control, encode};
use crate::discord::limits;

/// The colour of a panel, and of one with warnings.
const PANEL: u32 = 0x64748B;
const WARNING: u32 = 0xF59E0B;

/// Renders `reply` as the response to an interaction of staff. `is_in_place` says whether a control on a message that only
/// its reader sees was used: then that message changes.
///
/// A file takes longer than Discord waits: the response says so, and [`after_step`] brings it.
pub fn response(reply: &Reply, is_in_place: bool) -> Bytes {
    match reply {
        Reply::Panel(panel) if is_in_place => json_of(&json!({ "type": 7, "data": message(panel) })),
        Reply::Redraw(panel) => json_of(&json!({ "type": 7, "data": super::post::redrawn(panel) })),
        Reply::Panel(panel) => json_of(&json!({ "type": 4, "data": message(panel) })),
        Reply::Form(form) => match form::modal(form) {
            Some(modal) => json_of(&modal),
            None => json_of(&super::response(&failed())),
        },
        Reply::Files { .. } => deferral(is_in_place),
    }
}

/// The response that says that an answer takes longer, which [`follow_up`] brings. A panel in place stays as it is.
pub fn deferral(is_in_place: bool) -> Bytes {
    if is_in_place {
        json_of(&CreateInteractionResponse::Acknowledge)
    } else {
        json_of(&json!({ "type": 5, "data": { "flags": 64 } }))
    }
}

/// What follows the [`response`] to `reply`, if anything does.
pub fn after_step(reply: &Reply) -> Option<AfterStep> {
    match reply {
        Reply::Files { .. } => follow_up(reply),
        Reply::Panel(_) | Reply::Form(_) | Reply::Redraw(_) => None,
    }
}

/// What brings `reply` after a [`deferral`]: a message of its own; `None` for a form, which only a response opens.
pub fn follow_up(reply: &Reply) -> Option<AfterStep> {
    match reply {
        Reply::Panel(panel) => Some(AfterStep::FollowUp(json_of(&message(panel)))),
        Reply::Files { panel, files } => {
            let mut message = message(panel);
            let named = files.iter().enumerate().map(|(id, file)| {
                let description = cut_at_word(&file.description, limits::FILE_DESCRIPTION);
                json!({ "id": id, "filename": file.name, "description": description })
            });
            message["attachments"] = named.collect();
            let files = files.iter().map(|file| (file.name.clone(), Bytes::from(file.bytes.clone())));
            Some(AfterStep::FollowUpFiles { json: json_of(&message), files: files.collect() })
        }
        Reply::Form(_) | Reply::Redraw(_) => None,
    }
}

/// A panel, which only its reader sees and which pings no one.
fn message(panel: &Panel) -> Value {
    let message = CreateInteractionResponseMessage::new()
        .allowed_mentions(CreateAllowedMentions::new())
        .ephemeral(true)
        .embeds(embeds(panel, usize::MAX));
    let mut message = to_value(&message);
    message["components"] = Value::from(rows(panel));
    message
}

fn to_value<T: Serialize>(part: &T) -> Value {
    serde_json::to_value(part).expect("a part of a message is plain JSON")
}

/// The panel's own embed, and the preview of an answer below it. Both together keep within what a message takes and within
/// `bytes`: the preview is whole as far as that goes, and the panel's text is cut.
pub(super) fn embeds(panel: &Panel, bytes: usize) -> Vec<CreateEmbed> {
    let title = cut_at_word(&panel.title, limits::EMBED_TITLE);
    let preview = panel.preview.as_deref().map(|answer| Preview::of(answer, bytes.saturating_sub(title.len())));
    let (taken, taken_bytes) = preview.as_ref().map_or((0, 0), Preview::length);
    let left = limits::EMBED_TOTAL - taken - length(&title);
    let bytes = bytes.saturating_sub(taken_bytes + title.len());
    let text = within(bytes, left.min(limits::EMBED_DESCRIPTION), |most| text(panel, most));
    let mut own = CreateEmbed::new().colour(if panel.warnings.is_empty() { PANEL } else { WARNING });
    if !title.is_empty() {
        own = own.title(&title);
    }
    if !text.is_empty() {
        own = own.description(&text);
    }
    // An embed without a word is refused.
    let own = (!title.is_empty() || !text.is_empty()).then_some(own);
    own.into_iter().chain(preview.map(Preview::embed)).collect()
}

/// The text that `text` makes of at most `most` characters, or of as many fewer as it takes to keep within `bytes`.
fn within(bytes: usize, mut most: usize, text: impl Fn(usize) -> String) -> String {
    loop {
        let made = text(most);
        if made.len() <= bytes || most == 0 {
            return made;
        }
        most = most.min(length(&made)) * bytes / made.len();
    }
}

/// An answer as members will see it.
struct Preview {
    title: String,
    description: String,
    colour: u32,
}

impl Preview {
    fn of(answer: &Answer, bytes: usize) -> Self {
        let title = cut_at_word(&answer.headline(), limits::EMBED_TITLE);
        let whole = description(answer);
        let bytes = bytes.saturating_sub(title.len());
        let description = within(bytes, limits::EMBED_DESCRIPTION, |most| shortened(&whole, most));
        Self { title, description, colour: colour(answer.about) }
    }

    /// How many characters it has, and how many bytes.
    fn length(&self) -> (usize, usize) {
        (length(&self.title) + length(&self.description), self.title.len() + self.description.len())
    }

    fn embed(self) -> CreateEmbed {
        CreateEmbed::new().title(self.title).description(self.description).colour(self.colour)
    }
}

/// What a panel says, in at most `most` characters: its text gives way to its warnings.
fn text(panel: &Panel, most: usize) -> String {
    let warnings = panel.warnings.iter().map(|warning| format!("⚠️ {warning}"));
    let small_print = panel.small_print.iter().map(|print| {
        let lines: Vec<String> = print.lines().map(|line| format!("-# {line}")).collect();
        lines.join("\n")
    });
    let last: Vec<String> = warnings.chain(small_print).collect();
    let last = shortened(&last.join("\n\n"), most);
    let separator = if last.is_empty() { "" } else { "\n\n" };
    let said = shortened(&panel.text.join("\n\n"), most.saturating_sub(length(&last) + separator.len()));
    if said.is_empty() { last } else { format!("{said}{separator}{last}") }
}

/// At most `most` characters of a text, with the end of what a cut leaves open.
fn shortened(text: &str, most: usize) -> String {
    const FENCE: &str = "```";
    const CLOSED: &str = "\n```";
    if length(text) <= most {
        return text.to_owned();
    }
    let cut = |most: usize| if most == 0 { String::new() } else { cut_at_word(text, most) };
    let is_open = |text: &str| text.matches(FENCE).count() % 2 == 1;
    let whole = cut(most);
    if !is_open(&whole) {
        return whole;
    }
    let shorter = cut(most.saturating_sub(CLOSED.len()));
    if is_open(&shorter) { shorter + CLOSED } else { shorter }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The controls of a panel, each of which stands there once.
pub(super) fn rows(panel: &Panel) -> Vec<Value> {
    let mut taken = HashSet::new();
    let drawn = panel.rows.iter().filter_map(|row| {
        let mut custom_id =
            |press: &Press| encode(&Control::Staff(press.clone())).filter(|custom_id| taken.insert(custom_id.clone()));
        match row {
            Row::Buttons(buttons) => {
                let buttons = buttons.iter().filter_map(|button| Some(drawn_button(button, custom_id(&button.press)?)));
                let buttons: Vec<CreateButton> = buttons.take(limits::BUTTONS).collect();
                (!buttons.is_empty()).then(|| to_value(&CreateActionRow::Buttons(buttons)))
            }
            Row::Pick(pick) => {
                menu(pick, custom_id(&pick.press)?).map(|menu| to_value(&CreateActionRow::SelectMenu(menu)))
            }
            Row::Roles(roles) => Some(id_menu(roles, &custom_id(&roles.press)?, Ids::Roles)),
            Row::Members(members) => Some(id_menu(members, &custom_id(&members.press)?, Ids::Members)),
            Row::Channels(channels) => Some(id_menu(channels, &custom_id(&channels.press)?, Ids::Channels)),
        }
    });
    drawn.take(limits::ROWS).collect()
}

fn drawn_button(button: &Button, custom_id: String) -> CreateButton {
    let style = match button.style {
        Style::Plain => ButtonStyle::Secondary,
        Style::Primary => ButtonStyle::Primary,
        Style::Danger => ButtonStyle::Danger,
    };
    let label = cut_at_word(&button.label, limits::BUTTON_LABEL);
    CreateButton::new(custom_id).label(label).style(style).disabled(!button.is_enabled)
}

/// A menu; `None` without an option, which Discord refuses.
fn menu(pick: &Pick, custom_id: String) -> Option<CreateSelectMenu> {
    let mut values = HashSet::new();
    let fits = |option: &&PickOption| {
        (1..=limits::SELECT_OPTION).contains(&length(&option.value)) && values.insert(option.value.clone())
    };
    let options: Vec<&PickOption> = pick.options.iter().filter(fits).take(limits::SELECT_OPTIONS).collect();
    let most = usize::from(pick.most).min(options.len()).max(1);
    let fewest = usize::from(pick.fewest).min(most);
    let mut chosen = 0;
    let drawn = |option: &PickOption| {
        let label = if option.label.trim().is_empty() { &option.value } else { &option.label };
        let is_chosen = option.is_chosen && chosen < most;
        chosen += usize::from(is_chosen);
        let drawn = CreateSelectMenuOption::new(cut_at_word(label, limits::SELECT_OPTION), &option.value)
            .default_selection(is_chosen);
        match option.description.as_deref().filter(|description| !description.trim().is_empty()) {
            Some(description) => drawn.description(cut_at_word(description, limits::SELECT_OPTION)),
            None => drawn,
        }
    };
    let options: Vec<CreateSelectMenuOption> = options.into_iter().map(drawn).collect();
    if options.is_empty() {
        return None;
    }
    let small = |number: usize| u8::try_from(number).unwrap_or(u8::MAX);
    let select = CreateSelectMenu::new(custom_id, CreateSelectMenuKind::String { options })
        .placeholder(cut_at_word(&pick.prompt, limits::PLACEHOLDER))
        .min_values(small(fewest))
        .max_values(small(most));
    Some(select)
}

/// What a menu without options of its own offers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    Roles,
    Members,
    Channels,
}

/// The types of channels that messages or posts can be sent to: text, announcements, the three kinds of threads, forums.
const CHANNEL_TYPES: [u8; 6] = [0, 5, 10, 11, 12, 15];

/// A menu of the server's roles, members or channels, none of which need be picked. serenity writes ids as numbers, which not
/// every reader of JSON keeps exactly.
fn id_menu(pick: &RolePick, custom_id: &str, ids: Ids) -> Value {
    let (kind, word) = match ids {
        Ids::Members => (5, "user"),
        Ids::Roles => (6, "role"),
        Ids::Channels => (8, "channel"),
    };
    let most = usize::from(pick.most).clamp(1, limits::SELECT_OPTIONS);
    let chosen: Vec<Value> =
        known(&pick.chosen, most).into_iter().map(|id| json!({ "id": id.to_string(), "type": word })).collect();
    let placeholder = cut_at_word(&pick.prompt, limits::PLACEHOLDER);
    let mut menu = json!({
        "type": kind, "custom_id": custom_id, "placeholder": placeholder, "default_values": chosen,
        "min_values": 0, "max_values": most,
    });
    if ids == Ids::Channels {
        menu["channel_types"] = json!(CHANNEL_TYPES);
    }
    json!({ "type": 1, "components": [menu] })
}

/// The first `most` different ids.
pub(super) fn known(ids: &[u64], most: usize) -> Vec<u64> {
    let mut known = Vec::new();
    for id in ids.iter().copied().filter(|id| *id != 0) {
        if known.len() < most && !known.contains(&id) {
            known.push(id);
        }
    }
    known
}
