//! A straight line through several drivers at once.

/// Coefficients b of y on x₁…xₖ by least squares, from their covariances: C b = c. A driver that does not vary, or that
/// the ones before it determine, has none. By Gaussian elimination in the order given; every step is one operation of
/// the float, so the same on every machine.
pub fn coefficients(covariances: &[Vec<f64>], with: &[f64]) -> Vec<Option<f64>> {
    let size = with.len();
    let mut rows: Vec<Vec<f64>> =
        covariances.iter().zip(with).map(|(row, &c)| row.iter().copied().chain([c]).collect()).collect();
    let mut pivots = Vec::new();
    for column in 0..size {
        let own = covariances[column][column];
        let left = rows[column][column];
        // What the drivers before it leave of its own variance: nothing but rounding where they determine it.
        if own <= 0.0 || left <= own * NOTHING {
            continue;
        }
        pivots.push(column);
        let pivot = rows[column].clone();
        for row in rows.iter_mut().skip(column + 1) {
            let times = row[column] / left;
            row.iter_mut().zip(&pivot).for_each(|(value, pivot)| *value -= times * pivot);
        }
    }
    let mut found: Vec<Option<f64>> = vec![None; size];
    for &column in pivots.iter().rev() {
        let later: f64 = (column + 1..size).filter_map(|it| Some(found[it]? * rows[column][it])).sum();
        found[column] = Some((rows[column][size] - later) / rows[column][column]);
    }
    found
}

/// A part of a variance that is rounding.
const NOTHING: f64 = 1e-12;

#[cfg(test)]
mod tests {
    use super::*;

    /// y = 2a − 3b with covariances [[4, 1], [1, 9]]: c = (8 − 3, 2 − 27) (by hand).
    #[test]
    fn a_line_is_found_again() {
        let found = coefficients(&[vec![4.0, 1.0], vec![1.0, 9.0]], &[5.0, -25.0]);
        assert!((found[0].expect("one") - 2.0).abs() < 1e-14 && (found[1].expect("one") + 3.0).abs() < 1e-14);
    }

    #[test]
    fn what_does_not_vary_or_repeats_has_no_coefficient() {
        let repeated = [vec![4.0, 8.0, 0.0], vec![8.0, 16.0, 0.0], vec![0.0, 0.0, 0.0]];
        assert_eq!(coefficients(&repeated, &[8.0, 16.0, 0.0]), [Some(2.0), None, None]);
        assert_eq!(coefficients(&[], &[]), []);
    }
}
