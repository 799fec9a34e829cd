//! The files of a deal: the one that was named and those it imports, each read once.

use super::codes;
use crate::diagnostic::files::unreadable;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileError, Files, SourceId, Sources, Span, resolve};
use crate::syntax::ast::{Block, BlockKind, Body, Element, Expr, ExprKind, File, Item, Preposition};
use crate::syntax::{limits, parse};

/// Files that one deal may import, and their bytes together.
const MOST_FILES: usize = 256;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Every file of the deal, the named one first, and what is wrong with how they are written.
pub fn read_all(source: SourceId, sources: &mut Sources, files: &dyn Files) -> (Vec<File>, Vec<Diagnostic>) {
    let mut reading = Reading { sources, files, read: Vec::new(), path: Vec::new(), bytes: 0, problems: Vec::new() };
    reading.file(source);
    let read = reading.read.into_iter().map(|(_, file)| file).collect();
    (read, reading.problems)
}

struct Reading<'a> {
    sources: &'a mut Sources,
    files: &'a dyn Files,
    read: Vec<(SourceId, File)>,
    /// From the named file to the one being read.
    path: Vec<SourceId>,
    /// Of the imported files.
    bytes: usize,
    problems: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn file(&mut self, source: SourceId) {
        let (file, problems) = parse(source, self.sources.text(source));
        self.problems.extend(problems);
        let imports: Vec<(Option<(String, Span)>, Span)> =
            imports(&file).map(|block| (target(block), block.kind_span)).collect();
        self.read.push((source, file));
        self.path.push(source);
        for (target, place) in imports {
            match target {
                Some((path, place)) => self.import(source, &path, place),
                None => {
                    let help = "write `import NAME from \"file.deal\"`";
                    self.error(codes::BLOCK_HEAD, place, "this import does not say which file", help);
                }
            }
        }
        self.path.pop();
    }

    fn import(&mut self, from: SourceId, path: &str, place: Span) {
        let resolved = match resolve(self.sources.path(from), path) {
            Ok(resolved) => resolved,
            Err(error) => return self.problems.push(unreadable(&error, path, place)),
        };
        if let Some(known) = self.sources.find(&resolved) {
            if let Some(start) = self.path.iter().position(|source| *source == known) {
                self.circle(start, known, place);
            }
            return;
        }
        if self.read.len() > MOST_FILES {
            let message = format!("this is more than {MOST_FILES} imported files");
            return self.error(codes::TOO_MUCH, place, message, "put what belongs together into one file");
        }
        let bytes = match self.files.read(&resolved, limits::FILE_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => return self.problems.push(unreadable(&error, path, place)),
        };
        self.bytes += bytes.len();
        if self.bytes > MOST_BYTES {
            let message = format!("the imported files have more than {MOST_BYTES} bytes together");
            return self.error(codes::TOO_MUCH, place, message, "keep long tables in CSV files that a curve reads");
        }
        match self.sources.add_bytes(resolved, bytes) {
            (source, None) => self.file(source),
            (_, Some(problem)) => self.problems.push(unreadable(&FileError::NotText(problem), path, place)),
        }
    }

    fn circle(&mut self, start: usize, back: SourceId, place: Span) {
        let around = self.path.iter().skip(start).chain([&back]);
        let names: Vec<&str> = around.map(|source| self.sources.path(*source)).collect();
        let message = format!("these files import each other: {}", names.join(" → "));
        self.error(codes::IMPORT_CIRCLE, place, message, "put what both need into a third file that both import");
    }

    fn error(&mut self, code: Code, place: Span, message: impl Into<String>, help: &str) {
        self.problems.push(Diagnostic::error(code, place, message).help(help));
    }
}

fn imports(file: &File) -> impl Iterator<Item = &Block> {
    file.items.iter().filter_map(|item| match item {
        Item::Block(block) if block.kind == BlockKind::Import => Some(block),
        _ => None,
    })
}

/// The path of `import NAME from "path"`, and where it is written.
fn target(block: &Block) -> Option<(String, Span)> {
    match (block.head.as_slice(), &block.body, &block.title) {
        ([Element::Modifier(from)], Body::None, None) if from.preposition == Preposition::From => match &from.operand {
            Some(Expr { kind: ExprKind::Text(path), span }) => Some((path.clone(), *span)),
            _ => None,
        },
        _ => None,
    }
}
