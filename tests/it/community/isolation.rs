//! Two servers with entries of the same names, and the user's own installation: nothing of one is seen in another.

use fake_discord::{Message, Person, Status};
use serde_json::json;

use super::support::*;

/// Mia adds *Standup* here and there, and there *Secret sauce* besides; both servers answer privately only there.
async fn mia_adds_here_and_there(fixture: &Fixture) -> (Person, Person) {
    let here = fixture.discord.member("mia");
    let there = here.in_server(WORKSHOP);
    adds(&here, &[STANDUP, &[("Answer", "Here at ten.")]].concat()).await;
    adds(&there, &[STANDUP, &[("Answer", "There at noon.")]].concat()).await;
    adds(&there, &[("Title", "Secret sauce"), ("Answer", "Only the workshop knows."), STANDUP[3]]).await;
    (here, there)
}

/// Clicks a button, or picks from a menu, that is not on this message.
async fn forces(person: &Person, message: &Message, custom_id: &str, picked: Option<&str>) -> Message {
    let data = match picked {
        Some(value) => json!({ "custom_id": custom_id, "component_type": 3, "values": [value] }),
        None => json!({ "custom_id": custom_id, "component_type": 2 }),
    };
    answered(&person.clicks_raw(message, data).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_gets_its_own_answer_also_from_the_cache() {
    over_each_transport(async |fixture| {
        mia_adds_here_and_there(fixture).await;
        let ada = fixture.discord.member("ada");
        let there = ada.in_server(WORKSHOP);
        for _ in 0..3 {
            for line in ["/ask question:standup", "/ask question:when do we meet every day", "/topic name:standup"] {
                let (answer, other) = (types(&ada, line).await, types(&there, line).await);
                assert!(answer.text().contains("Here at ten."), "{line}: {}", answer.text());
                assert!(!other.text().contains("Here at ten."), "{line}: {}", other.text());
                for place in [ada.in_dm(), ada.in_private_channel(), ada.in_server(CAFE)] {
                    let shipped = types(&place, line).await;
                    assert!(!shipped.text().contains("Here at") && !shipped.text().contains("There at"), "{line}");
                }
            }
        }
        assert!(types(&there, "/topic name:standup").await.text().contains("There at noon."));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_server_is_offered_listed_or_linked() {
    over_each_transport(async |fixture| {
        let (mia, mia_there) = mia_adds_here_and_there(fixture).await;
        let ada = fixture.discord.member("ada");
        for line in ["/topic name:secret", "/topic name:", "/ask question:secret", "/role name:secret"] {
            assert!(!offered(&ada, line).await.contains(&"Secret sauce".to_owned()), "{line}");
        }
        assert!(offered(&ada.in_server(WORKSHOP), "/topic name:secret").await.contains(&"Secret sauce".to_owned()));
        for line in ["/guide edit entry:", "/guide remove entry:secret", "/guide history entry:secret"] {
            assert!(offered(&mia, line).await.iter().all(|name| !name.contains("Secret")), "{line}");
            assert!(offered(&mia_there, line).await.iter().any(|name| name.contains("Secret")), "{line}");
        }
        for (person, line) in [(&ada, "/help"), (&mia, "/guide list"), (&ada, "/topic name:standup")] {
            let shown = types(person, line).await;
            assert!(!format!("{}{:?}", shown.as_seen(), shown.menus()).contains("Secret"), "{}", shown.as_seen());
        }
        assert!(!exports(fixture, &mia).await.contains("Secret"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_or_menu_of_another_servers_answer_leads_nowhere() {
    over_each_transport(async |fixture| {
        mia_adds_here_and_there(fixture).await;
        let ada = fixture.discord.member("ada");
        let message = types(&ada, "/topic name:standup").await;
        let (entry, shared) = ("t1:e:own/secret-sauce:0", "t1:s:e:own/secret-sauce:0");
        for (custom_id, picked) in [(entry, None), (shared, None), ("t1:m", Some(entry)), ("t1:m", Some(shared))] {
            let shown = forces(&ada, &message, custom_id, picked).await;
            assert!(!shown.as_seen().contains("Only the workshop"), "{custom_id}: {}", shown.as_seen());
            assert!(!fixture.discord.message(message.id).unwrap().text().contains("Only the workshop"));
        }
        let missing = types(&ada, "/topic name:own/secret-sauce").await;
        assert!(!missing.text().contains("Only the workshop"), "{}", missing.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_control_of_another_servers_staff_does_nothing_here() {
    over_each_transport(async |fixture| {
        let (mia, there) = mia_adds_here_and_there(fixture).await;
        let draft = drafts(&there, &[("Title", "Plan B"), ("Answer", "There is one.")]).await;
        let file = exports(fixture, &mia).await.replace("Here at ten", "Imported").into_bytes();
        let files = [fake_discord::Upload::new("a.yaml", file)];
        let import = answered(&there.types_with("/guide import file:a.yaml", &files).await.unwrap());
        let (publish, apply) = (button(&draft, "Publish"), button(&import, "Import all"));
        let imported = clicks(&there, &import, "Import all").await;
        let undo = button(&imported, "Undo");

        // The same member manages both servers: what counts is where she clicks.
        let list = types(&mia, "/guide list").await;
        for (custom_id, picked, expected) in [
            (publish.as_str(), None, "That draft is gone"),
            (&button(&draft, "Edit again"), None, "That draft is gone"),
            (&button(&draft, "Discard"), None, "That draft is gone"),
            (&publish.replace("publish", "overwrite"), None, "That draft is gone"),
            (&apply, None, "That draft is gone"),
            (&undo, None, "That import is gone"),
            ("t1:g:edit:secret-sauce", None, "That entry is gone"),
            ("t1:g:remove:secret-sauce", None, "That entry is gone"),
            ("t1:g:confirm-remove:secret-sauce:1", None, "That entry is gone"),
            ("t1:g:history:secret-sauce:0", None, "That entry is gone"),
            ("t1:g:revision:secret-sauce:1", None, "That entry is gone"),
            ("t1:g:restore:secret-sauce:1", None, "That entry is gone"),
            ("t1:g:open", Some("secret-sauce"), "That entry is gone"),
        ] {
            let told = forces(&mia, &list, custom_id, picked).await;
            assert_eq!(title(&told), expected, "{custom_id}: {}", told.as_seen());
        }
        let forged = json!({ "type": 5, "data": {
            "custom_id": button(&draft, "Edit again").replace("t1:g:edit-draft", "t1:g:form:draft"),
            "components": [{ "type": 18, "component": { "type": 4, "custom_id": "title", "value": "Taken" } }],
        } });
        let told = answered(&mia.sends_raw_interaction(forged).await.unwrap());
        assert_eq!(title(&told), "That draft is gone");

        assert!(types(&mia, "/guide list").await.text().contains("Standup"), "nothing changed here");
        assert!(types(&there, "/guide list").await.text().contains("Secret sauce"), "nor there");
        assert_eq!(title(&clicks(&there, &draft, "Publish").await), "Published", "where the draft is, it still is");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_brings_the_app_along_touches_nothing_of_the_server() {
    over_each_transport(async |fixture| {
        let (_, there) = mia_adds_here_and_there(fixture).await;
        let panel = types(&there, "/guide settings").await;
        clicks(&there, &panel, "Make answers private").await;
        // The bot is removed. Members who installed the app for themselves still use it.
        let workshop = fixture.discord.arrange(|world| world.guild_named(WORKSHOP).unwrap().id);
        fixture.discord.remove_app(workshop);
        let ada = fixture.discord.member("ada").in_server(WORKSHOP);
        let answer = types(&ada, "/topic name:standup").await;
        assert!(!answer.text().contains("There at noon."), "{}", answer.text());
        assert!(!types(&ada, "/faq question:3").await.is_ephemeral(), "its settings do not count");
        assert!(!offered(&ada, "/topic name:secret").await.contains(&"Secret sauce".to_owned()));
        assert!(!types(&ada, "/help").await.text().contains("Also answered here"));

        assert!(there.types("/guide list").await.is_err(), "the command is not offered");
        let list = json!([{ "name": "list", "type": 1 }]);
        let told = answered(&there.types_raw("/guide", list).await.unwrap());
        assert_eq!(title(&told), "This server has not added the app");
        let choices = there.sends_raw_interaction(json!({ "type": 4, "data": { "name": "guide", "options": [
            { "name": "edit", "type": 1, "options": [{ "name": "entry", "type": 3, "value": "", "focused": true }] },
        ] } }));
        let Status::Choices(choices) = choices.await.unwrap().status else { panic!("choices") };
        assert_eq!(choices, []);
    })
    .await;
}
