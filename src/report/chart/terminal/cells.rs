//! A heat map: shaded cells with their values, or shades alone where there are too many.

use super::{paint, push_line, shortened};
use crate::report::chart::{HeatMap, palette, range};
use crate::report::format::Look;

/// From the least to the most.
const SHADES: &[char] = &[' ', '░', '▒', '▓', '█'];

pub fn heat_map(map: &HeatMap, look: Look) -> String {
    let Some(reach) = range(map.cells.iter().flatten().flatten().copied()) else {
        return "(no value anywhere)\n".into();
    };
    let down: Vec<String> = map.down.labels.iter().map(|it| shortened(it, look.width / 4)).collect();
    let left = down.iter().map(|it| it.chars().count()).max().unwrap_or(0);
    let words = |cell: &Option<f64>| match cell {
        None => "n/a".to_string(),
        Some(value) => map.axis.words(*value, reach),
    };
    let widest = map.cells.iter().flatten().map(|cell| words(cell).chars().count()).max().unwrap_or(3);
    let heads = map.across.labels.iter().map(|it| it.chars().count()).max().unwrap_or(0);
    let columns = map.across.labels.len().max(1);
    let room = look.width.saturating_sub(left + 2);
    let full = (widest + 2).max(heads + 1);
    let tells = full * columns <= room;
    // Narrower than a character a cell, and only every so many cells show.
    let wide = if tells { full } else { (room / columns).clamp(1, 2) };
    let step = if tells { 1 } else { columns.div_ceil(room.max(1)) };
    let mut text = String::new();
    push_line(&mut text, &shortened(&format!("down: {}   across: {}", map.down.title, map.across.title), look.width));
    let mut head = format!("{:left$}  ", "");
    if tells {
        map.across.labels.iter().for_each(|label| head.push_str(&format!("{label:>wide$}")));
    } else {
        let (first, last) = (map.across.labels.first(), map.across.labels.last());
        let shown = columns.div_ceil(step) * wide;
        let (first, last) = (first.map_or("", |it| it), last.map_or("", |it| it));
        let gap = shown.saturating_sub(first.chars().count() + last.chars().count());
        head.push_str(&format!("{first}{}{last}", " ".repeat(gap)));
    }
    push_line(&mut text, &shortened(&head, look.width));
    for (label, cells) in down.iter().zip(&map.cells) {
        let mut line = format!("{label:>left$}  ");
        for cell in cells.iter().step_by(step) {
            let said = if tells { format!("{:>width$}", words(cell), width = wide - 1) } else { String::new() };
            line.push_str(&one(cell, &said, wide, map, reach, look));
        }
        push_line(&mut text, &line);
    }
    let least = map.axis.words(reach.0, reach);
    let shades: String = SHADES.iter().skip(1).collect();
    let mut legend = format!("{shades} from {least} to {}", map.axis.words(reach.1, reach));
    if let Some(level) = &map.level {
        legend.push_str(&format!("   ! below {}", level.label));
    }
    push_line(&mut text, &shortened(&legend, look.width));
    text
}

/// One cell, `wide` columns of it: on its colour where there are colours, else behind its shade.
fn one(cell: &Option<f64>, said: &str, wide: usize, map: &HeatMap, reach: (f64, f64), look: Look) -> String {
    let share = cell.map(|it| if reach.1 > reach.0 { (it - reach.0) / (reach.1 - reach.0) } else { 0.5 });
    let below = map.level.as_ref().zip(*cell).is_some_and(|(level, value)| value < level.at);
    if look.colour
        && let Some(share) = share
    {
        let (r, g, b) = palette::ramp(share);
        let ink = if palette::is_dark((r, g, b)) { 97 } else { 30 };
        let flag = if below && !said.is_empty() { "!" } else { " " };
        let body = if said.is_empty() { " ".repeat(wide) } else { format!("{said}{flag}") };
        return format!("\u{1b}[48;2;{r};{g};{b};{ink}m{body}\u{1b}[0m");
    }
    let shade = share.map_or('·', |share| SHADES[1 + ((share * 4.0) as usize).min(3)]);
    if said.is_empty() {
        return shade.to_string().repeat(wide);
    }
    // The shade stands where padding would.
    let blanks = said.chars().take_while(|c| *c == ' ').count();
    let body: String = said.chars().skip(blanks).collect();
    let lead = format!("{}{shade}", " ".repeat(blanks.saturating_sub(1)));
    let flag = if below { "!" } else { " " };
    paint(&format!("{lead}{body}{flag}"), "", Look { colour: false, ..look })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{Drawing, samples};

    #[test]
    fn cells_carry_their_values_where_they_fit_and_shades_where_not() {
        let chart = samples::heat_map();
        let Drawing::HeatMap(it) = &chart.drawing else { unreachable!("the sample is one") };
        let text = heat_map(it, Look { colour: false, width: 80 });
        assert!(text.contains("▒0.90x!") || text.contains("░0.90x!"), "{text}");
        assert!(text.contains("n/a"), "{text}");
        let narrow = heat_map(it, Look { colour: false, width: 24 });
        assert!(!narrow.contains("0.90x ") && narrow.contains("██"), "{narrow}");
    }
}
