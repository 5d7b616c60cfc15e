//! The command of every member for their own data: `/privacy` with a sub-command for each thing they do.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::CommandOptionType;
use tpm_guide_core::staff::{PrivacyPress, Scope};

/// The command for a member's own data.
pub const PRIVACY: &str = "privacy";

/// The option that says where it is meant.
pub const WHERE: &str = "where";

/// The values of that option, which no one types.
const SCOPES: [(Scope, &str, &str); 2] =
    [(Scope::Server, "this server", "server"), (Scope::Everywhere, "everywhere", "everywhere")];

/// A sub-command of `/privacy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivacyCommand {
    /// Shows what is stored.
    Show,
    /// Gives it as a file.
    Export,
    /// Asks whether to delete it.
    Delete,
}

impl PrivacyCommand {
    /// All of them, as they are listed.
    pub const ALL: [Self; 3] = [Self::Show, Self::Export, Self::Delete];

    /// The sub-command with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.name() == name)
    }

    /// Its name, as Discord registers it.
    pub fn name(self) -> &'static str {
        self.typed().split_once(' ').map_or_else(|| self.typed(), |(_, name)| name)
    }

    /// How it is typed, without the slash; also its label in logs and metrics.
    pub const fn typed(self) -> &'static str {
        match self {
            Self::Show => "privacy show",
            Self::Export => "privacy export",
            Self::Delete => "privacy delete",
        }
    }

    /// What it asks for.
    pub const fn press(self) -> PrivacyPress {
        match self {
            Self::Show => PrivacyPress::Show,
            Self::Export => PrivacyPress::Export,
            Self::Delete => PrivacyPress::Delete,
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Show => "Show what is stored about you; only you see it",
            Self::Export => "Get what is stored about you as a JSON file; only you see it",
            Self::Delete => "Delete what is stored about you; you are asked first",
        }
    }
}

/// Where it is meant: as chosen, or in the server where it is used, and everywhere outside of servers.
pub fn scope(chosen: Option<&str>, is_in_server: bool) -> Scope {
    let chosen = SCOPES.iter().find(|(.., value)| Some(*value) == chosen).map(|(scope, ..)| *scope);
    chosen.unwrap_or(if is_in_server { Scope::Server } else { Scope::Everywhere })
}

/// The command, which every member sees.
pub(super) fn definition() -> CreateCommand {
    let place = || {
        let option = CreateCommandOption::new(CommandOptionType::String, WHERE, "This server if you leave it out");
        SCOPES.iter().fold(option, |option, (_, name, value)| option.add_string_choice(*name, *value))
    };
    let subcommand = |command: PrivacyCommand| {
        CreateCommandOption::new(CommandOptionType::SubCommand, command.name(), command.description())
            .add_sub_option(place())
    };
    CreateCommand::new(PRIVACY)
        .description("See, export or delete what is stored about you")
        .set_options(PrivacyCommand::ALL.into_iter().map(subcommand).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sub_command_is_found_by_its_name() {
        for command in PrivacyCommand::ALL {
            assert_eq!(PrivacyCommand::named(command.name()), Some(command));
            assert_eq!(command.typed(), format!("{PRIVACY} {}", command.name()));
        }
        assert_eq!(PrivacyCommand::named("sell"), None);
    }

    #[test]
    fn without_a_choice_this_server_is_meant_where_there_is_one() {
        assert_eq!((scope(None, true), scope(None, false)), (Scope::Server, Scope::Everywhere));
        assert_eq!((scope(Some("everywhere"), true), scope(Some("server"), false)), (Scope::Everywhere, Scope::Server));
        assert_eq!(scope(Some("this server"), false), Scope::Everywhere, "a name is no value");
    }
}
