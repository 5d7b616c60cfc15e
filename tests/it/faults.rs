//! Faults of Discord's, end to end: the real binary loses no question over a fault that its session survives, answers each
//! event once, and delivers each answer once. What every single fault costs is in `edges`.

use std::time::Duration;

use fake_discord::{Faults, RestFault, Scope, Settings};
use tempfile::TempDir;
use tokio::time::{MissedTickBehavior, interval};

use super::support::{Fixture, Transport, answered, enter, settings, title};

/// Asks ten times a second while `fault` happens and until the bot is back, then a little
/// longer. Returns how many questions were not answered.
async fn unanswered(fixture: &Fixture, fault: impl FnOnce(&Faults), is_back: impl Fn(&Fixture) -> bool) -> usize {
    let ada = fixture.discord.member("ada");
    let mut clock = interval(Duration::from_millis(100));
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    fault(&fixture.discord.faults());
    let (mut asked, mut after) = (Vec::new(), 0);
    while after < 5 {
        clock.tick().await;
        asked.push(ada.starts_typing("/faq question:3").unwrap());
        after += usize::from(is_back(fixture) && fixture.discord.is_connected());
    }
    answered(&ada.types("/help").await.unwrap());
    let mut lost = 0;
    for interaction in asked {
        lost += usize::from(ada.outcome(interaction).await.is_nothing());
        assert!(fixture.discord.callbacks_for(interaction) <= 1, "answered twice\n{}", fixture.story());
    }
    lost
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_is_resumed_and_loses_no_question() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    let lost = unanswered(&fixture, Faults::drop_connections, |fixture| !fixture.discord.resumes().is_empty()).await;
    assert_eq!((lost, fixture.discord.identifies().len()), (0, 1), "{}", fixture.story());
    fixture.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_session_costs_one_new_session() {
    let state = TempDir::new().unwrap();
    let environment = [("STATE_DIR", state.path().to_str().unwrap())];
    let settings = Settings { deadline: Duration::from_secs(3), ..settings() };
    let Fixture { discord, bot, .. } = Fixture::open(settings, &[], &environment).await;
    bot.stops().await;
    // A resumed session leaves the process its first IDENTIFY, of which twilight allows one in 5 s.
    let bot = enter(&discord, &[], &environment);
    bot.says("resumed", 1).await;
    let fixture = Fixture { discord, bot, transport: Transport::Gateway };
    let lost =
        unanswered(&fixture, |faults| faults.invalid_session(false), |fixture| fixture.discord.identifies().len() > 1)
            .await;
    assert_eq!((fixture.discord.identifies().len(), fixture.discord.resumes().len()), (2, 1), "{}", fixture.story());
    assert!(lost <= 3, "{lost} lost\n{}", fixture.story());
    fixture.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicated_swapped_and_late_events_are_answered_once_each() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    let ada = fixture.discord.member("ada");
    let faults = fixture.discord.faults();
    faults.duplicate_next_dispatch();
    let twice = ada.types("/faq question:1").await.unwrap();
    fixture.bot.says("repeated", 1).await;
    assert_eq!(fixture.discord.callbacks_for(twice.interaction), 1);
    faults.swap_next_dispatches();
    let (one, other) = (ada.starts_typing("/faq question:2").unwrap(), ada.starts_typing("/faq question:3").unwrap());
    assert!(title(&answered(&ada.outcome(one).await)).contains("FAQ 2"));
    assert!(title(&answered(&ada.outcome(other).await)).contains("FAQ 3"));
    faults.delay_next_dispatch(Duration::from_millis(500));
    answered(&ada.types("/faq question:4").await.unwrap());
    faults.ask_for_heartbeat();
    answered(&ada.types("/faq question:5").await.unwrap());
    for junk in [
        r#"{"op":0,"t":"NEW_EVENT","s":null,"d":{"x":1}}"#,
        r#"{"op":42,"d":null}"#,
        r#"{"op":0,"t":"INTERACTION_CREATE","s":null,"d":[]}"#,
    ] {
        faults.send_frame(serde_json::from_str(junk).unwrap());
    }
    answered(&ada.types("/faq question:6").await.unwrap());
    fixture.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_meets_trouble_is_sent_again_once_and_never_twice() {
    let fixture = Fixture::open(settings(), &[], &[]).await;
    let ada = fixture.discord.member("ada");
    let faults = fixture.discord.faults();
    let callback = "POST /interactions/*/*/callback";
    for (name, fault) in [
        ("429 for a moment", RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_millis(200) }),
        ("500", RestFault::InternalError),
        ("502 with HTML", RestFault::BadGateway),
        ("dropped before it was done", RestFault::DroppedBefore),
        ("dropped after it was done", RestFault::DroppedAfter),
        ("500 after it was done", RestFault::InternalErrorAfter),
        ("a slow body", RestFault::SlowBody(Duration::from_millis(20))),
    ] {
        faults.rest(callback, 1, fault);
        let outcome = ada.types("/faq question:3").await.unwrap();
        assert!(title(&answered(&outcome)).contains("FAQ 3"), "{name}\n{}", fixture.story());
        assert!(fixture.discord.callbacks_for(outcome.interaction) <= 2, "{name}");
        let shown = ada
            .sees()
            .unwrap()
            .iter()
            .filter(|message| message.origin.as_ref().is_some_and(|origin| origin.interaction == outcome.interaction))
            .count();
        assert_eq!(shown, 1, "{name}: one answer is seen");
        faults.clear();
    }
    fixture.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_in_time_is_given_up_and_the_next_one_works() {
    let fixture = Fixture::open(Settings { deadline: Duration::from_secs(3), ..settings() }, &[], &[]).await;
    let ada = fixture.discord.member("ada");
    let faults = fixture.discord.faults();
    let callback = "POST /interactions/*/*/callback";
    faults.rest(callback, u32::MAX, RestFault::InternalError);
    assert!(ada.types("/faq question:3").await.unwrap().is_nothing());
    faults.clear();
    answered(&ada.types("/faq question:3").await.unwrap());
    let said = fixture.close_after_refusals().await;
    assert!(said.contains("did not get through"), "{said}");
}
