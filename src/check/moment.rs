//! Moments: when in a period each name is known, and whether the place that reads it comes late enough.
//!
//! A stock (a balance, a state) has a running value from the start of the period and closes later; a waterfall step,
//! an early test and a condition at *collect* may read the running value, everything else must come after it closes.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::reads::{dependencies, visit};
use crate::diagnostic::Diagnostic;
use crate::model::{
    AccountAttribute, AssetAttribute, Covenant, CovenantAttribute, Depreciation, EnforcementStart, Expr, FeeAmount,
    FeeAttribute, Impact, LevelTest, LineId, Measure, Model, Moment, PayeeKind, Read, Step, StepAction, StepId,
    TestPosition, TrancheAttribute, WaterfallDates,
};

/// When a name is known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    /// From here on its value is final.
    closes: Moment,
    /// From here on its running value means something.
    earliest: Moment,
    /// Which name closes that late.
    culprit: Option<Read>,
    /// Steps read on the way, none of which may come later than the reader.
    steps: BTreeSet<StepId>,
}

impl Known {
    fn at(moment: Moment) -> Known {
        Known { closes: moment, earliest: moment, culprit: None, steps: BTreeSet::new() }
    }

    fn running(closes: Moment, earliest: Moment) -> Known {
        Known { closes, earliest, culprit: None, steps: BTreeSet::new() }
    }

    fn is_running(&self) -> bool {
        self.earliest < self.closes
    }
}

/// A place that reads.
#[derive(Debug, Clone, Copy)]
struct Site {
    moment: Moment,
    /// Whether it reads running values.
    running: bool,
    /// Inside a waterfall: the step that reads, or that a test stands before.
    step: Option<StepId>,
}

impl Site {
    fn at(moment: Moment) -> Site {
        Site { moment, running: false, step: None }
    }

    fn running(moment: Moment) -> Site {
        Site { moment, running: true, step: None }
    }
}

/// Reports what is read too early, and marks the lines that move while a waterfall runs.
pub(crate) fn check_moments(model: &mut Model, order: &[LineId]) -> Vec<Diagnostic> {
    let mut moments = Moments { model, known: BTreeMap::new(), under_way: BTreeSet::new(), findings: Vec::new() };
    for id in order {
        moments.known(Read::Line(*id));
    }
    moments.check_market();
    moments.check_debt();
    moments.check_cash();
    moments.check_covenants();
    moments.check_enforcement();
    let running: Vec<bool> = (0..model.lines.len())
        .map(|index| moments.known(Read::Line(LineId(super::names::count(index)))))
        .map(|known| known.is_running() || known.closes > Moment::Accrue)
        .collect();
    let findings = moments.findings;
    for (line, running) in model.lines.iter_mut().zip(running) {
        line.running = running;
    }
    findings
}

/// Longer chains that are not of computed lines alone are not looked into.
const DEEPEST: usize = 100;

struct Moments<'m> {
    model: &'m Model,
    known: BTreeMap<Read, Known>,
    under_way: BTreeSet<Read>,
    findings: Vec<Diagnostic>,
}

impl Moments<'_> {
    fn check_market(&mut self) {
        let model = self.model;
        let site = Site::at(Moment::Operate);
        for (index, _) in model.curves.iter().enumerate() {
            let curve = Read::Curve(crate::model::CurveId(super::names::count(index)));
            dependencies(model, curve, &mut |_, expr| self.check_read(expr, site));
        }
        for asset in &model.assets {
            self.check(&asset.units, site);
            for value in &asset.values {
                if let Depreciation::Price(expr) | Depreciation::Total(expr) = &value.depreciation {
                    self.check(expr, site);
                }
                self.check_all(value.floor.iter().chain(value.steps.iter().map(|step| &step.falls)), site);
            }
        }
        for contract in &model.contracts {
            self.check_all([&contract.units, &contract.price].into_iter().chain(&contract.renews_at), site);
        }
        for liquidation in &model.liquidations {
            let terms = [
                &liquidation.plan,
                &liquidation.depth,
                &liquidation.refill,
                &liquidation.buyers,
                &liquidation.drift,
                &liquidation.carry,
                &liquidation.costs,
                &liquidation.scrap,
            ];
            self.check_all(terms.into_iter().flatten(), site);
            let forms = std::iter::once(&liquidation.impact).chain(liquidation.range.iter().map(|(_, impact)| impact));
            for form in forms {
                if let Impact::Formula(expr) | Impact::Flat(expr) | Impact::Linear(expr) | Impact::Exponential(expr) =
                    form
                {
                    self.check(expr, site);
                }
            }
        }
    }

    fn check_debt(&mut self) {
        let model = self.model;
        let (draw, accrue) = (Site::at(Moment::Draw), Site::at(Moment::Accrue));
        for tranche in &model.tranches {
            let drawn = tranche.draws.iter().map(|one| &one.amount);
            let at_draw = [&tranche.advance, &tranche.upfront_fee, &tranche.opening];
            self.check_all(std::iter::once(&tranche.limit).chain(drawn).chain(at_draw.into_iter().flatten()), draw);
            let at_accrue = [&tranche.undrawn_fee, &tranche.default_rate];
            self.check_all(std::iter::once(&tranche.coupon).chain(at_accrue.into_iter().flatten()), accrue);
            if let crate::model::Amortization::PerPeriod { amount, .. } = &tranche.amortization {
                self.check(amount, accrue);
            }
        }
        for fee in &model.fees {
            let (FeeAmount::PerTime(amount) | FeeAmount::Amount(amount)) = &fee.amount;
            self.check_all(std::iter::once(amount).chain(&fee.cap), accrue);
        }
    }

    fn check_cash(&mut self) {
        let model = self.model;
        for account in &model.accounts {
            self.check_all(&account.receives, Site::at(Moment::Collect));
            self.check_all(&account.interest, Site::at(Moment::Accrue));
            self.check_all(&account.opening, Site::at(Moment::Draw));
            if let Some((_, Some(condition))) = &account.releases {
                self.check(condition, Site::running(Moment::Collect));
            }
        }
        for waterfall in &model.waterfalls {
            let moment = match waterfall.dates {
                WaterfallDates::EachPayment => Moment::Pay,
                WaterfallDates::EachDraw | WaterfallDates::Closing => Moment::Draw,
            };
            for id in &waterfall.steps {
                if let Some(step) = model.steps.get(id.index()) {
                    self.check_step(step, Site { moment, running: true, step: Some(*id) });
                }
            }
        }
    }

    fn check_step(&mut self, step: &Step, site: Site) {
        self.check_all([&step.limit, &step.yearly_limit, &step.when].into_iter().flatten(), site);
        match &step.action {
            StepAction::Pay { payees, .. } => {
                for payee in payees {
                    match &payee.kind {
                        PayeeKind::Amount(amount, _) => self.check(amount, site),
                        PayeeKind::Line(id) => self.check_known(Read::Line(*id), step.label.place, site),
                        PayeeKind::Fee(id) => {
                            self.check_known(Read::Fee(*id, FeeAttribute::Due), step.label.place, site)
                        }
                        _ => {}
                    }
                }
            }
            StepAction::Move { amount, .. } => self.check(amount, site),
            StepAction::TopUp { target, .. } | StepAction::Release { target, .. } => self.check(target, site),
            StepAction::Remaining(_) | StepAction::Keep => {}
        }
    }

    fn check_covenants(&mut self) {
        let model = self.model;
        for covenant in &model.covenants {
            let site = match covenant.position {
                TestPosition::BeforeWaterfall(_) => Site::running(Moment::TestEarly),
                TestPosition::BeforeStep(id) => Site { moment: Moment::Pay, running: true, step: Some(id) },
                TestPosition::Close => Site::at(Moment::Test),
            };
            self.check_all(measured(covenant), site);
            for level in &covenant.levels {
                let (LevelTest::Below(expr) | LevelTest::Above(expr) | LevelTest::When(expr)) = &level.test;
                let state = Site { running: true, ..site };
                self.check(expr, state);
            }
        }
    }

    fn check_enforcement(&mut self) {
        let Some(enforcement) = &self.model.enforcement else { return };
        if let EnforcementStart::When(condition) = &enforcement.starts {
            self.check(condition, Site::running(Moment::React));
        }
    }

    fn check_all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>, site: Site) {
        for expr in exprs {
            self.check(expr, site);
        }
    }

    fn check(&mut self, expr: &Expr, site: Site) {
        let mut reads = Vec::new();
        visit(expr, &mut |read, at| reads.push((read, at.place)));
        for (read, place) in reads {
            self.check_known(read, place, site);
        }
    }

    fn check_read(&mut self, expr: &Expr, site: Site) {
        self.check(expr, site);
    }

    fn check_known(&mut self, read: Read, place: crate::source::Span, site: Site) {
        let known = self.known(read);
        let needed = if site.running { known.earliest } else { known.closes };
        if needed > site.moment {
            self.report_early(read, &known, place, site);
        } else if let Some(step) = site.step {
            let later = known.steps.iter().copied().find(|other| self.place_of(*other) >= self.place_of(step));
            if let Some(later) = later {
                self.report_later_step(read, later, place);
            }
        }
    }

    /// Steps in the order in which they run.
    fn place_of(&self, step: StepId) -> (bool, StepId) {
        let pays = self
            .model
            .waterfalls
            .iter()
            .any(|waterfall| waterfall.dates == WaterfallDates::EachPayment && waterfall.steps.contains(&step));
        (pays, step)
    }

    fn report_early(&mut self, read: Read, known: &Known, place: crate::source::Span, site: Site) {
        let name = self.model.name_of(read);
        let culprit = known.culprit.filter(|culprit| *culprit != read);
        let closes = known.closes.name();
        let message = match culprit {
            Some(culprit) => format!(
                "`{name}` reads `{}`, which closes in *{closes}*: too late for *{}*",
                self.model.name_of(culprit),
                site.moment.name()
            ),
            None => format!("`{name}` closes in *{closes}*: too late for *{}*", site.moment.name()),
        };
        let help = match read {
            Read::Tranche(id, TrancheAttribute::Balance) => {
                let owner = self.model.tranches.get(id.index()).map_or("", |tranche| tranche.label.name.as_str());
                format!("write `prior {name}` or `{owner}.opening`")
            }
            Read::Account(id, AccountAttribute::Balance) => {
                let owner = self.model.accounts.get(id.index()).map_or("", |account| account.label.name.as_str());
                format!("write `prior {name}` or `{owner}.opening`")
            }
            _ => format!("write `prior {name}`"),
        };
        self.findings.push(Diagnostic::error(codes::NOT_KNOWN_YET, place, message).help(help));
    }

    fn report_later_step(&mut self, read: Read, later: StepId, place: crate::source::Span) {
        let name = self.model.name_of(read);
        let Some(step) = self.model.steps.get(later.index()) else { return };
        let message = match read {
            Read::Step(..) => format!("`{name}` is not known here: its step comes later"),
            _ => format!("`{name}` reads the step `{}`, which comes later", step.label.name),
        };
        self.findings.push(
            Diagnostic::error(codes::NOT_KNOWN_YET, place, message)
                .related(step.label.place, "the step")
                .help("move the step up, or read the period before with `prior`"),
        );
    }

    /// When a name is known; what it is worked out from counts too.
    fn known(&mut self, read: Read) -> Known {
        if let Some(known) = self.known.get(&read) {
            return known.clone();
        }
        if self.under_way.len() > DEEPEST || !self.under_way.insert(read) {
            return Known::at(Moment::Draw); // a circle, reported on its own
        }
        let mut known = own_moment(self.model, read);
        let own = known.closes;
        let mut reads = Vec::new();
        dependencies(self.model, read, &mut |_, expr| visit(expr, &mut |read, _| reads.push(read)));
        for other in reads {
            let of = self.known(other);
            if of.closes > known.closes {
                known.closes = of.closes;
                known.culprit = of.culprit.or(Some(other));
            }
            known.earliest = known.earliest.max(of.earliest);
            known.steps.extend(of.steps);
        }
        if known.closes == own {
            known.culprit = None;
        }
        self.under_way.remove(&read);
        self.known.insert(read, known.clone());
        known
    }
}

/// The expressions of a measure.
fn measured(covenant: &Covenant) -> Vec<&Expr> {
    match &covenant.measure {
        Measure::Quotient { numerator, denominator, .. } => vec![numerator, denominator],
        Measure::Value(value) => vec![value],
        Measure::Undisclosed => Vec::new(),
    }
}

/// When a name is known by itself, whatever it is worked out from.
fn own_moment(model: &Model, read: Read) -> Known {
    match read {
        Read::Line(_) | Read::Input(_) | Read::Period(_) | Read::Remaining(_) | Read::Estate => Known::at(Moment::Draw),
        Read::Curve(_) | Read::AssetValue(..) | Read::Contract(..) | Read::Party(..) => Known::at(Moment::Operate),
        Read::Asset(_, attribute) => Known::at(match attribute {
            AssetAttribute::Units | AssetAttribute::Age | AssetAttribute::Forced | AssetAttribute::ForcedNet => {
                Moment::Operate
            }
            _ => Moment::Draw,
        }),
        Read::Account(_, attribute) => match attribute {
            AccountAttribute::Balance => Known::running(Moment::Pay, Moment::Draw),
            AccountAttribute::Opening | AccountAttribute::Target => Known::at(Moment::Draw),
        },
        Read::Fee(_, attribute) => match attribute {
            FeeAttribute::Due => Known::at(Moment::Accrue),
            FeeAttribute::Outstanding => Known::running(Moment::Pay, Moment::Accrue),
            FeeAttribute::Paid => Known::running(Moment::Pay, Moment::Draw),
        },
        Read::Tranche(_, attribute) => tranche_moment(attribute),
        Read::State(_) => Known::running(Moment::React, Moment::Draw),
        Read::Step(id, _) => {
            let pays = model
                .waterfalls
                .iter()
                .find(|waterfall| waterfall.steps.contains(&id))
                .map(|waterfall| waterfall.dates == WaterfallDates::EachPayment);
            let mut known = match pays {
                Some(true) => Known::at(Moment::Pay),
                Some(false) => Known::at(Moment::Draw),
                None => Known::at(Moment::Enforce),
            };
            known.steps.insert(id);
            known
        }
        Read::Covenant(id, attribute) => {
            let position = model.covenants.get(id.index()).map(|covenant| covenant.position);
            match (attribute, position) {
                (CovenantAttribute::CureAmount, _) => Known::at(Moment::React),
                (_, Some(TestPosition::BeforeWaterfall(_))) => Known::at(Moment::TestEarly),
                (_, Some(TestPosition::BeforeStep(_))) => Known::at(Moment::Pay),
                _ => Known::at(Moment::Test),
            }
        }
        Read::Liquidation(id, _) => {
            let ordinary = model.assets.iter().any(|asset| asset.sold.as_ref().is_some_and(|sale| sale.by == id));
            Known::at(if ordinary { Moment::Collect } else { Moment::Enforce })
        }
    }
}

fn tranche_moment(attribute: TrancheAttribute) -> Known {
    use TrancheAttribute::*;
    match attribute {
        Opening | Limit | Undrawn | Drawn | ScheduledService => Known::at(Moment::Draw),
        Coupon | Interest | DefaultInterest | Scheduled | DebtService | Due => Known::at(Moment::Accrue),
        Balance | MandatoryPrepayment | UpfrontFee => Known::running(Moment::Pay, Moment::Draw),
        UndrawnFee | InterestArrears | PrincipalArrears | Unpaid => Known::running(Moment::Pay, Moment::Accrue),
        InterestPaid | FeesPaid | PrincipalPaid | ScheduledPaid | Prepaid | Paid | Capitalized => {
            Known::at(Moment::Pay)
        }
        InDefault => Known::running(Moment::React, Moment::Draw),
        Claim | Received | Recovery | RecoveryPv | RecoveryCash => Known::at(Moment::Enforce),
    }
}
