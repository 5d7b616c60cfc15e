//! Settings of a server, and what its roles may do.

use sqlx::AnyConnection;
use tpm_guide_core::community::Settings;
use tpm_guide_core::knowledge::Reviewer;
use tracing::warn;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::maintenance::record_change;
use super::mentors_channel::move_questions;
use super::publication::{Author, Locked};
use super::records::Roles;
use super::rows::{Value, insert};

/// What a role may do that edits entries.
const EDIT: &str = "edit";

impl Store {
    /// The settings of a server, and what its roles may do.
    pub async fn settings(&self, guild: u64) -> Result<(Settings, Roles), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let settings: Option<(String,)> = sqlx::query_as("SELECT settings FROM guild WHERE guild = $1")
                .bind(guild.cast_signed())
                .fetch_optional(&mut *work)
                .await?;
            let roles = read_roles(&mut work, guild.cast_signed()).await?;
            work.release();
            Ok((settings.map(|(text,)| settings_of(guild, &text)).unwrap_or_default(), roles))
        })
        .await
    }

    /// Changes the settings of a server and what its roles may do, and returns what they are now. `what` says for the audit
    /// what was changed. `change` sees what is stored, also what another member changed a moment ago.
    pub async fn change_settings(
        &self,
        guild: u64,
        by: u64,
        at: i64,
        what: &str,
        change: impl FnOnce(&mut Settings, &mut Roles) + Send,
    ) -> Result<(Settings, Roles), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let old = settings_of(guild, &locked.settings);
            let old_roles = read_roles(&mut work, locked.guild).await?;
            let (mut settings, mut roles) = (old.clone(), old_roles.clone());
            change(&mut settings, &mut roles);
            for roles in [&mut roles.editors, &mut roles.mentors] {
                roles.sort_unstable();
                roles.dedup();
            }
            if (&settings, &roles) == (&old, &old_roles) {
                work.roll_back().await?;
                return Ok((settings, roles));
            }
            sqlx::query("UPDATE guild SET settings = $2 WHERE guild = $1")
                .bind(locked.guild)
                .bind(merged(&locked.settings, &settings)?)
                .execute(&mut *work)
                .await?;
            write_roles(&mut work, locked.guild, &roles).await?;
            if settings.mentors != old.mentors {
                move_questions(&mut work, guild, settings.mentors, at).await?;
            }
            let author = Author { by, reviewer: Reviewer::Manager, at };
            let revision = record_change(&mut work, self.engine(), locked.guild, author, what).await?;
            work.commit().await?;
            self.changed(guild, revision);
            Ok((settings, roles))
        })
        .await
    }
}

/// What the roles of a server may do, in the order of their ids.
pub(super) async fn read_roles(connection: &mut AnyConnection, guild: i64) -> Result<Roles, StoreError> {
    let editors: Vec<(i64,)> = sqlx::query_as("SELECT role_id FROM guild_role WHERE guild = $1 AND access = $2")
        .bind(guild)
        .bind(EDIT)
        .fetch_all(&mut *connection)
        .await?;
    let mentors: Vec<(i64,)> =
        sqlx::query_as("SELECT role_id FROM mentor_role WHERE guild = $1").bind(guild).fetch_all(connection).await?;
    let sorted = |roles: Vec<(i64,)>| {
        let mut roles: Vec<u64> = roles.into_iter().map(|(role,)| role.cast_unsigned()).collect();
        roles.sort_unstable();
        roles
    };
    Ok(Roles { editors: sorted(editors), mentors: sorted(mentors) })
}

async fn write_roles(connection: &mut AnyConnection, guild: i64, roles: &Roles) -> Result<(), StoreError> {
    for statement in ["DELETE FROM guild_role WHERE guild = $1", "DELETE FROM mentor_role WHERE guild = $1"] {
        sqlx::query(statement).bind(guild).execute(&mut *connection).await?;
    }
    let editors = roles.editors.iter().map(|role| [Value::Number(role.cast_signed()), EDIT.into()]).collect();
    insert(&mut *connection, "guild_role", ["role_id", "access"], guild, editors).await?;
    let mentors = roles.mentors.iter().map(|role| [Value::Number(role.cast_signed())]).collect();
    Ok(insert(connection, "mentor_role", ["role_id"], guild, mentors).await?)
}

/// Settings as they are stored; the defaults, and a line in the log, for a row that was damaged outside of this program.
pub(super) fn settings_of(guild: u64, text: &str) -> Settings {
    serde_json::from_str(text).unwrap_or_else(|_| {
        warn!(guild, "the settings of a server cannot be read: the defaults are used until they are changed");
        Settings::default()
    })
}

/// Settings as JSON, together with what a newer program stored there.
fn merged(stored: &str, settings: &Settings) -> Result<String, StoreError> {
    let failed = |_| StoreError::failed("settings cannot be written as JSON");
    let mut all: serde_json::Map<String, serde_json::Value> = serde_json::from_str(stored).unwrap_or_default();
    if let serde_json::Value::Object(known) = serde_json::to_value(settings).map_err(failed)? {
        all.extend(known);
    }
    serde_json::to_string(&all).map_err(failed)
}
