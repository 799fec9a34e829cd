//! What is kept of every path, and where in the answers it is found.

use super::years;
use crate::engine::gauge::{Gauge, Kept};
use crate::model::{Arithmetic, Expr, ExprKind, Model, Process, Read, ShockTarget, TrancheAttribute, TrancheId, Type};
use crate::plan::{DriverSource, Held, Law, Plan, Slot};
use crate::quantity::Unit;
use crate::source::Span;

/// Expressions that a study observes beside its own measures, by tranche.
#[derive(Debug, Clone)]
pub struct Observed {
    /// What the lenders of each tranche get less what they give, row by row.
    flows: Vec<Expr>,
    /// Principal paid in periods after its default.
    repaid: Vec<Expr>,
}

impl Observed {
    pub fn of(model: &Model) -> Observed {
        let tranches = || (0..model.tranches.len()).map(|index| TrancheId(index as u32));
        Observed {
            flows: tranches().map(|id| flow(model, id)).collect(),
            repaid: tranches().map(|id| repaid(model, id)).collect(),
        }
    }

    /// In the order in which [`Watch`] expects them after the measures.
    pub fn all(&self) -> impl Iterator<Item = &Expr> {
        self.flows.iter().chain(&self.repaid)
    }
}

fn money(model: &Model, kind: ExprKind) -> Expr {
    Expr { kind, of: Type::Quantity(Unit::money(model.deal.currency)), place: Span::default() }
}

fn read(model: &Model, id: TrancheId, attribute: TrancheAttribute) -> Expr {
    money(model, ExprKind::Read(Read::Tranche(id, attribute)))
}

/// Interest, principal, fees and what is received on the claim, less draws. Without an enforcement what is received on
/// the claim is interest and principal, and counted as such.
fn flow(model: &Model, id: TrancheId) -> Expr {
    use TrancheAttribute::{Drawn, FeesPaid, InterestPaid, PrincipalPaid, Received};
    let paid = [InterestPaid, PrincipalPaid, FeesPaid].into_iter().chain(model.enforcement.as_ref().map(|_| Received));
    let sum = |how: Arithmetic, a: Expr, b: Expr| money(model, ExprKind::Arithmetic(how, Box::new(a), Box::new(b)));
    let drawn = money(model, ExprKind::Negative(Box::new(read(model, id, Drawn))));
    paid.fold(drawn, |flow, attribute| sum(Arithmetic::Add, flow, read(model, id, attribute)))
}

fn repaid(model: &Model, id: TrancheId) -> Expr {
    let was = Read::Tranche(id, TrancheAttribute::InDefault);
    let was = Expr { kind: ExprKind::Prior(was), of: Type::Boolean, place: Span::default() };
    let paid = read(model, id, TrancheAttribute::PrincipalPaid);
    let none = money(model, ExprKind::Constant(0));
    money(model, ExprKind::If(Box::new(was), Box::new(paid), Box::new(none)))
}

/// One scenario's plan, as a simulation reads it.
#[derive(Debug, Clone)]
pub struct Watch {
    pub kept: Kept,
    /// Parts of a year from closing to each row: see [`years::PARTS`].
    pub at: Vec<u64>,
    /// The greatest common step of these.
    pub step: u64,
    /// Rows up to the end of the regular periods.
    pub periods: usize,
    pub levels: Vec<WatchedLevel>,
    pub covenants: Vec<WatchedCovenant>,
    pub tranches: Vec<WatchedTranche>,
    /// First row of the acceleration.
    pub acceleration: Option<usize>,
    /// The last value of each measure.
    pub measures: Vec<usize>,
    pub processes: Vec<WatchedProcess>,
}

#[derive(Debug, Clone)]
pub struct WatchedLevel {
    pub covenant: usize,
    pub level: usize,
    pub first: usize,
    /// Profile of the flag.
    pub failed: usize,
}

#[derive(Debug, Clone)]
pub struct WatchedCovenant {
    pub covenant: usize,
    /// Profile of the value.
    pub value: usize,
    /// Rows of its test dates.
    pub rows: Vec<usize>,
}

/// Gauges, but for the flow.
#[derive(Debug, Clone)]
pub struct WatchedTranche {
    pub default: usize,
    pub payment_default: usize,
    pub maturity_default: usize,
    pub claim: usize,
    pub received: usize,
    pub received_discounted: usize,
    pub outstanding: usize,
    pub repaid_in_default: usize,
    /// Principal paid and principal retired by payments on the claim: sums, and sums weighted by time.
    pub principal: [usize; 2],
    pub principal_by_time: [usize; 2],
    /// What was outstanding in each row times the row's length.
    pub outstanding_by_time: usize,
    /// Profile of the lenders' flows.
    pub flow: usize,
    /// What was outstanding before the first row: lent earlier.
    pub lent_before: i128,
}

/// A process that the plan reads.
#[derive(Debug, Clone)]
pub struct WatchedProcess {
    /// Index in the model's processes.
    pub process: usize,
    pub driver: usize,
    pub draws: Draws,
    /// The party that it makes default.
    pub party: Option<usize>,
}

/// What a process draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Draws {
    Factor,
    /// At its own scale; one class of values is this wide.
    Amount {
        of: Type,
        class: i64,
    },
    Default,
}

impl Watch {
    /// `measures` are the first of the plan's observed slots; those of [`Observed::all`] follow.
    pub fn new(model: &Model, plan: &Plan, measures: usize) -> Watch {
        let at = years::since_closing(model, plan);
        let step = at.windows(2).map(|pair| pair[1] - pair[0]).fold(0, common).max(1);
        let mut it = Watch {
            kept: Kept::default(),
            at,
            step,
            periods: plan.periods,
            levels: Vec::new(),
            covenants: Vec::new(),
            tranches: Vec::new(),
            acceleration: None,
            measures: Vec::new(),
            processes: processes(model, plan),
        };
        it.watch_covenants(model, plan);
        it.watch_tranches(plan, measures);
        it.acceleration = plan.events.acceleration.map(|slot| it.gauge(Gauge::First(slot)));
        it.measures = plan.observed.iter().take(measures).map(|&slot| it.gauge(Gauge::Last(slot))).collect();
        it
    }

    fn gauge(&mut self, gauge: Gauge) -> usize {
        self.kept.gauges.push(gauge);
        self.kept.gauges.len() - 1
    }

    fn profile(&mut self, slot: Slot) -> usize {
        self.kept.profiles.push(slot);
        self.kept.profiles.len() - 1
    }

    fn watch_covenants(&mut self, model: &Model, plan: &Plan) {
        for slots in &plan.events.levels {
            let (first, failed) = (self.gauge(Gauge::First(slots.failed)), self.profile(slots.failed));
            self.levels.push(WatchedLevel { covenant: slots.covenant, level: slots.level, first, failed });
        }
        for slots in &plan.events.covenants {
            let tested = &model.covenants[slots.covenant].dates.tested;
            let rows = (1..plan.rows()).filter(|&row| tested.get(row).copied().unwrap_or(false)).collect();
            let value = self.profile(slots.value);
            self.covenants.push(WatchedCovenant { covenant: slots.covenant, value, rows });
        }
    }

    fn watch_tranches(&mut self, plan: &Plan, measures: usize) {
        // In whole steps: small numbers stay exact in a float for longer.
        let by_row: Vec<i128> = self.at.iter().map(|&at| i128::from(at / self.step)).collect();
        let lengths: Vec<i128> = std::iter::once(0).chain(by_row.windows(2).map(|pair| pair[1] - pair[0])).collect();
        let count = plan.loans.len();
        for (index, (loan, slots)) in plan.loans.iter().zip(&plan.events.tranches).enumerate() {
            let opening = plan.directory.get(&Read::Tranche(TrancheId(index as u32), TrancheAttribute::Opening));
            let principal = [loan.principal_paid, loan.retired];
            let tranche = WatchedTranche {
                default: self.gauge(Gauge::First(slots.in_default)),
                payment_default: self.gauge(Gauge::First(slots.payment_default)),
                maturity_default: self.gauge(Gauge::First(slots.maturity_default)),
                claim: self.gauge(Gauge::Last(slots.claim_at_acceleration)),
                received: self.gauge(Gauge::Last(slots.received_total)),
                received_discounted: self.gauge(Gauge::Last(slots.received_pv)),
                outstanding: self.gauge(Gauge::Last(loan.balance)),
                repaid_in_default: self.gauge(Gauge::Sum(plan.observed[measures + count + index])),
                principal: principal.map(|slot| self.gauge(Gauge::Sum(slot))),
                principal_by_time: principal.map(|slot| self.gauge(Gauge::Weighted(slot, by_row.clone()))),
                outstanding_by_time: self
                    .gauge(Gauge::Weighted(opening.copied().unwrap_or(loan.balance), lengths.clone())),
                flow: self.profile(plan.observed[measures + index]),
                lent_before: match plan.slots[loan.balance.index()].held {
                    Held::State(opening) => opening,
                    _ => 0,
                },
            };
            self.tranches.push(tranche);
        }
    }

    pub fn rows(&self) -> usize {
        self.at.len()
    }
}

/// Those that the plan reads: a process may be on something that nothing uses.
fn processes(model: &Model, plan: &Plan) -> Vec<WatchedProcess> {
    let drivers = plan.drivers.iter().enumerate().filter_map(|(driver, it)| match it.source {
        DriverSource::Process(process) => Some((process, driver)),
        DriverSource::Lever(_) => None,
    });
    drivers
        .filter_map(|(process, driver)| {
            let (of, random) = (model.processes.get(process)?, plan.randomness.processes.get(process)?);
            let draws = match random.law {
                Law::Default { .. } => Draws::Default,
                // A quarter of what it moves in a year, by chance.
                Law::Added { volatility, .. } => Draws::Amount {
                    of: plan.drivers[driver].of.clone(),
                    class: i64::try_from(volatility / 4).unwrap_or(i64::MAX).max(1),
                },
                _ => Draws::Factor,
            };
            Some(WatchedProcess { process, driver, draws, party: party(of) })
        })
        .collect()
}

fn party(process: &Process) -> Option<usize> {
    process.on.iter().find_map(|target| match target {
        ShockTarget::PartyDefault(id) => Some(id.index()),
        _ => None,
    })
}

fn common(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common(b, a % b) }
}
