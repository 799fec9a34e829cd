//! The files of a deal: the one that was named and those it imports, each read once and joined as if written in one.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use crate::diagnostic::files::unreadable;
use crate::diagnostic::sanitize::sanitize_line;
use crate::diagnostic::suggestion::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::shipped::{PREFIX, SHIPPED, shipped};
use crate::source::{FileError, Files, SourceId, Sources, Span, resolve};
use crate::syntax::ast::{Allow, Block, BlockKind, Body, Element, Expr, ExprKind, File, Item, Name, Preposition};
use crate::syntax::{limits, parse, walk};

/// Files that one deal may import, and their bytes together.
const MOST_FILES: usize = 256;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Everything a deal says, what a file imports in the place of its `import`, and what is wrong with how the files are
/// written.
pub fn read_all(source: SourceId, sources: &mut Sources, files: &dyn Files) -> (File, Vec<Diagnostic>) {
    let mut reading = Reading {
        sources,
        files,
        read: BTreeSet::new(),
        path: Vec::new(),
        bytes: 0,
        imports: Vec::new(),
        items: Vec::new(),
        allows: Vec::new(),
        problems: Vec::new(),
    };
    reading.file(source);
    reading.count_blocks();
    let Reading { imports, mut items, allows, mut problems, .. } = reading;
    problems.extend(unqualify(&mut items, &imports));
    (File { items, allows }, problems)
}

/// `import Common from "market/common.deal"`, found and read.
struct Import {
    handle: Option<Name>,
    /// The file that says it.
    from: SourceId,
    of: SourceId,
    /// Where the path is written.
    place: Span,
}

struct Reading<'a> {
    sources: &'a mut Sources,
    files: &'a dyn Files,
    read: BTreeSet<SourceId>,
    /// From the named file to the one being read.
    path: Vec<SourceId>,
    /// Of the imported files.
    bytes: usize,
    imports: Vec<Import>,
    items: Vec<Item>,
    allows: Vec<Allow>,
    problems: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn file(&mut self, source: SourceId) {
        let (file, problems) = parse(source, self.sources.text(source));
        self.problems.extend(problems);
        self.allows.extend(file.allows);
        self.read.insert(source);
        self.path.push(source);
        for item in file.items {
            match item {
                Item::Block(block) if block.kind == BlockKind::Import => self.import(source, block),
                item => self.items.push(item),
            }
        }
        self.path.pop();
    }

    fn import(&mut self, from: SourceId, block: Block) {
        let Some((path, place)) = target(&block) else {
            let help = "write `import NAME from \"file.deal\"`";
            self.error(codes::BLOCK_HEAD, block.kind_span, "an import names one file, and says nothing else", help);
            return;
        };
        let Some(of) = self.find(from, &path, place) else { return };
        if let Some(start) = self.path.iter().position(|source| *source == of) {
            self.circle(start, of, place);
            return;
        }
        let known = self.imports.iter().find(|import| import.from == from && import.of == of);
        if let Some(first) = known.map(|import| import.place) {
            let message = format!("`{}` is imported twice by this file", sanitize_line(path.as_str()));
            let diagnostic = Diagnostic::error(codes::NAME_TWICE, place, message);
            self.problems.push(diagnostic.related(first, "first imported here").help("keep one of them"));
            return;
        }
        // Several files may import one under the same name: it is declared once.
        let same = |import: &Import| match (&import.handle, &block.handle) {
            (Some(known), Some(handle)) => import.of == of && known.text == handle.text,
            _ => false,
        };
        let declared = self.imports.iter().any(same);
        self.imports.push(Import { handle: block.handle.clone(), from, of, place });
        if !declared {
            self.items.push(Item::Block(block));
        }
        if !self.read.contains(&of) {
            self.file(of);
        }
    }

    /// The text of a path, read when it has not been.
    fn find(&mut self, from: SourceId, path: &str, place: Span) -> Option<SourceId> {
        if path.starts_with(PREFIX) && shipped(path).is_none() {
            let names = SHIPPED.iter().map(|file| file.path);
            let help = match nearest(path, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there is {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
            };
            let message = format!("nothing called `{}` ships with the language", sanitize_line(path));
            self.error(codes::UNKNOWN_NAME, place, &message, &help);
            return None;
        }
        let found = match shipped(path) {
            Some(file) => Ok(file.path.to_owned()),
            None => resolve(self.sources.path(from), path),
        };
        let resolved = self.readable(found, path, place)?;
        let known = self.sources.find(&resolved);
        if known.is_some_and(|known| self.read.contains(&known)) {
            return known;
        }
        if self.read.len() > MOST_FILES {
            let message = format!("this is more than {MOST_FILES} imported files");
            self.error(codes::IMPORT_LIMIT, place, message, "put what belongs together into one file");
            return None;
        }
        let text = match known {
            Some(known) => Ok(self.sources.text(known).as_bytes().to_vec()),
            None => match shipped(&resolved) {
                Some(file) => Ok(file.text.as_bytes().to_vec()),
                None => self.files.read(&resolved, limits::FILE_BYTES),
            },
        };
        let bytes = self.readable(text, path, place)?;
        self.bytes += bytes.len();
        if self.bytes > MOST_BYTES {
            let message = "the imported files have more than 16 MiB together";
            self.error(codes::IMPORT_LIMIT, place, message, "keep long tables in CSV files that a curve reads");
            return None;
        }
        if known.is_some() {
            return known;
        }
        match self.sources.add_bytes(resolved, bytes) {
            (source, None) => Some(source),
            (_, Some(problem)) => self.readable(Err(FileError::NotText(problem)), path, place),
        }
    }

    fn readable<T>(&mut self, found: Result<T, FileError>, path: &str, place: Span) -> Option<T> {
        found.map_err(|error| self.problems.push(unreadable(&error, path, place))).ok()
    }

    fn circle(&mut self, start: usize, back: SourceId, place: Span) {
        let around = self.path.iter().skip(start).chain([&back]);
        let names: Vec<&str> = around.map(|source| self.sources.path(*source)).collect();
        let message = match names.as_slice() {
            [_, _] => "this file imports itself".to_string(),
            _ => format!("these files import each other: {}", names.join(" → ")),
        };
        self.error(codes::IMPORT_CIRCLE, place, message, "put what both need into a third file that both import");
    }

    /// The limit on blocks holds for the deal, however it is cut into files.
    fn count_blocks(&mut self) {
        let mut blocks = self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block.kind_span),
            Item::Computed(_) => None,
        });
        if self.imports.is_empty() {
            return;
        }
        if let Some(place) = blocks.nth(limits::BLOCKS) {
            let message = "the files of this deal have more than 10,000 blocks together";
            let help = "say once what repeats, as in `units: 10_001 GPU`";
            self.error(codes::IMPORT_LIMIT, place, message, help);
        }
    }

    fn error(&mut self, code: Code, place: Span, message: impl Into<String>, help: &str) {
        self.problems.push(Diagnostic::error(code, place, message).help(help));
    }
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

/// `Common.rent` becomes `rent`, once it is clear that the file imported as `Common` declares it.
fn unqualify(items: &mut [Item], imports: &[Import]) -> Vec<Diagnostic> {
    if imports.is_empty() {
        return Vec::new();
    }
    let mut declared: BTreeMap<SourceId, BTreeSet<String>> = BTreeMap::new();
    for name in items.iter().filter_map(declares) {
        declared.entry(name.span.source).or_default().insert(name.text.clone());
    }
    let mut problems = Vec::new();
    for item in items {
        walk::each_expression(item, &mut |expr| {
            let ExprKind::Path(names) = &mut expr.kind else { return };
            let [handle, name, ..] = names.as_slice() else { return };
            let named = |import: &&Import| import.handle.as_ref().is_some_and(|known| known.text == handle.text);
            let own = |import: &&Import| import.from == handle.span.source;
            let import = imports.iter().filter(named).find(own).or_else(|| imports.iter().find(named));
            let Some(import) = import else { return };
            let nothing = BTreeSet::new();
            let known = declared.get(&import.of).unwrap_or(&nothing);
            if known.contains(&name.text) {
                names.remove(0);
                return;
            }
            let message = format!("the file imported as `{}` declares no `{}`", handle.text, name.text);
            let help = match nearest(&name.text, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{}.{near}`?", handle.text),
                None => "a name is qualified by the import of the file that declares it".to_string(),
            };
            let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, name.span, message);
            problems.push(diagnostic.related(import.place, "imported here").help(help));
            expr.kind = ExprKind::Bad;
        });
    }
    problems
}

/// The name that an item declares.
fn declares(item: &Item) -> Option<&Name> {
    match item {
        Item::Block(block) => block.handle.as_ref(),
        Item::Computed(line) => Some(&line.name),
    }
}
