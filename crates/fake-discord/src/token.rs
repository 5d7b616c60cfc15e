//! The bot's token: in the shape that libraries check, and obviously none of Discord's.

use std::io;

use super::ids::Id;
use super::random;

/// The alphabet of base64, as tokens use it.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A token of three parts, random in the last. The first is the application's id in base64, which hikari reads there;
/// the others say that it is no real token.
///
/// # Errors
///
/// If the system has no random bytes.
pub(super) fn new(application: Id) -> io::Result<String> {
    let id = base64(application.to_string().as_bytes());
    Ok(format!("{id}.not-a-real-token.valid-on-loopback-only-{}", random::hex()?))
}

/// Base64 without padding.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_usize, |group, &byte| group << 8 | usize::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(ALPHABET[group >> (18 - 6 * place) & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_begins_with_the_id_and_is_none_of_discords() {
        let token = new(Id(1_100_000_000_000_000_001)).expect("random bytes");
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts[..2], ["MTEwMDAwMDAwMDAwMDAwMDAwMQ", "not-a-real-token"]);
        assert!(parts[2].starts_with("valid-on-loopback-only-") && parts.len() == 3);
        assert_eq!((base64(b"a"), base64(b"ab"), base64(b"abc")), ("YQ".into(), "YWI".into(), "YWJj".into()));
    }
}
