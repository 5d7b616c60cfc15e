//! Permission bits that matter here, from <https://discord.com/developers/docs/topics/permissions>.

/// Everything.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// Change and delete channels.
pub const MANAGE_CHANNELS: u64 = 1 << 4;
/// Change the server's settings ("Manage Server").
pub const MANAGE_GUILD: u64 = 1 << 5;
/// See a channel.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// Post messages in channels, and posts in forums.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// Delete other people's messages.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// Post messages with embeds, and links with previews.
pub const EMBED_LINKS: u64 = 1 << 14;
/// Post files.
pub const ATTACH_FILES: u64 = 1 << 15;
/// Read messages that were posted before, and reply to them.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// Mention `@everyone` and every role.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// Type slash commands.
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// Archive, lock and rename other people's threads, and post in locked ones.
pub const MANAGE_THREADS: u64 = 1 << 34;
/// Post messages in threads.
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
/// Let user-installed apps answer in public.
pub const USE_EXTERNAL_APPS: u64 = 1 << 50;
/// View, send (in threads too), embed, attach, read history, react, use commands and external apps.
pub const MEMBER: u64 = (1 << 6)
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | SEND_MESSAGES_IN_THREADS
    | USE_EXTERNAL_APPS;
/// What an app may do where it is not a member: embed links, attach files, mention everyone, external emoji.
pub const APP: u64 = 442_368;
/// What an app may do in a server that installed it, by default: what members may, and what [`APP`] has.
pub const INSTALLED_APP: u64 = MEMBER | APP;
/// Every permission there is: what administrators have.
pub const ALL: u64 = (1 << 51) - 1;
