//! What holds for every route: R01, R02, R04, and the plain GETs.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fake_discord::{Discord, RestFault, Settings};
use serde_json::{Value, json};

use super::support::{Rest, discord, settings, some_commands};

#[tokio::test]
async fn the_user_agent_has_to_name_a_bot() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    for agent in ["curl/8", "DiscordBot", "DiscordBot (https://example.com)", ""] {
        let answer = rest.send(rest.request("GET", "/users/@me").header("user-agent", agent)).await.unwrap();
        assert_eq!(answer.verdict(), (403, 40333), "{agent}");
    }
    assert!(discord.refusals().iter().all(|broken| broken.rule == "R01"));
    let of_discord_py = "DiscordBot (https://github.com/Rapptz/discord.py 2.7.1) Python/3.11 aiohttp/3.14.5";
    for agent in ["DiscordBot (https://example.invalid, 1.0)", of_discord_py] {
        let answer = rest.send(rest.request("GET", "/users/@me").header("user-agent", agent)).await.unwrap();
        assert_eq!(answer.status, 200, "{agent}");
    }
}

#[tokio::test]
async fn bodies_are_json_and_say_so() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let path = format!("/applications/{}/commands", rest.application);
    let plain = rest.request("PUT", &path).header("content-type", "text/plain").body("[]");
    assert_eq!(rest.send(plain).await.unwrap().verdict(), (400, 50035));
    let none = rest.request("PUT", &path).body("[]");
    assert_eq!(rest.send(none).await.unwrap().verdict(), (400, 50035));
    let broken = rest.request("PUT", &path).header("content-type", "application/json").body("[");
    assert_eq!(rest.send(broken).await.unwrap().verdict(), (400, 50109));
    let charset = rest.request("PUT", &path).header("content-type", "application/json; charset=utf-8").body("[]");
    assert_eq!(rest.send(charset).await.unwrap().status, 200);
    let object = rest.call("PUT", &path, json!({})).await;
    assert_eq!(object.verdict(), (400, 50035));
}

#[tokio::test]
async fn unknown_routes_and_methods_are_refused() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    for path in ["/nowhere", "/applications", "/channels/1/pins", "/interactions/1/callback"] {
        let answer = rest.call("GET", path, Value::Null).await;
        assert_eq!((answer.status, answer.body), (404, json!({ "message": "404: Not Found", "code": 0 })), "{path}");
    }
    for (method, path) in [("POST", "/users/@me"), ("DELETE", "/gateway"), ("GET", "/interactions/1/t/callback")] {
        assert_eq!(rest.call(method, path, Value::Null).await.status, 405, "{method} {path}");
    }
}

#[tokio::test]
async fn the_plain_gets_tell_what_a_bot_asks_first() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let me = rest.call("GET", "/users/@me", Value::Null).await.body;
    assert_eq!((&me["id"], &me["bot"]), (&json!(rest.application), &json!(true)));
    let application = rest.call("GET", "/applications/@me", Value::Null).await.body;
    assert!(application["integration_types_config"]["1"].is_object());
    let gateway = rest.call("GET", "/gateway/bot", Value::Null).await.body;
    assert!(gateway["url"].as_str().unwrap().starts_with("ws://127.0.0.1:"));
    assert_eq!(gateway["session_start_limit"]["remaining"], 1000);
    let request = discord.requests().into_iter().last().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str(), request.status), ("GET", "/api/v10/gateway/bot", 200));
    assert!(request.header("user-agent").unwrap().starts_with("DiscordBot ("));
}

#[tokio::test]
async fn more_than_the_global_limit_of_requests_per_second_meets_a_429() {
    let discord = Discord::start(Settings { requests_per_second: 3, ..settings() }).await.unwrap();
    let rest = Rest::new(&discord);
    rest.register(some_commands()).await;
    let mut limited = None;
    for _ in 0..20 {
        let answer = rest.call("GET", "/users/@me", Value::Null).await;
        if answer.status == 429 {
            limited = Some(answer);
            break;
        }
    }
    let limited = limited.expect("twenty requests take less than five seconds");
    assert_eq!(limited.body["global"], true);
    assert_eq!(limited.header("x-ratelimit-scope"), Some("global"));
    assert_eq!(limited.header("retry-after"), Some("1"));
    assert_eq!(discord.refusals()[0].rule, "R04");
    let callback = rest.call("POST", "/interactions/1/t/callback", json!({ "type": 4 })).await;
    assert_eq!(callback.verdict(), (404, 10062), "interactions do not count");
}

fn unix_seconds(moment: SystemTime) -> i64 {
    let since = moment.duration_since(UNIX_EPOCH).expect("a moment after 1970");
    i64::try_from(since.as_secs()).expect("a moment not far from now")
}

#[tokio::test]
async fn every_answer_s_date_is_off_by_the_clock_s_offset() {
    for offset in [0, 90, -3600] {
        let discord = Discord::start(Settings { clock_offset: offset, ..settings() }).await.unwrap();
        let rest = Rest::new(&discord);
        discord.faults().rest("GET /applications/@me", 1, RestFault::SlowBody(Duration::ZERO));
        discord.faults().rest("GET /oauth2/applications/@me", 1, RestFault::BadGateway);
        let commands = format!("/applications/{}/commands", rest.application);
        let none = json!([]);
        for (method, path, body, status) in [
            ("GET", "/users/@me", &Value::Null, 200),
            ("GET", "/applications/@me", &Value::Null, 200),
            ("PUT", &commands, &none, 200),
            ("GET", "/nowhere", &Value::Null, 404),
            ("GET", "/oauth2/applications/@me", &Value::Null, 502),
        ] {
            let earliest = unix_seconds(SystemTime::now());
            let answer = rest.call(method, path, body.clone()).await;
            let latest = unix_seconds(SystemTime::now());
            let dates: Vec<&str> =
                answer.headers.iter().filter(|(name, _)| name == "date").map(|(_, date)| date.as_str()).collect();
            let [date] = dates[..] else { panic!("one date, not {dates:?}") };
            let shown = httpdate::parse_http_date(date).unwrap_or_else(|problem| panic!("{date}: {problem}"));
            let of = format!("{method} {path}, off by {offset} s: {date}");
            assert_eq!(answer.status, status, "{of}");
            assert_eq!(httpdate::fmt_http_date(shown), date, "{of}");
            assert!((earliest + offset..=latest + offset).contains(&unix_seconds(shown)), "{of}");
        }
    }
}
