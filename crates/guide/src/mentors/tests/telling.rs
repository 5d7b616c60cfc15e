//! What askers are told, the digest, and the settings of it all.

use super::*;
use crate::community::{Community, Content, MentorsChannel, OwnEntry, Settings};
use crate::knowledge::Reviewer;
use crate::mentors::Place as ToldIn;
use crate::staff::{Notice, PickedChannel, Pings, settings};

fn with(state: State) -> Inquiry {
    Inquiry { state, ..inquiry() }
}

fn answered(with_what: Resolution) -> Inquiry {
    with(State::Answered { by: Some(42), at: NOW, with: with_what })
}

fn told_words(body: &str) -> Inquiry {
    let source = Some("https://handbook.example/roles".to_owned());
    answered(Resolution::Told { title: "A first role".to_owned(), body: body.to_owned(), source })
}

fn own(body: &str) -> OwnEntry {
    OwnEntry {
        slug: "first-role".to_owned(),
        content: Content { title: "A first role".to_owned(), body: body.to_owned(), ..Content::default() },
        reviewed: time::macros::date!(2026 - 11 - 22),
        reviewer: Reviewer::Editor,
        revision: 1,
    }
}

fn published() -> Inquiry {
    answered(Resolution::Published { slug: "first-role".to_owned() })
}

#[test]
fn what_askers_are_told() {
    let server = Community::build(shipped(), &[own("Look **inside** your company.")], Settings::default());
    let view = View::new(shipped(), Some(&server));
    let panels = [
        note(view, &published()),
        note(view, &answered(Resolution::Pointed { entry: id("faq/degree-required") })),
        note(view, &answered(Resolution::Pointed { entry: id("topic/gone") })),
        note(view, &told_words("Look **inside** your company.\n\n- Ask your lead\n- Shadow a TPM")),
        note(
            view,
            &with(State::Declined { by: None, at: NOW, reason: "It is about something else.\nSorry.".to_owned() }),
        ),
        note(view, &inquiry()),
        told(view, &published(), &[1], ToldIn::Direct).panel,
    ];
    panels.iter().for_each(sound);
    snapshot("told", &drawn_all(&panels));
}

#[test]
fn a_message_in_a_channel_pings_only_those_who_wait_and_a_direct_one_no_one() {
    let members: Vec<u64> = (1..=100).chain(1..=100).collect();
    let post = told(view(), &published(), &members, ToldIn::Channel);
    assert_eq!(post.pings, Pings::Members((1..=80).collect()));
    assert_eq!(post.line, "About your question to the mentors:");
    assert_eq!(told(view(), &published(), &[5, 5, 6], ToldIn::Channel).pings, Pings::Members(vec![5, 6]));
    assert_eq!(told(view(), &published(), &members, ToldIn::Direct).pings, Pings::None);
}

#[test]
fn words_of_a_mentor_are_whole_and_inert() {
    let long = format!("{}\n\nThe end.", "A sentence of an answer. ".repeat(130));
    let panel = note(view(), &told_words(&long));
    let shown = panel.preview.expect("an answer");
    assert!(shown.paging.is_none(), "a message without controls cannot turn pages");
    let lines = shown.sections.iter().flat_map(|section| &section.lines);
    let last = lines.last().map(|line| line.text.as_str());
    assert_eq!(last, Some("The end."));
    for body in [HOSTILE, "", "```", "# "] {
        let panel = note(view(), &told_words(body));
        let preview = panel.preview.iter().flat_map(|shown| {
            let verbatim = |section: &&crate::answer::Section| section.layout != crate::answer::Layout::Verbatim;
            let lines = shown.sections.iter().filter(verbatim).flat_map(|section| &section.lines);
            shown.lead.iter().chain(lines).map(|line| line.text.clone()).collect::<Vec<_>>()
        });
        let said: String = preview.collect::<Vec<_>>().join("\n") + &panel.text.join("\n");
        for bad in ["@everyone", "<@", "\u{202e}", "[click](https", "<t:1:R>"] {
            assert!(!said.contains(bad), "{bad} in {said}");
        }
    }
    let declined = with(State::Declined { by: None, at: NOW, reason: HOSTILE.to_owned() });
    let said = note(view(), &declined).text.join("\n");
    assert!(!said.contains("@everyone") && !said.contains("<@") && !said.contains("[click]("), "{said}");
}

#[test]
fn of_a_long_entry_the_way_to_its_pages_is_told() {
    let section = |name: &str| format!("# {name}\n{}\n", "Words that fill a page. ".repeat(24));
    let body = ["One", "Two", "Three", "Four"].map(section).concat();
    let server = Community::build(shipped(), &[own(&body)], Settings::default());
    let panel = note(View::new(shipped(), Some(&server)), &published());
    assert!(
        panel.text.last().is_some_and(|last| last.contains("`/topic first-role`, typed in the server")),
        "{panel:?}"
    );
}

#[test]
fn the_digest_of_a_week() {
    let old = |number: u64, days: i64, waiting: u32, state: State| Inquiry {
        number,
        asked_at: NOW - days * 86_400,
        waiting,
        state,
        ..inquiry()
    };
    let numbers = DigestNumbers {
        open: 7,
        oldest: vec![
            old(3, 70, 1, State::Waiting),
            old(5, 12, 2, State::Taken { by: Some(42), at: NOW }),
            Inquiry { question: HOSTILE.to_owned(), ..old(6, 1, 1, State::Taken { by: None, at: NOW }) },
            old(7, 0, 3, State::Waiting),
            old(8, 0, 1, State::Waiting),
            old(9, 0, 1, State::Waiting),
        ],
        sent: 8,
        answered: 6,
        declined: 1,
    };
    let one = DigestNumbers { open: 1, oldest: vec![inquiry()], sent: 1, ..DigestNumbers::default() };
    let posts = [digest(&numbers, NOW), digest(&one, NOW)];
    assert!(posts.iter().all(|post| post.pings == Pings::None));
    let panels = posts.map(|post| post.panel);
    panels.iter().for_each(sound);
    inert(&drawn_all(&panels));
    snapshot("digest", &drawn_all(&panels));
    assert!(digest_name().chars().count() <= 100 && !digest_name().starts_with('#'));
}

fn shown_as<'a>(settings: &'a Settings, outage: Option<&'a Outage>) -> MentorSettings<'a> {
    MentorSettings {
        settings,
        mentors: &[8, 9],
        paused: &[42, 43],
        outage,
        unusable: None,
        can_send: true,
        can_count_votes: true,
    }
}

#[test]
fn settings_say_what_each_does_and_what_hinders_it() {
    let none = Settings::default();
    let channel = |is_forum| Some(MentorsChannel { id: 77, is_forum });
    let all = Settings { mentors: channel(false), ping: Some(9), no_votes: true, ..Settings::default() };
    let forum = Settings { mentors: channel(true), ..Settings::default() };
    let outage = Outage { channel: 77, since: NOW, why: "the thread is locked".to_owned() };
    let picked =
        PickedChannel { id: 78, is_forum: false, missing: vec!["View Channel", "Send Messages", "Embed Links"] };
    let nothing =
        MentorSettings { mentors: &[], paused: &[], can_send: false, can_count_votes: false, ..shown_as(&none, None) };
    let panels = [
        mentor_settings(&nothing, None),
        mentor_settings(&shown_as(&all, None), Some("Votes are off from now on.".to_owned())),
        mentor_settings(&MentorSettings { unusable: Some(&picked), ..shown_as(&forum, None) }, None),
        mentor_settings(&shown_as(&forum, Some(&outage)), None),
        settings(&all, &[], None).with_outage(Some(&outage)),
        Notice::NoSuchEntry("raid".to_owned()).panel().with_outage(Some(&outage)),
        Notice::NoRightsToAnswer.panel(),
        Notice::CannotSend.panel(),
    ];
    panels.iter().for_each(sound);
    snapshot("settings", &drawn_all(&panels));
    assert_eq!(settings(&all, &[], None).with_outage(None), settings(&all, &[], None));
}

#[test]
fn no_more_members_are_paused_than_a_menu_holds() {
    let many: Vec<u64> = (1..=40).collect();
    let none = Settings::default();
    let panel = mentor_settings(&MentorSettings { paused: &many, ..shown_as(&none, None) }, None);
    let Row::Members(pick) = &panel.rows[3] else { panic!("members") };
    assert_eq!((pick.chosen.len(), usize::from(pick.most)), (Limits::PAUSED, Limits::PAUSED));
    sound(&panel);
}
