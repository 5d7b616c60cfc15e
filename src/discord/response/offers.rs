//! What an answer offers besides, where its server wants it: to ask the mentors, and to vote.

use serenity::builder::{
    CreateActionRow, CreateButton, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::application::ButtonStyle;
use serenity::model::channel::ReactionType;
use tpm_guide_core::answer::{About, Answer, Menu};
use tpm_guide_core::staff::Press;

use crate::discord::custom_id::{Control, encode};
use crate::discord::footer;

/// What the menu says that leads from an answer to what was meant instead.
const INSTEAD: &str = "Not what you meant?";

/// The footer that holds the whole question, which the form of a question to the mentors is filled with. Other members' words
/// are not repeated, and are not quoted either.
pub(super) fn question(answer: &Answer) -> Option<String> {
    footer::footer(answer.quoted.as_deref().filter(|_| answer.offers_mentors)?)
}

/// The button where nothing was found.
pub(super) fn button(answer: &Answer) -> Option<CreateButton> {
    if !answer.offers_mentors || answer.about != About::Missing {
        return None;
    }
    Some(CreateButton::new(ask_mentors()?).label("Ask the mentors").style(ButtonStyle::Primary))
}

/// Whether the mentors are an option of this menu of an answer that was found: not among the siblings of what is shown.
pub(super) fn is_in(answer: &Answer, menu: &Menu) -> bool {
    answer.offers_mentors && answer.about != About::Missing && !menu.options.iter().any(|option| option.current)
}

/// The last option of what may be meant instead.
pub(super) fn option() -> Option<CreateSelectMenuOption> {
    let option = CreateSelectMenuOption::new("Something else: ask the mentors", ask_mentors()?);
    Some(option.description("Members who know this field answer in this server"))
}

/// The menu with that option alone, where an answer that was found has no menu for it.
pub(super) fn menu(answer: &Answer) -> Option<CreateActionRow> {
    let has_option = answer.menu.as_ref().is_some_and(|menu| is_in(answer, menu));
    if !answer.offers_mentors || answer.about == About::Missing || has_option {
        return None;
    }
    // A `custom_id` stands once in a message.
    let custom_id = if answer.menu.is_some() { ask_mentors()? } else { encode(&Control::Menu)? };
    let options = vec![option()?];
    let select = CreateSelectMenu::new(custom_id, CreateSelectMenuKind::String { options });
    Some(CreateActionRow::SelectMenu(select.placeholder(INSTEAD)))
}

/// The row to vote in. Screen readers name the emoji.
pub(super) fn votes(answer: &Answer) -> Option<CreateActionRow> {
    let (id, revision) = answer.vote.as_ref()?;
    let button = |is_for: bool, emoji: &str| {
        let custom_id = encode(&Control::Staff(Press::Vote(id.clone(), *revision, is_for)))?;
        let button = CreateButton::new(custom_id).emoji(ReactionType::Unicode(emoji.to_owned()));
        Some(button.style(ButtonStyle::Secondary))
    };
    Some(CreateActionRow::Buttons(vec![button(true, "👍")?, button(false, "👎")?]))
}

fn ask_mentors() -> Option<String> {
    encode(&Control::Staff(Press::AskMentors))
}
