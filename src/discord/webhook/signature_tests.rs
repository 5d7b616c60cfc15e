//! Which requests are accepted as Discord's. Helpers first: a key, what it signs, and headers as they arrive.

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;

use super::*;

const NOW: u64 = 1_795_255_200;
const BODY: &[u8] = br#"{"type":1}"#;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(key: &SigningKey) -> String {
    hex::encode(key.verifying_key().as_bytes())
}

fn signature(key: &SigningKey, timestamp: &str, body: &[u8]) -> String {
    hex::encode(key.sign(&[timestamp.as_bytes(), body].concat()).to_bytes())
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a header"))).collect()
}

/// The verdict on a request with these headers, at `NOW`.
fn verdict(keys: &str, headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    let keys: PublicKeys = keys.parse().expect("keys");
    let headers = SignatureHeaders::read(headers)?;
    headers.check_age(Duration::from_secs(NOW))?;
    let mut message = SignedMessage::begin(&headers, 0);
    message.append(body, body.len());
    keys.verify(&headers, &message)
}

/// The verdict on a request with these values in its headers.
fn sent(signature: &str, timestamp: &str, body: &[u8]) -> Result<(), SignatureError> {
    verdict(
        &public(&key(1)),
        &headers(&[("x-signature-ed25519", signature), ("x-signature-timestamp", timestamp)]),
        body,
    )
}

#[test]
fn discords_signature_is_accepted_in_lower_and_upper_case() {
    let now = NOW.to_string();
    let signature = signature(&key(1), &now, BODY);
    assert_eq!(sent(&signature, &now, BODY), Ok(()));
    assert_eq!(sent(&signature.to_uppercase(), &now, BODY), Ok(()));
}

#[test]
fn nothing_may_be_changed_after_signing() {
    let (now, later) = (NOW.to_string(), (NOW + 1).to_string());
    let good = signature(&key(1), &now, BODY);
    assert_eq!(sent(&good, &now, br#"{"type":2}"#), Err(SignatureError::Wrong));
    assert_eq!(sent(&good, &now, b""), Err(SignatureError::Wrong));
    assert_eq!(sent(&good, &later, BODY), Err(SignatureError::Wrong));
    assert_eq!(sent(&signature(&key(2), &now, BODY), &now, BODY), Err(SignatureError::Wrong));
    assert_eq!(sent(&"0".repeat(128), &now, BODY), Err(SignatureError::Wrong));
    assert_eq!(sent(&"f".repeat(128), &now, BODY), Err(SignatureError::Wrong));
}

#[test]
fn a_timestamp_may_be_five_minutes_off_and_no_more() {
    for (seconds, expected) in [
        (NOW - 300, Ok(())),
        (NOW + 300, Ok(())),
        (NOW - 301, Err(SignatureError::Stale)),
        (NOW + 301, Err(SignatureError::Stale)),
        (0, Err(SignatureError::Stale)),
        (u64::MAX, Err(SignatureError::Stale)),
    ] {
        let timestamp = seconds.to_string();
        assert_eq!(sent(&signature(&key(1), &timestamp, BODY), &timestamp, BODY), expected, "{seconds}");
    }
}

#[test]
fn missing_and_malformed_headers_are_distinguished() {
    let now = NOW.to_string();
    let good = signature(&key(1), &now, BODY);
    let keys = public(&key(1));
    for (pairs, expected) in [
        (&[][..], SignatureError::Missing),
        (&[("x-signature-ed25519", good.as_str())], SignatureError::Missing),
        (&[("x-signature-timestamp", now.as_str())], SignatureError::Missing),
    ] {
        assert_eq!(verdict(&keys, &headers(pairs), BODY), Err(expected), "{pairs:?}");
    }
    for bad in ["", "xyz", &good[1..], &format!("{good}0"), &format!("0x{}", &good[2..]), &good.replace('a', " "), "é"]
    {
        assert_eq!(sent(bad, &now, BODY), Err(SignatureError::Malformed), "{bad:?}");
    }
    for bad in ["", "now", "-1", "+1795255200", " 1795255200x", "1.5", "0x6b", "99999999999999999999999"] {
        assert_eq!(sent(&good, bad, BODY), Err(SignatureError::Malformed), "{bad:?}");
    }
}

#[test]
fn a_repeated_header_is_malformed() {
    let now = NOW.to_string();
    let good = signature(&key(1), &now, BODY);
    for twice in ["x-signature-ed25519", "x-signature-timestamp"] {
        let mut headers = headers(&[("x-signature-ed25519", &good), ("x-signature-timestamp", &now)]);
        let value = headers[twice].clone();
        headers.append(twice, value);
        assert_eq!(verdict(&public(&key(1)), &headers, BODY), Err(SignatureError::Malformed));
    }
}

#[test]
fn while_a_key_is_changed_both_are_accepted() {
    let now = NOW.to_string();
    let both = format!(" {} , {} ", public(&key(1)), public(&key(2)).to_uppercase());
    for (seed, expected) in [(1, Ok(())), (2, Ok(())), (3, Err(SignatureError::Wrong))] {
        let signature = signature(&key(seed), &now, BODY);
        let headers = headers(&[("x-signature-ed25519", &signature), ("x-signature-timestamp", &now)]);
        assert_eq!(verdict(&both, &headers, BODY), expected, "{seed}");
    }
}

#[test]
fn an_invalid_or_weak_key_is_refused() {
    let key = public(&key(1));
    let off_the_curve = "0200000000000000000000000000000000000000000000000000000000000000";
    let weak = "0100000000000000000000000000000000000000000000000000000000000000";
    for bad in
        ["", " ", &key[1..], &format!("{key}0"), &format!("{key},"), &format!("{key};{key}"), weak, off_the_curve]
    {
        assert_eq!(bad.parse::<PublicKeys>(), Err(InvalidPublicKey), "{bad:?}");
    }
}

proptest! {
    #[test]
    fn no_header_panics(signature in "\\PC{0,140}|[0-9a-f]{128}", timestamp in "\\PC{0,20}|[0-9]{0,20}", body: Vec<u8>) {
        let Ok(signature) = http::HeaderValue::from_bytes(signature.as_bytes()) else { return Ok(()) };
        let Ok(timestamp) = http::HeaderValue::from_bytes(timestamp.as_bytes()) else { return Ok(()) };
        let headers: HeaderMap = [(SIGNATURE, signature), (TIMESTAMP, timestamp)].into_iter().collect();
        prop_assert!(verdict(&public(&key(1)), &headers, &body).is_err());
    }
}
