//! What an embed may hold: rules M03 and M04.

use serde_json::Value;

use super::super::errors::{Problems, join};
use super::{Address, given, integer, length, list, text, url};

/// The most characters of all embeds of a message together.
const MAX_EMBED_SIZE: usize = 6000;
const MAX_EMBEDS: usize = 10;
const MAX_FIELDS: usize = 25;
/// Where links lead.
const WEB: Address = Address { schemes: &["http", "https"], max: 2048 };
/// Where pictures are.
const PICTURE: Address = Address { schemes: &["http", "https", "attachment"], max: 2048 };

/// Checks the embeds at `path`.
pub(in super::super) fn embeds(problems: &mut Problems, path: &str, embeds: &[Value]) {
    if embeds.len() > MAX_EMBEDS {
        problems.too_long("M03", path, MAX_EMBEDS);
    }
    let mut size = 0;
    for (index, embed) in embeds.iter().enumerate() {
        size += self::embed(problems, &join(path, index), embed);
    }
    if size > MAX_EMBED_SIZE {
        let message = format!("Embed size exceeds maximum size of {MAX_EMBED_SIZE}");
        problems.add("M04", path, "MAX_EMBED_SIZE_EXCEEDED", &message);
    }
}

/// Checks one embed and tells its size.
fn embed(problems: &mut Problems, path: &str, embed: &Value) -> usize {
    if !embed.is_object() {
        problems.wrong_type("M03", path, "object");
        return 0;
    }
    let mut size = 0;
    size += trimmed(problems, embed, path, "title", 256, false);
    size += trimmed(problems, embed, path, "description", 4096, false);
    url(problems, "M03", embed, path, "url", &WEB);
    integer(problems, "M03", embed, path, "color", (0, 0x00FF_FFFF));
    timestamp(problems, embed, path);
    if let Some(footer) = given(embed, "footer") {
        let path = join(path, "footer");
        size += trimmed(problems, footer, &path, "text", 2048, true);
        url(problems, "M03", footer, &path, "icon_url", &PICTURE);
    }
    if let Some(author) = given(embed, "author") {
        let path = join(path, "author");
        size += trimmed(problems, author, &path, "name", 256, true);
        url(problems, "M03", author, &path, "url", &WEB);
        url(problems, "M03", author, &path, "icon_url", &PICTURE);
    }
    for picture in ["image", "thumbnail"] {
        if let Some(picture_of) = given(embed, picture) {
            let path = join(path, picture);
            if given(picture_of, "url").is_none() {
                problems.required("M03", &join(&path, "url"));
            }
            url(problems, "M03", picture_of, &path, "url", &PICTURE);
        }
    }
    let fields = list(problems, "M03", embed, path, "fields").unwrap_or_default();
    let fields_path = join(path, "fields");
    if fields.len() > MAX_FIELDS {
        problems.too_long("M03", &fields_path, MAX_FIELDS);
    }
    for (index, field) in fields.iter().enumerate() {
        let path = join(&fields_path, index);
        size += trimmed(problems, field, &path, "name", 256, true);
        size += trimmed(problems, field, &path, "value", 1024, true);
        super::boolean(problems, "M03", field, &path, "inline");
    }
    let shows_something = ["image", "thumbnail", "url", "timestamp"].iter().any(|key| given(embed, key).is_some());
    if size == 0 && !shows_something && problems.is_empty() {
        problems.required("M03", &join(path, "description"));
    }
    size
}

/// A text whose outer whitespace does not count; its length.
fn trimmed(problems: &mut Problems, object: &Value, path: &str, key: &str, max: usize, required: bool) -> usize {
    let Some(value) = given(object, key) else {
        if required {
            problems.required("M03", &join(path, key));
        }
        return 0;
    };
    let Some(words) = value.as_str() else {
        text(problems, "M03", object, path, key, (0, max));
        return 0;
    };
    let count = length(words.trim());
    if count > max {
        problems.too_long("M03", &join(path, key), max);
    }
    if count == 0 && required {
        problems.required("M03", &join(path, key));
    }
    count
}

/// An ISO 8601 moment; only its outline is looked at.
fn timestamp(problems: &mut Problems, embed: &Value, path: &str) {
    let Some(value) = given(embed, "timestamp") else {
        return;
    };
    let fits = value.as_str().is_some_and(|text| {
        let pattern = b"dddd-dd-dd";
        let date = text.as_bytes().get(..pattern.len());
        date.is_some_and(|date| {
            date.iter().zip(pattern).all(
                |(byte, &wanted)| {
                    if wanted == b'd' { byte.is_ascii_digit() } else { *byte == wanted }
                },
            )
        })
    });
    if !fits {
        let message = format!("Could not parse {value}. Should be ISO8601.");
        problems.add("M03", &join(path, "timestamp"), "DATE_TIME_TYPE_PARSE", &message);
    }
}
