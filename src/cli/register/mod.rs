//! Registering the slash commands: compare with what Discord has, write only on a difference. Where Discord sends what
//! members do is in `endpoint`.

mod endpoint;

use std::num::NonZeroU64;

use serde_json::Value;
use tpm_guide_core::text::shortened;
use tracing::info;

use super::args;
use super::output::print;
use crate::config::Config;
use crate::discord::command::{self, Installs, StaffCommands};
use crate::discord::rest::{Application, Rest, RestError, Scope, difference, unchanged};
use crate::failure::Failure;

/// `tpm-guide register`.
pub(super) async fn register(options: &args::Register, config: &Config, staff: StaffCommands) -> Result<(), Failure> {
    let rest = Rest::new(&config.token, &config.api)?;
    let application = rest.current_application().await?;
    let scope = options.guild.map(NonZeroU64::get).or(config.guild).map_or(Scope::Global, Scope::Guild);
    let registered = rest.registered(application.id, scope).await?;
    let wanted = if options.remove { Vec::new() } else { wanted(&application, scope, staff, &registered) };
    let difference = difference(&registered, &wanted);
    let name = shortened(&application.name);
    let place = match scope {
        Scope::Global => "everywhere".to_owned(),
        Scope::Guild(guild) => format!("in server {guild}"),
    };
    let done = if difference.is_empty() {
        format!("Nothing to change for {name} {place}.")
    } else if options.dry_run {
        format!("Nothing was changed: this was a dry run for {name} {place}.")
    } else {
        rest.overwrite(application.id, scope, &wanted).await?;
        format!("Changed for {name} {place}.")
    };
    print(|out| writeln!(out, "{difference}\n{done}"))?;
    match &options.endpoint {
        Some(wanted) => {
            endpoint::set(&rest, &application, wanted, config.public_keys.as_deref(), options.dry_run).await
        }
        None => Ok(()),
    }
}

/// Brings Discord's commands up to date when they differ from ours.
pub(super) async fn bring_up_to_date(
    rest: &Rest,
    application: &Application,
    scope: Scope,
    staff: StaffCommands,
) -> Result<(), RestError> {
    let registered = rest.registered(application.id, scope).await?;
    let wanted = wanted(application, scope, staff, &registered);
    let difference = difference(&registered, &wanted);
    if difference.is_empty() {
        info!(commands = wanted.len(), "slash commands are up to date");
        return Ok(());
    }
    rest.overwrite(application.id, scope, &wanted).await?;
    for change in difference.to_string().lines() {
        info!(change, "slash command");
    }
    Ok(())
}

/// Our commands as the application's settings allow them, and those that need a store as they are `registered` where they are
/// left alone; says what is missing.
fn wanted(application: &Application, scope: Scope, staff: StaffCommands, registered: &[Value]) -> Vec<Value> {
    let installs = match scope {
        Scope::Guild(_) => None,
        Scope::Global => {
            let installs = Installs { guild: application.guild_install, user: application.user_install };
            for (allowed, missing) in [(installs.guild, "Guild Install"), (installs.user, "User Install")] {
                if !allowed {
                    info!("{missing} is off in the developer portal (Installation): commands are not offered there");
                }
            }
            // Without any, Discord decides; it takes no empty list.
            (installs.guild || installs.user).then_some(installs)
        }
    };
    // An application that no server can add has no staff, and Discord refuses commands for servers alone.
    let has_staff = application.guild_install;
    let staff = if has_staff { staff } else { StaffCommands::LeftAlone };
    let kept = registered
        .iter()
        .filter(|command| has_staff && staff == StaffCommands::LeftAlone && command::is_of_staff(command));
    command::definitions(installs, staff)
        .into_iter()
        .map(|definition| serde_json::to_value(definition).expect("a command is plain JSON"))
        .chain(kept.map(unchanged))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn application(guild_install: bool) -> Application {
        let types = if guild_install { json!({"0": {}, "1": {}}) } else { json!({"1": {}}) };
        let application = json!({"id": "7", "name": "TPM Guide", "integration_types_config": types});
        serde_json::from_value(application).expect("an application")
    }

    /// What Discord has after a process with a store registered the commands.
    fn registered() -> Vec<Value> {
        let mut registered = wanted(&application(true), Scope::Global, StaffCommands::Registered, &[]);
        for (place, command) in registered.iter_mut().enumerate() {
            command["id"] = json!(place.to_string());
            command["version"] = json!("1");
        }
        registered
    }

    /// Those that need a store: `/guide`, *Add to the guide* and `/privacy`.
    fn staff_commands(commands: &[Value]) -> Vec<&Value> {
        commands.iter().filter(|command| command::is_of_staff(command)).collect()
    }

    #[test]
    fn with_a_store_the_commands_of_staff_are_registered_for_servers_alone() {
        let registered = registered();
        let (everyone, staff): (Vec<&Value>, Vec<&Value>) =
            staff_commands(&registered).into_iter().partition(|command| command["name"] == "privacy");
        assert_eq!(staff.len(), 2);
        for command in staff {
            assert_eq!(command["default_member_permissions"], "32", "{command}");
            assert_eq!((&command["contexts"], &command["integration_types"]), (&json!([0]), &json!([0])));
        }
        let [privacy] = everyone[..] else { panic!("{everyone:?}") };
        assert_eq!(privacy.get("default_member_permissions"), None, "every member sees it");
        assert_eq!((&privacy["contexts"], &privacy["integration_types"]), (&json!([0, 1, 2]), &json!([0, 1])));
    }

    #[test]
    fn a_single_server_gets_them_without_contexts() {
        let commands = wanted(&application(true), Scope::Guild(8), StaffCommands::Registered, &[]);
        let staff = staff_commands(&commands);
        assert_eq!(staff.len(), 3);
        assert!(staff.iter().all(|command| command.get("contexts").or(command.get("integration_types")).is_none()));
    }

    #[test]
    fn without_a_store_those_that_are_registered_stay_as_they_are() {
        let (before, application) = (registered(), application(true));
        let wanted = |registered: &[Value]| wanted(&application, Scope::Global, StaffCommands::LeftAlone, registered);
        assert!(difference(&before, &wanted(&before)).is_empty());
        assert_eq!(staff_commands(&wanted(&[])).len(), 0, "and others are not added");
        // Something else changes, and they are sent along.
        let mut outdated = before;
        outdated[0]["description"] = json!("outdated");
        outdated.iter_mut().filter(|command| command["name"] == "guide").for_each(|guide| {
            guide["description"] = json!("from a newer version");
        });
        let sent = wanted(&outdated);
        let changed = difference(&outdated, &sent);
        assert_eq!((changed.update.len(), changed.delete.len(), changed.create.len()), (1, 0, 0), "{changed}");
        let guide = sent.iter().find(|command| command["name"] == "guide").expect("sent along");
        assert_eq!((&guide["description"], guide.get("id")), (&json!("from a newer version"), None));
    }

    #[test]
    fn an_application_that_no_server_can_add_has_no_commands_of_staff() {
        for staff in [StaffCommands::Registered, StaffCommands::LeftAlone] {
            let commands = wanted(&application(false), Scope::Global, staff, &registered());
            assert_eq!(staff_commands(&commands).len(), 0, "{staff:?}");
        }
    }
}
