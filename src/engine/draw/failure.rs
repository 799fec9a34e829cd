//! Why nothing can be drawn: found before the first path.

use super::course::ONE;
use super::sobol::{DIMENSIONS, POINTS};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::plan::Plan;
use crate::source::Span;

/// The draws of a study cannot be made under its inputs.
pub const CANNOT_DRAW: Code = Code("E6030");

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No draws hang together like this. Three processes that contradict each other, or, where every three of them
    /// agree, all that do.
    NotPositive { dependence: usize, processes: Vec<usize> },
    /// A Sobol sequence of so many dimensions.
    Dimensions { needed: usize },
    /// So many points of a Sobol sequence.
    Points { needed: u64 },
    /// More jumps of a process are expected in a row than are drawn.
    Jumps { process: usize, row: usize },
}

impl Failure {
    /// `last` is the first process that contradicts those before it.
    pub fn not_positive(dependence: usize, last: usize, matrix: &[Vec<i128>]) -> Failure {
        let of = |a: usize, b: usize| matrix[a][b] as f64 / ONE;
        let contradict = |a: usize, b: usize| {
            let (x, y, z) = (of(a, b), of(a, last), of(b, last));
            1.0 - x * x - y * y - z * z + 2.0 * x * y * z < -1e-10
        };
        let beyond = (0..last).find(|&a| of(a, last).abs() > 1.0);
        let three = (0..last).flat_map(|b| (0..b).map(move |a| (a, b))).find(|&(a, b)| contradict(a, b));
        let processes = match (beyond, three) {
            (Some(a), _) => vec![a, last],
            (None, Some((a, b))) => vec![a, b, last],
            (None, None) => {
                (0..=last).filter(|&it| it == last || (0..=last).any(|b| b != it && matrix[it][b] != 0)).collect()
            }
        };
        Failure::NotPositive { dependence, processes }
    }
}

/// The failure as users are told of it.
pub fn diagnose(failure: &Failure, model: &Model, plan: &Plan) -> Diagnostic {
    let (place, message, help) = match failure {
        Failure::NotPositive { dependence, processes } => return contradiction(*dependence, processes, model, plan),
        Failure::Dimensions { needed } => (
            first_process(model),
            format!("a path takes {needed} draws, and a Sobol sequence has {DIMENSIONS} dimensions"),
            "use random numbers, longer periods or fewer processes",
        ),
        Failure::Points { needed } => (
            first_process(model),
            format!("a Sobol sequence has {POINTS} points, and this asks for {needed} paths"),
            "use random numbers, or fewer paths",
        ),
        Failure::Jumps { process, row } => (
            model.processes.get(*process).map(|it| it.label.place).unwrap_or_default(),
            format!("more than 500 jumps of `{}` are expected in period {row}", name(model, *process)),
            "a rate is per year; what jumps this often is better drawn as motion",
        ),
    };
    Diagnostic::error(CANNOT_DRAW, place, message).help(help)
}

fn first_process(model: &Model) -> Span {
    model.processes.first().map(|it| it.label.place).unwrap_or_default()
}

fn name(model: &Model, process: usize) -> &str {
    model.processes.get(process).map_or("", |it| it.label.name.as_str())
}

/// Which correlations contradict each other, and what two of them leave for the third.
fn contradiction(dependence: usize, processes: &[usize], model: &Model, plan: &Plan) -> Diagnostic {
    let matrix = plan.randomness.correlations.get(dependence).map(|it| it.matrix.as_slice()).unwrap_or_default();
    let stated = model.correlations.get(dependence);
    let value = |a: usize, b: usize| matrix.get(a).and_then(|row| row.get(b)).copied().unwrap_or(0);
    let words = |(a, b)| format!("`{}` with `{}` {}", name(model, a), name(model, b), percent(value(a, b)));
    let pairs = || processes.iter().enumerate().flat_map(|(at, &b)| processes[..at].iter().map(move |&a| (a, b)));
    let (message, help) = match *processes {
        [a, b] => (
            format!("no draws hang together like this: {}", words((a, b))),
            "a correlation is between -100% and 100%".to_string(),
        ),
        [a, b, c] => {
            let (low, high) = left_over(value(a, b), value(a, c));
            let said: Vec<String> = pairs().map(words).collect();
            (
                format!("no draws hang together like this: {}", said.join(", ")),
                format!(
                    "what `{}` shares with both leaves {} to {} for `{}` with `{}`",
                    name(model, a),
                    percent(low),
                    percent(high),
                    name(model, b),
                    name(model, c)
                ),
            )
        }
        _ => {
            let names: Vec<String> = processes.iter().map(|&it| format!("`{}`", name(model, it))).collect();
            (
                format!(
                    "no draws hang together like this: the matrix of {} is not positive definite",
                    names.join(", ")
                ),
                "bring the correlations nearer to zero, or state loadings on one factor, which never contradict".into(),
            )
        }
    };
    let place = |known: (usize, usize)| {
        let of = |a: usize, b: usize| (a, b) == known || (b, a) == known;
        let pair = stated?.pairs.iter().find(|pair| of(pair.of.0.index(), pair.of.1.index()))?;
        Some(pair.place)
    };
    let told = Diagnostic::error(CANNOT_DRAW, stated.map(|it| it.label.place).unwrap_or_default(), message).help(help);
    pairs().filter_map(place).fold(told, |told, place| told.related(place, "stated here"))
}

/// Between what a correlation is when both sides have these with a third: their product, give or take what is left
/// of each. Rounded inwards to hundredths of a percent.
fn left_over(x: i128, y: i128) -> (i128, i128) {
    let (x, y) = (x as f64 / ONE, y as f64 / ONE);
    let room = ((1.0 - x * x).max(0.0) * (1.0 - y * y).max(0.0)).sqrt();
    // What is a whole hundredth but for a float's last place.
    const SLACK: f64 = 1e-6;
    let hundredths = |it: f64| it as i128 * 100_000_000;
    (hundredths(((x * y - room) * 1e4 - SLACK).ceil()), hundredths(((x * y + room) * 1e4 + SLACK).floor()))
}

/// To hundredths of a percent.
fn percent(ratio: i128) -> String {
    let (sign, hundredths) = (if ratio < 0 { "-" } else { "" }, ratio.unsigned_abs() / 100_000_000);
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => format!("{sign}{whole}%"),
        (whole, part) => format!("{sign}{whole}.{part:02}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Case, compile};
    use crate::engine::draw::{Drawer, Draws};
    use crate::model::{InputId, Numbers, ScenarioId, TestInput};
    use crate::source::{MemoryFiles, Sources};

    const PERCENT: i128 = 10_000_000_000;

    #[test]
    fn two_correlations_leave_a_range_for_the_third() {
        let (low, high) = left_over(60 * PERCENT, 80 * PERCENT);
        assert_eq!((percent(low), percent(high)), ("0%".into(), "96%".into()));
        let (low, high) = left_over(90 * PERCENT, 90 * PERCENT);
        assert_eq!((percent(low), percent(high)), ("62%".into(), "100%".into()));
        assert_eq!(percent(-1_234_500_000_000), "-123.45%");
    }

    #[test]
    fn contradictions_are_told_with_their_names_and_what_would_do() {
        let text = "deal \"Loan\" {\n  currency: USD\n  closing: 2025-12-31\n  \
                    periods: each year end from 2026-12-31 to 2027-12-31\n}\n\
                    input tie: 10% from -100% to 100%\n\
                    x = USD 1\ny = USD 2\nz = USD 3\n\
                    total = x + y + z\n\
                    process A on x {\n  follows: geometric brownian motion\n  volatility: 10% per year\n}\n\
                    process B on y {\n  follows: geometric brownian motion\n  volatility: 10% per year\n}\n\
                    process C on z {\n  follows: geometric brownian motion\n  volatility: 10% per year\n}\n\
                    correlation Ties {\n  copula: gaussian\n  A with B: 60%\n  A with C: 80%\n  B with C: tie\n}\n";
        let (model, problems) = crate::read(text, "a.deal", &mut Sources::new(), &MemoryFiles::new());
        let model = model.unwrap_or_else(|| panic!("{problems:?}"));
        let tie = model.inputs.iter().position(|it| it.label.name == "tie").unwrap();
        let input = TestInput { input: InputId(tie as u32), value: -50 * PERCENT };
        let case = Case { random: true, inputs: vec![input], ..Case::of(ScenarioId(0)) };
        let plan = compile(&model, &case).unwrap();
        let draws = Draws { seed: 1, antithetic: false, numbers: Numbers::Random };
        let told = diagnose(&Drawer::new(&plan, &draws).unwrap_err(), &model, &plan);
        assert_eq!(
            told.message,
            "no draws hang together like this: `A` with `B` 60%, `A` with `C` 80%, `B` with `C` -50%"
        );
        assert_eq!(told.help.as_deref(), Some("what `A` shares with both leaves 0% to 96% for `B` with `C`"));
        assert_eq!(told.related.len(), 3);
    }
}
