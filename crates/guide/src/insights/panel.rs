//! Insights as staff read them: the numbers in words, short enough for a phone.

use super::days::weekday;
use super::trend::trend;
use super::{EntryVotes, Insights, Missed, PERIODS, Span, title};
use crate::answer::View;
use crate::knowledge::EntryId;
use crate::staff::line::counted;
use crate::staff::{Button, Panel, Press, Row, Style};
use crate::text::disarmed;

/// Characters of the whole text at most: with the small print, an embed takes it whole.
const LONGEST: usize = 3_900;

/// Entries and questions that a list names at most.
const NAMED: usize = 5;

/// Entries with falling votes that are named at most.
const FALLING: usize = 3;

/// Characters of a title, and of a member's question, at most.
const TITLE: usize = 60;
const QUESTION: usize = 80;

/// What staff read of `insights`. The chart stands above it; the last part says its numbers.
pub fn panel(view: View<'_>, insights: &Insights) -> Panel {
    let parts = [
        Some(questions(insights)),
        trend(insights),
        missed(&insights.missed),
        mentors(insights),
        shown(view, &insights.shown),
        votes(view, &insights.votes),
        by_day(insights),
    ];
    let mut text: Vec<String> = parts.into_iter().flatten().collect();
    // Only counts of twenty digits or titles that are all marks come to this.
    while text.iter().map(|part| part.chars().count() + 2).sum::<usize>() > LONGEST {
        text.pop();
    }
    Panel {
        title: format!("Insights: {}", period(insights.length())),
        text,
        small_print: Some(
            "Days are UTC; today counts so far. Counts are per day and entry, never per member.".to_owned(),
        ),
        rows: vec![Row::Buttons(PERIODS.map(|days| button(days, insights.days)).into())],
        ..Panel::default()
    }
}

fn period(days: u16) -> String {
    if days == 1 { "today".to_owned() } else { format!("last {days} days") }
}

/// A button to another period.
fn button(days: u16, shown: u16) -> Button {
    let days_of_press = u8::try_from(days).unwrap_or(u8::MAX);
    let style = if days == shown { Style::Primary } else { Style::Plain };
    let button = Button::new(format!("{days} days"), Press::Insights(days_of_press), style);
    Button { is_enabled: days != shown, ..button }
}

/// How many were asked, and how the guide answered.
fn questions(insights: &Insights) -> String {
    let total = insights.total();
    if total.total() == 0 {
        return "No questions were asked in these days.".to_owned();
    }
    let [found, unsure, unknown] = total.percents();
    format!(
        "**{}{}**\nFound: {} ({found}%)\nUnsure: {} ({unsure}%)\nUnknown: {} ({unknown}%)",
        total.total(),
        if total.total() == 1 { " question" } else { " questions" },
        total.found,
        total.unsure,
        total.unknown,
    )
}

/// The questions that most members wait for, in their words.
fn missed(missed: &[Missed]) -> Option<String> {
    let line = |missed: &Missed| {
        let members = counted(missed.waiting, "member", "members");
        format!("- “{}” · {members} · {}", disarmed(&missed.question, QUESTION), missed.state.as_str())
    };
    list("Sent to mentors", missed.iter().map(line), NAMED)
}

/// What became of the questions to the mentors.
fn mentors(insights: &Insights) -> Option<String> {
    let counts = [(insights.answered, "answered"), (insights.declined, "declined"), (insights.waiting, "waiting")];
    if counts.iter().all(|(count, _)| *count == 0) {
        return None;
    }
    let counts = counts.map(|(count, word)| format!("{count} {word}"));
    let median = insights.median_seconds.filter(|_| insights.answered > 0);
    let median = median.map(|seconds| format!("\nHalf of the answers came within {}.", duration(seconds)));
    Some(format!("**Mentors**\n{}{}", counts.join(" · "), median.unwrap_or_default()))
}

/// The entries that members were shown most.
fn shown(view: View<'_>, shown: &[(EntryId, u64)]) -> Option<String> {
    let line = |(id, count): &(EntryId, u64)| format!("- {} · {}", named(view, id), counted(*count, "time", "times"));
    list("Shown most", shown.iter().filter(|(_, count)| *count > 0).map(line), NAMED)
}

/// All votes, and the entries that disappoint.
fn votes(view: View<'_>, votes: &[EntryVotes]) -> Option<String> {
    let sum = |count: fn(&EntryVotes) -> u64| votes.iter().map(count).fold(0, u64::saturating_add);
    let (up, down) = (sum(|votes| votes.up), sum(|votes| votes.down));
    if up == 0 && down == 0 {
        return None;
    }
    let mut falling: Vec<&EntryVotes> = votes.iter().filter(|votes| votes.are_falling()).collect();
    falling.sort_by_key(|votes| std::cmp::Reverse(votes.down.saturating_sub(votes.up)));
    let line = |votes: &EntryVotes| format!("- {} · {} 👍 · {} 👎", named(view, &votes.entry), votes.up, votes.down);
    let falling = list("Worth a look", falling.into_iter().map(line), FALLING);
    let falling = falling.map(|falling| format!("\n{falling}")).unwrap_or_default();
    Some(format!("**Votes**\n{up} 👍 · {down} 👎{falling}"))
}

/// The numbers of the chart, in lines.
fn by_day(insights: &Insights) -> Option<String> {
    let lines = insights.lines();
    if insights.total().total() == 0 || lines.len() < 2 {
        return None;
    }
    let is_daily = lines.iter().all(|line| line.first == line.last);
    let weekday = |span: &Span| if is_daily { format!("{} ", weekday(span.first)) } else { String::new() };
    let line = |span: &Span| format!("{}{}: {}", weekday(span), span.days(), span.sum());
    let lines: Vec<String> = lines.iter().map(line).collect();
    let heading = if is_daily { "Day by day" } else { "Week by week" };
    Some(format!("**{heading}**: found + unsure + unknown\n{}", lines.join("\n")))
}

/// At most so many lines below a heading, and how many more there are; `None` without a line.
fn list(heading: &str, lines: impl Iterator<Item = String>, most: usize) -> Option<String> {
    let mut lines: Vec<String> = lines.collect();
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    if more > 0 {
        lines.push(format!("- …and {more} more"));
    }
    (!lines.is_empty()).then(|| format!("**{heading}**\n{}", lines.join("\n")))
}

/// An entry by its title.
fn named(view: View<'_>, id: &EntryId) -> String {
    match title(view, id) {
        Some(title) => disarmed(title, TITLE),
        None => format!("`{id}` (no longer shown)"),
    }
}

/// A time as people say it.
fn duration(seconds: u64) -> String {
    let rounded = |unit: u64| (seconds / unit).saturating_add(u64::from(seconds % unit >= unit / 2));
    let (minutes, hours, days) = (rounded(60), rounded(3_600), rounded(86_400));
    if minutes <= 1 {
        "a minute".to_owned()
    } else if minutes < 60 {
        format!("{minutes} minutes")
    } else if hours <= 1 {
        "an hour".to_owned()
    } else if hours < 48 {
        format!("{hours} hours")
    } else {
        format!("{days} days")
    }
}

#[cfg(test)]
mod tests {
    use super::super::MissedState;
    use super::super::tests::{guide, none, some};
    use super::*;

    fn told(insights: &Insights) -> String {
        panel(guide(), insights).text.join("\n\n")
    }

    #[test]
    fn a_week_is_told_day_by_day() {
        assert_eq!(
            told(&some(7)),
            "**77 questions**\nFound: 56 (73%)\nUnsure: 14 (18%)\nUnknown: 7 (9%)\n\n\
             More questions lately: 42 in the last 3 days, 24 in the first 3. The guide finds more: \
             79% of them, 63% at first.\n\n\
             **Sent to mentors**\n\
             - “Who signs off a launch here?” · 3 members · waiting\n\
             - “\\*\\*Bold\\*\\* \\<\\@\u{200b}1\\>” · 1 member · answered\n\n\
             **Mentors**\n8 answered · 1 declined · 3 waiting\nHalf of the answers came within 5 hours.\n\n\
             **Shown most**\n\
             - Healthcare and life sciences · 33 times\n\
             - `own/gone` (no longer shown) · 1 time\n\n\
             **Votes**\n14 👍 · 7 👎\n**Worth a look**\n- Healthcare and life sciences · 2 👍 · 5 👎\n\n\
             **Day by day**: found + unsure + unknown\n\
             Mon 16 Nov: 5 = 2 + 2 + 1\nTue 17 Nov: 8 = 5 + 2 + 1\nWed 18 Nov: 11 = 8 + 2 + 1\nThu 19 Nov: 11 = 8 + 2 + 1\n\
             Fri 20 Nov: 11 = 8 + 2 + 1\nSat 21 Nov: 14 = 11 + 2 + 1\nSun 22 Nov: 17 = 14 + 2 + 1"
        );
    }

    #[test]
    fn longer_times_are_told_week_by_week() {
        let month = told(&some(30));
        assert!(month.contains("**Week by week**") && month.lines().last().unwrap().starts_with("16 – 22 Nov: "));
        assert_eq!(panel(guide(), &some(90)).title, "Insights: last 90 days");
    }

    #[test]
    fn nothing_is_told_in_one_sentence() {
        assert_eq!(told(&none(7)), "No questions were asked in these days.");
        let mut waiting = none(7);
        waiting.waiting = 2;
        waiting.median_seconds = Some(60);
        assert!(
            told(&waiting).ends_with("**Mentors**\n0 answered · 0 declined · 2 waiting"),
            "no time without an answer"
        );
    }

    #[test]
    fn a_list_names_five_and_counts_the_others() {
        let mut insights = none(7);
        let question =
            |number| Missed { number, question: format!("{number}"), waiting: 1, state: MissedState::Declined };
        insights.missed = (1..=5).map(question).collect();
        assert!(!told(&insights).contains("more"));
        insights.missed.push(question(6));
        assert!(told(&insights).ends_with("- “5” · 1 member · declined\n- …and 1 more"));
    }

    #[test]
    fn the_other_periods_can_be_pressed() {
        let Row::Buttons(buttons) = &panel(guide(), &none(30)).rows[0] else { panic!("no buttons") };
        let told: Vec<(&str, bool)> = buttons.iter().map(|button| (button.label.as_str(), button.is_enabled)).collect();
        assert_eq!(told, [("7 days", true), ("30 days", false), ("90 days", true)]);
        assert_eq!(buttons[2].press, Press::Insights(90));
    }

    #[test]
    fn times_are_told_as_people_say_them() {
        let told = [0, 89, 90, 3_540, 3_600, 5_400, 18_000, 172_000, 200_000, u64::MAX].map(duration);
        assert_eq!(
            told,
            [
                "a minute",
                "a minute",
                "2 minutes",
                "59 minutes",
                "an hour",
                "2 hours",
                "5 hours",
                "2 days",
                "2 days",
                "213503982334601 days"
            ]
        );
    }
}
