//! The labels of each kind of block: a closed list, read by the checker, completion, hover and the reference.

mod amendment;
mod chance;
mod collateral;
mod covenant;
mod deal;
mod debt;
mod enforcement;
mod market;
mod study;
mod waterfall;

use crate::syntax::ast::BlockKind;
use crate::syntax::words::BLOCK_KINDS;

/// What may stand between the words of a label and its colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    None,
    /// `depreciation book:`
    Name,
    /// `below 1.35x:`
    Value,
}

/// Which numbers a term may be, where the file says the number itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    Any,
    NotNegative,
    Positive,
    /// From 0% to 100%.
    Share,
}

/// A label: what may stand before a colon in a block of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// As written, one space between words: `day count`.
    pub words: &'static str,
    pub operand: Operand,
    /// Whether a block may have several.
    pub repeats: bool,
    pub required: bool,
    pub range: Range,
    pub sentence: &'static str,
    /// One whole line.
    pub example: &'static str,
}

impl Label {
    /// One optional line without an operand; the methods below say otherwise.
    pub(crate) const fn new(words: &'static str, sentence: &'static str, example: &'static str) -> Label {
        let (operand, range) = (Operand::None, Range::Any);
        Label { words, operand, repeats: false, required: false, range, sentence, example }
    }

    pub(crate) const fn required(self) -> Label {
        Label { required: true, ..self }
    }

    pub(crate) const fn not_negative(self) -> Label {
        Label { range: Range::NotNegative, ..self }
    }

    pub(crate) const fn positive(self) -> Label {
        Label { range: Range::Positive, ..self }
    }

    pub(crate) const fn share(self) -> Label {
        Label { range: Range::Share, ..self }
    }

    pub(crate) const fn named(self) -> Label {
        Label { operand: Operand::Name, repeats: true, ..self }
    }

    pub(crate) const fn valued(self) -> Label {
        Label { operand: Operand::Value, repeats: true, ..self }
    }
}

/// Labels that stand before a name of the author's: `depreciation`, `value`.
pub fn named() -> Vec<&'static str> {
    let labels = BLOCK_KINDS.iter().flat_map(|(_, kind)| of(*kind));
    labels.filter(|label| label.operand == Operand::Name).map(|label| label.words).collect()
}

/// The labels of a kind of block. Blocks whose lines have names of their own (steps, shock entries, tests) have none.
pub fn of(kind: BlockKind) -> &'static [Label] {
    match kind {
        BlockKind::Deal => deal::DEAL,
        BlockKind::Source => deal::SOURCE,
        BlockKind::Unit => deal::UNIT,
        BlockKind::Curve => market::CURVE,
        BlockKind::Asset => collateral::ASSET,
        BlockKind::Contract => collateral::CONTRACT,
        BlockKind::Party => collateral::PARTY,
        BlockKind::Account => waterfall::ACCOUNT,
        BlockKind::Fee => debt::FEE,
        BlockKind::Tranche => debt::TRANCHE,
        BlockKind::Covenant => covenant::COVENANT,
        BlockKind::Liquidation => enforcement::LIQUIDATION,
        BlockKind::Enforcement => enforcement::ENFORCEMENT,
        BlockKind::Amendment => amendment::AMENDMENT,
        BlockKind::Process => chance::PROCESS,
        BlockKind::Correlation => chance::CORRELATION,
        BlockKind::Study => study::STUDY,
        BlockKind::Import
        | BlockKind::Input
        | BlockKind::State
        | BlockKind::Waterfall
        | BlockKind::Order
        | BlockKind::Table
        | BlockKind::Shock
        | BlockKind::Scenario
        | BlockKind::Test => &[],
    }
}
