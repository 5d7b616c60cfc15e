//! The servers of the bot: events of the gateway, and the list of `/users/@me/guilds`. R05.

use std::time::Duration;

use fake_discord::{Discord, Id, RestFault, Scope, permissions};
use serde_json::{Value, json};

use super::support::{Rest, discord};

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
    assert_eq!(one["permissions"], permissions::APP.to_string());
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
