//! What no example can show: laws that hold for every deal. A failure prints the seed and the text that broke it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod beside;
mod deals;

use beside::{Beside, folder};
use deals::{Deal, Spelling};
use indenture::analysis::{Driven, Limits, drive};
use indenture::compile::Case;
use indenture::engine::outcome::EventKind;
use indenture::model::{Model, PayeeKind, Read, ScenarioId, StepAction, StepAttribute, TrancheAttribute, TrancheId};
use indenture::plan::{Action, Party, Pay, Place, Sharing};
use indenture::source::{MemoryFiles, Sources};
use std::collections::{BTreeMap, BTreeSet};

/// Deals drawn; laws that need several runs take a share of them. `SEED=52 cargo test --test properties` is one deal.
const DEALS: u64 = 200;

fn check(text: &str) -> Model {
    let (model, problems) = indenture::read(text, "generated.deal", &mut Sources::new(), &MemoryFiles::new());
    let told: Vec<String> = problems.iter().map(|it| format!("{} {}", it.code.0, it.message)).collect();
    model.unwrap_or_else(|| panic!("does not check: {told:#?}\n{text}"))
}

fn answer(text: &str, scenario: &str) -> (Model, Driven) {
    let model = check(text);
    let index = model.scenarios.iter().position(|it| it.label.name == scenario).unwrap();
    let driven = drive(&model, &Case::of(ScenarioId(index as u32)), &Limits::default());
    let driven =
        driven.unwrap_or_else(|problem| panic!("does not run: {} {}\n{text}", problem.code.0, problem.message));
    (model, driven)
}

/// Every law on every deal; the seed of the first deal that breaks one is in the message.
fn each(deals: u64, law: impl Fn(&Deal, u64)) {
    let only = std::env::var("SEED").ok().and_then(|it| it.parse().ok());
    for seed in only.map_or(0..deals, |seed| seed..seed + 1) {
        let deal = Deal::draw(seed);
        let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| law(&deal, seed)));
        if let Err(problem) = run {
            let told = problem.downcast_ref::<String>().cloned();
            let told = told.or_else(|| problem.downcast_ref::<&str>().map(|it| (*it).to_string())).unwrap_or_default();
            panic!("SEED={seed}\n{told}\n{}", deal.text());
        }
    }
}

/// Every readable figure of a run, by the name users know it by.
fn figures(model: &Model, driven: &Driven, prefix: &str) -> BTreeMap<String, Vec<i128>> {
    let rename =
        |name: String| name.split('.').map(|it| it.strip_prefix(prefix).unwrap_or(it)).collect::<Vec<_>>().join(".");
    let slots = driven.plan.directory.iter();
    let column = |slot: usize| driven.run.rows.iter().map(|row| row[slot]).collect();
    slots.map(|(read, slot)| (rename(model.name_of(*read)), column(slot.index()))).collect()
}

/// The cash alone: accounts, tranches, steps.
fn cash(model: &Model, driven: &Driven) -> BTreeMap<String, Vec<i128>> {
    let mut cash = figures(model, driven, "");
    let of = |read: &Read| matches!(read, Read::Account(..) | Read::Step(..) | Read::Tranche(..));
    let kept: Vec<String> = driven.plan.directory.keys().filter(|it| of(it)).map(|it| model.name_of(*it)).collect();
    cash.retain(|name, _| kept.contains(name));
    cash
}

fn assert_same(one: &BTreeMap<String, Vec<i128>>, other: &BTreeMap<String, Vec<i128>>) {
    for (name, values) in one {
        assert_eq!(Some(values), other.get(name), "`{name}` differs");
    }
    assert_eq!(one.len(), other.len(), "as many names");
}

/// The four laws of bookkeeping, on one run of each deal under each scenario.
#[test]
fn the_books_are_right() {
    let kinds = std::cell::RefCell::new(BTreeSet::new());
    each(DEALS, |deal, _| {
        for scenario in ["base", "Bad"] {
            let (model, driven) = answer(&deal.text(), scenario);
            cash_is_conserved_to_the_cent(&driven);
            for index in 0..model.tranches.len() {
                debt_rolls_and_lenders_receive_what_it_says(&model, &driven, TrancheId(index as u32));
            }
            for row in 0..driven.run.rows.len() {
                a_step_is_paid_only_when_those_before_it_are(&driven, row);
                for (index, pay) in payments(&driven, row) {
                    if matches!(pay.sharing, Sharing::ProRata(_)) {
                        shares_are_within_a_cent_of_exact(&model, &driven, row, index, pay);
                    }
                }
            }
            kinds.borrow_mut().extend(driven.outcome.events.iter().map(|it| format!("{:?}", it.kind)));
        }
    });
    // The deals are worth drawing only while they meet what can happen to a deal.
    let kinds = kinds.into_inner();
    assert!(kinds.len() >= 15 || std::env::var_os("SEED").is_some(), "{kinds:?}");
}

fn cash_is_conserved_to_the_cent(driven: &Driven) {
    let (plan, run) = (&driven.plan, &driven.run);
    let (mut outside, mut before) = (0i128, vec![0i128; plan.accounts.len()]);
    for (row, values) in run.rows.iter().enumerate() {
        let mut net = vec![0i128; plan.accounts.len()];
        for posting in run.postings.iter().filter(|it| it.row == row) {
            assert!(posting.amount > 0, "cash only moves forward");
            assert!(posting.from != posting.to, "cash goes somewhere else");
            match posting.from {
                Place::Account(account) => net[account as usize] -= posting.amount,
                Place::Outside(_) => outside += posting.amount,
            }
            match posting.to {
                Place::Account(account) => net[account as usize] += posting.amount,
                Place::Outside(_) => outside -= posting.amount,
            }
        }
        let mut held = 0;
        for (index, (name, balance)) in plan.accounts.iter().enumerate() {
            let closing = values[balance.index()];
            assert_eq!(before[index] + net[index], closing, "account {name} in row {row}");
            assert!(closing >= 0, "account {name} in row {row} is overdrawn");
            before[index] = closing;
            held += closing;
        }
        assert_eq!(outside, held, "the deal as a whole in row {row}");
    }
}

fn debt_rolls_and_lenders_receive_what_it_says(model: &Model, driven: &Driven, id: TrancheId) {
    use TrancheAttribute::*;
    let name = &model.tranches[id.index()].label.name;
    let mut balance = 0;
    for row in 0..driven.run.rows.len() {
        let of = |attribute| driven.run.rows[row][driven.plan.directory[&Read::Tranche(id, attribute)].index()];
        let (closing, opening) = (of(Balance), of(Opening));
        assert_eq!(opening, balance, "{name} opens in row {row} as it closed");
        let retired = opening + of(Drawn) + of(Capitalized) - of(PrincipalPaid) - closing;
        assert!((0..=of(Received)).contains(&retired), "{name} rolls in row {row}: {retired} retired");
        assert!(closing >= 0 && of(InterestArrears) >= 0 && of(Claim) >= 0, "{name} in row {row}");
        assert!((0..=closing).contains(&of(PrincipalArrears)), "{name} in row {row}: arrears are part of the balance");
        assert_eq!(of(PrincipalPaid), of(ScheduledPaid) + of(Prepaid), "{name} in row {row}");
        // Without an enforcement what is received on a claim is the ordinary payments, counted once more.
        let on_claim = if model.enforcement.is_some() { of(Received) } else { 0 };
        let received = of(InterestPaid) + of(PrincipalPaid) + on_claim + fees_paid(model, driven, id, row);
        let posted =
            driven.run.postings.iter().filter(|it| it.row == row && it.to == Place::Outside(Party::Lenders(id.0)));
        assert_eq!(posted.map(|it| it.amount).sum::<i128>(), received, "{name} in row {row}: nothing is paid twice");
        balance = closing;
    }
}

/// What steps that pay nothing but a tranche's fees have paid.
fn fees_paid(model: &Model, driven: &Driven, id: TrancheId, row: usize) -> i128 {
    let steps = model.steps.iter().enumerate().filter(|(_, step)| match &step.action {
        StepAction::Pay { payees, .. } => {
            payees.iter().all(|it| it.kind == PayeeKind::UpfrontFee(id) || it.kind == PayeeKind::UndrawnFee(id))
        }
        _ => false,
    });
    let read = |index: usize| Read::Step(indenture::model::StepId(index as u32), StepAttribute::Paid);
    steps.map(|(index, _)| driven.run.rows[row][driven.plan.directory[&read(index)].index()]).sum()
}

/// The payments of one row, in their order, that ran.
fn payments(driven: &Driven, row: usize) -> Vec<(usize, &Pay)> {
    let values = &driven.run.rows[row];
    let ran =
        driven.plan.operations.iter().enumerate().filter(|(_, it)| it.guard.is_none_or(|it| values[it.index()] == 1));
    ran.filter_map(|(index, it)| if let Action::Pay(pay) = &it.action { Some((index, &**pay)) } else { None }).collect()
}

fn a_step_is_paid_only_when_those_before_it_are(driven: &Driven, row: usize) {
    let values = &driven.run.rows[row];
    let mut short: BTreeMap<Place, usize> = BTreeMap::new();
    for (index, pay) in payments(driven, row) {
        let [due, paid, unpaid] = [pay.due, pay.paid, pay.unpaid].map(|it| values[it.index()]);
        assert!(0 <= paid && paid <= due && unpaid == due - paid, "operation {index} in row {row}");
        let primary = pay.from[0].place;
        let took = driven.run.postings.iter().any(|it| it.row == row && it.operation == index && it.from == primary);
        let behind = short.get(&primary);
        assert!(!took || behind.is_none(), "in row {row} operation {index} is paid before {behind:?}");
        // A release brings fresh cash to those who come after it.
        for payment in &pay.payments {
            if paid > 0 {
                short.remove(&payment.to);
            }
        }
        if unpaid > 0 && pay.limit.is_none() {
            short.insert(primary, index);
        }
    }
}

/// Interest that stays due can be read back: what was due is what was paid and what is left.
fn shares_are_within_a_cent_of_exact(model: &Model, driven: &Driven, row: usize, index: usize, pay: &Pay) {
    let values = &driven.run.rows[row];
    let mut dues = Vec::new();
    for payment in &pay.payments {
        let Place::Outside(Party::Lenders(tranche)) = payment.to else { return };
        let debt = &model.tranches[tranche as usize];
        let arrears = driven.plan.directory[&Read::Tranche(TrancheId(tranche), TrancheAttribute::InterestArrears)];
        if payment.due != arrears || debt.unpaid_interest == indenture::model::UnpaidInterest::Capitalizes {
            return;
        }
        let postings =
            driven.run.postings.iter().filter(|it| it.row == row && it.operation == index && it.to == payment.to);
        let paid: i128 = postings.map(|it| it.amount).sum();
        dues.push((paid, paid + values[arrears.index()]));
    }
    let (total, due) = (dues.iter().map(|it| it.0).sum::<i128>(), dues.iter().map(|it| it.1).sum::<i128>());
    for (paid, own) in dues {
        assert!((paid * due - own * total).abs() <= due, "row {row}: {paid} of {own} where {total} of {due} is paid");
    }
}

#[test]
fn money_scales() {
    const BY: i64 = 7;
    each(DEALS / 5, |deal, _| {
        let (model, once) = answer(&deal.text(), "Bad");
        let (_, more) = answer(&deal.spell(&Spelling { scale: BY, ..Spelling::default() }), "Bad");
        let (once, more) = (cash(&model, &once), cash(&model, &more));
        for (name, values) in &once {
            for (row, (value, scaled)) in values.iter().zip(&more[name]).enumerate() {
                // Each row rounds a few dozen times; what is rounded is carried on.
                let tolerance = i128::from(BY) * 40 * (row as i128 + 1);
                let unavailable = *value == i128::MIN && value == scaled;
                let apart = if unavailable { 0 } else { (value * i128::from(BY) - scaled).abs() };
                let is_money = *value != 0 && *value != 1;
                assert!(
                    !is_money || name.ends_with("coupon") || name.contains("recovery") || apart <= tolerance,
                    "`{name}` in row {row}: {value} and {scaled}"
                );
            }
        }
    });
}

#[test]
fn a_shock_that_does_nothing_changes_nothing() {
    each(DEALS / 5, |deal, _| {
        let (model, base) = answer(&deal.text(), "base");
        let (_, still) = answer(&deal.text(), "Still");
        assert_same(&figures(&model, &base, ""), &figures(&model, &still, ""));
        let told = |driven: &Driven| {
            let outcome = &driven.outcome;
            let events: Vec<_> = outcome.events.iter().filter(|it| it.kind != EventKind::Shock).collect();
            let parts = (events, &outcome.breaches, &outcome.covenants, &outcome.recoveries);
            serde_json::to_string(&parts).unwrap()
        };
        assert_eq!(told(&base), told(&still));
    });
}

#[test]
fn a_tighter_level_is_not_breached_later() {
    each(DEALS / 4, |deal, _| {
        let first = |tighter: i64| {
            let (_, driven) = answer(&deal.spell(&Spelling { tighter, ..Spelling::default() }), "Bad");
            driven.outcome.breaches.iter().filter(|it| it.covenant == "DSCR").map(|it| it.date).min()
        };
        let (loose, tight) = (first(0), first(12));
        if let Some(loose) = loose {
            assert!(tight.is_some_and(|tight| tight <= loose), "{tight:?} after {loose:?}");
        }
    });
}

#[test]
fn two_halves_side_by_side_are_the_whole() {
    each(DEALS, |deal, _| {
        let mut deal = deal.clone();
        deal.shared_interest = true;
        // What is asked of one tranche would be asked of one half only.
        deal.ceiling_consequence = 0;
        (deal.advance, deal.reserve_months, deal.enforcement) = (None, None, false);
        deal.tranches.truncate(1);
        let senior = &mut deal.tranches[0];
        senior.first -= senior.first % 2;
        senior.second = senior.second.map(|(amount, on)| (amount - amount % 2, on));
        deal.sweep = 0;
        let total = |spelling: &Spelling| -> Vec<i128> {
            let (model, driven) = answer(&deal.spell(spelling), "base");
            let rows = 0..driven.run.rows.len();
            let balances =
                (0..model.tranches.len()).map(|it| Read::Tranche(TrancheId(it as u32), TrancheAttribute::Balance));
            let slots: Vec<usize> = balances.map(|it| driven.plan.directory[&it].index()).collect();
            let paid = |row: usize| {
                let to_lenders = driven.run.postings.iter().filter(|it| it.row <= row);
                let to_lenders = to_lenders.filter(|it| matches!(it.to, Place::Outside(Party::Lenders(_))));
                to_lenders.map(|it| it.amount).sum::<i128>()
            };
            rows.map(|row| paid(row) + slots.iter().map(|&it| driven.run.rows[row][it]).sum::<i128>()).collect()
        };
        let (whole, halves) = (total(&Spelling::default()), total(&Spelling { split: true, ..Spelling::default() }));
        for (row, (whole, halves)) in whole.iter().zip(&halves).enumerate() {
            // What two halves round differently is a cent a period at most.
            assert!((whole - halves).abs() <= row as i128 + 1, "row {row}: {whole} and {halves}");
        }
    });
}

#[test]
fn names_order_and_comments_carry_no_numbers() {
    each(DEALS / 5, |deal, seed| {
        let (model, plain) = answer(&deal.text(), "Bad");
        let plain = figures(&model, &plain, "");
        for spelling in [
            Spelling { prefix: "my_", ..Spelling::default() },
            Spelling { dressed: true, ..Spelling::default() },
            Spelling { shuffled: Some(seed), ..Spelling::default() },
        ] {
            let (model, other) = answer(&deal.spell(&spelling), &format!("{}Bad", spelling.prefix));
            let other = figures(&model, &other, spelling.prefix);
            for (name, values) in &plain {
                assert_eq!(Some(values), other.get(name.as_str()), "`{name}` differs under {spelling:?}");
            }
        }
    });
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    each(DEALS / 10, |deal, _| {
        let json = || serde_json::to_string(&answer(&deal.text(), "Bad").1.outcome).unwrap();
        assert_eq!(json(), json());
    });
}

/// 30/360 knows no leap day where periods end in June or December; four years are the same months everywhere.
#[test]
fn a_deal_moves_by_whole_years() {
    each(DEALS / 5, |deal, _| {
        let mut deal = deal.clone();
        for it in &mut deal.tranches {
            it.day_count = "30/360";
        }
        let years = if deal.months == 1 { 4 } else { 1 };
        let (model, here) = answer(&deal.text(), "Bad");
        let (_, there) = answer(&deal.spell(&Spelling { years, ..Spelling::default() }), "Bad");
        assert_same(&cash(&model, &here), &cash(&model, &there));
    });
}

/// The tree of a text, printed.
fn printed(text: &str) -> String {
    let (file, problems) = indenture::syntax::parse(indenture::source::SourceId(0), text);
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    indenture::syntax::print(&file)
}

/// What is printed reads back as the same tree, and runs to the same figures.
#[test]
fn what_is_printed_reads_back() {
    each(60, |deal, _| {
        let text = deal.text();
        let once = printed(&text);
        assert_eq!(printed(&once), once);
        let ((model, before), (again, after)) = (answer(&text, "base"), answer(&once, "base"));
        assert_eq!(figures(&model, &before, ""), figures(&again, &after, ""));
    });
}

#[test]
fn what_is_printed_of_an_example_reads_back() {
    let mut examples = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "deal") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let once = printed(&text);
        assert_eq!(printed(&once), once, "{}", path.display());
        let rows = |text: &str| {
            let (model, problems) = indenture::read(text, "example.deal", &mut Sources::new(), &Beside);
            let model = model.unwrap_or_else(|| panic!("{}: {problems:?}", path.display()));
            let driven = drive(&model, &Case::of(ScenarioId(0)), &Limits::default());
            driven.unwrap_or_else(|problem| panic!("{}: {problem:?}", path.display())).run.rows
        };
        assert_eq!(rows(&text), rows(&once), "{}", path.display());
        examples += 1;
    }
    assert!(examples > 5, "{examples}");
}
