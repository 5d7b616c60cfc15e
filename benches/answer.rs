//! What answering costs beside the signature and the network: reading what Discord sends, and drawing the answer.
//!
//! `cargo bench --bench answer` prints the median of each over real payloads, in microseconds.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use tpm_guide::discord::payload::Wanted;
use tpm_guide::discord::{payload, response};
use tpm_guide::knowledge::{self, Place};
use tpm_guide_core::answer::Guide;
use tpm_guide_core::reply::{Request, respond};

/// How often each payload is taken.
const TIMES: u32 = 400;

fn main() {
    let day = time::macros::date!(2026 - 11 - 21);
    let guide = Guide::new(knowledge::load(&Place::Embedded, day).expect("the shipped knowledge").knowledge.clone());
    let payloads = payloads();
    let requests: Vec<_> = payloads.iter().map(|json| asked(json)).collect();
    let replies: Vec<_> = requests.iter().map(|request| respond(&guide, request).0).collect();
    let bytes: usize = payloads.iter().map(String::len).sum();
    println!("{} payloads of {} bytes on average", payloads.len(), bytes / payloads.len());
    measured("reading", &payloads, |json| drop(black_box(payload::read(json))));
    measured("deciding", &requests, |request| drop(black_box(respond(&guide, request))));
    measured("drawing", &replies, |reply| {
        black_box(serde_json::to_vec(&response::response(reply)).expect("plain JSON"));
    });
}

/// What a payload asks of the guide alone.
fn asked(json: &str) -> Request {
    match payload::read(json).expect("an interaction").wanted {
        Wanted::Answer(request) => request,
        other => panic!("none of the payloads is of staff: {other:?}"),
    }
}

fn payloads() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/loadtest/payloads");
    let files = fs::read_dir(folder).expect("the payloads are there");
    files.map(|file| fs::read_to_string(file.expect("a file").path()).expect("text")).collect()
}

/// Prints what `work` costs: the mean over all items, of each the median.
fn measured<T>(what: &str, items: &[T], work: impl Fn(&T)) {
    let median = |item: &T| {
        let mut times: Vec<Duration> = (0..TIMES)
            .map(|_| {
                let start = Instant::now();
                work(item);
                start.elapsed()
            })
            .collect();
        times.sort();
        times[times.len() / 2]
    };
    let total: Duration = items.iter().map(median).sum();
    let mean = total / u32::try_from(items.len()).expect("few");
    println!("{what:10} {:6.1} µs", mean.as_secs_f64() * 1e6);
}
