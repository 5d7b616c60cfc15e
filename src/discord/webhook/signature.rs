//! Discord's request signatures: Ed25519 over the timestamp and the body as it arrived
//! (<https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers>).
//! Malformed input is refused, and never panics.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use ed25519_dalek::{PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, Signature, VerifyingKey};
use http::HeaderMap;
use http::header::HeaderName;

const SIGNATURE: HeaderName = HeaderName::from_static("x-signature-ed25519");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-signature-timestamp");

/// How far a timestamp may be from this machine's clock. Discord documents no limit; without one, a recorded request could
/// be sent again for ever.
pub const MAX_SKEW: Duration = Duration::from_mins(5);

/// Why a request is not accepted as Discord's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// One of the two headers is missing.
    #[error("the headers X-Signature-Ed25519 and X-Signature-Timestamp are required")]
    Missing,
    /// One of the two headers is repeated or cannot be parsed.
    #[error("X-Signature-Ed25519 must be 128 hex digits and X-Signature-Timestamp seconds since 1970, once each")]
    Malformed,
    /// The timestamp is too far from this machine's clock.
    #[error("X-Signature-Timestamp is more than 5 minutes from this machine's clock")]
    Stale,
    /// No key made this signature for this timestamp and body.
    #[error("the signature does not match the timestamp and the body")]
    Wrong,
}

impl SignatureError {
    /// All reasons, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Malformed, Self::Stale, Self::Wrong];

    /// The value of the metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Stale => "stale",
            Self::Wrong => "wrong",
        }
    }
}

/// The application's public keys: one, or the old and the new one while the key is being changed.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKeys(Vec<VerifyingKey>);

impl PublicKeys {
    /// Verifies that one of the keys made the signature in `headers` for `message`.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Wrong`].
    pub fn verify(&self, headers: &SignatureHeaders<'_>, message: &SignedMessage) -> Result<(), SignatureError> {
        // Strict: no second signature can be derived from one of Discord's, and no weak key is accepted.
        let matches = |key: &VerifyingKey| key.verify_strict(&message.bytes, &headers.signature).is_ok();
        if self.0.iter().any(matches) { Ok(()) } else { Err(SignatureError::Wrong) }
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|key| hex::encode(key.as_bytes()))).finish()
    }
}

/// The text contains something other than public keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("64 hex digits, or several such keys with commas between them")]
pub struct InvalidPublicKey;

impl FromStr for PublicKeys {
    type Err = InvalidPublicKey;

    fn from_str(text: &str) -> Result<Self, InvalidPublicKey> {
        let keys = text.split(',').map(|key| {
            let mut bytes = [0; PUBLIC_KEY_LENGTH];
            hex::decode_to_slice(key.trim(), &mut bytes).map_err(|_| InvalidPublicKey)?;
            let key = VerifyingKey::from_bytes(&bytes).map_err(|_| InvalidPublicKey)?;
            if key.is_weak() { Err(InvalidPublicKey) } else { Ok(key) }
        });
        keys.collect::<Result<_, _>>().map(Self)
    }
}

/// The two headers of a signed request, parsed before its body arrives.
#[derive(Debug)]
pub struct SignatureHeaders<'a> {
    signature: Signature,
    /// As it was sent, which is what was signed.
    timestamp: &'a str,
    /// The same, since 1970.
    time: Duration,
}

impl<'a> SignatureHeaders<'a> {
    /// Parses the two headers.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Missing`] or [`SignatureError::Malformed`].
    pub fn read(headers: &'a HeaderMap) -> Result<Self, SignatureError> {
        let (signature, timestamp) = (only(headers, &SIGNATURE)?, only(headers, &TIMESTAMP)?);
        let mut bytes = [0; SIGNATURE_LENGTH];
        hex::decode_to_slice(signature, &mut bytes).map_err(|_| SignatureError::Malformed)?;
        // `parse` accepts a sign as well.
        let is_number = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = timestamp.parse().ok().filter(|_| is_number).ok_or(SignatureError::Malformed)?;
        let time = Duration::from_secs(seconds);
        Ok(Self { signature: Signature::from_bytes(&bytes), timestamp, time })
    }

    /// Checks the timestamp against `now`, the time since 1970.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Stale`].
    pub fn check_age(&self, now: Duration) -> Result<(), SignatureError> {
        if now.abs_diff(self.time) > MAX_SKEW { Err(SignatureError::Stale) } else { Ok(()) }
    }
}

/// What a signature covers: the timestamp followed by the body, in one buffer.
#[derive(Debug)]
pub struct SignedMessage {
    bytes: Vec<u8>,
    /// Where the body begins.
    body: usize,
}

impl SignedMessage {
    /// The most bytes reserved for a body of known length before any of it has arrived. An interaction has a few kilobytes.
    pub const MAX_RESERVED_AHEAD: usize = 8 * 1024;

    /// Starts with the timestamp of `headers`. The body will have at least `length` bytes.
    pub fn begin(headers: &SignatureHeaders<'_>, length: u64) -> Self {
        let timestamp = headers.timestamp.as_bytes();
        let expected = usize::try_from(length).unwrap_or(usize::MAX).min(Self::MAX_RESERVED_AHEAD);
        let mut bytes = Vec::with_capacity(timestamp.len() + expected);
        bytes.extend_from_slice(timestamp);
        Self { bytes, body: timestamp.len() }
    }

    /// The body so far.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.body..]
    }

    /// The size of the buffer.
    pub const fn reserved(&self) -> usize {
        self.bytes.capacity()
    }

    /// How many more bytes the body may have, if it may have `longest` in all.
    pub const fn remaining(&self, longest: usize) -> usize {
        longest.saturating_sub(self.bytes.len() - self.body)
    }

    /// The size of the buffer once it holds `more` bytes. It doubles as needed, up to what a body of `longest` bytes takes.
    pub fn reserved_with(&self, more: usize, longest: usize) -> usize {
        let (needed, reserved) = (self.bytes.len() + more, self.bytes.capacity());
        if needed <= reserved { reserved } else { needed.max((2 * reserved).min(self.body + longest)) }
    }

    /// Appends a part of a body of at most `longest` bytes. The part is copied: keeping it as it is would keep the whole
    /// buffer into which it was read.
    pub fn append(&mut self, part: &[u8], longest: usize) {
        let reserved = self.reserved_with(part.len(), longest);
        self.bytes.reserve_exact(reserved - self.bytes.len());
        self.bytes.extend_from_slice(part);
    }
}

/// The only value of a header.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a str, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(SignatureError::Missing)?;
    let value = value.to_str().map_err(|_| SignatureError::Malformed)?;
    if values.next().is_some() { Err(SignatureError::Malformed) } else { Ok(value) }
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
