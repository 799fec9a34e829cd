//! The reports of a run: what grows is this list.

mod accounts;
pub(in crate::report) mod breaches;
pub(in crate::report) mod cell;
mod certificate;
mod collateral;
mod covenants;
mod debt;
mod recovery;
mod sources;
mod summary;
pub mod verdicts;
mod waterfall;
pub mod why;

use super::table::Table;
use crate::engine::outcome::{Outcome, Reading};
use crate::source::{Sources, Span};
use crate::time::Date;

/// A run as reports see it, and the dates that are wanted.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub it: Reading<'a>,
    pub outcome: &'a Outcome,
    pub sources: &'a Sources,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// A way of looking at a run. An entry is one file and one line in [`REPORTS`].
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// What `--report` takes.
    pub name: &'static str,
    pub sentence: &'static str,
    pub make: fn(&View) -> Vec<Table>,
}

/// What is printed when nothing is asked for.
pub const USUAL: &str = "summary";

pub const REPORTS: &[Report] = &[
    Report {
        name: "summary",
        sentence: "one screen: first breaches, defaults, recoveries, the loan against its collateral",
        make: summary::make,
    },
    Report {
        name: "breaches",
        sentence: "what happened, in date order: breaches, states, cures, defaults, sales",
        make: breaches::make,
    },
    Report { name: "covenants", sentence: "every test date of every covenant", make: covenants::make },
    Report {
        name: "certificate",
        sentence: "a compliance certificate: definition, figures, level, headroom, cure",
        make: certificate::make,
    },
    Report { name: "waterfall", sentence: "each step on each payment date: due, paid, unpaid", make: waterfall::make },
    Report {
        name: "debt",
        sentence: "each tranche by period: opening, draws, interest, principal, closing",
        make: debt::make,
    },
    Report {
        name: "accounts",
        sentence: "each account by period: opening, in, out, closing, target",
        make: accounts::make,
    },
    Report { name: "collateral", sentence: "the loan against every value of its collateral", make: collateral::make },
    Report { name: "sources", sentence: "sources and uses at closing and on each draw", make: sources::make },
    Report {
        name: "recovery",
        sentence: "what each tranche recovers, and would if enforced on each date",
        make: recovery::make,
    },
];

impl Report {
    pub fn find(name: &str) -> Option<&'static Report> {
        REPORTS.iter().find(|report| report.name == name)
    }
}

impl View<'_> {
    /// Whether a date is wanted.
    pub fn shows(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }

    /// Rows that were run and are wanted, closing first.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.it.rows().filter(|&row| self.shows(self.it.date(row)))
    }

    /// The text of a place, on one line.
    pub fn text(&self, place: Span) -> String {
        self.sources.slice(place).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod entries {
    use super::*;

    #[test]
    fn reports_are_found_by_name() {
        assert!(Report::find(USUAL).is_some());
        assert!(Report::find("nothing").is_none());
    }
}

#[cfg(test)]
mod printed {
    use super::*;
    use crate::analysis::{Limits, drive, sample, why};
    use crate::compile::Case;
    use crate::model::ScenarioId;
    use crate::report::format::{Format, Look};

    fn print(name: &str, scenario: u32, width: usize) -> String {
        let mut sources = Sources::new();
        let model = sample::deal_with("", &mut sources);
        let driven = drive(&model, &Case::of(ScenarioId(scenario)), &Limits::default()).expect("it runs");
        let it = Reading { model: &model, plan: &driven.plan, run: &driven.run };
        let view = View { it, outcome: &driven.outcome, sources: &sources, from: None, to: None };
        let tables = match name {
            "why" => {
                let case = Case::of(ScenarioId(scenario));
                let on = Some(sample::date("2028-12-31"));
                let told =
                    why::why(&it, &case, "DSCR.value", on, why::Reach::default(), &Limits::default()).expect("a name");
                super::why::tables(&told, &sources)
            }
            name => (Report::find(name).expect("a report").make)(&view),
        };
        (Format::find("human").expect("a format").print)(&tables, Look { colour: false, width })
    }

    #[test]
    fn the_summary_is_one_screen() {
        let summary = print("summary", 0, 100);
        let expected = "\
Covenant  Level        Clause  First breach   Value    Headroom  Failed  In the end
                                                          (USD)
────────  ───────────  ──────  ────────────  ──────  ──────────  ──────  ──────────
DSCR      below 1.35x  TS 7.1  2027-12-31    1.294x    -460,776  4 of 5  breached
DSCR      below 1.25x  TS 7.1  2028-12-31    0.806x  -3,384,816  3 of 5  breached
";
        assert!(summary.contains(expected), "{summary}");
        assert!(summary.contains("2029-12-31  missed payment      Loan    TS 3.1     3,114,936      2"), "{summary}");
        assert!(summary.contains("book   40,000,000  75.0%     135.7%  2030-12-31"), "{summary}");
        assert!(summary.contains("Assumed:\n- exact halves are rounded away from zero\n"), "{summary}");
        assert!(summary.lines().count() <= 40, "{summary}");
    }

    #[test]
    fn every_report_fits_a_terminal_and_says_something() {
        for report in REPORTS {
            let text = print(report.name, 0, 100);
            assert!(text.lines().count() > 4, "{}: {text}", report.name);
            assert!(text.lines().all(|line| line.chars().count() <= 100), "{}: {text}", report.name);
        }
    }

    #[test]
    fn a_waterfall_shows_what_support_paid_and_what_stays_unpaid() {
        let text = print("waterfall", 0, 100);
        assert!(
            text.contains("2028-12-31  principal  6,000,000   6,000,000  1,479,816                TS 5.1"),
            "{text}"
        );
        assert!(
            text.contains("2029-12-31  principal  6,000,000   2,885,064    915,408     3,114,936  TS 5.1"),
            "{text}"
        );
    }

    #[test]
    fn a_certificate_states_figures_level_and_headroom() {
        let text = print("certificate", 0, 100);
        assert!(text.contains("Compliance certificate, 2030-12-31: DSCR [TS 7.1]"), "{text}");
        assert!(text.contains("Headroom       -1.2201x  -8,321,178.32"), "{text}");
    }

    #[test]
    fn a_number_is_walked_back_and_its_shocks_are_ranked() {
        let text = print("why", 1, 120).replace('\u{a0}', " ");
        let walked = [
            "DSCR.value@2028-12-31                                 0.1298x  quotient",
            "├─ CFADS                                       USD 989,304.00  difference",
            "│  ├─ revenue                                USD 5,150,880.00  product",
            "│  │  └─ shock Crash                                           revenue: times 50%",
            "│  └─ opex                                   USD 4,161,576.00  as written",
        ];
        assert!(walked.iter().all(|line| text.contains(line)), "{text}");
        assert!(text.contains("Crash     0.8058x  -0.6760x  MD 2"), "{text}");
    }
}
