//! What the components of a message may be: rules K01 to K11, for rows of controls and for Components V2.

mod controls;

pub(in super::super) use self::controls::{entity_select, options, string_select};

use std::collections::HashSet;

use serde_json::Value;

use self::controls::button;
use super::super::errors::{Problems, Refusal, join};
use super::super::message::walk;
use super::{Address, boolean, given, integer, length, list, required_text, text, url};

/// Types of components.
pub(in super::super) mod component {
    pub(in super::super::super) const ROW: u64 = 1;
    pub(in super::super::super) const BUTTON: u64 = 2;
    pub(in super::super::super) const STRING_SELECT: u64 = 3;
    pub(in super::super::super) const TEXT_INPUT: u64 = 4;
    pub(in super::super::super) const CHANNEL_SELECT: u64 = 8;
    pub(in super::super::super) const SECTION: u64 = 9;
    pub(in super::super::super) const TEXT_DISPLAY: u64 = 10;
    pub(in super::super::super) const THUMBNAIL: u64 = 11;
    pub(in super::super::super) const GALLERY: u64 = 12;
    pub(in super::super::super) const FILE: u64 = 13;
    pub(in super::super::super) const SEPARATOR: u64 = 14;
    pub(in super::super::super) const CONTAINER: u64 = 17;
    pub(in super::super::super) const LABEL: u64 = 18;
    pub(in super::super::super) const FILE_UPLOAD: u64 = 19;
    pub(in super::super::super) const RADIO_GROUP: u64 = 21;
    pub(in super::super::super) const CHECKBOX_GROUP: u64 = 22;
    pub(in super::super::super) const CHECKBOX: u64 = 23;
}
use component::{
    BUTTON, CHANNEL_SELECT, CONTAINER, FILE, GALLERY, ROW, SECTION, SEPARATOR, STRING_SELECT, TEXT_DISPLAY, THUMBNAIL,
};

/// The highest component type that exists.
const LAST_TYPE: u64 = 23;
/// Where pictures and videos are.
const MEDIA: Address = Address { schemes: &["http", "https", "attachment"], max: 2048 };
const MAX_ROWS: usize = 5;
const MAX_IN_ROW: usize = 5;
const MAX_COMPONENTS: usize = 40;
const MAX_DISPLAYED_TEXT: usize = 4000;
/// Beyond this many bytes Discord fails with a 500: UTF-8 bytes plus 12 per text display.
const MAX_DISPLAYED_BYTES: usize = 10_170;

/// Checks the components of a message; `v2` tells whether the message has the flag.
pub(in super::super) fn components(
    problems: &mut Problems,
    path: &str,
    components: &[Value],
    v2: bool,
) -> Result<(), Refusal> {
    let allowed: &[u64] = if v2 { &[ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER] } else { &[ROW] };
    if !v2 && components.len() > MAX_ROWS {
        problems.bad_length("K01", path, 1, MAX_ROWS);
    }
    for (index, component) in components.iter().enumerate() {
        one(problems, &join(path, index), component, allowed);
    }
    unique_custom_ids(problems, path, components);
    if v2 {
        totals(problems, path, components)?;
    }
    Ok(())
}

/// Checks one component and what is in it.
fn one(problems: &mut Problems, path: &str, component: &Value, allowed: &[u64]) {
    let Some(kind) = kind_among(problems, "K07", path, component, allowed) else {
        return;
    };
    integer(problems, "K07", component, path, "id", (0, i64::from(i32::MAX)));
    match kind {
        ROW => row(problems, path, component),
        BUTTON => button(problems, path, component),
        STRING_SELECT => string_select(problems, path, component, "K06"),
        5..=CHANNEL_SELECT => entity_select(problems, path, component),
        SECTION => section(problems, path, component),
        TEXT_DISPLAY => {
            required_text(problems, "K10", component, path, "content", (1, MAX_DISPLAYED_TEXT));
        }
        THUMBNAIL => media(problems, path, component),
        GALLERY => gallery(problems, path, component),
        FILE => {
            let file = given(component, "file").cloned().unwrap_or_default();
            required_text(problems, "K07", &file, &join(path, "file"), "url", (1, 2048));
        }
        SEPARATOR => {
            integer(problems, "K07", component, path, "spacing", (1, 2));
            boolean(problems, "K07", component, path, "divider");
        }
        CONTAINER => {
            let inside = [ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR];
            children(problems, path, component, &inside, (1, MAX_COMPONENTS), "K07");
            integer(problems, "K07", component, path, "accent_color", (0, 0x00FF_FFFF));
        }
        _ => {}
    }
}

/// The component's type, if it may stand here.
pub(in super::super) fn kind_among(
    problems: &mut Problems,
    rule: &'static str,
    path: &str,
    component: &Value,
    allowed: &[u64],
) -> Option<u64> {
    let Some(kind) = given(component, "type").and_then(Value::as_u64) else {
        problems.required(rule, &join(path, "type"));
        return None;
    };
    if allowed.contains(&kind) {
        return Some(kind);
    }
    if kind == 0 || kind > LAST_TYPE {
        let message = "The specified component type is invalid in this context";
        problems.add(rule, &join(path, "type"), "COMPONENT_TYPE_INVALID", message);
    } else {
        let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        let message = format!("Value of field \"type\" must be one of ({}).", allowed.join(", "));
        problems.add(rule, &join(path, "type"), "UNION_TYPE_CHOICES", &message);
    }
    None
}

fn children(
    problems: &mut Problems,
    path: &str,
    component: &Value,
    allowed: &[u64],
    (min, max): (usize, usize),
    rule: &'static str,
) {
    let children = list(problems, rule, component, path, "components").unwrap_or_default();
    let path = join(path, "components");
    if children.len() < min || children.len() > max {
        problems.bad_length(rule, &path, min, max);
    }
    for (index, child) in children.iter().enumerate() {
        one(problems, &join(&path, index), child, allowed);
    }
}

fn row(problems: &mut Problems, path: &str, row: &Value) {
    let inside = [BUTTON, STRING_SELECT, 5, 6, 7, CHANNEL_SELECT];
    children(problems, path, row, &inside, (1, MAX_IN_ROW), "K01");
    let children = row["components"].as_array().map_or(&[][..], Vec::as_slice);
    let selects = children.iter().filter(|child| child["type"] != BUTTON).count();
    if selects > 0 && children.len() > 1 {
        let message = "The component layout exceeds the maximum width";
        problems.add("K02", &join(path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
    }
}

fn section(problems: &mut Problems, path: &str, section: &Value) {
    children(problems, path, section, &[TEXT_DISPLAY], (1, 3), "K07");
    let path = join(path, "accessory");
    match given(section, "accessory") {
        None => problems.required("K07", &path),
        Some(accessory) => one(problems, &path, accessory, &[BUTTON, THUMBNAIL]),
    }
}

fn gallery(problems: &mut Problems, path: &str, gallery: &Value) {
    let items = list(problems, "K07", gallery, path, "items").unwrap_or_default();
    let path = join(path, "items");
    if !(1..=10).contains(&items.len()) {
        problems.bad_length("K07", &path, 1, 10);
    }
    for (index, item) in items.iter().enumerate() {
        media(problems, &join(&path, index), item);
    }
}

fn media(problems: &mut Problems, path: &str, item: &Value) {
    let media = given(item, "media").cloned().unwrap_or_default();
    let media_path = join(path, "media");
    if given(&media, "url").is_none() {
        problems.required("K07", &join(&media_path, "url"));
    }
    url(problems, "K07", &media, &media_path, "url", &MEDIA);
    text(problems, "K07", item, path, "description", (0, 1024));
}

/// K03: no two controls send the same thing, not even if one of them is disabled.
pub(in super::super) fn unique_custom_ids(problems: &mut Problems, path: &str, components: &[Value]) {
    let mut seen = HashSet::new();
    each_with_path(path, components, &mut |path, component| {
        let Some(custom_id) = component["custom_id"].as_str() else { return };
        if !seen.insert(custom_id.to_owned()) {
            let message = "Component custom id cannot be duplicated";
            problems.add("K03", &join(path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
        }
    });
}

fn each_with_path(path: &str, components: &[Value], visit: &mut impl FnMut(&str, &Value)) {
    for (index, component) in components.iter().enumerate() {
        let path = join(path, index);
        visit(&path, component);
        if let Some(children) = component["components"].as_array() {
            each_with_path(&join(&path, "components"), children, visit);
        }
        for only_child in ["accessory", "component"] {
            if component[only_child].is_object() {
                visit(&join(&path, only_child), &component[only_child]);
            }
        }
    }
}

/// K09, K10, K11: how much a V2 message may hold in all.
fn totals(problems: &mut Problems, path: &str, components: &[Value]) -> Result<(), Refusal> {
    let (mut count, mut displayed, mut bytes) = (0, 0, 0);
    walk(components, &mut |component| {
        count += 1;
        if component["type"] == TEXT_DISPLAY {
            let content = component["content"].as_str().unwrap_or_default();
            displayed += length(content);
            bytes += content.len() + 12;
        }
    });
    if count > MAX_COMPONENTS {
        let message = format!("The total number of components must not exceed {MAX_COMPONENTS}");
        problems.add("K09", path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", &message);
    }
    if displayed > MAX_DISPLAYED_TEXT {
        let message = format!("The displayable text size exceeds the maximum of {MAX_DISPLAYED_TEXT}");
        problems.add("K10", path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", &message);
    }
    if bytes > MAX_DISPLAYED_BYTES && problems.is_empty() {
        return Err(Refusal::new("K11", 500, 0, "500: Internal Server Error"));
    }
    Ok(())
}
