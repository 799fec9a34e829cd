//! Why nothing can be drawn: found before the first path.

use super::sobol::{DIMENSIONS, POINTS};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::source::Span;

/// Correlations that contradict each other.
pub const NOT_POSITIVE: Code = Code("E6020");
/// More draws a path than a Sobol sequence has dimensions, or more paths than it has points.
pub const SEQUENCE_LIMIT: Code = Code("E7020");
/// More jumps in a period than are drawn.
pub const JUMP_LIMIT: Code = Code("E7021");

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
        let of = |a: usize, b: usize| matrix[a][b] as f64 / 1e12;
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

/// The failure as users are told of it; `matrices` are those of the plan.
pub fn diagnose(failure: &Failure, model: &Model, matrices: &[Vec<Vec<i128>>]) -> Diagnostic {
    let name = |process: usize| model.processes.get(process).map_or("", |it| it.label.name.as_str());
    match failure {
        Failure::NotPositive { dependence, processes } => not_positive(*dependence, processes, model, matrices),
        Failure::Dimensions { needed } => {
            let message =
                format!("a path of this deal takes {needed} draws, and a Sobol sequence has {DIMENSIONS} dimensions");
            Diagnostic::error(SEQUENCE_LIMIT, first_place(model), message)
                .help("use random numbers, longer periods or fewer processes")
        }
        Failure::Points { needed } => {
            let message = format!("a Sobol sequence has {POINTS} points, and this asks for {needed} paths");
            Diagnostic::error(SEQUENCE_LIMIT, first_place(model), message).help("use random numbers, or fewer paths")
        }
        Failure::Jumps { process, row } => {
            let place = model.processes.get(*process).map_or_else(Span::default, |it| it.label.place);
            let message = format!("more than 500 jumps of `{}` are expected in period {row}", name(*process));
            Diagnostic::error(JUMP_LIMIT, place, message)
                .help("a rate is per year; what jumps this often is better drawn as motion")
        }
    }
}

fn first_place(model: &Model) -> Span {
    model.processes.first().map_or_else(Span::default, |it| it.label.place)
}

fn not_positive(dependence: usize, processes: &[usize], model: &Model, matrices: &[Vec<Vec<i128>>]) -> Diagnostic {
    let name = |process: usize| model.processes.get(process).map_or("", |it| it.label.name.as_str());
    let value = |a: usize, b: usize| matrices.get(dependence).map_or(0, |matrix| matrix[a][b]);
    let correlation = model.correlations.get(dependence);
    let place = correlation.map_or_else(Span::default, |it| it.label.place);
    let pairs = || processes.iter().enumerate().flat_map(|(at, &b)| processes[..at].iter().map(move |&a| (a, b)));
    let said = |(a, b): (usize, usize)| format!("`{}` with `{}` {}", name(a), name(b), percent(value(a, b)));
    let message = match processes {
        [_, _] => "a correlation is between -100% and 100%".to_string(),
        [_, _, _] => {
            format!("no draws can be correlated like this: {}", pairs().map(said).collect::<Vec<_>>().join(", "))
        }
        all => {
            let names: Vec<String> = all.iter().map(|&it| format!("`{}`", name(it))).collect();
            format!("no draws can be correlated like this: the matrix of {} is not positive definite", names.join(", "))
        }
    };
    let help = match *processes {
        [a, b, c] => {
            let (low, high) = range(value(a, b), value(a, c));
            format!(
                "with the first two, `{}` with `{}` is between {} and {}",
                name(b),
                name(c),
                percent(low),
                percent(high)
            )
        }
        _ => {
            "bring the correlations nearer to zero, or state loadings on one factor, which never contradict each other"
                .into()
        }
    };
    let stated = |known: (usize, usize)| {
        let of = |pair: &&crate::model::Pair| {
            let (x, y) = (pair.of.0.index(), pair.of.1.index());
            (x, y) == known || (y, x) == known
        };
        correlation.and_then(|it| it.pairs.iter().find(of)).map(|pair| pair.place)
    };
    let told = Diagnostic::error(NOT_POSITIVE, place, message).help(help);
    pairs().filter_map(stated).fold(told, |told, place| told.related(place, "stated here"))
}

/// Between what two correlations of one process leave for the other two: their product, give or take.
fn range(x: i128, y: i128) -> (i128, i128) {
    let (x, y) = (x as f64 / 1e12, y as f64 / 1e12);
    let room = ((1.0 - x * x).max(0.0) * (1.0 - y * y).max(0.0)).sqrt();
    let inside = |it: f64, outward: f64| ((it * 1e4 + outward).floor() * 1e8) as i128;
    (inside(x * y - room, 1.0 - 1e-9), inside(x * y + room, 0.0))
}

/// To two decimals.
fn percent(ratio: i128) -> String {
    let (sign, hundredths) = (if ratio < 0 { "-" } else { "" }, ratio.unsigned_abs() / 100_000_000);
    match hundredths % 100 {
        0 => format!("{sign}{}%", hundredths / 100),
        rest => format!("{sign}{}.{rest:02}%", hundredths / 100),
    }
}
