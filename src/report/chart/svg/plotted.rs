//! Fans, histograms and lines, by the plotting crate.

use std::sync::Arc;

use kuva::plot::legend::{LegendEntry, LegendPosition, LegendShape};
use kuva::plot::{BandPlot, Histogram as BarsPlot, LinePlot};
use kuva::render::annotations::ReferenceLine;
use kuva::render::datetime::{DateTimeAxis, DateUnit};
use kuva::render::layout::{Layout, TickFormat};
use kuva::render::plots::Plot;
use kuva::render::render::{Scene, render_multiple};
use kuva::render::theme::Theme;

use super::{HEIGHT, WIDTH, quoted};
use crate::report::chart::axis::Ruler;
use crate::report::chart::{Axis, Fan, Histogram, Lines, Measure, Series, palette, range};
use crate::time::Date;

/// Marks on an axis, about.
const MARKS: usize = 6;

pub fn fan(title: &str, fan: &Fan) -> Scene {
    let bands = fan.bands.iter().flat_map(|band| band.low.iter().chain(&band.high));
    let series = std::iter::once(&fan.middle).chain(&fan.levels).flat_map(|it| &it.values);
    let Some(reach) = range(bands.chain(series).flatten().copied()) else { return empty(title) };
    let seconds: Vec<f64> = fan.dates.iter().map(|&date| second(date)).collect();
    let mut plots = Vec::new();
    let mut legend = Vec::new();
    for (index, band) in fan.bands.iter().enumerate() {
        // The bands lie on each other, so each makes what is under it darker.
        let opacity = 0.18 + 0.08 * index as f64;
        for run in runs(&band.low, &band.high) {
            let at = |values: &[Option<f64>]| run.iter().filter_map(|&it| values.get(it).copied()?).collect::<Vec<_>>();
            let x: Vec<f64> = run.iter().filter_map(|&it| seconds.get(it).copied()).collect();
            let plot = BandPlot::new(x, at(&band.low), at(&band.high)).with_color(palette::MAIN);
            plots.push(Plot::Band(plot.with_opacity(opacity)));
        }
        legend.push(entry(&band.label, &tint(opacity + 0.12 * index as f64), LegendShape::Rect, None));
    }
    plots.extend(segments(&seconds, &fan.middle, palette::MAIN, None));
    legend.push(entry(&fan.middle.label, palette::MAIN, LegendShape::Line, None));
    for (index, level) in fan.levels.iter().enumerate() {
        let dash = dash(index);
        plots.extend(segments(&seconds, level, palette::LEVEL, Some(dash)));
        legend.push(entry(&level.label, palette::LEVEL, LegendShape::Line, Some(dash)));
    }
    let layout = across_dates(framed(title, &fan.axis, reach, legend), &seconds);
    render_multiple(plots, layout)
}

pub fn histogram(title: &str, histogram: &Histogram) -> Scene {
    let all: u64 = histogram.bins.iter().map(|bin| bin.count).sum();
    let ends = histogram.bins.iter().flat_map(|bin| [bin.from, bin.to]).chain(histogram.marks.iter().map(|it| it.at));
    let (Some(reach), true) = (range(ends), all > 0) else { return empty(title) };
    let (edges, counts) = outline(histogram, reach);
    let reach = range(edges.iter().copied().chain([reach.0, reach.1])).unwrap_or(reach);
    let shares: Vec<f64> = counts.iter().map(|&count| count as f64 / all as f64).collect();
    let most = shares.iter().fold(0.0, |most, &it| if it > most { it } else { most });
    let bars = BarsPlot::new().with_precomputed(edges, shares).with_color(palette::MAIN);
    let ruler = histogram.axis.ruler(reach, MARKS + 2);
    let height = Axis::new("share of paths", Measure::Percent).ruler((0.0, most * 1.1), MARKS);
    let mut layout = base(title)
        .with_x_label(quoted(&histogram.axis.heading()))
        .with_y_label("share of paths")
        .with_x_axis_min(reach.0)
        .with_x_axis_max(if reach.1 > reach.0 { reach.1 } else { reach.0 + 1.0 })
        .with_x_tick_step(ruler.step)
        .with_x_tick_format(format(&ruler))
        .with_y_axis_min(0.0)
        .with_y_axis_max(height.to)
        .with_y_tick_step(height.step)
        .with_y_tick_format(format(&height));
    let mut legend = Vec::new();
    for (index, mark) in histogram.marks.iter().enumerate() {
        let color = palette::LINES[(index + 1) % palette::LINES.len()];
        let words = format!("{} {}", mark.label, histogram.axis.words(mark.at, reach));
        let line =
            ReferenceLine::vertical(mark.at).with_color(color).with_stroke_width(1.5).with_dasharray(dash(index));
        layout = layout.with_reference_line(line);
        legend.push(entry(&words, color, LegendShape::Line, Some(dash(index))));
    }
    layout = with_legend(layout, legend);
    render_multiple(vec![Plot::Histogram(bars)], layout)
}

/// Edges of neighbouring bars and how many paths each holds: a single value becomes a narrow bar, a gap an empty one.
fn outline(histogram: &Histogram, (low, high): (f64, f64)) -> (Vec<f64>, Vec<u64>) {
    let narrow = if high > low { (high - low) / 120.0 } else { 0.5 };
    let (mut edges, mut counts): (Vec<f64>, Vec<u64>) = (Vec::new(), Vec::new());
    for bin in &histogram.bins {
        let (from, to) = if bin.from < bin.to { (bin.from, bin.to) } else { (bin.from - narrow, bin.to + narrow) };
        match edges.last().copied() {
            None => edges.push(from),
            Some(last) if from > last => {
                counts.push(0);
                edges.push(from);
            }
            Some(_) => {}
        }
        let last = edges.last().copied().unwrap_or(from);
        edges.push(if to > last { to } else { last + narrow });
        counts.push(bin.count);
    }
    (edges, counts)
}

pub fn lines(title: &str, lines: &Lines) -> Scene {
    let values = lines.lines.iter().flat_map(|line| &line.values).flatten().copied();
    let levels = lines.levels.iter().map(|level| level.at);
    let Some(reach) = range(values.chain(levels)) else { return empty(title) };
    let places: Vec<f64> = (0..lines.across.labels.len()).map(|it| it as f64).collect();
    let mut plots = Vec::new();
    let mut legend = Vec::new();
    for (index, line) in lines.lines.iter().enumerate() {
        let color = palette::LINES[index % palette::LINES.len()];
        plots.extend(segments(&places, line, color, None));
        legend.push(entry(&line.label, color, LegendShape::Line, None));
    }
    let mut layout = framed(title, &lines.axis, reach, legend).with_x_label(quoted(&lines.across.title));
    for level in &lines.levels {
        let line = ReferenceLine::horizontal(level.at).with_color(palette::LEVEL).with_label(quoted(&level.label));
        layout = layout.with_reference_line(line);
    }
    let labels: Vec<String> = lines.across.labels.iter().map(|it| quoted(it)).collect();
    let step = labels.len().div_ceil(MARKS + 4).max(1);
    let last = labels.len().saturating_sub(1).max(1) as f64;
    let written = move |value: f64| labels.get(value.round().max(0.0) as usize).cloned().unwrap_or_default();
    layout = layout
        .with_x_axis_min(0.0)
        .with_x_axis_max(last)
        .with_x_tick_step(step as f64)
        .with_x_tick_format(TickFormat::Custom(Arc::new(written)));
    render_multiple(plots, layout)
}

/// A picture of nothing, which says so.
fn empty(title: &str) -> Scene {
    let mut scene = Scene::new(WIDTH, 120.0);
    scene.add(super::words(title, (24.0, 40.0), 18, kuva::render::render::TextAnchor::Start, palette::TEXT));
    let nothing = "there is nothing to draw: no value on any path";
    scene.add(super::words(nothing, (24.0, 76.0), 13, kuva::render::render::TextAnchor::Start, palette::QUIET));
    scene
}

fn base(title: &str) -> Layout {
    let theme = Theme {
        axis_color: palette::QUIET.into(),
        grid_color: palette::GRID.into(),
        tick_color: palette::QUIET.into(),
        text_color: palette::TEXT.into(),
        legend_border: "none".into(),
        ..Theme::light()
    };
    // A range of its own, which the axes replace.
    Layout::new((0.0, 1.0), (0.0, 1.0))
        .with_width(WIDTH)
        .with_height(HEIGHT)
        .with_title(quoted(title))
        .with_title_size(17)
        .with_label_size(13)
        .with_tick_size(11)
        .with_body_size(12)
        .with_axis_line_width(1.0)
        .with_clamp_axis()
        .with_theme(theme)
}

/// With the axis upwards and the legend.
fn framed(title: &str, axis: &Axis, reach: (f64, f64), legend: Vec<LegendEntry>) -> Layout {
    let ruler = axis.ruler(reach, MARKS);
    let layout = base(title)
        .with_y_label(quoted(&axis.heading()))
        .with_y_axis_min(ruler.from)
        .with_y_axis_max(ruler.to)
        .with_y_tick_step(ruler.step)
        .with_y_tick_format(format(&ruler));
    with_legend(layout, legend)
}

fn with_legend(layout: Layout, legend: Vec<LegendEntry>) -> Layout {
    match legend.is_empty() {
        true => layout,
        false => layout
            .with_legend_entries(legend)
            .with_legend_position(LegendPosition::OutsideBottomColumns)
            .with_legend_box(false),
    }
}

/// With dates across, marked where a year, a quarter or a month begins.
fn across_dates(layout: Layout, seconds: &[f64]) -> Layout {
    let (from, to) = range(seconds.iter().copied()).unwrap_or((0.0, DAY));
    let to = if to > from { to } else { from + DAY };
    let days = (to - from) / DAY;
    let (unit, step, written) = match days {
        ..40.0 => (DateUnit::Day, 7, "%Y-%m-%d"),
        ..250.0 => (DateUnit::Month, 1, "%Y-%m"),
        ..1000.0 => (DateUnit::Month, 3, "%Y-%m"),
        ..4000.0 => (DateUnit::Year, 1, "%Y"),
        _ => (DateUnit::Year, 5, "%Y"),
    };
    layout.with_x_axis_min(from).with_x_axis_max(to).with_x_datetime(DateTimeAxis {
        unit,
        step,
        format: written.into(),
    })
}

const DAY: f64 = 86_400.0;

fn second(date: Date) -> f64 {
    f64::from(date.day_number()) * DAY
}

fn format(ruler: &Ruler) -> TickFormat {
    let ruler = ruler.clone();
    TickFormat::Custom(Arc::new(move |value| ruler.words(value)))
}

fn entry(label: &str, color: &str, shape: LegendShape, dash: Option<&str>) -> LegendEntry {
    LegendEntry { label: quoted(label), color: color.into(), shape, dasharray: dash.map(Into::into) }
}

/// A line for each stretch without gaps.
fn segments(places: &[f64], series: &Series, color: &str, dash: Option<&str>) -> Vec<Plot> {
    let line = |run: Vec<usize>| {
        let points = run.iter().filter_map(|&it| Some((places.get(it).copied()?, series.values.get(it).copied()??)));
        let plot = LinePlot::new().with_data(points.collect::<Vec<_>>()).with_color(color).with_stroke_width(2.0);
        Plot::Line(match dash {
            Some(dash) => plot.with_line_style(kuva::plot::LineStyle::Custom(dash.into())).with_stroke_width(1.5),
            None => plot,
        })
    };
    runs(&series.values, &series.values).into_iter().map(line).collect()
}

/// Stretches in which both have values.
fn runs(first: &[Option<f64>], second: &[Option<f64>]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (index, (one, other)) in first.iter().zip(second).enumerate() {
        let both = one.zip(*other).is_some_and(|(one, other)| one.is_finite() && other.is_finite());
        match (both, runs.last_mut()) {
            (true, Some(run)) if run.last().is_some_and(|&last| last + 1 == index) => run.push(index),
            (true, _) => runs.push(vec![index]),
            (false, _) => {}
        }
    }
    runs
}

fn dash(index: usize) -> &'static str {
    ["6 4", "2 3", "10 4 2 4", "1 5"][index % 4]
}

/// The main colour on white, as thick as this.
fn tint(opacity: f64) -> String {
    let (red, green, blue) = (0.0, 114.0, 178.0);
    let on_white = |part: f64| (255.0 - (255.0 - part) * opacity.min(1.0)).round() as u8;
    format!("#{:02x}{:02x}{:02x}", on_white(red), on_white(green), on_white(blue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::Bin;

    #[test]
    fn single_values_are_narrow_bars_and_gaps_stay_empty() {
        let bin = |from: f64, to: f64, count| Bin { from, to, count };
        let axis = Axis::new("", Measure::Multiple);
        let bins = vec![bin(0.0, 0.0, 7), bin(0.0, 12.0, 2), bin(60.0, 60.0, 1)];
        let (edges, counts) = outline(&Histogram { axis, bins, marks: Vec::new() }, (0.0, 60.0));
        assert_eq!(edges, [-0.5, 0.5, 12.0, 59.5, 60.5]);
        assert_eq!(counts, [7, 2, 0, 1]);
    }
}
