//! Any question whatever.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_question_has_a_sound_answer(question in questions()) {
        let shown = answer(shipped(), &question);
        prop_assert_eq!(sound(&shown), Ok(()));
        let typed = controls(&shown).iter().any(|question| matches!(question, Question::Ask { .. } | Question::Find { .. } | Question::Compare { .. }));
        prop_assert!(!typed, "a control in a member's own words");
    }

    #[test]
    fn any_typing_has_few_and_short_suggestions(typed in words(), other in words()) {
        let fields = Shelf::ALL.map(Field::Name).into_iter().chain([Field::Question, Field::Side { other: Some(other) }, Field::Side { other: None }]);
        for field in fields {
            let suggestions = suggest(shipped(), &field, &typed);
            prop_assert!(suggestions.len() <= 25);
            let values: HashSet<&str> = suggestions.iter().map(|suggestion| suggestion.value.as_str()).collect();
            prop_assert_eq!(values.len(), suggestions.len());
            for suggestion in &suggestions {
                prop_assert!((1..=100).contains(&suggestion.name.chars().count()));
                prop_assert!((1..=100).contains(&suggestion.value.chars().count()));
            }
        }
    }
}
