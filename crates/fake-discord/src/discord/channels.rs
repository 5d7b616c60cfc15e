//! Channels: their messages, whom those notified, and what becomes of them.

use std::time::Duration;

use super::super::ids::Id;
use super::super::message::Message;
use super::super::pings;
use super::super::sessions::intents;
use super::super::wire;
use super::Discord;

impl Discord {
    /// The channel of a server with this name.
    #[must_use]
    pub fn channel(&self, guild: Id, name: &str) -> Option<Id> {
        self.look(|state| state.world.channel_named(guild, name).map(|channel| channel.id))
    }

    /// The messages that the bot posted in a channel by itself, oldest first: those that answer no interaction.
    #[must_use]
    pub fn posts(&self, channel: Id) -> Vec<Message> {
        self.look(|state| {
            let bot = state.world.application.id;
            let is_own = |message: &&Message| message.author == bot && message.origin.is_none();
            state.world.messages.values().filter(|message| message.channel == channel).filter(is_own).cloned().collect()
        })
    }

    /// The messages that the bot posted by itself to a person, oldest first.
    #[must_use]
    pub fn direct_messages(&self, person: &str) -> Vec<Message> {
        let channel = self.look(|state| {
            let person = state.world.user_named(person)?.id;
            let bot = state.world.application.id;
            let mut direct = state.world.channels.values().filter(|channel| channel.is_direct());
            let with = |id| move |recipients: &[Id]| recipients.contains(&id);
            direct.find(|channel| with(person)(&channel.recipients) && with(bot)(&channel.recipients)).map(|it| it.id)
        });
        channel.map(|channel| self.posts(channel)).unwrap_or_default()
    }

    /// The names of the users whom a message notified when it was posted, in order: by mention, by a role they hold, or
    /// because it is a direct message to them. Edits notify no one.
    #[must_use]
    pub fn notified(&self, message: Id) -> Vec<String> {
        self.look(|state| {
            let world = &state.world;
            let notified = world.messages.get(&message).map(|message| pings::notified(world, message));
            let users = notified.unwrap_or_default().into_iter().filter_map(|id| world.users.get(&id));
            let mut names: Vec<String> = users.map(|user| user.name.clone()).collect();
            names.sort();
            names
        })
    }

    /// Deletes a channel with its threads and messages: `CHANNEL_DELETE`, to sessions with the intent GUILDS.
    pub fn delete_channel(&self, channel: Id) {
        self.change(|state, now| {
            let Some(gone) = state.world.channels.get(&channel).cloned() else { return };
            state.journal.note(now, &format!("#{} is deleted", gone.name));
            let shown = wire::whole_channel(&state.world, &gone);
            let (guild, name) = (gone.guild, if gone.thread.is_some() { "THREAD_DELETE" } else { "CHANNEL_DELETE" });
            state.world.delete_channel(channel);
            if let Some(guild) = guild {
                state.gateway.tell(guild, intents::GUILDS, name, |_| shown.clone());
            }
        });
    }

    /// Puts the clock of the fake Discord forward: tokens of interactions, nonces and rate limits grow older. Signatures
    /// and the `Date` of answers keep to the true time.
    pub fn advance(&self, by: Duration) {
        self.shared().advance(by);
    }
}
