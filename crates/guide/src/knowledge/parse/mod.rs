//! The text of the files in; a whole [`Knowledge`], or every [`Problem`], out. Opens no file.
//!
//! `reader` turns files into entries and checks them together, `recovery` reads what is sound of a broken file, and `explain`
//! words the parser's errors for curators.

mod reader;
mod recovery;
mod explain;

use time::Date;

pub(super) use self::explain::decode;
use self::reader::Reader;
use super::Knowledge;
use super::problem::Problem;
use super::question_locations::QuestionLocations;

/// The language that the guide is written in, and the folder of its files.
pub const LANGUAGE: &str = "en";

/// A YAML file: its path below the knowledge folder, with `/`, and its text.
#[derive(Clone, Debug)]
pub struct File {
    /// Such as `en/industries/health.yaml`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Knowledge that can be used, and what a curator should look at all the same.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The knowledge.
    pub knowledge: Knowledge,
    /// Warnings, in the order of files and lines.
    pub warnings: Vec<Problem>,
    /// Where the questions stand.
    pub question_locations: QuestionLocations,
}

/// Knowledge that can be used, and everything that an editor may mend.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// What [`parse`] gives.
    pub parsed: Parsed,
    /// Warnings about style: filler, leads without a verb, words to avoid, groups of many sources, unused sources.
    pub style: Vec<Problem>,
    /// Warnings about addresses that several sources share.
    pub links: Vec<Problem>,
    /// Warnings about statements and reviews that are more than 12 months old.
    pub stale: Vec<Problem>,
}

/// Reads the files as of `today`, which only decides whether a review is old.
///
/// # Errors
/// Every problem of all files, warnings included, when one of them keeps the knowledge from being used. Entries are
/// read one by one: each reports its first fault of shape, and the rest are still compared with each other.
pub fn parse(files: &[File], today: Date) -> Result<Parsed, Vec<Problem>> {
    parse_each(files.iter().cloned(), today)
}

/// The same for files that come one by one, so that not all of their texts need be held.
pub fn parse_each(files: impl Iterator<Item = File>, today: Date) -> Result<Parsed, Vec<Problem>> {
    Ok(read_each(Reader::default(), files, today)?.parsed)
}

/// The same with warnings for editors, for which more is compared.
pub fn inspect_each(files: impl Iterator<Item = File>, today: Date) -> Result<Inspection, Vec<Problem>> {
    read_each(Reader::inspecting(), files, today)
}

fn read_each(mut reader: Reader, files: impl Iterator<Item = File>, today: Date) -> Result<Inspection, Vec<Problem>> {
    files.for_each(|file| reader.read(&file));
    reader.finish(today)
}

/// What lies in a folder.
#[derive(Default)]
pub struct Found {
    /// Files that are text.
    pub files: Vec<File>,
    /// Files that are not UTF-8, with what can be read of them and the line of the first bad byte.
    pub not_text: Vec<(File, u64)>,
    /// Files and folders that are passed over, with why.
    pub passed_over: Vec<(String, String)>,
    /// Files and folders that are not read for what they are, with what to do about it.
    pub refused: Vec<(String, String)>,
}

/// The same as [`parse`], with the problems of the files themselves among the others.
pub fn parse_found(found: Found, today: Date) -> Result<Parsed, Vec<Problem>> {
    Ok(read_found(Reader::default(), found, today)?.parsed)
}

/// The same with warnings for editors, for which more is compared.
pub fn inspect_found(found: Found, today: Date) -> Result<Inspection, Vec<Problem>> {
    read_found(Reader::inspecting(), found, today)
}

fn read_found(mut reader: Reader, found: Found, today: Date) -> Result<Inspection, Vec<Problem>> {
    for file in found.files {
        reader.read(&file);
    }
    for (file, line) in &found.not_text {
        reader.not_text(file, *line);
    }
    for (file, message) in found.refused {
        reader.refused(&file, message);
    }
    for (file, message) in found.passed_over {
        reader.diagnostics.open(&file);
        reader.diagnostics.warning("", 0, message);
    }
    reader.finish(today)
}
