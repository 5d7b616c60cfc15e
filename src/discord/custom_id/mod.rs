//! What a button remembers. No state on our side: a button works after a restart and on another replica.

mod staff;

pub use self::staff::{decode_form, encode_form, is_staff};

use tpm_guide_core::answer::Question;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::staff::Press;

use self::staff::number;

/// The version of the encoding. A control with another one gets a kind answer and the nearest entries.
const VERSION: &str = "t1";

/// What a control does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// Asks a question.
    Ask(Question),
    /// Shares the answer to a question with the channel.
    Share(Question),
    /// Asks what is picked: each option carries a question of its own.
    Menu,
    /// Removes the message.
    Remove,
    /// Does something on a panel of staff.
    Staff(Press),
}

/// Writes a control down in at most 100 characters.
///
/// `None` for a question in the asker's own words, which has no bounded length, and for what is no slug: answers and panels
/// never link to one.
pub fn encode(control: &Control) -> Option<String> {
    let body = match control {
        Control::Menu => "m".to_owned(),
        Control::Remove => "x".to_owned(),
        Control::Staff(press) => staff::encode(press)?,
        // The help is for each member alone.
        Control::Share(Question::Help) => return None,
        Control::Share(question) => format!("s:{}", encode_question(question)?),
        Control::Ask(question) => encode_question(question)?,
    };
    Some(format!("{VERSION}:{body}"))
}

fn encode_question(question: &Question) -> Option<String> {
    match question {
        Question::Help => Some("h".to_owned()),
        Question::CareerPath => Some("c".to_owned()),
        Question::FaqList { page } => Some(format!("l:{page}")),
        Question::Entry { id, page } => Some(format!("e:{id}:{page}")),
        Question::Pair { first, second, page } => Some(format!("p:{first}:{second}:{page}")),
        Question::Ask { .. } | Question::Find { .. } | Question::Compare { .. } => None,
    }
}

/// Reads what a control carries; `None` for what this version never wrote.
pub fn decode(written: &str) -> Option<Control> {
    let body = written.strip_prefix(VERSION)?.strip_prefix(':')?;
    let parts: Vec<&str> = body.split(':').collect();
    match parts[..] {
        ["m"] => Some(Control::Menu),
        ["x"] => Some(Control::Remove),
        [staff::PREFIX, ref words @ ..] => staff::decode(words).map(Control::Staff),
        ["s", ref question @ ..] => {
            decode_question(question).filter(|question| *question != Question::Help).map(Control::Share)
        }
        ref question => decode_question(question).map(Control::Ask),
    }
}

fn decode_question(parts: &[&str]) -> Option<Question> {
    let question = match *parts {
        ["h"] => Question::Help,
        ["c"] => Question::CareerPath,
        ["l", page] => Question::FaqList { page: number(page)? },
        ["e", id, page] => Question::Entry { id: EntryId::new(id)?, page: number(page)? },
        ["p", first, second, page] => {
            Question::Pair { first: EntryId::new(first)?, second: EntryId::new(second)?, page: number(page)? }
        }
        _ => return None,
    };
    Some(question)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tpm_guide_core::answer::Page;

    use super::*;
    use crate::discord::limits;

    fn id() -> impl Strategy<Value = EntryId> {
        "[a-z0-9-]{1,20}/[a-z0-9-]{1,23}".prop_map(|id| EntryId::new(&id).expect("well formed"))
    }

    fn shown() -> impl Strategy<Value = Question> {
        prop_oneof![
            Just(Question::CareerPath),
            any::<Page>().prop_map(|page| Question::FaqList { page }),
            (id(), any::<Page>()).prop_map(|(id, page)| Question::Entry { id, page }),
            (id(), id(), any::<Page>()).prop_map(|(first, second, page)| Question::Pair { first, second, page }),
        ]
    }

    fn control() -> impl Strategy<Value = Control> {
        prop_oneof![
            Just(Control::Menu),
            Just(Control::Remove),
            Just(Control::Ask(Question::Help)),
            shown().prop_map(Control::Share),
            shown().prop_map(Control::Ask),
        ]
    }

    proptest! {
        #[test]
        fn every_control_comes_back_as_it_was(control in control()) {
            let written = encode(&control).expect("not typed");
            prop_assert!(written.chars().count() <= limits::CUSTOM_ID);
            prop_assert_eq!(decode(&written), Some(control));
        }

        #[test]
        fn what_can_be_read_is_what_was_written(written in "(t1)?:?[a-z]?:?[a-z/:0-9-]{0,40}|.{0,60}") {
            if let Some(control) = decode(&written) {
                prop_assert_eq!(encode(&control), Some(written));
            }
        }
    }

    #[test]
    fn the_longest_ids_fit() {
        let id = EntryId::new(&format!("a/{}", "b".repeat(EntryId::MAX_LENGTH - 2))).expect("as long as allowed");
        let pair = Question::Pair { first: id.clone(), second: id, page: Page::MAX };
        for control in [Control::Ask(pair.clone()), Control::Share(pair)] {
            assert!(encode(&control).expect("a pair").len() <= limits::CUSTOM_ID);
        }
    }

    #[test]
    fn older_versions_and_foreign_ids_are_not_understood() {
        for written in [
            "",
            "t0:h",
            "t1",
            "t1:",
            "t1:e:industry/healthcare",
            "t1:e:Industry:0",
            "t1:l:01",
            "t1:s:",
            "t1:s:h",
            "t1:s:m",
            "role_menu",
        ] {
            assert_eq!(decode(written), None, "{written}");
        }
    }
}
