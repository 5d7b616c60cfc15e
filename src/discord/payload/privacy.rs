//! What members ask of their own data: `/privacy`, and the controls that follow it. Also outside of servers.

use std::num::NonZeroU64;

use tpm_guide_core::reply::Request;
use tpm_guide_core::staff::{PrivacyCall, PrivacyPress, Scope};

use super::shape::{Data, Interaction};
use super::{CommandUsed, InteractionKind, Read, Wanted};
use crate::discord::command::{PrivacyCommand, WHERE, scope};

/// Reads `/privacy` and its sub-command.
pub(super) fn command(interaction: &Interaction<'_>, data: &Data) -> Read {
    let subcommand = data.subcommand();
    let used = subcommand.and_then(|subcommand| PrivacyCommand::named(subcommand.name.as_deref()?));
    let unknown = Request::UnknownCommand;
    let wanted = match used {
        Some(used) => {
            let chosen = subcommand.and_then(|options| options.text_of(WHERE));
            called(interaction, used.press(), scope(chosen.as_deref(), interaction.guild().is_some()), unknown)
        }
        None => Wanted::Answer(unknown),
    };
    (InteractionKind::Command, used.map(CommandUsed::Privacy), wanted)
}

/// What a member asks of their own data, or `otherwise` where Discord does not say who asks.
pub(super) fn called(interaction: &Interaction<'_>, press: PrivacyPress, scope: Scope, otherwise: Request) -> Wanted {
    let Some(by) = interaction.person() else { return Wanted::Answer(otherwise) };
    Wanted::Privacy(PrivacyCall {
        by,
        guild: installed_guild(interaction),
        is_in_place: interaction.is_on_private_message(),
        interaction: interaction.id(),
        press,
        scope,
    })
}

/// The server that added the application, in which it was used.
pub(super) fn installed_guild(interaction: &Interaction<'_>) -> Option<NonZeroU64> {
    let guild = interaction.guild().and_then(NonZeroU64::new);
    guild.filter(|guild| interaction.is_installed_in(*guild))
}
