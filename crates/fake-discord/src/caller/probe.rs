//! Rule H01: the questions by which Discord finds out whether an endpoint verifies what it is sent.

use serde_json::json;

use super::super::delivery::EndpointAnswer;
use super::super::errors::Refusal;
use super::super::state::{Shared, State};
use super::super::wire;
use super::post::{Address, Headers, Parcel, Silence};
use super::{EndpointRefused, SIGNATURE, TIMESTAMP, headers, record, unix_seconds};

/// A PING, signed rightly or in one of many wrong ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Probe {
    Right,
    WrongKey,
    TamperedBody,
    TamperedTimestamp,
    NoSignature,
    NoTimestamp,
    NeitherHeader,
    NotHex,
    TooShort,
    Empty,
    Zeros,
}

/// What an endpoint has to refuse.
const BAD: [Probe; 10] = [
    Probe::WrongKey,
    Probe::TamperedBody,
    Probe::TamperedTimestamp,
    Probe::NoSignature,
    Probe::NoTimestamp,
    Probe::NeitherHeader,
    Probe::NotHex,
    Probe::TooShort,
    Probe::Empty,
    Probe::Zeros,
];

impl Probe {
    fn words(self) -> &'static str {
        match self {
            Self::Right => "a valid signature",
            Self::WrongKey => "the signature of another key",
            Self::TamperedBody => "a body that was changed after it was signed",
            Self::TamperedTimestamp => "a timestamp that was changed after it was signed",
            Self::NoSignature => "no X-Signature-Ed25519",
            Self::NoTimestamp => "no X-Signature-Timestamp",
            Self::NeitherHeader => "no headers of a signature",
            Self::NotHex => "a signature that is not hex",
            Self::TooShort => "a signature that is too short",
            Self::Empty => "an empty signature",
            Self::Zeros => "a signature of zeros",
        }
    }

    /// Spoils what was signed rightly.
    fn spoil(self, state: &State, headers: &mut Headers, body: &mut [u8], now: u64) {
        let timestamp = now.to_string();
        match self {
            Self::Right => {}
            Self::WrongKey => put(headers, SIGNATURE, state.endpoint.keys.forge(&timestamp, body)),
            // Another digit of the id: still the JSON of a PING.
            Self::TamperedBody => {
                if let Some(digit) = body.iter_mut().rev().find(|byte| byte.is_ascii_digit()) {
                    *digit = if *digit == b'1' { b'2' } else { b'1' };
                }
            }
            Self::TamperedTimestamp => put(headers, TIMESTAMP, (now + 1).to_string()),
            Self::NoSignature => headers.retain(|(name, _)| *name != SIGNATURE),
            Self::NoTimestamp => headers.retain(|(name, _)| *name != TIMESTAMP),
            Self::NeitherHeader => headers.retain(|(name, _)| *name != SIGNATURE && *name != TIMESTAMP),
            Self::NotHex => put(headers, SIGNATURE, "z".repeat(128)),
            Self::TooShort => put(headers, SIGNATURE, state.endpoint.keys.sign(&timestamp, body)[..126].to_owned()),
            Self::Empty => put(headers, SIGNATURE, String::new()),
            Self::Zeros => put(headers, SIGNATURE, "0".repeat(128)),
        }
    }

    /// Whether the answer is what Discord wants to see.
    fn judge(self, answer: &EndpointAnswer) -> Result<(), EndpointRefused> {
        match self {
            Self::Right => pong(answer).map_err(EndpointRefused::Ping),
            _ if answer.status == 401 => Ok(()),
            _ => Err(EndpointRefused::BadSignature { probe: self.words(), status: answer.status }),
        }
    }
}

fn put(headers: &mut Headers, name: &str, value: String) {
    if let Some((_, old)) = headers.iter_mut().find(|(key, _)| *key == name) {
        *old = value;
    }
}

/// What is wrong with the answer to a PING, if it is not 200 with `{"type":1}` as JSON.
pub(super) fn pong(answer: &EndpointAnswer) -> Result<(), String> {
    if answer.status != 200 {
        return Err(format!("status {} instead of 200", answer.status));
    }
    if !answer.is_json() {
        let given = answer.header("content-type").unwrap_or("none");
        return Err(format!("content type {given} instead of application/json"));
    }
    if answer.json()["type"] != json!(1) {
        return Err("a body that is not {\"type\":1}".to_owned());
    }
    Ok(())
}

/// What Discord asks before it takes an endpoint: one PING with a valid signature, one without.
pub(in super::super) async fn verify(shared: &Shared, url: &str) -> Result<Address, EndpointRefused> {
    let address = Address::parse(url).ok_or_else(|| EndpointRefused::NotOnLoopback(url.to_owned()))?;
    for probe in [Probe::Right, Probe::WrongKey] {
        ask(shared, &address, probe).await?;
    }
    Ok(address)
}

/// What Discord asks now and then: every kind of bad signature. An endpoint that lets one pass is taken away; one that
/// cannot be reached stays.
pub(in super::super) async fn routine(shared: &Shared) -> Result<(), EndpointRefused> {
    let address = shared.look(|state| state.endpoint.address.clone()).ok_or(EndpointRefused::NotSet)?;
    let mut first = Ok(());
    for probe in BAD {
        let asked = ask(shared, &address, probe).await;
        if matches!(asked, Err(EndpointRefused::BadSignature { .. })) {
            shared.change(|state, now| {
                if state.endpoint.address.take_if(|current| *current == address).is_some() {
                    state.journal.note(now, "the endpoint is taken away: it does not verify signatures");
                }
            });
        }
        first = first.and(asked);
    }
    first
}

async fn ask(shared: &Shared, address: &Address, probe: Probe) -> Result<(), EndpointRefused> {
    let (at, parcel) = shared.change(|state, now| {
        state.journal.note(now, &format!("the endpoint gets a PING with {}", probe.words()));
        let id = state.world.mint(now);
        let mut body = wire::ping(&state.world, id).to_string().into_bytes();
        let seconds = unix_seconds(state, now);
        let mut headers = headers(&state.endpoint.keys, &seconds.to_string(), &body);
        probe.spoil(state, &mut headers, &mut body, seconds);
        (now, Parcel { address: address.clone(), headers, body })
    });
    let answer = shared.poster.post(&parcel).await;
    let verdict = match &answer {
        Ok(answer) => probe.judge(answer),
        Err(Silence(why)) => Err(EndpointRefused::NoAnswer(why.clone())),
    };
    let refusal = verdict.as_ref().err().map(|refused| Refusal::new("H01", 0, 0, &refused.to_string()));
    shared.change(|state, _| record(state, at, &parcel, answer.as_ref().ok(), None, refusal));
    verdict
}
