//! Sobol sequences: every point in its box, and errors that fall with the number of points rather than its root.

use super::*;
use crate::engine::draw::philox::Key;
use crate::engine::draw::sobol::{DIMENSIONS, Sobol};

fn points(dimension: usize, count: usize, sobol: &Sobol) -> Vec<f64> {
    let mut points = Vec::with_capacity(count);
    let mut strip = Strip::ZERO;
    for first in (0..count).step_by(STRIP) {
        sobol.fill(dimension, first as u64, false, &mut strip);
        points.extend(strip.0);
    }
    points.truncate(count);
    points
}

/// One point in each of 64 parts, in every dimension: its directions are a basis, and scrambling keeps that.
#[test]
fn every_dimension_is_even() {
    let sobol = Sobol::new(DIMENSIONS, &Key::new(42));
    for dimension in 0..DIMENSIONS {
        let mut parts = points(dimension, 64, &sobol).iter().map(|u| (u * 64.0) as usize).collect::<Vec<_>>();
        parts.sort_unstable();
        assert!(parts.into_iter().eq(0..64), "dimension {dimension}");
    }
}

/// The first two dimensions are a (0, m, 2)-net in base 2: one point in each box of 2⁻¹⁰, however it is cut.
#[test]
fn the_first_two_dimensions_are_a_net() {
    let sobol = Sobol::new(2, &Key::new(1));
    for start in [0, 1024, 5 * 1024] {
        let of = |dimension| points(dimension, start + 1024, &sobol).split_off(start);
        let (x, y) = (of(0), of(1));
        for cut in 0..=10 {
            let wide = f64::from(1 << cut);
            let boxes =
                x.iter().zip(&y).map(|(x, y)| (x * wide) as usize * (1024 >> cut) + (y * 1024.0 / wide) as usize);
            let mut boxes: Vec<usize> = boxes.collect();
            boxes.sort_unstable();
            assert!(boxes.into_iter().eq(0..1024), "cut {cut} from {start}");
        }
    }
}

/// Joe and Kuo (2008), section 4: the quality t of any two of the first dimensions is small.
#[test]
fn pairs_of_early_dimensions_fill_the_square() {
    let sobol = Sobol::new(10, &Key::new(3));
    let all: Vec<Vec<f64>> = (0..10).map(|dimension| points(dimension, 4096, &sobol)).collect();
    for a in 0..10 {
        for b in 0..a {
            let mut counts = [0u32; 256];
            for (x, y) in all[a].iter().zip(&all[b]) {
                counts[(x * 16.0) as usize * 16 + (y * 16.0) as usize] += 1;
            }
            assert!(counts.iter().all(|&count| count == 16), "dimensions {b} and {a}");
        }
    }
}

#[test]
fn another_seed_scrambles_anew() {
    let of = |seed: u64| points(5, 64, &Sobol::new(6, &Key::new(seed)));
    assert_ne!(of(1), of(2));
    // Means over many seeds are those of uniforms: scrambled points have no bias.
    let firsts: Vec<f64> = (0..2_000).map(|seed| of(seed)[0]).collect();
    assert_near(mean(&firsts), 0.5, 3.0 * (1.0f64 / 12.0 / 2_000.0).sqrt());
    assert_near(variance(&firsts), 1.0 / 12.0, 0.005);
}

/// Root of the mean squared error of ∏ (½ + uᵢ) over some dimensions, whose integral is 1, over 24 seeds.
fn error_of(dimensions: usize, count: usize) -> f64 {
    let squares = (0..24u64).map(|seed| {
        let sobol = Sobol::new(dimensions, &Key::new(seed));
        let all: Vec<Vec<f64>> = (0..dimensions).map(|dimension| points(dimension, count, &sobol)).collect();
        let values: Vec<f64> = (0..count).map(|at| all.iter().map(|u| u[at] + 0.5).product()).collect();
        (mean(&values) - 1.0) * (mean(&values) - 1.0)
    });
    mean(&squares.collect::<Vec<_>>()).sqrt()
}

/// Owen (1997), "Scrambled net variance for integrals of smooth functions": order n^(−3/2). In one dimension each of n
/// parts has one point on its own, so the error is √(1/12) n^(−3/2).
#[test]
fn errors_fall_faster_than_the_number_of_points_grows() {
    for count in [64, 1_024] {
        let scaled = error_of(1, count) * (count as f64) * (count as f64).sqrt();
        assert_near(scaled, (1.0f64 / 12.0).sqrt(), 0.08);
    }
    // Sixteen times the points: a quarter of the error by random numbers, a sixteenth by order one.
    let (few, many) = (error_of(5, 256), error_of(5, 4_096));
    assert!(few / many > 20.0, "{few} {many}");
    // Random numbers: the root of ((1 + 1/12)⁵ − 1)/n.
    assert!(many < 0.702 / 64.0 / 100.0, "{many}");
}

/// Black and Scholes (1973): a call at the forward with 40% volatility over a year is worth 0.158519.
#[test]
fn a_call_is_worth_its_closed_form() {
    let plan = plan(vec![motion(40)], vec![], 12);
    let price = |draws: &Draws| {
        let drives = drawn(&plan, draws, 8_192);
        mean(&column(&drives, 0, 12).map(|it| (it / 1e12 - 1.0).max(0.0)).collect::<Vec<_>>())
    };
    // 2 Φ(0.2) − 1.
    let worth = 0.158_519_418_878_206;
    let of = |numbers, antithetic| price(&Draws { numbers, antithetic, ..DRAWS }) - worth;
    assert!(of(Numbers::Sobol, false).abs() < 5e-5, "{}", of(Numbers::Sobol, false));
    assert!(of(Numbers::Random, false).abs() < 3.0 * 0.35 / 8_192f64.sqrt());
    assert!(of(Numbers::Random, true).abs() < 3.0 * 0.35 / 8_192f64.sqrt());
}

/// The payoff reads every month: the mean of an average is still far better than by random numbers.
#[test]
fn a_bridge_keeps_what_matters_in_the_best_dimensions() {
    let plan = plan(vec![motion(40), motion(40)], vec![correlated(2, 50)], 12);
    let error = |numbers| {
        let squares = (0..8u64).map(|seed| {
            let drives = drawn(&plan, &Draws { seed, numbers, antithetic: false }, 1_024);
            let rows =
                (1..=12).flat_map(|row| [0, 1].map(|driver| mean(&column(&drives, driver, row).collect::<Vec<_>>())));
            let average = mean(&rows.collect::<Vec<_>>()) / 1e12 - 1.0;
            average * average
        });
        mean(&squares.collect::<Vec<_>>()).sqrt()
    };
    let (sobol, random) = (error(Numbers::Sobol), error(Numbers::Random));
    assert!(sobol < random / 10.0, "{sobol} {random}");
}

#[test]
fn increments_of_a_bridge_are_independent_normals() {
    let draws = Draws { numbers: Numbers::Sobol, ..DRAWS };
    let drives = drawn(&plan(vec![motion(100)], vec![], 7), &draws, 16_384);
    let rows: Vec<Vec<f64>> = (0..=7).map(|row| logs(&drives, 0, row)).collect();
    let step =
        |row: usize| -> Vec<f64> { rows[row].iter().zip(&rows[row - 1]).map(|(now, before)| now - before).collect() };
    for row in 1..=7 {
        assert_near(variance(&step(row)), 1.0 / 12.0, 0.001);
        for other in 1..row {
            assert_near(correlation(&step(row), &step(other)), 0.0, 0.01);
        }
    }
}

#[test]
fn more_dimensions_or_points_than_there_are_are_refused() {
    let draws = Draws { numbers: Numbers::Sobol, ..DRAWS };
    let most = plan((0..64).map(|_| motion(10)).collect(), vec![], 64);
    let drawer = Drawer::new(&most, &draws).unwrap();
    let over = plan((0..64).map(|_| motion(10)).collect(), vec![], 65);
    assert_eq!(Drawer::new(&over, &draws).err(), Some(Failure::Dimensions { needed: 4_160 }));
    assert_eq!(drawer.reach(1 << 32), Ok(()));
    assert_eq!(drawer.reach((1 << 32) + 1), Err(Failure::Points { needed: (1 << 32) + 1 }));
    assert_eq!(Drawer::new(&most, &DRAWS).unwrap().reach(u64::MAX), Ok(()));
}
