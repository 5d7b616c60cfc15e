//! The whole story: a newcomer asks what the guide does not know, another member waits with them, a mentor answers, both are
//! told in one message, and the next member gets the answer from the guide.

use super::support::*;

async fn the_whole_story(transport: Transport, database: Option<Database>) {
    // Without PostgreSQL, which was said.
    let Some(database) = database else { return };
    let fixture = opened(transport, &database, &[]).await;
    let People { mia, max, noa, ada, bob } = people(&fixture);

    let before = types(&noa, &format!("/ask question:{QUESTION}")).await;
    assert!(before.buttons().iter().all(|button| button.label != "Ask the mentors"), "{}", before.as_seen());
    names_mentors(&mia).await;

    // Noa asks.
    let form = opens_form(&noa, QUESTION).await;
    assert_eq!(form.field("Your question").unwrap().preset(), [QUESTION], "the whole question");
    assert!(form.text().contains("This server's mentors see the text and not your name."), "{}", form.text());
    let sent = submits(&noa, &form, &[("How do you want to get the answer?", HERE)]).await;
    assert!(sent.is_ephemeral() && title(&sent) == "Your question is with the mentors", "{}", sent.as_seen());
    let waiting = queued(&fixture, 1).await.remove(0);
    assert_eq!(title(&waiting), "⏳ Question #1");
    assert!(waiting.text().contains(QUESTION) && waiting.text().contains("1 person waits"), "{}", waiting.text());
    assert!(!waiting.text().contains(&noa.id().unwrap().to_string()), "who asks is not told");

    // Ada asks the same in other words, and waits with Noa.
    let similar = asks(&ada, SAME, HERE).await;
    assert_eq!(title(&similar), "This may have been asked already", "{}", similar.as_seen());
    assert!(similar.text().contains(QUESTION), "{}", similar.text());
    let joined = clicks(&ada, &similar, "Wait for the same answer").await;
    assert!(joined.text().contains("You and 1 other are waiting for **#1**."), "{}", joined.text());
    let waiting = redrawn(&fixture, &waiting, "2 people wait").await;

    // Max takes it, and answers.
    let taken = clicks(&max, &waiting, "Take").await;
    assert_eq!((taken.id, title(&taken).as_str()), (waiting.id, "✋ Question #1"), "{}", taken.as_seen());
    assert!(taken.text().contains(&format!("**Taken** by <@{}>", max.id().unwrap())), "{}", taken.text());
    let preview = previews(&max, &taken, ANSWER).await;
    assert!(preview.is_ephemeral() && title(&preview) == "Your answer to #1", "{}", preview.as_seen());
    assert!(preview.text().contains("Ask **reception** for a badge"), "{}", preview.text());
    let published = clicks(&max, &preview, "Publish as entry").await;
    assert!(published.text().contains("the 2 people who wait for #1"), "{}", published.text());

    // Both are told, in one message.
    let told = told_in_channel(&fixture, 1).await.remove(0);
    for asker in [&noa, &ada] {
        assert!(told.content.contains(&format!("<@{}>", asker.id().unwrap())), "{}", told.content);
    }
    assert_eq!(notified(&fixture, &told), ["ada", "noa"]);
    assert!(told.text().contains("Ask **reception** for a badge"), "{}", told.text());
    let done = redrawn(&fixture, &taken, "**Answered**").await;
    assert!(done.text().contains("Parking in Leeds") && done.buttons().is_empty(), "{}", done.as_seen());

    // The next one gets it from the guide.
    for line in [format!("/ask question:{SAME}"), format!("/ask question:{QUESTION}")] {
        let answer = types(&bob, &line).await;
        assert!(title(&answer).contains("Parking in Leeds"), "{line}: {}", answer.as_seen());
    }
    assert_eq!(queue(&fixture).len(), 1, "one message for the question: {}", fixture.story());
    assert_eq!(notified(&fixture, &done), [""; 0], "the mentors' channel pings no one");
    let said = closes(fixture).await;
    for typed in ["parking", "Parking", "reception"] {
        assert!(!said.contains(typed), "what was typed is not logged: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_by_the_gateway_on_sqlite() {
    the_whole_story(Transport::Gateway, Some(Database::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_over_http_on_sqlite() {
    the_whole_story(Transport::Http, Some(Database::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_by_the_gateway_on_postgresql() {
    the_whole_story(Transport::Gateway, Database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_story_over_http_on_postgresql() {
    the_whole_story(Transport::Http, Database::postgres().await).await;
}
