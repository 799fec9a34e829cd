//! Charts as SVG. The plotting crate draws what it draws well: bands, bars and lines over marked axes. Heat maps and
//! tornados, where it knows no missing cell and no bar that leaves from a base, are put together from its shapes.

mod drawn;
mod plotted;

use kuva::backend::svg::SvgBackend;
use kuva::render::color::Color;
use kuva::render::render::{Primitive, Scene, TextAnchor};

use super::{Chart, Drawing, palette};
use crate::diagnostic::sanitize::sanitize_line;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 430.0;
const FONT: &str = "Helvetica, Arial, 'DejaVu Sans', sans-serif";
/// Characters of a caption that fit on a line.
const CAPTION: usize = 118;
const LINE: f64 = 16.0;

/// The chart as the text of an SVG file. The same chart gives the same bytes.
pub fn svg(chart: &Chart) -> String {
    let mut scene = match &chart.drawing {
        Drawing::Fan(fan) => plotted::fan(&chart.title, fan),
        Drawing::Histogram(histogram) => plotted::histogram(&chart.title, histogram),
        Drawing::Lines(lines) => plotted::lines(&chart.title, lines),
        Drawing::HeatMap(map) => drawn::heat_map(&chart.title, map),
        Drawing::Tornado(tornado) => drawn::tornado(&chart.title, tornado),
    };
    scene.font_family = Some(FONT.into());
    number_clips(&mut scene, &chart.name);
    caption(&mut scene, &chart.notes);
    let mut text = SvgBackend::new().with_pretty(true).render_scene(&scene);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// The crate numbers what it clips through the whole life of the process; here each chart counts from zero, under its
/// own name, because several may stand in one page.
fn number_clips(scene: &mut Scene, name: &str) {
    let clips = scene.elements.iter_mut().filter_map(|it| match it {
        Primitive::ClipStart { id, .. } => Some(id),
        _ => None,
    });
    for (index, id) in clips.enumerate() {
        let known = std::mem::replace(id, format!("{name}-{index}"));
        for definition in &mut scene.defs {
            *definition = definition.replace(&format!("id=\"{known}\""), &format!("id=\"{id}\""));
        }
    }
}

/// The notes below the picture, which grows by them.
fn caption(scene: &mut Scene, notes: &[String]) {
    let mut y = scene.height + 8.0;
    for line in notes.iter().flat_map(|note| broken(note, CAPTION)) {
        scene.add(words(&line, (24.0, y), 11, TextAnchor::Start, palette::QUIET));
        y += LINE;
    }
    scene.height = y + 4.0;
}

/// Text at a place. What the crate would take for mathematics is quoted.
fn words(text: &str, (x, y): (f64, f64), size: u32, anchor: TextAnchor, color: &str) -> Primitive {
    Primitive::Text {
        x,
        y,
        content: quoted(text),
        size,
        anchor,
        rotate: None,
        bold: false,
        color: Some(Color::from(color)),
    }
}

fn quoted(text: &str) -> String {
    sanitize_line(text).replace('$', "\\$")
}

/// Lines of at most so many characters, broken between words.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::samples;

    #[test]
    fn every_kind_is_drawn_with_its_title_and_caption_the_same_each_time() {
        for chart in samples::all() {
            let text = svg(&chart);
            assert!(text == svg(&chart), "{} differs the second time", chart.name);
            assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{}", chart.name);
            for part in [chart.title.as_str(), "10,000 paths, seed 1, Philox4x32-10"] {
                assert!(text.contains(&format!(">{part}<")), "{}: {part}\n{text}", chart.name);
            }
            assert!(!text.contains("NaN"), "{}: {text}", chart.name);
        }
    }

    #[test]
    fn text_from_a_deal_stays_text() {
        let mut chart = samples::fan();
        chart.title = "<script>$x$</script> \u{202e}&".into();
        let text = svg(&chart);
        assert!(!text.contains("<script>") && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("&lt;script&gt;$x$&lt;/script&gt;"), "{text}");
    }
}
