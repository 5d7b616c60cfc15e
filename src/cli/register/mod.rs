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
use crate::discord::command::{self, Installs};
use crate::discord::rest::{Application, Difference, Rest, RestError, Scope, difference};
use crate::failure::Failure;

/// `tpm-guide register`.
pub(super) async fn register(options: &args::Register, config: &Config) -> Result<(), Failure> {
    let rest = Rest::new(&config.token, &config.api)?;
    let application = rest.current_application().await?;
    let scope = options.guild.map(NonZeroU64::get).or(config.guild).map_or(Scope::Global, Scope::Guild);
    let wanted = if options.remove { Vec::new() } else { wanted(&application, scope) };
    let difference = compare(&rest, &application, scope, &wanted).await?;
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
pub(super) async fn bring_up_to_date(rest: &Rest, application: &Application, scope: Scope) -> Result<(), RestError> {
    let wanted = wanted(application, scope);
    let difference = compare(rest, application, scope, &wanted).await?;
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

async fn compare(
    rest: &Rest,
    application: &Application,
    scope: Scope,
    wanted: &[Value],
) -> Result<Difference, RestError> {
    let registered = rest.registered(application.id, scope).await?;
    Ok(difference(&registered, wanted))
}

/// Our commands as the application's settings allow them; says what is missing.
fn wanted(application: &Application, scope: Scope) -> Vec<Value> {
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
    command::definitions(installs)
        .into_iter()
        .map(|definition| serde_json::to_value(definition).expect("a command is plain JSON"))
        .collect()
}
