//! The gateway's rules: G01 to G10.

use std::time::Duration;

use fake_discord::{Discord, Settings};
use serde_json::{Value, json};

use super::support::{Gateway, Heard, Rest, discord, identify, settings, some_commands};

#[tokio::test]
async fn a_bot_that_identifies_is_ready_and_knows_where_to_resume() {
    let discord = discord().await;
    let (mut gateway, ready) = Gateway::ready(&discord).await;
    assert!(ready["resume_gateway_url"].as_str().unwrap().ends_with("/resume"));
    assert_eq!(ready["guilds"][0], json!({ "id": discord.home(), "unavailable": true }));
    assert_eq!(ready["shard"], json!([0, 1]));
    assert_eq!(discord.sessions(), [ready["session_id"].as_str().unwrap()]);
    gateway.send(1, json!(1)).await;
    let next = gateway.frame().await;
    assert_eq!(next["op"], 11, "no intent, no GUILD_CREATE");
    assert_eq!(discord.identifies()[0].payload["token"], "(hidden)");
    gateway.close(1000).await;
    discord.wait_until("the session's end", |discord| discord.sessions().is_empty()).await.unwrap();
}

#[tokio::test]
async fn the_guilds_intent_brings_the_servers() {
    let discord = discord().await;
    let mut gateway = Gateway::dial(&discord).await;
    gateway.hello().await;
    let mut data = identify(&format!("Bot {}", discord.token()));
    data["intents"] = json!(1);
    gateway.send(2, data).await;
    let guild = gateway.dispatch("GUILD_CREATE").await["d"].clone();
    assert_eq!((&guild["name"], &guild["channels"][0]["name"]), (&json!("Playground"), &json!("general")));
}

/// Sends one frame after Hello and tells the close code.
async fn closes_with(settings: Settings, op: u64, change: impl Fn(&Discord, &mut Value)) -> Option<u16> {
    let discord = Discord::start(settings).await.unwrap();
    let mut gateway = Gateway::dial(&discord).await;
    gateway.hello().await;
    let mut data = identify(discord.token());
    change(&discord, &mut data);
    gateway.send(op, data).await;
    let code = gateway.close_code().await;
    assert!(!discord.refusals().is_empty());
    assert!(discord.sessions().is_empty());
    code
}

#[tokio::test]
async fn a_wrong_identify_is_closed_with_its_code() {
    type Change = fn(&mut Value);
    let table: [(u16, Change); 8] = [
        (4004, |data| data["token"] = json!("nonsense")),
        (4013, |data| data["intents"] = json!(1 << 17)),
        (4014, |data| data["intents"] = json!(1 << 15)),
        (4014, |data| data["intents"] = json!(2)),
        (4010, |data| data["shard"] = json!([1, 1])),
        (4010, |data| data["shard"] = json!([0])),
        (4002, |data| data["intents"] = Value::Null),
        (4002, |data| data["properties"] = Value::Null),
    ];
    for (code, change) in table {
        assert_eq!(closes_with(settings(), 2, |_, data| change(data)).await, Some(code));
    }
    let unknown_opcode = closes_with(settings(), 77, |_, _| {}).await;
    assert_eq!(unknown_opcode, Some(4001));
    let too_early = closes_with(settings(), 3, |_, data| *data = json!({})).await;
    assert_eq!(too_early, Some(4003));
    let enabled = Settings { privileged_intents: 1 << 15, ..settings() };
    let discord = Discord::start(enabled).await.unwrap();
    let mut gateway = Gateway::dial(&discord).await;
    gateway.hello().await;
    let mut data = identify(discord.token());
    data["intents"] = json!(1 << 15);
    gateway.send(2, data).await;
    gateway.dispatch("READY").await;
}

#[tokio::test]
async fn frames_are_json_of_at_most_4096_bytes() {
    let discord = discord().await;
    for (text, fine) in [
        ("{".to_owned(), false),
        ("[]".to_owned(), false),
        (json!({ "op": 1, "d": null, "x": "y".repeat(4096 - 24) }).to_string(), true),
        (json!({ "op": 1, "d": null, "x": "y".repeat(4096 - 23) }).to_string(), false),
        (json!({ "op": 1, "d": "x" }).to_string(), false),
    ] {
        let mut gateway = Gateway::dial(&discord).await;
        gateway.hello().await;
        gateway.send_text(&text).await;
        match gateway.hear().await {
            Heard::Frame(frame) => assert!(fine && frame["op"] == 11, "{} bytes: {frame}", text.len()),
            Heard::Close(code) => assert!(!fine && code == Some(4002), "{} bytes: {code:?}", text.len()),
            Heard::Lost => panic!("{} bytes: lost", text.len()),
        }
    }
}

#[tokio::test]
async fn a_second_identify_is_closed_with_4005() {
    let discord = discord().await;
    let (mut gateway, _) = Gateway::ready(&discord).await;
    gateway.identify(&discord).await;
    assert_eq!(gateway.close_code().await, Some(4005));
}

#[tokio::test]
async fn the_query_has_to_name_the_version_and_no_other_encoding() {
    let discord = discord().await;
    let base = format!("{}/gateway", discord.origin().replace("http", "ws"));
    for query in ["", "?encoding=json", "?v=9&encoding=json", "?v=10&encoding=etf"] {
        let mut gateway = Gateway::dial_url(&format!("{base}{query}")).await.unwrap();
        assert_eq!(gateway.close_code().await, Some(4012), "{query}");
    }
    for query in ["?encoding=json&v=10", "?v=10"] {
        let mut gateway = Gateway::dial_url(&format!("{base}{query}")).await.unwrap();
        gateway.hello().await;
    }
}

#[tokio::test]
async fn more_than_the_allowed_frames_in_a_minute_close_with_4008() {
    let discord = discord().await;
    let (mut gateway, _) = Gateway::ready(&discord).await;
    for _ in 0..119 {
        gateway.send(1, Value::Null).await;
    }
    for _ in 0..119 {
        assert_eq!(gateway.frame().await["op"], 11);
    }
    gateway.send(1, Value::Null).await;
    assert_eq!(gateway.close_code().await, Some(4008));
    assert_eq!(discord.refusals()[0].rule, "G06");
}

#[tokio::test]
async fn a_bot_without_heartbeats_is_closed_with_4009_and_loses_its_session() {
    let hasty = Settings {
        heartbeat_interval: Duration::from_millis(40),
        heartbeat_slack: Duration::from_millis(10),
        ..settings()
    };
    let discord = Discord::start(hasty).await.unwrap();
    let (mut gateway, _) = Gateway::ready(&discord).await;
    assert_eq!(gateway.close_code().await, Some(4009));
    assert_eq!(discord.refusals()[0].rule, "G07");
    assert!(discord.sessions().is_empty());
}

#[tokio::test]
async fn a_lost_connection_is_resumed_with_everything_that_was_missed() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let (gateway, ready) = Gateway::ready(&discord).await;
    drop(gateway);
    discord.wait_until("the end of the connection", |discord| !discord.is_connected()).await.unwrap();
    let ada = discord.member("ada");
    let missed = [ada.starts_typing("/help").unwrap(), ada.starts_typing("/help").unwrap()];

    let mut gateway = Gateway::resume(&discord, &ready, 1).await;
    for (index, id) in missed.iter().enumerate() {
        let frame = gateway.dispatch("INTERACTION_CREATE").await;
        assert_eq!((&frame["d"]["id"], frame["s"].as_u64()), (&json!(id), Some(index as u64 + 2)));
    }
    assert_eq!(gateway.dispatch("RESUMED").await["s"], 4);
    let resume = &discord.resumes()[0];
    assert!(resume.path.starts_with("/resume"));
    assert_eq!(resume.replayed, Some(2));
    assert_eq!(discord.identifies().len(), 1, "a resume is no identify");

    // Over a second connection, while the first is still open: the session moves.
    let mut second = Gateway::resume(&discord, &ready, 4).await;
    second.dispatch("RESUMED").await;
    assert!(matches!(gateway.hear().await, Heard::Lost));
    ada.starts_typing("/help").unwrap();
    second.dispatch("INTERACTION_CREATE").await;
}

#[tokio::test]
async fn an_impossible_resume_is_refused() {
    let discord = discord().await;
    let (gateway, ready) = Gateway::ready(&discord).await;
    drop(gateway);
    let mut future = Gateway::resume(&discord, &ready, 99).await;
    assert_eq!(future.close_code().await, Some(4007));
    let mut gone = Gateway::resume(&discord, &ready, 1).await;
    let invalid = gone.frame().await;
    assert_eq!((&invalid["op"], &invalid["d"]), (&json!(9), &json!(false)));
    assert_eq!(discord.resumes()[1].replayed, None);

    let mut wrong = Gateway::dial(&discord).await;
    wrong.hello().await;
    wrong.send(6, json!({ "token": "no", "session_id": "x", "seq": 1 })).await;
    assert_eq!(wrong.close_code().await, Some(4004));
}

#[tokio::test]
async fn too_many_identifies_are_invalid() {
    let discord = discord().await;
    let (_first, _) = Gateway::ready(&discord).await;
    let mut second = Gateway::dial(&discord).await;
    second.hello().await;
    second.identify(&discord).await;
    assert_eq!(second.frame().await["op"], 9);
    assert_eq!(discord.refusals()[0].rule, "G09");
    let accepted: Vec<bool> = discord.identifies().iter().map(|identify| identify.accepted).collect();
    assert_eq!(accepted, [true, false]);

    let quick = Settings { identify_window: Duration::ZERO, identifies_remaining: 2, ..settings() };
    let discord = Discord::start(quick).await.unwrap();
    let (_first, _) = Gateway::ready(&discord).await;
    let (_second, _) = Gateway::ready(&discord).await;
    let mut third = Gateway::dial(&discord).await;
    third.hello().await;
    third.identify(&discord).await;
    assert_eq!(third.frame().await["op"], 9);
    let left = Rest::new(&discord).call("GET", "/gateway/bot", Value::Null).await.body;
    assert_eq!(left["session_start_limit"]["remaining"], 0);
}

#[tokio::test]
async fn shards_hear_of_their_own_servers() {
    let spacious = Settings { max_concurrency: 2, ..settings() };
    let discord = Discord::start(spacious).await.unwrap();
    Rest::new(&discord).register(some_commands()).await;
    let mut shards = Vec::new();
    for index in 0..2 {
        let mut gateway = Gateway::dial(&discord).await;
        gateway.hello().await;
        let mut data = identify(discord.token());
        data["shard"] = json!([index, 2]);
        gateway.send(2, data).await;
        gateway.dispatch("READY").await;
        shards.push(gateway);
    }
    let home: u64 = discord.home().0;
    let ada = discord.member("ada");
    ada.starts_typing("/help").unwrap();
    let of_home = usize::try_from((home >> 22) % 2).unwrap();
    assert_eq!(shards[of_home].dispatch("INTERACTION_CREATE").await["d"]["guild_id"], json!(discord.home()));
    ada.in_dm().starts_typing("/industry name:x").unwrap();
    assert_eq!(shards[0].dispatch("INTERACTION_CREATE").await["d"]["context"], 1);
}
