//! The baseline: the least that any server must do which Discord calls over HTTP.
//!
//! A bare hyper server that verifies each request's signature and sends fixed bytes. What a bot's endpoint costs beyond
//! it, in the same run on the same machine, is the cost of the bot's own work; `compare` prints both.
//!
//! ```console
//! cargo build --release -p loadtest
//! target/release/baseline --public-key $(target/release/loadtest --print-public-key)
//! ```

use std::net::SocketAddr;

use anyhow::Context;
use clap::Parser;
use ed25519_dalek::VerifyingKey;
use loadtest::baseline;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

/// Verifies the signature of each interaction and answers all of them with the same bytes
#[derive(Debug, Parser)]
#[command(name = "baseline", max_term_width = 100)]
struct Options {
    /// Where to listen; port 0 takes a free one, which is printed
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The key that requests are signed with: 64 hex digits
    #[arg(long, value_name = "HEX", value_parser = public_key)]
    public_key: VerifyingKey,
    /// Use one thread, instead of one for each processor as the product does
    #[arg(long)]
    current_thread: bool,
}

fn public_key(written: &str) -> Result<VerifyingKey, String> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(written, &mut bytes).map_err(|problem| format!("not 64 hex digits: {problem}"))?;
    VerifyingKey::from_bytes(&bytes).map_err(|_| "64 hex digits that are no public key".to_owned())
}

fn main() -> anyhow::Result<()> {
    let Options { listen, public_key, current_thread } = Options::parse();
    let mut builder = if current_thread { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    let runtime = builder.enable_all().build().context("starting the runtime")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
        println!("listening on {}", listener.local_addr().context("reading our own address")?);
        match baseline::serve(listener, public_key).await.context("accepting connections")? {}
    })
}
