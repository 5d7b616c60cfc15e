//! Which connection expires and which is evicted, on a clock that the tests turn.

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

fn connections() -> Connections {
    Connections::new(LIMITS, Arc::default())
}

/// A connection that stays open until it is closed from here.
fn open(connections: &mut Connections) -> Arc<Activity> {
    let activity = Arc::new(Activity::default());
    connections.spawn(Arc::clone(&activity), pending());
    activity
}

/// A connection whose first request was answered.
fn answered(connections: &mut Connections) -> Arc<Activity> {
    let activity = open(connections);
    activity.begin_request();
    activity.end_request(false);
    activity
}

/// Why each of these is closing; `None` for one that stays open.
fn closing(connections: &Connections, activities: &[&Arc<Activity>]) -> Vec<Option<Closing>> {
    let of = |activity: &&Arc<Activity>| {
        let mut open = connections.open.values();
        open.find(|connection| Arc::ptr_eq(&connection.activity, activity)).expect("it is open").aborted
    };
    activities.iter().map(of).collect()
}

fn closed(connections: &Connections) -> Vec<(&'static str, u64)> {
    connections.counters.closed().filter(|(_, count)| *count > 0).collect()
}

#[tokio::test(start_paused = true)]
async fn at_the_limit_the_longest_idle_is_evicted() {
    let mut connections = connections();
    let first = answered(&mut connections);
    advance(Duration::from_secs(1)).await;
    let second = open(&mut connections);
    advance(Duration::from_secs(1)).await;
    connections.make_room().await;
    let third = open(&mut connections);
    first.read();
    assert_eq!(closing(&connections, &[&first, &second, &third]), [None; 3], "three are allowed");

    connections.make_room().await;
    assert_eq!(closed(&connections), [("displaced", 1)]);
    assert_eq!(closing(&connections, &[&first, &third]), [None; 2], "the first has sent something since");
}

#[tokio::test(start_paused = true)]
async fn while_one_is_closing_no_other_is_evicted() {
    let mut connections = connections();
    let first = open(&mut connections);
    advance(Duration::from_millis(1)).await;
    let second = open(&mut connections);
    for _ in 0..2 {
        connections.evict_longest_idle();
        assert_eq!(closing(&connections, &[&first, &second]), [Some(Closing::Displaced), None]);
    }
    connections.next_closed().await;
    connections.evict_longest_idle();
    connections.all_closed().await;
    assert_eq!(closed(&connections), [("displaced", 2)]);
}

#[tokio::test(start_paused = true)]
async fn while_a_last_response_is_on_its_way_no_other_is_evicted_but_that_is_not_for_long() {
    let mut connections = connections();
    let idle = open(&mut connections);
    advance(Duration::from_millis(1)).await;
    let refused = open(&mut connections);
    refused.begin_request();
    refused.end_request(true);
    connections.evict_longest_idle();
    assert_eq!(closing(&connections, &[&idle, &refused]), [None, None]);
    advance(LAST_RESPONSE).await;
    connections.evict_longest_idle();
    assert_eq!(closing(&connections, &[&idle, &refused]), [Some(Closing::Displaced), None], "it is not read");
    advance(Duration::from_secs(10)).await;
    connections.close_expired();
    assert_eq!(closing(&connections, &[&refused]), [Some(Closing::Idle)]);
}

#[tokio::test(start_paused = true)]
async fn while_all_are_in_flight_the_first_to_be_answered_is_evicted() {
    let mut connections = connections();
    let all: Vec<_> = (0..3).map(|_| open(&mut connections)).collect();
    for activity in &all {
        activity.begin_request();
    }
    let stays_full = timeout(Duration::from_secs(1), connections.make_room()).await.is_err();
    assert!(stays_full && closed(&connections).is_empty());
    all[1].end_request(false);
    connections.make_room().await;
    assert_eq!(closing(&connections, &[&all[0], &all[2]]), [None; 2]);
    assert_eq!(closed(&connections), [("displaced", 1)]);
}

#[tokio::test(start_paused = true)]
async fn each_phase_has_its_limit_but_a_request_in_flight_has_none() {
    let mut connections = connections();
    let (silent, in_flight) = (open(&mut connections), open(&mut connections));
    let (idle, next) = (answered(&mut connections), answered(&mut connections));
    in_flight.begin_request();
    advance(Duration::from_secs(5)).await;
    // A new connection's first bytes give it no more time; the next request's do.
    silent.read();
    next.read();
    let all = [&silent, &in_flight, &idle, &next];
    let expired = Some(Closing::Idle);

    advance(Duration::from_secs(5)).await;
    connections.close_expired();
    assert_eq!(closing(&connections, &all), [None; 4], "at the limit it is not over");
    advance(Duration::from_millis(1)).await;
    connections.close_expired();
    assert_eq!(closing(&connections, &all), [expired, None, None, None]);
    // More bytes of the same head give no more time.
    next.read();
    advance(Duration::from_secs(5)).await;
    connections.close_expired();
    assert_eq!(closing(&connections, &all), [expired, None, None, expired]);
    advance(Duration::from_mins(2)).await;
    connections.close_expired();
    assert_eq!(closing(&connections, &all), [expired, None, expired, expired]);
}

#[tokio::test(start_paused = true)]
async fn every_connection_is_counted_once_with_its_reason() {
    let mut connections = connections();
    connections.spawn(Arc::default(), async { Closing::Done });
    connections.spawn(Arc::default(), async { panic!("a request that panics") });
    open(&mut connections);
    assert_eq!((connections.len(), connections.counters.open()), (3, 3));
    connections.next_closed().await;
    connections.next_closed().await;
    connections.abort_all().await;
    assert_eq!((connections.len(), connections.counters.open()), (0, 0));
    assert_eq!(closed(&connections), [("done", 1), ("failed", 2)]);
}
