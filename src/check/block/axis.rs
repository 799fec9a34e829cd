//! Ranges of levers: the axes of a sweep, the bracket of a search, the moves of a reverse stress.

use super::super::checker::Checker;
use super::super::codes;
use super::super::movable::Movable;
use super::super::phrase::Cursor;
use super::super::term::Term;
use super::super::wanted::Wanted;
use super::input::constant_of;
use crate::diagnostic::Diagnostic;
use crate::model::{Axis, Bracket, Lever, LeverTarget, Move};
use crate::quantity::decimal::grouped;
use crate::quantity::{Rounding, multiply_divide};
use crate::source::Span;
use crate::syntax::ast::{Clause, Expr, Preposition};

/// Axes of one sweep.
const MOST_AXES: usize = 3;

/// Levers of one tornado or reverse stress.
const MOST_LEVERS: usize = 100;

/// Combinations of one sweep, over all its scenarios.
const MOST_POINTS: u128 = 1_000_000;

impl<'a> Checker<'a> {
    /// `utilization from 50% to 90% by 5%, Rubin.rent from 60% to 100% in 8 steps`
    pub(crate) fn sweep(&mut self, term: &Term<'a>, movable: &Movable, scenarios: usize) -> Option<Vec<Axis>> {
        let clauses = &term.line.phrase.clauses;
        if let Some(beyond) = clauses.get(MOST_AXES) {
            let message = format!("a sweep has at most {MOST_AXES} axes");
            let help = "sweep the others in a study of their own, or let `tornado` rank them";
            self.report(Diagnostic::error(codes::AXIS, beyond.span, message).help(help));
            return None;
        }
        let axes: Vec<Option<Axis>> = clauses.iter().map(|clause| self.axis(clause, movable)).collect();
        let axes: Vec<Axis> = axes.into_iter().collect::<Option<_>>()?;
        let points =
            axes.iter().fold(scenarios as u128, |points, axis| points.saturating_mul(axis.values.len() as u128));
        if points > MOST_POINTS {
            let shown = grouped(i128::try_from(points).unwrap_or(i128::MAX), 0, 0, Rounding::HalfUp);
            let message = format!("this sweep has {shown} points, and at most 1,000,000 are run");
            let help = "take larger steps, or fewer axes or scenarios";
            self.report(Diagnostic::error(codes::AXIS, term.line.phrase.span, message).help(help));
            return None;
        }
        Some(axes)
    }

    fn axis(&mut self, clause: &'a Clause, movable: &Movable) -> Option<Axis> {
        let mut cursor = Cursor::of(clause);
        let bracket = self.ends_of(&mut cursor, clause, movable)?;
        let (by, steps) = (cursor.operand(Preposition::By), cursor.operand(Preposition::In));
        let values = match (by, steps) {
            (Some(by), None) => self.stepped(&bracket, by),
            (None, Some(steps)) => self.divided(&bracket, steps),
            _ => {
                let message = "an axis says its step, or how many steps it takes";
                let help = "write `from 50% to 90% by 5%`, or `in 8 steps`";
                self.report(Diagnostic::error(codes::AXIS, clause.span, message).help(help));
                None
            }
        };
        let whole = self.finish(&mut cursor, "this axis");
        Some(Axis { lever: bracket.lever, values: values? }).filter(|_| whole)
    }

    /// `by 5%`: from one end to the other in whole steps.
    fn stepped(&mut self, bracket: &Bracket, by: &Expr) -> Option<Vec<i128>> {
        let step = self.amount(by, &bracket.lever, "`by`")?;
        let (from, to) = (bracket.from, bracket.to);
        let wrong = match step {
            0 => Some("a step of nothing leads nowhere"),
            _ if (step > 0) != (to > from) => Some("this step leads away from the end of the range"),
            _ if (to - from) % step != 0 => Some("the range is no whole number of these steps"),
            _ => None,
        };
        if let Some(message) = wrong {
            let help = match step {
                0 => "write `by 5%`",
                _ if (step > 0) != (to > from) => "change its sign, or turn the range round",
                _ => "change the step or an end of the range, or write `in 8 steps`",
            };
            self.report(Diagnostic::error(codes::AXIS, by.span, message).help(help));
            return None;
        }
        let count = (to - from) / step;
        self.check_count(count, by.span)?;
        Some((0..=count).map(|index| from + index * step).collect())
    }

    /// `in 8 steps`: nine values, each rounded to the scale of its kind.
    fn divided(&mut self, bracket: &Bracket, steps: &Expr) -> Option<Vec<i128>> {
        let steps_counted = i128::from(self.counted(steps, &["step", "steps"])?);
        self.check_count(steps_counted, steps.span)?;
        let (from, distance) = (bracket.from, bracket.to - bracket.from);
        let part = |index| multiply_divide(distance, index, 1, steps_counted, Rounding::HalfUp).map(|part| from + part);
        let values: Vec<i128> = (0..=steps_counted).map(part).collect::<Option<_>>()?;
        if values.windows(2).any(|pair| pair.first() == pair.last()) {
            let message = "these steps are finer than the number keeps decimals";
            self.report(Diagnostic::error(codes::AXIS, steps.span, message).help("take fewer steps"));
            return None;
        }
        Some(values)
    }

    fn check_count(&mut self, steps: i128, place: Span) -> Option<()> {
        if steps.unsigned_abs() < MOST_POINTS {
            return Some(());
        }
        let message = "this axis has more than 1,000,000 values";
        self.report(Diagnostic::error(codes::AXIS, place, message).help("take larger steps"));
        None
    }

    /// Levers between two values each.
    pub(crate) fn tornado(&mut self, term: &Term<'a>, movable: &Movable) -> Option<Vec<Bracket>> {
        let clauses = self.few_levers(term)?;
        let found: Vec<Option<Bracket>> = clauses.iter().map(|clause| self.bracket(clause, movable)).collect();
        found.into_iter().collect()
    }

    fn few_levers(&mut self, term: &Term<'a>) -> Option<&'a [Clause]> {
        let clauses = &term.line.phrase.clauses;
        if let Some(beyond) = clauses.get(MOST_LEVERS) {
            let message = format!("a study moves at most {MOST_LEVERS} levers");
            self.report(Diagnostic::error(codes::AXIS, beyond.span, message).help("write a second study"));
            return None;
        }
        Some(clauses)
    }

    /// `decline from 0% per year to 60% per year`
    pub(crate) fn bracket(&mut self, clause: &'a Clause, movable: &Movable) -> Option<Bracket> {
        let mut cursor = Cursor::of(clause);
        let bracket = self.ends_of(&mut cursor, clause, movable);
        if self.finish(&mut cursor, "this range") { bracket } else { None }
    }

    fn ends_of(&mut self, cursor: &mut Cursor<'a>, clause: &'a Clause, movable: &Movable) -> Option<Bracket> {
        let name = self.take_value(cursor, "this range")?;
        let lever = self.lever(name, movable);
        let (from, to) = (cursor.operand(Preposition::From), cursor.operand(Preposition::To));
        let (Some(from), Some(to)) = (from, to) else {
            let message = "a range says where it begins and where it ends";
            let help = format!("write `{} from … to …`", self.text(name.span));
            self.report(Diagnostic::error(codes::AXIS, clause.span, message).help(help));
            return None;
        };
        let lever = lever?;
        let (low, high) = (self.value_of_lever(from, &lever), self.value_of_lever(to, &lever));
        let (low, high) = (low?, high?);
        if low == high {
            let message = "this range begins where it ends";
            self.report(Diagnostic::error(codes::AXIS, to.span, message).help("write two different ends"));
            return None;
        }
        Some(Bracket { lever, from: low, to: high })
    }

    /// `decline by 1% per year to 60% per year, utilization by -1% to 50%`: from where each stands.
    pub(crate) fn moves(&mut self, term: &Term<'a>, movable: &Movable) -> Option<Vec<Move>> {
        let clauses = self.few_levers(term)?;
        let found: Vec<Option<Move>> = clauses.iter().map(|clause| self.move_of(clause, movable)).collect();
        found.into_iter().collect()
    }

    fn move_of(&mut self, clause: &'a Clause, movable: &Movable) -> Option<Move> {
        let mut cursor = Cursor::of(clause);
        let name = self.take_value(&mut cursor, "this move")?;
        let lever = self.lever(name, movable);
        let (by, to) = (cursor.operand(Preposition::By), cursor.operand(Preposition::To));
        let (Some(by), Some(to)) = (by, to) else {
            let message = "a move says what counts as one step, and how far it goes at most";
            let help = format!("write `{} by … to …`", self.text(name.span));
            self.report(Diagnostic::error(codes::AXIS, clause.span, message).help(help));
            return None;
        };
        let whole = self.finish(&mut cursor, "this move");
        let lever = lever?;
        let (unit, end) = (self.amount(by, &lever, "`by`"), self.value_of_lever(to, &lever));
        let (unit, end) = (unit?, end?);
        let from = lever.stated;
        let wrong = if end == from {
            Some((to.span, "this is where it stands: there is no way to go", "write how far it may move"))
        } else if unit == 0 {
            Some((by.span, "a step of nothing leads nowhere", "write `by 1%`"))
        } else if (unit > 0) != (end > from) {
            Some((by.span, "this step leads away from the end of the move", "change its sign, or the end"))
        } else {
            None
        };
        if let Some((place, message, help)) = wrong {
            let diagnostic = Diagnostic::error(codes::AXIS, place, message);
            self.report(diagnostic.related(lever.place, "where it stands").help(help));
            return None;
        }
        Some(Move { by: Bracket { lever, from, to: end }, unit: unit.abs() }).filter(|_| whole)
    }

    /// A number of the lever's own kind.
    fn amount(&mut self, expr: &Expr, lever: &Lever, what: &str) -> Option<i128> {
        let value = self.constant(expr, &Wanted::Like(lever.of.clone()), what)?;
        constant_of(&value)
    }

    /// The same, within the bounds of an input.
    fn value_of_lever(&mut self, expr: &Expr, lever: &Lever) -> Option<i128> {
        let what = format!("`{}`", lever.name);
        let value = self.amount(expr, lever, &what)?;
        let LeverTarget::Input(id) = lever.what else { return Some(value) };
        let input = self.inputs.get(&id)?.as_ref()?;
        if input.low.is_none_or(|low| value >= low) && input.high.is_none_or(|high| value <= high) {
            return Some(value);
        }
        let place = input.label.place;
        let diagnostic = Diagnostic::error(codes::OUT_OF_BOUNDS, expr.span, format!("{what} is outside its bounds"));
        self.report(diagnostic.related(place, "the bounds stand here").help("stay within them, or widen them"));
        None
    }
}
