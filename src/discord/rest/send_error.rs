//! Errors of sending a message, told apart by what the sender can do. Worded for the operator.

use std::time::Duration;

use super::failure::{BLOCKED, Failure, Limit, UNAUTHORIZED, UNKNOWN_MESSAGE};

/// "Missing access": the bot does not see the channel.
const MISSING_ACCESS: i64 = 50001;
/// "Missing permissions."
const MISSING_PERMISSIONS: i64 = 50013;
/// "Unknown channel."
const UNKNOWN_CHANNEL: i64 = 10003;
/// "Tried to perform an operation on an archived thread."
const ARCHIVED: i64 = 50083;
/// "Thread is locked."
const LOCKED: i64 = 160_005;
/// "A tag is required to create a forum post in this channel."
const NEEDS_TAG: i64 = 40067;

/// The longest wait that is passed on, so that it can be added to any time.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Errors of one attempt to send, change or look up messages. Their text is one line and holds neither token nor URL.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendError {
    /// The bot may not do this there: status 403, such as 50001 or 50013.
    #[error("Discord forbids it (code {code}{})", reason(*.code))]
    Forbidden {
        /// Discord's code.
        code: i64,
    },
    /// It no longer exists: status 404, such as 10003 (channel) or 10008 (message).
    #[error("it no longer exists (code {code}{})", reason(*.code))]
    Unknown {
        /// Discord's code.
        code: i64,
    },
    /// The member cannot be told by direct message: 50007, 50278, or too many were opened: 40003.
    #[error("the member cannot get a direct message (code {code}{})", reason(*.code))]
    CannotDirect {
        /// Discord's code.
        code: i64,
    },
    /// The thread is archived: 50083.
    #[error("the thread is archived (code {ARCHIVED})")]
    Archived,
    /// The thread is locked: 160005.
    #[error("the thread is locked (code {LOCKED})")]
    Locked,
    /// The forum demands a tag for each post: 40067.
    #[error("the forum demands a tag for each post (code {NEEDS_TAG})")]
    NeedsTag,
    /// Status 429, or a global rate limit that is not over: then nothing was sent.
    #[error("Discord's {}rate limit asks to wait {} s", if *.is_global { "global " } else { "" }, .after.as_secs_f64().ceil())]
    RateLimited {
        /// The wait that Discord asks for.
        after: Duration,
        /// Whether all requests have to wait.
        is_global: bool,
        /// Whether others used up the limit, and not the bot alone.
        is_shared: bool,
    },
    /// It may have been done or not: no answer in time, a connection that broke, or a status of 500 and above.
    #[error("Discord did not confirm it ({0})")]
    Unconfirmed(String),
    /// Discord was not reached, so that nothing was done.
    #[error("Discord's API cannot be reached ({0}); is the network up, and is DISCORD_API_URL right?")]
    Unreached(String),
    /// Another refusal. The same request would be refused again.
    #[error("Discord refused it ({said})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code, if there was one.
        code: Option<i64>,
        /// Status, code and the fields that Discord complained about, as text.
        said: String,
    },
    /// The bot's token is void: status 401.
    #[error(
        "Discord refused the token. Set DISCORD_TOKEN to the one that the Developer Portal shows under Bot (after a reset, \
         the old one is void)"
    )]
    Unauthorized,
    /// Nothing was sent: Discord has refused so much that it might ban this address, or has just refused the token.
    #[error("held back for {} s, because Discord has refused too much", .after.as_secs_f64().ceil())]
    Held {
        /// The time until messages are sent again.
        after: Duration,
    },
    /// Nothing was sent: an id is 0, or this client has no token.
    #[error("the request cannot be sent: an id is 0, or there is no token")]
    Unsendable,
}

impl SendError {
    /// Whether it may have been done all the same.
    #[must_use]
    pub const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unconfirmed(_))
    }

    /// The time until another attempt makes sense, where that is known.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { after, .. } | Self::Held { after } => Some(*after),
            _ => None,
        }
    }

    /// The value of the metric's label.
    pub(super) const fn label(&self) -> &'static str {
        match self {
            Self::Forbidden { .. } => "forbidden",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unconfirmed(_) => "unconfirmed",
            Self::Unreached(_) => "unreached",
            Self::Held { .. } => "held",
            Self::Unknown { .. }
            | Self::CannotDirect { .. }
            | Self::Archived
            | Self::Locked
            | Self::NeedsTag
            | Self::Refused { .. }
            | Self::Unauthorized
            | Self::Unsendable => "refused",
        }
    }

    /// A success whose body cannot be used.
    pub(super) fn unreadable() -> Self {
        Self::Unconfirmed("its answer makes no sense".to_owned())
    }
}

impl From<Failure> for SendError {
    fn from(failure: Failure) -> Self {
        let (status, code, retry_after, limit) = match &failure {
            Failure::Unsendable => return Self::Unsendable,
            Failure::Unreachable(cause) => return Self::Unreached(cause.clone()),
            Failure::Broken(how) => return Self::Unconfirmed((*how).to_owned()),
            Failure::Refused { status, code, retry_after, limit, .. } => (*status, *code, *retry_after, *limit),
        };
        match (status, code) {
            (_, Some(code @ (40003 | 50007 | 50278))) => Self::CannotDirect { code },
            (_, Some(ARCHIVED)) => Self::Archived,
            (_, Some(LOCKED)) => Self::Locked,
            (_, Some(NEEDS_TAG)) => Self::NeedsTag,
            // 408 and 5xx come from what stands before the API as well, which may have passed the request on.
            (408 | 500.., _) => Self::Unconfirmed(failure.to_string()),
            (401, _) | (400, Some(UNAUTHORIZED)) => Self::Unauthorized,
            (429, _) => Self::RateLimited {
                after: retry_after.min(LONGEST_WAIT),
                is_global: limit == Limit::Global,
                is_shared: limit == Limit::Shared,
            },
            // Discord's own refusals have a code. Without one, a proxy or firewall refused: that is no channel's fault.
            (_, Some(BLOCKED)) | (403, None) => Self::Unreached(failure.to_string()),
            (403, Some(code)) => Self::Forbidden { code },
            (404, Some(code)) if code != 0 => Self::Unknown { code },
            _ => Self::Refused { status, code, said: failure.to_string() },
        }
    }
}

/// What a code means for the operator, as the end of a parenthesis.
const fn reason(code: i64) -> &'static str {
    match code {
        MISSING_ACCESS => ": the bot does not see the channel",
        MISSING_PERMISSIONS => ": the bot lacks a permission there",
        UNKNOWN_CHANNEL => ": the channel",
        UNKNOWN_MESSAGE => ": the message",
        40003 => ": too many were opened",
        50007 => ": it is switched off, or the bot is blocked",
        50278 => ": the bot and the member share no server",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn error(status: u16, body: &str) -> SendError {
        Failure::refused(status, &HeaderMap::new(), body.as_bytes()).into()
    }

    fn coded(status: u16, code: i64) -> SendError {
        error(status, &format!(r#"{{"code":{code},"message":"x","retry_after":2.5,"global":false}}"#))
    }

    #[test]
    fn refusals_are_told_apart_by_what_the_sender_can_do() {
        for code in [50001, 50013, 0] {
            assert_eq!(coded(403, code), SendError::Forbidden { code });
        }
        for code in [10003, 10008, 10013] {
            assert_eq!(coded(404, code), SendError::Unknown { code });
        }
        for code in [50007, 50278, 40003] {
            for status in [400, 403, 429] {
                assert_eq!(coded(status, code), SendError::CannotDirect { code });
            }
        }
        for status in [400, 403] {
            assert_eq!(coded(status, 50083), SendError::Archived);
            assert_eq!(coded(status, 160_005), SendError::Locked);
            assert_eq!(coded(status, 40067), SendError::NeedsTag);
        }
        assert_eq!([coded(401, 0), error(401, ""), coded(400, 40001)], [const { SendError::Unauthorized }; 3]);
        for (status, code) in [(400, 50035), (400, 40001 + 1), (404, 0), (405, 0), (413, 40005), (301, 0)] {
            assert!(
                matches!(coded(status, code), SendError::Refused { status: same, code: Some(kept), .. }
                    if same == status && kept == code),
                "{status} {code}"
            );
        }
    }

    #[test]
    fn only_what_was_not_confirmed_may_have_happened() {
        for failure in [Failure::Broken("it took too long"), Failure::Broken("the connection broke")] {
            assert!(SendError::from(failure).may_have_happened());
        }
        for (status, body) in [(500, "{}"), (502, "<html>Bad Gateway"), (503, ""), (504, ""), (408, "")] {
            assert!(error(status, body).may_have_happened(), "{status}");
        }
        for failure in [Failure::Unreachable("no route".to_owned()), Failure::Unsendable] {
            assert!(!SendError::from(failure).may_have_happened());
        }
        for status in [301, 400, 401, 403, 404, 413, 429] {
            assert!(!coded(status, 7).may_have_happened(), "{status}");
        }
        assert!(SendError::unreadable().may_have_happened());
        assert!(!SendError::Held { after: Duration::ZERO }.may_have_happened());
    }

    #[test]
    fn what_a_proxy_refuses_is_no_channels_fault() {
        for (status, body) in [(403, "<html>Forbidden"), (403, r#"{"code":40333}"#), (400, r#"{"code":40333}"#)] {
            assert!(matches!(error(status, body), SendError::Unreached(_)), "{status} {body}");
        }
    }

    #[test]
    fn a_rate_limit_says_how_long_and_of_what() {
        let after = Duration::from_millis(2500);
        assert_eq!(coded(429, 0), SendError::RateLimited { after, is_global: false, is_shared: false });
        assert_eq!(coded(429, 0).retry_after(), Some(after));
        assert_eq!(coded(403, 50013).retry_after(), None);
        let absurd = error(429, r#"{"retry_after":1e300,"global":true}"#);
        assert_eq!(absurd, SendError::RateLimited { after: LONGEST_WAIT, is_global: true, is_shared: false });
        let shared = [(http::HeaderName::from_static("x-ratelimit-scope"), "shared".parse().unwrap())];
        let shared = Failure::refused(429, &shared.into_iter().collect(), br#"{"retry_after":1,"global":false}"#);
        assert!(matches!(shared.into(), SendError::RateLimited { is_global: false, is_shared: true, .. }));
    }

    #[test]
    fn the_text_is_one_line_that_says_what_to_look_at() {
        for (error, said) in [
            (coded(403, 50013), "Discord forbids it (code 50013: the bot lacks a permission there)"),
            (coded(403, 7), "Discord forbids it (code 7)"),
            (coded(404, 10003), "it no longer exists (code 10003: the channel)"),
            (
                coded(400, 50278),
                "the member cannot get a direct message (code 50278: the bot and the member share no server)",
            ),
            (coded(400, 50083), "the thread is archived (code 50083)"),
            (coded(429, 0), "Discord's rate limit asks to wait 3 s"),
            (error(502, "<html>"), "Discord did not confirm it (status 502)"),
            (
                error(400, r#"{"code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_REQUIRED"}]}}}"#),
                "Discord refused it (status 400, code 50035; content: BASE_TYPE_REQUIRED)",
            ),
            (
                SendError::Held { after: Duration::from_millis(59_500) },
                "held back for 60 s, because Discord has refused too much",
            ),
        ] {
            assert_eq!(error.to_string(), said);
        }
        assert!(coded(401, 0).to_string().contains("DISCORD_TOKEN"));
        assert!(!coded(401, 0).to_string().contains('\n'));
    }
}
