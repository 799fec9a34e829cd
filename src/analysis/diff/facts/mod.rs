//! Everything that a model says, block by block. Each structure is taken apart field by field, so that the compiler
//! asks about a new one.

mod chance;
mod collateral;
mod covenant;
mod deal;
mod debt;
mod enforcement;
mod market;
mod scenario;
mod study;
mod waterfall;

use super::fact::{Book, Fact};
use crate::model::Model;
use crate::source::Sources;

pub fn of<'m>(model: &'m Model, sources: &'m Sources) -> Vec<Fact<'m>> {
    let mut book = Book::new(model, sources);
    let Model {
        deal,
        sources: papers,
        // Where things stand and what they were read from is not what they say.
        texts: _,
        clauses: _,
        inputs,
        curves,
        assets,
        contracts,
        parties,
        accounts,
        fees,
        tranches,
        states,
        waterfalls,
        // Told with the waterfall or the order they stand in.
        steps: _,
        covenants,
        liquidations,
        enforcement,
        lines,
        shocks,
        scenarios,
        tests,
        processes,
        correlations,
        studies,
        amendments,
        // Compared each by itself.
        alternatives: _,
        allowances,
        // They follow from the rest.
        assumed: _,
        unstated: _,
        holes: _,
    } = model;
    deal::deal(&mut book, deal);
    papers.iter().for_each(|it| deal::source(&mut book, it));
    inputs.iter().for_each(|it| market::input(&mut book, it));
    curves.iter().for_each(|it| market::curve(&mut book, it));
    assets.iter().for_each(|it| collateral::asset(&mut book, it));
    contracts.iter().for_each(|it| collateral::contract(&mut book, it));
    parties.iter().for_each(|it| collateral::party(&mut book, it));
    lines.iter().for_each(|it| market::line(&mut book, it));
    tranches.iter().for_each(|it| debt::tranche(&mut book, it));
    fees.iter().for_each(|it| debt::fee(&mut book, it));
    accounts.iter().for_each(|it| debt::account(&mut book, it));
    states.iter().for_each(|it| covenant::state(&mut book, it));
    allowances.iter().for_each(|it| deal::allowance(&mut book, it));
    waterfall::waterfalls(&mut book, waterfalls);
    covenants.iter().for_each(|it| covenant::covenant(&mut book, it));
    liquidations.iter().for_each(|it| enforcement::liquidation(&mut book, it));
    enforcement.iter().for_each(|it| enforcement::enforcement(&mut book, it));
    amendments.iter().for_each(|it| scenario::amendment(&mut book, it));
    shocks.iter().for_each(|it| scenario::shock(&mut book, it));
    scenarios.iter().for_each(|it| scenario::scenario(&mut book, it));
    processes.iter().for_each(|it| chance::process(&mut book, it));
    correlations.iter().for_each(|it| chance::correlation(&mut book, it));
    studies.iter().for_each(|it| study::study(&mut book, it));
    tests.iter().for_each(|it| study::test(&mut book, it));
    book.facts
}
