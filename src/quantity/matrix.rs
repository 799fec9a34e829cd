//! Symmetric matrices of whole numbers: whether they are positive definite, exactly.

use num_bigint::BigInt;

/// Whether every leading principal minor is above zero (Sylvester's criterion), by elimination without fractions
/// (Bareiss 1968): each pivot is such a minor, so nothing is ever rounded. The scale of the numbers does not matter.
pub fn is_positive_definite(matrix: &[Vec<i128>]) -> bool {
    let mut rows: Vec<Vec<BigInt>> =
        matrix.iter().map(|row| row.iter().map(|&value| BigInt::from(value)).collect()).collect();
    let size = rows.len();
    let mut before = BigInt::from(1);
    for pivot in 0..size {
        let (above, below) = rows.split_at_mut(pivot + 1);
        let Some(top) = above.get(pivot).filter(|top| top[pivot] > BigInt::ZERO) else { return false };
        for row in below {
            let lead = row[pivot].clone();
            for column in pivot + 1..size {
                row[column] = (&row[column] * &top[pivot] - &lead * &top[column]) / &before;
            }
        }
        before = top[pivot].clone();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: [i128; 3]) -> Vec<Vec<i128>> {
        let [a, b, c] = pairs;
        vec![vec![100, a, b], vec![a, 100, c], vec![b, c, 100]]
    }

    /// 1 + 2abc − a² − b² − c² is the determinant of three correlations.
    #[test]
    fn three_correlations() {
        assert!(is_positive_definite(&of([0, 0, 0])));
        assert!(is_positive_definite(&of([90, 90, 90])));
        assert!(!is_positive_definite(&of([90, 90, -90])));
        // 0.6² + 0.8² = 1: exactly singular, where floats could say either.
        assert!(!is_positive_definite(&of([60, 80, 0])));
        assert!(is_positive_definite(&of([60, 79, 0])));
        assert!(!is_positive_definite(&of([100, 0, 0])));
    }

    #[test]
    fn large_ones() {
        let one_factor = |size: usize, off: i128| -> Vec<Vec<i128>> {
            (0..size)
                .map(|row| (0..size).map(|column| if row == column { 1_000_000_000_000 } else { off }).collect())
                .collect()
        };
        // Equal correlations are positive definite down to −1/(n − 1), here −1/49 = −0.020408163265306…
        assert!(is_positive_definite(&one_factor(50, 999_999_999_999)));
        assert!(is_positive_definite(&one_factor(50, -20_408_163_265)));
        assert!(!is_positive_definite(&one_factor(50, -20_408_163_266)));
    }
}
