//! Laws of random drivers: what `follows:` may say, and which other lines each law reads.

use super::signature::{Entry, Signature};

/// A law and its lines. Any other line of its block would be ignored, and is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Law {
    pub signature: Signature,
    /// Labels that it cannot do without.
    pub needs: &'static [&'static str],
    /// Labels that it reads where they stand.
    pub takes: &'static [&'static str],
}

impl Entry for Law {
    fn signature(&self) -> &Signature {
        &self.signature
    }
}

const fn law(
    words: &'static str,
    needs: &'static [&'static str],
    takes: &'static [&'static str],
    sentence: &'static str,
    example: &'static str,
) -> Law {
    Law { signature: Signature { words, takes: &[], sentence, example }, needs, takes }
}

pub const LAWS: &[Law] = &[
    law(
        "geometric brownian motion",
        &["volatility"],
        &["drift"],
        "A factor whose logarithm takes independent normal steps; its mean grows at the drift.",
        "follows: geometric brownian motion",
    ),
    law(
        "mean reversion",
        &["speed", "volatility"],
        &[],
        "A factor of mean one whose logarithm is pulled back to the middle.",
        "follows: mean reversion",
    ),
    law(
        "additive mean reversion",
        &["speed", "volatility"],
        &[],
        "An amount in the target's own unit, added to it and pulled back to nothing: for rates of interest.",
        "follows: additive mean reversion",
    ),
    law(
        "jumps",
        &["arrives", "size"],
        &["spread"],
        "Nothing but jumps, each for good: a new generation ships.",
        "follows: jumps",
    ),
    law(
        "jump diffusion",
        &["volatility", "arrives", "size"],
        &["drift", "spread"],
        "Geometric brownian motion with jumps on it; the drift does not make up for them.",
        "follows: jump diffusion",
    ),
    law(
        "bootstrap",
        &["from"],
        &["column", "block"],
        "Changes from one period to the next as history had them, drawn in stretches.",
        "follows: bootstrap",
    ),
    law(
        "regime switching",
        &["regime"],
        &[],
        "Geometric brownian motion whose drift and volatility change with a hidden regime.",
        "follows: regime switching",
    ),
    law(
        "default",
        &[],
        &["hazard", "probability", "from", "column", "unit"],
        "The party defaults at the end of some period; its draw joins the copula.",
        "follows: default",
    ),
];
