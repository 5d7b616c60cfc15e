//! What a kill loses of the counts: a process answers for a while at a steady rate, and is killed.

use loadtest::criteria::Criterion;
use loadtest::programs::Server;

use crate::database::{FIRST, OTHERS};
use crate::{Bench, number};

/// Seconds of counts that a kill may lose.
const SECONDS: f64 = 10.0;

/// Kills a process a few times, each after another while.
pub fn measure(bench: &Bench) -> anyhow::Result<Vec<Criterion>> {
    let rate = bench.options.counted;
    let (guild, guilds) = (FIRST.to_string(), OTHERS.min(bench.options.servers).to_string());
    let mut lost = Vec::new();
    for seconds in &bench.options.lives {
        let before = bench.database.counted()?;
        let server = Server::start(&bench.whole()?, bench.load.pinned)?;
        let (requests, paced) = ((rate * seconds).to_string(), rate.to_string());
        let asked = ["--kinds", "ask", "--guild", &guild, "--guilds", &guilds, "--warm-up", "0"];
        let paced = ["--requests", &requests, "--rate", &paced];
        let run = bench.load.run(&server, &[&asked[..], &paced].concat())?;
        anyhow::ensure!(run.errors == 0, "{} answers were wrong", run.errors);
        // With SIGKILL.
        drop(server);
        let counted = bench.database.counted()? - before;
        lost.push((u64::from(rate * seconds), counted));
    }
    let most = lost.iter().map(|(asked, counted)| asked.abs_diff(*counted)).max().unwrap_or_default();
    let each: Vec<String> = lost.iter().map(|(asked, counted)| format!("{counted} of {asked}")).collect();
    Ok(vec![Criterion {
        what: format!("counts lost when a process is killed, at {rate} questions a second"),
        unit: "s",
        goal: Some(SECONDS),
        figure: number(most) / f64::from(rate),
        details: format!("counted {}", each.join(", ")),
    }])
}
