//! The elementary functions and the inverses: how many last places each is off at most, measured.

use super::reference;
use crate::engine::draw::elementary::{cos_sin_of_turn, exp, ln, nearest};
use crate::engine::draw::normal::score;
use crate::engine::draw::philox::{Key, unit};
use crate::engine::draw::student::Score;

/// Uniforms to try functions at.
fn tries(count: u64) -> impl Iterator<Item = f64> {
    let key = Key::new(7);
    (0..count).map(move |path| unit(key.bits(path, 0, 0)[0]))
}

fn worst(errors: impl Iterator<Item = f64>) -> f64 {
    errors.map(f64::abs).fold(0.0, f64::max)
}

#[test]
fn exponentials_are_right_to_the_last_place() {
    let arguments = tries(2_000).map(|u| 40.0 * u - 30.0).chain([0.0, 1.0, -1.0, 1e-9, -1e-300, 10.0, -30.0]);
    let worst = worst(arguments.map(|x| {
        let exponent = if x.abs() < 1e-200 { 0.0 } else { x };
        reference::places(exp(x), &reference::exp(&reference::fixed(exponent)))
    }));
    assert!(worst < 1.0, "{worst} last places");
    assert_eq!((exp(0.0), exp(700.0) > 1e304, exp(-700.0) > 0.0), (1.0, true, true));
}

#[test]
fn logarithms_are_right_to_two_last_places() {
    let wide = tries(1_000).zip(tries(1_000).skip(1)).map(|(u, v)| u * exp(60.0 * v - 30.0));
    let near_one = tries(500).map(|u| 1.0 - u * 1e-6).chain(tries(500).map(|u| 0.5 + u));
    let ends = [f64::EPSILON / 4.0, 1.0 - f64::EPSILON / 2.0, 0.5, 2.0, 1e300, std::f64::consts::FRAC_1_SQRT_2];
    let arguments = tries(1_000).chain(wide).chain(near_one).chain(ends);
    let worst = worst(arguments.map(|x| reference::places(ln(x), &reference::ln(x))));
    assert!(worst < 1.8, "{worst} last places");
    assert_eq!(ln(1.0), 0.0);
}

#[test]
fn cosines_and_sines_are_right_to_the_last_place() {
    let worst = worst(tries(1_500).chain([0.125, 0.25 + 1e-9, 0.5 - 1e-12, 1e-16]).flat_map(|turn| {
        let (cos, sin) = cos_sin_of_turn(turn);
        let (true_cos, true_sin) = reference::cos_sin_of_turn(turn);
        [reference::places(cos, &true_cos), reference::places(sin, &true_sin)]
    }));
    assert!(worst < 1.3, "{worst} last places");
}

#[test]
fn whole_numbers_are_the_nearest_and_halves_go_up() {
    let cases = [(0.0, 0.0), (0.49999999999999994, 0.0), (0.5, 1.0), (1.5, 2.0), (2.5, 3.0), (1e12 + 0.5, 1e12 + 1.0)];
    for (x, whole) in cases {
        assert_eq!(nearest(x), whole, "{x}");
    }
    for whole in [4503599627370495.0, 4503599627370497.0, 8999999999999999.0] {
        assert_eq!(nearest(whole), whole);
    }
}

/// What the probability below a score is off, in scores: over its density.
fn off(z: f64, probability: f64) -> f64 {
    let (density, below) = reference::normal(z);
    let off = (below - reference::fixed(probability)) * 1_000_000_000_000_000_000i64 / density;
    i64::try_from(off).unwrap() as f64 / 1e18
}

#[test]
fn scores_are_right_to_sixteen_digits() {
    let tails = (1..=15).map(|power| (1..=power).fold(1.0, |p, _| p / 10.0));
    let arguments = tries(400).chain(tails).chain([0.5 + 1e-9, 0.075, 0.925, 1.0 - 1e-13, f64::EPSILON / 4.0]);
    let worst = worst(arguments.map(|p| off(score(p), p) / score(p)));
    assert!(worst < 8e-16, "{worst}");
    assert_eq!(score(0.5), 0.0);
    assert_eq!(score(0.25), -score(0.75));
}

/// The tail of a t of two degrees is 1 / (r (r + t)) with r = √(2 + t²), of four 1/2 − s (3 − s²)/4 with s = t/√(4 + t²).
#[test]
fn scores_of_student_t_have_its_probability() {
    let two = Score::new(2);
    for exponent in -8..=12 {
        let t = exp(f64::from(exponent));
        let root = (2.0 + t * t).sqrt();
        let (z, tail) = (two.of(t), 1.0 / (root * (root + t)));
        assert!(off(-z, tail).abs() < 2e-13, "t {t}: {}", off(-z, tail));
        assert_eq!(two.of(-t), -z);
    }
    let four = Score::new(4);
    for tenth in 1..60 {
        let t = f64::from(tenth) / 10.0;
        let s = t / (4.0 + t * t).sqrt();
        assert!(off(four.of(t), 0.5 + s * (3.0 - s * s) / 4.0).abs() < 1e-13);
    }
    // Of one degree half is beyond 1; t tables (Fisher and Yates): 97.5% is 12.706 of one degree, 2.042 of thirty.
    assert!(off(Score::new(1).of(1.0), 0.75).abs() < 1e-13);
    assert!(off(Score::new(1).of(12.706_204_736_175), 0.975).abs() < 1e-10);
    assert!(off(Score::new(30).of(2.042_272_456_301), 0.975).abs() < 1e-10);
    assert!((Score::new(1000).of(1.5) - 1.5).abs() < 0.002);
}
