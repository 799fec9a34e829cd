//! Assets with their value lines, contracts, parties.

use super::super::fact::{Book, Kind};
use super::super::words;
use crate::engine::outcome::Figure;
use crate::library::depreciation::METHODS;
use crate::model::ValueStep;
use crate::model::{Argument, Asset, AssetCost, Contract, Depreciation, OnPayerDefault, Party, Sale, Type, ValueLine};
use crate::quantity::Unit;
use crate::syntax::words::PREPOSITIONS;

pub fn asset<'m>(book: &mut Book<'m>, asset: &'m Asset) {
    let Asset { label, units, cost, in_service, power, hosting, cooling, values, sold } = asset;
    let mut entry = book.open(Kind::Asset, label);
    entry.expr("units", units);
    match cost {
        AssetCost::Total(cost) => entry.expr("cost", cost),
        AssetCost::PerUnit(cost) => entry.expr("unit cost", cost),
        AssetCost::None => {}
    }
    entry.date("in service", *in_service);
    entry.some("power", power.as_ref());
    entry.some("hosting", hosting.as_ref());
    cooling.iter().for_each(|cooling| entry.word("cooling", cooling));
    if let Some(Sale { on, by }) = sold {
        entry.date("sold on", *on);
        entry.word("sold by", words::label(&entry.model().liquidations, by.index(), |it| &it.label));
    }
    values.iter().for_each(|line| value_line(book, &label.name, line));
}

fn value_line<'m>(book: &mut Book<'m>, asset: &str, line: &'m ValueLine) {
    let ValueLine { label, depreciation, floor, steps } = line;
    let name = format!("{asset}.{}", label.name);
    let mut entry = book.about(Kind::Value, &name, Some((Kind::Asset, asset)), label.place);
    label.clause.iter().for_each(|clause| entry.word("cites", clause));
    match depreciation {
        Depreciation::Method { method, arguments } => {
            entry.word("method", method);
            let takes =
                METHODS.iter().find(|it| it.signature.words == *method).map_or(&[][..], |it| it.signature.takes);
            for (takes, argument) in takes.iter().zip(arguments) {
                let term = takes.preposition.and_then(|it| PREPOSITIONS.iter().find(|(_, known)| *known == it));
                let term = term.map_or("rate", |(word, _)| *word);
                match argument {
                    Some(Argument::Expr(expr)) => entry.expr(term, expr),
                    Some(Argument::Months(months)) => {
                        entry.number(term, format!("{months} months"), i128::from(*months), "months");
                    }
                    Some(Argument::Date(date)) => entry.date(term, *date),
                    None => {}
                }
            }
        }
        Depreciation::ByAge { rows, linear } => {
            let share = |value: &i128| Figure::new(*value, Type::Quantity(Unit::ratio())).literal();
            entry.word("method", "by age");
            entry.rows("share of cost", rows.iter().map(|(age, it)| (format!("month {age}"), share(it))).collect());
            entry.word("between", if *linear { "linear" } else { "step" });
        }
        Depreciation::Price(price) => entry.expr("price", price),
        Depreciation::Total(value) => entry.expr("value", value),
    }
    entry.some("floor", floor.as_ref());
    for ValueStep { on, falls } in steps {
        entry.item_expr("falls", &format!("on {on}"), falls);
    }
}

pub fn contract<'m>(book: &mut Book<'m>, contract: &'m Contract) {
    let Contract { label, on, payer, units, price, from, until, billing_lag, renews_at, on_default } = contract;
    let mut entry = book.open(Kind::Contract, label);
    let model = entry.model();
    entry.word("on", words::asset(model, *on));
    entry.word("payer", words::party(model, *payer));
    entry.expr("units", units);
    entry.expr("price", price);
    entry.date("from", *from);
    entry.date("until", *until);
    billing_lag.iter().for_each(|lag| entry.duration("billing lag", *lag));
    entry.some("renews at", renews_at.as_ref());
    match on_default {
        OnPayerDefault::Void => entry.word("on default", "void"),
        OnPayerDefault::Relet { at, after_months } => {
            entry.word("on default", "relet");
            entry.expr("relet at", at);
            entry.number("relet after", format!("{after_months} months"), i128::from(*after_months), "months");
        }
    }
}

pub fn party(book: &mut Book, party: &Party) {
    let Party { label, rating } = party;
    let mut entry = book.open(Kind::Party, label);
    rating.iter().for_each(|rating| entry.word("rating", rating));
}
