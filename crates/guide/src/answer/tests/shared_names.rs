//! Names that mean several entries.

use super::*;

#[test]
fn a_name_of_several_entries_shows_the_likeliest_and_offers_the_others() {
    let shown = asked(shipped(), "/role pm");
    assert_eq!(shown.question, Question::entry(&id("role/product-manager")));
    assert_eq!(labels(&shown)[..2], ["Project manager", "Program manager"]);
    let note = shown.note.as_deref().unwrap();
    assert_eq!(note, "“PM” can also mean: Project manager or Program manager (non-technical).");
}

#[test]
fn a_note_never_repeats_what_was_typed_as_it_was_typed() {
    let padded = format!("pm{}@everyone https://evil.example **now**", " ".repeat(200));
    for typed in ["**pm**", "`PM`", "||pm||", "\u{202e}pm", "pm\u{1b}", &padded] {
        let note = answer(shipped(), &Question::find(Shelf::Role, typed)).note.unwrap();
        assert!(note.starts_with("“PM” can also mean: Project manager"), "{typed:?}: {note:?}");
        let compare = Question::Compare { first: typed.to_owned(), second: "tpm".to_owned() };
        let note = answer(shipped(), &compare).note.unwrap();
        assert!(note.starts_with("“PM” can also mean: Project manager"), "{typed:?}: {note:?}");
    }
}
