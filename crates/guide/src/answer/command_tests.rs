//! The table of commands.

use std::collections::HashSet;

use super::*;

#[test]
fn each_command_stands_once_in_the_list_and_is_found_by_its_name() {
    let all: HashSet<Command> = Command::ALL.into_iter().collect();
    assert_eq!(all.len(), Command::ALL.len());
    for command in Command::ALL {
        assert_eq!(Command::named(command.name()), Some(command));
    }
    assert_eq!(Command::named("weather"), None);
    for shelf in Shelf::ALL {
        assert!(Command::ALL.contains(&Command::of(shelf)));
    }
}

#[test]
fn each_option_is_part_of_the_question_that_its_command_asks() {
    for command in Command::ALL {
        let asked: HashSet<Question> = command
            .options()
            .iter()
            .map(|filled| command.question(|option| (option == filled.name).then(|| "a word".to_owned())))
            .chain([command.question(|_| None)])
            .collect();
        assert_eq!(asked.len(), command.options().len() + 1, "{command:?} does not look at one of its options");
    }
}

#[test]
fn a_side_of_a_comparison_is_completed_with_the_other_in_mind() {
    let filled = |name: &str| Some(name.to_owned());
    let [first, second] = Command::Compare.options() else { panic!("two options") };
    assert_eq!(first.field(filled), Field::Side { other: Some("second".to_owned()) });
    assert_eq!(second.field(filled), Field::Side { other: Some("first".to_owned()) });
    assert_eq!(Command::Faq.option("question").map(|option| option.field(filled)), Some(Field::Name(Shelf::Faq)));
    assert!(Command::Role.option("for").is_none());
}

#[test]
fn usage_names_the_options() {
    assert_eq!(Command::Compare.usage(), "/compare first second");
    assert_eq!(Command::Help.usage(), "/help");
}
