//! The functions of expressions.

/// A function: its name, what it takes, a sentence and an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    pub name: &'static str,
    /// For messages: `two or more values, or a value and a window`.
    pub takes: &'static str,
    pub sentence: &'static str,
    pub example: &'static str,
}

/// Closed: each has a shape of its own.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "min",
        takes: "two or more values, or a name and a window",
        sentence: "The least of its values, or of a name over a window.",
        example: "min(0.80, 0.05 + haircut)",
    },
    Function {
        name: "max",
        takes: "two or more values, or a name and a window",
        sentence: "The greatest of its values, or of a name over a window.",
        example: "max(SOFR, 0%)",
    },
    Function {
        name: "sum",
        takes: "a name and a window",
        sentence: "The sum of a flow over a window.",
        example: "sum(CFADS, last 3 months)",
    },
    Function {
        name: "average",
        takes: "a name and a window",
        sentence: "The mean of a name over a window.",
        example: "average(rent, last 12 months)",
    },
    Function {
        name: "abs",
        takes: "one value",
        sentence: "The value without its sign.",
        example: "abs(revenue - budget)",
    },
];
