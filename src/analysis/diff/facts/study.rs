//! Studies and tests: what is asked of the deal.

use super::super::fact::{Book, Entry, Kind, Value};
use super::super::words;
use super::scenario::given;
use crate::engine::outcome::Figure;
use crate::model::{
    Axis, Bracket, CovenantId, Expectation, Happening, Level, LevelTest, Lever, Model, Move, Numbers, Quantifier,
    Question, Reverse, Simulate, Solve, StandardError, Study, Test, TestInput, TrancheId, Type,
};
use crate::time::Date;

pub fn study(book: &mut Book, study: &Study) {
    let Study { label, under, given: inputs, measures, asks } = study;
    let mut entry = book.open(Kind::Study, label);
    let model = entry.model();
    let worlds: Vec<String> =
        under.iter().map(|id| words::label(&model.scenarios, id.index(), |it| &it.label)).collect();
    entry.word("under", worlds.join(", "));
    inputs.iter().for_each(|it: &TestInput| given(&mut entry, it));
    let measured: Vec<String> = measures.iter().map(|it| words::of(model, &it.expr)).collect();
    let mut value = Value::word(&measured.join(", "));
    value.text = measures.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(", ");
    entry.say("measure", "", value, label.place);
    let (what, details) = question(model, asks);
    entry.word(what, details);
}

fn question(model: &Model, asks: &Question) -> (&'static str, String) {
    match asks {
        Question::Simulate(Simulate { paths, seed, antithetic, numbers, stop }) => {
            let mut words = format!("{paths} paths, seed {seed}");
            words.push_str(if *antithetic { ", antithetic" } else { "" });
            words.push_str(if *numbers == Numbers::Sobol { ", sobol" } else { "" });
            if let Some(StandardError { measure, at_most }) = stop {
                words.push_str(&format!(", until the error of measure {} is {at_most}", measure + 1));
            }
            ("simulate", words)
        }
        Question::Sweep(axes) => {
            let axis = |Axis { lever, values }: &Axis| {
                let values: Vec<String> = values.iter().map(|it| literal(*it, &lever.of)).collect();
                format!("{}: {}", lever.name, values.join(" "))
            };
            ("sweep", axes.iter().map(axis).collect::<Vec<_>>().join("; "))
        }
        Question::Solve(Solve { by, target, tolerance, most_iterations }) => {
            ("solve", format!("{} for {target}, within {tolerance}, in {most_iterations}", bracket(by)))
        }
        Question::Reverse(Reverse { levers, until }) => {
            let moved = |Move { by, unit }: &Move| format!("{} by {}", bracket(by), literal(*unit, &by.lever.of));
            let levers: Vec<String> = levers.iter().map(moved).collect();
            ("reverse", format!("{} until {}", levers.join("; "), happening(model, *until)))
        }
        Question::Tornado(brackets) => ("tornado", brackets.iter().map(bracket).collect::<Vec<_>>().join("; ")),
    }
}

/// What the deal itself states is told where it states it.
fn bracket(Bracket { lever: Lever { what: _, name, of, stated, place: _ }, from, to }: &Bracket) -> String {
    let from = if from == stated { String::new() } else { format!(" from {}", literal(*from, of)) };
    format!("{name}{from} to {}", literal(*to, of))
}

fn literal(value: i128, of: &Type) -> String {
    Figure::new(value, of.clone()).literal()
}

fn happening(model: &Model, until: Happening) -> String {
    match until {
        Happening::Breach { covenant, level } => {
            let of = covenant.and_then(|id| model.covenants.get(id.index()));
            let level = level.and_then(|level| of?.levels.get(level));
            let level = level.map_or("any level".to_owned(), |level| level_words(model, level));
            format!("{} breaches {level}", of.map_or("any covenant", |it| &it.label.name))
        }
        Happening::EventOfDefault { of } => {
            let of = of.and_then(|id| model.tranches.get(id.index()));
            format!("event of default of {}", of.map_or("any tranche", |it| &it.label.name))
        }
    }
}

/// An expectation is known by its words.
pub fn test(book: &mut Book, test: &Test) {
    let Test { title, place, under, given: inputs, expectations } = test;
    let mut entry: Entry = book.about(Kind::Test, &format!("test \"{title}\""), None, *place);
    entry.word("under", words::label(&entry.model().scenarios, under.index(), |it| &it.label));
    inputs.iter().for_each(|it| given(&mut entry, it));
    for (expected, _, place) in expectations {
        let words = expectation(entry.model(), expected);
        entry.at(*place).has("expect", words);
    }
}

fn expectation(model: &Model, expected: &Expectation) -> String {
    let covenant = |id: &CovenantId| words::label(&model.covenants, id.index(), |it| &it.label);
    let tranche = |id: &TrancheId| words::tranche(model, *id);
    let dated = |on: &Option<Date>| on.map_or(String::new(), |on| format!(" on {on}"));
    let not = |negated: bool| if negated { "not " } else { "" };
    match expected {
        Expectation::NoBreach { of } => {
            format!("no breach{}", of.as_ref().map_or(String::new(), |id| format!(" of {}", covenant(id))))
        }
        Expectation::NoEventOfDefault { of } => {
            format!("no event of default{}", of.as_ref().map_or(String::new(), |id| format!(" of {}", tranche(id))))
        }
        Expectation::Breaches { covenant: id, level: index, on, first, negated } => {
            let found = model.covenants.get(id.index()).and_then(|it| it.levels.get((*index)?));
            let level = found.map_or(String::new(), |it| format!(" {}", level_words(model, it)));
            let first = if *first { "first " } else { "" };
            format!("{}{} {first}breaches{level}{}", not(*negated), covenant(id), dated(on))
        }
        Expectation::MissesPayment { tranche: id, on, negated } => {
            format!("{}{} misses payment{}", not(*negated), tranche(id), dated(on))
        }
        Expectation::Condition { left, comparison, right, within, on } => {
            let side = |it: &Quantifier| {
                let under = it.under.map(|id| words::label(&model.scenarios, id.index(), |it| &it.label));
                format!("{}{}", under.map_or(String::new(), |name| format!("{name}.")), words::of(model, &it.expr))
            };
            let within = within.map_or(String::new(), |it| format!(" within {}", literal(it, &right.expr.of)));
            format!("{} {} {}{within}{}", side(left), words::sign(*comparison), side(right), dated(on))
        }
        Expectation::Status { covenant: id, status, on } => format!("{} is {status} on {on}", covenant(id)),
    }
}

/// `below 1.35`
fn level_words(model: &Model, level: &Level) -> String {
    match &level.test {
        LevelTest::Below(value) => format!("below {}", words::of(model, value)),
        LevelTest::Above(value) => format!("above {}", words::of(model, value)),
        LevelTest::When(condition) => format!("when {}", words::of(model, condition)),
    }
}
