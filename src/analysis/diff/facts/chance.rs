//! Random drivers and how they hang together.

use super::super::fact::{Book, Entry, Kind};
use super::super::words;
use super::scenario::target;
use crate::engine::outcome::Figure;
use crate::model::{
    Arrival, Copula, Correlation, Follows, Hazard, Jump, Pair, Parameter, Process, ProcessId, Regime, Trigger, Type,
};
use crate::quantity::Unit;

fn ratio(value: &i128) -> String {
    Figure::new(*value, Type::Quantity(Unit::ratio())).literal()
}

pub fn process<'m>(book: &mut Book<'m>, process: &'m Process) {
    let Process { label, on, follows, text: _ } = process;
    let mut entry = book.open(Kind::Process, label);
    let model = entry.model();
    on.iter().for_each(|it| entry.has("on", target(model, *it)));
    let some = |entry: &mut Entry<'_, 'm>, term: &'static str, it: &'m Option<Parameter>| {
        entry.some(term, it.as_ref().map(|Parameter(it)| it));
    };
    match follows {
        Follows::Motion { volatility: Parameter(volatility), drift } => {
            entry.word("follows", "geometric brownian motion");
            entry.expr("volatility", volatility);
            some(&mut entry, "drift", drift);
        }
        Follows::Reversion { speed: Parameter(speed), volatility: Parameter(volatility), added } => {
            entry.word("follows", if *added { "mean reversion, added" } else { "mean reversion" });
            entry.expr("speed", speed);
            entry.expr("volatility", volatility);
        }
        Follows::JumpDiffusion { volatility: Parameter(volatility), drift, jump: jumps } => {
            entry.word("follows", "jump diffusion");
            entry.expr("volatility", volatility);
            some(&mut entry, "drift", drift);
            jump(&mut entry, jumps);
        }
        Follows::Jumps(jumps) => {
            entry.word("follows", "jumps");
            jump(&mut entry, jumps);
        }
        Follows::Bootstrap { changes, block } => {
            entry.word("follows", "history");
            let rows = changes.iter().enumerate().map(|(at, change)| (format!("change {}", at + 1), ratio(change)));
            entry.rows("history", rows.collect());
            entry.number("block", format!("{block} periods"), i128::from(*block), "periods");
        }
        Follows::Regimes(regimes) => {
            entry.word("follows", "regimes");
            regimes.first().iter().for_each(|it| entry.word("starts in", &it.name));
            regimes.iter().for_each(|it| entry.has("regime", &it.name));
            for Regime { name, drift: Parameter(drift), volatility: Parameter(volatility), leaves } in regimes {
                entry.item_expr("drift", name, drift);
                entry.item_expr("volatility", name, volatility);
                for (to, Parameter(rate)) in leaves {
                    let to = regimes.get(*to).map_or("", |it| it.name.as_str());
                    entry.item_expr("leaves", &format!("{name} for {to}"), rate);
                }
            }
        }
        Follows::Default(hazard) => {
            entry.word("follows", "default");
            match hazard {
                Hazard::Rate(Parameter(rate)) => entry.expr("hazard", rate),
                Hazard::Probability { probability: Parameter(probability), months } => {
                    entry.expr("probability", probability);
                    entry.number("probability over", format!("{months} months"), i128::from(*months), "months");
                }
                Hazard::Table(rows) => {
                    let rows = rows.iter().map(|(month, it)| (format!("month {month}"), ratio(it)));
                    entry.rows("probabilities", rows.collect());
                }
            }
        }
    }
}

fn jump<'m>(entry: &mut Entry<'_, 'm>, jump: &'m Jump) {
    let Jump { arrives, size: Parameter(size), spread } = jump;
    match arrives {
        Arrival::Rate(Parameter(rate)) => entry.expr("arrives", rate),
        Arrival::On { date, probability: Parameter(probability) } => {
            entry.date("arrives on", *date);
            entry.expr("arrives", probability);
        }
    }
    entry.expr("size", size);
    entry.some("spread", spread.as_ref().map(|Parameter(it)| it));
}

pub fn correlation<'m>(book: &mut Book<'m>, correlation: &'m Correlation) {
    let Correlation { label, copula, pairs, loadings, when } = correlation;
    let mut entry = book.open(Kind::Correlation, label);
    let model = entry.model();
    let name = |id: ProcessId| words::label(&model.processes, id.index(), |it| &it.label);
    match copula {
        Copula::Gaussian => entry.word("copula", "gaussian"),
        Copula::StudentT { degrees } => {
            entry.word("copula", "student t");
            entry.number("degrees of freedom", degrees.to_string(), i128::from(*degrees), "degrees");
        }
    }
    for Pair { of: (one, other), value: Parameter(value), place: _ } in pairs {
        let mut both = [name(*one), name(*other)];
        both.sort();
        entry.item_expr("pair", &both.join(" with "), value);
    }
    for (id, Parameter(value)) in loadings {
        entry.item_expr("loading", &name(*id), value);
    }
    if let Some(Trigger { process, below, level: Parameter(level) }) = when {
        let item = format!("{} {}", name(*process), if *below { "below" } else { "above" });
        entry.item_expr("when", &item, level);
    }
}
