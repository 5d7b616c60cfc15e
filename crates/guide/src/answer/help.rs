//! The help: every command, the options they share, and what is logged. Short enough for one screen of a phone.

use super::{About, Answer, Command, Layout, Line, Link, Menu, MenuOption, Question, Section, View};
use crate::community::shown;
use crate::knowledge::{Entry, Kind, Shelf, is_safe_url};

/// What is logged of every question.
const LOGGED: &str = "Per question, the log has the server's id, command, language, outcome and time taken, and for an unanswered \
                      `/ask` the closest entry; not who asked,";
/// What is stored where nothing is.
const NOTHING_STORED: &str = "Nothing is stored.";
/// What is stored where servers write entries of their own.
const STORED: &str = "This server's own entries are stored: what staff write, who wrote it and when.";
/// What is stored besides where members can ask the mentors, vote, or do both.
const MENTORS: &str = "Stored here: questions to the mentors and this server's entries, each with its author.";
const VOTES: &str = "Stored here: votes without names, and this server's entries with their authors.";
const ALL: &str =
    "Stored here: questions to the mentors and this server's entries, each with its author, and votes without names.";
/// Where members find what is about them.
const OWN_DATA: &str = "`/privacy` shows and deletes yours.";
/// What is logged of the words by default.
const NO_WORDS: &str = "and not what you typed.";
/// What is logged of the words where the operator has turned the log of unanswered questions on.
const WORDS: &str = "and not what you typed, except for unanswered `/ask` questions: their words are logged.";

pub(super) fn answer(view: View<'_>) -> Answer {
    let mut answer = Answer::new(About::Help, Question::Help, "What you can ask");
    answer.emoji = Some("👋".to_owned());
    answer.lead = Some(Line::own(
        "I answer questions about the technical program manager (TPM) role from a curated guide, with sources. If it isn't in \
         the guide, I'll say so.",
    ));
    let listed = Command::ALL.into_iter().filter(|command| *command != Command::Help);
    let commands = listed.map(|command| Line::own(format!("`{}` {}", command.usage(), command.help()))).collect();
    answer.sections = vec![
        Section { heading: "Commands".to_owned(), lines: commands, layout: Layout::Lines },
        Section {
            heading: "Options for every command except /help".to_owned(),
            lines: vec![Line::own("`for:` pings the member you answer; `private:` shows the answer only to you.")],
            layout: Layout::Lines,
        },
        Section {
            heading: "On a message".to_owned(),
            lines: vec![Line::own(
                "Right-click or long-press it, then *Apps* and *Ask TPM Guide*. Only you see the answer, until you share it.",
            )],
            layout: Layout::Lines,
        },
        Section {
            heading: "Privacy".to_owned(),
            lines: vec![Line::own(format!(
                "{} {LOGGED} {}",
                stored(view),
                if view.guide.logs_questions { WORDS } else { NO_WORDS }
            ))],
            layout: Layout::Lines,
        },
    ];
    let from_this_server: Vec<Line> = also_answered(view.own()).into_iter().chain(rules(view)).map(Line::own).collect();
    if !from_this_server.is_empty() {
        let section =
            Section { heading: "From this server".to_owned(), lines: from_this_server, layout: Layout::Lines };
        // Above the small things.
        answer.sections.insert(1, section);
    }
    answer.menu = browse(view);
    answer.links = examples(view);
    answer
}

/// What is stored in this server.
fn stored(view: View<'_>) -> String {
    let stored = match (view.offers.mentors, view.offers.votes) {
        (false, false) if view.guide.stores => return STORED.to_owned(),
        (false, false) => return NOTHING_STORED.to_owned(),
        (true, false) => MENTORS,
        (false, true) => VOTES,
        (true, true) => ALL,
    };
    format!("{stored} {OWN_DATA}")
}

/// Own entries by their short titles, as many as there is room for. A title is inert from the time it was written.
fn also_answered(own: &[Entry]) -> Option<String> {
    /// The most characters of the titles.
    const ROOM: usize = 120;
    let mut named: Vec<&str> = Vec::new();
    let mut length = 0;
    for entry in own {
        length += entry.short.chars().count() + ", ".len();
        if length > ROOM {
            break;
        }
        named.push(&entry.short);
    }
    let more = match own.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!named.is_empty()).then(|| format!("Also answered here: {}{more}.", named.join(", ")))
}

/// The link to the rules of the server, where staff set one.
fn rules(view: View<'_>) -> Option<String> {
    let rules = view.community?.settings().rules.as_deref().filter(|url| is_safe_url(url))?;
    Some(shown(&format!("The rules of this server: {rules}")))
}

/// The overview: one entry of each kind, from which its siblings can be picked.
pub(super) fn browse(view: View<'_>) -> Option<Menu> {
    let mut options: Vec<MenuOption> = [
        (Kind::Role, "Roles"),
        (Kind::Comparison, "Comparisons"),
        (Kind::Industry, "Industries"),
        (Kind::Responsibility, "Responsibilities"),
        (Kind::Skill, "Skills"),
        (Kind::Interview, "Interviews"),
        (Kind::Term, "Terms"),
        (Kind::Company, "Companies"),
        (Kind::Topic, "Topics"),
    ]
    .into_iter()
    .filter_map(|(kind, label)| {
        let first = first_of(view, kind)?;
        Some(MenuOption {
            label: label.to_owned(),
            description: Some(format!("Starts with {}", first.short)),
            emoji: first.emoji.clone(),
            question: Question::entry(&first.id),
            current: false,
        })
    })
    .collect();
    let lists = [
        (Question::CareerPath, "Career path", "All steps at a glance", "🧭", view.career_steps().is_empty()),
        (Question::FaqList { page: 0 }, "FAQs", "All questions with their numbers", "❓", view.faqs().is_empty()),
    ];
    options.extend(lists.into_iter().filter(|(.., empty)| !empty).map(|(question, label, description, emoji, _)| {
        MenuOption {
            label: label.to_owned(),
            description: Some(description.to_owned()),
            emoji: Some(emoji.to_owned()),
            question,
            current: false,
        }
    }));
    (!options.is_empty()).then(|| Menu { prompt: "Browse the guide…".to_owned(), options })
}

fn first_of(view: View<'_>, kind: Kind) -> Option<&Entry> {
    view.most_needed_first(kind.shelf()).into_iter().find(|entry| entry.kind() == kind)
}

/// One question of each kind to try.
fn examples(view: View<'_>) -> Vec<Link> {
    let first = |shelf| view.most_needed_first(shelf).into_iter().next().map(Link::to);
    let path = first(Shelf::Career).map(|_| Link { label: "Career path".to_owned(), question: Question::CareerPath });
    [first(Shelf::Comparison), first(Shelf::Industry), path, first(Shelf::Faq)].into_iter().flatten().collect()
}
