//! The canonical layout of a text. Only white space changes: what the text says is the same before and after, or the
//! text is given back as it was.

mod bare;
mod column;
mod insert;
mod kept;
mod lexeme;
mod lines;
mod row;
mod wrap;

use super::{codes, layout, scanner};
use crate::diagnostic::Diagnostic;
use crate::source::SourceId;
pub use insert::{Insertion, Place, insert};

use bare::bare;
use column::Physical;
use lines::Lines;
use row::{Row, Rows};

/// Characters on a line, its comment apart.
const WIDTH: usize = 120;
/// Spaces before the lines of a block.
const INDENT: usize = 2;
/// A value that begins further right goes on nearer to the left.
const DEEPEST_HANG: usize = 40;

/// A text in its canonical layout.
#[derive(Debug)]
pub struct Formatted {
    pub text: String,
    /// What is wrong with how it is written: the items these stand in are left as they are.
    pub diagnostics: Vec<Diagnostic>,
}

/// The layout would have changed what a text says: a bug of ours, found in time.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed;

/// Lays out a text. `named` holds the words that make a label together with a name of the author's, as `depreciation`
/// does in `depreciation book`.
pub fn format(source: SourceId, text: &str, named: &[&str]) -> Result<Formatted, Changed> {
    let (tree, diagnostics) = super::parse(source, text);
    let limits = [codes::NESTING_LIMIT, codes::FILE_LIMIT, codes::BLOCK_LIMIT];
    if diagnostics.iter().any(|diagnostic| limits.contains(&diagnostic.code)) {
        return Ok(Formatted { text: text.to_owned(), diagnostics });
    }
    let formatted = laid_out(source, text, named, &diagnostics);
    let (again, _) = super::parse(source, &formatted);
    match same_letters(text, &formatted) && bare(tree) == bare(again) {
        true => Ok(Formatted { text: formatted, diagnostics }),
        false => Err(Changed),
    }
}

fn laid_out(source: SourceId, text: &str, named: &[&str], found: &[Diagnostic]) -> String {
    let mut scan = scanner::scan(source, text);
    let entries = layout::lay_out(source, text, &mut scan);
    let lines = Lines::of(text);
    let lexemes = lexeme::lexemes(text, &lines, &scan);
    // The scanner's own list still has what is told only once.
    let mistakes = scan.diagnostics.iter().chain(found).filter(|it| it.code != codes::EMPTY_FILE);
    let kept = kept::kept(&lines, &lexemes, &entries, mistakes.map(|it| it.place));
    let mut rows = Rows { lines: &lines, lexemes: &lexemes, named, at: 0, before: None, rows: Vec::new() };
    rows.file(&entries, &kept);
    column::comments(&physical(&rows.rows))
}

fn physical(rows: &[Row]) -> Vec<Physical> {
    let widths = column::heads(rows);
    let mut lines = Vec::new();
    for (row, width) in rows.iter().zip(widths) {
        match row {
            Row::Blank => lines.push(Physical::default()),
            Row::Kept(text) => {
                let kept = text.replace("\r\n", "\n").replace('\r', "\n");
                lines.extend(kept.split('\n').map(|line| Physical { text: line.to_owned(), ..Physical::default() }));
            }
            Row::Comment { depth, text, under: true } => {
                let comment = Some((*text).to_owned());
                lines.push(Physical { depth: *depth, comment, under: true, ..Physical::default() });
            }
            Row::Comment { depth, text, under: false } => {
                let text = format!("{:indent$}{text}", "", indent = depth * INDENT);
                lines.push(Physical { text, depth: *depth, ..Physical::default() });
            }
            Row::Line(line) => lines.extend(line_of(line, width)),
        }
    }
    lines
}

/// A logical line, over as many lines as it needs.
fn line_of(line: &row::Line, width: usize) -> Vec<Physical> {
    let indent = line.depth * INDENT;
    let head = match line.class.map(row::Class::mark) {
        Some("=") => format!("{:width$} = ", line.head),
        Some(mark) => format!("{:width$} ", format!("{}{mark}", line.head), width = width + 1),
        None => line.head.clone(),
    };
    let column = indent + head.chars().count();
    let hanging = if line.class.is_some() && column <= DEEPEST_HANG { column } else { indent + 2 * INDENT };
    let mut lines: Vec<Physical> = Vec::new();
    for (index, cut) in wrap::wrap(&line.value, column, hanging).into_iter().enumerate() {
        let text = match index {
            0 => format!("{:indent$}{head}{}", "", cut.text),
            _ if cut.text.is_empty() => String::new(),
            _ => format!("{:column$}{}", "", cut.text, column = cut.column),
        };
        lines.push(match (text.is_empty(), cut.comment) {
            // A comment between two lines of a value.
            (true, Some(comment)) => {
                let text = format!("{:column$}{comment}", "", column = cut.column);
                Physical { text, depth: line.depth, ..Physical::default() }
            }
            (_, comment) => Physical { text, depth: line.depth, comment, under: false },
        });
    }
    if lines.is_empty() {
        lines.push(Physical { text: format!("{:indent$}{head}", ""), depth: line.depth, ..Physical::default() });
    }
    if let (Some(last), Some(comment)) = (lines.last_mut(), &line.comment) {
        last.comment = Some(comment.to_string());
    }
    lines
}

/// Whether two texts differ in white space only.
fn same_letters(a: &str, b: &str) -> bool {
    let blank = |c: &char| !matches!(c, ' ' | '\n' | '\r');
    a.chars().filter(blank).eq(b.chars().filter(blank))
}
