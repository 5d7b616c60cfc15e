//! Components and modals: K01 to K13.
//!
//! A little over 400 lines, because most of it is one table of rules, which reads best in one piece.

use fake_discord::{CannotAct, Status};
use serde_json::{Value, json};

use super::messages::Answering;
use super::support::{Bot, Rest, discord, some_commands};

fn button(id: &str) -> Value {
    json!({ "type": 2, "style": 1, "label": "b", "custom_id": id })
}

fn with(mut base: Value, more: Value) -> Value {
    for (key, value) in more.as_object().expect("an object") {
        base[key] = value.clone();
    }
    base
}

fn row(children: Vec<Value>) -> Value {
    json!({ "type": 1, "components": children })
}

fn buttons(prefix: &str, count: usize) -> Vec<Value> {
    (0..count).map(|index| button(&format!("{prefix}{index}"))).collect()
}

fn one(component: Value) -> Value {
    json!({ "content": "x", "components": [row(vec![component])] })
}

fn select(more: Value) -> Value {
    with(json!({ "type": 3, "custom_id": "s", "options": [{ "label": "l", "value": "v" }] }), more)
}

fn lines(count: usize) -> Vec<Value> {
    (0..count).map(|index| json!({ "label": "l", "value": index.to_string() })).collect()
}

fn long(count: usize) -> String {
    "é".repeat(count)
}

#[tokio::test]
async fn rows_buttons_and_menus_are_checked_at_their_limits() {
    let mut fixture = Answering::start().await;
    let url = |length: usize| format!("https://{}", "u".repeat(length - 8));
    let link = |url: String| one(json!({ "type": 2, "style": 5, "label": "l", "url": url }));
    let row_of = |count: usize| json!({ "content": "x", "components": [row(buttons("b", count))] });
    let rows =
        |count: usize| -> Vec<Value> { (0..count).map(|index| row(buttons(&format!("r{index}-"), 1))).collect() };
    let at = "data.components.0.components.0";
    let bad = |key: &str, code: &str| -> &'static str { Box::leak(format!("{at}.{key}: {code}").into_boxed_str()) };
    let list = |problem: &'static str| -> &'static [&'static str] { Box::leak(Box::new([problem])) };
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("K01", json!({ "content": "x", "components": rows(5) }), &[]),
        ("K01", json!({ "content": "x", "components": rows(6) }), &["data.components: BASE_TYPE_BAD_LENGTH"]),
        ("K01", row_of(5), &[]),
        ("K01", row_of(6), &["data.components.0.components: BASE_TYPE_BAD_LENGTH"]),
        ("K01", row_of(0), &["data.components.0.components: BASE_TYPE_BAD_LENGTH"]),
        (
            "K02",
            json!({ "content": "x", "components": [row(vec![button("b"), select(json!({}))])] }),
            &["data.components.0.components: COMPONENT_LAYOUT_WIDTH_EXCEEDED"],
        ),
        (
            "K03",
            json!({ "content": "x", "components": [row(vec![button("b")]), row(vec![with(button("b"), json!({ "disabled": true }))])] }),
            &["data.components.1.components.0.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED"],
        ),
        ("K04", one(with(button("b"), json!({ "custom_id": long(100), "label": long(80) }))), &[]),
        (
            "K04",
            one(with(button("b"), json!({ "custom_id": long(101) }))),
            list(bad("custom_id", "BASE_TYPE_BAD_LENGTH")),
        ),
        ("K04", one(with(button("b"), json!({ "custom_id": "" }))), list(bad("custom_id", "BASE_TYPE_BAD_LENGTH"))),
        ("K04", one(with(button("b"), json!({ "label": long(81) }))), list(bad("label", "BASE_TYPE_MAX_LENGTH"))),
        ("K04", link(url(512)), &[]),
        ("K04", link(url(513)), list(bad("url", "BASE_TYPE_MAX_LENGTH"))),
        ("K04", link("javascript:x".into()), list(bad("url", "URL_TYPE_INVALID_SCHEME"))),
        (
            "K05",
            one(json!({ "type": 2, "style": 1, "label": "l" })),
            list(bad("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED")),
        ),
        ("K05", one(json!({ "type": 2, "style": 5, "label": "l" })), list(bad("url", "BUTTON_COMPONENT_URL_REQUIRED"))),
        ("K05", one(json!({ "type": 2, "style": 7, "label": "l" })), list(bad("style", "BASE_TYPE_CHOICES"))),
        (
            "K05",
            one(json!({ "type": 2, "style": 1, "custom_id": "b" })),
            list(bad("label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED")),
        ),
        ("K05", one(json!({ "type": 2, "style": 1, "custom_id": "b", "emoji": { "name": "🏥" } })), &[]),
        (
            "K05",
            one(json!({ "type": 2, "style": 1, "custom_id": "b", "emoji": { "name": "←" } })),
            list(bad("emoji.name", "BUTTON_COMPONENT_INVALID_EMOJI")),
        ),
        (
            "K06",
            one(select(json!({ "options": lines(25), "placeholder": long(150), "max_values": 25, "min_values": 0 }))),
            &[],
        ),
        ("K06", one(select(json!({ "options": lines(26) }))), list(bad("options", "BASE_TYPE_BAD_LENGTH"))),
        ("K06", one(select(json!({ "options": [] }))), list(bad("options", "BASE_TYPE_BAD_LENGTH"))),
        ("K06", one(select(json!({ "placeholder": long(151) }))), list(bad("placeholder", "BASE_TYPE_MAX_LENGTH"))),
        (
            "K06",
            one(select(json!({ "options": [{ "label": long(101), "value": "v" }] }))),
            list(bad("options.0.label", "BASE_TYPE_BAD_LENGTH")),
        ),
        (
            "K06",
            one(select(json!({ "options": [{ "label": "l", "value": long(101) }] }))),
            list(bad("options.0.value", "BASE_TYPE_BAD_LENGTH")),
        ),
        (
            "K06",
            one(select(json!({ "options": [{ "label": "l", "value": "v", "description": long(101) }] }))),
            list(bad("options.0.description", "BASE_TYPE_MAX_LENGTH")),
        ),
        (
            "K06",
            one(select(json!({ "options": [{ "label": "l", "value": "v" }, { "label": "m", "value": "v" }] }))),
            list(bad("options.1.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")),
        ),
        (
            "K06",
            one(select(
                json!({ "options": [{ "label": "l", "value": "v", "default": true }, { "label": "m", "value": "w", "default": true }] }),
            )),
            list(bad("options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES")),
        ),
        (
            "K06",
            one(select(json!({ "options": lines(3), "min_values": 3, "max_values": 2 }))),
            list(bad("min_values", "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE")),
        ),
        (
            "K06",
            one(select(json!({ "options": lines(3), "max_values": 26 }))),
            &[
                "data.components.0.components.0.max_values: NUMBER_TYPE_MAX",
                "data.components.0.components.0.max_values: NUMBER_TYPE_MAX",
            ],
        ),
        ("K06", one(json!({ "type": 5, "custom_id": "u", "default_values": [{ "id": 1, "type": "user" }] })), &[]),
        (
            "K07",
            json!({ "content": "x", "components": [button("b")] }),
            &["data.components.0.type: UNION_TYPE_CHOICES"],
        ),
        (
            "K07",
            json!({ "content": "x", "components": [{ "type": 10, "content": "t" }] }),
            &["data.components.0.type: UNION_TYPE_CHOICES"],
        ),
        (
            "K07",
            json!({ "content": "x", "components": [{ "type": 77 }] }),
            &["data.components.0.type: COMPONENT_TYPE_INVALID"],
        ),
        (
            "K07",
            json!({ "content": "x", "components": [row(vec![row(vec![button("b")])])] }),
            &["data.components.0.components.0.type: UNION_TYPE_CHOICES"],
        ),
    ];
    fixture.check(4, table).await;
}

#[tokio::test]
async fn components_v2_are_checked_at_their_limits() {
    let mut fixture = Answering::start().await;
    let v2 = |components: Vec<Value>| json!({ "flags": 32768, "components": components });
    let display = |text: String| json!({ "type": 10, "content": text });
    let displays = |count: usize| -> Vec<Value> { (0..count).map(|_| json!({ "type": 10, "content": "t" })).collect() };
    let section = |texts: usize| json!({ "type": 9, "components": displays(texts), "accessory": button("a") });
    let gallery =
        |items: usize| json!({ "type": 12, "items": vec![json!({ "media": { "url": "https://x/y" } }); items] });
    let table: Vec<(&str, Value, &[&str])> = vec![
        (
            "K07",
            v2(vec![
                json!({ "type": 17, "components": [display("t".into()), section(3), gallery(10), { "type": 14, "spacing": 2 }, row(vec![button("b")])] }),
            ]),
            &[],
        ),
        ("K07", v2(vec![section(4)]), &["data.components.0.components: BASE_TYPE_BAD_LENGTH"]),
        (
            "K07",
            v2(vec![json!({ "type": 9, "components": displays(1) })]),
            &["data.components.0.accessory: BASE_TYPE_REQUIRED"],
        ),
        ("K07", v2(vec![gallery(11)]), &["data.components.0.items: BASE_TYPE_BAD_LENGTH"]),
        (
            "K07",
            v2(vec![json!({ "type": 17, "components": [{ "type": 17, "components": displays(1) }] })]),
            &["data.components.0.components.0.type: UNION_TYPE_CHOICES"],
        ),
        ("K07", v2(vec![json!({ "type": 14, "spacing": 3 })]), &["data.components.0.spacing: NUMBER_TYPE_MAX"]),
        ("K08", json!({ "flags": 32768, "components": displays(1), "embeds": [] }), &[]),
        (
            "K08",
            json!({ "flags": 32768, "components": displays(1), "content": "c" }),
            &["data.content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"],
        ),
        (
            "K08",
            json!({ "flags": 32768, "components": displays(1), "embeds": [{ "title": "t" }] }),
            &["data.embeds: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"],
        ),
        ("K09", v2(displays(40)), &[]),
        ("K09", v2(displays(41)), &["data.components: COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"]),
        ("K10", v2(vec![display("t".repeat(2000)), display("t".repeat(2000))]), &[]),
        (
            "K10",
            v2(vec![display("t".repeat(2000)), display("t".repeat(2001))]),
            &["data.components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"],
        ),
    ];
    fixture.check(4, table).await;
    // 3386 × 3 bytes + 12 = 10170; one more byte and Discord itself fails.
    assert_eq!(fixture.answer(4, v2(vec![display("漢".repeat(3386))])).await.status, 204);
    let crash = fixture.answer(4, v2(vec![display(format!("{}t", "漢".repeat(3386)))])).await;
    assert_eq!(crash.verdict(), (500, 0));
}

#[tokio::test]
async fn an_edit_neither_mixes_nor_unmixes_v2() {
    let mut fixture = Answering::start().await;
    let display = json!([{ "type": 10, "content": "t" }]);
    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, json!({ "type": 4, "data": { "flags": 32768, "components": display } })).await;
    let edit =
        async |asked: &Value, body: Value| fixture.rest.webhook("PATCH", asked, "/messages/@original", body).await;
    assert_eq!(
        edit(&asked, json!({ "flags": 0 })).await.problems(),
        ["flags: MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"]
    );
    assert_eq!(edit(&asked, json!({ "components": display })).await.status, 200);
    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, json!({ "type": 4, "data": { "content": "c" } })).await;
    let edit =
        async |asked: &Value, body: Value| fixture.rest.webhook("PATCH", asked, "/messages/@original", body).await;
    let mixed = json!({ "flags": 32768, "components": display });
    assert_eq!(edit(&asked, mixed).await.problems(), ["content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]);
    let clean = json!({ "flags": 32768, "components": display, "content": null, "embeds": [] });
    assert_eq!(edit(&asked, clean).await.body["flags"], 32768);
}

fn modal(components: Vec<Value>) -> Value {
    json!({ "title": "t", "custom_id": "m", "components": components })
}

fn input(id: &str, more: Value) -> Value {
    with(json!({ "type": 4, "custom_id": id, "style": 1 }), more)
}

fn label(child: Value) -> Value {
    json!({ "type": 18, "label": "l", "component": child })
}

#[tokio::test]
async fn modals_are_checked_at_their_limits() {
    let mut fixture = Answering::start().await;
    let inputs =
        |count: usize| -> Vec<Value> { (0..count).map(|index| label(input(&index.to_string(), json!({})))).collect() };
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("K12", modal(inputs(5)), &[]),
        ("K12", modal(inputs(6)), &["data.components: BASE_TYPE_BAD_LENGTH"]),
        ("K12", modal(vec![]), &["data.components: BASE_TYPE_BAD_LENGTH"]),
        ("K12", with(modal(inputs(1)), json!({ "title": long(45), "custom_id": long(100) })), &[]),
        ("K12", with(modal(inputs(1)), json!({ "title": long(46) })), &["data.title: BASE_TYPE_BAD_LENGTH"]),
        ("K12", with(modal(inputs(1)), json!({ "custom_id": long(101) })), &["data.custom_id: BASE_TYPE_BAD_LENGTH"]),
        ("K12", modal(vec![row(vec![input("a", json!({ "label": "l" }))])]), &[]),
        (
            "K12",
            modal(vec![row(vec![input("a", json!({}))])]),
            &["data.components.0.components.0.label: BASE_TYPE_REQUIRED"],
        ),
        (
            "K12",
            modal(vec![with(label(input("a", json!({}))), json!({ "label": long(46) }))]),
            &["data.components.0.label: BASE_TYPE_BAD_LENGTH"],
        ),
        (
            "K12",
            modal(vec![label(input("a", json!({ "disabled": true })))]),
            &["data.components.0.component.disabled: COMPONENT_DISABLED_IN_MODAL"],
        ),
        ("K12", modal(vec![label(input("a", json!({ "min_length": 4000, "max_length": 4000 })))]), &[]),
        (
            "K12",
            modal(vec![label(input("a", json!({ "max_length": 4001 })))]),
            &["data.components.0.component.max_length: NUMBER_TYPE_MAX"],
        ),
        (
            "K12",
            modal(vec![label(input("a", json!({ "min_length": 3, "max_length": 2 })))]),
            &["data.components.0.component.min_length: TEXT_INPUT_MIN_LENGTH_TOO_LARGE"],
        ),
        (
            "K12",
            modal(vec![label(input("a", json!({ "placeholder": long(101) })))]),
            &["data.components.0.component.placeholder: BASE_TYPE_MAX_LENGTH"],
        ),
        (
            "K12",
            modal(vec![label(select(json!({ "min_values": 0 })))]),
            &["data.components.0.component.min_values: NUMBER_TYPE_MIN"],
        ),
        ("K12", modal(vec![label(select(json!({ "min_values": 0, "required": false })))]), &[]),
        ("K12", modal(vec![label(button("b"))]), &["data.components.0.component.type: UNION_TYPE_CHOICES"]),
        (
            "K03",
            modal(vec![label(input("a", json!({}))), label(input("a", json!({})))]),
            &["data.components.1.component.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED"],
        ),
    ];
    fixture.check(9, table).await;
}

#[tokio::test]
async fn a_modal_is_filled_in_and_submitted_as_its_fields_allow() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let _bot = Bot::start(&discord, |interaction| match interaction["type"].as_u64() {
        Some(2) => json!({ "type": 9, "data": modal(vec![
            label(input("why", json!({ "min_length": 3 }))),
            label(input("note", json!({ "required": false, "value": "preset" }))),
            row(vec![input("old", json!({ "label": "Old", "required": false }))]),
        ]) }),
        _ => {
            let answers = &interaction["data"]["components"];
            let text = format!(
                "{} {} {}",
                answers[0]["component"]["value"],
                answers[1]["component"]["value"],
                answers[2]["components"][0]["custom_id"]
            );
            json!({ "type": 4, "data": { "content": text } })
        }
    })
    .await;
    let ada = discord.member("ada");
    let outcome = ada.types("/help").await.unwrap();
    assert!(matches!(outcome.status, Status::Modal(_)));
    let modal = outcome.modal().unwrap();
    assert_eq!(modal.fields.len(), 3);
    let bad = [("why", "ab"), ("why", ""), ("nope", "x")];
    for input in bad {
        assert!(matches!(ada.submits(modal, &[input]).await, Err(CannotAct::BadInput { .. })), "{input:?}");
    }
    let answer = ada.submits(modal, &[("why", "because")]).await.unwrap();
    assert_eq!(answer.answered().unwrap().content, "\"because\" \"preset\" \"old\"");
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn a_menu_takes_only_its_own_lines() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let _bot = Bot::start(&discord, |interaction| match interaction["type"].as_u64() {
        Some(2) => json!({ "type": 4, "data": { "content": "x", "components": [
            row(vec![select(json!({ "options": [{ "label": "One", "value": "1" }, { "label": "Two", "value": "2" }] }))]),
            row(vec![select(json!({ "custom_id": "off", "disabled": true, "options": [{ "label": "Off", "value": "0" }] }))]),
        ] } }),
        _ => json!({ "type": 7, "data": { "content": interaction["data"]["values"][0] } }),
    })
    .await;
    let ada = discord.member("ada");
    let message = ada.types("/help").await.unwrap().answered().unwrap().clone();
    let after = ada.selects(&message, "Two").await.unwrap();
    assert_eq!(after.answered().unwrap().content, "2");
    assert_eq!(ada.selects(&message, "Off").await.unwrap_err(), CannotAct::Disabled("Off".into()));
    assert!(matches!(ada.selects(&message, "Three").await, Err(CannotAct::NoSuchControl(_))));
    assert!(matches!(ada.selects_several(&message, &["One", "Two"]).await, Err(CannotAct::NoSuchControl(_))));
    let raw =
        ada.clicks_raw(&message, json!({ "custom_id": "gone", "component_type": 3, "values": ["9"] })).await.unwrap();
    assert_eq!(raw.answered().unwrap().content, "9");
}

#[tokio::test]
async fn members_that_discord_ignores_do_no_harm() {
    let mut fixture = Answering::start().await;
    let odd_row = with(row(vec![button("b")]), json!({ "accessory": "x", "component": 5 }));
    let odd_text = json!({ "type": 10, "content": "t", "components": ["x", null], "accessory": [] });
    assert_eq!(fixture.answer(4, json!({ "content": "x", "components": [odd_row] })).await.status, 204);
    assert_eq!(fixture.answer(4, json!({ "flags": 32768, "components": [odd_text] })).await.status, 204);
    for junk in [json!("x"), json!(["x"]), json!([[]]), json!([{}]), json!([null])] {
        for key in ["components", "embeds", "attachments", "allowed_mentions", "flags"] {
            let answer = fixture.answer(4, json!({ "content": "x", key: junk })).await;
            let harmless = key == "attachments" || junk == json!([]);
            assert!(answer.status == 400 || harmless || answer.status == 204, "{key} {junk}: {}", answer.text);
        }
        let embed = json!({ "title": "t", "fields": junk, "footer": junk, "author": junk, "image": junk });
        assert_eq!(fixture.answer(4, json!({ "embeds": [embed] })).await.status, 400, "{junk}");
        let commands = json!([{ "name": "c", "description": "d", "options": junk }]);
        assert_eq!(fixture.rest.register(commands).await.status, 400, "{junk}");
        assert_eq!(fixture.answer(9, junk).await.status, 400);
    }
}
