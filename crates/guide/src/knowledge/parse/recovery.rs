//! Reads what is sound of a file with a mistake in it: entry by entry, list by list, so that one mistake hides no other.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_yaml::Spanned;

use super::super::spanned::At;
use super::super::words::VocabularyShape;
use super::explain::{Fault, decode, sound};

/// Reads the items of a file: all at once, or, where one of them is broken, each by itself.
pub(super) fn items<S: DeserializeOwned>(text: &str) -> Vec<Result<S, Broken>> {
    if let Ok(items) = sound::<Option<Vec<S>>>(text) {
        return items.unwrap_or_default().into_iter().map(Ok).collect();
    }
    let anchors_are_there = sound::<IgnoredAny>(text).is_ok();
    let mut items = Vec::new();
    for piece in cut(text) {
        match piece.and_then(|piece| decode::<Vec<S>>(&piece).map_err(|fault| Broken::new(fault, piece))) {
            Ok(shapes) => items.extend(shapes.into_iter().map(Ok)),
            // What is anchored in another entry is not missing: the whole has it.
            Err(Broken { fault: Some(fault), text }) if fault.unknown_anchor && anchors_are_there => {
                items.push(Err(Broken { fault: None, text }));
            }
            Err(broken) => items.push(Err(broken)),
        }
    }
    items
}

/// Cuts a file into its entries, each with blank lines before it so that line numbers stay true.
fn cut(text: &str) -> Vec<Result<String, Broken>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let starts = match decode::<Option<Vec<Spanned<IgnoredAny>>>>(text) {
        Ok(items) => items.unwrap_or_default(),
        Err(fault) => return sound_items(text, &lines, fault),
    };
    let starts: Vec<usize> =
        starts.iter().filter_map(|item| usize::try_from(item.referenced.line()).ok()?.checked_sub(1)).collect();
    if !starts.iter().all(|start| lines.get(*start).is_some_and(|line| line.starts_with("- "))) {
        // Written in one line or nested: read as one piece, so that only the first fault is seen.
        return vec![Ok(text.to_owned())];
    }
    pieces(&lines, &starts).map(Ok).collect()
}

/// The pieces of a file between the lines that begin an entry.
fn pieces<'a>(lines: &'a [&str], starts: &'a [usize]) -> impl Iterator<Item = String> + 'a {
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().zip(ends).map(|(start, end)| "\n".repeat(*start) + &lines[*start..end].concat())
}

/// Cuts a file that is no YAML as a whole where its lines look like the beginnings of entries. What is wrong in one of
/// them leaves the others to be read.
fn sound_items(text: &str, lines: &[&str], whole: Fault) -> Vec<Result<String, Broken>> {
    let starts: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].starts_with("- ")).collect();
    if starts.len() < 2 || whole.too_much {
        return vec![Err(Broken::new(whole, text.to_owned()))];
    }
    let mut whole_told = false;
    let mut items: Vec<Result<String, Broken>> = pieces(lines, &starts)
        .filter_map(|piece| match decode::<Option<Vec<IgnoredAny>>>(&piece) {
            Ok(_) => Some(Ok(piece)),
            // What is anchored in another entry is not missing.
            Err(fault) if fault.unknown_anchor && fault.line != whole.line => None,
            Err(fault) => {
                whole_told = true;
                Some(Err(Broken::new(fault, piece)))
            }
        })
        .collect();
    if !whole_told {
        // Each is sound and yet they are no list together: what is wrong lies between them.
        items.push(Err(Broken::new(whole, String::new())));
    }
    items
}

/// Reads a vocabulary of which something is broken: each list by itself, and of a broken list each item.
pub(super) fn sound_parts(text: &str, whole: Fault) -> Vec<Result<VocabularyShape, Fault>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if whole.too_much {
        return vec![Err(whole)];
    }
    let begins_list = |line: &str| line.starts_with(|first: char| first.is_alphanumeric() || "\"'_".contains(first));
    let starts: Vec<usize> = (0..lines.len()).filter(|line| begins_list(lines[*line])).collect();
    let mut parts = Vec::new();
    let mut whole_told = false;
    for piece in pieces(&lines, &starts) {
        match decode::<VocabularyShape>(&piece) {
            Ok(shape) => parts.push(Ok(shape)),
            Err(fault) => {
                whole_told = true;
                parts.extend(sound_lines(&piece, fault));
            }
        }
    }
    if !whole_told {
        parts.push(Err(whole));
    }
    parts
}

/// Reads one list of a vocabulary item by item, each under the list's key.
fn sound_lines(text: &str, whole: Fault) -> Vec<Result<VocabularyShape, Fault>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    // How far in the dash of an item stands.
    let dash = |line: &str| {
        let item = line.trim_start();
        (item.starts_with("- ") || item.trim_end() == "-").then(|| line.len() - item.len())
    };
    let Some(first) = lines.iter().position(|line| dash(line).is_some()) else { return vec![Err(whole)] };
    let starts: Vec<usize> = (first..lines.len()).filter(|line| dash(lines[*line]) == dash(lines[first])).collect();
    let key = lines[..first].concat();
    let mut whole_told = false;
    let mut parts: Vec<_> = pieces(&lines, &starts)
        .map(|item| {
            let part = decode(&format!("{key}{}", item.replacen(&"\n".repeat(first), "", 1)));
            whole_told |= part.is_err();
            part
        })
        .collect();
    if !whole_told {
        parts.push(Err(whole));
    }
    parts
}

/// The path without places in lists, which the line tells better.
pub(super) fn unnumbered(path: &str) -> String {
    let mut inside = false;
    let outside = |character: &char| {
        let opens = *character == '[';
        inside = opens || (inside && *character != ']');
        !inside && *character != ']'
    };
    path.chars().filter(outside).collect()
}

/// A piece of a file that cannot be read.
pub(super) struct Broken {
    /// What is wrong with it; nothing where it only borrows from a piece that it was read without.
    pub fault: Option<Fault>,
    pub text: String,
}

impl Broken {
    fn new(fault: Fault, text: String) -> Self {
        Self { fault: Some(fault), text }
    }

    /// The line of its first word.
    pub fn first_line(&self) -> u64 {
        self.text.lines().take_while(|line| line.is_empty()).count() as u64 + 1
    }

    /// The id of its first entry, where that can be read although the rest is of the wrong shape.
    pub fn id(&self) -> Option<At<String>> {
        decode::<Vec<OnlyId>>(&self.text).ok()?.into_iter().next()?.id
    }
}

/// Whatever looks like an entry's id, without quotes and the comment after it.
pub(super) fn ids_as_written(text: &str) -> Vec<String> {
    let ids = text.lines().filter_map(|line| line.trim_start().strip_prefix("- id:"));
    ids.map(|id| id.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()).collect()
}

#[derive(serde::Deserialize)]
struct OnlyId {
    id: Option<At<String>>,
}
