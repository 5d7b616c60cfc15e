//! One thread: its connections, its pool, its tally.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use anyhow::Context;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

use crate::client::{Client, Target};
use crate::pool::Pool;
use crate::schedule::{Length, Schedule, Turns};
use crate::tally::Tally;

/// Before a connection that broke is opened again.
const PAUSE: Duration = Duration::from_millis(10);

/// How far all threads are, for the line that tells how it goes.
#[derive(Debug, Default)]
pub struct Progress {
    pub answered: AtomicU64,
    pub failed: AtomicU64,
}

/// What one thread does.
#[derive(Debug)]
pub struct Work {
    pub target: Target,
    pub pool: Pool,
    pub connections: u32,
    pub warm_up: u64,
    pub schedule: Schedule,
    pub progress: Arc<Progress>,
}

impl Work {
    /// Warms up, passes `start` twice, and does it: between the two, the server's usage is read.
    pub fn run(self, start: &Barrier) -> anyhow::Result<Tally> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let pool = Rc::new(RefCell::new(self.pool));
        let local = LocalSet::new();
        let mut clients: Vec<Client> = (0..self.connections).map(|_| Client::new(self.target.clone())).collect();
        if let Ok(runtime) = &runtime {
            let warm_up = Schedule { length: Length::Requests(self.warm_up), rate: None };
            let crew = Crew::new(Rc::clone(&pool), warm_up, Arc::default());
            (clients, _) = local.block_on(runtime, crew.drive(clients));
        }
        start.wait();
        start.wait();
        let runtime = runtime.context("starting a runtime")?;
        let before: u64 = clients.iter().map(|client| client.opened).sum();
        let crew = Crew::new(pool, self.schedule, self.progress);
        let (clients, mut tally) = local.block_on(&runtime, crew.drive(clients));
        tally.opened = clients.iter().map(|client| client.opened).sum::<u64>() - before;
        Ok(tally)
    }
}

/// What the connections of a thread share.
struct Crew {
    pool: Rc<RefCell<Pool>>,
    turns: Turns,
    tally: RefCell<Tally>,
    progress: Arc<Progress>,
}

impl Crew {
    fn new(pool: Rc<RefCell<Pool>>, schedule: Schedule, progress: Arc<Progress>) -> Rc<Self> {
        Rc::new(Self { pool, turns: Turns::new(schedule), tally: RefCell::new(Tally::new()), progress })
    }

    /// Keeps every connection busy until it is enough.
    async fn drive(self: Rc<Self>, clients: Vec<Client>) -> (Vec<Client>, Tally) {
        let waiting = clients.len();
        let mut busy = JoinSet::new();
        for client in clients {
            busy.spawn_local(Rc::clone(&self).keep_busy(client));
        }
        self.turns.run(waiting).await;
        let clients = busy.join_all().await;
        (clients, self.tally.replace(Tally::new()))
    }

    async fn keep_busy(self: Rc<Self>, mut client: Client) -> Client {
        loop {
            // Made ready before its turn, so that signing takes no part of its latency.
            let prepared = self.pool.borrow_mut().next();
            let Some(from) = self.turns.next().await else { return client };
            let outcome = client.ask(&prepared).await;
            let latency = from.elapsed();
            let count = if outcome.is_ok() { &self.progress.answered } else { &self.progress.failed };
            count.fetch_add(1, Relaxed);
            self.tally.borrow_mut().record(prepared.body.len(), outcome, latency);
            if client.is_broken() {
                sleep(PAUSE).await;
            }
        }
    }
}
