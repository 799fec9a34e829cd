//! Philox4x32-10: a random number that is looked up, not waited for.
//!
//! Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011),
//! doi:10.1145/2063384.2063405. A bijection of 128 bits under a key of 64: ten rounds of two 32×32-bit products.

use super::strip::{STRIP, Strip};

/// Multipliers and key increments of the paper: the latter are the golden ratio and √3 − 1, as fractions of 2³².
const MULTIPLY: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;
const LOW: u64 = 0xFFFF_FFFF;
/// Paths of which each round is worked out before the next: alone, a path would wait for itself.
const ABREAST: usize = 64;

/// The keys of the ten rounds.
#[derive(Debug, Clone)]
pub struct Key {
    begin: [[u64; 2]; 2],
    /// Boxed so that the compiler does not know how many there are: a loop of known length it would write out and put
    /// in order path by path again.
    middle: Box<[[u64; 2]]>,
    end: [u64; 2],
}

/// Where two numbers of each path of a strip stand.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The path of the first lane.
    pub first: u64,
    /// Paths 2k and 2k + 1 share an address.
    pub paired: bool,
    pub row: u32,
    pub number: u32,
}

impl Key {
    pub fn new(seed: u64) -> Key {
        let mut words = [seed as u32, (seed >> 32) as u32];
        let mut next = || {
            let key = words.map(u64::from);
            words = [words[0].wrapping_add(WEYL[0]), words[1].wrapping_add(WEYL[1])];
            key
        };
        Key { begin: [next(), next()], middle: (3..ROUNDS).map(|_| next()).collect(), end: next() }
    }

    /// Four random words of 32 bits at an address of four words of 32 bits, each in a lane of 64.
    pub fn at(&self, words: [u64; 4]) -> [u64; 4] {
        let keys = self.begin.iter().chain(&self.middle).chain([&self.end]);
        keys.fold(words, |words, &key| round(words, key)).map(|word| word & LOW)
    }

    /// Two independent words of 64 bits for a path.
    pub fn bits(&self, path: u64, row: u32, number: u32) -> [u64; 2] {
        let words = self.at([path & LOW, path >> 32, u64::from(row), u64::from(number)]);
        [words[0] | words[1] << 32, words[2] | words[3] << 32]
    }

    /// Two independent uniforms for each path of a strip.
    #[inline(always)]
    pub fn uniforms(&self, place: Place, u: &mut Strip, v: &mut Strip) {
        let Place { first, paired, row, number } = place;
        let half = u32::from(paired);
        let high = (first >> half) >> 32;
        if (first.wrapping_add(STRIP as u64 - 1) >> half) >> 32 != high {
            return self.uniforms_across(place, u, v);
        }
        // The last key shifted to where a mantissa wants it, so that lanes need not be.
        let end = self.end.map(|key| key >> 12 | ONE);
        let [mut a, mut b, mut c, mut d] = [[0; ABREAST]; 4];
        for start in (0..STRIP).step_by(ABREAST) {
            // Half of the first two rounds is the same for all paths: the compiler works it out once.
            for lane in 0..ABREAST {
                let low = (first.wrapping_add((start + lane) as u64) >> half) & LOW;
                let words = round([low, high, u64::from(row), u64::from(number)], self.begin[0]);
                [a[lane], b[lane], c[lane], d[lane]] = round(words, self.begin[1]);
            }
            for &key in &self.middle {
                for lane in 0..ABREAST {
                    [a[lane], b[lane], c[lane], d[lane]] = round([a[lane], b[lane], c[lane], d[lane]], key);
                }
            }
            // The last round, its words at once where `bits` would put them.
            for lane in 0..ABREAST {
                let even = MULTIPLY[0].wrapping_mul(a[lane] & LOW).rotate_left(32);
                let odd = MULTIPLY[1].wrapping_mul(c[lane] & LOW).rotate_left(32);
                u.0[start + lane] = above_one((odd ^ (b[lane] & LOW)) >> 12 ^ end[0]);
                v.0[start + lane] = above_one((even ^ (d[lane] & LOW)) >> 12 ^ end[1]);
            }
        }
    }

    /// The same where the upper word of the path changes within the strip.
    #[cold]
    fn uniforms_across(&self, place: Place, u: &mut Strip, v: &mut Strip) {
        for lane in 0..STRIP {
            let path = place.first.wrapping_add(lane as u64) >> u32::from(place.paired);
            let [a, b] = self.bits(path, place.row, place.number);
            (u.0[lane], v.0[lane]) = (unit(a), unit(b));
        }
    }
}

/// Two factors below 2³²: the product fits. A product of the low halves of lanes is one instruction, so that what stands
/// above them may as well stay there until the end.
#[inline(always)]
fn round(words: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let even = MULTIPLY[0].wrapping_mul(words[0] & LOW);
    let odd = MULTIPLY[1].wrapping_mul(words[2] & LOW);
    [(odd >> 32) ^ words[1] ^ key[0], odd, (even >> 32) ^ words[3] ^ key[1], even]
}

/// The upper 52 bits as the middle of one of 2⁵² equal parts of (0, 1): never 0 or 1, and 1 − u is one as well.
#[inline(always)]
pub fn unit(bits: u64) -> f64 {
    above_one(bits >> 12 | ONE)
}

/// The bits of 1.
const ONE: u64 = 1.0f64.to_bits();

/// The same of the bits of a float between 1 and 2.
#[inline(always)]
fn above_one(bits: u64) -> f64 {
    f64::from_bits(bits) - (1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random123 1.14.0, `tests/kat_vectors`, the three lines `philox4x32 10`.
    #[test]
    fn gives_the_published_answers() {
        let answer = |counter: [u64; 4], seed: u64| Key::new(seed).at(counter);
        assert_eq!(answer([0; 4], 0), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(answer([LOW; 4], u64::MAX), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            answer([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], 0x299f_31d0_a409_3822),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn strips_are_the_paths_one_by_one_wherever_they_begin() {
        let key = Key::new(0x0123_4567_89ab_cdef);
        let firsts = [0, 1, 77, (1 << 32) - 128, (1 << 32) - 5, 1 << 33, (1 << 33) - 9, 1 << 63, u64::MAX - 3];
        for (first, paired) in firsts.into_iter().flat_map(|first| [(first, false), (first, true)]) {
            let place = Place { first, paired, row: 17, number: 5 };
            let (mut u, mut v) = (Strip::ZERO, Strip::ZERO);
            key.uniforms(place, &mut u, &mut v);
            for lane in 0..STRIP {
                let path = first.wrapping_add(lane as u64) >> u32::from(paired);
                let expected = key.bits(path, place.row, place.number).map(unit);
                assert_eq!([u.0[lane], v.0[lane]], expected, "{place:?}, lane {lane}");
            }
        }
    }

    #[test]
    fn uniforms_stay_inside_and_mirror_exactly() {
        for bits in [0, u64::MAX, 1 << 63, 0x0123_4567_89ab_cdef] {
            let (u, mirrored) = (unit(bits), unit(!bits));
            assert!(u > 0.0 && u < 1.0, "{u}");
            assert_eq!(1.0 - u, mirrored);
        }
    }
}
