//! The generated reader of `grammar/deal.pest`.

use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "../grammar/deal.pest"]
pub struct Grammar;

/// What one rule matched.
pub type Pair<'a> = pest::iterators::Pair<'a, Rule>;
