//! Settings of a server, and the roles that may edit.

use sqlx::AnyConnection;
use tpm_guide_core::community::Settings;
use tpm_guide_core::knowledge::Reviewer;
use tracing::warn;

use super::Store;
use super::connect::within;
use super::error::StoreError;
use super::maintenance::record_change;
use super::publication::{Author, Locked};
use super::rows::{Value, insert};

/// What a role may do that edits entries.
const EDIT: &str = "edit";

impl Store {
    /// The settings of a server, and the roles that may edit.
    pub async fn settings(&self, guild: u64) -> Result<(Settings, Vec<u64>), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.read().await?;
            let settings: Option<(String,)> = sqlx::query_as("SELECT settings FROM guild WHERE guild = $1")
                .bind(guild.cast_signed())
                .fetch_optional(&mut *work)
                .await?;
            let editors = read_editors(&mut work, guild.cast_signed()).await?;
            work.release();
            Ok((settings.map(|(text,)| settings_of(guild, &text)).unwrap_or_default(), editors))
        })
        .await
    }

    /// Changes the settings of a server and the roles that may edit, and returns what they are now. `what` says for the audit
    /// what was changed. `change` sees what is stored, also what another member changed a moment ago.
    pub async fn change_settings(
        &self,
        guild: u64,
        by: u64,
        at: i64,
        what: &str,
        change: impl FnOnce(&mut Settings, &mut Vec<u64>) + Send,
    ) -> Result<(Settings, Vec<u64>), StoreError> {
        within(self.timeouts().call, async {
            let mut work = self.connections.write().await?;
            let locked = Locked::lock(&mut work, guild).await?;
            let old = settings_of(guild, &locked.settings);
            let old_editors = read_editors(&mut work, locked.guild).await?;
            let (mut settings, mut editors) = (old.clone(), old_editors.clone());
            change(&mut settings, &mut editors);
            editors.sort_unstable();
            editors.dedup();
            if (&settings, &editors) == (&old, &old_editors) {
                work.roll_back().await?;
                return Ok((settings, editors));
            }
            sqlx::query("UPDATE guild SET settings = $2 WHERE guild = $1")
                .bind(locked.guild)
                .bind(merged(&locked.settings, &settings)?)
                .execute(&mut *work)
                .await?;
            sqlx::query("DELETE FROM guild_role WHERE guild = $1").bind(locked.guild).execute(&mut *work).await?;
            let rows = editors.iter().map(|role| [Value::Number(role.cast_signed()), EDIT.into()]).collect();
            insert(&mut work, "guild_role", ["role_id", "access"], locked.guild, rows).await?;
            let author = Author { by, reviewer: Reviewer::Manager, at };
            let revision = record_change(&mut work, self.engine(), locked.guild, author, what).await?;
            work.commit().await?;
            self.changed(guild, revision);
            Ok((settings, editors))
        })
        .await
    }
}

/// The roles that may edit, in the order of their ids.
pub(super) async fn read_editors(connection: &mut AnyConnection, guild: i64) -> Result<Vec<u64>, StoreError> {
    let roles: Vec<(i64,)> = sqlx::query_as("SELECT role_id FROM guild_role WHERE guild = $1 AND access = $2")
        .bind(guild)
        .bind(EDIT)
        .fetch_all(connection)
        .await?;
    let mut roles: Vec<u64> = roles.into_iter().map(|(role,)| role.cast_unsigned()).collect();
    roles.sort_unstable();
    Ok(roles)
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
