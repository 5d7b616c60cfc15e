//! How answers to labelled questions fare: the questions of files, asked, and the figures of what comes out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anstyle::Style;
use anyhow::Context as _;
use serde::Deserialize;
use tpm_guide_core::community::{Content, OwnEntry, slug_of};
use tpm_guide_core::knowledge::{Date, Entry, EntryId, Knowledge, Reviewer};
use tpm_guide_core::search::calibration_report::{Figures, Labelled, Report, report};
use tpm_guide_core::search::{Corpus, Index, Overlay, search};

use super::super::args::{Check, Half};
use super::super::output::{counted, print};
use crate::failure::Failure;

const BOLD: Style = Style::new().bold();
/// How many hits an unsure answer offers.
const OFFERED: usize = 3;
/// What a question without a family or style is counted under.
const UNNAMED: &str = "?";

/// A line of a file.
#[derive(Deserialize)]
struct Line {
    q: String,
    entries: Option<Vec<String>>,
    expect: Option<Vec<String>>,
    family: Option<String>,
    style: Option<String>,
}

/// A question with its label.
struct Question {
    line: Line,
    /// The entries that answer it well.
    answers: Vec<String>,
}

/// Asks the questions of the files, and prints the figures.
pub(super) fn check(knowledge: &Knowledge, options: &Check) -> Result<(), Failure> {
    let mut questions = Vec::new();
    for file in &options.questions {
        questions.extend(read(file, options.half)?);
    }
    for unknown in unknown_ids(knowledge, &questions) {
        let _ = writeln!(anstream::stderr(), "warning: there is no entry \"{unknown}\": a label names it");
    }
    if questions.is_empty() {
        return Err(anyhow::anyhow!("no question to ask").into());
    }
    let index = Index::build(knowledge);
    let overlay = match &options.own {
        Some(file) => Some(Overlay::build(&index, &own_entries(file)?, [], [])),
        None => None,
    };
    let corpus = Corpus::new(&index, overlay.as_ref());
    let asked: Vec<Labelled> = questions.into_iter().map(|question| ask(knowledge, corpus, question)).collect();
    print(|out| print_report(out, &report(&asked)))
}

/// Reads own entries, as if a server had published them.
///
/// # Errors
/// Every line that is none, with its number.
fn own_entries(file: &Path) -> Result<Vec<Entry>, Failure> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let (mut entries, mut broken) = (Vec::new(), Vec::new());
    for (line, number) in lines {
        match own_entry(line, number) {
            Ok(entry) => entries.push(entry),
            Err(problem) => broken.push(format!("{}:{number}: {problem}", file.display())),
        }
    }
    if broken.is_empty() { Ok(entries) } else { Err(anyhow::anyhow!("{}", broken.join("\n")).into()) }
}

fn own_entry(line: &str, number: u32) -> Result<Entry, String> {
    let content: Content = serde_json::from_str(line).map_err(|error| format!("is no own entry: {error}"))?;
    let problems: Vec<String> = content.problems().iter().map(ToString::to_string).collect();
    if !problems.is_empty() {
        return Err(problems.join("; "));
    }
    let slug = slug_of(&format!("{} {number}", content.title), |_| false);
    let own = OwnEntry { slug, content, reviewed: Date::MIN, reviewer: Reviewer::Manager, revision: 1 };
    own.to_entry().ok_or_else(|| "has no text".to_owned())
}

/// Reads the labelled questions of a file, or of a half of its lines.
///
/// # Errors
/// Every line that is none, with its number: figures of the others would be of other questions.
fn read(file: &Path, half: Option<Half>) -> Result<Vec<Question>, Failure> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let wanted = |(place, _): &(usize, _)| match half {
        None => true,
        Some(Half::Odd) => place % 2 == 0,
        Some(Half::Even) => place % 2 == 1,
    };
    let (mut questions, mut broken) = (Vec::new(), Vec::new());
    for (_, (number, line)) in lines.enumerate().filter(wanted) {
        match parse(line) {
            Ok(question) => questions.push(question),
            Err(problem) => broken.push(format!("{}:{}: {problem}", file.display(), number + 1)),
        }
    }
    if broken.is_empty() { Ok(questions) } else { Err(anyhow::anyhow!("{}", broken.join("\n")).into()) }
}

fn parse(line: &str) -> Result<Question, String> {
    let mut line: Line = serde_json::from_str(line).map_err(|error| format!("is no labelled question: {error}"))?;
    match line.entries.take().or(line.expect.take()) {
        Some(answers) => Ok(Question { line, answers }),
        None => Err("has no \"entries\": list the ids of the entries that answer it, none for []".to_owned()),
    }
}

/// The ids of labels that are no entry's, older ids included.
fn unknown_ids<'q>(knowledge: &Knowledge, questions: &'q [Question]) -> Vec<&'q str> {
    let ids = questions.iter().flat_map(|question| &question.answers).map(String::as_str);
    let mut unknown: Vec<&str> = ids.filter(|id| entry(knowledge, id).is_none()).collect();
    unknown.sort_unstable();
    unknown.dedup();
    unknown
}

/// The id of the entry that a label means, which may use an older one.
fn entry<'k>(knowledge: &'k Knowledge, id: &str) -> Option<&'k EntryId> {
    Some(&knowledge.get(&EntryId::new(id)?)?.id)
}

fn ask(knowledge: &Knowledge, corpus: Corpus<'_>, Question { line, answers }: Question) -> Labelled {
    let right: Vec<&EntryId> = answers.iter().filter_map(|id| entry(knowledge, id)).collect();
    let ranked = search(corpus, &line.q);
    let answers_it = |hit: &tpm_guide_core::search::Hit| right.contains(&&hit.id);
    Labelled {
        family: line.family.unwrap_or_else(|| UNNAMED.to_owned()),
        style: line.style.unwrap_or_else(|| UNNAMED.to_owned()),
        covered: !answers.is_empty(),
        outcome: ranked.outcome,
        chance: f64::from(ranked.confidence),
        first: ranked.hits.first().is_some_and(answers_it),
        offered: ranked.hits.iter().take(OFFERED).any(answers_it),
    }
}

fn print_report(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let head = ["covered", "right/asserted", "wrong", "well", "well+offered", "out asserted"];
    let [covered, right, wrong, well, offered, out_asserted] = head;
    writeln!(
        out,
        "{BOLD}{:<22}{:>5}{covered:>9}{right:>16}{wrong:>8}{well:>8}{offered:>14}{out_asserted:>14}{BOLD:#}",
        "group", "n"
    )?;
    print_figures(out, "all", &report.all)?;
    let mut groups = |key: &str, groups: &BTreeMap<String, Figures>| -> io::Result<()> {
        groups.iter().try_for_each(|(name, figures)| print_figures(out, &format!("{key} {name}"), figures))
    };
    groups("family", &report.families)?;
    groups("style", &report.styles)?;
    let [low, high] = report.interval;
    writeln!(
        out,
        "\nexpected calibration error {:.3} (95 % {low:.3} to {high:.3}), of {} in bins of equal mass:",
        report.error,
        counted(report.all.questions, "question"),
    )?;
    for bin in &report.bins {
        writeln!(
            out,
            "  {:.2} to {:.2}  n {:>4}  said {:.2}  right {:.2}",
            bin.from, bin.to, bin.questions, bin.said, bin.right
        )?;
    }
    Ok(())
}

fn print_figures(out: &mut dyn Write, name: &str, figures: &Figures) -> io::Result<()> {
    writeln!(
        out,
        "{name:<22}{:>5}{:>9.3}{:>16.3}{:>8.3}{:>8.3}{:>14.3}{:>8} of {}",
        figures.questions,
        figures.covered,
        figures.right_when_asserted,
        figures.wrong,
        figures.well,
        figures.well_or_offered,
        figures.out_asserted,
        figures.out_of_scope,
    )
}

#[cfg(test)]
mod tests {
    use super::{own_entry, parse};

    #[test]
    fn an_own_entry_has_a_title_and_a_text() {
        let entry =
            own_entry("{\"title\": \"Rules\", \"body\": \"Be kind.\", \"asked_as\": [\"may I?\"]}", 3).expect("one");
        assert_eq!((entry.id.as_str(), entry.lead.text.as_str()), ("own/rules-3", "Be kind."));
        for broken in
            ["", "{}", "{\"title\": \"Rules\", \"body\": \"\"}", "{\"title\": \"Rules\", \"body\": \"x\", \"y\": 1}"]
        {
            assert!(own_entry(broken, 1).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_label_is_a_list_of_entries() {
        let answers = |line: &str| parse(line).map(|question| question.answers);
        assert_eq!(
            answers("{\"q\": \"tpm?\", \"entries\": [\"role/tpm\"], \"subject\": 1}"),
            Ok(vec!["role/tpm".to_owned()])
        );
        assert_eq!(answers("{\"q\": \"tpm?\", \"expect\": []}"), Ok(Vec::new()));
        for broken in ["", "tpm?", "{\"q\": \"tpm?\"}", "{\"entries\": []}", "{\"q\": 1, \"entries\": []}"] {
            assert!(answers(broken).is_err(), "{broken}");
        }
    }
}
