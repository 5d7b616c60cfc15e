//! The servers of the bot: events of the gateway, and the list of `/users/@me/guilds`. R05.

use std::time::Duration;

use fake_discord::{Discord, GuildSize, Id, RestFault, Scope, Settings, permissions};
use serde_json::{Value, json};

use super::support::{Gateway, Rest, discord, identify, settings, some_commands, text};

/// Servers with and without the app.
fn found(discord: &Discord, count: usize) -> Vec<Id> {
    discord.arrange(|world| {
        let owner = world.home;
        (0..count).map(|index| world.add_guild(&format!("Server {index}"), owner, true)).collect()
    })
}

fn ids(body: &Value) -> Vec<Id> {
    let guilds = body.as_array().expect("a list").iter();
    guilds.map(|guild| guild["id"].as_str().expect("an id").parse().expect("an id")).collect()
}

#[tokio::test]
async fn the_servers_of_the_bot_are_listed_in_pages() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    let mut all = found(&discord, 230);
    all.insert(0, discord.home());
    all.sort_unstable();
    discord.arrange(|world| world.add_guild("Without the app", world.home, false));
    let get = async |query: &str| rest.call("GET", &format!("/users/@me/guilds{query}"), Value::Null).await;

    let first = get("").await;
    assert_eq!((first.status, ids(&first.body)), (200, all[..200].to_vec()));
    assert_eq!(ids(&get("?limit=200").await.body), all[..200]);
    assert_eq!(ids(&get(&format!("?limit=200&after={}", all[199])).await.body), all[200..]);
    assert_eq!(ids(&get(&format!("?after={}", all[230])).await.body), []);
    assert_eq!(ids(&get("?limit=1").await.body), all[..1]);
    assert_eq!(ids(&get(&format!("?limit=2&before={}", all[10])).await.body), all[8..10]);
    assert_eq!(ids(&get(&format!("?before={}&after={}", all[10], all[7])).await.body), all[8..10]);
    assert_eq!(ids(&get("?after=1").await.body).len(), 200, "an id need not be a server");

    let one = &get("?limit=1&with_counts=true").await.body[0];
    assert!(one["name"].is_string() && one["features"].is_array() && one["owner"] == false);
    assert_eq!(one["permissions"], permissions::INSTALLED_APP.to_string());
    assert!(one["approximate_member_count"].is_u64());
    assert!(get("?limit=1").await.body[0].get("approximate_member_count").is_none());
}

#[tokio::test]
async fn the_list_of_servers_is_asked_for_properly() {
    let discord = discord().await;
    let rest = Rest::new(&discord);
    for (query, problems) in [
        ("?limit=0", "limit: NUMBER_TYPE_MIN"),
        ("?limit=201", "limit: NUMBER_TYPE_MAX"),
        ("?limit=x", "limit: NUMBER_TYPE_COERCE"),
        ("?limit=", "limit: NUMBER_TYPE_COERCE"),
        ("?after=x", "after: NUMBER_TYPE_COERCE"),
        ("?before=-1", "before: NUMBER_TYPE_COERCE"),
    ] {
        let answer = rest.call("GET", &format!("/users/@me/guilds{query}"), Value::Null).await;
        assert_eq!((answer.status, answer.problems()), (400, vec![problems.to_owned()]), "{query}");
        assert_eq!(discord.refusals().last().map(|broken| broken.rule), Some("R05"));
    }
    assert_eq!(rest.call("POST", "/users/@me/guilds", json!({})).await.status, 405);
    let mut stranger = rest.clone();
    stranger.token = "wrong".to_owned();
    assert_eq!(stranger.call("GET", "/users/@me/guilds", Value::Null).await.status, 401);

    let limited = RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_millis(1) };
    for (fault, status) in [(RestFault::InternalError, 500), (limited, 429)] {
        discord.faults().rest("GET /users/@me/guilds", 1, fault);
        assert_eq!(rest.call("GET", "/users/@me/guilds?limit=200", Value::Null).await.status, status);
    }
    assert_eq!(rest.call("GET", "/users/@me/guilds", Value::Null).await.status, 200);
}

/// Connects with these intents; the gateway has been told READY.
async fn connected(discord: &Discord, intents: u64) -> Gateway {
    let mut gateway = Gateway::dial(discord).await;
    gateway.hello().await;
    let mut data = identify(discord.token());
    data["intents"] = json!(intents);
    gateway.send(2, data).await;
    gateway.dispatch("READY").await;
    gateway
}

/// The next dispatch: its name, and the id and `unavailable` of the server.
async fn next(gateway: &mut Gateway) -> (String, Value) {
    let frame = gateway.frame().await;
    (text(&frame["t"]), json!({ "id": frame["d"]["id"], "unavailable": frame["d"]["unavailable"] }))
}

#[tokio::test]
async fn servers_come_go_and_are_away_for_a_while() {
    let discord = discord().await;
    let home = discord.home();
    let (second, third) = {
        let found = found(&discord, 2);
        (found[0], found[1])
    };
    discord.arrange(|world| world.add_guild("Without the app", world.home, false));
    discord.outage(third, true);
    let mut gateway = connected(&discord, 1).await;
    let here = |guild: Id| ("GUILD_CREATE".to_owned(), json!({ "id": guild, "unavailable": false }));
    let gone = |guild: Id| ("GUILD_DELETE".to_owned(), json!({ "id": guild, "unavailable": null }));
    let away = |guild: Id| ("GUILD_DELETE".to_owned(), json!({ "id": guild, "unavailable": true }));
    let mut told = [next(&mut gateway).await, next(&mut gateway).await];
    told.sort_by_key(|(_, guild)| text(&guild["id"]) != home.to_string());
    assert_eq!(told, [here(home), here(second)], "what is away is not told");
    discord.outage(third, false);
    assert_eq!(next(&mut gateway).await, here(third));
    discord.remove_app(second);
    assert_eq!(next(&mut gateway).await, gone(second));
    discord.outage(home, true);
    assert_eq!(next(&mut gateway).await, away(home));
    discord.outage(second, true);
    discord.outage(second, false);
    discord.outage(home, false);
    assert_eq!(next(&mut gateway).await, here(home), "nothing is told of a server without the app");
    discord.add_app(second);
    assert_eq!(next(&mut gateway).await, here(second));

    let listed = Rest::new(&discord).call("GET", "/users/@me/guilds", Value::Null).await;
    assert_eq!(ids(&listed.body).len(), 3);
    discord.remove_app(second);
    let listed = Rest::new(&discord).call("GET", "/users/@me/guilds", Value::Null).await;
    assert!(!ids(&listed.body).contains(&second));
}

#[tokio::test]
async fn without_the_intent_only_interactions_are_told() {
    let discord = discord().await;
    Rest::new(&discord).register(some_commands()).await;
    let mut gateway = connected(&discord, 0).await;
    discord.remove_app(discord.home());
    discord.add_app(discord.home());
    discord.outage(discord.home(), true);
    discord.outage(discord.home(), false);
    discord.member("ada").starts_typing("/help").unwrap();
    assert_eq!(gateway.frame().await["t"], "INTERACTION_CREATE");
}

#[tokio::test]
async fn a_session_hears_of_the_servers_of_its_shard_and_replays_what_it_missed() {
    let discord = Discord::start(Settings { shards: 2, max_concurrency: 2, ..settings() }).await.unwrap();
    let guilds = found(&discord, 4);
    let mut gateway = Gateway::dial(&discord).await;
    gateway.hello().await;
    let mut data = identify(discord.token());
    data["intents"] = json!(1);
    data["shard"] = json!([1, 2]);
    gateway.send(2, data).await;
    let ready = gateway.dispatch("READY").await;
    let of_shard: Vec<Value> = ready["d"]["guilds"].as_array().unwrap().clone();
    assert!(of_shard.len() < 5 && of_shard.iter().all(|guild| guild["unavailable"] == true));
    let heard: Vec<Id> = ids(&ready["d"]["guilds"]);
    let mut last = ready["s"].as_u64().unwrap();
    for _ in &heard {
        last = gateway.dispatch("GUILD_CREATE").await["s"].as_u64().unwrap();
    }
    drop(gateway);
    discord.wait_until("the end", |discord| !discord.is_connected()).await.unwrap();
    for guild in &guilds {
        discord.remove_app(*guild);
    }
    let mut gateway = Gateway::resume(&discord, &ready["d"], last).await;
    for guild in heard.iter().filter(|guild| guilds.contains(guild)) {
        assert_eq!(next(&mut gateway).await, ("GUILD_DELETE".to_owned(), json!({ "id": guild, "unavailable": null })));
    }
    assert_eq!(gateway.frame().await["t"], "RESUMED");
}

#[tokio::test]
async fn a_server_is_told_as_large_as_a_test_wants_it() {
    let discord = discord().await;
    discord.arrange(|world| world.enlarge(world.home, GuildSize::LARGEST));
    let mut gateway = connected(&discord, 1).await;
    let guild = gateway.dispatch("GUILD_CREATE").await["d"].clone();
    let count = |key: &str| guild[key].as_array().map_or(0, Vec::len);
    assert_eq!((count("members"), count("channels"), count("roles"), count("emojis")), (101, 501, 251, 500));
    assert_eq!((&guild["large"], &guild["member_count"]), (&json!(true), &json!(105)));
    assert!(guild.to_string().len() > 300_000, "{}", guild.to_string().len());
    gateway.close(4000).await;

    let settings = Settings { privileged_intents: 1 << 8, ..settings() };
    let discord = Discord::start(settings).await.unwrap();
    let mut small = connected(&discord, 1 | (1 << 8)).await;
    let guild = small.dispatch("GUILD_CREATE").await["d"].clone();
    assert_eq!(guild["members"].as_array().map(Vec::len), Some(5), "the intent of presences brings members");
    assert_eq!(guild["large"], false);
}

#[tokio::test]
async fn large_servers_come_one_by_one_and_leave_room_for_heartbeats() {
    let discord = discord().await;
    let guilds = found(&discord, 20);
    discord.arrange(|world| guilds.iter().for_each(|guild| world.enlarge(*guild, GuildSize::LARGEST)));
    let mut gateway = connected(&discord, 1).await;
    gateway.send(1, Value::Null).await;
    let mut created = 0;
    loop {
        let frame = gateway.frame().await;
        if frame["op"] == 11 {
            break;
        }
        assert_eq!(frame["t"], "GUILD_CREATE");
        created += 1;
    }
    while created < 21 {
        assert_eq!(gateway.frame().await["t"], "GUILD_CREATE");
        created += 1;
    }
    discord.remove_app(guilds[0]);
    assert_eq!(next(&mut gateway).await.0, "GUILD_DELETE", "each came once");
}
