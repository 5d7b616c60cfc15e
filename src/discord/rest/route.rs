//! Routes of Discord's API that this bot calls: method, path and query. Pure.
//!
//! A [`Route`] holds only what fits into a path: ids other than 0, and tokens that cannot change the path.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU64;

use http::Method;
use secrecy::{ExposeSecret, SecretString};

/// The version of the API that every path begins with. <https://docs.discord.com/developers/reference#api-versioning>
const API: &str = "/api/v10";

/// The most servers that one page of a listing has, as Discord allows it.
pub(super) const GUILDS_PAGE: usize = 200;

/// A route and what its path names. The variants have the names of Discord's documentation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Route<'a> {
    /// <https://docs.discord.com/developers/events/gateway#get-gateway>
    GetGateway,
    /// <https://docs.discord.com/developers/events/gateway#get-gateway-bot>
    GetGatewayBot,
    /// <https://docs.discord.com/developers/resources/application#get-current-application>
    GetCurrentApplication,
    /// <https://docs.discord.com/developers/resources/application#edit-current-application>
    EditCurrentApplication,
    /// <https://docs.discord.com/developers/resources/user#get-current-user-guilds>
    GetGuilds { after: u64 },
    /// <https://docs.discord.com/developers/interactions/application-commands#get-global-application-commands>
    GetCommands(CommandList),
    /// <https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands>
    OverwriteCommands(CommandList),
    /// <https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response>
    CreateResponse { interaction: NonZeroU64, token: PathToken<'a> },
    /// <https://docs.discord.com/developers/interactions/receiving-and-responding#delete-original-interaction-response>
    DeleteOriginalResponse { application: NonZeroU64, token: PathToken<'a> },
    /// <https://docs.discord.com/developers/interactions/receiving-and-responding#create-followup-message>
    CreateFollowUp { application: NonZeroU64, token: PathToken<'a> },
}

impl<'a> Route<'a> {
    /// The one response to an interaction; `None` if the id is 0 or the token does not fit into a path.
    pub(super) fn create_response(interaction: u64, token: &'a SecretString) -> Option<Self> {
        Some(Self::CreateResponse { interaction: NonZeroU64::new(interaction)?, token: PathToken::new(token)? })
    }

    /// The removal of that response's message; `None` if the id is 0 or the token does not fit into a path.
    pub(super) fn delete_original_response(application: u64, token: &'a SecretString) -> Option<Self> {
        Some(Self::DeleteOriginalResponse { application: NonZeroU64::new(application)?, token: PathToken::new(token)? })
    }

    /// A further message after that response; `None` if the id is 0 or the token does not fit into a path.
    pub(super) fn create_follow_up(application: u64, token: &'a SecretString) -> Option<Self> {
        Some(Self::CreateFollowUp { application: NonZeroU64::new(application)?, token: PathToken::new(token)? })
    }

    /// The HTTP method.
    pub(super) const fn method(&self) -> Method {
        match self {
            Self::GetGateway
            | Self::GetGatewayBot
            | Self::GetCurrentApplication
            | Self::GetGuilds { .. }
            | Self::GetCommands(_) => Method::GET,
            Self::CreateResponse { .. } | Self::CreateFollowUp { .. } => Method::POST,
            Self::OverwriteCommands(_) => Method::PUT,
            Self::EditCurrentApplication => Method::PATCH,
            Self::DeleteOriginalResponse { .. } => Method::DELETE,
        }
    }

    /// The path, from the origin on. It may hold a token: not for logs and errors.
    pub(super) fn path(&self) -> String {
        match self {
            Self::GetGateway => format!("{API}/gateway"),
            Self::GetGatewayBot => format!("{API}/gateway/bot"),
            Self::GetCurrentApplication | Self::EditCurrentApplication => format!("{API}/applications/@me"),
            Self::GetGuilds { .. } => format!("{API}/users/@me/guilds"),
            Self::GetCommands(list) | Self::OverwriteCommands(list) => match list {
                CommandList { application, guild: None } => format!("{API}/applications/{application}/commands"),
                CommandList { application, guild: Some(guild) } => {
                    format!("{API}/applications/{application}/guilds/{guild}/commands")
                }
            },
            Self::CreateResponse { interaction, token: PathToken(token) } => {
                format!("{API}/interactions/{interaction}/{token}/callback")
            }
            Self::DeleteOriginalResponse { application, token: PathToken(token) } => {
                format!("{API}/webhooks/{application}/{token}/messages/@original")
            }
            Self::CreateFollowUp { application, token: PathToken(token) } => {
                format!("{API}/webhooks/{application}/{token}")
            }
        }
    }

    /// The query, if the route has one.
    pub(super) fn query(&self) -> Option<Cow<'static, str>> {
        match self {
            // Without it, Discord leaves the translations out, and every comparison would find them missing.
            Self::GetCommands(_) => Some("with_localizations=true".into()),
            Self::GetGuilds { after } => Some(format!("limit={GUILDS_PAGE}&after={after}").into()),
            _ => None,
        }
    }
}

/// Where commands are registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scope {
    /// Everywhere.
    Global,
    /// In one server only, at once: for development.
    Guild(u64),
}

/// An application's commands in one scope.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct CommandList {
    application: NonZeroU64,
    guild: Option<NonZeroU64>,
}

impl CommandList {
    /// The commands of `application` in `scope`; `None` if an id is 0.
    pub(super) fn new(application: u64, scope: Scope) -> Option<Self> {
        let guild = match scope {
            Scope::Global => None,
            Scope::Guild(guild) => Some(NonZeroU64::new(guild)?),
        };
        Some(Self { application: NonZeroU64::new(application)?, guild })
    }
}

/// An interaction's token that fits into a URL's path without changing it.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) struct PathToken<'a>(&'a str);

impl<'a> PathToken<'a> {
    fn new(token: &'a SecretString) -> Option<Self> {
        let token = token.expose_secret();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=.:~+".contains(&byte);
        let fits = !token.is_empty() && token.bytes().all(plain) && !token.bytes().all(|byte| byte == b'.');
        fits.then_some(Self(token))
    }
}

impl fmt::Debug for PathToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PathToken([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn every_route_has_the_method_and_the_path_that_discord_documents() {
        let token = token("aW50ZXJhY3Rpb24");
        let global = CommandList::new(7, Scope::Global).unwrap();
        let guild = CommandList::new(7, Scope::Guild(8)).unwrap();
        for (route, documented) in [
            (Route::GetGateway, "GET /api/v10/gateway"),
            (Route::GetGatewayBot, "GET /api/v10/gateway/bot"),
            (Route::GetCurrentApplication, "GET /api/v10/applications/@me"),
            (Route::EditCurrentApplication, "PATCH /api/v10/applications/@me"),
            (Route::GetGuilds { after: 9 }, "GET /api/v10/users/@me/guilds?limit=200&after=9"),
            (Route::GetCommands(global), "GET /api/v10/applications/7/commands?with_localizations=true"),
            (Route::GetCommands(guild), "GET /api/v10/applications/7/guilds/8/commands?with_localizations=true"),
            (Route::OverwriteCommands(global), "PUT /api/v10/applications/7/commands"),
            (Route::OverwriteCommands(guild), "PUT /api/v10/applications/7/guilds/8/commands"),
            (
                Route::create_response(u64::MAX, &token).unwrap(),
                "POST /api/v10/interactions/18446744073709551615/aW50ZXJhY3Rpb24/callback",
            ),
            (
                Route::delete_original_response(7, &token).unwrap(),
                "DELETE /api/v10/webhooks/7/aW50ZXJhY3Rpb24/messages/@original",
            ),
            (Route::create_follow_up(7, &token).unwrap(), "POST /api/v10/webhooks/7/aW50ZXJhY3Rpb24"),
        ] {
            let query = route.query().map_or_else(String::new, |query| format!("?{query}"));
            assert_eq!(format!("{} {}{query}", route.method(), route.path()), documented);
        }
    }

    #[test]
    fn an_id_of_zero_is_in_no_route() {
        let token = token("t");
        assert_eq!(CommandList::new(0, Scope::Global), None);
        assert_eq!(CommandList::new(0, Scope::Guild(8)), None);
        assert_eq!(CommandList::new(7, Scope::Guild(0)), None);
        assert_eq!(Route::create_response(0, &token), None);
        assert_eq!(Route::delete_original_response(0, &token), None);
        assert_eq!(Route::create_follow_up(0, &token), None);
    }

    #[test]
    fn a_token_cannot_lead_elsewhere() {
        let fits = |text: &str| {
            let token = token(text);
            let routes = [Route::create_response(1, &token), Route::delete_original_response(1, &token)];
            assert_eq!(routes[0].is_some(), routes[1].is_some(), "{text}");
            routes[0].is_some()
        };
        for good in ["aW50ZXJhY3Rpb24", "a-b_c=", "standin.token:1"] {
            assert!(fits(good), "{good}");
        }
        for bad in ["", ".", "..", "a/b", "a?b", "a#b", "a%2fb", "a b", "a\nb", "\u{e9}", "a\\b"] {
            assert!(!fits(bad), "{bad}");
        }
    }

    #[test]
    fn nothing_printable_holds_the_token() {
        let token = token("aW50ZXJhY3Rpb24");
        for route in [Route::create_response(1, &token), Route::delete_original_response(1, &token)] {
            assert!(!format!("{route:?}").contains("aW50"), "{route:?}");
        }
    }
}
