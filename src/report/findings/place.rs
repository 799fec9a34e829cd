//! Where a finding is, for readers that never see the text: lines, and columns counted in two ways.

use std::fmt;

use crate::source::{Source, Sources, Span};

/// A place in a file, or the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// With `/`, from the current folder, or from the project root where that lies elsewhere.
    pub path: String,
    pub region: Option<Region>,
}

/// From the first character to just past the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub start: Point,
    pub end: Point,
}

/// All count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub line: u32,
    /// In characters.
    pub column: u32,
    /// In the units of UTF-16, which editors and SARIF count.
    pub utf16: u32,
}

impl Place {
    pub fn of(span: Span, sources: &Sources) -> Place {
        let region = sources
            .get(span.source)
            .map(|source| Region { start: point(source, span.start), end: point(source, span.end.max(span.start)) });
        Place { path: sources.path(span.source).to_owned(), region }
    }

    pub fn file(path: &str) -> Place {
        Place { path: path.to_owned(), region: None }
    }

    /// The first line it is on; of a file as a whole, its first.
    pub fn line(&self) -> u32 {
        self.region.map_or(1, |region| region.start.line)
    }

    pub fn move_under(&mut self, base: &str) {
        self.path = under(base, &self.path);
    }
}

fn point(source: &Source, offset: u32) -> Point {
    let at = source.position(offset);
    let before = source.line_text(at.line).chars().take(at.column as usize - 1);
    Point { line: at.line, column: at.column, utf16: 1 + before.map(|c| c.len_utf16() as u32).sum::<u32>() }
}

/// A path of the project as seen from the current folder. What ships with the language is in no folder.
pub fn under(base: &str, path: &str) -> String {
    if base.is_empty() || path.starts_with("deal:") { path.to_owned() } else { format!("{base}/{path}") }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        match self.region {
            Some(Region { start, .. }) => write!(f, ":{}:{}", start.line, start.column),
            None => Ok(()),
        }
    }
}
