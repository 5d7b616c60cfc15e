//! What is answered. The words first: the shipped guide, what a member sees of it, and what holds for every answer.

mod everything;
mod own_words;
mod own_entries;
mod offers;
mod comparisons;
mod cautions;
mod career;
mod faqs;
mod missing;
mod shared_names;
mod suggestions;
mod small_guides;
mod properties;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::fixtures::answers::{
    asked, clicked_through, controls, everything, id, pages, questions, shipped, sound, words,
};
use crate::fixtures::knowledge::{EntryText, Files, SOURCES, groups};
use crate::knowledge::Body;
use crate::reply::{Reply, line, respond};
use crate::search::{Hit, Outcome, Ranked};

/// The labels of an answer's links.
fn labels(answer: &Answer) -> Vec<&str> {
    answer.links.iter().map(|link| link.label.as_str()).collect()
}

/// The headings of an answer.
fn headings(answer: &Answer) -> Vec<&str> {
    answer.sections.iter().map(|section| section.heading.as_str()).collect()
}
