//! The canonical layout: it changes no word and no meaning, and there is one for each text.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};

use indenture::library::label;
use indenture::report::unified::unified;
use indenture::source::SourceId;
use indenture::syntax::format::format;
use indenture::syntax::{parse, print};

fn formatted(text: &str) -> String {
    format(SourceId(0), text, &label::named()).unwrap_or_else(|_| panic!("this would change:\n{text}")).text
}

/// The tree of a text, in the words of another printer.
fn said(text: &str) -> String {
    print(&parse(SourceId(0), text).0)
}

fn is_well_written(text: &str) -> bool {
    parse(SourceId(0), text).1.is_empty()
}

/// Everything from a `#` that opens a comment to the end of its line.
fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| {
            let quotes = |at: usize| line[..at].matches('"').count();
            let at = line.match_indices('#').map(|(at, _)| at).find(|at| quotes(*at) % 2 == 0)?;
            Some(line[at..].trim_end())
        })
        .collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '\n' | '\r')).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Name and text of every deal that ships.
fn deals() -> Vec<(String, String)> {
    let paths = files("examples", "deal").into_iter().chain(files("src", "deal"));
    paths.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

/// Every fenced `deal` block of the documents, with its place.
fn blocks() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let pages = files("docs", "md").into_iter().chain(files("tests/suite", "md")).chain([root().join("README.md")]);
    for path in pages {
        let text = fs::read_to_string(&path).unwrap();
        let mut lines = text.lines().enumerate();
        while let Some((index, line)) = lines.next() {
            if line.strip_prefix("```").is_some_and(|info| info.split(' ').next() == Some("deal")) {
                let body = lines.by_ref().map(|(_, line)| line).take_while(|line| !line.starts_with("```"));
                let body: String = body.flat_map(|line| [line, "\n"]).collect();
                found.push((format!("{}:{}", path.display(), index + 1), body));
            }
        }
    }
    found
}

/// What holds for any text at all.
fn hold(place: &str, text: &str) -> String {
    let once = formatted(text);
    assert_eq!(formatted(&once), once, "{place}: not settled after once:\n{text}");
    assert_eq!(letters(&once), letters(text), "{place}");
    assert_eq!(comments(&once), comments(text), "{place}");
    assert_eq!(said(&once), said(text), "{place}");
    assert!(once.is_empty() || once.ends_with('\n'), "{place}");
    once
}

#[test]
fn every_deal_and_every_document_keeps_its_words() {
    let all: Vec<_> = deals().into_iter().chain(blocks()).collect();
    for (place, text) in &all {
        let once = hold(place, text);
        if is_well_written(text) {
            assert!(is_well_written(&once), "{place}");
            assert!(!once.contains("\n\n\n") && !once.contains(" \n"), "{place}:\n{once}");
        }
    }
    assert!(all.len() > 400, "{}", all.len());
}

/// Damages of one kind to each deal.
const ROUNDS: usize = 8;

/// A generator that gives the same numbers everywhere (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn one_in(&mut self, most: usize) -> bool {
        self.below(most) == 0
    }
}

/// White space that means nothing, where the language lets it stand; sometimes comments.
fn damaged(text: &str, dice: &mut Dice, with_comments: bool) -> String {
    let mut damaged = String::new();
    let line_end = if dice.one_in(2) { "\r\n" } else { "\n" };
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    let mut in_braces = 0;
    for line in text.lines() {
        let opens = line.trim_end().ends_with('{');
        let closes = line.trim_start().starts_with('}');
        in_braces -= usize::from(closes);
        // A blank line may grow, and one may stand at the start or the end of a block.
        if line.is_empty() || closes {
            damaged.extend(std::iter::repeat_n(line_end, dice.below(3)));
        }
        if with_comments && dice.one_in(6) {
            let indent = dice.below(9);
            damaged.push_str(&format!("{:indent$}# a remark {}  {line_end}", "", dice.below(1000)));
        }
        // In column 0 `unit cost:` would begin a block.
        let indent = if is_comment(line) || closes {
            dice.below(7)
        } else if in_braces > 0 {
            1 + dice.below(7)
        } else {
            0
        };
        damaged.push_str(&" ".repeat(indent));
        let mut quoted = false;
        let body = line.trim_start();
        for (at, c) in body.char_indices() {
            quoted ^= c == '"';
            damaged.push(c);
            let in_comment = is_comment(body) || body[..at].contains(" #");
            // Only where there is a space already, or around what is always alone.
            if !quoted && !in_comment && matches!(c, ' ' | ',' | ':' | '(' | '{') && dice.one_in(4) {
                let in_word = c != ' ' && body[at + 1..].starts_with(|next: char| next.is_ascii_digit());
                damaged.push_str(&" ".repeat(if in_word { 0 } else { dice.below(4) }));
            }
        }
        let spare = !body.is_empty() && !body.contains('#');
        if with_comments && spare && dice.one_in(6) {
            damaged.push_str(&format!("{:width$}# so it is {}", "", dice.below(1000), width = dice.below(9)));
        }
        damaged.push_str(&" ".repeat(dice.below(3)));
        damaged.push_str(line_end);
        if opens {
            in_braces += 1;
            damaged.extend(std::iter::repeat_n(line_end, dice.below(2)));
        }
    }
    let ends = damaged.trim_end().len();
    damaged.truncate(ends + dice.below(damaged.len() - ends + 1));
    damaged
}

#[test]
fn white_space_that_means_nothing_leaves_no_trace() {
    let mut dice = Dice(11);
    for (place, text) in deals() {
        let plain = formatted(&text);
        for round in 0..ROUNDS {
            let worse = damaged(&plain, &mut dice, false);
            let meant = unified(&place, &said(&text), &said(&worse));
            assert!(meant.is_empty(), "the damage of round {round} meant something:\n{meant}");
            let difference = unified(&place, &plain, &formatted(&worse));
            assert!(difference.is_empty(), "round {round}:\n{difference}");
        }
    }
}

#[test]
fn no_comment_is_lost_wherever_it_stands() {
    let mut dice = Dice(12);
    let mut added = 0;
    for (place, text) in deals() {
        for _ in 0..ROUNDS {
            let worse = damaged(&formatted(&text), &mut dice, true);
            added += comments(&worse).len() - comments(&text).len();
            hold(&place, &worse);
        }
    }
    assert!(added > 2_000, "{added}");
}

/// Characters taken out, put in and exchanged: most of these texts are broken somewhere.
#[test]
fn broken_texts_keep_every_letter() {
    const PIECES: &[&str] = &[
        "{",
        "}",
        "(",
        ")",
        "\"",
        "#",
        "##",
        ",",
        ":",
        "=",
        "\n",
        "\r",
        " ",
        "[",
        "]",
        "-",
        ";",
        "//",
        "é",
        "5%",
        "x",
        "<<<<<<<\n",
    ];
    let mut dice = Dice(13);
    let mut broken = 0;
    for (place, text) in deals() {
        for _ in 0..ROUNDS {
            let mut worse: Vec<char> = text.chars().collect();
            for _ in 0..=dice.below(3) {
                let at = dice.below(worse.len());
                match dice.below(3) {
                    0 => drop(worse.remove(at)),
                    1 => {
                        let piece = PIECES[dice.below(PIECES.len())];
                        worse.splice(at..at, piece.chars());
                    }
                    _ => {
                        let other = dice.below(worse.len());
                        worse.swap(at, other);
                    }
                }
            }
            let worse: String = worse.into_iter().collect();
            broken += usize::from(!is_well_written(&worse));
            let once = formatted(&worse);
            assert_eq!(letters(&once), letters(&worse), "{place}");
            assert_eq!(formatted(&once), once, "{place}: not settled after once:\n{worse}");
            assert_eq!(said(&once), said(&worse), "{place}");
        }
    }
    assert!(broken > 60, "{broken}");
}
