//! The deal without some of its amendments: checked again, for the scenarios that strike them.

use super::amendment::{amended, amendments};
use super::codes;
use super::movable::Movable;
use crate::diagnostic::Diagnostic;
use crate::model::{Alternative, AmendmentId, LeverTarget, Model};
use crate::source::{Files, Sources, Span};
use crate::syntax::ast::{Block, BlockKind, File, Item};

/// Sets of amendments that the scenarios of a deal may strike.
const MOST: usize = 100;

/// The alternatives that a sound deal needs, and what is wrong with them. The paper as first signed is checked whether
/// or not a scenario runs on it: a mistake in a term that was replaced is a mistake.
pub(crate) fn alternatives(
    file: &File,
    model: &Model,
    sources: &mut Sources,
    files: &dyn Files,
) -> (Vec<Alternative>, Vec<Diagnostic>) {
    let all = amendments(file);
    if all.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut sets: Vec<&[AmendmentId]> = model.scenarios.iter().map(|it| it.without_amendments.as_slice()).collect();
    sets.push(&all);
    sets.retain(|without| !without.is_empty());
    sets.sort();
    sets.dedup();
    if sets.len() > MOST {
        let place = model.amendments.first().map_or(Span::default(), |it| it.label.place);
        let message = "the scenarios of this deal strike its amendments in more than 100 ways";
        let finding = Diagnostic::error(codes::TOO_MUCH, place, message);
        return (Vec::new(), vec![finding.help("let scenarios stand on one another")]);
    }
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    for without in sets {
        let (mut other, _) = amended(file, without, sources);
        // Tests and studies are of the deal as it is; what they ask of an alternative is asked there.
        let asks = |kind| matches!(kind, BlockKind::Test | BlockKind::Study);
        other.items.retain(|item| !matches!(item, Item::Block(block) if asks(block.kind)));
        let (unamended, more) = super::check_one(&other, sources, files);
        for finding in more {
            let is_new = finding.is_error() && concerns(&finding, &other, model, without);
            if is_new && !findings.iter().any(|known| is_same(known, &finding)) {
                findings.push(with_note(finding, model, without));
            }
        }
        found.extend(unamended.map(|model| Alternative { without: without.to_vec(), model }));
    }
    (found, findings)
}

/// A term that a study moves is written elsewhere, or nowhere, in a scenario that strikes the amendment it stands in.
pub(crate) fn levers_struck(model: &Model) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for study in &model.studies {
        let struck = study.under.iter().filter_map(|id| {
            let scenario = model.scenarios.get(id.index())?;
            (!scenario.without_amendments.is_empty()).then(|| (scenario, Movable::of(model.under(*id))))
        });
        for (scenario, movable) in struck {
            for lever in study.asks.levers() {
                let LeverTarget::Constant(place) = lever.what else { continue };
                if movable.stands_at(place) {
                    continue;
                }
                let (name, under) = (&lever.name, &scenario.label.name);
                let message = format!("moving `{name}` changes nothing under `{under}`, which strikes its amendment");
                let help = "write an input, and read it in both terms, or write a study for each";
                let finding = Diagnostic::error(codes::LEVER, study.label.place, message).help(help);
                findings.push(finding.related(place, "the number that moves"));
            }
        }
    }
    findings
}

/// Whether a finding is about the unamended deal itself. A shock, or a scenario that keeps the amendments, may well
/// speak of what only they brought.
fn concerns(finding: &Diagnostic, file: &File, model: &Model, without: &[AmendmentId]) -> bool {
    let holds = |block: &&Block| {
        let (place, span) = (finding.place, block.span);
        place.source == span.source && place.start >= span.start && place.end <= span.end
    };
    let blocks = file.items.iter().filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Computed(_) => None,
    });
    match blocks.filter(|block| matches!(block.kind, BlockKind::Shock | BlockKind::Scenario)).find(holds) {
        None => true,
        Some(block) if block.kind == BlockKind::Shock => false,
        Some(block) => {
            let named = block.handle.as_ref().map(|handle| handle.span);
            let scenario = model.scenarios.iter().find(|it| Some(it.label.place) == named);
            scenario.is_some_and(|it| it.without_amendments == without)
        }
    }
}

fn is_same(known: &Diagnostic, finding: &Diagnostic) -> bool {
    known.place == finding.place && known.message == finding.message
}

fn with_note(finding: Diagnostic, model: &Model, without: &[AmendmentId]) -> Diagnostic {
    let struck = without.iter().filter_map(|id| model.amendments.get(id.index()));
    struck.fold(finding, |finding, it| finding.related(it.label.place, "so it is without this amendment"))
}
