// The test bot on discord.js: it does what ../README.md lists.

import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  EmbedBuilder,
  Events,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from "discord.js";

const { FAKE_DISCORD_ORIGIN: origin, FAKE_DISCORD_TOKEN: token } = process.env;
if (!origin?.startsWith("http://127.0.0.1:")) throw new Error("FAKE_DISCORD_ORIGIN is not a fake Discord");

const NAMES = ["Ada", "Adam", "Bob"];

const commands = [
  new SlashCommandBuilder()
    .setName("greet")
    .setDescription("Greets a person")
    .addStringOption((option) =>
      option.setName("name").setDescription("Who").setRequired(true).setAutocomplete(true),
    ),
  new SlashCommandBuilder().setName("slow").setDescription("Takes a while"),
];

function buttons() {
  const button = (id, label) =>
    new ButtonBuilder().setCustomId(id).setLabel(label).setStyle(ButtonStyle.Secondary);
  return new ActionRowBuilder().addComponents(
    button("again", "Again"),
    button("form", "Form"),
    button("remove", "Remove"),
  );
}

function form() {
  const text = new TextInputBuilder().setCustomId("text").setLabel("Text").setStyle(TextInputStyle.Short);
  return new ModalBuilder()
    .setCustomId("form")
    .setTitle("A form")
    .addComponents(new ActionRowBuilder().addComponents(text));
}

async function answer(interaction) {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused().toLowerCase();
    const matching = NAMES.filter((name) => name.toLowerCase().startsWith(typed));
    await interaction.respond(matching.map((name) => ({ name, value: name })));
  } else if (interaction.isChatInputCommand() && interaction.commandName === "greet") {
    const embed = new EmbedBuilder().setTitle(`Hello, ${interaction.options.getString("name")}`);
    await interaction.reply({ embeds: [embed], components: [buttons()] });
  } else if (interaction.isChatInputCommand() && interaction.commandName === "slow") {
    await interaction.deferReply();
    await interaction.editReply("Done");
    await interaction.followUp("One more thing");
  } else if (interaction.isButton() && interaction.customId === "again") {
    await interaction.update({ embeds: [new EmbedBuilder().setTitle("Hello again")] });
  } else if (interaction.isButton() && interaction.customId === "form") {
    await interaction.showModal(form());
  } else if (interaction.isButton() && interaction.customId === "remove") {
    await interaction.deferUpdate();
    await interaction.deleteReply();
  } else if (interaction.isModalSubmit()) {
    const text = interaction.fields.getTextInputValue("text");
    await interaction.reply({ content: `You wrote: ${text}`, flags: MessageFlags.Ephemeral });
  }
}

// The gateway's address comes from GET /gateway/bot.
const client = new Client({ intents: ["Guilds"], rest: { api: `${origin}/api` } });
client.once(Events.ClientReady, () => client.application.commands.set(commands));
client.on(Events.InteractionCreate, answer);
await client.login(token);
