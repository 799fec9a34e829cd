//! Depreciation methods: how a value line of an asset falls with age.

use super::signature::{Kind, Signature, direct, optional, required};
use crate::syntax::ast::Preposition::{At, Of, Over, To};

/// The methods of `depreciation NAME:`. The model names a method by its words.
pub const METHODS: &[Signature] = &[
    Signature {
        words: "straight line",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Falls by the same amount each month, from the cost to the salvage value.",
        example: "depreciation book: straight line over 6 years to 10% of Fleet.cost",
    },
    Signature {
        words: "declining balance",
        takes: &[
            direct(Kind::Rate, "the yearly rate"),
            optional(Over, Kind::Months, "its life"),
            optional(To, Kind::MoneyOrShare, "the salvage value"),
        ],
        sentence: "Charges a share of the opening book value by year, spread evenly over the months of the year.",
        example: "depreciation book: declining balance 35%",
    },
    Signature {
        words: "declining balance switching",
        takes: &[
            direct(Kind::Rate, "the yearly rate"),
            required(Over, Kind::Months, "its life"),
            optional(To, Kind::MoneyOrShare, "the salvage value"),
        ],
        sentence: "Declining balance until straight line over the rest of the life charges more.",
        example: "depreciation book: declining balance switching 40% over 5 years",
    },
    Signature {
        words: "double declining",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Declining balance at twice the straight-line rate, never below the salvage value.",
        example: "depreciation book: double declining over 5 years",
    },
    Signature {
        words: "double declining switching",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Double declining until straight line over the rest of the life charges more.",
        example: "depreciation book: double declining switching over 5 years",
    },
    Signature {
        words: "declining",
        takes: &[required(At, Kind::Rate, "the rate of decline"), optional(To, Kind::MoneyOrShare, "the floor")],
        sentence: "Falls at a compound rate, month by month, never below the floor.",
        example: "depreciation market: declining at 35% per year to 5% of Fleet.cost",
    },
    Signature {
        words: "sum of years digits",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Charges the years' digits in reverse: 6/21, 5/21, … over six years, evenly within a year.",
        example: "depreciation book: sum of years digits over 6 years",
    },
    Signature {
        words: "half-life",
        takes: &[required(Of, Kind::Months, "the half-life"), optional(To, Kind::MoneyOrShare, "the floor")],
        sentence: "Loses half of its value in each such span.",
        example: "depreciation market: half-life of 24 months",
    },
    Signature {
        words: "MACRS",
        takes: &[direct(Kind::Months, "the recovery period")],
        sentence: "The half-year convention tables of the United States for 3, 5, 7, 10, 15 and 20 years.",
        example: "depreciation tax: MACRS 5 years",
    },
    Signature { words: "none", takes: &[], sentence: "Keeps its cost.", example: "depreciation book: none" },
];
