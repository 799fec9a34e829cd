//! Labels of `study`.

use super::Label;

pub const STUDY: &[Label] = &[
    Label::new(
        "simulate",
        "How many paths are drawn, from which seed, and whether `antithetic` (every path with its mirror image) or by a `sobol` sequence.",
        "simulate: 10_000 paths, seed 42, antithetic",
    ),
    Label::new(
        "sweep",
        "Every combination of one to three levers, each over a range `by` a step or `in` so many steps.",
        "sweep: utilization from 50% to 90% by 5%, Rubin.rent from 60% to 100% in 8 steps",
    ),
    Label::new(
        "solve",
        "The lever, and between which values it is looked for.",
        "solve: decline from 0% per year to 60% per year",
    ),
    Label::new(
        "reverse",
        "Levers that move together from where they are: the step that counts as one, and how far at most.",
        "reverse: decline by 1% per year to 60% per year, utilization by -1% to 50%",
    ),
    Label::new(
        "tornado",
        "Levers that move one at a time, each between two values.",
        "tornado: utilization from 70% to 90%, decline from 10% per year to 40% per year",
    ),
    Label::new("under", "Scenarios, each with its own answer; `base` when not stated.", "under: base, Collapse"),
    Label::new("given", "Inputs that differ from the file throughout.", "given: utilization = 70%"),
    Label {
        repeats: true,
        ..Label::new("measure", "Figures of a whole run, read at its end.", "measure: min(DSCR.value), Senior.recovery")
    },
    Label::new("stop", "When to stop before all paths have run.", "stop: standard error of Senior.recovery below 0.5%"),
    Label::new("so that", "What a measure shall come to when solving.", "so that: min(DSCR.value) = 1.25x"),
    Label::new("within", "How close to the root the lever has to be.", "within: 0.0001% per year"),
    Label::new(
        "until",
        "What a reverse stress looks for: a breach, of a covenant or of one of its levels, or an event of default.",
        "until: DSCR breaches 1.10x",
    ),
];
