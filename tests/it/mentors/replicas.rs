//! Several processes on one database: one of them posts for all, another goes on after it; and a process without a token, which posts
//! nothing and offers nothing.

use super::support::*;
use crate::community::support::answers_by;
use crate::support::called_by;

/// The notice of a process that can post nothing.
const OFF: &str = "Questions to mentors are off: this bot can't post messages.";

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_nothing_is_offered_and_staff_are_told() {
    let database = Database::sqlite();
    let fixture = opened(Transport::Http, &database, &[]).await;
    let People { mia, noa, .. } = people(&fixture);
    names_mentors(&mia).await;
    let Fixture { discord, bot, transport } = fixture;
    bot.stops().await;
    let bot = called_by(&discord, &[("DATABASE_URL", database.address())]);
    answers_by(&discord, &bot).await;
    let fixture = Fixture { discord, bot, transport };
    fixture.bot.says("DISCORD_TOKEN is not set: members cannot ask mentors", 1).await;
    let told = types(&noa, &format!("/ask question:{QUESTION}")).await;
    assert!(told.buttons().iter().all(|button| button.label != "Ask the mentors"), "{}", told.as_seen());
    let settings = mentor_settings(&mia).await;
    assert!(settings.text().contains(OFF), "{}", settings.text());
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_posts_what_members_ask_another() {
    let Some(database) = Database::postgres().await else { return };
    let fixture = opened(Transport::Http, &database, &[]).await;
    let People { mia, max, noa, ada, .. } = people(&fixture);
    fixture.bot.says("this process posts messages for all", 1).await;
    names_mentors(&mia).await;
    let token = fixture.discord.token().to_owned();
    let replica = called_by(&fixture.discord, &[("DATABASE_URL", database.address()), ("DISCORD_TOKEN", &token)]);
    answers_by(&fixture.discord, &replica).await;
    let queued = sends(&fixture, &noa, QUESTION, HERE).await;
    let preview = previews(&max, &queued, ANSWER).await;
    clicks(&max, &preview, "Publish as entry").await;
    told_in_channel(&fixture, 1).await;
    redrawn(&fixture, &queued, "**Answered**").await;
    assert!(!replica.said().contains("this process posts messages for all"), "{}", replica.said());

    // The one that posted ends; the other goes on.
    let Fixture { discord, bot, transport } = fixture;
    bot.stops().await;
    let fixture = Fixture { discord, bot: replica, transport };
    sends(&fixture, &ada, OTHERS[0], HERE).await;
    assert_eq!(queue(&fixture).len(), 2, "{}", fixture.story());
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_posted_when_the_process_ended_is_posted_after_the_next_start() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let People { mia, noa, .. } = people(&fixture);
        names_mentors(&mia).await;
        // It was posted, of which the bot heard nothing.
        fixture.discord.faults().rest("POST /channels/*/messages", u32::MAX, fake_discord::RestFault::DroppedAfter);
        asks(&noa, QUESTION, HERE).await;
        fixture.bot.says("a message waits", 1).await;
        let Fixture { discord, bot, transport } = fixture;
        bot.signal(rustix::process::Signal::KILL);
        bot.ends().await;
        discord.faults().clear();
        database.tamper("DELETE FROM lease").await;
        let fixture = entered(discord, transport, &database, &[]).await;
        let waiting = queued(&fixture, 1).await.remove(0);
        let max = fixture.discord.member("max").in_channel("mentors");
        let preview = previews(&max, &waiting, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        redrawn(&fixture, &waiting, "**Answered**").await;
        assert_eq!(queue(&fixture).len(), 1, "{}", fixture.story());
        closes(fixture).await;
    }
}
