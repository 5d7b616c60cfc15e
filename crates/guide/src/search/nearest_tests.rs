//! How the least likeness of a name that is offered was chosen.

use super::*;
use crate::fixtures::knowledge::shipped;
use crate::knowledge::names_of;

/// The share of `written` for which the shelf has something near.
fn share_with_near(index: &Names, written: &[(Shelf, String)]) -> f64 {
    let near = written.iter().filter(|(shelf, written)| !index.view().nearest(*shelf, written, 1).is_empty()).count();
    f64::from(u32::try_from(near).unwrap()) / f64::from(u32::try_from(written.len()).unwrap())
}

/// How `ALIKE` was chosen. A lower limit offers more for nonsense: at 0.5, for every ninth word.
#[test]
fn mangled_names_are_near_and_other_words_are_not() {
    let index = Names::build(shipped());
    let mut mangled: Vec<(Shelf, String)> = Vec::new();
    for entry in shipped().entries() {
        for name in names_of(entry).into_iter().filter(|name| name.chars().count() >= 6) {
            let letters: Vec<char> = name.chars().collect();
            let third = letters.len() / 3;
            let dropped = letters.iter().enumerate().filter(|(place, _)| place % 5 != 2).map(|(_, letter)| letter);
            let variants = [
                dropped.collect(),
                letters[..2 * third].iter().collect(),
                letters[third..].iter().collect(),
                format!("{name} stuff"),
                format!("the {name} please"),
            ];
            mangled.extend(variants.map(|variant| (entry.kind().shelf(), variant)));
        }
    }
    let words = [
        "atlantis",
        "wizard",
        "the weather on mars",
        "nine hundred",
        "qqqq wwww",
        "drop table entries",
        "pizza",
        "banana",
        "asdf",
        "qwertz",
        "foo bar",
        "lorem ipsum dolor",
        "hello",
        "how are you",
        "football",
        "cat",
        "my neighbours dog",
        "quantum physics",
        "recipe for soup",
        "taylor swift",
        "minecraft server",
        "lol",
        "what time is it",
        "paris",
        "blockchain dating",
        "zxcvbnm",
        "elephant",
        "purple monkey dishwasher",
        "tell me a joke",
        "astronaut",
        "plumber",
        "horoscope",
    ];
    let shelves = [Shelf::Role, Shelf::Industry, Shelf::Career, Shelf::Faq, Shelf::Topic];
    let other: Vec<_> = shelves.iter().flat_map(|shelf| words.map(|word| (*shelf, word.to_owned()))).collect();
    let (kept, offered) = (share_with_near(&index, &mangled), share_with_near(&index, &other));
    println!("near are {:.1} % of mangled names and {:.1} % of other words", kept * 100.0, offered * 100.0);
    assert!(kept >= 0.9, "{kept:.3} of mangled names are near");
    assert!(offered <= 0.06, "{offered:.3} of other words are near");
}
