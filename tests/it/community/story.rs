//! The whole story: add, preview, publish, ask, edit on two replicas, conflict, history, restore, export, import elsewhere,
//! remove, undo.
//!
//! A second replica is a second bot on the same database. It is in a Discord of its own, with the same server and people, so
//! that a test can say which of both is asked.

use fake_discord::{Person, Upload, permissions};
use tpm_guide::store::Engine;

use super::support::*;

/// An answer of two pages.
fn long_answer() -> String {
    let part = |number: u32| {
        let lines = (1..=8).map(|line| format!("- {number}.{line}: what we say in this part of our daily meeting"));
        format!("## Part {number}\n{}", lines.collect::<Vec<_>>().join("\n"))
    };
    format!("We meet **daily** at ten.\n\n{}", (1..=4).map(part).collect::<Vec<_>>().join("\n\n"))
}

async fn the_whole_story(transport: Transport, database: Option<Database>) {
    // Without PostgreSQL, which was said.
    let Some(database) = database else { return };
    let fixture = opened(transport, &database, &[]).await;
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));

    mia_adds(&mia).await;
    ada_reads(&fixture, &ada).await;
    let mine = two_managers_edit(&fixture, transport, &database).await;
    mia_restores(&mia, &ada, &mine).await;
    mia_takes_it_elsewhere(&fixture, &mia).await;
    mia_removes(&mia, &ada).await;

    let said = closes(fixture).await;
    for typed in ["Standup", "standdup", "daily huddle", "At eleven"] {
        assert!(!said.contains(typed), "what was typed is not logged: {said}");
    }
}

/// Mia writes an entry, is warned, edits it again, and publishes it.
async fn mia_adds(mia: &Person) {
    let form = opens(mia, "/guide add").await;
    assert_eq!(form.title, "Add an entry");
    let preview = submits(mia, &form, &[("Title", "Standup"), ("Answer", &long_answer())]).await;
    assert!(preview.is_ephemeral() && title(&preview) == "Preview", "{}", preview.as_seen());
    assert!(preview.text().contains("no questions") && preview.text().contains("no source"), "{}", preview.text());
    assert!(preview.text().contains("We meet **daily** at ten."), "as members will see it: {}", preview.text());

    let again = self::form(&mia.clicks(&preview, "Edit again").await.unwrap());
    assert_eq!(again.field("Title").unwrap().preset(), ["Standup"], "what was written is still there");
    let (_, rest) = STANDUP.split_at(2);
    let better = submits(mia, &again, rest).await;
    assert_eq!((better.id, title(&better).as_str()), (preview.id, "Preview"), "the same message");
    assert!(!better.text().contains('⚠'), "nothing is left to warn of: {}", better.text());

    let published = clicks(mia, &better, "Publish").await;
    assert_eq!((published.id, title(&published).as_str()), (preview.id, "Published"));
}

/// Ada finds the entry in every way, pages it, and removes the answer.
async fn ada_reads(fixture: &Fixture, ada: &Person) {
    for line in
        ["/ask question:when is standdup", "/ask question:when do we meet every day", "/topic name:daily huddle"]
    {
        let answer = types(ada, line).await;
        assert!(!answer.is_ephemeral() && title(&answer).contains("Standup"), "{line}: {}", answer.as_seen());
        assert!(
            answer.text().contains("From this server") && answer.text().contains("example.org"),
            "{}",
            answer.text()
        );
    }
    assert_eq!(offered(ada, "/topic name:stan").await[0], "Standup");
    let picked = ada.picks("/topic name:stan", "Standup").await.unwrap();
    assert!(title(&answered(&picked)).contains("Standup"));
    let help = types(ada, "/help").await;
    assert!(help.text().contains("Also answered here: Standup"), "{}", help.text());

    let answer = types(ada, "/topic name:standup").await;
    let second = clicks(ada, &answer, "Page 2 ▶").await;
    assert!(second.id == answer.id && second.text().contains("Part 4"), "{}", second.as_seen());
    let first = clicks(ada, &second, "◀ Page 1").await;
    assert_eq!(first.text(), answer.text());
    ada.clicks(&first, "Remove").await.unwrap();
    fixture.discord.deleted(answer.id).await.unwrap();
}

/// Mia and Bob edit the entry on two replicas: Mia, who is later, sees both texts and publishes hers. Gives its text.
async fn two_managers_edit(fixture: &Fixture, transport: Transport, database: &Database) -> String {
    let replica = opened(transport, database, &[]).await;
    replica.discord.arrange(|world| {
        let bob = world.user_named("bob").expect("he is there from the start").id;
        world.grant(world.home, bob, permissions::MANAGE_GUILD);
    });
    let (mia, bob) = (fixture.discord.member("mia"), replica.discord.member("bob"));
    let (of_mia, of_bob) =
        (opens(&mia, "/guide edit entry:standup").await, opens(&bob, "/guide edit entry:standup").await);
    assert_eq!(of_mia.field("Answer").unwrap().preset(), of_bob.field("Answer").unwrap().preset());

    let preview = submits(&bob, &of_bob, &[("Answer", "At nine, says Bob.")]).await;
    assert_eq!(title(&clicks(&bob, &preview, "Publish").await), "Published");
    let preview = submits(&mia, &of_mia, &[("Answer", "At eleven, says Mia.")]).await;
    let conflict = clicks(&mia, &preview, "Publish").await;
    assert_eq!(title(&conflict), "This entry has changed meanwhile", "{}", conflict.as_seen());
    for both in ["- At nine, says Bob.", "+ At eleven, says Mia.", &format!("<@{}>", bob.id().unwrap())] {
        assert!(conflict.text().contains(both), "{both}: {}", conflict.text());
    }
    assert!(types(&bob, "/topic name:standup").await.text().contains("At nine"), "nothing was overwritten");
    assert_eq!(title(&clicks(&mia, &conflict, "Publish mine").await), "Published");

    // On this replica at once. The other hears of it from PostgreSQL; with SQLite, it asks every half a minute.
    let ada = fixture.discord.member("ada");
    assert!(types(&ada, "/topic name:standup").await.text().contains("At eleven"));
    if database.engine == Engine::Postgres {
        let elsewhere = replica.discord.member("ada");
        let seen = async { while !types(&elsewhere, "/topic name:standup").await.text().contains("At eleven") {} };
        tokio::time::timeout(BOUND, seen).await.expect("the other replica hears of it");
    }
    closes(replica).await;
    "At eleven, says Mia.".to_owned()
}

/// Mia looks through the history, and restores what Bob wrote.
async fn mia_restores(mia: &Person, ada: &Person, latest: &str) {
    let history = types(mia, "/guide history entry:standup").await;
    assert_eq!(title(&history), "History of Standup");
    let lines = history.text();
    let newest = lines.find("**3** · edited by").expect("Mia's");
    assert!(newest < lines.find("**1** · added by").expect("the first"), "the newest first: {lines}");

    let revision = answered(&mia.selects(&history, "Revision 3").await.unwrap());
    assert!(revision.text().contains("- At nine, says Bob.\n+ At eleven, says Mia."), "{}", revision.text());
    assert!(revision.buttons().iter().all(|button| button.label != "Restore this one"), "it is what members see");
    let history = clicks(mia, &revision, "History").await;
    let revision = answered(&mia.selects(&history, "Revision 2").await.unwrap());
    assert!(types(ada, "/topic name:standup").await.text().contains(latest));
    let restored = clicks(mia, &revision, "Restore this one").await;
    assert_eq!((restored.id, title(&restored).as_str()), (history.id, "Published"));
    assert!(types(ada, "/topic name:standup").await.text().contains("At nine, says Bob."));
}

/// Mia exports all entries, imports them in another server, and takes that back.
async fn mia_takes_it_elsewhere(fixture: &Fixture, mia: &Person) {
    let file = exports(fixture, mia).await;
    assert!(file.contains("title: Standup") && file.contains("At nine, says Bob."), "{file}");
    let (there, reader) = (mia.in_server(WORKSHOP), fixture.discord.member("ada").in_server(WORKSHOP));
    let preview = there.types_with("/guide import file:guide.yaml", &[Upload::new("guide.yaml", file)]).await.unwrap();
    let preview = answered(&preview);
    assert_eq!(title(&preview), "What this file would change");
    assert!(preview.text().contains("**New: 1**\n- Standup"), "{}", preview.text());
    assert_eq!(offered(&reader, "/topic name:standup").await.iter().filter(|name| *name == "Standup").count(), 0);

    let imported = clicks(&there, &preview, "Import all").await;
    assert!(imported.text().contains("1 entry is new"), "{}", imported.text());
    assert!(types(&reader, "/topic name:daily huddle").await.text().contains("At nine, says Bob."));
    let undone = clicks(&there, &imported, "Undo").await;
    assert_eq!(title(&undone), "Undone");
    assert!(!types(&reader, "/topic name:daily huddle").await.text().contains("At nine"));
}

/// Mia removes the entry, and brings it back.
async fn mia_removes(mia: &Person, ada: &Person) {
    let asked = types(mia, "/guide remove entry:standup").await;
    assert_eq!(title(&asked), "Remove this entry?");
    let old_answer = types(ada, "/topic name:standup").await;
    let removed = clicks(mia, &asked, "Remove").await;
    assert_eq!(title(&removed), "Removed");
    let gone = types(ada, "/topic name:daily huddle").await;
    assert!(!gone.text().contains("At nine"), "{}", gone.text());
    assert!(old_answer.text().contains("At nine"), "what was answered stays");
    let list = types(mia, "/guide list").await;
    assert!(list.text().contains("**Standup** · removed"), "{}", list.text());

    assert_eq!(title(&clicks(mia, &removed, "Undo").await), "Published");
    assert!(types(ada, "/topic name:daily huddle").await.text().contains("At nine, says Bob."));
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
