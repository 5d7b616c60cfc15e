//! Messages that the bot posts on its own: creating, changing, deleting, and finding what was posted.
//!
//! Each call is one attempt: whether and when to repeat is the caller's decision, who knows what was sent before.

use std::num::NonZeroU64;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use super::application::id;
use super::failure::UNKNOWN_MESSAGE;
use super::request::Request;
use super::route::Route;
use super::{LONGEST_BODY, Rest, SendError, read};

/// A message that Discord has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sent {
    /// The message's id.
    pub message: u64,
    /// The channel that it is in; of a forum's post, its thread.
    pub channel: u64,
    /// The time until this channel takes the next one, if this one used up its rate limit.
    pub pause: Option<Duration>,
}

/// A message as it stands in a channel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Posted {
    /// The message's id.
    pub id: u64,
    /// Whether this bot wrote it.
    pub author_is_app: bool,
    /// The `custom_id` of each of its components, in order.
    pub custom_ids: Vec<String>,
}

impl Rest {
    /// Posts `body`, which is JSON, in `channel`. With a `nonce` and `enforce_nonce` in it, Discord returns the same message
    /// for the same nonce for some minutes, so that an unconfirmed attempt can be repeated
    /// (<https://docs.discord.com/developers/resources/message#create-message>).
    ///
    /// # Errors
    ///
    /// See [`SendError`].
    pub async fn create_message(&self, channel: u64, body: Bytes) -> Result<Sent, SendError> {
        let posting = async {
            let response =
                self.attempt(&Request::with_json(Route::CreateMessage { channel: path(channel)? }, body)).await?;
            let Created { id } = response.json()?;
            Ok(Sent { message: id.get(), channel, pause: response.pause })
        };
        self.counted(posting.await)
    }

    /// Changes `message` in `channel` to `body`, which is JSON.
    ///
    /// # Errors
    ///
    /// See [`SendError`].
    pub async fn edit_message(&self, channel: u64, message: u64, body: Bytes) -> Result<Sent, SendError> {
        let editing = async {
            let route = Route::EditMessage { channel: path(channel)?, message: path(message)? };
            let response = self.attempt(&Request::with_json(route, body)).await?;
            Ok(Sent { message, channel, pause: response.pause })
        };
        self.counted(editing.await)
    }

    /// Deletes `message` in `channel`. It is no error if it is gone already.
    ///
    /// # Errors
    ///
    /// See [`SendError`].
    pub async fn delete_message(&self, channel: u64, message: u64) -> Result<(), SendError> {
        let deleting = async {
            let route = Route::DeleteMessage { channel: path(channel)?, message: path(message)? };
            match self.attempt(&Request::new(route)).await {
                Ok(_) | Err(SendError::Unknown { code: UNKNOWN_MESSAGE }) => Ok(()),
                Err(error) => Err(error),
            }
        };
        self.counted(deleting.await)
    }

    /// Fetches the messages of `channel` that directly follow `after`: up to [`MESSAGES_PAGE`](super::MESSAGES_PAGE), the
    /// oldest first. Before the first time, this asks for [`bot_user`](Self::bot_user).
    ///
    /// # Errors
    ///
    /// See [`SendError`]; one that is [`Unconfirmed`](SendError::Unconfirmed) has changed nothing.
    pub async fn messages_after(&self, channel: u64, after: u64) -> Result<Vec<Posted>, SendError> {
        let bot = self.bot_user().await?;
        let route = Route::GetMessages { channel: path(channel)?, after };
        let messages: Vec<Value> = self.attempt(&Request::new(route)).await?.json()?;
        let mut posted: Vec<Posted> = messages.iter().filter_map(|message| Posted::read(message, bot)).collect();
        posted.sort_unstable_by_key(|posted| posted.id);
        Ok(posted)
    }

    /// The bot's user id, fetched once.
    ///
    /// # Errors
    ///
    /// See [`SendError`].
    pub async fn bot_user(&self) -> Result<u64, SendError> {
        let fetch = async || -> Result<u64, SendError> {
            let Created { id } = self.attempt(&Request::new(Route::GetCurrentUser)).await?.json()?;
            Ok(id.get())
        };
        self.bot_user.get_or_try_init(fetch).await.copied()
    }

    /// Sends `request` once, unless the breaker holds it back, and reads the response.
    pub(super) async fn attempt(&self, request: &Request<'_>) -> Result<Answered, SendError> {
        if self.authorization.is_none() {
            return Err(SendError::Unsendable);
        }
        self.counters.breaker().check(Instant::now())?;
        let response = self.send(request, self.timeouts.request).await?;
        let pause = pause(response.headers());
        // The status has said that it is done. A body that breaks off matters to those who need it.
        let body = read(response, LONGEST_BODY).await.unwrap_or_default();
        Ok(Answered { body, pause })
    }

    /// Counts how a message fared.
    pub(super) fn counted<T>(&self, result: Result<T, SendError>) -> Result<T, SendError> {
        self.counters.messaged(&result);
        result
    }
}

/// A successful response.
pub(super) struct Answered {
    body: Vec<u8>,
    /// The time until the route's rate limit has room again, if it has none.
    pub(super) pause: Option<Duration>,
}

impl Answered {
    /// The body, parsed. One that cannot be used leaves open what happened.
    pub(super) fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, SendError> {
        serde_json::from_slice(&self.body).map_err(|_| SendError::unreadable())
    }
}

/// An object of Discord's of which only the id is read.
#[derive(Deserialize)]
pub(super) struct Created {
    #[serde(deserialize_with = "id")]
    pub(super) id: NonZeroU64,
}

impl Posted {
    /// Reads a message; `None` if it has no id.
    fn read(message: &Value, bot: u64) -> Option<Self> {
        let mut custom_ids = Vec::new();
        collect_custom_ids(&message["components"], &mut custom_ids);
        Some(Self {
            id: snowflake(&message["id"])?,
            author_is_app: snowflake(&message["author"]["id"]) == Some(bot),
            custom_ids,
        })
    }
}

/// Collects every `custom_id` in `components`, whatever contains it: components hold others in `components`, `component`,
/// `accessory` and `items`, and there will be more.
fn collect_custom_ids(components: &Value, custom_ids: &mut Vec<String>) {
    match components {
        Value::Array(items) => items.iter().for_each(|item| collect_custom_ids(item, custom_ids)),
        Value::Object(fields) => {
            custom_ids.extend(fields.get("custom_id").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect_custom_ids(field, custom_ids));
        }
        _ => {}
    }
}

/// An id as Discord writes it, if it is one.
pub(super) fn snowflake(value: &Value) -> Option<u64> {
    value.as_str()?.parse().ok().filter(|id| *id != 0)
}

/// An id for a path.
pub(super) fn path(id: u64) -> Result<NonZeroU64, SendError> {
    NonZeroU64::new(id).ok_or(SendError::Unsendable)
}

/// The time until a route's rate limit has room again, if the response says that it has none
/// (<https://docs.discord.com/developers/topics/rate-limits#header-format>).
fn pause(headers: &HeaderMap) -> Option<Duration> {
    let header = |name| headers.get(name)?.to_str().ok();
    let is_spent = header("x-ratelimit-remaining")?.trim() == "0";
    let seconds: f64 = header("x-ratelimit-reset-after")?.trim().parse().ok()?;
    is_spent.then(|| Duration::try_from_secs_f64(seconds).ok()).flatten()
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
