//! What staff should know before they publish: names that lead elsewhere, questions that another entry answers, no source.

use crate::answer::{About, Question, View, answer};
use crate::community::{Content, ContentProblem, Field, OwnEntry};
use crate::knowledge::{EntryId, fold};
use crate::search::Outcome;
use crate::text::disarmed;

/// Names that other own entries have already: one name leads to one entry.
pub fn taken_names(content: &Content, others: &[OwnEntry]) -> Vec<ContentProblem> {
    let names = std::iter::once(&content.title).chain(&content.also_known_as);
    let mut problems = Vec::new();
    for (place, name) in names.enumerate() {
        let folded = fold(name);
        let has_name = |other: &&OwnEntry| {
            fold(&other.content.title) == folded
                || other.content.also_known_as.iter().any(|known| fold(known) == folded)
        };
        if let Some(other) = others.iter().find(has_name) {
            let field = if place == 0 { Field::Title } else { Field::Names };
            let message =
                format!("“{name}” leads to “{}” already. Choose another, or edit that entry.", other.content.title);
            problems.push(ContentProblem { field, message });
        }
    }
    problems
}

/// What to look at before `content` is published as the entry with this slug, or as a new one. `view` is the server's guide
/// as it is now.
pub fn warnings(view: View<'_>, slug: Option<&str>, content: &Content) -> Vec<String> {
    let own = slug.and_then(OwnEntry::id_of);
    let is_other = |id: &EntryId| Some(id) != own.as_ref() && Some(id) != content.replaces.as_ref();
    let shipped = View::from(view.guide);
    let mut warnings = Vec::new();
    for name in std::iter::once(&content.title).chain(&content.also_known_as) {
        if let Some(entry) = shipped.names().exactly(name).filter(|id| is_other(id)).and_then(|id| view.get(id)) {
            let (name, title) = (disarmed(name, 100), disarmed(&entry.title, 100));
            warnings.push(format!("“{name}” is a name of **{title}** too: in this server it will lead to your entry."));
        }
    }
    for question in &content.asked_as {
        let found = answer(view, &Question::ask(question));
        let is_found = found.searched.as_ref().is_some_and(|searched| searched.outcome == Outcome::Found);
        let best = found.searched.as_ref().and_then(|searched| searched.best.as_ref());
        if is_found && found.about != About::Missing && best.is_some_and(&is_other) {
            let (question, title) = (disarmed(question, 140), disarmed(&found.title, 100));
            warnings.push(format!("Members who ask “{question}” in other words may get **{title}** first."));
        }
    }
    if content.asked_as.is_empty() {
        warnings.push("It lists no questions: with some, `/ask` finds it far more often.".to_owned());
    }
    if content.source.is_none() {
        warnings.push("It names no source: members will read “no source given”.".to_owned());
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::{Community, Settings};
    use crate::fixtures::answers::shipped;
    use crate::knowledge::Reviewer;

    fn content(title: &str) -> Content {
        Content { title: title.to_owned(), body: "x".to_owned(), source: Some("us".to_owned()), ..Content::default() }
    }

    fn own(content: Content) -> OwnEntry {
        let reviewed = time::macros::date!(2026 - 11 - 22);
        OwnEntry { slug: "stand-up".to_owned(), content, reviewed, reviewer: Reviewer::Manager, revision: 1 }
    }

    #[test]
    fn a_name_of_another_own_entry_is_a_problem_of_its_field() {
        let other = own(Content { also_known_as: vec!["Daily".to_owned()], ..content("Stand-up") });
        let mine = Content { also_known_as: vec!["stand up".to_owned()], ..content("daily!") };
        let fields: Vec<Field> = taken_names(&mine, &[other]).iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::Title, Field::Names]);
    }

    #[test]
    fn what_the_guide_answers_already_is_told() {
        let asked = |question: &str| Content { asked_as: vec![question.to_owned()], ..content("Zebra crossing") };
        let of = |content: &Content| warnings(View::from(shipped()), None, content);
        assert_eq!(of(&asked("when do zebras cross our river?")), Vec::<String>::new());
        let told = of(&asked("do I need a degree to become a TPM?"));
        assert!(told.len() == 1 && told[0].contains("degree"), "{told:?}");
        assert_eq!(of(&Content { source: None, ..content("Zebra crossing") }).len(), 2, "no question and no source");
    }

    #[test]
    fn what_it_replaces_and_what_it_was_are_no_other_entry() {
        let question = "do I need a degree to become a TPM?";
        let mine = Content {
            asked_as: vec![question.to_owned()],
            replaces: answer(View::from(shipped()), &Question::ask(question))
                .searched
                .and_then(|searched| searched.best),
            ..content("Degrees here")
        };
        assert_eq!(warnings(View::from(shipped()), None, &mine), Vec::<String>::new());
        let edited = Content { replaces: None, ..mine };
        let published = own(edited.clone());
        let community = Community::build(shipped(), &[published], Settings::default());
        let view = View::new(shipped(), Some(&community));
        assert_eq!(warnings(view, Some("stand-up"), &edited), Vec::<String>::new());
    }
}
