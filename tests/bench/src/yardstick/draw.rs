//! Two correlated price paths: xoshiro256++ in eight lanes, Box and Muller's normals, own logarithm, sine and exponential.
//! A path is seeded from its number and depends on nothing else.

use super::deal::{BLOCK, PERIODS};
use super::lanes::{Integers, Vector, cos_sin_of_turn, exp, ln};

/// Generators of eight paths (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021).
#[derive(Clone, Copy)]
struct Generators([Integers; 4]);

/// Spreads one seed over a state (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
fn split_mix(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut word = *seed;
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

impl Generators {
    fn new(seed: u64, first: u64) -> Generators {
        let mut words = [[0u64; 8]; 4];
        for lane in 0..8 {
            let mut seed = seed ^ (first + lane as u64).wrapping_mul(0xD134_2543_DE82_EF95);
            words.iter_mut().for_each(|row| row[lane] = split_mix(&mut seed));
        }
        Generators(words.map(Integers::load))
    }

    #[inline(always)]
    fn next(&mut self) -> Integers {
        let [a, b, c, d] = self.0;
        let drawn = a.add(d).rotated::<23>().add(a);
        let shifted = b.shifted::<17>();
        let (c, d) = (c.xor(a), d.xor(b));
        self.0 = [a.xor(d), b.xor(c), c.xor(shifted), d.rotated::<45>()];
        drawn
    }

    /// Two standard normals a lane.
    #[inline(always)]
    fn normals(&mut self) -> (Vector, Vector) {
        let radius = (Vector::of(-2.0) * ln(self.next().unit())).sqrt();
        let (cos, sin) = cos_sin_of_turn(self.next().unit());
        (radius * cos, radius * sin)
    }
}

/// Volatilities of 35% and 70% a year and a correlation of 40%, by the month.
pub fn fill<const CENTS: bool>(seed: u64, first: u64, x: &mut [f64], b: &mut [f64]) {
    let root = (1.0f64 / 12.0).sqrt();
    let (rent_drift, rent_move) = (Vector::of(-0.35 * 0.35 / 24.0), Vector::of(0.35 * root));
    let (coin_drift, coin_move) = (Vector::of(-0.70 * 0.70 / 24.0), Vector::of(0.70 * root * 0.40));
    let coin_own = Vector::of(0.70 * root * (1.0f64 - 0.40 * 0.40).sqrt());
    let factor = |log: Vector| {
        let factor = exp(log);
        if CENTS { (factor * Vector::of(1e12)).near() / Vector::of(1e12) } else { factor }
    };
    for lane in (0..BLOCK).step_by(8) {
        let mut generators = Generators::new(seed, first + lane as u64);
        let (mut rent, mut coin) = (Vector::of(0.0), Vector::of(0.0));
        for period in 0..PERIODS {
            let (one, other) = generators.normals();
            rent = one.times_plus(rent_move, rent + rent_drift);
            coin = other.times_plus(coin_own, one.times_plus(coin_move, coin + coin_drift));
            factor(rent).store(&mut x[period * BLOCK + lane..]);
            factor(coin).store(&mut b[period * BLOCK + lane..]);
        }
    }
}
