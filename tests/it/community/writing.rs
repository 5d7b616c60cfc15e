//! Messages that become entries, limits, files that cannot be imported, and interactions that come twice.

use std::time::Duration;

use fake_discord::{AttachmentFault, CannotAct, EndpointFault, Message, Person, Upload};

use super::support::*;

/// A file with an entry.
fn file(id: &str, title: &str) -> String {
    format!("- {{id: topic/{id}, title: {title}, lead: {{say: About {title}., sources: [a]}}, reviewed: 2026-11-01}}\n")
}

/// Imports a file up to its preview, or the refusal.
async fn imports(staff: &Person, bytes: impl Into<Vec<u8>>) -> Message {
    let outcome = staff.types_with("/guide import file:entries.yaml", &[Upload::new("entries.yaml", bytes)]).await;
    answered(&outcome.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_an_entry_with_a_link_to_it() {
    over_each_transport(async |fixture| {
        let (mia, ada, bob) =
            (fixture.discord.member("mia"), fixture.discord.member("ada"), fixture.discord.member("bob"));
        let said = bob.says("We deploy on Tuesdays.\nNever on Fridays: ask @everyone why.").unwrap();
        assert!(matches!(ada.uses("Add to the guide", &said).await, Err(CannotAct::NotPermitted(_))));
        let form = form(&mia.uses("Add to the guide", &said).await.unwrap());
        let link = format!("https://discord.com/channels/{}/{}/{}", fixture.discord.home(), said.channel, said.id);
        assert_eq!(form.field("Title").unwrap().preset(), ["We deploy on Tuesdays."]);
        assert_eq!(form.field("Answer").unwrap().preset(), [said.content.as_str()]);
        assert_eq!(form.field("Source").unwrap().preset(), [link.as_str()]);
        let preview =
            submits(&mia, &form, &[("Title", "Deploys"), ("Questions it answers", "when do we deploy to production?")])
                .await;
        clicks(&mia, &preview, "Publish").await;
        let answer = types(&ada, "/ask question:when do you deploy to production").await;
        assert!(answer.text().contains("Never on Fridays") && answer.text().contains(&link), "{}", answer.text());

        let blank = bob.says(" \n\u{200b}").unwrap();
        let told = answered(&mia.uses("Add to the guide", &blank).await.unwrap());
        assert_eq!(title(&told), "That message has no text");
        let long = bob.says(&"long ".repeat(390)).unwrap();
        let form = self::form(&mia.uses("Add to the guide", &long).await.unwrap());
        assert!(form.field("Title").unwrap().preset()[0].chars().count() <= 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_takes_what_it_says_and_one_more_is_told_kindly() {
    over_each_transport(async |fixture| {
        let mia = fixture.discord.member("mia");
        let (letters, lines) = (
            |count: usize| "é".repeat(count),
            |count: usize| (1..=count).map(|number| format!("line {number}")).collect::<Vec<_>>().join("\n"),
        );
        let (title_at, answer_at) = (letters(100), format!("a {}", letters(3_498)));
        let fitting = [
            ("Title", title_at.as_str()),
            ("Answer", &answer_at),
            ("Other names", &lines(10)),
            ("Questions it answers", &lines(20)),
            ("Source", "us"),
        ];
        assert_eq!(title(&drafts(&mia, &fitting).await), "Preview");
        let form = opens(&mia, "/guide add").await;
        for beyond in [("Title", letters(101)), ("Answer", letters(3_501))] {
            let refused = mia.submits(&form, &[("Title", "x"), ("Answer", "x"), (beyond.0, &beyond.1)]).await;
            assert!(matches!(refused, Err(CannotAct::BadInput { .. })), "the client does not send {}", beyond.0);
        }
        for (field, value) in [
            ("Other names", lines(11)),
            ("Questions it answers", lines(21)),
            ("Other names", letters(61)),
            ("Questions it answers", letters(141)),
        ] {
            let told = drafts(&mia, &[("Title", "x"), ("Answer", "x"), (field, &value)]).await;
            assert_eq!(title(&told), "Almost there", "{}", told.as_seen());
            assert!(told.text().contains(field), "{}", told.text());
            assert!(told.buttons().iter().all(|button| button.label != "Publish"));
            let again = self::form(&mia.clicks(&told, "Edit again").await.unwrap());
            assert_eq!(again.field(field).unwrap().preset(), [value], "nothing is lost");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_takes_no_more_until_an_entry_is_removed() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = Database::sqlite();
        let fixture = opened(transport, &database, &[("ENTRIES_PER_SERVER", "2")]).await;
        let mia = fixture.discord.member("mia");
        adds_entry(&mia, "One", "The first.").await;
        adds_entry(&mia, "Two", "The second.").await;
        let third = drafts(&mia, &[("Title", "Three"), ("Answer", "The third.")]).await;
        let told = clicks(&mia, &third, "Publish").await;
        assert_eq!(title(&told), "There is no room for another entry", "{}", told.as_seen());
        let import = imports(&mia, file("four", "Four")).await;
        assert_eq!(title(&clicks(&mia, &import, "Import all").await), "There is no room for another entry");
        let problems = imports(&mia, file("a", "A") + &file("b", "B") + &file("c", "C")).await;
        assert!(problems.text().contains("3 entries, and 2 fit"), "{}", problems.text());

        let list = types(&mia, "/guide list").await;
        assert!(list.text().contains("2 entries of 2"), "{}", list.text());
        let asked = types(&mia, "/guide remove entry:one").await;
        let removed = clicks(&mia, &asked, "Remove").await;
        // The draft was kept.
        let again = form(&mia.clicks(&told, "Edit again").await.unwrap());
        let preview = submits(&mia, &again, &[]).await;
        assert_eq!(title(&clicks(&mia, &preview, "Publish").await), "Published");
        assert_eq!(title(&clicks(&mia, &removed, "Undo").await), "There is no room for another entry");

        // With a lower limit, what is beyond it is switched off and not deleted.
        let Fixture { discord, bot, transport } = fixture;
        bot.stops().await;
        let fixture = joined(discord, transport, &database, &[("ENTRIES_PER_SERVER", "1")]).await;
        let list = types(&mia, "/guide list").await;
        assert!(list.text().contains("**switched off**"), "{}", list.text());
        let ada = fixture.discord.member("ada");
        assert!(types(&ada, "/topic name:two").await.text().contains("The second."));
        assert!(!types(&ada, "/topic name:three").await.text().contains("The third."));
        let fixture = restarted(fixture, &database).await;
        assert!(types(&ada, "/topic name:three").await.text().contains("The third."), "it was kept");
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_imported_changes_nothing_and_says_why() {
    over_each_transport(async |fixture| {
        let (mia, faults) = (fixture.discord.member("mia"), fixture.discord.faults());
        let whole = file("standup", "Standup");
        let bad = [
            (whole.replace("title", "titel").into_bytes(), "titel"),
            ((whole.clone() + &whole).into_bytes(), "stands twice"),
            (b"a: &a [*a, *a]".to_vec(), "Nothing was changed."),
            (b"".to_vec(), "no entry"),
            (vec![0xff, 0xfe, 0, 1], "no text in UTF"),
            (vec![b'#'; 1024 * 1024 + 1], "MiB"),
        ];
        for (bytes, expected) in bad {
            let told = imports(&mia, bytes).await;
            assert_eq!(title(&told), "That file can't be imported", "{}", told.as_seen());
            assert!(told.text().contains(expected), "{expected}: {}", told.text());
        }
        let struck = [
            (AttachmentFault::Longer(3 * 1024 * 1024), "larger"),
            (AttachmentFault::Redirect(format!("{}/elsewhere", fixture.discord.origin())), "no longer has this file"),
            (AttachmentFault::Slow(Duration::from_secs(5)), "in time"),
        ];
        for (fault, expected) in struck {
            faults.attachment(1, fault.clone());
            let told = imports(&mia, whole.clone()).await;
            assert_eq!(title(&told), "That file can't be imported", "{fault:?}: {}", told.as_seen());
            assert!(told.text().contains(expected), "{fault:?}: {}", told.text());
        }
        faults.claim_size(1, 2 * 1024 * 1024);
        assert!(imports(&mia, whole.clone()).await.text().contains("1 MiB"), "before it is fetched");
        let named = serde_json::json!({ "data": { "name": "guide", "options": [
            { "name": "import", "type": 1, "options": [{ "name": "file", "type": 11, "value": "7" }] },
        ], "resolved": { "attachments": { "7": {
            "id": "7", "filename": "a.yaml", "size": 9, "url": "https://evil.example/attachments/1/7/a.yaml",
        } } } } });
        let told = answered(&mia.sends_raw_interaction(named).await.unwrap());
        assert!(told.text().contains("not on Discord's servers"), "{}", told.as_seen());
        assert!(types(&mia, "/guide list").await.text().contains("no entries of its own yet"));
        assert_eq!(title(&imports(&mia, whole).await), "What this file would change", "and a good one is read");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_applied_once_and_not_taken_back_over_later_changes() {
    over_each_transport(async |fixture| {
        let mia = fixture.discord.member("mia");
        let preview = imports(&mia, file("standup", "Standup") + &file("retro", "Retro")).await;
        let imported = clicks(&mia, &preview, "Import all").await;
        let undo = button(&imported, "Undo");
        let again = imports(&mia, file("standup", "Standup")).await;
        assert_eq!(title(&again), "This file changes nothing", "{}", again.as_seen());
        let edit = opens(&mia, "/guide edit entry:retro").await;
        let edited = submits(&mia, &edit, &[("Answer", "Every other Friday.")]).await;
        clicks(&mia, &edited, "Publish").await;
        let told = clicks(&mia, &imported, "Undo").await;
        assert_eq!(title(&told), "It can't be taken back any more", "{}", told.as_seen());
        assert!(told.text().contains("Retro"), "which entry changed: {}", told.text());
        assert!(undo.starts_with("t1:g:undo-import:"));
        assert!(types(&mia, "/guide list").await.text().contains("2 entries of 200"), "nothing was taken back");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_interaction_publishes_once() {
    let database = Database::sqlite();
    let fixture = opened(Transport::Gateway, &database, &[]).await;
    let mia = fixture.discord.member("mia");
    let draft = drafts(&mia, STANDUP).await;
    let published = mia.clicks(&draft, "Publish").await.unwrap();
    mia.delivers_again(published.interaction).unwrap();
    fixture.bot.says("outcome=\"repeated\"", 1).await;
    assert_eq!(fixture.discord.callbacks_for(published.interaction), 1);
    let history = types(&mia, "/guide history entry:standup").await;
    assert_eq!(history.menus()[0].options.len(), 1, "{}", history.as_seen());
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_publishes_once_and_gets_an_equal_response() {
    for fault in [EndpointFault::Replayed, EndpointFault::Duplicated] {
        let database = Database::sqlite();
        let fixture = opened(Transport::Http, &database, &[]).await;
        let mia = fixture.discord.member("mia");
        let draft = drafts(&mia, STANDUP).await;
        fixture.discord.faults().endpoint(1, fault);
        let published = mia.clicks(&draft, "Publish").await.unwrap();
        let both = |discord: &fake_discord::Discord| {
            let answers: Vec<_> =
                discord.deliveries(published.interaction).into_iter().filter_map(|one| one.answer).collect();
            (answers.len() == 2).then_some(answers)
        };
        let answers = fixture.discord.wait_for("both answers", both).await.unwrap();
        assert_eq!(answers[0].body, answers[1].body);
        let history = types(&mia, "/guide history entry:standup").await;
        assert_eq!(history.menus()[0].options.len(), 1, "{}", history.as_seen());
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_kept_when_the_entry_is_removed_meanwhile() {
    over_each_transport(async |fixture| {
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        adds(&mia, STANDUP).await;
        let edit = opens(&mia, "/guide edit entry:standup").await;
        let asked = types(&mia, "/guide remove entry:standup").await;
        clicks(&mia, &asked, "Remove").await;
        let preview = submits(&mia, &edit, &[("Answer", "We meet at eleven.")]).await;
        let told = clicks(&mia, &preview, "Publish").await;
        assert_eq!(title(&told), "This entry was removed meanwhile", "{}", told.as_seen());
        assert_eq!(title(&clicks(&mia, &told, "Publish mine").await), "Published");
        assert!(types(&ada, "/topic name:standup").await.text().contains("at eleven"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_takes_back_ones_own_change_and_no_later_one() {
    over_each_transport(async |fixture| {
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        adds(&mia, STANDUP).await;
        let changes = async |answer: &str| {
            let edit = opens(&mia, "/guide edit entry:standup").await;
            let preview = submits(&mia, &edit, &[("Answer", answer)]).await;
            clicks(&mia, &preview, "Publish").await
        };
        let (earlier, later) = (changes("At eleven.").await, changes("At twelve.").await);
        let told = clicks(&mia, &earlier, "Undo").await;
        assert_eq!(title(&told), "It has changed meanwhile", "{}", told.as_seen());
        assert!(types(&ada, "/topic name:standup").await.text().contains("At twelve."));
        assert_eq!(title(&clicks(&mia, &later, "Undo").await), "Published");
        assert!(types(&ada, "/topic name:standup").await.text().contains("At eleven."));

        // A removal that was undone and changed since is not undone again.
        let asked = types(&mia, "/guide remove entry:standup").await;
        let removed = clicks(&mia, &asked, "Remove").await;
        let custom_id = button(&removed, "Undo");
        clicks(&mia, &removed, "Undo").await;
        changes("At one.").await;
        let data = serde_json::json!({ "custom_id": custom_id, "component_type": 2 });
        let told = answered(&mia.clicks_raw(&removed, data).await.unwrap());
        assert_eq!(title(&told), "It has changed meanwhile");
        assert!(types(&ada, "/topic name:standup").await.text().contains("At one."));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_brought_back_has_nothing_to_undo() {
    over_each_transport(async |fixture| {
        let mia = fixture.discord.member("mia");
        adds(&mia, STANDUP).await;
        let asked = types(&mia, "/guide remove entry:standup").await;
        let removed = clicks(&mia, &asked, "Remove").await;
        let back = clicks(&mia, &removed, "Undo").await;
        assert!(title(&back) == "Published" && back.buttons().iter().all(|button| button.label != "Undo"));
        for (custom_id, expected) in [
            ("t1:g:restore:standup:2", "That revision can't be restored"),
            ("t1:g:restore:standup:99", "That revision can't be restored"),
            ("t1:g:revision:standup:99", "That revision can't be restored"),
            ("t1:g:restore:nothing:1", "That entry is gone"),
        ] {
            let data = serde_json::json!({ "custom_id": custom_id, "component_type": 2 });
            let told = answered(&mia.clicks_raw(&back, data).await.unwrap());
            assert_eq!(title(&told), expected, "{custom_id}");
        }
    })
    .await;
}
