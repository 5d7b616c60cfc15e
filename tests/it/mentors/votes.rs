//! Votes on answers: one a member, and what was missing.

use fake_discord::{Message, Person};
use serde_json::json;
use tpm_guide::store::EntryVotes;
use tpm_guide_core::community::Tally;

use super::support::*;
use crate::community::support::answers_by;
use crate::support::called_by;

/// A question that the shipped guide answers.
const ANSWERED: &str = "/ask question:do i need a degree?";

/// Runs a test over each transport, with its database.
async fn with_database(test: impl AsyncFn(&Fixture, &Database, People)) {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let people = people(&fixture);
        test(&fixture, &database, people).await;
        closes(fixture).await;
    }
}

/// The votes of the home server.
async fn tally(fixture: &Fixture, database: &Database) -> Vec<Tally> {
    let votes = database.store().await.votes(fixture.discord.home().0, 0).await.expect("the store works");
    votes.into_iter().map(|EntryVotes { votes, .. }| votes).collect()
}

fn has(message: &Message, label: &str) -> bool {
    message.buttons().iter().any(|button| button.label == label)
}

async fn forces(person: &Person, message: &Message, custom_id: &str) -> Message {
    let data = json!({ "custom_id": custom_id, "component_type": 2 });
    answered(&person.clicks_raw(message, data).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_votes_once_and_may_change_it() {
    with_database(async |fixture, database, People { noa, ada, .. }| {
        let answer = types(&ada, ANSWERED).await;
        assert!(has(&answer, "👍") && has(&answer, "👎"), "{}", answer.as_seen());
        for label in ["👍", "👍", "👎"] {
            let told = clicks(&ada, &answer, label).await;
            assert!(told.is_ephemeral() && title(&told) == "Thank you", "{}", told.as_seen());
        }
        assert_eq!(tally(fixture, database).await, [Tally { up: 0, down: 1 }]);
        clicks(&noa, &answer, "👍").await;
        let again = types(&noa, ANSWERED).await;
        clicks(&noa, &again, "👍").await;
        assert_eq!(tally(fixture, database).await, [Tally { up: 1, down: 1 }]);
        // What is shown by name asks for no vote.
        assert!(!has(&types(&ada, "/faq question:3").await, "👍"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missing_reaches_the_mentors_with_the_name_of_the_entry() {
    with_database(async |fixture, _, People { mia, max, noa, ada, .. }| {
        let answer = types(&noa, ANSWERED).await;
        let told = clicks(&noa, &answer, "👎").await;
        assert!(!has(&told, "What was missing?"), "without mentors, there is no one to ask: {}", told.as_seen());
        names_mentors(&mia).await;
        let told = clicks(&noa, &answer, "👎").await;
        let missing = form(&noa.clicks(&told, "What was missing?").await.unwrap());
        assert_eq!(missing.title, "What was missing?");
        let how = ("How do you want to get the answer?", HERE);
        let sent = submits(&noa, &missing, &[("What did you need to know?", "Which degree is best?"), how]).await;
        assert_eq!(title(&sent), "Your question is with the mentors", "{}", sent.as_seen());
        let queued = queued(fixture, 1).await.remove(0);
        for said in ["Which degree is best?", "a member missed something in it."] {
            assert!(queued.text().contains(said), "{said}: {}", queued.text());
        }
        let preview = previews(&max, &queued, &[("Title", "Best degree"), ("Answer", "The one you enjoy.")]).await;
        clicks(&max, &preview, "Publish as entry").await;
        let told = told_in_channel(fixture, 1).await.remove(0);
        assert_eq!(notified(fixture, &told), ["noa"]);
        assert!(types(&ada, "/topic name:best degree").await.text().contains("The one you enjoy."));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_switch_votes_off_and_on() {
    with_database(async |fixture, database, People { mia, ada, .. }| {
        let answer = types(&ada, ANSWERED).await;
        let settings = mentor_settings(&mia).await;
        let settings = clicks(&mia, &settings, "Switch votes off").await;
        assert!(settings.text().contains("**Votes**: off."), "{}", settings.text());
        assert!(!has(&types(&ada, ANSWERED).await, "👍"));
        let told = clicks(&ada, &answer, "👍").await;
        assert_eq!(title(&told), "Votes are off here", "an old button: {}", told.as_seen());
        assert_eq!(tally(fixture, database).await, []);
        clicks(&mia, &settings, "Switch votes on").await;
        assert!(has(&types(&ada, ANSWERED).await, "👍"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_vote_counts_for_nothing() {
    with_database(async |fixture, database, People { mia, ada, .. }| {
        adds_entry(&mia.in_channel("general"), "Standup", "At ten.").await;
        let answer = types(&ada, ANSWERED).await;
        for custom_id in [
            "t1:g:vote:faq/none:1:up",
            "t1:g:vote:faq/degree-required:7:up",
            "t1:g:vote:own/standup:9:up",
            "t1:g:vote:x:y:z",
        ] {
            let told = forces(&ada, &answer, custom_id).await;
            assert_ne!(title(&told), "Thank you", "{custom_id}: {}", told.as_seen());
        }
        assert_eq!(tally(fixture, database).await, []);
        forces(&ada, &answer, "t1:g:vote:own/standup:1:up").await;
        assert_eq!(tally(fixture, database).await, [Tally { up: 1, down: 0 }]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_member_brought_the_app_no_one_votes() {
    with_database(async |fixture, database, People { ada, .. }| {
        let answer = types(&ada, ANSWERED).await;
        let vote = button(&answer, "👍");
        let guest = ada.in_server(CAFE);
        let found = types(&guest, ANSWERED).await;
        assert!(!has(&found, "👍"), "{}", found.as_seen());
        let told = forces(&guest, &found, &vote).await;
        assert_eq!(title(&told), "This server has not added the app", "{}", told.as_seen());
        assert_eq!(tally(fixture, database).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_there_are_no_votes_and_staff_are_told() {
    // For SQLite, the program makes one.
    let Some(database) = Database::postgres().await else { return };
    let fixture = opened(Transport::Http, &database, &[]).await;
    let People { mia, ada, .. } = people(&fixture);
    let vote = button(&types(&ada, ANSWERED).await, "👍");
    let Fixture { discord, bot, transport } = fixture;
    bot.stops().await;
    let token = discord.token().to_owned();
    let bot = called_by(&discord, &[("DATABASE_URL", database.address()), ("DISCORD_TOKEN", &token)]);
    answers_by(&discord, &bot).await;
    let fixture = Fixture { discord, bot, transport };
    let answer = types(&ada, ANSWERED).await;
    assert!(!has(&answer, "👍"), "{}", answer.as_seen());
    assert_eq!(title(&forces(&ada, &answer, &vote).await), "Votes are off here");
    let settings = mentor_settings(&mia).await;
    assert!(settings.text().contains("has given it no `MEMBER_KEY`"), "{}", settings.text());
    closes(fixture).await;
}
