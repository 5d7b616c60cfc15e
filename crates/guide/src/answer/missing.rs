//! The answer where the guide lacks what was asked for: what is spelled almost so, and a menu of what there is.

use super::{About, Answer, Line, Link, Menu, MenuOption, Question, View, career, faq, help, menu};
use crate::knowledge::{Entry, EntryId, Kind, Shelf};

/// How many near entries are offered; the fourth place is help.
const NEAREST: usize = 3;

/// A name that means nothing on its shelf.
pub(super) fn name(view: View<'_>, shelf: Shelf, written: &str) -> Answer {
    let title = match shelf {
        Shelf::Role => "I don't know that role",
        Shelf::Comparison => "I don't know that comparison",
        Shelf::Industry => "I don't know that industry",
        Shelf::Career => "I don't know that step",
        Shelf::Faq => "I don't have that question",
        Shelf::Interview => "I have nothing on that part of interviews",
        Shelf::Term => "I don't know that term",
        Shelf::Topic => "I don't know that topic",
    };
    let near = nearest(view, shelf, written).into_iter().map(Link::to).collect();
    let mut answer = nothing(view, title, written, near, of_shelf(view, shelf));
    // A menu holds the first of them only.
    if shelf == Shelf::Faq && answer.links.len() < Answer::LINKS && !view.faqs().is_empty() {
        let all = Link { label: "All questions".to_owned(), question: Question::FaqList { page: 0 } };
        answer.links.insert(answer.links.len() - 1, all);
    }
    answer
}

/// A name that means no role, in a comparison with `other`, where that is one.
pub(super) fn side(view: View<'_>, written: &str, other: Option<&EntryId>) -> Answer {
    let title = "I don't know that role";
    let near = nearest(view, Shelf::Role, written).into_iter();
    let Some(other) = other.and_then(|id| view.get(id)) else {
        return nothing(view, title, written, near.map(Link::to).collect(), of_shelf(view, Shelf::Comparison));
    };
    let beside = |role: &Entry| Question::Pair { first: other.id.clone(), second: role.id.clone(), page: 0 };
    let near = near.filter(|role| role.id != other.id);
    let near = near.map(|role| Link { label: role.short.clone(), question: beside(role) }).collect();
    let roles = view.most_needed_first(Shelf::Role).into_iter().filter(|role| role.id != other.id);
    let roles = menu(&format!("Compare {} with…", other.short), roles, None).map(|menu| Menu {
        options: menu.options.into_iter().map(|option| paired(option, &other.id)).collect(),
        ..menu
    });
    nothing(view, title, written, near, roles)
}

/// The option that compares `other` with the role that this one opens.
fn paired(option: MenuOption, other: &EntryId) -> MenuOption {
    let question = match option.question {
        Question::Entry { id, page } => Question::Pair { first: other.clone(), second: id, page },
        question => question,
    };
    MenuOption { question, ..option }
}

/// An entry that a button remembers and that is not shown: the guide no longer has it, or the server has switched it off or
/// written another one in its place.
pub(super) fn gone(view: View<'_>, id: &EntryId) -> Answer {
    if let Some(own) = view.get(id).filter(|own| own.id != *id && own.kind() == Kind::Own) {
        return nothing(view, "This server has an answer of its own instead", "", vec![Link::to(own)], None);
    }
    if view.is_switched_off(id) {
        let name = view.guide.knowledge.get(id).map_or_else(|| id.name(), |entry| entry.short.as_str());
        return nothing(view, "That answer is switched off in this server", "", nearest_anywhere(view, name), None);
    }
    nothing(view, "That answer is no longer in the guide", "", nearest_anywhere(view, id.name()), None)
}

/// A control of an older version, or of another bot; `remembered` is what it carried.
pub fn stale_control<'g>(view: impl Into<View<'g>>, remembered: &str) -> Answer {
    let view = view.into();
    // The version and the command before the entry's name say nothing of the entry.
    let near = remembered.split(':').max_by_key(|part| part.len()).unwrap_or_default();
    let near = nearest_anywhere(view, near);
    nothing(view, "That button is from an older version", "", near, None)
}

fn nearest<'g>(view: View<'g>, shelf: Shelf, written: &str) -> Vec<&'g Entry> {
    let near = view.names().nearest(shelf, written, NEAREST);
    near.iter().filter_map(|id| view.get(id)).collect()
}

fn nearest_anywhere(view: View<'_>, written: &str) -> Vec<Link> {
    let near = view.names().nearest_anywhere(written, NEAREST);
    near.iter().filter_map(|id| view.get(id)).map(Link::to).collect()
}

/// What a command can show, those people need most first.
fn of_shelf(view: View<'_>, shelf: Shelf) -> Option<Menu> {
    let prompt = match shelf {
        Shelf::Role => "Pick a role…",
        Shelf::Comparison => "Pick a comparison…",
        Shelf::Industry => "Pick an industry…",
        Shelf::Career => return career::menu(view, None).map(with_none_open),
        Shelf::Faq => return faq::first(view),
        Shelf::Interview => "Pick a part of interviews…",
        Shelf::Term => "Pick a term…",
        Shelf::Topic => "Pick a topic…",
    };
    menu(prompt, view.most_needed_first(shelf), None)
}

fn with_none_open(mut menu: Menu) -> Menu {
    for option in &mut menu.options {
        option.current = false;
    }
    menu
}

fn nothing(view: View<'_>, title: &str, written: &str, near: Vec<Link>, menu: Option<Menu>) -> Answer {
    let mut answer = Answer::new(About::Missing, Question::Help, title);
    answer.quoted = Some(written.to_owned()).filter(|written| !written.trim().is_empty());
    answer.lead = Some(Line::own(match (near.is_empty(), &menu) {
        (true, None) => "Nothing in the guide comes close; `/help` shows what you can ask.",
        (true, Some(_)) => "Pick one from the menu, or see `/help` for what else you can ask.",
        (false, None) => "These come closest; `/help` shows what you can ask.",
        (false, Some(_)) => {
            "Did you mean one of these? The menu has the others, and `/help` shows what else you can ask."
        }
    }));
    answer.menu = menu.or_else(|| help::browse(view).filter(|_| near.is_empty()));
    answer.links = near;
    answer.links.push(Link::help());
    answer
}
