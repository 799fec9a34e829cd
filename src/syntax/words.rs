//! The tables of words the reader knows: kinds of block, prepositions, reserved words, operators.

use super::ast::{BlockKind, Operator, Preposition};

/// Each kind of block, by its keyword.
pub const BLOCK_KINDS: &[(&str, BlockKind)] = &[
    ("deal", BlockKind::Deal),
    ("source", BlockKind::Source),
    ("import", BlockKind::Import),
    ("input", BlockKind::Input),
    ("curve", BlockKind::Curve),
    ("unit", BlockKind::Unit),
    ("asset", BlockKind::Asset),
    ("contract", BlockKind::Contract),
    ("party", BlockKind::Party),
    ("account", BlockKind::Account),
    ("fee", BlockKind::Fee),
    ("tranche", BlockKind::Tranche),
    ("state", BlockKind::State),
    ("waterfall", BlockKind::Waterfall),
    ("covenant", BlockKind::Covenant),
    ("liquidation", BlockKind::Liquidation),
    ("enforcement", BlockKind::Enforcement),
    ("order", BlockKind::Order),
    ("table", BlockKind::Table),
    ("amendment", BlockKind::Amendment),
    ("shock", BlockKind::Shock),
    ("scenario", BlockKind::Scenario),
    ("test", BlockKind::Test),
    ("process", BlockKind::Process),
    ("correlation", BlockKind::Correlation),
    ("study", BlockKind::Study),
];

pub fn block_kind(word: &str) -> Option<BlockKind> {
    BLOCK_KINDS.iter().find(|(keyword, _)| *keyword == word).map(|(_, kind)| *kind)
}

/// Kinds that stand inside another block, and where.
pub const NESTED_KINDS: &[(BlockKind, &str)] =
    &[(BlockKind::Order, "inside an `enforcement` block"), (BlockKind::Table, "inside the block it belongs to")];

pub fn nested_home(kind: BlockKind) -> Option<&'static str> {
    NESTED_KINDS.iter().find(|(nested, _)| *nested == kind).map(|(_, home)| *home)
}

/// Each preposition, by its words.
pub const PREPOSITIONS: &[(&str, Preposition)] = &[
    ("from", Preposition::From),
    ("to", Preposition::To),
    ("on", Preposition::On),
    ("of", Preposition::Of),
    ("at", Preposition::At),
    ("by", Preposition::By),
    ("in", Preposition::In),
    ("for", Preposition::For),
    ("over", Preposition::Over),
    ("with", Preposition::With),
    ("without", Preposition::Without),
    ("within", Preposition::Within),
    ("until", Preposition::Until),
    ("when", Preposition::When),
    ("before", Preposition::Before),
    ("after", Preposition::After),
    ("under", Preposition::Under),
    ("then", Preposition::Then),
    ("else", Preposition::Else),
    ("up to", Preposition::UpTo),
    ("at most", Preposition::AtMost),
    ("else from", Preposition::ElseFrom),
    ("counted as", Preposition::CountedAs),
    ("pro rata", Preposition::ProRata),
];

pub fn preposition(words: &str) -> Option<Preposition> {
    PREPOSITIONS.iter().find(|(text, _)| *text == words).map(|(_, preposition)| *preposition)
}

/// Words besides the prepositions that can never be names.
pub const RESERVED: &[&str] =
    &["and", "or", "not", "prior", "if", "each", "per", "true", "false", "yes", "no", "TBD", "undisclosed"];

pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word) || preposition(word).is_some()
}

/// What an operator sign means; a wrong one is read as the right one it resembles.
pub enum Sign {
    Right(Operator),
    Wrong { meant: Operator, write: &'static str },
    Unknown,
}

pub fn operator(text: &str) -> Sign {
    use Operator::*;
    match text {
        "or" => Sign::Right(Or),
        "and" => Sign::Right(And),
        "=" => Sign::Right(Equal),
        "!=" => Sign::Right(NotEqual),
        "<" => Sign::Right(Less),
        "<=" => Sign::Right(LessOrEqual),
        ">" => Sign::Right(Greater),
        ">=" => Sign::Right(GreaterOrEqual),
        "+" => Sign::Right(Add),
        "-" => Sign::Right(Subtract),
        "*" => Sign::Right(Multiply),
        "/" => Sign::Right(Divide),
        "==" | "===" => Sign::Wrong { meant: Equal, write: "=" },
        "<>" | "!==" | "~=" | "/=" => Sign::Wrong { meant: NotEqual, write: "!=" },
        "=<" => Sign::Wrong { meant: LessOrEqual, write: "<=" },
        "=>" => Sign::Wrong { meant: GreaterOrEqual, write: ">=" },
        "&&" | "&" => Sign::Wrong { meant: And, write: "and" },
        "||" | "|" => Sign::Wrong { meant: Or, write: "or" },
        _ => Sign::Unknown,
    }
}

/// Currencies recognised after an amount, where people put them by habit.
pub const CURRENCIES: &[&str] = &[
    "USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "CNY", "HKD", "SGD", "INR", "BRL",
    "MXN", "ZAR", "KRW", "TWD", "PLN", "CZK", "AED", "SAR", "ILS",
];
