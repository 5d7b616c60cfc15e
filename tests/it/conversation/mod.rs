//! What people see: commands, autocomplete, buttons, menus, removal, and what strangers can send.

mod commands;
mod controls;
mod sharing;
mod strange;

use fake_discord::{CannotAct, Discord, Message, Person, Whom};
use serde_json::{Value, json};
use tpm_guide::knowledge::{self, Place};
use tpm_guide_core::answer::{Guide, Question, answer};
use tpm_guide_core::knowledge::{Body, Shelf};
use tpm_guide_core::search::Outcome;

use crate::support::{Fixture, Transport, answered, over_each_transport, settings, title};

/// What the bot remembers of removing, behind its button.
const REMOVE: &str = "Remove";

/// The command on a message.
const ASK: &str = "Ask TPM Guide";

/// The button that shares its answer.
const SHARE: &str = "Share in channel";

/// The same button once it was pressed.
const SHARED: &str = "Shared";

/// An entry of the message's menu that is not the open one.
fn another(message: &Message) -> String {
    let menus = message.menus();
    let other = menus[0].options.iter().find(|option| !option.default).expect("another entry");
    other.label.clone()
}

/// Words of the guide that do not say which entry is meant. Which words those are is for the search to say.
fn unclear() -> String {
    let shipped =
        knowledge::load(&Place::Embedded, time::macros::date!(2026 - 11 - 21)).expect("the shipped knowledge");
    let guide = Guide::new(shipped.knowledge.clone());
    let words = guide.knowledge.entries().iter().flat_map(|entry| entry.tagline.split_whitespace());
    let is_unclear = |word: &&str| {
        let searched = answer(&guide, &Question::ask(*word)).searched;
        word.chars().all(char::is_alphanumeric) && searched.is_some_and(|found| found.outcome == Outcome::Unsure)
    };
    words.filter(|word| word.len() > 2).find(is_unclear).expect("some word is unclear").to_owned()
}
