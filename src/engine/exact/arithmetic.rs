//! Sums, products, selections, powers and looks at the past.

use super::{Machine, Reason, Step};
use crate::model::Comparison;
use crate::plan::{Action, CompareQuotient, FoldKind, NOT_AVAILABLE, Slot};
use crate::quantity::{LIMIT, compare_products, divide, multiply_divide, power};
use std::cmp::Ordering;

impl Machine<'_> {
    pub(super) fn arithmetic(&mut self, action: &Action) -> Step<()> {
        match action {
            Action::Copy { out, a } => self.set(*out, self.get(*a)),
            Action::Add { out, a, b } => self.both(*out, *a, *b, |a, b| a.checked_add(b))?,
            Action::Subtract { out, a, b } => self.both(*out, *a, *b, |a, b| a.checked_sub(b))?,
            Action::Minimum { out, a, b } => self.both(*out, *a, *b, |a, b| Some(a.min(b)))?,
            Action::Maximum { out, a, b } => self.both(*out, *a, *b, |a, b| Some(a.max(b)))?,
            Action::Negate { out, a } => self.one(*out, *a, |a| Some(-a))?,
            Action::Absolute { out, a } => self.one(*out, *a, |a| Some(a.abs()))?,
            Action::Multiply { out, a, b, numerator, denominator } => {
                let rounding = self.plan.rounding;
                self.both(*out, *a, *b, |a, b| multiply_divide(a, b, *numerator, *denominator, rounding))?
            }
            Action::Rescale { out, a, numerator, denominator } => {
                let rounding = self.plan.rounding;
                self.one(*out, *a, |a| multiply_divide(a, 1, *numerator, *denominator, rounding))?
            }
            Action::Divide { out, a, b, numerator, denominator, ratio } => {
                let divisor = self.get(*b);
                if divisor == 0 || (*ratio && divisor < 0 && divisor != NOT_AVAILABLE) {
                    self.set(*out, NOT_AVAILABLE);
                    return Ok(());
                }
                let rounding = self.plan.rounding;
                self.both(*out, *a, *b, |a, b| divide(a, b, *numerator, *denominator, rounding))?
            }
            Action::Compare { out, how, a, b } => {
                let (a, b) = (self.get(*a), self.get(*b));
                let known = a != NOT_AVAILABLE && b != NOT_AVAILABLE;
                self.set(*out, if known { i128::from(holds(*how, a.cmp(&b))) } else { NOT_AVAILABLE });
            }
            Action::CompareQuotient(it) => self.compare_quotient(it),
            Action::And { out, a, b } => self.set(*out, three_valued(self.get(*a), self.get(*b), 0)),
            Action::Or { out, a, b } => self.set(*out, three_valued(self.get(*a), self.get(*b), 1)),
            Action::Not { out, a } => {
                let a = self.get(*a);
                self.set(*out, if a == NOT_AVAILABLE { a } else { 1 - a });
            }
            Action::Select { out, condition, yes, no } => {
                let value = match self.get(*condition) {
                    NOT_AVAILABLE => NOT_AVAILABLE,
                    0 => self.get(*no),
                    _ => self.get(*yes),
                };
                self.set(*out, value);
            }
            Action::Available { out, a } => self.set(*out, i128::from(self.get(*a) != NOT_AVAILABLE)),
            Action::Power { out, base, exponent, per } => self.power(*out, *base, *exponent, *per)?,
            Action::Prior { out, of } => {
                let value = self.rows.last().map_or(NOT_AVAILABLE, |row| row[of.index()]);
                self.set(*out, value);
            }
            Action::Window { out, of, fold, periods, or_fewer } => {
                self.window(*out, *of, *fold, *periods, *or_fewer)?
            }
            _ => {}
        }
        Ok(())
    }

    fn one(&mut self, out: Slot, a: Slot, f: impl Fn(i128) -> Option<i128>) -> Step<()> {
        let a = self.get(a);
        let value = if a == NOT_AVAILABLE { a } else { bounded(f(a))? };
        self.set(out, value);
        Ok(())
    }

    fn both(&mut self, out: Slot, a: Slot, b: Slot, f: impl Fn(i128, i128) -> Option<i128>) -> Step<()> {
        let (a, b) = (self.get(a), self.get(b));
        let value = if a == NOT_AVAILABLE || b == NOT_AVAILABLE { NOT_AVAILABLE } else { bounded(f(a, b))? };
        self.set(out, value);
        Ok(())
    }

    fn compare_quotient(&mut self, it: &CompareQuotient) {
        let (numerator, denominator, level) = (self.get(it.numerator), self.get(it.denominator), self.get(it.level));
        let known = [numerator, denominator, level].iter().all(|&it| it != NOT_AVAILABLE) && denominator > 0;
        let value = match known {
            true => i128::from(holds(it.how, compare_products(&[numerator, it.left], &[level, denominator, it.right]))),
            false => NOT_AVAILABLE,
        };
        self.set(it.out, value);
    }

    fn power(&mut self, out: Slot, base: Slot, exponent: Slot, per: u32) -> Step<()> {
        let (from, months) = (self.get(base), self.get(exponent));
        if from == NOT_AVAILABLE || months == NOT_AVAILABLE {
            self.set(out, NOT_AVAILABLE);
            return Ok(());
        }
        if from < 0 || (from == 0 && months < 0) {
            return Err(Reason::NotPositive(base));
        }
        let months = i64::try_from(months).map_err(|_| Reason::Overflow)?;
        let value = self.raised(from, months, per)?;
        self.set(out, value);
        Ok(())
    }

    /// base^(exponent/per), remembered: the same rate meets the same age again and again.
    pub(super) fn raised(&mut self, base: i128, exponent: i64, per: u32) -> Step<i128> {
        if let Some(&known) = self.powers.get(&(base, exponent, per)) {
            return Ok(known);
        }
        let value = bounded(power(base, exponent, per, self.plan.rounding))?;
        self.powers.insert((base, exponent, per), value);
        Ok(value)
    }

    fn window(&mut self, out: Slot, of: Slot, fold: FoldKind, periods: Option<u32>, or_fewer: bool) -> Step<()> {
        let wanted = periods.map_or(self.row, |periods| periods as usize);
        let there = wanted.min(self.row);
        if there == 0 || (there < wanted && !or_fewer) {
            self.set(out, NOT_AVAILABLE);
            return Ok(());
        }
        let whole_life = periods.is_none();
        let mut values = Vec::with_capacity(there);
        for back in 0..there {
            match self.history(back, of) {
                Some(NOT_AVAILABLE) | None if whole_life => {}
                Some(NOT_AVAILABLE) | None => {
                    self.set(out, NOT_AVAILABLE);
                    return Ok(());
                }
                Some(value) => values.push(value),
            }
        }
        let value = match fold {
            _ if values.is_empty() => NOT_AVAILABLE,
            FoldKind::Minimum => values.iter().copied().min().unwrap_or(NOT_AVAILABLE),
            FoldKind::Maximum => values.iter().copied().max().unwrap_or(NOT_AVAILABLE),
            FoldKind::Sum => total(&values)?,
            FoldKind::Average => bounded(divide(total(&values)?, values.len() as i128, 1, 1, self.plan.rounding))?,
        };
        self.set(out, value);
        Ok(())
    }
}

fn total(values: &[i128]) -> Step<i128> {
    values.iter().try_fold(0, |sum, &value| bounded(i128::checked_add(sum, value)))
}

/// A value that still fits, or the end of the run.
pub(super) fn bounded(value: Option<i128>) -> Step<i128> {
    value.filter(|value| value.abs() <= LIMIT).ok_or(Reason::Overflow)
}

fn holds(how: Comparison, order: Ordering) -> bool {
    match how {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}

/// And (decided by 0) and or (decided by 1), with n/a as the unknown.
fn three_valued(a: i128, b: i128, decisive: i128) -> i128 {
    if a == decisive || b == decisive {
        decisive
    } else if a == NOT_AVAILABLE || b == NOT_AVAILABLE {
        NOT_AVAILABLE
    } else {
        1 - decisive
    }
}
