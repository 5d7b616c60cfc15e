//! What staff send, in the same shape: the member's rights, the options of sub-commands, files, and forms.

use std::num::NonZeroU64;

use serde::Deserialize;
use serenity::model::Permissions;
use tpm_guide_core::reply::{MessageRef, UserId};
use tpm_guide_core::staff::{Attachment, Filled, Rights};

use super::super::forgiving::{Perhaps, forgiving, scalar};
use super::{CommandOption, Data, Interaction, Snowflake};
use crate::discord::limits;

/// A part of a form: a label around a field, or a row of fields as older clients send it.
#[derive(Deserialize)]
pub(super) struct FormPart {
    #[serde(default, deserialize_with = "forgiving")]
    component: Option<FormField>,
    #[serde(default, deserialize_with = "forgiving")]
    components: Option<Vec<Perhaps<FormField>>>,
}

/// A field of a form, as it is filled.
#[derive(Deserialize)]
pub(super) struct FormField {
    #[serde(default, deserialize_with = "scalar")]
    custom_id: Option<String>,
    #[serde(default, deserialize_with = "scalar")]
    value: Option<String>,
}

/// A file in an option.
#[derive(Deserialize)]
pub(super) struct File {
    #[serde(default, deserialize_with = "scalar")]
    filename: Option<String>,
    #[serde(default, deserialize_with = "scalar")]
    url: Option<String>,
    #[serde(default, deserialize_with = "scalar")]
    size: Option<u64>,
}

impl Interaction<'_> {
    /// The member, in a server.
    pub fn member(&self) -> Option<UserId> {
        self.member.as_ref()?.user.as_ref()?.id()
    }

    /// What the member may do in the server.
    pub fn rights(&self) -> Rights {
        let member = self.member.as_ref();
        let roles = member.and_then(|member| serde_json::from_str::<Vec<Perhaps<Snowflake>>>(member.roles?.get()).ok());
        let ids = roles.into_iter().flatten().filter_map(|role| role.0.map(|Snowflake(id)| id));
        Rights { manages_server: self.holds(Permissions::MANAGE_GUILD), roles: ids.collect() }
    }

    /// Whether the server itself added the application, and not only the member to their account.
    pub fn is_installed_in(&self, guild: NonZeroU64) -> bool {
        #[derive(Deserialize)]
        struct Owners {
            #[serde(default, rename = "0", deserialize_with = "scalar")]
            guild: Option<Snowflake>,
        }
        let owners = self.authorizing_integration_owners;
        let owners = owners.and_then(|owners| serde_json::from_str::<Owners>(owners.get()).ok());
        owners.and_then(|owners| owners.guild) == Some(Snowflake(guild.get()))
    }

    /// All that was picked from the menu, at most as much as a menu offers.
    pub fn all_picked(&self) -> Vec<String> {
        let values = self.data.as_ref().and_then(|data| data.values.as_ref());
        let values = values.into_iter().flatten().filter_map(|value| value.0.as_deref());
        values.take(limits::SELECT_OPTIONS).map(|value| cut(value, limits::SELECT_OPTION)).collect()
    }

    /// What a form was filled with, at most as much as a form takes.
    pub fn filled(&self) -> Filled {
        let parts = self.data.as_ref().and_then(|data| data.components.as_ref());
        let parts = parts.into_iter().flatten().filter_map(|part| part.0.as_ref());
        let fields = parts.flat_map(|part| {
            let row = part.components.iter().flatten().filter_map(|field| field.0.as_ref());
            part.component.iter().chain(row)
        });
        let values = fields.filter_map(|field| Some((field.custom_id.as_deref()?, field.value.as_deref()?)));
        let bounded = values.take(limits::FORM_PARTS);
        Filled(bounded.map(|(name, value)| (cut(name, limits::CUSTOM_ID), cut(value, limits::TEXT_INPUT))).collect())
    }

    /// The message on which the command was used.
    pub fn target(&self, data: &Data) -> Option<MessageRef> {
        let id = |snowflake: Snowflake| NonZeroU64::new(snowflake.0);
        let channel = data.target().and_then(|target| target.channel_id).or(self.channel_id);
        Some(MessageRef {
            guild: self.guild_id.and_then(id),
            channel: channel.and_then(id)?,
            message: data.target_id.and_then(id)?,
        })
    }
}

impl Data {
    /// The sub-command that was used.
    pub fn subcommand(&self) -> Option<&CommandOption> {
        self.options().next()
    }

    /// The file in an option, by its id.
    pub fn attachment(&self, id: &str) -> Option<Attachment> {
        let files = self.resolved.as_ref().and_then(|resolved| resolved.attachments.as_ref());
        let file = files.and_then(|files| files.get(id)?.0.as_ref())?;
        Some(Attachment {
            name: file.filename.clone().unwrap_or_default(),
            url: file.url.clone()?,
            size: file.size.unwrap_or_default(),
        })
    }
}

impl CommandOption {
    /// The option of a sub-command that the member is typing.
    pub fn focused(&self) -> Option<&CommandOption> {
        self.options().find(|option| option.focused == Some(true))
    }

    /// The text of an option of a sub-command.
    pub fn text_of(&self, name: &str) -> Option<String> {
        self.options().find(|option| option.name.as_deref() == Some(name)).and_then(CommandOption::text)
    }

    fn options(&self) -> impl Iterator<Item = &CommandOption> {
        self.options.iter().flatten().filter_map(|option| option.0.as_ref())
    }
}

/// At most `most` characters of a text.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}
