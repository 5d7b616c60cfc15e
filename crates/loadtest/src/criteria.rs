//! Goals, and what was measured of each.

/// A goal, and the figure that it is of.
#[derive(Debug)]
pub struct Criterion {
    /// What it is.
    pub what: String,
    /// What it is counted in.
    pub unit: &'static str,
    /// The figure may be this much.
    pub goal: Option<f64>,
    /// What was measured.
    pub figure: f64,
    /// What the figure was made of.
    pub details: String,
}

impl Criterion {
    fn verdict(&self) -> &'static str {
        match self.goal {
            Some(goal) if self.figure <= goal => "met",
            Some(_) => "**missed**",
            None => "",
        }
    }

    fn row(&self) -> String {
        let Self { what, unit, goal, figure, details } = self;
        let goal = goal.map_or("–".to_owned(), |goal| format!("≤ {goal} {unit}"));
        let digits = if *figure < 10.0 { 2 } else { 0 };
        format!("| {what} | {goal} | {figure:.digits$} {unit} | {details} | {} |", self.verdict())
    }
}

/// Prints a table as Markdown.
pub fn print(engine: &str, criteria: &[Criterion]) {
    println!();
    println!("| {engine} | goal | figure | of | |");
    println!("|---|---|---|---|---|");
    for criterion in criteria {
        println!("{}", criterion.row());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(goal: Option<f64>, figure: f64) -> &'static str {
        Criterion { what: String::new(), unit: "×", goal, figure, details: String::new() }.verdict()
    }

    #[test]
    fn a_goal_is_met_up_to_its_figure() {
        assert_eq!(verdict(Some(1.05), 1.05), "met");
        assert_eq!(verdict(Some(1.05), 1.06), "**missed**");
        assert_eq!(verdict(None, 3.0), "");
    }
}
