//! The network is a liar: what each fault of Discord's costs, in questions that get no answer and in new sessions.
//!
//! The numbers are printed (`cargo test --test it faults -- --nocapture`) and kept in ARCHITECTURE.md.

use std::time::Duration;

use fake_discord::{Faults, RestFault, Scope, Settings};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::support::{Room, answered, settings, title};

/// What a fault cost.
#[derive(Debug)]
struct Toll {
    asked: usize,
    /// Never answered: Discord's event did not arrive.
    lost: usize,
    /// Answered, but later than the 3 s that Discord waits.
    late: usize,
    identifies: usize,
    resumes: usize,
    connections: usize,
}

/// How the connection comes back.
#[derive(Clone, Copy)]
enum Back {
    /// With the same session.
    Resumed,
    /// With a new one.
    Identified,
    /// It never went away: this many heartbeats later it is still there.
    Kept(usize),
}

/// Asks every 100 ms while `fault` happens and until the bot is back, then a little longer; counts what was lost.
async fn toll(
    name: &str,
    heartbeat: Duration,
    back: Back,
    fault: impl AsyncFnOnce(&Faults, watch::Receiver<usize>),
) -> Toll {
    let settings = Settings { heartbeat_interval: heartbeat, deadline: Duration::from_secs(3), ..settings() };
    let room = Room::open(settings, &[], &[]).await;
    let ada = room.discord.member("ada");
    answered(&ada.types("/help").await.unwrap());
    let before = (room.discord.identifies().len(), room.discord.resumes().len(), room.discord.connections().len());
    let beats = |room: &Room| room.discord.connections().iter().map(|connection| connection.heartbeats).sum::<usize>();
    let beats_before = beats(&room);

    let mut asked = Vec::new();
    let (told, number_asked) = watch::channel(0);
    let mut clock = interval(Duration::from_millis(100));
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    if matches!(back, Back::Identified) {
        // Discord allows one new session in 5 s: the old one is older than that, as it would be.
        for _ in 0..56 {
            clock.tick().await;
            answered(&ada.types("/faq question:3").await.unwrap());
        }
    }
    let faults = room.discord.faults();
    let ask = async {
        let mut after = 0;
        loop {
            clock.tick().await;
            asked.push(ada.starts_typing("/faq question:3").unwrap());
            told.send_replace(asked.len());
            let is_back = match back {
                Back::Resumed => room.discord.resumes().len() > before.1 && room.discord.is_connected(),
                Back::Identified => room.discord.identifies().len() > before.0 && room.discord.is_connected(),
                Back::Kept(more) => beats(&room) >= beats_before + more,
            };
            after += usize::from(is_back);
            if after > 5 {
                break;
            }
        }
    };
    tokio::join!(ask, async {
        fault(&faults, number_asked).await;
    });
    faults.clear();
    answered(&ada.types("/help").await.unwrap());

    let (mut lost, mut late) = (0, 0);
    for interaction in &asked {
        if ada.outcome(*interaction).await.is_nothing() {
            let tried = room.discord.requests().iter().any(|request| request.interaction == Some(*interaction));
            if tried { late += 1 } else { lost += 1 }
        }
    }
    for interaction in &asked {
        assert!(room.discord.callbacks_for(*interaction) <= 1, "answered twice\n{}", room.story());
    }
    let toll = Toll {
        asked: asked.len(),
        lost,
        late,
        identifies: room.discord.identifies().len() - before.0,
        resumes: room.discord.resumes().len() - before.1,
        connections: room.discord.connections().len() - before.2,
    };
    println!(
        "{name}: {} asked, {} lost, {} late, {} identifies, {} resumes, {} connections",
        toll.asked, toll.lost, toll.late, toll.identifies, toll.resumes, toll.connections
    );
    room.close_after_refusals().await;
    toll
}

const CALM: Duration = Duration::from_secs(41);
const QUICK: Duration = Duration::from_secs(5);

/// The session survives: everything that was asked meanwhile is answered.
async fn survives(name: &str, heartbeat: Duration, fault: impl AsyncFnOnce(&Faults, watch::Receiver<usize>)) {
    let toll = toll(name, heartbeat, Back::Resumed, fault).await;
    assert_eq!((toll.lost, toll.identifies), (0, 0), "{name}: {toll:?}");
    assert!(toll.connections <= 4, "{name}: {toll:?}");
}

/// The session is gone: one new one, and only what was asked in between is lost.
async fn starts_anew(name: &str, fault: impl AsyncFnOnce(&Faults, watch::Receiver<usize>)) {
    let toll = toll(name, CALM, Back::Identified, fault).await;
    assert_eq!(toll.identifies, 1, "{name}: {toll:?}");
    assert!(toll.lost * 4 < toll.asked * 3 && toll.connections <= 4, "{name}: {toll:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_connection_is_resumed() {
    survives("TCP reset", CALM, async |faults, _| faults.reset_connections()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_is_resumed() {
    survives("TCP drop", CALM, async |faults, _| faults.drop_connections()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_to_reconnect_is_followed() {
    survives("op 7", CALM, async |faults, _| faults.reconnect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_to_reconnect_is_followed_though_the_peer_never_closes() {
    survives("op 7, the peer never closes", CALM, async |faults, _| faults.reconnect_and_hang()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumable_invalid_session_is_resumed() {
    survives("op 9 true", CALM, async |faults, _| faults.invalid_session(true)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closes_that_keep_the_session_are_resumed() {
    for code in [4000, 4001, 4002, 4008] {
        survives(&format!("close {code}"), CALM, async |faults, _| faults.close(code)).await;
    }
    survives("close without a code", CALM, async |faults, _| faults.close_without_code()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_black_hole_is_noticed_by_the_missing_heartbeats() {
    survives("black hole (5 s heartbeat)", QUICK, async |faults, _| faults.black_hole()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_down_for_a_while_is_waited_for() {
    for questions in [30, 80] {
        let name = format!("gateway down for {questions} questions");
        let toll = toll(&name, CALM, Back::Resumed, async |faults, mut asked| {
            faults.gateway_unavailable(true);
            faults.drop_connections();
            asked.wait_for(|asked| *asked >= questions).await.expect("questions go on");
            faults.gateway_unavailable(false);
        })
        .await;
        assert_eq!((toll.lost, toll.identifies), (0, 0), "{toll:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_acknowledgements_do_not_cost_a_connection_on_which_events_flow() {
    let toll = toll("ACKs withheld while events flow (5 s heartbeat)", QUICK, Back::Kept(2), async |faults, _| {
        faults.withhold_heartbeat_acks(true);
    })
    .await;
    assert_eq!((toll.lost, toll.identifies), (0, 0), "{toll:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_session_and_a_timed_out_one_cost_one_new_session() {
    starts_anew("op 9 false", async |faults, _| faults.invalid_session(false)).await;
    starts_anew("close 4009", async |faults, _| faults.close(4009)).await;
    starts_anew("close 4007", async |faults, _| faults.close(4007)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resume_that_is_always_refused_is_not_tried_again() {
    starts_anew("every resume refused with 4007", async |faults, _| {
        faults.refuse_resumes(4007, u32::MAX);
        faults.drop_connections();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn not_authenticated_is_answered_with_a_pause_and_not_with_a_storm() {
    let toll = toll("close 4003 once", CALM, Back::Resumed, async |faults, _| faults.close(4003)).await;
    assert!(toll.connections <= 4, "{toll:?}");
    assert_eq!(toll.identifies, 0, "{toll:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn closes_right_after_the_handshake_are_met_with_growing_pauses() {
    let toll = toll("closed right after each of 5 handshakes", CALM, Back::Resumed, async |faults, _| {
        faults.close_after_handshake(5);
        faults.drop_connections();
    })
    .await;
    assert!(toll.connections <= 8, "{toll:?}");
    assert_eq!(toll.lost, 0, "{toll:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicated_swapped_and_late_events_are_answered_once_each() {
    let room = Room::open(settings(), &[], &[]).await;
    let ada = room.discord.member("ada");
    let faults = room.discord.faults();
    faults.duplicate_next_dispatch();
    let twice = ada.types("/faq question:1").await.unwrap();
    room.bot.says("repeated", 1).await;
    assert_eq!(room.discord.callbacks_for(twice.interaction), 1);
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
    room.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_meets_trouble_is_sent_again_once_and_never_twice() {
    let room = Room::open(settings(), &[], &[]).await;
    let ada = room.discord.member("ada");
    let faults = room.discord.faults();
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
        assert!(title(&answered(&outcome)).contains("FAQ 3"), "{name}\n{}", room.story());
        assert!(room.discord.callbacks_for(outcome.interaction) <= 2, "{name}");
        let shown = ada
            .sees()
            .unwrap()
            .iter()
            .filter(|message| message.origin.as_ref().is_some_and(|origin| origin.interaction == outcome.interaction))
            .count();
        assert_eq!(shown, 1, "{name}: one answer is seen");
        faults.clear();
    }
    room.close_after_refusals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_in_time_is_given_up_and_the_next_one_works() {
    let room = Room::open(Settings { deadline: Duration::from_secs(6), ..settings() }, &[], &[]).await;
    let ada = room.discord.member("ada");
    let faults = room.discord.faults();
    let callback = "POST /interactions/*/*/callback";
    faults.rest(callback, 1, RestFault::RateLimited { scope: Scope::User, retry_after: Duration::from_secs(30) });
    assert!(ada.types("/faq question:3").await.unwrap().is_nothing());
    faults.clear();
    faults.rest(callback, u32::MAX, RestFault::InternalError);
    assert!(ada.types("/faq question:3").await.unwrap().is_nothing());
    faults.clear();
    answered(&ada.types("/faq question:3").await.unwrap());
    let said = room.close_after_refusals().await;
    assert!(said.contains("did not get through"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_is_tried_again_while_discord_does_not_know_the_answer_yet() {
    let room = Room::open(settings(), &[], &[]).await;
    let ada = room.discord.member("ada");
    let message = answered(&ada.types("/help").await.unwrap());
    let unknown = RestFault::Status {
        status: 404,
        content_type: "application/json".to_owned(),
        body: r#"{"message": "Unknown Webhook", "code": 10015}"#.to_owned(),
    };
    room.discord.faults().rest("DELETE /webhooks/*/*/messages/*", 2, unknown);
    ada.clicks(&message, "✕").await.unwrap();
    room.discord.deleted(message.id).await.unwrap();
    room.close_after_refusals().await;
}
