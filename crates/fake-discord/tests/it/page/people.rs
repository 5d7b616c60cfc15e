//! What people do, with a bot that is written by hand: every action.

use fake_discord::Id;
use serde_json::{Value, json};

use super::super::support::{Rest, says, settings, some_commands};
use super::site::{Site, buttons};

/// The world's people have these ids.
const ADA: &str = "1100000000000000011";
const BOB: &str = "1100000000000000012";

#[tokio::test]
async fn the_page_is_told_who_and_what_there_is() {
    let site = Site::with(settings(), |_| says("hello")).await;
    let mut browser = site.browser("ada", "general").await;
    let welcome = browser.told("welcome").await;
    let names = |list: &Value| -> Vec<Value> {
        list.as_array().expect("a list").iter().map(|item| item["name"].clone()).collect()
    };
    assert_eq!(names(&welcome["people"]), ["ada", "bob", "mia"]);
    let standing = &welcome["places"][0]["people"];
    assert_eq!(standing["mia"], json!({ "role": "server manager", "roles": [] }));
    assert_eq!(standing["ada"], json!({ "role": "member", "roles": [] }));
    assert_eq!(welcome["people"][0]["id"], ADA);
    assert_eq!(names(&welcome["places"]), ["general", "playground-bot"]);
    assert_eq!((&welcome["places"][0]["kind"], &welcome["places"][1]["kind"]), (&json!("channel"), &json!("dm")));
    assert_eq!(welcome["server"]["name"], "Playground");
    assert_eq!(welcome["deadline_ms"], 3000);
    assert!(welcome["locales"].as_array().is_some_and(|locales| locales.len() > 30));

    let commands = browser.told("commands").await;
    let industry = &commands[0];
    assert_eq!((&industry["name"], &industry["type"]), (&json!("industry"), &json!(1)));
    assert_eq!(industry["options"][0]["autocomplete"], true);
    assert_eq!(
        industry["options"][1],
        json!({ "type": 6, "name": "for", "description": "For whom", "required": false, "autocomplete": false, "choices": [] })
    );
    assert_eq!(commands[2]["type"], 3);
    browser.be("ada", "dm", "de").await;
    assert_eq!(browser.types("/industry name:x").await["status"], "answered");
    let sent = &browser.sees_last()["inspect"]["sent"];
    assert_eq!((&sent["locale"], &sent["context"]), (&json!("de"), &json!(1)));
    assert!(sent["guild_id"].is_null());
}

#[tokio::test]
async fn a_typed_line_need_not_name_its_options() {
    let site = Site::with(settings(), |_| says("hello")).await;
    let compare = json!({ "name": "compare", "description": "Two", "options": [
        { "type": 3, "name": "first", "description": "d", "required": true },
        { "type": 3, "name": "second", "description": "d", "required": true },
        { "type": 5, "name": "private", "description": "d" },
    ] });
    let mut commands = some_commands();
    commands.as_array_mut().expect("a list").push(compare);
    Rest::new(&site.discord).register(commands).await;
    let mut browser = site.browser("ada", "general").await;
    for (line, values) in [
        ("/industry healthcare", json!({ "name": "healthcare" })),
        ("/industry  health care ", json!({ "name": "health care" })),
        ("/industry \"health care\" private:true", json!({ "name": "health care", "private": true })),
        ("/industry name:health care for:@bob", json!({ "name": "health care", "for": BOB })),
        ("/industry for:<@1100000000000000012> name:\"a\"", json!({ "name": "a", "for": BOB })),
        ("/compare tpm pm", json!({ "first": "tpm", "second": "pm" })),
        (
            "/compare tpm \"product owner\" private:true",
            json!({ "first": "tpm", "second": "product owner", "private": true }),
        ),
        ("/compare “product owner” product manager", json!({ "first": "product owner", "second": "product manager" })),
        ("/compare second:pm", json!(null)),
        ("/compare tpm second:pm", json!({ "first": "tpm", "second": "pm" })),
        ("/industry", json!(null)),
        ("/help me", json!(null)),
        ("/industry x private:perhaps", json!(null)),
        ("/weather", json!(null)),
    ] {
        let outcome = browser.types(line).await;
        if values.is_null() {
            assert_eq!(outcome["status"], "cannot", "{line}: {outcome}");
            continue;
        }
        assert_eq!(outcome["status"], "answered", "{line}: {outcome}");
        let options = site.options(&outcome);
        let sent: Value = options
            .as_array()
            .expect("options")
            .iter()
            .map(|option| (option["name"].as_str().expect("a name").to_owned(), option["value"].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        assert_eq!(sent, values, "{line}");
    }
}

#[tokio::test]
async fn a_form_is_sent_as_it_was_filled_in() {
    let site = Site::with(settings(), |interaction| {
        if interaction["type"] == 4 {
            let typed = &interaction["data"]["options"];
            return json!({ "type": 8, "data": { "choices": [{ "name": typed.to_string(), "value": "v" }] } });
        }
        says("hello")
    })
    .await;
    let mut browser = site.browser("ada", "general").await;
    let command = |options: Value| json!({ "act": "command", "name": "industry", "options": options });
    let outcome = browser.does(command(json!({ "name": "a: b for:x", "for": BOB, "private": true }))).await;
    assert_eq!(outcome["status"], "answered", "{outcome}");
    assert_eq!(
        site.options(&outcome),
        json!([
            { "name": "name", "type": 3, "value": "a: b for:x" },
            { "name": "for", "type": 6, "value": BOB },
            { "name": "private", "type": 5, "value": true },
        ])
    );
    let message = browser.sees_last();
    assert_eq!(message["interaction"]["options"][1]["value"], BOB);
    assert_eq!(message["inspect"]["sent"]["data"]["resolved"]["users"][BOB]["username"], "bob");
    let outcome = browser.does(command(json!({ "name": "a", "for": "", "private": null }))).await;
    assert_eq!(site.options(&outcome).as_array().map(Vec::len), Some(1), "what is left empty is not sent");
    for bad in
        [json!({}), json!({ "name": " " }), json!({ "name": "a", "nome": "b" }), json!({ "name": "a", "for": "7" })]
    {
        let outcome = browser.does(command(bad.clone())).await;
        assert_eq!(outcome["status"], "cannot", "{bad}: {outcome}");
    }

    let completes = |option: &str, value: &str, others: Value| json!({ "act": "completes", "name": "industry", "option": option, "value": value, "options": others });
    let outcome =
        browser.does(completes("name", "hea", json!({ "private": true, "for": "half", "name": "old" }))).await;
    assert_eq!(outcome["status"], "choices", "{outcome}");
    let asked: Value = serde_json::from_str(outcome["choices"][0]["name"].as_str().expect("a name")).expect("JSON");
    assert_eq!(
        asked,
        json!([
            { "name": "private", "type": 5, "value": true },
            { "name": "name", "type": 3, "value": "hea", "focused": true },
        ])
    );
    assert_eq!(browser.does(completes("name", "", json!({}))).await["status"], "choices");
    assert_eq!(browser.does(completes("for", "b", json!({}))).await["status"], "cannot");
}

#[tokio::test]
async fn controls_are_used_by_their_ids() {
    let site = Site::with(settings(), |interaction| match interaction["type"].as_u64() {
        Some(3) => json!({ "type": 7, "data": { "content": interaction["data"].to_string() } }),
        _ => buttons(),
    })
    .await;
    let mut browser = site.browser("ada", "general").await;
    let posted = browser.types("/help").await;
    let message = posted["message"].clone();
    assert_eq!(browser.sees_last()["id"], message);
    let selects = |custom_id: &str, values: &[&str]| json!({ "act": "selects", "message": message, "custom_id": custom_id, "values": values });
    for bad in [
        json!({ "act": "clicks", "message": message, "custom_id": "nope" }),
        json!({ "act": "clicks", "message": message, "custom_id": "off" }),
        selects("menu", &[]),
        selects("menu", &["1", "2", "3"]),
        selects("menu", &["4"]),
        selects("go", &["1"]),
    ] {
        assert_eq!(browser.does(bad.clone()).await["status"], "cannot", "{bad}");
    }
    let outcome = browser.does(selects("menu", &["1", "3"])).await;
    assert_eq!((&outcome["status"], &outcome["message"]), (&json!("answered"), &message));
    let seen = browser.sees_last();
    assert!(seen["content"].as_str().is_some_and(|content| content.contains(r#""values":["1","3"]"#)), "{seen}");
    assert!(seen["edited"].is_u64());
    assert_eq!(seen["inspect"]["sent"]["data"]["custom_id"], "menu", "the inspector shows what changed it last");
    assert_eq!(seen["interaction"]["name"], "help");
    let refused = browser.does(json!({ "act": "clicks", "message": message, "custom_id": "go" })).await;
    assert_eq!(refused["status"], "answered", "an edit without components leaves them: {refused}");
}

#[tokio::test]
async fn a_modal_is_submitted_by_whom_it_popped_up_for() {
    let site = Site::with(settings(), |interaction| match interaction["type"].as_u64() {
        Some(5) => says(&interaction["data"]["components"].to_string()),
        _ => json!({ "type": 9, "data": { "custom_id": "form", "title": "A form", "components": [
            { "type": 1, "components": [{ "type": 4, "custom_id": "why", "label": "Why", "style": 1, "max_length": 5 }] },
        ] } }),
    })
    .await;
    let mut browser = site.browser("ada", "general").await;
    let outcome = browser.types("/help").await;
    assert_eq!(outcome["status"], "modal", "{outcome}");
    assert_eq!(outcome["modal"]["title"], "A form");
    assert_eq!(outcome["modal"]["components"][0]["components"][0]["label"], "Why");
    let submits = |fields: Value| json!({ "act": "submits", "modal": outcome["interaction"], "fields": fields });
    for bad in [json!({}), json!({ "why": "too long" }), json!({ "how": "x" })] {
        assert_eq!(browser.does(submits(bad.clone())).await["status"], "cannot", "{bad}");
    }
    let mut bob = site.browser("bob", "general").await;
    assert_eq!(bob.does(submits(json!({ "why": "not" }))).await["status"], "cannot");
    assert_eq!(browser.does(submits(json!({ "why": "so" }))).await["status"], "answered");
    assert!(browser.sees_last()["content"].as_str().is_some_and(|content| content.contains(r#""value":"so""#)));
}

#[tokio::test]
async fn people_talk_and_use_commands_on_what_was_said() {
    let site = Site::with(settings(), |interaction| {
        let target = interaction["data"]["target_id"].as_str().unwrap_or_default();
        says(interaction["data"]["resolved"]["messages"][target]["content"].as_str().unwrap_or("?"))
    })
    .await;
    let (mut ada, mut bob) = (site.browser("ada", "general").await, site.browser("bob", "general").await);
    let said = ada.does(json!({ "act": "says", "content": "  what is a TPM? <b>" })).await;
    let seen = bob.sees_that(|messages| messages.len() == 1).await;
    assert_eq!((&seen[0]["id"], &seen[0]["content"]), (&said["message"], &json!("what is a TPM? <b>")));
    assert_eq!((&seen[0]["author"]["name"], &seen[0]["author"]["app"]), (&json!("Ada"), &json!(false)));
    assert!(seen[0]["inspect"].is_null() && seen[0]["interaction"].is_null());
    let outcome = bob.does(json!({ "act": "uses", "message": said["message"], "command": "Ask about this" })).await;
    assert_eq!(outcome["status"], "answered", "{outcome}");
    let answer = ada.sees_that(|messages| messages.len() == 2).await.pop().expect("an answer");
    assert_eq!((&answer["content"], &answer["author"]["app"]), (&json!("what is a TPM? <b>"), &json!(true)));
    assert_eq!(answer["interaction"]["user"], json!({ "id": BOB, "name": "Bob" }));
    let unknown = bob.does(json!({ "act": "uses", "message": said["message"], "command": "help" })).await;
    assert_eq!(unknown["status"], "cannot", "a slash command is not in that menu");
    ada.be("ada", "dm", "en-US").await;
    assert!(ada.sees().is_empty(), "what was said there is not seen here");
}

#[tokio::test]
async fn a_private_answer_is_seen_and_closed_by_its_asker_only() {
    let site = Site::with(settings(), |_| json!({ "type": 4, "data": { "content": "psst", "flags": 64 } })).await;
    let (mut ada, mut bob) = (site.browser("ada", "general").await, site.browser("bob", "general").await);
    let outcome = ada.types("/help").await;
    let closes = json!({ "act": "dismisses", "message": outcome["message"] });
    assert_eq!((&ada.sees_last()["ephemeral"], &ada.sees_last()["flags"]), (&json!(true), &json!(64)));
    assert_eq!(bob.does(closes.clone()).await["status"], "cannot");
    let said = bob.does(json!({ "act": "says", "content": "hm" })).await;
    assert_eq!(bob.sees().len(), 1, "bob sees only what he said");
    assert_eq!(ada.sees_that(|messages| messages.len() == 2).await[0]["content"], "psst");
    let public = json!({ "act": "dismisses", "message": said["message"] });
    assert_eq!(bob.does(public).await["status"], "cannot");
    assert_eq!(ada.does(closes).await["status"], "answered");
    let left = ada.sees_that(|messages| messages.len() == 1).await;
    assert_eq!(left[0]["content"], "hm");
    let message: Id = outcome["message"].as_str().expect("an id").parse().expect("an id");
    assert!(site.discord.message(message).is_some(), "only the client forgets it");
    ada.be("mia", "general", "en-US").await;
    assert_eq!(ada.told("messages").await["person"], "mia");
    assert_eq!(ada.sees().len(), 1);
}
