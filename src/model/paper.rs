//! The text of a paper document and its sections: what citations are held to.
//!
//! A section opens at a Markdown heading that begins with a number (`## 4.2 Reserve`), or at a paragraph that begins
//! with a number of two parts or more (`4.2 The Borrower shall …`). Inside it, `(a)`, `(ii)` and the like at the start
//! of a line open its parts: `4.2(b)(ii)`.

use crate::source::{Source, SourceId, Span, hash_of, line_starts};

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// From the project root, with `/`.
    pub path: String,
    pub text: SourceId,
    /// In the order of the paper; none where it is no text or numbers nothing.
    pub sections: Vec<Section>,
    /// SHA-256 of its words, whatever the white space between them; of its bytes where it is no text.
    pub hash: String,
}

/// From its heading up to the next section that is not a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// `4.2(b)`
    pub number: String,
    /// The rest of its heading; may be empty.
    pub title: String,
    pub heading: Span,
    pub span: Span,
    /// SHA-256 of its words, its parts included.
    pub hash: String,
}

impl Paper {
    /// Reads a text; `is_text` is whether all of its bytes were.
    pub fn read(id: SourceId, source: &Source, is_text: bool) -> Paper {
        if !is_text {
            return Paper { path: source.path.clone(), text: id, sections: Vec::new(), hash: source.hash.clone() };
        }
        let text = source.text.as_str();
        let sections = sections(id, text);
        Paper { path: source.path.clone(), text: id, sections, hash: hash_of_words(text) }
    }

    /// The section with a number, if there is exactly one; else how many there are.
    pub fn section(&self, number: &str) -> Result<usize, usize> {
        let mut found = self.sections.iter().enumerate().filter(|(_, it)| it.number == number).map(|(index, _)| index);
        match (found.next(), found.count()) {
            (Some(index), 0) => Ok(index),
            (Some(_), more) => Err(1 + more),
            (None, _) => Err(0),
        }
    }
}

fn hash_of_words(text: &str) -> String {
    hash_of(text.split_whitespace().collect::<Vec<_>>().join(" ").as_bytes())
}

/// Deeper than any heading.
const PARAGRAPH: usize = 7;

/// Where something opens in the text.
struct Opening {
    number: String,
    title: String,
    level: usize,
    start: usize,
    end: usize,
}

fn sections(id: SourceId, text: &str) -> Vec<Section> {
    let openings = openings(text);
    let span = |start: usize, end: usize| Span { source: id, start: start as u32, end: end as u32 };
    let closes = |(index, it): (usize, &Opening)| {
        let later = openings.iter().skip(index + 1);
        let mut outside = later.filter(|next| match next.number.as_str() {
            "" => next.level <= it.level,
            number => !number.strip_prefix(&it.number).is_some_and(|rest| rest.starts_with(['.', '('])),
        });
        outside.next().map_or(text.len(), |next| next.start)
    };
    let numbered = openings.iter().enumerate().filter(|(_, it)| !it.number.is_empty());
    numbered
        .map(|(index, it)| {
            let whole = text.get(it.start..closes((index, it))).unwrap_or("").trim_end();
            Section {
                number: it.number.clone(),
                title: it.title.clone(),
                heading: span(it.start, it.end),
                span: span(it.start, it.start + whole.len()),
                hash: hash_of_words(whole),
            }
        })
        .collect()
}

/// Sections, their parts, and headings without a number, which end what is not deeper than they are.
fn openings(text: &str) -> Vec<Opening> {
    let mut found: Vec<Opening> = Vec::new();
    let (mut fenced, mut after_blank) = (false, true);
    let mut parts = Parts::default();
    let starts: Vec<usize> = line_starts(text).into_iter().map(|start| start as usize).collect();
    for (index, start) in starts.iter().enumerate() {
        let line = text.get(*start..starts.get(index + 1).copied().unwrap_or(text.len())).unwrap_or("");
        let words = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        if words.starts_with("```") || words.starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced && let Some((number, title, level)) = parts.opening(words, after_blank) {
            found.push(Opening { number, title, level, start: at, end: at + words.len() });
        }
        after_blank = words.is_empty();
    }
    found
}

/// The section that a line stands in, and how far its parts are counted.
#[derive(Default)]
struct Parts {
    section: String,
    open: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    style: Style,
    ordinal: u32,
    label: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Letter,
    Capital,
    Roman,
    Digit,
}

impl Parts {
    /// Number, title and level of what a line opens; no number for a heading without one.
    fn opening(&mut self, line: &str, after_blank: bool) -> Option<(String, String, usize)> {
        let hashes = line.len() - line.trim_start_matches('#').len();
        let rest = line.get(hashes..).unwrap_or("");
        let is_heading = (1..PARAGRAPH).contains(&hashes) && rest.starts_with([' ', '\t']);
        if is_heading {
            let (number, title) = numbered(rest, 1).unwrap_or_default();
            self.section.clone_from(&number);
            self.open.clear();
            return Some((number, title, hashes));
        }
        if let (true, Some((number, title))) = (after_blank, numbered(line, 2)) {
            self.section.clone_from(&number);
            self.open.clear();
            return Some((number, title, PARAGRAPH));
        }
        self.part(line)
    }

    fn part(&mut self, line: &str) -> Option<(String, String, usize)> {
        if self.section.is_empty() {
            return None;
        }
        let (label, rest) = plain(line).strip_prefix('(')?.split_once(')')?;
        let readings = readings(label);
        let follows = self
            .open
            .iter()
            .rposition(|open| readings.iter().any(|it| it.style == open.style && it.ordinal == open.ordinal + 1));
        let goes_on = |open: &Part| readings.iter().find(|it| it.style == open.style && it.ordinal == open.ordinal + 1);
        let next = match follows {
            Some(depth) => {
                let next = self.open.get(depth).and_then(goes_on)?.clone();
                self.open.truncate(depth);
                next
            }
            None => readings.into_iter().find(|it| it.ordinal == 1)?,
        };
        self.open.push(next);
        let labels: String = self.open.iter().map(|part| format!("({})", part.label)).collect();
        Some((format!("{}{labels}", self.section), title(rest), PARAGRAPH))
    }
}

/// What a label may count as: `i` is a letter and a Roman one.
fn readings(label: &str) -> Vec<Part> {
    let part = |style, ordinal| Part { style, ordinal, label: label.to_owned() };
    let mut found = Vec::new();
    if let ([letter], true) = (label.as_bytes(), label.chars().all(|c| c.is_ascii_alphabetic())) {
        let (style, first) = if letter.is_ascii_lowercase() { (Style::Letter, b'a') } else { (Style::Capital, b'A') };
        found.push(part(style, u32::from(letter - first) + 1));
    }
    found.extend(roman(label).map(|ordinal| part(Style::Roman, ordinal)));
    if label.len() <= 3 && label.chars().all(|c| c.is_ascii_digit()) {
        found.extend(label.parse().ok().map(|ordinal| part(Style::Digit, ordinal)));
    }
    found
}

/// Up to thirty-nine, in lower case.
fn roman(label: &str) -> Option<u32> {
    const UNITS: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    (1..40u32).find(|number| {
        let tens = "x".repeat((number / 10) as usize);
        UNITS.get((number % 10) as usize).is_some_and(|units| format!("{tens}{units}") == label)
    })
}

/// A line without the marks of a list or of emphasis before its words.
fn plain(line: &str) -> &str {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
    line.trim_start().trim_start_matches(['*', '_'])
}

/// The number of at least so many parts that a line begins with, and the rest of the line.
fn numbered(line: &str, least: usize) -> Option<(String, String)> {
    let line = plain(line);
    let line = WORDS.iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line).trim_start();
    let end = line.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(line.len());
    let (number, rest) = line.split_at(end);
    let number = number.trim_end_matches('.');
    let parts: Vec<&str> = number.split('.').collect();
    let sound = parts.len() >= least && parts.iter().all(|part| (1..=3).contains(&part.len()));
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', ':', '*', '_', ')']);
    (sound && ends).then(|| (number.to_owned(), title(rest)))
}

/// Words that may stand before the number of a heading, and of a citation.
pub const WORDS: &[&str] = &["Section ", "section ", "Clause ", "clause ", "Article ", "article ", "§"];

/// The first sentence, without marks.
fn title(rest: &str) -> String {
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || "*_:)-–—".contains(c));
    let first = rest.split(". ").next().unwrap_or(rest).trim_end_matches('.');
    let first: String = first.chars().filter(|c| !matches!(c, '*' | '_')).take(80).collect();
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn read(text: &str) -> Paper {
        let mut sources = Sources::new();
        let id = sources.add("paper.md", text);
        Paper::read(id, sources.get(id).unwrap(), true)
    }

    fn numbers(text: &str) -> Vec<String> {
        read(text).sections.iter().map(|it| format!("{} {}", it.number, it.title).trim().to_owned()).collect()
    }

    #[test]
    fn headings_and_numbered_paragraphs_open_sections() {
        let text = "# Term sheet\n\n## 4. Security\n\n4.2 **Reserve**. The Borrower shall hold\n1.25 times the amount.\n\n\
                    1.25 is no section without\n\n### Section 4.3: Release\n## § 5 Law\n30 days later\n";
        // A paragraph that begins with `1.25` reads as a number of two parts: papers that do so have it as a section.
        assert_eq!(numbers(text), ["4 Security", "4.2 Reserve", "1.25 is no section without", "4.3 Release", "5 Law"]);
    }

    #[test]
    fn parts_are_counted_in_letters_and_romans() {
        let text = "## 4.2 Reserve\n(a) one\n  (i) first\n  (ii) second\n- (b) two\n(c) x\n(d) x\n(e) x\n(f) x\n(g) x\n(h) x\n(i) nine\n\
                    (1) a\n(see above) b\n(z) no part\n\n## Annex\n(a) of nothing\n";
        let found = numbers(text);
        let expected = ["4.2 Reserve", "4.2(a) one", "4.2(a)(i) first", "4.2(a)(ii) second", "4.2(b) two"];
        assert_eq!(&found[..5], expected);
        assert_eq!(&found[found.len() - 2..], ["4.2(i) nine", "4.2(i)(1) a"]);
    }

    #[test]
    fn a_section_holds_its_parts_and_ends_before_the_next() {
        let text = "## 4 Security\nall assets\n### 4.1 Fleet\nthe fleet\n(a) all of it\n## 5 Law\nNew York\n# Annex\n";
        let paper = read(text);
        let slice = |number: &str| {
            let section = &paper.sections[paper.section(number).unwrap()];
            &text[section.span.start as usize..section.span.end as usize]
        };
        assert_eq!(slice("4"), "## 4 Security\nall assets\n### 4.1 Fleet\nthe fleet\n(a) all of it");
        assert_eq!(slice("4.1(a)"), "(a) all of it");
        assert_eq!(slice("5"), "## 5 Law\nNew York");
        assert_eq!(paper.section("6"), Err(0));
        assert_eq!(read("## 4 a\n## 4 b\n").section("4"), Err(2));
    }

    #[test]
    fn white_space_and_line_ends_are_not_the_words() {
        let (one, other) = (read("## 4 Law\r\nNew\r\nYork\r\n1.1 more"), read("##  4 Law\n\nNew York\r1.1 more"));
        assert_eq!(one.sections.len(), 1, "a line in the middle of a paragraph opens nothing");
        assert_eq!(one.sections[0].hash, other.sections[0].hash);
        assert_ne!(one.sections[0].hash, read("## 4 Law\nNew Jersey").sections[0].hash);
    }

    #[test]
    fn what_stands_between_fences_opens_nothing() {
        assert_eq!(numbers("```\n## 4 Law\n```\n## 5 Seat"), ["5 Seat"]);
        assert!(numbers("no number at all\n\n2026-06-30 is a date\n\n1,000.50 is money").is_empty());
    }
}
