//! From start to stop: refusals and trouble at the start, restarts, signals.

mod log;
mod registration;
mod reload;

use std::time::Duration;

use fake_discord::{CannotAct, Discord, Peer, RestFault, Scope, Settings};
use rustix::process::Signal;
use tempfile::TempDir;

use super::support::{Bot, Fixture, Transport, answered, enter, over_each_transport, secrets, settings, title};

/// A token as Discord gives them out, of some other bot.
const FOREIGN_TOKEN: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB";

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_with_a_kept_session_loses_no_question() {
    let state = TempDir::new().unwrap();
    let path = state.path().to_str().unwrap().to_owned();
    let fixture = Fixture::open(settings(), &[], &[("STATE_DIR", &path)]).await;
    let ada = fixture.discord.member("ada");
    answered(&ada.types("/help").await.unwrap());
    let Fixture { discord, bot, .. } = fixture;
    bot.stops().await;

    let file = std::fs::read_dir(state.path()).unwrap().next().expect("a session is kept").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(!std::fs::read_to_string(file.path()).unwrap().contains(discord.token()));

    let meanwhile: Vec<_> =
        (1..=5).map(|number| ada.starts_typing(&format!("/faq question:{number}")).unwrap()).collect();
    let bot = enter(&discord, &[], &[("STATE_DIR", &path)]);
    let fixture = Fixture { discord, bot, transport: Transport::Gateway };
    for interaction in meanwhile {
        let outcome = ada.outcome(interaction).await;
        assert!(title(&answered(&outcome)).contains("FAQ"), "{}", fixture.story());
    }
    assert_eq!((fixture.discord.identifies().len(), fixture.discord.resumes().len()), (1, 1));
    fixture.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_session_that_discord_refuses_or_that_is_damaged_costs_one_new_session() {
    let state = TempDir::new().unwrap();
    let path = state.path().to_str().unwrap().to_owned();
    let fixture = Fixture::open(settings(), &[], &[("STATE_DIR", &path)]).await;
    let Fixture { discord, bot, .. } = fixture;
    bot.stops().await;
    discord.faults().forget_sessions();
    let bot = enter(&discord, &[], &[("STATE_DIR", &path)]);
    discord.wait_identifies(2).await.unwrap();
    let fixture = Fixture { discord, bot, transport: Transport::Gateway };
    fixture.bot.says("receiving interactions", 1).await;
    answered(&fixture.discord.member("ada").types("/help").await.unwrap());
    let Fixture { discord, bot, .. } = fixture;
    bot.stops().await;

    let file = std::fs::read_dir(state.path()).unwrap().next().unwrap().unwrap();
    std::fs::write(file.path(), "{\"session_id\": ").unwrap();
    let bot = enter(&discord, &[], &[("STATE_DIR", &path)]);
    bot.says("damaged", 1).await;
    bot.says("receiving interactions", 1).await;
    answered(&discord.member("ada").types("/help").await.unwrap());
    bot.stops().await;
    // A start right after a stop can come too soon for Discord's pace and is sent away once.
    let accepted = discord.identifies().iter().filter(|identify| identify.accepted).count();
    assert_eq!(accepted, 3, "{}", discord.transcript());
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_finishes_the_answers_in_flight() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    fixture.discord.faults().rest("POST /interactions/*/*/callback", 3, RestFault::Delayed(Duration::from_millis(700)));
    let ada = fixture.discord.member("ada");
    let asked: Vec<_> = (1..=3).map(|number| ada.starts_typing(&format!("/faq question:{number}")).unwrap()).collect();
    let all_arrived = |discord: &Discord| {
        discord.requests().iter().filter(|request| request.path.ends_with("/callback")).count() == 3
    };
    fixture.discord.wait_until("all answers are on their way", all_arrived).await.unwrap();
    let Fixture { discord, bot, .. } = fixture;
    bot.stops().await;
    for interaction in asked {
        assert!(discord.is_answered(interaction), "{}", discord.transcript());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_it_as_well() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    fixture.bot.signal(Signal::INT);
    let (status, said) = fixture.bot.ends().await;
    assert_eq!(status.code(), Some(0), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_ends_it_with_78_and_is_not_repeated() {
    let discord = Discord::start(settings()).await.unwrap();
    let origin = discord.origin();
    for command in ["run", "register"] {
        let environment = [("DISCORD_TOKEN", FOREIGN_TOKEN), ("DISCORD_API_URL", origin.as_str())];
        let (status, said) = Bot::start(&[command], &environment).ends().await;
        assert_eq!(status.code(), Some(78), "{said}");
        assert!(said.contains("Discord refused the token") && !said.contains(FOREIGN_TOKEN), "{said}");
    }
    // Servers that are compatible with Discord refuse a token with this code.
    discord.faults().rest("GET /applications/@me", 1, RestFault::error(400, 40001, "Unauthorized"));
    let (status, said) = enter(&discord, &[], &[]).ends().await;
    assert_eq!(status.code(), Some(78), "{said}");
    assert!(said.contains("Discord refused the token") && !said.contains(discord.token()), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_at_the_start_is_waited_for_with_a_line_each() {
    let discord = Discord::start(settings()).await.unwrap();
    let faults = discord.faults();
    faults.rest("GET /applications/@me", 1, RestFault::BadGateway);
    faults.rest(
        "GET /gateway/bot",
        1,
        RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_millis(300) },
    );
    faults.rest("PUT /applications/*/commands", 1, RestFault::InternalError);
    let bot = enter(&discord, &[], &[]);
    let fixture = Fixture { discord, bot, transport: Transport::Gateway };
    fixture.ready().await;
    assert_eq!(fixture.bot.said().matches("in trouble").count(), 3, "{}", fixture.bot.said());
    answered(&fixture.discord.member("ada").types("/help").await.unwrap());
    fixture.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_not_there_is_tried_again_until_it_is_told_to_stop() {
    // Bound and never served: nothing answers there, and no other process can take the port.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let environment = [("DISCORD_TOKEN", FOREIGN_TOKEN), ("DISCORD_API_URL", origin.as_str())];
    let bot = Bot::start(&["run"], &environment);
    bot.says("in trouble", 2).await;
    let said = bot.stops().await;
    assert!(!said.contains(FOREIGN_TOKEN), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_asks_to_wait_for_hours_is_given_up_with_1() {
    let discord = Discord::start(settings()).await.unwrap();
    let limited = RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_hours(23) };
    discord.faults().rest("GET /applications/@me", 1, limited);
    let (status, said) = enter(&discord, &[], &[]).ends().await;
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("rate limit") && !said.contains(discord.token()), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_sessions_left_today_are_not_spent() {
    let settings = Settings { identifies_remaining: 49, ..settings() };
    let discord = Discord::start(settings).await.unwrap();
    let (status, said) = enter(&discord, &[], &[]).ends().await;
    assert_eq!(status.code(), Some(78), "{said}");
    assert!(said.contains("49") && discord.identifies().is_empty(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fatal_closes_end_it_with_78_and_name_what_to_change() {
    for (code, named) in [
        (4004, "DISCORD_TOKEN"),
        (4010, "SHARDS"),
        (4011, "SHARDS"),
        (4012, "version"),
        (4013, "intents"),
        (4014, "intent"),
    ] {
        let discord = Discord::start(settings()).await.unwrap();
        discord.faults().refuse_identifies(code, u32::MAX);
        let (status, said) = enter(&discord, &[], &[]).ends().await;
        assert_eq!(status.code(), Some(78), "{code}: {said}");
        assert!(said.contains(&code.to_string()) && said.contains(named), "{code}: {said}");
        assert_eq!(discord.connections().len(), 1, "{code}: once is enough");
        for secret in secrets(&discord) {
            assert!(!said.contains(&secret));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_goes_to_the_origin_that_is_set_as_discord_wants_it() {
    over_each_transport(async |fixture| {
        let ada = fixture.discord.member("ada");
        answered(&ada.types("/industry name:healthcare").await.unwrap());
        let requests = fixture.discord.requests();
        for request in requests.iter().filter(|request| request.sender != Peer::Discord) {
            let agent = request.header("user-agent").unwrap_or_default().to_owned();
            assert!(agent.starts_with("DiscordBot ("), "{} {}: {agent}", request.method, request.path);
        }
        assert!(matches!(ada.types("/nothing").await, Err(CannotAct::UnknownCommand(_))));
    })
    .await;
}

/// While Discord does not take removals, everything else goes on: a removal holds nothing that an answer needs.
#[tokio::test(flavor = "multi_thread")]
async fn removals_that_discord_does_not_take_hold_no_answer_up() {
    // One more than the answers that may be under way at a time.
    const REMOVALS: usize = 501;
    let fixture = Fixture::open(settings(), &[], &[]).await;
    let ada = fixture.discord.member("ada");
    let answer = answered(&ada.types("/career").await.unwrap());
    fixture.discord.faults().rest("DELETE /webhooks/*/*/messages/@original", u32::MAX, RestFault::InternalError);
    for _ in 0..REMOVALS {
        ada.clicks(&answer, "Remove").await.unwrap();
    }
    answered(&ada.types("/faq question:1").await.unwrap());
    fixture.discord.faults().clear();
    fixture.close_after_refusals().await;
}
