//! A published own entry, and the entry that it is for answers and search.

use time::Date;

use super::blocks::blocks_of;
use super::content::Content;
use super::slug::PREFIX;
use crate::knowledge::{Block, Body, Entry, EntryId, Own, OwnSource, Reviewer, Set, Statement, fold, is_safe_url};
use crate::text::cut_at_word;

/// An own entry as it was published last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEntry {
    /// Its lasting name, unique in the server; see [`slug_of`](super::slug_of).
    pub slug: String,
    /// What staff wrote.
    pub content: Content,
    /// The day on which staff wrote or confirmed it.
    pub reviewed: Date,
    /// In which role they did.
    pub reviewer: Reviewer,
    /// How many times it was published.
    pub revision: u32,
}

impl OwnEntry {
    /// The id of the entry with this slug.
    pub fn id_of(slug: &str) -> Option<EntryId> {
        EntryId::new(&format!("{PREFIX}{slug}"))
    }

    /// The slug in an entry's id; `None` for a shipped entry's.
    pub fn slug_in(id: &EntryId) -> Option<&str> {
        id.as_str().strip_prefix(PREFIX)
    }

    /// The entry that it is for answers and search; `None` for one that was damaged, with a slug that is none.
    pub fn to_entry(&self) -> Option<Entry> {
        const SHORT: usize = 25;
        const TAGLINE: usize = 60;
        let content = self.content.cleaned();
        let mut blocks = blocks_of(&content.body);
        let lead = lead_of(&mut blocks);
        let first = blocks.iter().flat_map(|block| &block.lines).next();
        let begin = if lead.is_empty() { first.cloned().unwrap_or_default() } else { lead.clone() };
        if fold(&content.title).is_empty() || begin.is_empty() {
            return None;
        }
        Some(Entry {
            id: Self::id_of(&self.slug)?,
            also_id: Vec::new(),
            short: cut_at_word(&content.title, SHORT),
            tagline: cut_at_word(&super::markup::words_of(&begin), TAGLINE),
            emoji: None,
            also_known_as: content.also_known_as,
            asked_as: content.asked_as,
            lead: Statement { text: lead, sources: Vec::new(), as_of: None },
            body: Body::Own(Own {
                blocks,
                source: content.source.as_deref().map(source_of),
                reviewer: self.reviewer,
                revision: self.revision,
                replaces: content.replaces,
            }),
            title: content.title,
            steps: Vec::new(),
            template: None,
            sections: Vec::new(),
            questions: Vec::new(),
            disagreement: Vec::new(),
            caution: None,
            sources_say_no_more: false,
            related: Vec::new(),
            reviewed: self.reviewed,
        })
    }
}

/// Takes the first paragraph out, where the text begins with one.
fn lead_of(blocks: &mut Vec<Block>) -> String {
    const LONGEST: usize = 600;
    let Some(first) = blocks.first_mut() else { return String::new() };
    let is_paragraph = first.heading.is_empty() && first.set == Set::Lines;
    if !is_paragraph || first.lines.first().is_none_or(|line| line.chars().count() > LONGEST) {
        return String::new();
    }
    let lead = first.lines.remove(0);
    if first.lines.is_empty() {
        blocks.remove(0);
    }
    lead
}

/// Reads what staff typed: a safe `https` link, or else a name.
fn source_of(typed: &str) -> OwnSource {
    if is_safe_url(typed) {
        let rest = typed.trim_start_matches("https://");
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let name = host.strip_prefix("www.").unwrap_or(host).to_owned();
        OwnSource { name, url: Some(typed.to_owned()) }
    } else {
        OwnSource { name: super::markup::plain_title(typed), url: None }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn entry(body: &str, source: Option<&str>) -> Entry {
        let content = Content {
            title: "Standup".to_owned(),
            body: body.to_owned(),
            source: source.map(str::to_owned),
            ..Content::default()
        };
        let own = OwnEntry {
            slug: "standup".to_owned(),
            content,
            reviewed: date!(2026 - 11 - 22),
            reviewer: Reviewer::Editor,
            revision: 1,
        };
        own.to_entry().expect("it is whole")
    }

    fn source(entry: &Entry) -> Option<&OwnSource> {
        let Body::Own(own) = &entry.body else { panic!("an own entry") };
        own.source.as_ref()
    }

    #[test]
    fn the_first_paragraph_answers_outright() {
        let entry = entry("We meet **daily**.\n- At ten\n- On voice", None);
        assert_eq!((entry.id.as_str(), entry.lead.text.as_str()), ("own/standup", "We meet **daily**."));
        assert_eq!(entry.tagline, "We meet daily.");
        assert_eq!(entry.texts(), ["We meet **daily**.", "At ten", "On voice"]);
    }

    #[test]
    fn a_text_that_begins_with_a_list_has_no_lead() {
        let entry = entry("- At ten\n- On voice", None);
        assert_eq!((entry.lead.text.as_str(), entry.tagline.as_str()), ("", "At ten"));
    }

    #[test]
    fn a_link_is_called_by_its_host_and_anything_else_by_its_name() {
        let linked = entry("x", Some("https://www.example.org/a?b#c"));
        let expected =
            OwnSource { name: "example.org".to_owned(), url: Some("https://www.example.org/a?b#c".to_owned()) };
        assert_eq!(source(&linked), Some(&expected));
        let named = entry("x", Some("The *team* handbook"));
        assert_eq!(source(&named).map(|source| source.name.as_str()), Some("The team handbook"));
        let unsafe_link = entry("x", Some("http://example.org/<@1>"));
        assert_eq!(source(&unsafe_link).and_then(|source| source.url.as_ref()), None);
    }
}
