//! Envelope of gateway payloads; their content stays unread.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;
use tracing::debug;

/// The opcodes that matter here (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway>).
pub(super) struct Op;

impl Op {
    pub(super) const DISPATCH: u8 = 0;
    pub(super) const HEARTBEAT: u8 = 1;
    pub(super) const RECONNECT: u8 = 7;
    pub(super) const INVALID_SESSION: u8 = 9;
    pub(super) const HELLO: u8 = 10;
}

/// The envelope of a gateway payload; a malformed part counts as absent.
#[derive(Default)]
pub(super) struct Payload<'a> {
    pub(super) op: Option<u8>,
    pub(super) t: Option<Cow<'a, str>>,
    pub(super) d: Option<&'a RawValue>,
}

impl<'a> Payload<'a> {
    /// Reads the envelope.
    pub(super) fn parse(text: &'a str) -> Self {
        #[derive(Deserialize)]
        struct Loose<'a> {
            #[serde(borrow)]
            op: Option<&'a RawValue>,
            #[serde(borrow)]
            t: Option<&'a RawValue>,
            #[serde(borrow)]
            d: Option<&'a RawValue>,
        }
        let Ok(Loose { op, t, d }) = serde_json::from_str(text) else {
            debug!("Discord sent a payload that is not a JSON object");
            return Self::default();
        };
        Self {
            op: op.and_then(|op| serde_json::from_str(op.get()).ok()),
            t: t.and_then(|t| serde_json::from_str(t.get()).ok()),
            d,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interaction(text: &str) -> Option<&str> {
        let payload = Payload::parse(text);
        (payload.op == Some(Op::DISPATCH) && payload.t.as_deref() == Some("INTERACTION_CREATE"))
            .then(|| payload.d.map(RawValue::get))
            .flatten()
    }

    #[test]
    fn an_interaction_comes_out_byte_for_byte() {
        let text = r#"{"t":"INTERACTION_CREATE","s":2,"op":0,"d":{"id":"1", "x":[1e3,"\u00e9"]}}"#;
        assert_eq!(interaction(text), Some(r#"{"id":"1", "x":[1e3,"\u00e9"]}"#));
    }

    #[test]
    fn the_order_of_the_envelope_and_unknown_members_do_not_matter() {
        let text = r#"{"d":{"op":7,"t":"READY"},"new":[],"op":0,"s":2,"t":"INTERACTION_\u0043REATE"}"#;
        assert_eq!(interaction(text), Some(r#"{"op":7,"t":"READY"}"#));
    }

    #[test]
    fn nonsense_is_tolerated() {
        for text in ["", "null", "[]", "7", "{", "{}", r#"{"op":"0","t":5,"d":null}"#, r#"{"op":900,"op":3}"#] {
            assert_eq!(interaction(text), None, "{text}");
        }
    }

    #[test]
    fn an_interaction_without_content_is_none() {
        assert_eq!(interaction(r#"{"op":0,"t":"INTERACTION_CREATE","s":1,"d":null}"#), None);
        assert_eq!(interaction(r#"{"op":0,"t":"INTERACTION_CREATE","s":1}"#), None);
    }
}
