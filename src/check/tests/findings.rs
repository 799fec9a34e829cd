//! What the checker says: small deals with one mistake each, and the whole message.

use super::checked;
use crate::source::MemoryFiles;

/// The terms every deal needs, on lines 1 to 6.
pub(super) const DEAL: &str = "deal \"Test\" {
  currency: USD
  closing:  2025-12-31
  periods:  each year end from 2026-12-31 to 2030-12-31
}
";

/// A tranche, its account and its waterfall, as most deals have them.
pub(super) const DEBT: &str = "revenue = USD 10M
tranche Loan {
  limit: USD 30M
  draws: USD 30M at closing
  proceeds: to Sponsor
  coupon: 9%
  day count: 30/360
  amortization: equal principal over 5 years
  maturity: 2030-12-31
  payment default: never
}
account Cash { receives: revenue }
account Trap
state lockup
waterfall Payments from Cash on each payment date {
  interest: pay interest on Loan
  principal: pay scheduled principal on Loan
  rest: pay remaining to Sponsor
}
";

fn findings(text: &str) -> String {
    let (model, lines) = checked(text, &MemoryFiles::new());
    assert_eq!(model.is_none(), !lines.is_empty(), "a model comes exactly when nothing is wrong");
    lines.join("\n")
}

/// What is said about lines that follow the deal block; the first of them is line 6.
#[track_caller]
fn says(lines: &str, expected: &str) {
    assert_eq!(findings(&format!("{DEAL}{lines}")), expected);
}

/// What is said about lines that follow a whole loan; the first of them is line 25.
#[track_caller]
fn loan_says(lines: &str, expected: &str) {
    assert_eq!(findings(&format!("{DEAL}{DEBT}{lines}")), expected);
}

/// What is said when one line of the whole loan is another.
#[track_caller]
fn instead(line: &str, other: &str, expected: &str) {
    let text = format!("{DEAL}{DEBT}");
    assert!(text.contains(line), "the loan says `{line}`");
    assert_eq!(findings(&text.replacen(line, other, 1)), expected);
}

#[test]
fn the_loan_is_sound() {
    loan_says("", "");
}

#[test]
fn names() {
    says("a = rnt\n", "6:5 E1001 nothing is called `rnt` | declare it: `rnt = …`, or `input rnt: …`");
    says("rent = USD 1\na = rnt\n", "7:5 E1001 nothing is called `rnt` | did you mean `rent`?");
    loan_says("a = Loan.intrest\n", "25:10 E1009 `Loan` is a tranche and has no `intrest` | did you mean `interest`?");
    loan_says(
        "a = Loan\n",
        "25:5 E1013 `Loan` is a tranche, and a figure is wanted here | name one of its figures, as in `Loan.balance`",
    );
    says("a = USD 1\na = USD 2\n", "7:1 E1002 `a` is declared twice | give one of them another name");
    says("Ab = USD 1\nab = USD 2\n", "7:1 E1003 `ab` and `Ab` differ only by capitals | give one of them another name");
    says("min = USD 1\n", "6:1 E1004 `min` is a function | choose another name");
    says("a = remaning\n", "6:5 E1001 nothing is called `remaning` | did you mean `remaining`?");
    says(
        "a = remaining\n",
        "6:5 E1001 `remaining` stands only in a waterfall step | read the balance of an account instead, as in `Cash.balance`",
    );
}

#[test]
fn an_unknown_name_is_told_once() {
    says(
        "a = rnt\nb = a + USD 1\nc = b * a\n",
        "6:5 E1001 nothing is called `rnt` | declare it: `rnt = …`, or `input rnt: …`",
    );
}

#[test]
fn circles() {
    says(
        "a = b\nb = c + USD 1\nc = a\n",
        "7:5 E1005 these wait for each other: c → a → b → c | break the circle where the past is meant: `prior c` in `b`",
    );
    says("a = a + USD 1\n", "6:5 E1005 `a` is worked out from itself | read the period before: `prior a`");
    says("a = prior a + USD 1, first USD 0\n", "");
    says(
        "a = prior a + USD 1\n",
        "6:1 E1016 `a` is read by `prior` and does not say its first value | add it at the end of the line, as in `, first USD 0`",
    );
}

#[test]
fn units() {
    says(
        "a = USD 100 + 5% per year\n",
        "6:5 E2001 money in USD and a rate (per year) do not add | a share of it is added as `USD 100 * (1 + 5%)`",
    );
    says(
        "a = USD 100 * EUR 3\n",
        "6:5 E2003 money in USD times money in EUR is nothing | one of the two should be a ratio or a quantity",
    );
    says(
        "a = USD 100 + EUR 100\n",
        "6:5 E2001 money in USD and money in EUR do not add | convert one with a rate of exchange first",
    );
    says(
        "a = 30 days + 1 month\n",
        "6:5 E2001 days and months do not add | a month has no fixed number of days: keep to one family",
    );
    says(
        "a = if 1 then USD 1 else USD 2\n",
        "6:8 E2004 a condition is wanted here, and this is a ratio | write a comparison, as in `a > b`, or the name of a state",
    );
    says("a = 5 GPS\n", "6:7 E2005 `GPS` is not a unit | did you mean `GPU`?");
    says("a = USS 5\n", "6:5 E2006 `USS` is not a currency | did you mean `USD`?");
    says(
        "a = 1 / 0\n",
        "6:9 E2008 `1 / 0` divides by zero | divide by what was meant: over zero a ratio is n/a in every period",
    );
    says(
        "a = min()\n",
        "6:5 E2007 `min` takes two or more values, or a name and a window | write `min(0.80, 0.05 + haircut)`",
    );
    says(
        "a = USD 100.005\n",
        "6:5 E4001 `USD 100.005` has more decimals than money in USD keeps: 2 | round it as the paper does",
    );
    says(
        "a = JPY 100.5\n",
        "6:5 E4001 `JPY 100.5` has more decimals than money in JPY keeps: 0 | round it as the paper does",
    );
}

#[test]
fn a_bare_percent_takes_the_kind_of_its_neighbour() {
    says("a = max(4% per year, 0%) + 400 bps\n", "");
    says("a = 1 + 5%\nb = a * 2%\n", "");
    says("a = 5%\nb = a > 3%\nc = 4% per year\nd = c > 3%\n", "");
    loan_says("input margin: 4% per year\nrate = if lockup then 2% else margin\n", "");
    instead("coupon: 9%", "coupon: 4.30% - 0.02% * (period.index - 1)", "");
    instead(
        "coupon: 9%",
        "coupon: 0.09",
        "11:11 E2002 `coupon` is a rate per year, and this is a ratio | write it as a rate, as in `5% per year` or `450 bps`",
    );
}

#[test]
fn windows() {
    loan_says(
        "a = sum(revenue, last 3 months)\n",
        "25:18 E2009 `3 months` is not a whole number of periods | a period is 12 months here: write a multiple of it",
    );
    loan_says(
        "a = sum(Loan.balance, last 2 years)\n",
        "25:9 E2009 `Loan.balance` is a balance, and balances do not add up over time | write `average`, `min` or `max`, or sum a flow",
    );
    loan_says(
        "a = sum(revenue, next 2 years)\n",
        "25:5 E2010 looking forward sees contractual payments only, and adds them up | write `sum(TRANCHE.scheduled_service, next 6 months)`",
    );
    loan_says(
        "a = sum(Loan.scheduled_service, next 2 years)\nb = average(Loan.balance, last 24 months or fewer)\n",
        "",
    );
}

#[test]
fn moments() {
    instead(
        "coupon: 9%",
        "coupon: if Loan.balance > USD 1M then 9% else 8%",
        "11:14 E1017 `Loan.balance` closes in *pay*: too late for *accrue* | write `prior Loan.balance` or `Loan.opening`",
    );
    instead("coupon: 9%", "coupon: if Loan.opening > USD 1M then 9% else 8%", "");
    instead(
        "receives: revenue",
        "receives: owed",
        "17:26 E1001 nothing is called `owed` | declare it: `owed = …`, or `input owed: …`",
    );
    let owed = "owed = Loan.balance\n";
    let text = format!("{DEAL}{DEBT}{owed}").replacen("receives: revenue", "receives: owed", 1);
    assert_eq!(
        findings(&text),
        "17:26 E1017 `owed` reads `Loan.balance`, which closes in *pay*: too late for *collect* | write `prior owed`"
    );
    instead(
        "interest: pay interest on Loan",
        "interest: pay interest on Loan up to Payments.rest.paid",
        "21:40 E1017 `Payments.rest.paid` is not known here: its step comes later | move the step up, or read the period before with `prior`",
    );
}

#[test]
fn lines_that_move_while_a_waterfall_runs() {
    let lines = "owed = Loan.balance\ntwice = owed * 2\nearned = revenue * 2\n";
    let (model, _) = checked(&format!("{DEAL}{DEBT}{lines}"), &MemoryFiles::new());
    let running: Vec<bool> = model.expect("nothing is wrong").lines.iter().map(|line| line.running).collect();
    assert_eq!(running, [false, true, true, false]);
}

#[test]
fn labels() {
    instead("coupon: 9%", "cupon: 9%", "11:3 E1006 a `tranche` has no `cupon` | did you mean `coupon`?");
    instead(
        "coupon: 9%",
        "coupon: 9%\n  coupon: 8%",
        "12:3 E1007 `coupon` is stated twice | keep one; a term that changes by date is written `A until DATE then B`",
    );
    instead(
        "day count: 30/360",
        "day count: act/361",
        "12:14 E1010 `day count` cannot be `act/361` | did you mean `act/360`?",
    );
    instead(
        "maturity: 2030-12-31",
        "maturity: 2030-12-31 sharp",
        "14:24 E1011 `sharp` is left over in `maturity` | delete it: nothing reads it here",
    );
    instead("coupon: 9%", "coupon: 5.60% until 2028-12-31 then 10.60%", "");
}

#[test]
fn dates() {
    instead(
        "maturity: 2030-12-31",
        "maturity: 2024-12-31",
        "14:13 E3004 the tranche matures on 2024-12-31, and the deal closes on 2025-12-31 | write a maturity after closing",
    );
    instead(
        "over 5 years",
        "over 54 days",
        "13:38 E3005 `54 days` is not a number of months | write it as in `54 months` or `5 years`",
    );
    instead(
        "at closing",
        "on 2031-01-01",
        "9:21 E3003 this draw is after the last period, which ends on 2030-12-31 | write a date from 2025-12-31 to 2030-12-31, or other periods",
    );
    instead(
        "from 2026-12-31",
        "from 2026-11-15",
        "4:32 E3002 2026-11-15 is not the end of a month | write 2026-11-30, or `each month on day 15 from 2026-11-15`",
    );
}

#[test]
fn cash() {
    instead(
        "USD 30M at",
        "USD 40M at",
        "9:10 E4004 the draws come to USD 40,000,000, and the limit is USD 30,000,000 | draw less, or raise the limit",
    );
    instead(
        "  rest: pay remaining to Sponsor\n",
        "",
        "20:11 E4005 waterfall `Payments` does not say where the rest goes | end it with `rest: pay remaining to Sponsor`, `rest: move remaining to ACCOUNT` or `rest: keep remaining`",
    );
    instead(
        "  interest: pay interest on Loan\n",
        "",
        "7:9 E4007 no step pays the interest of `Loan` | add `pay interest on Loan` to a waterfall",
    );
    instead(
        "to Sponsor\n}\n",
        "to Sponsor\n  more: pay revenue\n}\n",
        "24:3 E4006 `Payments.more` can never receive cash | move it above that step",
    );
    instead(
        "pay interest on Loan",
        "pay intrest on Loan",
        "21:17 E1001 nothing is called `intrest` that a step could pay | did you mean `interest`?",
    );
    instead(
        "pay interest on Loan",
        "payy interest on Loan",
        "21:13 E1010 `payy` is not a verb of a waterfall | did you mean `pay`?",
    );
}

#[test]
fn covenants() {
    let covenant = |levels: &str| {
        format!(
            "covenant DSCR {{\n  measure: revenue / Loan.debt_service\n  tested: each period before Payments\n{levels}}}\n"
        )
    };
    loan_says(&covenant("  below 1.35x: enter lockup until passed\n"), "");
    loan_says(
        &covenant("  below 1.35x: enter lockup\n"),
        "28:16 E1012 `enter` does not say how it lets go | add `until passed`, `until 2 passes`, `until DATE` or `permanently`",
    );
    loan_says(
        &covenant("  below 1.35x: enter lokup until passed\n"),
        "28:22 E1001 there is no state called `lokup` | did you mean `lockup`?",
    );
    loan_says(
        &covenant(
            "  below 1.35x: declare event of default\n  cure 1.10x: equity from Sponsor counted as revenue within 30 days\n",
        ),
        "29:3 E4012 covenant `DSCR` has no level 1.10x to cure | its levels are `below 1.35x`",
    );
    loan_says(
        &covenant("  below 1.35x: require prepayment of Loan to 1.35x\n"),
        "28:16 E4007 no step pays the prepayment of `Loan` that this requires | add a step `forced: pay mandatory prepayment on Loan`",
    );
}

#[test]
fn tests_expect_something() {
    loan_says(
        "test \"empty\" {\n}\n",
        "25:6 E4013 this test expects nothing | add `expect no breach`, or what it should prove",
    );
    loan_says(
        "test \"off the grid\" {\n  expect Trap.balance = USD 0 on 2026-11-30\n}\n",
        "26:34 E3003 no period ends on 2026-11-30 | the period that holds it ends on 2026-12-31",
    );
}

#[test]
fn long_chains_are_no_trouble() {
    let mut lines = String::from("x0 = x1\n");
    for index in 1..5_000 {
        lines.push_str(&format!("x{index} = x{}\n", index + 1));
    }
    lines.push_str("x5000 = USD 1\n");
    says(&lines, "");
}

#[test]
fn laws_of_cash() {
    instead(
        "account Cash { receives: revenue }",
        "account Cash",
        "20:11 E4006 no cash ever reaches `Cash`, so no step of `Payments` can receive any | say what it `receives`, or send proceeds or a step's cash to it; one meant to stay empty has `opening: USD 0`",
    );
    instead("account Cash { receives: revenue }", "account Cash { opening: USD 0 }", "");
    instead("proceeds: to Sponsor", "proceeds: to Trap", "");
    let covenant = |consequence: &str| {
        format!(
            "covenant C {{\n  measure: revenue / Loan.debt_service\n  tested: each period\n  below 2x: {consequence}\n}}\n"
        )
    };
    loan_says(
        &covenant("accelerate"),
        "28:3 E1012 this accelerates the debt, and the deal has no enforcement | add `enforcement NAME { … }` with its order, or write `declare event of default`",
    );
    loan_says(
        &covenant("require top up of Trap to USD 1M within 30 days"),
        "28:3 E4007 no step puts cash into `Trap`, which this requires | add a step `reserve: top up Trap to …`",
    );
    loan_says(
        &format!("{}scenario S: base with Sponsor cures up to USD 1M\n", covenant("declare event of default")),
        "30:10 E4011 scenario `S` lets `Sponsor` cure, and no covenant does | add `cure LEVEL: equity from Sponsor …` to a covenant, or drop the cure",
    );
}

#[test]
fn an_order_pays_the_costs_of_its_sales() {
    let enforcement = |first: &str| {
        format!(
            "asset Fleet {{ units: 10 GPU\n  value market: USD 1k per GPU }}\nliquidation Sale of Fleet {{ value: Fleet.market\n  impact: none\n  costs: 5% }}\nenforcement Over {{\n  starts: event of default\n  sells: Sale at acceleration\n  wind down: 12 months\n  order {{\n{first}    senior: pay claim on Loan\n    rest: pay remaining to Sponsor\n  }}\n}}\n"
        )
    };
    loan_says(&enforcement("    costs: pay Sale.costs\n"), "");
    loan_says(&enforcement("    costs: pay Sale.costs up to 50% of remaining\n"), "");
    loan_says(
        &enforcement(""),
        "30:13 E4007 no step of the order pays the costs of `Sale` | add `costs: pay Sale.costs`, most often as its first step",
    );
}

#[test]
fn shocks_change_something() {
    let nothing = |line: &str, why: &str| {
        let (kept, text) = (
            why.is_empty(),
            format!(
                "asset Fleet {{ units: 10 GPU\n  value market: USD 1k per GPU }}\nparty Tenant\nparty Other\ncontract Let on Fleet {{\n  payer: Tenant\n  units: 10 GPU\n  price: USD 1 per GPU-hour\n  term: 24 months from 2025-12-31\n}}\ninput share: 80%\nshock S {{ {line} }}\n"
            ),
        );
        let expected =
            format!("36:11 E4011 this shock changes nothing: {why} | change its date or its target, or drop it");
        loan_says(&text, if kept { "" } else { &expected });
    };
    nothing("Tenant: default on 2026-12-31", "");
    nothing("Tenant: default on 2029-12-31", "every contract that `Tenant` pays has ended by then");
    nothing("Other: default on 2026-12-31", "`Other` pays under no contract");
    nothing("Let.price: times 50% from 2029-12-31", "`Let` runs from 2025-12-31 until 2027-12-31");
    nothing("Loan.coupon: by 100 bps from 2030-12-31", "");
    nothing("share: to 80%", "`share` has this value anyway");
    nothing("share: to 70%", "");
    loan_says(
        "input share: 80%\nscenario S: base with share = 80%\n",
        "26:23 E4011 `share` has this value anyway | set another value, or drop it",
    );
    loan_says("input share: 80%\nscenario S: base with share = 70%\nscenario T: S with share = 80%\n", "");
    loan_says(
        "input share: 80%\nshock S { share: times 50% }\nscenario A: base with S\nscenario B: A with S\n",
        "28:10 E4011 scenario `B` takes the shock `S` twice | name it once: a scenario has every shock of the one it stands on",
    );
}

#[test]
fn a_calendar_from_a_file() {
    let deal = "deal \"Test\" {
  currency: USD
  closing:  2025-12-31
  periods:  each year end from 2026-12-31 to 2027-12-31
  payments: 2 business days after period end
  calendar: \"market/holidays.csv\"
}
";
    let payments = |holidays: &str| {
        let (model, lines) = checked(deal, &MemoryFiles::new().with("market/holidays.csv", holidays));
        let payments = model.map(|model| model.deal.payments.iter().map(ToString::to_string).collect::<Vec<_>>());
        (payments.unwrap_or_default().join(" "), lines.join("\n"))
    };
    // 2026-12-31 is a Thursday: Friday is a holiday, so Monday and Tuesday follow.
    let holidays = "date,name\n# bank holidays\n2026-01-01,New Year\n2027-01-01,\"New Year, again\"\n";
    assert_eq!(payments(holidays), ("2025-12-31 2027-01-05 2028-01-04".into(), String::new()));
    assert_eq!(payments("2026-01-01\n").0, "2025-12-31 2027-01-04 2028-01-04");
    assert_eq!(
        payments("date\n2026-01-01\n01/01/2027\n").1,
        "market/holidays.csv:3:1 E5101 `01/01/2027` is not a date | write dates as in `2026-12-25`"
    );
    assert_eq!(
        payments("date\n").1,
        "6:13 E5101 `market/holidays.csv` has no dates | write one a line under a header, as in `2026-12-25`"
    );
    assert_eq!(
        payments("date,name\n2026-01-01,\"New Year\n").1,
        "market/holidays.csv:2:12 E5101 this quote is never closed | close it with `\"` on the same line"
    );
    assert_eq!(
        payments("date\n2026-01-01\n2026-01-01\n").1,
        "market/holidays.csv:3:1 E5102 2026-01-01 stands here twice | keep one of the two rows"
    );
}

#[test]
fn waterfalls_on_one_date_have_an_order() {
    let more = |second: &str, third: &str| {
        format!(
            "waterfall Second from Trap {second} {{ all: pay remaining to Sponsor }}\nwaterfall Third from Trap {third} {{ all: pay remaining to Sponsor }}\n"
        )
    };
    let trap = |waterfalls: &str| {
        let text = format!("{DEAL}{DEBT}{waterfalls}").replacen("account Trap", "account Trap { opening: USD 1M }", 1);
        findings(&text)
    };
    assert_eq!(trap(&more("after Payments", "after Second")), "");
    assert_eq!(trap(&more("on each payment date after Payments", "on each payment date after Second")), "");
    assert_eq!(
        trap(&more("after Payments", "after Payments")),
        "26:11 E4008 `Second` and `Third` run on the same dates, and neither says which comes first | write `after Second` in the head of `Third`"
    );
    assert_eq!(
        trap(&more("after Payments", "")),
        "26:11 E1015 waterfall `Third` does not say when it runs | write `on each payment date`, `on each draw date`, `at closing` or `after WATERFALL` in its head"
    );
}
