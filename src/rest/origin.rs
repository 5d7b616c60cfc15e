//! Where Discord's API is: the real one, or what `DISCORD_API_URL` puts in its place.

use reqwest::Url;
use std::fmt;
use std::str::FromStr;

const DISCORD: &str = "https://discord.com";

/// Scheme, host and port of the API, such as `https://discord.com`; nothing more.
#[derive(Clone, Eq, PartialEq)]
pub struct Origin(Url);

impl Origin {
    /// Whether this is the real Discord.
    #[must_use]
    pub fn is_discord(&self) -> bool {
        self.to_string() == DISCORD
    }

    /// Whether a request to `url` would arrive here.
    pub(super) fn leads_to(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
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
