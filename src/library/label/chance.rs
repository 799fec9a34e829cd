//! Labels of `process` and `correlation`.

use super::Label;

pub const PROCESS: &[Label] = &[
    Label::new("follows", "How it moves: one of the laws below.", "follows: geometric brownian motion").required(),
    Label::new(
        "volatility",
        "Standard deviation in a year: of the logarithm of the factor, or of an amount in the target's own unit.",
        "volatility: 35% per year",
    ),
    Label::new("drift", "Growth of the factor's mean, compounding at every moment.", "drift: -5% per year"),
    Label::new("speed", "How fast a deviation decays: at 70% per year half of it is gone in a year.", "speed: 40% per year"),
    Label::new(
        "arrives",
        "When a jump comes: any number of times at a rate, or once on a date with a probability.",
        "arrives: on 2026-10-01 with probability 60%",
    ),
    Label::new("size", "What a jump multiplies by, in the middle.", "size: times 65%"),
    Label::new("spread", "Standard deviation of the logarithm of a jump's size; none when not stated.", "spread: 10%"),
    Label::new(
        "regime",
        "A regime with its own drift and volatility, and which regimes it changes to at what rate; the first is where it starts.",
        "regime Calm: drift 0% per year, volatility 20% per year, to Crash at 10% per year",
    )
    .named(),
    Label::new("hazard", "The rate at which the party defaults.", "hazard: 2% per year"),
    Label::new(
        "probability",
        "How likely the party defaults within so many months of closing.",
        "probability: 15% over 12 months",
    ),
    Label::new(
        "from",
        "A file of comma-separated values: a history by date, or cumulative probabilities of default by months.",
        "from: \"market/h100-rent.csv\"",
    ),
    Label::new("column", "The column of the file; of a rating table, the party's rating when not stated.", "column: H100"),
    Label::new("unit", "What a 1 in a rating table stands for.", "unit: 1%"),
    Label::new("block", "How long the stretches of history are that are drawn in one piece.", "block: 3 months"),
];

pub const CORRELATION: &[Label] = &[
    Label::new(
        "copula",
        "How draws far from the middle hang together: gaussian, or student t, where extremes come together.",
        "copula: student t with 4 degrees of freedom",
    )
    .required(),
    Label::new(
        "loading",
        "One factor: how much of a process it drives. The correlation of two is the product of their loadings.",
        "loading RentPath: 60%",
    )
    .named(),
    Label::new(
        "when",
        "A stressed regime: in force in a period when this process's factor was there at the end of the period before.",
        "when: RentPath below 70%",
    ),
];
