//! A histogram: a line a bin, its bar, how many paths.

use super::{bar, paint, push_line};
use crate::report::chart::{Bin, Histogram, range};
use crate::report::format::Look;

/// A bar is no longer, however wide the screen.
const LONGEST: usize = 60;

/// More lines than this say no more.
const MOST_LINES: usize = 24;

pub fn histogram(histogram: &Histogram, look: Look) -> String {
    let histogram = &coarser(histogram);
    let all: u64 = histogram.bins.iter().map(|bin| bin.count).sum();
    let most = histogram.bins.iter().map(|bin| bin.count).max().unwrap_or(0);
    let reach = range(histogram.bins.iter().flat_map(|bin| [bin.from, bin.to]));
    let (Some(reach), true) = (reach, all > 0) else { return "(no value on any path)\n".into() };
    let ruler = histogram.axis.ruler(reach, (histogram.bins.len() * 2).max(10));
    let labels: Vec<(String, String)> =
        histogram.bins.iter().map(|bin| (ruler.words(bin.from), ruler.words(bin.to))).collect();
    let from = labels.iter().map(|it| it.0.chars().count()).max().unwrap_or(0);
    let to = labels.iter().map(|it| it.1.chars().count()).max().unwrap_or(0);
    let marks: Vec<String> = (0..histogram.bins.len()).map(|index| marks(histogram, index)).collect();
    let told = marks.iter().map(|it| it.chars().count()).max().unwrap_or(0);
    let words = from + to + 7;
    let room = look.width.saturating_sub(words + 9 + told).clamp(4, LONGEST);
    let mut text = String::new();
    push_line(&mut text, &paint(&super::shortened(&histogram.axis.heading(), look.width), "2", look));
    for ((bin, (low, high)), mark) in histogram.bins.iter().zip(&labels).zip(&marks) {
        let long = bin.count as f64 / most as f64 * room as f64;
        // What happened on any path at all shows.
        let drawn = if bin.count > 0 && long < 0.125 { "▏".to_string() } else { bar(long) };
        let padding = " ".repeat(room.saturating_sub(drawn.chars().count()));
        let share = format!("{:>6.2}%", bin.count as f64 / all as f64 * 100.0);
        let range = match bin.from < bin.to {
            true => format!("{low:>from$} to {high:>to$}"),
            false => format!("{low:>width$}", width = from + to + 4),
        };
        let line = format!("{range}  {}{padding} {share}  {}", paint(&drawn, "34", look), paint(mark, "33", look));
        push_line(&mut text, &line);
    }
    text
}

/// So many neighbouring bins in one that they fit.
fn coarser(histogram: &Histogram) -> Histogram {
    let together = histogram.bins.len().div_ceil(MOST_LINES).max(1);
    // Single values stand apart, however many: they are what the figure takes.
    if together == 1 || histogram.bins.iter().all(|bin| bin.from == bin.to) {
        return histogram.clone();
    }
    let joined = |bins: &[Bin]| {
        let (first, last) = (bins.first()?, bins.last()?);
        Some(Bin { from: first.from, to: last.to, count: bins.iter().map(|bin| bin.count).sum() })
    };
    Histogram { bins: histogram.bins.chunks(together).filter_map(joined).collect(), ..histogram.clone() }
}

/// The marks that fall into a bin; those beyond the ends belong to the nearest.
fn marks(histogram: &Histogram, index: usize) -> String {
    let Some(bin) = histogram.bins.get(index) else { return String::new() };
    let (first, last) = (index == 0, index + 1 == histogram.bins.len());
    let next = histogram.bins.get(index + 1).map_or(f64::INFINITY, |next| next.from);
    let inside = |at: f64| (at >= bin.from || first) && (at < next || last);
    let labels: Vec<&str> =
        histogram.marks.iter().filter(|mark| inside(mark.at)).map(|mark| mark.label.as_str()).collect();
    if labels.is_empty() { String::new() } else { super::shortened(&format!("◂ {}", labels.join(", ")), 24) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{Drawing, samples};

    #[test]
    fn many_bins_share_lines_and_no_path_is_lost() {
        let chart = samples::histogram();
        let Drawing::Histogram(it) = &chart.drawing else { unreachable!("the sample is one") };
        let bins = (0..40).map(|it| Bin { from: f64::from(it), to: f64::from(it + 1), count: 1 }).collect();
        let coarse = coarser(&Histogram { bins, ..it.clone() });
        assert_eq!((coarse.bins.len(), coarse.bins.iter().map(|bin| bin.count).sum::<u64>()), (20, 40));
        assert_eq!((coarse.bins[1].from, coarse.bins[1].to), (2.0, 4.0));
    }

    #[test]
    fn a_bin_a_line() {
        let chart = samples::histogram();
        let Drawing::Histogram(it) = &chart.drawing else { unreachable!("the sample is one") };
        let text = histogram(it, Look { colour: false, width: 60 });
        let expected = "\
Loss of Senior, USD
 0m to  2m  ████████████████████████████████  64.00%
 2m to  4m  ████▏                              8.20%  ◂ mean
";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.ends_with("20m to 22m  ▏                                  0.20%\n"), "{text}");
    }
}
