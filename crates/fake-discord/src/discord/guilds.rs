//! The servers that the app is in: added, removed, and away.

use super::super::ids::Id;
use super::super::sessions::intents;
use super::super::wire;
use super::Discord;

impl Discord {
    /// The app is added to a server: `GUILD_CREATE`, to sessions with the intent GUILDS.
    pub fn add_app(&self, guild: Id) {
        self.change(|state, now| {
            state.world.set_installed(guild, true);
            let Some(added) = state.world.guilds.get(&guild) else { return };
            state.journal.note(now, &format!("the app is added to {}", added.name));
            let created = wire::guild_create(&state.world, added);
            state.gateway.tell(guild, intents::GUILDS, "GUILD_CREATE", |intents| created.for_session(intents));
        });
    }

    /// The app is removed from a server: `GUILD_DELETE` with its id, to sessions with the intent GUILDS. The commands of
    /// that server go, its messages stay.
    pub fn remove_app(&self, guild: Id) {
        self.change(|state, now| {
            state.world.set_installed(guild, false);
            let Some(removed) = state.world.guilds.get(&guild) else { return };
            state.journal.note(now, &format!("the app is removed from {}", removed.name));
            let gone = serde_json::json!({ "id": guild });
            state.gateway.tell(guild, intents::GUILDS, "GUILD_DELETE", |_| gone.clone());
        });
    }

    /// A server is away because of an outage at Discord, `GUILD_DELETE` with `unavailable`, or back, `GUILD_CREATE`. The
    /// app stays installed.
    pub fn outage(&self, guild: Id, away: bool) {
        self.change(|state, now| {
            let Some(known) = state.world.guilds.get_mut(&guild) else { return };
            known.unavailable = away;
            let name = known.name.clone();
            state.journal.note(now, &format!("{name} is {}", if away { "away" } else { "back" }));
            let Some(known) = state.world.guilds.get(&guild).filter(|known| known.installed) else { return };
            if away {
                let gone = serde_json::json!({ "id": guild, "unavailable": true });
                state.gateway.tell(guild, intents::GUILDS, "GUILD_DELETE", |_| gone.clone());
            } else {
                let created = wire::guild_create(&state.world, known);
                state.gateway.tell(guild, intents::GUILDS, "GUILD_CREATE", |intents| created.for_session(intents));
            }
        });
    }
}
