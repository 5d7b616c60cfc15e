//! A row damaged by hand: that entry is left out with a line in the log, the rest works, and staff can mend or remove it.

use super::support::*;
use crate::store::support::on_each_engine;
use crate::support::answered;

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_entry_is_left_out_and_staff_can_mend_or_remove_it() {
    on_each_engine(async |database| {
        let fixture = opened(Transport::Gateway, database, &[]).await;
        let (mia, ada) = (fixture.discord.member("mia"), fixture.discord.member("ada"));
        adds(&mia, STANDUP).await;
        adds_entry(&mia, "Retro", "We look back on Fridays.").await;
        adds_entry(&mia, "Planning", "We plan on Mondays.").await;
        database.tamper("UPDATE entry SET content = 'x' WHERE slug <> 'planning'").await;
        // Each process notices when it loads: this one at the restart.
        let fixture = restarted(fixture, database).await;
        assert!(types(&ada, "/topic name:planning").await.text().contains("on Mondays"), "the rest works");
        assert!(!types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"));
        assert!(types(&ada, "/faq question:3").await.text().len() > 100);
        fixture.bot.says("an entry cannot be read and is left out", 2).await;

        let list = types(&mia, "/guide list").await;
        assert_eq!(list.text().matches("**damaged**").count(), 2, "{}", list.text());
        let opened = answered(&mia.selects(&list, "standup").await.unwrap());
        let edit = form(&mia.clicks(&opened, "Edit").await.unwrap());
        assert_eq!(edit.field("Title").unwrap().preset(), ["Standup"], "from its history");
        let preview = submits(&mia, &edit, &[]).await;
        assert_eq!(title(&clicks(&mia, &preview, "Publish").await), "Published");
        assert!(types(&ada, "/topic name:standup").await.text().contains("at ten, on voice"), "it is mended");

        let list = types(&mia, "/guide list").await;
        let opened = answered(&mia.selects(&list, "retro").await.unwrap());
        let asked = clicks(&mia, &opened, "Remove").await;
        assert_eq!(title(&clicks(&mia, &asked, "Remove").await), "Removed");
        adds_entry(&mia, "Retro", "Its name is free again.").await;
        fixture.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_beyond_a_lowered_limit_is_listed_and_can_be_edited_and_removed() {
    let database = Database::sqlite();
    let fixture = opened(Transport::Gateway, &database, &[]).await;
    let mia = fixture.discord.member("mia");
    for number in 1..=3 {
        adds_entry(&mia, &format!("Entry {number}"), "Some text.").await;
    }
    let Fixture { discord, bot, transport } = fixture;
    bot.stops().await;
    let fixture = joined(discord, transport, &database, &[("ENTRIES_PER_SERVER", "1")]).await;
    let list = types(&mia, "/guide list").await;
    assert_eq!(list.text().matches("**switched off**").count(), 2, "{}", list.text());
    let opened = answered(&mia.selects(&list, "Entry 3").await.unwrap());
    let edit = form(&mia.clicks(&opened, "Edit").await.unwrap());
    assert_eq!(edit.field("Answer").unwrap().preset(), ["Some text."]);
    let preview = submits(&mia, &edit, &[("Answer", "Another text.")]).await;
    assert_eq!(title(&clicks(&mia, &preview, "Publish").await), "Published");
    let list = types(&mia, "/guide list").await;
    let opened = answered(&mia.selects(&list, "Entry 2").await.unwrap());
    let asked = clicks(&mia, &opened, "Remove").await;
    assert_eq!(title(&clicks(&mia, &asked, "Remove").await), "Removed");
    fixture.close().await;
}
