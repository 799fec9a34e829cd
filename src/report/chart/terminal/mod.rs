//! Charts in the characters of a terminal: readable without colour, no wider than the screen.

mod bars;
mod cells;
mod grid;
mod spark;
mod tornado;

pub use spark::sparkline;

use super::{Chart, Drawing};
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::format::Look;

/// The chart as lines of text, its title first.
pub fn print(chart: &Chart, look: Look) -> String {
    let body = match &chart.drawing {
        Drawing::Histogram(histogram) => bars::histogram(histogram, look),
        Drawing::Fan(fan) => grid::fan(fan, look),
        Drawing::Lines(lines) => grid::lines(lines, look),
        Drawing::HeatMap(map) => cells::heat_map(map, look),
        Drawing::Tornado(tornado) => tornado::tornado(tornado, look),
    };
    let title = sanitize_line(&chart.title);
    let title = if look.colour { format!("\u{1b}[1m{title}\u{1b}[0m") } else { title.into_owned() };
    format!("{title}\n\n{body}")
}

/// A line without blanks at its end.
fn push_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

/// A word in a colour of the screen, where there are colours.
fn paint(word: &str, code: &str, look: Look) -> String {
    if look.colour && !word.trim().is_empty() { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word.to_string() }
}

/// At most so many characters, the last an ellipsis where there were more.
fn shortened(text: &str, width: usize) -> String {
    let text = sanitize_line(text);
    match text.chars().count() > width {
        true => text.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
        false => text.into_owned(),
    }
}

/// A bar so many columns long, in eighths.
fn bar(columns: f64) -> String {
    let eighths = (columns.max(0.0) * 8.0).round() as usize;
    let mut text = "█".repeat(eighths / 8);
    text.extend(["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8).copied());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::samples;

    #[test]
    fn no_chart_is_wider_than_the_screen_nor_coloured_unasked() {
        for chart in samples::all() {
            for width in [40, 80, 120] {
                let text = print(&chart, Look { colour: false, width });
                assert!(!text.contains('\u{1b}'), "{text}");
                for line in text.lines() {
                    assert!(line.chars().count() <= width, "{} at {width}:\n{text}", chart.name);
                    assert_eq!(line, line.trim_end(), "{text}");
                }
                assert!(text.lines().count() > 4, "{text}");
            }
            assert!(print(&chart, Look { colour: true, width: 80 }).contains("\u{1b}["));
        }
    }

    #[test]
    fn bars_grow_by_eighths() {
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(2.5), "██▌");
        assert_eq!(bar(-1.0), "");
    }
}
