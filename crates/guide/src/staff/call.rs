//! What a member of staff asks for.

use std::num::NonZeroU64;

use crate::knowledge::EntryId;
use crate::reply::{MessageRef, UserId};

/// What a member asks of a server's entries or settings, with the rights that came along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The server.
    pub guild: NonZeroU64,
    /// Who asks.
    pub by: UserId,
    /// What they may do.
    pub rights: Rights,
    /// Whether the server itself added the application, and not only the member to their account.
    pub is_installed: bool,
    /// Whether it was asked on a message that only this member sees: then that message changes in place.
    pub is_in_place: bool,
    /// The interaction's id: the same when the platform repeats itself.
    pub interaction: u64,
    /// Where it was asked.
    pub place: Place,
    /// What they ask for.
    pub action: Action,
}

/// Where something was asked, and what the message says that a control stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The channel.
    pub channel: Option<NonZeroU64>,
    /// Whether the bot may post messages there.
    pub can_post: bool,
    /// The whole question that the message repeats, where it repeats one.
    pub asked: Option<String>,
}

/// A channel that was picked from a menu, and what the bot may do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickedChannel {
    /// Its id.
    pub id: u64,
    /// Whether questions become posts of their own in it.
    pub is_forum: bool,
    /// The permissions that the bot lacks there, as people know them, such as *Send Messages*.
    pub missing: Vec<&'static str>,
}

/// What a member may do, as the interaction says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Whether they manage the server, or administer it.
    pub manages_server: bool,
    /// Their roles.
    pub roles: Vec<u64>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `/guide add`: the form of a new entry, perhaps in place of a shipped one.
    Add {
        /// The shipped entry, as typed or picked.
        replaces: Option<String>,
    },
    /// *Add to the guide* on a message: the same form, filled with its text and a link to it.
    AddFrom {
        /// What the message says.
        text: String,
        /// Where it is.
        message: MessageRef,
    },
    /// `/guide edit`: the form of an entry, as typed or picked.
    Edit(String),
    /// `/guide remove`.
    Remove(String),
    /// `/guide history`.
    History(String),
    /// `/guide list`.
    List,
    /// `/guide export`.
    Export,
    /// `/guide import`.
    Import(Option<Attachment>),
    /// `/guide settings`.
    Settings,
    /// A form that was submitted.
    Submit {
        /// Which.
        form: FormId,
        /// What was filled in.
        filled: Filled,
    },
    /// A button or menu of a panel.
    Press {
        /// Which.
        press: Press,
        /// What was picked from a menu: values of options, or ids of roles, members or channels.
        picked: Vec<String>,
        /// The channels among them.
        channels: Vec<PickedChannel>,
    },
    /// `/guide insights`.
    Insights {
        /// Of the last 7, 30 or 90 days.
        days: u16,
    },
    /// `/guide review`.
    Review,
    /// A sub-command, a control or a form of another version.
    Unknown,
}

/// A file that came with a command. Unchecked: a client names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Where it can be fetched.
    pub url: String,
    /// How many bytes it has, as Discord says.
    pub size: u64,
}

/// The values of a form by the names of its fields. A missing field was left empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A draft. Random, so that it cannot be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftId(pub u64);

/// What a form is about, as its `custom_id` remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FormId {
    /// A new entry, perhaps in place of a shipped one.
    New {
        /// The shipped entry.
        replaces: Option<EntryId>,
    },
    /// A published entry that is edited.
    Edit {
        /// The slug of the entry.
        slug: String,
        /// The revision that the form was filled with.
        revision: u32,
    },
    /// A draft that is edited again.
    Draft(DraftId),
    /// The link to the rules of the server.
    Rules,
    /// A question to the mentors, which a member writes.
    AskMentors,
    /// What was missing in an entry, which a member who voted against it writes.
    Missing(EntryId),
    /// A mentor's answer to the question with this number.
    Answer(u64),
    /// A mentor's answer that is edited again.
    AnswerDraft(DraftId),
    /// A mentor's search for the entry that answers the question with this number.
    SearchEntry(u64),
    /// A mentor's reason to decline the question with this number.
    Decline(u64),
}

/// What a control of a panel does, as its `custom_id` remembers it. Everything is checked again when it is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Press {
    /// Publishes a draft.
    Publish(DraftId),
    /// Publishes a draft on top of a change that another editor made meanwhile.
    Overwrite(DraftId),
    /// Opens the form of a draft.
    EditDraft(DraftId),
    /// Discards a draft.
    Discard(DraftId),
    /// Opens the form of an entry.
    Edit(String),
    /// Asks whether to remove an entry.
    Remove(String),
    /// Removes an entry in this revision.
    ConfirmRemove(String, u32),
    /// Lists the revisions of an entry.
    History(String, u8),
    /// Shows a revision and its difference from the one before.
    Revision(String, u32),
    /// Publishes a revision again.
    Restore(String, u32),
    /// Takes a revision back, be it a change or a removal, unless another followed it.
    Undo(String, u32),
    /// Turns to a page of the list of entries.
    List(u8),
    /// Shows an entry with what can be done to it; the slug is what was picked.
    Open,
    /// Applies an import.
    ApplyImport(DraftId),
    /// Takes an import back.
    UndoImport(u64),
    /// Shows the settings.
    Settings,
    /// Sets whether answers are private by default.
    SetPrivate(bool),
    /// Sets the roles that may edit; the roles are what was picked.
    SetEditors,
    /// Sets the kinds of shipped entries that are switched off; they are what was picked.
    SetHiddenKinds,
    /// Shows the shipped entries of a kind, to switch them off one by one; the kind is what was picked.
    PickKind,
    /// Sets which entries of a page of a kind are switched off; they are what was picked.
    SetHidden(String, u8),
    /// Turns to a page of the entries of a kind.
    TurnHidden(String, u8),
    /// Opens the form for the link to the rules.
    Rules,
    /// Shows the settings of questions to mentors.
    MentorSettings,
    /// Sets the mentors' channel; it is what was picked.
    SetMentorsChannel,
    /// Ends questions to mentors: what waits stays stored.
    EndMentors,
    /// Sets the mentors' roles; they are what was picked.
    SetMentors,
    /// Sets the role that a new question pings; it is what was picked.
    SetPing,
    /// Sets the members who may not ask the mentors; they are what was picked.
    SetPaused,
    /// Sets whether answers carry buttons to vote.
    SetVotes(bool),
    /// Opens a member's form for a question to the mentors.
    AskMentors,
    /// Sends a member's question although another one may mean the same.
    SendInquiry(DraftId),
    /// Waits for the answer to the question with this number instead of the draft.
    JoinInquiry(u64, DraftId),
    /// Takes the question with this number.
    Take(u64),
    /// Gives it back.
    Release(u64),
    /// Opens a mentor's form to answer it.
    Answer(u64),
    /// Shows the entries that may answer it, for a mentor to pick one.
    InGuide(u64),
    /// Opens a mentor's form to search for such an entry.
    SearchEntry(u64),
    /// Shows the entry that was picked for the question with this number, before the askers are pointed to it.
    PickEntry(u64),
    /// Points the askers of the question to this entry, and keeps its words as ones that find it.
    PointTo(u64, EntryId),
    /// Opens a mentor's form to decline it.
    Decline(u64),
    /// Publishes a mentor's answer as an entry, and tells the askers.
    PublishAnswer(DraftId),
    /// Publishes a mentor's answer as an entry of its own: another mentor has answered the question.
    PublishAlone(DraftId),
    /// Tells the askers a mentor's answer, and publishes nothing.
    TellAnswer(DraftId),
    /// Opens the form of a mentor's answer.
    EditAnswer(DraftId),
    /// Votes for or against an answer: the entry, its revision (of a shipped entry: a hash of its content), and whether for it.
    Vote(EntryId, u32, bool),
    /// Opens the form for what was missing in an entry.
    Missing(EntryId),
    /// Shows the insights of so many days.
    Insights(u8),
    /// Turns to a page of the entries that are due for review.
    Review(u8),
    /// Shows one of them with what can be done to it; the slug is what was picked.
    OpenReview,
    /// Says that an entry in this revision is still right.
    StillRight(String, u32),
    /// Something of a member's own data.
    Privacy(PrivacyPress, Scope),
}

/// What a control of a member's own data does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrivacyPress {
    /// Shows what is stored.
    Show,
    /// Gives it as a file.
    Export,
    /// Asks whether to delete it.
    Delete,
    /// Deletes it.
    ConfirmDelete,
}

/// Where a member's own data is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// In this server.
    Server,
    /// Everywhere.
    Everywhere,
}

impl Press {
    /// Which part of the program answers it.
    pub fn desk(&self) -> Desk {
        match self {
            Self::AskMentors | Self::SendInquiry(_) | Self::JoinInquiry(..) | Self::Vote(..) | Self::Missing(_) => {
                Desk::Members
            }
            Self::Take(_)
            | Self::Release(_)
            | Self::Answer(_)
            | Self::InGuide(_)
            | Self::SearchEntry(_)
            | Self::PickEntry(_)
            | Self::PointTo(..)
            | Self::Decline(_)
            | Self::PublishAnswer(_)
            | Self::PublishAlone(_)
            | Self::TellAnswer(_)
            | Self::EditAnswer(_) => Desk::Mentors,
            Self::Privacy(..) => Desk::Privacy,
            _ => Desk::Staff,
        }
    }
}

impl FormId {
    /// Which part of the program answers it.
    pub fn desk(&self) -> Desk {
        match self {
            Self::AskMentors | Self::Missing(_) => Desk::Members,
            Self::Answer(_) | Self::AnswerDraft(_) | Self::SearchEntry(_) | Self::Decline(_) => Desk::Mentors,
            _ => Desk::Staff,
        }
    }
}

/// A part of the program that answers calls; each checks rights of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// For every member: asking the mentors, and votes.
    Members,
    /// For mentors and staff: answering.
    Mentors,
    /// For staff: entries and settings.
    Staff,
    /// For every member, also outside of servers: their own data.
    Privacy,
}

impl Action {
    /// Whether it throws a draft away, which is its author's.
    pub fn discards(&self) -> bool {
        matches!(self, Self::Press { press: Press::Discard(_), .. })
    }

    /// Which part of the program answers it.
    pub fn desk(&self) -> Desk {
        match self {
            Self::Press { press, .. } => press.desk(),
            Self::Submit { form, .. } => form.desk(),
            _ => Desk::Staff,
        }
    }
}

/// What a member asks of their own data: `/privacy`, and the controls that follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivacyCall {
    /// Who asks; it is about no other member.
    pub by: UserId,
    /// The server that added the application, in which it was asked.
    pub guild: Option<NonZeroU64>,
    /// Whether it was asked on a message that only this member sees.
    pub is_in_place: bool,
    /// The interaction's id.
    pub interaction: u64,
    /// What is asked for.
    pub press: PrivacyPress,
    /// Where.
    pub scope: Scope,
}
