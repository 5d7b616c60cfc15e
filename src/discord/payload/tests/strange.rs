//! Interactions that cannot be answered, and strange ones that can.

use super::*;

#[test]
fn a_ping_takes_no_answer_over_the_gateway() {
    assert_eq!(read(PING).unwrap_err(), Unanswerable::Ping);
}

#[test]
fn a_type_that_is_new_or_mistyped_gets_a_kind_word() {
    for kind in [json!(0), json!(6), json!(99), json!(null), json!(2.5), json!("two"), json!({})] {
        let json = with(sent(IN_A_SERVER, COMMAND), "/type", kind);
        assert_eq!(request(&json), ("unknown", Request::UnknownCommand));
    }
    let json = with(sent(IN_A_SERVER, COMMAND), "/type", json!("2"));
    assert_eq!(request(&json), request(&sent(IN_A_SERVER, COMMAND)), "a number may be written as a string");
}

#[test]
fn without_id_token_or_application_there_is_nobody_to_answer() {
    for path in ["/id", "/token", "/application_id"] {
        assert_eq!(
            read(&without(sent(IN_A_SERVER, COMMAND), path).to_string()).unwrap_err(),
            Unanswerable::NoInteraction
        );
        for odd in [json!(null), json!([]), json!({}), json!(true)] {
            let json = with(sent(IN_A_SERVER, COMMAND), path, odd);
            assert_eq!(read(&json.to_string()).unwrap_err(), Unanswerable::NoInteraction, "{path}");
        }
    }
}

#[test]
fn text_that_is_no_interaction_is_none() {
    for text in
        ["", "null", "7", "[]", "\"x\"", "{", "{}", "{\"id\": \"1\"", "\u{feff}{}", "nonsense", "{\"id\":1e999}"]
    {
        assert_eq!(read(text).unwrap_err(), Unanswerable::NoInteraction, "{text}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(&deep).unwrap_err(), Unanswerable::NoInteraction);
}

#[test]
fn ids_may_be_numbers() {
    let json = with(sent(IN_A_SERVER, COMMAND), "/id", json!(1_320_000_000_000_000_001_u64));
    assert_eq!(understood(&json).envelope.id, 1_320_000_000_000_000_001);
}

#[test]
fn a_language_that_may_not_stand_in_a_log_is_unknown() {
    let locale = |value: Json| understood(&with(sent(IN_A_SERVER, COMMAND), "/locale", value)).about.locale;
    assert_eq!(locale(json!("sv-SE")), "sv-SE");
    assert_eq!(locale(json!("tlh")), "tlh");
    for odd in [json!(""), json!("x"), json!("en\nUS"), json!("a very long one"), json!("ä-ö"), json!(5), json!(null)]
    {
        assert_eq!(locale(odd), "unknown");
    }
}

#[test]
fn half_a_character_and_a_number_beyond_all_bounds_are_only_absent() {
    let text = sent(IN_A_SERVER, COMMAND).to_string();
    let broken = text.replace(r#""en-US""#, r#""\ud800""#).replace(r#""version":1"#, r#""version":1e999"#);
    assert_ne!(broken, text);
    let incoming = read(&broken).expect("it can be answered");
    assert_eq!(
        (incoming.about.locale.as_str(), incoming.about.command),
        ("unknown", Some(CommandUsed::Slash(Command::Industry)))
    );
    let typed = text.replace(r#""healthcare""#, r#""\udfff""#);
    assert_ne!(typed, text);
    assert!(matches!(read(&typed).expect("it can be answered").wanted, Wanted::Answer(Request::Ask { .. })));
}

#[test]
fn unknown_fields_and_versions_are_passed_over() {
    let mut json = sent(IN_A_SERVER, COMMAND);
    let before = request(&json);
    json["version"] = json!(99);
    json["new"] = json!({"deep": [1, 2, {"type": "x"}]});
    json["data"]["new"] = json!(null);
    json["data"]["options"].as_array_mut().unwrap().push(json!({"name": "new", "type": 77, "value": {"a": 1}}));
    assert_eq!(request(&json), before);
}

/// The fields without which an interaction cannot be answered.
const NEEDED: [&str; 4] = ["/id", "/token", "/application_id", "/type"];

#[test]
fn every_interaction_is_answered_whatever_field_is_missing() {
    let mut answered = Vec::new();
    for json in all().into_iter().filter(|json| json["type"] != 1) {
        for path in paths(&json) {
            let text = without(json.clone(), &path).to_string();
            assert!(survives(&text, &mut answered) || NEEDED.contains(&path.as_str()), "without {path}: {text}");
        }
    }
}

#[test]
fn every_interaction_is_answered_whatever_field_has_another_type() {
    let mut answered = Vec::new();
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(0.5),
        json!("x"),
        json!(""),
        json!("0"),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"id": {}}),
    ];
    for json in all().into_iter().filter(|json| json["type"] != 1) {
        for path in paths(&json) {
            for value in &odd {
                let text = with(json.clone(), &path, value.clone()).to_string();
                assert!(survives(&text, &mut answered) || NEEDED.contains(&path.as_str()), "{value} at {path}: {text}");
            }
        }
    }
}

/// Any JSON, with keys that Discord uses among others.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (0u64..8).prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        "\\PC{0,12}|[0-9]{1,20}|t1:[a-z]:[a-z/:0-9]{0,20}".prop_map(Json::from),
        prop::sample::select(vec!["industry", "compare", "name", "first", "for", "t1:m", "t1:x", "t1:h"])
            .prop_map(Json::from),
    ];
    let key = prop_oneof![
        prop::sample::select(vec![
            "id",
            "application_id",
            "token",
            "type",
            "data",
            "member",
            "user",
            "message",
            "options",
            "name",
            "value",
            "values",
            "focused",
            "custom_id",
            "resolved",
            "users",
            "flags",
            "embeds",
            "interaction_metadata",
            "permissions",
            "bot",
            "locale",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    leaf.prop_recursive(5, 48, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_json_makes_it_panic(json in any_json()) {
        survives(&json.to_string(), &mut Vec::new());
    }

    #[test]
    fn no_data_makes_it_panic(kind in 2u64..6, data in any_json(), message in any_json(), member in any_json()) {
        let mut json = parsed(IN_A_SERVER);
        json["type"] = json!(kind);
        json["data"] = data;
        json["message"] = message;
        json["member"] = member;
        prop_assert!(survives(&json.to_string(), &mut Vec::new()));
    }

    #[test]
    fn no_change_to_what_discord_sends_makes_it_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_json()), 1..4),
    ) {
        let mut json = which.get(&all()).clone();
        for (place, value) in changes {
            let paths = paths(&json);
            if !paths.is_empty() {
                let path = place.get(&paths[..]).as_str();
                json = with(json, path, value);
            }
        }
        survives(&json.to_string(), &mut Vec::new());
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}|[\\[\\]{}\",:0-9a-z ]{0,80}") {
        survives(&text, &mut Vec::new());
    }
}
