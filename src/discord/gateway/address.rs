//! Addresses that a shard connects to. The bot's token is sent to each of them, so only the one that Discord's API has just
//! named is trusted by itself.

use http::Uri;
use http::uri::Authority;

/// The domain of Discord's own gateways.
const DISCORD: &str = "discord.gg";

/// A gateway's address as twilight takes it, without a slash at its end. twilight panics on one that does not parse.
pub(super) fn address(url: &str) -> Option<String> {
    let url = url.trim_end_matches('/');
    parsed(url).map(|_| url.to_owned())
}

/// The address to resume a session of `gateway` at: `resume`, if it is trusted as much.
///
/// READY names it, and a saved session holds it, which may have been changed. At Discord it is another host below
/// `discord.gg`, always encrypted. Elsewhere only `gateway`'s own host and port count, and never less encryption. Where this
/// is `None`, the session is resumed at `gateway`, which works as well.
pub(super) fn resume_address(resume: &str, gateway: &str) -> Option<String> {
    let ((is_encrypted, resumes_at), (encrypts, serves_at)) = (split(resume)?, split(gateway)?);
    let is_trusted = if is_discords(&serves_at) {
        is_encrypted && is_discords(&resumes_at) && resumes_at.port_u16().is_none_or(|port| port == 443)
    } else {
        (is_encrypted || !encrypts) && resumes_at == serves_at
    };
    address(resume).filter(|_| is_trusted)
}

fn is_discords(authority: &Authority) -> bool {
    let host = authority.host().to_ascii_lowercase();
    host.strip_suffix(DISCORD).is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

/// Whether the connection is encrypted, and the host and port.
fn split(url: &str) -> Option<(bool, Authority)> {
    let uri = parsed(url.trim_end_matches('/'))?;
    Some((uri.scheme_str() == Some("wss"), uri.authority()?.clone()))
}

fn parsed(url: &str) -> Option<Uri> {
    let parsed: Uri = format!("{url}/?v=10").parse().ok()?;
    let sound = matches!(parsed.scheme_str(), Some("ws" | "wss"))
        && parsed.authority().is_some_and(|all| !all.host().is_empty() && (all == all.host() || all.port().is_some()))
        && !url.contains(['@', '?', '#']);
    sound.then_some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISCORD: &str = "wss://gateway.discord.gg";
    const FAKE: &str = "ws://127.0.0.1:4000/gateway";

    #[test]
    fn addresses_lose_their_slash_and_must_be_websockets() {
        assert_eq!(address("wss://gateway.discord.gg/").as_deref(), Some(DISCORD));
        assert_eq!(address("ws://127.0.0.1:3001").as_deref(), Some("ws://127.0.0.1:3001"));
        assert_eq!(address("ws://[::1]:3001/gateway").as_deref(), Some("ws://[::1]:3001/gateway"));
        for bad in [
            "",
            "/",
            "gateway.discord.gg",
            "https://gateway.discord.gg",
            "ws://",
            "ws://a b",
            "ws://me@host",
            "ws://host/?v=9",
            "ws://host:port",
            "ws://\u{1f600}",
        ] {
            assert_eq!(address(bad), None, "{bad}");
            assert_eq!(resume_address(bad, DISCORD), None, "{bad}");
        }
    }

    #[test]
    fn a_session_of_discords_is_resumed_at_discord_and_encrypted() {
        for good in
            [DISCORD, "wss://gateway-us-east1-b.discord.gg/", "wss://GATEWAY.Discord.GG", "wss://discord.gg:443"]
        {
            assert!(resume_address(good, DISCORD).is_some(), "{good}");
        }
        for bad in [
            "ws://gateway.discord.gg",
            "wss://gateway.discord.gg:8443",
            "wss://evil.example",
            "wss://evildiscord.gg",
            "wss://discord.gg.evil.example",
            "wss://127.0.0.1",
            "ws://127.0.0.1:4000",
        ] {
            assert_eq!(resume_address(bad, DISCORD), None, "{bad}");
        }
    }

    #[test]
    fn elsewhere_a_session_is_resumed_where_it_was_started() {
        assert_eq!(resume_address("ws://127.0.0.1:4000/resume", FAKE).as_deref(), Some("ws://127.0.0.1:4000/resume"));
        assert!(resume_address("wss://127.0.0.1:4000", FAKE).is_some(), "more encryption is fine");
        assert_eq!(resume_address("ws://proxy.example", "wss://proxy.example"), None, "and less is not");
        for bad in ["ws://127.0.0.1:4001", "ws://127.0.0.2:4000", DISCORD, "ws://evil.example:4000"] {
            assert_eq!(resume_address(bad, FAKE), None, "{bad}");
        }
    }
}
