//! Labels of `asset`, `contract` and `party`.

use super::Label;

pub const ASSET: &[Label] = &[
    Label::new("units", "How many there are.", "units: 8_192 GPU").not_negative().required(),
    Label::new("unit cost", "What one of them costs.", "unit cost: USD 33_600 per GPU").not_negative(),
    Label::new("cost", "What all of them cost.", "cost: USD 40M").not_negative(),
    Label::new(
        "in service",
        "The day they start to work and age, and the day their cost is due; closing when not stated.",
        "in service: 2025-06-30",
    ),
    Label::new("power", "Power draw of one unit.", "power: 1.275 kW per GPU").not_negative(),
    Label::new("hosting", "Power a rack must supply.", "hosting: 41 kW per rack").not_negative(),
    Label::new("cooling", "How it is cooled, in a word.", "cooling: liquid"),
    Label::new(
        "depreciation",
        "A value line that falls with age by a method, with its own name.",
        "depreciation book: straight line over 6 years",
    )
    .named(),
    Label::new(
        "value",
        "A value line of a price for each unit, or an amount for all, with its own name.",
        "value market: price",
    )
    .named(),
    Label::new(
        "sold",
        "When it is sold in the ordinary course, and by which liquidation.",
        "sold: on 2030-06-30 by Sale",
    ),
];

pub const CONTRACT: &[Label] = &[
    Label::new("payer", "The party that pays.", "payer: MegaCloud").required(),
    Label::new("units", "How many units it takes.", "units: 5_734 GPU").not_negative().required(),
    Label::new("price", "What it pays.", "price: USD 2.35 per GPU-hour").not_negative().required(),
    Label::new("term", "From when, and for how long or until when.", "term: 48 months from 2025-06-30").required(),
    Label::new("billing lag", "How long after billing the money arrives.", "billing lag: 1 month"),
    Label::new("renews at", "The price after the term, to the end of the deal.", "renews at: 80% of rent"),
    Label::new(
        "on default",
        "What follows when the payer defaults: void, or relet at a price after some months.",
        "on default: relet at rent after 6 months",
    ),
];

pub const PARTY: &[Label] = &[Label::new("rating", "The rating class, in words.", "rating: investment grade")];
