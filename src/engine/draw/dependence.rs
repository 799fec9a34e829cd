//! Correlated normals: the lower triangular root of a correlation matrix, one for each regime of correlation.

use super::Failure;
use super::strip::{STRIP, Strip};
use crate::plan::{Dependence, RandomTrigger};

/// Pivots and residuals nearer to zero than this are zero: entries have twelve decimals.
const ZERO: f64 = 1e-10;

/// The regimes of correlation: the last of them that has no condition holds where no other does.
#[derive(Debug, Clone, Default)]
pub struct Dependences {
    regimes: Vec<Regime>,
}

#[derive(Debug, Clone)]
struct Regime {
    root: Vec<Vec<f64>>,
    when: Option<RandomTrigger>,
}

impl Dependences {
    pub fn new(stated: &[Dependence]) -> Result<Dependences, Failure> {
        let regime =
            |(index, it): (usize, &Dependence)| Ok(Regime { root: root(index, &it.matrix)?, when: it.when.clone() });
        let regimes = stated.iter().enumerate().map(regime).collect::<Result<_, Failure>>()?;
        Ok(Dependences { regimes })
    }

    /// Turns independent normals into correlated ones, in place.
    #[inline(always)]
    pub fn correlate(&self, normals: &mut [Strip]) {
        let Some(regime) = self.regimes.first() else { return };
        // From the last process to the first: each reads the ones before it while these are still independent.
        for (at, weights) in regime.root.iter().enumerate().rev() {
            let (before, rest) = normals.split_at_mut(at);
            let Some(own) = rest.first_mut() else { continue };
            for lane in 0..STRIP {
                own.0[lane] *= weights[at];
            }
            for (other, &weight) in before.iter().zip(weights).filter(|(_, weight)| **weight != 0.0) {
                for lane in 0..STRIP {
                    own.0[lane] = other.0[lane].mul_add(weight, own.0[lane]);
                }
            }
        }
    }
}

/// Cholesky: lower triangular, times its transpose gives the matrix.
fn root(index: usize, matrix: &[Vec<i128>]) -> Result<Vec<Vec<f64>>, Failure> {
    let size = matrix.len();
    let mut root = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let known: f64 = (0..column).map(|it| root[row][it] * root[column][it]).sum();
            let left = matrix[row][column] as f64 / 1e12 - known;
            root[row][column] = match row == column {
                true if left < -ZERO => return Err(Failure::NotPositive { dependence: index, process: row }),
                true if left < ZERO => 0.0,
                true => left.sqrt(),
                false if root[column][column] > 0.0 => left / root[column][column],
                false if left.abs() < ZERO.sqrt() => 0.0,
                false => return Err(Failure::NotPositive { dependence: index, process: row }),
            };
        }
    }
    Ok(root)
}
