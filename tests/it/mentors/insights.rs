//! What staff learn: the numbers of a server with their picture, the same as a table, and entries to look at again.

use fake_discord::{Attachment, Message, Outcome, Person};

use super::support::*;

/// The message with files that follows.
async fn files(fixture: &Fixture, staff: &Person, asked: Outcome) -> (Message, Vec<Attachment>) {
    let callback = asked.callback().and_then(|callback| callback["type"].as_u64());
    assert!(matches!(callback, Some(5 | 6)), "it takes a moment: {asked:?}");
    let (id, after) = (staff.id().ok(), asked.interaction);
    let has_files =
        |message: &Message| message.ephemeral_for == id && message.id > after && !message.attachments.is_empty();
    let find = |discord: &fake_discord::Discord| discord.all_messages().into_iter().find(has_files);
    let message = fixture.discord.wait_for("the files", find).await.unwrap_or_else(|problem| panic!("{problem}"));
    let files = message.attachments.clone();
    (message, files)
}

async fn the_whole_story(transport: Transport, database: Option<Database>) {
    // Without PostgreSQL, which was said.
    let Some(database) = database else { return };
    let fixture = opened(transport, &database, &[]).await;
    let People { mia, max, noa, ada, .. } = people(&fixture);
    names_mentors(&mia).await;
    let (empty, _) = files(&fixture, &mia, mia.types("/guide insights").await.unwrap()).await;
    assert!(empty.text().contains("No questions were asked in these days."), "{}", empty.text());

    let answer = types(&noa, "/ask question:do i need a degree?").await;
    clicks(&noa, &answer, "👎").await;
    clicks(&ada, &answer, "👎").await;
    let queued = sends(&fixture, &noa, QUESTION, HERE).await;
    sends(&fixture, &ada, OTHERS[0], HERE).await;
    let preview = previews(&max, &queued, ANSWER).await;
    clicks(&max, &preview, "Publish as entry").await;
    told_in_channel(&fixture, 1).await;

    let (numbers, picture) = files(&fixture, &mia, mia.types("/guide insights").await.unwrap()).await;
    for said in
        ["**3 questions**", "Found: 1", "Unknown: 2", QUESTION, OTHERS[0], "1 answered", "1 waiting", "0 👍 · 2 👎"]
    {
        assert!(numbers.text().contains(said), "{said}: {}", numbers.text());
    }
    assert!(picture[0].bytes.starts_with(b"\x89PNG"), "{picture:?}");
    for member in [&noa, &ada, &max] {
        assert!(!numbers.text().contains(&member.id().unwrap().to_string()), "no member is named: {}", numbers.text());
    }
    let (longer, _) = files(&fixture, &mia, mia.clicks(&numbers, "90 days").await.unwrap()).await;
    assert!(title(&longer).contains("90 days") && longer.text().contains("**3 questions**"), "{}", longer.text());

    let (_, export) = files(&fixture, &mia, mia.types("/guide export").await.unwrap()).await;
    let table = export.iter().find(|file| file.filename.contains("insights")).expect("a table").text();
    assert!(table.contains(QUESTION), "{table}");
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_insights_by_the_gateway_on_sqlite() {
    the_whole_story(Transport::Gateway, Some(Database::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_insights_over_http_on_sqlite() {
    the_whole_story(Transport::Http, Some(Database::sqlite())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_insights_by_the_gateway_on_postgresql() {
    the_whole_story(Transport::Gateway, Database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_insights_over_http_on_postgresql() {
    the_whole_story(Transport::Http, Database::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_are_old_are_looked_at_again() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = database_for(transport).await;
        let fixture = opened(transport, &database, &[]).await;
        let mia = fixture.discord.member("mia");
        adds_entry(&mia, "Standup", "We meet at ten.").await;
        adds_entry(&mia, "Retro", "Every other Friday.").await;
        let none = types(&mia, "/guide review").await;
        assert!(none.text().contains("Nothing is due."), "{}", none.as_seen());
        database.tamper("UPDATE entry SET reviewed_at = reviewed_at - 400 * 86400").await;
        let list = types(&mia, "/guide review").await;
        assert!(list.text().contains("2 entries are due"), "{}", list.as_seen());
        let opened = answered(&mia.selects(&list, "Standup").await.unwrap());
        assert!(opened.text().contains("We meet at ten."), "{}", opened.as_seen());
        let reviewed = clicks(&mia, &opened, "Still right").await;
        assert!(
            title(&reviewed) == "Reviewed" && reviewed.text().contains("1 entry is left."),
            "{}",
            reviewed.as_seen()
        );
        let list = clicks(&mia, &reviewed, "All to review").await;
        let retro = answered(&mia.selects(&list, "Retro").await.unwrap());
        let edit = form(&mia.clicks(&retro, "Edit").await.unwrap());
        let preview = submits(&mia, &edit, &[("Answer", "Each Friday.")]).await;
        clicks(&mia, &preview, "Publish").await;
        let none = types(&mia, "/guide review").await;
        assert!(none.text().contains("Nothing is due."), "{}", none.as_seen());
        closes(fixture).await;
    }
}
