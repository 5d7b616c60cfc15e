//! What people do and see, with a bot that is written by hand: every act, every way to fail.

use std::net::SocketAddr;
use std::time::Duration;

use fake_discord::{BotState, Client, ClientHandle, Content, ContentProblem, Discord, Id, Settings};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::super::endpoint::{Endpoint, reply};
use super::super::support::{Bot, Rest, says, settings, some_commands};
use super::browser::Browser;

/// A fake Discord with commands, its page, and perhaps a bot.
pub struct House {
    pub discord: Discord,
    url: String,
    handle: ClientHandle,
    stop: CancellationToken,
    bot: Option<Bot>,
}

impl House {
    /// Nothing is registered yet.
    async fn empty(settings: Settings) -> Self {
        let discord = Discord::start(settings).await.expect("a free port");
        let client = Client::bind(&discord, SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let (url, handle, stop) = (client.url(), client.handle(), CancellationToken::new());
        tokio::spawn(client.serve(stop.clone()));
        Self { discord, url, handle, stop, bot: None }
    }

    /// A bot answers everything with what `answer` makes of it; null is silence.
    pub async fn with(settings: Settings, answer: impl Fn(&Value) -> Value + Send + 'static) -> Self {
        let mut house = Self::empty(settings).await;
        Rest::new(&house.discord).register(some_commands()).await;
        house.bot = Some(Bot::start(&house.discord, answer).await);
        house
    }

    pub async fn browser(&self, person: &str, place: &str) -> Browser {
        Browser::of(&self.url, person, place).await
    }

    /// The options that the bot was sent.
    fn options(&self, outcome: &Value) -> Value {
        let id: Id = outcome["interaction"].as_str().expect("an interaction").parse().expect("an id");
        self.discord.payload(id).expect("it was sent")["data"]["options"].clone()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The world's people have these ids.
const ADA: &str = "1100000000000000011";
const BOB: &str = "1100000000000000012";

/// Settings in which a silent bot is given up soon.
fn hasty() -> Settings {
    Settings { deadline: Duration::from_millis(300), ..settings() }
}

fn buttons() -> Value {
    json!({ "type": 4, "data": { "content": "choose", "components": [
        { "type": 1, "components": [
            { "type": 2, "style": 1, "label": "Go", "custom_id": "go" },
            { "type": 2, "style": 2, "label": "Off", "custom_id": "off", "disabled": true },
            { "type": 2, "style": 5, "label": "Web", "url": "https://example.org" },
        ] },
        { "type": 1, "components": [{ "type": 3, "custom_id": "menu", "max_values": 2, "options": [
            { "label": "One", "value": "1" }, { "label": "Two", "value": "2" }, { "label": "Three", "value": "3" },
        ] }] },
    ] } })
}

#[tokio::test]
async fn the_page_is_told_who_and_what_there_is() {
    let house = House::with(settings(), |_| says("hello")).await;
    let mut browser = house.browser("ada", "general").await;
    let welcome = browser.told("welcome").await;
    let names = |list: &Value| -> Vec<Value> {
        list.as_array().expect("a list").iter().map(|item| item["name"].clone()).collect()
    };
    assert_eq!(names(&welcome["people"]), ["ada", "bob", "mia"]);
    assert_eq!(welcome["people"][2]["role"], "moderator");
    assert_eq!(welcome["people"][0]["id"], ADA);
    assert_eq!(names(&welcome["places"]), ["general", "playground-bot"]);
    assert_eq!((&welcome["places"][0]["kind"], &welcome["places"][1]["kind"]), (&json!("channel"), &json!("dm")));
    assert_eq!(welcome["server"]["name"], "Discord");
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
    let house = House::with(settings(), |_| says("hello")).await;
    let compare = json!({ "name": "compare", "description": "Two", "options": [
        { "type": 3, "name": "first", "description": "d", "required": true },
        { "type": 3, "name": "second", "description": "d", "required": true },
        { "type": 5, "name": "private", "description": "d" },
    ] });
    let mut commands = some_commands();
    commands.as_array_mut().expect("a list").push(compare);
    Rest::new(&house.discord).register(commands).await;
    let mut browser = house.browser("ada", "general").await;
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
        let options = house.options(&outcome);
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
    let house = House::with(settings(), |interaction| {
        if interaction["type"] == 4 {
            let typed = &interaction["data"]["options"];
            return json!({ "type": 8, "data": { "choices": [{ "name": typed.to_string(), "value": "v" }] } });
        }
        says("hello")
    })
    .await;
    let mut browser = house.browser("ada", "general").await;
    let command = |options: Value| json!({ "act": "command", "name": "industry", "options": options });
    let outcome = browser.does(command(json!({ "name": "a: b for:x", "for": BOB, "private": true }))).await;
    assert_eq!(outcome["status"], "answered", "{outcome}");
    assert_eq!(
        house.options(&outcome),
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
    assert_eq!(house.options(&outcome).as_array().map(Vec::len), Some(1), "what is left empty is not sent");
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
    let house = House::with(settings(), |interaction| match interaction["type"].as_u64() {
        Some(3) => json!({ "type": 7, "data": { "content": interaction["data"].to_string() } }),
        _ => buttons(),
    })
    .await;
    let mut browser = house.browser("ada", "general").await;
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
    let house = House::with(settings(), |interaction| match interaction["type"].as_u64() {
        Some(5) => says(&interaction["data"]["components"].to_string()),
        _ => json!({ "type": 9, "data": { "custom_id": "form", "title": "A form", "components": [
            { "type": 1, "components": [{ "type": 4, "custom_id": "why", "label": "Why", "style": 1, "max_length": 5 }] },
        ] } }),
    })
    .await;
    let mut browser = house.browser("ada", "general").await;
    let outcome = browser.types("/help").await;
    assert_eq!(outcome["status"], "modal", "{outcome}");
    assert_eq!(outcome["modal"]["title"], "A form");
    assert_eq!(outcome["modal"]["components"][0]["components"][0]["label"], "Why");
    let submits = |fields: Value| json!({ "act": "submits", "modal": outcome["interaction"], "fields": fields });
    for bad in [json!({}), json!({ "why": "too long" }), json!({ "how": "x" })] {
        assert_eq!(browser.does(submits(bad.clone())).await["status"], "cannot", "{bad}");
    }
    let mut bob = house.browser("bob", "general").await;
    assert_eq!(bob.does(submits(json!({ "why": "not" }))).await["status"], "cannot");
    assert_eq!(browser.does(submits(json!({ "why": "so" }))).await["status"], "answered");
    assert!(browser.sees_last()["content"].as_str().is_some_and(|content| content.contains(r#""value":"so""#)));
}

#[tokio::test]
async fn people_talk_and_use_commands_on_what_was_said() {
    let house = House::with(settings(), |interaction| {
        let target = interaction["data"]["target_id"].as_str().unwrap_or_default();
        says(interaction["data"]["resolved"]["messages"][target]["content"].as_str().unwrap_or("?"))
    })
    .await;
    let (mut ada, mut bob) = (house.browser("ada", "general").await, house.browser("bob", "general").await);
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
    let house = House::with(settings(), |_| json!({ "type": 4, "data": { "content": "psst", "flags": 64 } })).await;
    let (mut ada, mut bob) = (house.browser("ada", "general").await, house.browser("bob", "general").await);
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
    assert!(house.discord.message(message).is_some(), "only the client forgets it");
    ada.be("mia", "general", "en-US").await;
    assert_eq!(ada.told("messages").await["person"], "mia");
    assert_eq!(ada.sees().len(), 1);
}

#[tokio::test]
async fn silence_is_seen_by_the_asker() {
    let house = House::with(hasty(), |_| Value::Null).await;
    let (mut ada, bob) = (house.browser("ada", "general").await, house.browser("bob", "general").await);
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
    assert_eq!(ada.sees().len(), 1, "nobody is told of completions that did not come");
    assert_eq!(ada.does(json!({ "act": "dismisses", "message": failed["id"] })).await["status"], "answered");
    assert!(ada.sees_that(<[Value]>::is_empty).await.is_empty());
}

#[tokio::test]
async fn a_refused_answer_is_shown_with_the_rule_and_discord_s_error() {
    let house = House::with(hasty(), |interaction| match interaction["type"].as_u64() {
        Some(3) => json!({ "type": 7, "data": { "content": "x".repeat(2001) } }),
        _ if interaction["data"]["name"] == "help" => buttons(),
        _ => json!({ "type": 4, "data": { "embeds": [{ "title": "t".repeat(257) }] } }),
    })
    .await;
    let mut ada = house.browser("ada", "general").await;
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
    let house = House::with(settings(), |_| {
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
    let mut ada = house.browser("ada", "general").await;
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
    for request in house.discord.requests() {
        let token = request.path.split('/').nth(5).filter(|part| part.starts_with("playground-interaction"));
        assert!(token.is_none_or(|token| !told.contains(token)), "{told}");
    }
    assert!(!told.contains(house.discord.token()));
}

#[tokio::test]
async fn the_state_of_the_bot_is_told() {
    let mut house = House::empty(settings()).await;
    let mut browser = house.browser("ada", "general").await;
    let told = browser.told("bot").await;
    assert_eq!(told["state"], "offline");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.starts_with("No bot is connected.")), "{told}");
    house.handle.bot(BotState::Running);
    browser.told_that("bot", |bot| bot["state"] == "starting").await;
    assert_eq!(browser.types("/help").await["status"], "cannot", "no command is there yet");
    Rest::new(&house.discord).register(some_commands()).await;
    browser.told_that("commands", |commands| commands.as_array().is_some_and(|commands| commands.len() == 3)).await;
    house.bot = Some(Bot::start(&house.discord, |_| says("hello")).await);
    browser.told_that("bot", |bot| bot["state"] == "connected").await;
    house.bot = None;
    browser.told_that("bot", |bot| bot["state"] == "reconnecting").await;
    house.handle.bot(BotState::Stopped("The bot stopped: why.".to_owned()));
    let told = browser.told_that("bot", |bot| bot["state"] == "stopped").await;
    assert_eq!(told["detail"], "The bot stopped: why.");
    house.handle.bot(BotState::Running);
    browser.told_that("bot", |bot| bot["state"] == "reconnecting").await;
    house.handle.bot(BotState::External);
    let told = browser.told_that("bot", |bot| bot["state"] == "offline").await;
    assert_eq!(told["detail"], "The bot has disconnected.");

    let problems = vec![ContentProblem {
        file: "a.yaml".to_owned(),
        line: 3,
        path: "x.y".to_owned(),
        message: "no".to_owned(),
        severity: "error",
    }];
    house.handle.content(Content { place: "here".to_owned(), entries: 7, version: 2, problems });
    let told = browser.told("knowledge").await;
    assert_eq!(
        told,
        json!({ "place": "here", "entries": 7, "version": 2, "problems": [
            { "file": "a.yaml", "line": 3, "path": "x.y", "message": "no", "severity": "error" },
        ] })
    );
    let mut late = Browser::open(&house.url).await;
    assert_eq!(late.told("knowledge").await, told, "whoever comes later is told too");
}

#[tokio::test]
async fn a_bot_is_online_while_it_has_an_endpoint() {
    let house = House::empty(settings()).await;
    let mut browser = house.browser("ada", "general").await;
    assert_eq!(browser.told("bot").await["state"], "offline");
    let endpoint = Endpoint::right(&house.discord, |_| async { reply(says("hello")) }).await;
    house.discord.set_endpoint(&endpoint.url).await.expect("a right endpoint");
    browser.told_that("bot", |bot| bot["state"] == "connected").await;
}

#[tokio::test]
async fn one_page_has_so_much_under_way_and_no_more() {
    let house = House::with(Settings { deadline: Duration::from_secs(2), ..settings() }, |_| Value::Null).await;
    let mut ada = house.browser("ada", "general").await;
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
    let house = House::empty(settings()).await;
    let ada = house.discord.member("ada");
    for number in 1..=120 {
        ada.says(&number.to_string()).expect("said");
    }
    let seen = house.browser("bob", "general").await.sees();
    assert_eq!((seen.len(), &seen[0]["content"], &seen[99]["content"]), (100, &json!("21"), &json!("120")));
}
