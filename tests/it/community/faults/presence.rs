//! Servers that remove the bot, are away, and come back: only a removal sets since when a server has been left.

use fake_discord::Discord;

use super::support::*;
use crate::store::support::on_each_engine;
use crate::support::{Fixture, settings};

/// The intent GUILDS.
const GUILDS: u64 = 1;

/// The workshop's id.
fn workshop(discord: &Discord) -> fake_discord::Id {
    discord.arrange(|world| world.guild_named(WORKSHOP).expect("it was added").id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_is_noted_an_outage_is_not_and_coming_back_ends_it() {
    on_each_engine(async |database| {
        let fixture = opened(Transport::Gateway, database, &[]).await;
        let (home, workshop) = (fixture.discord.home(), workshop(&fixture.discord));
        let mia = fixture.discord.member("mia");
        for place in [mia.clone(), mia.in_server(WORKSHOP)] {
            adds(&place, STANDUP).await;
        }
        // Events come in their order: when the removal was noted, the outage was seen before.
        fixture.discord.outage(home, true);
        fixture.discord.remove_app(workshop);
        fixture.bot.says("the bot was removed from a server", 1).await;
        assert_eq!(stored(database, "left_at", home.0).await, None, "an outage is no removal");
        assert!(stored(database, "left_at", workshop.0).await.is_some_and(|at| at > 1_700_000_000));
        fixture.discord.outage(home, false);

        // Also where another process comes back to it: who is absent is stored.
        let fixture = restarted(fixture, database).await;
        assert!(stored(database, "left_at", workshop.0).await.is_some(), "a start says nothing about it");
        fixture.discord.add_app(workshop);
        fixture.bot.says("the bot is in a server again that had removed it", 1).await;
        assert_eq!(stored(database, "left_at", workshop.0).await, None);
        let ada = fixture.discord.member("ada").in_server(WORKSHOP);
        assert!(types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"), "nothing is lost");
        fixture.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guilds_intent_is_asked_for_only_with_a_store() {
    let without = Fixture::open(settings(), &[], &[]).await;
    assert_eq!(without.discord.identifies()[0].intents & GUILDS, 0);
    let said = without.close().await;
    assert!(said.contains("DATABASE_URL is not set: servers have no entries of their own"), "{said}");
    let with = opened(Transport::Gateway, &Database::sqlite(), &[]).await;
    assert_eq!(with.discord.identifies()[0].intents, GUILDS, "and no other");
    with.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_says_that_without_a_token_servers_are_not_listed() {
    let words = "DISCORD_TOKEN is not set: members cannot ask mentors";
    for has_token in [false, true] {
        let discord = punctual().await;
        let token = discord.token().to_owned();
        let environment = [("DISCORD_TOKEN", token.as_str())];
        let environment = if has_token { &environment[..] } else { &[] };
        let said = joined(discord, Transport::Http, &Database::sqlite(), environment).await.close().await;
        assert_eq!(said.contains(words), !has_token, "{said}");
    }
}
