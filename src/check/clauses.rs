//! The clauses of a deal and what each cites: a citation is of a declared source, and of a section that its paper has.

use super::codes;
use super::term::list;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::model::{CITED_WORDS, Citation, Clause, Paper, Source};
use crate::source::{Sources, Span};
use crate::syntax::ast::{Block, BlockKind, Body, Cite, Computed, File, Item, Line};
use crate::syntax::words::BLOCK_KINDS;

/// Every clause in the order of the text, a block before its lines; and what is wrong with the citations.
pub(crate) fn clauses(file: &File, papers: &[Source], texts: &Sources) -> (Vec<Clause>, Vec<Diagnostic>) {
    let mut work = Work { papers, texts, clauses: Vec::new(), problems: Vec::new() };
    for item in &file.items {
        match item {
            Item::Block(block) => work.block(block, None),
            Item::Computed(line) => work.computed(line),
        }
    }
    (work.clauses, work.problems)
}

struct Work<'a> {
    papers: &'a [Source],
    texts: &'a Sources,
    clauses: Vec<Clause>,
    problems: Vec<Diagnostic>,
}

impl Work<'_> {
    fn block(&mut self, block: &Block, within: Option<usize>) {
        let cites = self.citations(&block.cites);
        if matches!(block.kind, BlockKind::Test | BlockKind::Study | BlockKind::Source | BlockKind::Import) {
            return;
        }
        let kind = BLOCK_KINDS.iter().find(|(_, kind)| *kind == block.kind).map_or("", |(word, _)| word);
        let handle = block.handle.as_ref();
        let own = handle.map_or(kind.to_owned(), |handle| format!("{kind} {}", handle.text));
        let around = within.and_then(|index| self.clauses.get(index)).map(|it| it.name.clone());
        let name = around.map_or(own.clone(), |around| format!("{around}: {own}"));
        let place = handle.map_or(block.kind_span, |handle| handle.span);
        let index = self.clauses.len();
        self.clauses.push(Clause {
            name: name.clone(),
            kind: Some(block.kind),
            within,
            place,
            span: block.span,
            cites,
        });
        // Rows are values of their table.
        let lines: &[Line] = match &block.body {
            Body::Lines(lines) if block.kind != BlockKind::Table => lines,
            Body::Lines(_) | Body::Phrase(_) | Body::None => &[],
        };
        for line in lines {
            match line {
                Line::Labelled(line) => {
                    let cites = self.citations(&line.cites);
                    let head = self.texts.slice(line.head_span).split_whitespace().collect::<Vec<_>>().join(" ");
                    let (name, kind) = (format!("{name}: {head}"), Some(block.kind));
                    let (place, span) = (line.head_span, line.span);
                    self.clauses.push(Clause { name, kind, within: Some(index), place, span, cites });
                }
                Line::Nested(nested) => self.block(nested, Some(index)),
                Line::Computed(line) => self.computed(line),
                Line::Expectation(_) => {}
            }
        }
    }

    fn computed(&mut self, line: &Computed) {
        let cites = self.citations(&line.cites);
        let (name, place, span) = (line.name.text.clone(), line.name.span, line.span);
        self.clauses.push(Clause { name, kind: None, within: None, place, span, cites });
    }

    fn citations(&mut self, cites: &[Cite]) -> Vec<Citation> {
        cites.iter().map(|cite| self.citation(cite)).collect()
    }

    fn citation(&mut self, cite: &Cite) -> Citation {
        let (handle, rest) = cite.text.split_once(' ').unwrap_or((&cite.text, ""));
        let source = self.papers.iter().position(|source| source.label.name == handle);
        if source.is_none() && !self.papers.is_empty() {
            self.unknown_source(cite, handle);
        }
        let paper = source.and_then(|index| self.papers.get(index)?.paper.as_ref());
        let sections = paper.map_or_else(Vec::new, |paper| self.sections(cite, handle, rest, paper));
        Citation { text: cite.text.clone(), place: cite.span, source, sections }
    }

    fn unknown_source(&mut self, cite: &Cite, handle: &str) {
        let message = format!("`[{}]` cites a source that is not declared", cite.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_SOURCE, cite.span, message);
        let help = match nearest(handle, self.papers.iter().map(|source| source.label.name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it: `source {handle} \"…\"`"),
        };
        self.problems.push(diagnostic.help(help));
    }

    /// The sections that a citation names: `4.2`, `§ 4.2 (b)`, `4.2, 4.3`. A paper that numbers nothing is cited whole.
    fn sections(&mut self, cite: &Cite, handle: &str, named: &str, paper: &Paper) -> Vec<usize> {
        if paper.sections.is_empty() || named.trim().is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for number in numbers(named) {
            match paper.section(&number) {
                Ok(index) => found.push(index),
                Err(0) => self.no_section(cite.span, handle, &number, paper),
                Err(_) => self.several_sections(cite.span, handle, &number, paper),
            }
        }
        found
    }

    fn no_section(&mut self, place: Span, handle: &str, number: &str, paper: &Paper) {
        let message = format!("`{handle}` has no section `{number}`");
        let known = || paper.sections.iter().map(|it| it.number.as_str());
        let holds = |it: &&str| number.strip_prefix(it).is_some_and(|rest| rest.starts_with(['.', '(']));
        let around = known().filter(holds).max_by_key(|it| it.len());
        let help = match around.or_else(|| nearest(number, known().filter(|it| it.len() > 1))) {
            Some(near) => format!("did you mean `{handle} {near}`?"),
            None => {
                let top: Vec<String> = known().take(8).map(|it| format!("`{it}`")).collect();
                let more = if paper.sections.len() > top.len() { ", and more" } else { "" };
                format!("`{}` has {}{more}", paper.path, list(&top))
            }
        };
        self.problems.push(Diagnostic::error(codes::UNKNOWN_SECTION, place, message).help(help));
    }

    fn several_sections(&mut self, place: Span, handle: &str, number: &str, paper: &Paper) {
        let message = format!("`{handle}` has more than one section `{number}`: nobody can tell which is cited");
        let diagnostic = Diagnostic::error(codes::SECTION_TWICE, place, message);
        let twins = paper.sections.iter().filter(|it| it.number == number);
        let diagnostic = twins.fold(diagnostic, |told, it| told.related(it.heading, "one of them"));
        self.problems.push(diagnostic.help("give each section of the paper a number of its own"));
    }
}

/// `§ 4.2 (a), (b)` names `4.2(a)` and `4.2(b)`.
fn numbers(named: &str) -> Vec<String> {
    let named = named.replace(" and ", ",");
    let mut found: Vec<String> = Vec::new();
    for part in named.split(',') {
        let part = part.trim();
        let part = CITED_WORDS.iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part);
        let number: String = part.split_whitespace().collect();
        let number = number.trim_end_matches('.');
        match found.last() {
            Some(before) if number.starts_with('(') => {
                let around = before.rfind('(').map_or(before.as_str(), |at| before.get(..at).unwrap_or(before));
                found.push(format!("{around}{number}"));
            }
            _ if number.is_empty() => {}
            _ => found.push(number.to_owned()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_may_name_several_sections() {
        assert_eq!(numbers("4.2(b)"), ["4.2(b)"]);
        assert_eq!(numbers("§ 4.2 (b)"), ["4.2(b)"]);
        assert_eq!(numbers("clause 4.2, 4.3 and 5."), ["4.2", "4.3", "5"]);
        assert_eq!(numbers("4.2(a), (b)"), ["4.2(a)", "4.2(b)"]);
    }
}
