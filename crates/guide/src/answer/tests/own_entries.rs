//! What a server adds to the guide and switches off: who finds it, and what leads to it.

use super::*;
use crate::answer::View;
use crate::community::{Community, Content, OwnEntry, Settings, slug_of};
use crate::knowledge::{EntryId, Kind, Reviewer};
use crate::reply::respond;
use crate::search::Meaning;

/// An own entry with this title and text.
pub(super) fn own(title: &str, body: &str) -> OwnEntry {
    OwnEntry {
        slug: slug_of(title, |_| false),
        content: Content { title: title.to_owned(), body: body.to_owned(), ..Content::default() },
        reviewed: time::macros::date!(2026 - 11 - 22),
        reviewer: Reviewer::Editor,
        revision: 1,
    }
}

fn named(mut entry: OwnEntry, names: &[&str]) -> OwnEntry {
    entry.content.also_known_as = names.iter().map(|name| (*name).to_owned()).collect();
    entry
}

fn replacing(mut entry: OwnEntry, shipped: &str) -> OwnEntry {
    entry.content.replaces = Some(id(shipped));
    entry
}

fn hiding(ids: &[&str]) -> Settings {
    Settings { hidden: ids.iter().map(|written| id(written)).collect(), ..Settings::default() }
}

fn community(own: &[OwnEntry], settings: Settings) -> Community {
    Community::build(shipped(), own, settings)
}

fn seen_in(community: &Community) -> View<'_> {
    View::new(shipped(), Some(community))
}

/// The answer to a command as a member would type it.
fn asked_in(community: &Community, command: &str) -> Answer {
    let Ok(crate::reply::Request::Ask { question, .. }) = line::read(command) else { panic!("{command} asks nothing") };
    let shown = answer(seen_in(community), &question);
    sound(&shown).unwrap();
    shown
}

/// All that can be reached by clicks from the help, in this server.
fn reached(view: View<'_>) -> Vec<Answer> {
    let mut seen = HashSet::from([Question::Help]);
    let mut next = vec![Question::Help];
    let mut answers = Vec::new();
    while let Some(question) = next.pop() {
        let shown = answer(view, &question);
        next.extend(controls(&shown).into_iter().filter(|question| seen.insert(question.clone())));
        answers.push(shown);
    }
    answers
}

fn entry_of(answer: &Answer) -> Option<&EntryId> {
    if let Question::Entry { id, .. } = &answer.question { Some(id) } else { None }
}

#[test]
fn a_server_without_anything_of_its_own_sees_the_shipped_guide() {
    let nothing = community(&[], Settings::default());
    for question in
        [Question::Help, Question::CareerPath, Question::FaqList { page: 1 }, Question::ask("what is a tpm")]
    {
        assert_eq!(answer(seen_in(&nothing), &question), answer(shipped(), &question));
    }
}

#[test]
fn an_own_entry_is_found_by_its_names_from_every_command() {
    let server =
        community(&[named(own("Standup bot", "It asks at ten."), &["daily", "TPM", "3"])], Settings::default());
    for command in [
        "/topic standup bot",
        "/term daily",
        "/role tpm",
        "/faq standup bot",
        "/industry Daily!",
        "/topic own/standup-bot",
    ] {
        let shown = asked_in(&server, command);
        assert_eq!((shown.about, shown.title.as_str()), (About::Own, "Standup bot"), "{command}");
    }
    assert_ne!(asked_in(&server, "/faq 3").about, About::Own, "a bare number is the number of a question");
    assert_eq!(asked_in(&server, "/topic standdup bot").about, About::Own, "with a slip");
    assert_eq!(seen_in(&server).names().exactly("daily"), Some(&id("own/standup-bot")));
}

#[test]
fn a_part_of_a_title_is_no_name() {
    let long = own("What is a TPM allowed to post in our job channel", "Only jobs.");
    let server = community(&[long], Settings::default());
    assert_eq!(seen_in(&server).names().exactly("what is a tpm allowed"), None);
    assert_eq!(seen_in(&server).names().entry(Shelf::Role, "what is a tpm"), Meaning::Nothing);
}

#[test]
fn a_name_of_two_own_entries_means_both() {
    let server =
        community(&[named(own("One", "1"), &["both"]), named(own("Two", "2"), &["both"])], Settings::default());
    let shown = asked_in(&server, "/topic both");
    assert_eq!((shown.title.as_str(), labels(&shown)[0]), ("One", "Two"));
}

#[test]
fn what_is_switched_off_is_nowhere_offered() {
    let off = ["role/product-manager", "term/raid-log", "faq/do-tpms-code", "industry/healthcare"];
    let off: Vec<&str> = off.into_iter().filter(|written| shipped().knowledge.get(&id(written)).is_some()).collect();
    assert!(off.len() >= 3, "{off:?}");
    let mut settings = hiding(&off);
    settings.hidden_kinds.insert(Kind::Company);
    let server = community(&[], settings);
    let view = seen_in(&server);
    let is_off = |id: &EntryId| view.get(id).is_none();
    let company = shipped().knowledge.entries().iter().find(|entry| entry.kind() == Kind::Company).expect("a company");
    assert!(is_off(&company.id));
    for shown in reached(view) {
        sound(&shown).unwrap();
        for question in controls(&shown).iter().chain([&shown.question]) {
            if let Question::Entry { id, .. } = question {
                assert!(!is_off(id), "{} leads to {id}", shown.title);
            }
        }
    }
    for field in [Field::Name(Shelf::Role), Field::Name(Shelf::Topic), Field::Side { other: None }, Field::Question] {
        for typed in ["", "product manager", "healthcare", &company.title] {
            let offered = suggest(view, &field, typed);
            assert!(offered.iter().all(|one| EntryId::new(&one.value).is_none_or(|id| !is_off(&id))), "{offered:?}");
        }
    }
    let shown = answer(view, &Question::entry(&id("role/product-manager")));
    assert_eq!((shown.about, shown.title.as_str()), (About::Missing, "That answer is switched off in this server"));
    assert!(!labels(&shown).is_empty());
    for typed in ["/role product manager", "/topic product manager", "/role role/product-manager"] {
        assert_eq!(asked_in(&server, typed).title, shown.title, "{typed}");
    }
}

#[test]
fn what_is_replaced_leads_to_what_the_server_wrote() {
    let server =
        community(&[replacing(own("PMs here", "They sit next to us."), "role/product-manager")], Settings::default());
    let view = seen_in(&server);
    for question in [Question::entry(&id("role/product-manager")), Question::find(Shelf::Role, "product manager")] {
        assert_eq!(entry_of(&answer(view, &question)), Some(&id("own/pms-here")));
    }
    for shown in reached(view) {
        assert!(!controls(&shown).contains(&Question::entry(&id("role/product-manager"))), "{}", shown.title);
    }
    // Its comparisons stay, and a comparison that draws on its profile offers what stands in its place.
    assert_eq!(asked_in(&server, "/tpm-vs-pm").about, About::Comparison);
    let roles = shipped().knowledge.on(Shelf::Role).map(|role| &role.id);
    let undocumented = roles
        .filter(|role| **role != id("role/product-manager"))
        .find(|role| shipped().knowledge.comparison(role, &id("role/product-manager")).is_none());
    let pair =
        Question::Pair { first: undocumented.expect("a role").clone(), second: id("role/product-manager"), page: 0 };
    let shown = answer(view, &pair);
    assert_eq!(labels(&shown)[0], "PMs here", "{}", shown.title);
}

#[test]
fn what_is_switched_off_and_replaced_is_replaced() {
    let server =
        community(&[replacing(own("PMs here", "x"), "role/product-manager")], hiding(&["role/product-manager"]));
    assert_eq!(entry_of(&asked_in(&server, "/role product manager")), Some(&id("own/pms-here")));
}

#[test]
fn an_own_entry_has_its_siblings_in_a_menu() {
    let server = community(&[own("One", "1"), own("Two", "2")], Settings::default());
    let menu = asked_in(&server, "/topic one").menu.expect("a menu");
    assert_eq!((menu.prompt.as_str(), menu.options.len()), ("Also from this server…", 2));
}

#[test]
fn the_help_names_own_entries_the_rules_and_what_is_stored() {
    let many: Vec<OwnEntry> = (1..=30).map(|number| own(&format!("Our channel number {number}"), "x")).collect();
    let rules = Settings { rules: Some("https://example.org/rules".to_owned()), ..Settings::default() };
    let server = community(&many, rules);
    let section =
        |answer: &Answer| answer.sections.iter().find(|section| section.heading == "From this server").cloned();
    let lines = section(&asked_in(&server, "/help")).expect("its section").lines;
    assert!(lines[0].text.starts_with("Also answered here: Our channel number 1, "), "{}", lines[0].text);
    assert!(lines[0].text.ends_with(" more.") && lines[0].text.chars().count() < 160, "{}", lines[0].text);
    assert!(lines[1].text.contains("(<https://example.org/rules>)"), "{}", lines[1].text);
    assert_eq!(section(&asked_in(&community(&[], Settings::default()), "/help")), None);
    let unsafe_rules = Settings { rules: Some("http://x.org/@everyone".to_owned()), ..Settings::default() };
    assert_eq!(section(&asked_in(&community(&[], unsafe_rules), "/help")), None);
    let storing = Guide { stores: true, ..shipped().clone() };
    let said = |guide: &Guide| asked(guide, "/help").sections.last().expect("privacy").lines[0].text.clone();
    assert!(
        said(&storing).starts_with("This server's own entries are stored: what staff write, who wrote it and when.")
    );
    assert!(said(shipped()).starts_with("Nothing is stored."));
}

#[test]
fn topics_are_suggested_with_own_ones_first() {
    let many: Vec<OwnEntry> = (1..=30).map(|number| own(&format!("Our channel {number}"), "x")).collect();
    let server = community(&many, Settings::default());
    let offered = suggest(seen_in(&server), &Field::Name(Shelf::Topic), "");
    let own = offered.iter().filter(|one| one.value.starts_with("own/")).count();
    assert_eq!((offered.len(), own), (25, crate::search::OWN_FIRST));
    let typed = suggest(seen_in(&server), &Field::Name(Shelf::Topic), "our channel 7");
    assert_eq!((typed[0].name.as_str(), typed[0].value.as_str()), ("Our channel 7", "own/our-channel-7"));
    assert_eq!(suggest(seen_in(&server), &Field::Question, "")[0].name, "Our channel 1");
}

#[test]
fn the_server_says_whether_answers_are_private_and_the_asker_may_say_otherwise() {
    let server = community(&[], Settings { private_by_default: true, ..Settings::default() });
    let private = |said: Option<bool>| {
        let question = Question::entry(&id("role/tpm"));
        let request = crate::reply::Request::Ask { question, addressee: None, private: said };
        match respond(seen_in(&server), &request).0 {
            Reply::Show { private, .. } => private,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!([None, Some(false), Some(true)].map(private), [true, false, true]);
}

#[test]
fn what_staff_wrote_about_it_is_offered_first_where_nothing_is_sure() {
    let mut standups = named(own("How we run stand-ups", "Every day at ten, on voice."), &["daily"]);
    standups.content.asked_as = ["when is stand-up?", "where do we hold the daily?"].map(str::to_owned).to_vec();
    let server = community(&[standups], Settings::default());
    for question in ["wen is the standup", "at what time do we have our standup?"] {
        let shown = answer(seen_in(&server), &Question::ask(question));
        let is_shown = entry_of(&shown) == Some(&id("own/how-we-run-stand-ups"));
        assert!(
            is_shown || labels(&shown).first() == Some(&"How we run stand-ups"),
            "{question}: {:?}",
            labels(&shown)
        );
    }
    let other = answer(seen_in(&server), &Question::ask("how much does a TPM earn at Google?"));
    assert!(!labels(&other).contains(&"How we run stand-ups"));
}
