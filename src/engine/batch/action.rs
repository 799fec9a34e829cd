//! Each operation of a plan, on values that are not yet known.

use super::graph::{Order, Value};
use super::trace::{Must, Tracer};
use crate::plan::{Accrual, Action, FoldKind, Instalment, LevelTest, NOT_AVAILABLE, Slot, Tested, Until};
use crate::plan::{Hold, Pay, PaySource, Payment, Place, Sharing};
use crate::quantity::power_of_ten;
use std::collections::BTreeMap;

/// Decimals of a rate.
const RATE: u32 = 12;

/// From this length on a window is the one before it, moved by one row.
const LONG_WINDOW: usize = 4;

/// What an operation has written so far.
type Local = BTreeMap<Slot, Value>;

/// `None` where floats cannot do it exactly.
type Step = Option<()>;

impl Tracer<'_> {
    pub(super) fn action(&mut self, index: usize, action: &Action, local: &mut Local) -> Step {
        let value = match action {
            Action::Copy { out, a } => (*out, self.get(*a)),
            Action::Add { out, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.add(a, b)?)
            }
            Action::Subtract { out, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.subtract(a, b)?)
            }
            Action::Negate { out, a } => {
                let a = self.get(*a);
                (*out, self.graph.subtract(Value::ZERO, a)?)
            }
            Action::Absolute { out, a } => {
                let a = self.get(*a);
                (*out, self.graph.absolute(a)?)
            }
            Action::Multiply { out, a, b, numerator, denominator } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.product(a, b, *numerator, *denominator)?)
            }
            Action::Divide { out, a, b, numerator, denominator, ratio } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.quotient(a, b, *numerator, *denominator, *ratio)?)
            }
            Action::Rescale { out, a, numerator, denominator } => {
                let a = self.get(*a);
                (*out, self.graph.scaled(a, *numerator, *denominator)?)
            }
            Action::Minimum { out, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.minimum(a, b)?)
            }
            Action::Maximum { out, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.maximum(a, b)?)
            }
            Action::Compare { out, how, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.compare(Order::from(*how), a, b)?)
            }
            Action::CompareQuotient(it) => {
                let quotient = (self.get(it.numerator), self.get(it.denominator));
                let level = self.get(it.level);
                (it.out, self.graph.level(Order::from(it.how), quotient, level, (it.left, it.right))?)
            }
            Action::And { out, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.and(a, b))
            }
            Action::Or { out, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                (*out, self.graph.or(a, b))
            }
            Action::Not { out, a } => {
                let a = self.get(*a);
                (*out, self.graph.not(a))
            }
            Action::Select { out, condition, yes, no } => {
                let (condition, yes, no) = (self.get(*condition), self.get(*yes), self.get(*no));
                (*out, self.graph.select(condition, yes, no)?)
            }
            Action::Available { out, a } => {
                let a = self.get(*a);
                (*out, self.graph.available(a))
            }
            Action::Prior { out, of } => {
                let before = self.rows.last().map_or(Value::NONE, |row| row[of.index()]);
                (*out, before)
            }
            Action::Window { out, of, fold, periods, or_fewer } => {
                (*out, self.window(index, *of, *fold, periods.map(|it| it as usize), *or_fewer)?)
            }
            Action::Accrue { out, terms } => (*out, self.accrue(terms)?),
            Action::Instalment { out, instalment } => (*out, self.instalment(instalment)?),
            Action::Transfer { from_balance, to_balance, amount, .. } => {
                let amount = self.get(*amount);
                let amount = self.amount(amount);
                return self.move_cash(*from_balance, *to_balance, amount, local);
            }
            Action::Require { holds, .. } => {
                let holds = self.get(*holds);
                self.check(Must::Hold(holds));
                return Some(());
            }
            Action::LotPrice(lot) => (lot.out, self.lot_price(lot)?),
            Action::Pay(pay) => return self.pay(pay, local),
            Action::Test(test) => return self.test(test, local),
            Action::Hold(hold) => return self.hold(hold, local),
            Action::Power { .. } | Action::Project { .. } | Action::Remedy { .. } | Action::ForcedSale(_) => {
                return None;
            }
        };
        local.insert(value.0, value.1);
        Some(())
    }

    /// A fold over the last rows, this one included.
    fn window(
        &mut self,
        index: usize,
        of: Slot,
        fold: FoldKind,
        periods: Option<usize>,
        or_fewer: bool,
    ) -> Option<Value> {
        let wanted = periods.unwrap_or(self.row);
        let there = wanted.min(self.row);
        if there == 0 || (there < wanted && !or_fewer) {
            return Some(Value::NONE);
        }
        let now = self.get(of);
        let now = self.graph.count(now);
        if periods.is_none() {
            return self.whole_life(of, fold, now);
        }
        let mut values = vec![now];
        values.extend((1..there).map(|back| self.rows[self.row - back][of.index()]));
        if values.contains(&Value::NONE) {
            return Some(Value::NONE);
        }
        match fold {
            FoldKind::Sum => self.window_sum(index, of, &values),
            FoldKind::Average => {
                let sum = self.window_sum(index, of, &values)?;
                self.graph.quotient(sum, Value::Known(there as i128), 1, 1, false)
            }
            FoldKind::Minimum => values.into_iter().rev().try_fold(None, |least, it| match least {
                None => Some(Some(it)),
                Some(least) => self.graph.minimum(least, it).map(Some),
            })?,
            FoldKind::Maximum => values.into_iter().rev().try_fold(None, |most, it| match most {
                None => Some(Some(it)),
                Some(most) => self.graph.maximum(most, it).map(Some),
            })?,
        }
    }

    /// The youngest first. A long sum is the last one, with what came in and without what fell out.
    fn window_sum(&mut self, index: usize, of: Slot, values: &[Value]) -> Option<Value> {
        let length = values.len();
        let sure = !values.iter().any(|it| self.graph.may_miss(*it));
        let last = self.windows.get(&index).copied();
        let moved = match (last, values.get(1)) {
            (Some((row, at_its_time, sum)), Some(&before)) if sure && length >= LONG_WINDOW => {
                let whole = row + 1 == self.row && at_its_time == before && self.row > length;
                whole.then_some(sum)
            }
            _ => None,
        };
        let sum = match moved {
            Some(sum) => {
                let out = self.rows[self.row - length][of.index()];
                if self.graph.may_miss(out) {
                    return None;
                }
                let sum = self.graph.add(sum, values[0])?;
                self.graph.subtract(sum, out)?
            }
            None => {
                let mut sum = *values.last()?;
                for &value in values.iter().rev().skip(1) {
                    sum = self.graph.add(sum, value)?;
                }
                sum
            }
        };
        // The mask of an operation that only sometimes runs would tell two rows' values apart.
        self.windows.insert(index, (self.row, values[0], sum));
        Some(sum)
    }

    /// Over every row since closing, without what is not available.
    fn whole_life(&mut self, of: Slot, fold: FoldKind, now: Value) -> Option<Value> {
        match fold {
            FoldKind::Minimum => {
                let before = self.so_far(of, 0, |it, sum, value| it.graph.least_known(sum, value))?;
                self.graph.least_known(before, now)
            }
            FoldKind::Maximum => {
                let before = self.so_far(of, 1, |it, sum, value| it.graph.most_known(sum, value))?;
                self.graph.most_known(before, now)
            }
            FoldKind::Sum => {
                let before = self.so_far(of, 2, |it, sum, value| it.graph.sum_known(sum, value))?;
                self.graph.sum_known(before, now)
            }
            FoldKind::Average => {
                let before = self.so_far(of, 2, |it, sum, value| it.graph.sum_known(sum, value))?;
                let sum = self.graph.sum_known(before, now)?;
                let there = |it: &mut Self, sum: Value, value: Value| {
                    let there = it.graph.available(value);
                    let sum = if sum == Value::NONE { Value::ZERO } else { sum };
                    it.graph.add(sum, there)
                };
                let before = self.so_far(of, 3, there)?;
                let count = there(self, before, now)?;
                self.graph.quotient(sum, count, 1, 1, false)
            }
        }
    }

    /// The fold over the rows before this one, from where it was left; closing is never counted.
    fn so_far(&mut self, of: Slot, kind: u8, fold: impl Fn(&mut Self, Value, Value) -> Option<Value>) -> Option<Value> {
        let (mut row, mut sum) = self.lives.get(&(of, kind)).copied().unwrap_or((1, Value::NONE));
        while row < self.row {
            let value = self.rows[row][of.index()];
            let value = self.graph.count(value);
            sum = fold(self, sum, value)?;
            row += 1;
        }
        self.lives.insert((of, kind), (row, sum));
        Some(sum)
    }

    fn accrue(&mut self, terms: &[Accrual]) -> Option<Value> {
        let mut sum = Value::ZERO;
        for term in terms {
            let (amount, rate) = (self.get(term.amount), self.get(term.rate));
            let (days, basis) = (self.get(term.days).known()?, self.get(term.basis).known()?);
            if amount == Value::ZERO || days == 0 {
                continue;
            }
            if days == NOT_AVAILABLE || amount == Value::NONE {
                return None;
            }
            let divisor = basis.checked_mul(power_of_ten(RATE))?;
            let interest = self.graph.product(amount, rate, days, divisor);
            let interest = if self.graph.may_miss(amount) || self.graph.may_miss(rate) {
                // Nothing outstanding earns nothing, whatever the rate; else both must be there.
                let nothing = self.graph.compare(Order::Equal, amount, Value::ZERO)?;
                let (one, other) = (self.graph.available(amount), self.graph.available(rate));
                let there = self.graph.and(one, other);
                let fine = self.graph.or(nothing, there);
                self.check(Must::Hold(fine));
                self.graph.select(nothing, Value::ZERO, interest?)?
            } else {
                interest?
            };
            sum = self.graph.add(sum, interest)?;
        }
        Some(sum)
    }

    fn instalment(&mut self, instalment: &Instalment) -> Option<Value> {
        let Instalment::Equal { drawn, number, count } = *instalment else { return None };
        let (drawn, number, count) = (self.get(drawn), self.get(number).known()?, i128::from(count));
        if number < 1 || number > count {
            return Some(Value::ZERO);
        }
        if self.graph.bounds_of(drawn).low < 0.0 || self.graph.may_miss(drawn) {
            return None;
        }
        // The first parts take the odd cents: the whole part of (drawn + count - number) / count. Rounding
        // (2 drawn + count - 2 number + 1) / (2 count) gives the same, and never meets a tie.
        let double = self.graph.scaled(drawn, 2, 1)?;
        let above = self.graph.add(double, Value::Known(count - 2 * number + 1))?;
        self.graph.scaled(above, 1, 2 * count)
    }

    fn test(&mut self, test: &LevelTest, local: &mut Local) -> Step {
        let active = self.get(test.active);
        let active = self.graph.is_true(active);
        let fails = self.fails(test)?;
        let fails = match test.fail_when_not_available {
            true => {
                let (fails, known) = (self.graph.is_true(fails), self.graph.available(fails));
                let unknown = self.graph.not(known);
                self.graph.or(fails, unknown)
            }
            false => fails,
        };
        let (failed, passed) = self.sides(fails);
        let streak = self.get(test.streak);
        let more = self.graph.add(streak, Value::Known(1))?;
        let enough = self.graph.compare(Order::GreaterOrEqual, more, Value::Known(i128::from(test.in_a_row)))?;
        let told = self.graph.select(passed, Value::ZERO, Value::NONE)?;
        let told = self.graph.select(failed, enough, told)?;
        let told = self.graph.select(active, told, Value::NONE)?;
        let moved = self.graph.select(passed, Value::ZERO, streak)?;
        let moved = self.graph.select(failed, more, moved)?;
        let streak = self.graph.select(active, moved, streak)?;
        local.insert(test.failed, told);
        local.insert(test.streak, streak);
        Some(())
    }

    /// Where a flag is true and where it is false; neither is n/a.
    fn sides(&mut self, flag: Value) -> (Value, Value) {
        let not = self.graph.not(flag);
        (self.graph.is_true(flag), self.graph.is_true(not))
    }

    fn fails(&mut self, test: &LevelTest) -> Option<Value> {
        let how = if test.below { Order::Less } else { Order::Greater };
        match test.tested {
            Tested::Condition(condition) => {
                let condition = self.get(condition);
                Some(self.graph.is_one(condition))
            }
            Tested::Value(value) => {
                let (value, threshold) = (self.get(value), self.get(test.threshold?));
                self.graph.compare(how, value, threshold)
            }
            Tested::Quotient { numerator, denominator, left, right } => {
                let quotient = (self.get(numerator), self.get(denominator));
                let threshold = self.get(test.threshold?);
                self.graph.level(how, quotient, threshold, (left, right))
            }
        }
    }

    fn hold(&mut self, it: &Hold, local: &mut Local) -> Step {
        let (failed, hold, passes) = (self.get(it.failed), self.get(it.hold), self.get(it.passes));
        let failed = self.graph.is_not_zero(failed);
        let (failed, passed) = self.sides(failed);
        let more = self.graph.add(passes, Value::Known(1))?;
        let let_go = match it.until {
            Until::Passes(wanted) => {
                let enough = self.graph.compare(Order::GreaterOrEqual, more, Value::Known(i128::from(wanted)))?;
                self.graph.and(passed, enough)
            }
            Until::From(_) | Until::Permanent => Value::ZERO,
        };
        let held = self.graph.select(let_go, Value::ZERO, hold)?;
        let held = self.graph.select(failed, Value::Known(1), held)?;
        let counted = self.graph.select(passed, more, passes)?;
        let counted = self.graph.select(failed, Value::ZERO, counted)?;
        let held = match it.until {
            Until::From(date) => {
                let date = self.get(date);
                let over = self.graph.is_true(date);
                self.graph.select(over, Value::ZERO, held)?
            }
            Until::Passes(_) | Until::Permanent => held,
        };
        local.insert(it.hold, held);
        local.insert(it.passes, counted);
        Some(())
    }

    fn read(&mut self, slot: Slot, local: &Local) -> Value {
        local.get(&slot).copied().unwrap_or_else(|| self.get(slot))
    }

    fn move_cash(&mut self, from: Option<Slot>, to: Option<Slot>, amount: Value, local: &mut Local) -> Step {
        if let Some(slot) = from {
            let balance = self.read(slot, local);
            local.insert(slot, self.graph.subtract(balance, amount)?);
        }
        if let Some(slot) = to {
            let balance = self.read(slot, local);
            local.insert(slot, self.graph.add(balance, amount)?);
        }
        Some(())
    }

    /// Meets the dues of a step from its sources, first to last, within its limit.
    fn pay(&mut self, pay: &Pay, local: &mut Local) -> Step {
        if matches!(pay.sharing, Sharing::ProRata(_)) {
            return None;
        }
        let dues: Vec<Value> = pay.payments.iter().map(|it| self.get(it.due)).collect();
        let dues: Vec<Value> = dues.into_iter().map(|it| self.amount(it)).collect();
        let mut due = Value::ZERO;
        for &it in &dues {
            due = self.graph.add(due, it)?;
        }
        let within = match pay.limit {
            None => due,
            Some(limit) => {
                let limit = self.get(limit);
                if self.graph.may_miss(limit) {
                    let known = self.graph.available(limit);
                    self.check(Must::Hold(known));
                }
                let limit = self.graph.positive(limit)?;
                self.graph.minimum(due, limit)?
            }
        };
        let available = self.available(&pay.from, within, local)?;
        let total = self.graph.minimum(within, available)?;
        let (mut left, mut paid, mut support) = (total, Value::ZERO, Value::ZERO);
        for (payment, &due) in pay.payments.iter().zip(&dues) {
            let share = self.graph.minimum(due, left)?;
            left = self.graph.subtract(left, share)?;
            paid = self.graph.add(paid, share)?;
            let outside = self.pay_one(&pay.from, payment, share, local)?;
            support = self.graph.add(support, outside)?;
        }
        let unpaid = self.graph.subtract(due, paid)?;
        local.insert(pay.due, due);
        local.insert(pay.paid, paid);
        local.insert(pay.unpaid, unpaid);
        local.insert(pay.support, support);
        Some(())
    }

    fn available(&mut self, from: &[PaySource], wanted: Value, local: &Local) -> Option<Value> {
        let mut sum = Value::ZERO;
        for source in from {
            let Some(balance) = source.balance else { return Some(wanted) };
            let balance = self.read(balance, local);
            let balance = self.graph.positive(balance)?;
            sum = self.graph.add(sum, balance)?;
        }
        Some(sum)
    }

    /// Gives back what did not come from the first source.
    fn pay_one(&mut self, from: &[PaySource], payment: &Payment, share: Value, local: &mut Local) -> Option<Value> {
        let primary: Option<Place> = from.first().map(|it| it.place);
        let (mut left, mut support) = (share, Value::ZERO);
        for source in from {
            let there = match source.balance {
                None => left,
                Some(balance) => {
                    let balance = self.read(balance, local);
                    self.graph.positive(balance)?
                }
            };
            let part = self.graph.minimum(left, there)?;
            self.move_cash(source.balance, payment.to_balance, part, local)?;
            left = self.graph.subtract(left, part)?;
            if Some(source.place) != primary {
                support = self.graph.add(support, part)?;
            }
        }
        for &slot in &payment.reduces {
            let value = self.read(slot, local);
            local.insert(slot, self.graph.subtract(value, share)?);
        }
        for &slot in &payment.raises {
            let value = self.read(slot, local);
            local.insert(slot, self.graph.add(value, share)?);
        }
        Some(support)
    }
}
