//! A checked expression in one spelling: the same words for the same meaning, whatever the author's.

use std::cmp::Ordering;

use crate::engine::outcome::Figure;
use crate::model::{
    AccountId, Arithmetic, AssetId, Comparison, DrawDestination, Expr, ExprKind, Fold, Label, Model, PartyId,
    TrancheId, Window,
};

/// The words of an expression. Operands whose order means nothing are sorted.
pub fn of(model: &Model, expr: &Expr) -> String {
    let inner = |part: &Expr| match part.kind {
        ExprKind::Constant(_) | ExprKind::Read(_) | ExprKind::Prior(_) | ExprKind::Projection(..) => of(model, part),
        _ => format!("({})", of(model, part)),
    };
    let sorted = |parts: Vec<&Expr>, between: &str| {
        let mut parts: Vec<String> = parts.into_iter().map(inner).collect();
        parts.sort();
        parts.join(between)
    };
    match &expr.kind {
        ExprKind::Constant(value) => Figure::new(*value, expr.of.clone()).literal(),
        ExprKind::Read(read) => model.name_of(*read),
        ExprKind::Prior(read) => format!("prior {}", model.name_of(*read)),
        ExprKind::Arithmetic(Arithmetic::Add, ..) => sorted(sums(expr), " + "),
        ExprKind::Arithmetic(Arithmetic::Subtract, a, b) => format!("{} - {}", inner(a), inner(b)),
        ExprKind::Arithmetic(Arithmetic::Multiply { .. }, a, b) => sorted(vec![a, b], " * "),
        ExprKind::Arithmetic(Arithmetic::Divide { .. }, a, b) => format!("{} / {}", inner(a), inner(b)),
        ExprKind::Negative(a) => format!("-{}", inner(a)),
        ExprKind::Convert(a, _) => format!("{} in {}", inner(a), Figure::unit(&expr.of)),
        ExprKind::Comparison(how, a, b) => format!("{} {} {}", inner(a), sign(*how), inner(b)),
        ExprKind::And(a, b) => sorted(vec![a, b], " and "),
        ExprKind::Or(a, b) => sorted(vec![a, b], " or "),
        ExprKind::Not(a) => format!("not {}", inner(a)),
        ExprKind::If(condition, yes, no) => format!("if {} then {} else {}", inner(condition), inner(yes), inner(no)),
        ExprKind::Minimum(parts) => format!("min({})", sorted(parts.iter().collect(), ", ")),
        ExprKind::Maximum(parts) => format!("max({})", sorted(parts.iter().collect(), ", ")),
        ExprKind::Absolute(a) => format!("abs({})", of(model, a)),
        ExprKind::Window(fold, a, Window { periods, or_fewer }) => {
            let length = periods.map_or(String::new(), |count| format!(", last {count} periods"));
            let fewer = if *or_fewer && periods.is_some() { " or fewer" } else { "" };
            format!("{}({}{length}{fewer})", folds(*fold), of(model, a))
        }
        ExprKind::Projection(tranche, periods) => {
            let name = self::tranche(model, *tranche);
            format!("sum({name}.scheduled_service, next {periods} periods)")
        }
        ExprKind::Dated(dated) => {
            let until = dated.until.iter().map(|(date, it)| format!("{} until {date} then ", of(model, it)));
            format!("{}{}", until.collect::<String>(), of(model, &dated.after))
        }
    }
}

/// The operands of a sum of sums.
fn sums(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Arithmetic(Arithmetic::Add, a, b) => [sums(a), sums(b)].concat(),
        _ => vec![expr],
    }
}

pub fn sign(how: Comparison) -> &'static str {
    match how {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn folds(fold: Fold) -> &'static str {
    match fold {
        Fold::Sum => "sum",
        Fold::Average => "average",
        Fold::Minimum => "min",
        Fold::Maximum => "max",
    }
}

/// The name of something in a table of the model.
pub fn label<T>(table: &[T], index: usize, of: impl Fn(&T) -> &Label) -> String {
    table.get(index).map_or_else(String::new, |it| of(it).name.clone())
}

pub fn account(model: &Model, id: AccountId) -> String {
    label(&model.accounts, id.index(), |it| &it.label)
}

pub fn tranche(model: &Model, id: TrancheId) -> String {
    label(&model.tranches, id.index(), |it| &it.label)
}

pub fn asset(model: &Model, id: AssetId) -> String {
    label(&model.assets, id.index(), |it| &it.label)
}

pub fn party(model: &Model, id: PartyId) -> String {
    label(&model.parties, id.index(), |it| &it.label)
}

pub fn destination(model: &Model, to: DrawDestination) -> String {
    match to {
        DrawDestination::Account(id) => account(model, id),
        DrawDestination::Party(id) => party(model, id),
    }
}

/// How one expression compares with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    Same,
    /// The second comes to more, or less.
    Comes(Ordering),
    Other,
}

impl Difference {
    fn reversed(self) -> Difference {
        match self {
            Difference::Comes(way) => Difference::Comes(way.reverse()),
            other => other,
        }
    }

    /// Of a whole whose parts all work the same way: the only part that differs.
    fn of_parts(parts: impl IntoIterator<Item = Difference>) -> Difference {
        let mut differ = parts.into_iter().filter(|it| *it != Difference::Same);
        match (differ.next(), differ.next()) {
            (None, _) => Difference::Same,
            (Some(only), None) => only,
            _ => Difference::Other,
        }
    }
}

/// Whether the second of two expressions comes to more, where they differ in one number only and it is plain which way
/// that number works.
pub fn compared(a: (&Model, &Expr), b: (&Model, &Expr)) -> Option<Ordering> {
    match difference(a, b) {
        Difference::Comes(way) => Some(way),
        Difference::Same | Difference::Other => None,
    }
}

fn difference(a: (&Model, &Expr), b: (&Model, &Expr)) -> Difference {
    let (first, second) = (a.1, b.1);
    if of(a.0, first) == of(b.0, second) {
        return Difference::Same;
    }
    let against = |x: &Expr, y: &Expr| difference((a.0, x), (b.0, y));
    match (&first.kind, &second.kind) {
        (ExprKind::Constant(x), ExprKind::Constant(y)) if first.of == second.of => Difference::Comes(y.cmp(x)),
        (ExprKind::Projection(one, x), ExprKind::Projection(other, y))
            if tranche(a.0, *one) == tranche(b.0, *other) =>
        {
            Difference::Comes(y.cmp(x))
        }
        (ExprKind::Convert(x, by), ExprKind::Convert(y, also)) if by == also => against(x, y),
        (ExprKind::Negative(x), ExprKind::Negative(y)) => against(x, y).reversed(),
        (ExprKind::Window(f, x, length), ExprKind::Window(g, y, other)) if f == g && length == other => against(x, y),
        (ExprKind::Arithmetic(how, x, y), ExprKind::Arithmetic(also, z, w)) if how == also => {
            let falls = matches!(how, Arithmetic::Subtract | Arithmetic::Divide { .. });
            let second = if falls { against(y, w).reversed() } else { against(y, w) };
            Difference::of_parts([against(x, z), second])
        }
        (ExprKind::Minimum(x), ExprKind::Minimum(y)) | (ExprKind::Maximum(x), ExprKind::Maximum(y))
            if x.len() == y.len() =>
        {
            Difference::of_parts(x.iter().zip(y).map(|(x, y)| against(x, y)))
        }
        _ => Difference::Other,
    }
}
