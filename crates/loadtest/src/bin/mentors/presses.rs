//! Questions to mentors on a steady schedule to two processes, while others ask; and how fast their messages are posted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use loadtest::criteria::Criterion;
use loadtest::programs::{Run, Server};
use serde_json::Value;
use tempfile::TempDir;

use crate::database::{FIRST_OTHER, OTHERS};
use crate::discord::Created;
use crate::{Bench, number, questions};

/// The payloads that others send are of these.
const PAYLOADS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/payloads");
/// The beginnings of their names.
const OF_OTHERS: [&str; 2] = ["command-ask-", "command-industry-"];
/// Milliseconds after which Discord tells the member that the application did not respond.
const TIMEOUT: f64 = 3_000.0;
/// The most messages a second.
const PACE: f64 = 40.0;
/// How often is looked whether all messages are posted, and how long nothing may come.
const GLANCE: Duration = Duration::from_millis(250);
const STALLED: Duration = Duration::from_mins(1);

/// Measures questions to mentors, and what follows them.
pub fn measure(bench: &Bench) -> anyhow::Result<Vec<Criterion>> {
    let options = &bench.options;
    let folder = TempDir::new().context("making a folder for payloads")?;
    let forms = questions::forms(&questions::read(&options.entries)?, options.servers, options.rate * options.seconds)?;
    // Every second one to each process, and of each server too.
    let servers = options.servers as usize;
    let turn = |place: usize| (place + place / servers) % 2;
    let halves: [Vec<&Value>; 2] = [0, 1].map(|half| {
        let own = forms.iter().enumerate().filter(|(place, _)| turn(*place) == half);
        own.map(|(_, form)| form).collect()
    });
    let others = folder.path().join("others");
    copy_payloads(&others)?;
    let program = bench.whole()?;
    let servers = [Server::start(&program, bench.load.pinned)?, Server::start(&program, bench.load.pinned)?];
    for server in &servers {
        ask(bench, server, &others, options.others / 2, OTHERS * 4, true)?;
    }
    let (presses, asked) = thread::scope(|scope| {
        let (mut pressing, mut asking) = (Vec::new(), Vec::new());
        for (half, (server, forms)) in servers.iter().zip(&halves).enumerate() {
            let payloads = folder.path().join(format!("presses-{half}"));
            let others = &others;
            pressing.push(scope.spawn(move || press(bench, server, &payloads, forms, half)));
            let requests = options.others / 2 * options.seconds;
            asking.push(scope.spawn(move || ask(bench, server, others, options.others / 2, requests, false)));
        }
        let ended = |threads: Vec<thread::ScopedJoinHandle<'_, anyhow::Result<Run>>>| {
            let runs = threads.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?);
            runs.collect::<anyhow::Result<Vec<Run>>>()
        };
        anyhow::Ok((ended(pressing)?, ended(asking)?))
    })?;
    let ended = Instant::now();
    wait_until_posted(bench)?;
    let mut criteria = of_presses(bench, &presses, forms.len())?;
    criteria.extend(of_messages(bench, ended)?);
    criteria.push(Criterion {
        what: "interactions of others meanwhile (`/ask`, `/industry`), p99".to_owned(),
        unit: "ms",
        goal: Some(100.0),
        figure: worst(&asked, |run| run.latency.p99),
        details: format!(
            "{} of {} a second, {} errors; p50 {:.1} ms, longest {:.0} ms",
            options.others / 2 * 2 * options.seconds,
            options.others,
            asked.iter().map(|run| run.errors).sum::<u64>(),
            worst(&asked, |run| run.latency.p50),
            worst(&asked, |run| run.latency.max),
        ),
    });
    Ok(criteria)
}

/// Sends each of these forms once.
fn press(bench: &Bench, server: &Server, payloads: &Path, forms: &[&Value], half: usize) -> anyhow::Result<Run> {
    fs::create_dir(payloads)?;
    for (number, form) in forms.iter().enumerate() {
        fs::write(payloads.join(format!("{number:06}.json")), form.to_string())?;
    }
    let (count, rate) = (forms.len().to_string(), (f64::from(bench.options.rate) / 2.0).to_string());
    let folder = payloads.display().to_string();
    // Interactions have ids of their own in each half.
    let half = half.to_string();
    let once = ["--payloads", &folder, "--pool", &count, "--requests", &count, "--warm-up", "0"];
    bench.load.run(server, &[&once[..], &["--rate", &rate, "--connections", "32", "--run", &half]].concat())
}

/// Has others ask in servers without mentors; without a schedule where it is only to warm up.
fn ask(bench: &Bench, server: &Server, payloads: &Path, rate: u32, requests: u32, warms: bool) -> anyhow::Result<Run> {
    let (requests, rate) = (requests.to_string(), rate.to_string());
    let (guild, guilds) = (FIRST_OTHER.to_string(), OTHERS.to_string());
    // Each payload in each server.
    let pool = (fs::read_dir(payloads)?.count() * OTHERS as usize).to_string();
    let folder = payloads.display().to_string();
    let mut arguments = vec!["--payloads", &folder, "--pool", &pool, "--requests", &requests, "--warm-up", "0"];
    arguments.extend(["--guild", &guild, "--guilds", &guilds]);
    if !warms {
        arguments.extend(["--rate", &rate]);
    }
    bench.load.run(server, &arguments)
}

fn copy_payloads(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir(folder)?;
    for file in fs::read_dir(PAYLOADS).context("listing the payloads")? {
        let (path, name) = file.map(|file| (file.path(), file.file_name()))?;
        if OF_OTHERS.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            fs::copy(path, folder.join(name))?;
        }
    }
    Ok(())
}

/// Waits until nothing waits, or nothing was posted for a while.
fn wait_until_posted(bench: &Bench) -> anyhow::Result<()> {
    let (mut posted, mut since) = (0, Instant::now());
    while bench.database.stored()?.waiting > 0 {
        let now = bench.discord.created();
        if now > posted {
            (posted, since) = (now, Instant::now());
        } else if since.elapsed() > STALLED {
            eprintln!("nothing was posted for {STALLED:?}: {:?}", bench.database.stored()?);
            break;
        }
        thread::sleep(GLANCE);
    }
    Ok(())
}

fn of_presses(bench: &Bench, presses: &[Run], sent: usize) -> anyhow::Result<Vec<Criterion>> {
    let stored = bench.database.stored()?;
    let errors: u64 = presses.iter().map(|run| run.errors).sum();
    let options = &bench.options;
    Ok(vec![
        Criterion {
            what: format!(
                "questions to mentors, {} a second for {} s over {} servers: slowest answer",
                options.rate, options.seconds, options.servers
            ),
            unit: "ms",
            goal: Some(TIMEOUT),
            figure: worst(presses, |run| run.latency.max),
            details: format!(
                "{sent} forms, {errors} errors; p50 {:.1} ms, p99 {:.0} ms; the busier process took {:.0} % of a processor",
                worst(presses, |run| run.latency.p50),
                worst(presses, |run| run.latency.p99),
                worst(presses, |run| run.busy().unwrap_or(f64::NAN)) * 100.0,
            ),
        },
        Criterion {
            what: "not answered, or not stored".to_owned(),
            unit: "questions",
            goal: Some(0.0),
            figure: number((sent as u64).saturating_sub(stored.inquiries) + errors),
            details: format!("{} stored", stored.inquiries),
        },
    ])
}

fn of_messages(bench: &Bench, ended: Instant) -> anyhow::Result<Vec<Criterion>> {
    let world = bench.discord.world();
    let stored = bench.database.stored()?;
    if !world.others.is_empty() {
        eprintln!("requests that the stand-in does not know: {:?}", world.others);
    }
    let shown: BTreeSet<(u64, u64)> =
        world.created.iter().filter_map(|created| Some((created.channel, created.inquiry?))).collect();
    let expected: BTreeSet<(u64, u64)> = bench
        .database
        .inquiries()?
        .into_iter()
        .flat_map(|(channel, inquiries)| (1..=inquiries).map(move |number| (channel, number)))
        .collect();
    let (lost, doubled) = (expected.difference(&shown).count(), world.created.len() - shown.len());
    let strange = shown.difference(&expected).count();
    let times: Vec<Instant> = world.created.iter().map(|created: &Created| created.at).collect();
    let (during, after) = times.split_at(times.partition_point(|time| *time < ended));
    let (seconds, all) = rate(&times);
    let [in_one, in_ten] = [1, 10].map(|seconds| most_within(&times, Duration::from_secs(seconds)));
    Ok(vec![
        Criterion {
            what: "messages posted over both processes".to_owned(),
            unit: "a second",
            goal: Some(PACE),
            figure: all,
            details: format!(
                "{} in {seconds:.0} s; {:.1} a second while forms came, {:.1} after that; at most {in_ten} in 10 s, {in_one} in one",
                times.len(),
                rate(during).1,
                rate(after).1,
            ),
        },
        Criterion {
            what: "lost, doubled, or of no question".to_owned(),
            unit: "messages",
            goal: Some(0.0),
            figure: number(lost + doubled + strange),
            details: format!(
                "{lost} lost, {doubled} doubled; {} repeated with the same nonce, {} changed; {} recorded, {} left",
                world.repeated, world.edited, stored.posted, stored.waiting
            ),
        },
    ])
}

/// The time from the first to the last, and how many there are a second.
fn rate(times: &[Instant]) -> (f64, f64) {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return (0.0, 0.0) };
    let seconds = last.duration_since(*first).as_secs_f64();
    (seconds, if seconds > 0.0 { number(times.len() - 1) / seconds } else { 0.0 })
}

/// The most that came within so long.
fn most_within(times: &[Instant], window: Duration) -> usize {
    let mut from = 0;
    let within = times.iter().enumerate().map(|(place, time)| {
        while time.duration_since(times[from]) >= window {
            from += 1;
        }
        place - from + 1
    });
    within.max().unwrap_or(0)
}

fn worst(runs: &[Run], of: impl Fn(&Run) -> f64) -> f64 {
    runs.iter().map(of).fold(f64::NAN, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_and_the_most_within_a_second_are_of_the_times() {
        let start = Instant::now();
        let times: Vec<Instant> =
            [0, 100, 200, 1_099, 1_100, 2_000].map(|millis| start + Duration::from_millis(millis)).to_vec();
        assert_eq!(rate(&times), (2.0, 2.5));
        assert_eq!(most_within(&times, Duration::from_secs(1)), 3);
        assert_eq!((rate(&times[..1]), most_within(&[], Duration::from_secs(1))), ((0.0, 0.0), 0));
    }
}
