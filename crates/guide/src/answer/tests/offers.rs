//! What answers offer besides: the mentors of the server, and votes.

use super::own_entries::own;
use super::*;
use crate::community::{Community, OwnEntry, Settings};
use crate::reply::Request;

const ALL: Offers = Offers { mentors: true, votes: true };
const MENTORS: Offers = Offers { mentors: true, votes: false };
const VOTES: Offers = Offers { mentors: false, votes: true };

/// A question that is found, one that is unsure, one that is unknown, and one about a company that is.
const ASKED: [&str; 4] = [
    "do I need a degree to become a TPM?",
    "tpm",
    "best pizza in town",
    "what does the interview at Zzyzx Corp look like?",
];

fn offering(offers: Offers, question: &str) -> Answer {
    let shown = answer(View::from(shipped()).offering(offers), &Question::ask(question));
    sound(&shown).unwrap();
    shown
}

#[test]
fn without_offers_every_answer_is_the_same() {
    for question in ASKED {
        let plain = offering(Offers::default(), question);
        assert_eq!((plain.offers_mentors, &plain.vote), (false, &None));
        let all = offering(ALL, question);
        assert_eq!(Answer { offers_mentors: false, vote: None, ..all }, plain, "{question}");
    }
}

#[test]
fn every_answer_to_the_askers_own_words_offers_the_mentors() {
    for question in ASKED {
        assert!(offering(MENTORS, question).offers_mentors, "{question}");
        assert!(!offering(VOTES, question).offers_mentors, "{question}");
    }
    let missing = ASKED.map(|question| offering(MENTORS, question).about == About::Missing);
    assert!(missing.contains(&true) && missing.contains(&false), "{missing:?}");
}

#[test]
fn what_is_not_asked_in_own_words_offers_nothing() {
    let view = View::from(shipped()).offering(ALL);
    for command in ["/role tpm", "/topic no such thing", "/career", "/faq 3", "/compare tpm pm"] {
        let Ok(Request::Ask { question, .. }) = line::read(command) else { panic!("{command}") };
        assert_eq!(answer(view, &question), answer(shipped(), &question), "{command}");
    }
}

#[test]
fn an_entry_that_is_shown_can_be_voted_on_and_no_other_answer_can() {
    for question in ASKED {
        let shown = offering(VOTES, question);
        let voted = shown.vote.map(|(id, revision)| (Question::entry(&id), revision));
        match shown.question {
            Question::Entry { id, .. } => {
                let entry = shipped().knowledge.get(&id).unwrap();
                assert_eq!(voted, Some((Question::entry(&id), entry.fingerprint())), "{question}");
            }
            _ => assert_eq!(voted, None, "{question}"),
        }
        assert_eq!(offering(MENTORS, question).vote, None);
    }
}

#[test]
fn of_an_own_entry_the_vote_is_on_its_revision() {
    let mut standup = own("Stand-up of our guild", "It is at ten.");
    standup.revision = 7;
    let server = Community::build(shipped(), &[standup], Settings::default());
    let view = View::new(shipped(), Some(&server)).offering(VOTES);
    let shown = answer(view, &Question::ask("stand-up of our guild"));
    assert_eq!(shown.vote, OwnEntry::id_of("stand-up-of-our-guild").map(|id| (id, 7)));
}

#[test]
fn a_message_of_another_member_is_not_repeated_to_the_mentors_and_asks_for_no_vote() {
    let view = View::from(shipped()).offering(ALL);
    let request = Request::AskAbout { text: ASKED[0].to_owned() };
    let (Reply::Show { answer, .. }, _) = respond(view, &request) else { panic!("an answer") };
    assert_eq!((answer.offers_mentors, answer.quoted, answer.vote), (true, None, None));
}

#[test]
fn the_help_says_what_is_stored_where_there_is_something_to_store() {
    let privacy = |offers| {
        let help = answer(View::from(shipped()).offering(offers), &Question::Help);
        let section = help.sections.iter().find(|section| section.heading == "Privacy").unwrap();
        section.lines[0].text.clone()
    };
    assert!(privacy(Offers::default()).starts_with("Nothing is stored. "));
    for offers in [ALL, MENTORS, VOTES] {
        let said = privacy(offers);
        assert_eq!(said.contains("questions to the mentors"), offers.mentors, "{said}");
        assert_eq!(said.contains("votes without names"), offers.votes, "{said}");
        assert!(said.contains("`/privacy` shows and deletes yours") && !said.contains("Nothing is stored"), "{said}");
    }
}
