//! Both transports: whatever members do, Discord gets the same replies from `run` over the gateway and from `serve` over
//! HTTP.

use std::collections::BTreeSet;

use fake_discord::{EndpointFault, Outcome, Person, Status};
use serde_json::{Value, json};

use super::support::{Fixture, Transport, answered};

/// Each action, and the bot's reply to it: the callback, or the choices.
type Story = Vec<(String, Value)>;

/// Every command, with the options that change its answer.
pub(super) const LINES: &[&str] = &[
    "/ask question:do i need a degree to be a tpm?",
    "/ask question:what does it pay",
    "/ask question:what is the weather like on the moon",
    "/ask question:do i need to code? private:true",
    "/ask question:is a tpm a manager? for:@bob",
    "/tpm-vs-pm",
    "/tpm-vs-pm for:@ada",
    "/compare first:tpm second:product owner",
    "/compare first:tpm second:xyzzy",
    "/role name:product owner",
    "/industry name:healthcare",
    "/industry name:hospitl private:true",
    "/industry name:zzzz",
    "/career",
    "/career step:2",
    "/faq question:3",
    "/faq question:all",
    "/topic name:salary",
    "/help",
];

/// Unfinished input for every option with autocomplete.
const TYPING: &[&str] = &[
    "/ask question:i am a nurs",
    "/compare first:t",
    "/compare first:tpm second:pro",
    "/role name:",
    "/industry name:heal",
    "/career step:men",
    "/faq question:deg",
    "/topic name:sal",
];

fn noted(story: &mut Story, what: impl Into<String>, outcome: &Outcome) {
    let said = match &outcome.status {
        Status::Answered { callback, .. } | Status::Deferred { callback, .. } => callback.clone(),
        Status::Choices(choices) => choices.iter().map(|choice| json!([choice.name, choice.value])).collect(),
        other => panic!("{other:?}"),
    };
    story.push((what.into(), said));
}

/// Clicks every button of an answer except the one that removes it, and selects every option of its menus. `asker` asks again
/// each time, since an answer changes when it is used.
async fn every_control(story: &mut Story, asker: &Person, line: &str, presser: &Person) {
    let first = answered(&asker.types(line).await.unwrap());
    for button in first.buttons().iter().filter(|button| button.label != "Remove") {
        let message = answered(&asker.types(line).await.unwrap());
        let pressed = presser.clicks(&message, &button.label).await.unwrap();
        noted(story, format!("{line}: {}", button.label), &pressed);
    }
    for option in first.menus().iter().flat_map(|menu| &menu.options) {
        let message = answered(&asker.types(line).await.unwrap());
        let picked = presser.selects(&message, &option.label).await.unwrap();
        noted(story, format!("{line}: {} from the menu", option.label), &picked);
    }
}

/// Uses everything there is.
async fn use_everything(fixture: &Fixture) -> Story {
    let mut story = Story::new();
    let (ada, bob) = (fixture.discord.member("ada"), fixture.discord.member("bob"));
    for line in TYPING {
        noted(&mut story, *line, &ada.completes(line).await.unwrap());
    }
    for line in LINES {
        noted(&mut story, *line, &ada.types(line).await.unwrap());
    }
    // An answer with pages, a list, the plain text of the help, and the offer of an unsure answer.
    for line in ["/industry name:healthcare", "/faq question:all", "/help"] {
        noted(&mut story, line, &ada.in_dm().types(line).await.unwrap());
        every_control(&mut story, &ada, line, &ada).await;
        if line != "/help" {
            every_control(&mut story, &ada, line, &bob).await;
        }
    }
    every_control(&mut story, &ada, "/ask question:what does it pay", &ada).await;
    let asked_about = bob.says("do i need a degree for this?").unwrap();
    let private = ada.uses("Ask TPM Guide", &asked_about).await.unwrap();
    noted(&mut story, "Ask TPM Guide", &private);
    noted(&mut story, "Share in channel", &ada.clicks(&answered(&private), "Share in channel").await.unwrap());
    let shared = fixture.discord.wait_for("the shared answer", |discord| {
        discord.all_messages().into_iter().find(|message| message.content.starts_with("Shared by"))
    });
    let shared = shared.await.unwrap_or_else(|problem| panic!("{problem}"));
    noted(&mut story, "Remove by another member", &bob.clicks(&shared, "Remove").await.unwrap());
    noted(&mut story, "Remove", &ada.clicks(&shared, "Remove").await.unwrap());
    fixture.discord.deleted(shared.id).await.unwrap();
    let message = answered(&ada.types("/faq question:3").await.unwrap());
    for data in [json!({ "custom_id": "t0:old", "component_type": 2 }), json!({})] {
        noted(&mut story, "a control of another version", &ada.clicks_raw(&message, data).await.unwrap());
    }
    for patch in [json!({ "data": { "name": "weather" } }), json!({ "type": 99 }), json!({ "type": 5 })] {
        noted(&mut story, patch.to_string(), &ada.sends_raw_interaction(patch).await.unwrap());
    }
    story
}

#[tokio::test(flavor = "multi_thread")]
async fn both_transports_give_equal_replies_to_every_command_and_control() {
    let mut stories = Vec::new();
    for transport in [Transport::Gateway, Transport::Http] {
        let fixture = Fixture::with(transport).await;
        stories.push(use_everything(&fixture).await);
        fixture.close().await;
    }
    let [gateway, http] = &stories[..] else { unreachable!("two transports") };
    for (by_gateway, by_http) in gateway.iter().zip(http) {
        assert_eq!(by_gateway, by_http);
    }
    assert_eq!(gateway.len(), http.len());
    let kinds: BTreeSet<u64> = gateway.iter().filter_map(|(_, said)| said["type"].as_u64()).collect();
    assert_eq!(kinds, BTreeSet::from([4, 6, 7]), "every kind of answer was among them, besides choices");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_gets_an_equal_response_and_removes_once() {
    for fault in [EndpointFault::Replayed, EndpointFault::Duplicated] {
        let fixture = Fixture::with(Transport::Http).await;
        let ada = fixture.discord.member("ada");
        let message = answered(&ada.types("/faq question:3").await.unwrap());
        fixture.discord.faults().endpoint(1, fault);
        let removed = ada.clicks(&message, "Remove").await.unwrap();
        fixture.discord.deleted(message.id).await.unwrap();
        let twice = |discord: &fake_discord::Discord| {
            let deliveries = discord.deliveries(removed.interaction);
            (deliveries.len() == 2 && deliveries.iter().all(|delivery| delivery.answer.is_some())).then_some(deliveries)
        };
        let deliveries = fixture.discord.wait_for("both answers", twice).await.unwrap();
        let bodies: Vec<&[u8]> =
            deliveries.iter().map(|delivery| &delivery.answer.as_ref().unwrap().body[..]).collect();
        assert_eq!(bodies[0], bodies[1]);
        let requests = fixture.discord.requests();
        assert_eq!(requests.iter().filter(|request| request.method == "DELETE").count(), 1);
        fixture.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_fields_and_broken_connections_do_no_harm() {
    let fixture = Fixture::with(Transport::Http).await;
    let ada = fixture.discord.member("ada");
    fixture.discord.faults().endpoint(1, EndpointFault::UnknownFields);
    answered(&ada.types("/faq question:3").await.unwrap());
    for fault in [EndpointFault::CutAtOnce, EndpointFault::CutBeforeReading] {
        fixture.discord.faults().endpoint(1, fault);
        assert!(ada.types("/faq question:3").await.unwrap().is_nothing());
    }
    answered(&ada.types("/faq question:3").await.unwrap());
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn discords_probes_pass_before_and_after_a_change_of_keys() {
    let fixture = Fixture::with(Transport::Http).await;
    fixture.discord.probe_endpoint().await.unwrap();
    let Fixture { discord, bot, transport } = fixture;
    let old = discord.public_key();
    let new = discord.rotate_key().expect("random bytes");
    assert!(discord.set_endpoint(&discord.endpoint().unwrap()).await.is_err(), "the bot does not know the new key");
    bot.stops().await;
    let bot = super::support::called_by(&discord, &[("DISCORD_PUBLIC_KEY", &format!("{old},{new}"))]);
    let url = format!("http://{}/interactions", bot.address().await);
    discord.set_endpoint(&url).await.unwrap();
    discord.probe_endpoint().await.unwrap();
    let fixture = Fixture { discord, bot, transport };
    answered(&fixture.discord.member("ada").types("/help").await.unwrap());
    fixture.close_after_refusals().await;
}
