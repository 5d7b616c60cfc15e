//! The commands of staff: `/guide` with a sub-command for each thing they do, and *Add to the guide* on a message.

use serde_json::Value;
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
    /// Shows the settings of the server.
    Settings,
}

impl GuideCommand {
    /// All of them, as they are listed.
    pub const ALL: [Self; 8] =
        [Self::Add, Self::Edit, Self::Remove, Self::History, Self::List, Self::Export, Self::Import, Self::Settings];

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
            Self::Settings => "Choose editors, private answers, and which shipped topics are off",
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
            Self::List | Self::Export | Self::Settings => None,
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

/// Whether a registered command is one of staff's.
pub fn is_of_staff(registered: &Value) -> bool {
    match registered["type"].as_u64().unwrap_or(1) {
        1 => registered["name"] == GUIDE,
        3 => registered["name"] == ADD_TO_GUIDE,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
    fn the_commands_of_staff_are_known_by_name_and_type() {
        for definition in definitions() {
            assert!(is_of_staff(&serde_json::to_value(definition).expect("plain JSON")));
        }
        for other in [
            json!({"name": "guide", "type": 3}),
            json!({"name": "Add to the guide", "type": 1}),
            json!({"name": "ask"}),
            json!(null),
        ] {
            assert!(!is_of_staff(&other), "{other}");
        }
    }
}
