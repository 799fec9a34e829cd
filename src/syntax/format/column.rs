//! Columns: values below each other, comments below each other.

use std::collections::BTreeMap;

use super::row::{Class, Row};

/// How wide the head of each row is made, in characters.
pub fn heads(rows: &[Row]) -> Vec<usize> {
    let mut widths = vec![0; rows.len()];
    let mut run: Run = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        match row {
            Row::Comment { .. } => {}
            Row::Blank | Row::Kept(_) => settle(&mut run, rows, &mut widths),
            Row::Line(line) if line.brace => {
                // A block inside another does not part the lines before it from those after it.
                let mut inner = run.split_off(&(if line.depth == 0 { 0 } else { line.depth + 1 }, Class::FIRST));
                settle(&mut inner, rows, &mut widths);
            }
            Row::Line(line) => {
                if let Some(class) = line.class {
                    run.entry((line.depth, class)).or_default().push(index);
                }
            }
        }
    }
    settle(&mut run, rows, &mut widths);
    widths
}

/// Rows that line up, by depth and class.
type Run<'a> = BTreeMap<(usize, Class<'a>), Vec<usize>>;

fn settle(run: &mut Run, rows: &[Row], widths: &mut [usize]) {
    for ((_, class), members) in std::mem::take(run) {
        let width = |index: usize| match &rows[index] {
            Row::Line(line) => line.head.chars().count(),
            _ => 0,
        };
        let widest = members.iter().map(|index| width(*index)).filter(|width| *width <= class.longest_head()).max();
        for index in members {
            widths[index] = widest.unwrap_or(0).max(width(index));
        }
    }
}

/// One line as it will stand, with its comment still apart.
#[derive(Debug, Default)]
pub struct Physical {
    pub text: String,
    pub depth: usize,
    pub comment: Option<String>,
    /// A comment alone that goes on with the one above.
    pub under: bool,
}

/// Puts the comments of lines that follow each other into one column.
pub fn comments(lines: &[Physical]) -> String {
    let mut text = String::new();
    let mut index = 0;
    while index < lines.len() {
        let near = |it: &&Physical| it.comment.is_some() && (it.under || it.depth == lines[index].depth);
        let run = &lines[index..index + lines[index..].iter().take_while(near).count().max(1)];
        let column = run.iter().filter(|it| !it.under).map(|it| it.text.chars().count()).max().unwrap_or(0) + 2;
        for line in run {
            text.push_str(&line.text);
            if let Some(comment) = &line.comment {
                let missing = column - line.text.chars().count();
                text.extend(std::iter::repeat_n(' ', missing));
                text.push_str(comment);
            }
            text.push('\n');
        }
        index += run.len();
    }
    text
}
