//! Listings of servers, and events while the store is away.

use fake_discord::{Discord, RestFault};
use secrecy::SecretString;
use tpm_guide_core::community::Content;
use tpm_guide_core::knowledge::Reviewer;

use super::*;
use crate::store::{DatabaseUrl, Draft, Options, Store, Target};

/// A server in which the bot is not, and the seconds of a day.
const GONE: u64 = 7;
const DAY: i64 = 86_400;

/// A Discord with a server that has the bot, and what this server and the one that is gone have.
async fn opened() -> (Discord, Arc<Rest>, Arc<Communities>, Store) {
    let discord = Discord::start(fake_discord::Settings::default()).await.expect("loopback has a free port");
    let origin = discord.origin().parse().expect("an origin");
    let rest = Rest::new(&SecretString::from(discord.token()), &origin).expect("a token");
    let store = Store::open(&DatabaseUrl::memory(), Options::default()).await.expect("memory");
    for guild in [GONE, discord.home().0] {
        let content = Content { title: "One".to_owned(), body: "Text.".to_owned(), ..Content::default() };
        let draft = Draft { id: 1, target: Target::New { content } };
        store.save_draft(guild, 2, &draft, 0).await.expect("saved");
        store.publish(guild, 2, Reviewer::Manager, 1, 0, false).await.expect("asked").expect("published");
    }
    (discord, Arc::new(rest), Arc::new(Communities::new(1 << 20)), store)
}

/// The servers that were left: those that are purged when their time is over.
async fn left(store: &Store, at: i64) -> Vec<u64> {
    store.purge(at + 30 * DAY).await.expect("asked")
}

#[tokio::test]
async fn two_listings_a_day_apart_count_and_one_that_failed_does_not() {
    let (discord, rest, communities, store) = opened().await;
    communities.connect(store.clone()).await.expect("it is there");
    let refused = RestFault::error(403, 50_001, "Missing Access");
    discord.faults().rest("GET /users/@me/guilds", 1, refused);
    communities.compare_listing(&rest, DAY).await;
    assert_eq!(store.absent().await.expect("asked"), [0; 0], "no one is missed in no listing");
    communities.compare_listing(&rest, 2 * DAY).await;
    assert_eq!(store.absent().await.expect("asked"), [GONE]);
    assert_eq!(left(&store, 2 * DAY).await, [0; 0], "once is not enough");
    communities.compare_listing(&rest, 3 * DAY).await;
    assert_eq!(left(&store, 3 * DAY).await, [GONE]);
}

#[tokio::test]
async fn without_a_gateway_servers_are_listed_as_well() {
    let (discord, rest, communities, store) = opened().await;
    communities.connect(store.clone()).await.expect("it is there");
    tokio::time::pause();
    let following = tokio::spawn(follow_presence(Arc::clone(&communities), rest, None));
    tokio::task::yield_now().await;
    tokio::time::advance(FIRST + Duration::from_secs(1)).await;
    // What is asked over a socket takes the time that it takes.
    tokio::time::resume();
    let is_listed = |discord: &Discord| discord.requests().iter().any(|request| request.path.ends_with("/guilds"));
    discord.wait_until("a listing", is_listed).await.expect("it is asked for");
    following.abort();
}

#[tokio::test]
async fn a_server_that_returns_is_noted_also_where_the_store_was_away_at_first() {
    let (_, rest, communities, store) = opened().await;
    store.left(GONE, 1).await.expect("noted");
    let (sender, events) = mpsc::channel(10);
    let following = tokio::spawn(follow_presence(Arc::clone(&communities), rest, Some(events)));
    let returns = || sender.send(GuildEvent::Create { guild: GONE, is_unavailable: false });
    returns().await.expect("it is heard");
    while sender.capacity() < sender.max_capacity() {
        tokio::task::yield_now().await;
    }
    communities.connect(store.clone()).await.expect("it is there");
    returns().await.expect("it is heard");
    while !store.absent().await.expect("asked").is_empty() {
        tokio::task::yield_now().await;
    }
    following.abort();
}
