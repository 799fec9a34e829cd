//! How collateral would be sold, and what an enforcement does.

use super::super::fact::{Book, Entry, Kind, weigh};
use super::super::words;
use super::waterfall::{name_of, step};
use crate::model::{Enforcement, EnforcementStart, Expr, Impact, Liquidation, Model};

pub fn liquidation<'m>(book: &mut Book<'m>, liquidation: &'m Liquidation) {
    let Liquidation {
        label,
        of,
        value,
        plan,
        impact: form,
        depth,
        refill,
        buyers,
        drift,
        carry,
        costs,
        scrap,
        range,
        proceeds,
    } = liquidation;
    let mut entry = book.open(Kind::Liquidation, label);
    let model = entry.model();
    entry.word("of", words::asset(model, *of));
    let line = model.assets.get(of.index()).and_then(|asset| asset.values.get(*value));
    entry.word("value", line.map_or("", |line| &line.label.name));
    match plan {
        Some(plan) => entry.expr("plan", plan),
        None => entry.word("plan", "everything at once"),
    }
    impact(&mut entry, form);
    entry.some("depth", depth.as_ref());
    entry.some("refill", refill.as_ref());
    entry.some("buyers", buyers.as_ref());
    entry.some("drift", drift.as_ref());
    entry.some("carry", carry.as_ref());
    entry.some("costs", costs.as_ref());
    entry.some("scrap", scrap.as_ref());
    range.iter().for_each(|(_, form)| entry.has("range", form_words(model, form)));
    proceeds.iter().for_each(|to| entry.word("proceeds", words::destination(model, *to)));
}

fn impact<'m>(entry: &mut Entry<'_, 'm>, form: &'m Impact) {
    let mut form_is = |word: &str, numbers: &[(&'static str, &'m Expr)]| {
        entry.word("impact", word);
        numbers.iter().for_each(|(term, number)| entry.expr(term, number));
    };
    match form {
        Impact::None => form_is("none", &[]),
        Impact::Flat(by) => form_is("flat", &[("impact at", by)]),
        Impact::Linear(by) => form_is("linear", &[("impact at", by)]),
        Impact::SquareRoot { alpha, volume } => {
            form_is("square root", &[("impact at", alpha), ("impact on", volume)]);
        }
        Impact::Exponential(by) => form_is("exponential", &[("impact at", by)]),
        Impact::Formula(by) => form_is("by formula", &[("impact at", by)]),
    }
}

/// `linear at 1`, in one spelling.
fn form_words(model: &Model, form: &Impact) -> String {
    let of = |expr: &Expr| words::of(model, expr);
    match form {
        Impact::None => "none".to_owned(),
        Impact::Flat(by) => format!("flat {}", of(by)),
        Impact::Linear(by) => format!("linear at {}", of(by)),
        Impact::SquareRoot { alpha, volume } => format!("square root {} on {}", of(alpha), of(volume)),
        Impact::Exponential(by) => format!("exponential at {}", of(by)),
        Impact::Formula(by) => of(by),
    }
}

pub fn enforcement<'m>(book: &mut Book<'m>, enforcement: &'m Enforcement) {
    let Enforcement { label, starts, standstill, meanwhile, sells, wind_down_months, apply, discount, order } =
        enforcement;
    let mut entry = book.open(Kind::Enforcement, label);
    let model = entry.model();
    match starts {
        EnforcementStart::EventOfDefault(of) => {
            for id in of {
                let name = words::tranche(model, *id);
                entry.has("starts", format!("on an event of default of {name}"));
            }
        }
        EnforcementStart::When(condition) => entry.expr("starts when", condition),
    }
    entry.duration("standstill", *standstill);
    if let Some((waterfall, without)) = meanwhile {
        entry.word("meanwhile", words::label(&model.waterfalls, waterfall.index(), |it| &it.label));
        without.iter().for_each(|id| entry.has("meanwhile without", name_of(model, *id)));
    }
    for (id, after) in sells {
        let name = words::label(&model.liquidations, id.index(), |it| &it.label);
        let (count, of) = weigh(*after);
        entry.item_number("sells", &name, format!("{after} after acceleration"), count, of);
    }
    let months = i128::from(*wind_down_months);
    entry.number("wind down", format!("{months} months"), months, "months");
    apply.iter().for_each(|id| entry.has("apply", words::account(model, *id)));
    entry.some("discount", discount.as_ref());
    entry.order("order", order.iter().map(|id| name_of(model, *id)).collect());
    order.iter().for_each(|id| step(book, (Kind::Enforcement, &label.name), *id));
}
