//! Numbers as written, brought to the scale of their unit: exactly, or with an error that says why not.

use super::checker::Checker;
use super::codes;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::model::{Expr, ExprKind, Type};
use crate::quantity::fixed::{LIMIT, compare_products, fraction, power_of_ten};
use crate::quantity::{CalendarUnit, Currency, Rounding, Unit};
use crate::source::Span;
use crate::syntax::ast::{Name, Number, UnitText};
use crate::time::Duration;

/// A number in percent has two more decimals, one in basis points four.
const PERCENT: u32 = 2;
const BASIS_POINTS: u32 = 4;

impl Checker<'_> {
    /// `75%` as a ratio.
    pub(crate) fn percent(&mut self, number: Number, place: Span) -> Option<Expr> {
        self.scaled(number, PERCENT, (1, 1), Unit::ratio(), place)
    }

    /// A plain `%` read as a rate.
    pub(crate) fn percent_rate(&mut self, number: Number, calendar: CalendarUnit, place: Span) -> Option<Expr> {
        self.scaled(number, PERCENT, (1, 1), Unit::rate(calendar), place)
    }

    /// `13% per year`
    pub(crate) fn percent_per(&mut self, number: Number, unit: &UnitText, place: Span) -> Option<Expr> {
        let of = self.rate_unit(unit, place)?;
        self.scaled(number, PERCENT, (1, 1), of, place)
    }

    /// `450 bps`: per year unless it says otherwise.
    pub(crate) fn basis_points(&mut self, number: Number, unit: &UnitText, place: Span) -> Option<Expr> {
        let of = if unit.per.is_empty() { Unit::rate(CalendarUnit::Year) } else { self.rate_unit(unit, place)? };
        self.scaled(number, BASIS_POINTS, (1, 1), of, place)
    }

    fn rate_unit(&mut self, unit: &UnitText, place: Span) -> Option<Unit> {
        match unit.per.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().as_slice() {
            ["year"] => Some(Unit::rate(CalendarUnit::Year)),
            ["month"] => Some(Unit::rate(CalendarUnit::Month)),
            _ => {
                let written = self.text(place);
                let message = format!("`{written}` is not a rate: a rate is per year or per month");
                self.report(Diagnostic::error(codes::UNKNOWN_UNIT, place, message).help("write `5% per year`"));
                None
            }
        }
    }

    /// `0.8`, `1.25x`
    pub(crate) fn plain(&mut self, number: Number, place: Span) -> Option<Expr> {
        self.scaled(number, 0, (1, 1), Unit::ratio(), place)
    }

    /// `USD 2.60 per GPU-hour`
    pub(crate) fn money_literal(&mut self, code: &Name, number: Number, unit: &UnitText, place: Span) -> Option<Expr> {
        let Some(currency) = Currency::from_code(&code.text) else {
            let message = format!("`{}` is not a currency", code.text);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_CURRENCY, code.span, message);
            self.report(match nearest(&code.text, Currency::codes()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("write the three letters of ISO 4217, as in `USD`"),
            });
            return None;
        };
        let (of, factor) = self.unit_of(Unit::money(currency), unit)?;
        self.scaled(number, 0, factor, of, place)
    }

    /// `5_734 GPU`, `41 kW per rack`, `18 months`
    pub(crate) fn quantity_literal(&mut self, number: Number, unit: &UnitText, place: Span) -> Option<Expr> {
        let (of, factor) = self.unit_of(Unit::ratio(), unit)?;
        self.scaled(number, 0, factor, of, place)
    }

    /// `18 months`, `30 days`: a span in its own family.
    pub(crate) fn duration_literal(&mut self, number: Number, unit: &UnitText, place: Span) -> Option<Duration> {
        let count = self.whole(number, place)?;
        let word = unit.over.as_ref().map_or("", |name| name.text.as_str());
        let span = match word {
            "day" | "days" => Some(Duration::Days(count)),
            "week" | "weeks" => count.checked_mul(7).map(Duration::Days),
            "month" | "months" => Some(Duration::Months(count)),
            "quarter" | "quarters" => count.checked_mul(3).map(Duration::Months),
            "year" | "years" => count.checked_mul(12).map(Duration::Months),
            _ => {
                let message = format!("`{}` is not a span of time", self.text(place));
                let help = "write it in days, business days, months or years, as in `18 months`";
                self.report(Diagnostic::error(codes::SPAN, place, message).help(help));
                return None;
            }
        };
        match span {
            Some(Duration::Days(days)) if days.unsigned_abs() > 150_000 => self.span_too_long(place),
            Some(Duration::Months(months)) if months.unsigned_abs() > 4_800 => self.span_too_long(place),
            Some(span) => Some(span),
            None => self.span_too_long(place),
        }
    }

    fn span_too_long(&mut self, place: Span) -> Option<Duration> {
        let message = format!("`{}` is longer than the calendar: dates end with 2299", self.text(place));
        self.report(Diagnostic::error(codes::TOO_LARGE, place, message));
        None
    }

    /// A whole number; anything else is an error.
    pub(crate) fn whole(&mut self, number: Number, place: Span) -> Option<i64> {
        let one = power_of_ten(number.scale);
        let whole = (number.scale <= 38 && number.mantissa % one == 0).then(|| number.mantissa / one);
        match whole.and_then(|whole| i64::try_from(whole).ok()) {
            Some(whole) if whole.unsigned_abs() <= 1_000_000_000 => Some(whole),
            _ => {
                let message = format!("expected a whole number, and this is `{}`", self.text(place));
                self.report(Diagnostic::error(codes::SPAN, place, message));
                None
            }
        }
    }

    /// `unit` times the words after a number: what it is, and what the number is multiplied by.
    pub(crate) fn unit_of(&mut self, unit: Unit, text: &UnitText) -> Option<(Unit, (i128, i128))> {
        let mut unit = unit;
        let mut factor = (1i128, 1i128);
        if let Some(name) = &text.over {
            let (of, own) = self.unit_named(name)?;
            let (product, meeting) = unit.times(&of);
            unit = product;
            factor = self.combined(factor, own, meeting, name.span)?;
        }
        for name in &text.per {
            let (of, own) = self.unit_named(name)?;
            let (quotient, meeting) = unit.over(&of);
            unit = quotient;
            factor = self.combined(factor, (own.1, own.0), meeting, name.span)?;
        }
        Some((unit, factor))
    }

    fn combined(&mut self, a: (i128, i128), b: (i128, i128), c: (i128, i128), place: Span) -> Option<(i128, i128)> {
        use crate::quantity::table::multiply;
        let product = multiply(a, b).and_then(|product| multiply(product, c));
        if product.is_none() {
            self.report(Diagnostic::error(codes::TOO_LARGE, place, "these units differ too much in size"));
        }
        product
    }

    /// A unit by its name, and how many of its base it is.
    pub(crate) fn unit_named(&mut self, name: &Name) -> Option<(Unit, (i128, i128))> {
        if let Some(known) = self.units.lookup(&name.text) {
            return Some(known);
        }
        let message = format!("`{}` is not a unit", name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_UNIT, name.span, message);
        let near = self.suggestion(&name.text, self.units.names()).map(str::to_string);
        self.report(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("declare it with `unit {}`", name.text.replace('-', "_"))),
        });
        None
    }

    /// A written number at the scale of its unit; `shift` more decimals, times a factor. More decimals than the unit
    /// keeps are an error, unless another unit of the same thing was written.
    fn scaled(&mut self, number: Number, shift: u32, factor: (i128, i128), of: Unit, place: Span) -> Option<Expr> {
        let scale = of.scale();
        let above = [number.mantissa, factor.0, power_of_ten(scale)];
        let below = [power_of_ten(number.scale), power_of_ten(shift), factor.1];
        let value = fraction(&above, &below, Rounding::HalfUp).filter(|value| value.abs() <= LIMIT);
        let Some(value) = value.filter(|_| number.scale <= 38) else {
            let message = format!("`{}` is too large", self.text(place));
            self.report(
                Diagnostic::error(codes::TOO_LARGE, place, message).help("check its magnitude: `k`, `M` or `bn`"),
            );
            return None;
        };
        let exact = compare_products(&[value, below[0], below[1], below[2]], &above).is_eq();
        if !exact && factor == (1, 1) {
            let kept = scale.saturating_sub(shift);
            let message = format!("`{}` has more decimals than {} keeps: {kept}", self.text(place), of.describe());
            self.report(Diagnostic::error(codes::TOO_FINE, place, message).help("round it as the paper does"));
            return None;
        }
        Some(Expr { kind: ExprKind::Constant(value), of: Type::Quantity(of), place })
    }
}
