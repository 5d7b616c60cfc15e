//! Whatever is signed goes the whole way and comes back lawful: the fuzzer's corpus, and what proptest makes of payloads.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

#[path = "../../fuzz/whole_path.rs"]
mod whole_path;

use whole_path::{WholePath, lawful};

static PATH: LazyLock<WholePath> = LazyLock::new(WholePath::open);

/// Interactions as Discord sends them.
static PAYLOADS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| files("crates/loadtest/payloads"));

fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).expect("a folder").map(|item| item.expect("a file").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).expect("bytes")).collect()
}

#[test]
fn every_real_payload_is_answered_lawfully() {
    assert!(PAYLOADS.len() > 50);
    for payload in PAYLOADS.iter() {
        let answer = PATH.takes(payload).unwrap_or_else(|broken| panic!("{broken}"));
        assert!(answer.is_some(), "{}", String::from_utf8_lossy(payload));
    }
}

#[test]
fn the_corpus_of_the_fuzzer_is_answered_lawfully_or_refused() {
    let corpus = files("fuzz/corpus/interactions");
    assert!(corpus.len() > 20);
    let answers = corpus.iter().map(|body| PATH.takes(body).unwrap_or_else(|broken| panic!("{broken}")));
    let answered = answers.flatten().count();
    assert!((10..corpus.len()).contains(&answered), "{answered} of {}", corpus.len());
}

#[test]
fn an_answer_that_breaks_a_rule_would_be_seen() {
    let message = json!({ "content": "x", "allowed_mentions": { "parse": [] } });
    let with = |field: &str, value: Value| {
        let mut data = message.clone();
        data[field] = value;
        json!({ "type": 4, "data": data })
    };
    assert_eq!(lawful(&json!({ "type": 7, "data": message })), Ok(()));
    let choices = |choices: Value| json!({ "type": 8, "data": { "choices": choices } });
    let choice = json!({ "name": "x", "value": "x" });
    for broken in [
        json!({}),
        json!({ "type": 9, "data": message }),
        json!({ "type": 1, "data": message }),
        json!({ "type": 4 }),
        with("content", "".into()),
        with("content", "x".repeat(2_001).into()),
        with("allowed_mentions", json!({})),
        with("allowed_mentions", json!({ "parse": ["everyone"] })),
        with("embeds", json!([{ "title": "x".repeat(257) }])),
        with("embeds", json!([{ "description": "x".repeat(4_097) }])),
        with("components", json!([{ "type": 1, "components": [] }])),
        with("components", json!([{ "type": 1, "components": [{ "custom_id": "x".repeat(101) }] }])),
        choices(Value::Null),
        choices(json!([{ "name": "", "value": "x" }])),
        choices(vec![choice; 26].into()),
    ] {
        assert!(lawful(&broken).is_err(), "{broken}");
    }
}

/// Whatever JSON there is, most of it what Discord's fields could hold.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..12_u64).prop_map(Value::from),
        any::<u64>().prop_map(|id| id.to_string().into()),
        "\\PC{0,40}".prop_map(Value::from),
        "[a-z ]{1,300}".prop_map(Value::from),
        "t1:[a-z:/0-9-]{0,30}".prop_map(Value::from),
        select(
            &["ask", "faq", "role", "compare", "question", "t1:h", "t1:x", "t1:m", "t1:s:e:faq/degree-required:0"][..]
        )
        .prop_map(Value::from),
        Just("<@1> @everyone ||x|| [a](http://b) \u{202e}\u{0}".into()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((select(&["name", "value", "type", "options", "id", "focused"][..]), inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

/// Where the values of a payload stand, so that one of them can be chosen.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| self::places(item, &format!("{at}/{index}"), places));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| self::places(field, &format!("{at}/{name}"), places));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn whatever_stands_in_the_fields_of_a_payload_the_answer_is_lawful(
        payload: Index,
        changes in prop::collection::vec((any::<Index>(), anything()), 0..4),
        fields in prop::collection::vec((select(&["type", "data", "member", "message", "user", "locale", "guild_id"][..]), anything()), 0..2),
        data in prop::collection::vec((select(&["name", "options", "custom_id", "values", "target_id", "resolved", "type"][..]), anything()), 0..3),
    ) {
        let mut body: Value = serde_json::from_slice(&PAYLOADS[payload.index(PAYLOADS.len())]).expect("JSON");
        for (name, value) in fields {
            body[name] = value;
        }
        for (name, value) in data {
            if body["data"].is_object() {
                body["data"][name] = value;
            }
        }
        for (place, value) in changes {
            let mut all = Vec::new();
            places(&body, "", &mut all);
            if let Some(changed) = body.pointer_mut(&all[place.index(all.len())]) {
                *changed = value;
            }
        }
        let taken = PATH.takes(body.to_string().as_bytes());
        prop_assert!(taken.is_ok(), "{taken:?} for {body}");
    }

    #[test]
    fn whatever_becomes_of_the_bytes_of_a_payload_the_answer_is_lawful(
        payload: Index,
        changes in prop::collection::vec((any::<Index>(), prop::collection::vec(any::<u8>(), 0..6), 0_usize..6), 1..4),
        end in prop::option::of(any::<Index>()),
    ) {
        let mut body = PAYLOADS[payload.index(PAYLOADS.len())].clone();
        for (place, bytes, gone) in changes {
            let start = place.index(body.len() + 1);
            let end = (start + gone).min(body.len());
            body.splice(start..end, bytes);
        }
        if let Some(end) = end {
            body.truncate(end.index(body.len() + 1));
        }
        let taken = PATH.takes(&body);
        prop_assert!(taken.is_ok(), "{taken:?} for {}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn whatever_the_bytes_are_the_answer_is_lawful(body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(PATH.takes(&body), Ok(None));
    }
}
