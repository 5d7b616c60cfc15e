//! Discord's numbers. Lengths count Unicode code points, after trimming in embeds.

/// Characters of an embed's title. <https://docs.discord.com/developers/resources/message#embed-object-embed-limits>
pub const EMBED_TITLE: usize = 256;
/// Characters of an embed's description; same page.
pub const EMBED_DESCRIPTION: usize = 4096;
/// Characters of an embed's footer; same page.
pub const EMBED_FOOTER: usize = 2048;
/// Characters of all embeds of a message together; same page.
pub const EMBED_TOTAL: usize = 6000;
/// Characters of a message's content. <https://docs.discord.com/developers/resources/message#create-message>
pub const CONTENT: usize = 2000;
/// Characters of a `custom_id`. <https://docs.discord.com/developers/components/reference>
pub const CUSTOM_ID: usize = 100;
/// Characters of a button's label; same page. The guide's own limit is 25.
pub const BUTTON_LABEL: usize = 80;
/// Characters of a select option's label, value and description; same page.
pub const SELECT_OPTION: usize = 100;
/// Options of a select; same page.
pub const SELECT_OPTIONS: usize = 25;
/// Characters of an autocomplete choice's name and of its string value.
/// <https://docs.discord.com/developers/interactions/application-commands>
pub const CHOICE: usize = 100;
/// Choices of an autocomplete answer; same page.
pub const CHOICES: usize = 25;
/// Characters of a question to `/ask`. The guide's own limit, which the option states.
pub const QUESTION: usize = 300;
/// Fields, choices and remarks of a form. <https://docs.discord.com/developers/interactions/receiving-and-responding>
pub const FORM_PARTS: usize = 5;
/// Characters of a form's title; same page.
pub const FORM_TITLE: usize = 45;
/// Characters of the label around a field. <https://docs.discord.com/developers/components/reference#label>
pub const FIELD_LABEL: usize = 45;
/// Characters of what a field's label explains, and of what stands in the field while it is empty; same page.
pub const FIELD_DESCRIPTION: usize = 100;
/// Characters of a text field; same page.
pub const TEXT_INPUT: usize = 4000;
/// Options of a choice in a form; same page.
pub const RADIO_OPTIONS: usize = 10;
/// Characters of the remarks of a form; same page.
pub const TEXT_DISPLAY: usize = 4000;
/// Rows of controls of a message; same page.
pub const ROWS: usize = 5;
/// Buttons of a row; same page.
pub const BUTTONS: usize = 5;
/// Characters of what a select asks for while nothing is picked; same page.
pub const PLACEHOLDER: usize = 150;
/// Characters of what a file's reader hears who does not see it.
/// <https://docs.discord.com/developers/resources/message#attachment-object>
pub const FILE_DESCRIPTION: usize = 1024;
/// Characters of the name of a forum's post.
/// <https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel>
pub const POST_NAME: usize = 100;
/// Bytes of the embeds of a message that the bot posts by itself. Discord documents no such limit for embeds; it fails on
/// other messages above 10 170 bytes (<https://github.com/discord/discord-api-docs/issues/8554>), and a message that is
/// retried until it is given up on is worth less than one that is cut.
pub const POST_BYTES: usize = 9_500;
