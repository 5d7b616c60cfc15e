//! An interaction's JSON in, what a member wants out: a [`Request`], a [`Call`] of their server, or a [`PrivacyCall`].
//! `shape` is our own small shape of what Discord sends: only the fields we use, and whatever else it holds, unknown or of
//! another type, is passed over.

mod shape;
mod staff;
mod privacy;
mod forgiving;

use std::fmt;
use std::num::NonZeroU64;

use secrecy::SecretString;
use serenity::model::application::{CommandType, InteractionType};
use thiserror::Error;
use tpm_guide_core::answer::{Command, FOR, PRIVATE, Question};
use tpm_guide_core::reply::{Addressee, Audience, Pressed, Request, UserId};
use tpm_guide_core::staff::{Call, Press, PrivacyCall};

use self::shape::Interaction;
use super::command::{ADD_TO_GUIDE, ASK_ABOUT, GUIDE, GuideCommand, PRIVACY, PrivacyCommand};
use super::custom_id::{self, Control};

/// What entitles to answer an interaction.
#[derive(Debug)]
pub struct Envelope {
    /// The interaction's id; the same when Discord repeats itself.
    pub id: u64,
    /// The application that it is for.
    pub application: u64,
    /// The interaction's token; a secret for 15 minutes.
    pub token: SecretString,
}

/// An interaction, understood.
#[derive(Debug)]
pub struct Incoming {
    /// What entitles to answer it.
    pub envelope: Envelope,
    /// What the log says of it.
    pub about: About,
    /// The server that added the application, in which it was used. None elsewhere: what a server has of its own stays
    /// untouched where only a member added the application to their account.
    pub installed_guild: Option<u64>,
    /// The member, in a server.
    pub member: Option<u64>,
    /// What the member wants.
    pub wanted: Wanted,
}

/// What a member wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// An answer, which the guide gives alone.
    Answer(Request),
    /// Something of their server's entries, settings, questions to mentors, or a vote.
    Staff(Call),
    /// Something of their own data.
    Privacy(PrivacyCall),
}

/// What the log says of an interaction: nothing that a member typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What was used.
    pub kind: InteractionKind,
    /// The command, where it is one of ours.
    pub command: Option<CommandUsed>,
    /// The server, outside of DMs.
    pub guild: Option<u64>,
    /// The asker's language, such as `en-US`; `unknown` when it is none.
    pub locale: String,
}

/// What was used in an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionKind {
    /// Discord asks whether an HTTP endpoint is there.
    Ping,
    /// A command.
    Command,
    /// An option of a command, which is being typed.
    Autocomplete,
    /// A button that asks, or a component that is not ours.
    Control,
    /// A menu that asks.
    Menu,
    /// The button that removes an answer.
    Remove,
    /// The button that shares an answer.
    Share,
    /// A form that was filled in.
    Modal,
    /// A button or menu on a panel of staff.
    Panel,
    /// A button or menu of questions to mentors.
    Mentors,
    /// A vote on an answer.
    Vote,
    /// A button of a member's own data.
    Privacy,
    /// A kind that Discord added.
    Unknown,
}

impl InteractionKind {
    /// One word for the log and the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Command => "command",
            Self::Autocomplete => "autocomplete",
            Self::Control => "control",
            Self::Menu => "menu",
            Self::Remove => "remove",
            Self::Share => "share",
            Self::Modal => "modal",
            Self::Panel => "panel",
            Self::Mentors => "mentors",
            Self::Vote => "vote",
            Self::Privacy => "privacy",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for InteractionKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Which of our commands was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandUsed {
    /// A slash command.
    Slash(Command),
    /// The command on a message that asks.
    AskAbout,
    /// A sub-command of staff's.
    Guide(GuideCommand),
    /// The command on a message that makes an entry of it.
    AddToGuide,
    /// A sub-command for a member's own data.
    Privacy(PrivacyCommand),
}

impl CommandUsed {
    /// Its name; `guide` and `privacy` come with the sub-command.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slash(command) => command.name(),
            Self::AskAbout => ASK_ABOUT,
            Self::Guide(command) => command.typed(),
            Self::AddToGuide => ADD_TO_GUIDE,
            Self::Privacy(command) => command.typed(),
        }
    }
}

/// Why an interaction cannot be answered.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unanswerable {
    /// Not JSON, or without what an answer needs.
    #[error("no interaction: its id, token or application is missing")]
    NoInteraction,
    /// Discord asks whether an HTTP endpoint is there, which the endpoint answers; over the gateway it has no answer.
    #[error("a ping, which has no answer over the gateway")]
    Ping,
}

/// Reads what a member wants.
///
/// # Errors
/// Only when it cannot be answered. What is merely strange becomes a request that is answered kindly.
pub fn read(json: &str) -> Result<Incoming, Unanswerable> {
    let mut interaction: Interaction<'_> = serde_json::from_str(json).map_err(|_| Unanswerable::NoInteraction)?;
    let envelope = interaction.envelope();
    let (kind, command, wanted) = match interaction.kind() {
        InteractionType::Ping => return Err(Unanswerable::Ping),
        InteractionType::Command => command(&interaction),
        InteractionType::Component => component(&interaction),
        InteractionType::Autocomplete => autocomplete(&interaction),
        InteractionType::Modal => modal(&interaction),
        // Discord may add kinds. A message answers most of them.
        _ => (InteractionKind::Unknown, None, Wanted::Answer(Request::UnknownCommand)),
    };
    let envelope = envelope.ok_or(Unanswerable::NoInteraction)?;
    let about = About { kind, command, guild: interaction.guild(), locale: interaction.locale() };
    let installed_guild = privacy::installed_guild(&interaction).map(NonZeroU64::get);
    let member = interaction.member().map(UserId::get);
    Ok(Incoming { envelope, about, installed_guild, member, wanted })
}

/// What was used, which of our commands, and what the member wants.
type Read = (InteractionKind, Option<CommandUsed>, Wanted);

fn command(interaction: &Interaction<'_>) -> Read {
    let kind = InteractionKind::Command;
    let unknown = (kind, None, Wanted::Answer(Request::UnknownCommand));
    let Some(data) = interaction.data.as_ref() else { return unknown };
    // Commands of messages and users have names of their own; we register no others.
    match (data.command_type(), data.name.as_deref()) {
        (CommandType::Message, Some(ASK_ABOUT)) => {
            let request = Request::AskAbout { text: data.target_text() };
            return (kind, Some(CommandUsed::AskAbout), Wanted::Answer(request));
        }
        (CommandType::Message, Some(ADD_TO_GUIDE)) => return staff::add_from(interaction, data),
        (CommandType::ChatInput, Some(GUIDE)) => return staff::command(interaction, data),
        (CommandType::ChatInput, Some(PRIVACY)) => return privacy::command(interaction, data),
        (CommandType::ChatInput, _) => {}
        _ => return unknown,
    }
    let Some(command) = data.name.as_deref().and_then(Command::named) else { return unknown };
    let addressee = if command.has_shared_options() { data.user(FOR) } else { None };
    let person = interaction.person();
    let request = Request::Ask {
        question: command.question(|option| data.text(option)),
        addressee: addressee.map(|user| Addressee { user, bot: data.is_bot(user), asks: Some(user) == person }),
        private: data.switch(PRIVATE),
    };
    (kind, Some(CommandUsed::Slash(command)), Wanted::Answer(request))
}

fn autocomplete(interaction: &Interaction<'_>) -> Read {
    let data = interaction.data.as_ref();
    if let Some(data) = data.filter(|data| data.name.as_deref() == Some(GUIDE)) {
        let (command, field) = staff::completed(data);
        let typed = data.subcommand().and_then(|options| options.focused()?.text()).unwrap_or_default();
        return (InteractionKind::Autocomplete, command, Wanted::Answer(Request::Complete { field, typed }));
    }
    let command = data.and_then(|data| data.name.as_deref()).and_then(Command::named);
    let focused = data.and_then(|data| data.focused());
    let option = focused.and_then(|option| command?.option(option.name.as_deref()?));
    let field = option.zip(data).map(|(option, data)| option.field(|other| data.text(other)));
    let typed = focused.and_then(shape::CommandOption::text).unwrap_or_default();
    let request = Request::Complete { field, typed };
    (InteractionKind::Autocomplete, command.map(CommandUsed::Slash), Wanted::Answer(request))
}

fn modal(interaction: &Interaction<'_>) -> Read {
    let written = interaction.custom_id();
    let wanted =
        staff::submitted(interaction, &written).unwrap_or(Wanted::Answer(Request::Stale { remembered: written }));
    (InteractionKind::Modal, None, wanted)
}

fn component(interaction: &Interaction<'_>) -> Read {
    let written = interaction.custom_id();
    let (kind, request) = match custom_id::decode(&written) {
        Some(Control::Menu) => {
            let picked = interaction.picked();
            let request = match custom_id::decode(&picked) {
                Some(Control::Ask(question)) => press(interaction, question),
                // The last option of *Not what you meant?*. No other control stands in a menu of an answer.
                Some(Control::Staff(Press::AskMentors)) => {
                    return staff::pressed(interaction, Press::AskMentors, picked);
                }
                _ => Request::Stale { remembered: picked },
            };
            (InteractionKind::Menu, request)
        }
        Some(Control::Ask(question)) => (InteractionKind::Control, press(interaction, question)),
        Some(Control::Share(question)) => {
            let (by, about) = (sharer(interaction), interaction.asked_about());
            (InteractionKind::Share, Request::Share { question, by, about })
        }
        Some(Control::Remove) => {
            let allowed = interaction.is_asker() || interaction.manages_messages();
            (InteractionKind::Remove, Request::Remove { allowed })
        }
        Some(Control::Staff(press)) => return staff::pressed(interaction, press, written),
        None => match staff::unknown(interaction, &written) {
            Some(wanted) => return (InteractionKind::Panel, None, wanted),
            None => (InteractionKind::Control, Request::Stale { remembered: written }),
        },
    };
    (kind, None, Wanted::Answer(request))
}

fn press(interaction: &Interaction<'_>, question: Question) -> Request {
    let is_private = interaction.is_on_private_message();
    let pressed = Pressed {
        own: is_private || interaction.is_asker(),
        audience: if is_private { Audience::Asker } else { Audience::Channel },
        plain_text: interaction.is_on_plain_text(),
    };
    Request::Press { question, pressed }
}

/// The presser of a button on a private message, which no one else can share.
fn sharer(interaction: &Interaction<'_>) -> Option<UserId> {
    interaction.person().filter(|_| interaction.is_on_private_message() && !interaction.names_another_asker())
}

#[cfg(test)]
mod tests;
