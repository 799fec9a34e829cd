//! Symmetric matrices of whole numbers: whether they are positive semidefinite, exactly, and at once where that is clear.

use num_bigint::BigInt;

/// Whether no combination of what the matrix describes has a negative variance: by elimination without fractions
/// (Bareiss 1968), where each pivot is a principal minor, so nothing is ever rounded. A pivot of nothing belongs to
/// something wholly made of those before it: then nothing may be left of its row. The scale of the numbers does not
/// matter.
pub fn is_positive_semidefinite(matrix: &[Vec<i128>]) -> bool {
    let mut rows: Vec<Vec<BigInt>> =
        matrix.iter().map(|row| row.iter().map(|&value| BigInt::from(value)).collect()).collect();
    let size = rows.len();
    let mut before = BigInt::from(1);
    for pivot in 0..size {
        let (above, below) = rows.split_at_mut(pivot + 1);
        let Some(top) = above.get(pivot).filter(|top| top[pivot] >= BigInt::ZERO) else { return false };
        if top[pivot] == BigInt::ZERO {
            if top[pivot..].iter().any(|left| *left != BigInt::ZERO) {
                return false;
            }
            continue;
        }
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

/// Decimals of correlations, and those worked with.
const ONE: i128 = 1_000_000_000_000;
const MORE: i128 = 1_000;

/// Whether a matrix of correlations of twelve decimals is positive definite with room to spare, at once. The factors
/// found, unit lower triangular and diagonal, are those of the matrix less a millionth on its diagonal, but for one
/// rounding of 10^-15 in each of at most 2n steps an entry: for any n that a deal may have that is a thousandth of the
/// millionth at most, so a yes is certain. A no says nothing.
pub fn is_clearly_definite(matrix: &[Vec<i128>]) -> bool {
    let size = matrix.len();
    let mut weighted = vec![vec![0i128; size]; size];
    let mut unit = vec![vec![0i128; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let mut left = matrix[row][column] * MORE - if row == column { ONE * MORE / 1_000_000 } else { 0 };
            for before in 0..column {
                let Some(product) = unit[row][before].checked_mul(weighted[column][before]) else { return false };
                left -= product / (ONE * MORE);
            }
            if row == column {
                if left <= 0 {
                    return false;
                }
                weighted[row][row] = left;
            } else {
                let Some(widened) = left.checked_mul(ONE * MORE) else { return false };
                weighted[row][column] = left;
                unit[row][column] = widened / weighted[column][column];
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: [i128; 3]) -> bool {
        let [a, b, c] = pairs;
        is_positive_semidefinite(&[vec![100, a, b], vec![a, 100, c], vec![b, c, 100]])
    }

    /// 1 + 2abc − a² − b² − c² is the determinant of three correlations.
    #[test]
    fn three_correlations() {
        assert!(of([0, 0, 0]));
        assert!(of([90, 90, 90]));
        assert!(!of([90, 90, -90]));
        // 0.6² + 0.8² = 1: exactly nothing is left, where floats could say either.
        assert!(of([60, 80, 0]));
        assert!(!of([60, 81, 0]));
        assert!(of([100, -100, -100]));
        assert!(of([100, 40, 40]));
        assert!(!of([100, 40, 41]));
        assert!(!of([101, 0, 0]));
    }

    /// A process made of two others, between them and one more.
    #[test]
    fn a_pivot_of_nothing_is_passed_over() {
        // The third is 0.6 of the first and 0.8 of the second, so it shares 0.6 × 30% with the fourth.
        let with = |last: i128| {
            let rows = [[100, 0, 60, last], [0, 100, 80, 0], [60, 80, 100, 18], [last, 0, 18, 100]];
            is_positive_semidefinite(&rows.map(Vec::from))
        };
        assert!(with(30));
        assert!(!with(31));
    }

    #[test]
    fn large_ones() {
        let equal = |size: usize, off: i128| -> Vec<Vec<i128>> {
            (0..size).map(|row| (0..size).map(|column| if row == column { ONE } else { off }).collect()).collect()
        };
        // Equal correlations go down to −1/(n − 1), here −1/49 = −0.020408163265306…
        assert!(is_positive_semidefinite(&equal(50, ONE)));
        assert!(is_positive_semidefinite(&equal(50, -20_408_163_265)));
        assert!(!is_positive_semidefinite(&equal(50, -20_408_163_266)));
        assert!(is_clearly_definite(&equal(50, 900_000_000_000)));
        assert!(is_clearly_definite(&equal(50, -20_000_000_000)));
        // What is near the edge is for the exact answer.
        assert!(!is_clearly_definite(&equal(50, ONE)));
        assert!(!is_clearly_definite(&equal(50, -20_408_163_265)));
    }
}
