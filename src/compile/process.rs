//! Drivers: levers that a study moves, processes that are drawn, and the numbers they are drawn from.

use super::lowering::Lowering;
use crate::model::{
    Arrival, Copula, Correlation, Expr, ExprKind, Follows, Hazard, Jump, LeverTarget, Parameter, Process, ProcessId,
    Read, Regime, ShockTarget, Type, fold_with,
};
use crate::plan::{
    Dependence, Driver, DriverSource, Held, Law, NEVER, Random, RandomJump, RandomRegime, RandomTrigger, Randomness,
    Slot,
};
use crate::quantity::{Rounding, Unit, exponential, multiply_divide, power};
use crate::time::Date;

/// One, as a ratio.
const ONE: i128 = 1_000_000_000_000;

impl<'a> Lowering<'a> {
    /// Levers come before everything that may read them.
    pub fn declare_levers(&mut self) {
        for (index, lever) in self.case.levers.iter().enumerate() {
            let (name, of, neutral) = match lever.what {
                LeverTarget::Input(id) => (lever.name.clone(), lever.of.clone(), self.input_value(id)),
                LeverTarget::Constant(_) => (lever.name.clone(), lever.of.clone(), lever.stated),
            };
            self.drive(name, of, neutral, DriverSource::Lever(index));
        }
    }

    fn drive(&mut self, name: String, of: Type, neutral: i128, source: DriverSource) -> Slot {
        let slot = self.b.slot(Some(name), of.clone(), Held::Driver(self.drivers.len() as u32));
        self.drivers.push(Driver { slot, of, neutral, source });
        slot
    }

    /// The slot of a lever, where the case moves this.
    pub fn lever(&self, what: LeverTarget) -> Option<Slot> {
        let index = self.case.levers.iter().position(|lever| lever.what == what)?;
        self.drivers.get(index).map(|driver| driver.slot)
    }

    /// What an expression of constants and inputs is worth before any row is run. A lever in it is taken into the plan.
    pub fn known(&mut self, expr: &Expr) -> Option<i128> {
        let mut expr = expr.clone();
        self.restate(&mut expr);
        let reads = expr.reads();
        let levers = self.case.levers.iter().enumerate();
        let taken = levers
            .filter(|(_, lever)| matches!(lever.what, LeverTarget::Input(id) if reads.contains(&Read::Input(id))));
        let taken: Vec<usize> = taken.map(|(index, _)| index).collect();
        self.taken.extend(taken);
        fold_with(&expr, self.model.deal.rounding, &|id| Some(self.input_value(id)))
    }

    /// Puts the case's constants in the place of the text's.
    fn restate(&mut self, expr: &mut Expr) {
        let place = expr.place;
        match &mut expr.kind {
            ExprKind::Constant(value) => {
                *value = self.case.constant(place, *value);
                self.taken.extend(self.case.levers.iter().position(|lever| lever.what == LeverTarget::Constant(place)));
            }
            ExprKind::Negative(a) | ExprKind::Absolute(a) | ExprKind::Convert(a, _) => self.restate(a),
            ExprKind::Arithmetic(_, a, b) => {
                self.restate(a);
                self.restate(b);
            }
            ExprKind::Minimum(parts) | ExprKind::Maximum(parts) => parts.iter_mut().for_each(|it| self.restate(it)),
            _ => {}
        }
    }

    /// The raw output as the processes on it draw it: each factor multiplies, each amount is added.
    pub fn drawn_on(&mut self, target: ShockTarget, raw: Slot) -> Slot {
        self.processes_on(target).into_iter().fold(raw, |value, id| {
            let draw = self.draw_of(id, &self.b.of(raw));
            let of = self.b.of(value);
            match self.model.processes[id.index()].follows {
                Follows::Reversion { added: true, .. } => self.b.add(value, draw),
                _ => self.b.multiply(value, draw, of),
            }
        })
    }

    /// The row in which a party defaults by chance, where a process is on it.
    pub fn default_row(&mut self, target: ShockTarget) -> Option<Slot> {
        let id = self.processes_on(target).into_iter().next()?;
        Some(self.draw_of(id, &Type::Date))
    }

    fn processes_on(&self, target: ShockTarget) -> Vec<ProcessId> {
        if !self.case.random {
            return Vec::new();
        }
        let processes = self.model.processes.iter().enumerate().filter(|(_, process)| process.on.contains(&target));
        processes.map(|(index, _)| ProcessId(index as u32)).collect()
    }

    fn draw_of(&mut self, id: ProcessId, target: &Type) -> Slot {
        if let Some(&slot) = self.drawn.get(&id) {
            return slot;
        }
        let process = &self.model.processes[id.index()];
        let ratio = Type::Quantity(Unit::ratio());
        let (of, neutral) = match process.follows {
            Follows::Default(_) => (Type::Date, NEVER),
            Follows::Reversion { added: true, .. } => (target.clone(), 0),
            _ => (ratio, ONE),
        };
        let place = std::mem::replace(&mut self.b.place, process.label.place);
        let slot = self.drive(process.label.name.clone(), of, neutral, DriverSource::Process(id.index()));
        self.b.place = place;
        self.drawn.insert(id, slot);
        slot
    }

    /// The numbers behind the draws, under the case's inputs.
    pub fn randomness(&self) -> Randomness {
        if !self.case.random {
            return Randomness::default();
        }
        Randomness {
            processes: self.model.processes.iter().map(|process| self.random(process)).collect(),
            correlations: self.model.correlations.iter().map(|it| self.dependence(it)).collect(),
            years: self.years(),
        }
    }

    /// Each row in years: whole months by twelfths, what is left over by days of a 365-day year.
    fn years(&self) -> Vec<i128> {
        let year = |pair: &[Date]| {
            let months = pair[0].months_until(pair[1]);
            let whole = pair[0].add_months(months, self.model.deal.month_end).unwrap_or(pair[0]);
            let days = i128::from(whole.days_until(pair[1]).max(0));
            i128::from(months) * ONE / 12 + days * ONE / 365
        };
        std::iter::once(0).chain(self.dates.windows(2).map(year)).collect()
    }

    fn random(&self, process: &Process) -> Random {
        let law = match &process.follows {
            Follows::Motion { volatility, drift } => {
                Law::Motion { drift: self.or_zero(drift.as_ref()), volatility: self.number(volatility) }
            }
            Follows::Reversion { speed, volatility, added: false } => {
                Law::Reversion { speed: self.number(speed), volatility: self.number(volatility) }
            }
            Follows::Reversion { speed, volatility, added: true } => Law::Added {
                speed: self.number(speed),
                volatility: self.number(volatility),
                scale: volatility.0.of.scale(),
            },
            Follows::JumpDiffusion { volatility, drift, jump } => Law::JumpDiffusion {
                drift: self.or_zero(drift.as_ref()),
                volatility: self.number(volatility),
                jump: self.jump(jump),
            },
            Follows::Jumps(jump) => Law::Jumps(self.jump(jump)),
            Follows::Bootstrap { changes, block } => Law::Bootstrap { changes: changes.clone(), block: *block },
            Follows::Regimes(regimes) => Law::Regimes(regimes.iter().map(|it| self.regime(it)).collect()),
            Follows::Default(hazard) => Law::Default { by_row: self.cumulative(hazard) },
        };
        Random { name: process.label.name.clone(), law }
    }

    fn number(&self, parameter: &Parameter) -> i128 {
        let inputs = |id| Some(self.input_value(id));
        // The checker has worked out every parameter once with the inputs of the file.
        fold_with(&parameter.0, self.model.deal.rounding, &inputs).unwrap_or(0)
    }

    fn or_zero(&self, parameter: Option<&Parameter>) -> i128 {
        parameter.map_or(0, |it| self.number(it))
    }

    fn jump(&self, jump: &Jump) -> RandomJump {
        let (expected, once) = match &jump.arrives {
            Arrival::Rate(rate) => {
                let rate = self.number(rate);
                (self.years().iter().map(|&years| self.part(rate, years)).collect(), false)
            }
            Arrival::On { date, probability } => {
                let (row, probability) = (self.row_of(*date), self.number(probability));
                ((0..self.dates.len()).map(|it| if it == row { probability } else { 0 }).collect(), true)
            }
        };
        RandomJump { expected, once, size: self.number(&jump.size), spread: self.or_zero(jump.spread.as_ref()) }
    }

    fn part(&self, rate: i128, years: i128) -> i128 {
        multiply_divide(rate, years, 1, ONE, self.model.deal.rounding).unwrap_or(0)
    }

    fn regime(&self, regime: &Regime) -> RandomRegime {
        RandomRegime {
            drift: self.number(&regime.drift),
            volatility: self.number(&regime.volatility),
            leaves: regime.leaves.iter().map(|(to, rate)| (*to, self.number(rate))).collect(),
        }
    }

    /// Probability of default by the end of each row.
    fn cumulative(&self, hazard: &Hazard) -> Vec<i128> {
        let rounding = self.model.deal.rounding;
        let closing = self.model.deal.grid.closing();
        let survival = |(&end, years): (&Date, i128)| match hazard {
            Hazard::Rate(rate) => exponential(-self.part(self.number(rate), years), rounding).unwrap_or(0),
            Hazard::Probability { probability, months } => {
                survival(&[(*months, self.number(probability))], closing.months_until(end), rounding)
            }
            Hazard::Table(points) => survival(points, closing.months_until(end), rounding),
        };
        let elapsed = self.years().into_iter().scan(0, |sum, it| {
            *sum += it;
            Some(*sum)
        });
        self.dates.iter().zip(elapsed).map(|row| ONE - survival(row).clamp(0, ONE)).collect()
    }

    fn dependence(&self, correlation: &Correlation) -> Dependence {
        let size = self.model.processes.len();
        let mut matrix = vec![vec![0; size]; size];
        for (at, (a, of_a)) in correlation.loadings.iter().enumerate() {
            for (b, of_b) in &correlation.loadings[at + 1..] {
                let product = self.part(self.number(of_a), self.number(of_b));
                matrix[a.index()][b.index()] = product;
                matrix[b.index()][a.index()] = product;
            }
        }
        for pair in &correlation.pairs {
            let (a, b) = pair.of;
            let value = self.number(&pair.value);
            matrix[a.index()][b.index()] = value;
            matrix[b.index()][a.index()] = value;
        }
        (0..size).for_each(|it| matrix[it][it] = ONE);
        Dependence {
            name: correlation.label.name.clone(),
            matrix,
            student: match correlation.copula {
                Copula::Gaussian => None,
                Copula::StudentT { degrees } => Some(degrees),
            },
            when: correlation.when.as_ref().map(|when| RandomTrigger {
                process: when.process.index(),
                below: when.below,
                level: self.number(&when.level),
            }),
        }
    }
}

/// Probability of no default in so many months: the hazard is constant between two points, and after the last.
fn survival(points: &[(u32, i128)], months: i64, rounding: Rounding) -> i128 {
    let mut from = (0, ONE);
    for (at, &(until, default)) in points.iter().enumerate() {
        let to = (i64::from(until), ONE - default);
        if months <= to.0 || at + 1 == points.len() {
            let kept = multiply_divide(to.1, ONE, 1, from.1, rounding).unwrap_or(0);
            let span = u32::try_from(to.0 - from.0).unwrap_or(1);
            let since = power(kept, months - from.0, span, rounding).unwrap_or(0);
            return multiply_divide(from.1, since, 1, ONE, rounding).unwrap_or(0);
        }
        from = to;
    }
    ONE
}
