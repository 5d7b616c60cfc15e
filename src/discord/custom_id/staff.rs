//! What the controls and the forms of staff, mentors and askers remember: `t1:g:` and words, such as
//! `t1:g:publish:00f3a1b2c3d4e5f6`.

use std::str::FromStr;

use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::staff::{DraftId, FormId, Press, PrivacyPress, Scope};

use super::VERSION;

/// What follows the version in everything of staff.
pub(super) const PREFIX: &str = "g";

/// The first word of a form: a form and a control are never taken for one another.
const FORM: &str = "form";

/// The longest slug or other name: an own entry's id is `own/` and its slug.
const LONGEST_NAME: usize = EntryId::MAX_LENGTH - "own/".len();

/// Whether this belongs to staff, be it of this version or of one that knows other words.
pub fn is_staff(written: &str) -> bool {
    words(written).is_some()
}

/// What follows the version and the prefix.
fn words(written: &str) -> Option<&str> {
    written.strip_prefix(VERSION)?.strip_prefix(':')?.strip_prefix(PREFIX)?.strip_prefix(':')
}

/// Writes down what a form is about, in at most 100 characters; `None` for what is no slug.
pub fn encode_form(form: &FormId) -> Option<String> {
    let words = match form {
        FormId::New { replaces: None } => "new".to_owned(),
        FormId::New { replaces: Some(id) } => format!("new:{id}"),
        FormId::Edit { slug, revision } => format!("edit:{}:{revision}", name(slug)?),
        FormId::Draft(draft) => format!("draft:{}", hex(*draft)),
        FormId::Rules => "rules".to_owned(),
        FormId::AskMentors => "ask".to_owned(),
        FormId::Missing(id) => format!("missing:{id}"),
        FormId::Answer(number) => format!("answer:{number}"),
        FormId::AnswerDraft(draft) => format!("answer-draft:{}", hex(*draft)),
        FormId::SearchEntry(number) => format!("search:{number}"),
        FormId::Decline(number) => format!("decline:{number}"),
    };
    Some(format!("{VERSION}:{PREFIX}:{FORM}:{words}"))
}

/// Reads what a form is about; `None` for what this version never wrote.
pub fn decode_form(written: &str) -> Option<FormId> {
    let parts: Vec<&str> = words(written)?.split(':').collect();
    let form = match parts[..] {
        [FORM, "new"] => FormId::New { replaces: None },
        [FORM, "new", id] => FormId::New { replaces: Some(EntryId::new(id)?) },
        [FORM, "edit", slug, revision] => FormId::Edit { slug: name(slug)?, revision: number(revision)? },
        [FORM, "draft", draft] => FormId::Draft(self::draft(draft)?),
        [FORM, "rules"] => FormId::Rules,
        [FORM, "ask"] => FormId::AskMentors,
        [FORM, "missing", id] => FormId::Missing(EntryId::new(id)?),
        [FORM, "answer", inquiry] => FormId::Answer(number(inquiry)?),
        [FORM, "answer-draft", draft] => FormId::AnswerDraft(self::draft(draft)?),
        [FORM, "search", inquiry] => FormId::SearchEntry(number(inquiry)?),
        [FORM, "decline", inquiry] => FormId::Decline(number(inquiry)?),
        _ => return None,
    };
    Some(form)
}

/// Writes down what follows the version of a control.
pub(super) fn encode(press: &Press) -> Option<String> {
    let words = match press {
        Press::Publish(draft) => format!("publish:{}", hex(*draft)),
        Press::Overwrite(draft) => format!("overwrite:{}", hex(*draft)),
        Press::EditDraft(draft) => format!("edit-draft:{}", hex(*draft)),
        Press::Discard(draft) => format!("discard:{}", hex(*draft)),
        Press::Edit(slug) => format!("edit:{}", name(slug)?),
        Press::Remove(slug) => format!("remove:{}", name(slug)?),
        Press::ConfirmRemove(slug, revision) => format!("confirm-remove:{}:{revision}", name(slug)?),
        Press::History(slug, page) => format!("history:{}:{page}", name(slug)?),
        Press::Revision(slug, revision) => format!("revision:{}:{revision}", name(slug)?),
        Press::Restore(slug, revision) => format!("restore:{}:{revision}", name(slug)?),
        Press::Undo(slug, revision) => format!("undo:{}:{revision}", name(slug)?),
        Press::List(page) => format!("list:{page}"),
        Press::Open => "open".to_owned(),
        Press::ApplyImport(draft) => format!("apply-import:{}", hex(*draft)),
        Press::UndoImport(import) => format!("undo-import:{import}"),
        Press::Settings => "settings".to_owned(),
        Press::SetPrivate(is_private) => format!("private:{}", if *is_private { "on" } else { "off" }),
        Press::SetEditors => "editors".to_owned(),
        Press::SetHiddenKinds => "hidden-kinds".to_owned(),
        Press::PickKind => "pick-kind".to_owned(),
        Press::SetHidden(kind, page) => format!("hidden:{}:{page}", name(kind)?),
        Press::TurnHidden(kind, page) => format!("turn-hidden:{}:{page}", name(kind)?),
        Press::Rules => "rules".to_owned(),
        Press::MentorSettings => "mentor-settings".to_owned(),
        Press::SetMentorsChannel => "mentors-channel".to_owned(),
        Press::EndMentors => "end-mentors".to_owned(),
        Press::SetMentors => "mentors".to_owned(),
        Press::SetPing => "ping".to_owned(),
        Press::SetPaused => "paused".to_owned(),
        Press::SetVotes(are_on) => format!("votes:{}", if *are_on { "on" } else { "off" }),
        Press::AskMentors => "ask".to_owned(),
        Press::SendInquiry(draft) => format!("send:{}", hex(*draft)),
        Press::JoinInquiry(number, draft) => format!("join:{number}:{}", hex(*draft)),
        Press::Take(number) => format!("take:{number}"),
        Press::Release(number) => format!("release:{number}"),
        Press::Answer(number) => format!("answer:{number}"),
        Press::InGuide(number) => format!("in-guide:{number}"),
        Press::SearchEntry(number) => format!("search:{number}"),
        Press::PickEntry(number) => format!("pick:{number}"),
        Press::PointTo(number, id) => format!("point:{number}:{id}"),
        Press::Decline(number) => format!("decline:{number}"),
        Press::PublishAnswer(draft) => format!("publish-answer:{}", hex(*draft)),
        Press::PublishAlone(draft) => format!("publish-alone:{}", hex(*draft)),
        Press::TellAnswer(draft) => format!("tell-answer:{}", hex(*draft)),
        Press::EditAnswer(draft) => format!("edit-answer:{}", hex(*draft)),
        Press::Vote(id, revision, is_for) => format!("vote:{id}:{revision}:{}", if *is_for { "up" } else { "down" }),
        Press::Missing(id) => format!("missing:{id}"),
        Press::Privacy(press, scope) => format!("privacy:{}:{}", privacy_word(*press), scope_word(*scope)),
        Press::Insights(days) => format!("insights:{days}"),
        Press::Review(page) => format!("review:{page}"),
        Press::OpenReview => "open-review".to_owned(),
        Press::StillRight(slug, revision) => format!("still-right:{}:{revision}", name(slug)?),
    };
    Some(format!("{PREFIX}:{words}"))
}

/// Reads what follows the prefix of a control.
pub(super) fn decode(parts: &[&str]) -> Option<Press> {
    let press = match *parts {
        ["publish", draft] => Press::Publish(self::draft(draft)?),
        ["overwrite", draft] => Press::Overwrite(self::draft(draft)?),
        ["edit-draft", draft] => Press::EditDraft(self::draft(draft)?),
        ["discard", draft] => Press::Discard(self::draft(draft)?),
        ["edit", slug] => Press::Edit(name(slug)?),
        ["remove", slug] => Press::Remove(name(slug)?),
        ["confirm-remove", slug, revision] => Press::ConfirmRemove(name(slug)?, number(revision)?),
        ["history", slug, page] => Press::History(name(slug)?, number(page)?),
        ["revision", slug, revision] => Press::Revision(name(slug)?, number(revision)?),
        ["restore", slug, revision] => Press::Restore(name(slug)?, number(revision)?),
        ["undo", slug, revision] => Press::Undo(name(slug)?, number(revision)?),
        ["list", page] => Press::List(number(page)?),
        ["open"] => Press::Open,
        ["apply-import", draft] => Press::ApplyImport(self::draft(draft)?),
        ["undo-import", import] => Press::UndoImport(number(import)?),
        ["settings"] => Press::Settings,
        ["private", "on"] => Press::SetPrivate(true),
        ["private", "off"] => Press::SetPrivate(false),
        ["editors"] => Press::SetEditors,
        ["hidden-kinds"] => Press::SetHiddenKinds,
        ["pick-kind"] => Press::PickKind,
        ["hidden", kind, page] => Press::SetHidden(name(kind)?, number(page)?),
        ["turn-hidden", kind, page] => Press::TurnHidden(name(kind)?, number(page)?),
        ["rules"] => Press::Rules,
        ["mentor-settings"] => Press::MentorSettings,
        ["mentors-channel"] => Press::SetMentorsChannel,
        ["end-mentors"] => Press::EndMentors,
        ["mentors"] => Press::SetMentors,
        ["ping"] => Press::SetPing,
        ["paused"] => Press::SetPaused,
        ["votes", "on"] => Press::SetVotes(true),
        ["votes", "off"] => Press::SetVotes(false),
        ["ask"] => Press::AskMentors,
        ["send", draft] => Press::SendInquiry(self::draft(draft)?),
        ["join", inquiry, draft] => Press::JoinInquiry(number(inquiry)?, self::draft(draft)?),
        ["take", inquiry] => Press::Take(number(inquiry)?),
        ["release", inquiry] => Press::Release(number(inquiry)?),
        ["answer", inquiry] => Press::Answer(number(inquiry)?),
        ["in-guide", inquiry] => Press::InGuide(number(inquiry)?),
        ["search", inquiry] => Press::SearchEntry(number(inquiry)?),
        ["pick", inquiry] => Press::PickEntry(number(inquiry)?),
        ["point", inquiry, id] => Press::PointTo(number(inquiry)?, EntryId::new(id)?),
        ["decline", inquiry] => Press::Decline(number(inquiry)?),
        ["publish-answer", draft] => Press::PublishAnswer(self::draft(draft)?),
        ["publish-alone", draft] => Press::PublishAlone(self::draft(draft)?),
        ["tell-answer", draft] => Press::TellAnswer(self::draft(draft)?),
        ["edit-answer", draft] => Press::EditAnswer(self::draft(draft)?),
        ["vote", id, revision, "up"] => Press::Vote(EntryId::new(id)?, number(revision)?, true),
        ["vote", id, revision, "down"] => Press::Vote(EntryId::new(id)?, number(revision)?, false),
        ["missing", id] => Press::Missing(EntryId::new(id)?),
        ["privacy", press, scope] => Press::Privacy(privacy_named(press)?, scope_named(scope)?),
        ["insights", days] => Press::Insights(number(days)?),
        ["review", page] => Press::Review(number(page)?),
        ["open-review"] => Press::OpenReview,
        ["still-right", slug, revision] => Press::StillRight(name(slug)?, number(revision)?),
        _ => return None,
    };
    Some(press)
}

const PRIVACY: [(PrivacyPress, &str); 4] = [
    (PrivacyPress::Show, "show"),
    (PrivacyPress::Export, "export"),
    (PrivacyPress::Delete, "delete"),
    (PrivacyPress::ConfirmDelete, "confirm-delete"),
];

const SCOPES: [(Scope, &str); 2] = [(Scope::Server, "server"), (Scope::Everywhere, "everywhere")];

fn privacy_word(press: PrivacyPress) -> &'static str {
    PRIVACY.iter().find(|(known, _)| *known == press).map_or("", |(_, word)| word)
}

fn privacy_named(word: &str) -> Option<PrivacyPress> {
    PRIVACY.iter().find(|(_, known)| *known == word).map(|(press, _)| *press)
}

fn scope_word(scope: Scope) -> &'static str {
    SCOPES.iter().find(|(known, _)| *known == scope).map_or("", |(_, word)| word)
}

fn scope_named(word: &str) -> Option<Scope> {
    SCOPES.iter().find(|(_, known)| *known == word).map(|(scope, _)| *scope)
}

/// A slug or the name of a kind, where it is one.
fn name(written: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    ((1..=LONGEST_NAME).contains(&written.len()) && written.bytes().all(is_plain)).then(|| written.to_owned())
}

/// A draft as 16 hexadecimal digits.
fn hex(DraftId(draft): DraftId) -> String {
    format!("{draft:016x}")
}

/// A draft, written in just one way.
fn draft(written: &str) -> Option<DraftId> {
    let draft = DraftId(u64::from_str_radix(written, 16).ok()?);
    (hex(draft) == written).then_some(draft)
}

/// A number, written in just one way.
pub(super) fn number<T: FromStr + ToString>(written: &str) -> Option<T> {
    let number: T = written.parse().ok()?;
    (number.to_string() == written).then_some(number)
}

#[cfg(test)]
#[path = "staff_tests.rs"]
mod tests;
