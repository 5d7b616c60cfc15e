//! The places of the API, by their paths and methods.

/// A place in the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Gateway,
    GatewayBot,
    Me,
    MyGuilds,
    DirectMessages,
    Channel { channel: &'a str },
    Messages { channel: &'a str },
    Message { channel: &'a str, message: &'a str },
    Threads { channel: &'a str },
    ActiveThreads { guild: &'a str },
    Application,
    AuthorizedApplication,
    Commands { application: &'a str, guild: Option<&'a str> },
    Command { application: &'a str, guild: Option<&'a str>, command: &'a str },
    Callback { interaction: &'a str, token: &'a str },
    FollowUps { application: &'a str, token: &'a str },
    FollowUp { application: &'a str, token: &'a str, message: &'a str },
}

impl<'a> Route<'a> {
    pub(super) fn find(path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix("/api/v10/")?.split('/').collect();
        Some(match segments.as_slice() {
            ["gateway"] => Self::Gateway,
            ["gateway", "bot"] => Self::GatewayBot,
            ["users", "@me"] => Self::Me,
            ["users", "@me", "guilds"] => Self::MyGuilds,
            ["users", "@me", "channels"] => Self::DirectMessages,
            ["channels", channel] => Self::Channel { channel },
            ["channels", channel, "messages"] => Self::Messages { channel },
            ["channels", channel, "messages", message] => Self::Message { channel, message },
            ["channels", channel, "threads"] => Self::Threads { channel },
            ["guilds", guild, "threads", "active"] => Self::ActiveThreads { guild },
            ["applications", "@me"] => Self::Application,
            ["oauth2", "applications", "@me"] => Self::AuthorizedApplication,
            ["applications", application, "commands"] => Self::Commands { application, guild: None },
            ["applications", application, "commands", command] => Self::Command { application, guild: None, command },
            ["applications", application, "guilds", guild, "commands"] => {
                Self::Commands { application, guild: Some(guild) }
            }
            ["applications", application, "guilds", guild, "commands", command] => {
                Self::Command { application, guild: Some(guild), command }
            }
            ["interactions", interaction, token, "callback"] => Self::Callback { interaction, token },
            ["webhooks", application, token] => Self::FollowUps { application, token },
            ["webhooks", application, token, "messages", message] => Self::FollowUp { application, token, message },
            _ => return None,
        })
    }

    pub(super) fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Gateway
            | Self::GatewayBot
            | Self::Me
            | Self::MyGuilds
            | Self::AuthorizedApplication
            | Self::ActiveThreads { .. } => &["GET"],
            Self::Application | Self::Channel { .. } => &["GET", "PATCH"],
            Self::Messages { .. } => &["GET", "POST"],
            Self::Commands { .. } => &["GET", "POST", "PUT"],
            Self::Command { .. } | Self::FollowUp { .. } | Self::Message { .. } => &["GET", "PATCH", "DELETE"],
            Self::Callback { .. } | Self::FollowUps { .. } | Self::DirectMessages | Self::Threads { .. } => &["POST"],
        }
    }

    /// Whether an interaction's token opens it, so that it needs no other and counts for no limit.
    pub(super) fn is_of_interaction(&self) -> bool {
        matches!(self, Self::Callback { .. } | Self::FollowUps { .. } | Self::FollowUp { .. })
    }
    /// Whether its body may hold files.
    pub(super) fn takes_files(&self) -> bool {
        let posts = matches!(self, Self::Messages { .. } | Self::Message { .. } | Self::Threads { .. });
        posts || self.is_of_interaction()
    }
}
