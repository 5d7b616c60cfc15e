//! Who gets what. The words first: requests as they differ from the usual one, and what becomes of them.

use super::*;
use std::num::NonZeroU64;

use crate::answer::Field;
use crate::fixtures::answers::{asked, id, shipped};
use crate::knowledge::Shelf;

const ADA: UserId = UserId::new(1).unwrap();
const BEN: UserId = UserId::new(2).unwrap();

/// A question that has an answer.
fn healthcare() -> Question {
    Question::find(Shelf::Industry, "healthcare")
}

/// A question that has none.
fn unheard_of() -> Question {
    Question::find(Shelf::Industry, "xyzzy")
}

/// A command of Ada's.
fn ask(question: Question, addressee: impl Into<Option<Addressee>>, private: bool) -> Request {
    Request::Ask { question, addressee: addressee.into(), private: Some(private) }
}

/// A person to answer.
fn to(user: UserId) -> Addressee {
    Addressee { user, bot: false, asks: user == ADA }
}

/// A control on a message.
fn press(question: Question, own: bool, private: bool) -> Request {
    Request::Press {
        question,
        pressed: Pressed {
            own,
            audience: if private { Audience::Asker } else { Audience::Channel },
            plain_text: false,
        },
    }
}

/// The new message that a request gets: its answer, whether it is private, and who is named.
fn shown(request: &Request) -> (Answer, bool, Option<Named>) {
    match respond(shipped(), request).0 {
        Reply::Show { answer, private, addressee } => (*answer, private, addressee),
        other => panic!("no new message: {other:?}"),
    }
}

/// What the message of a control changes to.
fn replaced(request: &Request) -> Answer {
    match respond(shipped(), request).0 {
        Reply::Replace { answer, .. } => *answer,
        other => panic!("nothing is replaced: {other:?}"),
    }
}

fn outcome_of(request: &Request) -> Outcome {
    respond(shipped(), request).1
}

#[test]
fn an_answer_is_public_and_names_nobody() {
    let (answer, private, named) = shown(&ask(healthcare(), None, false));
    assert_eq!((answer.about, private, named), (About::Industry, false, None));
    assert_eq!(outcome_of(&ask(healthcare(), None, false)), Outcome::Answered);
}

#[test]
fn a_private_answer_is_private() {
    assert!(shown(&ask(healthcare(), None, true)).1);
}

#[test]
fn whoever_is_answered_is_named_and_pinged() {
    let (_, private, named) = shown(&ask(healthcare(), to(BEN), false));
    assert_eq!((private, named), (false, Some(Named { user: BEN, ping: true })));
}

#[test]
fn private_wins_over_for() {
    let (_, private, named) = shown(&ask(healthcare(), to(BEN), true));
    assert_eq!((private, named), (true, None));
}

#[test]
fn bots_are_named_and_not_pinged() {
    let bot = Addressee { user: BEN, bot: true, asks: false };
    assert_eq!(shown(&ask(healthcare(), bot, false)).2, Some(Named { user: BEN, ping: false }));
}

#[test]
fn oneself_is_named_and_not_pinged() {
    assert_eq!(shown(&ask(healthcare(), to(ADA), false)).2, Some(Named { user: ADA, ping: false }));
}

#[test]
fn what_is_missing_is_private_and_bothers_nobody() {
    let (answer, private, named) = shown(&ask(unheard_of(), to(BEN), false));
    assert_eq!((answer.about, private, named), (About::Missing, true, None));
    assert_eq!(outcome_of(&ask(unheard_of(), None, false)), Outcome::Missing);
}

#[test]
fn the_same_role_twice_is_private_too() {
    let twice = Question::Compare { first: "tpm".to_owned(), second: "tpm".to_owned() };
    assert!(shown(&ask(twice, None, false)).1);
}

#[test]
fn an_answer_from_the_guide_is_public_when_asked_for_in_public() {
    assert!(!shown(&ask(Question::CareerPath, None, false)).1);
}

#[test]
fn the_asker_changes_the_message_in_place() {
    for private in [true, false] {
        let request = press(healthcare(), true, private);
        assert_eq!(replaced(&request).question, Question::entry(&id("industry/healthcare")));
        assert_eq!(outcome_of(&request), Outcome::Answered);
    }
}

#[test]
fn the_replaced_message_is_handed_on_as_it_was() {
    let pressed = Pressed { own: true, audience: Audience::Asker, plain_text: true };
    let (reply, _) = respond(shipped(), &Request::Press { question: Question::Help, pressed });
    assert!(matches!(reply, Reply::Replace { pressed: before, .. } if before == pressed));
}

#[test]
fn anybody_else_gets_a_private_copy() {
    let (answer, private, named) = shown(&press(healthcare(), false, false));
    assert_eq!((answer.about, private, named), (About::Industry, true, None));
}

#[test]
fn what_is_missing_never_replaces_a_public_answer() {
    let gone = || Question::entry(&id("role/gone"));
    let (answer, private, named) = shown(&press(gone(), true, false));
    assert_eq!((answer.about, private, named), (About::Missing, true, None));
    assert_eq!(outcome_of(&press(gone(), true, false)), Outcome::Missing);
    assert_eq!(replaced(&press(gone(), true, true)).about, About::Missing, "a private one may say so itself");
    assert!(shown(&press(gone(), false, false)).1);
}

#[test]
fn an_answer_is_removed_by_whoever_may() {
    let (reply, outcome) = respond(shipped(), &Request::Remove { allowed: true });
    assert_eq!((reply, outcome), (Reply::Remove, Outcome::Removed));
}

#[test]
fn a_member_who_may_not_remove_an_answer_is_told_privately() {
    let request = Request::Remove { allowed: false };
    let (answer, private, named) = shown(&request);
    assert_eq!((answer.title.as_str(), private, named), ("You can't remove this answer", true, None));
    assert_eq!(outcome_of(&request), Outcome::Refused);
}

#[test]
fn a_control_of_an_older_version_is_answered_kindly_and_privately() {
    let (answer, private, _) = shown(&Request::Stale { remembered: "t0:e:industry/healthcare".to_owned() });
    assert_eq!((answer.about, private), (About::Missing, true));
    assert_eq!(answer.links[0].question, Question::entry(&id("industry/healthcare")));
    let (answer, private, _) = shown(&Request::Stale { remembered: String::new() });
    assert_eq!((answer.links.len(), answer.menu.is_some(), private), (1, true, true), "help and the overview");
}

#[test]
fn an_unknown_command_is_answered_kindly_and_privately() {
    let (answer, private, _) = shown(&Request::UnknownCommand);
    assert_eq!((answer.title.as_str(), private), ("I don't know that command", true));
    assert_eq!(answer.links, asked(shipped(), "/help").links);
}

#[test]
fn a_refusal_offers_no_buttons() {
    for request in [Request::Remove { allowed: false }, share("industry/healthcare", false)] {
        let (answer, private, _) = shown(&request);
        assert!(answer.title.starts_with("You can't") && private, "{}", answer.title);
        assert!(answer.links.is_empty() && answer.menu.is_none());
        assert_eq!(outcome_of(&request), Outcome::Refused);
    }
}

#[test]
fn help_is_private_and_never_replaces_a_public_answer() {
    let (answer, private, named) = shown(&ask(Question::Help, to(BEN), false));
    assert_eq!((answer.about, private, named), (About::Help, true, None));
    let own = Pressed { own: true, audience: Audience::Channel, plain_text: false };
    let (answer, private, _) = shown(&Request::Press { question: Question::Help, pressed: own });
    assert_eq!((answer.about, private), (About::Help, true));
}

// A message that a member wrote in the channel.

/// "Ask TPM Guide", used on a message that says this.
fn about(text: &str) -> Request {
    Request::AskAbout { text: text.to_owned() }
}

/// The private answer that may be shared.
fn offered(request: &Request) -> Answer {
    match respond(shipped(), request).0 {
        Reply::Show { answer, private: true, addressee: None } => *answer,
        other => panic!("not private: {other:?}"),
    }
}

#[test]
fn a_message_is_answered_to_the_asker_alone_and_never_repeated() {
    let answer = offered(&about("Do I need a degree to be a TPM?"));
    assert_eq!(answer.question, Question::entry(&id("faq/degree-required")));
    assert_eq!(outcome_of(&about("Do I need a degree to be a TPM?")), Outcome::Answered);
    let answer = offered(&about("qwrt zxcv"));
    assert_eq!((answer.about, answer.quoted), (About::Missing, None));
    assert_eq!(outcome_of(&about("qwrt zxcv")), Outcome::Missing);
}

#[test]
fn a_message_without_words_is_said_to_hold_none() {
    for nothing in ["", "  \n", "\u{200b}\u{feff}"] {
        let (answer, private, named) = shown(&about(nothing));
        assert_eq!((answer.title.as_str(), private, named), ("That message has no text", true, None));
        assert!(!answer.links.is_empty() && answer.searched.is_none(), "it is no question");
        assert_eq!(outcome_of(&about(nothing)), Outcome::Missing);
    }
}

/// "Share in channel", pressed by Ada.
fn share(entry: &str, allowed: bool) -> Request {
    Request::Share { question: Question::entry(&id(entry)), by: allowed.then_some(ADA), about: Some(MESSAGE) }
}

/// A message in a server.
const MESSAGE: MessageRef =
    MessageRef { guild: Some(NonZeroU64::MIN), channel: NonZeroU64::MIN, message: NonZeroU64::MAX };

#[test]
fn the_asker_shares_a_private_answer_under_their_name() {
    let (reply, outcome) = respond(shipped(), &share("industry/healthcare", true));
    let Reply::Share { answer, by, about } = reply else { panic!("not shared: {reply:?}") };
    assert_eq!((by, about, outcome), (ADA, Some(MESSAGE), Outcome::Shared));
    assert_eq!(*answer, asked(shipped(), "/industry healthcare"), "as if it had been asked for in the channel");
}

#[test]
fn no_other_member_shares_it_and_what_is_gone_cannot_be_shared() {
    let (answer, private, _) = shown(&share("industry/healthcare", false));
    assert_eq!((answer.title.as_str(), private), ("You can't share this answer", true));
    assert_eq!(outcome_of(&share("industry/healthcare", false)), Outcome::Refused);
    let (answer, private, _) = shown(&share("industry/gone", true));
    assert_eq!((answer.title.as_str(), private), ("That answer is no longer in the guide", true));
    assert_eq!(outcome_of(&share("industry/gone", true)), Outcome::Missing);
}

// Questions in the asker's own words.

#[test]
fn what_is_found_is_public_and_what_is_not_is_private_and_names_nobody() {
    let (answer, private, named) = shown(&ask(Question::ask("healthcare and life sciences"), to(BEN), false));
    assert_eq!((answer.about, private, named), (About::Industry, false, Some(Named { user: BEN, ping: true })));
    let (answer, private, named) = shown(&ask(Question::ask("qwrt zxcv"), to(BEN), false));
    assert_eq!((answer.about, private, named), (About::Missing, true, None));
}

#[test]
fn an_unsure_answer_is_told_from_a_missing_one() {
    use crate::answer::Searched;
    let searched = |outcome| Some(Searched { outcome, confidence: 0, best: None });
    let missing = Answer::notice("Title", "Lead.");
    for (found, expected) in [
        (None, Outcome::Missing),
        (searched(crate::search::Outcome::Unknown), Outcome::Missing),
        (searched(crate::search::Outcome::Unsure), Outcome::Unsure),
    ] {
        assert_eq!(outcome(&Answer { searched: found, ..missing.clone() }), expected);
    }
}

#[test]
fn typing_gets_suggestions_and_an_unknown_field_none() {
    let complete = |field| Request::Complete { field, typed: "health".to_owned() };
    let (reply, outcome) = respond(shipped(), &complete(Some(Field::Name(Shelf::Industry))));
    let Reply::Suggest(suggestions) = reply else { panic!("no suggestions") };
    assert_eq!(suggestions[0].value, "industry/healthcare");
    assert_eq!(outcome, Outcome::Suggested);
    assert_eq!(respond(shipped(), &complete(None)).0, Reply::Suggest(Vec::new()));
}

#[test]
fn a_failure_is_private_and_shows_a_way_on() {
    let Reply::Show { answer, private: true, addressee: None } = failed() else { panic!("not private") };
    assert!(answer.lead.unwrap().text.contains("/help"));
}

#[test]
fn outcomes_are_single_words_for_the_log() {
    let words = [
        (Outcome::Answered, "answered"),
        (Outcome::Unsure, "unsure"),
        (Outcome::Missing, "missing"),
        (Outcome::Shared, "shared"),
        (Outcome::Suggested, "suggested"),
        (Outcome::Removed, "removed"),
        (Outcome::Refused, "refused"),
    ];
    for (outcome, word) in words {
        assert_eq!(outcome.as_str(), word);
    }
}
