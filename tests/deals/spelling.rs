//! A deal as text, in the spelling a property asks for.

use super::{Deal, Random, Tranche};

/// How a deal is written down; the default is the plainest.
#[derive(Debug, Clone)]
pub struct Spelling {
    /// All money in the text, times this.
    pub scale: i64,
    /// All dates, this many years later.
    pub years: i64,
    /// Before every name the deal gives.
    pub prefix: &'static str,
    /// Blocks in an order drawn from this seed.
    pub shuffled: Option<u64>,
    /// Comments, blank lines and DOS line ends.
    pub dressed: bool,
    /// Percent added to the covers a covenant asks for.
    pub tighter: i64,
    /// The first tranche as two halves, paid side by side.
    pub split: bool,
}

impl Default for Spelling {
    fn default() -> Spelling {
        Spelling { scale: 1, years: 0, prefix: "", shuffled: None, dressed: false, tighter: 0, split: false }
    }
}

/// A deal being written.
struct Writer<'a> {
    deal: &'a Deal,
    spelling: &'a Spelling,
    blocks: Vec<String>,
}

impl Deal {
    pub fn spell(&self, spelling: &Spelling) -> String {
        let mut writer = Writer { deal: self, spelling, blocks: Vec::new() };
        writer.write();
        let mut blocks = writer.blocks;
        if let Some(seed) = spelling.shuffled {
            Random::new(seed).shuffle(&mut blocks);
        }
        let text = blocks.join("\n\n") + "\n";
        if spelling.dressed {
            let commented: Vec<String> = text.lines().map(|line| format!("{line}  # as agreed\r\n")).collect();
            return format!("# A deal\r\n\r\n{}", commented.concat());
        }
        text
    }

    /// The tranches as this spelling has them.
    pub fn classes(&self, spelling: &Spelling) -> Vec<Tranche> {
        let mut classes = self.tranches.clone();
        if spelling.split {
            let mut half = classes.remove(0);
            half.first /= 2;
            half.second = half.second.map(|(amount, period)| (amount / 2, period));
            let other = Tranche { name: "Other", ..half.clone() };
            classes.splice(0..0, [half, other]);
        }
        classes
    }
}

impl Writer<'_> {
    fn write(&mut self) {
        let classes = self.deal.classes(self.spelling);
        self.terms();
        self.market();
        self.collateral();
        for class in &classes {
            self.tranche(class);
        }
        self.accounts(&classes);
        self.funding(&classes);
        self.payments(&classes);
        self.covenants(&classes);
        if self.deal.enforcement {
            self.enforcement(&classes);
        }
        self.scenarios();
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.spelling.prefix)
    }

    fn money(&self, dollars: i64) -> String {
        // Grouped: eight bare digits could be a date.
        let dollars = dollars * self.spelling.scale;
        if dollars < 1_000 {
            format!("USD {dollars}")
        } else {
            format!("USD {}_{:03}", dollars / 1_000, dollars % 1_000)
        }
    }

    /// The end of a period; 0 is closing.
    fn end(&self, period: i64) -> String {
        let months = 11 + period * self.deal.months;
        let (year, month) = (self.deal.year + self.spelling.years + months / 12, months % 12 + 1);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        format!("{year:04}-{month:02}-{days:02}")
    }

    fn every(&self) -> &'static str {
        match self.deal.months {
            1 => "each month end",
            3 => "each quarter end",
            _ => "each year end",
        }
    }

    fn block(&mut self, head: &str, lines: Vec<String>) {
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        self.blocks.push(format!("{head} {{\n{lines}}}"));
    }

    fn terms(&mut self) {
        let (every, first, last) = (self.every(), self.end(1), self.end(self.deal.periods));
        let lines = vec![
            "currency: USD".to_string(),
            format!("closing: {}", self.end(0)),
            format!("periods: {every} from {first} to {last}"),
            format!("payments: {every}"),
        ];
        self.block("deal \"Generated\"", lines);
    }

    fn market(&mut self) {
        let revenue = self.deal.revenue.iter().enumerate();
        let rows: Vec<String> =
            revenue.map(|(period, &it)| format!("{}: {}", self.end(period as i64), self.money(it))).collect();
        self.table("revenue", &rows);
        let rates = self.deal.rates.iter().enumerate();
        let rows: Vec<String> = rates
            .map(|(period, it)| format!("{}: {}.{:02}% per year", self.end(period as i64), it / 100, it % 100))
            .collect();
        self.table("base_rate", &rows);
        let (revenue, opex, fee) = (self.name("revenue"), self.name("opex"), self.name("AgentFee"));
        let fixed = self.money(self.deal.fixed_cost);
        self.blocks.push(format!("{opex} = {fixed} + {revenue} * {}%", self.deal.cost_share));
        self.blocks.push(format!("{} = {revenue} - {opex} - {fee}.due", self.name("CFADS")));
        let amount = format!("amount: {} per month", self.money(self.deal.fee));
        self.block(&format!("fee {fee}"), vec![amount]);
    }

    fn table(&mut self, name: &str, rows: &[String]) {
        let rows: String = rows.iter().map(|row| format!("    {row}\n")).collect();
        let lines = vec!["between: step".to_string(), "after: hold".to_string(), format!("table {{\n{rows}  }}")];
        self.block(&format!("curve {}", self.name(name)), lines);
    }

    fn collateral(&mut self) {
        let fleet = self.name("Fleet");
        let lines = vec![
            format!("units: {} GPU", self.deal.units),
            format!("unit cost: {} per GPU", self.money(self.deal.unit_cost)),
            format!("in service: {}", self.end(0)),
            "depreciation book: straight line over 6 years".to_string(),
            format!("depreciation market: declining at {}% per year to 5% of {fleet}.cost", self.deal.market_falls),
        ];
        self.block(&format!("asset {fleet}"), lines);
    }

    fn tranche(&mut self, it: &Tranche) {
        let (deal, all) = (self.deal, it.first + it.second.map_or(0, |draw| draw.0));
        let second = it.second.map(|(amount, period)| format!(", {} on {}", self.money(amount), self.end(period)));
        let percent = |points: i64| format!("{}.{:02}%", points / 100, points % 100);
        let coupon = match it.floats {
            Some(_) => format!("max({}, 1%) + {} bps", self.name("base_rate"), it.coupon),
            None => percent(it.coupon),
        };
        let over = deal.periods * deal.months;
        let amortization = match it.amortization {
            0 => "none".to_string(),
            1 => format!("equal principal over {over} months from {}", self.end(1)),
            2 => format!("level payment over {over} months from {}", self.end(1)),
            3 => {
                // Even, so that two halves make the whole.
                let each = all / deal.periods;
                let each = if self.spelling.split { each } else { each - each % 2 };
                format!("{} per period from {}", self.money(each), self.end(1))
            }
            _ => "table".to_string(),
        };
        let mut lines = vec![
            format!("limit: {}", self.money(all)),
            format!("draws: {} at closing{}", self.money(it.first), second.unwrap_or_default()),
            format!("proceeds: to {}", self.name("Uses")),
            format!("coupon: {coupon}"),
            format!("day count: {}", it.day_count),
            format!("amortization: {amortization}"),
            format!("prepayments: {}", it.prepayments),
            format!("maturity: {}", self.end(deal.periods)),
            format!("payment default: {}", it.payment_default),
        ];
        if it.amortization == 4 {
            let share = 100 / deal.periods;
            let rows: String = (1..=deal.periods).map(|at| format!("    {}: {share}%\n", self.end(at))).collect();
            lines.push(format!("table {{\n{rows}  }}"));
        }
        lines.extend(it.floats.map(|set| format!("set: {set}")));
        lines.extend(it.capitalizes.then(|| "unpaid interest: capitalizes".to_string()));
        let (name, margin) = (self.name(it.name), it.default_margin);
        lines.extend(margin.map(|margin| format!("default rate: {name}.coupon + {margin} bps")));
        lines.extend(it.upfront.map(|points| format!("upfront fee: {}", percent(points))));
        lines.extend(it.undrawn.map(|points| format!("undrawn fee: {} per year", percent(points))));
        self.block(&format!("tranche {name}"), lines);
    }

    fn accounts(&mut self, classes: &[Tranche]) {
        let sponsor = "at end: to Sponsor".to_string();
        let (collections, lockup) = (self.name("Collections"), self.name("lockup"));
        self.block(&format!("account {}", self.name("Uses")), vec![sponsor.clone()]);
        let receives = format!("receives: {}", self.name("revenue"));
        self.block(&format!("account {collections}"), vec![receives, sponsor.clone()]);
        let releases = format!("releases: to {collections} when not {lockup}");
        self.block(&format!("account {}", self.name("Trap")), vec![releases, sponsor.clone()]);
        if let Some(months) = self.deal.reserve_months {
            let services: Vec<String> = senior(classes)
                .map(|it| format!("sum({}.scheduled_service, next {months} months)", self.name(it.name)))
                .collect();
            let target = format!("target: {}", services.join(" + "));
            self.block(&format!("account {}", self.name("DSRA")), vec![target, sponsor]);
        }
        self.blocks.push(format!("state {lockup}"));
    }

    fn funding(&mut self, classes: &[Tranche]) {
        let mut steps = Vec::new();
        for it in classes.iter().filter(|it| it.upfront.is_some()) {
            steps.push(format!("upfront_{}: pay upfront fee on {}", it.name, self.name(it.name)));
        }
        if self.deal.reserve_months.is_some() {
            let reserve = self.name("DSRA");
            steps.push(format!("reserve: top up {reserve} to {reserve}.target"));
        }
        steps.push(format!("hardware: pay {}.purchase else from Sponsor", self.name("Fleet")));
        steps.push("rest: pay remaining to Sponsor".to_string());
        self.block(&format!("waterfall {} from {} on each draw date", self.name("Funding"), self.name("Uses")), steps);
    }

    fn payments(&mut self, classes: &[Tranche]) {
        let deal = self.deal;
        let (trap, reserve) = (self.name("Trap"), self.name("DSRA"));
        let support = match deal.reserve_months {
            Some(_) => format!(" else from {trap} else from {reserve}"),
            None => format!(" else from {trap}"),
        };
        let mut steps =
            vec![format!("opex: pay {}", self.name("opex")), format!("agent: pay {}", self.name("AgentFee"))];
        let early: Vec<&Tranche> = match deal.junior_after_trap {
            true => senior(classes).collect(),
            false => classes.iter().collect(),
        };
        let late: Vec<&Tranche> =
            classes.iter().filter(|it| !early.iter().any(|known| known.name == it.name)).collect();
        for it in classes.iter().filter(|it| it.undrawn.is_some()) {
            steps.push(format!("undrawn_{}: pay undrawn fee on {}", it.name, self.name(it.name)));
        }
        let together = deal.shared_interest || self.spelling.split;
        for due in ["interest", "scheduled principal"] {
            steps.extend(self.dues(due, &early, &support, together));
        }
        if deal.advance.is_some() {
            steps.extend(self.dues("mandatory prepayment", &senior(classes).collect::<Vec<_>>(), "", true));
        }
        if deal.reserve_months.is_some() {
            steps.push(format!("reserve: top up {reserve} to {reserve}.target"));
            steps.push(format!("excess: release {reserve} to {reserve}.target"));
        }
        steps.push(format!("trap: move remaining to {trap} when {}", self.name("lockup")));
        for due in ["interest", "scheduled principal"] {
            steps.extend(self.dues(due, &late, "", together));
        }
        if deal.sweep > 0 {
            let last = classes.last().map_or("", |it| it.name);
            let halves: Vec<&Tranche> =
                classes.iter().filter(|it| it.name == last || classes.len() == 2 && self.spelling.split).collect();
            let objects: Vec<String> = halves.iter().map(|it| format!("principal on {}", self.name(it.name))).collect();
            let shared = if objects.len() > 1 { " pro rata by due" } else { "" };
            steps.push(format!("sweep: pay {}{shared} up to {}% of remaining", objects.join(", "), deal.sweep));
        }
        steps.push("rest: pay remaining to Sponsor".to_string());
        let head =
            format!("waterfall {} from {} on each payment date", self.name("Payments"), self.name("Collections"));
        self.block(&head, steps);
    }

    /// One step for all classes, or one for each.
    fn dues(&self, due: &str, classes: &[&Tranche], support: &str, together: bool) -> Vec<String> {
        let label = due.replace(' ', "_");
        if classes.is_empty() {
            return Vec::new();
        }
        let of = |it: &Tranche| format!("{due} on {}", self.name(it.name));
        if together {
            let all: Vec<String> = classes.iter().map(|it| of(it)).collect();
            let shared = if all.len() > 1 { " pro rata by due" } else { "" };
            let first = classes.first().map_or("", |it| it.name);
            return vec![format!("{label}_{first}: pay {}{shared}{support}", all.join(", "))];
        }
        classes.iter().map(|it| format!("{label}_{}: pay {}{support}", it.name, of(it))).collect()
    }

    fn covenants(&mut self, classes: &[Tranche]) {
        let deal = self.deal;
        let (lockup, cash) = (self.name("lockup"), self.name("CFADS"));
        let services: Vec<String> = senior(classes).map(|it| format!("{}.debt_service", self.name(it.name))).collect();
        self.blocks.push(format!("{} = {}", self.name("service"), services.join(" + ")));
        let balances: Vec<String> = senior(classes).map(|it| format!("{}.balance", self.name(it.name))).collect();
        let debt = format!("({})", balances.join(" + "));
        let names: Vec<String> = senior(classes).map(|it| self.name(it.name)).collect();
        let service = self.name("service");
        let measure = match deal.months {
            1 => format!("sum({cash}, last 3 months) / sum({service}, last 3 months)"),
            _ => format!("{cash} / {service}"),
        };
        let when = if deal.early { format!(" before {}.trap", self.name("Payments")) } else { String::new() };
        let level = |percent: i64| format!("{}.{:02}x", percent / 100, percent % 100);
        let until = if deal.until == "permanently" { deal.until.to_string() } else { format!("until {}", deal.until) };
        let mut lines = vec![
            format!("measure: {measure}"),
            format!("tested: each period{when}"),
            format!("below {}: enter {lockup} {until}", level(deal.cover + self.spelling.tighter)),
        ];
        // A tighter spelling may come to stand where the default does; one level is stated once.
        let default = deal.default_cover.filter(|&cover| cover != deal.cover + self.spelling.tighter);
        if let Some(cover) = default {
            lines.push(format!("below {}: declare event of default", level(cover)));
        }
        self.block(&format!("covenant {}", self.name("DSCR")), lines);
        let consequence = match deal.ceiling_consequence {
            0 => format!("enter {lockup} until passed"),
            1 => format!("raise margin of {} by 50 bps until passed", names[0]),
            _ => format!("stop draws of {} until 2 passes", names[0]),
        };
        let lines = vec![
            format!("measure: {debt} / {}.market", self.name("Fleet")),
            format!("tested: {} from {}", self.every(), self.end(1)),
            format!("above {}%: {consequence}", deal.ceiling),
        ];
        self.block(&format!("covenant {}", self.name("LTV")), lines);
        if let Some(advance) = deal.advance {
            for name in &names {
                let lines = vec![
                    format!("measure: {name}.balance / {}.book", self.name("Fleet")),
                    "tested: each period".to_string(),
                    format!("above {advance}%: require prepayment of {name} to {advance}% within 10 days"),
                ];
                let covenant = self.name(&format!("Advance{}", name.trim_start_matches(self.spelling.prefix)));
                self.block(&format!("covenant {covenant}"), lines);
            }
        }
    }

    fn enforcement(&mut self, classes: &[Tranche]) {
        let (sale, fleet) = (self.name("Sale"), self.name("Fleet"));
        let lines = vec![
            format!("value: {fleet}.market"),
            format!("plan: {} GPU per month", (self.deal.units / 4).max(1)),
            "impact: exponential at 1".to_string(),
            format!("depth: {} GPU per month", self.deal.units / 2),
            "refill: 100% per month".to_string(),
            "drift: -2% per month".to_string(),
            "costs: 5%".to_string(),
        ];
        self.block(&format!("liquidation {sale} of {fleet}"), lines);
        let mut apply = vec![self.name("Collections"), self.name("Trap")];
        apply.extend(self.deal.reserve_months.map(|_| self.name("DSRA")));
        let claims: Vec<String> =
            classes.iter().map(|it| format!("    {}: pay claim on {}\n", it.name, self.name(it.name))).collect();
        let starts: Vec<String> = senior(classes).map(|it| self.name(it.name)).collect();
        let lines = vec![
            format!("starts: event of default of {}", starts[0]),
            "standstill: 60 days".to_string(),
            format!("meanwhile: {}", self.name("Payments")),
            format!("sells: {sale} from {} months after acceleration", self.deal.months),
            "wind down: 24 months".to_string(),
            format!("apply: {}", apply.join(", ")),
            "discount: 12% per year".to_string(),
            format!(
                "order {{\n    costs: pay {sale}.costs\n{}    rest: pay remaining to Sponsor\n  }}",
                claims.concat()
            ),
        ];
        self.block(&format!("enforcement {}", self.name("Enforced")), lines);
    }

    fn scenarios(&mut self) {
        let (revenue, fleet) = (self.name("revenue"), self.name("Fleet"));
        let from = self.end(self.deal.crash_in);
        let over = if self.deal.crash_over { " over 6 months then hold" } else { "" };
        let lines = vec![format!("{revenue}: times {}% from {from}{over}", self.deal.crash)];
        self.block(&format!("shock {}", self.name("Crash")), lines);
        // Written out, a shock that changes nothing is an error: inputs say it.
        let (calm, ease) = (self.name("calm"), self.name("ease"));
        self.blocks.push(format!("input {calm}: 100% from 0% to 200%"));
        self.blocks.push(format!("input {ease}: 0% per year from 0% per year to 1% per year"));
        let lines = vec![
            format!("{revenue}: times {calm} from {from}"),
            format!("{fleet}.market: times {calm} from {from} over 6 months then hold"),
            format!("{}: by {ease}", self.name("base_rate")),
        ];
        self.block(&format!("shock {}", self.name("Nothing")), lines);
        self.blocks.push(format!("scenario {}: base with {}", self.name("Bad"), self.name("Crash")));
        self.blocks.push(format!("scenario {}: base with {}", self.name("Still"), self.name("Nothing")));
    }
}

/// The first class, and its other half when it is split.
fn senior(classes: &[Tranche]) -> impl Iterator<Item = &Tranche> {
    classes.iter().enumerate().filter(|(index, it)| *index == 0 || it.name == "Other").map(|(_, it)| it)
}
