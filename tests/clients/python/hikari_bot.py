"""The test bot on hikari: it does what ../README.md lists."""

import os

import hikari

ORIGIN = os.environ["FAKE_DISCORD_ORIGIN"]
if not ORIGIN.startswith("http://127.0.0.1:"):
    raise SystemExit("FAKE_DISCORD_ORIGIN is not a fake Discord")

NAMES = ["Ada", "Adam", "Bob"]

# The gateway's address comes from GET /gateway/bot.
bot = hikari.GatewayBot(
    os.environ["FAKE_DISCORD_TOKEN"],
    rest_url=f"{ORIGIN}/api/v10",
    intents=hikari.Intents.GUILDS,
    banner=None,
)


def buttons() -> hikari.api.MessageActionRowBuilder:
    row = bot.rest.build_message_action_row()
    for custom_id, label in (("again", "Again"), ("form", "Form"), ("remove", "Remove")):
        row.add_interactive_button(hikari.ButtonStyle.SECONDARY, custom_id, label=label)
    return row


@bot.listen()
async def register(_: hikari.StartedEvent) -> None:
    application = await bot.rest.fetch_application()
    greet = bot.rest.slash_command_builder("greet", "Greets a person").add_option(
        hikari.CommandOption(
            type=hikari.OptionType.STRING, name="name", description="Who", is_required=True, autocomplete=True
        )
    )
    slow = bot.rest.slash_command_builder("slow", "Takes a while")
    await bot.rest.set_application_commands(application, [greet, slow])


@bot.listen()
async def complete(event: hikari.AutocompleteInteractionCreateEvent) -> None:
    typed = str(event.interaction.options[0].value).lower()
    matching = [name for name in NAMES if name.lower().startswith(typed)]
    await event.interaction.create_response(
        [hikari.impl.AutocompleteChoiceBuilder(name=name, value=name) for name in matching]
    )


@bot.listen()
async def run_command(event: hikari.CommandInteractionCreateEvent) -> None:
    interaction = event.interaction
    if interaction.command_name == "greet":
        assert interaction.options is not None
        await interaction.create_initial_response(
            hikari.ResponseType.MESSAGE_CREATE,
            embed=hikari.Embed(title=f"Hello, {interaction.options[0].value}"),
            component=buttons(),
        )
    else:
        await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
        await interaction.edit_initial_response("Done")
        await interaction.execute("One more thing")


@bot.listen()
async def click(event: hikari.ComponentInteractionCreateEvent) -> None:
    interaction = event.interaction
    if interaction.custom_id == "again":
        await interaction.create_initial_response(
            hikari.ResponseType.MESSAGE_UPDATE, embed=hikari.Embed(title="Hello again")
        )
    elif interaction.custom_id == "form":
        row = bot.rest.build_modal_action_row().add_text_input("text", "Text")
        await interaction.create_modal_response("A form", "form", component=row)
    else:
        await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_UPDATE)
        await interaction.delete_initial_response()


@bot.listen()
async def submit(event: hikari.ModalInteractionCreateEvent) -> None:
    text = event.interaction.components[0].components[0].value
    await event.interaction.create_initial_response(
        hikari.ResponseType.MESSAGE_CREATE, f"You wrote: {text}", flags=hikari.MessageFlag.EPHEMERAL
    )


bot.run(check_for_updates=False)
