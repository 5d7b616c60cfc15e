//! The load generator against the baseline, over loopback.

use std::io::{Read, Write};
use std::net::SocketAddr;

use clap::{CommandFactory, Parser};
use ed25519_dalek::VerifyingKey;
use loadtest::{baseline, signing};
use tokio::net::TcpListener;

use crate::options::Options;
use crate::report::Report;
use crate::run;

/// A baseline in this process, whose requests are to be signed with the key of `seed`.
fn a_baseline(seed: u64) -> (tokio::runtime::Runtime, SocketAddr) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let key: VerifyingKey = signing::key(seed).verifying_key();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let address = listener.local_addr().expect("bound");
    runtime.spawn(baseline::serve(listener, key));
    (runtime, address)
}

fn load(address: SocketAddr, arguments: &[&str]) -> Report {
    let url = format!("--url=http://{address}/interactions");
    let pid = format!("--pid={}", std::process::id());
    let fixed = ["loadtest", &url, &pid, "--pool=63", "--warm-up=20", "--connections=3"];
    run::run(&Options::parse_from(fixed.iter().chain(arguments))).expect("a report")
}

#[test]
fn the_options_fit_together() {
    Options::command().debug_assert();
}

#[test]
fn every_request_to_the_baseline_is_answered() {
    let (_baseline, address) = a_baseline(1);
    let report = load(address, &["--requests=101", "--any-answer"]);
    assert_eq!((report.requests, report.errors, report.reopened), (101, 0, 0), "{report}");
    assert!(report.server.is_some_and(|server| server.cpu_us_per_request > 0.0));
    let several = load(address, &["--requests=101", "--any-answer", "--threads=2", "--distinct-questions"]);
    assert_eq!((several.requests, several.errors), (101, 0), "{several}");
}

#[test]
fn a_steady_rate_sends_what_is_due() {
    let (_baseline, address) = a_baseline(1);
    let report = load(address, &["--seconds=0.2", "--rate=500", "--any-answer"]);
    assert_eq!((report.requests, report.errors), (100, 0), "{report}");
}

#[test]
fn wrong_signatures_are_right_when_they_are_refused() {
    let (_baseline, address) = a_baseline(1);
    let refused = load(address, &["--requests=100", "--bad-signatures"]);
    assert_eq!((refused.requests, refused.errors), (100, 0), "{refused}");
    let of_another = load(address, &["--requests=100", "--seed=2"]);
    assert_eq!(of_another.errors_by_kind.get("status 401"), Some(&100), "{of_another}");
}

#[test]
fn an_answer_of_the_wrong_type_is_an_error() {
    let (_baseline, address) = a_baseline(1);
    let report = load(address, &["--requests=50", "--kinds=autocomplete"]);
    let expected = "wrong body: an answer of type 4 to Autocomplete";
    assert_eq!(report.errors_by_kind.get(expected), Some(&50), "{report}");
}

#[test]
fn where_no_server_listens_the_run_ends_and_says_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("--url=http://{}/", listener.local_addr().expect("bound"));
    drop(listener);
    let refused = run::run(&Options::parse_from(["load", &url])).expect_err("no server listens");
    assert!(refused.to_string().contains("no server answers"), "{refused:#}");
}

/// A server that answers two requests on a connection and closes it then, as one that drains does.
fn closing_after_two() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || two_answers(stream.expect("a connection")));
        }
    });
    address
}

fn two_answers(mut stream: std::net::TcpStream) {
    for last in [false, true] {
        let (mut read, mut bytes) = (Vec::new(), [0; 8192]);
        while !read.ends_with(b"}") {
            match stream.read(&mut bytes) {
                Ok(0) | Err(_) => return,
                Ok(length) => read.extend_from_slice(&bytes[..length]),
            }
        }
        let close = if last { "Connection: close\r\n" } else { "" };
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n";
        let _ = stream.write_all(format!("{head}{close}\r\n{{\"type\":4}}").as_bytes());
    }
}

#[test]
fn a_connection_that_the_server_closes_is_opened_again_and_is_no_error() {
    let report = load(closing_after_two(), &["--requests=60", "--kinds=command"]);
    assert_eq!((report.requests, report.errors), (60, 0), "{report}");
    assert!(report.reopened >= 25, "{report}");
}
