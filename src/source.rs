//! Texts and places in them: the files a deal is made of, byte spans, lines and columns.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

/// Which text a place is in; texts are numbered in the order they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub u32);

/// Bytes `start..end` of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Where an editor would put the cursor; both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// One text, with the path shown to users.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative to the project root, with `/`.
    pub path: String,
    /// Without the byte order mark, if it had one: columns and places never see it.
    pub text: String,
    /// SHA-256 of the bytes as they were read, in lower-case hexadecimal.
    pub hash: String,
    /// Where each line begins. LF, CRLF and a lone CR each end a line.
    lines: Vec<u32>,
}

impl Source {
    fn new(path: String, text: String, hash: String) -> Source {
        let lines = line_starts(&text);
        Source { path, text, hash, lines }
    }

    /// The line and column of a byte; past the end means the end, inside a character means its start.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.whole_character(offset);
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start as usize..offset as usize).unwrap_or("");
        Position { line: line as u32, column: before.chars().count() as u32 + 1 }
    }

    /// The bytes of a line, counted from 1, without what ends it.
    pub fn line_range(&self, line: u32) -> std::ops::Range<u32> {
        let index = (line.max(1) - 1) as usize;
        let end_of_text = self.text.len() as u32;
        let start = self.lines.get(index).copied().unwrap_or(end_of_text);
        let next = self.lines.get(index + 1).copied().unwrap_or(end_of_text);
        let text = self.text.get(start as usize..next as usize).unwrap_or("");
        start..start + text.trim_end_matches(['\r', '\n']).len() as u32
    }

    /// The text of a line, counted from 1, without what ends it.
    pub fn line_text(&self, line: u32) -> &str {
        let range = self.line_range(line);
        self.text.get(range.start as usize..range.end as usize).unwrap_or("")
    }

    /// The byte at a line and column; past the end of the line means its end.
    pub fn offset(&self, position: Position) -> u32 {
        let range = self.line_range(position.line);
        let text = self.line_text(position.line);
        let column = (position.column.max(1) - 1) as usize;
        text.char_indices().nth(column).map_or(range.end, |(byte, _)| range.start + byte as u32)
    }

    fn whole_character(&self, offset: u32) -> u32 {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset as u32
    }
}

/// Where each line begins.
pub(crate) fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let ends_line = match byte {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        };
        if ends_line {
            starts.push(index as u32 + 1);
        }
    }
    starts
}

/// Every text a deal is made of, in the order they were read.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Takes a text that is known to be UTF-8.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let hash = hash_of(text.as_bytes());
        let text = match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) => rest.to_string(),
            None => text,
        };
        self.push(Source::new(path.into(), text, hash))
    }

    /// Takes bytes as they were read. What is not text is kept up to the first byte that is not, so that the message
    /// about it has a place to point at.
    pub fn add_bytes(&mut self, path: impl Into<String>, bytes: Vec<u8>) -> (SourceId, Option<NotText>) {
        match decode(&bytes) {
            Ok(text) => (self.add(path, text), None),
            Err(problem) => {
                let hash = hash_of(&bytes);
                let readable = String::from_utf8_lossy(bytes.get(..problem.offset).unwrap_or(&[]));
                let readable = readable.trim_start_matches(BYTE_ORDER_MARK).to_string();
                (self.push(Source::new(path.into(), readable, hash)), Some(problem))
            }
        }
    }

    fn push(&mut self, source: Source) -> SourceId {
        let id = SourceId(self.list.len() as u32);
        self.list.push(source);
        id
    }

    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// The text with this path, if it has been read.
    pub fn find(&self, path: &str) -> Option<SourceId> {
        self.list.iter().position(|source| source.path == path).map(|index| SourceId(index as u32))
    }

    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.list.iter().enumerate().map(|(index, source)| (SourceId(index as u32), source))
    }

    pub fn path(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| source.path.as_str())
    }

    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| source.text.as_str())
    }

    /// What stands at a place.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The line and column where a place begins.
    pub fn position(&self, span: Span) -> Position {
        self.get(span.source).map_or(Position { line: 1, column: 1 }, |source| source.position(span.start))
    }

    /// `deals/tower.deal:12:3`
    pub fn location(&self, span: Span) -> String {
        let Position { line, column } = self.position(span);
        format!("{}:{line}:{column}", self.path(span.source))
    }
}

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// SHA-256 in lower-case hexadecimal.
pub fn hash_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes that are not UTF-8 text: what they look like, and the first byte that gave it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotText {
    /// `UTF-16`, `UTF-32`, or what is wrong with it.
    pub looks_like: &'static str,
    pub offset: usize,
    /// Counted from 1.
    pub line: u32,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "is {} (byte {}, line {})", self.looks_like, self.offset, self.line)
    }
}

/// UTF-8 text out of bytes; a byte order mark stays in it.
pub fn decode(bytes: &[u8]) -> Result<&str, NotText> {
    let marked = |looks_like| Err(NotText { looks_like, offset: 0, line: 1 });
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return marked("UTF-32 text, not UTF-8");
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return marked("UTF-16 text, not UTF-8");
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let before = bytes.get(..offset).and_then(|before| std::str::from_utf8(before).ok()).unwrap_or("");
        NotText { looks_like: "not UTF-8 text", offset, line: line_starts(before).len() as u32 }
    })
}

/// Where everything below the front ends gets files from. Paths are relative to the project root and normal, as
/// [`resolve`] makes them.
pub trait Files {
    /// The whole content, or an error as soon as it is known to be longer than `limit` bytes.
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileError>;
}

/// Why a file cannot be had. Says nothing about what a refused path points to, not even whether it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// Absolute, above the project root, or led out of it by a link.
    OutsideRoot,
    /// `https://…` and the like.
    NetworkAddress,
    /// A backslash, a drive letter, an empty name or a control character.
    BadPath,
    NotFound,
    /// A folder, a pipe or a device.
    NotAFile,
    TooLarge {
        limit: usize,
    },
    NotText(NotText),
    /// The system's own words: permission, a broken disk.
    Unreadable(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::OutsideRoot => f.write_str("leaves the project folder"),
            FileError::NetworkAddress => f.write_str("is a network address, and a deal reads nothing from a network"),
            FileError::BadPath => f.write_str("is not a relative path written with `/`"),
            FileError::NotFound => f.write_str("does not exist"),
            FileError::NotAFile => f.write_str("is not a regular file"),
            FileError::TooLarge { limit } => write!(f, "is larger than {limit} bytes"),
            FileError::NotText(problem) => problem.fmt(f),
            FileError::Unreadable(reason) => write!(f, "cannot be read: {reason}"),
        }
    }
}

/// The path that `to` names when the file `from` writes it, relative to the project root. Never looks at a disk.
pub fn resolve(from: &str, to: &str) -> Result<String, FileError> {
    if to.is_empty() || to.contains(['\\', '\0']) || to.chars().any(char::is_control) {
        return Err(FileError::BadPath);
    }
    if to.contains("://") {
        return Err(FileError::NetworkAddress);
    }
    if to.starts_with(['/', '~']) {
        return Err(FileError::OutsideRoot);
    }
    // `C:/x` is absolute on Windows, and `a:b` there is another stream of `a`.
    if to.contains(':') {
        return Err(FileError::BadPath);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(FileError::OutsideRoot)?;
            }
            part => parts.push(part),
        }
    }
    match parts.is_empty() || to.ends_with('/') {
        true => Err(FileError::NotAFile),
        false => Ok(parts.join("/")),
    }
}

/// Files held in memory: for tests and for programs that embed the language.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryFiles {
    pub fn new() -> MemoryFiles {
        MemoryFiles::default()
    }

    pub fn with(mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> MemoryFiles {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileError> {
        let content = self.files.get(path).ok_or(FileError::NotFound)?;
        match content.len() > limit {
            true => Err(FileError::TooLarge { limit }),
            false => Ok(content.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str, offset: u32) -> (u32, u32) {
        let mut sources = Sources::new();
        let id = sources.add("a.deal", text);
        let Position { line, column } = sources.position(Span { source: id, start: offset, end: offset });
        (line, column)
    }

    #[test]
    fn lines_end_with_lf_crlf_or_a_lone_cr() {
        assert_eq!(position("ab\ncd", 3), (2, 1));
        assert_eq!(position("ab\r\ncd", 4), (2, 1));
        assert_eq!(position("ab\rcd", 3), (2, 1));
        assert_eq!(position("ab\r\n\r\ncd", 6), (3, 1));
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(position("ab\n", 99), (2, 1));
    }

    #[test]
    fn columns_count_characters_and_ignore_a_byte_order_mark() {
        assert_eq!(position("é€x", 5), (1, 3));
        assert_eq!(position("é€x", 3), (1, 2), "inside a character means its start");
        assert_eq!(position("\u{FEFF}deal", 0), (1, 1));
        let mut sources = Sources::new();
        let (id, problem) = sources.add_bytes("a.deal", b"\xEF\xBB\xBFdeal".to_vec());
        assert_eq!((sources.text(id), problem), ("deal", None));
    }

    #[test]
    fn a_position_leads_back_to_its_byte() {
        let mut sources = Sources::new();
        let id = sources.add("a.deal", "one\r\ntwo é three\rfour");
        let source = sources.get(id).unwrap();
        for (offset, _) in source.text.char_indices() {
            if !source.text[offset..].starts_with(['\r', '\n']) {
                assert_eq!(source.offset(source.position(offset as u32)), offset as u32);
            }
        }
        assert_eq!(source.line_text(2), "two é three");
        assert_eq!(source.line_text(9), "");
    }

    #[test]
    fn the_hash_is_of_the_bytes_as_read() {
        // FIPS 180-2, appendix B.1
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash_of(b"abc"), expected);
        let mut sources = Sources::new();
        let marked = sources.add("a.deal", "\u{FEFF}abc");
        assert_ne!(sources.get(marked).unwrap().hash, expected);
    }

    #[test]
    fn what_is_not_text_is_kept_up_to_the_bad_byte() {
        let mut sources = Sources::new();
        let (id, problem) = sources.add_bytes("a.deal", b"deal\n\xFFx".to_vec());
        assert_eq!(sources.text(id), "deal\n");
        assert_eq!(problem, Some(NotText { looks_like: "not UTF-8 text", offset: 5, line: 2 }));
        let (_, problem) = sources.add_bytes("b.deal", b"\xFF\xFEd\0".to_vec());
        assert_eq!(problem.unwrap().looks_like, "UTF-16 text, not UTF-8");
    }

    #[test]
    fn imports_are_relative_to_the_file_that_names_them() {
        assert_eq!(resolve("deals/a.deal", "b.deal"), Ok("deals/b.deal".into()));
        assert_eq!(resolve("deals/a.deal", "../market/sofr.csv"), Ok("market/sofr.csv".into()));
        assert_eq!(resolve("a.deal", "./x//y.csv"), Ok("x/y.csv".into()));
    }

    #[test]
    fn imports_cannot_leave_the_root() {
        let refused = |to| resolve("deals/a.deal", to).unwrap_err();
        assert_eq!(refused("../../x"), FileError::OutsideRoot);
        assert_eq!(refused("x/../../../y"), FileError::OutsideRoot);
        assert_eq!(refused("/etc/hostname"), FileError::OutsideRoot);
        assert_eq!(refused("~/x"), FileError::OutsideRoot);
        assert_eq!(refused("https://example.org/x"), FileError::NetworkAddress);
        assert_eq!(refused("..\\x"), FileError::BadPath);
        assert_eq!(refused("C:/x"), FileError::BadPath);
        assert_eq!(refused(""), FileError::BadPath);
        assert_eq!(refused("x\0y"), FileError::BadPath);
        assert_eq!(refused(".."), FileError::NotAFile);
        assert_eq!(refused("market/"), FileError::NotAFile);
    }

    #[test]
    fn memory_files_keep_to_the_limit() {
        let files = MemoryFiles::new().with("a.deal", "12345");
        assert_eq!(files.read("a.deal", 5), Ok(b"12345".to_vec()));
        assert_eq!(files.read("a.deal", 4), Err(FileError::TooLarge { limit: 4 }));
        assert_eq!(files.read("b.deal", 4), Err(FileError::NotFound));
    }
}
