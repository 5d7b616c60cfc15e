//! Members without rights, editors by role, and replayed controls. Rights are checked again on every click and every form.

use fake_discord::{CannotAct, Message, Person};
use serde_json::{Value, json};

use super::support::*;

/// What members without rights are told.
const REFUSED: &str = "You can't edit this server's entries";

/// A form of staff, filled in and sent without having been opened.
fn forged_form(custom_id: &str) -> Value {
    let field =
        |name: &str, value: &str| json!({ "type": 18, "component": { "type": 4, "custom_id": name, "value": value } });
    let fields = [field("title", "Zebra"), field("body", "Stripes."), field("rules", "https://zebra.example")];
    json!({ "type": 5, "data": { "custom_id": custom_id, "components": fields } })
}

async fn forces(person: &Person, message: &Message, custom_id: &str) -> Message {
    let data = json!({ "custom_id": custom_id, "component_type": 2 });
    answered(&person.clicks_raw(message, data).await.unwrap())
}

/// Expects that so many interactions were refused, by the log: a line each.
async fn has_refused(fixture: &Fixture, times: usize) {
    let line = "outcome=\"refused\"";
    fixture.bot.says(line, times).await;
    assert_eq!(fixture.bot.said().matches(line).count(), times, "{}", fixture.bot.said());
}

/// Bob gets the role of editors, which mia names as such and for which an administrator allows the command.
async fn bob_becomes_an_editor(fixture: &Fixture) -> Person {
    let (mia, bob) = (fixture.discord.member("mia"), fixture.discord.member("bob"));
    let settings = types(&mia, "/guide settings").await;
    let settings = answered(&mia.selects_roles(&settings, &[EDITORS]).await.unwrap());
    assert!(settings.text().contains("Members with that role may edit from now on."), "{}", settings.text());
    assert!(settings.text().contains("*Integrations*"), "how they get to see the command: {}", settings.text());
    assert!(matches!(bob.types("/guide list").await, Err(CannotAct::NotPermitted(_))));
    let (role, id) = (editors(&fixture.discord), bob.id().unwrap());
    fixture.discord.arrange(|world| {
        world.give_role(world.home, id, role);
        world.allow_command(world.home, "guide", role);
    });
    bob
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_rights_is_refused_whatever_they_replay() {
    over_each_transport(async |fixture| {
        let (mia, bob) = (fixture.discord.member("mia"), fixture.discord.member("bob"));
        let published = adds(&mia, STANDUP).await;
        let draft = drafts(&mia, &[("Title", "Plan B"), ("Answer", "There is one.")]).await;
        let removal = types(&mia, "/guide remove entry:standup").await;
        assert!(matches!(bob.types("/guide list").await, Err(CannotAct::NotPermitted(_))), "it is hidden from him");
        assert!(bob.clicks(&draft, "Publish").await.is_err(), "he does not see her panels");

        let public = types(&bob, "/topic name:standup").await;
        let pressed = [
            button(&draft, "Publish"),
            button(&draft, "Edit again"),
            button(&draft, "Discard"),
            button(&published, "Edit"),
            button(&published, "History"),
            button(&removal, "Remove"),
            "t1:g:restore:standup:1".to_owned(),
            "t1:g:list:0".to_owned(),
            "t1:g:settings".to_owned(),
            "t1:g:private:on".to_owned(),
            "t1:g:undo-import:1".to_owned(),
            "t1:g:from-another-version".to_owned(),
        ];
        for custom_id in &pressed {
            let told = forces(&bob, &public, custom_id).await;
            assert!(told.is_ephemeral() && title(&told) == REFUSED, "{custom_id}: {}", told.as_seen());
        }
        let forms = ["t1:g:form:new", "t1:g:form:edit:standup:1", "t1:g:form:rules", "t1:g:form:unknown"];
        for custom_id in forms {
            let told = answered(&bob.sends_raw_interaction(forged_form(custom_id)).await.unwrap());
            assert_eq!(title(&told), REFUSED, "{custom_id}");
        }
        let commands = ["add", "list", "export", "settings", "merge"];
        for name in commands {
            let told = answered(&bob.types_raw("/guide", json!([{ "name": name, "type": 1 }])).await.unwrap());
            assert_eq!(title(&told), REFUSED, "{name}");
        }

        has_refused(fixture, pressed.len() + forms.len() + commands.len()).await;
        assert!(!fixture.bot.said().contains("Zebra") && !fixture.bot.said().contains("zebra"), "not what was typed");
        assert!(types(&mia, "/topic name:standup").await.text().contains("on voice"), "nothing changed");
        assert_eq!(title(&clicks(&mia, &draft, "Publish").await), "Published");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_managers_draft_is_not_ones_own() {
    over_each_transport(async |fixture| {
        let mia = fixture.discord.member("mia");
        let bob = bob_becomes_an_editor(fixture).await;
        let draft = drafts(&mia, &[("Title", "Plan B"), ("Answer", "There is one.")]).await;
        let list = types(&bob, "/guide list").await;
        for label in ["Publish", "Edit again", "Discard"] {
            assert_eq!(title(&forces(&bob, &list, &button(&draft, label)).await), "That draft is gone", "{label}");
        }
        assert_eq!(title(&clicks(&mia, &draft, "Publish").await), "Published");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_edits_entries_and_no_settings() {
    over_each_transport(async |fixture| {
        let bob = bob_becomes_an_editor(fixture).await;
        adds(&bob, STANDUP).await;
        let answer = types(&bob, "/topic name:standup").await;
        assert!(answer.text().contains("an editor"), "the role that reviewed it: {}", answer.text());
        let told = types(&bob, "/guide settings").await;
        assert_eq!(title(&told), "You can't change this server's settings", "{}", told.as_seen());
        for custom_id in ["t1:g:settings", "t1:g:private:on", "t1:g:editors", "t1:g:hidden-kinds", "t1:g:rules"] {
            let told = forces(&bob, &told, custom_id).await;
            assert_eq!(title(&told), "You can't change this server's settings", "{custom_id}");
        }
        let told = answered(&bob.sends_raw_interaction(forged_form("t1:g:form:rules")).await.unwrap());
        assert_eq!(title(&told), "You can't change this server's settings");
        has_refused(fixture, 7).await;
        assert!(!types(&bob, "/faq question:3").await.is_ephemeral(), "answers are still public");
        assert!(!types(&bob, "/help").await.text().contains("zebra.example"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_loses_the_role_is_refused_at_the_next_click() {
    over_each_transport(async |fixture| {
        let (mia, bob) = (fixture.discord.member("mia"), bob_becomes_an_editor(fixture).await);
        let draft = drafts(&bob, STANDUP).await;
        let (role, id) = (editors(&fixture.discord), bob.id().unwrap());
        fixture.discord.arrange(|world| world.take_role(world.home, id, role));
        assert_eq!(title(&clicks(&bob, &draft, "Publish").await), REFUSED);
        fixture.discord.arrange(|world| world.give_role(world.home, id, role));
        let list = types(&bob, "/guide list").await;
        assert!(list.text().contains("no entries of its own yet"), "{}", list.text());

        // Or the role is no longer an editor's.
        let settings = types(&mia, "/guide settings").await;
        answered(&mia.selects_roles(&settings, &[]).await.unwrap());
        assert_eq!(title(&forces(&bob, &list, &button(&draft, "Publish")).await), REFUSED);
        assert!(types(&mia, "/guide list").await.text().contains("no entries of its own yet"));
    })
    .await;
}
