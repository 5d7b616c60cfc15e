//! Figures of labelled questions: how much of what is asserted is right, and whether the stated chance is true.
//!
//! Pure: it counts what the caller asked. `tpm-guide check --questions` prints what comes out.

use std::collections::BTreeMap;

use super::Outcome;

/// Bins of the reliability table, each with as many questions as the others.
const BINS: usize = 10;
/// Samples of the bootstrap, and which of them, sorted, bound its 95 %.
const SAMPLES: usize = 400;
const LOWER: usize = 9;
const UPPER: usize = 389;
/// Where the bootstrap's generator begins, so that the same questions give the same interval.
const SEED: u64 = 7;

/// A labelled question, and what was made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// What it is about, such as `interview`; one that begins with `out` is out of scope.
    pub family: String,
    /// How it is written, such as `keyword`.
    pub style: String,
    /// Whether some entry answers it.
    pub covered: bool,
    /// What was made of it.
    pub outcome: Outcome,
    /// The stated chance that the first hit answers it, from 0 to 1.
    pub chance: f64,
    /// Whether the first hit answers it.
    pub first: bool,
    /// Whether one of the hits that are offered answers it.
    pub offered: bool,
}

impl Labelled {
    fn is_out_of_scope(&self) -> bool {
        self.family.starts_with("out")
    }
}

/// What was made of some questions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// How many there are.
    pub questions: usize,
    /// How many of them are in scope.
    pub in_scope: usize,
    /// In scope: the share that some entry answers.
    pub covered: f64,
    /// Of all that was asserted: the share that is right.
    pub right_when_asserted: f64,
    /// In scope: the share to which something wrong was asserted.
    pub wrong: f64,
    /// In scope: the share that was answered well outright.
    pub well: f64,
    /// In scope: the share that was answered well, outright or by one of those offered.
    pub well_or_offered: f64,
    /// Out of scope: how many there are.
    pub out_of_scope: usize,
    /// Out of scope: to how many something was asserted.
    pub out_asserted: usize,
}

/// Some questions of which the stated chance is about the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// The least chance.
    pub from: f64,
    /// The greatest chance.
    pub to: f64,
    /// How many there are.
    pub questions: usize,
    /// The mean chance.
    pub said: f64,
    /// The share whose first hit is right.
    pub right: f64,
}

/// All figures of some questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Of all questions.
    pub all: Figures,
    /// By family.
    pub families: BTreeMap<String, Figures>,
    /// By style.
    pub styles: BTreeMap<String, Figures>,
    /// The reliability table, from the least chance to the greatest.
    pub bins: Vec<Bin>,
    /// The expected calibration error: how far the bins' chances are from what is right, on average.
    pub error: f64,
    /// Between which values it lies with 95 %, by bootstrap.
    pub interval: [f64; 2],
}

/// The figures of these questions, of which there is at least one.
pub fn report(questions: &[Labelled]) -> Report {
    let stated: Vec<Stated> = questions.iter().map(|question| (question.chance, question.first)).collect();
    let bins = bins(stated.clone());
    Report {
        all: figures(questions),
        families: grouped(questions, |question| &question.family),
        styles: grouped(questions, |question| &question.style),
        error: error(&bins),
        interval: interval(&stated),
        bins,
    }
}

fn grouped(questions: &[Labelled], key: fn(&Labelled) -> &String) -> BTreeMap<String, Figures> {
    let mut groups: BTreeMap<String, Vec<&Labelled>> = BTreeMap::new();
    for question in questions {
        groups.entry(key(question).clone()).or_default().push(question);
    }
    groups.into_iter().map(|(name, group)| (name, figures(group))).collect()
}

fn figures<'l>(questions: impl IntoIterator<Item = &'l Labelled>) -> Figures {
    let (out, inside): (Vec<&Labelled>, Vec<&Labelled>) =
        questions.into_iter().partition(|question| question.is_out_of_scope());
    let count = |some: &[&Labelled], is: fn(&Labelled) -> bool| some.iter().filter(|question| is(question)).count();
    let asserted: fn(&Labelled) -> bool = |question| question.outcome == Outcome::Found;
    let well: fn(&Labelled) -> bool = |question| question.outcome == Outcome::Found && question.first;
    let offered: fn(&Labelled) -> bool = |question| question.outcome == Outcome::Unsure && question.offered;
    let answered_well = count(&inside, well);
    let out_asserted = count(&out, asserted);
    Figures {
        questions: inside.len() + out.len(),
        in_scope: inside.len(),
        covered: share(count(&inside, |question| question.covered), inside.len()),
        right_when_asserted: share(answered_well + count(&out, well), count(&inside, asserted) + out_asserted),
        wrong: share(count(&inside, asserted) - answered_well, inside.len()),
        well: share(answered_well, inside.len()),
        well_or_offered: share(answered_well + count(&inside, offered), inside.len()),
        out_of_scope: out.len(),
        out_asserted,
    }
}

/// `part` of `whole`; 0 where there is nothing.
#[expect(clippy::cast_precision_loss, reason = "there are thousands of questions at most")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The stated chance that the first hit is right, and whether it is.
type Stated = (f64, bool);

/// The reliability table.
#[expect(clippy::cast_precision_loss, reason = "there are thousands of questions at most")]
fn bins(mut stated: Vec<Stated>) -> Vec<Bin> {
    stated.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let total = stated.len();
    let parts = (0..BINS).map(|bin| &stated[bin * total / BINS..(bin + 1) * total / BINS]);
    let described = |part: &[Stated]| -> Option<Bin> {
        let (from, to) = (part.first()?.0, part.last()?.0);
        let said = part.iter().map(|(chance, _)| chance).sum::<f64>() / part.len() as f64;
        let right = share(part.iter().filter(|(_, right)| *right).count(), part.len());
        Some(Bin { from, to, questions: part.len(), said, right })
    };
    parts.filter_map(described).collect()
}

/// The expected calibration error of a reliability table.
fn error(bins: &[Bin]) -> f64 {
    let total = bins.iter().map(|bin| bin.questions).sum();
    bins.iter().map(|bin| (bin.said - bin.right).abs() * share(bin.questions, total)).sum()
}

/// The 95 % interval of the expected calibration error, by bootstrap.
fn interval(stated: &[Stated]) -> [f64; 2] {
    let mut generator = SplitMix(SEED);
    let mut errors: Vec<f64> = (0..SAMPLES)
        .map(|_| error(&bins(stated.iter().map(|_| stated[generator.below(stated.len())]).collect())))
        .collect();
    errors.sort_unstable_by(f64::total_cmp);
    [errors[LOWER], errors[UPPER]]
}

/// The generator `SplitMix64` (<https://prng.di.unimi.it/splitmix64.c>): small, and the same everywhere.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `end`, which is left out.
    fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * end as u128;
        usize::try_from(wide >> 64).expect("less than `end`")
    }
}

#[cfg(test)]
#[path = "calibration_report_tests.rs"]
mod tests;
