//! What can be asked, and what is kept of it.

use super::{About, Answer, Command, Guide, Layout, Line, Link, Menu, MenuOption, Question, Section};
use crate::knowledge::{Entry, Kind, Knowledge, Shelf};

/// What is kept and logged of every question.
const LOGGED: &str = "Nothing is stored. A log line per question holds the server's id, the command, the language, the \
                      outcome and how long it took, and where `/ask` finds no answer the nearest entry; not who asked,";
/// What is logged of the words, usually.
const NO_WORDS: &str = "and not what you typed.";
/// What is logged of them where whoever runs the guide wants to see what it lacks.
const WORDS: &str = "and not what you typed, but for questions to `/ask` that find no answer: their words are logged.";

pub(super) fn answer(guide: &Guide) -> Answer {
    let knowledge = &guide.knowledge;
    let mut answer = Answer::new(About::Help, Question::Help, "What you can ask");
    answer.emoji = Some("👋".to_owned());
    answer.lead = Some(Line::own(
        "I answer questions about the technical program manager (TPM) role from a curated guide, and show where each \
         statement comes from. What the guide does not hold, I say I do not know.",
    ));
    let commands = Command::ALL.map(|command| Line::own(format!("`{}` {}", command.usage(), command.help()))).to_vec();
    answer.sections = vec![
        Section { heading: "Commands".to_owned(), lines: commands, layout: Layout::Lines },
        Section {
            heading: "On somebody's message".to_owned(),
            lines: vec![Line::own(
                "Right-click it, or hold it on a phone: *Apps*, *Ask TPM Guide*. The answer is for you alone, until you \
                 share it in the channel.",
            )],
            layout: Layout::Lines,
        },
        Section {
            heading: "With each command but this".to_owned(),
            lines: vec![
                Line::own("`for:` names the person you answer; `private:` shows the answer to you alone."),
                Line::own("Buttons lead on. Whoever asked turns the pages; anybody else gets a copy of their own."),
            ],
            layout: Layout::Lines,
        },
        Section {
            heading: "Privacy".to_owned(),
            lines: vec![Line::own(format!("{LOGGED} {}", if guide.logs_questions { WORDS } else { NO_WORDS }))],
            layout: Layout::Lines,
        },
    ];
    answer.menu = browse(knowledge);
    answer.links = examples(knowledge);
    answer
}

/// One way into each kind of entry, from where its siblings can be picked.
fn browse(knowledge: &Knowledge) -> Option<Menu> {
    let mut options: Vec<MenuOption> = [
        (Kind::Role, "Roles"),
        (Kind::Comparison, "Comparisons"),
        (Kind::Industry, "Industries"),
        (Kind::Responsibility, "Responsibilities"),
        (Kind::Skill, "Skills"),
        (Kind::InterviewTip, "Interview tips"),
        (Kind::Company, "Companies"),
        (Kind::Topic, "Topics"),
    ]
    .into_iter()
    .filter_map(|(kind, label)| {
        let first = first_of(knowledge, kind)?;
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
        (Question::CareerPath, "Career path", "All steps at a glance", "🧭", knowledge.career_steps().is_empty()),
        (Question::FaqList { page: 0 }, "FAQs", "All questions with their numbers", "❓", knowledge.faqs().is_empty()),
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

fn first_of(knowledge: &Knowledge, kind: Kind) -> Option<&Entry> {
    knowledge.most_needed_first(kind.shelf()).into_iter().find(|entry| entry.kind() == kind)
}

/// A question of each sort to try.
fn examples(knowledge: &Knowledge) -> Vec<Link> {
    let first = |shelf| knowledge.most_needed_first(shelf).into_iter().next().map(Link::to);
    let path = first(Shelf::Career).map(|_| Link { label: "Career path".to_owned(), question: Question::CareerPath });
    [first(Shelf::Comparison), first(Shelf::Industry), path, first(Shelf::Faq)].into_iter().flatten().collect()
}
