//! What the figures of labelled questions count.

use super::*;

/// A question of a family and style, asserted or not, right or not, with this chance.
fn asked(family: &str, style: &str, outcome: Outcome, first: bool, chance: f64) -> Labelled {
    Labelled {
        family: family.to_owned(),
        style: style.to_owned(),
        covered: !family.starts_with("out"),
        outcome,
        chance,
        first,
        offered: first,
    }
}

/// How close two shares of few questions are when they are the same.
const SAME: f64 = 1e-12;

#[test]
fn each_question_is_counted_by_what_was_made_of_it() {
    use Outcome::{Found, Unknown, Unsure};
    let mut questions = vec![
        asked("pay", "long", Found, true, 0.9),
        asked("pay", "slang", Found, false, 0.8),
        asked("pay", "long", Unsure, true, 0.3),
        asked("craft", "long", Unsure, false, 0.2),
        asked("craft", "slang", Unknown, true, 0.1),
        asked("out of scope", "long", Found, false, 0.7),
        asked("out of scope", "long", Unsure, false, 0.4),
    ];
    questions[1].covered = false;
    let report = report(&questions);
    let expected = Figures {
        questions: 7,
        in_scope: 5,
        covered: 0.8,
        right_when_asserted: 1.0 / 3.0,
        wrong: 0.2,
        well: 0.2,
        well_or_offered: 0.4,
        out_of_scope: 2,
        out_asserted: 1,
    };
    assert_eq!(report.all, expected);
    let names = |groups: &BTreeMap<String, Figures>| -> Vec<(String, usize)> {
        groups.iter().map(|(name, figures)| (name.clone(), figures.questions)).collect()
    };
    let named = |groups: &[(&str, usize)]| -> Vec<(String, usize)> {
        groups.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    };
    assert_eq!(names(&report.families), named(&[("craft", 2), ("out of scope", 2), ("pay", 3)]));
    assert_eq!(names(&report.styles), named(&[("long", 5), ("slang", 2)]));
    assert!((report.families["pay"].right_when_asserted - 0.5).abs() < SAME);
    assert_eq!(report.families["out of scope"].out_asserted, 1);
    assert!(report.families["out of scope"].covered.abs() < SAME, "nothing in scope is no share at all");
}

#[test]
fn a_bin_holds_as_many_as_the_others() {
    let chance = |number: u32| f64::from(number) / 25.0;
    let questions: Vec<Labelled> =
        (0..25).rev().map(|number| asked("pay", "long", Outcome::Found, number >= 20, chance(number))).collect();
    let report = report(&questions);
    let counts: Vec<usize> = report.bins.iter().map(|bin| bin.questions).collect();
    assert_eq!(counts, [2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
    let last = report.bins[9];
    assert_eq!((last.from, last.to, last.right), (chance(22), chance(24), 1.0));
    assert!((last.said - chance(23)).abs() < SAME, "{last:?}");
    assert!(report.bins.windows(2).all(|two| two[0].to <= two[1].from));
}

#[test]
fn few_questions_fill_few_bins() {
    let report = report(&[asked("pay", "long", Outcome::Found, true, 0.75)]);
    assert_eq!(report.bins, [Bin { from: 0.75, to: 0.75, questions: 1, said: 0.75, right: 1.0 }]);
    assert!((report.error - 0.25).abs() < SAME);
    assert!(report.interval.iter().all(|bound| (bound - 0.25).abs() < SAME), "every sample is the same: {report:?}");
}

#[test]
fn the_error_is_how_far_chances_are_from_what_is_right() {
    let of = |chance: f64, right: usize| -> f64 {
        let questions: Vec<Labelled> =
            (0..100).map(|number| asked("pay", "long", Outcome::Found, number % 10 < right, chance)).collect();
        let report = report(&questions);
        assert!(report.interval[0] <= report.interval[1], "{:?}", report.interval);
        // Within a chance, what is wrong sorts before what is right: the bins are all wrong or all right.
        report.error
    };
    assert!(of(1.0, 10).abs() < SAME && (of(0.0, 10) - 1.0).abs() < SAME && (of(0.5, 10) - 0.5).abs() < SAME);
    assert!((of(0.5, 5) - 0.5).abs() < SAME);
}

#[test]
fn the_same_questions_give_the_same_interval() {
    let questions: Vec<Labelled> = (0..200)
        .map(|number| asked("pay", "long", Outcome::Found, number % 3 == 0, f64::from(number) / 200.0))
        .collect();
    let (first, second) = (report(&questions), report(&questions));
    assert_eq!(first, second);
    let [low, high] = first.interval;
    assert!(low < first.error + 0.05 && first.error < high + 0.05 && high - low < 0.3, "{first:?}");
}

#[test]
fn the_generator_is_the_one_that_is_published() {
    // The first numbers of splitmix64.c from 0.
    let mut generator = SplitMix(0);
    assert_eq!([generator.next(), generator.next()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    assert!((0..1000).all(|_| generator.below(3) < 3));
}
