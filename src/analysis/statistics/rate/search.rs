//! Roots of flows that change sign more than once, wherever they are in the range.
//!
//! The range is cut into cells; a cell at whose ends the value has different signs has a root, and is halved until nothing
//! is left between its ends. Where there is one root alone its cell is found by halves too, and 32 paths go side by side;
//! otherwise the ends of 32 cells of one path do.

use super::newton::until_last;
use super::power::Powers;
use super::signs::OneRoot;
use super::{Flows, Grid, MOST_ITERATIONS, PATHS, Return, SIDE, WIDEST};
use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, WIDTH};

const CELLS: usize = 800;

/// The ends of the cells: logarithms of the discount factor of a year.
fn end(index: usize) -> f64 {
    WIDEST * (2.0 * index as f64 / CELLS as f64 - 1.0)
}

/// The discount factor of a step at the ends of all cells.
pub fn factors(step: f64) -> Vec<f64> {
    (0..=CELLS).map(|index| libm::exp(end(index) * step)).collect()
}

/// Two logarithms between which the value changes its sign.
#[derive(Debug, Clone, Copy)]
struct Bracket {
    low: f64,
    high: f64,
    /// Whether the value is above nothing at the lower.
    falls: bool,
}

/// What there is of one path.
enum Roots {
    At(f64),
    In(Bracket),
    Many(usize),
}

impl Grid {
    /// The returns of the paths that are wanted.
    pub(super) fn search(&self, flows: &[Flows], wanted: &[bool; PATHS]) -> [Return; PATHS] {
        let mut found = [Return::None; PATHS];
        let mut brackets = self.cells(flows, wanted);
        for path in (0..PATHS).filter(|&path| wanted[path]) {
            if brackets[path].is_none() {
                match self.scan(flows, path) {
                    Roots::At(root) => found[path] = rate(root),
                    Roots::In(bracket) => brackets[path] = Some(bracket),
                    Roots::Many(0) => {}
                    Roots::Many(count) => found[path] = Return::Several(count),
                }
            }
        }
        let within: [bool; PATHS] = brackets.map(|it| it.is_some());
        let roots = self.halve(flows, brackets);
        for path in (0..PATHS).filter(|&path| within[path]) {
            found[path] = rate(roots[path]);
        }
        found
    }

    /// The cells of the only roots of paths that have one alone. None where it is beyond the range, or at the end of a
    /// cell.
    fn cells(&self, flows: &[Flows], wanted: &[bool; PATHS]) -> [Option<Bracket>; PATHS] {
        let one = dispatch(OneRoot { flows });
        let mut open: [bool; PATHS] = std::array::from_fn(|path| wanted[path] & one[path]);
        if open == [false; PATHS] {
            return [None; PATHS];
        }
        let [lowest, highest] = [0, CELLS].map(|index| self.values(flows, |_| self.factors[index]));
        for (path, open) in open.iter_mut().enumerate() {
            let (low, high) = (lowest[path], highest[path]);
            *open &= low != 0.0 && high != 0.0 && (low > 0.0) != (high > 0.0);
        }
        let mut between = [(0, CELLS); PATHS];
        while (0..PATHS).any(|path| open[path] && between[path].0 + 1 < between[path].1) {
            let middles = between.map(|(low, high)| usize::midpoint(low, high));
            let values = self.values(flows, |path| self.factors[middles[path]]);
            for path in 0..PATHS {
                open[path] &= values[path] != 0.0;
                let is_low = (values[path] > 0.0) == (lowest[path] > 0.0);
                *(if is_low { &mut between[path].0 } else { &mut between[path].1 }) = middles[path];
            }
        }
        std::array::from_fn(|path| {
            let (low, high) = between[path];
            open[path].then(|| Bracket { low: end(low), high: end(high), falls: lowest[path] > 0.0 })
        })
    }

    /// All roots of one path.
    fn scan(&self, flows: &[Flows], path: usize) -> Roots {
        let own: Vec<Flows> = flows.iter().map(|row| [Chunk::of(row[path / WIDTH].0[path % WIDTH]); SIDE]).collect();
        let groups = self.factors.chunks(PATHS);
        let values = groups.flat_map(|factors| {
            let values = self.values(&own, |index| factors.get(index).copied().unwrap_or(1.0));
            values.into_iter().take(factors.len())
        });
        let (mut count, mut last) = (0, Roots::Many(0));
        let mut before = None;
        for (index, value) in values.enumerate() {
            if let Some(before) = before {
                if before != 0.0 && value != 0.0 && (before > 0.0) != (value > 0.0) {
                    count += 1;
                    last = Roots::In(Bracket { low: end(index - 1), high: end(index), falls: before > 0.0 });
                } else if value == 0.0 {
                    count += 1;
                    last = Roots::At(end(index));
                }
            }
            before = Some(value);
        }
        if count == 1 { last } else { Roots::Many(count) }
    }

    /// Halves each bracket until there is nothing between its ends.
    fn halve(&self, flows: &[Flows], mut brackets: [Option<Bracket>; PATHS]) -> [f64; PATHS] {
        let mut roots = [0.0; PATHS];
        for _ in 0..MOST_ITERATIONS {
            for (bracket, root) in brackets.iter_mut().zip(&mut roots) {
                if let Some(Bracket { low, high, .. }) = *bracket {
                    let middle = low + (high - low) / 2.0;
                    let is_left = low < middle && middle < high;
                    *root = if is_left { middle } else { low };
                    bracket.take_if(|_| !is_left);
                }
            }
            if brackets.iter().all(Option::is_none) {
                return roots;
            }
            let values = self.values(flows, |path| match brackets[path] {
                Some(_) => libm::exp(roots[path] * self.step),
                None => 1.0,
            });
            for (path, open) in brackets.iter_mut().enumerate() {
                if let Some(bracket) = open {
                    if values[path] == 0.0 {
                        *open = None;
                    } else if (values[path] > 0.0) == bracket.falls {
                        bracket.low = roots[path];
                    } else {
                        bracket.high = roots[path];
                    }
                }
            }
        }
        roots
    }

    /// The value of each path's flows at a discount factor of its own.
    fn values(&self, flows: &[Flows], factor: impl Fn(usize) -> f64) -> [f64; PATHS] {
        let v = std::array::from_fn(|side| Chunk(std::array::from_fn(|lane| factor(side * WIDTH + lane))));
        let values = dispatch(Value { grid: self, flows, v: &v });
        std::array::from_fn(|path| values[path / WIDTH].0[path % WIDTH])
    }
}

/// The rate a year from the logarithm of the discount factor of a year.
fn rate(logarithm: f64) -> Return {
    Return::Rate(libm::expm1(-logarithm))
}

/// By Horner's rule from the last row back.
struct Value<'a> {
    grid: &'a Grid,
    flows: &'a [Flows],
    v: &'a Flows,
}

impl Kernel for Value<'_> {
    type Output = Flows;

    #[inline(always)]
    fn run(self) -> Flows {
        let mut powers = Powers::of(self.grid);
        let powers = powers.raise(self.grid, self.v);
        let flows = until_last(self.flows);
        let mut value = [Chunk::ZERO; SIDE];
        for (flow, &which) in flows.iter().zip(&self.grid.which).rev() {
            let power = &powers[which];
            for side in 0..SIDE {
                let terms = flow[side].0.iter().zip(&power[side].0);
                for (value, (flow, power)) in value[side].0.iter_mut().zip(terms) {
                    *value = (*value + flow) * power;
                }
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cell by cell, then by halves, one path and one point at a time.
    fn slowly(grid: &Grid, flows: &[f64]) -> Return {
        let value = |logarithm: f64| {
            let v = libm::exp(logarithm * grid.step);
            flows.iter().zip(&grid.gaps).rev().fold(0.0, |value, (flow, &gap)| {
                let power = (0..gap).fold(1.0, |power, _| power * v);
                (value + flow) * power
            })
        };
        let cells = (0..CELLS).map(|index| (end(index), end(index + 1)));
        let mut roots = cells.filter(|&(low, high)| (value(low) > 0.0) != (value(high) > 0.0));
        let Some((mut low, mut high)) = roots.next() else { return Return::None };
        let more = roots.count();
        if more > 0 {
            return Return::Several(more + 1);
        }
        let falls = value(low) > 0.0;
        loop {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                return rate(low);
            }
            let at = value(middle);
            if at == 0.0 {
                return rate(middle);
            }
            *(if (at > 0.0) == falls { &mut low } else { &mut high }) = middle;
        }
    }

    /// A loan drawn twice or thrice, losses and all: what 32 paths find side by side is what each finds alone.
    #[test]
    fn the_search_misses_nothing_and_finds_nothing_else() {
        let grid = Grid::new(&(0..=36).collect::<Vec<u64>>(), 12);
        let mut state = 7u64;
        let mut word = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut seen = [0; 3];
        for _ in 0..40 {
            let mut path = || -> Vec<f64> {
                let back = word(9_000) as f64;
                let mut flows: Vec<f64> = (0..=36).map(|_| word(5) as f64 * back).collect();
                flows[0] = -100_000.0;
                (0..=word(3)).for_each(|_| flows[1 + word(36) as usize] -= 40_000.0);
                flows
            };
            let paths: Vec<Vec<f64>> = (0..PATHS).map(|_| path()).collect();
            let row = |row: usize| {
                std::array::from_fn(|side| Chunk(std::array::from_fn(|lane| paths[side * WIDTH + lane][row])))
            };
            let flows: Vec<Flows> = (0..=36).map(row).collect();
            for (found, path) in grid.search(&flows, &[true; PATHS]).into_iter().zip(&paths) {
                assert_eq!(found, slowly(&grid, path), "{path:?}");
                seen[match found {
                    Return::None => 0,
                    Return::Rate(_) => 1,
                    Return::Several(_) => 2,
                }] += 1;
            }
        }
        assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
    }
}
