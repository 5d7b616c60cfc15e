//! Discord limits, fails, and does not answer: no message is lost or doubled, each channel keeps its order, and what goes elsewhere
//! is not held up.

use std::time::Duration;

use fake_discord::{Message, RestFault, Scope};

use super::support::*;

/// What a request can meet of which the bot hears that nothing was done, or hears nothing.
fn faults() -> [(&'static str, RestFault); 8] {
    let limited = |scope| RestFault::RateLimited { scope, retry_after: Duration::from_millis(300) };
    [
        ("429 of the route", limited(Scope::User)),
        ("429 of the resource", limited(Scope::Shared)),
        ("429 of everything", limited(Scope::Global)),
        ("500", RestFault::InternalError),
        ("502 with a page of HTML", RestFault::BadGateway),
        ("dropped before it was done", RestFault::DroppedBefore),
        ("dropped after it was done", RestFault::DroppedAfter),
        ("500 after it was done", RestFault::InternalErrorAfter),
    ]
}

const POST: &str = "POST /channels/*/messages";
const EDIT: &str = "PATCH /channels/*/messages/*";

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_posted_once_whatever_a_request_meets() {
    // The same worker posts for both transports: they take turns.
    for ((name, fault), transport) in
        faults().into_iter().zip([Transport::Gateway, Transport::Http].into_iter().cycle())
    {
        over(transport, async |fixture, People { noa, ada, .. }| {
            fixture.discord.faults().rest(POST, 1, fault.clone());
            for (asker, question) in [(&noa, QUESTION), (&ada, OTHERS[0])] {
                let sent = asks(asker, question, HERE).await;
                assert_eq!(title(&sent), "Your question is with the mentors", "{name}: {}", sent.as_seen());
            }
            let queue = queued(fixture, 2).await;
            let titles: Vec<String> = queue.iter().map(title).collect();
            assert_eq!(titles, ["⏳ Question #1", "⏳ Question #2"], "{name}: in their order");
            // The first is known by now: it is changed, and not posted anew.
            let similar = asks(&ada, SAME, HERE).await;
            clicks(&ada, &similar, "Wait for the same answer").await;
            redrawn(fixture, &queue[0], "2 people wait").await;
            queued(fixture, 2).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn askers_are_told_once_whatever_a_request_meets() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        for (number, (name, fault)) in faults().into_iter().enumerate().take(5) {
            let queued = sends(fixture, &noa, OTHERS[number], HERE).await;
            let preview = previews(&max, &queued, ANSWER).await;
            fixture.discord.faults().rest(POST, 1, fault);
            clicks(&max, &preview, "Only tell the asker").await;
            let told = told_in_channel(fixture, number + 1).await;
            assert!(told[number].text().contains(OTHERS[number]), "{name}: {}", told[number].text());
            redrawn(fixture, &queued, "**Answered**").await;
        }
        told_in_channel(fixture, 5).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn askers_are_told_once_where_it_was_done_and_not_confirmed() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let unconfirmed = faults().into_iter().skip(5);
        for (number, (name, fault)) in unconfirmed.enumerate() {
            for (how, question) in [(HERE, OTHERS[number])] {
                let queued = sends(fixture, &noa, question, how).await;
                let preview = previews(&max, &queued, ANSWER).await;
                fixture.discord.faults().rest(POST, 1, fault.clone());
                clicks(&max, &preview, "Only tell the asker").await;
                redrawn(fixture, &queued, "**Answered**").await;
                let told = told_in_channel(fixture, number + 1).await;
                assert!(told[number].text().contains(question), "{name}: {}", told[number].text());
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_message_is_sent_once_whatever_a_request_meets() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        for (number, (name, fault)) in
            [("500", RestFault::InternalError), ("dropped", RestFault::DroppedAfter)].into_iter().enumerate()
        {
            let queued = sends(fixture, &noa, OTHERS[number], DIRECTLY).await;
            let preview = previews(&max, &queued, ANSWER).await;
            for pattern in ["POST /users/@me/channels", POST] {
                fixture.discord.faults().rest(pattern, 1, fault.clone());
            }
            clicks(&max, &preview, "Only tell the asker").await;
            let told = told_directly(fixture, "noa", number + 1).await;
            assert!(told[number].text().contains(OTHERS[number]), "{name}: {}", told[number].text());
            redrawn(fixture, &queued, "**Answered**").await;
        }
        told_directly(fixture, "noa", 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_redrawn_whatever_a_request_meets() {
    over_each_transport(async |fixture, People { max, noa, ada, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        fixture.discord.faults().rest(EDIT, 2, RestFault::BadGateway);
        let similar = asks(&ada, SAME, HERE).await;
        clicks(&ada, &similar, "Wait for the same answer").await;
        let queued = redrawn(fixture, &queued, "2 people wait").await;
        fixture.discord.faults().rest(EDIT, 1, RestFault::DroppedAfter);
        let preview = previews(&max, &queued, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        redrawn(fixture, &queued, "**Answered**").await;
        assert_eq!(queue(fixture).len(), 1);
    })
    .await;
}

/// A message disappears as if a person had deleted it.
async fn deletes(fixture: &Fixture, message: &Message) {
    let url = format!("{}/api/v10/channels/{}/messages/{}", fixture.discord.origin(), message.channel, message.id);
    let request =
        reqwest::Client::new().delete(url).header("Authorization", format!("Bot {}", fixture.discord.token()));
    let agent = "DiscordBot (https://example.org, 1)";
    let response = request.header("User-Agent", agent).send().await.expect("it is served");
    assert!(response.status().is_success(), "{response:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_mentors_deleted_is_posted_again() {
    over_each_transport(async |fixture, People { max, noa, ada, .. }| {
        let first = sends(fixture, &noa, QUESTION, HERE).await;
        deletes(fixture, &first).await;
        let similar = asks(&ada, SAME, HERE).await;
        clicks(&ada, &similar, "Wait for the same answer").await;
        let again = queued(fixture, 1).await.remove(0);
        assert!(again.id != first.id && again.text().contains("2 people wait"), "{}", again.as_seen());
        let preview = previews(&max, &again, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        redrawn(fixture, &again, "**Answered**").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_in_trouble_holds_up_no_other() {
    over_each_transport(async |fixture, People { max, noa, ada, .. }| {
        let first = sends(fixture, &noa, QUESTION, DIRECTLY).await;
        let channel = mentors_channel(fixture);
        fixture.discord.faults().rest(
            &format!("POST /channels/{channel}/messages"),
            u32::MAX,
            RestFault::InternalError,
        );
        fixture.discord.faults().rest(
            &format!("PATCH /channels/{channel}/messages/*"),
            u32::MAX,
            RestFault::InternalError,
        );
        asks(&ada, OTHERS[0], HERE).await;
        fixture.bot.says("a message waits", 1).await;
        let preview = previews(&max, &first, ANSWER).await;
        clicks(&max, &preview, "Publish as entry").await;
        told_directly(fixture, "noa", 1).await;
        assert_eq!(queue(fixture).len(), 1, "the second one waits");
        fixture.discord.faults().clear();
        queued(fixture, 2).await;
        redrawn(fixture, &first, "**Answered**").await;
    })
    .await;
}
