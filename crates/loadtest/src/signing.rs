//! Signatures as Discord makes them: Ed25519 over timestamp and body.

use ed25519_dalek::{Signer, SigningKey};

/// The key pair of a seed: for tests and measurements only, since anyone can derive it.
pub fn key(seed: u64) -> SigningKey {
    let mut bytes = *b"a key that only tests may ever use";
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut secret = [0; 32];
    secret.copy_from_slice(&bytes[..32]);
    SigningKey::from_bytes(&secret)
}

/// The public half, as Discord's portal shows it.
pub fn public_hex(key: &SigningKey) -> String {
    hex::encode(key.verifying_key().as_bytes())
}

/// The signature of a request, in hex.
pub fn sign(key: &SigningKey, timestamp: &str, body: &[u8]) -> String {
    let message = [timestamp.as_bytes(), body].concat();
    hex::encode(key.sign(&message).to_bytes())
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::Signature;

    use super::*;

    #[test]
    fn a_signature_is_right_for_its_own_timestamp_and_body_only() {
        let key = key(7);
        let signature = sign(&key, "1700000000", b"{}");
        let bytes = hex::decode(&signature).expect("hex");
        let signature = Signature::from_slice(&bytes).expect("64 bytes");
        let verify = |message: &[u8]| key.verifying_key().verify_strict(message, &signature).is_ok();
        assert!(verify(b"1700000000{}"));
        assert!(!verify(b"1700000001{}"));
        assert!(!verify(b"1700000000[]"));
    }

    #[test]
    fn seeds_give_keys_that_differ_and_stay() {
        assert_eq!(public_hex(&key(1)), public_hex(&key(1)));
        assert_ne!(public_hex(&key(1)), public_hex(&key(2)));
        assert_eq!(public_hex(&key(1)).len(), 64);
    }
}
