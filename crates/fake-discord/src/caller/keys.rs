//! The key pair with which requests to the endpoint are signed: Ed25519 over the timestamp and the body.

use std::fmt::Write as _;
use std::io;

use ed25519_dalek::{Signer, SigningKey};

/// The key pair of the application, and an undisclosed one for signatures that look right and are not.
#[derive(Debug)]
pub(in super::super) struct Keys {
    own: SigningKey,
    strange: SigningKey,
}

impl Keys {
    /// Two new pairs.
    ///
    /// # Errors
    ///
    /// If the system has no random bytes.
    pub(in super::super) fn new() -> io::Result<Self> {
        Ok(Self { own: random()?, strange: random()? })
    }

    /// The public key in hex, as `verify_key` shows it.
    pub(in super::super) fn public(&self) -> String {
        let bytes = self.own.verifying_key().to_bytes();
        bytes.iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// The signature over `timestamp ‖ body`, in hex.
    pub(super) fn sign(&self, timestamp: &str, body: &[u8]) -> String {
        sign(&self.own, timestamp, body)
    }

    /// A signature of the same shape by another key.
    pub(super) fn forge(&self, timestamp: &str, body: &[u8]) -> String {
        sign(&self.strange, timestamp, body)
    }
}

fn random() -> io::Result<SigningKey> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(io::Error::other)?;
    Ok(SigningKey::from_bytes(&seed))
}

fn sign(key: &SigningKey, timestamp: &str, body: &[u8]) -> String {
    format!("{:x}", key.sign(&[timestamp.as_bytes(), body].concat()))
}
