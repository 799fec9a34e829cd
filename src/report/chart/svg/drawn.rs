//! Heat maps and tornados, put together from the shapes of the plotting crate.

use kuva::render::color::Color;
use kuva::render::render::{Primitive, Scene, TextAnchor};

use super::{WIDTH, words};
use crate::report::chart::axis::Ruler;
use crate::report::chart::{HeatMap, Tornado, palette, range};

/// Above the picture, for the title.
const TOP: f64 = 52.0;
/// A character of the small font, about.
const CHARACTER: f64 = 6.4;
/// Labels on an axis, at most.
const LABELS: usize = 20;

pub fn heat_map(title: &str, map: &HeatMap) -> Scene {
    let (rows, columns) = (map.down.labels.len().max(1), map.across.labels.len().max(1));
    let values = || map.cells.iter().flatten().flatten().copied();
    let reach = range(values()).unwrap_or((0.0, 1.0));
    let longest = map.down.labels.iter().map(|it| it.chars().count()).max().unwrap_or(0);
    let left = 54.0 + longest as f64 * CHARACTER;
    let right = WIDTH - 104.0;
    let wide = (right - left) / columns as f64;
    let high = (wide * 0.62).clamp(380.0 / rows as f64 * 0.5, 380.0 / rows as f64).max(5.0);
    let bottom = TOP + high * rows as f64;
    let mut scene = Scene::new(WIDTH, bottom + 62.0);
    scene.add(words(title, (WIDTH / 2.0, 30.0), 17, TextAnchor::Middle, palette::TEXT));
    let ruler = map.axis.fine_ruler(reach);
    // Words only where the longest fits its cell.
    let widest = values().map(|it| ruler.words(it).chars().count()).max().unwrap_or(0);
    let size = if wide > 60.0 { 12 } else { 10 };
    let tells = widest as f64 * CHARACTER * f64::from(size) / 11.0 < wide && high > 13.0;
    for (row, cells) in map.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (x, y) = (left + column as f64 * wide, TOP + row as f64 * high);
            let ground = cell.map(|it| shade(it, reach));
            let fill = ground.map_or(Color::from("#f4f5f7"), |(r, g, b)| Color::Rgb(r, g, b));
            scene.add(rectangle((x, y), (wide - 1.0, high - 1.0), fill));
            if tells {
                let color = if ground.is_some_and(palette::is_dark) { "#ffffff" } else { palette::TEXT };
                let text = cell.map_or("n/a".to_string(), |it| ruler.words(it));
                let middle = (x + wide / 2.0, y + high / 2.0 + f64::from(size) * 0.36);
                scene.add(words(&text, middle, size, TextAnchor::Middle, color));
            }
        }
    }
    if let Some(level) = &map.level {
        border(&mut scene, map, level.at, (left, wide, high));
    }
    for (index, label) in map.across.labels.iter().enumerate().filter(|(index, _)| shown(*index, columns)) {
        let at = (left + (index as f64 + 0.5) * wide, bottom + 16.0);
        scene.add(words(label, at, 11, TextAnchor::Middle, palette::TEXT));
    }
    for (index, label) in map.down.labels.iter().enumerate().filter(|(index, _)| shown(*index, rows)) {
        let at = (left - 8.0, TOP + (index as f64 + 0.5) * high + 4.0);
        scene.add(words(label, at, 11, TextAnchor::End, palette::TEXT));
    }
    scene.add(words(&map.across.title, ((left + right) / 2.0, bottom + 38.0), 13, TextAnchor::Middle, palette::TEXT));
    scene.add(upright(&map.down.title, (22.0, (TOP + bottom) / 2.0)));
    key(&mut scene, &map.axis.ruler(reach, 5), reach, (right + 18.0, bottom));
    if let Some(level) = &map.level {
        let at = (right + 14.0, bottom + 38.0);
        scene.add(words(&format!("line: {}", level.label), at, 11, TextAnchor::Start, palette::TEXT));
    }
    scene
}

/// A line between cells on different sides of the level.
fn border(scene: &mut Scene, map: &HeatMap, level: f64, (left, wide, high): (f64, f64, f64)) {
    let beyond = |row: usize, column: usize| map.cells.get(row)?.get(column).copied()?.map(|it| it >= level);
    for (row, cells) in map.cells.iter().enumerate() {
        for column in 0..cells.len() {
            let (x, y) = (left + column as f64 * wide - 0.5, TOP + row as f64 * high - 0.5);
            let differs = |other: Option<bool>| beyond(row, column).zip(other).is_some_and(|(one, other)| one != other);
            if differs(beyond(row, column + 1)) {
                scene.add(line((x + wide, y), (x + wide, y + high), palette::TEXT, 2.0));
            }
            if differs(beyond(row + 1, column)) {
                scene.add(line((x, y + high), (x + wide, y + high), palette::TEXT, 2.0));
            }
        }
    }
}

/// Colours and what they stand for.
fn key(scene: &mut Scene, ruler: &Ruler, reach: (f64, f64), (x, bottom): (f64, f64)) {
    const PARTS: usize = 40;
    let high = (bottom - TOP) / PARTS as f64;
    for part in 0..PARTS {
        let share = 1.0 - (part as f64 + 0.5) / PARTS as f64;
        let (r, g, b) = palette::ramp(share);
        scene.add(rectangle((x, TOP + part as f64 * high), (14.0, high + 1.0), Color::Rgb(r, g, b)));
    }
    let width = if reach.1 > reach.0 { reach.1 - reach.0 } else { 1.0 };
    for mark in ruler.marks().into_iter().filter(|mark| (reach.0..=reach.1).contains(mark)) {
        let y = bottom - (mark - reach.0) / width * (bottom - TOP);
        scene.add(line((x + 14.0, y), (x + 18.0, y), palette::QUIET, 1.0));
        scene.add(words(&ruler.words(mark), (x + 22.0, y + 4.0), 11, TextAnchor::Start, palette::TEXT));
    }
}

pub fn tornado(title: &str, tornado: &Tornado) -> Scene {
    let ends = tornado.bars.iter().flat_map(|bar| [bar.values.0, bar.values.1]).flatten();
    let reach = range(ends.chain([tornado.base])).unwrap_or((0.0, 1.0));
    let ruler = tornado.axis.ruler(reach, 6);
    let longest = tornado.bars.iter().map(|bar| bar.label.chars().count()).max().unwrap_or(0).min(40);
    let (left, right) = (96.0 + longest as f64 * CHARACTER, WIDTH - 96.0);
    let at = |value: f64| left + ruler.share(value) * (right - left);
    const HIGH: f64 = 34.0;
    // A line more than the title, for what the deal says.
    let top = TOP + 18.0;
    let bottom = top + 8.0 + HIGH * tornado.bars.len() as f64;
    let mut scene = Scene::new(WIDTH, bottom + 76.0);
    scene.add(words(title, (WIDTH / 2.0, 30.0), 17, TextAnchor::Middle, palette::TEXT));
    for mark in ruler.marks() {
        scene.add(line((at(mark), top), (at(mark), bottom), palette::GRID, 1.0));
        scene.add(words(&ruler.words(mark), (at(mark), bottom + 16.0), 11, TextAnchor::Middle, palette::TEXT));
    }
    for (index, bar) in tornado.bars.iter().enumerate() {
        let y = top + 8.0 + index as f64 * HIGH;
        scene.add(words(&bar.label, (left - 70.0, y + 17.0), 12, TextAnchor::End, palette::TEXT));
        for (end, value, color) in
            [(&bar.ends.0, bar.values.0, palette::LINES[1]), (&bar.ends.1, bar.values.1, palette::LINES[0])]
        {
            let Some(value) = value else { continue };
            let (from, to) =
                if value < tornado.base { (at(value), at(tornado.base)) } else { (at(tornado.base), at(value)) };
            scene.add(rectangle((from, y), (to - from, HIGH - 10.0), Color::from(color)));
            let (x, anchor) = match value < tornado.base {
                true => (from - 5.0, TextAnchor::End),
                false => (to + 5.0, TextAnchor::Start),
            };
            scene.add(words(end, (x, y + 16.0), 10, anchor, palette::QUIET));
        }
    }
    scene.add(line((at(tornado.base), top - 4.0), (at(tornado.base), bottom), palette::MARK, 1.5));
    let stated = format!("as stated: {}", tornado.axis.words(tornado.base, reach));
    scene.add(words(&stated, (at(tornado.base), top - 8.0), 11, TextAnchor::Middle, palette::MARK));
    scene.add(words(
        &tornado.axis.heading(),
        ((left + right) / 2.0, bottom + 40.0),
        13,
        TextAnchor::Middle,
        palette::TEXT,
    ));
    for (index, (label, color)) in
        [("at the first value", palette::LINES[1]), ("at the second", palette::LINES[0])].into_iter().enumerate()
    {
        let x = 24.0 + 140.0 * index as f64;
        scene.add(rectangle((x, bottom + 58.0), (12.0, 10.0), Color::from(color)));
        scene.add(words(label, (x + 18.0, bottom + 67.0), 11, TextAnchor::Start, palette::TEXT));
    }
    scene
}

fn shade(value: f64, (low, high): (f64, f64)) -> (u8, u8, u8) {
    palette::ramp(if high > low { (value - low) / (high - low) } else { 0.5 })
}

/// Every so many labels, so that they do not run into each other.
fn shown(index: usize, count: usize) -> bool {
    index.is_multiple_of(count.div_ceil(LABELS).max(1))
}

fn rectangle((x, y): (f64, f64), (width, height): (f64, f64), fill: Color) -> Primitive {
    Primitive::Rect { x, y, width, height, fill, stroke: None, stroke_width: None, opacity: None }
}

fn line((x1, y1): (f64, f64), (x2, y2): (f64, f64), color: &str, width: f64) -> Primitive {
    Primitive::Line { x1, y1, x2, y2, stroke: Color::from(color), stroke_width: width, stroke_dasharray: None }
}

fn upright(text: &str, at: (f64, f64)) -> Primitive {
    match words(text, at, 13, TextAnchor::Middle, palette::TEXT) {
        Primitive::Text { x, y, content, size, anchor, bold, color, .. } => {
            Primitive::Text { x, y, content, size, anchor, rotate: Some(-90.0), bold, color }
        }
        other => other,
    }
}
