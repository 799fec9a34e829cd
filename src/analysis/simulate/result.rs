//! What a simulation says: every figure with its standard error, and everything that drives it beside it.

use crate::analysis::statistics::{Chance, Quantile, Summary};
use crate::engine::outcome::{Figure, Given, InputHash};
use crate::time::Date;
use serde::Serialize;

/// The answer to a study that simulates. As JSON, `docs/schema/simulation.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Simulation {
    pub format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    pub format_version: u32,
    pub deal: String,
    pub study: String,
    pub title: Option<String>,
    pub currency: &'static str,
    /// Inputs set by hand, over each scenario's own.
    pub given: Vec<Given>,
    pub draws: Drawn,
    /// Stopped from outside: fewer paths, or fewer scenarios, than were asked for.
    pub partial: bool,
    /// What moves by chance.
    pub processes: Vec<ProcessStated>,
    /// How the draws hang together: the deal's own first, then those that a condition switches on.
    pub correlations: Vec<CorrelationStated>,
    /// How deep each market is taken to be: the least known input of a recovery.
    pub depths: Vec<DepthStated>,
    pub assumed: Vec<String>,
    /// One a scenario, in the order of the study.
    pub scenarios: Vec<Futures>,
    pub inputs: Vec<InputHash>,
}

/// Where the numbers came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    pub seed: u64,
    /// `Philox4x32-10`, `Sobol with Owen scrambling`
    pub generator: &'static str,
    pub sobol: bool,
    pub antithetic: bool,
    /// How standard errors were worked out, in words.
    pub standard_errors: &'static str,
    /// Paths asked for in each scenario.
    pub asked: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProcessStated {
    pub name: String,
    /// `Senior.coupon`, `rent`
    pub on: Vec<String>,
    pub follows: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrelationStated {
    pub name: String,
    /// `Gaussian`, `Student-t with 4 degrees of freedom`
    pub copula: String,
    /// `rent below 0.7`: the condition that switches it on.
    pub when: Option<String>,
    /// Processes, in the order of the matrix.
    pub of: Vec<String>,
    pub matrix: Vec<Vec<Figure>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepthStated {
    pub liquidation: String,
    /// `Sale: exponential at 1 on 5_000 GPU a month, refilled at 100% a month, 35% of buyers can host it`
    pub text: String,
}

/// Why a scenario has the paths that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// All that were asked for.
    Complete,
    /// The standard error asked for was reached.
    Precise,
    /// Stopped from outside: a partial result.
    Interrupted,
}

/// One scenario over all its paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Futures {
    pub scenario: String,
    /// The shocks of the scenario, on top of what is drawn.
    pub shocks: Vec<String>,
    /// Paths done: the first so many.
    pub paths: u64,
    pub ended: Ended,
    /// Paths that the exact engine ran, numbers having outgrown the fast one: same answers, more time.
    pub exact_paths: u64,
    /// Any level of any covenant fails on some test date.
    pub breach: Chance,
    /// An event of default of any tranche.
    pub default: Chance,
    /// `None` where the deal has no enforcement.
    pub acceleration: Option<Chance>,
    /// First breach of any level, in years from closing, among the paths that breach.
    pub first_breach: Summary,
    pub covenants: Vec<CovenantFutures>,
    pub tranches: Vec<TrancheFutures>,
    /// Loss of all tranches together.
    pub loss: Summary,
    /// Parties that may default by chance.
    pub parties: Vec<PartyFutures>,
    pub measures: Vec<MeasureFutures>,
    /// Every ordered pair of tranches and parties that may default.
    pub joint: Vec<JointDefault>,
    /// What losses go with: all tranches together first, then each tranche. Tranches that never lose have none.
    pub attribution: Vec<Attribution>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CovenantFutures {
    pub covenant: String,
    pub clause: Option<String>,
    /// Unit of its value; empty for a ratio.
    pub unit: String,
    pub levels: Vec<LevelFutures>,
    /// Quantiles of the value by test date.
    pub fan: Vec<FanDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelFutures {
    /// As written: `below 1.35x`.
    pub level: String,
    pub clause: Option<String>,
    /// The threshold, where it is the same on every path and date.
    pub threshold: Option<Figure>,
    /// It fails on some test date.
    pub ever: Chance,
    /// Its first breach, in years from closing, among the paths that breach.
    pub first: Summary,
    pub by_date: Vec<BreachDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BreachDate {
    pub date: Date,
    /// Paths on which the level was looked at: not waived, not n/a, the run still going.
    pub tested: u64,
    /// Of all paths, those on which it fails on this date.
    pub fails: Chance,
    /// Of all paths, those on which it fails on this date for the first time.
    pub first: Chance,
    /// Of all paths, those on which it has failed by this date.
    pub by: Chance,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FanDate {
    pub date: Date,
    /// Paths with a value on this date.
    pub available: u64,
    /// 5%, 25%, 50%, 75%, 95%.
    pub quantiles: Vec<Quantile>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrancheFutures {
    pub tranche: String,
    pub clause: Option<String>,
    /// PD: an event of default of this tranche is declared, or its claim is accelerated by that of another.
    pub default: Chance,
    pub event_of_default: Chance,
    pub payment_default: Chance,
    pub maturity_default: Chance,
    /// Its claim is fixed by an acceleration.
    pub accelerated: Chance,
    /// It ends with a loss.
    pub loses: Chance,
    pub default_by_date: Vec<DefaultDate>,
    /// Its default, in years from closing, among the paths that have one.
    pub first_default: Summary,
    /// Claim less what was received on it; principal unpaid at the end where nothing was accelerated; zero on the other
    /// paths.
    pub loss: Summary,
    /// The same with what was received discounted to the acceleration; `None` without a discount rate.
    pub loss_discounted: Option<Summary>,
    /// On paths with a default: the claim, or without an acceleration the principal owed when it defaulted.
    pub exposure: Summary,
    /// Loss over exposure in all: PD × mean exposure × LGD is EL.
    pub lgd: Option<Figure>,
    pub lgd_discounted: Option<Figure>,
    /// Loss over exposure path by path, among those with a default.
    pub severity: Summary,
    /// Received on the claim, on paths with one.
    pub received: Summary,
    /// Principal outstanding at the end of the run.
    pub outstanding: Summary,
    /// Years from closing to principal, weighted by what was paid.
    pub weighted_average_life: Summary,
    /// Of the lenders' own cash flows, a rate per year.
    pub internal_rate_of_return: Summary,
    pub without_a_rate: NoRate,
    /// The running spread on what is outstanding that pays for the expected loss.
    pub implied_spread: Option<Figure>,
}

/// Paths on which the return has no single answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, serde::Deserialize)]
pub struct NoRate {
    /// No rate makes the flows worth nothing: nothing was lent.
    pub none: u64,
    /// Several do; the summary leaves these paths out.
    pub several: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DefaultDate {
    pub date: Date,
    /// Of all paths, those that default on this date.
    pub first: Chance,
    /// Of all paths, those that have defaulted by this date.
    pub by: Chance,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartyFutures {
    pub party: String,
    /// Defaults by its process within the periods of the deal.
    pub default: Chance,
    pub default_by_date: Vec<DefaultDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureFutures {
    /// In the words of the file.
    pub measure: String,
    pub unit: String,
    pub summary: Summary,
}

/// Default of one given default of another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JointDefault {
    pub of: String,
    pub given: String,
    /// Of all paths, those on which both default.
    pub both: Chance,
    /// Among the paths on which `given` defaults; `None` where it never does.
    pub conditional: Option<Chance>,
}

/// What a loss goes with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribution {
    /// The tranche; `None` for all together.
    pub tranche: Option<String>,
    pub drivers: Vec<DriverShare>,
    /// Share of the variance of loss that a straight line through all drivers explains.
    pub explained: Option<Figure>,
}

/// One process, as the loss sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverShare {
    pub process: String,
    /// What the next three are: `factor`, `amount`, `default`.
    pub of: &'static str,
    /// At the end of the periods, mean over all paths; for a default its share.
    pub mean: Option<Figure>,
    /// The same over paths with a loss.
    pub mean_with_loss: Option<Figure>,
    /// Over paths with a loss, at the moment of the first event of default, or at the end where there was none.
    pub mean_at_default: Option<Figure>,
    /// Correlation of its end value (the logarithm of a factor) with the loss.
    pub correlation: Option<Figure>,
    /// Share of the variance of loss explained by this driver alone, in classes of its end value.
    pub alone: Option<Figure>,
    /// Its part of `explained`: coefficient × covariance / variance.
    pub share: Option<Figure>,
}
