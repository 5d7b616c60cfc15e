//! Insights for the tests of this module, and what holds of all of them.

use proptest::prelude::*;
use time::macros::date;
use time::{Date, Duration};

use super::*;
use crate::fixtures::answers::{id, shipped};

const TODAY: Date = date!(2026 - 11 - 22);

/// What an embed takes, with the small print and its mark.
const EMBED: usize = 4_096;

pub(super) fn guide() -> View<'static> {
    View::from(shipped())
}

/// Days in which nothing happened.
pub(super) fn none(days: u16) -> Insights {
    Insights {
        first_day: TODAY - Duration::days(i64::from(days.max(1)) - 1),
        days,
        asked: Vec::new(),
        shown: Vec::new(),
        missed: Vec::new(),
        votes: Vec::new(),
        answered: 0,
        declined: 0,
        waiting: 0,
        median_seconds: None,
    }
}

/// Days with something of everything, more and more of it.
pub(super) fn some(days: u16) -> Insights {
    let mut insights = none(days);
    let weekly = [0, 1, 2, 2, 2, 3, 4];
    insights.asked = (0..days)
        .map(|place| DayCount {
            day: insights.first_day + Duration::days(i64::from(place)),
            found: 2 + 3 * weekly[usize::from(place % 7)] + u64::from(place / 7),
            unsure: 2,
            unknown: 1,
        })
        .collect();
    insights.shown = vec![(id("industry/healthcare"), 33), (id("own/gone"), 1)];
    let missed =
        |number, question: &str, waiting, state| Missed { number, question: question.to_owned(), waiting, state };
    insights.missed = vec![
        missed(12, "Who signs off a launch here?", 3, MissedState::Waiting),
        missed(9, "**Bold**\n<@1>", 1, MissedState::Answered),
    ];
    insights.votes = vec![
        EntryVotes { entry: id("industry/healthcare"), up: 2, down: 5 },
        EntryVotes { entry: id("own/gone"), up: 12, down: 2 },
    ];
    (insights.answered, insights.declined, insights.waiting) = (8, 1, 3);
    insights.median_seconds = Some(18_000);
    insights
}

/// Words as a member with bad intentions writes them.
pub(super) fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[=+\\-@\t\r\n;,|\"' a<>*_`~\\[\\]()#:/\u{200b}\u{202e}＝＠]{0,60}",
        "\\PC{0,40}",
        Just("```\n@everyone <@&1> [x](https://e.example)\n# big".to_owned()),
        Just("*".repeat(1_000)),
        Just("@".repeat(1_000)),
        Just("e\u{301}\u{301}\u{301}".repeat(400)),
    ]
}

fn count() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0_u64..30, 1 => 0_u64..100_000, 1 => any::<u64>(), 1 => Just(u64::MAX)]
}

fn entry() -> impl Strategy<Value = EntryId> {
    prop::sample::select(vec![id("industry/healthcare"), id("own/gone"), id("faq/none-of-this-name")])
}

/// Insights with any numbers, also of days that are not in them.
pub(super) fn any_insights() -> impl Strategy<Value = Insights> {
    let days = prop_oneof![3 => prop::sample::select(vec![1, 7, 30, 90]), 1 => any::<u16>()];
    let asked = prop::collection::vec((-3_i64..100, count(), count(), count()), 0..100);
    let missed = prop::collection::vec((any::<u64>(), hostile(), count()), 0..9);
    let state = prop::sample::select(vec![
        MissedState::Waiting,
        MissedState::Taken,
        MissedState::Answered,
        MissedState::Declined,
    ]);
    let votes = prop::collection::vec((entry(), count(), count()), 0..9);
    let shown = prop::collection::vec((entry(), count()), 0..9);
    let mentors = (count(), count(), count(), prop::option::of(any::<u64>()));
    (days, asked, missed, state, votes, shown, mentors).prop_map(
        |(days, asked, missed, state, votes, shown, (answered, declined, waiting, median_seconds))| {
            let mut insights = none(days);
            let day = |place| insights.first_day.saturating_add(Duration::days(place));
            insights.asked = asked
                .into_iter()
                .map(|(place, found, unsure, unknown)| DayCount { day: day(place), found, unsure, unknown })
                .collect();
            let missed = missed.into_iter();
            insights.missed =
                missed.map(|(number, question, waiting)| Missed { number, question, waiting, state }).collect();
            insights.votes = votes.into_iter().map(|(entry, up, down)| EntryVotes { entry, up, down }).collect();
            Insights { shown, answered, declined, waiting, median_seconds, ..insights }
        },
    )
}

/// The lines of a text that are sums, read back: the total and its parts.
fn sums(text: &str) -> Vec<[u128; 4]> {
    let sum = |part: &str| {
        let (_, sum) = part.rsplit_once(": ")?;
        let (total, parts) =
            sum.trim_end_matches('.').split_once(" = ").unwrap_or((sum.trim_end_matches('.'), "0 + 0 + 0"));
        let numbers: Vec<u128> =
            std::iter::once(total).chain(parts.split(" + ")).map_while(|number| number.parse().ok()).collect();
        numbers.try_into().ok()
    };
    text.split(['\n', ';']).filter_map(sum).collect()
}

fn numbers(spans: &[Span]) -> Vec<[u128; 4]> {
    spans.iter().map(|span| [span.total(), span.found.into(), span.unsure.into(), span.unknown.into()]).collect()
}

proptest! {
    #[test]
    fn the_text_fits_and_says_the_numbers_of_the_chart(insights in any_insights()) {
        let panel = panel(guide(), &insights);
        let small_print = panel.small_print.as_deref().map_or(0, |print| print.chars().count() + 5);
        let text = panel.text.join("\n\n");
        prop_assert!(text.chars().count() + small_print <= EMBED, "{}", text.chars().count());
        let total = insights.total();
        if total.total() > 0 {
            prop_assert!(panel.text[0].contains(&total.total().to_string()));
        }
        if let Some(by_day) = panel.text.last().filter(|last| last.contains("found + unsure + unknown")) {
            prop_assert_eq!(sums(by_day), numbers(&insights.lines()));
        }
    }

    #[test]
    fn the_alternative_fits_and_says_the_numbers_of_the_chart(insights in any_insights()) {
        let told = alt_text(&insights);
        prop_assert!(told.chars().count() <= 1_024);
        let numbers_told = sums(told.split_once("unknown: ").map_or("", |(_, sums)| sums));
        let is_told = [Vec::new(), numbers(&insights.bars()), numbers(&insights.lines())].contains(&numbers_told);
        prop_assert!(is_told, "{}", told);
    }

    #[test]
    fn words_of_members_are_inert(words in hostile()) {
        let mut insights = none(7);
        insights.missed.push(Missed { number: 1, question: words, waiting: 1, state: MissedState::Waiting });
        let panel = panel(guide(), &insights);
        let line = panel.text[1].lines().nth(1).expect("the question");
        prop_assert_eq!(panel.text[1].lines().count(), 2, "a question stays on its line");
        let said = line.strip_prefix("- “").and_then(|line| line.strip_suffix("” · 1 member · waiting")).expect("the rest");
        let mut is_escaped = false;
        for character in said.chars() {
            if "*_~`|>#-[]()<:@\\/".contains(character) && !is_escaped {
                prop_assert_eq!(character, '\\');
                is_escaped = true;
            } else {
                is_escaped = false;
            }
        }
        prop_assert!(!said.chars().any(char::is_control) && !said.contains("@e") && said.chars().count() <= 240);
    }
}
