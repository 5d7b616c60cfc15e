//! What members see of own entries: whom an answer is for, who sees it, removal, restarts, what is replaced and switched off.

use fake_discord::{Message, Person, Whom};
use serde_json::json;

use super::support::*;
use crate::support::called_by;

/// Shipped entries, by title.
const HEALTHCARE: &str = "Healthcare and life sciences";
const SEMICONDUCTORS: &str = "Semiconductors";

/// Picks from a menu of the settings; both of its menus of kinds have the same lines.
async fn picks(staff: &Person, panel: &Message, menu: &str, values: &[&str]) -> Message {
    let data = json!({ "custom_id": menu, "component_type": 3, "values": values });
    answered(&staff.clicks_raw(panel, data).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_answer_is_addressed_kept_private_shared_and_removed_like_any_other() {
    over_each_transport(async |fixture| {
        let (mia, ada, bob) =
            (fixture.discord.member("mia"), fixture.discord.member("ada"), fixture.discord.member("bob"));
        adds(&mia, STANDUP).await;
        let addressed = types(&ada, "/topic name:standup for:@bob").await;
        assert!(addressed.content.starts_with(&format!("For <@{}>", bob.id().unwrap())), "{}", addressed.content);
        let pings = fixture.discord.pings();
        assert_eq!(pings.iter().map(|ping| ping.whom).collect::<Vec<_>>(), [Whom::User(bob.id().unwrap())]);

        let private = types(&ada, "/topic name:standup private:true").await;
        assert!(private.is_ephemeral());
        clicks(&ada, &private, "Share in channel").await;
        let is_shared =
            |message: &Message| message.content.starts_with("Shared by") && message.text().contains("at ten");
        let shared =
            |discord: &fake_discord::Discord| discord.all_messages().into_iter().find(|shared| is_shared(shared));
        fixture.discord.wait_for("the shared answer", shared).await.unwrap();

        let refused = clicks(&bob, &addressed, "Remove").await;
        assert!(title(&refused).contains("can't remove"), "{}", refused.as_seen());
        ada.clicks(&addressed, "Remove").await.unwrap();
        fixture.discord.deleted(addressed.id).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn controls_work_after_a_restart() {
    for transport in [Transport::Gateway, Transport::Http] {
        let database = Database::sqlite();
        let fixture = opened(transport, &database, &[]).await;
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        adds(&mia, STANDUP).await;
        adds_entry(&mia, "Retro", "Every other Friday.").await;
        let draft = drafts(&mia, &[("Title", "Plan B"), ("Answer", "There is one.")]).await;
        let answer = types(&ada, "/topic name:standup").await;

        let fixture = restarted(fixture, &database).await;
        let retro = answered(&ada.selects(&answer, "Retro").await.unwrap());
        assert!(retro.id == answer.id && retro.text().contains("Every other Friday."), "{}", retro.as_seen());
        ada.clicks(&retro, "Remove").await.unwrap();
        fixture.discord.deleted(retro.id).await.unwrap();
        assert_eq!(title(&clicks(&mia, &draft, "Publish").await), "Published");
        closes(fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn controls_work_on_another_replica() {
    let Some(database) = Database::postgres().await else { return };
    let fixture = opened(Transport::Http, &database, &[]).await;
    let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
    let replica = called_by(&fixture.discord, &[("DATABASE_URL", database.address())]);
    adds(&mia, STANDUP).await;
    adds_entry(&mia, "Retro", "Every other Friday.").await;
    let draft = drafts(&mia, &[("Title", "Plan B"), ("Answer", "There is one.")]).await;
    let answer = types(&ada, "/topic name:standup").await;

    answers_by(&fixture.discord, &replica).await;
    assert_eq!(title(&clicks(&mia, &draft, "Publish").await), "Published");
    let retro = answered(&ada.selects(&answer, "Retro").await.unwrap());
    assert!(retro.text().contains("Every other Friday."), "{}", retro.as_seen());
    replica.stops().await;
    closes(fixture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_replaced_is_not_shown_and_its_old_controls_lead_to_the_new() {
    over_each_transport(async |fixture| {
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        let before = types(&ada, "/industry name:fintech").await;
        let shipped = types(&ada, "/industry name:healthcare").await;
        let form = form(&mia.picks("/guide add replaces:health", HEALTHCARE).await.unwrap());
        assert_eq!(form.title, "Add an entry in place of a shipped one");
        let preview = submits(&mia, &form, &[("Title", "Health here"), ("Answer", "Ask our nurses first.")]).await;
        clicks(&mia, &preview, "Publish").await;

        let picked = answered(&ada.selects(&before, HEALTHCARE).await.unwrap());
        assert!(picked.text().contains("Ask our nurses first."), "its old menu: {}", picked.as_seen());
        let forced = json!({ "custom_id": "t1:e:industry/healthcare:1", "component_type": 2 });
        let pressed = answered(&ada.clicks_raw(&shipped, forced).await.unwrap());
        assert!(pressed.text().contains("Ask our nurses first."), "its old button: {}", pressed.as_seen());
        for line in ["/industry name:healthcare", "/ask question:healthcare", "/topic name:health here"] {
            let answer = types(&ada, line).await;
            assert!(answer.text().contains("Ask our nurses first."), "{line}: {}", answer.as_seen());
        }
        assert!(!offered(&ada, "/industry name:health").await.contains(&HEALTHCARE.to_owned()));
        let again = self::form(&mia.types("/guide add replaces:healthcare").await.unwrap());
        assert_eq!(again.title, "Edit Health here", "one entry replaces it");

        // With the own entry removed, the shipped one is back.
        let asked = types(&mia, "/guide remove entry:health here").await;
        clicks(&mia, &asked, "Remove").await;
        let back = types(&ada, "/industry name:healthcare").await;
        assert_eq!(back.embeds, shipped.embeds);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_staff_switch_off_is_gone_until_they_switch_it_on() {
    over_each_transport(async |fixture| {
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        let before = types(&ada, "/industry name:fintech").await;
        let settings = types(&mia, "/guide settings").await;
        let settings = answered(&mia.selects(&settings, "Industries").await.unwrap());
        assert!(settings.text().contains("**Switched off**: Industries."), "{}", settings.text());
        let off = types(&ada, "/industry name:semiconductors").await;
        assert!(title(&off).contains("switched off in this server"), "{}", off.as_seen());
        let old = answered(&ada.selects(&before, SEMICONDUCTORS).await.unwrap());
        assert!(title(&old).contains("switched off"), "its old menu: {}", old.as_seen());
        assert_eq!(offered(&ada, "/industry name:semi").await, Vec::<String>::new());

        // All kinds are on again, and one entry is off.
        let settings = picks(&mia, &settings, "t1:g:hidden-kinds", &[]).await;
        assert!(settings.text().contains("Every kind of shipped entries is on."), "{}", settings.text());
        let entries = picks(&mia, &settings, "t1:g:pick-kind", &["industries"]).await;
        let entries = answered(&mia.selects(&entries, SEMICONDUCTORS).await.unwrap());
        let menu = &entries.menus()[0];
        assert!(menu.options.iter().any(|option| option.label == SEMICONDUCTORS && option.default), "{menu:?}");
        assert!(title(&types(&ada, "/industry name:semiconductors").await).contains("switched off"));
        assert!(types(&ada, "/industry name:fintech").await.text().len() > 300, "the others are on");
        let settings = clicks(&mia, &entries, "Settings").await;
        assert!(settings.text().contains("**Switched off**: 1 entry."), "{}", settings.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_private_by_default_where_staff_say_so_unless_the_asker_says_otherwise() {
    over_each_transport(async |fixture| {
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        let settings = types(&mia, "/guide settings").await;
        let settings = clicks(&mia, &settings, "Make answers private").await;
        assert!(settings.text().contains("Answers are private from now on."), "{}", settings.text());
        for (line, is_private) in [
            ("/faq question:3", true),
            ("/faq question:3 private:false", false),
            ("/faq question:3 private:true", true),
            ("/ask question:do i need a degree?", true),
        ] {
            assert_eq!(types(&ada, line).await.is_ephemeral(), is_private, "{line}");
        }
        assert!(!types(&ada.in_server(WORKSHOP), "/faq question:3").await.is_ephemeral());
        clicks(&mia, &settings, "Make answers public").await;
        assert!(!types(&ada, "/faq question:3").await.is_ephemeral());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_help_links_to_the_rules() {
    over_each_transport(async |fixture| {
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        let settings = types(&mia, "/guide settings").await;
        let rules = form(&mia.clicks(&settings, "Link to the rules").await.unwrap());
        let told = submits(&mia, &rules, &[("Link to the rules", "http://rules.example")]).await;
        assert_eq!(title(&told), "That is no link", "{}", told.as_seen());
        let settings = types(&mia, "/guide settings").await;
        let rules = form(&mia.clicks(&settings, "Link to the rules").await.unwrap());
        let settings = submits(&mia, &rules, &[("Link to the rules", "https://rules.example/a")]).await;
        assert!(settings.text().contains("`/help` shows the link from now on."), "{}", settings.text());
        assert!(types(&ada, "/help").await.text().contains("https://rules.example/a"));
        assert!(!types(&ada.in_server(WORKSHOP), "/help").await.text().contains("rules.example"));
    })
    .await;
}
