//! What happens at once, or twice: mentors who answer the same question, members who ask and join together, and interactions that
//! Discord delivers again.

use futures_util::future::join_all;

use super::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn of_mentors_who_answer_at_once_one_is_first_and_the_asker_is_told_once() {
    over_each_transport(async |fixture, People { mia, max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let other = [("Title", "Badges"), ("Answer", "The zebra desk has them.")];
        let (of_max, of_mia) = (previews(&max, &queued, ANSWER).await, previews(&mia, &queued, &other).await);
        let told = tokio::join!(
            clicks(&max, &of_max, "Publish as entry"),
            clicks(&mia, &of_mia, "Only tell the asker"),
            clicks(&mia, &queued, "Take"),
        );
        let titles = [title(&told.0), title(&told.1)];
        let is_late = |title: &String| title == "Another mentor was first";
        assert_eq!(titles.iter().filter(|title| is_late(title)).count(), 1, "{titles:?}");
        let done = redrawn(fixture, &queued, "**Answered**").await;
        let first = if is_late(&titles[1]) { &max } else { &mia };
        assert!(done.text().contains(&format!("by <@{}>", first.id().unwrap())), "{}", done.text());
        told_in_channel(fixture, 1).await;
        assert_eq!(queue(fixture).len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_who_ask_and_join_at_once_wait_for_one_message_each() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let names: Vec<String> = (1..=20).map(|number| format!("asker{number}")).collect();
        fixture.discord.arrange(|world| {
            for name in &names {
                let id = world.add_user(name, false);
                world.add_member(world.home, id, fake_discord::permissions::MEMBER);
            }
        });
        let queued = sends(fixture, &noa, QUESTION, HERE).await;
        let askers: Vec<_> = names.iter().map(|name| fixture.discord.member(name)).collect();
        join_all(askers.iter().map(async |asker| {
            let similar = asks(asker, SAME, HERE).await;
            let joined = clicks(asker, &similar, "Wait for the same answer").await;
            assert_eq!(title(&joined), "You get the same answer", "{}", joined.as_seen());
        }))
        .await;
        let queued = redrawn(fixture, &queued, "21 people wait").await;
        let preview = previews(&max, &queued, ANSWER).await;
        clicks(&max, &preview, "Only tell the asker").await;
        let told = told_in_channel(fixture, 1).await.remove(0);
        assert_eq!(notified(fixture, &told).len(), 21);
        redrawn(fixture, &queued, "**Answered**").await;
        assert_eq!(queue(fixture).len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interaction_that_is_delivered_again_sends_and_answers_nothing_twice() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let People { mia, max, noa, .. } = people(&fixture);
        names_mentors(&mia).await;
        let ask = opens_form(&noa, QUESTION).await;
        let sent = noa.submits(&ask, &[("How do you want to get the answer?", HERE)]).await.unwrap();
        assert_eq!(title(&answered(&sent)), "Your question is with the mentors");
        let queued = queued(&fixture, 1).await.remove(0);
        let preview = previews(&max, &queued, ANSWER).await;
        let published = max.clicks(&preview, "Publish as entry").await.unwrap();
        assert_eq!(title(&answered(&published)), "Published");
        told_in_channel(&fixture, 1).await;
        for repeated in [sent.interaction, published.interaction] {
            noa.delivers_again(repeated).unwrap();
        }
        // What follows is answered after them.
        types(&noa, "/faq question:3").await;
        sends(&fixture, &noa, OTHERS[0], HERE).await;
        told_in_channel(&fixture, 1).await;
        assert_eq!(queue(&fixture).len(), 2, "{}", fixture.story());

        // A process that has not seen them, with the same store.
        let fixture = restarted(fixture, &database).await;
        let noa = fixture.discord.member("noa");
        noa.delivers_again(sent.interaction).unwrap();
        types(&noa, "/faq question:3").await;
        sends(&fixture, &noa, OTHERS[1], HERE).await;
        assert_eq!(queue(&fixture).len(), 3, "{}", fixture.story());
        fixture.close_after_refusals().await;
    }
}
