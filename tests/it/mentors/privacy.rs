//! What members see, take with them and delete of their own data, and what becomes of their questions, votes and answers.

use fake_discord::{Message, Outcome, Person};

use super::support::*;

/// The file that follows an export.
async fn exported(fixture: &Fixture, person: &Person, asked: Outcome) -> String {
    let callback = asked.callback().and_then(|callback| callback["type"].as_u64());
    assert!(matches!(callback, Some(5 | 6)), "it takes a moment: {asked:?}");
    let id = person.id().ok();
    let file = |message: &Message| message.ephemeral_for == id && !message.attachments.is_empty();
    let find = |discord: &fake_discord::Discord| discord.all_messages().into_iter().rfind(file);
    let message = fixture.discord.wait_for("the file", find).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(message.attachments[0].filename, "tpm-guide-about-me.json");
    message.attachments[0].text()
}

async fn the_whole_story(transport: Transport, database: Option<Database>) {
    // Without PostgreSQL, which was said.
    let Some(database) = database else { return };
    let fixture = opened(transport, &database, &[]).await;
    let People { mia, max, noa, ada, .. } = people(&fixture);
    names_mentors(&mia).await;
    let nothing = types(&noa, "/privacy show").await;
    assert!(nothing.is_ephemeral() && title(&nothing) == "Nothing is stored about you", "{}", nothing.as_seen());

    // Noa sends two questions; Ada waits for the answer to one of them. Noa votes.
    let shared = sends(&fixture, &noa, QUESTION, HERE).await;
    let alone = sends(&fixture, &noa, OTHERS[0], NEXT).await;
    let similar = asks(&ada, SAME, HERE).await;
    clicks(&ada, &similar, "Wait for the same answer").await;
    let answer = types(&noa, "/ask question:do i need a degree?").await;
    clicks(&noa, &answer, "👎").await;
    redrawn(&fixture, &shared, "2 people wait").await;

    // Noa sees it, and takes it along.
    let shown = types(&noa, "/privacy show").await;
    for said in ["- 2 questions to the mentors", "- 1 vote on an answer", QUESTION, OTHERS[0]] {
        assert!(shown.text().contains(said), "{said}: {}", shown.text());
    }
    let file = exported(&fixture, &noa, noa.clicks(&shown, "Download all of it").await.unwrap()).await;
    for said in [QUESTION, OTHERS[0], "faq/degree-required", &noa.id().unwrap().to_string()] {
        assert!(file.contains(said), "{said}: {file}");
    }
    assert!(!file.contains(&ada.id().unwrap().to_string()), "{file}");

    // Noa keeps it at first, and deletes it then.
    let confirm = clicks(&noa, &shown, "Delete…").await;
    let kept = clicks(&noa, &confirm, "Keep it").await;
    assert_eq!(kept.text(), shown.text());
    let confirm = types(&noa, "/privacy delete").await;
    assert!(title(&confirm).starts_with("Delete what is stored about you"), "{}", confirm.as_seen());
    let deleted = clicks(&noa, &confirm, "Delete").await;
    assert_eq!(title(&deleted), "Deleted", "{}", deleted.as_seen());
    assert_eq!(title(&types(&noa, "/privacy show where:everywhere").await), "Nothing is stored about you");

    // What no one else waits for is gone, and the other waits for Ada alone.
    fixture.discord.deleted(alone.id).await.unwrap();
    let shared = redrawn(&fixture, &shared, "1 person waits").await;
    let votes = database.store().await.votes(fixture.discord.home().0, 0).await.expect("the store works");
    assert_eq!(votes, []);
    let preview = previews(&max, &shared, ANSWER).await;
    clicks(&max, &preview, "Publish as entry").await;
    let told = told_in_channel(&fixture, 1).await.remove(0);
    assert_eq!(notified(&fixture, &told), ["ada"]);
    assert!(!told.content.contains(&noa.id().unwrap().to_string()), "{}", told.content);

    // Max has the name deleted, and the answer stays.
    let answered = redrawn(&fixture, &shared, &format!("**Answered** by <@{}>", max.id().unwrap())).await;
    let here = max.in_channel("general");
    let shown = types(&here, "/privacy show").await;
    for said in ["question that you dealt with as a mentor", "revision of an entry that you wrote"] {
        assert!(shown.text().contains(said), "{said}: {}", shown.text());
    }
    let confirm = clicks(&here, &shown, "Delete…").await;
    assert_eq!(title(&clicks(&here, &confirm, "Delete").await), "Deleted");
    redrawn(&fixture, &answered, "**Answered** <t:").await;
    assert!(types(&noa, "/topic name:parking in leeds").await.text().contains("Ask **reception** for a badge"));
    assert_eq!(title(&types(&here, "/privacy show where:everywhere").await), "Nothing is stored about you");
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_privacy_by_the_gateway_on_sqlite() {
    the_whole_story(Transport::Gateway, Some(Database::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_privacy_over_http_on_sqlite() {
    the_whole_story(Transport::Http, Some(Database::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_privacy_by_the_gateway_on_postgresql() {
    the_whole_story(Transport::Gateway, Database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_privacy_over_http_on_postgresql() {
    the_whole_story(Transport::Http, Database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_to_be_told_is_withdrawn_with_the_rest() {
    over_each_transport(async |fixture, People { max, noa, .. }| {
        let queued = sends(fixture, &noa, QUESTION, NEXT).await;
        let preview = previews(&max, &queued, ANSWER).await;
        clicks(&max, &preview, "Only tell the asker").await;
        redrawn(fixture, &queued, "**Answered**").await;
        // A command of another kind: no note comes with it.
        let confirm = types(&noa, "/privacy delete").await;
        clicks(&noa, &confirm, "Delete").await;
        types(&noa, "/faq question:3").await;
        types(&noa, "/faq question:4").await;
        let is_note = |message: &Message| title(message) == "Your question has an answer";
        assert!(!fixture.discord.all_messages().iter().any(is_note), "{}", fixture.story());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_about_the_member_who_asks_wherever_they_do() {
    over_each_transport(async |fixture, People { noa, ada, .. }| {
        sends(fixture, &noa, QUESTION, HERE).await;
        let elsewhere = types(&noa.in_dm(), "/privacy show").await;
        assert!(elsewhere.text().contains(QUESTION), "{}", elsewhere.as_seen());
        for place in [ada.clone(), ada.in_server(WORKSHOP), ada.in_server(CAFE), ada.in_dm()] {
            let shown = types(&place, "/privacy show where:everywhere").await;
            assert_eq!(title(&shown), "Nothing is stored about you", "{}", shown.as_seen());
        }
        // Another member's panel is forged to no avail: it is about the member who presses.
        let public = types(&ada, "/faq question:3").await;
        let data = serde_json::json!({ "custom_id": "t1:g:privacy:confirm-delete:everywhere", "component_type": 2 });
        ada.clicks_raw(&public, data).await.unwrap();
        assert!(types(&noa, "/privacy show").await.text().contains(QUESTION));
        assert_eq!(queue(fixture).len(), 1);
    })
    .await;
}
