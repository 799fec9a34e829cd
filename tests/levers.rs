//! Levers of studies move the plan: every number a study may name is read by an operation, and figures follow it.

#![expect(clippy::expect_used, reason = "a test that cannot go on should stop")]

use indenture::compile::{Case, compile};
use indenture::engine::exact;
use indenture::model::{Lever, Model, Question, ScenarioId};
use indenture::plan::{Path, Plan, Slot};
use indenture::source::{MemoryFiles, Sources};

/// A deal with a number in every term that a study may move.
const DEAL: &str = include_str!("levers.deal");

/// Each lever, a range it may take and the figure that must follow.
const LEVERS: &[(&str, &str, &str)] = &[
    ("utilization", "from 50% to 90%", "sum(revenue)"),
    ("rent.starts", "from USD 1 per GPU-hour to USD 2 per GPU-hour", "sum(revenue)"),
    ("rent.falls", "from 1% per year to 30% per year", "sum(revenue)"),
    ("rent.floor", "from USD 1.9 per GPU-hour to USD 2 per GPU-hour", "sum(revenue)"),
    ("power.formula", "from USD 0.09 per kWh to USD 0.20 per kWh", "sum(opex)"),
    ("Fleet.cost", "from USD 20M to USD 30M", "max(Fleet.book)"),
    ("Fleet.market", "from 10% per year to 50% per year", "min(Fleet.market)"),
    ("Fleet.quoted", "from USD 10k per GPU to USD 20k per GPU", "max(Fleet.quoted)"),
    ("Fleet.power", "from 2 kW per GPU to 3 kW per GPU", "sum(opex)"),
    ("Anchor.units", "from 10 GPU to 200 GPU", "sum(revenue)"),
    ("Anchor.price", "from USD 1 per GPU-hour to USD 4 per GPU-hour", "sum(revenue)"),
    ("Anchor.renews_at", "from USD 1 per GPU-hour to USD 2 per GPU-hour", "sum(revenue)"),
    ("Agent.amount", "from USD 10k per month to USD 20k per month", "sum(Agent.due)"),
    ("Agent.cap", "from USD 1k to USD 5k", "sum(Agent.due)"),
    ("Senior.draws", "from USD 5M to USD 8M", "max(Senior.balance)"),
    ("Senior.limit", "from USD 10M to USD 12M", "sum(Payments.undrawn.due)"),
    ("Senior.coupon", "from 1% to 20%", "sum(Senior.interest)"),
    ("Senior.upfront_fee", "from 2% to 3%", "sum(Payments.upfront.due)"),
    ("Senior.undrawn_fee", "from 1% per year to 2% per year", "sum(Payments.undrawn.due)"),
    ("Senior.amortization", "from USD 10k to USD 20k", "sum(Senior.scheduled)"),
    ("DSRA.target", "from USD 1M to USD 2M", "max(DSRA.balance)"),
    ("DSRA.interest", "from 10% per year to 20% per year", "max(DSRA.balance)"),
    ("Payments.sweep", "from 10% to 90%", "sum(Payments.sweep.paid)"),
    ("DSCR.below", "from 1x to 9x", "max(DSCR.headroom)"),
    ("Sale.depth", "from 100 GPU per month to 300 GPU per month", "min(Fleet.forced)"),
    ("Sale.buyers", "from 10% to 90%", "min(Fleet.forced)"),
    ("Sale.impact", "from 2 to 3", "min(Fleet.forced)"),
    ("Sale.drift", "from -9% per month to -5% per month", "min(Fleet.forced)"),
    ("Sale.carry", "from USD 200 per GPU per month to USD 300 per GPU per month", "min(Fleet.forced_net)"),
    ("Sale.costs", "from 10% to 20%", "min(Fleet.forced_net)"),
    ("Sale.scrap", "from USD 15k per GPU to USD 20k per GPU", "min(Fleet.forced)"),
    ("Rubin.rent", "from 10% to 60%", "sum(revenue)"),
    ("Rubin.Fleet.market", "from 10% to 60%", "min(Fleet.market)"),
];

fn asked(question: &str) -> (Option<Model>, Vec<String>) {
    let (mut sources, files) = (Sources::new(), MemoryFiles::new());
    let (deal, study) = (sources.add("levers.deal", DEAL), sources.add("asked", format!("study {{ {question}\n}}\n")));
    let (model, problems) = indenture::read_with_study(deal, study, &mut sources, &files);
    let messages = problems.iter().map(|it| format!("{} {}", it.code.0, it.message)).collect();
    (model, messages)
}

#[test]
fn every_lever_moves_the_deal() {
    let mut idle = Vec::new();
    for (name, range, figure) in LEVERS {
        let (model, problems) = asked(&format!("under: Stressed\n tornado: {name} {range}\n measure: {figure}"));
        let Some(model) = model else {
            idle.push(format!("{name}: {}", problems.join("; ")));
            continue;
        };
        let study = model.studies.last().expect("the study asked");
        let Question::Tornado(brackets) = &study.asks else { unreachable!("a tornado was asked") };
        let bracket = brackets.first().expect("one lever");
        let levers: Vec<Lever> = study.asks.levers().into_iter().cloned().collect();
        let observe = vec![&study.measures.first().expect("one measure").expr];
        let case = Case { levers, observe, ..Case::of(study.under.first().copied().unwrap_or(ScenarioId(0))) };
        let plan = compile(&model, &case).expect("it compiles");
        let driver = plan.drivers.first().expect("the lever is a driver").slot;
        if !plan.operations.iter().any(|it| it.action.inputs().contains(&driver)) {
            idle.push(format!("{name}: no operation reads it"));
            continue;
        }
        let [low, high, stated] = [Some(bracket.from), Some(bracket.to), None].map(|value| figure_at(&plan, value));
        let without = compile(&model, &Case { levers: Vec::new(), ..case.clone() }).expect("it compiles");
        let plain = last(&without, &Path::default());
        if low == high {
            idle.push(format!("{name}: {figure} is {low:?} at both ends"));
        }
        if stated != plain {
            idle.push(format!("{name}: {stated:?} where it stands, {plain:?} without a lever"));
        }
    }
    assert!(idle.is_empty(), "{}", idle.join("\n"));
}

/// The figure observed, with the lever at a value, or where it stands.
fn figure_at(plan: &Plan, value: Option<i128>) -> Option<i128> {
    last(plan, &Path { values: vec![value.into_iter().collect()] })
}

fn last(plan: &Plan, path: &Path) -> Option<i128> {
    let run = exact::run_path(plan, path, u64::MAX).expect("it runs");
    let slot: Slot = plan.observed.first().copied().expect("one figure");
    run.value(run.last(), slot)
}

/// What cannot be moved is refused, with the reason.
#[test]
fn what_is_no_lever_is_refused() {
    for (name, why) in [
        ("Anchor.term from 1 to 2", "E4018 `Anchor.term` is written with no number that a run works with"),
        ("Senior.maturity from 1 to 2", "E4018 `Senior.maturity` is written with no number"),
        ("Fleet.book from 1 to 2", "E4018 `Fleet.book` is written with no number that a run works with"),
        ("Senior.default_rate from 1% to 2%", "E4018 `Senior.default_rate` is written with more than one number"),
        ("Fleet.weight from 1 to 2", "E4018 `Fleet` states no `weight`"),
        ("revenue from USD 1 to USD 2", "E4018 `revenue` is a computed line, and a study moves a number"),
        ("rent from 1 to 2", "E4018 `rent` is a curve, and a study moves a number"),
        ("Rubin.power from 1 to 2", "E4018 shock `Rubin` does not change `power`"),
        ("unread from 1 to 2", "E4018 moving `unread` changes nothing: no term and no line reads it"),
        ("nobody from 1 to 2", "E1001 nothing is called `nobody`"),
        ("utilization from 50% to 120%", "E4003 `utilization` is outside its bounds"),
    ] {
        let (_, problems) = asked(&format!("under: Stressed\n tornado: {name}\n measure: sum(revenue)"));
        assert_eq!(problems.join("\n"), why, "{name}");
    }
}
