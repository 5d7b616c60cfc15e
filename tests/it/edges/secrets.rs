//! No token, of the bot or of an interaction, in anything that the edges print, however much they are asked to.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::RestFault;
use secrecy::ExposeSecret;
use tpm_guide::discord::rest::{RestError, RestTimeouts, Scope};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

use super::support::{Log, Scene, is_delivered, pong, question, quick, rest, settings};

#[tokio::test]
async fn nothing_that_is_logged_or_returned_holds_a_token() {
    let log = Log::default();
    // Dependencies at INFO, as the program holds them; our own modules log at every level.
    let seen: Targets = "info,tpm_guide=trace,fake_discord=off".parse().expect("levels");
    let lines = fmt::layer().with_ansi(false).with_writer(log.clone());
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(seen));
    // For all tests of this binary: what the others log is looked through as well.
    tracing::subscriber::set_global_default(subscriber).expect("no other test sets one");

    let scene = Scene::start(settings(), quick()).await;
    let discord = Arc::clone(&scene.discord);
    scene.faults().reconnect();
    discord.wait_resumes(1).await.unwrap();
    scene.faults().close(4000);
    discord.wait_resumes(2).await.unwrap();
    scene.answers(3).await;

    let rest = rest(&discord).with_timeouts(RestTimeouts {
        pauses: vec![Duration::from_millis(1)],
        removal_pauses: vec![Duration::from_millis(1)],
        ..RestTimeouts::default()
    });
    let mut said = Vec::new();
    let asked = question(&discord).await;
    for fault in [RestFault::InternalError, RestFault::DroppedBefore, RestFault::DroppedAfter, RestFault::Unauthorized]
    {
        discord.faults().rest("POST /interactions/*/*/callback", 2, fault.clone());
        match rest.answer(&asked, pong()).await {
            Ok(delivery) => assert!(is_delivered(delivery)),
            Err(error) => said.push(format!("{error} {error:?}")),
        }
        discord.faults().rest("DELETE /webhooks/*/*/messages/@original", 2, fault.clone());
        if let Err(error) = rest.delete_original(7, &asked.token).await {
            said.push(format!("{error} {error:?}"));
        }
        discord.faults().rest("GET /gateway/bot", 2, fault);
        if let Err(error) = rest.gateway_bot().await {
            said.push(format!("{error} {error:?}"));
        }
        discord.faults().clear();
    }
    let error: RestError = rest.registered(7, Scope::Guild(1)).await.unwrap_err();
    said.push(format!("{error} {error:?}"));
    said.push(format!("{:?}", scene.stop_bot().await));

    let logged = log.text();
    assert!(logged.contains("resumed") && logged.contains("again_in_ms"), "the log is the right one\n{logged}");
    said.push(logged);
    assert!(said.len() > 6, "{said:#?}");
    for text in said {
        for secret in
            [discord.token(), asked.token.expose_secret(), "playground-interaction", "/callback", "/webhooks/"]
        {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
    }
}
