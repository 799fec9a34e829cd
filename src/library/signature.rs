//! What an entry of a table accepts: its words, and one operand for each preposition.

use crate::syntax::ast::Preposition;

/// What an operand must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Money,
    /// `75%`, `1.25x`, `0.8`
    Ratio,
    /// `13% per year`; a bare `%` is read per year.
    Rate,
    /// A whole number of months: `54 months`, `6 years`.
    Months,
    Date,
    /// Any quantity: `1_000 GPU per month`.
    Quantity,
    /// Money or a share of something in money: `USD 1M`, `5% of Fleet.cost`, `5%` of the cost.
    MoneyOrShare,
}

/// One operand: the preposition that introduces it (none: it follows the words), and whether it may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    pub preposition: Option<Preposition>,
    pub kind: Kind,
    pub required: bool,
    /// What it says, in two or three words, for messages: `its life`.
    pub name: &'static str,
}

/// An entry: words, operands, a sentence and an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// As written, one space between words: `straight line`.
    pub words: &'static str,
    pub takes: &'static [Argument],
    pub sentence: &'static str,
    pub example: &'static str,
}

/// An operand that must be there.
pub const fn required(preposition: Preposition, kind: Kind, name: &'static str) -> Argument {
    Argument { preposition: Some(preposition), kind, required: true, name }
}

/// An operand that may be left out.
pub const fn optional(preposition: Preposition, kind: Kind, name: &'static str) -> Argument {
    Argument { preposition: Some(preposition), kind, required: false, name }
}

/// An operand that follows the words directly.
pub const fn direct(kind: Kind, name: &'static str) -> Argument {
    Argument { preposition: None, kind, required: true, name }
}

/// An entry of a table that is read by its signature.
pub trait Entry {
    fn signature(&self) -> &Signature;
}

impl Entry for Signature {
    fn signature(&self) -> &Signature {
        self
    }
}

/// The entry whose words begin `written`, the longest one when several do.
pub fn longest<'t, T: Entry>(table: &'t [T], written: &[&str]) -> Option<&'t T> {
    let begins = |entry: &&T| {
        let words: Vec<&str> = entry.signature().words.split(' ').collect();
        written.len() >= words.len() && words.iter().zip(written).all(|(a, b)| a == b)
    };
    table.iter().filter(begins).max_by_key(|entry| entry.signature().words.split(' ').count())
}
