//! `tpm-guide health`: asks a running process whether it is alive, for health checks of containers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use reqwest::{Client, StatusCode};

use crate::failure::Failure;

/// How long the answer may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks the process that listens at `address`, and fails unless it answers 200.
pub(super) async fn ask(address: SocketAddr) -> Result<(), Failure> {
    let url = format!("http://{}/healthz", reachable(address));
    let client = Client::builder().no_proxy().timeout(TIMEOUT).build().context("preparing to ask")?;
    match client.get(&url).send().await {
        Ok(response) if response.status() == StatusCode::OK => Ok(()),
        Ok(response) => Err(anyhow!("{url} answers {}", response.status()).into()),
        Err(_) => Err(anyhow!("{url} does not answer; LISTEN_ADDR, or METRICS_ADDR alone, says where to ask").into()),
    }
}

/// The address at which this machine reaches it: a process that listens everywhere listens on loopback too.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_listens_everywhere_is_asked_on_loopback() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:9000", "[::1]:9000"),
            ("10.0.0.7:80", "10.0.0.7:80"),
            ("[fe80::1]:80", "[fe80::1]:80"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), asked);
        }
    }
}
