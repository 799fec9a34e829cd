//! Each law against the moments or probabilities it must have.

use super::*;
use crate::engine::draw::elementary::{exp, ln};
use crate::plan::{NEVER, RandomJump, RandomRegime};

const PATHS: usize = 40_000;

fn values(drives: &Drives, driver: usize, row: usize) -> Vec<f64> {
    column(drives, driver, row).collect()
}

#[test]
fn closing_is_where_the_deal_says() {
    let drives = drawn(&plan(vec![motion(35), added(ONE, 100)], vec![], 1), &DRAWS, 64);
    assert!(column(&drives, 0, 0).all(|it| it == 1e12));
    assert!(column(&drives, 1, 0).all(|it| it == 0.0));
}

fn added(speed: i128, volatility: i128) -> Law {
    Law::Added { speed, volatility, scale: 2 }
}

#[test]
fn a_motion_grows_at_its_drift_and_spreads_at_its_volatility() {
    let law = Law::Motion { drift: 10 * PERCENT, volatility: 35 * PERCENT };
    let drives = drawn(&plan(vec![law], vec![], 24), &DRAWS, PATHS);
    let logs = logs(&drives, 0, 24);
    let spread = (0.35f64 * 0.35 * 2.0).sqrt();
    let error = spread / (PATHS as f64).sqrt();
    assert_near(mean(&logs), 0.2 - 0.35 * 0.35, 3.0 * error);
    assert_near(variance(&logs).sqrt(), spread, 3.0 * error);
    let factors: Vec<f64> = values(&drives, 0, 24).iter().map(|it| it / 1e12).collect();
    assert_near(mean(&factors), exp(0.2), 3.0 * variance(&factors).sqrt() / (PATHS as f64).sqrt());
}

/// Skewness 0 and kurtosis 3 within three standard errors, √(6/n) and √(24/n).
#[test]
fn normals_are_normal_and_rows_are_independent() {
    let drives = drawn(&plan(vec![motion(100)], vec![], 3), &DRAWS, PATHS);
    let rows: Vec<Vec<f64>> = (0..=3).map(|row| logs(&drives, 0, row)).collect();
    let step =
        |row: usize| -> Vec<f64> { rows[row].iter().zip(&rows[row - 1]).map(|(now, before)| now - before).collect() };
    let (first, second) = (step(1), step(2));
    let n = PATHS as f64;
    let (middle, spread) = (mean(&first), variance(&first).sqrt());
    let moment = |power: i32| mean(&first.iter().map(|it| ((it - middle) / spread).powi(power)).collect::<Vec<_>>());
    assert_near(moment(3), 0.0, 3.0 * (6.0 / n).sqrt());
    assert_near(moment(4), 3.0, 3.0 * (24.0 / n).sqrt());
    assert_near(correlation(&first, &second), 0.0, 3.0 / n.sqrt());
    assert_near(correlation(&first[1..], &first[..PATHS - 1]), 0.0, 3.0 / n.sqrt());
}

#[test]
fn a_reversion_has_mean_one_and_settles_at_its_variance() {
    let law = Law::Reversion { speed: 2 * ONE, volatility: 50 * PERCENT };
    let drives = drawn(&plan(vec![law], vec![], 18), &DRAWS, PATHS);
    for row in [1, 6, 18] {
        let time = row as f64 / 12.0;
        let expected = 0.25 * (1.0 - exp(-4.0 * time)) / 4.0;
        let logs = logs(&drives, 0, row);
        assert_near(variance(&logs), expected, 3.0 * expected * (2.0 / PATHS as f64).sqrt());
        assert_near(mean(&logs), -expected / 2.0, 3.0 * (expected / PATHS as f64).sqrt());
    }
    // What is left of a deviation after a year: e^-2.
    let (early, late) = (logs(&drives, 0, 6), logs(&drives, 0, 18));
    let kept = correlation(&early, &late) * (variance(&late) / variance(&early)).sqrt();
    assert_near(kept, exp(-2.0), 0.02);
}

#[test]
fn a_reversion_without_speed_is_a_motion() {
    let still = Law::Reversion { speed: 0, volatility: 35 * PERCENT };
    let drives = drawn(&plan(vec![still], vec![], 12), &DRAWS, 64);
    let moved = drawn(&plan(vec![motion(35)], vec![], 12), &DRAWS, 64);
    for (a, b) in logs(&drives, 0, 12).into_iter().zip(logs(&moved, 0, 12)) {
        assert_near(a, b, 3e-12);
    }
}

/// In cents with a volatility of 100 cents a year: √(1 − e⁻²)/√2 of that after a year at speed 1.
#[test]
fn an_added_reversion_is_whole_units_around_nothing() {
    let drives = drawn(&plan(vec![added(ONE, 100)], vec![], 12), &DRAWS, PATHS);
    let values = values(&drives, 0, 12);
    assert!(values.iter().all(|it| it.fract() == 0.0));
    let expected = (10_000.0 * (1.0 - exp(-2.0)) / 2.0).sqrt();
    assert_near(variance(&values).sqrt(), expected, 3.0 * expected / (2.0 * PATHS as f64).sqrt());
    assert_near(mean(&values), 0.0, 3.0 * expected / (PATHS as f64).sqrt());
}

fn jumps(expected: impl Fn(usize) -> i128, once: bool, spread: i128) -> RandomJump {
    RandomJump { expected: (0..=12).map(expected).collect(), once, size: 50 * PERCENT, spread }
}

/// Two expected a year, each halving: n is Poisson, so the mean factor is e^(2 (½ − 1)), exactly halved each time.
#[test]
fn jumps_come_as_often_as_expected() {
    let law = Law::Jumps(jumps(|row| if row == 0 { 0 } else { ONE / 6 }, false, 0));
    let drives = drawn(&plan(vec![law], vec![], 12), &DRAWS, PATHS);
    let counts: Vec<f64> = logs(&drives, 0, 12).iter().map(|it| (it / ln(0.5)).round()).collect();
    assert_near(mean(&counts), 2.0, 3.0 * (2.0 / PATHS as f64).sqrt());
    assert_near(variance(&counts), 2.0, 0.06);
    for n in 0..5 {
        let expected = [1.0, 2.0, 2.0, 4.0 / 3.0, 2.0 / 3.0][n] * exp(-2.0);
        let found = counts.iter().filter(|&&it| it == n as f64).count() as f64 / PATHS as f64;
        assert_near(found, expected, 3.0 * (expected / PATHS as f64).sqrt());
    }
    assert!(column(&drives, 0, 12).all(|it| (it / 1e12 * 4096.0).fract() == 0.0));
}

#[test]
fn sizes_of_jumps_spread_and_add_up() {
    let law = Law::Jumps(jumps(|row| if row == 5 { 3 * ONE } else { 0 }, false, 20 * PERCENT));
    let drives = drawn(&plan(vec![law], vec![], 12), &DRAWS, PATHS);
    // A compound Poisson sum: mean 3 ln ½, variance 3 (ln² ½ + 0.2²).
    let logs = logs(&drives, 0, 12);
    let expected = 3.0 * (ln(0.5) * ln(0.5) + 0.04);
    assert_near(mean(&logs), 3.0 * ln(0.5), 3.0 * (expected / PATHS as f64).sqrt());
    assert_near(variance(&logs), expected, 0.03 * expected);
    assert!(column(&drives, 0, 4).all(|it| it == 1e12));
}

#[test]
fn a_dated_jump_comes_once_or_not() {
    let law = Law::Jumps(jumps(|row| if row == 7 { 30 * PERCENT } else { 0 }, true, 0));
    let drives = drawn(&plan(vec![law], vec![], 12), &DRAWS, PATHS);
    assert!(column(&drives, 0, 6).all(|it| it == 1e12));
    let jumped = column(&drives, 0, 7).filter(|&it| it == 5e11).count() as f64 / PATHS as f64;
    assert_near(jumped, 0.3, 3.0 * (0.21 / PATHS as f64).sqrt());
    assert_eq!(values(&drives, 0, 7), values(&drives, 0, 12));
}

#[test]
fn a_jump_to_nothing_stays_there() {
    let jump = RandomJump { expected: vec![0, 0, ONE, 0, 0], once: true, size: 0, spread: 0 };
    let law = Law::JumpDiffusion { drift: 0, volatility: ONE, jump };
    let drives = drawn(&plan(vec![law], vec![], 4), &DRAWS, 64);
    assert!(column(&drives, 0, 2).chain(column(&drives, 0, 4)).all(|it| it == 1.0));
}

#[test]
fn more_jumps_than_are_drawn_are_refused() {
    let law = Law::Jumps(jumps(|row| if row == 3 { 501 * ONE } else { 0 }, false, 0));
    let failure = Drawer::new(&plan(vec![law], vec![], 12), &DRAWS).err();
    assert_eq!(failure, Some(Failure::Jumps { process: 0, row: 3 }));
    let most =
        Law::Jumps(RandomJump { size: ONE, ..jumps(|row| if row == 3 { 500 * ONE } else { 0 }, false, PERCENT) });
    let drives = drawn(&plan(vec![most], vec![], 12), &DRAWS, 4_096);
    // Their number is near 500, so the variance of the logarithm is that many times 0.01².
    assert_near(variance(&logs(&drives, 0, 12)), 0.05, 0.004);
}

#[test]
fn history_is_drawn_evenly_and_in_blocks() {
    let changes: Vec<i128> = [80, 90, 110, 125].map(|it| it * PERCENT).to_vec();
    let law = Law::Bootstrap { changes, block: 3 };
    let drives = drawn(&plan(vec![law], vec![], 6), &DRAWS, PATHS);
    let rows: Vec<Vec<f64>> = (0..=6).map(|row| values(&drives, 0, row)).collect();
    let change = |row: usize, lane: usize| rows[row][lane] / rows[row - 1][lane];
    let places = |row: usize, lane: usize| {
        let found = change(row, lane);
        [0.8, 0.9, 1.1, 1.25].iter().position(|it| (it - found).abs() < 1e-9).unwrap()
    };
    let mut began = [0usize; 4];
    for lane in 0..PATHS {
        let path: Vec<usize> = (1..=6).map(|row| places(row, lane)).collect();
        for block in path.chunks(3) {
            began[block[0]] += 1;
            assert_eq!((block[1], block[2]), ((block[0] + 1) % 4, (block[0] + 2) % 4));
        }
    }
    for count in began {
        assert_near(count as f64 / (2 * PATHS) as f64, 0.25, 0.005);
    }
}

/// Two regimes, calm for half a year and wild for a quarter on average: the chain has the occupancy of Norris,
/// example 2.1.1, p(t) = 2/(2 + 4) (1 − e^(−6t)) in the wild one from calm.
#[test]
fn regimes_hold_as_long_as_their_rates_say() {
    let regime = |volatility: i128, leaves| RandomRegime { drift: 0, volatility: volatility * PERCENT, leaves };
    let regimes = vec![regime(0, vec![(1, 2 * ONE)]), regime(100, vec![(0, 4 * ONE)])];
    let drives = drawn(&plan(vec![Law::Regimes(regimes)], vec![], 12), &DRAWS, PATHS);
    for row in [1, 2, 5, 12] {
        let (before, now) = (values(&drives, 0, row - 1), values(&drives, 0, row));
        // Only the wild regime moves.
        let wild = before.iter().zip(&now).filter(|(before, now)| before != now).count() as f64 / PATHS as f64;
        let time = (row - 1) as f64 / 12.0;
        assert_near(wild, (1.0 - exp(-6.0 * time)) / 3.0, 0.008);
    }
}

#[test]
fn three_regimes_in_a_ring_settle_evenly() {
    let regime = |drift: i128, to: usize| RandomRegime { drift, volatility: 0, leaves: vec![(to, 60 * ONE)] };
    let regimes = vec![regime(ONE, 1), regime(2 * ONE, 2), regime(3 * ONE, 0)];
    let drives = drawn(&plan(vec![Law::Regimes(regimes)], vec![], 4), &DRAWS, PATHS);
    let (before, now) = (logs(&drives, 0, 3), logs(&drives, 0, 4));
    for regime in 1..=3 {
        let there =
            before.iter().zip(&now).filter(|(before, now)| ((*now - *before) * 12.0 - regime as f64).abs() < 1e-6);
        assert_near(there.count() as f64 / PATHS as f64, 1.0 / 3.0, 0.008);
    }
}

#[test]
fn defaults_come_by_the_row_their_probability_says() {
    let by_row = [0, 2, 2, 5, 9, 30, 30, 31, 40, 44, 48, 50, 60].map(|it| it * PERCENT);
    let drives = drawn(&plan(vec![Law::Default { by_row: by_row.to_vec() }], vec![], 12), &DRAWS, PATHS);
    let rows = values(&drives, 0, 0);
    assert_eq!(rows, values(&drives, 0, 12));
    for (row, &probability) in by_row.iter().enumerate() {
        let found = rows.iter().filter(|&&it| it <= row as f64).count() as f64 / PATHS as f64;
        let expected = probability as f64 / 1e12;
        assert_near(found, expected, 3.0 * (expected * (1.0 - expected) / PATHS as f64).sqrt());
    }
    assert!(rows.iter().all(|&it| it <= 12.0 || it == NEVER as f64));
    assert!(!rows.contains(&2.0) && !rows.contains(&6.0));
}

#[test]
fn certain_and_impossible_defaults_are_so() {
    let of = |by_row: Vec<i128>| drawn(&plan(vec![Law::Default { by_row }], vec![], 2), &DRAWS, 64);
    assert!(column(&of(vec![0, 0, ONE]), 0, 1).all(|it| it == 2.0));
    assert!(column(&of(vec![0, 0, 0]), 0, 1).all(|it| it == NEVER as f64));
}

/// docs/reference/randomness.md: a factor lies between 10⁻¹² and 9,000, an amount within 9·10¹⁵ units.
#[test]
fn what_a_float_cannot_hold_is_capped() {
    let wild = |drift: i128| Law::Motion { drift: drift * ONE, volatility: 10 * ONE };
    let plan = plan(vec![wild(100), wild(-100), added(0, 900_000_000_000_000_000)], vec![], 12);
    let drives = drawn(&plan, &DRAWS, 256);
    assert!(column(&drives, 0, 12).any(|it| it == 9e15));
    assert!(column(&drives, 1, 12).any(|it| it == 1.0));
    assert!(column(&drives, 2, 12).any(|it| it == 9e15) && column(&drives, 2, 12).any(|it| it == -9e15));
    for driver in 0..2 {
        assert!(column(&drives, driver, 12).all(|it| (1.0..=9e15).contains(&it) && it.fract() == 0.0));
    }
}
