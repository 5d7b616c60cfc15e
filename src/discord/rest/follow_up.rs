//! Posting a further message after the response to an interaction.

use bytes::Bytes;
use secrecy::SecretString;
use tokio::time::sleep;
use tracing::warn;

use super::failure::Failure;
use super::request::Request;
use super::retry::{Next, Retries};
use super::route::Route;
use super::{Rest, RestError};

impl Rest {
    /// Posts a further message, which is `body`, after the response to the interaction with this `token`.
    ///
    /// Tries again only where no message can have been posted: Discord was not reached, did not know of the response yet
    /// (as for some seconds after one over HTTP), or asked to wait. After anything else a second attempt might post twice.
    ///
    /// # Errors
    ///
    /// See [`RestError`]. Takes up to 10 s of pauses.
    pub async fn follow_up(&self, application_id: u64, token: &SecretString, body: Bytes) -> Result<(), RestError> {
        let what = "sharing an answer";
        let route = Route::create_follow_up(application_id, token).ok_or(RestError::NoSuchId { what })?;
        self.post(what, &Request::with_json(route, body)).await
    }

    /// The same with files, by name; `json` names them as its attachments, from `0` on.
    ///
    /// # Errors
    ///
    /// See [`RestError`]. Takes up to 10 s of pauses.
    pub async fn follow_up_with_files(
        &self,
        application_id: u64,
        token: &SecretString,
        json: Bytes,
        files: Vec<(String, Bytes)>,
    ) -> Result<(), RestError> {
        let what = "sending a file";
        let route = Route::create_follow_up(application_id, token).ok_or(RestError::NoSuchId { what })?;
        self.post(what, &Request::with_files(route, json, files)).await
    }

    async fn post(&self, what: &'static str, request: &Request<'_>) -> Result<(), RestError> {
        let mut retries = Retries::of_removal(&self.timeouts);
        loop {
            let Err(failure) = self.exchange(request).await else { return Ok(()) };
            match retries.record_failure(&failure) {
                Next::Again(pause) if !may_have_posted(&failure) => {
                    warn!(what, %failure, again_in_ms = pause.as_millis(), "Discord's API is in trouble");
                    sleep(pause).await;
                }
                _ => return Err(refusal(what, &failure, retries.attempts())),
            }
        }
    }
}

/// Whether the message may be there although the request failed.
const fn may_have_posted(failure: &Failure) -> bool {
    match failure {
        Failure::Broken(_) => true,
        Failure::Refused { status, .. } => *status >= 500,
        Failure::Unreachable(_) | Failure::Unsendable => false,
    }
}

/// The error after the last attempt. A 401 is about the interaction's token, which is void after 15 minutes, not the bot's.
fn refusal(what: &'static str, failure: &Failure, attempts: u32) -> RestError {
    match RestError::from_failure(what, failure, attempts) {
        RestError::TokenRefused => {
            RestError::Refused { what, status: 401, code: failure.code(), said: failure.to_string() }
        }
        error => error,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn refused(status: u16) -> Failure {
        Failure::refused(status, &HeaderMap::new(), br#"{"code":10015}"#)
    }

    #[test]
    fn only_what_cannot_have_posted_is_tried_again() {
        for failure in [Failure::Unreachable(String::new()), refused(404), refused(429)] {
            assert!(!may_have_posted(&failure), "{failure}");
        }
        for failure in [Failure::Broken("it took too long"), refused(500), refused(502)] {
            assert!(may_have_posted(&failure), "{failure}");
        }
    }

    #[test]
    fn a_void_interaction_token_is_not_taken_for_the_bots() {
        assert!(matches!(refusal("x", &refused(401), 1), RestError::Refused { status: 401, .. }));
        assert!(matches!(refusal("x", &refused(502), 1), RestError::Unavailable { attempts: 1, .. }));
    }
}
