//! `tpm-guide ask`: what a question finds and why, for curators; as a list for many questions, and as JSON for programs.

mod list;
mod row;
mod changes;
mod jsonl;

use std::fmt::Write as _;
use std::io;

use anstyle::{AnsiColor, Style};
use serde::Deserialize;
use tpm_guide_core::knowledge::EntryId;
use tpm_guide_core::search::{Explanation, Field, How, Index, MOST_HITS, Match, Outcome, Reading, Why, explain};

use super::args::Ask;
use super::output::{counted, indented, name_source, print, width};
use crate::failure::Failure;
use crate::knowledge::{Place, load_today};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const FOUND: Style = AnsiColor::Green.on_default().bold();
const UNSURE: Style = AnsiColor::Yellow.on_default().bold();
const UNKNOWN: Style = AnsiColor::Red.on_default().bold();

/// How many hits are shown unless all are asked for: as many as an unsure answer offers.
const BEST: usize = 3;
/// A word with a lesser share of the question explains nothing.
const WEIGHTY: f32 = 0.04;
/// A phrasing that is less alike is none that the question was taken for.
const ALIKE: f32 = 0.1;

pub(super) fn ask(options: &Ask, place: &Place) -> Result<(), Failure> {
    let parsed = load_today(place)?;
    let index = Index::build(&parsed.knowledge);
    if options.jsonl {
        return jsonl::answer_lines(&index, &mut io::stdin().lock());
    }
    if let Some(file) = &options.file {
        return list::list(&index, file, options.diff.as_deref());
    }
    let question = options.question.join(" ");
    name_source(place, options.verbose);
    let explanation = explain(&parsed.knowledge, &index, &question);
    let most = if options.all { MOST_HITS } else { BEST };
    let stands = parsed.question_locations.of(&question).map(|(file, line)| format!("{file}:{line}"));
    print(|out| out.write_all(drawn(&explanation, stands.as_deref(), most, width()).as_bytes()))
}

/// What is told of a question: the outcome, where it stands word for word, how it was read, what it finds, and what to
/// do if that is wrong.
fn drawn(explanation: &Explanation, stands: Option<&str>, most: usize, width: usize) -> String {
    let mut drawn = outcome(explanation);
    if let Some(place) = stands {
        let _ = writeln!(drawn, "It stands word for word at {place}.");
    }
    let _ = write!(drawn, "\n{}", readings(&explanation.readings, width));
    for (place, why) in explanation.hits.iter().take(most).enumerate() {
        let _ = write!(drawn, "\n{}", hit(place + 1, why, &explanation.readings, width));
    }
    let hidden = explanation.hits.len().saturating_sub(most);
    if hidden > 0 {
        let _ = writeln!(drawn, "\n{DIM}{hidden} more with --all{DIM:#}");
    }
    let advice = "Not what was wanted? Add the question to asked_as of the right entry, a word to vocabulary.yaml, or, \
                  if it is about something else, the question to refusals.yaml; then run tpm-guide check.";
    let _ = writeln!(drawn, "\n{}", indented(&format!("{DIM}{advice}{DIM:#}"), width, ""));
    drawn
}

fn style_of(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Found => FOUND,
        Outcome::Unsure => UNSURE,
        Outcome::Unknown => UNKNOWN,
    }
}

fn outcome(explanation: &Explanation) -> String {
    let ranked = &explanation.ranked;
    let style = style_of(ranked.outcome);
    let meaning = match ranked.outcome {
        Outcome::Found if ranked.parts.len() > 1 => "it asks several things, and each is answered",
        Outcome::Found => "the first is the answer",
        Outcome::Unsure => "the first ones are offered, none is asserted",
        Outcome::Unknown if ranked.near > 0 => "not answered, the nearest are named",
        Outcome::Unknown => "not answered, and nothing is near",
    };
    let mut said = format!(
        "{style}{}{style:#}, {:.0} % sure: {meaning}\n",
        ranked.outcome.as_str(),
        // Down, so that nothing that is not found looks as sure as something that is.
        (ranked.confidence * 100.0).floor()
    );
    if ranked.parts.len() > 1 {
        let parts: Vec<&str> = ranked.parts.iter().map(EntryId::as_str).collect();
        let _ = writeln!(said, "in {}: {}", counted(parts.len(), "part"), parts.join(", "));
    }
    said
}

/// The words that count, those that were read as something else on lines of their own.
fn readings(readings: &[Reading], width: usize) -> String {
    if readings.is_empty() {
        return "no word of it says what it is about\n".to_owned();
    }
    let mut plain: Vec<String> = Vec::new();
    let mut others = String::new();
    for reading in readings {
        let share = format!("{DIM}{:.0} %{DIM:#}", reading.weight * 100.0);
        let mut said: Vec<String> = reading.repaired.iter().map(|meant| format!("read as {meant}")).collect();
        let mut also: Vec<&str> = reading.also.iter().map(String::as_str).collect();
        // A word and its group may be shown alike.
        also.retain(|word| *word != reading.written && Some(*word) != reading.repaired.as_deref());
        also.dedup();
        if !reading.known {
            said.push("stands nowhere in the guide".to_owned());
        } else if !also.is_empty() {
            said.push(format!("counts as {}", also.join(", ")));
        }
        if said.is_empty() {
            plain.push(format!("{} {share}", reading.written));
        } else {
            let line = format!("  {} {share}: {}", reading.written, said.join("; "));
            let _ = writeln!(others, "{}", indented(&line, width, "    "));
        }
    }
    let head = format!("words  {}", plain.join("  "));
    format!("{}\n{others}", indented(head.trim_end(), width, "  "))
}

fn hit(place: usize, why: &Why, readings: &[Reading], width: usize) -> String {
    let Why { title, id, score, .. } = why;
    let head = format!("{place:>2}. {BOLD}{title}{BOLD:#}  {id}  {DIM}{score:.2}{DIM:#}");
    let mut drawn = indented(&head, width, "    ") + "\n";
    let mut weighty: Vec<&Reading> = readings.iter().filter(|reading| reading.weight >= WEIGHTY).collect();
    weighty.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let in_it = |reading: &Reading| why.matches.iter().find(|found| found.written == reading.written);
    let matches: Vec<String> = weighty.iter().filter_map(|reading| in_it(reading)).map(matched).collect();
    let lacking = weighty.iter().filter(|reading| in_it(reading).is_none());
    let lacking: Vec<&str> = lacking.map(|reading| reading.written.as_str()).collect();
    let mut lines: Vec<String> = Vec::new();
    if !matches.is_empty() {
        lines.push(matches.join("; "));
    }
    if !lacking.is_empty() {
        lines.push(format!("{DIM}lacks{DIM:#} {}", lacking.join(", ")));
    }
    if let Some(likest) = why.likest.as_ref().filter(|_| why.evidence.likest >= ALIKE) {
        lines.push(format!("{DIM}likest, {:.0} %:{DIM:#} {likest}", why.evidence.likest * 100.0));
    }
    for line in lines {
        let _ = writeln!(drawn, "{}", indented(&format!("    {line}"), width, "    "));
    }
    drawn
}

/// `nurse as healthcare (name, text)`: a word of the question and where the entry holds it.
fn matched(found: &Match) -> String {
    let by = match found.how {
        How::Word => String::new(),
        _ if found.by == found.written => String::new(),
        How::Synonym => format!(" as {}", found.by),
        How::Near => format!(" near {}", found.by),
    };
    let fields: Vec<&str> = found.fields.iter().map(|field| named(*field)).collect();
    format!("{}{by} {DIM}({}){DIM:#}", found.written, fields.join(", "))
}

fn named(field: Field) -> &'static str {
    match field {
        Field::Title => "title",
        Field::Alias => "name",
        Field::Asked => "asked_as",
        Field::Body => "text",
    }
}

/// A line of input that is an object; what else it holds is for others.
#[derive(Deserialize)]
struct Labelled {
    q: String,
}

/// The question in a line, or why there is none; `None` for an empty line.
fn asked_in(line: &[u8]) -> Result<Option<String>, String> {
    let text = std::str::from_utf8(line).map_err(|_| "is not UTF-8".to_owned())?;
    // Some editors begin a file with an invisible mark.
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Ok(None);
    }
    if !text.starts_with('{') {
        return Ok(Some(text.to_owned()));
    }
    let object: Labelled =
        serde_json::from_str(text).map_err(|error| format!("is no object with a text `q`: {error}"))?;
    Ok(Some(object.q))
}

#[cfg(test)]
mod tests {
    use super::asked_in;

    #[test]
    fn a_line_is_a_text_or_an_object_that_has_one() {
        let asked = |line: &str| asked_in(line.as_bytes()).unwrap();
        assert_eq!(asked("what is a tpm?\r\n").as_deref(), Some("what is a tpm?"));
        assert_eq!(asked("{\"id\": 7, \"q\": \" tpm? \"}\n").as_deref(), Some(" tpm? "));
        assert_eq!(asked("{\"q\": \"\"}").as_deref(), Some(""));
        assert_eq!(asked("\u{feff}tpm").as_deref(), Some("tpm"));
        assert_eq!(asked(" \t\r\n"), None);
    }

    #[test]
    fn a_broken_line_says_what_is_wrong() {
        for line in [&b"\xff\xfe"[..], b"{\"question\": \"tpm\"}", b"{\"q\": 3}", b"{\"q\": \"tpm\"", b"{}"] {
            assert!(asked_in(line).is_err(), "{line:?}");
        }
    }
}

/// What the tests of lists share.
#[cfg(test)]
mod fixtures {
    use std::io::{self, Write};

    use super::row::Row;

    /// A row as a list writes it.
    pub(super) fn row(line: &str) -> Row {
        Row::read(line).unwrap_or_else(|| panic!("{line}"))
    }

    /// What is written, without colors.
    pub(super) fn told(tell: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        tell(&mut out).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }
}
