//! The slash commands, autocomplete, and whom an answer names.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_answered_in_the_channel() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        for (line, expected) in [
            ("/ask question:healthcare and life sciences", "Healthcare and life sciences"),
            ("/ask question:do i need a degree to be a tpm?", "FAQ 12"),
            ("/tpm-vs-pm", "TPM or product manager?"),
            ("/compare first:tpm second:project manager", "project manager"),
            ("/compare first:product owner second:senior tpm", "Product owner or Senior TPM?"),
            ("/role name:product owner", "Product owner"),
            ("/industry name:healthcare", "Healthcare and life sciences"),
            ("/industry name:hospitl", "Healthcare and life sciences"),
            ("/career", "The path to a TPM job"),
            ("/career step:2", "Step 2 · Gain experience"),
            ("/career step:mentor", "Find a mentor"),
            ("/faq question:3", "FAQ 3 · Will technical expectations change across industries?"),
            ("/faq question:#3", "FAQ 3"),
            ("/faq question:degree", "FAQ 12"),
            ("/faq question:all", "Frequently asked questions"),
            ("/topic name:salary", "salary"),
        ] {
            let outcome = ada.types(line).await.unwrap_or_else(|problem| panic!("{line}: {problem:?}"));
            let message = answered(&outcome);
            let shown = title(&message);
            assert!(shown.to_lowercase().contains(&expected.to_lowercase()), "{line}: {shown}");
            assert!(!message.is_ephemeral(), "{line} is for everybody");
            assert_eq!(fixture.discord.callbacks_for(outcome.interaction), 1, "{line}");
        }
        assert!(fixture.discord.pings().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_names_its_sources_and_leads_on() {
    over_each_transport(async |fixture| {
        let help = answered(&fixture.discord.member("ada").types("/help").await.unwrap());
        assert!(help.is_ephemeral() && title(&help).contains("What you can ask"), "{}", help.text());
        let message = answered(&fixture.discord.member("ada").types("/industry name:healthcare").await.unwrap());
        let text = message.text();
        assert!(text.contains("Sources: ¹ KRACD, interview coach · ² ServiceNow · "), "{text}");
        assert!(text.contains("⚠️") && text.contains("HIPAA"), "{text}");
        assert_eq!(message.menus().len(), 1);
        assert!(message.buttons().len() >= 3);
        assert!(message.buttons().iter().any(|button| button.label == REMOVE));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn autocomplete_offers_the_best_first_and_its_values_are_accepted() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        for (line, first) in [
            ("/industry name:heal", "Healthcare and life sciences"),
            ("/industry name:bank", "Fintech and banking"),
            ("/role name:tpm", "Technical program manager (TPM)"),
            ("/faq question:3", "3 · Will technical expectations change across industries?"),
            ("/faq question:", "Browse all questions"),
            ("/career step:2", "2 · Gain experience"),
            ("/compare first:tpm second:it sup", "IT support specialist"),
        ] {
            let outcome = ada.completes(line).await.unwrap();
            let choices = outcome.choices().unwrap();
            assert_eq!(choices.first().map(|choice| choice.name.as_str()), Some(first), "{line}: {choices:?}");
            let picked = ada.picks(line, first).await.unwrap();
            assert!(!answered(&picked).is_ephemeral(), "{line}: what is offered is there");
        }
        for line in ["/industry name:", "/role name:", "/topic name:", "/career step:"] {
            let outcome = ada.completes(line).await.unwrap();
            let offered = outcome.choices().unwrap().len();
            assert!((7..=25).contains(&offered), "{line} offers {offered}");
        }
        for line in ["/ask question:", "/ask question:degree", "/ask question:i am a nurs"] {
            let outcome = ada.completes(line).await.unwrap();
            let choices = outcome.choices().unwrap();
            assert!((2..=6).contains(&choices.len()), "{line}: {choices:?}");
            let typed = line.trim_start_matches("/ask question:");
            assert!(typed.is_empty() || choices[0].name == typed, "{line}: the own words come first: {choices:?}");
            let picked = answered(&ada.picks(line, &choices.last().unwrap().name).await.unwrap());
            assert!(!picked.is_ephemeral(), "{line}: what is offered is there: {}", picked.text());
        }
        let outcome = ada.completes("/compare first:tpm second:").await.unwrap();
        assert!(
            outcome.choices().unwrap().iter().all(|choice| !choice.name.contains("(TPM)")),
            "the other side is out"
        );
        let outcome = ada.completes("/industry name:🏥\u{202e}zzz").await.unwrap();
        assert!(outcome.choices().unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_found_gets_the_entrys_answer_and_a_way_to_say_that_it_is_another() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        let line = "/ask question:my program is slipping, what now? for:@bob";
        let message = answered(&ada.types(line).await.unwrap());
        assert!(!message.is_ephemeral() && message.content.starts_with("For <@"), "{}", message.text());
        assert!(message.text().contains("-# Question: “my program is slipping, what now?”"), "{}", message.text());
        assert!(message.text().contains("Source"), "as everywhere: {}", message.text());
        let menu = &message.menus()[0];
        assert_eq!(menu.placeholder.as_deref(), Some("Not what you meant?"));
        let other = answered(&ada.selects(&message, &menu.options[0].label).await.unwrap());
        assert_eq!(other.id, message.id);
        assert!(!other.text().contains("Question:"), "an entry like any other: {}", other.text());
        let private = answered(&ada.types("/ask question:healthcare private:true").await.unwrap());
        assert!(private.is_ephemeral());
        assert_eq!(fixture.discord.pings().len(), 1, "only whom it is for");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_not_found_is_answered_in_private_and_asserts_nothing() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        for question in ["qwrt zxcv", "🦀🦀🦀", "??"] {
            let message = answered(&ada.types(&format!("/ask question:{question} for:@bob")).await.unwrap());
            assert!(message.is_ephemeral() && message.content.is_empty(), "{question}");
            assert_eq!(title(&message), "I don't know that", "{question}");
            assert!(message.text().contains("I know the technical program manager (TPM) role"), "{}", message.text());
            assert!(message.buttons().iter().any(|button| button.label == "What can I ask?"));
        }
        let message = answered(&ada.types(&format!("/ask question:{}", unclear())).await.unwrap());
        assert_eq!(title(&message), "I'm not sure what you mean");
        assert!(message.is_ephemeral() && !message.text().contains("Source"), "{}", message.text());
        let buttons = message.buttons();
        assert!((2..=4).contains(&buttons.len()), "{}", message.text());
        let picked = answered(&ada.clicks(&message, &buttons[0].label).await.unwrap());
        assert_eq!(picked.id, message.id, "what is private changes in place");
        assert!(picked.is_ephemeral() && picked.text().contains("Source"), "{}", picked.text());
        assert!(picked.buttons().iter().any(|button| button.label == SHARE), "what was picked can be shared");
        assert!(fixture.discord.pings().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_person_named_is_called_and_only_when_it_makes_sense() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        let bob = fixture.discord.member("bob").id().unwrap();
        let message = answered(&ada.types("/faq question:3 for:@bob").await.unwrap());
        let pings = fixture.discord.pings();
        assert_eq!(pings.len(), 1);
        assert_eq!((pings[0].message, &pings[0].whom), (message.id, &Whom::User(bob)));

        for line in ["/faq question:3 for:@ada", "/faq question:3 for:@beep"] {
            let message = answered(&ada.types(line).await.unwrap());
            assert!(message.content.starts_with("For <@"), "they are named");
        }
        let private = answered(&ada.types("/faq question:3 for:@bob private:true").await.unwrap());
        assert!(private.is_ephemeral() && private.content.is_empty());
        let missing = answered(&ada.types("/faq question:99 for:@bob").await.unwrap());
        assert!(missing.is_ephemeral() && missing.content.is_empty());
        assert_eq!(fixture.discord.pings().len(), 1, "no one else is pinged");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_in_direct_messages_and_where_only_a_person_installed_it() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        for place in [ada.in_dm(), ada.in_private_channel(), ada.locale("de"), ada.locale("tlh")] {
            let message = answered(&place.types("/industry name:healthcare").await.unwrap());
            let turned = answered(&place.selects(&message, "Government and the public sector").await.unwrap());
            assert_eq!(turned.id, message.id);
        }
        let message = answered(&ada.in_dm().types("/career").await.unwrap());
        ada.in_dm().clicks(&message, REMOVE).await.unwrap();
        fixture.discord.deleted(message.id).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_entry_and_every_page_is_accepted_by_discord() {
    let shipped =
        knowledge::load(&Place::Embedded, time::macros::date!(2026 - 11 - 21)).expect("the shipped knowledge");
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        let mut pages = 0;
        for entry in shipped.knowledge.entries() {
            let (command, options) = match entry.kind().shelf() {
                Shelf::Role => ("role", json!([{ "name": "name", "type": 3, "value": entry.id.as_str() }])),
                Shelf::Industry => ("industry", json!([{ "name": "name", "type": 3, "value": entry.id.as_str() }])),
                Shelf::Interview => ("interview", json!([{ "name": "name", "type": 3, "value": entry.id.as_str() }])),
                Shelf::Term => ("term", json!([{ "name": "name", "type": 3, "value": entry.id.as_str() }])),
                Shelf::Topic => ("topic", json!([{ "name": "name", "type": 3, "value": entry.id.as_str() }])),
                Shelf::Career => ("career", json!([{ "name": "step", "type": 3, "value": entry.id.as_str() }])),
                Shelf::Faq => ("faq", json!([{ "name": "question", "type": 3, "value": entry.id.as_str() }])),
                Shelf::Comparison => {
                    let Body::Comparison(comparison) = &entry.body else { unreachable!("a comparison's body") };
                    let sides = [("first", &comparison.first), ("second", &comparison.second)];
                    let sides = sides.map(|(name, side)| json!({ "name": name, "type": 3, "value": side.name }));
                    ("compare", Value::from(sides.to_vec()))
                }
            };
            let mut message = answered(&ada.types_raw(command, options).await.unwrap());
            assert!(title(&message).contains(&entry.title), "{}: {}", entry.id, title(&message));
            pages += 1;
            while let Some(next) = message.buttons().iter().find(|button| button.label.starts_with("Page ")) {
                message = answered(&ada.clicks(&message, &next.label).await.unwrap());
                pages += 1;
            }
        }
        assert!(pages > shipped.knowledge.entries().len(), "some answers have pages");
        let roles: Vec<_> = shipped.knowledge.on(Shelf::Role).collect();
        for first in &roles {
            for second in &roles {
                let sides = [("first", first), ("second", second)];
                let sides = sides.map(|(name, role)| json!({ "name": name, "type": 3, "value": role.id.as_str() }));
                answered(&ada.types_raw("compare", Value::from(sides.to_vec())).await.unwrap());
            }
        }
        assert!(fixture.discord.pings().is_empty());
    })
    .await;
}
