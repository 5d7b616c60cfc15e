//! Names and descriptions of commands, options and choices, in every language: rules C01, C04, C10 and C13.

use serde_json::Value;

use super::super::super::errors::{Problems, join};
use super::super::{given, length, required_text};

/// Discord's languages. (The API's specification knows `ar` and `he` as well; the documentation does not.)
const LOCALES: [&str; 32] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Lowercase words without spaces: slash commands and options.
    Chat,
    /// 1 to 32 characters of any kind: commands in context menus.
    Free,
    /// 1 to 100 characters: descriptions.
    Description,
    /// 1 to 100 characters: choices.
    Choice,
}

pub(super) fn name(problems: &mut Problems, path: &str, object: &Value, naming: Naming) {
    let max = if naming == Naming::Choice { 100 } else { 32 };
    let rule = if naming == Naming::Choice { "C10" } else { "C01" };
    let name = required_text(problems, rule, object, path, "name", (1, max));
    if let Some(name) = name {
        name_letters(problems, &join(path, "name"), name, naming);
    }
    localizations(problems, path, object, "name_localizations", naming);
}

fn name_letters(problems: &mut Problems, path: &str, name: &str, naming: Naming) {
    let length_is_fine = (1..=32).contains(&length(name));
    if naming == Naming::Chat && length_is_fine && !is_chat_name(name) {
        let message = "Command name is invalid";
        problems.add("C01", path, "APPLICATION_COMMAND_INVALID_NAME", message);
    }
}

/// `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, in lowercase where there is one.
fn is_chat_name(name: &str) -> bool {
    let letter_is_fine = |letter: char| {
        matches!(letter, '-' | '_' | '\'')
            || letter.is_alphanumeric()
            || matches!(letter, '\u{900}'..='\u{97F}' | '\u{A8E0}'..='\u{A8FF}' | '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E5B}')
    };
    name.chars().all(letter_is_fine) && name.to_lowercase() == name
}

pub(super) fn localizations(problems: &mut Problems, path: &str, object: &Value, key: &str, naming: Naming) {
    let Some(translations) = given(object, key) else {
        return;
    };
    let path = join(path, key);
    let Value::Object(translations) = translations else {
        problems.add("C13", &path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        return;
    };
    let (rule, max) = match naming {
        Naming::Chat | Naming::Free => ("C01", 32),
        Naming::Description => ("C04", 100),
        Naming::Choice => ("C10", 100),
    };
    for (locale, translation) in translations {
        if !LOCALES.contains(&locale.as_str()) {
            let message = format!("Value must be one of {{{}}}.", LOCALES.join(", "));
            problems.add("C13", &path, "ENUM_TYPE_COERCE", &message);
            continue;
        }
        if translation.is_null() {
            continue;
        }
        let here = join(&path, locale);
        let Some(translation) = translation.as_str() else {
            problems.wrong_type(rule, &here, "string");
            continue;
        };
        if !(1..=max).contains(&length(translation)) {
            problems.bad_length(rule, &here, 1, max);
        } else if naming == Naming::Chat {
            name_letters(problems, &here, translation, naming);
        }
    }
}
