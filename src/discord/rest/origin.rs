//! Origin of Discord's API: the real one, or the one in `DISCORD_API_URL`.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;
use url::Host;

const DISCORD: &str = "https://discord.com";

/// The hosts of files that members attach. <https://docs.discord.com/developers/reference#signed-attachment-cdn-urls>
const CDN: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// Scheme, host and port of the API, such as `https://discord.com`; nothing more.
#[derive(Clone, Eq, PartialEq)]
pub struct Origin(Url);

impl Origin {
    /// Whether this is the real Discord.
    #[must_use]
    pub fn is_discord(&self) -> bool {
        self.to_string() == DISCORD
    }

    /// The readers of what is sent there.
    #[must_use]
    pub fn exposure(&self) -> Exposure {
        exposure(&self.0)
    }

    /// Whether the token may go to the gateway that this API names: at Discord only to hosts below `discord.gg`, and
    /// everywhere encrypted, unless it stays on this machine or in the private network in which this origin is, too.
    pub(super) fn vouches_for(&self, gateway: &str) -> bool {
        let Ok(url) = gateway.parse::<Url>() else { return false };
        if self.is_discord() {
            let host = url.host_str().unwrap_or_default();
            return url.scheme() == "wss" && (host == "discord.gg" || host.ends_with(".discord.gg"));
        }
        match exposure(&url) {
            Exposure::Encrypted | Exposure::ThisMachine => true,
            Exposure::PrivateNetwork => self.exposure() == Exposure::PrivateNetwork,
            Exposure::Everyone => false,
        }
    }

    /// The address of an attached file, if it may be fetched: at Discord's hosts and encrypted, or at this origin's host if
    /// that is this machine, where a fake Discord serves its own files.
    pub(super) fn attachment(&self, url: &str) -> Option<Url> {
        let url: Url = url.parse().ok()?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_here = self.0.host().is_some_and(|host| is_loopback(&host));
        let is_allowed = if is_here {
            matches!(url.scheme(), "http" | "https") && url.host() == self.0.host()
        } else {
            url.scheme() == "https" && url.port().is_none() && CDN.contains(&url.host_str().unwrap_or_default())
        };
        (is_plain && is_allowed).then_some(url)
    }

    /// The URL of `path` and `query` here; `None` if it would lead to another origin or another path.
    pub(super) fn url(&self, path: &str, query: Option<&str>) -> Option<Url> {
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(query);
        (url.origin() == self.0.origin() && url.path() == path).then_some(url)
    }
}

/// The readers of what is sent to an [`Origin`], the bot's token included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exposure {
    /// Only the origin.
    Encrypted,
    /// Only this machine.
    ThisMachine,
    /// Everyone in a private network.
    PrivateNetwork,
    /// Everyone on the way.
    Everyone,
}

fn exposure(url: &Url) -> Exposure {
    match (url.scheme(), url.host()) {
        ("https" | "wss", _) => Exposure::Encrypted,
        (_, Some(host)) if is_loopback(&host) => Exposure::ThisMachine,
        (_, Some(host)) if is_private(&host) => Exposure::PrivateNetwork,
        _ => Exposure::Everyone,
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Addresses of private and link-local networks (RFC 1918, 3927, 4193, 4291, 6598), and names that only such networks
/// have: one word, as among containers, or below `.internal`, `.local` (as in Kubernetes) or `.home.arpa`.
fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            !name.contains('.') || [".internal", ".local", ".home.arpa"].iter().any(|end| name.ends_with(end))
        }
        Host::Ipv4(address) => {
            let [first, second, ..] = address.octets();
            address.is_private() || address.is_link_local() || (first == 100 && second & 0xc0 == 64)
        }
        Host::Ipv6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

impl Default for Origin {
    /// The real one.
    fn default() -> Self {
        Self(Url::parse(DISCORD).expect("the constant is a URL"))
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let url: Url = text.trim().parse().map_err(|_| OriginError)?;
        let bare = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if bare { Ok(Self(url)) } else { Err(OriginError) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.origin().ascii_serialization())
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Origin({self})")
    }
}

/// The text is no origin. It is not repeated, because a URL may hold a password.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an origin: give scheme, host and port only, such as http://127.0.0.1:3001")]
pub struct OriginError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for (given, shown) in [
            ("http://127.0.0.1:3001", "http://127.0.0.1:3001"),
            (" http://127.0.0.1:3001/ ", "http://127.0.0.1:3001"),
            ("https://discord.com:443", "https://discord.com"),
            ("http://[::1]:80", "http://[::1]"),
            ("HTTP://Proxy.Example", "http://proxy.example"),
        ] {
            assert_eq!(given.parse::<Origin>().unwrap().to_string(), shown);
        }
        assert!("https://discord.com/".parse::<Origin>().unwrap().is_discord());
        assert!(!"http://discord.com/".parse::<Origin>().unwrap().is_discord());
    }

    #[test]
    fn the_token_goes_only_to_a_gateway_that_is_as_safe_as_the_origin() {
        let vouches = |origin: &str, gateway: &str| origin.parse::<Origin>().unwrap().vouches_for(gateway);
        for good in ["wss://gateway.discord.gg", "wss://gateway-us-east1-b.discord.gg/", "wss://discord.gg"] {
            assert!(vouches("https://discord.com", good), "{good}");
        }
        for bad in
            ["ws://gateway.discord.gg", "wss://evil.example", "wss://evildiscord.gg", "ws://127.0.0.1:1", "x", ""]
        {
            assert!(!vouches("https://discord.com", bad), "{bad}");
        }
        for (origin, gateway, good) in [
            ("http://127.0.0.1:3001", "ws://127.0.0.1:3001/gateway", true),
            ("http://127.0.0.1:3001", "wss://gateway.discord.gg", true),
            ("http://127.0.0.1:3001", "ws://10.0.0.7", false),
            ("http://127.0.0.1:3001", "ws://evil.example", false),
            ("http://10.0.0.7:3001", "ws://10.0.0.8", true),
            ("http://10.0.0.7:3001", "ws://evil.example", false),
            ("https://proxy.example", "ws://proxy.example", false),
            ("https://proxy.example", "wss://proxy.example", true),
        ] {
            assert_eq!(vouches(origin, gateway), good, "{origin} {gateway}");
        }
    }

    #[test]
    fn a_file_is_fetched_from_discords_hosts_or_from_a_fake_on_this_machine() {
        let is_allowed = |origin: &str, url: &str| origin.parse::<Origin>().unwrap().attachment(url).is_some();
        for (url, allowed) in [
            ("https://cdn.discordapp.com/ephemeral-attachments/1/2/x.yaml?ex=1&is=2&hm=3", true),
            ("https://media.discordapp.net/attachments/1/2/x.yaml", true),
            ("https://CDN.discordapp.com:443/attachments/1/2/x.yaml", true),
            ("http://cdn.discordapp.com/attachments/1/2/x.yaml", false),
            ("https://cdn.discordapp.com:8443/x", false),
            ("https://cdn.discordapp.com.evil.example/x", false),
            ("https://evil.example/cdn.discordapp.com", false),
            ("https://me@cdn.discordapp.com/x", false),
            ("https://cdn.discordapp.com@evil.example/x", false),
            ("https://discord.com/api/v10/users/@me", false),
            ("https://127.0.0.1/x", false),
            ("http://127.0.0.1:3001/x", false),
            ("file:///etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(is_allowed("https://discord.com", url), allowed, "{url}");
            assert_eq!(is_allowed("https://proxy.example", url), allowed, "{url}");
            assert_eq!(is_allowed("http://10.0.0.7:3001", url), allowed, "{url}");
        }
        for (url, allowed) in [
            ("http://127.0.0.1:3001/attachments/1/2/x.yaml", true),
            ("http://127.0.0.1:4000/attachments/1/2/x.yaml", true),
            ("https://cdn.discordapp.com/attachments/1/2/x.yaml", false),
            ("http://127.0.0.2:3001/x", false),
            ("http://localhost:3001/x", false),
            ("http://me@127.0.0.1:3001/x", false),
            ("ftp://127.0.0.1/x", false),
        ] {
            assert_eq!(is_allowed("http://127.0.0.1:3001", url), allowed, "{url}");
        }
    }

    #[test]
    fn only_loopback_and_encryption_keep_a_token_from_others() {
        use Exposure::{Encrypted, Everyone, PrivateNetwork, ThisMachine};
        for (origin, exposure) in [
            ("https://discord.com", Encrypted),
            ("https://evil.example", Encrypted),
            ("http://127.0.0.1:3001", ThisMachine),
            ("http://127.9.9.9", ThisMachine),
            ("http://[::1]:80", ThisMachine),
            ("http://localhost:3001", ThisMachine),
            ("http://10.1.2.3", PrivateNetwork),
            ("http://172.16.0.1", PrivateNetwork),
            ("http://172.32.0.1", Everyone),
            ("http://192.168.1.1", PrivateNetwork),
            ("http://169.254.169.254", PrivateNetwork),
            ("http://100.64.0.1", PrivateNetwork),
            ("http://100.128.0.1", Everyone),
            ("http://[fd00::1]", PrivateNetwork),
            ("http://[fe80::1]", PrivateNetwork),
            ("http://[2001:db8::1]", Everyone),
            ("http://proxy:3000", PrivateNetwork),
            ("http://proxy.default.svc.cluster.local", PrivateNetwork),
            ("http://proxy.internal", PrivateNetwork),
            ("http://discord.com", Everyone),
            ("http://local.evil.example", Everyone),
            ("http://localhost.evil.example", Everyone),
            ("http://0x7f000001", ThisMachine),
            ("http://3232235777", PrivateNetwork),
            ("http://0.0.0.0:1", Everyone),
        ] {
            assert_eq!(origin.parse::<Origin>().unwrap().exposure(), exposure, "{origin}");
        }
    }

    #[test]
    fn a_path_stays_at_the_origin_and_as_it_is() {
        let origin: Origin = "http://127.0.0.1:3001".parse().unwrap();
        let url = |path| origin.url(path, None).map(String::from);
        assert_eq!(url("/a/@me").as_deref(), Some("http://127.0.0.1:3001/a/@me"));
        assert_eq!(url("//elsewhere.example/a").as_deref(), Some("http://127.0.0.1:3001//elsewhere.example/a"));
        assert_eq!(origin.url("/a", Some("b=c")).unwrap().as_str(), "http://127.0.0.1:3001/a?b=c");
        for bad in ["", "a", "/a/../b", "/a/./b", "/a/%2e%2e/b", "/a?b", "/a#b", "/a b", "/a\\b", "/\u{e9}"] {
            assert_eq!(url(bad), None, "{bad}");
        }
    }

    #[test]
    fn anything_more_or_less_is_refused_without_repeating_it() {
        for bad in [
            "",
            "discord.com",
            "127.0.0.1:3001",
            "ftp://discord.com",
            "https://discord.com/api/v10",
            "https://discord.com?x",
            "https://discord.com#x",
            "https://me:hunter2@discord.com",
        ] {
            let error = bad.parse::<Origin>().unwrap_err();
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
