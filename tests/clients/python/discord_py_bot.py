"""The test bot on discord.py: it does what ../README.md lists."""

import os

import discord
import yarl
from discord import app_commands

ORIGIN = os.environ["FAKE_DISCORD_ORIGIN"]
if not ORIGIN.startswith("http://127.0.0.1:"):
    raise SystemExit("FAKE_DISCORD_ORIGIN is not a fake Discord")
# Both, and before the client starts: discord.py asks for the gateway's address only when it shards.
discord.http.Route.BASE = f"{ORIGIN}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws{ORIGIN.removeprefix('http')}/gateway")

NAMES = ["Ada", "Adam", "Bob"]


class Form(discord.ui.Modal, title="A form"):
    text = discord.ui.TextInput(label="Text", custom_id="text")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"You wrote: {self.text.value}", ephemeral=True)


class Buttons(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.edit_message(embed=discord.Embed(title="Hello again"))

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Remove", custom_id="remove")
    async def remove(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.defer()
        await interaction.delete_original_response()


class Bot(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()


bot = Bot()


@bot.tree.command(description="Greets a person")
@app_commands.describe(name="Who")
async def greet(interaction: discord.Interaction, name: str) -> None:
    await interaction.response.send_message(embed=discord.Embed(title=f"Hello, {name}"), view=Buttons())


@greet.autocomplete("name")
async def names(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    matching = (name for name in NAMES if name.lower().startswith(typed.lower()))
    return [app_commands.Choice(name=name, value=name) for name in matching]


@bot.tree.command(description="Takes a while")
async def slow(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    await interaction.edit_original_response(content="Done")
    await interaction.followup.send("One more thing")


bot.run(os.environ["FAKE_DISCORD_TOKEN"])
