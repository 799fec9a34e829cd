//! Sums of products, exactly: what statistics are made of, so that the order of adding never shows.

use ethnum::I256;
use num_bigint::BigInt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fixed::Rounding;

/// A sum of products of two whole numbers, in 256 bits. Values are below 2^96, so 2^62 products fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Products(I256);

impl Products {
    pub fn of(value: i128) -> Products {
        Products(I256::from(value))
    }

    pub fn add(&mut self, a: i128, b: i128) {
        let product = match a.checked_mul(b) {
            Some(product) => I256::from(product),
            None => I256::from(a).saturating_mul(I256::from(b)),
        };
        self.0 = self.0.saturating_add(product);
    }

    pub fn merge(&mut self, other: &Products) {
        self.0 = self.0.saturating_add(other.0);
    }

    pub fn is_zero(&self) -> bool {
        self.0 == I256::ZERO
    }

    fn big(&self) -> BigInt {
        BigInt::from_signed_bytes_le(&self.0.to_le_bytes())
    }
}

/// As a decimal string: no number of JSON holds 256 bits.
impl Serialize for Products {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Products {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Products, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = text.parse().map_err(|_| serde::de::Error::custom(format!("`{text}` is not a whole number")))?;
        Ok(Products(value))
    }
}

/// Values that came in clusters: paths that are drawn together (a path and its mirror, the paths of one scramble) say
/// something about the error of a mean only as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clustered {
    /// Values in all, and their sum.
    pub count: u64,
    pub sum: i128,
    pub clusters: u64,
    /// Over the clusters: the square of each one's sum, its sum times its count, the square of its count.
    pub squares: Products,
    pub crossed: Products,
    pub sizes: Products,
}

impl Clustered {
    /// Standard error of the mean times `multiplier`, rounded: √(R/(R−1) × Σ(Sᵣ − nᵣ m)²) / N over the R clusters,
    /// where m = S/N. For clusters of one it is s/√N. Cochran, Sampling Techniques, 3rd edition, section 6.4 (a ratio
    /// of two sums over clusters). `None` with fewer than two clusters.
    pub fn standard_error(&self, multiplier: i128) -> Option<i128> {
        if self.clusters < 2 || self.count == 0 {
            return None;
        }
        let (n, s) = (BigInt::from(self.count), BigInt::from(self.sum));
        let spread: BigInt =
            &n * &n * self.squares.big() - 2 * &n * &s * self.crossed.big() + &s * &s * self.sizes.big();
        let above = spread * self.clusters * BigInt::from(multiplier).pow(2);
        root(above, n.pow(4) * (self.clusters - 1))
    }
}

/// Standard deviation of `count` values times `multiplier`, rounded: √((Σx² − (Σx)²/N)/(N − 1)).
pub fn standard_deviation(count: u64, sum: i128, squares: &Products, multiplier: i128) -> Option<i128> {
    if count < 2 {
        return None;
    }
    let n = BigInt::from(count);
    let above: BigInt = (&n * squares.big() - BigInt::from(sum).pow(2)) * BigInt::from(multiplier).pow(2);
    root(above, &n * (&n - 1))
}

/// N Σxy − Σx Σy, to the nearest number a float has: for ratios of it, where the N cancels.
pub fn covariance(count: u64, a: i128, b: i128, products: &Products) -> f64 {
    let exact: BigInt = BigInt::from(count) * products.big() - BigInt::from(a) * b;
    to_float(&exact)
}

/// Σ aᵢ²/nᵢ − (Σa)²/N over classes, times N: between the classes what [`covariance`] of a with itself is in all.
pub fn between(classes: &[(u64, i128)]) -> f64 {
    let count: u64 = classes.iter().map(|(count, _)| count).sum();
    let sum: i128 = classes.iter().map(|(_, sum)| sum).sum();
    // Whole and exact but for 64 binary places of each quotient.
    let squares: BigInt = classes
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, sum)| (BigInt::from(*sum).pow(2) << 64u32) / *count)
        .sum();
    let exact: BigInt = squares * count - (BigInt::from(sum).pow(2) << 64u32);
    to_float(&(exact >> 64u32))
}

/// The nearest float, by the text of the number: the same on every machine.
fn to_float(value: &BigInt) -> f64 {
    value.to_string().parse().unwrap_or(f64::NAN)
}

/// √(above / below) to the nearest whole number; `None` where that is no value.
fn root(above: BigInt, below: BigInt) -> Option<i128> {
    if above < BigInt::ZERO || below <= BigInt::ZERO {
        return None;
    }
    let doubled: BigInt = (above * 4u32 / below).sqrt();
    i128::try_from((doubled + 1u32) / 2u32).ok()
}

/// `sum / count`, rounded to a whole number; `None` without values.
pub fn mean(count: u64, sum: i128) -> Option<i128> {
    super::fraction(&[sum], &[i128::from(count)], Rounding::HalfUp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(values: &[i128]) -> Clustered {
        let mut it = Clustered::default();
        for &value in values {
            it.count += 1;
            it.clusters += 1;
            it.sum += value;
            it.squares.add(value, value);
            it.crossed.add(value, 1);
            it.sizes.add(1, 1);
        }
        it
    }

    /// 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares of the distances add to 32 (by hand), s = √(32/7) = 2.1380899,
    /// s/√8 = 0.7559289.
    #[test]
    fn a_mean_has_the_error_that_the_textbook_gives() {
        let values = [2, 4, 4, 4, 5, 5, 7, 9];
        let it = alone(&values);
        assert_eq!(mean(it.count, it.sum), Some(5));
        assert_eq!(standard_deviation(8, 40, &it.squares, 10_000_000), Some(21_380_899));
        assert_eq!(it.standard_error(10_000_000), Some(7_559_289));
    }

    /// Pairs (2, 9), (4, 7), (4, 5), (4, 5): sums 11, 11, 9, 9 around 10, so √(4/3 × 4)/8 = 0.2886751 (by hand).
    #[test]
    fn mirrored_pairs_err_less() {
        let mut it = Clustered::default();
        for sum in [11, 11, 9, 9] {
            it.count += 2;
            it.clusters += 1;
            it.sum += sum;
            it.squares.add(sum, sum);
            it.crossed.add(sum, 2);
            it.sizes.add(2, 2);
        }
        assert_eq!(it.standard_error(10_000_000), Some(2_886_751));
    }

    #[test]
    fn products_beyond_128_bits_are_kept() {
        let large = crate::quantity::LIMIT;
        let mut sum = Products::default();
        for _ in 0..5 {
            sum.add(large, large);
        }
        sum.add(large, -large);
        let expected = BigInt::from(large) * large * 4;
        assert_eq!(sum.big(), expected);
        let text = serde_json::to_string(&sum).expect("it serialises");
        assert_eq!(serde_json::from_str::<Products>(&text).expect("it reads back"), sum);
        assert!(serde_json::from_str::<Products>("\"12x\"").is_err());
    }

    #[test]
    fn too_few_values_have_no_error() {
        assert_eq!(alone(&[5]).standard_error(1), None);
        assert_eq!(standard_deviation(1, 5, &Products::of(25), 1), None);
        assert_eq!(mean(0, 0), None);
    }

    /// Classes (1, 3) and (5, 7): means 2 and 6 around 4, so 2·4 + 2·4 = 16 between them, times N = 4 (by hand).
    #[test]
    fn what_lies_between_classes() {
        assert_eq!(between(&[(2, 4), (2, 12)]), 64.0);
        assert_eq!(between(&[(4, 16)]), 0.0);
    }
}
