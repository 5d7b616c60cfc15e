//! Buttons, menus and pages: whose they are, and removal.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_asker_turns_the_message_and_others_get_a_copy_of_their_own() {
    over_each_transport(async |fixture| {
        let (ada, bob) = (fixture.discord.member("ada"), fixture.discord.member("bob"));
        let message = answered(&ada.types("/industry name:healthcare for:@bob").await.unwrap());
        assert!(message.content.starts_with("For <@"), "{}", message.content);

        let turned = answered(&ada.selects(&message, "Fintech and banking").await.unwrap());
        assert_eq!(turned.id, message.id, "the same message");
        assert!(title(&turned).contains("Fintech and banking"));
        assert_eq!(turned.content, message.content, "whom it is for stays");

        let copy = answered(&bob.selects(&turned, "Government and the public sector").await.unwrap());
        assert_ne!(copy.id, message.id);
        assert!(copy.is_ephemeral() && title(&copy).contains("Government"));
        assert!(title(&fixture.discord.message(message.id).unwrap()).contains("Fintech"), "the public one stays");

        let own = answered(&bob.selects(&copy, "Education technology (edtech)").await.unwrap());
        assert_eq!(own.id, copy.id, "a copy is its owner's to turn");
        assert!(own.is_ephemeral());
        assert!(
            own.buttons().iter().all(|button| button.label != REMOVE),
            "what one alone sees is dismissed, not removed"
        );

        assert_eq!(fixture.discord.pings().len(), 1, "only the first message called anybody");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_links_lead_on_and_back() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        let list = answered(&ada.types("/faq question:all").await.unwrap());
        let second = answered(&ada.clicks(&list, "Page 2 ▶").await.unwrap());
        assert!(second.text().contains("page 2 of 2") || second.text().contains("`20`"), "{}", second.text());
        let first = answered(&ada.clicks(&second, "◀ Page 1").await.unwrap());
        assert_eq!(first.text(), list.text());
        let step = answered(&ada.types("/career step:2").await.unwrap());
        let path = answered(&ada.clicks(&step, "The whole path").await.unwrap());
        assert!(title(&path).contains("The path to a TPM job"));
        let help = answered(&ada.types("/help").await.unwrap());
        assert!(help.embeds.is_empty(), "plain text");
        let example = answered(&ada.clicks(&help, "TPM vs product manager").await.unwrap());
        assert_eq!((example.id, example.content.as_str()), (help.id, ""), "the text makes way for the answer");
        assert_eq!(example.embeds.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_removed_by_its_asker_or_a_moderator_only() {
    over_each_transport(async |fixture| {
        let (ada, bob, mia) =
            (fixture.discord.member("ada"), fixture.discord.member("bob"), fixture.discord.member("mia"));
        let message = answered(&ada.types("/career").await.unwrap());
        let refused = answered(&bob.clicks(&message, REMOVE).await.unwrap());
        assert!(refused.is_ephemeral() && refused.buttons().is_empty());
        assert_eq!(title(&refused), "You can't remove this answer");
        assert!(fixture.discord.message(message.id).is_some());

        ada.clicks(&message, REMOVE).await.unwrap();
        fixture.discord.deleted(message.id).await.unwrap();

        let message = answered(&bob.types("/career").await.unwrap());
        mia.clicks(&message, REMOVE).await.unwrap();
        fixture.discord.deleted(message.id).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_control_still_works_after_a_restart() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    let ada = fixture.discord.member("ada");
    let message = answered(&ada.types("/industry name:healthcare").await.unwrap());
    let Fixture { discord, bot, transport } = fixture;
    bot.stops().await;
    let bot = crate::support::enter(&discord, &[], &[]);
    let fixture = Fixture { discord, bot, transport };
    fixture.ready().await;
    let turned = answered(&ada.selects(&message, "Government and the public sector").await.unwrap());
    assert_eq!(turned.id, message.id);
    ada.clicks(&turned, REMOVE).await.unwrap();
    fixture.discord.deleted(message.id).await.unwrap();
    fixture.close().await;
}
