//! What stands in the paper and in no clause, and the clauses that stand in no paper.

use crate::model::{Clause, Model, Paper};
use crate::source::Span;
use crate::syntax::ast::BlockKind;

/// A source whose text numbers its sections.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperCovered {
    pub source: String,
    pub path: String,
    /// How many sections it has.
    pub of: usize,
    /// Those that no clause cites.
    pub open: Vec<OpenSection>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OpenSection {
    /// `TS 4.2(b)`
    pub number: String,
    pub title: String,
    pub place: Span,
}

/// A clause that cites nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncited {
    /// `tranche Senior`, `tranche Senior: coupon`
    pub name: String,
    pub place: Span,
}

/// Kinds of block whose terms are negotiated: the rest is market, model and question.
const NEGOTIATED: &[BlockKind] = &[
    BlockKind::Asset,
    BlockKind::Contract,
    BlockKind::Account,
    BlockKind::Fee,
    BlockKind::Tranche,
    BlockKind::Waterfall,
    BlockKind::Covenant,
    BlockKind::Liquidation,
    BlockKind::Enforcement,
];

pub fn papers(model: &Model) -> Vec<PaperCovered> {
    let with_text =
        model.sources.iter().enumerate().filter_map(|(index, source)| Some((index, source, source.paper.as_ref()?)));
    let read = with_text.filter(|(.., paper)| !paper.sections.is_empty());
    let covered = read.map(|(index, source, paper)| {
        let cited = cited(model, index, paper);
        let open = paper.sections.iter().filter(|section| !cited.iter().any(|number| meets(number, &section.number)));
        PaperCovered {
            source: source.label.name.clone(),
            path: paper.path.clone(),
            of: paper.sections.len(),
            open: open
                .map(|section| OpenSection {
                    number: format!("{} {}", source.label.name, section.number),
                    title: section.title.clone(),
                    place: section.heading,
                })
                .collect(),
        }
    });
    covered.collect()
}

/// Numbers of the sections that some clause cites.
fn cited<'p>(model: &Model, source: usize, paper: &'p Paper) -> Vec<&'p str> {
    let cites = model.clauses.iter().flat_map(|clause| &clause.cites).filter(|cite| cite.source == Some(source));
    let sections = cites.flat_map(|cite| &cite.sections).filter_map(|index| paper.sections.get(*index));
    sections.map(|section| section.number.as_str()).collect()
}

/// The section itself, one it is a part of, or a part of it.
fn meets(cited: &str, number: &str) -> bool {
    let holds = |whole: &str, part: &str| {
        part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
    };
    holds(cited, number) || holds(number, cited)
}

/// Blocks that cite nothing themselves and on none of their lines; of a block with a citation on some lines, the
/// others. None where the deal declares no source.
pub fn uncited(model: &Model) -> Vec<Uncited> {
    if model.sources.is_empty() {
        return Vec::new();
    }
    let is_negotiated = |clause: &Clause| clause.kind.is_some_and(|kind| NEGOTIATED.contains(&kind));
    let blocks = model
        .clauses
        .iter()
        .enumerate()
        .filter(|(_, it)| it.within.is_none() && it.cites.is_empty() && is_negotiated(it));
    let mut found = Vec::new();
    for (index, block) in blocks {
        let lines: Vec<&Clause> = model.clauses.iter().filter(|line| line.within == Some(index)).collect();
        if lines.iter().all(|line| line.cites.is_empty()) {
            found.push(block);
        } else {
            found.extend(lines.into_iter().filter(|line| line.cites.is_empty()));
        }
    }
    found.into_iter().map(|clause| Uncited { name: clause.name.clone(), place: clause.place }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_met_by_its_parts_and_by_its_whole() {
        assert!(meets("4.2", "4.2") && meets("4.2(b)", "4.2") && meets("4", "4.2(b)(ii)"));
        assert!(!meets("4.2", "4.20") && !meets("4.2(a)", "4.2(b)") && !meets("4.2", "5"));
    }
}
