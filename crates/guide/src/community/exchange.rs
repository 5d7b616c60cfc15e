//! Own entries as a YAML file, out and in: in the shape of `knowledge/en/topics`, so that an entry can travel into the
//! shipped guide, and a shipped topic into a server.

use std::fmt::Write as _;

use time::Date;

use super::content::Content;
use super::markup::words_of;
use super::own_entry::OwnEntry;
use crate::knowledge::{
    Block, Body, EntryId, ExchangedGroup, ExchangedLead, ExchangedOwn, ExchangedSection, ExchangedTopic, read_topics,
    write_topics,
};

/// What the ids of exported entries begin with: that of a shipped topic.
const PREFIX: &str = "topic/";

/// An entry of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The slug that its id names.
    pub slug: String,
    /// What it says.
    pub content: Content,
}

/// Writes entries as a file that [`import`] reads, with how to move one of them into the shipped guide.
pub fn export(entries: &[OwnEntry], today: Date) -> String {
    let topics: Vec<ExchangedTopic> = entries.iter().filter_map(topic).collect();
    let mut file = format!(
        "# The entries of one server, exported from TPM Guide on {today}. `/guide import` reads this file back.\n\
         #\n\
         # Each item has the shape of knowledge/en/topics. To move one into the shipped guide, copy it there, delete its key\n\
         # `own`, and cite documents of sources.yaml; `tpm-guide check` says what is still missing.\n\
         # An import takes the text below `own`; without that key, it takes the lead and the sections.\n"
    );
    if topics.is_empty() {
        file.push_str("[]\n");
    } else {
        file.push_str(&write_topics(&topics));
    }
    file
}

fn topic(own: &OwnEntry) -> Option<ExchangedTopic> {
    let entry = own.to_entry()?;
    let Body::Own(body) = &entry.body else { return None };
    let sources = vec![format!("own-{}", own.slug)];
    let group = |lines: &[String]| ExchangedGroup {
        say: lines.iter().map(|line| words_of(line)).collect(),
        sources: sources.clone(),
        as_of: None,
    };
    let section = |block: &Block| ExchangedSection {
        heading: if block.heading.is_empty() { "More".to_owned() } else { words_of(&block.heading) },
        statements: vec![group(&block.lines)],
    };
    let lead = if entry.lead.text.is_empty() { entry.tagline.clone() } else { words_of(&entry.lead.text) };
    Some(ExchangedTopic {
        id: format!("{PREFIX}{}", own.slug),
        title: entry.title.clone(),
        short: entry.short.clone(),
        tagline: entry.tagline.trim_end_matches(['.', '…']).to_owned(),
        emoji: None,
        also_known_as: entry.also_known_as.clone(),
        asked_as: entry.asked_as.clone(),
        lead: ExchangedLead { say: lead, sources: sources.clone(), as_of: None },
        steps: Vec::new(),
        template: None,
        sections: body.blocks.iter().map(section).collect(),
        disagreement: Vec::new(),
        caution: None,
        sources_say_no_more: false,
        also_id: Vec::new(),
        related: body.replaces.iter().map(ToString::to_string).collect(),
        reviewed: own.reviewed.to_string(),
        own: Some(ExchangedOwn {
            text: own.content.body.clone(),
            source: own.content.source.clone(),
            replaces: own.content.replaces.as_ref().map(ToString::to_string),
        }),
    })
}

/// Reads a file of entries, of which there may be `most`.
///
/// # Errors
/// Every problem: of the file, or else of each entry.
pub fn import(text: &str, most: usize) -> Result<Vec<Imported>, Vec<String>> {
    let topics = read_topics(text).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    if topics.is_empty() {
        problems.push("the file holds no entry".to_owned());
    }
    if topics.len() > most {
        problems.push(format!("the file holds {} entries, and {most} fit in a server", topics.len()));
    }
    let mut imported: Vec<Imported> = Vec::new();
    for topic in &topics {
        match read(topic) {
            Ok(entry) if imported.iter().any(|known| known.slug == entry.slug) => {
                problems.push(format!("{}: the id stands twice in the file", topic.id));
            }
            Ok(entry) => imported.push(entry),
            Err(wrong) => problems.extend(wrong.into_iter().map(|wrong| format!("{}: {wrong}", topic.id))),
        }
    }
    if problems.is_empty() { Ok(imported) } else { Err(problems) }
}

fn read(topic: &ExchangedTopic) -> Result<Imported, Vec<String>> {
    let id = EntryId::new(&topic.id).ok_or_else(|| {
        vec![format!("an id is lower-case words of letters, digits and hyphens, such as {PREFIX}stand-up")]
    })?;
    let slug = id.name().to_owned();
    let replaces = topic.own.as_ref().and_then(|own| own.replaces.as_deref());
    let replaces = match replaces.map(|written| EntryId::new(written).ok_or(written)) {
        Some(Err(written)) => return Err(vec![format!("replaces {written}, which is no id")]),
        Some(Ok(replaced)) => Some(replaced),
        None => None,
    };
    let content = Content {
        title: topic.title.clone(),
        body: topic.own.as_ref().map_or_else(|| composed(topic), |own| own.text.clone()),
        also_known_as: topic.also_known_as.clone(),
        asked_as: topic.asked_as.clone(),
        source: topic.own.as_ref().and_then(|own| own.source.clone()),
        replaces,
    }
    .cleaned();
    let problems: Vec<String> = content.problems().iter().map(ToString::to_string).collect();
    if problems.is_empty() { Ok(Imported { slug, content }) } else { Err(problems) }
}

/// The text of a topic that was not exported by a server: its lead, its steps and its sections.
fn composed(topic: &ExchangedTopic) -> String {
    let mut text = topic.lead.say.clone();
    let mut add = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = write!(text, "\n\n## {heading}\n{}", lines.join("\n"));
        }
    };
    let said = |groups: &[ExchangedGroup]| groups.iter().flat_map(|group| group.say.clone()).collect::<Vec<String>>();
    let bullets = |groups: &[ExchangedGroup]| said(groups).iter().map(|line| format!("- {line}")).collect();
    add("Step by step", said(&topic.steps).iter().zip(1..).map(|(line, number)| format!("{number}. {line}")).collect());
    if let Some(template) = &topic.template {
        add(&template.heading, vec![format!("```\n{}\n```", template.text.trim_end())]);
    }
    for section in &topic.sections {
        add(&section.heading, bullets(&section.statements));
    }
    add("Where the sources differ", bullets(&topic.disagreement));
    if let Some(caution) = &topic.caution {
        let _ = write!(text, "\n\n⚠️ {caution}");
    }
    text
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::knowledge::Reviewer;

    fn own(slug: &str, content: Content) -> OwnEntry {
        OwnEntry {
            slug: slug.to_owned(),
            content,
            reviewed: date!(2026 - 11 - 22),
            reviewer: Reviewer::Manager,
            revision: 1,
        }
    }

    fn content() -> Content {
        Content {
            title: "Stand-up: yes or no?".to_owned(),
            body:
                "At **ten**: see https://example.org.\n\n## Where\n- on voice\n- #general\n\n```\nYesterday: {x}\n```"
                    .to_owned(),
            also_known_as: vec!["daily".to_owned(), "yes".to_owned(), "1e3".to_owned(), "~".to_owned()],
            asked_as: vec!["when is \"stand-up\"?".to_owned(), "- who?".to_owned()],
            source: Some("https://example.org/a#b".to_owned()),
            replaces: EntryId::new("topic/okr"),
        }
        .cleaned()
    }

    const TODAY: Date = date!(2026 - 11 - 22);

    #[test]
    fn what_is_exported_is_imported_as_it_was() {
        let entries = [own("stand-up", content()), own("other", Content { replaces: None, source: None, ..content() })];
        let file = export(&entries, TODAY);
        let read = import(&file, 2).expect("it is whole");
        let expected: Vec<Imported> =
            entries.map(|entry| Imported { slug: entry.slug, content: entry.content }).into_iter().collect();
        assert_eq!(read, expected, "{file}");
    }

    #[test]
    fn a_server_without_entries_exports_a_file_all_the_same() {
        assert_eq!(import(&export(&[], TODAY), 9), Err(vec!["the file holds no entry".to_owned()]));
    }

    #[test]
    fn a_shipped_topic_can_be_imported() {
        let file = "- id: topic/okr\n  title: OKRs\n  lead: {say: Write one objective., sources: [a]}\n  steps:\n    - {say: [Put it in words.], sources: [a]}\n  sections:\n    - heading: At work\n      statements:\n        - {say: [Grade it.], sources: [a]}\n  caution: Often.\n  reviewed: 2026-11-01\n";
        let read = import(file, 9).expect("it is whole");
        assert_eq!(read[0].slug, "okr");
        assert_eq!(
            read[0].content.body,
            "Write one objective.\n\n## Step by step\n1. Put it in words.\n\n## At work\n- Grade it.\n\n⚠️ Often."
        );
    }

    #[test]
    fn every_problem_is_told() {
        assert_eq!(import("- id: topic/a\n  titel: x\n", 9).expect_err("a typo").len(), 1);
        assert!(import("a: &a [*a]", 9).is_err());
        assert!(import("", 9).is_err());
        let bad = "- {id: Topic, title: x, lead: {say: y}, reviewed: 2026-01-01}\n- {id: topic/b, title: '*', lead: {say: ''}, reviewed: 2026-01-01}\n";
        assert_eq!(import(bad, 1).expect_err("four problems").len(), 4);
    }

    #[test]
    fn an_exported_entry_has_the_shape_of_a_shipped_topic() {
        let file = export(&[own("stand-up", content())], TODAY);
        let without_own = file.split("  own:").next().expect("the text before").to_owned();
        let files = [crate::knowledge::File { path: "en/topics/own.yaml".to_owned(), text: without_own }];
        let problems = crate::knowledge::parse(&files, TODAY).expect_err("its sources are nowhere");
        let of_shape: Vec<String> = problems
            .iter()
            .map(ToString::to_string)
            .filter(|problem| problem.contains("unknown") && problem.contains("key"))
            .collect();
        assert!(of_shape.is_empty(), "{of_shape:?}");
        assert!(problems.iter().any(|problem| problem.to_string().contains("at least 10")), "{problems:?}");
    }
}
