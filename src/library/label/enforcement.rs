//! Labels of `liquidation` and `enforcement`.

use super::Label;

pub const LIQUIDATION: &[Label] = &[
    Label::new("value", "The value line that is sold, frozen when the sale starts.", "value: Fleet.market").required(),
    Label::new("plan", "How many are sold in a month; all at once when not stated.", "plan: 1_000 GPU per month")
        .positive(),
    Label::new("impact", "How far the sale pushes the price down.", "impact: exponential at 1").required(),
    Label::new("depth", "How many the market takes in a month.", "depth: 5_000 GPU per month").not_negative(),
    Label::new("refill", "The share of used depth that comes back each month.", "refill: 100% per month").share(),
    Label::new("buyers", "The share of the depth that is able to host them.", "buyers: 35%").share(),
    Label::new("drift", "How the price moves while the sale runs.", "drift: -2% per month"),
    Label::new(
        "carry",
        "What holding costs, on units held at the start of the month.",
        "carry: USD 150 per GPU per month",
    )
    .not_negative(),
    Label::new("costs", "Selling costs, as a share of the proceeds.", "costs: 5%").share(),
    Label::new("scrap", "The least that one of them brings.", "scrap: USD 400 per GPU").not_negative(),
    Label::new(
        "range",
        "Other forms of impact that the report shows beside the stated one.",
        "range: square root 10% on 1_000 GPU per month, linear at 1",
    ),
    Label::new("proceeds", "Where the net proceeds of an ordinary sale go.", "proceeds: to Collections"),
];

pub const ENFORCEMENT: &[Label] = &[
    Label::new("starts", "What starts it.", "starts: event of default of Senior").required(),
    Label::new("standstill", "How long before acceleration; none when not stated.", "standstill: 60 days"),
    Label::new(
        "meanwhile",
        "The waterfall that runs until acceleration, and the steps struck from it.",
        "meanwhile: Payments without mezz, sweep, rest",
    ),
    Label::new(
        "sells",
        "Which sales, and how long after acceleration.",
        "sells: Sale from 3 months after acceleration",
    )
    .required(),
    Label::new("wind down", "How long the sales may take: the grid is extended by it, by the standstill and by the longest delay of a sale.", "wind down: 18 months").required(),
    Label::new("apply", "Accounts whose cash joins the estate.", "apply: Collections, DSRA, Trap"),
    Label::new("discount", "The rate of discounted recovery.", "discount: 12% per year").not_negative(),
];
