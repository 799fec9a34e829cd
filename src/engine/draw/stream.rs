//! Where each random number stands: by path, row and number within the row.

use super::Failure;
use super::bridge::Bridge;
use super::elementary::{cos_sin_of_turn, ln};
use super::normal::score;
use super::philox::{Key, Place};
use super::sobol::{DIMENSIONS, POINTS, Sobol};
use super::strip::{STRIP, Strip};
use super::{Draws, Numbers};
use std::collections::BTreeMap;

/// What a number is drawn for: the upper bits of the last word of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The normals of two neighbouring processes.
    Normals = 0,
    /// How many jumps, and how large.
    Jump = 1,
    /// Where in history a block begins; which regime comes next.
    Choice = 2,
    /// The mixing variable of a Student-t copula: always by Philox.
    Mixing = 3,
    /// The seeds of a Sobol sequence.
    Scramble = 4,
}

impl Purpose {
    pub fn number(self, index: usize) -> u32 {
        (self as u32) << 24 | (index as u32 & 0x00FF_FFFF)
    }
}

/// Two uniforms that a process reads in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    pub purpose: Purpose,
    pub process: usize,
    pub row: usize,
    /// It decides much of the path: among the first dimensions of a sequence.
    pub weighty: bool,
}

/// The numbers of a seed.
#[derive(Debug, Clone)]
pub struct Stream {
    key: Key,
    /// Paths come in pairs, the second mirrored.
    paired: bool,
    /// Processes that draw normals.
    normals: Vec<usize>,
    sequence: Option<Sequence>,
}

/// A Sobol sequence and what its dimensions are for.
#[derive(Debug, Clone)]
struct Sequence {
    sobol: Sobol,
    bridge: Bridge,
    /// By process that draws normals, then by rank in the bridge.
    normals: Vec<Vec<usize>>,
    /// The first of two, by purpose, process and row.
    others: BTreeMap<(Purpose, usize, usize), usize>,
}

/// The normals of a strip of a sequence, which come by importance rather than by row.
#[derive(Debug, Clone, Default)]
pub struct Ahead {
    /// By process that draws normals, then by row after closing.
    normals: Vec<Vec<Strip>>,
    walk: Vec<Strip>,
}

impl Stream {
    /// For a number of rows after closing.
    pub fn new(draws: &Draws, rows: usize, normals: Vec<usize>, needs: &[Need]) -> Result<Stream, Failure> {
        let key = Key::new(draws.seed);
        let sequence = match draws.numbers {
            Numbers::Random => None,
            Numbers::Sobol => Some(Sequence::new(&key, rows, normals.len(), needs)?),
        };
        Ok(Stream { key, paired: draws.antithetic, normals, sequence })
    }

    /// Whether there are so many paths.
    pub fn reach(&self, paths: u64) -> Result<(), Failure> {
        let points = paths.div_ceil(1 + u64::from(self.paired));
        let short = self.sequence.is_some() && points > POINTS;
        if short { Err(Failure::Points { needed: paths }) } else { Ok(()) }
    }

    /// Room for [`Stream::look_ahead`].
    pub fn ahead(&self) -> Ahead {
        let Some(sequence) = &self.sequence else { return Ahead::default() };
        let normals: Vec<_> = sequence.normals.iter().map(|dimensions| vec![Strip::ZERO; dimensions.len()]).collect();
        let longest = normals.iter().map(Vec::len).max().unwrap_or(0);
        Ahead { normals, walk: vec![Strip::ZERO; longest + 1] }
    }

    /// To be called once a strip, before its first row.
    #[inline(always)]
    pub fn look_ahead(&self, first: u64, ahead: &mut Ahead) {
        let Some(sequence) = &self.sequence else { return };
        for (dimensions, normals) in sequence.normals.iter().zip(&mut ahead.normals) {
            for (&dimension, normal) in dimensions.iter().zip(normals.iter_mut()) {
                sequence.sobol.fill(dimension, first, self.paired, normal);
                for lane in 0..STRIP {
                    normal.0[lane] = score(normal.0[lane]);
                }
            }
            sequence.bridge.build(normals, &mut ahead.walk);
        }
    }

    /// Independent standard normals in a row after closing, by process; pairs of neighbours share an address.
    #[inline(always)]
    pub fn normals(&self, first: u64, row: usize, ahead: &Ahead, normals: &mut [Strip]) {
        if self.sequence.is_some() {
            for (&process, drawn) in self.normals.iter().zip(&ahead.normals) {
                normals[process] = drawn[row - 1];
            }
            return;
        }
        let mut drawn = usize::MAX;
        for &process in &self.normals {
            let pair = process / 2;
            if pair != drawn {
                drawn = pair;
                let (even, odd) = normals.split_at_mut(2 * pair + 1);
                self.pair(first, row, pair, &mut even[2 * pair], &mut odd[0]);
            }
        }
    }

    /// Two standard normals a path: Box and Muller, "A note on the generation of random normal deviates" (1958).
    #[inline(always)]
    fn pair(&self, first: u64, row: usize, pair: usize, even: &mut Strip, odd: &mut Strip) {
        self.key.uniforms(self.place(first, row, Purpose::Normals.number(pair)), even, odd);
        // Two halves at a time: one goes on while the other waits for its root.
        for lane in 0..STRIP / 2 {
            for lane in [lane, lane + STRIP / 2] {
                let radius = (-2.0 * ln(even.0[lane])).sqrt();
                let (cos, sin) = cos_sin_of_turn(odd.0[lane]);
                even.0[lane] = radius * cos;
                odd.0[lane] = radius * sin;
            }
        }
        if self.paired {
            mirror(first, [even, odd], |normal| -normal);
        }
    }

    #[inline(always)]
    fn place(&self, first: u64, row: usize, number: u32) -> Place {
        Place { first, paired: self.paired, row: row as u32, number }
    }

    /// Two uniforms a path, mirrored where paths are paired.
    #[inline(always)]
    fn pair_of_uniforms(&self, first: u64, row: usize, number: u32, u: &mut Strip, v: &mut Strip) {
        self.key.uniforms(self.place(first, row, number), u, v);
        if self.paired {
            mirror(first, [u, v], |uniform| 1.0 - uniform);
        }
    }

    /// Two uniforms strictly between 0 and 1.
    #[inline(always)]
    pub fn uniforms(&self, first: u64, need: Need, u: &mut Strip, v: &mut Strip) {
        if let Some(sequence) = &self.sequence {
            if let Some(&dimension) = sequence.others.get(&(need.purpose, need.process, need.row)) {
                sequence.sobol.fill(dimension, first, self.paired, u);
                sequence.sobol.fill(dimension + 1, first, self.paired, v);
            }
            return;
        }
        self.pair_of_uniforms(first, need.row, need.purpose.number(need.process), u, v);
    }

    /// Chi-square of so many degrees of freedom, in a row, or once a path in row 0.
    ///
    /// −2 ln u is chi-square of two degrees, and the square of a normal, −2 ln u cos² 2πv, of one.
    #[inline(always)]
    pub fn chi_square(&self, first: u64, row: usize, degrees: u32, sum: &mut Strip) {
        *sum = Strip::ZERO;
        let (mut u, mut v) = (Strip::ZERO, Strip::ZERO);
        // Four degrees a call, then the two and the one that are left over.
        for call in 0..degrees / 4 + 2 {
            let left = degrees.saturating_sub(4 * call);
            let odd = call == degrees / 4 + 1;
            if left < 2 && !(odd && degrees % 2 == 1) {
                continue;
            }
            self.pair_of_uniforms(first, row, Purpose::Mixing.number(call as usize), &mut u, &mut v);
            for lane in 0..STRIP {
                let (u, v) = (u.0[lane], v.0[lane]);
                let more = if odd {
                    let cos = cos_sin_of_turn(v).0;
                    ln(u) * (cos * cos)
                } else {
                    ln(if left >= 4 { u * v } else { u })
                };
                sum.0[lane] = more.mul_add(-2.0, sum.0[lane]);
            }
        }
    }
}

/// Mirrors what is drawn for the odd paths of a strip.
#[inline(always)]
fn mirror(first: u64, numbers: [&mut Strip; 2], mirrored: impl Fn(f64) -> f64) {
    let [one, other] = numbers;
    for lane in 0..STRIP {
        let odd = first.wrapping_add(lane as u64) & 1 == 1;
        let (a, b) = (one.0[lane], other.0[lane]);
        one.0[lane] = if odd { mirrored(a) } else { a };
        other.0[lane] = if odd { mirrored(b) } else { b };
    }
}

impl Sequence {
    /// Dimensions in this order: where each walk ends, single events, the rest of the walks by rank, everything else
    /// by row.
    fn new(key: &Key, rows: usize, processes: usize, needs: &[Need]) -> Result<Sequence, Failure> {
        let weighty = needs.iter().filter(|need| need.weighty);
        let events = weighty.clone().count();
        let normal = |process: usize, rank: usize| match rank {
            0 => process,
            rank => rank * processes + 2 * events + process,
        };
        let normals = (0..processes).map(|process| (0..rows).map(|rank| normal(process, rank)).collect()).collect();
        let mut others = BTreeMap::new();
        let place = |need: &Need| (need.purpose, need.process, need.row);
        for (at, need) in weighty.enumerate() {
            others.insert(place(need), processes.min(rows * processes) + 2 * at);
        }
        let mut next = rows * processes + 2 * events;
        for need in needs.iter().filter(|need| !need.weighty) {
            others.insert(place(need), next);
            next += 2;
        }
        if next > DIMENSIONS {
            return Err(Failure::Dimensions { needed: next });
        }
        Ok(Sequence { sobol: Sobol::new(next, key), bridge: Bridge::new(rows), normals, others })
    }
}
