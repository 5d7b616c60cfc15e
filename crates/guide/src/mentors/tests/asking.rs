//! The asker's side: forms, what is checked, and what they are told.

use super::*;
use crate::staff::Action;

const HERE: u64 = 77;

fn place(can_post: bool) -> Place {
    Place { channel: std::num::NonZeroU64::new(HERE), can_post, asked: None }
}

fn new(values: &[(&str, &str)]) -> Result<NewInquiry, Problem> {
    new_inquiry(view(), &filled(values), &place(true), None)
}

#[test]
fn the_forms_say_what_is_stored_and_offer_what_can_be_done() {
    let ask = ask_form(Some(" How do I begin?\u{200b} "), true, Kept::default());
    let missing =
        missing_form(id("faq/degree-required"), "Do I need a degree to become a TPM?", false, Kept::default());
    [&ask, &missing].into_iter().for_each(sound_form);
    snapshot("ask_forms", &[drawn_form(&ask), drawn_form(&missing)].join("\n"));
    let long = ask_form(Some(&"é".repeat(3_000)), true, Kept { answered: 1, waiting: 30 });
    sound_form(&long);
    assert!(long.remark.is_some_and(|remark| remark.contains("for 1 day after")));
}

#[test]
fn what_was_typed_is_cleaned_and_sent_with_the_nearest_entries() {
    let sent = new(&[
        ("question", "  do I need\u{202e} a degree\r\nto become a TPM?  "),
        ("context", "\u{200b}\n"),
        ("tell", "channel"),
    ])
    .unwrap();
    assert_eq!(sent.question, "do I need a degree\nto become a TPM?");
    assert_eq!((sent.context, sent.tell, sent.channel), (None, Tell::Channel, Some(HERE)));
    assert!(sent.nearest.len() == 3 && sent.nearest[0] == id("faq/degree-required"), "{:?}", sent.nearest);
}

#[test]
fn lengths_are_checked_in_characters() {
    let asked = |length: usize| new(&[("question", &"é".repeat(length))]).map(|new| new.question.chars().count());
    assert_eq!(asked(Limits::QUESTION_LEAST - 1), Err(Problem::Short));
    assert_eq!(asked(Limits::QUESTION_LEAST), Ok(Limits::QUESTION_LEAST));
    assert_eq!(asked(Limits::QUESTION), Ok(Limits::QUESTION));
    assert_eq!(asked(Limits::QUESTION + 1), Err(Problem::Long));
    for nothing in ["", "   a   b   ", &"\u{200b}".repeat(20), &"\n".repeat(20), &" x".repeat(3)] {
        assert_eq!(new(&[("question", nothing)]), Err(Problem::Short), "{nothing:?}");
    }
    let context = |length: usize| new(&[("question", "what is a tpm?"), ("context", &"é".repeat(length))]).map(drop);
    assert_eq!([context(Limits::CONTEXT), context(Limits::CONTEXT + 1)], [Ok(()), Err(Problem::LongContext)]);
}

#[test]
fn a_way_that_cannot_be_taken_becomes_the_one_that_always_works() {
    let told = |tell: &str, can_post| {
        let values = filled(&[("question", "what is a tpm?"), ("tell", tell)]);
        new_inquiry(view(), &values, &place(can_post), None).map(|new| (new.tell, new.channel))
    };
    assert_eq!(told("channel", true), Ok((Tell::Channel, Some(HERE))));
    assert_eq!(told("channel", false), Ok((Tell::Next, None)));
    assert_eq!(told("direct", false), Ok((Tell::Direct, None)));
    assert_eq!(told("smoke signals", true), Ok((Tell::Next, None)));
}

#[test]
fn the_entry_that_lacked_something_is_named_and_is_not_the_nearest() {
    let about = id("faq/degree-required");
    let values = filled(&[("question", "do I need a degree to become a TPM?")]);
    let sent = new_inquiry(view(), &values, &place(true), Some(about.clone())).unwrap();
    assert!(!sent.nearest.contains(&about), "{:?}", sent.nearest);
    assert_eq!(sent.about, Some(about));
}

#[test]
fn what_askers_are_told() {
    let values = filled(&[("question", "Is it ```hard```?"), ("context", "I am new."), ("tell", "next")]);
    let draft = Some(DraftId(5));
    let panels = [
        sent(12, Tell::Channel),
        sent(12, Tell::Direct),
        sent(12, Tell::Next),
        similar(&inquiry(), DraftId(5)),
        similar(&Inquiry { waiting: 1, ..inquiry() }, DraftId(5)),
        joined(12, 2, Tell::Next),
        joined(12, 4, Tell::Direct),
        limited(Limited::Open, Some(&values), None),
        limited(Limited::Daily, Some(&values), None),
        limited(Limited::Paused, Some(&values), None),
        limited(Limited::Server, Some(&values), None),
        limited(Limited::Closed, None, draft),
        limited(Limited::NoMentors, Some(&values), None),
        not_sent(Problem::Short, &filled(&[("question", "why?")]), None),
        not_sent(Problem::Long, &values, Some(id("faq/degree-required"))),
        not_sent(Problem::LongContext, &values, None),
        no_draft(),
        not_now(&Action::Submit { form: FormId::AskMentors, filled: values }),
        not_now(&Action::Press { press: Press::AskMentors, picked: Vec::new(), channels: Vec::new() }),
        voted(Some(true), id("faq/degree-required"), true),
        voted(Some(false), id("faq/degree-required"), true),
        voted(Some(false), id("faq/degree-required"), false),
        voted(None, id("faq/degree-required"), true),
        no_votes(),
    ];
    panels.iter().for_each(sound);
    snapshot("askers", &drawn_all(&panels));
}

#[test]
fn a_question_of_another_member_is_inert_and_what_was_typed_stays_inside_its_fence() {
    let other = Inquiry { question: HOSTILE.to_owned(), ..inquiry() };
    inert(&drawn(&similar(&other, DraftId(1))));
    let shown = not_sent(Problem::Long, &filled(&[("question", &format!("{HOSTILE}{}", "`".repeat(5_000)))]), None);
    assert_eq!(drawn(&shown).matches("```").count(), 2);
    sound(&shown);
}
