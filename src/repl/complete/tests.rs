//! What is offered where, on the deal that every example starts from.

use super::*;
use crate::engine;
use crate::repl::{Look, World};
use crate::source::{Files, MemoryFiles};

struct Memory(MemoryFiles);

impl World for Memory {
    fn files(&self) -> &dyn Files {
        &self.0
    }

    fn place(&self, name: &str) -> Option<String> {
        Some(name.to_owned())
    }

    fn save(&self, _: &str, _: &str, _: bool) -> Result<(), String> {
        Ok(())
    }

    fn stop(&self) -> engine::Stop {
        engine::Stop::default()
    }
}

fn offered(text: &str) -> Vec<String> {
    let deal = include_str!("../../../examples/rent-deflation.deal");
    let world = Memory(MemoryFiles::new().with("deal.deal", deal));
    let (session, opening) = Session::open(&world, Some("deal.deal"), Look::default());
    assert!(!opening.failed(), "{}", opening.text());
    complete(&session, text).1.into_iter().map(|it| it.text).collect()
}

#[test]
fn commands_scenarios_and_dates_follow_what_asks_for_them() {
    assert!(offered(":wh").iter().all(|it| [":what-if", ":why"].contains(&it.as_str())));
    assert_eq!(offered(":un"), [":until", ":undo", ":under"]);
    assert!(offered(":under ").contains(&"base".to_owned()));
    assert!(offered(":at 20").iter().all(|it| it.starts_with("20") && it.len() == 10));
    assert!(offered(":why DSCR.value on 20").iter().all(|it| it.starts_with("20")));
    assert!(offered(":what-if ren").contains(&"rent".to_owned()));
    assert!(offered(":help st") == ["state", "step"]);
}

#[test]
fn members_follow_a_dot() {
    let members = offered("Loan.bal");
    assert_eq!(members, ["Loan.balance"]);
    assert!(offered("Payments.").iter().all(|it| it.starts_with("Payments.") && it.ends_with('.')));
    assert!(offered("Loa").contains(&"Loan.".to_owned()));
}

#[test]
fn an_operator_wants_the_kind_on_its_left() {
    let money = offered("Loan.balance + ");
    assert!(money.contains(&"Loan.".to_owned()) && money.contains(&"revenue".to_owned()), "{money:?}");
    assert!(
        !money.contains(&"DSCR.".to_owned()) || offered("Loan.balance + DSCR.") == ["DSCR.cure_amount"],
        "{money:?}"
    );
    let ratios = offered("DSCR.value < Loan.");
    assert!(ratios.contains(&"Loan.recovery".to_owned()) && !ratios.contains(&"Loan.balance".to_owned()), "{ratios:?}");
    assert_eq!(offered("not Loan."), ["Loan.in_default"]);
}

#[test]
fn a_block_offers_its_labels_and_after_one_what_it_takes() {
    assert!(offered("tranche B {\n  day").contains(&"day count:".to_owned()));
    let limit = offered("tranche B {\n  limit: Loan.");
    assert!(limit.contains(&"Loan.balance".to_owned()) && !limit.contains(&"Loan.recovery".to_owned()), "{limit:?}");
    assert!(offered("test \"t\" under ").contains(&"base".to_owned()));
    assert_eq!(offered("test \"t\" {\n  ex"), ["expect"]);
    assert_eq!(offered("test \"t\" {\n  expect DSCR.val"), ["DSCR.value"]);
    assert_eq!(offered("test \"t\" {\nexpect DSCR.").len(), 4);
    let ratios = offered("test \"t\" {\n  expect DSCR.value >= Loan.");
    assert!(ratios.contains(&"Loan.recovery".to_owned()) && !ratios.contains(&"Loan.balance".to_owned()), "{ratios:?}");
    assert!(offered("shock S {\n  ren").contains(&"rent".to_owned()));
    assert!(
        offered("waterfall W from Cash on each payment date {\n  i: pay interest on ").contains(&"Loan".to_owned())
    );
    assert!(offered("tranche B {\n  maturity: 20").iter().all(|it| it.starts_with("20")));
}

#[test]
fn nothing_is_offered_inside_words_that_say_nothing() {
    assert_eq!(offered("# reve"), Vec::<String>::new());
    assert_eq!(offered("Loan.balance rev"), Vec::<String>::new());
}

#[test]
fn a_command_hints_at_what_it_takes() {
    assert_eq!(hint(":under").as_deref(), Some(" [SCENARIO]"));
    assert_eq!(hint(":under ").as_deref(), Some("[SCENARIO]"));
    assert_eq!(hint(":quit"), None);
    assert_eq!(hint("rent"), None);
}
