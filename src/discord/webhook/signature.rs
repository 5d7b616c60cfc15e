//! Whether a request comes from Discord: Ed25519 over the timestamp and the body as it arrived
//! (<https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers>).
//! Whatever is malformed is a refusal, never a panic.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use ed25519_dalek::{PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, Signature, VerifyingKey};
use http::HeaderMap;
use http::header::HeaderName;

const SIGNATURE: HeaderName = HeaderName::from_static("x-signature-ed25519");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-signature-timestamp");

/// How far a timestamp may be from our clock. Discord documents no limit; without one, a request that somebody has
/// recorded could be sent for ever.
pub const MOST_SKEW: Duration = Duration::from_mins(5);

/// Why a request is not taken for Discord's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// One of the two headers is not there.
    #[error("the headers X-Signature-Ed25519 and X-Signature-Timestamp are needed")]
    Missing,
    /// One of the two headers stands twice or cannot be read.
    #[error("X-Signature-Ed25519 must be 128 hex digits and X-Signature-Timestamp seconds since 1970, once each")]
    Malformed,
    /// The timestamp is too far from our clock.
    #[error("X-Signature-Timestamp is more than 5 minutes from this machine's clock")]
    Stale,
    /// No key made this signature for this timestamp and body.
    #[error("the signature does not fit the timestamp and the body")]
    Wrong,
}

impl Unsigned {
    /// All of them, as they are counted.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Malformed, Self::Stale, Self::Wrong];

    /// One word for metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Stale => "stale",
            Self::Wrong => "wrong",
        }
    }
}

/// The application's public keys: one, or, while it is being changed, the old one and the new one.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKeys(Vec<VerifyingKey>);

impl PublicKeys {
    /// Whether one of the keys made `seal` for `signed`, which [begins](Signed::begin) with it.
    ///
    /// # Errors
    /// [`Unsigned::Wrong`].
    pub fn verify(&self, seal: &Seal<'_>, signed: &Signed) -> Result<(), Unsigned> {
        // Strict, so that nobody can make a second signature from one of Discord's, or use a weak key.
        let fits = |key: &VerifyingKey| key.verify_strict(&signed.bytes, &seal.signature).is_ok();
        if self.0.iter().any(fits) { Ok(()) } else { Err(Unsigned::Wrong) }
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|key| hex::encode(key.as_bytes()))).finish()
    }
}

/// The text holds something that is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("64 hex digits, or several such keys with commas between them")]
pub struct NoPublicKey;

impl FromStr for PublicKeys {
    type Err = NoPublicKey;

    fn from_str(text: &str) -> Result<Self, NoPublicKey> {
        let keys = text.split(',').map(|key| {
            let mut bytes = [0; PUBLIC_KEY_LENGTH];
            hex::decode_to_slice(key.trim(), &mut bytes).map_err(|_| NoPublicKey)?;
            let key = VerifyingKey::from_bytes(&bytes).map_err(|_| NoPublicKey)?;
            if key.is_weak() { Err(NoPublicKey) } else { Ok(key) }
        });
        keys.collect::<Result<_, _>>().map(Self)
    }
}

/// What the headers say, before the body has arrived.
#[derive(Debug)]
pub struct Seal<'a> {
    signature: Signature,
    timestamp: &'a str,
}

impl<'a> Seal<'a> {
    /// Reads the two headers; `now` is the time since 1970.
    ///
    /// # Errors
    /// All of [`Unsigned`] but [`Wrong`](Unsigned::Wrong).
    pub fn read(headers: &'a HeaderMap, now: Duration) -> Result<Self, Unsigned> {
        let (signature, timestamp) = (only(headers, &SIGNATURE)?, only(headers, &TIMESTAMP)?);
        let mut bytes = [0; SIGNATURE_LENGTH];
        hex::decode_to_slice(signature, &mut bytes).map_err(|_| Unsigned::Malformed)?;
        // `parse` would take a sign as well.
        let is_number = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = timestamp.parse().ok().filter(|_| is_number).ok_or(Unsigned::Malformed)?;
        if now.abs_diff(Duration::from_secs(seconds)) > MOST_SKEW {
            return Err(Unsigned::Stale);
        }
        Ok(Self { signature: Signature::from_bytes(&bytes), timestamp })
    }
}

/// What a signature covers: the timestamp, and right behind it the body as it arrived. One buffer holds both.
#[derive(Debug)]
pub struct Signed {
    bytes: Vec<u8>,
    /// Where the body begins.
    body: usize,
}

impl Signed {
    /// The bytes that are reserved for a body before any of it has arrived, where its length is known. An interaction has
    /// some kilobytes.
    pub const MOST_RESERVED_AHEAD: usize = 8 * 1024;

    /// The timestamp of `seal`, ready for a body of which at least `length` bytes are announced.
    pub fn begin(seal: &Seal<'_>, length: u64) -> Self {
        let timestamp = seal.timestamp.as_bytes();
        let expected = usize::try_from(length).unwrap_or(usize::MAX).min(Self::MOST_RESERVED_AHEAD);
        let mut bytes = Vec::with_capacity(timestamp.len() + expected);
        bytes.extend_from_slice(timestamp);
        Self { bytes, body: timestamp.len() }
    }

    /// The body, as far as it has arrived.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.body..]
    }

    /// The bytes that the buffer takes.
    pub const fn reserved(&self) -> usize {
        self.bytes.capacity()
    }

    /// How many more bytes fit into a body that may have `longest`.
    pub const fn room(&self, longest: usize) -> usize {
        longest.saturating_sub(self.bytes.len() - self.body)
    }

    /// The bytes that the buffer takes once `more` are in it: as many as now or, where that is not enough, twice as many,
    /// but never more than a body that may have `longest` needs.
    pub fn reserved_with(&self, more: usize, longest: usize) -> usize {
        let (needed, reserved) = (self.bytes.len() + more, self.bytes.capacity());
        if needed <= reserved { reserved } else { needed.max((2 * reserved).min(self.body + longest)) }
    }

    /// Appends a part of a body that may have `longest` bytes. It is copied: a part that is kept as it came keeps all of
    /// what was read together with it.
    pub fn append(&mut self, part: &[u8], longest: usize) {
        let reserved = self.reserved_with(part.len(), longest);
        self.bytes.reserve_exact(reserved - self.bytes.len());
        self.bytes.extend_from_slice(part);
    }
}

/// The one value of a header.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a str, Unsigned> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(Unsigned::Missing)?;
    let value = value.to_str().map_err(|_| Unsigned::Malformed)?;
    if values.next().is_some() { Err(Unsigned::Malformed) } else { Ok(value) }
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
