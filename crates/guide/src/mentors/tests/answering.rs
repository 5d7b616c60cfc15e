//! The mentor's side: the message of a question, forms, previews, and what was done.

use super::*;
use crate::community::{Community, Content, ContentProblem, Field, OwnEntry, Settings};
use crate::knowledge::Reviewer;
use crate::staff::{Pings, content_of};

const MENTOR: Option<u64> = Some(42);

fn moved(state: State) -> Inquiry {
    Inquiry { state, ..inquiry() }
}

fn answered(with: Resolution) -> Inquiry {
    moved(State::Answered { by: MENTOR, at: NOW, with })
}

/// Everything that can become of a question.
fn states() -> Vec<Inquiry> {
    let told = Resolution::Told { title: "First role".to_owned(), body: "Look inside.".to_owned(), source: None };
    vec![
        inquiry(),
        Inquiry { waiting: 1, context: None, nearest: Vec::new(), about: Some(id("faq/do-tpms-code")), ..inquiry() },
        moved(State::Taken { by: MENTOR, at: NOW }),
        moved(State::Taken { by: None, at: NOW }),
        answered(Resolution::Pointed { entry: id("faq/degree-required") }),
        answered(Resolution::Pointed { entry: id("topic/gone") }),
        answered(Resolution::Published { slug: "first-role".to_owned() }),
        answered(told),
        moved(State::Declined { by: MENTOR, at: NOW, reason: "It is about something else.".to_owned() }),
    ]
}

fn own() -> OwnEntry {
    OwnEntry {
        slug: "first-role".to_owned(),
        content: Content {
            title: "A first role".to_owned(),
            body: "Look inside your company.".to_owned(),
            ..Content::default()
        },
        reviewed: time::macros::date!(2026 - 11 - 22),
        reviewer: Reviewer::Editor,
        revision: 1,
    }
}

#[test]
fn the_message_is_drawn_as_the_question_moves() {
    let server = Community::build(shipped(), &[own()], Settings::default());
    let view = View::new(shipped(), Some(&server));
    let states = states();
    let panels: Vec<Panel> = states.iter().map(|inquiry| queue_message(view, inquiry)).collect();
    for (panel, inquiry) in panels.iter().zip(&states) {
        sound(panel);
        assert_eq!(panel.rows.is_empty(), !inquiry.state.is_open(), "controls while it is open");
    }
    snapshot("queue", &drawn_all(&panels));
}

#[test]
fn hostile_words_are_inert_in_the_mentors_channel_and_the_longest_fit() {
    let told = Resolution::Told { title: HOSTILE.to_owned(), body: HOSTILE.to_owned(), source: None };
    for state in [State::Waiting, State::Declined { by: MENTOR, at: NOW, reason: HOSTILE.to_owned() }] {
        let hostile = Inquiry { question: HOSTILE.to_owned(), context: Some(HOSTILE.to_owned()), state, ..inquiry() };
        inert(&drawn(&queue_message(view(), &hostile)));
        inert(&drawn(&too_late(view(), &hostile, Some(DraftId(1)))));
        inert(&drawn(&pick_preview(view(), &hostile, &id("faq/degree-required"), entry("faq/degree-required"))));
        inert(&drawn(&in_guide(view(), &hostile, &[])));
        inert(answer_form(&hostile).remark.as_deref().unwrap());
        let name = thread_name(&hostile);
        assert!(!name.contains(['@', '<', '*', '`', '\u{202e}']), "{name}");
    }
    inert(&drawn(&queue_message(view(), &answered(told))));
    let long = Inquiry {
        question: "\\".repeat(Limits::QUESTION),
        context: Some("\\ ".repeat(Limits::CONTEXT / 2)),
        ..inquiry()
    };
    let lines = Inquiry { question: "a\n".repeat(500), ..inquiry() };
    sound(&queue_message(view(), &lines));
    assert!(drawn(&queue_message(view(), &lines)).lines().count() < 50);
    // What stands first is whole, whatever is cut from the end.
    assert!(queue_message(view(), &long).text[0].starts_with("**Waiting**"));
}

#[test]
fn a_post_pings_only_the_role_that_settings_name() {
    assert_eq!(post_of(view(), &inquiry(), None).pings, Pings::None);
    let post = post_of(view(), &inquiry(), Some(9));
    assert_eq!((post.pings, post.line.as_str()), (Pings::Role(9), "A new question"));
}

#[test]
fn the_name_of_a_post_fits() {
    let named = |question: &str| thread_name(&Inquiry { question: question.to_owned(), ..inquiry() });
    assert_eq!(named("How do I *begin*?\nI am new."), "#12 · How do I begin? I am new.");
    assert_eq!(named("***"), "#12 · A question");
    let long = named(&"word ".repeat(200));
    assert!(long.chars().count() <= 100 && long.ends_with('…'), "{long}");
    assert!(named(&"é".repeat(1_000)).chars().count() <= 100);
}

#[test]
fn the_form_of_an_answer_begins_with_the_askers_words() {
    let form = answer_form(&inquiry());
    sound_form(&form);
    snapshot("answer_form", &drawn_form(&form));
    let values = Filled(form.fields.iter().map(|field| (field.name.to_owned(), field.value.clone())).collect());
    let content = content_of(&values, None);
    assert_eq!(content.asked_as, ["How do I get my first TPM role from customer support?"]);
    let long = answer_form(&Inquiry { question: "very long words\n".repeat(60), ..inquiry() });
    sound_form(&long);
    let edited = edit_form(DraftId(3), &Content { body: "Look inside.".to_owned(), ..content }, &inquiry());
    assert_eq!((edited.id, edited.fields[1].value.as_str()), (FormId::AnswerDraft(DraftId(3)), "Look inside."));
}

fn entry(written: &str) -> crate::answer::Answer {
    answer(view(), &Question::entry(&id(written)))
}

#[test]
fn nothing_is_sent_before_it_was_seen() {
    let shown = || Some(entry("faq/degree-required"));
    let problem =
        || ContentProblem { field: Field::Title, message: "“Degree” leads to “Degrees” already.".to_owned() };
    let problems = [problem()];
    let none: [ContentProblem; 0] = [];
    let inquiry = inquiry();
    let draft = |problems, unpublishable| DraftAnswer { draft: DraftId(7), inquiry: &inquiry, problems, unpublishable };
    let panels = [
        answer_preview(&draft(&none, &none), shown(), vec!["It names no source.".to_owned()]),
        answer_preview(&draft(&none, &problems), shown(), Vec::new()),
        answer_preview(&draft(&problems, &none), None, Vec::new()),
        in_guide(view(), &inquiry, &[id("faq/do-tpms-code"), id("role/tpm")]),
        in_guide(view(), &Inquiry { nearest: Vec::new(), ..inquiry.clone() }, &[]),
        pick_preview(view(), &inquiry, &id("faq/degree-required"), entry("faq/degree-required")),
    ];
    panels.iter().for_each(sound);
    snapshot("previews", &drawn_all(&panels));
    let many: Vec<EntryId> = shipped().knowledge.entries().iter().map(|entry| entry.id.clone()).collect();
    sound(&in_guide(view(), &inquiry, &many));
}

#[test]
fn a_search_gives_back_its_words() {
    sound_form(&search_form(12));
    assert_eq!(searched_words(&filled(&[("words", " degree ")])), "degree");
    assert_eq!(searched_words(&filled(&[])), "");
}

#[test]
fn a_reason_is_chosen_or_written() {
    let form = decline_form(&inquiry());
    sound_form(&form);
    snapshot("decline_form", &drawn_form(&form));
    let reason = |chosen: &str, text: &str| reason_of(&filled(&[("reason", chosen), ("text", text)]));
    assert_eq!(reason("other", " \u{200b} "), None);
    assert_eq!(reason("other", " Ask the staff. "), Some("Ask the staff.".to_owned()));
    assert_eq!(reason("no such thing", ""), None);
    let longest = usize::from(form.fields[0].longest);
    for option in form.choice.iter().flat_map(|choice| &choice.options) {
        let whole = reason(option.value, &"é".repeat(longest)).unwrap();
        assert!(whole.chars().count() <= Limits::REASON && whole.ends_with('é'), "{}", option.value);
        let written = whole.matches('é').count();
        assert_eq!(written, longest, "none of a mentor's words is cut from {}", option.value);
    }
}

#[test]
fn what_mentors_are_told() {
    let late = answered(Resolution::Pointed { entry: id("faq/degree-required") });
    let panels = [
        published("A *first* role", Some(&inquiry())),
        published("A first role", None),
        told_askers(&Inquiry { waiting: 1, ..inquiry() }),
        pointed(view(), &inquiry(), &id("faq/degree-required")),
        declined(&inquiry()),
        discarded(),
        no_answer_draft(),
        no_reason(12, &filled(&[("reason", "other"), ("text", " ")])),
        too_late(view(), &late, Some(DraftId(7))),
        too_late(view(), &late, None),
        taken_by(12, MENTOR, NOW),
        gone(12),
    ];
    panels.iter().for_each(sound);
    snapshot("mentors", &drawn_all(&panels));
}

#[test]
fn the_controls_lead_back_to_the_same_question() {
    let panel = queue_message(view(), &inquiry());
    let Some(Row::Buttons(buttons)) = panel.rows.first() else { panic!("buttons") };
    let presses: Vec<&Press> = buttons.iter().map(|button| &button.press).collect();
    assert_eq!(presses, [&Press::Answer(12), &Press::InGuide(12), &Press::Take(12), &Press::Decline(12)]);
    let taken = queue_message(view(), &moved(State::Taken { by: MENTOR, at: NOW }));
    let Some(Row::Buttons(buttons)) = taken.rows.first() else { panic!("buttons") };
    assert_eq!(buttons[2].press, Press::Release(12));
}
