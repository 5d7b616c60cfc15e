//! Discord's numbers. Lengths count Unicode code points, after trimming in embeds.

/// Characters of an embed's title. <https://docs.discord.com/developers/resources/message#embed-object-embed-limits>
pub const EMBED_TITLE: usize = 256;
/// Characters of an embed's description; same page.
pub const EMBED_DESCRIPTION: usize = 4096;
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
