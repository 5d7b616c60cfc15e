//! The commands of staff: `/guide` with a sub-command for each thing they do, and *Add to the guide* on a message.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::Permissions;
use serenity::model::application::{CommandOptionType, CommandType};

/// The command of staff.
pub const GUIDE: &str = "guide";

/// The command on a message that makes an entry of it, as it stands under Apps.
pub const ADD_TO_GUIDE: &str = "Add to the guide";

/// The option that names a shipped entry.
pub const REPLACES: &str = "replaces";
/// The option that names an own entry.
pub const ENTRY: &str = "entry";
/// The option that takes a file.
pub const FILE: &str = "file";
/// The option that takes a number of days.
pub const DAYS: &str = "days";

/// The numbers of days that can be chosen.
const PERIODS: [u16; 3] = [7, 30, 90];
/// The number where none is chosen.
pub const DAYS_BY_DEFAULT: u16 = 30;

/// The number of days that was chosen.
pub fn days(chosen: Option<&str>) -> u16 {
    let chosen = chosen.and_then(|chosen| chosen.parse().ok());
    chosen.filter(|days| PERIODS.contains(days)).unwrap_or(DAYS_BY_DEFAULT)
}

/// A sub-command of `/guide`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuideCommand {
    /// Writes a new entry.
    Add,
    /// Changes an entry.
    Edit,
    /// Removes an entry.
    Remove,
    /// Shows the revisions of an entry.
    History,
    /// Lists all entries.
    List,
    /// Gives all entries as a file.
    Export,
    /// Takes entries from a file.
    Import,
    /// Shows what was asked and answered, in numbers.
    Insights,
    /// Lists the entries to look at again.
    Review,
    /// Shows the settings of the server.
    Settings,
}

impl GuideCommand {
    /// All of them, as they are listed.
    pub const ALL: [Self; 10] = [
        Self::Add,
        Self::Edit,
        Self::Remove,
        Self::History,
        Self::List,
        Self::Review,
        Self::Insights,
        Self::Export,
        Self::Import,
        Self::Settings,
    ];

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
            Self::Add => "guide add",
            Self::Edit => "guide edit",
            Self::Remove => "guide remove",
            Self::History => "guide history",
            Self::List => "guide list",
            Self::Export => "guide export",
            Self::Import => "guide import",
            Self::Insights => "guide insights",
            Self::Review => "guide review",
            Self::Settings => "guide settings",
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Add => "Write an entry that answers in this server like the shipped ones",
            Self::Edit => "Change an entry of this server",
            Self::Remove => "Remove an entry of this server; you can undo it",
            Self::History => "Show who changed an entry and when, and restore a revision",
            Self::List => "List the entries of this server with their age, use and state",
            Self::Export => "Get the entries of this server as a YAML file",
            Self::Import => "Add entries from a YAML file; you see what changes first",
            Self::Insights => "Show what members asked and what was found, in numbers and as a chart",
            Self::Review => "List the entries of this server to look at again, and why",
            Self::Settings => "Choose editors, mentors, private answers, and which shipped topics are off",
        }
    }

    fn option(self) -> Option<CreateCommandOption> {
        let text = |name, description| {
            CreateCommandOption::new(CommandOptionType::String, name, description).set_autocomplete(true)
        };
        match self {
            Self::Add => Some(text(REPLACES, "The shipped entry that yours replaces in this server")),
            Self::Edit | Self::Remove | Self::History => Some(text(ENTRY, "An entry of this server").required(true)),
            Self::Import => {
                let file = "A YAML file as /guide export writes it, at most 1 MiB";
                Some(CreateCommandOption::new(CommandOptionType::Attachment, FILE, file).required(true))
            }
            Self::Insights => {
                let option = CreateCommandOption::new(
                    CommandOptionType::Integer,
                    DAYS,
                    "Of the last days; 30 if you leave it out",
                );
                let choice =
                    |option: CreateCommandOption, days: u16| option.add_int_choice(format!("{days} days"), days.into());
                Some(PERIODS.into_iter().fold(option, choice))
            }
            Self::List | Self::Review | Self::Export | Self::Settings => None,
        }
    }
}

/// Both commands, hidden from members who do not manage the server unless an administrator allows them.
pub(super) fn definitions() -> impl Iterator<Item = CreateCommand> {
    let subcommand = |command: GuideCommand| {
        let definition = CreateCommandOption::new(CommandOptionType::SubCommand, command.name(), command.description());
        command.option().into_iter().fold(definition, CreateCommandOption::add_sub_option)
    };
    let guide = CreateCommand::new(GUIDE)
        .description("Write and manage this server's own entries")
        .set_options(GuideCommand::ALL.into_iter().map(subcommand).collect());
    let add = CreateCommand::new(ADD_TO_GUIDE).kind(CommandType::Message);
    [guide, add].into_iter().map(|command| command.default_member_permissions(Permissions::MANAGE_GUILD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sub_command_is_found_by_its_name() {
        for command in GuideCommand::ALL {
            assert_eq!(GuideCommand::named(command.name()), Some(command));
            assert_eq!(command.typed(), format!("{GUIDE} {}", command.name()));
        }
        assert_eq!(GuideCommand::named("merge"), None);
    }

    #[test]
    fn other_numbers_of_days_are_the_default() {
        assert_eq!(["7", "30", "90"].map(|typed| days(Some(typed))), [7, 30, 90]);
        for odd in [None, Some("0"), Some("-7"), Some("365"), Some("7.0"), Some(""), Some("99999999999")] {
            assert_eq!(days(odd), DAYS_BY_DEFAULT, "{odd:?}");
        }
    }
}
