//! The REST API when it is slow, broken, or refuses.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use fake_discord::{Discord, RestFault, Scope as LimitScope, Settings};
use futures_util::future::join_all;
use secrecy::SecretString;
use serde_json::{Value, json};
use tpm_guide::discord::command::{self, Installs, StaffCommands};
use tpm_guide::discord::rest::{
    CallbackError, Delivery, InteractionRef, Origin, Rest, RestCounters, RestError, RestTimeouts, Scope, difference,
    unchanged,
};

use super::support::{commands, pong, question, rest, settings};

const CALLBACK: &str = "POST /interactions/*/*/callback";
const REMOVAL: &str = "DELETE /webhooks/*/*/messages/@original";

async fn discord() -> Discord {
    Discord::start(settings()).await.unwrap()
}

/// The default time limits with short pauses.
fn quick() -> RestTimeouts {
    let pauses = vec![Duration::from_millis(10); 3];
    RestTimeouts { removal_pauses: pauses.clone(), pauses, ..RestTimeouts::default() }
}

fn application_id(discord: &Discord) -> u64 {
    discord.application_id().to_string().parse().unwrap()
}

fn limited(seconds: f64) -> RestFault {
    RestFault::RateLimited { scope: LimitScope::User, retry_after: Duration::from_secs_f64(seconds) }
}

fn unknown(code: u64) -> RestFault {
    let body = json!({"message": "Unknown", "code": code}).to_string();
    RestFault::Status { status: 404, content_type: "application/json".to_owned(), body }
}

/// Requests to paths that end like this.
fn requests(discord: &Discord, end: &str) -> usize {
    discord.requests().iter().filter(|request| request.path.ends_with(end)).count()
}

#[tokio::test]
async fn discord_says_who_we_are_and_where_to_connect() {
    let discord = discord().await;
    let rest = rest(&discord);
    let application = rest.current_application().await.unwrap();
    assert_eq!(application.id, application_id(&discord));
    assert!(application.guild_install && application.user_install);
    discord.arrange(|world| world.application.user_install = false);
    assert!(!rest.current_application().await.unwrap().user_install);
    let gateway = rest.gateway_bot().await.unwrap();
    assert!(gateway.url.starts_with("ws://127.0.0.1:"));
    assert_eq!(gateway.session_start_limit.remaining, 1000);
    for request in discord.requests() {
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("DiscordBot (https://"), "{agent}");
    }
    assert!(requests(&discord, "/api/v10/applications/@me") > 0);
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn what_was_registered_shows_no_difference_afterwards() {
    let discord = discord().await;
    let rest = rest(&discord);
    let mut wanted = commands();
    wanted.push(json!({
        "name": "role", "description": "A role's profile",
        "name_localizations": {"de": "rolle"}, "description_localizations": {"de": "Das Profil einer Rolle"},
        "contexts": [2, 0], "integration_types": [1, 0], "nsfw": false,
        "options": [{"type": 3, "name": "name", "description": "Which", "required": true, "autocomplete": true,
                     "choices": [], "max_length": 100, "description_localizations": {"de": "Welche", "fr": "Which"}}],
    }));
    wanted.push(json!({"type": 3, "name": "Explain this"}));
    for scope in [Scope::Global, Scope::Guild(discord.home().to_string().parse().unwrap())] {
        if scope != Scope::Global {
            for command in &mut wanted {
                command.as_object_mut().unwrap().retain(|key, _| key != "contexts" && key != "integration_types");
            }
        }
        let before = rest.registered(application_id(&discord), scope).await.unwrap();
        assert_eq!(difference(&before, &wanted).create.len(), 3);
        rest.overwrite(application_id(&discord), scope, &wanted).await.unwrap();
        let after = rest.registered(application_id(&discord), scope).await.unwrap();
        let left = difference(&after, &wanted);
        assert!(left.is_empty(), "{left}\n{after:#?}");
        assert_eq!(left.unchanged, 3);
        let mut changed = wanted.clone();
        changed[1]["options"][0]["description"] = json!("Another");
        assert_eq!(
            difference(&after, &changed[..2]).to_string(),
            "~ /role: options[0].description, options[0].description_localizations.fr\n- \"Explain this\" (on messages)"
        );
    }
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn the_commands_of_staff_are_registered_and_then_left_as_they_are() {
    let discord = discord().await;
    let rest = rest(&discord);
    let application = application_id(&discord);
    let home = Scope::Guild(discord.home().to_string().parse().unwrap());
    for (scope, installs) in [(Scope::Global, Some(Installs { guild: true, user: true })), (home, None)] {
        let definitions = command::definitions(installs, StaffCommands::Registered);
        let wanted: Vec<Value> =
            definitions.into_iter().map(|definition| serde_json::to_value(definition).unwrap()).collect();
        rest.overwrite(application, scope, &wanted).await.unwrap();
        let registered = rest.registered(application, scope).await.unwrap();
        let left = difference(&registered, &wanted);
        assert!(left.is_empty(), "{left}");
        let of_staff = |commands: &[Value]| -> Vec<Value> {
            commands.iter().filter(|command| command::is_of_staff(command)).cloned().collect()
        };
        let before = of_staff(&registered);
        let kept: Vec<Value> = before.iter().map(unchanged).collect();
        rest.overwrite(application, scope, &kept).await.unwrap();
        let after = rest.registered(application, scope).await.unwrap();
        assert_eq!(after.len(), 3);
        let ids = |commands: &[Value]| commands.iter().map(|command| command["id"].clone()).collect::<Vec<Value>>();
        assert_eq!(ids(&of_staff(&after)), ids(&before), "they are the same commands");
        assert!(difference(&after, &kept).is_empty());
    }
    assert!(discord.refusals().is_empty(), "{}", discord.transcript());
}

#[tokio::test]
async fn a_refused_body_is_explained_by_places_and_codes() {
    let discord = discord().await;
    let bad = [json!({"name": "Not A Name", "description": "x"})];
    let error = rest(&discord).overwrite(application_id(&discord), Scope::Global, &bad).await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("[0].name: APPLICATION_COMMAND_INVALID_NAME"), "{said}");
}

#[tokio::test]
async fn a_server_without_the_bot_is_refused_with_a_reason() {
    let discord = discord().await;
    let error = rest(&discord).registered(application_id(&discord), Scope::Guild(1)).await.unwrap_err();
    assert!(matches!(error, RestError::Refused { status: 403, code: Some(50001), .. }), "{error}");
    assert!(error.to_string().contains("applications.commands"), "{error}");
}

#[tokio::test]
async fn a_refused_token_is_said_to_be_one() {
    let discord = discord().await;
    let origin: Origin = discord.origin().parse().unwrap();
    let wrong = Rest::new(&SecretString::from("wrong.discord.token"), &origin).unwrap();
    let error = wrong.gateway_bot().await.unwrap_err();
    assert_eq!(error, RestError::TokenRefused);
    assert!(error.to_string().contains("DISCORD_TOKEN") && !error.to_string().contains("wrong.discord"));
    assert_eq!(discord.requests().len(), 1, "asking again would not help");
}

#[tokio::test]
async fn trouble_passes_or_is_given_up_clearly() {
    let discord = discord().await;
    let rest = rest(&discord).with_timeouts(quick());
    for fault in [RestFault::InternalError, RestFault::BadGateway, RestFault::DroppedBefore, limited(0.05)] {
        discord.faults().rest("GET /gateway/bot", 3, fault.clone());
        rest.gateway_bot().await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
    }
    assert_eq!(requests(&discord, "/gateway/bot"), 16);
    discord.faults().rest("GET /gateway/bot", u32::MAX, RestFault::BadGateway);
    let error = rest.gateway_bot().await.unwrap_err();
    assert!(matches!(error, RestError::Unavailable { attempts: 4, .. }), "{error}");
    assert!(error.to_string().contains("status 502"), "{error}");
}

#[tokio::test]
async fn a_rate_limit_beyond_a_minute_is_given_up_at_once() {
    let discord = discord().await;
    discord.faults().rest("GET /gateway/bot", 1, limited(82_800.0));
    let error = rest(&discord).gateway_bot().await.unwrap_err();
    assert!(matches!(error, RestError::RateLimited { .. }), "{error}");
    assert_eq!(requests(&discord, "/gateway/bot"), 1);
}

#[tokio::test]
async fn an_answer_that_never_ends_is_asked_for_again() {
    let discord = discord().await;
    let timeouts = RestTimeouts { request: Duration::from_millis(500), ..quick() };
    discord.faults().rest("GET /gateway/bot", 1, RestFault::SlowBody(Duration::from_secs(1)));
    rest(&discord).with_timeouts(timeouts).gateway_bot().await.unwrap();
    assert_eq!(requests(&discord, "/gateway/bot"), 2);
}

#[tokio::test]
async fn something_else_at_the_origin_is_noticed() {
    let discord = discord().await;
    let page = RestFault::Status { status: 200, content_type: "text/html".to_owned(), body: "<html>".to_owned() };
    discord.faults().rest("GET /gateway/bot", 1, page);
    let error = rest(&discord).gateway_bot().await.unwrap_err();
    assert!(matches!(error, RestError::Unreadable { .. }), "{error}");
    let moved = RestFault::Status { status: 302, content_type: "text/html".to_owned(), body: String::new() };
    discord.faults().rest("GET /gateway/bot", 1, moved);
    let error = rest(&discord).gateway_bot().await.unwrap_err();
    assert!(matches!(error, RestError::Refused { status: 302, .. }), "{error}");
}

#[tokio::test]
async fn a_discord_that_is_not_there_is_given_up_and_one_that_comes_is_found() {
    let discord = discord().await;
    discord.faults().down().await;
    let error = rest(&discord).with_timeouts(quick()).gateway_bot().await.unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
    let timeouts = RestTimeouts { pauses: vec![Duration::from_millis(50); 100], ..quick() };
    let rest = rest(&discord).with_timeouts(timeouts);
    let (found, ()) = tokio::join!(rest.gateway_bot(), async { discord.faults().up().await });
    found.unwrap();
}

#[tokio::test]
async fn an_answer_is_delivered_once() {
    let discord = discord().await;
    let rest = rest(&discord);
    let asked = question(&discord).await;
    assert_eq!(rest.answer(&asked, pong()).await, Ok(Delivery::AtOnce));
    assert_eq!(rest.answer(&asked, pong()).await, Err(CallbackError::AlreadyAnswered));
    assert_eq!(discord.all_messages().len(), 1);
}

#[tokio::test]
async fn an_answer_survives_one_failure() {
    join_all(
        [
            (RestFault::InternalError, Delivery::OnRetry),
            (RestFault::BadGateway, Delivery::OnRetry),
            (RestFault::DroppedBefore, Delivery::OnRetry),
            (limited(0.3), Delivery::OnRetry),
            (RestFault::DroppedAfter, Delivery::FirstHadArrived),
            (RestFault::InternalErrorAfter, Delivery::FirstHadArrived),
            (RestFault::SlowBody(Duration::from_secs(1)), Delivery::AtOnce),
            (RestFault::Delayed(Duration::from_mins(1)), Delivery::OnRetry),
        ]
        .map(async |(fault, delivery)| {
            let discord = discord().await;
            let asked = question(&discord).await;
            discord.faults().rest(CALLBACK, 1, fault.clone());
            assert_eq!(rest(&discord).answer(&asked, pong()).await, Ok(delivery), "{fault:?}");
            assert_eq!(discord.all_messages().len(), 1, "{fault:?}");
        }),
    )
    .await;
}

#[tokio::test]
async fn an_answer_survives_three_failures_and_is_one_answer() {
    join_all(
        [
            (RestFault::InternalError, Delivery::OnRetry),
            (RestFault::DroppedBefore, Delivery::OnRetry),
            (RestFault::DroppedAfter, Delivery::FirstHadArrived),
        ]
        .map(async |(fault, delivery)| {
            let discord = discord().await;
            let asked = question(&discord).await;
            discord.faults().rest(CALLBACK, 3, fault.clone());
            assert_eq!(rest(&discord).answer(&asked, pong()).await, Ok(delivery), "{fault:?}");
            assert_eq!(discord.all_messages().len(), 1, "{fault:?}");
        }),
    )
    .await;
}

#[tokio::test]
async fn an_answer_that_keeps_failing_is_given_up_in_time() {
    join_all(
        [
            (RestFault::InternalError, 4),
            (RestFault::BadGateway, 4),
            (RestFault::DroppedBefore, 4),
            (limited(0.1), 2),
            (limited(10.0), 1),
        ]
        .map(async |(fault, attempts)| {
            let discord = discord().await;
            let asked = question(&discord).await;
            discord.faults().rest(CALLBACK, u32::MAX, fault.clone());
            let error = rest(&discord).answer(&asked, pong()).await.unwrap_err();
            assert!(matches!(error, CallbackError::Undelivered(_)), "{fault:?}: {error}");
            assert_eq!(requests(&discord, "/callback"), attempts, "{fault:?}");
        }),
    )
    .await;
}

#[tokio::test]
async fn an_answer_that_discord_refuses_is_not_repeated() {
    let discord = discord().await;
    let asked = question(&discord).await;
    let long = json!({"type": 4, "data": {"content": "x".repeat(2001), "allowed_mentions": {"parse": []}}});
    let error = rest(&discord).answer(&asked, long.to_string().into()).await.unwrap_err();
    assert!(matches!(error, CallbackError::Refused { status: 400, code: Some(50035), .. }), "{error}");
    assert!(error.to_string().contains("data.content: BASE_TYPE_MAX_LENGTH"), "{error}");
    assert_eq!(requests(&discord, "/callback"), 1);
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_said_to_be() {
    let discord = Discord::start(Settings { deadline: Duration::ZERO, ..settings() }).await.unwrap();
    let asked = question(&discord).await;
    assert_eq!(rest(&discord).answer(&asked, pong()).await, Err(CallbackError::TooLate), "10062");

    let requests_before = discord.requests().len();
    let received = Instant::now().checked_sub(Duration::from_secs(3)).unwrap();
    let long_ago = InteractionRef { received, ..asked };
    assert_eq!(rest(&discord).answer(&long_ago, pong()).await, Err(CallbackError::TooLate));
    assert_eq!(discord.requests().len(), requests_before, "no request is sent");
}

#[tokio::test]
async fn an_answer_to_nothing_goes_nowhere() {
    let discord = discord().await;
    for (id, token) in [(0, "token"), (1, ""), (1, "../../users/@me"), (1, "a?b")] {
        let unaddressable = InteractionRef { id, token: SecretString::from(token), received: Instant::now() };
        assert_eq!(rest(&discord).answer(&unaddressable, pong()).await, Err(CallbackError::Unaddressable));
    }
    assert!(discord.requests().is_empty());
}

#[tokio::test]
async fn an_answer_is_removed() {
    let discord = discord().await;
    let rest = rest(&discord).with_timeouts(quick());
    let asked = question(&discord).await;
    rest.answer(&asked, pong()).await.unwrap();
    discord.faults().rest(REMOVAL, 2, unknown(10015));
    rest.delete_original(application_id(&discord), &asked.token).await.unwrap();
    assert!(discord.all_messages().is_empty());
    assert_eq!(requests(&discord, "/@original"), 3, "twice it was not known yet");

    rest.delete_original(application_id(&discord), &asked.token).await.expect("it is gone already");
    assert_eq!(requests(&discord, "/@original"), 4);
}

#[tokio::test]
async fn an_answer_that_cannot_be_removed_is_given_up() {
    let discord = discord().await;
    let rest = rest(&discord).with_timeouts(quick());
    let asked = question(&discord).await;
    let error = rest.delete_original(application_id(&discord), &asked.token).await.unwrap_err();
    assert!(matches!(error, RestError::Refused { status: 404, code: Some(10015), .. }), "{error}");
    assert_eq!(requests(&discord, "/@original"), 4);
    let expired = RestFault::Status {
        status: 401,
        content_type: "application/json".to_owned(),
        body: json!({"message": "Invalid Webhook Token", "code": 50027}).to_string(),
    };
    discord.faults().rest(REMOVAL, 1, expired);
    let error = rest.delete_original(application_id(&discord), &asked.token).await.unwrap_err();
    assert_ne!(error, RestError::TokenRefused, "it is not the bot's token that is void");
}

#[tokio::test]
async fn answers_and_removals_are_counted_by_how_they_fared() {
    let discord = discord().await;
    let rest = rest(&discord).with_timeouts(quick());
    let counters = rest.counters();
    let asked = question(&discord).await;
    rest.answer(&asked, pong()).await.unwrap();
    rest.answer(&asked, pong()).await.unwrap_err();
    for fault in [RestFault::BadGateway, RestFault::DroppedAfter] {
        discord.faults().rest(CALLBACK, 1, fault);
        rest.answer(&question(&discord).await, pong()).await.unwrap();
    }
    let long_ago = Instant::now().checked_sub(Duration::from_secs(3)).unwrap();
    rest.answer(&InteractionRef { received: long_ago, ..asked.clone() }, pong()).await.unwrap_err();
    rest.delete_original(application_id(&discord), &asked.token).await.unwrap();
    rest.delete_original(0, &asked.token).await.unwrap_err();

    let RestCounters { delivered, retried, late, failed, removed, not_removed, .. } = &*counters;
    let counted = [delivered, retried, late, failed, removed, not_removed].map(|count| count.load(Ordering::Relaxed));
    assert_eq!(counted, [1, 2, 1, 1, 1, 1]);
}
