//! The world that the fake Discord owns: plain state, no sockets, no clock of its own.
//!
//! What time it is arrives as an argument: the [`Duration`] since the fake Discord started. The rules that decide what
//! may enter the world are in `checks`, the shapes in which it is shown are in `wire`.

mod entities;
mod channels;
pub mod permissions;
mod access;
mod arranging;
mod finding;
mod mentors;

pub use self::channels::{Channel, Forum, Overwrite, Thread, channel_kind};
pub use self::entities::{CommandOverrides, Guild, GuildSize, Member, Role, User};
pub use self::mentors::Mentors;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::application::Application;
use super::attachment::{self, Attachment, Upload};
use super::commands::Registry;
use super::ids::{Id, Mint};
use super::interaction::Interaction;
use super::message::Message;
use super::pings::Ping;

/// How many interactions are remembered; a demo may run for days.
const REMEMBERED_INTERACTIONS: usize = 50_000;

/// How many bytes of files are kept.
const KEPT_BYTES: usize = 256 * 1024 * 1024;

/// Servers, channels, people, messages, and what the app registered.
#[derive(Clone, Debug)]
pub struct World {
    /// The app under test.
    pub application: Application,
    /// Every account, the bot's own included.
    pub users: BTreeMap<Id, User>,
    /// Every server.
    pub guilds: BTreeMap<Id, Guild>,
    /// Every channel.
    pub channels: BTreeMap<Id, Channel>,
    /// The server where people are unless they go elsewhere.
    pub home: Id,
    pub(super) messages: BTreeMap<Id, Message>,
    pub(super) commands: Registry,
    pub(super) interactions: BTreeMap<Id, Interaction>,
    pub(super) pings: Vec<Ping>,
    /// Every file that is served.
    pub(super) attachments: BTreeMap<Id, Attachment>,
    /// Where files are served.
    pub(super) files_at: String,
    pub(super) started_unix_ms: u64,
    mint: Mint,
}

impl Default for World {
    /// One server "Playground" with `#general`; ada and bob are members, mia owns it and may manage it and its messages, beep is a bot.
    fn default() -> Self {
        let application = Application {
            id: Id(1_100_000_000_000_000_001),
            name: "playground-bot".to_owned(),
            guild_install: true,
            user_install: true,
        };
        let mut world = Self {
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            home: Id(1_100_000_000_000_000_100),
            messages: BTreeMap::new(),
            commands: Registry::default(),
            interactions: BTreeMap::new(),
            pings: Vec::new(),
            attachments: BTreeMap::new(),
            files_at: "http://127.0.0.1".to_owned(),
            started_unix_ms: 1_790_000_000_000,
            mint: Mint::default(),
            application,
        };
        let bot = world.application.id;
        world.put_user(bot, "playground-bot", true);
        world.put_user(Id(1_100_000_000_000_000_011), "ada", false);
        world.put_user(Id(1_100_000_000_000_000_012), "bob", false);
        world.put_user(Id(1_100_000_000_000_000_013), "mia", false);
        world.put_user(Id(1_100_000_000_000_000_014), "beep", true);
        let home = world.home;
        world.put_guild(home, "Playground", Id(1_100_000_000_000_000_013), true);
        world.put_channel(Id(1_100_000_000_000_000_101), home, "general");
        let everyone: Vec<Id> = world.users.keys().copied().collect();
        for user in everyone {
            let is_app = user == bot;
            world.add_member(home, user, if is_app { permissions::INSTALLED_APP } else { permissions::MEMBER });
        }
        let moderator = permissions::MEMBER | permissions::MANAGE_MESSAGES | permissions::MANAGE_GUILD;
        world.add_member(home, Id(1_100_000_000_000_000_013), moderator);
        world
    }
}

impl World {
    /// The account with this name.
    #[must_use]
    pub fn user_named(&self, name: &str) -> Option<&User> {
        self.users.values().find(|user| user.name == name)
    }

    /// The server with this name.
    #[must_use]
    pub fn guild_named(&self, name: &str) -> Option<&Guild> {
        self.guilds.values().find(|guild| guild.name == name)
    }

    /// The channel with this name in a server.
    #[must_use]
    pub fn channel_named(&self, guild: Id, name: &str) -> Option<&Channel> {
        let mut channels = self.channels.values();
        channels.find(|channel| channel.guild == Some(guild) && channel.name == name)
    }

    /// The direct messages between exactly these two; opened if they have never talked.
    pub fn direct_messages(&mut self, one: Id, other: Id) -> Id {
        self.direct_messages_at(one, other, Duration::ZERO)
    }

    /// The same, opened at `now`.
    pub(super) fn direct_messages_at(&mut self, one: Id, other: Id, now: Duration) -> Id {
        let existing = self.channels.values().find(|channel| {
            channel.guild.is_none() && channel.recipients.contains(&one) && channel.recipients.contains(&other)
        });
        if let Some(channel) = existing {
            return channel.id;
        }
        let id = self.mint(now);
        let channel = Channel { recipients: vec![one, other], ..Channel::new(id, channel_kind::DIRECT, "", None) };
        self.channels.insert(id, channel);
        id
    }

    /// The message that the bot posted in a channel with this nonce, within the last `window`.
    pub(super) fn posted_with(&self, channel: Id, nonce: &Value, window: Duration, now: Duration) -> Option<&Message> {
        let since = self.unix_ms(now.saturating_sub(window));
        let recent = self.messages.values().rev().take_while(|message| message.created >= since);
        let mut own = recent.filter(|message| message.channel == channel && message.author == self.application.id);
        own.find(|message| message.nonce.as_ref() == Some(nonce))
    }

    /// Deletes a message with its files.
    pub(super) fn delete_message(&mut self, id: Id) {
        let deleted = self.messages.remove(&id);
        for file in deleted.into_iter().flat_map(|deleted| deleted.attachments) {
            self.attachments.remove(&file.id);
        }
    }

    /// The interaction that a token belongs to.
    pub(super) fn interaction_with_token(&self, token: &str) -> Option<&Interaction> {
        let known = self.interactions.get(&Interaction::id_in_token(token)?)?;
        (known.token == token).then_some(known)
    }

    /// Remembers an interaction, and forgets the oldest if there are very many.
    pub(super) fn remember(&mut self, interaction: Interaction) {
        if self.interactions.len() >= REMEMBERED_INTERACTIONS {
            self.interactions.pop_first();
        }
        self.interactions.insert(interaction.id, interaction);
    }

    /// Keeps a file, and drops the oldest if they are very many bytes.
    pub(super) fn keep(&mut self, channel: Id, upload: Upload, now: Duration) -> &mut Attachment {
        let id = self.mint(now);
        let file = Attachment::new(id, channel, upload, self.unix_ms(now));
        let mut total = file.bytes.len() + self.attachments.values().map(|kept| kept.bytes.len()).sum::<usize>();
        while total > KEPT_BYTES
            && let Some((_, oldest)) = self.attachments.pop_first()
        {
            total -= oldest.bytes.len();
        }
        self.attachments.entry(id).or_insert(file)
    }

    /// The file with this id, or the latest of this name, among those that people attached.
    pub(super) fn uploaded(&self, name: &str) -> Option<Id> {
        let (id, name) = (name.parse().ok(), attachment::tidied(name));
        let mut uploaded = self.attachments.values().rev().filter(|file| file.ephemeral);
        uploaded.find(|file| Some(file.id) == id || file.filename == name).map(|file| file.id)
    }

    /// A new id for something that happens at `now`.
    pub(super) fn mint(&mut self, now: Duration) -> Id {
        let unix_ms = self.unix_ms(now);
        self.mint.next(unix_ms)
    }

    /// Discord time as Unix milliseconds.
    pub(super) fn unix_ms(&self, now: Duration) -> u64 {
        self.started_unix_ms + u64::try_from(now.as_millis()).unwrap_or(u64::MAX / 2)
    }

    /// An id for something that was there from the start.
    fn mint_now(&mut self) -> Id {
        self.mint(Duration::ZERO)
    }

    fn put_user(&mut self, id: Id, name: &str, bot: bool) {
        let mut letters = name.chars();
        let display_name =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        let user = User { id, name: name.to_owned(), display_name, bot };
        self.users.insert(id, user);
    }

    fn put_guild(&mut self, id: Id, name: &str, owner: Id, installed: bool) {
        let everyone = Role { id, name: "@everyone".to_owned(), mentionable: false, permissions: 0 };
        let guild = Guild {
            id,
            name: name.to_owned(),
            owner,
            locale: "en-US".to_owned(),
            installed,
            members: BTreeMap::new(),
            roles: vec![everyone],
            unavailable: false,
            size: GuildSize::default(),
            command_overrides: CommandOverrides::new(),
        };
        self.guilds.insert(id, guild);
        self.set_installed(id, installed);
    }

    /// Installs the app in a server, or removes it with its commands there.
    pub(super) fn set_installed(&mut self, guild: Id, installed: bool) {
        let bot = self.application.id;
        let Some(known) = self.guilds.get_mut(&guild) else { return };
        known.installed = installed;
        if installed {
            let member = Member { nick: None, roles: Vec::new(), permissions: permissions::INSTALLED_APP };
            known.members.insert(bot, member);
        } else {
            known.members.remove(&bot);
            self.commands.retain(Some(guild), &[]);
        }
    }

    fn put_channel(&mut self, id: Id, guild: Id, name: &str) {
        self.channels.insert(id, Channel::new(id, channel_kind::TEXT, name, Some(guild)));
    }
}
