//! The figures of each server, and the table of all.

use loadtest::programs::median;

/// What was measured of one server.
#[derive(Debug)]
pub struct Figures {
    name: &'static str,
    pub cold_ms: Vec<f64>,
    pub rounds: Vec<Round>,
    pub memory: Vec<Memory>,
    pub errors: u64,
}

/// One round.
#[derive(Clone, Debug)]
pub struct Round {
    pub cpu_us: f64,
    pub rate: f64,
    pub busy: f64,
    pub half_p50_ms: f64,
    pub half_p99_ms: f64,
    pub refused_cpu_us: f64,
    pub refused_rate: f64,
    pub errors: u64,
}

/// Memory after some requests of one phase.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub requests: u64,
    /// Bytes.
    pub resident: u64,
}

impl Figures {
    pub fn new(name: &'static str) -> Self {
        Self { name, cold_ms: Vec::new(), rounds: Vec::new(), memory: Vec::new(), errors: 0 }
    }

    fn of(&self, figure: impl Fn(&Round) -> f64) -> Vec<f64> {
        self.rounds.iter().map(figure).collect()
    }

    fn errors(&self) -> u64 {
        self.errors + self.rounds.iter().map(|round| round.errors).sum::<u64>()
    }

    /// Megabytes at the start, after the first tenth, and at the end.
    fn resident(&self) -> [Option<(u64, f64)>; 3] {
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        let read = |memory: &Memory| (memory.requests, memory.resident as f64 / 1e6);
        [self.memory.first(), self.memory.get(1), self.memory.last()].map(|memory| memory.map(read))
    }
}

/// A row: what it is, the figure of each server, and how many digits follow the point.
type Row = (String, Vec<Option<f64>>, usize);

/// Prints the table as Markdown: medians, and how the last server compares with the first.
pub fn print(measured: &[Figures]) {
    println!();
    line("median of each figure", measured.iter().map(|figures| figures.name.to_owned()), "ratio");
    println!("|---|{}---:|", "---:|".repeat(measured.len()));
    for (what, values, digits) in rows(measured) {
        let shown = values.iter().map(|value| value.map_or("–".to_owned(), |value| format!("{value:.digits$}")));
        line(&what, shown, &ratio(&values));
    }
}

fn line(first: &str, middle: impl Iterator<Item = String>, last: &str) {
    println!("| {first} | {} | {last} |", middle.collect::<Vec<_>>().join(" | "));
}

fn ratio(values: &[Option<f64>]) -> String {
    match values {
        [Some(baseline), .., Some(product)] if *baseline > 0.0 => format!("{:.2}", product / baseline),
        _ => String::new(),
    }
}

fn rows(measured: &[Figures]) -> Vec<Row> {
    let row = |what: &str, digits, figure: fn(&Round) -> f64| -> Row {
        (what.to_owned(), measured.iter().map(|figures| median(figures.of(figure))).collect(), digits)
    };
    let cold = measured.iter().map(|figures| median(figures.cold_ms.clone())).collect();
    #[expect(clippy::cast_precision_loss, reason = "a few errors")]
    let errors = measured.iter().map(|figures| Some(figures.errors() as f64)).collect();
    let mut rows = vec![
        row("processor time a request, µs", 1, |round| round.cpu_us),
        row("right answers a second, as fast as they come", 0, |round| round.rate),
        row("part of its processor that it had meanwhile, %", 0, |round| round.busy * 100.0),
        row("p50 at half that rate, ms", 3, |round| round.half_p50_ms),
        row("p99 at half that rate, ms", 3, |round| round.half_p99_ms),
        row("processor time to refuse a wrong signature, µs", 1, |round| round.refused_cpu_us),
        row("wrong signatures refused a second", 0, |round| round.refused_rate),
        ("cold start to the first answer, ms".to_owned(), cold, 1),
    ];
    for at in 0..3 {
        let read: Vec<_> = measured.iter().map(|figures| figures.resident()[at]).collect();
        let when = match (at, read.iter().flatten().next()) {
            (0, _) => "resident memory before the first request, MB".to_owned(),
            (_, Some((requests, _))) => format!("after {requests} requests more than the rounds, MB"),
            (_, None) => continue,
        };
        rows.push((when, read.iter().map(|read| read.map(|(_, mb)| mb)).collect(), 1));
    }
    rows.push(("errors".to_owned(), errors, 0));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_of_the_last_to_the_first_and_needs_both() {
        assert_eq!(ratio(&[Some(50.0), Some(60.0)]), "1.20");
        assert_eq!(ratio(&[Some(50.0)]), "");
        assert_eq!(ratio(&[Some(0.0), Some(3.0)]), "");
    }

    #[test]
    fn memory_is_told_before_after_a_tenth_and_at_the_end() {
        let memory = (0..=10).map(|tenth| Memory { requests: tenth * 100, resident: 8_000_000 + tenth * 100_000 });
        let figures = Figures { memory: memory.collect(), ..Figures::new("baseline") };
        assert_eq!(figures.resident(), [Some((0, 8.0)), Some((100, 8.1)), Some((1000, 9.0))]);
    }
}
