//! The kinds of faults that strike a request, a delivery, a file or a direct message.

use std::time::Duration;

/// The scope of a rate limit, as a 429 names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only this bot on this route.
    User,
    /// Every client of the resource; does not count as an invalid request.
    Shared,
    /// This bot on all routes.
    Global,
}

/// What happens to a REST request instead of, or on top of, being answered.
#[derive(Clone, Debug, PartialEq)]
pub enum RestFault {
    /// 429 with its headers and body. Not processed.
    RateLimited {
        /// The scope of the limit.
        scope: Scope,
        /// When to try again.
        retry_after: Duration,
    },
    /// 500 with Discord's JSON. Not processed.
    InternalError,
    /// 502 with a page of HTML, as the proxy in front of Discord sends it. Not processed.
    BadGateway,
    /// 401, as if the token had been reset. Not processed.
    Unauthorized,
    /// Any status with any body. Not processed.
    Status {
        /// The status.
        status: u16,
        /// The body's type.
        content_type: String,
        /// The body.
        body: String,
    },
    /// Processed only after a while.
    Delayed(Duration),
    /// Processed and answered at once, but the body comes byte by byte, with this pause between them.
    SlowBody(Duration),
    /// The request is not processed and never answered: the connection stays open until the bot gives up.
    HungBefore,
    /// The request is processed and never answered: the bot gives up and cannot know.
    HungAfter,
    /// The connection is reset before the request is processed.
    DroppedBefore,
    /// The request is processed, then the connection is reset: the bot cannot know.
    DroppedAfter,
    /// The request is processed, then answered with 500: the bot cannot know.
    InternalErrorAfter,
}

impl RestFault {
    /// An error as Discord writes it: `RestFault::error(404, 10015, "Unknown Webhook")`. Not processed.
    #[must_use]
    pub fn error(status: u16, code: u32, message: &str) -> Self {
        Self::Status {
            status,
            content_type: "application/json".to_owned(),
            body: serde_json::json!({ "message": message, "code": code }).to_string(),
        }
    }
}

/// What happens to an interaction on its way to the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointFault {
    /// When it was answered it is posted once more, with the same timestamp and signature. The second answer is not
    /// shown, and has to equal the first; [`Discord::deliveries`](crate::Discord::deliveries) has both.
    Replayed,
    /// It is posted twice at once, on two connections. The answer on the second is not shown, and has to equal the
    /// other.
    Duplicated,
    /// Every object in its payload has fields that Discord does not send yet.
    UnknownFields,
    /// Its body comes in eight chunks, with this pause before each.
    SlowBody(Duration),
    /// The connection is reset as soon as the request is written: the bot may or may not have read it.
    CutAtOnce,
    /// The connection is reset when the answer has come, before it is read.
    CutBeforeReading,
}

/// What happens to a file on its way to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentFault {
    /// Its body comes in eight chunks, with this pause before each.
    Slow(Duration),
    /// Its body is longer than payloads say: this many bytes, without a length.
    Longer(u64),
    /// It is elsewhere: 302 with this `Location`.
    Redirect(String),
}

/// Why a person gets no direct messages of the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectMessageFault {
    /// 50007: the person takes none of this app, or of this server.
    Closed,
    /// 50278: no server is shared with the app.
    NoMutualServers,
    /// 40003: the bot may not open them now, because it opened too many.
    OpenedTooFast,
}
