//! What staff ask for: `/guide`, *Add to the guide*, the controls of their panels, and the forms that they submit. Members and
//! mentors come the same way, with questions to the mentors and votes.
//!
//! All of it happens in a server; elsewhere it is a command or a control that the guide does not know. What members ask of
//! their own data is in `privacy`.

use std::num::NonZeroU64;

use tpm_guide_core::answer::Field;
use tpm_guide_core::reply::Request;
use tpm_guide_core::staff::{Action, Call, Desk, Press};

use super::shape::{CommandOption, Data, Interaction};
use super::{CommandUsed, InteractionKind, Read, Wanted, privacy};
use crate::discord::command::{DAYS, ENTRY, FILE, GuideCommand, REPLACES, days};
use crate::discord::custom_id::{decode_form, is_staff};

/// Reads `/guide` and its sub-command.
pub(super) fn command(interaction: &Interaction<'_>, data: &Data) -> Read {
    let subcommand = data.subcommand();
    let command = subcommand.and_then(used);
    let text = |name| subcommand.and_then(|options| options.text_of(name));
    let action = match command {
        Some(GuideCommand::Add) => Action::Add { replaces: text(REPLACES) },
        Some(GuideCommand::Edit) => Action::Edit(text(ENTRY).unwrap_or_default()),
        Some(GuideCommand::Remove) => Action::Remove(text(ENTRY).unwrap_or_default()),
        Some(GuideCommand::History) => Action::History(text(ENTRY).unwrap_or_default()),
        Some(GuideCommand::List) => Action::List,
        Some(GuideCommand::Export) => Action::Export,
        Some(GuideCommand::Import) => Action::Import(text(FILE).and_then(|id| data.attachment(&id))),
        Some(GuideCommand::Insights) => Action::Insights { days: days(text(DAYS).as_deref()) },
        Some(GuideCommand::Review) => Action::Review,
        Some(GuideCommand::Settings) => Action::Settings,
        None => Action::Unknown,
    };
    (InteractionKind::Command, command.map(CommandUsed::Guide), called(interaction, action, Request::UnknownCommand))
}

/// Reads *Add to the guide*: the message's text and where it is.
pub(super) fn add_from(interaction: &Interaction<'_>, data: &Data) -> Read {
    let action = match interaction.target(data) {
        Some(message) => Action::AddFrom { text: data.target_text(), message },
        None => Action::Unknown,
    };
    (InteractionKind::Command, Some(CommandUsed::AddToGuide), called(interaction, action, Request::UnknownCommand))
}

/// The sub-command that is being typed, and what completes its option.
pub(super) fn completed(data: &Data) -> (Option<CommandUsed>, Option<Field>) {
    let subcommand = data.subcommand();
    let focused = subcommand.and_then(|options| options.focused());
    let field = match focused.and_then(|option| option.name.as_deref()) {
        Some(REPLACES) => Some(Field::Shipped),
        Some(ENTRY) => Some(Field::Own),
        _ => None,
    };
    (subcommand.and_then(used).map(CommandUsed::Guide), field)
}

/// Reads a control of a panel, or below an answer, of this version.
pub(super) fn pressed(interaction: &Interaction<'_>, press: Press, written: String) -> Read {
    let kind = match press {
        Press::Vote(..) => InteractionKind::Vote,
        Press::Privacy(..) => InteractionKind::Privacy,
        _ => match press.desk() {
            Desk::Members | Desk::Mentors => InteractionKind::Mentors,
            Desk::Staff | Desk::Privacy => InteractionKind::Panel,
        },
    };
    let elsewhere = Request::Stale { remembered: written };
    let wanted = match press {
        Press::Privacy(press, scope) => privacy::called(interaction, press, scope, elsewhere),
        press => {
            let (picked, channels) = (interaction.all_picked(), interaction.picked_channels());
            called(interaction, Action::Press { press, picked, channels }, elsewhere)
        }
    };
    (kind, None, wanted)
}

/// Reads a form that was submitted; nothing for one that is not staff's.
pub(super) fn submitted(interaction: &Interaction<'_>, written: &str) -> Option<Wanted> {
    let action = match decode_form(written) {
        Some(form) => Action::Submit { form, filled: interaction.filled() },
        None if is_staff(written) => Action::Unknown,
        None => return None,
    };
    Some(called(interaction, action, Request::Stale { remembered: written.to_owned() }))
}

/// Reads a control that this version does not know; nothing for one that is not staff's.
pub(super) fn unknown(interaction: &Interaction<'_>, written: &str) -> Option<Wanted> {
    is_staff(written).then(|| called(interaction, Action::Unknown, Request::Stale { remembered: written.to_owned() }))
}

/// What a member asks of their server, or `elsewhere` outside of one.
fn called(interaction: &Interaction<'_>, action: Action, elsewhere: Request) -> Wanted {
    let guild = interaction.guild().and_then(NonZeroU64::new);
    let (Some(guild), Some(by)) = (guild, interaction.member()) else { return Wanted::Answer(elsewhere) };
    let is_installed = interaction.is_installed_in(guild);
    Wanted::Staff(Call {
        guild,
        by,
        rights: interaction.rights(),
        is_installed,
        interaction: interaction.id(),
        place: interaction.place(is_installed),
        is_in_place: interaction.is_on_private_message(),
        action,
    })
}

/// The sub-command that was used.
fn used(subcommand: &CommandOption) -> Option<GuideCommand> {
    GuideCommand::named(subcommand.name.as_deref()?)
}
