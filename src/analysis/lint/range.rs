//! Two bounds of a value, either of which may be missing, and what becomes of them in sums, products and choices.

/// Least and greatest, at the scale of the expression; `None` is unbounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    pub low: Option<i128>,
    pub high: Option<i128>,
}

impl Range {
    pub fn only(value: i128) -> Range {
        Range { low: Some(value), high: Some(value) }
    }

    pub fn map(self, change: impl Fn(i128) -> Option<i128>) -> Range {
        Range { low: self.low.and_then(&change), high: self.high.and_then(change) }
    }

    pub fn negative(self) -> Range {
        Range { low: self.high.map(|it| -it), high: self.low.map(|it| -it) }
    }

    pub fn absolute(self) -> Range {
        match (self.low, self.high) {
            (Some(low), _) if low >= 0 => self,
            (_, Some(high)) if high <= 0 => self.negative(),
            (low, high) => Range { low: Some(0), high: low.zip(high).map(|(low, high)| high.max(-low)) },
        }
    }

    pub fn plus(self, other: Range) -> Range {
        let add = |a: Option<i128>, b: Option<i128>| a.zip(b).and_then(|(a, b)| a.checked_add(b));
        Range { low: add(self.low, other.low), high: add(self.high, other.high) }
    }

    /// Products of two bounded ranges, or of two that are not negative.
    pub fn times(self, other: Range, product: impl Fn(i128, i128) -> Option<i128>) -> Range {
        if let (Some(a), Some(b), Some(c), Some(d)) = (self.low, self.high, other.low, other.high) {
            let corners: Option<Vec<i128>> =
                [(a, c), (a, d), (b, c), (b, d)].into_iter().map(|(x, y)| product(x, y)).collect();
            return corners.map_or(Range::default(), |it| Range {
                low: it.iter().min().copied(),
                high: it.iter().max().copied(),
            });
        }
        match (self.low, other.low) {
            (Some(a), Some(b)) if a >= 0 && b >= 0 => Range { low: product(a, b), high: None },
            _ => Range::default(),
        }
    }

    /// Either of the two.
    pub fn or(self, other: Range) -> Range {
        let both = |a: Option<i128>, b: Option<i128>| a.zip(b);
        Range {
            low: both(self.low, other.low).map(|(a, b)| a.min(b)),
            high: both(self.high, other.high).map(|(a, b)| a.max(b)),
        }
    }

    pub fn least(self, other: Range) -> Range {
        Range {
            low: self.low.zip(other.low).map(|(a, b)| a.min(b)),
            high: [self.high, other.high].into_iter().flatten().min(),
        }
    }

    pub fn greatest(self, other: Range) -> Range {
        Range {
            low: [self.low, other.low].into_iter().flatten().max(),
            high: self.high.zip(other.high).map(|(a, b)| a.max(b)),
        }
    }
}
