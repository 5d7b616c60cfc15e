//! A reply in, the one body of Discord's response out: the same bytes over any transport.
//!
//! How an answer looks is designed here, once: an embed of one colour a kind, its text in the description, small
//! print last; below it a menu of siblings, pages, and links. Nothing can ping but what `allowed_mentions` names. What staff
//! see is in `staff` and `form`.

mod offers;
pub mod staff;
pub mod post;
mod form;

use bytes::Bytes;
use serde::Serialize;
pub use serenity::builder::CreateInteractionResponse;
use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton, CreateEmbed,
    CreateEmbedFooter, CreateInteractionResponseMessage, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption,
};
use serenity::model::application::ButtonStyle;
use serenity::model::channel::ReactionType;
use tpm_guide_core::answer::{About, Answer, Attribution, Citation, Layout, Link, Menu, Paging, Question, Section};
use tpm_guide_core::reply::{Audience, MessageRef, Named, Reply, UserId};
use tpm_guide_core::text::{cut_at_word, disarmed, inert};

use super::custom_id::{Control, encode};
use super::limits;

/// The whole answer to a PING over HTTP (<https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint>).
pub const PONG: &[u8] = br#"{"type":1}"#;

/// What follows a response, by the interaction's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterStep {
    /// Deletes the message: `DELETE …/@original`.
    DeleteOriginal,
    /// Posts a further message with this JSON: `POST /webhooks/{application}/{token}`.
    FollowUp(Bytes),
    /// Posts a further message with this JSON and files.
    FollowUpFiles {
        /// The message, which names the files as its attachments, from `0` on.
        json: Bytes,
        /// The files' names, and what is in them.
        files: Vec<(String, Bytes)>,
    },
}

/// What follows the response to `reply`, if anything does.
pub fn after_step(reply: &Reply) -> Option<AfterStep> {
    match reply {
        Reply::Remove => Some(AfterStep::DeleteOriginal),
        Reply::Share { answer, by, about } => {
            let message = message(answer, Audience::Channel).content(shared_by(*by, *about));
            Some(AfterStep::FollowUp(json_of(&message)))
        }
        Reply::Show { .. } | Reply::Replace { .. } | Reply::Suggest(_) => None,
    }
}

fn json_of<T: Serialize>(message: &T) -> Bytes {
    Bytes::from(serde_json::to_vec(message).expect("a message holds only strings, numbers and lists"))
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
        // The private message stays as it is, except that it cannot be shared a second time; the public one follows.
        Reply::Share { answer, .. } => CreateInteractionResponse::UpdateMessage(
            message(answer, Audience::Asker).components(components(answer, shared_button(answer))),
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

/// One line above a shared answer, with a link to the message that it is about. A message link opens no preview.
fn shared_by(member: UserId, about: Option<MessageRef>) -> String {
    let shared = format!("Shared by <@{}>", member.get());
    let Some(MessageRef { guild, channel, message }) = about else { return shared };
    let guild = guild.map_or_else(|| "@me".to_owned(), |guild| guild.to_string());
    format!("{shared}, in answer to https://discord.com/channels/{guild}/{channel}/{message}")
}

fn only(named: &Named) -> CreateAllowedMentions {
    let none = CreateAllowedMentions::new();
    if named.ping { none.users([named.user.get()]) } else { none }
}

/// What an answer looks like. A public one can be removed; a private one can be shared.
fn message(answer: &Answer, audience: Audience) -> CreateInteractionResponseMessage {
    let message = CreateInteractionResponseMessage::new()
        .allowed_mentions(CreateAllowedMentions::new())
        .components(components(answer, audience_button(answer, audience)));
    if answer.about == About::Help {
        message.content(plain_text(answer))
    } else {
        let embed =
            CreateEmbed::new().title(answer.headline()).description(description(answer)).colour(colour(answer.about));
        message.embed(match offers::question(answer) {
            Some(question) => embed.footer(CreateEmbedFooter::new(question)),
            None => embed,
        })
    }
}

/// Help has no embed: it can be read where embeds are turned off.
fn plain_text(answer: &Answer) -> String {
    format!("**{}**\n{}", answer.headline(), description(answer))
}

fn description(answer: &Answer) -> String {
    let attribution = answer.attribution.as_ref();
    let mut blocks = Vec::new();
    blocks.extend(question(answer));
    blocks.extend(answer.note.as_ref().map(|note| format!("-# {note}")));
    blocks.extend(answer.lead.as_ref().map(|lead| lead.marked(attribution)));
    blocks.extend(answer.sections.iter().map(|part| section(part, attribution)));
    blocks.extend(answer.caution.as_ref().map(|caution| format!("⚠️ {caution}")));
    let small_print: Vec<String> = answer.small_print(cited).iter().map(|print| format!("-# {print}")).collect();
    if !small_print.is_empty() {
        blocks.push(small_print.join("\n"));
    }
    blocks.join(if answer.about == About::Missing { "\n" } else { "\n\n" })
}

/// The asker's words: in small print above an answer from the guide, which others may see, as Discord shows them only that
/// `/ask` was used. None where the footer has them.
fn question(answer: &Answer) -> Option<String> {
    if offers::question(answer).is_some() {
        return None;
    }
    if answer.about == About::Missing {
        return answer.repeated(inert);
    }
    answer.repeated(|words| disarmed(words, limits::QUESTION)).map(|line| format!("-# {line}"))
}

/// A source's name, as a link where it can be read. Angle brackets keep Discord from showing a preview.
fn cited(source: &Citation) -> String {
    match &source.url {
        // A bracket in the name would end the link's text.
        Some(url) => format!("[{}](<{url}>)", source.name.replace(['[', ']'], "")),
        None => source.name.clone(),
    }
}

fn section(section: &Section, attribution: Option<&Attribution>) -> String {
    let lines = section.lines.iter().enumerate().map(|(place, line)| match section.layout {
        Layout::Lines => line.marked(attribution),
        Layout::Bullets | Layout::Questions => format!("- {}", line.marked(attribution)),
        Layout::Steps { first } => format!("{}. {}", first + place, line.marked(attribution)),
        Layout::Verbatim => line.text.clone(),
    });
    let lines = lines.collect::<Vec<String>>().join("\n");
    let lines = if section.layout == Layout::Verbatim { format!("```text\n{lines}\n```") } else { lines };
    if section.heading.is_empty() { lines } else { format!("**{}**\n{lines}", section.heading) }
}

fn colour(about: About) -> u32 {
    match about {
        About::Role => 0x3B82F6,
        About::Comparison => 0x8B5CF6,
        About::Industry => 0x10B981,
        About::Career => 0xF59E0B,
        About::Faq => 0x06B6D4,
        About::Interview => 0xF43F5E,
        About::Topic | About::Help => 0x64748B,
        About::Own => 0x14B8A6,
        About::Missing => 0x9CA3AF,
    }
}

/// The last button: *Remove* on a public answer, *Share in channel* on a private one that shows something from the guide.
fn audience_button(answer: &Answer, audience: Audience) -> Option<CreateButton> {
    match audience {
        Audience::Channel => button("Remove", &Control::Remove),
        Audience::Asker => button("Share in channel", &Control::Share(answer.question.clone())),
    }
}

/// The last button of a private answer that was shared.
fn shared_button(answer: &Answer) -> Option<CreateButton> {
    button("Shared", &Control::Share(answer.question.clone())).map(|button| button.disabled(true))
}

fn components(answer: &Answer, last: Option<CreateButton>) -> Vec<CreateActionRow> {
    let mut rows = Vec::new();
    rows.extend(answer.menu.as_ref().and_then(|siblings| menu(answer, siblings)));
    rows.extend(offers::menu(answer));
    let pages: Vec<CreateButton> = answer.paging.as_ref().map(pages).unwrap_or_default();
    if !pages.is_empty() {
        rows.push(CreateActionRow::Buttons(pages));
    }
    let after: Vec<CreateButton> = offers::button(answer).into_iter().chain(last).collect();
    let mut links: Vec<CreateButton> = answer.links.iter().filter_map(link).collect();
    links.truncate(limits::BUTTONS - after.len());
    links.extend(after);
    if !links.is_empty() {
        rows.push(CreateActionRow::Buttons(links));
    }
    rows.extend(offers::votes(answer));
    rows
}

fn menu(answer: &Answer, menu: &Menu) -> Option<CreateActionRow> {
    let last = if offers::is_in(answer, menu) { offers::option() } else { None };
    let options = menu
        .options
        .iter()
        .take(limits::SELECT_OPTIONS - usize::from(last.is_some()))
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
        .chain(last)
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
