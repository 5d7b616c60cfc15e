//! An interaction's JSON in, a request out. Our own small shape of what Discord sends: only the fields we use, and
//! whatever else it holds, unknown or of another type, is passed over.

mod forgiving;

use std::collections::HashMap;
use std::fmt;

use secrecy::SecretString;
use serde::de::{IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use self::forgiving::{Perhaps, forgiving, scalar};
use super::commands::{self, ASK_ABOUT, FOR, PRIVATE};
use super::custom_id::{self, Control};
use crate::answer::Question;
use crate::service::{Addressee, Audience, Pressed, Request, UserId};

/// Whom to answer.
#[derive(Debug)]
pub struct Envelope {
    /// Its id; the same when Discord repeats itself.
    pub id: u64,
    /// The application that it is for.
    pub application: u64,
    /// Entitles to answer; a secret for 15 minutes.
    pub token: SecretString,
}

/// An interaction, understood.
#[derive(Debug)]
pub struct Incoming {
    /// Whom to answer.
    pub envelope: Envelope,
    /// What the log says of it.
    pub about: About,
    /// What somebody wants.
    pub request: Request,
}

/// What the log says of an interaction: nothing that somebody typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What was used: `command`, `autocomplete`, `control`, `menu`, `remove`, `share`, `modal` or `unknown`.
    pub kind: &'static str,
    /// The command, where it is one of ours.
    pub command: Option<&'static str>,
    /// The server, outside of DMs.
    pub guild: Option<u64>,
    /// The asker's language, such as `en-US`; `unknown` when it is none.
    pub locale: String,
}

/// Why an interaction cannot be answered.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unanswerable {
    /// Not JSON, or without what an answer needs.
    #[error("no interaction: its id, token or application is missing")]
    NoInteraction,
    /// Discord asks whether an HTTP endpoint is there, which the endpoint answers; over the gateway it has no answer.
    #[error("a ping, which has no answer over the gateway")]
    Ping,
}

/// Reads whom to answer and what they want.
///
/// # Errors
/// Only when there is nobody to answer. What is merely strange becomes a request that is answered kindly.
pub fn read(json: &str) -> Result<Incoming, Unanswerable> {
    let mut interaction: Interaction = serde_json::from_str(json).map_err(|_| Unanswerable::NoInteraction)?;
    let envelope = interaction.envelope();
    let (kind, command, request) = match interaction.kind {
        Some(Snowflake(1)) => return Err(Unanswerable::Ping),
        Some(Snowflake(2)) => interaction.command(),
        Some(Snowflake(3)) => {
            let (kind, request) = interaction.component();
            (kind, None, request)
        }
        Some(Snowflake(4)) => interaction.autocomplete(),
        // We open no modals; one that is submitted all the same is from somewhere else.
        Some(Snowflake(5)) => ("modal", None, Request::Stale { remembered: interaction.custom_id() }),
        // Discord may add kinds. A message answers most of them.
        _ => ("unknown", None, Request::UnknownCommand),
    };
    let envelope = envelope.ok_or(Unanswerable::NoInteraction)?;
    let locale = interaction.locale.filter(|locale| is_locale(locale)).unwrap_or_else(|| "unknown".to_owned());
    let guild = interaction.guild_id.map(|Snowflake(id)| id);
    Ok(Incoming { envelope, about: About { kind, command, guild, locale }, request })
}

/// A language as it may stand in a log line.
fn is_locale(written: &str) -> bool {
    (2..=10).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Permissions that let a member remove messages of others: administrator and manage messages.
const MAY_REMOVE: u64 = 1 << 3 | 1 << 13;
/// The type of a command that is used on a message.
const ON_MESSAGE: u64 = 3;
/// The flag of a message that only one person sees.
const EPHEMERAL: u64 = 1 << 6;

#[derive(Deserialize)]
struct Interaction {
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
    locale: Option<String>,
    #[serde(default, deserialize_with = "forgiving")]
    member: Option<Member>,
    #[serde(default, deserialize_with = "forgiving")]
    user: Option<User>,
    #[serde(default, deserialize_with = "forgiving")]
    data: Option<Data>,
    #[serde(default, deserialize_with = "forgiving")]
    message: Option<Message>,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default, deserialize_with = "scalar")]
    name: Option<String>,
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
}

#[derive(Deserialize)]
struct CommandOption {
    #[serde(default, deserialize_with = "scalar")]
    name: Option<String>,
    #[serde(default, deserialize_with = "scalar")]
    value: Option<Value>,
    #[serde(default, deserialize_with = "scalar")]
    focused: Option<bool>,
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
}

/// A message on which a command was used. What else it holds is none of our business.
#[derive(Deserialize)]
struct Target {
    #[serde(default, deserialize_with = "scalar")]
    content: Option<String>,
}

#[derive(Deserialize)]
struct Member {
    #[serde(default, deserialize_with = "forgiving")]
    user: Option<User>,
    #[serde(default, deserialize_with = "scalar")]
    permissions: Option<Snowflake>,
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
    embeds: Option<Vec<IgnoredAny>>,
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

impl Interaction {
    fn envelope(&mut self) -> Option<Envelope> {
        let (Snowflake(id), Snowflake(application)) = (self.id?, self.application_id?);
        Some(Envelope { id, application, token: SecretString::from(self.token.take()?) })
    }

    fn command(&self) -> (&'static str, Option<&'static str>, Request) {
        let unknown = ("command", None, Request::UnknownCommand);
        let Some(data) = self.data.as_ref() else { return unknown };
        if data.kind == Some(ON_MESSAGE) && data.name.as_deref() == Some(ASK_ABOUT) {
            return ("command", Some(ASK_ABOUT), Request::AskAbout { text: data.target_text() });
        }
        // Commands of messages and users have names of their own; we register no others.
        let slash = data.kind.is_none_or(|kind| kind == 1);
        let known = data.name.as_deref().filter(|_| slash).and_then(commands::command);
        let question = known.and_then(|command| commands::question(command.name, |option| data.text(option)));
        let (Some(command), Some(question)) = (known, question) else { return unknown };
        let addressee =
            data.option(FOR).filter(|_| command.answers).and_then(|option| match option.value.as_ref()? {
                Value::Text(id) => id.parse().ok(),
                Value::Number(id) => id.as_u64(),
                Value::Switch(_) => None,
            });
        // 0 is nobody.
        let addressee = addressee.filter(|id| *id != 0).map(UserId);
        let request = Request::Ask {
            question,
            addressee: addressee.map(|user| Addressee { user, bot: data.is_bot(user), asks: user == self.person() }),
            private: data.option(PRIVATE).is_some_and(|option| matches!(option.value, Some(Value::Switch(true)))),
        };
        ("command", Some(command.name), request)
    }

    fn autocomplete(&self) -> (&'static str, Option<&'static str>, Request) {
        let data = self.data.as_ref();
        let command = data.and_then(|data| data.name.as_deref()).and_then(commands::command);
        let focused = data.and_then(|data| data.options().find(|option| option.focused == Some(true)));
        let field = match (data, command, focused.and_then(|option| option.name.as_deref())) {
            (Some(data), Some(command), Some(option)) => {
                commands::field(command.name, option, |other| data.text(other))
            }
            _ => None,
        };
        let typed = focused.and_then(CommandOption::text).unwrap_or_default();
        ("autocomplete", command.map(|command| command.name), Request::Complete { field, typed })
    }

    fn component(&self) -> (&'static str, Request) {
        let written = self.custom_id();
        match custom_id::decode(&written) {
            Some(Control::Menu) => {
                let picked = self.data.as_ref().and_then(|data| data.values.as_ref()?.first()?.0.clone());
                let picked = picked.unwrap_or_default();
                let request = match custom_id::decode(&picked) {
                    Some(Control::Ask(question)) => self.press(question),
                    _ => Request::Stale { remembered: picked },
                };
                ("menu", request)
            }
            Some(Control::Ask(question)) => ("control", self.press(question)),
            Some(Control::Share(id)) => {
                let question = Question::entry(&id);
                ("share", Request::Share { question, by: self.person(), allowed: self.may_share() })
            }
            Some(Control::Remove) => ("remove", Request::Remove { allowed: self.may_remove() }),
            None => ("control", Request::Stale { remembered: written }),
        }
    }

    fn press(&self, question: Question) -> Request {
        let is_private = self.on_private_message();
        let about_message = self.asked_by().is_some_and(|asked| asked.target_message_id.is_some());
        let pressed = Pressed {
            own: is_private || self.is_asker(),
            audience: match (is_private, about_message) {
                (false, _) => Audience::Channel,
                (true, false) => Audience::Asker,
                (true, true) => Audience::Sharer,
            },
            plain_text: self.message.as_ref().is_some_and(|message| message.embeds.as_ref().is_some_and(Vec::is_empty)),
        };
        Request::Press { question, pressed }
    }

    fn custom_id(&self) -> String {
        self.data.as_ref().and_then(|data| data.custom_id.clone()).unwrap_or_default()
    }

    /// Who acts: in a server the member, elsewhere the user. 0 is nobody.
    fn person(&self) -> UserId {
        let user = self.member.as_ref().and_then(|member| member.user.as_ref()).or(self.user.as_ref());
        UserId(user.and_then(|user| user.id).map_or(0, |Snowflake(id)| id))
    }

    /// Whether the presser asked for the message that the control stands on.
    fn is_asker(&self) -> bool {
        self.asker().is_some_and(|asker| asker.0 != 0 && asker == self.person())
    }

    fn asked_by(&self) -> Option<&AskedBy> {
        self.message.as_ref()?.interaction_metadata.as_ref()
    }

    fn asker(&self) -> Option<UserId> {
        self.asked_by()?.user.as_ref()?.id.map(|Snowflake(id)| UserId(id))
    }

    /// Whether the message was given to the presser alone: nobody else can share it, and they are somebody to name.
    fn may_share(&self) -> bool {
        let person = self.person();
        self.on_private_message() && person.0 != 0 && self.asker().is_none_or(|asker| asker == person)
    }

    fn on_private_message(&self) -> bool {
        self.message.as_ref().and_then(|message| message.flags).is_some_and(|flags| flags & EPHEMERAL != 0)
    }

    fn may_remove(&self) -> bool {
        let permissions = self.member.as_ref().and_then(|member| member.permissions);
        self.is_asker() || permissions.is_some_and(|Snowflake(permissions)| permissions & MAY_REMOVE != 0)
    }
}

impl Data {
    fn options(&self) -> impl Iterator<Item = &CommandOption> {
        self.options.iter().flatten().filter_map(|option| option.0.as_ref())
    }

    fn option(&self, name: &str) -> Option<&CommandOption> {
        self.options().find(|option| option.name.as_deref() == Some(name))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.option(name).and_then(CommandOption::text)
    }

    /// What the message says on which the command was used.
    fn target_text(&self) -> String {
        let messages = self.resolved.as_ref().and_then(|resolved| resolved.messages.as_ref());
        let target = self.target_id.and_then(|Snowflake(id)| messages?.get(&id.to_string())?.0.as_ref());
        target.and_then(|target| target.content.clone()).unwrap_or_default()
    }

    fn is_bot(&self, user: UserId) -> bool {
        let users = self.resolved.as_ref().and_then(|resolved| resolved.users.as_ref());
        let user = users.and_then(|users| users.get(&user.0.to_string())?.0.as_ref());
        user.is_some_and(|user| user.bot == Some(true))
    }
}

impl CommandOption {
    fn text(&self) -> Option<String> {
        match self.value.as_ref()? {
            Value::Text(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Switch(switch) => Some(switch.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
