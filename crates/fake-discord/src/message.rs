//! A message, and what a person sees of it: its text, its buttons, its menus.

use std::fmt::Write;

use serde_json::Value;

use super::attachment::Attachment;
use super::ids::Id;
use super::menu::Menu;

/// Message flags, from <https://discord.com/developers/docs/resources/message>.
pub mod flags {
    /// Links show no previews.
    pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
    /// Only the person who caused it sees it.
    pub const EPHEMERAL: u64 = 1 << 6;
    /// "… is thinking": a deferred response that was not filled in yet.
    pub const LOADING: u64 = 1 << 7;
    /// The message causes no push or desktop notification.
    pub const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
    /// The message consists of components only; no content, no embeds.
    pub const COMPONENTS_V2: u64 = 1 << 15;
}

/// Which interaction a message answers (`interaction_metadata`).
#[derive(Clone, Debug)]
pub struct Origin {
    /// The interaction.
    pub interaction: Id,
    /// Its type: 2 command, 3 component, 5 modal.
    pub kind: u64,
    /// The user who caused it.
    pub user: Id,
    /// `authorizing_integration_owners` of the interaction.
    pub owners: Value,
    /// The command that was typed, if it was one.
    pub command: Option<String>,
    /// 1 slash command, 2 user command, 3 message command.
    pub command_kind: u64,
    /// The message on which a message command was used.
    pub target_message: Option<Id>,
    /// The message whose component was used.
    pub clicked_message: Option<Id>,
    /// What opened the modal, if it was one.
    pub triggered_by: Option<Box<Origin>>,
}

/// A message as it stands in the world.
#[derive(Clone, Debug)]
pub struct Message {
    /// The message's id.
    pub id: Id,
    /// Where it was posted.
    pub channel: Id,
    /// The author.
    pub author: Id,
    /// Its text.
    pub content: String,
    /// Its embeds, as Discord keeps them.
    pub embeds: Vec<Value>,
    /// Its components, as Discord keeps them, with their numeric `id`s.
    pub components: Vec<Value>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// See [`flags`].
    pub flags: u64,
    /// The only person who sees it, if it is private.
    pub ephemeral_for: Option<Id>,
    /// Users mentioned in it, after `allowed_mentions`.
    pub mentions: Vec<Id>,
    /// Roles mentioned in it, after `allowed_mentions`.
    pub mention_roles: Vec<Id>,
    /// Whether it mentions everyone, after `allowed_mentions`.
    pub mention_everyone: bool,
    /// When it was posted, in Unix milliseconds.
    pub created: u64,
    /// When it was last edited, in Unix milliseconds.
    pub edited: Option<u64>,
    /// The interaction it answers.
    pub origin: Option<Origin>,
    /// The number or text by which the sender recognises it, if it was posted with one.
    pub nonce: Option<Value>,
    /// The message that it replies to.
    pub reply_to: Option<Id>,
}

/// A button as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What is written on it: emoji and label.
    pub label: String,
    /// What it sends; links have none.
    pub custom_id: Option<String>,
    /// Where it leads, if it is a link.
    pub url: Option<String>,
    /// 1 blurple, 2 grey, 3 green, 4 red, 5 link, 6 premium.
    pub style: u64,
    /// Whether it is greyed out.
    pub disabled: bool,
    /// The component's number in the message.
    pub id: u64,
}

impl Message {
    /// Whether only one person sees it.
    #[must_use]
    pub fn is_ephemeral(&self) -> bool {
        self.flags & flags::EPHEMERAL != 0
    }

    /// Whether it still says "… is thinking".
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.flags & flags::LOADING != 0
    }

    /// Every button, in reading order.
    #[must_use]
    pub fn buttons(&self) -> Vec<Button> {
        let mut buttons = Vec::new();
        walk(&self.components, &mut |component| {
            if component["type"] == 2 {
                buttons.push(button(component));
            }
        });
        buttons
    }

    /// Every select, in reading order.
    #[must_use]
    pub fn menus(&self) -> Vec<Menu> {
        let mut menus = Vec::new();
        walk(&self.components, &mut |component| {
            if matches!(component["type"].as_u64(), Some(3 | 5..=8)) {
                menus.push(Menu::read(component));
            }
        });
        menus
    }

    /// Everything written in the message itself: content, embeds and text displays, without the controls.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines: Vec<&str> = vec![&self.content];
        for embed in &self.embeds {
            lines.extend(embed_lines(embed));
        }
        walk(&self.components, &mut |component| {
            if component["type"] == 10 {
                lines.extend(component["content"].as_str());
            }
        });
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The message as a person sees it, on paper: who can see it, the text, then the controls.
    #[must_use]
    pub fn as_seen(&self) -> String {
        let mut seen = String::new();
        if self.is_ephemeral() {
            seen.push_str("(only you can see this)\n");
        }
        if self.is_loading() {
            seen.push_str("(thinking)\n");
        }
        seen.push_str(&self.text());
        for file in &self.attachments {
            let _ = write!(seen, "\n[📎 {}, {} bytes]", file.filename, file.bytes.len());
        }
        for menu in self.menus() {
            let lines = menu.options.iter().map(|option| option.label.clone());
            let labels: Vec<String> = lines.chain(menu.default_values.iter().map(ToString::to_string)).collect();
            let placeholder = menu.placeholder.as_deref().unwrap_or("…");
            let _ = write!(seen, "\n[{placeholder} ▾ {}]", labels.join(" | "));
        }
        let buttons = self.buttons();
        if !buttons.is_empty() {
            let labels: Vec<String> = buttons.iter().map(|button| format!("[{}]", button.label)).collect();
            let _ = write!(seen, "\n{}", labels.join(" "));
        }
        seen
    }
}

/// Visits every component, the nested ones and accessories included, in reading order.
pub(super) fn walk<'a>(components: &'a [Value], visit: &mut impl FnMut(&'a Value)) {
    for component in components {
        visit(component);
        if let Some(children) = component["components"].as_array() {
            walk(children, visit);
        }
        for only_child in ["accessory", "component"] {
            if component[only_child].is_object() {
                walk(std::slice::from_ref(&component[only_child]), visit);
            }
        }
    }
}

/// The texts of an embed, in the order in which they are drawn.
fn embed_lines(embed: &Value) -> Vec<&str> {
    let mut lines = Vec::new();
    lines.extend(embed["author"]["name"].as_str());
    lines.extend(embed["title"].as_str());
    lines.extend(embed["description"].as_str());
    for field in embed["fields"].as_array().into_iter().flatten() {
        lines.extend(field["name"].as_str());
        lines.extend(field["value"].as_str());
    }
    lines.extend(embed["footer"]["text"].as_str());
    lines
}

fn button(component: &Value) -> Button {
    let words = [component["emoji"]["name"].as_str(), component["label"].as_str()];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    Button {
        label: words.join(" "),
        custom_id: component["custom_id"].as_str().map(str::to_owned),
        url: component["url"].as_str().map(str::to_owned),
        style: component["style"].as_u64().unwrap_or_default(),
        disabled: component["disabled"] == true,
        id: component["id"].as_u64().unwrap_or_default(),
    }
}
