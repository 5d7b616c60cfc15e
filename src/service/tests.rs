//! Who gets what. The words first: requests as they differ from the usual one, and what becomes of them.

use super::*;
use crate::answer::tests::{asked, id, shipped};
use crate::knowledge::Shelf;

const ADA: UserId = UserId(1);
const BEN: UserId = UserId(2);

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
    Request::Ask { question, asker: ADA, addressee: addressee.into(), private }
}

/// A person to answer.
fn to(user: UserId) -> Addressee {
    Addressee { user, bot: false }
}

/// A control on a message.
fn press(question: Question, own: bool, private: bool) -> Request {
    Request::Press { question, pressed: Pressed { own, private, plain_text: false } }
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
    let bot = Addressee { user: BEN, bot: true };
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
fn help_is_public_when_asked_for_in_public() {
    assert!(!shown(&ask(Question::Help, None, false)).1);
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
    let pressed = Pressed { own: true, private: true, plain_text: true };
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
fn whoever_may_not_remove_an_answer_is_told_privately() {
    let request = Request::Remove { allowed: false };
    let (answer, private, named) = shown(&request);
    assert_eq!((answer.title.as_str(), private, named), ("Only the asker can remove this", true, None));
    assert!(!answer.links.is_empty());
    assert_eq!(outcome_of(&request), Outcome::Refused);
}

#[test]
fn a_control_of_an_older_version_is_answered_kindly_and_privately() {
    let (answer, private, _) = shown(&Request::Stale { remembered: "t0:e:industry/healthcare".to_owned() });
    assert_eq!((answer.about, private), (About::Missing, true));
    assert_eq!(answer.links[0].question, Question::entry(&id("industry/healthcare")));
    let (answer, private, _) = shown(&Request::Stale { remembered: String::new() });
    assert_eq!((answer.links.len(), private), (4, true));
}

#[test]
fn an_unknown_command_is_answered_kindly_and_privately() {
    let (answer, private, _) = shown(&Request::UnknownCommand);
    assert_eq!((answer.title.as_str(), private), ("I don't know that command", true));
    assert_eq!(answer.links, asked(shipped(), "/help").links);
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
    let words = [Outcome::Answered, Outcome::Missing, Outcome::Suggested, Outcome::Removed, Outcome::Refused];
    assert_eq!(words.map(Outcome::as_str), ["answered", "missing", "suggested", "removed", "refused"]);
}
