//! Callbacks: the one response to an interaction, in time, and the removal of its message.

use std::time::Instant;

use bytes::Bytes;
use secrecy::SecretString;
use tokio::time::sleep;
use tracing::debug;

use super::attempts::Attempts;
use super::failure::{ALREADY_ACKNOWLEDGED, Failure, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE};
use super::request::Request;
use super::retry::Retries;
use super::route::Route;
use super::{Rest, RestError};

/// What a callback needs to know of its interaction.
#[derive(Clone, Debug)]
pub struct InteractionRef {
    /// The interaction's id.
    pub id: u64,
    /// The interaction's token, which allows answering in the bot's name for 15 minutes.
    pub token: SecretString,
    /// When the interaction arrived.
    pub received: Instant,
}

/// How a callback was delivered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// By the first attempt.
    AtOnce,
    /// By a retry.
    OnRetry,
    /// By an attempt that had looked like a failure, as a retry showed.
    FirstHadArrived,
}

/// Errors of callbacks. Their text holds neither token nor URL.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CallbackError {
    /// Discord has stopped waiting.
    #[error("too late: Discord no longer waits for this answer")]
    TooLate,
    /// Another client answered, perhaps another process with the same token.
    #[error("the interaction was answered before (code 40060); does another process use this token?")]
    AlreadyAnswered,
    /// Discord refused it.
    #[error("Discord refused the answer ({said})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code, if there was one.
        code: Option<i64>,
        /// Status, code and the fields that Discord complained about, as text.
        said: String,
    },
    /// It failed for as long as there was time.
    #[error("the answer did not get through ({0})")]
    Undelivered(String),
    /// The id or the token is unusable.
    #[error("the interaction has no usable id or token")]
    Unaddressable,
}

impl Rest {
    /// Sends `body`, which is JSON, as the one answer to `interaction`, before Discord stops waiting.
    ///
    /// A failure that can pass is retried up to three times, as far as there is time. Discord accepts one answer only, so that
    /// a retry cannot answer twice: Discord refuses it with 40060, which means that an earlier attempt arrived.
    ///
    /// # Errors
    ///
    /// See [`CallbackError`]; the member sees "the application did not respond", except after
    /// [`AlreadyAnswered`](CallbackError::AlreadyAnswered).
    pub async fn answer(&self, interaction: &InteractionRef, body: Bytes) -> Result<Delivery, CallbackError> {
        let result = self.send_answer(interaction, body).await;
        self.counters.answered(&result);
        result
    }

    async fn send_answer(&self, interaction: &InteractionRef, body: Bytes) -> Result<Delivery, CallbackError> {
        let route = Route::create_response(interaction.id, &interaction.token).ok_or(CallbackError::Unaddressable)?;
        let request = Request::with_json(route, body);
        let left = || self.timeouts.answer.saturating_sub(interaction.received.elapsed());

        if left().is_zero() {
            return Err(CallbackError::TooLate);
        }
        let mut attempts = Attempts::default();
        loop {
            let failure = match self.send(&request, attempts.limit(left())).await {
                Ok(_) if attempts.any_failed() => return Ok(Delivery::OnRetry),
                Ok(_) => return Ok(Delivery::AtOnce),
                Err(failure) => failure,
            };
            if attempts.any_failed() && failure.code() == Some(ALREADY_ACKNOWLEDGED) {
                return Ok(Delivery::FirstHadArrived);
            }
            let Some(pause) = attempts.record_failure(&failure, left()) else {
                return Err(CallbackError::from(failure));
            };
            debug!(%failure, again_in_ms = pause.as_millis(), "a callback failed and is sent again");
            sleep(pause).await;
        }
    }

    /// Removes the message that answered the interaction with this `token`. It is no error if it is gone already.
    ///
    /// # Errors
    ///
    /// See [`RestError`]. Pauses for up to 10 s in all: right after an answer, Discord may not know of it yet.
    pub async fn delete_original(&self, application_id: u64, token: &SecretString) -> Result<(), RestError> {
        let result = self.send_removal(application_id, token).await;
        self.counters.removed(&result);
        result
    }

    async fn send_removal(&self, application_id: u64, token: &SecretString) -> Result<(), RestError> {
        let what = "removing an answer";
        let route = Route::delete_original_response(application_id, token).ok_or(RestError::NoSuchId { what })?;
        let removed = self.send_with_retries(what, &Request::new(route), Retries::of_removal(&self.timeouts)).await;
        match removed {
            Err(RestError::Refused { code: Some(UNKNOWN_MESSAGE), .. }) | Ok(_) => Ok(()),
            // An interaction's token is void after 15 minutes, which says nothing about the bot's token.
            Err(RestError::TokenRefused) => {
                Err(RestError::Refused { what, status: 401, code: None, said: "status 401".to_owned() })
            }
            Err(error) => Err(error),
        }
    }
}

impl From<Failure> for CallbackError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused { code: Some(UNKNOWN_INTERACTION), .. } => Self::TooLate,
            Failure::Refused { code: Some(ALREADY_ACKNOWLEDGED), .. } => Self::AlreadyAnswered,
            Failure::Refused { status, code, .. } if status < 500 && status != 429 => {
                Self::Refused { status, code, said: failure.to_string() }
            }
            Failure::Unsendable => Self::Unaddressable,
            _ => Self::Undelivered(failure.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn refused(status: u16, code: i64) -> CallbackError {
        Failure::refused(status, &HeaderMap::new(), format!(r#"{{"code":{code},"message":"x"}}"#).as_bytes()).into()
    }

    #[test]
    fn refusals_are_told_apart() {
        assert_eq!(refused(404, 10062), CallbackError::TooLate);
        assert_eq!(refused(400, 40060), CallbackError::AlreadyAnswered);
        assert!(matches!(refused(400, 50035), CallbackError::Refused { status: 400, code: Some(50035), .. }));
        assert!(matches!(refused(500, 0), CallbackError::Undelivered(_)));
        assert!(matches!(refused(429, 0), CallbackError::Undelivered(_)));
    }

    #[test]
    fn nothing_printable_holds_the_token() {
        let interaction =
            InteractionRef { id: 1, token: SecretString::from("aW50ZXJhY3Rpb24"), received: Instant::now() };
        assert!(!format!("{interaction:?}").contains("aW50"));
    }
}
