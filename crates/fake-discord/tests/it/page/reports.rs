//! What people see besides messages: silence, refusals, the inspector, the state of the bot, the limits of a page.

use std::time::Duration;

use fake_discord::{BotState, Content, ContentProblem, Settings, Step, Story, StoryAct};
use serde_json::{Value, json};

use super::super::endpoint::{Endpoint, reply};
use super::super::support::{Bot, Rest, says, settings, some_commands};
use super::browser::Browser;
use super::site::{Site, buttons, hasty};

#[tokio::test]
async fn silence_is_seen_by_the_asker() {
    let site = Site::with(hasty(), |_| Value::Null).await;
    let (mut ada, bob) = (site.browser("ada", "general").await, site.browser("bob", "general").await);
    let outcome = ada.types("/help").await;
    assert_eq!(
        (&outcome["status"], &outcome["reason"]),
        (&json!("nothing"), &json!("The application did not respond."))
    );
    let failed = ada.sees_last();
    assert_eq!((&failed["failed"], &failed["ephemeral"]), (&json!(true), &json!(true)));
    assert_eq!(failed["content"], "The application did not respond");
    assert_eq!(failed["id"], outcome["interaction"]);
    assert_eq!(failed["interaction"]["name"], "help");
    assert_eq!((&failed["inspect"]["millis"], &failed["inspect"]["received"]), (&Value::Null, &Value::Null));
    assert!(bob.sees().is_empty());
    let completes = json!({ "act": "completes", "name": "industry", "option": "name", "value": "x" });
    assert_eq!(ada.does(completes).await["status"], "nothing");
    assert_eq!(ada.sees().len(), 1, "completions that did not come are not told");
    assert_eq!(ada.does(json!({ "act": "dismisses", "message": failed["id"] })).await["status"], "answered");
    assert!(ada.sees_that(<[Value]>::is_empty).await.is_empty());
}

#[tokio::test]
async fn a_refused_answer_is_shown_with_the_rule_and_discord_s_error() {
    let site = Site::with(hasty(), |interaction| match interaction["type"].as_u64() {
        Some(3) => json!({ "type": 7, "data": { "content": "x".repeat(2001) } }),
        _ if interaction["data"]["name"] == "help" => buttons(),
        _ => json!({ "type": 4, "data": { "embeds": [{ "title": "t".repeat(257) }] } }),
    })
    .await;
    let mut ada = site.browser("ada", "general").await;
    let outcome = ada.types("/industry x").await;
    assert_eq!((&outcome["status"], &outcome["rule"]), (&json!("refused"), &json!("M03")), "{outcome}");
    assert_eq!(outcome["error"]["code"], 50035);
    assert_eq!(
        outcome["error"]["errors"]["data"]["embeds"]["0"]["title"]["_errors"][0]["code"],
        "BASE_TYPE_MAX_LENGTH"
    );
    let failed = ada.sees_last();
    assert_eq!(
        failed["content"],
        "The application did not respond\nDiscord refused the bot's answer: 400 Invalid Form Body (M03)"
    );
    let refused = &failed["inspect"]["refused"][0];
    assert_eq!((&refused["rule"], &refused["status"]), (&json!("M03"), &json!(400)));
    assert_eq!(refused["sent"]["type"], 4);
    assert_eq!(refused["body"], outcome["error"]);

    let posted = ada.types("/help").await;
    let outcome = ada.does(json!({ "act": "clicks", "message": posted["message"], "custom_id": "go" })).await;
    assert_eq!(outcome["status"], "refused");
    let failed = ada.sees_last();
    assert!(failed["content"].as_str().is_some_and(|content| content.starts_with("This interaction failed\n")));
    assert_eq!(failed["replies_to"], posted["message"]);
}

#[tokio::test]
async fn the_inspector_measures_and_hides_tokens() {
    let site = Site::with(settings(), |_| {
        json!({ "type": 4, "data": {
            "content": "twelve chars",
            "embeds": [
                { "title": "ab", "description": "😀😀", "fields": [{ "name": "n", "value": "vvv" }], "footer": { "text": "f" } },
                { "description": "cdefg" },
            ],
            "components": buttons()["data"]["components"],
        } })
    })
    .await;
    let mut ada = site.browser("ada", "general").await;
    ada.types("/help").await;
    let inspect = ada.sees_last()["inspect"].clone();
    assert!(inspect["millis"].as_f64().is_some_and(|millis| (0.0..3000.0).contains(&millis)), "{inspect}");
    assert_eq!(inspect["received"]["data"]["content"], "twelve chars");
    assert_eq!(inspect["refused"], json!([]));
    let limit = |name: &str| {
        let limits = inspect["limits"].as_array().expect("limits");
        let found =
            limits.iter().find(|limit| limit["name"] == name).unwrap_or_else(|| panic!("no {name}: {limits:?}"));
        (found["used"].as_u64().unwrap_or_default(), found["most"].as_u64().unwrap_or_default())
    };
    for (name, used, most) in [
        ("content", 12, 2000),
        ("embeds", 2, 10),
        ("embed", 14, 6000),
        ("title", 2, 256),
        ("description", 5, 4096),
        ("fields", 1, 25),
        ("field value", 3, 1024),
        ("footer", 1, 2048),
        ("rows", 2, 5),
        ("buttons in a row", 3, 5),
        ("menu lines", 3, 25),
        ("custom_id", 4, 100),
    ] {
        assert_eq!(limit(name), (used, most), "{name}");
    }
    let token = inspect["sent"]["token"].as_str().expect("a token");
    assert_eq!(token, "playground-i…");
    let told = ada.told("messages").await.to_string();
    for request in site.discord.requests() {
        let token = request.path.split('/').nth(5).filter(|part| part.starts_with("playground-interaction"));
        assert!(token.is_none_or(|token| !told.contains(token)), "{told}");
    }
    assert!(!told.contains(site.discord.token()));
}

#[tokio::test]
async fn the_state_of_the_bot_is_told() {
    let mut site = Site::empty(settings()).await;
    let mut browser = site.browser("ada", "general").await;
    let told = browser.told("bot").await;
    assert_eq!(told["state"], "offline");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.starts_with("No bot is connected.")), "{told}");
    site.handle.bot(BotState::Running);
    browser.told_that("bot", |bot| bot["state"] == "starting").await;
    assert_eq!(browser.types("/help").await["status"], "cannot", "no command is there yet");
    Rest::new(&site.discord).register(some_commands()).await;
    browser.told_that("commands", |commands| commands.as_array().is_some_and(|commands| commands.len() == 3)).await;
    site.bot = Some(Bot::start(&site.discord, |_| says("hello")).await);
    browser.told_that("bot", |bot| bot["state"] == "connected").await;
    site.bot = None;
    browser.told_that("bot", |bot| bot["state"] == "reconnecting").await;
    site.handle.bot(BotState::Stopped("The bot stopped: why.".to_owned()));
    let told = browser.told_that("bot", |bot| bot["state"] == "stopped").await;
    assert_eq!(told["detail"], "The bot stopped: why.");
    site.handle.bot(BotState::Running);
    browser.told_that("bot", |bot| bot["state"] == "reconnecting").await;
    site.handle.bot(BotState::External);
    let told = browser.told_that("bot", |bot| bot["state"] == "offline").await;
    assert_eq!(told["detail"], "The bot has disconnected.");

    let problems = vec![ContentProblem {
        file: "a.yaml".to_owned(),
        line: 3,
        path: "x.y".to_owned(),
        message: "no".to_owned(),
        severity: "error",
    }];
    site.handle.content(Content { place: "here".to_owned(), entries: 7, version: 2, problems });
    let told = browser.told("knowledge").await;
    assert_eq!(
        told,
        json!({ "place": "here", "entries": 7, "version": 2, "problems": [
            { "file": "a.yaml", "line": 3, "path": "x.y", "message": "no", "severity": "error" },
        ] })
    );
    let mut late = Browser::open(&site.url).await;
    assert_eq!(late.told("knowledge").await, told, "a page that opens later is told too");
}

#[tokio::test]
async fn a_bot_is_online_while_it_has_an_endpoint() {
    let site = Site::empty(settings()).await;
    let mut browser = site.browser("ada", "general").await;
    assert_eq!(browser.told("bot").await["state"], "offline");
    let endpoint = Endpoint::right(&site.discord, |_| async { reply(says("hello")) }).await;
    site.discord.set_endpoint(&endpoint.url).await.expect("a right endpoint");
    browser.told_that("bot", |bot| bot["state"] == "connected").await;
}

#[tokio::test]
async fn one_page_has_so_much_under_way_and_no_more() {
    let site = Site::with(Settings { deadline: Duration::from_secs(2), ..settings() }, |_| Value::Null).await;
    let mut ada = site.browser("ada", "general").await;
    let mut under_way = Vec::new();
    for _ in 0..16 {
        under_way.push(ada.begins(json!({ "act": "types", "line": "/help" })).await);
    }
    let outcome = ada.types("/help").await;
    assert!(outcome["reason"].as_str().is_some_and(|reason| reason.starts_with("Too much at once")), "{outcome}");
    let last = under_way.pop().expect("one");
    assert_eq!(ada.outcome(last).await["status"], "nothing");
}

#[tokio::test]
async fn a_page_holds_the_latest_hundred_messages() {
    let site = Site::empty(settings()).await;
    let ada = site.discord.member("ada");
    for number in 1..=120 {
        ada.says(&number.to_string()).expect("said");
    }
    let seen = site.browser("bob", "general").await.sees();
    assert_eq!((seen.len(), &seen[0]["content"], &seen[99]["content"]), (100, &json!("21"), &json!("120")));
}

#[tokio::test]
async fn a_story_is_offered_to_every_browser() {
    let site = Site::with(settings(), |_| says("hello")).await;
    let mut early = site.browser("ada", "general").await;
    let story = Story {
        title: "Show me".to_owned(),
        pace_ms: 1500,
        steps: vec![
            Step::new("Ada asks.", StoryAct::Types { line: "/help".to_owned() }),
            Step::new("A form.", StoryAct::Submits { fields: vec![("Question".to_owned(), "Why?".to_owned())] }),
        ],
    };
    site.handle.story(story);
    let mut late = site.browser("bob", "general").await;
    for browser in [&mut early, &mut late] {
        let told = browser.told("story").await;
        assert_eq!((&told["title"], &told["pace_ms"]), (&json!("Show me"), &json!(1500)));
        assert_eq!(told["steps"][0], json!({ "words": "Ada asks.", "act": "types", "line": "/help" }));
        assert_eq!(told["steps"][1]["fields"], json!([["Question", "Why?"]]));
    }
}
