//! Correlated normals: the root of a correlation matrix, fat joint tails, and regimes that a condition switches on.

use super::Failure;
use super::course::{ONE, State};
use super::stream::Stream;
use super::strip::{STRIP, Strip};
use super::student::Score;
use crate::plan::{Dependence, RandomTrigger};

/// A pivot nearer to nothing than this is nothing: the matrix has twelve decimals.
const NOTHING: f64 = 1e-10;

/// How the draws hang together.
#[derive(Debug, Clone)]
pub struct Dependences {
    always: Regime,
    /// In force where their condition holds, the first of them before the others.
    switched: Vec<(RandomTrigger, Regime)>,
}

/// One matrix and its copula.
#[derive(Debug, Clone, Default)]
struct Regime {
    /// By process; empty where every process is on its own.
    root: Vec<Row>,
    student: Option<Student>,
}

/// A row of the lower triangular root: the diagonal, then what is not nothing before it.
#[derive(Debug, Clone)]
struct Row {
    own: f64,
    others: Vec<(usize, f64)>,
}

/// All that draw normals share a mixing variable, so that extremes come together even without a correlation.
#[derive(Debug, Clone)]
struct Student {
    degrees: u32,
    score: Score,
    by_row: Vec<usize>,
    by_path: Vec<usize>,
}

/// Processes that draw normals: those that move from row to row, and those that default once a path.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    pub by_row: Vec<usize>,
    pub by_path: Vec<usize>,
}

/// Normals in hand while a regime is tried.
#[derive(Debug, Clone)]
pub struct Room {
    raw: Vec<Strip>,
    tried: Vec<Strip>,
}

impl Dependences {
    pub fn new(stated: &[Dependence], drawn: &Drawn) -> Result<Dependences, Failure> {
        let mut dependences = Dependences { always: Regime::default(), switched: Vec::new() };
        for (index, it) in stated.iter().enumerate() {
            let regime = Regime::new(index, it, drawn)?;
            match &it.when {
                None => dependences.always = regime,
                Some(trigger) => dependences.switched.push((trigger.clone(), regime)),
            }
        }
        Ok(dependences)
    }

    /// For so many strips of normals.
    pub fn room(&self, strips: usize) -> Room {
        let strips = if self.switched.is_empty() { 0 } else { strips };
        Room { raw: vec![Strip::ZERO; strips], tried: vec![Strip::ZERO; strips] }
    }

    /// Makes the independent normals of a row hang together, in place, under the regime that the row before asks for.
    #[inline(always)]
    pub fn join(
        &self,
        first: u64,
        row: usize,
        stream: &Stream,
        states: &[State],
        room: &mut Room,
        normals: &mut [Strip],
    ) {
        if !self.switched.is_empty() {
            room.raw.copy_from_slice(normals);
        }
        self.always.join(first, row, stream, normals);
        for (trigger, regime) in self.switched.iter().rev() {
            room.tried.copy_from_slice(&room.raw);
            regime.join(first, row, stream, &mut room.tried);
            let level = trigger.level as f64;
            let factor = &states[trigger.process].value;
            for (normal, tried) in normals.iter_mut().zip(&room.tried) {
                for lane in 0..STRIP {
                    let holds = if trigger.below { factor.0[lane] < level } else { factor.0[lane] > level };
                    normal.0[lane] = if holds { tried.0[lane] } else { normal.0[lane] };
                }
            }
        }
    }

    /// After the last row: what defaults share once a path.
    #[inline(always)]
    pub fn join_defaults(&self, first: u64, stream: &Stream, states: &mut [State]) {
        let Some(student) = &self.always.student else { return };
        if !student.by_path.is_empty() {
            let scale = student.scale(first, 0, stream);
            for &process in &student.by_path {
                student.mix(&scale, &mut states[process].at);
            }
        }
    }
}

impl Regime {
    fn new(index: usize, stated: &Dependence, drawn: &Drawn) -> Result<Regime, Failure> {
        // What draws no normal has none to correlate.
        let draws = |process| drawn.by_row.contains(&process) || drawn.by_path.contains(&process);
        let cell = |a: usize, b: usize| if a == b || (draws(a) && draws(b)) { stated.matrix[a][b] } else { 0 };
        let size = stated.matrix.len();
        let matrix: Vec<Vec<i128>> = (0..size).map(|a| (0..size).map(|b| cell(a, b)).collect()).collect();
        let root = root(&matrix).map_err(|process| Failure::not_positive(index, process, &matrix))?;
        let sparse = |(at, row): (usize, Vec<f64>)| Row {
            own: row[at],
            others: row.into_iter().take(at).enumerate().filter(|(_, weight)| *weight != 0.0).collect(),
        };
        let student = stated.student.map(|degrees| Student {
            degrees,
            score: Score::new(degrees),
            by_row: drawn.by_row.clone(),
            by_path: drawn.by_path.clone(),
        });
        Ok(Regime { root: root.into_iter().enumerate().map(sparse).collect(), student })
    }

    #[inline(always)]
    fn join(&self, first: u64, row: usize, stream: &Stream, normals: &mut [Strip]) {
        // From the last process to the first: each reads those before it while they are still independent.
        for (at, weights) in self.root.iter().enumerate().rev() {
            let Some((&(other, weight), others)) = weights.others.split_first() else { continue };
            let (before, rest) = normals.split_at_mut(at);
            let (own, other, keep) = (&mut rest[0], &before[other], weights.own);
            for lane in 0..STRIP {
                own.0[lane] = other.0[lane].mul_add(weight, own.0[lane] * keep);
            }
            for &(other, weight) in others {
                let other = &before[other];
                for lane in 0..STRIP {
                    own.0[lane] = other.0[lane].mul_add(weight, own.0[lane]);
                }
            }
        }
        if let Some(student) = self.student.as_ref().filter(|student| !student.by_row.is_empty()) {
            let scale = student.scale(first, row, stream);
            for &process in &student.by_row {
                student.mix(&scale, &mut normals[process]);
            }
        }
    }
}

impl Student {
    /// √(ν/W), W chi-square of ν degrees.
    #[inline(always)]
    fn scale(&self, first: u64, row: usize, stream: &Stream) -> Strip {
        let mut scale = Strip::ZERO;
        stream.chi_square(first, row, self.degrees, &mut scale);
        for lane in 0..STRIP {
            scale.0[lane] = (f64::from(self.degrees) / scale.0[lane]).sqrt();
        }
        scale
    }

    /// A normal over the common root is Student's t; its score is normal again.
    #[inline(always)]
    fn mix(&self, scale: &Strip, normal: &mut Strip) {
        for lane in 0..STRIP {
            normal.0[lane] *= scale.0[lane];
        }
        self.score.replace(normal);
    }
}

/// Cholesky: lower triangular, its product with its transpose is the matrix. Where a process is wholly made of those
/// before it the pivot is nothing, and so is the rest of its column. The error is the process that cannot join.
fn root(matrix: &[Vec<i128>]) -> Result<Vec<Vec<f64>>, usize> {
    let size = matrix.len();
    let mut root = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let known: f64 = (0..column).map(|it| root[row][it] * root[column][it]).sum();
            let left = matrix[row][column] as f64 / ONE - known;
            let pivot = root[column][column];
            root[row][column] = match row == column {
                true if left < -NOTHING => return Err(row),
                true => {
                    if left < NOTHING {
                        0.0
                    } else {
                        left.sqrt()
                    }
                }
                false if pivot > 0.0 => left / pivot,
                // The square of what is left is at most the product of two pivots, one of which is nothing.
                false if left.abs() < NOTHING.sqrt() => 0.0,
                false => return Err(row),
            };
        }
    }
    Ok(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERCENT: i128 = 10_000_000_000;

    fn square(matrix: [[i128; 3]; 3]) -> Vec<Vec<i128>> {
        matrix.map(|row| row.map(|it| it * PERCENT).to_vec()).to_vec()
    }

    #[test]
    fn the_root_squared_is_the_matrix() {
        let matrix = square([[100, 40, -20], [40, 100, 70], [-20, 70, 100]]);
        let root = root(&matrix).unwrap();
        for row in 0..3 {
            for column in 0..3 {
                let product: f64 = (0..3).map(|it| root[row][it] * root[column][it]).sum();
                assert!((product - matrix[row][column] as f64 / ONE).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn perfect_correlation_has_a_root_and_contradictions_have_none() {
        let joined = root(&square([[100, 100, -100], [100, 100, -100], [-100, -100, 100]])).unwrap();
        assert_eq!(joined, [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]);
        assert_eq!(root(&square([[100, 100, 50], [100, 100, 40], [50, 40, 100]])), Err(2));
        assert_eq!(root(&square([[100, 90, -90], [90, 100, 90], [-90, 90, 100]])), Err(2));
        assert_eq!(root(&square([[100, 101, 0], [101, 100, 0], [0, 0, 100]])), Err(1));
    }
}
