//! What the draws must be: functions against references in 320 bits, laws against closed forms, with fixed seeds.

mod addresses;
mod copulas;
mod functions;
mod laws;
mod reference;
mod sequences;

use super::*;
use crate::model::Type;
use crate::plan::{Dependence, Driver, Law, Random, Randomness, Slot};
use crate::quantity::Unit;
use crate::time::Date;

const ONE: i128 = 1_000_000_000_000;
const PERCENT: i128 = ONE / 100;

const DRAWS: Draws = Draws { seed: 42, antithetic: false, numbers: Numbers::Random };

/// A plan of so many months with a driver for each process.
fn plan(laws: Vec<Law>, correlations: Vec<Dependence>, months: usize) -> Plan {
    let closing = Date::new(2025, 12, 31).unwrap();
    let driver = |process: usize| Driver {
        slot: Slot(process as u32),
        of: Type::Quantity(Unit::ratio()),
        neutral: ONE,
        source: DriverSource::Process(process),
    };
    Plan {
        drivers: (0..laws.len()).map(driver).collect(),
        randomness: Randomness {
            processes: laws.into_iter().map(|law| Random { name: "P".into(), law }).collect(),
            correlations,
            years: std::iter::once(0).chain((0..months).map(|_| ONE / 12)).collect(),
        },
        dates: (0..=months).map(|it| closing.add_months(it as i64, Default::default()).unwrap()).collect(),
        periods: months,
        ..Plan::default()
    }
}

fn motion(volatility: i128) -> Law {
    Law::Motion { drift: 0, volatility: volatility * PERCENT }
}

/// Every pair of processes correlated by so many percent.
fn correlated(processes: usize, percent: i128) -> Dependence {
    let cell = |a: usize, b: usize| if a == b { ONE } else { percent * PERCENT };
    let matrix = (0..processes).map(|a| (0..processes).map(|b| cell(a, b)).collect()).collect();
    Dependence { name: "Correlation".into(), matrix, student: None, when: None }
}

/// The first paths of a plan.
fn drawn(plan: &Plan, draws: &Draws, paths: usize) -> Drives {
    let drawer = Drawer::new(plan, draws).unwrap();
    let mut drives = Drives::new(plan.drivers.len(), plan.rows(), paths);
    drawer.fill(0, paths, &mut drives);
    drives
}

/// What a driver is on each path in a row, as a whole number.
fn column(drives: &Drives, driver: usize, row: usize) -> impl Iterator<Item = f64> {
    drives.columns.column(drives.at(driver, row)).iter().flat_map(|chunk| chunk.0)
}

/// The same as the logarithm of a factor.
fn logs(drives: &Drives, driver: usize, row: usize) -> Vec<f64> {
    column(drives, driver, row).map(|value| elementary::ln(value / 1e12)).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / values.len() as f64
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (of_a, of_b) = (mean(a), mean(b));
    let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - of_a) * (b - of_b)).collect();
    mean(&products) / (variance(a) * variance(b)).sqrt()
}

#[track_caller]
fn assert_near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not within {within} of {expected}");
}
