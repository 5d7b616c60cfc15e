//! The test bot on serenity: it does what `../README.md` lists.

use std::env;

use serenity::all::{
    ActionRowComponent, ApplicationId, AutocompleteChoice, Client, Command, CommandInteraction, CommandOptionType,
    ComponentInteraction, Context, CreateActionRow, CreateAutocompleteResponse, CreateButton, CreateCommand,
    CreateCommandOption, CreateEmbed, CreateInputText, CreateInteractionResponse as Response,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateModal, EditInteractionResponse,
    EventHandler, GatewayIntents, HttpBuilder, InputTextStyle, Interaction, ModalInteraction, Ready,
};
use serenity::async_trait;

const NAMES: [&str; 3] = ["Ada", "Adam", "Bob"];

struct Bot;

#[async_trait]
impl EventHandler for Bot {
    async fn ready(&self, context: Context, _: Ready) {
        let name = CreateCommandOption::new(CommandOptionType::String, "name", "Who");
        let greet = CreateCommand::new("greet").description("Greets a person");
        let greet = greet.add_option(name.required(true).set_autocomplete(true));
        let slow = CreateCommand::new("slow").description("Takes a while");
        Command::set_global_commands(&context, vec![greet, slow]).await.expect("the commands are valid");
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let answered = match interaction {
            Interaction::Autocomplete(interaction) => complete(&context, &interaction).await,
            Interaction::Command(interaction) => run_command(&context, &interaction).await,
            Interaction::Component(interaction) => click(&context, &interaction).await,
            Interaction::Modal(interaction) => submit(&context, &interaction).await,
            _ => Ok(()),
        };
        if let Err(error) = answered {
            eprintln!("serenity: {error}");
        }
    }
}

async fn complete(context: &Context, interaction: &CommandInteraction) -> serenity::Result<()> {
    let typed = interaction.data.autocomplete().map(|option| option.value.to_lowercase()).unwrap_or_default();
    let matching = NAMES.iter().filter(|name| name.to_lowercase().starts_with(&typed));
    let choices = matching.map(|name| AutocompleteChoice::new(*name, *name)).collect();
    let response = CreateAutocompleteResponse::new().set_choices(choices);
    interaction.create_response(context, Response::Autocomplete(response)).await
}

async fn run_command(context: &Context, interaction: &CommandInteraction) -> serenity::Result<()> {
    if interaction.data.name == "greet" {
        let name = interaction.data.options[0].value.as_str().unwrap_or_default();
        let buttons = [("again", "Again"), ("form", "Form"), ("remove", "Remove")];
        let buttons = buttons.map(|(id, label)| CreateButton::new(id).label(label)).to_vec();
        let message = CreateInteractionResponseMessage::new()
            .embed(CreateEmbed::new().title(format!("Hello, {name}")))
            .components(vec![CreateActionRow::Buttons(buttons)]);
        return interaction.create_response(context, Response::Message(message)).await;
    }
    interaction.defer(context).await?;
    interaction.edit_response(context, EditInteractionResponse::new().content("Done")).await?;
    let more = CreateInteractionResponseFollowup::new().content("One more thing");
    interaction.create_followup(context, more).await.map(|_| ())
}

async fn click(context: &Context, interaction: &ComponentInteraction) -> serenity::Result<()> {
    match interaction.data.custom_id.as_str() {
        "again" => {
            let message = CreateInteractionResponseMessage::new().embed(CreateEmbed::new().title("Hello again"));
            interaction.create_response(context, Response::UpdateMessage(message)).await
        }
        "form" => {
            let text = CreateInputText::new(InputTextStyle::Short, "Text", "text");
            let modal = CreateModal::new("form", "A form").components(vec![CreateActionRow::InputText(text)]);
            interaction.create_response(context, Response::Modal(modal)).await
        }
        _ => {
            interaction.defer(context).await?;
            interaction.delete_response(context).await
        }
    }
}

async fn submit(context: &Context, interaction: &ModalInteraction) -> serenity::Result<()> {
    let text = match &interaction.data.components[0].components[0] {
        ActionRowComponent::InputText(text) => text.value.as_deref().unwrap_or_default(),
        _ => "",
    };
    let message = CreateInteractionResponseMessage::new().content(format!("You wrote: {text}")).ephemeral(true);
    interaction.create_response(context, Response::Message(message)).await
}

#[tokio::main]
async fn main() {
    let variable = |name: &str| env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let origin = variable("FAKE_DISCORD_ORIGIN");
    assert!(origin.starts_with("http://127.0.0.1:"), "FAKE_DISCORD_ORIGIN is not a fake Discord");
    let id: ApplicationId = variable("FAKE_DISCORD_APPLICATION_ID").parse().expect("an id");
    // With its rate limiter, serenity 0.12 ignores the proxy and calls the real Discord.
    let http = HttpBuilder::new(variable("FAKE_DISCORD_TOKEN")).proxy(origin).ratelimiter_disabled(true);
    let http = http.application_id(id).build();
    // Without an answer here, serenity would fall back to the real gateway.
    http.get_bot_gateway().await.expect("the fake Discord answers");
    let builder = serenity::client::ClientBuilder::new_with_http(http, GatewayIntents::GUILDS);
    let mut client: Client = builder.event_handler(Bot).await.expect("a client");
    client.start().await.expect("the client runs until it is ended");
}
