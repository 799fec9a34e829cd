//! What the draws must be, with fixed seeds.

use super::*;
use crate::model::Type;
use crate::plan::{Dependence, Driver, Law, Random, Randomness, Slot};
use crate::quantity::Unit;
use crate::time::Date;

const ONE: i128 = 1_000_000_000_000;

/// A plan of so many months with a driver for each process.
fn plan(laws: Vec<Law>, correlations: Vec<Dependence>, months: usize) -> Plan {
    let closing = Date::new(2025, 12, 31).unwrap();
    let dates = (0..=months).map(|it| closing.add_months(it as i64, Default::default()).unwrap()).collect::<Vec<_>>();
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
        dates,
        periods: months,
        ..Plan::default()
    }
}

const DRAWS: Draws = Draws { seed: 42, antithetic: false, numbers: Numbers::Random };

#[test]
fn a_motion_has_its_mean_and_its_spread() {
    let plan = plan(vec![Law::Motion { drift: 0, volatility: ONE * 35 / 100 }], vec![], 12);
    let drawer = Drawer::new(&plan, &DRAWS).unwrap();
    let mut drives = Drives::new(1, plan.rows(), 100_000);
    drawer.fill(0, 100_000, &mut drives);
    let last: Vec<f64> = (0..100_000).map(|lane| drives.columns.get(12, lane) / 1e12).collect();
    let mean = last.iter().sum::<f64>() / 1e5;
    assert!((mean - 1.0).abs() < 0.004, "{mean}");
    assert_eq!(drawer.path(77).values[0][12], (last[77] * 1e12) as i128);
}
