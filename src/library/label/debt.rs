//! Labels of `tranche` and `fee`.

use super::Label;

pub const TRANCHE: &[Label] = &[
    Label::new("limit", "The commitment.", "limit: USD 150M").required(),
    Label::new("draws", "Amounts and their dates.", "draws: USD 110M at closing, USD 40M on 2025-12-31"),
    Label::new("proceeds", "Where draws go: an account or a party.", "proceeds: to Uses"),
    Label::new("opening", "Already outstanding when the deal starts.", "opening: USD 18M").not_negative(),
    Label::new("coupon", "The rate of interest, per year.", "coupon: max(SOFR, 0%) + 400 bps").required(),
    Label::new("set", "When a floating coupon is fixed: in advance or in arrears.", "set: in advance"),
    Label::new("day count", "How days become years.", "day count: act/360").required(),
    Label::new(
        "accrues",
        "Between period ends (unadjusted) or between payment dates as rolled (adjusted).",
        "accrues: unadjusted",
    ),
    Label::new("interest", "Whether interest is paid in cash or added to the balance.", "interest: capitalizes"),
    Label::new("upfront fee", "A share of each draw, due when it is drawn.", "upfront fee: 1.50%").share(),
    Label::new("undrawn fee", "A rate per year on what is not yet drawn.", "undrawn fee: 0.50% per year")
        .not_negative(),
    Label::new("advance", "The most that may be drawn, as money.", "advance: 80% of Fleet.cost").not_negative(),
    Label::new(
        "amortization",
        "How principal falls due before maturity.",
        "amortization: equal principal over 54 months from 2026-01-31",
    )
    .required(),
    Label::new(
        "prepayments",
        "Which instalments a prepayment shortens: in order of maturity, in inverse order of maturity, or pro rata.",
        "prepayments: in order of maturity",
    ),
    Label::new("maturity", "The day on which the balance falls due.", "maturity: 2030-06-30").required(),
    Label::new(
        "unpaid interest",
        "What becomes of interest left unpaid: it stays due (arrears) or is added to the balance (capitalizes).",
        "unpaid interest: capitalizes",
    ),
    Label::new("payment default", "When an unpaid due is an event of default.", "payment default: after 5 days")
        .required(),
    Label::new("default rate", "The rate after an event of default.", "default rate: Senior.coupon + 200 bps"),
    Label::new("secured by", "Assets and accounts that secure it.", "secured by: Fleet, DSRA, Trap"),
    Label::new("borrower", "Who owes it.", "borrower: HoldCo"),
];

pub const FEE: &[Label] = &[
    Label::new("amount", "Money per month or year, or an amount each period.", "amount: USD 10k per month")
        .not_negative()
        .required(),
    Label::new("cap", "The most that falls due in a period.", "cap: USD 50k").not_negative(),
    Label::new(
        "unpaid",
        "Whether what is not paid carries over or lapses; it carries over when not stated.",
        "unpaid: lapses",
    ),
];
