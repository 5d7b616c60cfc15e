//! The life of an interaction: I01 to I15.

use std::time::Duration;

use fake_discord::{Discord, Id, Outcome, Settings, Status, flags};
use serde_json::{Value, json};

use super::support::{Bot, Gateway, Rest, says, settings, some_commands};

/// A fake Discord with a bot that leaves everything to the test.
struct Fixture {
    discord: Discord,
    rest: Rest,
    gateway: Gateway,
}

impl Fixture {
    async fn open(settings: Settings) -> Self {
        let discord = Discord::start(settings).await.unwrap();
        let rest = Rest::new(&discord);
        rest.register(some_commands()).await;
        let (gateway, _) = Gateway::ready(&discord).await;
        Self { discord, rest, gateway }
    }

    /// Ada types `/help`; what the bot hears of it.
    async fn asked(&mut self) -> Value {
        self.discord.member("ada").starts_typing("/help").unwrap();
        self.heard().await
    }

    async fn heard(&mut self) -> Value {
        self.gateway.dispatch("INTERACTION_CREATE").await["d"].clone()
    }

    async fn outcome(&self, interaction: &Value) -> Outcome {
        let id: Id = interaction["id"].as_str().unwrap().parse().unwrap();
        self.discord.member("ada").outcome(id).await
    }

    fn last_rule(&self) -> &'static str {
        self.discord.refusals().last().map_or("none", |broken| broken.rule)
    }
}

#[tokio::test]
async fn the_first_answer_counts_and_the_second_is_refused() {
    let mut fixture = Fixture::open(settings()).await;
    let asked = fixture.asked().await;
    let first = fixture.rest.callback(&asked, says("one")).await;
    assert_eq!((first.status, first.text.as_str()), (204, ""));
    assert_eq!(fixture.rest.callback(&asked, says("two")).await.verdict(), (400, 40060));
    assert_eq!(fixture.last_rule(), "I02");
    let outcome = fixture.outcome(&asked).await;
    assert_eq!(outcome.answered().unwrap().content, "one");
    assert_eq!(outcome.refused.len(), 1);
    assert_eq!(fixture.discord.callbacks_for(outcome.interaction), 2);
}

#[tokio::test]
async fn an_answer_after_the_deadline_finds_no_interaction_and_no_webhook() {
    let mut fixture = Fixture::open(Settings { deadline: Duration::from_millis(50), ..settings() }).await;
    let asked = fixture.asked().await;
    assert!(fixture.outcome(&asked).await.is_nothing());
    assert_eq!(fixture.rest.callback(&asked, says("late")).await.verdict(), (404, 10062));
    assert_eq!(fixture.last_rule(), "I01");
    let follow_up = fixture.rest.webhook("POST", &asked, "", json!({ "content": "late" })).await;
    assert_eq!((follow_up.verdict(), fixture.last_rule()), ((404, 10015), "I05"));
}

#[tokio::test]
async fn unknown_interactions_tokens_and_applications_are_refused() {
    let mut fixture = Fixture::open(settings()).await;
    let asked = fixture.asked().await;
    let mut forged = asked.clone();
    forged["token"] = json!("forged");
    assert_eq!(fixture.rest.callback(&forged, says("x")).await.verdict(), (404, 10062));
    assert_eq!(fixture.last_rule(), "I03");
    assert_eq!(fixture.rest.webhook("POST", &asked, "", json!({ "content": "x" })).await.verdict(), (404, 10015));
    assert_eq!(fixture.last_rule(), "I05");
    fixture.rest.callback(&asked, says("x")).await;
    let path = format!("/webhooks/17/{}", asked["token"].as_str().unwrap());
    assert_eq!(fixture.rest.call("POST", &path, json!({ "content": "x" })).await.verdict(), (404, 10015));
    assert_eq!(fixture.last_rule(), "I07");
}

#[tokio::test]
async fn each_kind_of_interaction_allows_its_own_callbacks() {
    let mut fixture = Fixture::open(settings()).await;
    for kind in [0, 1, 6, 7, 8, 11, 99] {
        let asked = fixture.asked().await;
        let answer = fixture.rest.callback(&asked, json!({ "type": kind, "data": { "content": "x" } })).await;
        assert_eq!(answer.problems(), ["type: BASE_TYPE_CHOICES"], "type {kind}: {}", answer.text);
        assert_eq!(fixture.last_rule(), "I04");
    }
    let asked = fixture.asked().await;
    assert_eq!(fixture.rest.callback(&asked, json!({})).await.problems(), ["type: BASE_TYPE_REQUIRED"]);

    let ada = fixture.discord.member("ada");
    let typing = tokio::spawn(async move { ada.completes("/industry name:x").await });
    let completing = fixture.heard().await;
    for kind in [4, 5, 6, 7, 9] {
        let answer = fixture.rest.callback(&completing, json!({ "type": kind, "data": { "content": "x" } })).await;
        assert_eq!(answer.problems(), ["type: BASE_TYPE_CHOICES"], "type {kind}");
    }
    let fine = fixture.rest.callback(&completing, json!({ "type": 8, "data": { "choices": [] } })).await;
    assert_eq!(fine.status, 204);
    assert!(typing.await.unwrap().unwrap().choices().unwrap().is_empty());
}

#[tokio::test]
async fn choices_are_checked_at_their_limits() {
    let mut fixture = Fixture::open(settings()).await;
    let choice = |name: &str, value: Value| json!({ "name": name, "value": value });
    let many = |count: usize| -> Vec<Value> { (0..count).map(|_| choice("n", json!("v"))).collect() };
    let long = "ä".repeat(100);
    let table: Vec<(Value, &[&str])> = vec![
        (json!({ "choices": many(25) }), &[]),
        (json!({ "choices": many(26) }), &["data.choices: BASE_TYPE_MAX_LENGTH"]),
        (json!({ "choices": [choice(&long, json!(long))] }), &[]),
        (
            json!({ "choices": [choice(&format!("{long}x"), json!("v"))] }),
            &["data.choices.0.name: BASE_TYPE_BAD_LENGTH"],
        ),
        (json!({ "choices": [choice("", json!("v"))] }), &["data.choices.0.name: BASE_TYPE_BAD_LENGTH"]),
        (
            json!({ "choices": [choice("n", json!(format!("{long}x")))] }),
            &["data.choices.0.value: BASE_TYPE_BAD_LENGTH"],
        ),
        (json!({ "choices": [choice("n", json!(1))] }), &["data.choices.0.value: MODEL_TYPE_CONVERT"]),
        (json!({ "choices": [null] }), &["data.choices.0: MODEL_TYPE_CONVERT"]),
        (json!({ "choices": null }), &["data.choices: BASE_TYPE_REQUIRED"]),
        (Value::Null, &["data.choices: BASE_TYPE_REQUIRED"]),
    ];
    for (data, problems) in table {
        let ada = fixture.discord.member("ada");
        let typing = tokio::spawn(async move { ada.completes("/industry name:x").await });
        let asked = fixture.heard().await;
        let answer = fixture.rest.callback(&asked, json!({ "type": 8, "data": data })).await;
        assert_eq!(answer.problems(), problems, "{data}");
        typing.abort();
    }
}

#[tokio::test]
async fn a_deferred_answer_is_filled_in_by_an_edit_or_by_the_first_follow_up() {
    let mut fixture = Fixture::open(settings()).await;
    for method in ["PATCH", "POST"] {
        let asked = fixture.asked().await;
        assert_eq!(fixture.rest.callback(&asked, json!({ "type": 5 })).await.status, 204);
        let outcome = fixture.outcome(&asked).await;
        let Status::Deferred { message: Some(placeholder), .. } = &outcome.status else {
            panic!("{outcome:?}");
        };
        assert!(placeholder.is_loading());
        let path = if method == "PATCH" { "/messages/@original" } else { "" };
        let filled = fixture.rest.webhook(method, &asked, path, json!({ "content": "done" })).await;
        assert_eq!((filled.status, &filled.body["id"]), (200, &json!(placeholder.id)));
        let filled = fixture.discord.filled_in(&outcome).await.unwrap();
        assert_eq!((filled.content.as_str(), filled.is_loading()), ("done", false));
        let second = fixture.rest.webhook("POST", &asked, "", json!({ "content": "more" })).await;
        assert_ne!(second.body["id"], json!(placeholder.id));
    }
}

#[tokio::test]
async fn a_deferral_says_at_most_that_it_is_private_and_so_it_stays() {
    let mut fixture = Fixture::open(settings()).await;
    let asked = fixture.asked().await;
    let v2 = json!({ "type": 5, "data": { "flags": flags::COMPONENTS_V2 } });
    assert_eq!(fixture.rest.callback(&asked, v2).await.problems(), ["data.flags: INTERACTION_DEFER_FLAGS_INVALID"]);
    fixture.rest.callback(&asked, json!({ "type": 5, "data": { "flags": 64 } })).await;
    let edited =
        fixture.rest.webhook("PATCH", &asked, "/messages/@original", json!({ "content": "x", "flags": 0 })).await;
    assert_eq!(edited.body["flags"], 64);

    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, says("public")).await;
    let edited =
        fixture.rest.webhook("PATCH", &asked, "/messages/@original", json!({ "content": "x", "flags": 64 })).await;
    assert_eq!(edited.body["flags"], 0);
}

#[tokio::test]
async fn what_was_deleted_cannot_be_edited() {
    let mut fixture = Fixture::open(settings()).await;
    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, says("x")).await;
    let message = fixture.outcome(&asked).await.answered().unwrap().id;
    let by_id = format!("/messages/{message}");
    assert_eq!(fixture.rest.webhook("GET", &asked, &by_id, Value::Null).await.body["content"], "x");
    assert_eq!(fixture.rest.webhook("DELETE", &asked, "/messages/@original", Value::Null).await.status, 204);
    fixture.discord.deleted(message).await.unwrap();
    for (method, path) in [("GET", "/messages/@original"), ("PATCH", &by_id), ("DELETE", "/messages/17")] {
        let body = if method == "PATCH" { json!({ "content": "y" }) } else { Value::Null };
        assert_eq!(fixture.rest.webhook(method, &asked, path, body).await.verdict(), (404, 10008));
    }
    assert_eq!(fixture.last_rule(), "I09");
}

#[tokio::test]
async fn a_token_dies_after_a_quarter_of_an_hour() {
    let mut fixture = Fixture::open(Settings { token_lifetime: Duration::ZERO, ..settings() }).await;
    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, says("x")).await;
    let late = fixture.rest.webhook("PATCH", &asked, "/messages/@original", json!({ "content": "y" })).await;
    assert_eq!((late.verdict(), fixture.last_rule()), ((401, 50027), "I06"));
}

#[tokio::test]
async fn a_user_installed_app_has_five_follow_ups() {
    let mut fixture = Fixture::open(settings()).await;
    for (in_private, allowed) in [(true, 5), (false, 7)] {
        let ada = fixture.discord.member("ada");
        let ada = if in_private { ada.in_private_channel() } else { ada };
        ada.starts_typing("/industry name:x").unwrap();
        let asked = fixture.heard().await;
        let owners =
            if in_private { json!({ "1": ada.id().unwrap() }) } else { json!({ "0": fixture.discord.home() }) };
        assert_eq!(asked["authorizing_integration_owners"], owners);
        fixture.rest.callback(&asked, says("x")).await;
        for count in 1..=7 {
            let answer = fixture.rest.webhook("POST", &asked, "", json!({ "content": "more" })).await;
            let expected = if count <= allowed { (200, 0) } else { (400, 40094) };
            assert_eq!(answer.verdict(), expected, "follow-up {count}");
        }
    }
    assert_eq!(fixture.last_rule(), "I08");
}

#[tokio::test]
async fn a_callback_answers_with_the_message_on_request() {
    let mut fixture = Fixture::open(settings()).await;
    let asked = fixture.asked().await;
    let path = format!(
        "/interactions/{}/{}/callback?with_response=true",
        asked["id"].as_str().unwrap(),
        asked["token"].as_str().unwrap()
    );
    let answer = fixture.rest.call("POST", &path, says("hello")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["resource"]["message"]["content"], "hello");
    assert_eq!(answer.body["interaction"]["response_message_id"], answer.body["resource"]["message"]["id"]);
    assert_eq!(answer.body["resource"]["message"]["interaction_metadata"]["name"], "help");
}

#[tokio::test]
async fn an_acknowledged_click_can_delete_the_message_it_sits_on() {
    let discord = Discord::start(settings()).await.unwrap();
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    let (mut gateway, _) = Gateway::ready(&discord).await;
    let ada = discord.member("ada");
    ada.starts_typing("/help").unwrap();
    let asked = gateway.dispatch("INTERACTION_CREATE").await["d"].clone();
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 4, "label": "x", "custom_id": "remove" }] }]);
    rest.callback(&asked, json!({ "type": 4, "data": { "content": "hello", "components": row } })).await;
    let id: Id = asked["id"].as_str().unwrap().parse().unwrap();
    let message = ada.outcome(id).await.answered().unwrap().clone();

    let clicking = {
        let (ada, message) = (ada.clone(), message.clone());
        tokio::spawn(async move { ada.clicks(&message, "x").await })
    };
    let clicked = gateway.dispatch("INTERACTION_CREATE").await["d"].clone();
    assert_eq!(rest.callback(&clicked, json!({ "type": 6, "data": null })).await.status, 204);
    assert!(matches!(clicking.await.unwrap().unwrap().status, Status::Deferred { .. }));
    let original = rest.webhook("GET", &clicked, "/messages/@original", Value::Null).await;
    assert_eq!(original.body["id"], json!(message.id));
    assert_eq!(rest.webhook("DELETE", &clicked, "/messages/@original", Value::Null).await.status, 204);
    discord.deleted(message.id).await.unwrap();
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn a_private_answer_to_a_click_is_a_new_message_for_the_one_who_clicked() {
    let discord = Discord::start(settings()).await.unwrap();
    Rest::new(&discord).register(some_commands()).await;
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "More", "custom_id": "more" }] }]);
    let _bot = Bot::start(&discord, move |interaction| match interaction["type"].as_u64() {
        Some(2) => json!({ "type": 4, "data": { "content": "hello", "components": row } }),
        _ => json!({ "type": 4, "data": { "content": "psst", "flags": 64, "components": row } }),
    })
    .await;
    let (ada, bob) = (discord.member("ada"), discord.member("bob"));
    let public = ada.types("/help").await.unwrap().answered().unwrap().clone();
    let clicked = bob.clicks(&public, "More").await.unwrap();
    let private = clicked.answered().unwrap();
    assert_ne!(private.id, public.id);
    assert_eq!(private.ephemeral_for, Some(bob.id().unwrap()));
    assert_eq!(ada.sees().unwrap().len(), 1);
    assert_eq!(bob.sees().unwrap().len(), 2);
    assert!(ada.clicks(private, "More").await.is_err(), "she does not see it");
    let again = bob.clicks(private, "More").await.unwrap();
    assert!(again.answered().is_ok());
    let payload = discord.payload(again.interaction).unwrap();
    assert_eq!(payload["message"]["flags"], 64);
    assert_eq!(payload["message"]["interaction_metadata"]["interacted_message_id"], json!(public.id));
}
