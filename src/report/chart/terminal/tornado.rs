//! A tornado: bars left and right of what the deal says.

use super::{push_line, shortened};
use crate::report::chart::{Bar, Tornado, range};
use crate::report::format::Look;

/// Columns for the bars, at least.
const SHORTEST: usize = 8;

pub fn tornado(tornado: &Tornado, look: Look) -> String {
    let ends = tornado.bars.iter().flat_map(|bar| [bar.values.0, bar.values.1]).flatten();
    let reach = range(ends.chain([tornado.base])).unwrap_or((0.0, 1.0));
    let words = |value: Option<f64>| value.map_or("n/a".to_string(), |it| tornado.axis.words(it, reach));
    let widest = tornado.bars.iter().flat_map(|bar| [words(bar.values.0), words(bar.values.1)]);
    let widest = widest.map(|it| it.chars().count()).max().unwrap_or(0);
    let most = look.width.saturating_sub(2 * widest + 4 + SHORTEST).min(look.width / 2);
    let label = |bar: &Bar| shortened(&format!("{} {} to {}", bar.label, bar.ends.0, bar.ends.1), most);
    let labels: Vec<String> = tornado.bars.iter().map(label).collect();
    let left = labels.iter().map(|it| it.chars().count()).max().unwrap_or(0);
    let room = look.width.saturating_sub(left + 2 * widest + 4).clamp(SHORTEST, 60);
    let (low, high) = if reach.1 > reach.0 { reach } else { (reach.0 - 1.0, reach.1 + 1.0) };
    let at = |value: f64| (((value - low) / (high - low)) * (room - 1) as f64).round() as usize;
    let middle = at(tornado.base);
    let mut text = String::new();
    let stated = format!("{}: as stated {}", tornado.axis.heading(), tornado.axis.words(tornado.base, reach));
    push_line(&mut text, &shortened(&stated, look.width));
    for (label, bar) in labels.iter().zip(&tornado.bars) {
        let mut line = vec![' '; room];
        for (value, sign) in [(bar.values.0, '▒'), (bar.values.1, '█')] {
            let Some(value) = value else { continue };
            let (from, to) = if at(value) < middle { (at(value), middle) } else { (middle, at(value)) };
            line.iter_mut().take(to + 1).skip(from).for_each(|cell| *cell = sign);
        }
        if let Some(cell) = line.get_mut(middle) {
            *cell = '│';
        }
        // The lower figure on the left, whichever end of the assumption it belongs to.
        let swapped = bar.values.0.zip(bar.values.1).is_some_and(|(first, second)| first > second);
        let (first, second) = if swapped { (bar.values.1, bar.values.0) } else { bar.values };
        let drawn: String = line.iter().map(|sign| painted(*sign, look)).collect();
        push_line(&mut text, &format!("{label:left$}  {:>widest$} {drawn} {}", words(first), words(second)));
    }
    push_line(&mut text, &shortened("▒ at the first value   █ at the second", look.width));
    text
}

fn painted(sign: char, look: Look) -> String {
    let code = match sign {
        '▒' => "33",
        '█' => "34",
        _ => "1",
    };
    super::paint(&sign.to_string(), code, look)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{Drawing, samples};

    #[test]
    fn bars_leave_from_what_the_deal_says() {
        let chart = samples::tornado();
        let Drawing::Tornado(it) = &chart.drawing else { unreachable!("the sample is one") };
        let text = tornado(it, Look { colour: false, width: 80 });
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].ends_with("as stated 1.23x"), "{text}");
        let base = |line: &str| line.chars().position(|it| it == '│');
        assert!(lines[1..4].iter().all(|line| base(line) == base(lines[1])), "{text}");
        assert!(lines[1].starts_with("utilization 70% to 90%"), "{text}");
        assert!(lines[1].contains("▒│█"), "{text}");
    }
}
