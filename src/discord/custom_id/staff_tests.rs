//! Whatever a control or a form remembers comes back as it was.

use proptest::prelude::*;

use super::super::{Control, decode, encode};
use super::*;
use crate::discord::limits;

fn slug() -> impl Strategy<Value = String> {
    "[a-z0-9-]{1,40}"
}

fn an_id() -> impl Strategy<Value = EntryId> {
    "[a-z0-9-]{1,20}/[a-z0-9-]{1,23}".prop_map(|id| EntryId::new(&id).expect("well formed"))
}

fn a_draft() -> impl Strategy<Value = DraftId> {
    any::<u64>().prop_map(DraftId)
}

fn press() -> impl Strategy<Value = Press> {
    let of_draft = a_draft().prop_flat_map(|draft| {
        prop::sample::select(vec![
            Press::Publish(draft),
            Press::Overwrite(draft),
            Press::EditDraft(draft),
            Press::Discard(draft),
            Press::ApplyImport(draft),
            Press::SendInquiry(draft),
            Press::PublishAnswer(draft),
            Press::PublishAlone(draft),
            Press::TellAnswer(draft),
            Press::EditAnswer(draft),
        ])
    });
    let of_inquiry = (any::<u64>(), a_draft(), an_id()).prop_flat_map(|(number, draft, id)| {
        prop::sample::select(vec![
            Press::JoinInquiry(number, draft),
            Press::Take(number),
            Press::Release(number),
            Press::Answer(number),
            Press::InGuide(number),
            Press::SearchEntry(number),
            Press::PickEntry(number),
            Press::PointTo(number, id),
            Press::Decline(number),
        ])
    });
    let of_vote = (an_id(), any::<u32>(), any::<bool>());
    let own_data = prop::sample::select(PRIVACY.to_vec()).prop_flat_map(|(press, _)| {
        prop::sample::select(SCOPES.to_vec()).prop_map(move |(scope, _)| Press::Privacy(press, scope))
    });
    let of_entry = (slug(), any::<u32>(), any::<u8>()).prop_flat_map(|(slug, revision, page)| {
        prop::sample::select(vec![
            Press::Edit(slug.clone()),
            Press::Remove(slug.clone()),
            Press::ConfirmRemove(slug.clone(), revision),
            Press::History(slug.clone(), page),
            Press::Revision(slug.clone(), revision),
            Press::Restore(slug.clone(), revision),
            Press::Undo(slug.clone(), revision),
            Press::SetHidden(slug.clone(), page),
            Press::TurnHidden(slug, page),
        ])
    });
    let fixed = prop::sample::select(vec![
        Press::Open,
        Press::Settings,
        Press::SetPrivate(true),
        Press::SetPrivate(false),
        Press::SetEditors,
        Press::SetHiddenKinds,
        Press::PickKind,
        Press::Rules,
        Press::MentorSettings,
        Press::SetMentorsChannel,
        Press::EndMentors,
        Press::SetMentors,
        Press::SetPing,
        Press::SetPaused,
        Press::SetVotes(true),
        Press::SetVotes(false),
        Press::AskMentors,
    ]);
    prop_oneof![
        of_draft,
        of_entry,
        fixed,
        any::<u8>().prop_map(Press::List),
        any::<u8>().prop_map(Press::Insights),
        any::<u8>().prop_map(Press::Review),
        (slug(), any::<u32>()).prop_map(|(slug, revision)| Press::StillRight(slug, revision)),
        Just(Press::OpenReview),
        any::<u64>().prop_map(Press::UndoImport),
        of_inquiry,
        of_vote.prop_map(|(id, revision, is_for)| Press::Vote(id, revision, is_for)),
        an_id().prop_map(Press::Missing),
        own_data,
    ]
}

fn form() -> impl Strategy<Value = FormId> {
    let of_inquiry = any::<u64>().prop_flat_map(|number| {
        prop::sample::select(vec![FormId::Answer(number), FormId::SearchEntry(number), FormId::Decline(number)])
    });
    prop_oneof![
        prop::option::of(an_id()).prop_map(|replaces| FormId::New { replaces }),
        (slug(), any::<u32>()).prop_map(|(slug, revision)| FormId::Edit { slug, revision }),
        a_draft().prop_map(FormId::Draft),
        Just(FormId::Rules),
        Just(FormId::AskMentors),
        an_id().prop_map(FormId::Missing),
        a_draft().prop_map(FormId::AnswerDraft),
        of_inquiry,
    ]
}

proptest! {
    #[test]
    fn every_press_comes_back_as_it_was(press in press()) {
        let written = encode(&Control::Staff(press.clone())).expect("plain slugs");
        prop_assert!(written.len() <= limits::CUSTOM_ID && is_staff(&written), "{}", written);
        prop_assert_eq!(decode_form(&written), None);
        prop_assert_eq!(decode(&written), Some(Control::Staff(press)));
    }

    #[test]
    fn every_form_comes_back_as_it_was(form in form()) {
        let written = encode_form(&form).expect("plain slugs");
        prop_assert!(written.len() <= limits::CUSTOM_ID && is_staff(&written), "{}", written);
        prop_assert_eq!(decode(&written), None);
        prop_assert_eq!(decode_form(&written), Some(form));
    }

    #[test]
    fn what_can_be_read_is_what_was_written(
        words in "(form:)?[a-z-]{0,14}(:[a-z0-9/-]{0,17}){0,2}(:[0-9+]{0,4})?|.{0,60}",
    ) {
        let written = format!("t1:g:{words}");
        if let Some(control) = decode(&written) {
            prop_assert_eq!(encode(&control), Some(written.clone()));
        }
        if let Some(form) = decode_form(&written) {
            prop_assert_eq!(encode_form(&form), Some(written));
        }
    }
}

#[test]
fn the_longest_slug_and_numbers_fit() {
    let slug = "s".repeat(40);
    let longest = Control::Staff(Press::ConfirmRemove(slug.clone(), u32::MAX));
    assert!(encode(&longest).expect("a slug").len() <= limits::CUSTOM_ID);
    let replaces = EntryId::new(&format!("own/{slug}"));
    assert!(replaces.is_some());
    assert!(encode_form(&FormId::New { replaces }).expect("an id").len() <= limits::CUSTOM_ID);
    assert_eq!(encode(&Control::Staff(Press::Edit("s".repeat(41)))), None);
    let longest_id = EntryId::new(&format!("a/{}", "b".repeat(EntryId::MAX_LENGTH - 2))).expect("as long as allowed");
    for press in [Press::PointTo(u64::MAX, longest_id.clone()), Press::Vote(longest_id, u32::MAX, false)] {
        assert!(encode(&Control::Staff(press)).expect("an id").len() <= limits::CUSTOM_ID);
    }
}

#[test]
fn what_is_no_slug_is_not_written_down() {
    for odd in ["", "a:b", "A", "é", "a b", "own/x"] {
        assert_eq!(encode(&Control::Staff(Press::Edit(odd.to_owned()))), None, "{odd}");
        assert_eq!(encode_form(&FormId::Edit { slug: odd.to_owned(), revision: 1 }), None, "{odd}");
    }
}

#[test]
fn a_draft_has_sixteen_digits() {
    assert_eq!(encode_form(&FormId::Draft(DraftId(0xf))).as_deref(), Some("t1:g:form:draft:000000000000000f"));
    for odd in ["f", "00000000000000000f", "000000000000000F", "+00000000000000f", ""] {
        assert_eq!(decode_form(&format!("t1:g:form:draft:{odd}")), None, "{odd}");
    }
}

#[test]
fn words_of_another_version_belong_to_staff_all_the_same() {
    for written in ["t1:g:", "t1:g:merge:x", "t1:g:publish:0", "t1:g:list:07", "t1:g:form:merge"] {
        assert!(is_staff(written) && decode(written).is_none() && decode_form(written).is_none(), "{written}");
    }
    for written in ["", "t1:g", "t0:g:open", "t1:h", "g:open", "t1:garden"] {
        assert!(!is_staff(written), "{written}");
    }
}
