//! Waterfalls and their steps, in their order.

use super::super::fact::{Book, Kind};
use super::super::words;
use super::debt::unpaid_words;
use crate::model::{Model, Payee, PayeeKind, Sharing, Step, StepAction, StepId, Waterfall, WaterfallDates};

const DATES: [(WaterfallDates, &str); 3] = [
    (WaterfallDates::Closing, "at closing"),
    (WaterfallDates::EachDraw, "on each draw date"),
    (WaterfallDates::EachPayment, "on each payment date"),
];

pub fn waterfalls<'m>(book: &mut Book<'m>, waterfalls: &'m [Waterfall]) {
    for waterfall in waterfalls {
        let Waterfall { label, from, dates, steps } = waterfall;
        let mut entry = book.open(Kind::Waterfall, label);
        entry.word("from", words::account(entry.model(), *from));
        entry.word("dates", DATES.iter().find(|(it, _)| it == dates).map_or("", |(_, words)| words));
        let names: Vec<String> = steps.iter().map(|id| name_of(entry.model(), *id)).collect();
        entry.order("order", names);
        steps.iter().for_each(|id| step(book, (Kind::Waterfall, &label.name), *id));
    }
    // Where several run on one date, each says which it comes after.
    let place = waterfalls.first().map(|it| it.label.place).unwrap_or_default();
    let mut entry = book.of_deal(place);
    for (dates, words) in DATES {
        let names: Vec<String> =
            waterfalls.iter().filter(|it| it.dates == dates).map(|it| it.label.name.clone()).collect();
        let term = match words {
            "at closing" => "order of waterfalls at closing",
            "on each draw date" => "order of waterfalls on draw dates",
            _ => "order of waterfalls on payment dates",
        };
        entry.order(term, names);
    }
}

pub fn name_of(model: &Model, id: StepId) -> String {
    words::label(&model.steps, id.index(), |it| &it.label)
}

pub fn step(book: &mut Book, owner: (Kind, &str), id: StepId) {
    let model = book.model;
    let Some(step) = model.steps.get(id.index()) else { return };
    // The account is the waterfall's, and the words are those of the clauses below.
    let Step { label, text: _, from: _, support, action, limit, yearly_limit, when } = step;
    let mut entry = book.about(Kind::Step, &label.name, Some(owner), label.place);
    entry.label(label);
    match action {
        StepAction::Pay { payees, sharing } => {
            let (canon, text): (Vec<String>, Vec<String>) = payees.iter().map(|it| payee(model, it)).unzip();
            let shared = match sharing {
                Sharing::InOrder => "",
                Sharing::ProRataByDue => " pro rata by due",
                Sharing::ProRataByBalance => " pro rata by balance",
            };
            let mut value = super::super::fact::Value::word(&format!("pay {}{shared}", canon.join(", ")));
            value.text = format!("pay {}{shared}", text.join(", "));
            entry.say("does", "", value, label.place);
        }
        StepAction::Remaining(to) => {
            entry.word("does", format!("pays remaining to {}", words::destination(model, *to)))
        }
        StepAction::Move { amount, to } => {
            entry.word("does", format!("moves cash to {}", words::account(model, *to)));
            entry.expr("amount", amount);
        }
        StepAction::TopUp { account, target } => {
            entry.word("does", format!("tops up {}", words::account(model, *account)));
            entry.expr("to", target);
        }
        StepAction::Release { account, target } => {
            entry.word("does", format!("releases {}", words::account(model, *account)));
            entry.expr("to", target);
        }
        StepAction::Keep => entry.word("does", "keeps remaining"),
    }
    if !support.is_empty() {
        let names: Vec<String> = support.iter().map(|it| words::destination(model, *it)).collect();
        entry.word("else from", names.join(", then "));
    }
    entry.some("up to", limit.as_ref());
    entry.some("up to in each year", yearly_limit.as_ref());
    entry.some("when", when.as_ref());
}

/// In one spelling, and as people say it.
fn payee(model: &Model, payee: &Payee) -> (String, String) {
    let Payee { kind, unpaid, text } = payee;
    let tranche = |id: &crate::model::TrancheId| words::tranche(model, *id);
    let said = match kind {
        PayeeKind::Interest(id) => format!("interest on {}", tranche(id)),
        PayeeKind::ScheduledPrincipal(id) => format!("scheduled principal on {}", tranche(id)),
        PayeeKind::Arrears(id) => format!("arrears on {}", tranche(id)),
        PayeeKind::Principal(id) => format!("principal on {}", tranche(id)),
        PayeeKind::MandatoryPrepayment(id) => format!("mandatory prepayment on {}", tranche(id)),
        PayeeKind::UpfrontFee(id) => format!("upfront fee on {}", tranche(id)),
        PayeeKind::UndrawnFee(id) => format!("undrawn fee on {}", tranche(id)),
        PayeeKind::Claim(id) => format!("claim on {}", tranche(id)),
        PayeeKind::Fee(id) => words::label(&model.fees, id.index(), |it| &it.label),
        PayeeKind::Line(id) => words::label(&model.lines, id.index(), |it| &it.label),
        PayeeKind::Amount(amount, to) => {
            let canon = format!("{} to {}", words::of(model, amount), words::party(model, *to));
            return (format!("{canon} {}", unpaid_words(*unpaid)), text.clone());
        }
        PayeeKind::Purchase(id) => format!("{}.purchase", words::asset(model, *id)),
        PayeeKind::SaleCosts(id) => format!("{}.costs", words::label(&model.liquidations, id.index(), |it| &it.label)),
    };
    let kept = match (kind, unpaid) {
        (PayeeKind::Line(_), unpaid) => format!("{said}, unpaid {}", unpaid_words(*unpaid)),
        _ => said.clone(),
    };
    (format!("{said} {}", unpaid_words(*unpaid)), kept)
}
