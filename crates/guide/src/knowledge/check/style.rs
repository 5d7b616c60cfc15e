//! Warnings about what a machine can see of bad style: filler, leads without a verb, words that editors avoid, too many
//! sources, and sources that nothing cites or that share an address.

use std::collections::{BTreeSet, HashSet};

use rustc_hash::FxHashMap;

use super::super::diagnostics::{Avoided, Inspected, Location, Part, Prose};
use super::super::names::fold;
use super::super::problem::{Problem, Severity};
use super::verbs::Verbs;

/// The words of the shortest clause that is compared.
const CLAUSE: usize = 5;
/// The entries in which the same clause is filler.
const REPEATED: usize = 4;
/// How many of them are named.
const NAMED: usize = 3;
/// Most sources of a group of statements.
const SOURCES: usize = 3;
/// What separates clauses.
const SEPARATORS: [char; 9] = [',', ';', ':', '.', '?', '!', '—', '(', ')'];

impl Avoided {
    /// Whether this word stands in a text, as a word of its own.
    pub(in super::super) fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let joins = |next: Option<char>| next.is_some_and(|next| next.is_alphanumeric() || next == '-');
        text.match_indices(&self.word).any(|(start, word)| {
            !joins(text[..start].chars().next_back()) && !joins(text[start + word.len()..].chars().next())
        })
    }
}

/// Every warning about style. `citations` are those of all entries, in the order in which they were read.
pub(super) fn warnings(inspected: &Inspected, citations: &[(String, Location)], avoided: &[Avoided]) -> Vec<Problem> {
    let mut warnings = filler(&inspected.prose);
    warnings.extend(leads_without_verb(&inspected.prose));
    warnings.extend(avoided_words(&inspected.prose, avoided));
    warnings.extend(many_sources(citations));
    warnings.extend(uncited(&inspected.sources, citations));
    warnings
}

fn warning(location: &Location, message: String) -> Problem {
    location.reported(Severity::Warning, message)
}

/// Clauses that stand in several entries, one warning each, where the clause stands first.
fn filler(prose: &[Prose]) -> Vec<Problem> {
    let mut places: FxHashMap<String, Vec<&Prose>> = FxHashMap::default();
    for text in prose.iter().filter(|text| text.part != Part::Title) {
        for clause in text.text.split(SEPARATORS).map(fold) {
            if is_worth_comparing(&clause) {
                places.entry(clause).or_default().push(text);
            }
        }
    }
    let repeated = places.into_iter().filter_map(|(clause, texts)| {
        let entries: BTreeSet<&str> = texts.iter().map(|text| text.entry.as_str()).collect();
        (entries.len() >= REPEATED).then(|| {
            let named: Vec<&str> = entries.iter().copied().take(NAMED).collect();
            let message = format!(
                "\"{clause}\" stands in {} entries ({} and {} more): say it where it matters most, or say what is \
                 particular to each",
                entries.len(),
                named.join(", "),
                entries.len() - NAMED
            );
            warning(&texts[0].location, message)
        })
    });
    repeated.collect()
}

/// Whether a clause has enough words and is not one that says only who says something.
fn is_worth_comparing(clause: &str) -> bool {
    let attributes = |word: Option<&str>| word.is_some_and(|word| word == "says" || word == "said");
    clause.split(' ').nth(CLAUSE - 1).is_some()
        && !attributes(clause.split(' ').next())
        && !attributes(clause.rsplit(' ').next())
}

fn leads_without_verb(prose: &[Prose]) -> impl Iterator<Item = Problem> {
    let verbs = Verbs::new();
    prose.iter().filter(move |text| text.part == Part::Lead && !verbs.are_in(&text.text)).map(|text| {
        let message = "seems to have no verb: answer in a whole sentence, which makes sense on its own";
        warning(&text.location, message.to_owned())
    })
}

fn avoided_words(prose: &[Prose], avoided: &[Avoided]) -> impl Iterator<Item = Problem> {
    prose.iter().flat_map(move |text| {
        avoided.iter().filter(|avoided| avoided.is_in(&text.text)).map(|Avoided { word, instead, location }| {
            let message = format!("\"{word}\" is a word to avoid ({location}): write \"{instead}\"");
            warning(&text.location, message)
        })
    })
}

/// Groups with more sources than a reader takes in.
fn many_sources(citations: &[(String, Location)]) -> impl Iterator<Item = Problem> {
    let groups = citations.chunk_by(|(_, one), (_, other)| one.file == other.file && one.path == other.path);
    groups.filter(|group| group.len() > SOURCES).map(|group| {
        let message = format!(
            "names {} sources: keep the {SOURCES} that say it best, or split what they do not all say",
            group.len()
        );
        warning(&group[0].1, message)
    })
}

fn uncited(sources: &[(String, Location)], citations: &[(String, Location)]) -> impl Iterator<Item = Problem> {
    let cited: HashSet<&str> = citations.iter().map(|(source, _)| source.as_str()).collect();
    sources.iter().filter(move |(source, _)| !cited.contains(source.as_str())).map(|(_, location)| {
        warning(location, "is cited by nothing: cite it where a statement rests on it, or take it out".to_owned())
    })
}

/// Addresses that several sources share.
pub(super) fn shared_addresses(urls: &[(String, Location)]) -> Vec<Problem> {
    let mut first: FxHashMap<String, &Location> = FxHashMap::default();
    let mut shared = Vec::new();
    for (url, location) in urls {
        match first.get(&same_page(url)) {
            Some(taken) => {
                let source = taken.path.strip_suffix(".url").unwrap_or(&taken.path);
                let message = format!(
                    "is the address of \"{source}\" too, at {taken}: join the two sources, or give each its own page"
                );
                shared.push(warning(location, message));
            }
            None => _ = first.insert(same_page(url), location),
        }
    }
    shared
}

/// What two addresses of one page have in common: the host without `www.`, the path without a slash at the end.
fn same_page(url: &str) -> String {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    format!("{}{}", host.strip_prefix("www.").unwrap_or(&host), path.trim_end_matches('/'))
}
