//! The canonical layout: it changes no word and no meaning, and there is one for each text.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod beside;

use std::fs;
use std::path::{Path, PathBuf};

use beside::Beside;
use indenture::analysis::{Limits, drive, explicit};
use indenture::compile::Case;
use indenture::library::label;
use indenture::model::ScenarioId;
use indenture::report::unified::unified;
use indenture::source::{SourceId, Sources};
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

/// What ships and what is read first is an example of the layout too: `deal fmt` puts it right.
#[test]
fn every_deal_that_is_shown_is_in_canonical_layout() {
    let shown = |place: &str| !place.contains("/tests/") && !place.contains("docs/reference/formatting.md");
    let all = deals().into_iter().chain(blocks()).filter(|(place, text)| shown(place) && is_well_written(text));
    let differences: Vec<String> = all.map(|(place, text)| unified(&place, &text, &formatted(&text))).collect();
    assert!(differences.len() > 200, "{}", differences.len());
    let differences = differences.concat();
    assert!(differences.is_empty(), "not in canonical layout:\n{differences}");
}

/// Damages of one kind to each deal.
const ROUNDS: usize = 4;

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
    assert!(added > 1_500, "{added}");
}

/// An expression over many lines' worth of names, with a remark or a new line here and there inside its brackets.
fn expression(dice: &mut Dice, depth: usize, in_brackets: bool) -> String {
    const NAMES: &[&str] =
        &["CFADS", "Senior.scheduled_service", "revenue_of_the_anchor", "USD 1_000_000", "18% of rent", "-x"];
    const SIGNS: &[&str] = &[" + ", " - ", " * ", " / "];
    let mut text = String::new();
    for index in 0..=dice.below(4) {
        if index > 0 {
            text.push_str(SIGNS[dice.below(SIGNS.len())].trim_end());
            match dice.below(12) {
                0 if in_brackets => text.push_str(&format!("   # a remark {}\n ", dice.below(1000))),
                1 if in_brackets => text.push_str(&format!("\n   # a line {}\n  ", dice.below(1000))),
                2 => text.push_str("\n   "),
                _ => text.push(' '),
            }
        }
        match dice.below(6) {
            0 if depth < 3 => text.push_str(&format!("({})", expression(dice, depth + 1, true))),
            1 if depth < 3 => {
                let arguments: Vec<String> = (0..=dice.below(4)).map(|_| expression(dice, depth + 1, true)).collect();
                text.push_str(&format!("max({})", arguments.join(if dice.one_in(3) { ",\n " } else { ", " })));
            }
            2 if depth < 3 && in_brackets => {
                let [a, b] = [(); 2].map(|()| expression(dice, 4, true));
                text.push_str(&format!("(if x = {a} then {b} else y)"));
            }
            _ => text.push_str(NAMES[dice.below(NAMES.len())]),
        }
    }
    text
}

#[test]
fn long_lines_are_cut_where_a_line_may_go_on() {
    let mut dice = Dice(14);
    let (mut cut, mut long) = (0, 0);
    for round in 0..60 {
        let lines: String = (0..3).map(|at| format!("line_{at} = {}\n", expression(&mut dice, 0, false))).collect();
        let text = format!("{lines}fee A {{\n  amount: {}\n}}\n", expression(&mut dice, 0, false));
        assert!(is_well_written(&text), "{:?}\n{text}", parse(SourceId(0), &text).1);
        let once = hold(&format!("round {round}"), &text);
        cut += once.lines().filter(|line| line.starts_with("    ")).count();
        // Only a comment, or a name that no cut can shorten.
        let code = |line: &str| line.split('#').next().map_or(0, |code| code.trim_end().chars().count());
        long += once.lines().filter(|line| code(line) > 120).count();
    }
    assert!(cut > 300 && long == 0, "{cut} {long}");
}

/// Said or assumed, a default is the same.
#[test]
fn a_default_written_out_changes_no_figure() {
    let mut written = 0;
    for (place, text) in deals().into_iter().filter(|(place, _)| place.contains("examples")) {
        let mut sources = Sources::new();
        let source = sources.add("a.deal", &*text);
        let told = explicit(source, &mut sources, &Beside).unwrap_or_else(|silent| panic!("{place}: {silent:?}"));
        let outcomes = |text: &str| {
            let (model, problems) = indenture::read(text, "a.deal", &mut Sources::new(), &Beside);
            let model = model.unwrap_or_else(|| panic!("{place}: {problems:?}"));
            let each = (0..model.scenarios.len()).map(|at| {
                let driven = drive(&model, &Case::of(ScenarioId(at as u32)), &Limits::default()).unwrap();
                let it = driven.outcome;
                (it.covenants, it.breaches, it.missed_payments, it.events, it.recoveries, it.range, it.collateral)
            });
            (model.assumed.len(), each.collect::<Vec<_>>())
        };
        let ((before, figures), (after, same)) = (outcomes(&text), outcomes(&hold(&place, &told.text)));
        assert_eq!(figures, same, "{place}");
        assert_eq!(after, told.unsaid.len(), "{place}");
        written += before - after;
    }
    assert!(written > 50, "{written}");
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
    assert!(broken > 25, "{broken}");
}
