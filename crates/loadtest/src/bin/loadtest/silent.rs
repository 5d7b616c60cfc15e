//! Connections that send a head and no body, beside the load: what a client without a key can do to starve others.

use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, sleep_until, timeout_at};

/// How long a connection is held before another one takes its place, as long as the server may wait for a body.
const HELD: Duration = Duration::from_secs(3);
/// How long the first of them may take to open.
const OPENING: Duration = Duration::from_secs(30);

/// Silent connections until this is dropped.
#[derive(Debug)]
pub struct Silent(Option<Runtime>);

impl Silent {
    /// Opens `count` connections to `address`, and renews each after 3 s. Returns when all of them were opened once.
    ///
    /// # Errors
    /// When they cannot be opened.
    pub fn open(address: SocketAddr, host: &str, path: &str, count: u32) -> anyhow::Result<Self> {
        if count == 0 {
            return Ok(Self(None));
        }
        let runtime =
            Builder::new_multi_thread().worker_threads(1).enable_all().build().context("starting a runtime")?;
        let (opened, all) = channel();
        for _ in 0..count {
            let (opened, host, path) = (opened.clone(), host.to_owned(), path.to_owned());
            runtime.spawn(async move {
                let mut opened = Some(opened);
                loop {
                    let until = Instant::now() + HELD;
                    if hold(address, &host, &path, until).await.is_ok()
                        && let Some(opened) = opened.take()
                    {
                        let _ = opened.send(());
                    }
                    sleep_until(until).await;
                }
            });
        }
        await_all(&all, count)?;
        Ok(Self(Some(runtime)))
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn await_all(opened: &Receiver<()>, count: u32) -> anyhow::Result<()> {
    let until = std::time::Instant::now() + OPENING;
    for number in 0..count {
        let left = until.saturating_duration_since(std::time::Instant::now());
        opened
            .recv_timeout(left)
            .with_context(|| format!("only {number} of {count} silent connections were opened"))?;
    }
    Ok(())
}

/// Sends a head and holds its connection until the server closes it or time is up.
async fn hold(address: SocketAddr, host: &str, path: &str, until: Instant) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head(host, path).as_bytes()).await?;
    let mut answer = [0; 1024];
    while let Ok(Ok(1..)) = timeout_at(until, stream.read(&mut answer)).await {}
    Ok(())
}

/// A head like Discord's: well formed, of this moment, with an invalid signature.
fn head(host: &str, path: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\
         X-Signature-Ed25519: {}\r\nX-Signature-Timestamp: {now}\r\n\r\n",
        "0".repeat(128)
    )
}
