//! What answering costs, measured on the real binary and printed; only outcomes are asserted.
//!
//! For the release build: `cargo build --release`, then
//! `TPM_GUIDE_BINARY=target/release/tpm-guide cargo test --test it costs -- --nocapture`.

use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval};

use super::support::{Room, answered, settings};

/// Questions, and how many a second.
const QUESTIONS: u32 = 1_000;
const A_SECOND: u32 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_questions_a_second_are_all_answered() {
    let room = Room::open(settings(), &[], &[]).await;
    let ada = room.discord.member("ada");
    let before = room.bot.processor_time();
    let mut clock = interval(Duration::from_secs(1) / A_SECOND);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut answers = Vec::new();
    for number in 0..QUESTIONS {
        clock.tick().await;
        let line = format!("/faq question:{}", number % 20 + 1);
        let ada = ada.clone();
        answers.push(tokio::spawn(async move {
            let asked = Instant::now();
            let outcome = ada.types(&line).await.unwrap();
            (asked.elapsed(), outcome)
        }));
    }
    let mut times = Vec::new();
    for answer in answers {
        let (time, outcome) = answer.await.unwrap();
        answered(&outcome);
        times.push(time);
    }
    times.sort();
    let share = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{QUESTIONS} questions at {A_SECOND}/s: p50 {:.1?}, p99 {:.1?}", share(50), share(99));
    if let (Some(before), Some(after)) = (before, room.bot.processor_time()) {
        println!("processor time of the bot: {:.1?} a question", after.saturating_sub(before) / QUESTIONS);
    }
    if let Some(memory) = room.bot.memory() {
        println!("resident memory of the bot: {} MiB", memory / (1024 * 1024));
    }
    room.close().await;
}
