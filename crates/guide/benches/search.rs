//! How long questions take, on the shipped knowledge and on knowledge of 100 000 entries that is made up here.
//!
//! `cargo bench -p tpm-guide-core`. Prints figures and asserts nothing: what is fast depends on the machine.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a benchmark reads the clock and its questions"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Deserialize;
use time::OffsetDateTime;
use tpm_guide_core::community::{Community, Content, OwnEntry, Settings};
use tpm_guide_core::fixtures::knowledge::shipped;
use tpm_guide_core::knowledge::{File, Knowledge, Reviewer, parse};
use tpm_guide_core::search::{Corpus, Index, OpenQuestion, same_question, search};

/// How many entries the made-up knowledge has, in files of `IN_A_FILE`.
const ENTRIES: usize = 100_000;
const IN_A_FILE: usize = 500;
/// How many example questions each of them has.
const QUESTIONS: usize = 10;
/// How many different words all of them use, the first ones most.
const WORDS: usize = 60_000;
/// How often each question is asked; the quickest counts, so that other programs do not.
const TIMES: usize = 5;

#[derive(Deserialize)]
struct Labelled {
    q: String,
}

fn main() {
    let today = OffsetDateTime::now_utc().date();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ask/regression.jsonl");
    let written = std::fs::read_to_string(file).expect("labelled questions");
    let questions: Vec<String> =
        written.lines().map(|line| serde_json::from_str::<Labelled>(line).expect("a question").q).collect();
    measure("shipped", shipped(), &questions);

    for entries in [0, 30, 200] {
        measure_own(entries, &questions);
    }
    measure_same(&questions);

    let mut dice = Dice(7);
    let made_up = made_up(&mut dice, today);
    let questions: Vec<String> = (0..1_000).map(|_| sentence(&mut dice, 8)).collect();
    measure("made up", &made_up, &questions);
}

fn measure(name: &str, knowledge: &Knowledge, questions: &[String]) {
    let before = resident();
    let started = Instant::now();
    let mut index = Index::build(knowledge);
    let mut build = started.elapsed();
    let memory = resident().zip(before).map(|(after, before)| after.saturating_sub(before) / (1024 * 1024));
    if knowledge.entries().len() < 1_000 {
        for _ in 0..10 {
            let started = Instant::now();
            index = Index::build(knowledge);
            build = build.min(started.elapsed());
        }
    }
    let mut times: Vec<Duration> = questions.iter().map(|question| quickest((&index).into(), question)).collect();
    times.sort();
    let share = |percent: usize| times[(times.len() - 1) * percent / 100];
    let (median, p99) = (share(50), share(99));
    println!("{name}: {} entries, index built in {build:.1?}", knowledge.entries().len());
    println!("{name}: {} questions, median {median:.1?}, p99 {p99:.1?}", questions.len());
    if let Some(memory) = memory {
        println!("{name}: the index takes {memory} MiB");
    }
}

/// The same questions in a server with own entries on other subjects.
fn measure_own(entries: usize, questions: &[String]) {
    let guide = tpm_guide_core::fixtures::answers::shipped();
    let own = own_entries(entries);
    let mut build = Duration::MAX;
    let mut community = None;
    for _ in 0..10 {
        let started = Instant::now();
        community = Some(Community::build(guide, &own, Settings::default()));
        build = build.min(started.elapsed());
    }
    let community = community.expect("built");
    let corpus = Corpus::new(&guide.index, Some(community.overlay()));
    let mut times: Vec<Duration> = questions.iter().map(|question| quickest(corpus, question)).collect();
    times.sort();
    let share = |percent: usize| times[(times.len() - 1) * percent / 100];
    let (median, p99) = (share(50), share(99));
    let kib = community.bytes() / 1024;
    println!("{entries} own entries: built in {build:.1?}, {kib} KiB, median {median:.1?}, p99 {p99:.1?}");
}

/// How long it takes to tell whether a question is one of 300 that wait.
fn measure_same(questions: &[String]) {
    const WAITING: usize = 300;
    let index = Index::build(shipped());
    let (waiting, asked) = questions.split_at(WAITING);
    let open: Vec<OpenQuestion<'_>> =
        waiting.iter().zip(0..).map(|(text, number)| OpenQuestion { number, text }).collect();
    let time = |question: &String| {
        let started = Instant::now();
        std::hint::black_box(same_question(&index, &open, std::hint::black_box(question)));
        started.elapsed()
    };
    let quickest = |question| (0..TIMES).map(|_| time(question)).min().unwrap_or_default();
    let mut times: Vec<Duration> = asked.iter().map(quickest).collect();
    times.sort();
    let share = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{WAITING} open questions: median {:.1?}, p99 {:.1?}", share(50), share(99));
}

/// Own entries on other subjects, repeated with other numbers until there are so many.
fn own_entries(most: usize) -> Vec<OwnEntry> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ask/unrelated.jsonl");
    let text = std::fs::read_to_string(file).expect("own entries");
    let lines: Vec<&str> = text.lines().collect();
    let entry = |number: usize| {
        let mut content: Content = serde_json::from_str(lines[number % lines.len()]).expect("an own entry");
        if number >= lines.len() {
            content.title = format!("{} {number}", content.title);
        }
        let reviewed = OffsetDateTime::now_utc().date();
        OwnEntry { slug: format!("entry-{number}"), content, reviewed, reviewer: Reviewer::Manager, revision: 1 }
    };
    (0..most).map(entry).collect()
}

fn quickest(corpus: Corpus<'_>, question: &str) -> Duration {
    let time = |_| {
        let started = Instant::now();
        std::hint::black_box(search(corpus, std::hint::black_box(question)));
        started.elapsed()
    };
    (0..TIMES).map(time).min().unwrap_or_default()
}

/// Knowledge whose words are as unevenly frequent as those of a language.
fn made_up(dice: &mut Dice, today: tpm_guide_core::knowledge::Date) -> Knowledge {
    let sources = "- {id: a.txt, title: Made up, publisher: None, label: None, date: undated, kind: practitioner, accessed: 2026-11-21}\n";
    let mut files = vec![File { path: "en/sources.yaml".to_owned(), text: sources.to_owned() }];
    let mut text = String::new();
    for number in 0..ENTRIES {
        let next = (number + 1) % ENTRIES;
        let title = sentence(dice, 4);
        let lead = sentence(dice, 25);
        write!(
            text,
            "- id: topic/t{number}\n  title: {title} {number}\n  short: Topic {number}\n  tagline: {title}\n  \
             also_known_as: [name {number}]\n  lead: {{say: {lead}, sources: [a.txt]}}\n  \
             related: [topic/t{next}]\n  reviewed: {today}\n  sections: []\n  asked_as:\n"
        )
        .expect("a string grows");
        for _ in 0..QUESTIONS {
            let question = sentence(dice, 9);
            writeln!(text, "    - {question} {number}?").expect("a string grows");
        }
        if (number + 1) % IN_A_FILE == 0 {
            let path = format!("en/topics/t{}.yaml", number / IN_A_FILE);
            files.push(File { path, text: std::mem::take(&mut text) });
        }
    }
    let started = Instant::now();
    let parsed = parse(&files, today).unwrap_or_else(|problems| panic!("{:?}", &problems[..problems.len().min(3)]));
    println!("made up: {ENTRIES} entries read and checked in {:.1?}", started.elapsed());
    parsed.knowledge
}

fn sentence(dice: &mut Dice, words: usize) -> String {
    (0..words).map(|_| word(dice)).collect::<Vec<_>>().join(" ")
}

/// The n-th word is about 1/n as frequent as the first.
fn word(dice: &mut Dice) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "co", "du", "fe", "gi", "ka", "lo", "mu", "ne", "pi", "ra", "so", "tu", "ve", "wi", "zo"];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a rank")]
    let mut rank = (WORDS as f64).powf(dice.roll()) as usize;
    let mut word = String::new();
    while rank > 0 {
        word.push_str(SYLLABLES[rank % SYLLABLES.len()]);
        rank /= SYLLABLES.len();
    }
    word + "k"
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// From 0 to 1, by a linear congruential generator.
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
        let fraction = (self.0 >> 11) as f64 / (1_u64 << 53) as f64;
        fraction
    }
}

/// The memory that this program holds, in bytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
