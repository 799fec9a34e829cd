//! The numbers behind the draws: what a process or a correlation may be once inputs have their values.
//!
//! Parameters are expressions of inputs, so a scenario or `--set` may push one where no draw can follow.

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Arrival, Correlation, Follows, Hazard, InputId, Jump, Model, Parameter, Process, ScenarioId, TestInput, Type,
    fold_with,
};
use crate::quantity::decimal::shortest;
use crate::quantity::matrix::{is_clearly_definite, is_positive_semidefinite};
use crate::quantity::{CalendarUnit, Rounding, multiply_divide, square_root, unit::RATIO_SCALE};
use crate::source::Span;

/// One, as a ratio.
const ONE: i128 = 1_000_000_000_000;

/// Rates per year up to this are worked with: 100 times in a year, 10,000%.
const FASTEST: i128 = 100 * ONE;

/// Volatilities and drifts up to this: 1,000% per year.
const WILDEST: i128 = 10 * ONE;

/// Everything wrong with the processes and correlations under a scenario, with these inputs over its own.
pub fn unsound_draws(model: &Model, scenario: ScenarioId, inputs: &[TestInput]) -> Vec<Diagnostic> {
    let model = model.under(scenario);
    let set = |list: &[TestInput], id: InputId| list.iter().rev().find(|it| it.input == id).map(|it| it.value);
    let own = model.scenarios.get(scenario.index()).map_or(&[][..], |it| &it.inputs);
    let value =
        |id: InputId| set(inputs, id).or_else(|| set(own, id)).or_else(|| Some(model.inputs.get(id.index())?.value));
    let mut numbers = Numbers { model, inputs: &value, scenario, findings: Vec::new() };
    model.processes.iter().for_each(|process| numbers.process(process));
    if numbers.findings.is_empty() {
        model.correlations.iter().for_each(|it| numbers.correlation(it));
    }
    numbers.findings
}

struct Numbers<'m> {
    model: &'m Model,
    inputs: &'m dyn Fn(InputId) -> Option<i128>,
    scenario: ScenarioId,
    findings: Vec<Diagnostic>,
}

impl Numbers<'_> {
    fn process(&mut self, process: &Process) {
        let name = &process.label.name;
        match &process.follows {
            Follows::Motion { volatility, drift } => self.motion(volatility, drift.as_ref(), name),
            Follows::Reversion { speed, volatility, added } => {
                self.within(speed, 1, FASTEST, "speed", name);
                let most = if *added { i128::MAX } else { WILDEST };
                self.within(volatility, 0, most, "volatility", name);
            }
            Follows::JumpDiffusion { volatility, drift, jump } => {
                self.motion(volatility, drift.as_ref(), name);
                self.jump(jump, name);
            }
            Follows::Jumps(jump) => self.jump(jump, name),
            Follows::Bootstrap { .. } => {}
            Follows::Regimes(regimes) => {
                for regime in regimes {
                    self.motion(&regime.volatility, Some(&regime.drift), &regime.name);
                    for (_, rate) in &regime.leaves {
                        self.within(rate, 0, FASTEST, "rate of change", &regime.name);
                    }
                }
            }
            Follows::Default(Hazard::Rate(rate)) => self.within(rate, 0, FASTEST, "hazard", name),
            Follows::Default(Hazard::Probability { probability, .. }) => {
                self.within(probability, 0, ONE, "probability", name);
            }
            Follows::Default(Hazard::Table(_)) => {}
        }
    }

    fn motion(&mut self, volatility: &Parameter, drift: Option<&Parameter>, name: &str) {
        self.within(volatility, 0, WILDEST, "volatility", name);
        if let Some(drift) = drift {
            self.within(drift, -WILDEST, WILDEST, "drift", name);
        }
    }

    fn jump(&mut self, jump: &Jump, name: &str) {
        match &jump.arrives {
            Arrival::Rate(rate) => self.within(rate, 0, FASTEST, "rate of arrival", name),
            Arrival::On { probability, .. } => self.within(probability, 0, ONE, "probability", name),
        }
        self.within(&jump.size, 1, 1_000 * ONE, "size", name);
        if let Some(spread) = &jump.spread {
            self.within(spread, 0, WILDEST, "spread", name);
        }
    }

    /// The value of a parameter; nothing is said of one that is still to be determined.
    fn value(&self, parameter: &Parameter) -> Option<i128> {
        let place = parameter.0.place;
        let is_hole = self.model.holes.iter().any(|hole| hole.place == place);
        fold_with(&parameter.0, self.model.deal.rounding, self.inputs).filter(|_| !is_hole)
    }

    fn within(&mut self, parameter: &Parameter, low: i128, high: i128, what: &str, name: &str) {
        let Some(value) = self.value(parameter) else { return };
        if (low..=high).contains(&value) {
            return;
        }
        let of = &parameter.0.of;
        let wanted = match (low, high) {
            (1, _) if value < low => "is above zero".to_string(),
            (0, ONE) => "lies between 0% and 100%".to_string(),
            (0, _) if value < low => "is not negative".to_string(),
            _ if value > high => format!("is at most {}", written(high, of)),
            _ => format!("is at least {}", written(low, of)),
        };
        let message = format!("the {what} of `{name}` {wanted}, and this is {}", written(value, of));
        self.report(codes::OUT_OF_BOUNDS, parameter.0.place, message, "check the sign and the size".to_string());
    }

    fn report(&mut self, code: crate::diagnostic::Code, place: Span, message: String, help: String) {
        let scenario = self.model.scenarios.get(self.scenario.index()).filter(|_| self.scenario.0 > 0);
        let message = match scenario {
            Some(scenario) => format!("under `{}` {message}", scenario.label.name),
            None => message,
        };
        self.findings.push(Diagnostic::error(code, place, message).help(help));
    }

    fn correlation(&mut self, it: &Correlation) {
        let before = self.findings.len();
        for (id, loading) in &it.loadings {
            let name = self.model.processes.get(id.index()).map_or("", |process| &process.label.name);
            self.share(loading, &format!("the loading of `{name}`"));
        }
        for pair in &it.pairs {
            let names = self.names(&[pair.of.0.index(), pair.of.1.index()]);
            self.share(&pair.value, &format!("the correlation of {}", super::term::list(&names)));
        }
        if let Some(when) = &it.when {
            let name = self.model.processes.get(when.process.index()).map_or("", |process| &process.label.name);
            self.within(&when.level, 1, 1_000 * ONE, "level", name);
        }
        if self.findings.len() == before {
            self.definite(it);
        }
    }

    fn share(&mut self, parameter: &Parameter, what: &str) {
        let Some(value) = self.value(parameter).filter(|value| value.abs() > ONE) else { return };
        let message = format!("{what} lies between -100% and 100%, and this is {}", written(value, &parameter.0.of));
        self.report(codes::CORRELATION, parameter.0.place, message, "check the sign and the size".to_string());
    }

    /// The entries that cannot be together, as few as there are.
    fn definite(&mut self, it: &Correlation) {
        let Some(matrix) = self.matrix(it) else { return };
        if is_clearly_definite(&matrix) || is_positive_semidefinite(&matrix) {
            return;
        }
        let culprits = fewest(&matrix);
        let mut entries = Vec::new();
        for (index, &a) in culprits.iter().enumerate() {
            for &b in culprits.iter().skip(index + 1) {
                let pair = self.names(&[a, b]).join(" with ");
                entries.push(format!("{pair} {}", percent(matrix[a][b])));
            }
        }
        let message = format!("no draws hang together like this: {}", entries.join(", "));
        let help = match culprits.as_slice() {
            [a, b, c] => {
                let (low, high) = room_left(matrix[*a][*b], matrix[*a][*c]);
                let last = self.names(&[*b, *c]).join(" with ");
                format!("the first two leave {last} between {} and {}", percent(low), percent(high))
            }
            _ => "loadings on one factor never contradict each other: state these, or lower what is stated".to_string(),
        };
        let both =
            |pair: &&crate::model::Pair| culprits.contains(&pair.of.0.index()) && culprits.contains(&pair.of.1.index());
        let place = it.pairs.iter().find(both).map_or(it.label.place, |pair| pair.place);
        self.report(codes::CORRELATION, place, message, help);
    }

    /// As a plan holds it: products of loadings, then what pairs state.
    fn matrix(&self, it: &Correlation) -> Option<Vec<Vec<i128>>> {
        let size = self.model.processes.len();
        let mut matrix = vec![vec![0; size]; size];
        for (at, (a, of_a)) in it.loadings.iter().enumerate() {
            for (b, of_b) in it.loadings.iter().skip(at + 1) {
                let (x, y) = (self.value(of_a)?, self.value(of_b)?);
                let product = multiply_divide(x, y, 1, ONE, self.model.deal.rounding)?;
                matrix[a.index()][b.index()] = product;
                matrix[b.index()][a.index()] = product;
            }
        }
        for pair in &it.pairs {
            let (a, b) = (pair.of.0.index(), pair.of.1.index());
            let value = self.value(&pair.value)?;
            matrix[a][b] = value;
            matrix[b][a] = value;
        }
        (0..size).for_each(|index| matrix[index][index] = ONE);
        Some(matrix)
    }

    fn names(&self, of: &[usize]) -> Vec<String> {
        let name = |index: &usize| self.model.processes.get(*index).map_or("", |process| &process.label.name);
        of.iter().map(|index| format!("`{}`", name(index))).collect()
    }
}

/// The smallest set of processes that fails where it has three; of more, one that no process can leave.
fn fewest(matrix: &[Vec<i128>]) -> Vec<usize> {
    let size = matrix.len();
    let fails = |set: &[usize]| {
        let part: Vec<Vec<i128>> = set.iter().map(|&a| set.iter().map(|&b| matrix[a][b]).collect()).collect();
        !is_positive_semidefinite(&part)
    };
    let mut threes = (0..size).flat_map(|a| (a + 1..size).flat_map(move |b| (b + 1..size).map(move |c| vec![a, b, c])));
    if let Some(found) = threes.find(|set| fails(set)) {
        return found;
    }
    (0..size).rev().fold((0..size).collect(), |set: Vec<usize>, leaving| {
        let rest: Vec<usize> = set.iter().copied().filter(|&index| index != leaving).collect();
        if fails(&rest) { rest } else { set }
    })
}

/// What two correlations of one process leave for the other two: xy ± √((1 − x²)(1 − y²)), to a hundredth of a percent
/// inwards.
fn room_left(x: i128, y: i128) -> (i128, i128) {
    const STEP: i128 = 100_000_000;
    let times = |a: i128, b: i128| multiply_divide(a, b, 1, ONE, Rounding::HalfUp).unwrap_or(0);
    let left = square_root(times(ONE - times(x, x), ONE - times(y, y)), Rounding::HalfUp).unwrap_or(0);
    let (low, high) = (times(x, y) - left, times(x, y) + left);
    (-((-low).div_euclid(STEP) * STEP), high.div_euclid(STEP) * STEP)
}

fn percent(value: i128) -> String {
    format!("{}%", shortest(value, RATIO_SCALE - 2))
}

/// A number as a message shows it.
fn written(value: i128, of: &Type) -> String {
    match of.unit() {
        Some(unit) if unit.is_ratio() => percent(value),
        Some(unit) if unit.is_rate() => {
            let per = unit.calendar_unit().map_or("year", CalendarUnit::word);
            format!("{} per {per}", percent(value))
        }
        _ => shortest(value, of.scale()),
    }
}
