//! What an outage leaves in the log, on a paused clock.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::time::sleep;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::fmt;

use super::*;

const AFTER: Duration = Duration::from_secs(30);

/// The lines logged while `change` changes the presence, on a paused clock.
async fn logged(change: impl AsyncFnOnce(&watch::Sender<Presence>)) -> Vec<String> {
    let log = Arc::new(Mutex::new(Vec::new()));
    let lines = fmt().with_ansi(false).without_time().with_target(false).with_writer({
        let log = Arc::clone(&log);
        move || Log(Arc::clone(&log))
    });
    let (sender, receiver) = watch::channel(Presence::Expected);
    async {
        tokio::select! {
            never = report(3, receiver, AFTER) => match never {},
            () = change(&sender) => {}
        }
    }
    .with_subscriber(lines.finish())
    .await;
    let log = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    log.lines().map(|line| line.trim().to_owned()).collect()
}

struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_one_warning_and_one_line_when_it_is_over() {
    let lines = logged(async |presence| {
        presence.send_replace(Presence::Absent);
        sleep(Duration::from_secs(95)).await;
        presence.send_replace(Presence::Present);
        sleep(Duration::from_hours(1)).await;
    })
    .await;
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[0].starts_with("WARN") && lines[0].contains("shard=3 seconds=30"), "{lines:#?}");
    assert!(lines[1].starts_with("INFO") && lines[1].contains("shard=3 seconds=95"), "{lines:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_short_break_and_a_wait_for_the_first_turn_are_no_outages() {
    let lines = logged(async |presence| {
        sleep(Duration::from_mins(5)).await;
        for _ in 0..3 {
            presence.send_replace(Presence::Absent);
            sleep(Duration::from_secs(29)).await;
            presence.send_replace(Presence::Present);
            sleep(Duration::from_secs(29)).await;
        }
    })
    .await;
    assert_eq!(lines, [""; 0]);
}
