//! `vocabulary.yaml` and `refusals.yaml`.

use super::*;

const VOCABULARY: &str = "en/vocabulary.yaml";
const REFUSALS: &str = "en/refusals.yaml";

/// What is wrong with a guide that has this vocabulary.
fn vocabulary(text: &str) -> Vec<String> {
    Files::valid().file(VOCABULARY, text).problems()
}

/// What is wrong with a guide that refuses this.
fn refusals(text: &str) -> Vec<String> {
    Files::valid().file(REFUSALS, text).problems()
}

/// What is wrong with a guide that refuses this one question, which stands at line 1.
fn refused(question: &str) -> Vec<String> {
    refusals(&format!("- {{about: Cars, questions: [{}]}}\n", json!(question)))
}

/// One problem of the vocabulary.
fn told(line: u64, path: &str, message: &str) -> Vec<String> {
    vec![format!("{VOCABULARY}:{line}: {path}: {message}")]
}

/// One problem of the refused question.
fn told_of_refused(message: &str) -> Vec<String> {
    vec![format!("{REFUSALS}:1: Cars.questions: {message}")]
}

#[test]
fn both_files_are_given_out_as_they_are_written() {
    let text = "\
abbreviations:
  - {short: PgM, means: [program manager, ' programme manager ']}
synonyms:
  - [Salary, pay]
near:
  - - Certification
    - PMP
filler: [could you tell me]
languages:
  - word: Gehälter
    means: salary
";
    let questions = "- about: Cars\n  questions:\n    - How do I park?\n    - cars\n";
    let knowledge = Files::valid().file(VOCABULARY, text).file(REFUSALS, questions).knowledge();
    let vocabulary = Vocabulary {
        abbreviations: vec![Abbreviation {
            short: "PgM".to_owned(),
            means: vec!["program manager".to_owned(), "programme manager".to_owned()],
        }],
        synonyms: vec![vec!["Salary".to_owned(), "pay".to_owned()]],
        near: vec![vec!["Certification".to_owned(), "PMP".to_owned()]],
        filler: vec!["could you tell me".to_owned()],
        languages: vec![Translation { word: "Gehälter".to_owned(), means: "salary".to_owned() }],
    };
    assert_eq!(*knowledge.vocabulary(), vocabulary);
}

#[test]
fn a_folder_without_them_is_told_what_it_goes_without() {
    for (file, loss) in [
        (VOCABULARY, "without it, abbreviations, other words for a subject and other languages are not understood"),
        (REFUSALS, "without it, questions about something else may get an answer that only sounds alike"),
    ] {
        let files = Files::valid().without(file);
        assert_eq!(files.problems(), [format!("{file}:0: warning: is missing: {loss}")]);
        let knowledge = files.knowledge();
        assert_eq!(knowledge.vocabulary() == &Vocabulary::default(), file == VOCABULARY);
        assert_eq!(knowledge.refusals().is_empty(), file == REFUSALS);
    }
}

#[test]
fn files_that_hold_nothing_yet_are_no_mistake() {
    for text in ["", "# nothing yet\n", "---\n"] {
        assert_eq!(vocabulary(text), NOTHING);
        assert_eq!(refusals(text), NOTHING);
    }
    assert_eq!(vocabulary("{}"), NOTHING);
    assert_eq!(vocabulary("near: []\n"), NOTHING);
}

// The shape of the files.

#[test]
fn an_unknown_key_of_either_is_told_with_what_was_probably_meant() {
    let message = "unknown key \"synonym\"; did you mean \"synonyms\"?";
    assert_eq!(vocabulary("filler: [well]\nsynonym:\n  - [a, b]\n"), told(2, "synonym", message));
    let message = "unknown key \"mean\"; did you mean \"means\"?";
    let text = "abbreviations:\n  - {short: pgm, means: [program manager]}\n  - {short: pm, mean: [x]}\n";
    assert_eq!(vocabulary(text), told(3, "abbreviations.mean", message));
    let message = "questions_: unknown key \"questions_\"; did you mean \"questions\"?";
    assert_eq!(refusals("- about: x\n  questions_: []\n"), [format!("{REFUSALS}:2: {message}")]);
}

#[test]
fn a_missing_key_of_either_is_named() {
    let missing = "the key \"means\" is missing";
    assert_eq!(vocabulary("languages:\n  - {word: gehalt}\n"), told(2, "languages", missing));
    assert_eq!(refusals("- about: x\n"), [format!("{REFUSALS}:1: the key \"questions\" is missing")]);
}

#[test]
fn a_value_of_another_type_is_told_in_plain_words_here_as_well() {
    let list = "does not fit: here belongs a list";
    assert_eq!(vocabulary("synonyms:\n  - pay\n"), told(2, "synonyms", list));
    assert_eq!(vocabulary("filler: well\n"), told(1, "filler", list));
    let number = "does not fit: here belongs a text; put 5 in quotes";
    assert_eq!(vocabulary("synonyms:\n  - [five, 5]\n"), told(2, "synonyms", number));
    assert_eq!(vocabulary("- filler\n").len(), 1);
    assert_eq!(vocabulary("hello\n").len(), 1);
}

#[test]
fn every_broken_part_of_a_vocabulary_is_told_and_the_others_are_read() {
    let text = "\
# Words

abbreviations:
  # roles
  - {short: pgm, mean: [program manager]}
  - {short: tpm, means: []}
  - short: [pm]
    means: [product manager]
fillers: [well]
synonyms:
- [pay, wage]
- pay
-
  - wage
  - salary
near: [[one]]
";
    let place = |line: u64, message: &str| format!("{VOCABULARY}:{line}: {message}");
    assert_eq!(
        vocabulary(text),
        [
            place(5, "abbreviations.mean: unknown key \"mean\"; did you mean \"means\"?"),
            place(6, "abbreviations.means: is empty: write what the abbreviation stands for"),
            place(7, "abbreviations.short: does not fit: here belongs a text, not a list"),
            place(9, "fillers: unknown key \"fillers\"; did you mean \"filler\"?"),
            place(12, "synonyms: does not fit: here belongs a list"),
            place(
                14,
                "synonyms: \"wage\" stands in another list already, at en/vocabulary.yaml:11: join the two, or keep it \
                 in one"
            ),
            place(16, "near: has 1 word: a list has the guide's word and one or more that point to it"),
        ]
    );
}

#[test]
fn a_vocabulary_that_is_no_yaml_is_told_with_its_line() {
    assert_eq!(vocabulary("filler:\n  - well\n  - [so\n"), told(3, "filler", "unclosed bracket '['"));
    let twice = "filler: [well]\nnear: []\nfiller: [so]\n";
    assert_eq!(vocabulary(twice), [format!("{VOCABULARY}:3: the key \"filler\" stands twice")]);
    let deep = format!("filler: {}\n", "[".repeat(5_000));
    assert_eq!(vocabulary(&deep).len(), 1);
}

#[test]
fn every_broken_group_of_refusals_is_told_and_the_others_are_read() {
    let text = "- about: x\n- {about: Parks, questions: [what]}\n- {about: Cars, questions: [why]}\n- [so]\n";
    assert_eq!(
        refusals(text),
        [
            format!("{REFUSALS}:1: the key \"questions\" is missing"),
            format!("{REFUSALS}:3: Cars.questions: \"why\" is too short for a question"),
            format!("{REFUSALS}:4: does not fit: here belongs keys with their values"),
        ]
    );
}

// Single texts, each at its limit and one beyond.

#[test]
fn a_phrase_of_the_vocabulary_has_at_most_60_characters() {
    for (path, text) in [
        ("abbreviations.means", "abbreviations:\n  - {short: pgm, means: [WORD]}\n"),
        ("synonyms", "synonyms:\n  - [pay, WORD]\n"),
        ("near", "near:\n  - [pay, WORD]\n"),
        ("filler", "filler:\n  - WORD\n"),
        ("languages.word", "languages:\n  - {word: WORD, means: pay}\n"),
        ("languages.means", "languages:\n  - {word: gehalt, means: WORD}\n"),
    ] {
        assert_eq!(vocabulary(&text.replace("WORD", &letters(60))), NOTHING);
        let message = "has 61 characters; at most 60 fit";
        assert_eq!(vocabulary(&text.replace("WORD", &letters(61))), told(2, path, message));
        let empty = "is empty: write a text or leave the key out";
        assert_eq!(vocabulary(&text.replace("WORD", "''")), told(2, path, empty));
        assert_eq!(vocabulary(&text.replace("WORD", "'?!'")), told(2, path, "\"?!\" holds no letter or digit"));
        let link = "holds a link: statements cite their sources, and links are not shown";
        assert_eq!(vocabulary(&text.replace("WORD", "'https://x'")), told(2, path, link));
    }
}

#[test]
fn an_abbreviation_is_one_word_of_at_most_15_characters() {
    let problems = |short: &str| vocabulary(&format!("abbreviations:\n  - {{short: {short}, means: [x]}}\n"));
    for short in ["ci/cd", "P&L", &letters(15)] {
        assert_eq!(problems(short), NOTHING, "{short}");
    }
    let path = "abbreviations.short";
    assert_eq!(problems(&letters(16)), told(2, path, "has 16 characters; at most 15 fit"));
    assert_eq!(problems("'&'"), told(2, path, "\"&\" holds no letter or digit"));
    let message = "\"tech pm\" holds several words, and an abbreviation is one: list it under synonyms";
    assert_eq!(problems("tech pm"), told(2, path, message));
}

#[test]
fn an_abbreviation_stands_for_something() {
    let message = "is empty: write what the abbreviation stands for";
    assert_eq!(vocabulary("abbreviations:\n  - {short: x, means: []}\n"), told(2, "abbreviations.means", message));
}

#[test]
fn a_list_has_two_words_or_more() {
    let message = "a list has two or more that mean the same";
    assert_eq!(vocabulary("synonyms:\n  - [pay]\n"), told(2, "synonyms", &format!("has 1 word: {message}")));
    assert_eq!(vocabulary("synonyms:\n  - []\n"), told(2, "synonyms", &format!("has no words: {message}")));
    let message = "a list has the guide's word and one or more that point to it";
    assert_eq!(vocabulary("near:\n\n  - [pay]\n"), told(3, "near", &format!("has 1 word: {message}")));
}

#[test]
fn a_refused_question_has_4_to_200_characters_and_its_group_a_name_of_60() {
    assert_eq!(refused("cars"), NOTHING);
    assert_eq!(refused("car"), told_of_refused("\"car\" is too short for a question"));
    assert_eq!(refused(&letters(200)), NOTHING);
    assert_eq!(refused(&letters(201)), told_of_refused("has 201 characters; at most 200 fit"));
    assert_eq!(refused("????"), told_of_refused("\"????\" holds no letter or digit"));
    let about = |length: usize| refusals(&format!("- {{about: {}, questions: [cars]}}\n", letters(length)));
    assert_eq!(about(60), NOTHING);
    let name = letters(60);
    assert_eq!(about(61), [format!("{REFUSALS}:1: {name}….about: has 61 characters; at most 60 fit")]);
}

#[test]
fn a_group_of_refusals_has_questions() {
    let message = "is empty: list the questions, or leave the group out";
    assert_eq!(refusals("- {about: Cars, questions: []}\n"), told_of_refused(message));
}

// What holds between them.

#[test]
fn a_word_stands_in_one_list_of_synonyms_once() {
    let text = "synonyms:\n  - [pay, wage]\n  - [income, PAY!]\n";
    let message = "\"pay\" stands in another list already, at en/vocabulary.yaml:2: join the two, or keep it in one";
    assert_eq!(vocabulary(text), told(3, "synonyms", message));
    let twice = "\"Wage\" stands twice in this list";
    assert_eq!(vocabulary("synonyms:\n  - [pay, wage, Wage]\n"), told(2, "synonyms", twice));
    assert_eq!(vocabulary("near:\n  - [pay, wage, Wage]\n"), told(2, "near", twice));
}

#[test]
fn a_word_may_be_near_to_several() {
    assert_eq!(vocabulary("synonyms:\n  - [pay, wage]\nnear:\n  - [pay, money]\n  - [budget, money]\n"), NOTHING);
}

#[test]
fn an_abbreviation_is_listed_once_and_is_no_synonym() {
    let text = "abbreviations:\n  - {short: pgm, means: [a]}\n  - {short: PgM, means: [b]}\n";
    let message =
        "\"pgm\" is listed already, at en/vocabulary.yaml:2: join the meanings in one list, the likeliest first";
    assert_eq!(vocabulary(text), told(3, "abbreviations.short", message));
    let text = "abbreviations:\n  - {short: cv, means: [résumé]}\nsynonyms:\n  - [résumé, CV]\n";
    let message = "\"cv\" is an abbreviation already, at en/vocabulary.yaml:2: keep it in one place";
    assert_eq!(vocabulary(text), told(4, "synonyms", message));
}

#[test]
fn a_filler_is_listed_once() {
    let message = "\"can you\" is listed already, at en/vocabulary.yaml:2: take one of them out";
    assert_eq!(vocabulary("filler:\n  - can you\n  - so\n  - Can you…\n"), told(4, "filler", message));
}

#[test]
fn a_word_that_languages_share_has_one_meaning() {
    let text = "languages:\n  - {word: rol, means: role}\n  - {word: Rol, means: Role}\n  - {word: rol, means: roll}\n";
    let message = "\"rol\" means \"role\" already, at en/vocabulary.yaml:2: choose what more people mean by it";
    assert_eq!(vocabulary(text), told(4, "languages.word", message));
}

#[test]
fn a_question_is_refused_once() {
    let text = "- about: Cars\n  questions: [how to park]\n- about: Parks\n  questions:\n    - How to park?\n";
    let message = "the same question stands at en/refusals.yaml:2 (Cars.questions)";
    assert_eq!(refusals(text), [format!("{REFUSALS}:5: Parks.questions: {message}")]);
}

#[test]
fn what_leads_to_an_entry_is_not_refused() {
    for (question, place, path) in [
        ("what is skill talk, asked 2 times", "en/skills/talk.yaml:6", "skill/talk.asked_as"),
        ("THE topic base?", "en/topics/base.yaml:2", "topic/base.title"),
        ("Short base", "en/topics/base.yaml:3", "topic/base.short"),
        ("alias of role pm", "en/roles/roles.yaml:14", "role/pm.also_known_as"),
    ] {
        let message = format!("leads to an entry, at {place} ({path}): take it out here, or there");
        assert_eq!(refused(question), told_of_refused(&message));
    }
}
