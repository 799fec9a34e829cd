//! What a path moves does what the text would have done: a lever is a number written otherwise, a drawn factor is a
//! dated shock, a default by chance is a dated default.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use indenture::compile::{Case, compile};
use indenture::engine::exact::{Run, run, run_path};
use indenture::model::{
    Expr, ExprKind, Follows, Hazard, Label, Lever, LeverTarget, Model, Parameter, Process, ScenarioId, ShockTarget,
    Type,
};
use indenture::plan::{NEVER, Path, Plan};
use indenture::quantity::Unit;
use indenture::source::{MemoryFiles, Sources, Span};
use std::collections::BTreeMap;

const DEAL: &str = r#"deal "Lease" {
  currency: USD
  closing:  2025-12-31
  periods:  each month end from 2026-01-31 to 2026-12-31
  payments: each month end
}
input utilization: 80% from 0% to 100%
curve rent {
  starts: USD 2.00 per GPU-hour on 2025-12-31
  falls:  20% per year
}
asset Fleet {
  units: 1_000 GPU
  cost:  USD 10M
  depreciation market: declining at 30% per year
}
party Tenant
contract Anchor on Fleet {
  payer: Tenant
  units: 600 GPU
  price: USD 2.10 per GPU-hour
  term:  12 months from 2025-12-31
  on default: RELET
}
spot    = (Fleet.units - Anchor.units) * rent * period.hours * utilization
revenue = Anchor.billed + spot
tranche Loan {
  limit:           USD 5M
  draws:           USD 5M at closing
  proceeds:        to Sponsor
  coupon:          9%
  day count:       30/360
  amortization:    equal principal over 12 months
  maturity:        2026-12-31
  payment default: never
}
account Cash {
  receives: revenue
  at end:   to Sponsor
}
waterfall Payments from Cash on each payment date {
  interest:  pay interest on Loan
  principal: pay scheduled principal on Loan
  rest:      pay remaining to Sponsor
}
covenant LTV {
  measure:   Loan.balance / Fleet.market
  tested:    each month end
  above 60%: declare event of default
}
shock Slump { rent: times 50% from 2026-04-30 }
shock Gone { Tenant: default on 2026-05-31 }
scenario Slumped: base with Slump
scenario Empty: base with Gone
"#;

fn deal(text: &str) -> Model {
    let (model, problems) = indenture::read(text, "lease.deal", &mut Sources::new(), &MemoryFiles::new());
    model.unwrap_or_else(|| panic!("{:?}", problems.iter().map(|it| &it.message).collect::<Vec<_>>()))
}

fn void() -> Model {
    deal(&DEAL.replace("  on default: RELET\n", ""))
}

fn case(model: &Model, scenario: &str) -> Case<'static> {
    let index = model.scenarios.iter().position(|it| it.label.name == scenario).unwrap();
    Case::of(ScenarioId(index as u32))
}

/// Every figure with a name, row by row.
fn figures(model: &Model, plan: &Plan, run: &Run) -> BTreeMap<String, Vec<i128>> {
    let values = |slot: usize| run.rows.iter().map(|row| row[slot]).collect();
    plan.directory.iter().map(|(read, slot)| (model.name_of(*read), values(slot.index()))).collect()
}

fn plain(model: &Model, scenario: &str) -> BTreeMap<String, Vec<i128>> {
    let plan = compile(model, &case(model, scenario)).unwrap();
    figures(model, &plan, &run(&plan, u64::MAX).unwrap())
}

fn driven(model: &Model, case: &Case, values: Vec<Vec<i128>>) -> BTreeMap<String, Vec<i128>> {
    let plan = compile(model, case).unwrap();
    assert_eq!(plan.drivers.len(), values.len().max(1), "{:?}", plan.drivers);
    figures(model, &plan, &run_path(&plan, &Path { values }, u64::MAX).unwrap())
}

fn with_process(mut model: Model, on: ShockTarget, follows: Follows) -> Model {
    let label = Label { name: "Chance".into(), title: None, clause: None, place: Span::default() };
    model.processes.push(Process { label, on: vec![on], follows, text: String::new() });
    model
}

fn ratio(value: i128) -> Parameter {
    Parameter(Expr { kind: ExprKind::Constant(value), of: Type::Quantity(Unit::ratio()), place: Span::default() })
}

#[test]
fn a_lever_is_the_number_written_otherwise() {
    let model = void();
    let at = u32::try_from(DEAL.replace("  on default: RELET\n", "").find("9%").unwrap()).unwrap();
    let moved = deal(&DEAL.replace("  on default: RELET\n", "").replace("coupon:          9%", "coupon:         11%"));
    let coupon = model.tranches[0].label.place;
    let place = Span { start: at, end: at + 2, ..coupon };
    let of = Type::Quantity(Unit::rate(indenture::quantity::CalendarUnit::Year));
    let lever =
        Lever { what: LeverTarget::Constant(place), name: "Loan.coupon".into(), of, stated: 90_000_000_000, place };
    let case = Case { levers: vec![lever], ..case(&model, "base") };
    assert_eq!(driven(&model, &case, vec![vec![110_000_000_000]]), plain(&moved, "base"));
    assert_ne!(plain(&model, "base"), plain(&moved, "base"));
}

#[test]
fn without_a_path_nothing_strays() {
    let curve = ShockTarget::Curve(indenture::model::CurveId(0));
    let model = with_process(void(), curve, Follows::Motion { volatility: ratio(1), drift: None });
    let random = Case { random: true, ..case(&model, "base") };
    assert_eq!(driven(&model, &random, Vec::new()), plain(&model, "base"));
}

#[test]
fn a_drawn_factor_is_a_dated_shock() {
    let curve = ShockTarget::Curve(indenture::model::CurveId(0));
    let model = with_process(void(), curve, Follows::Motion { volatility: ratio(1), drift: None });
    let random = Case { random: true, ..case(&model, "base") };
    let one = 1_000_000_000_000;
    let factor = (0..13).map(|row| if row >= 4 { one / 2 } else { one }).collect();
    assert_eq!(driven(&model, &random, vec![factor]), plain(&model, "Slumped"));
}

#[test]
fn a_default_by_chance_is_a_dated_default() {
    let relet = "  on default: relet at USD 1.50 per GPU-hour after 2 months\n";
    for text in [DEAL.replace("  on default: RELET\n", ""), DEAL.replace("  on default: RELET\n", relet)] {
        let model = deal(&text);
        let tenant = indenture::model::PartyId(1);
        assert_eq!(model.parties[tenant.index()].label.name, "Tenant");
        let hazard = Hazard::Probability { probability: ratio(100_000_000_000), months: 12 };
        let model = with_process(model, ShockTarget::PartyDefault(tenant), Follows::Default(hazard));
        let random = Case { random: true, ..case(&model, "base") };
        assert_eq!(driven(&model, &random, vec![vec![5]]), plain(&model, "Empty"), "{text}");
        assert_eq!(driven(&model, &random, vec![vec![NEVER]]), plain(&model, "base"));
    }
}

/// 10% over a year at a constant hazard: 1 − 0.9^(months/12).
#[test]
fn a_hazard_is_constant_between_what_the_file_states() {
    let tenant = ShockTarget::PartyDefault(indenture::model::PartyId(1));
    let hazard = Hazard::Probability { probability: ratio(100_000_000_000), months: 12 };
    let model = with_process(void(), tenant, Follows::Default(hazard));
    let plan = compile(&model, &Case { random: true, ..case(&model, "base") }).unwrap();
    let indenture::plan::Law::Default { by_row } = &plan.randomness.processes[0].law else { panic!() };
    assert_eq!(
        (by_row[0], by_row[6], by_row[12]),
        (0, 51_316_701_949, 100_000_000_000),
        "1 - sqrt(0.9) = 5.1316701949%"
    );
}
