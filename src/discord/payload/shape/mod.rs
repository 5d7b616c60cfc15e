//! The shape of an interaction: the fields we use, each of which may be missing or of another type. Long, since it is a
//! list: the fields, and what is asked of them.

mod place;
mod staff;

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU64;

use secrecy::SecretString;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serenity::model::Permissions;
use serenity::model::application::{CommandType, InteractionType};
use serenity::model::channel::MessageFlags;
use tpm_guide_core::reply::{MessageRef, UserId};

use self::place::{Channel, Embed};
use self::staff::{File, FormPart};
use super::Envelope;
use super::forgiving::{Perhaps, forgiving, scalar};

/// An interaction.
#[derive(Deserialize)]
pub(super) struct Interaction<'a> {
    #[serde(default, deserialize_with = "scalar")]
    id: Option<Snowflake>,
    #[serde(default, deserialize_with = "scalar")]
    application_id: Option<Snowflake>,
    #[serde(default, deserialize_with = "scalar")]
    token: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "scalar")]
    kind: Option<Snowflake>,
    #[serde(default, deserialize_with = "scalar")]
    guild_id: Option<Snowflake>,
    #[serde(default, deserialize_with = "scalar")]
    channel_id: Option<Snowflake>,
    /// The channel. Read only where something of a server is asked for.
    #[serde(default, borrow)]
    channel: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "scalar")]
    app_permissions: Option<Snowflake>,
    #[serde(default, deserialize_with = "scalar")]
    locale: Option<String>,
    #[serde(default, borrow, deserialize_with = "forgiving")]
    member: Option<Member<'a>>,
    /// Read only where staff ask for something.
    #[serde(default, borrow)]
    authorizing_integration_owners: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "forgiving")]
    user: Option<User>,
    #[serde(default, deserialize_with = "forgiving")]
    pub data: Option<Data>,
    #[serde(default, deserialize_with = "forgiving")]
    message: Option<Message>,
}

/// What a command or a component was used with.
#[derive(Default, Deserialize)]
pub(super) struct Data {
    #[serde(default, deserialize_with = "scalar")]
    pub name: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "scalar")]
    kind: Option<u64>,
    #[serde(default, deserialize_with = "forgiving")]
    options: Option<Vec<Perhaps<CommandOption>>>,
    #[serde(default, deserialize_with = "forgiving")]
    resolved: Option<Resolved>,
    #[serde(default, deserialize_with = "scalar")]
    target_id: Option<Snowflake>,
    #[serde(default, deserialize_with = "scalar")]
    custom_id: Option<String>,
    #[serde(default, deserialize_with = "forgiving")]
    values: Option<Vec<Perhaps<String>>>,
    /// The fields of a form.
    #[serde(default, deserialize_with = "forgiving")]
    components: Option<Vec<Perhaps<FormPart>>>,
}

/// An option of a command, as it is filled.
#[derive(Deserialize)]
pub(super) struct CommandOption {
    #[serde(default, deserialize_with = "scalar")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "scalar")]
    value: Option<Value>,
    #[serde(default, deserialize_with = "scalar")]
    focused: Option<bool>,
    /// The options of a sub-command.
    #[serde(default, deserialize_with = "forgiving")]
    options: Option<Vec<Perhaps<CommandOption>>>,
}

/// Clients sometimes send a number where a string was asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Switch(bool),
    Text(String),
    Number(serde_json::Number),
}

#[derive(Deserialize)]
struct Resolved {
    #[serde(default, deserialize_with = "forgiving")]
    users: Option<HashMap<String, Perhaps<User>>>,
    #[serde(default, deserialize_with = "forgiving")]
    messages: Option<HashMap<String, Perhaps<Target>>>,
    #[serde(default, deserialize_with = "forgiving")]
    attachments: Option<HashMap<String, Perhaps<File>>>,
    #[serde(default, deserialize_with = "forgiving")]
    channels: Option<HashMap<String, Perhaps<Channel>>>,
}

/// A message on which a command was used. What else it holds is none of our business.
#[derive(Deserialize)]
struct Target {
    #[serde(default, deserialize_with = "scalar")]
    content: Option<String>,
    #[serde(default, deserialize_with = "scalar")]
    channel_id: Option<Snowflake>,
}

#[derive(Deserialize)]
struct Member<'a> {
    #[serde(default, deserialize_with = "forgiving")]
    user: Option<User>,
    #[serde(default, deserialize_with = "scalar")]
    permissions: Option<Snowflake>,
    /// Read only where staff ask for something.
    #[serde(default, borrow)]
    roles: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct User {
    #[serde(default, deserialize_with = "scalar")]
    id: Option<Snowflake>,
    #[serde(default, deserialize_with = "scalar")]
    bot: Option<bool>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default, deserialize_with = "scalar")]
    flags: Option<u64>,
    #[serde(default, deserialize_with = "forgiving")]
    embeds: Option<Vec<Perhaps<Embed>>>,
    #[serde(default, deserialize_with = "forgiving")]
    interaction_metadata: Option<AskedBy>,
}

#[derive(Deserialize)]
struct AskedBy {
    #[serde(default, deserialize_with = "forgiving")]
    user: Option<User>,
    /// Only where a command was used on a message.
    #[serde(default, deserialize_with = "scalar")]
    target_message_id: Option<Snowflake>,
}

/// A 64-bit number that Discord writes as a string.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Snowflake(u64);

impl<'de> Deserialize<'de> for Snowflake {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl Visitor<'_> for Written {
            type Value = Snowflake;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, perhaps in quotes")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Snowflake, E> {
                text.parse().map(Snowflake).map_err(E::custom)
            }

            fn visit_u64<E>(self, number: u64) -> Result<Snowflake, E> {
                Ok(Snowflake(number))
            }
        }

        deserializer.deserialize_any(Written)
    }
}

impl Interaction<'_> {
    /// What an answer needs; the token is taken out.
    pub fn envelope(&mut self) -> Option<Envelope> {
        let (Snowflake(id), Snowflake(application)) = (self.id?, self.application_id?);
        Some(Envelope { id, application, token: SecretString::from(self.token.take()?) })
    }

    /// Its id, where it has one.
    pub fn id(&self) -> u64 {
        self.id.map_or(0, |Snowflake(id)| id)
    }

    /// Its type; `Unknown` where there is none.
    pub fn kind(&self) -> InteractionType {
        let kind = self.kind.and_then(|Snowflake(kind)| u8::try_from(kind).ok());
        kind.unwrap_or_default().into()
    }

    /// The server, outside of DMs.
    pub fn guild(&self) -> Option<u64> {
        self.guild_id.map(|Snowflake(id)| id)
    }

    /// The language, as it may stand in a log line.
    pub fn locale(&self) -> String {
        let is_locale = |written: &&String| {
            (2..=10).contains(&written.len())
                && written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        self.locale.as_ref().filter(is_locale).map_or_else(|| "unknown".to_owned(), String::clone)
    }

    /// What the component carries.
    pub fn custom_id(&self) -> String {
        self.data.as_ref().and_then(|data| data.custom_id.clone()).unwrap_or_default()
    }

    /// What was picked from the menu.
    pub fn picked(&self) -> String {
        self.data.as_ref().and_then(|data| data.values.as_ref()?.first()?.0.clone()).unwrap_or_default()
    }

    /// Who acts: in a server the member, elsewhere the user.
    pub fn person(&self) -> Option<UserId> {
        let user = self.member.as_ref().and_then(|member| member.user.as_ref()).or(self.user.as_ref());
        user.and_then(User::id)
    }

    /// Whether the presser asked for the message that the component stands on.
    pub fn is_asker(&self) -> bool {
        let asker = self.asked_by().and_then(|asked| asked.user.as_ref()?.id());
        asker.is_some_and(|asker| Some(asker) == self.person())
    }

    /// Whether the message that the component stands on says that another person asked for it.
    pub fn names_another_asker(&self) -> bool {
        let asker = self.asked_by().and_then(|asked| asked.user.as_ref()?.id);
        asker.is_some_and(|Snowflake(id)| UserId::new(id) != self.person())
    }

    /// Whether the presser may remove messages of others in this channel.
    pub fn manages_messages(&self) -> bool {
        self.holds(Permissions::MANAGE_MESSAGES)
    }

    /// Whether the member has this permission here, as administrators always have.
    fn holds(&self, permission: Permissions) -> bool {
        let permissions = self.member.as_ref().and_then(|member| member.permissions);
        let permissions = permissions.map(|Snowflake(bits)| Permissions::from_bits_truncate(bits));
        permissions.is_some_and(|held| held.intersects(Permissions::ADMINISTRATOR | permission))
    }

    /// Whether one person alone sees the message that the component stands on.
    pub fn is_on_private_message(&self) -> bool {
        let flags = self.message.as_ref().and_then(|message| message.flags);
        flags.is_some_and(|bits| MessageFlags::from_bits_truncate(bits).contains(MessageFlags::EPHEMERAL))
    }

    /// The message on which the command was used that the component's message answers, if it answers such a command. It is
    /// in the same channel.
    pub fn asked_about(&self) -> Option<MessageRef> {
        let id = |snowflake: Snowflake| NonZeroU64::new(snowflake.0);
        Some(MessageRef {
            guild: self.guild_id.and_then(id),
            channel: self.channel_id.and_then(id)?,
            message: self.asked_by()?.target_message_id.and_then(id)?,
        })
    }

    /// Whether the message that the component stands on has no embed.
    pub fn is_on_plain_text(&self) -> bool {
        self.message.as_ref().is_some_and(|message| message.embeds.as_ref().is_some_and(Vec::is_empty))
    }

    fn asked_by(&self) -> Option<&AskedBy> {
        self.message.as_ref()?.interaction_metadata.as_ref()
    }
}

impl User {
    fn id(&self) -> Option<UserId> {
        self.id.and_then(|Snowflake(id)| UserId::new(id))
    }
}

impl Data {
    /// The type of the command; without one, a slash command.
    pub fn command_type(&self) -> CommandType {
        self.kind.map_or(CommandType::ChatInput, |kind| u8::try_from(kind).unwrap_or_default().into())
    }

    /// The option that the member is typing.
    pub fn focused(&self) -> Option<&CommandOption> {
        self.options().find(|option| option.focused == Some(true))
    }

    /// The text of an option.
    pub fn text(&self, name: &str) -> Option<String> {
        self.option(name).and_then(CommandOption::text)
    }

    /// The person in an option.
    pub fn user(&self, name: &str) -> Option<UserId> {
        let id = match self.option(name)?.value.as_ref()? {
            Value::Text(id) => id.parse().ok(),
            Value::Number(id) => id.as_u64(),
            Value::Switch(_) => None,
        };
        id.and_then(UserId::new)
    }

    /// Whether an option is switched on; `None` where it is absent.
    pub fn switch(&self, name: &str) -> Option<bool> {
        match self.option(name)?.value {
            Some(Value::Switch(is_on)) => Some(is_on),
            _ => None,
        }
    }

    fn options(&self) -> impl Iterator<Item = &CommandOption> {
        self.options.iter().flatten().filter_map(|option| option.0.as_ref())
    }

    fn option(&self, name: &str) -> Option<&CommandOption> {
        self.options().find(|option| option.name.as_deref() == Some(name))
    }

    /// The message on which the command was used.
    fn target(&self) -> Option<&Target> {
        let messages = self.resolved.as_ref().and_then(|resolved| resolved.messages.as_ref());
        self.target_id.and_then(|Snowflake(id)| messages?.get(&id.to_string())?.0.as_ref())
    }

    /// What the message says on which the command was used.
    pub fn target_text(&self) -> String {
        self.target().and_then(|target| target.content.clone()).unwrap_or_default()
    }

    /// Whether a person is a program.
    pub fn is_bot(&self, user: UserId) -> bool {
        let users = self.resolved.as_ref().and_then(|resolved| resolved.users.as_ref());
        let user = users.and_then(|users| users.get(&user.get().to_string())?.0.as_ref());
        user.is_some_and(|user| user.bot == Some(true))
    }
}

impl CommandOption {
    /// What it is filled with, as text.
    pub fn text(&self) -> Option<String> {
        match self.value.as_ref()? {
            Value::Text(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Switch(switch) => Some(switch.to_string()),
        }
    }
}
