//! Covenant levels: passed, failed or not tested; what a failed level holds.

use super::arithmetic::bounded;
use super::{Machine, Step};
use crate::plan::{Action, Hold, LevelTest, NOT_AVAILABLE, RemedyKind, Tested, Until};
use crate::quantity::{compare_products, fraction};
use std::cmp::Ordering;

impl Machine<'_> {
    pub(super) fn test(&mut self, test: &LevelTest) -> Step<()> {
        if self.get(test.active) != 1 {
            self.set(test.failed, NOT_AVAILABLE);
            return Ok(());
        }
        let outcome = self.fails(test).or(test.fail_when_not_available.then_some(true));
        let failed = match outcome {
            None => NOT_AVAILABLE,
            Some(false) => {
                self.set(test.streak, 0);
                0
            }
            Some(true) => {
                let streak = self.get(test.streak) + 1;
                self.set(test.streak, streak);
                i128::from(streak >= i128::from(test.in_a_row))
            }
        };
        self.set(test.failed, failed);
        Ok(())
    }

    /// Whether the level fails; `None` where the measure is not available.
    fn fails(&self, test: &LevelTest) -> Option<bool> {
        let known = |slot| Some(self.get(slot)).filter(|&it| it != NOT_AVAILABLE);
        let order = match test.tested {
            Tested::Condition(condition) => return known(condition).map(|it| it == 1),
            Tested::Value(value) => known(value)?.cmp(&known(test.threshold?)?),
            Tested::Quotient { numerator, denominator, left, right } => {
                let denominator = known(denominator).filter(|&it| it > 0)?;
                compare_products(&[known(numerator)?, left], &[known(test.threshold?)?, denominator, right])
            }
        };
        Some(order == if test.below { Ordering::Less } else { Ordering::Greater })
    }

    /// The smallest whole amount that puts `top / bottom` at the level, rounding against whoever owes it.
    pub(super) fn remedy(&mut self, action: &Action) -> Step<()> {
        let Action::Remedy { out, kind, top, bottom, level, left, right } = action else { return Ok(()) };
        let (top, bottom, level) = (self.get(*top), self.get(*bottom), self.get(*level));
        if [top, bottom, level].contains(&NOT_AVAILABLE) {
            self.set(*out, 0);
            return Ok(());
        }
        let rounding = self.plan.rounding;
        let amount = match kind {
            RemedyKind::RaiseTop => {
                let at_level = bounded(fraction(&[level, bottom, *right], &[*left], rounding))?;
                let short = compare_products(&[at_level, *left], &[level, bottom, *right]) == Ordering::Less;
                at_level + i128::from(short) - top
            }
            RemedyKind::LowerTop => {
                let at_level = bounded(fraction(&[level, bottom, *right], &[*left], rounding))?;
                let over = compare_products(&[at_level, *left], &[level, bottom, *right]) == Ordering::Greater;
                top - at_level + i128::from(over)
            }
            RemedyKind::LowerBottom if level == 0 => bottom,
            RemedyKind::LowerBottom => {
                let at_level = bounded(fraction(&[top, *left], &[level, *right], rounding))?;
                let over = compare_products(&[at_level, level, *right], &[top, *left]) == Ordering::Greater;
                bottom - at_level + i128::from(over)
            }
        };
        self.set(*out, amount.max(0));
        Ok(())
    }

    pub(super) fn hold(&mut self, hold: &Hold) {
        match self.get(hold.failed) {
            NOT_AVAILABLE => {}
            0 => {
                let passes = self.get(hold.passes) + 1;
                self.set(hold.passes, passes);
                if matches!(hold.until, Until::Passes(wanted) if passes >= i128::from(wanted)) {
                    self.set(hold.hold, 0);
                }
            }
            _ => {
                self.set(hold.passes, 0);
                self.set(hold.hold, 1);
            }
        }
        if let Until::From(date) = hold.until
            && self.get(date) == 1
        {
            self.set(hold.hold, 0);
        }
    }
}
