//! Whose time is up, and who makes room, on a clock that the tests turn.

use tokio::time::advance;

use super::*;

const LIMITS: Limits = Limits {
    connections: 3,
    requests: 2,
    body: 1024,
    bodies: 2,
    body_memory: 4096,
    header: Duration::from_secs(10),
    read: Duration::from_secs(3),
    idle: Duration::from_secs(75),
};

fn connections() -> Arc<Connections> {
    Arc::new(Connections::new(LIMITS, Arc::default()))
}

/// One who has been answered, and waits.
fn answered(connections: &Arc<Connections>) -> Guest {
    let guest = connections.enter();
    guest.activity().hears();
    guest.activity().serves();
    guest.activity().waits();
    guest
}

fn told(guests: &[&Guest]) -> Vec<Option<Closing>> {
    guests.iter().map(|guest| guest.activity().told()).collect()
}

#[tokio::test(start_paused = true)]
async fn there_is_room_until_the_cap_and_then_the_longest_idle_goes() {
    let connections = connections();
    let first = answered(&connections);
    advance(Duration::from_secs(1)).await;
    let second = connections.enter();
    advance(Duration::from_secs(1)).await;
    assert!(connections.has_room());
    let third = connections.enter();
    first.activity().hears();
    assert_eq!(told(&[&first, &second, &third]), [None, None, None]);

    for _ in 0..2 {
        assert!(!connections.has_room(), "the place is there when somebody has left, and not before");
        let displaced = Some(Closing::Displaced);
        assert_eq!(told(&[&first, &second, &third]), [None, displaced, None], "the first has spoken since");
    }
    second.leave(Closing::Displaced);
    connections.make_room().await;
    assert_eq!(told(&[&first, &third]), [None, None]);
}

#[tokio::test(start_paused = true)]
async fn while_everybody_is_being_served_one_waits_until_the_first_is_answered() {
    let connections = connections();
    let guests: Vec<Guest> = (0..3).map(|_| connections.enter()).collect();
    for guest in &guests {
        guest.activity().hears();
        guest.activity().serves();
    }
    assert!(!connections.has_room());
    connections.show_out_the_longest_idle();
    assert!(guests.iter().all(|guest| guest.activity().told().is_none()));

    let place = Arc::clone(&connections);
    let waiting = tokio::spawn(async move { place.make_room().await });
    advance(Duration::from_secs(1)).await;
    assert!(!waiting.is_finished());
    // It keeps its connection for a next request, and has to give it up.
    guests[1].activity().waits();
    assert_eq!(guests[1].activity().shown_out().await, Closing::Displaced);
    let mut guests = guests.into_iter();
    guests.nth(1).expect("three").leave(Closing::Displaced);
    waiting.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn nobody_has_to_go_while_another_one_is_leaving_but_that_is_not_waited_for_long() {
    let connections = connections();
    let idle = connections.enter();
    advance(Duration::from_millis(1)).await;
    let (_other, refused) = (connections.enter(), connections.enter());
    refused.activity().hears();
    refused.activity().serves();
    refused.activity().leaves();
    assert!(!connections.has_room());
    assert_eq!(told(&[&idle, &refused]), [None, None], "one place is about to be free");
    advance(NEWCOMER).await;
    assert!(!connections.has_room());
    assert_eq!(told(&[&idle, &refused]), [Some(Closing::Displaced), None], "it does not take its answer");
    refused.leave(Closing::Done);
    connections.make_room().await;
}

#[tokio::test(start_paused = true)]
async fn each_phase_has_its_limit_and_being_served_has_none() {
    let connections = connections();
    let (silent, heading, serving) = (connections.enter(), connections.enter(), connections.enter());
    let waiting = answered(&connections);
    serving.activity().serves();
    advance(Duration::from_secs(5)).await;
    heading.activity().hears();
    let all = [&silent, &heading, &serving, &waiting];
    let idle = Some(Closing::Idle);

    advance(Duration::from_secs(5)).await;
    connections.sweep();
    assert_eq!(told(&all), [None, None, None, None], "at the limit it is not over");
    advance(Duration::from_millis(1)).await;
    connections.sweep();
    assert_eq!(told(&all), [idle, None, None, None]);
    // More bytes of the same head give no more time.
    heading.activity().hears();
    advance(Duration::from_secs(5)).await;
    connections.sweep();
    assert_eq!(told(&all), [idle, idle, None, None]);
    advance(Duration::from_mins(1)).await;
    connections.sweep();
    assert_eq!(told(&all), [idle, idle, None, idle]);
}

#[tokio::test(start_paused = true)]
async fn who_may_go_without_a_word_depends_on_why() {
    let connections = connections();
    let (silent, heading, serving) = (connections.enter(), connections.enter(), connections.enter());
    let waiting = answered(&connections);
    heading.activity().hears();
    serving.activity().serves();
    let may = |closing| [&silent, &heading, &serving, &waiting].map(|guest| guest.activity().can_end(closing));
    assert_eq!(may(Closing::Displaced), [true, true, false, true]);
    assert_eq!(may(Closing::Idle), [true, true, false, true]);
    assert_eq!(may(Closing::Drained), [false, false, false, true], "one has come this moment, and may be about to ask");
    advance(NEWCOMER + Duration::from_millis(1)).await;
    assert_eq!(may(Closing::Drained), [true, false, false, true]);
}

#[tokio::test(start_paused = true)]
async fn everybody_hears_of_the_end_whether_they_listen_before_or_after() {
    let connections = connections();
    let (before, after) = (connections.enter(), connections.enter());
    let activity = Arc::clone(before.activity());
    let listening = tokio::spawn(async move { activity.shown_out().await });
    tokio::task::yield_now().await;
    connections.close_all(Closing::Drained);
    assert_eq!(listening.await.expect("no panic"), Closing::Drained);
    assert_eq!(after.activity().shown_out().await, Closing::Drained);
    connections.close_all(Closing::Idle);
    assert_eq!(after.activity().told(), Some(Closing::Drained), "the first reason stays");
}

#[tokio::test(start_paused = true)]
async fn every_place_is_given_up_and_counted_once() {
    let connections = connections();
    let counters = Arc::clone(&connections.counters);
    let (polite, broken) = (connections.enter(), connections.enter());
    assert_eq!(counters.open(), 2);
    polite.leave(Closing::Done);
    drop(broken);
    assert_eq!(counters.open(), 0);
    let closed: Vec<_> = counters.closed().filter(|(_, count)| *count > 0).collect();
    assert_eq!(closed, [("done", 1), ("failed", 1)]);
    assert!(connections.inside().guests.is_empty());
}
