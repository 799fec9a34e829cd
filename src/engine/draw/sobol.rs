//! Sobol points, scrambled: the n-th point of any dimension without the ones before it.
//!
//! Direction numbers by Bratley and Fox, "Algorithm 659", ACM TOMS 14 (1988), from the initial ones of Joe and Kuo
//! (2008). Nested uniform scrambling (Owen 1995) by a hash in which a bit depends only on the bits above it: Laine and
//! Karras, "Stratified sampling for stochastic transparency" (2011), as Burley uses it in "Practical hash-based Owen
//! scrambling", JCGT 9 (2020), with the multipliers of Vegdahl, "Building a better LK hash" (2021).

use super::philox::{Key, unit};
use super::strip::{STRIP, Strip};

/// Dimensions with direction numbers.
pub const DIMENSIONS: usize = 4_096;

/// Points before the sequence begins again.
pub const POINTS: u64 = 1 << BITS;

const BITS: usize = 32;
const INITIAL: &str = include_str!("directions.txt");

/// The first dimensions of a scrambled sequence.
#[derive(Debug, Clone)]
pub struct Sobol {
    dimensions: Vec<Dimension>,
}

#[derive(Debug, Clone)]
struct Dimension {
    directions: [u32; BITS],
    scramble: u32,
    shift: u32,
    below: u32,
}

impl Sobol {
    /// At most [`DIMENSIONS`].
    pub fn new(dimensions: usize, key: &Key) -> Sobol {
        let lines = INITIAL.lines().filter(|line| !line.starts_with('#'));
        let directions = std::iter::once(first_directions()).chain(lines.map(directions));
        let dimension = |(index, directions): (usize, [u32; BITS])| {
            let words = key.at([index as u64, 0, 0, u64::from(super::stream::Purpose::Scramble.number(0))]);
            let [scramble, shift, below, _] = words.map(|word| word as u32);
            Dimension { directions, scramble, shift, below }
        };
        Sobol { dimensions: directions.take(dimensions).enumerate().map(dimension).collect() }
    }

    /// Uniforms strictly between 0 and 1. Lane k is the point of path `first + k`; where paths are `paired`, two
    /// share a point and the second is mirrored.
    #[inline(always)]
    pub fn fill(&self, dimension: usize, first: u64, paired: bool, uniforms: &mut Strip) {
        let Some(it) = self.dimensions.get(dimension) else { return };
        let paired = u32::from(paired);
        let mut points = [0u32; STRIP];
        let mut digits = [0u32; STRIP];
        for (lane, point) in points.iter_mut().enumerate() {
            *point = (first.wrapping_add(lane as u64) >> paired) as u32;
        }
        let last = points[STRIP - 1].max(points[0]);
        for bit in 0..BITS - last.leading_zeros() as usize {
            let direction = it.directions[bit];
            for lane in 0..STRIP {
                digits[lane] ^= direction & 0u32.wrapping_sub(points[lane] >> bit & 1);
            }
        }
        for lane in 0..STRIP {
            let digits = permute(digits[lane].reverse_bits(), it.scramble).reverse_bits() ^ it.shift;
            // Below the last digit of the sequence every point is on its own.
            let bits = u64::from(digits) << 32 | u64::from(permute(digits, it.below));
            let mirrored = u64::from(first.wrapping_add(lane as u64) as u32 & paired);
            uniforms.0[lane] = unit(bits ^ 0u64.wrapping_sub(mirrored));
        }
    }
}

/// Every bit depends on itself and on the bits below it.
#[inline(always)]
fn permute(mut word: u32, seed: u32) -> u32 {
    word ^= word.wrapping_mul(0x3D20_ADEA);
    word = word.wrapping_add(seed);
    word = word.wrapping_mul(seed >> 16 | 1);
    word ^= word.wrapping_mul(0x0552_6C56);
    word ^ word.wrapping_mul(0x53A2_2864)
}

/// Van der Corput's sequence.
fn first_directions() -> [u32; BITS] {
    std::array::from_fn(|bit| 1 << (BITS - 1 - bit))
}

/// The directions of one line: its polynomial, then its initial numbers.
fn directions(line: &str) -> [u32; BITS] {
    let mut numbers = line.split(' ').filter_map(|word| word.parse::<u32>().ok());
    let polynomial = numbers.next().unwrap_or(0);
    let mut directions = [0; BITS];
    let mut degree = 0;
    for number in numbers {
        directions[degree] = number << (BITS - 1 - degree);
        degree += 1;
    }
    for bit in degree..BITS {
        let oldest = directions[bit - degree];
        directions[bit] = oldest ^ oldest >> degree;
        for back in 1..degree {
            if polynomial >> (degree - 1 - back) & 1 == 1 {
                directions[bit] ^= directions[bit - back];
            }
        }
    }
    directions
}
