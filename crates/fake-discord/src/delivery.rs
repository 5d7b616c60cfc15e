//! The record of a delivery to the bot's endpoint.

use std::time::Duration;

use serde_json::Value;

use super::media_type::is_json;

/// An interaction as it was posted to the endpoint, and what came back.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// When it was posted, since the fake Discord started.
    pub at: Duration,
    /// The time until the answer, or until the wait for one ended.
    pub took: Duration,
    /// The headers, the signature among them.
    pub headers: Vec<(&'static str, String)>,
    /// The body, byte by byte as it was signed.
    pub body: Vec<u8>,
    /// What came back; `None` if nothing did in time, or it was left unread.
    pub answer: Option<EndpointAnswer>,
    /// Whether the same was delivered before, so that the answer was not shown.
    pub repeated: bool,
}

/// What the endpoint answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointAnswer {
    /// The status.
    pub status: u16,
    /// The headers, with names in lowercase.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl EndpointAnswer {
    /// The value of a header; the name in lowercase.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether it says that its body is JSON.
    pub(super) fn is_json(&self) -> bool {
        is_json(self.header("content-type"))
    }

    /// Whether it says the same: the same status, and the same JSON or the same bytes.
    pub(super) fn equals(&self, other: &Self) -> bool {
        let same_json = || self.json() == other.json() && !self.json().is_null();
        self.status == other.status && (self.body == other.body || same_json())
    }
}
