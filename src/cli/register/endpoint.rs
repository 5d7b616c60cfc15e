//! `tpm-guide register --endpoint`: where Discord sends what members do, and what to look at when it refuses.

use anyhow::anyhow;
use tracing::warn;

use super::super::args::Endpoint;
use super::super::output::print;
use crate::discord::rest::{Application, Rest, RestError};
use crate::failure::Failure;

/// Sets the endpoint of `application`, or only says what would change.
///
/// # Errors
/// When Discord does not take it, with what to look at.
pub(super) async fn set(
    rest: &Rest,
    application: &Application,
    endpoint: &Endpoint,
    keys_here: Option<&str>,
    dry_run: bool,
) -> Result<(), Failure> {
    let Application { public_key, endpoint: before, .. } = application;
    if let Endpoint::At(_) = endpoint {
        print(|out| writeln!(out, "DISCORD_PUBLIC_KEY={public_key}"))?;
        if keys_here.is_some_and(|keys| !has(keys, public_key)) {
            warn!(
                "DISCORD_PUBLIC_KEY is set to another key than this application's: a `serve` with these settings refuses \
                 all that Discord sends"
            );
        }
    }
    let done = if endpoint.url() == before.as_deref() {
        format!("Nothing to change: {} already.", told(before.as_deref()))
    } else if dry_run {
        format!("Nothing was changed: {} now.", told(before.as_deref()))
    } else {
        match rest.set_endpoint(endpoint.url()).await {
            Ok(now) => format!("Changed: {} now.", told(now.endpoint.as_deref())),
            Err(RestError::EndpointUnverified) => return Err(remedy(endpoint, public_key)),
            Err(other) => return Err(other.into()),
        }
    };
    print(|out| writeln!(out, "{done}"))
}

/// Whether one of the `keys`, as the setting holds them, is this one.
fn has(keys: &str, public_key: &str) -> bool {
    keys.split(',').any(|key| key.trim().eq_ignore_ascii_case(public_key))
}

fn told(endpoint: Option<&str>) -> String {
    match endpoint {
        Some(url) => format!("Discord calls {url}"),
        None => "Discord sends everything over the gateway".to_owned(),
    }
}

/// What Discord checks, and where to look: it does not say which of its questions was answered wrongly.
fn remedy(endpoint: &Endpoint, public_key: &str) -> Failure {
    let url = endpoint.url().unwrap_or_default();
    let problem = anyhow!(
        "Discord does not take {url} as endpoint. It sent a ping there, which must be answered, and one with a wrong \
         signature, which must get status 401, each within 3 s. What was set before stays. Look at:\n\
         - Is `serve` reachable there from outside? This must show 401:\n  \
           curl -i -X POST {url} -H 'Content-Type: application/json' -d '{{}}'\n\
         - Is the DISCORD_PUBLIC_KEY of `serve` this application's key? It is\n  {public_key}\n\
         - Is the clock of that machine right?\n\
         The metric tpm_guide_http_refused_signatures_total tells what `serve` refused, and why."
    );
    problem.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_among_several_however_it_is_written() {
        assert!(has("ab01", "ab01") && has("ff, AB01 ", "ab01"));
        assert!(!has("", "ab01") && !has("ab0", "ab01") && !has("ab01cd", "ab01"));
    }
}
