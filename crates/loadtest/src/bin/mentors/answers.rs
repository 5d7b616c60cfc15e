//! What an answer of `/ask` costs with votes and counts on, against a process without a store, in turns.

use anyhow::ensure;
use loadtest::criteria::Criterion;
use loadtest::programs::{Load, Pinned, Server, answer};

use crate::database::FIRST;
use crate::questions::asked_in;
use crate::{Bench, SEED, middle};

/// What the buttons to vote are recognized by.
const VOTE: &str = "t1:g:vote:";
/// Requests of a measurement in which each question has new words.
const NEW_WORDS: u32 = 4_000;

/// Measures each process in turn, in the same server.
pub fn measure(bench: &Bench) -> anyhow::Result<Vec<Criterion>> {
    let options = &bench.options;
    let pinned = Pinned::find(options.server_core, options.client_core);
    let load = Load { program: bench.load.program.clone(), pinned, seed: SEED, distinct_questions: false };
    let programs = [bench.program(&[])?, bench.program(&[("DATABASE_URL", &bench.database.url)])?, bench.whole()?];
    let servers = programs.iter().map(|program| Server::start(program, pinned)).collect::<anyhow::Result<Vec<_>>>()?;
    for (server, votes) in servers.iter().zip([false, false, true]) {
        let answered = answer(server, &asked_in(FIRST)?, SEED)?;
        ensure!(answered.contains(VOTE) == votes, "an answer has votes where it must not, or the reverse: {answered}");
    }
    let mut criteria = Vec::new();
    for (what, goal, has_new_words) in [
        ("processor time an answer of `/ask`", Some(1.1), false),
        ("the same in words that no cache holds", None, true),
    ] {
        let rounds = rounds(bench, &load, &servers, has_new_words)?;
        for (against, goal, of) in [("a process without a store", goal, 0), ("a store without votes", None, 1)] {
            let ratios: Vec<f64> = rounds[2].iter().zip(&rounds[of]).map(|(with, without)| with / without).collect();
            criteria.push(Criterion {
                what: format!("{what}, with votes and counts to {against}"),
                unit: "×",
                goal,
                figure: middle(&ratios),
                details: format!("{:.1} to {:.1} µs", middle(&rounds[2]), middle(&rounds[of])),
            });
        }
    }
    Ok(criteria)
}

/// Microseconds of processor time an answer, of each server and round; each round begins with another server.
fn rounds(bench: &Bench, load: &Load, servers: &[Server], has_new_words: bool) -> anyhow::Result<Vec<Vec<f64>>> {
    let mut measured = vec![Vec::new(); servers.len()];
    let (guild, requests) = (FIRST.to_string(), bench.options.requests);
    for round in 0..bench.options.rounds as usize {
        for turn in 0..servers.len() {
            let place = (round + turn) % servers.len();
            let (all, new) = (requests.to_string(), NEW_WORDS.min(requests).to_string());
            let run = round.to_string();
            let arguments = if has_new_words {
                // Words that were asked in an earlier round would be found in the cache.
                vec!["--requests", &new, "--distinct-questions", "--connections", "1", "--run", &run]
            } else {
                vec!["--requests", &all, "--warm-up", "2000"]
            };
            let run = load.run(&servers[place], &[&["--guild", &guild, "--kinds", "ask"][..], &arguments].concat())?;
            ensure!(run.errors == 0, "{} answers were wrong", run.errors);
            measured[place].push(run.cpu_us()?);
        }
    }
    Ok(measured)
}
