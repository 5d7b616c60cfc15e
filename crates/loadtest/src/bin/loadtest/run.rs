//! A run: payloads in, signed; threads that send them; a report out.

use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use hyper::Uri;
use hyper::header::HeaderValue;
use loadtest::signing;

use crate::client::{Right, Target};
use crate::options::Options;
use crate::payloads;
use crate::pool::{Guilds, Pool};
use crate::process::Usage;
use crate::report::Report;
use crate::schedule::{Length, Schedule};
use crate::silent::Silent;
use crate::tally::Tally;
use crate::worker::{Progress, Work};

/// When neither a number nor a time is asked for.
const REQUESTS: u64 = 10_000;
/// How often a long run tells how it goes.
const TELLS: Duration = Duration::from_secs(5);
/// How long the first connection may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Does what `options` ask for.
pub fn run(options: &Options) -> anyhow::Result<Report> {
    let usage = || options.pid.map(Usage::of).transpose();
    usage()?;
    let progress = Arc::new(Progress::default());
    let target = target(options)?;
    let works = works(options, &target, &progress)?;
    let host = target.host.to_str().context("the host of the address is no text")?;
    let _silent = Silent::open(target.address, host, target.path.path(), options.silent_heads)?;
    let start = Barrier::new(works.len() + 1);
    let (ended, until) = channel();
    let (tally, elapsed, before, after) = thread::scope(|scope| {
        let threads: Vec<_> = works.into_iter().map(|work| scope.spawn(|| work.run(&start))).collect();
        start.wait();
        let before = usage();
        let started = Instant::now();
        start.wait();
        let progress = &progress;
        scope.spawn(move || tell(&until, progress));
        let tallies: Vec<_> = threads.into_iter().map(thread::ScopedJoinHandle::join).collect();
        let elapsed = started.elapsed();
        drop(ended);
        let mut all = Tally::new();
        for tally in tallies {
            all.add(&tally.map_err(|_| anyhow!("a thread panicked"))??);
        }
        anyhow::Ok((all, elapsed, before?, usage()?))
    })?;
    Ok(Report::new(tally, elapsed, options.connections, options.rate, before.zip(after)))
}

/// What each thread does.
fn works(options: &Options, target: &Target, progress: &Arc<Progress>) -> anyhow::Result<Vec<Work>> {
    let payloads = payloads::read(&options.payloads, &options.kinds)?;
    let guilds = options.guild.map(|first| Guilds { first, count: options.guilds });
    // A wrong key costs the server as much as the right one: the signature is well formed.
    let key = signing::key(if options.bad_signatures { !options.seed } else { options.seed });
    let length = match (options.requests, options.seconds) {
        (_, Some(seconds)) => Length::Time(Duration::try_from_secs_f64(seconds).context("--seconds is too long")?),
        (requests, None) => Length::Requests(requests.unwrap_or(REQUESTS)),
    };
    let threads = options.threads.min(options.connections);
    let share = |whole: u32, part| whole / threads + u32::from(part < whole % threads);
    let work = |part| {
        let size = share(options.pool, part).max(1) as usize;
        // Each thread of each run asks what no other asks.
        let seed = options.seed.wrapping_mul(1000).wrapping_add(u64::from(part) + (u64::from(options.run) << 32));
        Ok(Work {
            target: target.clone(),
            pool: Pool::new(&payloads, size, key.clone(), seed, options.distinct_questions, guilds)?,
            connections: share(options.connections, part),
            warm_up: options.warm_up / u64::from(threads),
            schedule: Schedule {
                length: length.share(part, threads),
                rate: options.rate.map(|rate| rate / f64::from(threads)),
            },
            progress: Arc::clone(progress),
        })
    };
    (0..threads).map(work).collect()
}

/// The address of the server, which must listen already.
fn target(options: &Options) -> anyhow::Result<Target> {
    let url = &options.url;
    let authority = url.authority().context("the address has no host")?;
    let address = resolved(url)?;
    TcpStream::connect_timeout(&address, TIMEOUT)
        .with_context(|| format!("no server answers at {address}; is it running?"))?;
    let right = match (options.bad_signatures, options.any_answer) {
        (true, _) => Right::Refused,
        (false, true) => Right::AnyAnswer,
        (false, false) => Right::Answered,
    };
    let path = url.path_and_query().map_or("/", |path| path.as_str()).parse().context("the address has no path")?;
    Ok(Target { address, host: HeaderValue::from_str(authority.as_str())?, path, right })
}

fn resolved(url: &Uri) -> anyhow::Result<SocketAddr> {
    let host = url.host().context("the address has no host")?;
    let mut addresses = (host.trim_matches(['[', ']']), url.port_u16().unwrap_or(80))
        .to_socket_addrs()
        .with_context(|| format!("looking up {host}"))?;
    addresses.next().with_context(|| format!("{host} has no address"))
}

/// Tells now and then how it goes, until `ended`.
fn tell(ended: &Receiver<()>, progress: &Progress) {
    let started = Instant::now();
    while ended.recv_timeout(TELLS) == Err(RecvTimeoutError::Timeout) {
        let (answered, failed) = (progress.answered.load(Relaxed), progress.failed.load(Relaxed));
        eprintln!("{:4.0} s: {answered} right answers, {failed} errors", started.elapsed().as_secs_f64());
    }
}
