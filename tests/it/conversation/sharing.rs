//! Asking about a message, and sharing private answers.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_asked_about_in_private_and_its_answer_is_shared_under_ones_name() {
    over_each_transport(async |fixture| {
        let (ada, bob, mia) =
            (fixture.discord.member("ada"), fixture.discord.member("bob"), fixture.discord.member("mia"));
        let said = bob.says("Do I need a degree to be a TPM? @everyone").unwrap();
        let before = fixture.discord.pings().len();
        let private = answered(&ada.uses(ASK, &said).await.unwrap());
        assert!(private.is_ephemeral() && title(&private).contains("FAQ 12"), "{}", private.text());
        assert!(!private.text().contains("@everyone"), "the message is not repeated: {}", private.text());
        assert!(bob.sees().unwrap().iter().all(|message| message.id != private.id));

        // What is private changes in place, and can still be shared.
        let other = answered(&ada.selects(&private, &private.menus()[0].options[0].label).await.unwrap());
        assert_eq!(other.id, private.id);
        let shown = title(&other);
        let (updated, shared) = shares(fixture, &ada, &other).await;
        assert_eq!((updated.id, title(&updated)), (private.id, shown.clone()), "the private one stays");
        assert!(matches!(ada.clicks(&updated, SHARED).await, Err(CannotAct::Disabled(_))), "it is shared once");
        assert!(updated.buttons().iter().all(|button| button.label != SHARE));
        assert_eq!(title(&shared), shown);
        let link = format!("https://discord.com/channels/{}/{}/{}", fixture.discord.home(), said.channel, said.id);
        assert_eq!(shared.content, format!("Shared by <@{}>, in answer to {link}", ada.id().unwrap()));
        assert!(!shared.text().contains("@everyone"), "nor is it when shared: {}", shared.text());
        assert_eq!(fixture.discord.pings().len(), before, "no one is pinged");

        // It is an answer like any other: the sharer's to turn and to remove.
        let copy = answered(&bob.selects(&shared, &another(&shared)).await.unwrap());
        assert!(copy.is_ephemeral() && copy.buttons().iter().any(|button| button.label == SHARE));
        let turned = answered(&ada.selects(&shared, &another(&shared)).await.unwrap());
        assert_eq!((turned.id, &turned.content), (shared.id, &shared.content), "who shared it stays");
        let refused = answered(&bob.clicks(&turned, REMOVE).await.unwrap());
        assert!(refused.is_ephemeral() && title(&refused).contains("You can't remove"));
        ada.clicks(&turned, REMOVE).await.unwrap();
        fixture.discord.deleted(shared.id).await.unwrap();
        let picked = answered(&ada.selects(&updated, &another(&updated)).await.unwrap());
        let (_, again) = shares(fixture, &ada, &picked).await;
        mia.clicks(&again, REMOVE).await.unwrap();
        fixture.discord.deleted(again.id).await.unwrap();
    })
    .await;
}

/// Presses *Share in channel*: the private message as it is then, and the public one that follows.
async fn shares(fixture: &Fixture, person: &Person, private: &Message) -> (Message, Message) {
    let known: Vec<_> = fixture.discord.all_messages().into_iter().map(|message| message.id).collect();
    let updated = answered(&person.clicks(private, SHARE).await.unwrap());
    let find = |discord: &Discord| {
        discord.all_messages().into_iter().find(|message| !message.is_ephemeral() && !known.contains(&message.id))
    };
    let shared =
        fixture.discord.wait_for("the shared answer", find).await.unwrap_or_else(|problem| panic!("{problem}"));
    (updated, shared)
}

#[tokio::test(flavor = "multi_thread")]
async fn any_private_answer_from_the_guide_can_be_shared() {
    over_each_transport(async |fixture| {
        let (ada, bob) = (fixture.discord.member("ada"), fixture.discord.member("bob"));
        let private =
            answered(&ada.types("/compare first:product owner second:senior tpm private:true").await.unwrap());
        let (_, shared) = shares(fixture, &ada, &private).await;
        assert_eq!((title(&shared), shared.embeds.clone()), (title(&private), private.embeds.clone()));
        assert_eq!(shared.content, format!("Shared by <@{}>", ada.id().unwrap()), "there is no message to link to");
        // What a member turns to on another's answer is a private copy, and theirs to share.
        let copy = answered(&bob.clicks(&shared, &shared.buttons()[0].label).await.unwrap());
        let (_, shared) = shares(fixture, &bob, &copy).await;
        assert_eq!(shared.content, format!("Shared by <@{}>", bob.id().unwrap()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_reader_of_a_private_answer_shares_it() {
    over_each_transport(async |fixture| {
        let (ada, bob) = (fixture.discord.member("ada"), fixture.discord.member("bob"));
        let public = answered(&ada.types("/faq question:12").await.unwrap());
        assert!(public.buttons().iter().all(|button| button.label != SHARE), "what is public needs no sharing");
        let forged = json!({ "custom_id": "t1:s:e:faq/degree-required:0", "component_type": 2 });
        for person in [&ada, &bob] {
            let refused = answered(&person.clicks_raw(&public, forged.clone()).await.unwrap());
            assert!(refused.is_ephemeral() && title(&refused) == "You can't share this answer", "{}", refused.text());
        }
        let said = bob.says("do i need a degree to be a tpm?").unwrap();
        let private = answered(&ada.uses(ASK, &said).await.unwrap());
        assert!(bob.clicks(&private, SHARE).await.is_err(), "other members do not see the button");
        let gone = json!({ "custom_id": "t1:s:e:faq/gone:0", "component_type": 2 });
        let missing = answered(&ada.clicks_raw(&private, gone).await.unwrap());
        assert!(missing.is_ephemeral() && title(&missing).contains("no longer"), "{}", missing.text());
        let seen = bob.sees().unwrap();
        assert!(seen.iter().all(|message| !message.content.starts_with("Shared by")), "nothing was shared");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_says_nothing_or_nothing_known_gets_a_kind_private_word() {
    over_each_transport(async |fixture| {
        let (ada, bob) = (fixture.discord.member("ada"), fixture.discord.member("bob"));
        // An answer of the bot's own is an embed without text.
        let embed = answered(&bob.types("/faq question:3").await.unwrap());
        let blank = bob.says(" \n\u{200b}").unwrap();
        for message in [embed, blank] {
            let answer = answered(&ada.uses(ASK, &message).await.unwrap());
            assert!(answer.is_ephemeral() && title(&answer) == "That message has no text", "{}", answer.text());
            assert!(answer.buttons().iter().all(|button| button.label != SHARE));
        }
        for (words, expected) in [("qwrt zxcv", "I don't know that"), (&unclear(), "I'm not sure what you mean")] {
            let answer = answered(&ada.uses(ASK, &bob.says(words).unwrap()).await.unwrap());
            assert!(answer.is_ephemeral() && title(&answer) == expected, "{}", answer.text());
            assert!(answer.buttons().iter().all(|button| button.label != SHARE), "there is nothing to share");
            assert!(!answer.text().contains("You asked"), "another member did: {}", answer.text());
        }
        let picked = ada.uses(ASK, &bob.says(&unclear()).unwrap()).await.unwrap();
        let picked = answered(&picked);
        let picked = answered(&ada.clicks(&picked, &picked.buttons()[0].label).await.unwrap());
        assert!(picked.buttons().iter().any(|button| button.label == SHARE), "what was picked can be shared");
        for place in [ada.in_dm(), ada.in_private_channel()] {
            let said = place.says("do i need a degree to be a tpm?").unwrap();
            let answer = answered(&place.uses(ASK, &said).await.unwrap());
            shares(fixture, &place, &answer).await;
        }
        for data in [
            json!({ "name": ASK, "type": 3 }),
            json!({ "name": ASK, "type": 3, "target_id": "1", "resolved": { "messages": {} } }),
            json!({ "name": ASK, "type": 3, "target_id": "1", "resolved": { "messages": { "1": { "content": 7 } } } }),
            json!({ "name": ASK, "type": 3, "target_id": {}, "resolved": { "messages": [] } }),
        ] {
            let answer = answered(&ada.sends_raw_interaction(json!({ "data": data.clone() })).await.unwrap());
            assert_eq!(title(&answer), "That message has no text", "{data}");
        }
    })
    .await;
}
