//! Modals of labels: what they may hold, what a person may enter, and what the bot is sent. K12.

use fake_discord::{CannotAct, Discord, Id, Modal, Upload};
use serde_json::{Value, json};

use super::messages::Answering;
use super::support::{Bot, Rest, discord, says, some_commands};

fn label(name: &str, child: Value) -> Value {
    json!({ "type": 18, "label": name, "description": "small print", "component": child })
}

fn with(mut base: Value, more: Value) -> Value {
    for (key, value) in more.as_object().expect("an object") {
        base[key] = value.clone();
    }
    base
}

fn modal(components: Vec<Value>) -> Value {
    json!({ "title": "t", "custom_id": "m", "components": components })
}

fn lines(count: usize) -> Value {
    (0..count).map(|index| json!({ "label": format!("line {index}"), "value": index.to_string() })).collect()
}

/// One label with this child.
fn one(child: Value) -> Value {
    modal(vec![label("l", child)])
}

#[tokio::test]
async fn what_stands_in_a_label_is_checked_at_its_limits() {
    let mut fixture = Answering::start().await;
    let at = "data.components.0";
    let bad = |key: &str, code: &str| -> &'static [&'static str] {
        let problem: &'static str = Box::leak(format!("{at}.{key}: {code}").into_boxed_str());
        Box::leak(Box::new([problem]))
    };
    let text = |more: Value| one(with(json!({ "type": 4, "custom_id": "c", "style": 2 }), more));
    let roles = |more: Value| one(with(json!({ "type": 6, "custom_id": "c" }), more));
    let upload = |more: Value| one(with(json!({ "type": 19, "custom_id": "c" }), more));
    let radio = |count: usize| one(json!({ "type": 21, "custom_id": "c", "options": lines(count) }));
    let group =
        |count: usize, more: Value| one(with(json!({ "type": 22, "custom_id": "c", "options": lines(count) }), more));
    let select = |more: Value| one(with(json!({ "type": 3, "custom_id": "c", "options": lines(3) }), more));
    let described = |count: usize| {
        let child = json!({ "type": 4, "custom_id": "c", "style": 1 });
        modal(vec![with(label("l", child), json!({ "description": "é".repeat(count) }))])
    };
    let display = |count: usize| json!({ "type": 10, "content": "t".repeat(count) });
    let long = |count: usize| "é".repeat(count);
    let default = |kind: &str| json!({ "default_values": [{ "id": "7", "type": kind }] });
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("K12", described(100), &[]),
        ("K12", described(101), bad("description", "BASE_TYPE_MAX_LENGTH")),
        ("K12", modal(vec![json!({ "type": 18, "label": "l" })]), bad("component", "BASE_TYPE_REQUIRED")),
        ("K12", modal(vec![display(4000)]), &[]),
        ("K12", modal(vec![display(4001)]), bad("content", "BASE_TYPE_BAD_LENGTH")),
        ("K12", modal(vec![display(0)]), bad("content", "BASE_TYPE_BAD_LENGTH")),
        ("K12", modal(vec![json!({ "type": 2, "style": 1 })]), bad("type", "UNION_TYPE_CHOICES")),
        ("K12", text(json!({ "value": long(4000) })), &[]),
        ("K12", text(json!({ "value": long(4001) })), bad("component.value", "BASE_TYPE_MAX_LENGTH")),
        ("K12", text(json!({ "value": long(3500), "max_length": 3500 })), &[]),
        (
            "K12",
            text(json!({ "value": long(3501), "max_length": 3500 })),
            bad("component.value", "BASE_TYPE_MAX_LENGTH"),
        ),
        ("K12", text(json!({ "style": 3 })), bad("component.style", "BASE_TYPE_CHOICES")),
        ("K12", text(json!({ "required": "yes" })), bad("component.required", "MODEL_TYPE_CONVERT")),
        ("K12", text(json!({ "max_length": 0 })), bad("component.max_length", "NUMBER_TYPE_MIN")),
        ("K12", text(json!({ "custom_id": long(101) })), bad("component.custom_id", "BASE_TYPE_BAD_LENGTH")),
        ("K12", select(json!({ "max_values": 3 })), &[]),
        ("K12", select(json!({ "max_values": 4 })), bad("component.max_values", "NUMBER_TYPE_MAX")),
        ("K12", select(json!({ "disabled": true })), bad("component.disabled", "COMPONENT_DISABLED_IN_MODAL")),
        ("K12", select(json!({ "options": lines(25) })), &[]),
        ("K12", select(json!({ "options": lines(26) })), bad("component.options", "BASE_TYPE_BAD_LENGTH")),
        ("K12", roles(json!({ "max_values": 25 })), &[]),
        ("K06", roles(json!({ "max_values": 26 })), bad("component.max_values", "NUMBER_TYPE_MAX")),
        ("K12", roles(default("role")), &[]),
        ("K06", roles(default("user")), bad("component.default_values.0.type", "BASE_TYPE_CHOICES")),
        ("K12", upload(json!({ "max_values": 10 })), &[]),
        ("K12", upload(json!({ "max_values": 11 })), bad("component.max_values", "NUMBER_TYPE_MAX")),
        ("K12", upload(json!({ "min_values": 0 })), bad("component.min_values", "NUMBER_TYPE_MIN")),
        ("K12", upload(json!({ "min_values": 0, "required": false })), &[]),
        (
            "K12",
            upload(json!({ "min_values": 3, "max_values": 2 })),
            bad("component.min_values", "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE"),
        ),
        ("K12", radio(2), &[]),
        ("K12", radio(1), bad("component.options", "BASE_TYPE_BAD_LENGTH")),
        ("K12", radio(10), &[]),
        ("K12", radio(11), bad("component.options", "BASE_TYPE_BAD_LENGTH")),
        ("K12", group(10, json!({ "max_values": 10 })), &[]),
        ("K12", group(11, json!({})), bad("component.options", "BASE_TYPE_BAD_LENGTH")),
        ("K12", group(0, json!({})), bad("component.options", "BASE_TYPE_BAD_LENGTH")),
        ("K12", one(json!({ "type": 23, "custom_id": "c", "default": true })), &[]),
        (
            "K12",
            one(json!({ "type": 23, "custom_id": "c", "default": 1 })),
            bad("component.default", "MODEL_TYPE_CONVERT"),
        ),
    ];
    fixture.check(9, table).await;
}

/// A form with a field of every kind.
fn form() -> Value {
    let optional = json!({ "required": false });
    let field = |kind: u64, id: &str, more: Value| with(json!({ "type": kind, "custom_id": id }), more);
    json!([
        modal(vec![
            json!({ "type": 10, "content": "Read **this** first." }),
            label("Title", field(4, "title", json!({ "style": 1, "max_length": 10 }))),
            label(
                "Text",
                field(4, "text", json!({ "style": 2, "min_length": 3, "value": "preset", "required": false }))
            ),
            label("Kinds", field(3, "kinds", json!({ "options": lines(3), "min_values": 2, "max_values": 3 }))),
            label("Editors", with(field(6, "editors", json!({ "max_values": 2, "min_values": 0 })), optional.clone())),
        ]),
        modal(vec![
            label("Where", with(field(8, "where", json!({})), optional.clone())),
            label("Sure", field(23, "sure", json!({ "default": true }))),
            label("Files", with(field(19, "files", json!({ "max_values": 2 })), optional)),
            label("One", field(21, "one", json!({ "options": lines(2) }))),
            label("Some", field(22, "some", json!({ "options": lines(3), "required": false }))),
        ]),
    ])
}

/// A bot that shows the first form on `/help`, the second on a click, and repeats what is submitted.
async fn forms() -> (Discord, Bot) {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let bot = Bot::start(&discord, |interaction| match interaction["type"].as_u64() {
        Some(2) if interaction["data"]["name"] == "help" => json!({ "type": 9, "data": form()[0] }),
        Some(2) => json!({ "type": 4, "data": { "content": "x", "components": [
            { "type": 1, "components": [{ "type": 2, "style": 1, "label": "Open", "custom_id": "open" }] },
        ] } }),
        Some(3) => json!({ "type": 9, "data": form()[1] }),
        _ => says("submitted"),
    })
    .await;
    (discord, bot)
}

#[tokio::test]
async fn a_submitted_modal_has_the_shape_of_its_labels() {
    let (discord, _bot) = forms().await;
    let role = discord.arrange(|world| world.add_role(world.home, "Editors", true));
    let mia = discord.member("mia");
    let opened = mia.types("/help").await.unwrap();
    let modal: &Modal = opened.modal().unwrap();
    assert_eq!(modal.text(), "Read **this** first.");
    let text = modal.field("Text").unwrap();
    assert_eq!(
        (text.preset(), text.required, text.description.as_deref()),
        (vec!["preset".to_owned()], false, Some("small print"))
    );
    let input = [("title", "A title"), ("kinds", "line 2"), ("Kinds", "0"), ("editors", "@Editors")];
    let outcome = mia.submits(modal, &input).await.unwrap();
    assert!(outcome.answered().is_ok());
    let payload = discord.payload(outcome.interaction).unwrap();
    assert_eq!(payload["type"], 5);
    assert!(payload.get("message").is_none(), "it was opened by a command");
    let text =
        |id: u64, custom_id: &str, value: &str| json!({ "type": 4, "id": id, "custom_id": custom_id, "value": value });
    assert_eq!(
        payload["data"]["components"],
        json!([
            { "type": 10, "id": 1 },
            { "type": 18, "id": 2, "component": text(3, "title", "A title") },
            { "type": 18, "id": 4, "component": text(5, "text", "preset") },
            { "type": 18, "id": 6, "component": { "type": 3, "id": 7, "custom_id": "kinds", "values": ["2", "0"] } },
            { "type": 18, "id": 8, "component": { "type": 6, "id": 9, "custom_id": "editors", "values": [role] } },
        ])
    );
    assert_eq!(payload["data"]["resolved"]["roles"][role.to_string()]["name"], "Editors");

    let bad: [&[(&str, &str)]; 9] = [
        &[],
        &[("title", "A title"), ("kinds", "0")],
        &[("title", "A title"), ("kinds", "0"), ("kinds", "9")],
        &[("title", "A title too long"), ("kinds", "0"), ("kinds", "1")],
        &[("title", "A\ntitle"), ("kinds", "0"), ("kinds", "1")],
        &[("title", "A title"), ("text", "ab"), ("kinds", "0"), ("kinds", "1")],
        &[("title", "A title"), ("kinds", "0"), ("kinds", "1"), ("editors", "@Ghosts")],
        &[("title", "A title"), ("kinds", "0"), ("kinds", "1"), ("nope", "x")],
        &[("title", "A title"), ("kinds", "0"), ("kinds", "0")],
    ];
    for input in bad {
        let refused = mia.submits(modal, input).await;
        assert!(matches!(refused, Err(CannotAct::BadInput { .. })), "{input:?}: {refused:?}");
    }
    let least = [("title", "0123456789"), ("text", ""), ("kinds", "0"), ("kinds", "1")];
    let outcome = mia.submits(modal, &least).await.unwrap();
    let components = discord.payload(outcome.interaction).unwrap()["data"]["components"].clone();
    assert_eq!((&components[2]["component"]["value"], &components[4]["component"]["values"]), (&json!(""), &json!([])));
}

#[tokio::test]
async fn a_modal_opened_by_a_click_carries_its_message() {
    let (discord, _bot) = forms().await;
    let mia = discord.member("mia");
    let posted = mia.types("/industry name:x").await.unwrap().answered().unwrap().clone();
    let opened = mia.clicks(&posted, "Open").await.unwrap();
    let modal = opened.modal().unwrap();
    let files = [Upload::new("a.yaml", "a: 1"), Upload::new("b.yaml", "b: 2")];
    let input = [
        ("where", "#general"),
        ("sure", "false"),
        ("files", "a.yaml"),
        ("files", "b.yaml"),
        ("one", "1"),
        ("some", "line 0"),
    ];
    let outcome = mia.submits_with(modal, &input, &files).await.unwrap();
    let payload = discord.payload(outcome.interaction).unwrap();
    assert_eq!(payload["message"]["id"], json!(posted.id));
    assert_eq!(payload["member"]["roles"], json!([]));
    let component = |index: usize| payload["data"]["components"][index]["component"].clone();
    let channel: Id = component(0)["values"][0].as_str().unwrap().parse().unwrap();
    let resolved = &payload["data"]["resolved"];
    assert_eq!(resolved["channels"][channel.to_string()]["name"], "general");
    assert!(resolved["channels"][channel.to_string()]["app_permissions"].is_string());
    assert_eq!(component(1)["value"], false);
    let names: Vec<Value> = component(2)["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| resolved["attachments"][id.as_str().unwrap()]["filename"].clone())
        .collect();
    assert_eq!(names, ["a.yaml", "b.yaml"]);
    assert_eq!((component(3)["value"].clone(), component(4)["values"].clone()), (json!("1"), json!(["0"])));

    let without = mia.submits(modal, &[("one", "0")]).await.unwrap();
    let payload = discord.payload(without.interaction).unwrap();
    let component = |index: usize| payload["data"]["components"][index]["component"].clone();
    assert_eq!((component(1)["value"].clone(), component(2)["values"].clone()), (json!(true), json!([])));
    assert!(payload["data"].get("resolved").is_none());
    for input in [vec![("one", "2")], vec![("one", "0"), ("files", "c.yaml")], vec![("one", "0"), ("one", "1")]] {
        assert!(matches!(mia.submits(modal, &input).await, Err(CannotAct::BadInput { .. })), "{input:?}");
    }
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn a_modal_does_not_answer_a_modal() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let _bot = Bot::start(&discord, |_| json!({ "type": 9, "data": form()[1] })).await;
    let mia = discord.member("mia");
    let opened = mia.types("/help").await.unwrap();
    let submitted = mia.starts_submitting(opened.modal().unwrap(), &[("one", "0")]).unwrap();
    discord.wait_until("a refusal", |discord| !discord.refusals().is_empty()).await.unwrap();
    let requests = discord.requests();
    let refusal = requests.iter().find_map(|request| request.refusal.as_ref()).unwrap();
    assert_eq!((refusal.rule, refusal.status), ("I04", 400));
    assert_eq!(refusal.errors.as_ref().unwrap()["type"]["_errors"][0]["code"], "BASE_TYPE_CHOICES");
    assert!(!discord.is_answered(submitted));
}
