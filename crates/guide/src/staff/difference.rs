//! What changed between two contents, line by line.

use similar::{ChangeTag, TextDiff};

use crate::community::Content;

/// The most characters of a difference; what is left out is said.
const LONGEST: usize = 1_800;

/// The lines that one content has and the other has not, marked with `+` and `-` between two fences; `None` for contents
/// that are the same.
pub fn difference(old: &Content, new: &Content) -> Option<String> {
    let (old, new) = (written(old), written(new));
    if old == new {
        return None;
    }
    let diff = TextDiff::from_lines(&old, &new);
    let mut lines = String::new();
    let mut left_out = 0;
    for group in diff.grouped_ops(1) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            // Three marks in a row would end the fence.
            let line = format!("{sign} {}\n", change.value().trim_end().replace("```", "'''"));
            if lines.chars().count() + line.chars().count() > LONGEST {
                left_out += 1;
            } else {
                lines.push_str(&line);
            }
        }
    }
    let more = if left_out > 0 { format!("\n-# {left_out} more lines differ.") } else { String::new() };
    Some(format!("```diff\n{lines}```{more}"))
}

/// A content as lines that can be compared.
fn written(content: &Content) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !content.title.is_empty() {
        lines.push(format!("Title: {}", content.title));
    }
    lines.extend(content.body.lines().map(str::to_owned));
    lines.extend(content.also_known_as.iter().map(|name| format!("Name: {name}")));
    lines.extend(content.asked_as.iter().map(|question| format!("Question: {question}")));
    lines.extend(content.source.iter().map(|source| format!("Source: {source}")));
    lines.extend(content.replaces.iter().map(|id| format!("Replaces: {id}")));
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(title: &str, body: &str) -> Content {
        Content { title: title.to_owned(), body: body.to_owned(), ..Content::default() }
    }

    #[test]
    fn only_what_changed_is_shown_with_its_neighbors() {
        let (old, new) = (content("A", "one\ntwo\nthree\nfour"), content("A", "one\ntwo\n3\nfour"));
        assert_eq!(difference(&old, &new).as_deref(), Some("```diff\n  two\n- three\n+ 3\n  four\n```"));
        assert_eq!(difference(&old, &old), None);
    }

    #[test]
    fn a_first_revision_is_all_new() {
        assert_eq!(
            difference(&Content::default(), &content("A", "x")).as_deref(),
            Some("```diff\n+ Title: A\n+ x\n```")
        );
    }

    #[test]
    fn a_long_difference_is_cut_and_says_so() {
        let (old, new) = (content("A", &"old line of text\n".repeat(150)), content("A", &"new line\n".repeat(150)));
        let shown = difference(&old, &new).expect("they differ");
        assert!(shown.chars().count() < LONGEST + 100 && shown.ends_with("more lines differ."), "{shown}");
    }

    #[test]
    fn a_fence_in_the_text_does_not_end_the_difference() {
        let shown = difference(&content("A", "x"), &content("A", "```\nx\n```")).expect("they differ");
        assert_eq!(shown.matches("```").count(), 2);
    }
}
