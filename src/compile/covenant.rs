//! Covenants: the measure, its levels, what they hold at once, what would cure them.

use super::lowering::Lowering;
use crate::model::{
    Consequence, Covenant, CovenantAttribute, CovenantId, CureKind, Expr, Level, LevelTest as ModelTest, LineId,
    Measure, Read, TestPosition, TrancheId, Type, Until as ModelUntil,
};
use crate::plan::{Action, CovenantSlots, Hold, LevelSlots, LevelTest, NOT_AVAILABLE, RemedyKind, Slot, Tested, Until};
use crate::quantity::Unit;

/// The slots of one covenant.
#[derive(Debug, Clone)]
pub struct CovenantLowering {
    pub value: Slot,
    pub headroom: Slot,
    pub cure_amount: Slot,
    pub breached: Slot,
    pub levels: Vec<LevelLowering>,
}

/// The slots of one level.
#[derive(Debug, Clone)]
pub struct LevelLowering {
    pub failed: Slot,
    pub streak: Slot,
    /// Money that would put the measure back at the level.
    pub remedy: Option<Slot>,
    /// Cure money counted, in the row whose test failed.
    pub credit: Option<Slot>,
    /// What the level holds: one slot a consequence that holds something.
    pub holds: Vec<(Hold, Held)>,
    /// Prepayment required in this row.
    pub required: Vec<Slot>,
}

/// What a hold is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    State(crate::model::StateId),
    Draws,
    Margin,
}

/// A quotient as slots, with the factors that compare it with a level.
#[derive(Debug, Clone, Copy)]
struct Quotient {
    top: Slot,
    bottom: Slot,
    fraction: (i128, i128),
}

impl Lowering<'_> {
    pub fn declare_states(&mut self) {
        for state in &self.model.states {
            self.b.place = state.label.place;
            let slot = self.b.state(state.label.name.clone(), Type::Boolean, 0);
            self.states.push(slot);
        }
    }

    pub fn declare_covenants(&mut self) {
        for (index, covenant) in self.model.covenants.iter().enumerate() {
            self.b.place = covenant.label.place;
            let name = &covenant.label.name;
            let of = measure_type(&covenant.measure);
            let money = self.money();
            let lowered = CovenantLowering {
                value: self.b.named_flow(format!("{name}.value"), of.clone()),
                headroom: self.b.named_flow(format!("{name}.headroom"), of),
                cure_amount: self.b.named_flow(format!("{name}.cure_amount"), money),
                breached: self.b.named_flow(format!("{name}.breached"), Type::Boolean),
                levels: covenant.levels.iter().map(|level| self.declare_level(covenant, level)).collect(),
            };
            let id = CovenantId(index as u32);
            for (attribute, slot) in [
                (CovenantAttribute::Value, lowered.value),
                (CovenantAttribute::Headroom, lowered.headroom),
                (CovenantAttribute::CureAmount, lowered.cure_amount),
                (CovenantAttribute::Breached, lowered.breached),
            ] {
                self.directory.insert(Read::Covenant(id, attribute), slot);
            }
            self.covenants.push(lowered);
        }
    }

    fn declare_level(&mut self, covenant: &Covenant, level: &Level) -> LevelLowering {
        self.b.place = level.place;
        let name = format!("{} {}", covenant.label.name, level.text);
        let failed = self.b.named_flow(name.clone(), Type::Boolean);
        let streak = self.b.state(format!("{name} failures in a row"), Type::Date, 0);
        let credit = level.cure.as_ref().map(|_| self.b.named_flow(format!("{name} cure counted"), self.money()));
        let mut holds = Vec::new();
        for consequence in &level.consequences {
            let (until, held) = match consequence {
                Consequence::Enter { state, until } => (until, Held::State(*state)),
                Consequence::StopDraws { until, .. } => (until, Held::Draws),
                Consequence::ChangeMargin { until, .. } => (until, Held::Margin),
                _ => continue,
            };
            let hold = self.b.state(format!("{name} holds"), Type::Boolean, 0);
            let passes = self.b.state(format!("{name} passes in a row"), Type::Date, 0);
            let until = self.until(*until);
            self.hook(consequence, hold);
            holds.push((Hold { failed, hold, passes, until }, held));
        }
        LevelLowering { failed, streak, remedy: None, credit, holds, required: Vec::new() }
    }

    /// Stops and margins reach into the tranche they are about.
    fn hook(&mut self, consequence: &Consequence, hold: Slot) {
        match consequence {
            Consequence::StopDraws { of, .. } => {
                for tranche in of {
                    self.tranches[tranche.index()].stops.push(hold);
                }
            }
            Consequence::ChangeMargin { of, by, .. } => {
                let margin = self.expression(by);
                self.tranches[of.index()].margin.push((hold, margin));
            }
            _ => {}
        }
    }

    fn until(&mut self, until: ModelUntil) -> Until {
        match until {
            ModelUntil::Passed => Until::Passes(1),
            ModelUntil::Passes(count) => Until::Passes(count),
            ModelUntil::Permanent => Until::Permanent,
            ModelUntil::Date(date) => {
                let from = self.flags_by(|_, end| end >= date);
                Until::From(from)
            }
        }
    }

    pub fn covenant(&mut self, id: CovenantId, attribute: CovenantAttribute) -> Slot {
        let lowered = &self.covenants[id.index()];
        match attribute {
            CovenantAttribute::Value => lowered.value,
            CovenantAttribute::Headroom => lowered.headroom,
            CovenantAttribute::CureAmount => lowered.cure_amount,
            CovenantAttribute::Breached => lowered.breached,
        }
    }

    /// Moment 7: everything tested on closing values.
    pub fn test_at_close(&mut self) {
        self.test_covenants(TestPosition::Close);
    }

    /// All covenants tested at one position, in the order of the text.
    pub fn test_covenants(&mut self, position: TestPosition) {
        for index in 0..self.model.covenants.len() {
            if self.model.covenants[index].position == position {
                self.test_covenant(CovenantId(index as u32));
            }
        }
    }

    fn test_covenant(&mut self, id: CovenantId) {
        let covenant = &self.model.covenants[id.index()];
        let guard = self.b.set_guard(None);
        self.b.place = covenant.label.place;
        let active = self.active(id);
        let lowered = self.covenants[id.index()].clone();
        let (value, quotient) = self.measured(covenant, &lowered);
        self.b.place = covenant.label.place;
        let none = self.b.constant(self.b.of(lowered.value), NOT_AVAILABLE);
        self.b.push(Action::Select { out: lowered.value, condition: active, yes: value, no: none });
        // On a waived date the measure is read and nothing follows: counters stay as they are.
        let waivers = &covenant.waivers;
        let waived = self.flags_by(|row, _| waivers.iter().any(|waiver| waiver.row == row));
        let binding = self.b.not(waived);
        let judged = self.b.and(active, binding);
        let mut thresholds = Vec::new();
        for number in 0..covenant.levels.len() {
            thresholds.push(self.test_level(id, number, judged, quotient));
        }
        self.summarise(id, &thresholds);
        self.events.covenants.push(CovenantSlots {
            covenant: id.index(),
            tested: active,
            value: lowered.value,
            numerator: quotient.map(|it| it.top),
            denominator: quotient.map(|it| it.bottom),
        });
        self.refresh_states();
        self.b.set_guard(guard);
        self.moved();
    }

    /// 1 on this scenario's test dates, while ordinary business goes on.
    fn active(&mut self, id: CovenantId) -> Slot {
        let covenant = &self.model.covenants[id.index()];
        let scenario = &self.model.scenarios[self.case.scenario.index()];
        let struck = scenario.without_covenants.contains(&id) || covenant.measure == Measure::Undisclosed;
        let tested = &covenant.dates.tested;
        let dated = self.flags_by(|row, _| !struck && tested.get(row).copied().unwrap_or(false));
        self.b.and(dated, self.operating)
    }

    /// The measure, with cure money counted as the lines it stands for.
    fn measured(&mut self, covenant: &Covenant, lowered: &CovenantLowering) -> (Slot, Option<Quotient>) {
        let credits = covenant.levels.iter().zip(&lowered.levels).filter_map(|(level, slots)| {
            let CureKind::Equity { counted_as, .. } = level.cure.as_ref()?.kind else { return None };
            Some((counted_as, slots.credit?))
        });
        self.credits = credits.collect();
        let result = match &covenant.measure {
            Measure::Quotient { numerator, denominator, factor, of } => {
                let (top, bottom) = (self.fresh(numerator), self.fresh(denominator));
                let value = self.b.divide_by(top, bottom, of.clone(), *factor);
                (value, Some(Quotient { top, bottom, fraction: *factor }))
            }
            Measure::Value(value) => (self.expression(value), None),
            Measure::Undisclosed => (self.b.constant(Type::Quantity(Unit::ratio()), NOT_AVAILABLE), None),
        };
        self.credits = Vec::new();
        result
    }

    /// The value as it is at this point: a running stock goes on moving after the test.
    fn fresh(&mut self, expr: &Expr) -> Slot {
        let value = self.expression(expr);
        let kept = self.b.flow(self.b.of(value));
        self.b.copy(kept, value);
        kept
    }

    /// Emits one level and gives its threshold.
    fn test_level(
        &mut self,
        id: CovenantId,
        number: usize,
        active: Slot,
        quotient: Option<Quotient>,
    ) -> Option<(Slot, bool)> {
        let covenant = &self.model.covenants[id.index()];
        let level = &covenant.levels[number];
        let slots = self.covenants[id.index()].levels[number].clone();
        self.b.place = level.place;
        let (threshold, below) = match &level.test {
            ModelTest::Below(level) => (Some(self.expression(level)), true),
            ModelTest::Above(level) => (Some(self.expression(level)), false),
            ModelTest::When(_) => (None, false),
        };
        let value = self.covenants[id.index()].value;
        let tested = match (&level.test, quotient, threshold) {
            (ModelTest::When(condition), _, _) => Tested::Condition(self.expression(condition)),
            (_, Some(it), Some(threshold)) => {
                let (left, right) = self.cross(it.top, it.bottom, threshold, it.fraction);
                Tested::Quotient { numerator: it.top, denominator: it.bottom, left, right }
            }
            _ => Tested::Value(value),
        };
        self.b.place = level.place;
        self.b.push(Action::Test(Box::new(LevelTest {
            active,
            tested,
            threshold,
            below,
            in_a_row: level.in_a_row,
            fail_when_not_available: covenant.fail_when_not_available,
            failed: slots.failed,
            streak: slots.streak,
        })));
        for (hold, _) in &slots.holds {
            self.b.push(Action::Hold(Box::new(hold.clone())));
        }
        self.require(id, number, quotient, threshold, below);
        self.events.levels.push(LevelSlots {
            covenant: id.index(),
            level: number,
            failed: slots.failed,
            threshold,
            pending: None,
            committed: None,
            cured: None,
            expired: None,
            cure_amount: self.covenants[id.index()].levels[number].remedy,
            deadline: None,
            holds: slots.holds.iter().map(|(hold, _)| hold.hold).collect(),
        });
        threshold.map(|threshold| (threshold, below))
    }

    /// The remedy of a level that can be cured, and the dues that its failure creates now.
    fn require(
        &mut self,
        id: CovenantId,
        number: usize,
        quotient: Option<Quotient>,
        threshold: Option<Slot>,
        below: bool,
    ) {
        let level = &self.model.covenants[id.index()].levels[number];
        let failed = self.fired(self.covenants[id.index()].levels[number].failed);
        if let (Some(cure), Some(threshold)) = (&level.cure, threshold) {
            let kind = match (&cure.kind, below) {
                (CureKind::Equity { .. }, _) => RemedyKind::RaiseTop,
                (CureKind::Prepayment { .. }, false) => RemedyKind::LowerTop,
                (CureKind::Prepayment { .. }, true) => RemedyKind::LowerBottom,
            };
            let value = self.covenants[id.index()].value;
            let amount = self.remedy(kind, quotient, value, threshold);
            self.covenants[id.index()].levels[number].remedy = Some(amount);
        }
        let mut required = Vec::new();
        for consequence in &level.consequences {
            let Consequence::RequirePrepayment { of, to, .. } = consequence else { continue };
            let target = self.expression(to);
            let kind = if below { RemedyKind::LowerBottom } else { RemedyKind::LowerTop };
            let value = self.covenants[id.index()].value;
            let amount = self.remedy(kind, quotient, value, target);
            required.push(self.require_prepayment(*of, amount, failed));
        }
        self.covenants[id.index()].levels[number].required = required;
    }

    /// Raises the mandatory prepayment of a tranche to what the level asks.
    fn require_prepayment(&mut self, of: TrancheId, amount: Slot, failed: Slot) -> Slot {
        let debt = self.tranches[of.index()].clone();
        let within = self.b.minimum(amount, debt.balance);
        let guard = self.b.set_guard(Some(failed));
        self.b.push(Action::Maximum { out: debt.mandatory, a: debt.mandatory, b: within });
        self.b.set_guard(guard);
        debt.mandatory
    }

    /// Smallest amount of money that puts the measure at the level.
    fn remedy(&mut self, kind: RemedyKind, quotient: Option<Quotient>, value: Slot, level: Slot) -> Slot {
        let money = self.money();
        let out = self.b.flow(money);
        match quotient {
            Some(it) => {
                let (left, right) = self.cross(it.top, it.bottom, level, it.fraction);
                self.b.push(Action::Remedy { out, kind, top: it.top, bottom: it.bottom, level, left, right });
            }
            None => {
                let (more, less) = if kind == RemedyKind::RaiseTop { (level, value) } else { (value, level) };
                let short = self.b.subtract(more, less);
                let short = self.b.positive(short);
                self.b.copy(out, short);
            }
        }
        out
    }

    /// 1 where a level's flag is 1, 0 where it is 0 or not tested.
    pub fn fired(&mut self, failed: Slot) -> Slot {
        let known = self.b.flow(Type::Boolean);
        self.b.push(Action::Available { out: known, a: failed });
        let no = self.b.constant(Type::Boolean, 0);
        self.b.select(known, failed, no)
    }

    /// Headroom to the first level, the cure amount of the first failed one, whether any failed.
    fn summarise(&mut self, id: CovenantId, thresholds: &[Option<(Slot, bool)>]) {
        let lowered = self.covenants[id.index()].clone();
        self.b.place = self.model.covenants[id.index()].label.place;
        let headroom = match thresholds.iter().flatten().next() {
            Some(&(level, true)) => self.b.subtract(lowered.value, level),
            Some(&(level, false)) => self.b.subtract(level, lowered.value),
            None => self.b.constant(self.b.of(lowered.value), NOT_AVAILABLE),
        };
        self.b.copy(lowered.headroom, headroom);
        let mut amount = self.zero_money();
        let mut fired = Vec::new();
        for level in lowered.levels.iter().rev() {
            let failed = self.fired(level.failed);
            fired.push(failed);
            if let Some(remedy) = level.remedy {
                amount = self.b.select(failed, remedy, amount);
            }
        }
        self.b.copy(lowered.cure_amount, amount);
        let any = self.b.any(&fired);
        self.b.copy(lowered.breached, any);
    }

    /// A state is on while any level holds it.
    fn refresh_states(&mut self) {
        for (index, &state) in self.states.clone().iter().enumerate() {
            let id = crate::model::StateId(index as u32);
            let levels = self.covenants.iter().flat_map(|it| &it.levels);
            let holds = levels.flat_map(|it| &it.holds).filter(|(_, held)| *held == Held::State(id));
            let holds: Vec<Slot> = holds.map(|(hold, _)| hold.hold).collect();
            let any = self.b.any(&holds);
            self.b.copy(state, any);
        }
    }

    /// A window over a line that cure money counts as: the money counts in every window that holds its period.
    pub fn credit_for(&self, expr: &Expr) -> Vec<Slot> {
        let crate::model::ExprKind::Read(Read::Line(line)) = expr.kind else { return Vec::new() };
        self.credits.iter().filter(|(counted, _)| *counted == line).map(|(_, slot)| *slot).collect()
    }
}

/// Cure money that counts as a line while a measure is lowered.
pub type Credits = Vec<(LineId, Slot)>;

fn measure_type(measure: &Measure) -> Type {
    match measure {
        Measure::Quotient { of, .. } => of.clone(),
        Measure::Value(value) => value.of.clone(),
        Measure::Undisclosed => Type::Quantity(Unit::ratio()),
    }
}
