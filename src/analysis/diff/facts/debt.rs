//! Tranches with their draws, fees, accounts.

use super::super::fact::{Book, Entry, Kind, NEVER};
use super::super::words;
use crate::engine::outcome::Figure;
use crate::model::{
    Account, Amortization, Arithmetic, Draw, Expr, ExprKind, Fee, FeeAmount, PaymentDefault, Prepayments, RateSetting,
    SecuredBy, Tranche, Type, Unpaid, UnpaidInterest,
};
use crate::quantity::Unit;
use crate::time::DayCount;

pub fn tranche<'m>(book: &mut Book<'m>, tranche: &'m Tranche) {
    let Tranche {
        label,
        limit,
        draws,
        proceeds,
        coupon: rate,
        setting,
        day_count,
        adjusted,
        capitalizes,
        upfront_fee,
        undrawn_fee,
        advance,
        amortization: profile,
        prepayments,
        maturity,
        unpaid_interest,
        payment_default,
        default_rate,
        secured_by,
        borrower,
        opening,
    } = tranche;
    let mut entry = book.open(Kind::Tranche, label);
    let model = entry.model();
    entry.expr("limit", limit);
    entry.word("proceeds", words::destination(model, *proceeds));
    coupon(&mut entry, rate);
    entry.word(
        "set",
        match setting {
            RateSetting::InAdvance => "in advance",
            RateSetting::InArrears => "in arrears",
        },
    );
    let (days, basis) = match day_count {
        DayCount::Act360 => (365, "act/360"),
        other => (360, other.name()),
    };
    entry.number("day count", basis, days, basis_family(*day_count));
    entry.word("accrues", if *adjusted { "adjusted" } else { "unadjusted" });
    entry.number("interest", if *capitalizes { "capitalizes" } else { "is due" }, i128::from(!capitalizes), "cash");
    entry.some("upfront fee", upfront_fee.as_ref());
    entry.some("undrawn fee", undrawn_fee.as_ref());
    entry.some("advance", advance.as_ref());
    amortization(&mut entry, profile);
    entry.word(
        "prepayments",
        match prepayments {
            Prepayments::InOrder => "in order of maturity",
            Prepayments::Inverse => "in inverse order of maturity",
            Prepayments::ProRata => "pro rata",
        },
    );
    entry.date("maturity", *maturity);
    let carried = *unpaid_interest == UnpaidInterest::Arrears;
    entry.number("unpaid interest", if carried { "stays due" } else { "capitalizes" }, i128::from(carried), "cash");
    let (text, grace, of) = match payment_default {
        PaymentDefault::AfterDays(days) => (format!("after {days} days"), i128::from(*days), "days"),
        PaymentDefault::AfterPaymentDates(dates) => {
            (format!("after {dates} payment dates in a row"), i128::from(*dates), "payment dates")
        }
        PaymentDefault::Never => (NEVER.to_owned(), 0, NEVER),
    };
    entry.number("payment default", text, grace, of);
    entry.some("default rate", default_rate.as_ref());
    for by in secured_by {
        entry.has(
            "secured by",
            match by {
                SecuredBy::Asset(id) => words::asset(model, *id),
                SecuredBy::Account(id) => words::account(model, *id),
            },
        );
    }
    borrower.iter().for_each(|borrower| entry.word("borrower", words::party(model, *borrower)));
    entry.some("opening", opening.as_ref());
    for Draw { amount, on } in draws {
        let name = format!("{}, draw on {on}", label.name);
        let mut entry = book.about(Kind::Draw, &name, Some((Kind::Tranche, &label.name)), amount.place);
        entry.expr("amount", amount);
        entry.date("on", *on);
    }
}

/// Bases that count the same days compare by what a year of them earns.
fn basis_family(basis: DayCount) -> &'static str {
    match basis {
        DayCount::Act360 | DayCount::Act365F => "actual days",
        DayCount::Thirty360 => "30/360",
        DayCount::ThirtyE360 => "30E/360",
        DayCount::ActActIsda => "act/act",
    }
}

/// A floating rate and what is added to it.
fn coupon<'m>(entry: &mut Entry<'_, 'm>, rate: &'m Expr) {
    if let ExprKind::Arithmetic(Arithmetic::Add, base, margin) = &rate.kind
        && entry.folded(base).is_none()
        && entry.folded(margin).is_some()
    {
        entry.expr("coupon, before its margin", base);
        entry.expr("margin", margin);
        return;
    }
    entry.expr("coupon", rate);
}

fn amortization<'m>(entry: &mut Entry<'_, 'm>, profile: &'m Amortization) {
    let instalments = |entry: &mut Entry<'_, 'm>, count: u32| {
        entry.number("instalments", count.to_string(), i128::from(count), "instalments");
    };
    match profile {
        Amortization::None => entry.number("amortization", "none", 0, "repaid before maturity"),
        Amortization::EqualPrincipal { instalments: count, from } => {
            entry.number("amortization", "equal principal", 1, "repaid before maturity");
            instalments(entry, *count);
            entry.date("first instalment", *from);
        }
        Amortization::LevelPayment { instalments: count, from } => {
            entry.number("amortization", "level payment", 1, "repaid before maturity");
            instalments(entry, *count);
            entry.date("first instalment", *from);
        }
        Amortization::Table(rows) => {
            entry.number("amortization", "by table", 1, "repaid before maturity");
            let share = |value: &i128| Figure::new(*value, Type::Quantity(Unit::ratio())).literal();
            entry.rows("instalment table", rows.iter().map(|(date, it)| (date.to_string(), share(it))).collect());
        }
        Amortization::PerPeriod { amount, from } => {
            entry.number("amortization", "by amount", 1, "repaid before maturity");
            entry.expr("instalment", amount);
            from.iter().for_each(|from| entry.date("first instalment", *from));
        }
    }
}

pub fn fee<'m>(book: &mut Book<'m>, fee: &'m Fee) {
    let Fee { label, amount, cap, unpaid } = fee;
    let mut entry = book.open(Kind::Fee, label);
    let (FeeAmount::PerTime(expr) | FeeAmount::Amount(expr)) = amount;
    entry.expr("amount", expr);
    entry.word(
        "falls due",
        match amount {
            FeeAmount::PerTime(_) => "by time",
            FeeAmount::Amount(_) => "each period",
        },
    );
    entry.some("cap", cap.as_ref());
    entry.word("unpaid", unpaid_words(*unpaid));
}

pub fn unpaid_words(unpaid: Unpaid) -> &'static str {
    match unpaid {
        Unpaid::Carry => "carries over",
        Unpaid::Lapse => "lapses",
    }
}

pub fn account<'m>(book: &mut Book<'m>, account: &'m Account) {
    let Account { label, receives, target, releases, interest, at_end, opening } = account;
    let mut entry = book.open(Kind::Account, label);
    let model = entry.model();
    for flow in receives {
        let value = entry.value(flow);
        entry.at(flow.place).has("receives", &value.canon);
    }
    entry.at(label.place).some("target", target.as_ref());
    if let Some((to, when)) = releases {
        entry.word("releases to", words::account(model, *to));
        entry.some("releases when", when.as_ref());
    }
    entry.some("interest", interest.as_ref());
    at_end.iter().for_each(|to| entry.word("at end", format!("to {}", words::destination(model, *to))));
    entry.some("opening", opening.as_ref());
}
