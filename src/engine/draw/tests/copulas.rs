//! How draws hang together: correlations, joint defaults, fat tails, regimes.

use super::*;
use crate::engine::draw::elementary::exp;
use crate::engine::draw::normal::score;
use crate::plan::RandomTrigger;

const PATHS: usize = 200_000;

fn defaults(percent: [i128; 2]) -> Vec<Law> {
    percent.map(|it| Law::Default { by_row: vec![0, it * PERCENT] }).to_vec()
}

/// Share of paths on which both default.
fn joint(laws: Vec<Law>, dependence: Dependence, months: usize, paths: usize) -> f64 {
    let drives = drawn(&plan(laws, vec![dependence], months), &DRAWS, paths);
    let rows = months as f64;
    let both = column(&drives, 0, 0).zip(column(&drives, 1, 0)).filter(|&(a, b)| a <= rows && b <= rows);
    both.count() as f64 / paths as f64
}

/// Φ₂: the product of both probabilities, and the integral of the density over the correlation from none (Plackett
/// 1954), by Simpson's rule.
fn bivariate(p: f64, q: f64, correlation: f64) -> f64 {
    let (h, k) = (score(p), score(q));
    let density = |r: f64| {
        let rest = 1.0 - r * r;
        exp(-(h * h - 2.0 * h * k * r + k * k) / (2.0 * rest)) / (std::f64::consts::TAU * rest.sqrt())
    };
    let steps = 2_000;
    let width = correlation / f64::from(steps);
    let weight = |at: i32| {
        if at == 0 || at == steps {
            1.0
        } else if at % 2 == 1 {
            4.0
        } else {
            2.0
        }
    };
    p * q + (0..=steps).map(|at| weight(at) * density(f64::from(at) * width)).sum::<f64>() * width / 3.0
}

#[test]
fn the_closed_form_gives_the_published_joint_probability() {
    assert_near(bivariate(0.15, 0.20, 0.6), 0.08107, 5e-6);
    assert_near(bivariate(0.15, 0.20, 0.0), 0.03, 1e-15);
    // One quarter plus arcsine over a turn: Sheppard (1899).
    assert_near(bivariate(0.5, 0.5, 0.5), 1.0 / 3.0, 1e-12);
}

#[test]
fn two_pools_default_together_as_often_as_the_copula_says() {
    for percent in [-60, 0, 30, 60, 90] {
        let expected = bivariate(0.15, 0.20, percent as f64 / 100.0);
        let found = joint(defaults([15, 20]), correlated(2, percent), 1, PATHS);
        assert_near(found, expected, 3.0 * (expected * (1.0 - expected) / PATHS as f64).sqrt());
    }
}

/// The same by the sum of many rows as by one.
#[test]
fn rows_do_not_change_the_copula() {
    let over = |percent: i128| Law::Default { by_row: (0..=24).map(|row| percent * PERCENT * row / 24).collect() };
    let found = joint(vec![over(15), over(20)], correlated(2, 60), 24, 40_000);
    assert_near(found, 0.08107, 3.0 * (0.08107 * 0.91893 / 40_000.0f64).sqrt());
}

#[test]
fn perfect_correlation_is_perfect() {
    assert_near(joint(defaults([15, 20]), correlated(2, 100), 1, PATHS), 0.15, 0.003);
    assert_eq!(joint(defaults([15, 20]), correlated(2, -100), 1, PATHS), 0.0);
    let drives = drawn(&plan(vec![motion(30), motion(30)], vec![correlated(2, 100)], 3), &DRAWS, 256);
    assert_eq!(logs(&drives, 0, 3), logs(&drives, 1, 3));
}

#[test]
fn increments_have_the_correlation_that_is_stated() {
    let mut stated = correlated(3, 40);
    for (a, b) in [(0, 2), (2, 0)] {
        stated.matrix[a][b] = -20 * PERCENT;
    }
    let drives = drawn(&plan(vec![motion(35), motion(70), motion(20)], vec![stated], 4), &DRAWS, 40_000);
    let all: Vec<Vec<f64>> = (0..3).map(|driver| logs(&drives, driver, 4)).collect();
    for (a, b, expected) in [(0, 1, 0.4), (1, 2, 0.4), (0, 2, -0.2)] {
        assert_near(correlation(&all[a], &all[b]), expected, 3.0 / 200.0);
    }
}

/// A default correlated with a price is one that comes when the price has fallen.
#[test]
fn defaults_come_with_falling_prices() {
    let by_row = (0..=12).map(|row| 20 * PERCENT * row / 12).collect();
    let laws = vec![motion(40), Law::Default { by_row }];
    let drives = drawn(&plan(laws, vec![correlated(2, 50)], 12), &DRAWS, 40_000);
    let prices = logs(&drives, 0, 12);
    let latest: Vec<f64> = prices.iter().map(|it| (it + 0.08) / 0.4).collect();
    let defaulted: Vec<f64> =
        column(&drives, 1, 0).zip(&latest).filter(|(row, _)| *row <= 12.0).map(|it| *it.1).collect();
    // Given a default the other normal has mean −ρ φ(Φ⁻¹(p))/p.
    let low = score(0.2);
    let expected = -0.5 * exp(-low * low / 2.0) / std::f64::consts::TAU.sqrt() / 0.2;
    assert_near(mean(&defaulted), expected, 3.0 / (defaulted.len() as f64).sqrt());
}

/// Joint defaults at 1% each with half correlated: 0.129% under a normal copula; under t of four degrees about twice.
#[test]
fn a_student_copula_has_fat_joint_tails_and_the_same_margins() {
    let laws = || defaults([1, 1]);
    let student = |percent: i128| Dependence { student: Some(4), ..correlated(2, percent) };
    let normal = joint(laws(), correlated(2, 50), 1, PATHS);
    let fat = joint(laws(), student(50), 1, PATHS);
    let expected = bivariate(0.01, 0.01, 0.5);
    assert_near(normal, expected, 3.0 * (expected / PATHS as f64).sqrt());
    // P(both) = ∫ Φ₂(h √(w/4), h √(w/4)) over w chi-square of four degrees, h the t quantile −3.746947.
    let mixed: f64 = (0..4_000)
        .map(|at| {
            let w = (f64::from(at) + 0.5) / 100.0;
            let density = w / 4.0 * exp(-w / 2.0) / 100.0;
            let low = -3.746_947_4 * (w / 4.0).sqrt();
            density * bivariate_at(low, 0.5)
        })
        .sum();
    assert!(mixed > 1.7 * expected, "{mixed} {expected}");
    assert_near(fat, mixed, 3.0 * (mixed / PATHS as f64).sqrt());
    let drives = drawn(&plan(laws(), vec![student(50)], 1), &DRAWS, PATHS);
    for driver in 0..2 {
        let share = column(&drives, driver, 0).filter(|&row| row <= 1.0).count() as f64 / PATHS as f64;
        assert_near(share, 0.01, 3.0 * (0.0099 / PATHS as f64).sqrt());
    }
}

/// Both below the same point: by the same integral, with Φ(h) from a sum over the tail of the density.
fn bivariate_at(h: f64, correlation: f64) -> f64 {
    let below = |h: f64| -> f64 {
        (0..1_000).map(|at| h - (f64::from(at) + 0.5) / 100.0).map(|x| exp(-x * x / 2.0)).sum::<f64>()
            / 100.0
            / std::f64::consts::TAU.sqrt()
    };
    let p = below(h);
    let density = |r: f64| exp(-h * h / (1.0 + r)) / (std::f64::consts::TAU * (1.0 - r * r).sqrt());
    let steps = 100;
    let width = correlation / f64::from(steps);
    p * p + (0..steps).map(|at| density((f64::from(at) + 0.5) * width)).sum::<f64>() * width
}

#[test]
fn increments_of_a_student_copula_are_normal_and_fall_together() {
    let steps = |student: Option<u32>| {
        let stated = Dependence { student, ..correlated(2, 40) };
        let drives = drawn(&plan(vec![motion(100), motion(100)], vec![stated], 1), &DRAWS, PATHS);
        [0, 1].map(|driver| {
            logs(&drives, driver, 1).iter().map(|it| (it + 1.0 / 24.0) * 12f64.sqrt()).collect::<Vec<_>>()
        })
    };
    let [a, b] = steps(Some(3));
    let n = PATHS as f64;
    assert_near(mean(&a), 0.0, 3.0 / n.sqrt());
    assert_near(mean(&a.iter().map(|it| it * it).collect::<Vec<_>>()), 1.0, 3.0 * (2.0 / n).sqrt());
    assert_near(mean(&a.iter().map(|it| it.powi(4)).collect::<Vec<_>>()), 3.0, 3.0 * (96.0 / n).sqrt());
    let together = |[a, b]: [&[f64]; 2]| a.iter().zip(b).filter(|(a, b)| **a < -2.5 && **b < -2.5).count();
    let [c, d] = steps(None);
    let (fat, normal) = (together([&a, &b]), together([&c, &d]));
    assert!(fat > 2 * normal && normal > 50, "{fat} {normal}");
    // Kendall's tau, 2/π arcsin ρ, is the same for both: by sign agreement of differences of neighbours.
    for [a, b] in [[&a, &b], [&c, &d]] {
        let agree = (1..PATHS).step_by(2).filter(|&it| (a[it] - a[it - 1]) * (b[it] - b[it - 1]) > 0.0).count();
        let tau = 4.0 * agree as f64 / n - 1.0;
        assert_near(tau, 0.26198, 3.0 * 2.0 / n.sqrt());
    }
}

#[test]
fn a_process_that_is_correlated_with_nothing_stays_out_of_fat_tails() {
    let mut stated = Dependence { student: Some(3), ..correlated(3, 40) };
    for other in 0..2 {
        (stated.matrix[2][other], stated.matrix[other][2]) = (0, 0);
    }
    let laws = || vec![motion(35), motion(70), motion(20)];
    let joined = drawn(&plan(laws(), vec![stated], 4), &DRAWS, 256);
    let alone = drawn(&plan(laws(), vec![], 4), &DRAWS, 256);
    assert_eq!(logs(&joined, 2, 4), logs(&alone, 2, 4));
    assert_ne!(logs(&joined, 0, 4), logs(&alone, 0, 4));
}

/// Correlated by 90% after a month in which the first factor ended below 95%, by nothing otherwise.
#[test]
fn a_stressed_regime_holds_where_its_condition_did() {
    for below in [true, false] {
        let level = 95 * PERCENT;
        let mut stressed = correlated(2, 90);
        stressed.when = Some(RandomTrigger { process: 0, below, level });
        let drives = drawn(&plan(vec![motion(35), motion(70)], vec![correlated(2, 0), stressed], 6), &DRAWS, 40_000);
        let before: Vec<f64> = column(&drives, 0, 5).collect();
        let rows = |driver: usize| [logs(&drives, driver, 5), logs(&drives, driver, 6)];
        let steps = |driver: usize, stress: bool| -> Vec<f64> {
            let [from, to] = rows(driver);
            let holds =
                |at: &usize| (if below { before[*at] < level as f64 } else { before[*at] > level as f64 }) == stress;
            (0..before.len()).filter(holds).map(|at| to[at] - from[at]).collect()
        };
        assert_near(correlation(&steps(0, true), &steps(1, true)), 0.9, 0.01);
        assert_near(correlation(&steps(0, false), &steps(1, false)), 0.0, 0.03);
        // Each on its own moves as ever.
        let [from, to] = rows(1);
        let all: Vec<f64> = to.iter().zip(&from).map(|(to, from)| to - from).collect();
        assert_near(variance(&all), 0.49 / 12.0, 0.001);
    }
}

#[test]
fn the_first_of_two_regimes_comes_first() {
    let when = |percent: i128, level: i128| Dependence {
        when: Some(RandomTrigger { process: 0, below: true, level: level * PERCENT }),
        ..correlated(2, percent)
    };
    let stated = vec![correlated(2, 0), when(100, 500), when(-100, 500)];
    let drives = drawn(&plan(vec![motion(30), motion(30)], stated, 3), &DRAWS, 256);
    assert_eq!(logs(&drives, 0, 3), logs(&drives, 1, 3));
}

#[test]
fn contradicting_correlations_are_named() {
    let mut stated = correlated(4, 0);
    for (a, b, percent) in [(0, 1, 90), (1, 3, 90), (0, 3, -90)] {
        (stated.matrix[a][b], stated.matrix[b][a]) = (percent * PERCENT, percent * PERCENT);
    }
    let plan = plan((0..4).map(|_| motion(30)).collect(), vec![correlated(4, 10), stated], 3);
    let failure = Drawer::new(&plan, &DRAWS).err();
    assert_eq!(failure, Some(Failure::NotPositive { dependence: 1, processes: vec![0, 1, 3] }));
}
