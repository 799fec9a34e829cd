//! What is said of processes and correlations that cannot be.

use super::checked;
use super::findings::{DEAL, DEBT};
use crate::model::{Follows, Hazard};
use crate::source::MemoryFiles;

/// Everything a process may move, and something that reads it.
const MARKET: &str = "curve rent { starts: USD 2 per GPU-hour on 2025-12-31 }
asset Fleet { units: 10 GPU
  value market: USD 1k per GPU }
party Tenant { rating: BBB }
contract Let on Fleet { payer: Tenant
  units: 10 GPU
  price: rent
  term: 24 months from 2025-12-31 }
input vol: 35% per year
cover = Fleet.market / Loan.balance
";

fn files() -> MemoryFiles {
    MemoryFiles::new()
        .with("history.csv", "date,H100,A100\n2023-12-31,2,1\n2024-12-31,3,0\n2025-12-31,2.4,2\n")
        .with("gap.csv", "date,H100\n2021-12-31,2\n2024-12-31,3\n2025-12-31,2.4\n")
        .with("short.csv", "date,H100\n2024-12-31,3\n2025-12-31,2.4\n")
        .with("ratings.csv", "months,BBB,B\n12,0.2,5\n24,0.6,4\n")
        .with("unordered.csv", "months,BBB\n24,0.2\n12,0.6\n")
        .with("unsure.csv", "months,BBB\n12,20\n24,120\n")
}

fn with(more: &str) -> (Option<crate::model::Model>, String) {
    let (model, found) = checked(&format!("{DEAL}{DEBT}{MARKET}{more}"), &files());
    let found: Vec<String> =
        found.iter().map(|line| line.split_once(' ').map_or("", |(_, rest)| rest).to_string()).collect();
    (model, found.join("\n"))
}

#[track_caller]
fn says(more: &str, expected: &str) {
    assert_eq!(with(more).1, expected, "{more}");
}

/// A process on `rent` with these lines.
#[track_caller]
fn process(lines: &str, expected: &str) {
    says(&format!("process P on rent {{ {lines} }}\n"), expected);
}

#[track_caller]
fn default(lines: &str, expected: &str) {
    says(&format!("process P on Tenant {{ follows: default\n{lines} }}\n"), expected);
}

#[test]
fn a_law_has_its_lines_and_no_others() {
    process("follows: geometric brownian motion\nvolatility: 35% per year", "");
    process("follows: geometric brownian motion\nvolatility: vol", "");
    process(
        "follows: geometric brownian motion",
        "E1012 `geometric brownian motion` does not say its `volatility` | add `volatility: 35% per year`",
    );
    process(
        "follows: mean reversion\nspeed: 40%\nvolatility: 5%\ndrift: 1%",
        "E1011 `mean reversion` has no `drift` | delete it: this law reads `speed` and `volatility`",
    );
    process(
        "follows: brownian motion\nvolatility: 5%",
        "E1010 `brownian motion` is not a law that a process follows | write `geometric brownian motion`, `mean reversion`, `additive mean reversion`, `jumps`, `jump diffusion`, `bootstrap`, `regime switching` or `default`",
    );
}

#[test]
fn numbers_are_ones_that_can_be_drawn() {
    let motion = "follows: geometric brownian motion\nvolatility: ";
    process(
        &format!("{motion}-35% per year"),
        "E4003 the volatility of `P` is not negative, and this is -35% per year | check the sign and the size",
    );
    process(
        &format!("{motion}3500%"),
        "E4003 the volatility of `P` is at most 1000% per year, and this is 3500% per year | check the sign and the size",
    );
    process(
        &format!("{motion}10% per month"),
        "E2002 volatility is stated per year | it grows with the square root of time: multiply a monthly one by 3.46, the root of 12",
    );
    process(
        &format!("{motion}rent"),
        "E2002 `volatility` is a rate per year, and this is a price in USD per GPU-hour | write it as a rate, as in `5% per year` or `450 bps`",
    );
    process(
        &format!("{motion}Loan.coupon"),
        "E2002 `volatility` is known before a run, and this is not | write a number, or an expression of inputs",
    );
    says(
        &format!("process P on rent {{ {motion}vol }}\nscenario S: base with vol = -5% per year\n"),
        "E4003 under `S` the volatility of `P` is not negative, and this is -5% per year | check the sign and the size",
    );
    process(
        "follows: mean reversion\nspeed: 0%\nvolatility: 5%",
        "E4003 the speed of `P` is above zero, and this is 0% per year | check the sign and the size",
    );
    let jumps = "follows: jumps\nsize: times 65%\narrives: ";
    process(&format!("{jumps}30% per year"), "");
    process(&format!("{jumps}on 2026-12-31 with probability 60%"), "");
    process(
        &format!("{jumps}on 2026-12-31 with probability 160%"),
        "E4003 the probability of `P` lies between 0% and 100%, and this is 160% | check the sign and the size",
    );
    process(
        &format!("{jumps}on 2026-12-31"),
        "E1012 this does not say how likely the jump is | write `on 2026-10-01 with probability 60%`",
    );
    process(
        "follows: jumps\nsize: times 0%\narrives: 30%",
        "E4003 the size of `P` is above zero, and this is 0% | check the sign and the size",
    );
}

#[test]
fn a_process_moves_what_is_read() {
    let motion = "{ follows: geometric brownian motion\n volatility: 35% }\n";
    says(
        &format!("process P {motion}"),
        "E1012 process `P` does not say what it moves | write `process P on rent`, or `on rent and Fleet.market`",
    );
    says(&format!("process P on rent and Fleet.market {motion}"), "");
    says(&format!("process P on rent and rent {motion}"), "E1002 `rent` is named twice | name it once");
    says(
        &format!("process P on Loan.balance {motion}"),
        "E4011 a process cannot change `Loan.balance` | it changes curves, inputs, computed lines, value lines, prices and units of contracts, coupons, and the depth, buyers and drift of a liquidation",
    );
    says(
        &format!("curve idle {{ starts: 5 on 2025-12-31 }}\nprocess P on idle {motion}"),
        "E4015 process `P` changes nothing: no term and no line reads `idle` | let it move something that the deal reads, or drop it",
    );
    says(
        &format!("process P on Tenant {motion}"),
        "E4015 `Tenant` is a party, and a party can only default | write `follows: default`",
    );
    says(
        "process P on rent { follows: default\n hazard: 2% }\n",
        "E4015 `rent` is no party, and only a party defaults | name the party that defaults",
    );
    says(
        "process P on Tenant { follows: default\n hazard: 2% }\nprocess Q on Tenant { follows: default\n hazard: 2% }\n",
        "E4015 two processes decide whether `Tenant` defaults | keep one of them",
    );
    says(
        "party Other\nprocess P on Other { follows: default\n hazard: 2% }\n",
        "E4015 process `P` changes nothing: `Other` pays under no contract, and no line reads `Other.defaulted` | let it move something that the deal reads, or drop it",
    );
    says(
        "party Other\nprocess P on Other { follows: default\n hazard: 2% }\nloss = if Other.defaulted then USD 5M else USD 0\n",
        "",
    );
    says(
        "process P on rent and Fleet.market { follows: additive mean reversion\n speed: 40%\n volatility: USD 1 per GPU-hour }\n",
        "E4015 one amount cannot be added to a price in USD per GPU-hour and to money in USD | write a process for each, and a `correlation` between them",
    );
}

#[test]
fn histories() {
    let bootstrap = |file: &str, more: &str| format!("follows: bootstrap\nfrom: \"{file}\"\n{more}");
    let (model, found) = with(&format!("process P on rent {{ {} }}\n", bootstrap("history.csv", "column: H100")));
    assert_eq!(found, "");
    let model = model.expect("nothing is wrong");
    // 3 / 2 and 2.4 / 3.
    let expected = Follows::Bootstrap { changes: vec![1_500_000_000_000, 800_000_000_000], block: 1 };
    assert_eq!(model.processes[0].follows, expected);
    assert!(model.assumed.iter().any(|it| it == "process `P` draws every period of its history by itself"));
    process(
        &bootstrap("history.csv", ""),
        "E1012 process `P` does not say which column it reads | add `column:`, one of `H100` and `A100`",
    );
    process(
        &bootstrap("history.csv", "column: A100"),
        "E4015 a history of factors has only values above zero, and this is `0` | take the row out, or draw from a history of prices",
    );
    process(
        &bootstrap("gap.csv", ""),
        "E4015 this history has no value between 2021-12-31 and 2024-12-31 | it needs one in every period, and a period is 12 months here",
    );
    process(
        &bootstrap("short.csv", ""),
        "E4015 this history has 1 changes, and at least 2 are needed | a change is from one period to the next, 12 months here: give more rows",
    );
    process(
        &bootstrap("history.csv", "column: H100\nblock: 3 months"),
        "E3005 3 months are not a whole number of periods | a period is 12 months here: write a multiple of it",
    );
    process(
        &bootstrap("history.csv", "column: H100\nblock: 3 years"),
        "E4015 this history has 2 changes, and at least 3 are needed | a change is from one period to the next, 12 months here: give more rows",
    );
}

#[test]
fn defaults() {
    default("hazard: 2% per year", "");
    default("probability: 15% over 12 months", "");
    default(
        "",
        "E1012 process `P` does not say how likely the default is | add `hazard: 2% per year`, `probability: 15% over 12 months` or `from: \"ratings.csv\"`",
    );
    default(
        "probability: 15%",
        "E1012 this does not say within how many months of closing | write `15% over 12 months`",
    );
    default(
        "hazard: -2%",
        "E4003 the hazard of `P` is not negative, and this is -2% per year | check the sign and the size",
    );
    default(
        "hazard: 2%\nprobability: 15% over 12 months",
        "E1007 this default is stated in two ways | keep one of them",
    );
    default("hazard: 2%\nunit: 1%", "E1011 nothing reads `unit` here | delete it: only a file needs it");
    let (model, found) = with("process P on Tenant { follows: default\nfrom: \"ratings.csv\"\nunit: 1% }\n");
    assert_eq!(found, "");
    // The party's own rating picks the column.
    let expected = Follows::Default(Hazard::Table(vec![(12, 2_000_000_000), (24, 6_000_000_000)]));
    assert_eq!(model.expect("nothing is wrong").processes[0].follows, expected);
    default(
        "from: \"ratings.csv\"",
        "E1012 process `P` does not say what the numbers of its file are | add what a 1 stands for: `unit: 1%`, or `unit: 100%` for shares of one",
    );
    default(
        "from: \"ratings.csv\"\nunit: 1%\ncolumn: B",
        "E4003 probabilities of default add up over time, and this one is lower than the one before | give cumulative ones, in ascending order",
    );
    default(
        "from: \"ratings.csv\"\nunit: 1%\ncolumn: AAA",
        "E5103 the file has no column `AAA` | its columns are `BBB` and `B`",
    );
    default(
        "from: \"unordered.csv\"\nunit: 1%",
        "E5102 the row of 12 does not come after that of 24 | put the rows in order of month, each month once",
    );
    default(
        "from: \"unsure.csv\"\nunit: 1%",
        "E4003 a probability of default is at most 100% | check `unit`: what a 1 in the file stands for",
    );
    default(
        "from: \"history.csv\"\nunit: 1%",
        "E5101 `2023-12-31` is not a number of months | write months as in `12`",
    );
}

#[test]
fn regimes() {
    let regimes = |lines: &str, expected: &str| process(&format!("follows: regime switching\n{lines}"), expected);
    let calm = "regime Calm: drift 0%, volatility 20%, to Crash at 10%";
    regimes(&format!("{calm}\nregime Crash: drift -40%, volatility 90%, to Calm at 50%"), "");
    regimes(
        &format!("{calm}\nregime Crash: drift -40%, volatility 90%"),
        "E4015 regime `Crash` leads nowhere | say what it changes to: `to Calm at 50% per year`, or at `0% per year` when it is for good",
    );
    regimes(calm, "E1001 there is no regime called `Crash` | add a second regime");
    regimes(
        &format!("{calm}\nregime Crash: drift -40%, volatility 90%, to Crash at 5%"),
        "E1001 regime `Crash` leads to itself | write `Calm`",
    );
    regimes(
        &format!("{calm}\nregime Crash: volatility 90%, to Calm at 5%"),
        "E1012 regime `Crash` does not say its drift | write `regime Calm: drift 0% per year, volatility 20% per year, to Crash at 10% per year`",
    );
    regimes(
        &format!(
            "{calm}\nregime Crash: drift 0%, volatility 90%, to Calm at 5%\nregime Lost: drift 0%, volatility 0%, to Calm at 5%"
        ),
        "E4015 no regime leads to `Lost` | say which changes to it, or delete it",
    );
}

/// Three processes and how they hang together.
#[track_caller]
fn correlated(lines: &str, expected: &str) {
    let motion = "{ follows: geometric brownian motion\n volatility: 35% }\n";
    let jumps = "{ follows: jumps\n arrives: 30%\n size: times 65% }\n";
    let text = format!(
        "process A on rent {motion}process B on Fleet.market {motion}process C on Loan.coupon {motion}process J on rent {jumps}correlation K {{ {lines} }}\n"
    );
    says(&text, expected);
}

#[test]
fn correlations() {
    correlated("copula: gaussian\nA with B: 40%\nB with C: -20%", "");
    correlated("copula: student t with 4 degrees of freedom\nloading A: 60%\nloading B: 50%\nwhen: A below 70%", "");
    correlated(
        "copula: gaussian\nA with B: 90%\nB with C: 90%\nA with C: -90%",
        "E4016 no draws hang together like this: `A` with `B` 90%, `A` with `C` -90%, `B` with `C` 90% | the first two leave `B` with `C` between -100% and -62%",
    );
    correlated("copula: gaussian\nA with B: 60%\nA with C: 80%", "");
    correlated(
        "copula: gaussian\nA with B: 60%\nA with C: 81%",
        "E4016 no draws hang together like this: `A` with `B` 60%, `A` with `C` 81%, `B` with `C` 0% | the first two leave `B` with `C` between 1.69% and 95.51%",
    );
    correlated("copula: gaussian\nA with B: 100%", "");
    correlated(
        "copula: gaussian\nA with B: 140%",
        "E4016 the correlation of `A` and `B` lies between -100% and 100%, and this is 140% | check the sign and the size",
    );
    correlated("copula: gaussian\nA with B: 40%\nB with A: 40%", "E1007 `B with A` is stated twice | keep one");
    correlated("copula: gaussian\nA with A: 40%", "E4016 `A with A` is tied to itself | name two processes");
    correlated(
        "copula: gaussian\nA with J: 40%",
        "E4016 `J` follows jumps, which draws nothing that can be correlated | let one process move both targets, or follow `jump diffusion`",
    );
    correlated("copula: gaussian\nA with D: 40%", "E1001 there is no process called `D` | did you mean `A`?");
    correlated(
        "copula: gaussian",
        "E4016 correlation `K` ties nothing together | add `A with B: 40%`, or a `loading` for each of two processes or more",
    );
    correlated(
        "copula: student t\nA with B: 40%",
        "E1012 a student t copula states its degrees of freedom | write `student t with 4 degrees of freedom`",
    );
    correlated(
        "copula: clayton\nA with B: 40%",
        "E1010 `clayton` is no copula | write `gaussian`, or `student t with 4 degrees of freedom`",
    );
    correlated(
        "copula: gaussian\nA with B: 40% }\ncorrelation L { copula: gaussian\nA with C: 40%",
        "E4016 two correlations are always in force | join them, or say `when:` one of them is",
    );
    let fails = "process F on Tenant { follows: default\n hazard: 2% }\n";
    correlated(
        &format!(
            "copula: gaussian\nA with B: 40%\nwhen: F below 70% }}\n{fails}correlation L {{ copula: gaussian\nA with F: 40%"
        ),
        "E4016 `F` has no factor that could be compared with a level | name a process that multiplies what it moves",
    );
}

/// A stressed regime keeps what it does not state, and each of them must be one that draws can have.
#[test]
fn a_stressed_regime_keeps_the_rest() {
    let motion = "{ follows: geometric brownian motion\n volatility: 35% }\n";
    let processes =
        format!("process A on rent {motion}process B on Fleet.market {motion}process C on Loan.coupon {motion}");
    let panic =
        "correlation Panic { copula: student t with 4 degrees of freedom\n A with B: 95%\n when: A below 70% }\n";
    let own = |with_c: &str| format!("correlation Usual {{ copula: gaussian\n A with B: 40%\n A with C: {with_c} }}\n");
    let (model, found) = with(&format!("{processes}{panic}{}", own("20%")));
    assert_eq!(found, "");
    let model = model.expect("nothing is wrong");
    let names: Vec<&str> = model.correlations.iter().map(|it| it.label.name.as_str()).collect();
    assert_eq!(names, ["Usual", "Panic"], "the deal's own comes first");
    let ends: Vec<(u32, u32)> = model.correlations[1].pairs.iter().map(|pair| (pair.of.0.0, pair.of.1.0)).collect();
    assert_eq!(ends, [(0, 1), (0, 2)]);
    says(
        &format!("{processes}{panic}{}", own("60%")),
        "E4016 no draws hang together like this: `A` with `B` 95%, `A` with `C` 60%, `B` with `C` 0% | the first two leave `B` with `C` between 32.03% and 81.97%",
    );
}
