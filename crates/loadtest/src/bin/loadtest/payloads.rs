//! The payloads: interactions as Discord sends them, and what may answer each.
//!
//! The files in `payloads/` were made once, by the shapes that Discord documents: keys in the order of the
//! alphabet, on one line. The messages under buttons and menus are answers of this program, at their full length.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use clap::ValueEnum;
use serde_json::Value;

/// The payloads of this package.
pub const PAYLOADS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/payloads");

/// What an interaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A slash command other than /ask.
    Command,
    /// /ask, whose question is in anybody's words.
    Ask,
    /// A command on a message.
    Message,
    /// Suggestions while a member types.
    Autocomplete,
    /// A button that asks.
    Control,
    /// A menu.
    Menu,
    /// A form that a member sends.
    Form,
}

/// Which payloads are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// Every payload
    All,
    /// Slash commands, /ask among them
    Command,
    /// /ask alone
    Ask,
    /// Commands on a message
    Message,
    /// Suggestions while a member types
    Autocomplete,
    /// Buttons that ask
    Control,
    /// Menus
    Menu,
}

impl Choice {
    fn takes(self, kind: Kind) -> bool {
        match self {
            Self::All => true,
            Self::Command => matches!(kind, Kind::Command | Kind::Ask),
            Self::Ask => kind == Kind::Ask,
            Self::Message => kind == Kind::Message,
            Self::Autocomplete => kind == Kind::Autocomplete,
            Self::Control => kind == Kind::Control,
            Self::Menu => kind == Kind::Menu,
        }
    }
}

impl Kind {
    /// What `interaction` is; `None` for what is none of ours.
    pub fn of(interaction: &Value) -> Option<Self> {
        let data = &interaction["data"];
        let kind = match interaction["type"].as_u64()? {
            2 if data["type"] == 3 => Self::Message,
            2 if data["name"] == "ask" => Self::Ask,
            2 => Self::Command,
            3 if data["component_type"] == 3 => Self::Menu,
            3 => Self::Control,
            4 => Self::Autocomplete,
            5 => Self::Form,
            _ => return None,
        };
        Some(kind)
    }

    /// Whether Discord takes a response of this type: 4 is a message, 5 one that comes later, 6 and 7 change the message
    /// that was clicked, 8 are suggestions.
    pub fn allows(self, answer: u64) -> bool {
        match self {
            Self::Command | Self::Ask | Self::Message => matches!(answer, 4 | 5),
            Self::Autocomplete => answer == 8,
            Self::Control | Self::Menu | Self::Form => matches!(answer, 4..=7),
        }
    }
}

/// An interaction, to be sent again and again.
#[derive(Clone, Debug)]
pub struct Payload {
    pub kind: Kind,
    pub json: Value,
}

/// Reads those that were chosen, in the order of their names.
pub fn read(folder: &Path, chosen: &[Choice]) -> anyhow::Result<Vec<Payload>> {
    let listed = fs::read_dir(folder).with_context(|| {
        format!("{} cannot be listed: name the folder of the payloads with --payloads DIR", folder.display())
    })?;
    let mut files = listed.map(|item| Ok(item?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut payloads = Vec::new();
    for file in files {
        let name = file.display();
        let text = fs::read_to_string(&file).with_context(|| format!("reading {name}"))?;
        let json: Value = serde_json::from_str(&text).with_context(|| format!("{name} is no JSON"))?;
        let kind = Kind::of(&json).with_context(|| format!("{name} is no interaction that can be answered"))?;
        if chosen.iter().any(|choice| choice.takes(kind)) {
            payloads.push(Payload { kind, json });
        }
    }
    if payloads.is_empty() {
        bail!("no payload of the chosen kinds in {}", folder.display());
    }
    Ok(payloads)
}
