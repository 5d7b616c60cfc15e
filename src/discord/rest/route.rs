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

/// The most messages that one page of a channel has, as Discord allows it.
pub const MESSAGES_PAGE: usize = 100;

/// What allows a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Credential {
    /// The bot's token.
    Bot,
    /// The token of an interaction in the path, which is void after 15 minutes.
    Interaction,
}

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
    /// <https://docs.discord.com/developers/resources/user#get-current-user>
    GetCurrentUser,
    /// <https://docs.discord.com/developers/resources/user#get-current-user-guilds>
    GetGuilds { after: u64 },
    /// <https://docs.discord.com/developers/resources/user#create-dm>
    CreateDirectChannel,
    /// <https://docs.discord.com/developers/resources/message#get-channel-messages>
    GetMessages { channel: NonZeroU64, after: u64 },
    /// <https://docs.discord.com/developers/resources/message#create-message>
    CreateMessage { channel: NonZeroU64 },
    /// <https://docs.discord.com/developers/resources/message#edit-message>
    EditMessage { channel: NonZeroU64, message: NonZeroU64 },
    /// <https://docs.discord.com/developers/resources/message#delete-message>
    DeleteMessage { channel: NonZeroU64, message: NonZeroU64 },
    /// <https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel>
    StartForumThread { forum: NonZeroU64 },
    /// <https://docs.discord.com/developers/resources/guild#list-active-guild-threads>
    GetActiveThreads { guild: NonZeroU64 },
    /// <https://docs.discord.com/developers/resources/channel#modify-channel>
    ModifyChannel { channel: NonZeroU64 },
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

    /// What allows the request.
    pub(super) const fn credential(&self) -> Credential {
        match self {
            Self::CreateResponse { .. } | Self::DeleteOriginalResponse { .. } | Self::CreateFollowUp { .. } => {
                Credential::Interaction
            }
            _ => Credential::Bot,
        }
    }

    /// The HTTP method.
    pub(super) const fn method(&self) -> Method {
        match self {
            Self::GetGateway
            | Self::GetGatewayBot
            | Self::GetCurrentApplication
            | Self::GetCurrentUser
            | Self::GetGuilds { .. }
            | Self::GetMessages { .. }
            | Self::GetActiveThreads { .. }
            | Self::GetCommands(_) => Method::GET,
            Self::CreateDirectChannel
            | Self::CreateMessage { .. }
            | Self::StartForumThread { .. }
            | Self::CreateResponse { .. }
            | Self::CreateFollowUp { .. } => Method::POST,
            Self::OverwriteCommands(_) => Method::PUT,
            Self::EditCurrentApplication | Self::EditMessage { .. } | Self::ModifyChannel { .. } => Method::PATCH,
            Self::DeleteMessage { .. } | Self::DeleteOriginalResponse { .. } => Method::DELETE,
        }
    }

    /// The path, from the origin on. It may hold a token: not for logs and errors.
    pub(super) fn path(&self) -> String {
        match self {
            Self::GetGateway => format!("{API}/gateway"),
            Self::GetGatewayBot => format!("{API}/gateway/bot"),
            Self::GetCurrentApplication | Self::EditCurrentApplication => format!("{API}/applications/@me"),
            Self::GetCurrentUser => format!("{API}/users/@me"),
            Self::GetGuilds { .. } => format!("{API}/users/@me/guilds"),
            Self::CreateDirectChannel => format!("{API}/users/@me/channels"),
            Self::GetMessages { channel, .. } | Self::CreateMessage { channel } => {
                format!("{API}/channels/{channel}/messages")
            }
            Self::EditMessage { channel, message } | Self::DeleteMessage { channel, message } => {
                format!("{API}/channels/{channel}/messages/{message}")
            }
            Self::StartForumThread { forum } => format!("{API}/channels/{forum}/threads"),
            Self::GetActiveThreads { guild } => format!("{API}/guilds/{guild}/threads/active"),
            Self::ModifyChannel { channel } => format!("{API}/channels/{channel}"),
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
            Self::GetMessages { after, .. } => Some(format!("limit={MESSAGES_PAGE}&after={after}").into()),
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
#[path = "route_tests.rs"]
mod tests;
