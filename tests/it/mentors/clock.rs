//! What takes hours and days: claims, limits, pings, the digest, and the window of a nonce. The database is made older behind the
//! bot's back, which has the same effect as waiting.

use fake_discord::{Message, RestFault};

use super::support::*;

/// Runs a test over each transport with its database, in a server where settings name the mentors.
async fn with_database(test: impl AsyncFn(&Fixture, &Database, People)) {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let people = people(&fixture);
        names_mentors(&people.mia).await;
        test(&fixture, &database, people).await;
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_ends_after_three_days() {
    with_database(async |fixture, database, People { mia, max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let taken = clicks(&mia, &queued, "Take").await;
        let refused =
            max.clicks_raw(&taken, serde_json::json!({ "custom_id": "t1:g:take:1", "component_type": 2 })).await;
        assert_eq!(title(&answered(&refused.unwrap())), "It is taken");
        database.tamper("UPDATE inquiry SET state_at = state_at - 3 * 86400").await;
        let taken =
            max.clicks_raw(&taken, serde_json::json!({ "custom_id": "t1:g:take:1", "component_type": 2 })).await;
        let taken = answered(&taken.unwrap());
        assert!(taken.text().contains(&format!("**Taken** by <@{}>", max.id().unwrap())), "{}", taken.as_seen());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_pinged_again_after_six_hours() {
    with_database(async |fixture, database, People { mia, noa, .. }| {
        let settings = mentor_settings(&mia).await;
        picks(&mia, &settings, "A role to ping for new questions…", &["Mentors"]).await;
        let mut pinged = Vec::new();
        for (number, question) in OTHERS[..3].iter().enumerate() {
            if number == 2 {
                database.tamper("UPDATE mentors SET pinged_at = pinged_at - 6 * 3600").await;
            }
            let queued = sends(fixture, &noa, question, HERE).await;
            pinged.push(notified(fixture, &queued));
        }
        assert_eq!(pinged, [vec!["max".to_owned()], Vec::new(), vec!["max".to_owned()]]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_comes_once_a_week_where_something_waits() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let People { mia, noa, ada, .. } = people(&fixture);
        names_mentors(&mia).await;
        for (asker, question) in [(&noa, QUESTION), (&ada, OTHERS[0])] {
            sends(&fixture, asker, question, HERE).await;
        }
        database.tamper("UPDATE mentors SET digest_at = digest_at - 8 * 86400").await;
        // With its start, the bot looks for what is due.
        let fixture = restarted(fixture, &database).await;
        let digest = queued(&fixture, 3).await.remove(2);
        assert_eq!(title(&digest), "2 questions wait for a mentor", "{}", digest.as_seen());
        for said in ["This week 2 came in", QUESTION, OTHERS[0]] {
            assert!(digest.text().contains(said), "{said}: {}", digest.text());
        }
        assert_eq!(notified(&fixture, &digest), [""; 0]);
        let fixture = restarted(fixture, &database).await;
        let bob = fixture.discord.member("bob");
        sends(&fixture, &bob, OTHERS[1], HERE).await;
        assert_eq!(queue(&fixture).len(), 4, "no second digest: {}", fixture.story());
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_was_posted_and_never_confirmed_is_found_and_not_posted_again() {
    with_database(async |fixture, database, People { max, noa, .. }| {
        let channel = mentors_channel(fixture);
        let post = format!("POST /channels/{channel}/messages");
        fixture.discord.faults().rest(&post, u32::MAX, RestFault::DroppedAfter);
        asks(&noa, QUESTION, HERE).await;
        fixture.bot.says("a message waits", 1).await;
        database.tamper("UPDATE outbox SET started_at = started_at - 121").await;
        // By now, the same request would post another one.
        fixture.discord.advance(std::time::Duration::from_mins(6));
        let looked = |discord: &fake_discord::Discord| {
            let path = format!("/channels/{channel}/messages");
            discord.requests().iter().any(|request| request.method == "GET" && request.path.ends_with(&path))
        };
        fixture.discord.wait_until("the bot looks for it", looked).await.unwrap();
        fixture.discord.faults().clear();
        let queued = queued(fixture, 1).await.remove(0);
        let preview = previews(&max, &queued, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        redrawn(fixture, &queued, "**Answered**").await;
        super::support::queued(fixture, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_never_confirmed_is_not_repeated_and_becomes_a_note() {
    with_database(async |fixture, database, People { max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let preview = previews(&max, &queued, ANSWER).await;
        let general = fixture.discord.channel(fixture.discord.home(), "general").expect("it is there");
        fixture.discord.faults().rest(&format!("POST /channels/{general}/messages"), u32::MAX, RestFault::DroppedAfter);
        clicks(&max, &preview, "Only tell the asker").await;
        fixture.bot.says("a message waits", 1).await;
        database.tamper("UPDATE outbox SET started_at = started_at - 121 WHERE purpose = 'channel'").await;
        let id = noa.id().ok();
        let is_note =
            |message: &Message| message.ephemeral_for == id && title(message) == "Your question has an answer";
        let noted = async {
            while !fixture.discord.all_messages().iter().any(is_note) {
                types(&noa, "/faq question:3").await;
            }
        };
        assert!(tokio::time::timeout(BOUND, noted).await.is_ok(), "{}", fixture.story());
        fixture.discord.faults().clear();
        told_in_channel(fixture, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_may_ask_again_a_day_later() {
    with_database(async |fixture, database, People { max, noa, .. }| {
        for question in OTHERS {
            let queued = sends(fixture, &noa, question, NEXT).await;
            let decline = form(&max.clicks(&queued, "Decline").await.unwrap());
            submits(&max, &decline, &[]).await;
        }
        assert_eq!(title(&asks(&noa, QUESTION, NEXT).await), "Please ask again tomorrow");
        database.tamper("UPDATE asker SET joined_at = joined_at - 86400").await;
        sends(fixture, &noa, QUESTION, NEXT).await;
    })
    .await;
}
