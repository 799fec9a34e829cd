//! Fans and lines on a grid of characters, with values on the left and dates below.

use super::{paint, push_line, shortened};
use crate::report::chart::axis::Ruler;
use crate::report::chart::{Fan, Lines, range};
use crate::report::format::Look;

const HEIGHT: usize = 15;
/// From the widest band inwards.
const SHADES: &[char] = &['░', '▒', '▓'];
const MIDDLE: char = '●';
const LEVEL: char = '┄';
/// A sign for each line.
const SIGNS: &[char] = &['●', '○', '▲', '△', '■', '□'];

/// Characters by line from the top, each with its colour.
struct Grid {
    ruler: Ruler,
    cells: Vec<Vec<(char, &'static str)>>,
    /// How many places across each column stands for.
    places: usize,
    columns: usize,
}

impl Grid {
    fn new(ruler: Ruler, places: usize, room: usize) -> Grid {
        let columns = match places {
            0 => 1,
            // Two or more columns a place where there is room; else several places share one.
            _ if places * 2 <= room => places * (room / places).min(6),
            _ => places.min(room),
        };
        Grid { ruler, cells: vec![vec![(' ', ""); columns]; HEIGHT], places: places.max(1), columns }
    }

    fn place(&self, column: usize) -> usize {
        (column * self.places / self.columns).min(self.places - 1)
    }

    fn line(&self, value: f64) -> usize {
        let down = (1.0 - self.ruler.share(value)) * (HEIGHT - 1) as f64;
        (down.round() as usize).min(HEIGHT - 1)
    }

    fn set(&mut self, line: usize, column: usize, what: (char, &'static str)) {
        if let Some(cell) = self.cells.get_mut(line).and_then(|line| line.get_mut(column)) {
            *cell = what;
        }
    }

    fn fill(&mut self, low: &[Option<f64>], high: &[Option<f64>], what: (char, &'static str)) {
        for column in 0..self.columns {
            let place = self.place(column);
            let at = |values: &[Option<f64>]| values.get(place).copied().flatten();
            if let (Some(low), Some(high)) = (at(low), at(high)) {
                (self.line(high)..=self.line(low)).for_each(|line| self.set(line, column, what));
            }
        }
    }

    fn print(&self, ends: (&str, &str), look: Look) -> String {
        let marks: Vec<(usize, String)> =
            self.ruler.marks().into_iter().map(|mark| (self.line(mark), self.ruler.words(mark))).collect();
        let wide = marks.iter().map(|(_, words)| words.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for (index, cells) in self.cells.iter().enumerate() {
            let mark = marks.iter().find(|(line, _)| *line == index).map_or("", |(_, words)| words.as_str());
            let tick = if mark.is_empty() { '│' } else { '┤' };
            let drawn: String = cells.iter().map(|(sign, code)| paint(&sign.to_string(), code, look)).collect();
            push_line(&mut text, &format!("{mark:>wide$} {tick}{drawn}"));
        }
        push_line(&mut text, &format!("{:wide$} └{}", "", "─".repeat(self.columns)));
        let first = shortened(ends.0, self.columns);
        let gap = self.columns.saturating_sub(first.chars().count() + ends.1.chars().count());
        let last = if gap > 0 { ends.1 } else { "" };
        push_line(&mut text, &format!("{:wide$}  {first}{}{last}", "", " ".repeat(gap)));
        text
    }
}

/// Columns left of the figures: the widest label and the axis.
const MARGIN: usize = 12;

pub fn fan(fan: &Fan, look: Look) -> String {
    let bands = fan.bands.iter().flat_map(|band| band.low.iter().chain(&band.high));
    let series = std::iter::once(&fan.middle).chain(&fan.levels).flat_map(|it| &it.values);
    let reach = range(bands.chain(series).flatten().copied());
    let Some(reach) = reach else { return "(no value on any path)\n".into() };
    let mut grid = Grid::new(fan.axis.ruler(reach, 5), fan.dates.len(), look.width.saturating_sub(MARGIN).min(100));
    let shade = |index: usize| SHADES[index.min(SHADES.len() - 1)];
    for (index, band) in fan.bands.iter().enumerate() {
        grid.fill(&band.low, &band.high, (shade(index), "34"));
    }
    for level in &fan.levels {
        grid.fill(&level.values, &level.values, (LEVEL, "31"));
    }
    grid.fill(&fan.middle.values, &fan.middle.values, (MIDDLE, "1"));
    let date = |date: Option<&crate::time::Date>| date.map(ToString::to_string).unwrap_or_default();
    let mut text = grid.print((&date(fan.dates.first()), &date(fan.dates.last())), look);
    let mut legend: Vec<String> =
        fan.bands.iter().enumerate().map(|(index, band)| format!("{} {}", shade(index), band.label)).collect();
    legend.push(format!("{MIDDLE} {}", fan.middle.label));
    legend.extend(fan.levels.iter().map(|level| format!("{LEVEL} {}", level.label)));
    push_legend(&mut text, &legend, look);
    text
}

pub fn lines(lines: &Lines, look: Look) -> String {
    let values = lines.lines.iter().flat_map(|line| &line.values).flatten().copied();
    let reach = range(values.chain(lines.levels.iter().map(|level| level.at)));
    let Some(reach) = reach else { return "(no value anywhere)\n".into() };
    let places = lines.across.labels.len();
    let mut grid = Grid::new(lines.axis.ruler(reach, 5), places, look.width.saturating_sub(MARGIN).min(100));
    for level in &lines.levels {
        let line = grid.line(level.at);
        (0..grid.columns).for_each(|column| grid.set(line, column, (LEVEL, "31")));
    }
    let sign = |index: usize| SIGNS[index % SIGNS.len()];
    for (index, line) in lines.lines.iter().enumerate() {
        for (place, value) in line.values.iter().enumerate() {
            if let Some(value) = value {
                let column = (place * grid.columns + grid.columns / 2) / grid.places;
                let at = grid.line(*value);
                grid.set(at, column.min(grid.columns - 1), (sign(index), "34"));
            }
        }
    }
    let ends = (lines.across.labels.first(), lines.across.labels.last());
    let mut text = grid.print((ends.0.map_or("", |it| it), ends.1.map_or("", |it| it)), look);
    let mut legend = vec![format!("across: {}", lines.across.title)];
    legend.extend(lines.lines.iter().enumerate().map(|(index, line)| format!("{} {}", sign(index), line.label)));
    legend.extend(lines.levels.iter().map(|level| format!("{LEVEL} {}", level.label)));
    push_legend(&mut text, &legend, look);
    text
}

/// As many entries on a line as fit.
fn push_legend(text: &mut String, entries: &[String], look: Look) {
    let mut line = String::new();
    for entry in entries {
        let entry = shortened(entry, look.width.saturating_sub(4));
        if !line.is_empty() && line.chars().count() + 3 + entry.chars().count() > look.width {
            push_line(text, &line);
            line.clear();
        }
        if !line.is_empty() {
            line.push_str("   ");
        }
        line.push_str(&entry);
    }
    push_line(text, &line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{Drawing, samples};

    #[test]
    fn a_fan_opens_around_its_middle_and_crosses_its_level() {
        let chart = samples::fan();
        let Drawing::Fan(it) = &chart.drawing else { unreachable!("the sample is one") };
        let text = fan(it, Look { colour: false, width: 64 });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), HEIGHT + 3, "{text}");
        assert!(text.contains("┄ below 1.25x") && text.contains("░ 5% to 95%   ▒ 25% to 75%"), "{text}");
        assert!(lines[HEIGHT + 1].contains("2026-01-28") && lines[HEIGHT + 1].ends_with("2027-12-28"), "{text}");
        let shades = |line: &str| line.chars().filter(|it| SHADES.contains(it)).count();
        assert!(lines[..HEIGHT].iter().map(|line| shades(line)).sum::<usize>() > 100, "{text}");
    }
}
