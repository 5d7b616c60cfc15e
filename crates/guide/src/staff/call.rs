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
    /// What they ask for.
    pub action: Action,
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
        /// What was picked from a menu: values of options, or ids of roles.
        picked: Vec<String>,
    },
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
}
