//! What the gateway sends: Hello, READY and `GUILD_CREATE`; and where it is found.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::ids::{Id, shard_of};
use super::super::sessions::intents::GUILD_PRESENCES;
use super::super::settings::Settings;
use super::super::world::{Channel, Guild, Member, World, permissions};
use super::channels::{channel, overwrites};
use super::entities::{LONG_AGO, me, member, role};
use super::filler;

/// Beyond this many members a server is large.
const LARGE: usize = 50;

/// `/gateway/bot`.
pub(in super::super) fn gateway_bot(settings: &Settings, url: &str, remaining: u32) -> Value {
    json!({
        "url": url,
        "shards": settings.shards,
        "session_start_limit": {
            "total": settings.identifies_total,
            "remaining": remaining,
            "reset_after": millis(settings.identifies_reset_after),
            "max_concurrency": settings.max_concurrency,
        },
    })
}

/// Hello.
pub(in super::super) fn hello(interval: Duration) -> Value {
    let trace = json!(["[\"playground-gateway\",{\"micros\":0.0}]"]);
    let hello = json!({ "heartbeat_interval": millis(interval), "_trace": trace });
    frame(10, &hello)
}

/// A frame that is no dispatch.
pub(in super::super) fn frame(op: u64, data: &Value) -> Value {
    json!({ "op": op, "d": data, "s": null, "t": null })
}

/// READY's data.
pub(in super::super) fn ready(world: &World, session: &str, resume_url: &str, shard: (u64, u64)) -> Value {
    let guilds: Vec<Value> = world
        .guilds
        .values()
        .filter(|guild| guild.installed && shard_of(Some(guild.id), shard.1) == shard.0)
        .map(|guild| json!({ "id": guild.id, "unavailable": true }))
        .collect();
    json!({
        "v": 10,
        "user_settings": {},
        "user": me(world),
        "session_type": "normal",
        "session_id": session,
        "resume_gateway_url": resume_url,
        "shard": [shard.0, shard.1],
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": guilds,
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "game_relationships": [],
        "auth": {},
        "application": { "id": world.application.id, "flags": 0 },
        "_trace": ["[\"playground-gateway\",{\"micros\":0.0}]"],
    })
}

/// The data of `GUILD_CREATE`, before it is known who hears it.
pub(in super::super) struct GuildCreated {
    shown: Value,
    members: Vec<Value>,
    spelled_out: usize,
}

impl GuildCreated {
    /// What a session with these intents is told: without that of presences, of the members only the bot itself, and
    /// those in voice channels.
    pub(in super::super) fn for_session(&self, intents: u64) -> Value {
        let mut shown = self.shown.clone();
        let shares_members = intents & GUILD_PRESENCES != 0;
        let always = 1 + self.spelled_out;
        let count = if shares_members { self.members.len() } else { always.min(self.members.len()) };
        shown["members"] = json!(self.members[..count]);
        shown
    }
}

/// The data of `GUILD_CREATE`.
pub(in super::super) fn guild_create(world: &World, guild: &Guild) -> GuildCreated {
    let size = guild.size;
    let bot = world.application.id;
    let own = guild.members.iter().filter(|(id, _)| **id == bot);
    let whole = |id: Id, here: &Member| member(world, id, here, guild.permissions_of(id));
    let own = own.map(|(&id, here)| whole(id, here));
    let others = guild.members.iter().filter(|(id, _)| **id != bot);
    let others = others.map(|(&id, here)| whole(id, here));
    let members: Vec<Value> =
        own.chain((0..size.members).map(|index| filler::member(world, index))).chain(others).collect();
    let of_guild = world.channels.values().filter(|channel| channel.guild == Some(guild.id));
    let (threads, channels): (Vec<&Channel>, Vec<&Channel>) = of_guild.partition(|found| found.thread.is_some());
    let is_active = |thread: &&Channel| !thread.is_archived() && world.can_view(thread.id, bot);
    let threads: Vec<Value> =
        threads.into_iter().filter(is_active).map(|found| channel(world, found, permissions::MEMBER)).collect();
    let channels = channels.into_iter().map(|found| {
        let mut shown = channel(world, found, permissions::MEMBER);
        shown["permission_overwrites"] = overwrites(found);
        shown
    });
    let channels: Vec<Value> = channels.chain((0..size.channels).map(|index| filler::channel(guild, index))).collect();
    let roles = guild.roles.iter().map(|found| role(guild, found));
    let roles: Vec<Value> = roles.chain((0..size.roles).map(|index| filler::role(guild, index))).collect();
    let mut shown = json!({
        "id": guild.id,
        "name": guild.name,
        "owner_id": guild.owner,
        "preferred_locale": guild.locale,
        "member_count": members.len(),
        "channels": channels,
        "roles": roles,
        "joined_at": LONG_AGO,
        "unavailable": false,
        "large": members.len() > LARGE,
    });
    for key in [
        "icon",
        "splash",
        "discovery_splash",
        "afk_channel_id",
        "application_id",
        "system_channel_id",
        "rules_channel_id",
        "vanity_url_code",
        "description",
        "banner",
        "public_updates_channel_id",
        "safety_alerts_channel_id",
        "incidents_data",
        "inventory_settings",
        "max_presences",
    ] {
        shown[key] = Value::Null;
    }
    for key in [
        "verification_level",
        "default_message_notifications",
        "explicit_content_filter",
        "mfa_level",
        "system_channel_flags",
        "premium_tier",
        "nsfw_level",
        "premium_subscription_count",
    ] {
        shown[key] = json!(0);
    }
    for key in [
        "emojis",
        "features",
        "stickers",
        "voice_states",
        "presences",
        "stage_instances",
        "guild_scheduled_events",
        "soundboard_sounds",
    ] {
        shown[key] = json!([]);
    }
    shown["threads"] = json!(threads);
    shown["afk_timeout"] = json!(300);
    shown["nsfw"] = json!(false);
    shown["premium_progress_bar_enabled"] = json!(false);
    shown["emojis"] = (0..size.emojis).map(filler::emoji).collect();
    GuildCreated { shown, members, spelled_out: size.members }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
