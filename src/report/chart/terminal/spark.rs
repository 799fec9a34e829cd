//! A series in one line of characters.

use crate::report::chart::range;

/// From the least to the greatest.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// At most `width` characters; neighbours share one where there are more values, and what is n/a is blank.
pub fn sparkline(values: &[Option<f64>], width: usize) -> String {
    let Some((low, high)) = range(values.iter().flatten().copied()) else { return String::new() };
    let columns = values.len().min(width.max(1));
    let column = |index: usize| {
        let (from, to) = (index * values.len() / columns, (index + 1) * values.len() / columns);
        let known: Vec<f64> = values.get(from..to).unwrap_or(&[]).iter().flatten().copied().collect();
        if known.is_empty() {
            return ' ';
        }
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let share = if high > low { (mean - low) / (high - low) } else { 0.5 };
        let step = (share * (HEIGHTS.len() - 1) as f64).round() as usize;
        HEIGHTS.get(step).copied().unwrap_or(' ')
    };
    let line: String = (0..columns).map(column).collect();
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_the_least_to_the_greatest() {
        let values: Vec<Option<f64>> = (0..8).map(|value| Some(f64::from(value))).collect();
        assert_eq!(sparkline(&values, 60), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&values, 4), "▂▄▆█");
        assert_eq!(sparkline(&[Some(1.0), None, Some(1.0)], 60), "▅ ▅");
        assert_eq!(sparkline(&[None], 60), "");
    }
}
