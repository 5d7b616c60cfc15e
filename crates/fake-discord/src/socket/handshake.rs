//! Identify and resume: rules G02, G08, G09 and G10.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::ids::shard_of;
use super::super::sessions::intents::GUILDS;
use super::super::sessions::{Identify, Resume};
use super::super::state::{Shared, State};
use super::super::wire;
use super::super::world::Guild;
use super::{Connection, End};

/// Every intent there is: 0 to 16, 20, 21, 24, 25.
const KNOWN_INTENTS: u64 = 0x1_FFFF | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);
/// Members, presences and message content.
const PRIVILEGED_INTENTS: u64 = (1 << 1) | (1 << 8) | (1 << 15);

impl Connection {
    pub(super) async fn identify(&mut self, data: &Value) -> Result<(), End> {
        if !shows(data, &self.shared.token) {
            return Err(self.break_rule("G02", 4004, "an identify with the wrong token"));
        }
        let Some(intents) = data["intents"].as_u64() else {
            return Err(self.break_rule("G04", 4002, "an identify without intents"));
        };
        if !data["properties"].is_object() {
            return Err(self.break_rule("G04", 4002, "an identify without properties"));
        }
        let shard = match &data["shard"] {
            Value::Null => Some((0, 1)),
            shard => shard[0].as_u64().zip(shard[1].as_u64()).filter(|(index, count)| index < count),
        };
        let record = |accepted: bool, shard: (u64, u64), connection: u64, at: Duration| {
            let mut payload = data.clone();
            payload["token"] = json!("(hidden)");
            Identify { connection, at, intents, shard, payload, accepted }
        };
        let number = self.number;
        let Some(shard) = shard else {
            self.shared.change(|state, now| state.gateway.identifies.push(record(false, (0, 0), number, now)));
            return Err(self.break_rule("G10", 4010, "an identify with an impossible shard"));
        };
        let allowed = self.shared.settings.privileged_intents;
        let refused = if intents & !KNOWN_INTENTS != 0 {
            Some(("G10", 4013, "an identify with unknown intents"))
        } else if intents & PRIVILEGED_INTENTS & !allowed != 0 {
            Some(("G10", 4014, "an identify with intents that are not enabled"))
        } else {
            None
        };
        if let Some((rule, code, what)) = refused {
            self.shared.change(|state, now| state.gateway.identifies.push(record(false, shard, number, now)));
            return Err(self.break_rule(rule, code, what));
        }
        let session = format!("{:032x}", fastrand::u128(..));
        let shared = Arc::clone(&self.shared);
        let verdict = shared.change(|state, now| {
            if let Some(code) = state.faults.strike_identify() {
                state.gateway.identifies.push(record(false, shard, number, now));
                return Err(Some(code));
            }
            if !may_identify(state, &shared, shard.0, now) {
                state.gateway.identifies.push(record(false, shard, number, now));
                state.journal.broke(now, "G09", "too many identifies".to_owned());
                return Err(None);
            }
            state.gateway.identifies.push(record(true, shard, number, now));
            state.journal.note(now, &format!("gateway: connection {number} identifies, shard {shard:?}"));
            begin_session(state, &shared, &session, shard, intents, number);
            Ok(())
        });
        match verdict {
            Ok(()) => self.cursor = Some(0),
            Err(Some(code)) => return Err(End::Close(Some(code))),
            Err(None) => self.send(&wire::frame(9, &json!(false))).await?,
        }
        Ok(())
    }

    pub(super) async fn resume(&mut self, data: &Value) -> Result<(), End> {
        if !shows(data, &self.shared.token) {
            return Err(self.break_rule("G02", 4004, "a resume with the wrong token"));
        }
        let (Some(session_id), Some(sequence)) = (data["session_id"].as_str(), data["seq"].as_u64()) else {
            return Err(self.break_rule("G04", 4002, "a resume without session or sequence"));
        };
        let (number, path) = (self.number, self.path.clone());
        let verdict = self.shared.change(|state, now| {
            let struck = state.faults.strike_resume();
            let session = state.gateway.sessions.get_mut(session_id);
            let mut resume = Resume {
                connection: number,
                path,
                at: now,
                session: session_id.to_owned(),
                shard: session.as_ref().map(|session| session.shard),
                sequence,
                replayed: None,
            };
            let verdict = match (struck, session) {
                (Some(code), _) => Err(Some(code)),
                (None, None) => Err(None),
                (None, Some(session)) if sequence > session.sequence => {
                    state.gateway.sessions.remove(session_id);
                    state.journal.broke(now, "G08", "a resume from the future".to_owned());
                    Err(Some(4007))
                }
                (None, Some(session)) if !session.remembers(sequence) => {
                    state.gateway.sessions.remove(session_id);
                    Err(None)
                }
                (None, Some(session)) => {
                    resume.replayed = Some(session.sequence - sequence);
                    session.push("RESUMED", &json!({ "_trace": ["[\"playground-gateway\",{\"micros\":0.0}]"] }));
                    Ok(session.connection.replace(number))
                }
            };
            if let Ok(Some(old)) = verdict
                && let Some(old) = state.gateway.open.get(&old)
            {
                old.control.cut();
            }
            state.journal.note(now, &format!("gateway: connection {number} resumes: {:?}", resume.replayed));
            state.gateway.resumes.push(resume);
            verdict
        });
        match verdict {
            Ok(_) => self.cursor = Some(sequence),
            Err(Some(code)) => return Err(End::Close(Some(code))),
            Err(None) => self.send(&wire::frame(9, &json!(false))).await?,
        }
        Ok(())
    }
}

/// `Bot x` and `x` are both accepted, as by Discord.
fn shows(data: &Value, token: &str) -> bool {
    let shown = data["token"].as_str().unwrap_or_default();
    shown.strip_prefix("Bot ").unwrap_or(shown) == token
}

/// Rule G09: the limits of identifies per window and bucket, and per day.
fn may_identify(state: &mut State, shared: &Shared, shard: u64, now: Duration) -> bool {
    let settings = &shared.settings;
    let bucket = shard % u64::from(settings.max_concurrency.max(1));
    state.recent_identifies.retain(|(_, at)| now.saturating_sub(*at) < settings.identify_window);
    let in_bucket = state.recent_identifies.iter().filter(|(key, _)| *key == bucket).count();
    let allowed = in_bucket == 0 && state.identifies_remaining > 0;
    if allowed {
        state.recent_identifies.push((bucket, now));
        state.identifies_remaining -= 1;
    }
    allowed
}

fn begin_session(state: &mut State, shared: &Shared, session: &str, shard: (u64, u64), intents: u64, connection: u64) {
    state.gateway.begin(session, shard, intents, connection);
    let ready = wire::ready(&state.world, session, &shared.resume_url(), shard);
    let Some(session) = state.gateway.sessions.get_mut(session) else { return };
    session.push("READY", &ready);
    if intents & GUILDS == 0 {
        return;
    }
    let is_heard =
        |guild: &&Guild| guild.installed && !guild.unavailable && shard_of(Some(guild.id), shard.1) == shard.0;
    // They are written one by one as they are sent: many large servers are very many bytes.
    session.coming = state.world.guilds.values().filter(is_heard).map(|guild| guild.id).collect();
}
