//! A reply in, the one body of Discord's response out: the same bytes over any transport.
//!
//! How an answer looks is designed here, once: an embed of one colour a kind, its text in the description, small
//! print last; below it a menu of siblings, pages, and links. Nothing can ping but what `allowed_mentions` names.

pub use serenity::builder::CreateInteractionResponse;
use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateEmbed,
    CreateInteractionResponseMessage, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::application::ButtonStyle;
use serenity::model::channel::ReactionType;
use tpm_guide_core::answer::{About, Answer, Attribution, Layout, Link, Menu, Paging, Question, Section};
use tpm_guide_core::reply::{Audience, Named, Reply};
use tpm_guide_core::text::{cut_at_word, inert};

use super::custom_id::{Control, encode};
use super::limits;

/// The whole answer to a PING over HTTP (<https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint>).
pub const PONG: &[u8] = br#"{"type":1}"#;

/// What follows a response, by the interaction's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterStep {
    /// `DELETE …/@original`, tried again for 10 s while Discord does not know the message yet.
    DeleteOriginal,
}

/// What follows the response to `reply`, if anything does.
pub fn after_step(reply: &Reply) -> Option<AfterStep> {
    matches!(reply, Reply::Remove).then_some(AfterStep::DeleteOriginal)
}

/// Renders `reply` as the response to an interaction.
pub fn response(reply: &Reply) -> CreateInteractionResponse {
    match reply {
        Reply::Show { answer, private, addressee } => {
            let audience = if *private { Audience::Asker } else { Audience::Channel };
            let message = message(answer, audience).ephemeral(*private);
            CreateInteractionResponse::Message(match addressee {
                Some(named) => message.content(address(named)).allowed_mentions(only(named)),
                None => message,
            })
        }
        Reply::Offer { answer } => {
            CreateInteractionResponse::Message(message(answer, Audience::Sharer).ephemeral(true))
        }
        Reply::Share { answer, by } => CreateInteractionResponse::Message(
            message(answer, Audience::Channel).content(format!("Shared by <@{}>", by.get())),
        ),
        Reply::Replace { answer, pressed } => {
            let mut message = message(answer, pressed.audience);
            if answer.about == About::Help {
                message = message.embeds(Vec::new());
            } else if pressed.plain_text {
                message = message.content("");
            }
            CreateInteractionResponse::UpdateMessage(message)
        }
        Reply::Remove => CreateInteractionResponse::Acknowledge,
        Reply::Suggest(suggestions) => {
            let choices = suggestions
                .iter()
                .map(|suggestion| {
                    AutocompleteChoice::new(cut_at_word(&suggestion.name, limits::CHOICE), suggestion.value.clone())
                })
                .collect();
            CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(choices))
        }
    }
}

/// One line above the answer. Only a new message carries it, so that an update never pings.
fn address(named: &Named) -> String {
    format!("For <@{}>:", named.user.get())
}

fn only(named: &Named) -> CreateAllowedMentions {
    let nobody = CreateAllowedMentions::new();
    if named.ping { nobody.users([named.user.get()]) } else { nobody }
}

/// What an answer looks like. A public one can be removed; what one person sees alone is dismissed.
fn message(answer: &Answer, audience: Audience) -> CreateInteractionResponseMessage {
    let message = CreateInteractionResponseMessage::new()
        .allowed_mentions(CreateAllowedMentions::new())
        .components(components(answer, audience));
    if answer.about == About::Help {
        message.content(plain_text(answer))
    } else {
        message.embed(
            CreateEmbed::new().title(answer.headline()).description(description(answer)).colour(colour(answer.about)),
        )
    }
}

/// Help has no embed: it can be read where embeds are turned off.
fn plain_text(answer: &Answer) -> String {
    format!("**{}**\n{}", answer.headline(), description(answer))
}

fn description(answer: &Answer) -> String {
    let attribution = answer.attribution.as_ref();
    let mut blocks = Vec::new();
    blocks.extend(answer.note.as_ref().map(|note| format!("-# {note}")));
    blocks.extend(answer.repeated(inert));
    blocks.extend(answer.lead.as_ref().map(|lead| lead.marked(attribution)));
    blocks.extend(answer.sections.iter().map(|part| section(part, attribution)));
    blocks.extend(answer.caution.as_ref().map(|caution| format!("⚠️ {caution}")));
    let small_print: Vec<String> = answer.small_print().iter().map(|print| format!("-# {print}")).collect();
    if !small_print.is_empty() {
        blocks.push(small_print.join("\n"));
    }
    blocks.join(if answer.about == About::Missing { "\n" } else { "\n\n" })
}

fn section(section: &Section, attribution: Option<&Attribution>) -> String {
    let bullet = match section.layout {
        Layout::Lines => "",
        Layout::Bullets => "- ",
    };
    let lines: Vec<String> = section.lines.iter().map(|line| format!("{bullet}{}", line.marked(attribution))).collect();
    format!("**{}**\n{}", section.heading, lines.join("\n"))
}

fn colour(about: About) -> u32 {
    match about {
        About::Role => 0x3B82F6,
        About::Comparison => 0x8B5CF6,
        About::Industry => 0x10B981,
        About::Career => 0xF59E0B,
        About::Faq => 0x06B6D4,
        About::Topic | About::Help => 0x64748B,
        About::Missing => 0x9CA3AF,
    }
}

fn components(answer: &Answer, audience: Audience) -> Vec<CreateActionRow> {
    let mut rows = Vec::new();
    rows.extend(answer.menu.as_ref().and_then(menu));
    let pages: Vec<CreateButton> = answer.paging.as_ref().map(pages).unwrap_or_default();
    if !pages.is_empty() {
        rows.push(CreateActionRow::Buttons(pages));
    }
    let mut links: Vec<CreateButton> = answer.links.iter().filter_map(link).collect();
    links.extend(match audience {
        Audience::Channel => button("✕", &Control::Remove),
        Audience::Sharer => answer.entry().and_then(|id| button("Share in channel", &Control::Share(id.clone()))),
        Audience::Asker => None,
    });
    if !links.is_empty() {
        rows.push(CreateActionRow::Buttons(links));
    }
    rows
}

fn menu(menu: &Menu) -> Option<CreateActionRow> {
    let options = menu
        .options
        .iter()
        .filter_map(|option| {
            let value = encode(&Control::Ask(option.question.clone()))?;
            let mut drawn = CreateSelectMenuOption::new(cut_at_word(&option.label, limits::SELECT_OPTION), value)
                .default_selection(option.current);
            if let Some(description) = &option.description {
                drawn = drawn.description(description.clone());
            }
            if let Some(emoji) = &option.emoji {
                drawn = drawn.emoji(ReactionType::Unicode(emoji.clone()));
            }
            Some(drawn)
        })
        .collect();
    let select = CreateSelectMenu::new(encode(&Control::Menu)?, CreateSelectMenuKind::String { options });
    Some(CreateActionRow::SelectMenu(select.placeholder(menu.prompt.clone())))
}

fn pages(paging: &Paging) -> Vec<CreateButton> {
    let turn = |question: &Option<Question>, label: String| {
        question.clone().and_then(|question| button(&label, &Control::Ask(question)))
    };
    [
        turn(&paging.previous, format!("◀ Page {}", paging.page - 1)),
        turn(&paging.next, format!("Page {} ▶", paging.page + 1)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn link(link: &Link) -> Option<CreateButton> {
    button(&link.label, &Control::Ask(link.question.clone()))
}

fn button(label: &str, control: &Control) -> Option<CreateButton> {
    Some(CreateButton::new(encode(control)?).label(label).style(ButtonStyle::Secondary))
}

#[cfg(test)]
mod tests;
