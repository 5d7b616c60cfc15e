//! The commands as Discord registers them.

mod staff;
mod privacy;

pub use self::privacy::{PRIVACY, PrivacyCommand, WHERE, scope};
pub use self::staff::{ADD_TO_GUIDE, DAYS, DAYS_BY_DEFAULT, ENTRY, FILE, GUIDE, GuideCommand, REPLACES, days};

use serde_json::Value;
use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandOptionType, CommandType, InstallationContext, InteractionContext};
use tpm_guide_core::answer::{Command, FOR, PRIVATE, TextOption};

/// The command on a message, as it stands in the menu of every message under Apps.
pub const ASK_ABOUT: &str = "Ask TPM Guide";

/// How the application can be added, as its settings in Discord's portal allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installs {
    /// To a server.
    pub guild: bool,
    /// To a person's account.
    pub user: bool,
}

/// Whether the commands that need a store are registered: `/guide`, *Add to the guide* on a message, and `/privacy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffCommands {
    /// Registered: there is a store.
    Registered,
    /// Left as Discord has them: there is no store here, but another process may have one, and administrators may have
    /// said who may use them.
    LeftAlone,
}

/// The commands as Discord registers them: for the application with these `installs`, or for a single server. Those of
/// staff are offered in servers that added the application, and nowhere else; `/privacy` wherever the application is.
pub fn definitions(installs: Option<Installs>, staff: StaffCommands) -> Vec<CreateCommand> {
    let ask_about = CreateCommand::new(ASK_ABOUT).kind(CommandType::Message);
    let slash = Command::ALL.into_iter().map(definition);
    let mut commands: Vec<CreateCommand> =
        slash.chain([ask_about]).map(|command| offered_in(command, installs)).collect();
    if staff == StaffCommands::Registered && installs.is_none_or(|installs| installs.guild) {
        commands.push(offered_in(privacy::definition(), installs));
        commands.extend(staff::definitions().map(|command| match installs {
            Some(_) => {
                command.integration_types(vec![InstallationContext::Guild]).contexts(vec![InteractionContext::Guild])
            }
            None => command,
        }));
    }
    commands
}

fn definition(command: Command) -> CreateCommand {
    let mut options: Vec<CreateCommandOption> = command.options().iter().map(text_option).collect();
    if command.has_shared_options() {
        let (for_whom, private) = ("Whom you answer: they are named and pinged", "Only you see the answer");
        options.push(CreateCommandOption::new(CommandOptionType::User, FOR, for_whom));
        options.push(CreateCommandOption::new(CommandOptionType::Boolean, PRIVATE, private));
    }
    CreateCommand::new(command.name()).description(command.description()).set_options(options)
}

fn text_option(option: &TextOption) -> CreateCommandOption {
    let definition = CreateCommandOption::new(CommandOptionType::String, option.name, option.description)
        .required(option.required)
        .set_autocomplete(true);
    match option.length {
        Some((fewest, most)) => definition.min_length(fewest).max_length(most),
        None => definition,
    }
}

/// The command, offered in every place where the application may be added.
fn offered_in(command: CreateCommand, installs: Option<Installs>) -> CreateCommand {
    let Some(installs) = installs else { return command };
    let mut types = Vec::new();
    let mut contexts = vec![InteractionContext::Guild, InteractionContext::BotDm];
    if installs.guild {
        types.push(InstallationContext::Guild);
    }
    if installs.user {
        types.push(InstallationContext::User);
        // Other people's DMs exist for an application only through the account it is added to.
        contexts.push(InteractionContext::PrivateChannel);
    }
    command.integration_types(types).contexts(contexts)
}

/// Whether a registered command is one that needs a store.
pub fn is_of_staff(registered: &Value) -> bool {
    match registered["type"].as_u64().unwrap_or(1) {
        1 => registered["name"] == GUIDE || registered["name"] == PRIVACY,
        3 => registered["name"] == ADD_TO_GUIDE,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_commands_that_need_a_store_are_known_by_name_and_type() {
        let both = Some(Installs { guild: true, user: true });
        for installs in [None, both] {
            let json = |command: &CreateCommand| serde_json::to_value(command).expect("plain JSON");
            let all: Vec<Value> = definitions(installs, StaffCommands::Registered).iter().map(json).collect();
            let without: Vec<Value> = definitions(installs, StaffCommands::LeftAlone).iter().map(json).collect();
            for command in all {
                assert_eq!(is_of_staff(&command), !without.contains(&command), "{command}");
            }
        }
        for other in [
            json!({"name": "guide", "type": 3}),
            json!({"name": "Add to the guide", "type": 1}),
            json!({"name": "privacy", "type": 2}),
            json!({"name": "ask"}),
            json!(null),
        ] {
            assert!(!is_of_staff(&other), "{other}");
        }
    }
}
