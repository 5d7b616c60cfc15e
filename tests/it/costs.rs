//! What answering costs, measured on the real binary and printed; only outcomes are asserted.
//!
//! For the release build: `cargo build --release`, then
//! `TPM_GUIDE_BINARY=target/release/tpm-guide cargo test --test it costs -- --nocapture`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::time::{MissedTickBehavior, interval};

use super::support::{Fixture, answered, settings};

/// Questions when another build of the binary is measured, and otherwise, when only the outcomes matter.
const MEASURED: u32 = 5_000;
const TESTED: u32 = 1_000;

/// Questions a second at most, and questions at a time: on a busy machine the pace gives way, not the answers.
const A_SECOND: u32 = 500;
const AT_A_TIME: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_questions_in_a_row_are_all_answered() {
    let questions = if std::env::var_os("TPM_GUIDE_BINARY").is_some() { MEASURED } else { TESTED };
    let fixture = Fixture::open(settings(), &[], &[("METRICS_ADDR", "127.0.0.1:0")]).await;
    let watched_at = fixture.bot.listens("serving metrics").await;
    let ada = fixture.discord.member("ada");
    let before = fixture.bot.processor_time();
    let mut clock = interval(Duration::from_secs(1) / A_SECOND);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let permits = Arc::new(Semaphore::new(AT_A_TIME));
    let started = Instant::now();
    let mut answers = Vec::new();
    for number in 0..questions {
        clock.tick().await;
        let permit = Arc::clone(&permits).acquire_owned().await.unwrap();
        let line = format!("/faq question:{}", number % 20 + 1);
        let ada = ada.clone();
        answers.push(tokio::spawn(async move {
            let asked = Instant::now();
            let outcome = ada.types(&line).await.unwrap();
            drop(permit);
            (asked.elapsed(), outcome)
        }));
    }
    let (mut times, mut called_back) = (Vec::new(), Vec::new());
    for answer in answers {
        let (time, outcome) = answer.await.unwrap();
        answered(&outcome);
        called_back.push(fixture.discord.called_back_after(outcome.interaction).expect("it was answered"));
        times.push(time);
    }
    let rate = f64::from(questions) / started.elapsed().as_secs_f64();
    println!("{questions} questions at {rate:.0}/s: {} from typing to the answer", shares(times));
    println!("from the event to the callback, both ways included: {}", shares(called_back));
    let metrics = reqwest::get(format!("http://{watched_at}/metrics")).await.unwrap().text().await.unwrap();
    println!("from the event's arrival until Discord had taken the answer: 99 % within {}", within(&metrics, 0.99));
    if let (Some(before), Some(after)) = (before, fixture.bot.processor_time()) {
        println!("processor time of the bot: {:.1?} a question", after.saturating_sub(before) / questions);
    }
    if let Some(memory) = fixture.bot.memory() {
        println!("resident memory of the bot: {} MiB", memory / (1024 * 1024));
    }
    fixture.close().await;
}

/// The median and the 99th percentile.
fn shares(mut times: Vec<Duration>) -> String {
    times.sort();
    let share = |percent: usize| times[(times.len() - 1) * percent / 100];
    format!("p50 {:.2?}, p99 {:.2?}", share(50), share(99))
}

/// The least bound, in seconds, below which so great a share of the answers over the gateway stayed.
fn within(metrics: &str, share: f64) -> &str {
    let series = |name: &str| format!("tpm_guide_answer_seconds_{name}{{transport=\"gateway\"");
    let value = |line: &str| line.rsplit_once(' ').and_then(|(_, value)| value.parse::<f64>().ok()).expect("a number");
    let all = metrics.lines().find(|line| line.starts_with(&series("count"))).map(value).expect("a count");
    let enough = |line: &&str| line.starts_with(&series("bucket")) && value(line) >= share * all;
    let bucket = metrics.lines().find(enough).expect("a bucket holds all");
    bucket.split("le=\"").nth(1).and_then(|bound| bound.split('"').next()).expect("a bound")
}
