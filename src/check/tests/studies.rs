//! What is said of studies whose question has no answer, and what a right one becomes.

use super::checked;
use super::findings::{DEAL, DEBT};
use crate::model::{Axis, Happening, Numbers, Question, ScenarioId, Study};
use crate::source::{MemoryFiles, Sources};

const MARKET: &str = "input decline: 30% per year from 0% per year to 60% per year
input shape: 35% per year
curve rent { starts: USD 2 per GPU-hour on 2025-12-31
  falls: decline }
asset Fleet { units: 10 GPU
  value market: USD 1k per GPU }
income = Fleet.units * rent * period.hours
process RentPath on rent { follows: geometric brownian motion
  volatility: shape }
covenant DSCR {
  measure: income / Loan.debt_service
  tested: each period
  below 1.35x: enter lockup until passed
  below 1.10x: declare event of default
}
shock Rubin { Fleet.market: times 65% from 2026-10-01 }
scenario Squeeze: base with Rubin
";

fn with(more: &str) -> (Option<crate::model::Model>, String) {
    let (model, found) = checked(&format!("{DEAL}{DEBT}{MARKET}{more}"), &MemoryFiles::new());
    let found: Vec<&str> = found.iter().map(|line| line.split_once(' ').map_or("", |(_, rest)| rest)).collect();
    (model, found.join("\n"))
}

#[track_caller]
fn study(lines: &str, expected: &str) {
    assert_eq!(with(&format!("study It {{ {lines} }}\n")).1, expected, "{lines}");
}

#[track_caller]
fn sound(lines: &str) -> Study {
    let (model, found) = with(&format!("study It {{ {lines} }}\n"));
    assert_eq!(found, "", "{lines}");
    model.expect("nothing is wrong").studies.remove(0)
}

#[test]
fn simulations() {
    let Question::Simulate(it) = sound("simulate: 10_000 paths, seed 42, antithetic\nunder: base, Squeeze").asks else {
        unreachable!("a simulation was asked")
    };
    assert_eq!((it.paths, it.seed, it.antithetic, it.numbers), (10_000, 42, true, Numbers::Random));
    let study_under = sound("simulate: 8 paths, seed 18_446_744_073_709_551_615, sobol\nunder: base, Squeeze");
    assert_eq!(study_under.under, [ScenarioId(0), ScenarioId(1)]);
    let stop = "measure: min(DSCR.value), Loan.in_default\nstop: standard error of";
    let Question::Simulate(it) = sound(&format!("simulate: 8 paths, seed 1\n{stop} Loan.in_default below 0.5%")).asks
    else {
        unreachable!("a simulation was asked")
    };
    assert_eq!(it.stop.map(|stop| (stop.measure, stop.at_most)), Some((1, 5_000_000_000)));
    study("simulate: 0 paths, seed 42", "E4017 a simulation without a path says nothing | write `10_000 paths`");
    study(
        "simulate: 10_000_000_001 paths, seed 42",
        "E4017 this is more than 10,000,000,000 paths | a million paths show a share to a tenth of a percent",
    );
    study(
        "simulate: 10_001 paths, seed 42, antithetic",
        "E4017 antithetic paths come in pairs, and this is an odd number | write an even number",
    );
    study(
        "simulate: 10_000 paths, seed 42, antithetic, sobol",
        "E4017 a sobol sequence fills the space evenly: mirrored paths would only fill it twice | keep `antithetic` or `sobol`",
    );
    study(
        "simulate: 10_000 paths",
        "E1012 study `It` does not say its seed | write `seed 42`: the same seed gives the same paths, and a stated one can be repeated",
    );
    study("simulate: seed 42", "E1012 study `It` does not say how many paths it draws | write `10_000 paths`");
    study(
        "simulate: 2.5 paths, seed 42",
        "E1010 `2.5 paths` says nothing about a simulation | write `simulate: 10_000 paths, seed 42, antithetic`; paths and seeds are whole numbers",
    );
    study("simulate: 8 paths, seed 42, seed 43", "E1007 `simulate` says a thing twice | keep one");
    study(
        "simulate: 8 paths, seed 42\nmeasure: min(DSCR.value)\nstop: standard error of Loan.recovery below 0.5%",
        "E4017 this study does not measure `Loan.recovery` | add `measure: Loan.recovery`",
    );
    study(
        &format!("simulate: 8 paths, seed 42\n{stop} min(DSCR.value) below 0"),
        "E4003 a standard error is above zero, and this could never be reached | write `below 0.5%`",
    );
    let (_, found) = checked(&format!("{DEAL}study It {{ simulate: 8 paths, seed 42 }}\n"), &MemoryFiles::new());
    assert_eq!(
        found,
        [
            "6:12 E4017 every path of this simulation is the same: the deal has no `process` | add one, as in `process RentPath on rent { … }`"
        ]
    );
}

#[test]
fn one_question_and_its_lines() {
    study(
        "measure: min(DSCR.value)",
        "E4017 study `It` asks nothing | add `simulate`, `sweep`, `solve`, `reverse` or `tornado`",
    );
    study(
        "simulate: 8 paths, seed 42\nsolve: decline from 0% to 60%",
        "E4017 study `It` asks two questions | write a study for each",
    );
    study(
        "solve: decline from 0% to 60%\nso that: min(DSCR.value) = 1.25x\nmeasure: Loan.recovery",
        "E1011 nothing reads `measure` beside `solve` | delete it: it belongs to `simulate`, `sweep` or `tornado`",
    );
    study(
        "tornado: decline from 0% to 60%",
        "E1012 study `It` does not state its `measure` | add `measure: min(DSCR.value), Senior.recovery`",
    );
    study(
        "simulate: 8 paths, seed 42\nunder: Nowhere",
        "E1001 there is no scenario called `Nowhere` | there is `Squeeze` and `base`",
    );
    study("simulate: 8 paths, seed 42\nunder: base, base", "E1002 this study names a scenario twice | name it once");
    study(
        "simulate: 8 paths, seed 42\nmeasure: 1 + 1",
        "E4017 `1 + 1` is the same in every run | name a figure of the deal, as in `min(DSCR.value)`",
    );
    study(
        "simulate: 8 paths, seed 42\nmeasure: Loan.recovery, Loan.recovery",
        "E1007 `Loan.recovery` is measured twice | keep one",
    );
}

fn axes(sweep: &str) -> Vec<Axis> {
    match sound(&format!("sweep: {sweep}\nmeasure: min(DSCR.value)\nunder: Squeeze")).asks {
        Question::Sweep(axes) => axes,
        other => unreachable!("a sweep was asked, and this is {other:?}"),
    }
}

#[test]
fn sweeps() {
    let percents = |axis: &Axis| axis.values.iter().map(|value| value / 10_000_000_000).collect::<Vec<_>>();
    let found = axes("decline from 10% to 40% by 10%, Rubin.Fleet.market from 100% to 60% in 4 steps");
    assert_eq!(found.iter().map(percents).collect::<Vec<_>>(), [vec![10, 20, 30, 40], vec![100, 90, 80, 70, 60]]);
    let (name, stated) = (&found[1].lever.name, found[1].lever.stated);
    assert_eq!((name.as_str(), stated), ("Rubin.Fleet.market", 650_000_000_000));
    assert_eq!(percents(&axes("decline from 40% to 10% by -15%")[0]), [40, 25, 10]);
    let says = |sweep: &str, expected: &str| study(&format!("sweep: {sweep}\nmeasure: min(DSCR.value)"), expected);
    says("decline from 10% to 10% by 1%", "E4019 this range begins where it ends | write two different ends");
    says(
        "decline from 10% to 40% by 7%",
        "E4019 the range is no whole number of these steps | change the step or an end of the range, or write `in 8 steps`",
    );
    says(
        "decline from 10% to 40% by -10%",
        "E4019 this step leads away from the end of the range | change its sign, or turn the range round",
    );
    says("decline from 10% to 40% by 0%", "E4019 a step of nothing leads nowhere | write `by 5%`");
    says(
        "decline from 10% to 40%",
        "E4019 an axis says its step, or how many steps it takes | write `from 50% to 90% by 5%`, or `in 8 steps`",
    );
    says("decline from 10% to 80% by 10%", "E4003 `decline` is outside its bounds | stay within them, or widen them");
    says("decline from 10% to 40% by 0.00001%", "E4019 this axis has more than 1,000,000 values | take larger steps");
    says(
        "decline from 10% to 40% in 2_000 steps, rent.starts from USD 1 per GPU-hour to USD 2 per GPU-hour in 2_000 steps",
        "E4019 this sweep has 4,004,001 points, and at most 1,000,000 are run | take larger steps, or fewer axes or scenarios",
    );
    says(
        "decline from 10% to 40% by 10%, decline from 10% to 20% by 10%",
        "E4018 study `It` moves `decline` twice | name it once",
    );
    let axis = "decline from 10% to 40% by 10%";
    says(
        &format!("{axis}, {axis}, {axis}, {axis}"),
        "E4019 a sweep has at most 3 axes | sweep the others in a study of their own, or let `tornado` rank them",
    );
    says(
        "shape from 10% to 40% by 10%",
        "E4018 moving `shape` changes nothing: no term and no line reads it | move something that the deal reads",
    );
    says(
        "Rubin.Fleet.market from 60% to 100% in 4 steps",
        "E4018 moving `Rubin.Fleet.market` changes nothing: `base` does not take `Rubin` | name a scenario with it: `under: SCENARIO`",
    );
    study(
        "sweep: decline from 10% to 40% by 10%\nmeasure: min(DSCR.value)\ngiven: decline = 20% per year",
        "E4018 study `It` moves `decline`, and gives it one value | take it out of `given`, or do not move it",
    );
}

/// In a scenario that strikes an amendment, the term it amended stands elsewhere.
#[test]
fn a_lever_that_a_scenario_strikes() {
    let amended = "amendment First { Loan.coupon: 10% }\nscenario Signed: base without First\n";
    let study = |under: &str| {
        with(&format!(
            "{amended}study It {{ tornado: Loan.coupon from 5% to 15%\nmeasure: sum(Loan.interest)\nunder: {under} }}\n"
        ))
        .1
    };
    assert_eq!(study("base"), "");
    assert_eq!(
        study("base, Signed"),
        "E4018 moving `Loan.coupon` changes nothing under `Signed`, which strikes its amendment | write an input, and read it in both terms, or write a study for each"
    );
}

#[test]
fn solutions() {
    let question = "solve: decline from 0% per year to 60% per year";
    let it = sound(&format!("{question}\nso that: min(DSCR.value) = 1.25x"));
    let Question::Solve(solve) = &it.asks else { unreachable!("a solution was asked") };
    assert_eq!((solve.by.from, solve.by.to), (0, 600_000_000_000));
    assert_eq!((solve.target, solve.tolerance, solve.most_iterations), (1_250_000_000_000, 1_000_000, 100));
    assert_eq!(it.measures[0].text, "min(DSCR.value)");
    let says = |lines: &str, expected: &str| study(&format!("{question}\n{lines}"), expected);
    says("within: 1%", "E1012 study `It` does not state its `so that` | add `so that: min(DSCR.value) = 1.25x`");
    says(
        "so that: min(DSCR.value) >= 1.25x",
        "E1012 `so that` says which figure comes to which number | write `so that: min(DSCR.value) = 1.25x`",
    );
    says("so that: min(DSCR.value) = USD 5M", "E2002 the target is a ratio, and this is money in USD");
    says(
        "so that: Loan.in_default = true",
        "E4017 `Loan.in_default` is a condition, and a solution meets a number | name a figure, as in `min(DSCR.value)`",
    );
    says(
        "so that: min(DSCR.value) = Loan.recovery",
        "E2002 the target is a plain number, and this reads other names | write a number, or a computed line with `=`",
    );
    says(
        "so that: min(DSCR.value) = 1.25x\nwithin: 0%",
        "E4003 `within` is above zero and finer than the range that is searched | write `within: 0.0001% per year`, or leave it out for the finest",
    );
}

#[test]
fn reverse_stresses() {
    let happening = |until: &str| match sound(&format!("reverse: decline by 1% to 60%\nuntil: {until}")).asks {
        Question::Reverse(reverse) => reverse.until,
        other => unreachable!("a reverse stress was asked, and this is {other:?}"),
    };
    assert!(matches!(happening("DSCR breaches 1.10x"), Happening::Breach { covenant: Some(_), level: Some(1) }));
    assert!(matches!(happening("DSCR breaches"), Happening::Breach { covenant: Some(_), level: None }));
    assert!(matches!(happening("any breach"), Happening::Breach { covenant: None, level: None }));
    assert!(matches!(happening("event of default"), Happening::EventOfDefault { of: None }));
    assert!(matches!(happening("event of default of Loan"), Happening::EventOfDefault { of: Some(_) }));
    let says = |lines: &str, expected: &str| study(&format!("reverse: {lines}"), expected);
    says(
        "decline by 1% to 60%\nuntil: DSCR breaches 1.20x",
        "E4012 the covenant has no level 1.20x | its levels are `below 1.35x` and `below 1.10x`",
    );
    says(
        "decline by 1% to 60%\nuntil: winter",
        "E1010 `winter` is nothing a reverse stress looks for | write `DSCR breaches 1.10x`, `any breach` or `event of default of Senior`",
    );
    says("decline by 1% to 60%", "E1012 study `It` does not state its `until` | add `until: DSCR breaches 1.10x`");
    says(
        "decline by 1% to 30%\nuntil: any breach",
        "E4019 this is where it stands: there is no way to go | write how far it may move",
    );
    says(
        "decline by 1% to 10%\nuntil: any breach",
        "E4019 this step leads away from the end of the move | change its sign, or the end",
    );
    says(
        "decline to 10%\nuntil: any breach",
        "E4019 a move says what counts as one step, and how far it goes at most | write `decline by … to …`",
    );
}

/// The command line asks in the words of the language, and is told in its own text.
#[test]
fn a_study_from_outside_the_file() {
    let asked = |text: &str| {
        let (mut sources, files) = (Sources::new(), MemoryFiles::new());
        let deal = sources.add("test.deal", format!("{DEAL}{DEBT}{MARKET}asked = USD 1\n"));
        let study = sources.add("command line", text);
        let (model, found) = crate::read_with_study(deal, study, &mut sources, &files);
        let told = found.iter().map(|it| format!("{} {} {}", sources.path(it.place.source), it.code.0, it.message));
        let told: Vec<String> = told.collect();
        (model.map(|model| model.studies), told.join("\n"))
    };
    let (studies, told) = asked("study {\n  simulate: 8 paths, seed 42\n}\n");
    assert_eq!(told, "");
    let studies = studies.expect("nothing is wrong");
    assert_eq!(studies.last().map(|study| study.label.name.as_str()), Some("asked_2"));
    assert_eq!(
        asked("study {\n  simulate: 8 paths\n}\n").1,
        "command line E1012 study `asked_2` does not say its seed"
    );
    assert_eq!(asked("test \"x\" { expect no breach }\n").1, "command line E4017 this is not one `study` block");
    assert_eq!(
        asked("study { simulate: 8 paths, seed 42 }\nx = 1\n").1,
        "command line E4017 this is not one `study` block"
    );
}
