//! Between which values an expression lies, whatever the inputs are within their bounds: what needs no run.

use super::range::Range;
use crate::engine::outcome::Figure;
use crate::model::{
    AccountAttribute, Arithmetic, AssetAttribute, Comparison, Covenant, CurvePath, Expr, ExprKind, Fold, Level,
    LevelTest, Measure, Model, Read, ShockTarget, TrancheAttribute, Type,
};
use crate::quantity::{fraction, power_of_ten};

/// What bounds say of a level, with the reason in words.
pub enum Sides {
    Never(String),
    Always(String),
    Unknown,
}

/// How deep lines may stand on lines before nothing is said.
const DEEPEST: usize = 32;

/// Judged for the deal as amended: where a scenario strikes an amendment nothing is said, and nothing where a measure
/// that is not available fails too.
pub fn sides(model: &Model, covenant: &Covenant, level: &Level) -> Sides {
    if !model.alternatives.is_empty() || covenant.fail_when_not_available {
        return Sides::Unknown;
    }
    let bounds = Bounds { model };
    match &level.test {
        LevelTest::When(condition) => match bounds.holds(condition, 0) {
            Some(false) => Sides::Never("its condition cannot hold, whatever the inputs are".into()),
            Some(true) if covenant.dates.tested.contains(&true) => {
                Sides::Always("its condition holds whatever the inputs are".into())
            }
            _ => Sides::Unknown,
        },
        LevelTest::Below(at) => {
            let (measure, at) = (bounds.measure(&covenant.measure), bounds.range(at, 0));
            match (measure.low.zip(at.high), measure.high.zip(at.low)) {
                (Some((low, at)), _) if low >= at => Sides::Never(least(covenant, low, level)),
                (_, Some((high, at))) if high < at => Sides::Always(most(covenant, high, level)),
                _ => Sides::Unknown,
            }
        }
        LevelTest::Above(at) => {
            let (measure, at) = (bounds.measure(&covenant.measure), bounds.range(at, 0));
            match (measure.high.zip(at.low), measure.low.zip(at.high)) {
                (Some((high, at)), _) if high <= at => Sides::Never(most(covenant, high, level)),
                (_, Some((low, at))) if low > at => Sides::Always(least(covenant, low, level)),
                _ => Sides::Unknown,
            }
        }
    }
}

fn least(covenant: &Covenant, low: i128, level: &Level) -> String {
    format!("its measure is never below {}, whatever the inputs are", words(covenant, low, level))
}

fn most(covenant: &Covenant, high: i128, level: &Level) -> String {
    format!("its measure is never above {}, whatever the inputs are", words(covenant, high, level))
}

fn words(covenant: &Covenant, value: i128, level: &Level) -> String {
    let of = match &covenant.measure {
        Measure::Quotient { of, .. } => of.clone(),
        Measure::Value(value) => value.of.clone(),
        Measure::Undisclosed => return String::new(),
    };
    crate::engine::outcome::as_level(&Figure::new(value, of), &level.text)
}

struct Bounds<'a> {
    model: &'a Model,
}

impl Bounds<'_> {
    fn measure(&self, measure: &Measure) -> Range {
        match measure {
            Measure::Quotient { numerator, denominator, factor, of } => {
                let (above, below) = (self.range(numerator, 0), self.range(denominator, 0));
                self.quotient((above, scale(&numerator.of)), (below, scale(&denominator.of)), *factor, of)
            }
            Measure::Value(value) => self.range(value, 0),
            Measure::Undisclosed => Range::default(),
        }
    }

    /// The divisor is above zero where the quotient is available at all.
    fn quotient(
        &self,
        (a, a_scale): (Range, i128),
        (b, b_scale): (Range, i128),
        (n, d): (i128, i128),
        of: &Type,
    ) -> Range {
        let over = |a: i128, b: i128| fraction(&[a, b_scale, n, scale(of)], &[b, d, a_scale], self.model.deal.rounding);
        let positive = |it: Option<i128>| it.filter(|it| *it > 0);
        let low = match a.low {
            Some(low) if low >= 0 => Some(positive(b.high).and_then(|b| over(low, b)).unwrap_or(0)),
            Some(low) => positive(b.low).and_then(|b| over(low, b)),
            None => None,
        };
        let high = match a.high {
            Some(high) if high <= 0 => Some(positive(b.high).and_then(|b| over(high, b)).unwrap_or(0)),
            Some(high) => positive(b.low).and_then(|b| over(high, b)),
            None => None,
        };
        Range { low, high }
    }

    fn range(&self, expr: &Expr, depth: usize) -> Range {
        if depth > DEEPEST {
            return Range::default();
        }
        let inner = |expr: &Expr| self.range(expr, depth + 1);
        match &expr.kind {
            ExprKind::Constant(value) => Range::only(*value),
            ExprKind::Read(read) => self.read(*read, depth),
            ExprKind::Negative(a) => inner(a).negative(),
            ExprKind::Absolute(a) => inner(a).absolute(),
            ExprKind::Convert(a, (n, d)) if *n > 0 && *d > 0 => inner(a)
                .map(|value| fraction(&[value, *n, scale(&expr.of)], &[*d, scale(&a.of)], self.model.deal.rounding)),
            ExprKind::Arithmetic(Arithmetic::Add, a, b) => inner(a).plus(inner(b)),
            ExprKind::Arithmetic(Arithmetic::Subtract, a, b) => inner(a).plus(inner(b).negative()),
            ExprKind::Arithmetic(Arithmetic::Multiply { numerator, denominator }, a, b) => {
                let scales = (scale(&a.of), scale(&b.of));
                let times = |x: i128, y: i128| {
                    let rounding = self.model.deal.rounding;
                    fraction(&[x, y, *numerator, scale(&expr.of)], &[*denominator, scales.0, scales.1], rounding)
                };
                inner(a).times(inner(b), times)
            }
            ExprKind::Arithmetic(Arithmetic::Divide { numerator, denominator }, a, b) => {
                let (above, below) = (inner(a), inner(b));
                self.quotient((above, scale(&a.of)), (below, scale(&b.of)), (*numerator, *denominator), &expr.of)
            }
            ExprKind::If(_, yes, no) => inner(yes).or(inner(no)),
            ExprKind::Minimum(parts) => parts.iter().map(inner).reduce(Range::least).unwrap_or_default(),
            ExprKind::Maximum(parts) => parts.iter().map(inner).reduce(Range::greatest).unwrap_or_default(),
            ExprKind::Window(Fold::Minimum | Fold::Maximum | Fold::Average, a, _) => inner(a),
            ExprKind::Window(Fold::Sum, a, window) => {
                let of = inner(a);
                // As many as there are at most, or one at least.
                let times = |value: i128, grows: bool| match (grows, window.periods) {
                    (true, Some(periods)) => value.checked_mul(i128::from(periods)),
                    (true, None) => None,
                    (false, _) => Some(value),
                };
                Range {
                    low: of.low.and_then(|low| times(low, low < 0)),
                    high: of.high.and_then(|high| times(high, high > 0)),
                }
            }
            ExprKind::Projection(..) => Range { low: Some(0), high: None },
            ExprKind::Dated(dated) => {
                let parts = dated.until.iter().map(|(_, part)| inner(part));
                parts.chain([inner(&dated.after)]).reduce(Range::or).unwrap_or_default()
            }
            ExprKind::Convert(..)
            | ExprKind::Prior(_)
            | ExprKind::Comparison(..)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Not(_) => Range::default(),
        }
    }

    fn read(&self, read: Read, depth: usize) -> Range {
        let not_negative = Range { low: Some(0), high: None };
        match read {
            Read::Input(id) if !self.is_moved(ShockTarget::Input(id)) => {
                let input = &self.model.inputs[id.index()];
                Range { low: input.low, high: input.high }
            }
            Read::Line(id) if !self.is_moved(ShockTarget::Line(id)) => {
                let line = &self.model.lines[id.index()];
                if line.first.is_some() || self.counts_cures(id) {
                    Range::default()
                } else {
                    self.range(&line.value, depth + 1)
                }
            }
            Read::Curve(id) if !self.is_moved(ShockTarget::Curve(id)) => {
                let curve = &self.model.curves[id.index()];
                let of = match &curve.path {
                    CurvePath::Table { rows, .. } => Range {
                        low: rows.iter().map(|(_, value)| *value).min(),
                        high: rows.iter().map(|(_, value)| *value).max(),
                    },
                    CurvePath::Formula(formula) => self.range(formula, depth + 1),
                    CurvePath::Growth { .. } => Range::default(),
                };
                match &curve.floor {
                    Some(floor) => of.greatest(self.range(floor, depth + 1)),
                    None => of,
                }
            }
            Read::Account(_, AccountAttribute::Balance | AccountAttribute::Opening) => not_negative,
            Read::Asset(_, AssetAttribute::Units | AssetAttribute::Cost | AssetAttribute::Age) => not_negative,
            Read::Tranche(_, attribute) => match attribute {
                TrancheAttribute::Recovery | TrancheAttribute::RecoveryCash | TrancheAttribute::Coupon => {
                    Range::default()
                }
                TrancheAttribute::InDefault => Range { low: Some(0), high: Some(1) },
                _ => not_negative,
            },
            Read::State(_) => Range { low: Some(0), high: Some(1) },
            _ => Range::default(),
        }
    }

    /// Whether a shock or a process of the deal moves it.
    fn is_moved(&self, target: ShockTarget) -> bool {
        let shocks = self.model.shocks.iter().flat_map(|shock| &shock.entries).any(|entry| entry.target == target);
        shocks || self.model.processes.iter().any(|process| process.on.contains(&target))
    }

    /// Cure money is added to the line in the tests of its covenant.
    fn counts_cures(&self, id: crate::model::LineId) -> bool {
        use crate::model::CureKind;
        let cures = self.model.covenants.iter().flat_map(|it| &it.levels).filter_map(|level| level.cure.as_ref());
        cures.into_iter().any(|cure| matches!(cure.kind, CureKind::Equity { counted_as, .. } if counted_as == id))
    }

    /// Whether a condition holds in any case, or in none.
    fn holds(&self, condition: &Expr, depth: usize) -> Option<bool> {
        if depth > DEEPEST {
            return None;
        }
        match &condition.kind {
            ExprKind::Constant(value) => Some(*value == 1),
            ExprKind::Not(a) => self.holds(a, depth + 1).map(|it| !it),
            ExprKind::And(a, b) => match (self.holds(a, depth + 1), self.holds(b, depth + 1)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            ExprKind::Or(a, b) => match (self.holds(a, depth + 1), self.holds(b, depth + 1)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            ExprKind::Comparison(comparison, a, b) => {
                let (a, b) = (self.range(a, depth + 1), self.range(b, depth + 1));
                let (less, more) = (a.high.zip(b.low), a.low.zip(b.high));
                match comparison {
                    Comparison::Less => decided(less.is_some_and(|(a, b)| a < b), more.is_some_and(|(a, b)| a >= b)),
                    Comparison::LessOrEqual => {
                        decided(less.is_some_and(|(a, b)| a <= b), more.is_some_and(|(a, b)| a > b))
                    }
                    Comparison::Greater => decided(more.is_some_and(|(a, b)| a > b), less.is_some_and(|(a, b)| a <= b)),
                    Comparison::GreaterOrEqual => {
                        decided(more.is_some_and(|(a, b)| a >= b), less.is_some_and(|(a, b)| a < b))
                    }
                    Comparison::Equal => decided(false, apart(less, more)),
                    Comparison::NotEqual => decided(apart(less, more), false),
                }
            }
            _ => None,
        }
    }
}

fn apart(less: Option<(i128, i128)>, more: Option<(i128, i128)>) -> bool {
    less.is_some_and(|(a, b)| a < b) || more.is_some_and(|(a, b)| a > b)
}

fn decided(yes: bool, no: bool) -> Option<bool> {
    match (yes, no) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

fn scale(of: &Type) -> i128 {
    power_of_ten(of.scale())
}
