//! What holds for every answer of the shipped guide.

use super::*;

#[test]
fn every_answer_is_sound() {
    let complaints: Vec<String> = everything(shipped()).iter().filter_map(|answer| sound(answer).err()).collect();
    assert!(complaints.is_empty(), "{} complaints, the first: {}", complaints.len(), complaints[0]);
}

#[test]
fn an_answer_comes_back_from_the_question_it_carries() {
    // What was searched for or noted is not in the question of the entry that is shown.
    let plain = |answer: &&Answer| answer.about != About::Missing && answer.note.is_none() && answer.searched.is_none();
    for shown in everything(shipped()).iter().filter(plain) {
        assert_eq!(&answer(shipped(), &shown.question), shown);
    }
}

#[test]
fn every_entry_can_be_reached_by_clicks_from_the_help() {
    let guide = shipped();
    let reached: BTreeSet<EntryId> = clicked_through(guide)
        .into_iter()
        .inspect(|answer| assert_ne!(answer.about, About::Missing, "{:?}", answer.question))
        .filter_map(|answer| match answer.question {
            Question::Entry { id, .. } => Some(id),
            _ => None,
        })
        .collect();
    let all: BTreeSet<EntryId> = guide.knowledge.entries().iter().map(|entry| entry.id.clone()).collect();
    assert_eq!(reached, all);
}

#[test]
fn every_page_of_every_entry_can_be_reached_by_clicks() {
    let reached: HashSet<Question> = clicked_through(shipped()).into_iter().map(|answer| answer.question).collect();
    for entry in shipped().knowledge.entries() {
        for page in pages(shipped(), &Question::entry(&entry.id)) {
            assert!(reached.contains(&page.question), "{:?}", page.question);
        }
    }
}

#[test]
fn every_entry_can_be_asked_for_by_its_command() {
    let guide = shipped();
    for entry in guide.knowledge.entries() {
        let command = as_command(guide, &Question::entry(&entry.id));
        let request = line::read(&command).unwrap_or_else(|error| panic!("{command}: {error}"));
        let (Reply::Show { answer, private: false, .. }, _) = respond(guide, &request) else {
            panic!("{command} is not answered in public");
        };
        assert_eq!(answer.question, Question::entry(&entry.id), "{command}");
    }
}

#[test]
fn every_command_that_an_answer_shows_leads_where_its_button_leads() {
    let guide = shipped();
    for question in everything(guide).iter().flat_map(|answer| &answer.links).map(|link| &link.question) {
        let command = as_command(guide, question);
        assert_eq!(asked(guide, &command).question, answer(guide, question).question, "{command}");
    }
}

#[test]
fn every_displayed_choice_and_its_value_lead_to_the_same_entry() {
    let guide = shipped();
    for shelf in Shelf::ALL {
        let typed: Vec<&str> = guide.knowledge.on(shelf).map(|entry| entry.title.as_str()).collect();
        for typed in typed {
            let first = suggest(guide, &Field::Name(shelf), typed).into_iter().next().expect("the title finds it");
            let by_value = answer(guide, &Question::find(shelf, &first.value));
            let by_name = answer(guide, &Question::find(shelf, &first.name));
            assert_eq!(by_value.question, by_name.question, "{} = {}", first.name, first.value);
            assert!(matches!(by_value.question, Question::Entry { .. }), "{} finds nothing", first.value);
        }
    }
}
