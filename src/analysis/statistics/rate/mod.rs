//! Internal rate of return: the rate at which what comes in is worth what went out.
//!
//! Flows lie on the rows of a grid whose gaps are multiples of one step, so that their value is a polynomial in the
//! discount factor `v` of a step. Lenders' flows change sign once nearly always: then there is one root (Descartes' rule
//! of signs), found for 32 paths at a time. Otherwise the whole range is searched.

mod newton;
mod power;
mod search;
mod signs;

use crate::engine::dispatch::dispatch;
use crate::engine::lanes::{Chunk, WIDTH};
use crate::quantity::power_of_ten;
use crate::quantity::unit::RATIO_SCALE;
use newton::SingleRates;

/// Steps of the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Steps from the row before to each row; none for the first.
    gaps: Vec<u32>,
    /// The gaps that occur, each once; most grids have one.
    distinct: Vec<u32>,
    /// For each row, which of these its gap is.
    which: Vec<usize>,
    /// Whether each row is one step from the next.
    is_even: bool,
    /// Years in a step.
    step: f64,
    /// The discount factors at which several roots are looked for.
    factors: Vec<f64>,
}

/// The rate a year that one run's flows earn, at the scale of a ratio; `at` counts parts of a year. None where no rate
/// does, or several.
pub fn rate_of(at: &[u64], parts: u64, flows: &[i128]) -> Option<i128> {
    let grid = Grid::new(at.get(..flows.len())?, parts);
    let rows: Vec<Flows> = flows.iter().map(|flow| [Chunk::of(*flow as f64); SIDE]).collect();
    let [rate, ..] = grid.rates(&rows, |_, _| {});
    (!rate.is_nan()).then(|| (rate * power_of_ten(RATIO_SCALE) as f64).round() as i128)
}

/// The return of one path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Return {
    /// A rate a year: 0.09 for 9%. What went out and never came back earns −100%.
    Rate(f64),
    /// Nothing went out, or no rate makes the flows worth nothing.
    None,
    /// So many rates do.
    Several(usize),
}

/// Rates are looked for where the discount factor of a year lies between e^-20 and e^20.
const WIDEST: f64 = 20.0;

const MOST_ITERATIONS: usize = 200;

/// Chunks whose roots are looked for side by side: a chunk's own sums wait for each other.
pub const SIDE: usize = 4;

/// Paths of these chunks.
const PATHS: usize = SIDE * WIDTH;

/// A row's flows on these chunks.
pub type Flows = [Chunk; SIDE];

impl Grid {
    /// From the years at which each row lies, counted in `parts` of a year.
    pub fn new(at: &[u64], parts: u64) -> Grid {
        let gaps: Vec<u64> = at.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
        let step = gaps.iter().copied().fold(0, greatest_common_divisor).max(1);
        let gaps: Vec<u32> =
            std::iter::once(0).chain(gaps.iter().map(|gap| u32::try_from(gap / step).unwrap_or(u32::MAX))).collect();
        let mut distinct: Vec<u32> = gaps.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let which = gaps.iter().map(|gap| distinct.binary_search(gap).unwrap_or(0)).collect();
        let step = step as f64 / parts.max(1) as f64;
        let is_even = gaps.iter().skip(1).all(|&gap| gap == 1);
        Grid { gaps, distinct, which, is_even, step, factors: search::factors(step) }
    }

    /// The rate that each of [`SIDE`] chunks of neighbouring paths earns, NaN for none; as many rows as the grid. Tells of
    /// each path without one what it has instead.
    pub fn rates(&self, flows: &[Flows], mut without: impl FnMut(usize, Return)) -> [f64; PATHS] {
        let (signs, chunks) = dispatch(SingleRates { grid: self, flows });
        let mut rates = [0.0; PATHS];
        rates.as_chunks_mut().0.iter_mut().zip(&chunks).for_each(|(rates, chunk)| *rates = chunk.0);
        let several: [bool; PATHS] = std::array::from_fn(|path| signs[path / WIDTH].changes[path % WIDTH] > 1.0);
        if several.contains(&true) {
            let searched = self.search(flows, &several);
            for path in (0..PATHS).filter(|&path| several[path]) {
                match searched[path] {
                    Return::Rate(rate) => rates[path] = rate,
                    Return::Several(count) => without(path, Return::Several(count)),
                    Return::None => without(path, Return::None),
                }
            }
        }
        if rates.iter().any(|rate| rate.is_nan()) {
            let none = (0..PATHS).filter(|&path| rates[path].is_nan() && !several[path]);
            none.for_each(|path| without(path, Return::None));
        }
        rates
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(count: u64) -> Vec<u64> {
        (0..=count).collect()
    }

    fn returns(grid: &Grid, flows: &[Flows]) -> [Return; PATHS] {
        let mut without = [None; PATHS];
        let rates = grid.rates(flows, |path, it| without[path] = Some(it));
        std::array::from_fn(|path| {
            assert_eq!(rates[path].is_nan(), without[path].is_some());
            without[path].unwrap_or(Return::Rate(rates[path]))
        })
    }

    fn one(grid: &Grid, flows: &[f64]) -> Return {
        let rows: Vec<Flows> = flows.iter().map(|&flow| [Chunk::of(flow); SIDE]).collect();
        let all = returns(grid, &rows);
        assert!(all.iter().all(|it| *it == all[0]));
        all[0]
    }

    fn rate(it: Return) -> f64 {
        match it {
            Return::Rate(rate) => rate,
            other => panic!("{other:?}"),
        }
    }

    /// 100 out, 9 a year and 109 at the end earn 9% whatever the grid; 1% a month is (1.01^12 − 1) a year; a loss of a
    /// quarter in two years is √0.75 − 1 (by hand).
    #[test]
    fn rates_by_hand() {
        let years = Grid::new(&[0, 12, 24, 36], 12);
        assert!((rate(one(&years, &[-100.0, 9.0, 9.0, 109.0])) - 0.09).abs() < 1e-14);
        assert!((rate(one(&years, &[-100.0, 0.0, 75.0, 0.0])) - (0.75f64.sqrt() - 1.0)).abs() < 1e-14);
        let mut flows = vec![1.0; 61];
        flows[0] = -100.0;
        flows[60] = 101.0;
        let yearly = 0.126_825_030_131_969_72; // 1.01^12 − 1
        assert!((rate(one(&Grid::new(&months(60), 12), &flows)) - yearly).abs() < 1e-14);
        // Borrowing changes sign the other way round.
        assert!((rate(one(&years, &[100.0, -9.0, -9.0, -109.0])) - 0.09).abs() < 1e-14);
    }

    /// Uneven gaps: 100 out, 60 after 6 months and 60 after 18: 60v + 60v³ = 100 in half-years; v = 0.922… gives the
    /// rate by bisection on the defining equation.
    #[test]
    fn uneven_gaps_count_as_they_are() {
        let grid = Grid::new(&[0, 6, 18], 12);
        let found = rate(one(&grid, &[-100.0, 60.0, 60.0]));
        let v = (1.0 + found).sqrt().recip();
        assert!((60.0 * v + 60.0 * v * v * v - 100.0).abs() < 1e-11, "{found}");
    }

    /// (v − 1/1.1)(v − 1/1.3) × 143 = 143v² − 240v + 100: two roots, 10% and 30%.
    #[test]
    fn several_roots_and_none_are_said() {
        let years = Grid::new(&[0, 12, 24], 12);
        assert_eq!(one(&years, &[-100.0, 240.0, -143.0]), Return::Several(2));
        assert_eq!(one(&years, &[-100.0, 140.0, -60.0]), Return::None); // discriminant 140² − 4·100·60 < 0
        assert_eq!(one(&years, &[0.0, 5.0, 5.0]), Return::None);
        assert_eq!(one(&years, &[0.0, 0.0, 0.0]), Return::None);
        assert_eq!(one(&years, &[-100.0, 0.0, 0.0]), Return::Rate(-1.0));
        // Two changes of sign and one root within any sensible range: a late fee taken back.
        let found = rate(one(&Grid::new(&[0, 12, 24, 36], 12), &[-100.0, 110.0, -1e-9, 1e-12]));
        assert!((found - 0.1).abs() < 1e-9, "{found}");
    }

    #[test]
    fn wide_rates_are_found() {
        let years = Grid::new(&[0, 12], 12);
        for gain in [1e-8, 1e-3, 0.5, 1.0, 7.0, 500.0, 1e6] {
            let found = rate(one(&years, &[-100.0, 100.0 * gain]));
            assert!((found - (gain - 1.0)).abs() <= 1e-13 * gain.max(1.0), "{gain}: {found}");
        }
        let mut flows = vec![0.0; 61];
        (flows[0], flows[1], flows[60]) = (-100.0, 0.01, 0.01);
        let found = rate(one(&Grid::new(&months(60), 12), &flows));
        assert!(found > -0.9 && found < -0.8, "{found}");
    }

    #[test]
    fn neighbours_make_no_difference() {
        let grid = Grid::new(&months(12), 12);
        let path = |lane: usize| -> Vec<f64> {
            let mut flows: Vec<f64> = (0..13).map(|row| ((lane * 7 + row * 5) % 11) as f64).collect();
            flows[0] = -40.0 - lane as f64;
            flows
        };
        let chunk = |row: usize, side: usize| Chunk(std::array::from_fn(|lane| path(side * WIDTH + lane)[row]));
        let rows: Vec<Flows> = (0..13).map(|row| std::array::from_fn(|side| chunk(row, side))).collect();
        let together = returns(&grid, &rows);
        for (lane, together) in together.iter().enumerate() {
            assert_eq!(*together, one(&grid, &path(lane)));
        }
    }
}
