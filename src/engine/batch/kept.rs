//! What a study keeps, as values of the graph.

use super::graph::{Id, Value};
use super::trace::Trace;
use crate::engine::gauge::{Gauge, Kept};
use crate::plan::Slot;

/// The answers in the order of their columns: gauges, then profiles row by row, then the end of the run. `None` where
/// floats cannot hold one.
pub fn kept(trace: &mut Trace, kept: &Kept, rows: usize) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for gauge in &kept.gauges {
        let value = read(trace, gauge)?;
        values.push(trace.graph.count(value));
    }
    for &slot in &kept.profiles {
        for row in 0..rows {
            let value = profile(trace, slot, row)?;
            values.push(trace.graph.count(value));
        }
    }
    values.push(read(trace, &Gauge::End)?);
    Some(values)
}

fn profile(trace: &mut Trace, slot: Slot, row: usize) -> Option<Value> {
    let Some(&live) = trace.live.get(row) else { return Some(Value::NONE) };
    let value = at(trace, slot, row);
    where_live(trace, live, value, Value::NONE)
}

fn at(trace: &Trace, slot: Slot, row: usize) -> Value {
    // A row that every path fails in has no values; none of them will be asked for.
    trace.rows.get(row).map_or(Value::NONE, |values| values[slot.index()])
}

fn where_live(trace: &mut Trace, live: Option<Id>, value: Value, other: Value) -> Option<Value> {
    match live {
        None => Some(value),
        Some(live) => trace.graph.select(Value::Flag(live), value, other),
    }
}

fn read(trace: &mut Trace, gauge: &Gauge) -> Option<Value> {
    let first = match gauge {
        Gauge::Count(_) | Gauge::Sum(_) | Gauge::Weighted(..) => Value::ZERO,
        _ => Value::NONE,
    };
    let (mut value, mut seen) = (first, Value::ZERO);
    for row in 0..trace.live.len() {
        let live = trace.live[row];
        let next = match gauge {
            Gauge::End => Value::Known(row as i128),
            Gauge::Last(slot) => at(trace, *slot, row),
            Gauge::First(slot) => {
                let now = at(trace, *slot, row);
                let now = met(trace, now, live);
                let unseen = trace.graph.not(seen);
                let new = trace.graph.and(now, unseen);
                seen = trace.graph.or(seen, now);
                value = trace.graph.select(new, Value::Known(row as i128), value)?;
                continue;
            }
            Gauge::Count(slot) => {
                let now = at(trace, *slot, row);
                let now = met(trace, now, live);
                let more = trace.graph.add(value, Value::Known(1))?;
                value = trace.graph.select(now, more, value)?;
                continue;
            }
            Gauge::Minimum(_) | Gauge::Maximum(_) if row == 0 => continue,
            Gauge::Minimum(slot) => {
                let now = at(trace, *slot, row);
                trace.graph.least_known(value, now)?
            }
            Gauge::Maximum(slot) => {
                let now = at(trace, *slot, row);
                trace.graph.most_known(value, now)?
            }
            Gauge::Sum(slot) => {
                let now = at(trace, *slot, row);
                trace.graph.sum_known(value, now)?
            }
            Gauge::Weighted(slot, weights) => {
                let (now, weight) = (at(trace, *slot, row), *weights.get(row)?);
                let now = trace.graph.product(now, Value::Known(weight), 1, 1)?;
                trace.graph.sum_known(value, now)?
            }
        };
        value = where_live(trace, live, next, value)?;
    }
    Some(value)
}

/// Whether a flag is 1 in a row that is run.
fn met(trace: &mut Trace, flag: Value, live: Option<Id>) -> Value {
    let flag = trace.graph.is_true(flag);
    live.map_or(flag, |live| trace.graph.and(Value::Flag(live), flag))
}
