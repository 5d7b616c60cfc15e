//! The measurements: each server in turn, with the same requests.

use loadtest::criteria::Criterion;
use loadtest::programs::{Load, Pinned, Program, Run, Server, beside, first_answer, median};
use loadtest::signing;

use crate::Options;
use crate::database::{Database, FIRST, FULL, WITHOUT};

/// The seed of the key pair.
const SEED: u64 = 1;
/// MiB of servers' entries that `serve` keeps, unless the operator says otherwise.
const CACHE: f64 = 64.0;
/// MiB that everything else may take.
const BESIDES: f64 = 40.0;
/// Requests of a measurement in which each question has new words.
const NEW_WORDS: u32 = 4_000;

/// Requests of one sort, in one server.
#[derive(Clone, Copy)]
enum Asked {
    /// Every payload: answers that were given before are kept.
    All,
    /// /ask with words that were not asked before, one at a time.
    NewWords,
}

/// What is measured, and how.
struct Bench<'o> {
    options: &'o Options,
    load: Load,
    storeless: Program,
    stored: Program,
}

/// One server's figures of all rounds.
#[derive(Default)]
struct Rounds {
    cpu_us: Vec<f64>,
    p99_ms: Vec<f64>,
}

/// Measures `serve` on a full database against `serve` without one.
pub fn measure(options: &Options, database: &Database) -> anyhow::Result<Vec<Criterion>> {
    let pinned = Pinned::find(options.server_core, options.client_core);
    let key = signing::public_hex(&signing::key(SEED));
    let product = options.product.canonicalize()?;
    let setting = ("DATABASE_URL".to_owned(), database.url.clone());
    let bench = Bench {
        options,
        load: Load {
            program: beside(options.load.as_ref(), "loadtest")?,
            pinned,
            seed: SEED,
            distinct_questions: false,
        },
        storeless: Program::product(product.clone(), &key, Vec::new()),
        stored: Program::product(product, &key, vec![setting]),
    };
    let mut criteria = bench.answers()?;
    criteria.extend(bench.all_servers()?);
    database.add_known(options.known)?;
    criteria.push(bench.start()?);
    Ok(criteria)
}

impl Bench<'_> {
    /// What answers cost, and how long they take, in servers with 0, 30 and 200 entries.
    fn answers(&self) -> anyhow::Result<Vec<Criterion>> {
        let storeless = Server::start(&self.storeless, self.load.pinned)?;
        let stored = Server::start(&self.stored, self.load.pinned)?;
        let asked_in = [(&storeless, WITHOUT), (&stored, WITHOUT), (&stored, FIRST), (&stored, FULL)];
        let [of_all, of_new] = [Asked::All, Asked::NewWords].map(|asked| self.rounds(&asked_in, asked));
        let (of_all, of_new) = (of_all?, of_new?);
        let ratio = |what: &str, goal, rounds: &[Rounds], server: usize| {
            let (without, with) = (&rounds[0].cpu_us, &rounds[server].cpu_us);
            let of_each = with.iter().zip(without).map(|(with, without)| with / without).collect();
            let details = format!("{:.1} to {:.1} µs", middle(with), middle(without));
            Criterion { what: what.to_owned(), unit: "×", goal, figure: middle_of(of_each), details }
        };
        let latency = |what: &str, goal, server: usize| {
            let details = format!("without a store {:.2} ms", middle(&of_new[0].p99_ms));
            Criterion { what: what.to_owned(), unit: "ms", goal, figure: middle(&of_new[server].p99_ms), details }
        };
        Ok(vec![
            ratio("processor time an answer, server without entries", Some(1.05), &of_all, 1),
            ratio("the same with 30 own entries, warm", Some(1.3), &of_all, 2),
            ratio("the same with 200", None, &of_all, 3),
            ratio("processor time of `/ask` in new words, server without entries", None, &of_new, 1),
            ratio("the same with 30 own entries", None, &of_new, 2),
            ratio("the same with 200", None, &of_new, 3),
            latency("p99 of `/ask` in new words, with 30 own entries", None, 2),
            latency("the same with 200", Some(1.0), 3),
        ])
    }

    /// Asks in each of the servers in turn, round after round; each round begins with another one.
    fn rounds(&self, asked_in: &[(&Server, u64)], asked: Asked) -> anyhow::Result<Vec<Rounds>> {
        let mut measured: Vec<Rounds> = asked_in.iter().map(|_| Rounds::default()).collect();
        for round in 0..self.options.rounds as usize {
            for turn in 0..asked_in.len() {
                let place = (round + turn) % asked_in.len();
                let (server, guild) = asked_in[place];
                let run = self.ask(server, guild, asked, round)?;
                measured[place].cpu_us.push(run.cpu_us()?);
                measured[place].p99_ms.push(run.latency.p99);
            }
        }
        Ok(measured)
    }

    fn ask(&self, server: &Server, guild: u64, asked: Asked, round: usize) -> anyhow::Result<Run> {
        let guild = guild.to_string();
        match asked {
            Asked::All => {
                let requests = self.options.requests.to_string();
                self.run(server, &["--guild", &guild, "--requests", &requests, "--warm-up", "2000"])
            }
            Asked::NewWords => {
                // Words that were asked in an earlier round would be found in the cache.
                let (requests, run) = (NEW_WORDS.to_string(), round.to_string());
                let new = ["--kinds", "ask", "--distinct-questions", "--connections", "1", "--run", &run];
                self.run(server, &[&["--guild", &guild, "--requests", &requests][..], &new].concat())
            }
        }
    }

    /// The first question in every server, and the memory that it takes to go on asking in all of them.
    fn all_servers(&self) -> anyhow::Result<Vec<Criterion>> {
        let servers = self.options.servers;
        let each = servers.to_string();
        let first = FIRST.to_string();
        let in_all = ["--guild", &first, "--guilds", &each, "--pool", &each, "--warm-up", "0"];
        let mut measured = Vec::new();
        for program in [&self.storeless, &self.stored] {
            let server = Server::start(program, self.load.pinned)?;
            let once = ["--kinds", "ask", "--connections", "1", "--requests", &each];
            let latency = self.run(&server, &[&in_all[..], &once].concat())?.latency;
            let thrice = (u64::from(servers) * 3).to_string();
            let run = self.run(&server, &[&in_all[..], &["--connections", "16", "--requests", &thrice]].concat())?;
            measured.push((latency, mebibytes(run.resident_peak()?), mebibytes(run.resident_after()?)));
        }
        let (_, without, _) = &measured[0];
        let (latency, peak, after) = &measured[1];
        let memory = |what: String, figure| {
            let details = format!("{peak:.0} MiB at most, {after:.0} at the end; without a store {without:.0}");
            Criterion { what, unit: "MiB", goal: Some(CACHE + BESIDES), figure, details }
        };
        Ok(vec![
            Criterion {
                what: format!("first question in a server, p99 of {servers}"),
                unit: "ms",
                goal: Some(50.0),
                figure: latency.p99,
                details: format!("p50 {:.1} ms, longest {:.1} ms", latency.p50, latency.max),
            },
            memory(format!("resident memory while asking in {servers} servers, at most"), *peak),
            memory("the same beyond `serve` without a store".to_owned(), peak - without),
        ])
    }

    /// How much later the first answer comes when many servers are known.
    fn start(&self) -> anyhow::Result<Criterion> {
        let (mut without, mut with) = (Vec::new(), Vec::new());
        for _ in 0..self.options.rounds {
            without.push(first_answer(&self.storeless, self.load.pinned, SEED)?);
            with.push(first_answer(&self.stored, self.load.pinned, SEED)?);
        }
        Ok(Criterion {
            what: format!("start with {} servers known, more than without a store", self.options.known),
            unit: "ms",
            goal: Some(1_000.0),
            figure: middle(&with) - middle(&without),
            details: format!("{:.0} to {:.0} ms to the first answer", middle(&with), middle(&without)),
        })
    }

    fn run(&self, server: &Server, arguments: &[&str]) -> anyhow::Result<Run> {
        let run = self.load.run(server, arguments)?;
        anyhow::ensure!(run.errors == 0, "{} answers were wrong", run.errors);
        Ok(run)
    }
}

/// The median of one figure's rounds, of which there is at least one.
fn middle(values: &[f64]) -> f64 {
    middle_of(values.to_vec())
}

fn middle_of(values: Vec<f64>) -> f64 {
    median(values).unwrap_or(f64::NAN)
}

fn mebibytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "mebibytes")]
    let bytes = bytes as f64;
    bytes / (1024.0 * 1024.0)
}
