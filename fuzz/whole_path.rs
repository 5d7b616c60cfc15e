//! Any bytes, signed as Discord would, through everything that `serve` has behind its port. Shared by the fuzzer and
//! `tests/it/fuzzed.rs`.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::Request;
use ed25519_dalek::{Signer, SigningKey};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::runtime::Builder;
use tower::Service as _;
use tpm_guide::bot::Webhook;

/// No server listens there: what follows an answer comes to nothing.
const NOWHERE: &str = "http://127.0.0.1:9";

/// Everything behind the port of `serve`, and the key that it trusts.
pub struct WholePath {
    webhook: Webhook,
    key: SigningKey,
}

impl WholePath {
    /// With the shipped knowledge.
    pub fn open() -> Self {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = hex::encode(key.verifying_key().as_bytes()).parse().expect("a key");
        let webhook = Webhook::embedded(public, &NOWHERE.parse().expect("an origin")).expect("it opens");
        Self { webhook, key }
    }

    /// Sends a body. Gives what was answered if it was an interaction, and an error if the answer breaks a rule.
    ///
    /// # Errors
    /// The rule, and the answer.
    pub fn takes(&self, body: &[u8]) -> Result<Option<Value>, String> {
        // A runtime for each: what follows an answer goes with it.
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let request = self.signed(body);
        let (status, kind, answer) = runtime.block_on(async {
            let Ok(response) = self.webhook.router().call(request).await;
            let (head, body) = response.into_parts();
            let kind = head.headers.get("content-type").cloned();
            (head.status.as_u16(), kind, body.collect().await.expect("a body").to_bytes())
        });
        let shown = || format!("{status} {}", String::from_utf8_lossy(&answer));
        if kind.is_none_or(|kind| kind != "application/json") {
            return Err(format!("not called JSON: {}", shown()));
        }
        let answer: Value = serde_json::from_slice(&answer).map_err(|error| format!("{error}: {}", shown()))?;
        match status {
            200 => lawful(&answer).map(|()| Some(answer)).map_err(|rule| format!("{rule}: {}", shown())),
            400 if answer["error"].is_string() => Ok(None),
            _ => Err(format!("neither answered nor refused: {}", shown())),
        }
    }

    fn signed(&self, body: &[u8]) -> Request<Body> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs().to_string();
        let signature = self.key.sign(&[now.as_bytes(), body].concat());
        Request::post("/interactions")
            .header("content-type", "application/json")
            .header("x-signature-ed25519", hex::encode(signature.to_bytes()))
            .header("x-signature-timestamp", now)
            .body(Body::from(body.to_vec()))
            .expect("a request")
    }
}

/// Whether Discord would take this answer; the rule that it breaks, if not.
///
/// # Errors
/// The rule.
pub fn lawful(answer: &Value) -> Result<(), &'static str> {
    let holds = |holds: bool, rule| if holds { Ok(()) } else { Err(rule) };
    let data = &answer["data"];
    match answer["type"].as_u64() {
        Some(1 | 6) => holds(data.is_null(), "nothing goes with it"),
        Some(8) => {
            let choices = list(&data["choices"]).ok_or("choices are missing")?;
            let fits = |choice: &Value| {
                (1..=100).contains(&length(&choice["name"])) && (1..=100).contains(&length(&choice["value"]))
            };
            holds(choices.len() <= 25 && choices.iter().all(fits), "a choice is too long or empty")
        }
        Some(4 | 7) => {
            holds(data["allowed_mentions"]["parse"] == Value::Array(Vec::new()), "a person may be pinged")?;
            holds(length(&data["content"]) <= 2_000, "the content is too long")?;
            let embeds = list(&data["embeds"]).unwrap_or_default();
            let fits = |embed: &Value| length(&embed["title"]) <= 256 && length(&embed["description"]) <= 4_096;
            holds(embeds.len() <= 1 && embeds.iter().all(fits), "an embed is too long")?;
            holds(!embeds.is_empty() || length(&data["content"]) > 0, "it is empty")?;
            let rows = list(&data["components"]).unwrap_or_default();
            let fits = |row: &Value| list(&row["components"]).is_some_and(|row| (1..=5).contains(&row.len()));
            holds(rows.len() <= 5 && rows.iter().all(fits), "too many controls, or an empty row")?;
            let mut controls = rows.iter().filter_map(|row| list(&row["components"])).flatten();
            holds(controls.all(|control| length(&control["custom_id"]) <= 100), "a custom_id is too long")
        }
        _ => Err("an unknown kind of answer"),
    }
}

fn list(value: &Value) -> Option<&[Value]> {
    value.as_array().map(Vec::as_slice)
}

/// Characters; the strictest unit that Discord is known to count in.
fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}
