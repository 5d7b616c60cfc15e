//! Events about servers: which ones the bot is in. Only ids are read, and nothing is kept.

use std::num::NonZeroU64;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A change of the servers that the bot is in, as the gateway tells it with the GUILDS intent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum GuildEvent {
    /// READY: the servers of a shard, at the start of a session.
    Ready {
        /// The servers.
        guilds: Vec<u64>,
    },
    /// `GUILD_CREATE`: a server that the bot has joined, or that is there again.
    Create {
        /// The server.
        guild: u64,
        /// Whether an outage keeps it from the bot still.
        is_unavailable: bool,
    },
    /// `GUILD_DELETE`: a server that removed the bot, or that an outage keeps from it.
    Delete {
        /// The server.
        guild: u64,
        /// Whether it is an outage, and no removal.
        is_unavailable: bool,
    },
}

impl GuildEvent {
    /// Reads an event of this name; `None` for another, or without an id.
    pub(super) fn read(name: &str, content: &RawValue) -> Option<Self> {
        let server = || serde_json::from_str::<Server>(content.get()).ok();
        match name {
            "READY" => {
                let Ready { guilds } = serde_json::from_str(content.get()).ok()?;
                Some(Self::Ready { guilds: guilds.into_iter().map(|server| server.id.get()).collect() })
            }
            "GUILD_CREATE" => {
                server().map(|Server { id, is_unavailable }| Self::Create { guild: id.get(), is_unavailable })
            }
            "GUILD_DELETE" => {
                server().map(|Server { id, is_unavailable }| Self::Delete { guild: id.get(), is_unavailable })
            }
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Ready {
    guilds: Vec<Server>,
}

/// A server, which may be large: all but this is passed over.
#[derive(Deserialize)]
struct Server {
    #[serde(deserialize_with = "id")]
    id: NonZeroU64,
    /// Discord leaves it out where the bot was removed. Whatever else is there counts as an outage.
    #[serde(default, rename = "unavailable", deserialize_with = "unless_false")]
    is_unavailable: bool,
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroU64, D::Error> {
    let written = std::borrow::Cow::<str>::deserialize(deserializer)?;
    written.parse().map_err(serde::de::Error::custom)
}

fn unless_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(<&RawValue>::deserialize(deserializer)?.get() != "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, content: &str) -> Option<GuildEvent> {
        GuildEvent::read(name, serde_json::from_str(content).expect("JSON"))
    }

    #[test]
    fn ready_names_the_servers_of_the_shard() {
        let ready =
            r#"{"v":10,"user":{"id":"7"},"guilds":[{"id":"1","unavailable":true},{"id":"2"}],"session_id":"x"}"#;
        assert_eq!(read("READY", ready), Some(GuildEvent::Ready { guilds: vec![1, 2] }));
        assert_eq!(read("READY", r#"{"guilds":[]}"#), Some(GuildEvent::Ready { guilds: Vec::new() }));
    }

    #[test]
    fn a_server_that_comes_or_goes_is_told_from_an_outage() {
        let create = |content: &str| read("GUILD_CREATE", content);
        let large = r#"{"name":"x","members":[{"user":{"id":"5"},"roles":["6"]}],"id":"3","unavailable":false}"#;
        assert_eq!(create(large), Some(GuildEvent::Create { guild: 3, is_unavailable: false }));
        assert_eq!(create(r#"{"id":"3"}"#), Some(GuildEvent::Create { guild: 3, is_unavailable: false }));
        let delete = |content: &str| read("GUILD_DELETE", content);
        assert_eq!(delete(r#"{"id":"3"}"#), Some(GuildEvent::Delete { guild: 3, is_unavailable: false }));
        for outage in [r#"{"id":"3","unavailable":true}"#, r#"{"id":"3","unavailable":null}"#] {
            assert_eq!(delete(outage), Some(GuildEvent::Delete { guild: 3, is_unavailable: true }), "{outage}");
        }
    }

    #[test]
    fn what_names_no_server_is_passed_over() {
        for content in ["{}", "null", "[]", r#"{"id":"0"}"#, r#"{"id":null}"#, r#"{"id":{}}"#, r#"{"guilds":[{}]}"#] {
            for name in ["READY", "GUILD_CREATE", "GUILD_DELETE"] {
                assert_eq!(read(name, content), None, "{name} {content}");
            }
        }
        assert_eq!(read("GUILD_ROLE_CREATE", r#"{"id":"3"}"#), None);
    }
}
