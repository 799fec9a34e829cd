//! Circles that run through terms: a price that waits for a line that waits for what the price bills.

use std::collections::BTreeSet;

use super::codes;
use super::reads::{dependencies, visit};
use crate::diagnostic::Diagnostic;
use crate::model::{LineId, Model, Read};
use crate::source::Span;

/// Each circle once, printed as a loop; `order` has what a line reads before it.
pub(crate) fn check_circles(model: &Model, order: &[LineId]) -> Vec<Diagnostic> {
    let mut search = Search { model, done: BTreeSet::new(), path: Vec::new(), findings: Vec::new() };
    for start in order.iter().map(|id| Read::Line(*id)).chain(starts(model)) {
        search.walk(start, Span::default());
    }
    search.findings
}

/// Everything that is worked out from expressions.
fn starts(model: &Model) -> Vec<Read> {
    use super::names::count;
    use crate::model::*;
    let mut starts: Vec<Read> = Vec::new();
    starts.extend(
        (0..model.contracts.len()).map(|index| Read::Contract(ContractId(count(index)), ContractAttribute::Billed)),
    );
    starts.extend(
        (0..model.tranches.len()).map(|index| Read::Tranche(TrancheId(count(index)), TrancheAttribute::Coupon)),
    );
    starts.extend((0..model.fees.len()).map(|index| Read::Fee(FeeId(count(index)), FeeAttribute::Due)));
    starts.extend(
        (0..model.accounts.len()).map(|index| Read::Account(AccountId(count(index)), AccountAttribute::Target)),
    );
    starts.extend(
        (0..model.covenants.len()).map(|index| Read::Covenant(CovenantId(count(index)), CovenantAttribute::Value)),
    );
    for (index, asset) in model.assets.iter().enumerate() {
        let id = AssetId(count(index));
        starts.push(Read::Asset(id, AssetAttribute::Units));
        starts.extend((0..asset.values.len()).map(|line| Read::AssetValue(id, count(line))));
    }
    starts
}

/// Longer chains that are not of computed lines alone are not looked into.
const DEEPEST: usize = 100;

struct Search<'m> {
    model: &'m Model,
    done: BTreeSet<Read>,
    path: Vec<(Read, Span)>,
    findings: Vec<Diagnostic>,
}

impl Search<'_> {
    fn walk(&mut self, read: Read, place: Span) {
        if let Some(start) = self.path.iter().position(|(known, _)| *known == read) {
            let mut names: Vec<String> =
                self.path.iter().skip(start).map(|(read, _)| self.model.name_of(*read)).collect();
            let name = self.model.name_of(read);
            names.push(name.clone());
            let message = format!("these wait for each other: {}", names.join(" → "));
            let help = format!("break the circle where the past is meant: `prior {name}`");
            self.findings.push(Diagnostic::error(codes::CIRCLE, place, message).help(help));
            return;
        }
        if self.done.contains(&read) || self.path.len() > DEEPEST {
            return;
        }
        self.path.push((read, place));
        let mut reads = Vec::new();
        dependencies(self.model, read, &mut |_, expr| visit(expr, &mut |read, at| reads.push((read, at.place))));
        for (other, place) in reads {
            self.walk(other, place);
        }
        self.path.pop();
        self.done.insert(read);
    }
}
