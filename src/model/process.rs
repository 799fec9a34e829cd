//! Random drivers: how the world may stray from what the deal states, and how the draws hang together.

use super::{Expr, InputId, Label, ProcessId, ShockTarget};
use crate::source::Span;
use crate::time::Date;

/// A random driver. On the run without draws it changes nothing: the deal's own figures are the centre it strays from.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    pub label: Label,
    /// What it moves, all by the same draws; a default moves one party.
    pub on: Vec<ShockTarget>,
    pub follows: Follows,
    /// What it follows, in the words of the file.
    pub text: String,
}

/// Every parameter reads constants and inputs only: [`fold_with`](super::fold_with) works it out without a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Follows {
    /// The target times exp((drift − volatility²/2) t + volatility W): a factor of mean exp(drift t).
    Motion { volatility: Parameter, drift: Option<Parameter> },
    /// A deviation that decays at `speed` a year and is stirred by `volatility`: the logarithm of a factor of mean
    /// one, or, when `added`, an amount in the target's own unit.
    Reversion { speed: Parameter, volatility: Parameter, added: bool },
    /// Motion with jumps on it; the jumps are not compensated.
    JumpDiffusion { volatility: Parameter, drift: Option<Parameter>, jump: Jump },
    /// Nothing but jumps, each for good: a new generation ships.
    Jumps(Jump),
    /// Changes drawn from history, `block` periods in a row: each a factor from one period to the next.
    Bootstrap { changes: Vec<i128>, block: u32 },
    /// Motion whose drift and volatility depend on a hidden regime; the first is where it starts.
    Regimes(Vec<Regime>),
    /// The party defaults, at the end of some period.
    Default(Hazard),
}

/// A number known before any run: a constant, or an expression of inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter(pub Expr);

/// Jumps that come by chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Jump {
    pub arrives: Arrival,
    /// What a jump multiplies by, in the middle: `times 65%`.
    pub size: Parameter,
    /// Standard deviation of the logarithm of the size.
    pub spread: Option<Parameter>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Arrival {
    /// Any number of times, at a rate per year.
    Rate(Parameter),
    /// Once, in the period of this date, with a probability.
    On { date: Date, probability: Parameter },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    pub name: String,
    pub drift: Parameter,
    pub volatility: Parameter,
    /// To which regime it changes, at what rate per year.
    pub leaves: Vec<(usize, Parameter)>,
}

/// How likely a default is by when.
#[derive(Debug, Clone, PartialEq)]
pub enum Hazard {
    /// A constant rate per year: survival is exp(−rate × t).
    Rate(Parameter),
    /// A probability over so many months from closing, at a constant rate.
    Probability { probability: Parameter, months: u32 },
    /// Cumulative probabilities by months from closing, ascending, at a constant rate between two of them and after
    /// the last at the last one's rate.
    Table(Vec<(u32, i128)>),
}

/// How the draws of several processes hang together: the deal's own, or a regime that a condition switches on.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    pub label: Label,
    pub copula: Copula,
    pub pairs: Vec<Pair>,
    /// One factor: the correlation of two processes is the product of their loadings.
    pub loadings: Vec<(ProcessId, Parameter)>,
    /// In force in a period when this held at the end of the period before; the one without is in force otherwise.
    pub when: Option<Trigger>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copula {
    Gaussian,
    StudentT { degrees: u32 },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub of: (ProcessId, ProcessId),
    pub value: Parameter,
    pub place: Span,
}

/// `when: Rent below 70%`: a process's own factor against a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    pub process: ProcessId,
    pub below: bool,
    pub level: Parameter,
}

impl Process {
    /// Every number behind its draws.
    pub fn parameters(&self) -> Vec<&Parameter> {
        match &self.follows {
            Follows::Motion { volatility, drift } => [volatility].into_iter().chain(drift).collect(),
            Follows::Reversion { speed, volatility, .. } => vec![speed, volatility],
            Follows::JumpDiffusion { volatility, drift, jump } => {
                [volatility].into_iter().chain(drift).chain(jump.parameters()).collect()
            }
            Follows::Jumps(jump) => jump.parameters(),
            Follows::Bootstrap { .. } | Follows::Default(Hazard::Table(_)) => Vec::new(),
            Follows::Regimes(regimes) => {
                let leaves = regimes.iter().flat_map(|regime| &regime.leaves).map(|(_, rate)| rate);
                regimes.iter().flat_map(|regime| [&regime.drift, &regime.volatility]).chain(leaves).collect()
            }
            Follows::Default(Hazard::Rate(number) | Hazard::Probability { probability: number, .. }) => vec![number],
        }
    }
}

impl Jump {
    fn parameters(&self) -> Vec<&Parameter> {
        let (Arrival::Rate(arrives) | Arrival::On { probability: arrives, .. }) = &self.arrives;
        [arrives, &self.size].into_iter().chain(&self.spread).collect()
    }
}

impl Correlation {
    /// Every number behind its draws.
    pub fn parameters(&self) -> Vec<&Parameter> {
        let pairs = self.pairs.iter().map(|pair| &pair.value);
        let loadings = self.loadings.iter().map(|(_, loading)| loading);
        pairs.chain(loadings).chain(self.when.iter().map(|when| &when.level)).collect()
    }
}

impl Parameter {
    /// The inputs it reads.
    pub fn inputs(&self) -> Vec<InputId> {
        self.0
            .reads()
            .into_iter()
            .filter_map(|read| match read {
                super::Read::Input(id) => Some(id),
                _ => None,
            })
            .collect()
    }
}
