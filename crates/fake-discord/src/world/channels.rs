//! Channels: of servers and between people, with their overwrites; threads and forums.

use super::super::ids::Id;

/// Types of channels.
pub mod channel_kind {
    /// A text channel of a server.
    pub const TEXT: u8 = 0;
    /// Direct messages between two users.
    pub const DIRECT: u8 = 1;
    /// A thread of a text channel, or a post of a forum.
    pub const THREAD: u8 = 11;
    /// A forum: all messages are in its posts.
    pub const FORUM: u8 = 15;
}

/// Where messages are.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The channel's id.
    pub id: Id,
    /// Discord's channel type; see [`channel_kind`].
    pub kind: u8,
    /// Its name; empty for direct messages.
    pub name: String,
    /// The server it belongs to.
    pub guild: Option<Id>,
    /// The users of a direct message channel.
    pub recipients: Vec<Id>,
    /// The channel that a thread belongs to.
    pub parent: Option<Id>,
    /// What roles and members may do there other than elsewhere. Threads have those of their parent.
    pub overwrites: Vec<Overwrite>,
    /// What is particular to a thread.
    pub thread: Option<Thread>,
    /// What is particular to a forum.
    pub forum: Option<Forum>,
}

/// What a role or a member may do in a channel other than elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overwrite {
    /// The role or the user.
    pub id: Id,
    /// Whether it is about a user, and not a role.
    pub is_member: bool,
    /// The [`permissions`](super::permissions) that it grants.
    pub allow: u64,
    /// The [`permissions`](super::permissions) that it takes.
    pub deny: u64,
}

/// The state of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The user who created it.
    pub owner: Id,
    /// Whether it is put away. A message brings it back, unless it is locked.
    pub archived: bool,
    /// Whether only those with "Manage Threads" may post in it.
    pub locked: bool,
    /// The tags of a forum post.
    pub applied_tags: Vec<Id>,
    /// When it was created, in Unix milliseconds.
    pub created: u64,
}

/// The settings of a forum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forum {
    /// The tags that its posts can have, with their names.
    pub tags: Vec<(Id, String)>,
    /// Whether every post needs one.
    pub requires_tag: bool,
}

impl Channel {
    /// A channel of a server or between users, of which nothing else is known.
    pub(super) fn new(id: Id, kind: u8, name: &str, guild: Option<Id>) -> Self {
        Self {
            id,
            kind,
            name: name.to_owned(),
            guild,
            recipients: Vec::new(),
            parent: None,
            overwrites: Vec::new(),
            thread: None,
            forum: None,
        }
    }

    /// Whether it is a thread that was put away.
    #[must_use]
    pub fn is_archived(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.archived)
    }

    /// Whether it is a thread in which only those with "Manage Threads" may post.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.locked)
    }

    /// Whether it is one between users.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.guild.is_none()
    }

    /// The user at the other end of direct messages.
    #[must_use]
    pub fn other_than(&self, user: Id) -> Option<Id> {
        self.recipients.iter().copied().find(|recipient| *recipient != user)
    }
}
