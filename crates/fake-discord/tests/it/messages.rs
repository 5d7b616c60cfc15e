//! What a message may be: M01 to M07, and who it pings.

use fake_discord::{Discord, Settings, Whom};
use serde_json::{Value, json};

use super::support::{Answer, Gateway, Rest, settings, some_commands};

fn long(count: usize) -> String {
    "𝄞".repeat(count)
}

fn embed(more: Value) -> Value {
    json!({ "embeds": [more] })
}

/// One interaction after the other, each answered with a body of the table.
pub struct Answering {
    pub discord: Discord,
    pub rest: Rest,
    gateway: Gateway,
}

impl Answering {
    pub async fn start() -> Self {
        let discord = Discord::start(Settings { requests_per_second: 10_000, ..settings() }).await.unwrap();
        let rest = Rest::new(&discord);
        rest.register(some_commands()).await;
        let (gateway, _) = Gateway::ready(&discord).await;
        Self { discord, rest, gateway }
    }

    pub async fn asked(&mut self) -> Value {
        self.discord.member("ada").starts_typing("/help").unwrap();
        self.gateway.dispatch("INTERACTION_CREATE").await["d"].clone()
    }

    pub async fn answer(&mut self, kind: u64, data: Value) -> Answer {
        let asked = self.asked().await;
        self.rest.callback(&asked, json!({ "type": kind, "data": data })).await
    }

    /// Goes through a table of bodies and problems; a body without problems has to be accepted.
    pub async fn check(&mut self, kind: u64, table: Vec<(&str, Value, &[&str])>) {
        for (rule, data, problems) in table {
            let answer = self.answer(kind, data.clone()).await;
            let shown = data.to_string().chars().take(300).collect::<String>();
            assert_eq!(answer.problems(), problems, "{rule} {shown}\n{}", answer.text);
            let expected = if problems.is_empty() { 204 } else { 400 };
            assert_eq!(answer.status, expected, "{rule} {shown}\n{}", answer.text);
            if !problems.is_empty() {
                let last = self.discord.refusals().last().map(|broken| broken.rule);
                assert_eq!(last, Some(rule), "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn texts_and_embeds_are_checked_at_their_limits() {
    let mut fixture = Answering::start().await;
    let fields = |count: usize| -> Vec<Value> { (0..count).map(|_| json!({ "name": "n", "value": "v" })).collect() };
    let spaced = format!("  {}\n", long(256));
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("M01", json!({ "content": long(2000) }), &[]),
        ("M01", json!({ "content": long(2001) }), &["data.content: BASE_TYPE_MAX_LENGTH"]),
        ("M01", json!({ "content": 5 }), &["data.content: MODEL_TYPE_CONVERT"]),
        ("M03", embed(json!({ "title": long(256) })), &[]),
        ("M03", embed(json!({ "title": spaced })), &[]),
        ("M03", embed(json!({ "title": long(257) })), &["data.embeds.0.title: BASE_TYPE_MAX_LENGTH"]),
        ("M03", embed(json!({ "description": long(4096) })), &[]),
        ("M03", embed(json!({ "description": long(4097) })), &["data.embeds.0.description: BASE_TYPE_MAX_LENGTH"]),
        ("M03", embed(json!({ "fields": fields(25) })), &[]),
        ("M03", embed(json!({ "fields": fields(26) })), &["data.embeds.0.fields: BASE_TYPE_MAX_LENGTH"]),
        ("M03", embed(json!({ "fields": [{ "name": long(256), "value": long(1024), "inline": true }] })), &[]),
        (
            "M03",
            embed(json!({ "fields": [{ "name": long(257), "value": long(1025) }] })),
            &[
                "data.embeds.0.fields.0.name: BASE_TYPE_MAX_LENGTH",
                "data.embeds.0.fields.0.value: BASE_TYPE_MAX_LENGTH",
            ],
        ),
        ("M03", embed(json!({ "fields": [{ "name": "n" }] })), &["data.embeds.0.fields.0.value: BASE_TYPE_REQUIRED"]),
        (
            "M03",
            embed(json!({ "fields": [{ "name": "  ", "value": "v" }] })),
            &["data.embeds.0.fields.0.name: BASE_TYPE_REQUIRED"],
        ),
        ("M03", embed(json!({ "footer": { "text": long(2048) } })), &[]),
        (
            "M03",
            embed(json!({ "footer": { "text": long(2049) } })),
            &["data.embeds.0.footer.text: BASE_TYPE_MAX_LENGTH"],
        ),
        ("M03", embed(json!({ "author": { "name": long(256) } })), &[]),
        (
            "M03",
            embed(json!({ "author": { "name": long(257) } })),
            &["data.embeds.0.author.name: BASE_TYPE_MAX_LENGTH"],
        ),
        ("M03", embed(json!({ "title": "t", "color": 0xFF_FFFF })), &[]),
        ("M03", embed(json!({ "title": "t", "color": 0x100_0000 })), &["data.embeds.0.color: NUMBER_TYPE_MAX"]),
        ("M03", embed(json!({ "title": "t", "url": "ftp://x" })), &["data.embeds.0.url: URL_TYPE_INVALID_SCHEME"]),
        ("M03", embed(json!({ "title": "t", "timestamp": "2026-11-21T03:31:00Z" })), &[]),
        (
            "M03",
            embed(json!({ "title": "t", "timestamp": "soon" })),
            &["data.embeds.0.timestamp: DATE_TIME_TYPE_PARSE"],
        ),
        ("M03", embed(json!({})), &["data.embeds.0.description: BASE_TYPE_REQUIRED"]),
        ("M03", json!({ "embeds": vec![json!({ "title": "t" }); 10] }), &[]),
        ("M03", json!({ "embeds": vec![json!({ "title": "t" }); 11] }), &["data.embeds: BASE_TYPE_MAX_LENGTH"]),
        (
            "M04",
            json!({ "embeds": [{ "description": long(3000) }, { "description": format!(" {} ", long(3000)) }] }),
            &[],
        ),
        (
            "M04",
            json!({ "embeds": [{ "description": long(3000) }, { "description": long(3000), "title": "t" }] }),
            &["data.embeds: MAX_EMBED_SIZE_EXCEEDED"],
        ),
        ("M05", json!({ "content": "x", "allowed_mentions": { "parse": [], "users": ["1"] } }), &[]),
        (
            "M05",
            json!({ "content": "x", "allowed_mentions": { "parse": ["users"], "users": ["1"] } }),
            &["data.allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"],
        ),
        (
            "M05",
            json!({ "content": "x", "allowed_mentions": { "parse": ["people"] } }),
            &["data.allowed_mentions.parse.0: BASE_TYPE_CHOICES"],
        ),
    ];
    fixture.check(4, table).await;
}

#[tokio::test]
async fn an_empty_message_is_none() {
    let mut fixture = Answering::start().await;
    let empties = [
        Value::Null,
        json!({}),
        json!({ "content": "" }),
        json!({ "content": " \n" }),
        json!({ "embeds": [], "components": [], "attachments": [] }),
    ];
    for data in empties {
        assert_eq!(fixture.answer(4, data.clone()).await.verdict(), (400, 50006), "{data}");
    }
    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, json!({ "type": 4, "data": { "content": "x" } })).await;
    let emptied = fixture.rest.webhook("PATCH", &asked, "/messages/@original", json!({ "content": "" })).await;
    assert_eq!(emptied.verdict(), (400, 50006));
}

#[tokio::test]
async fn attachments_and_requests_have_their_limits() {
    let mut fixture = Answering::start().await;
    let attachments = vec![json!({ "id": 0 }); 11];
    let answer = fixture.answer(4, json!({ "content": "x", "attachments": attachments })).await;
    assert_eq!(answer.verdict(), (400, 30015));
    let huge = json!({ "content": "x".repeat(25 * 1024 * 1024) });
    assert_eq!(fixture.answer(4, huge).await.verdict(), (413, 40005));
}

#[tokio::test]
async fn an_edit_leaves_alone_what_it_does_not_mention() {
    let mut fixture = Answering::start().await;
    let asked = fixture.asked().await;
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "b", "custom_id": "b" }] }]);
    let data = json!({ "content": "c", "embeds": [{ "title": " t " }], "components": row });
    fixture.rest.callback(&asked, json!({ "type": 4, "data": data })).await;
    let edit = async |body: Value| fixture.rest.webhook("PATCH", &asked, "/messages/@original", body).await.body;
    let body = edit(json!({ "content": "new" })).await;
    assert_eq!((&body["content"], &body["embeds"][0]["title"]), (&json!("new"), &json!("t")));
    assert_eq!(body["components"][0]["components"][0]["id"], 2);
    assert!(body["edited_timestamp"].is_string());
    assert_eq!(body["interaction_metadata"]["user"]["username"], "ada");
    let body = edit(json!({ "content": null, "components": [] })).await;
    assert_eq!((&body["content"], &body["components"]), (&json!(""), &json!([])));
    assert_eq!(body["embeds"][0]["type"], "rich");
}

#[tokio::test]
async fn mentions_ping_users_by_default_and_nobody_when_told_so() {
    let mut fixture = Answering::start().await;
    let ids = fixture.discord.arrange(|world| {
        let id = |name: &str| world.user_named(name).expect("somebody").id;
        (id("ada"), id("bob"))
    });
    let (ada, bob) = ids;
    let role = fixture.discord.arrange(|world| world.add_role(world.home, "ops", true));
    let content = format!("<@{ada}> <@!{bob}> <@&{role}> @everyone `<@{ada}>` <@1>");
    let table: Vec<(Value, Vec<Whom>)> = vec![
        (json!({ "content": content }), vec![Whom::User(ada), Whom::User(bob)]),
        (json!({ "content": content, "allowed_mentions": { "parse": [] } }), vec![]),
        (json!({ "content": content, "allowed_mentions": {} }), vec![]),
        (json!({ "content": content, "allowed_mentions": { "users": [bob] } }), vec![Whom::User(bob)]),
        (json!({ "content": content, "allowed_mentions": { "parse": [], "roles": [role] } }), vec![Whom::Role(role)]),
        (json!({ "content": content, "allowed_mentions": { "parse": ["everyone"] } }), vec![Whom::Everyone]),
        (json!({ "content": format!("```\n<@{ada}>\n```") }), vec![]),
        (json!({ "embeds": [{ "description": content }] }), vec![]),
        (json!({ "content": content, "flags": 64 }), vec![]),
        (
            json!({ "flags": 32768, "components": [{ "type": 10, "content": format!("<@{ada}>") }] }),
            vec![Whom::User(ada)],
        ),
    ];
    for (data, expected) in table {
        let before = fixture.discord.pings().len();
        assert_eq!(fixture.answer(4, data.clone()).await.status, 204);
        let whom: Vec<Whom> = fixture.discord.pings()[before..].iter().map(|ping| ping.whom).collect();
        assert_eq!(whom, expected, "{data}");
    }
    let asked = fixture.asked().await;
    fixture.rest.callback(&asked, json!({ "type": 4, "data": { "content": "x" } })).await;
    let edit = json!({ "content": format!("<@{ada}>") });
    let edited = fixture.rest.webhook("PATCH", &asked, "/messages/@original", edit).await;
    assert_eq!(edited.body["mentions"][0]["username"], "ada");
    assert!(fixture.discord.pings().last().unwrap().by_edit);
}
