//! `deal diff` sees every change of what a deal means, and nothing else: each number, date and word of every example is
//! changed in turn; each example is laid out, shuffled and commented anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../beside/mod.rs"]
mod beside;
mod edits;

use std::fs;

use indenture::analysis::Limits;
use indenture::analysis::diff::{Change, Read, Terms, outcomes, terms};
use indenture::model::Model;
use indenture::source::{FileError, Files, SourceId, Sources};
use indenture::syntax::ast::{Block, BlockKind, Body, Expr, ExprKind, File, Item};
use indenture::syntax::print;
use indenture::syntax::walk::each_expression;

use beside::{Beside, folder};
use edits::EDITS;

/// The files beside the examples, and those of the deal with every construct.
struct Disk;

impl Files for Disk {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileError> {
        match path {
            "history.csv" => Ok(HISTORY.into()),
            "ratings.csv" => Ok(RATINGS.into()),
            path => Beside.read(path, limit),
        }
    }
}

const HISTORY: &str = "date,rent,coin\n2025-01-15,2.0,1\n2025-01-31,2.2,1\n2025-02-28,2.1,1\n2025-03-31,1.8,1\n";
const RATINGS: &str = "months,investment grade,speculative grade\n12,0.1,3.5\n24,0.3,8\n";

fn examples() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "deal"))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    found.push((
        "every-construct.deal".to_owned(),
        include_str!("../../src/check/tests/every-construct.deal").to_owned(),
    ));
    found.sort();
    found
}

struct Checked {
    model: Model,
    sources: Sources,
}

fn check(name: &str, text: &str) -> Option<Checked> {
    let mut sources = Sources::new();
    let (model, _) = indenture::read(text, name, &mut sources, &Disk);
    model.map(|model| Checked { model, sources })
}

impl Checked {
    fn read(&self) -> Read<'_> {
        Read { model: &self.model, sources: &self.sources }
    }
}

fn changes(before: &Checked, after: &Checked) -> Vec<Change> {
    let Terms { changes, .. } = terms(before.read(), after.read());
    changes
}

/// The model without places and without the words in which the author put it: another way to see whether it changed.
fn meaning(model: &Model) -> String {
    let mut text = format!("{model:?}");
    for (begins, ends) in [("Span {", "}"), (" text: \"", "\""), ("texts: [", "]"), ("hash: \"", "\"")] {
        let mut rest = text.as_str();
        let mut kept = String::new();
        while let Some((before, after)) = rest.split_once(begins) {
            kept.push_str(before);
            rest = after.split_once(ends).map_or("", |(_, after)| after);
        }
        kept.push_str(rest);
        text = kept;
    }
    text
}

/// Every literal of a file, and another one that may stand there.
fn edits(text: &str) -> Vec<(usize, usize, String)> {
    let (file, problems) = indenture::syntax::parse(SourceId(0), text);
    assert!(problems.is_empty());
    let mut found = Vec::new();
    let mut visit = |expr: &mut Expr| {
        let (start, end) = (expr.span.start as usize, expr.span.end as usize);
        let other = match &expr.kind {
            ExprKind::Number(_)
            | ExprKind::Percent(..)
            | ExprKind::BasisPoints(..)
            | ExprKind::Multiple(_)
            | ExprKind::Money(..)
            | ExprKind::Quantity(..)
            | ExprKind::BusinessDays(_) => one_more(&text[start..end]),
            ExprKind::Date(date) => {
                let later = if date.month == 12 { (date.year + 1, 1) } else { (date.year, date.month + 1) };
                vec![
                    format!("{:04}-{:02}-{:02}", date.year, date.month, if date.day > 1 { date.day - 1 } else { 2 }),
                    format!("{:04}-{:02}-{:02}", later.0, later.1, date.day.min(28)),
                    format!("{:04}-{:02}-{:02}", date.year + 1, date.month, date.day),
                    format!("{:04}-{:02}-{:02}", date.year - 1, date.month, date.day),
                ]
            }
            ExprKind::Text(words) => vec![format!("\"{words} too\"")],
            _ => Vec::new(),
        };
        found.extend(other.into_iter().map(|other| (start, end, other)));
    };
    let File { mut items, allows: _ } = file;
    items.iter_mut().for_each(|item| each_expression(item, &mut visit));
    let titles = items.iter().filter_map(|item| match item {
        Item::Block(block) => block.title.as_ref(),
        Item::Computed(_) => None,
    });
    found.extend(titles.map(|it| (it.span.start as usize, it.span.end as usize, format!("\"{} too\"", it.text))));
    found
}

/// The first number of a literal, a little larger; larger by one; a little smaller.
fn one_more(literal: &str) -> Vec<String> {
    let start = literal.find(|c: char| c.is_ascii_digit()).unwrap();
    let end = literal[start..]
        .find(|c: char| !(c.is_ascii_digit() || "._".contains(c)))
        .map_or(literal.len(), |at| start + at);
    let digits = literal[start..end].trim_end_matches(['.', '_']);
    let at = start + digits.len() - 1;
    let last = literal.as_bytes()[at];
    let with = |c: u8| format!("{}{}{}", &literal[..at], c as char, &literal[at + 1..]);
    let mut others = Vec::new();
    if last < b'9' {
        others.push(with(last + 1));
    }
    if last > b'0' {
        others.push(with(last - 1));
    }
    others
}

#[test]
fn every_literal_of_every_example_is_seen() {
    let (mut tried, mut refused, mut blind) = (0, 0, Vec::new());
    for (name, text) in examples() {
        let before = check(&name, &text).unwrap_or_else(|| unreachable!("{name} checks"));
        let mut last = (0, 0, false);
        for (start, end, other) in edits(&text) {
            // One that checks is enough for each place.
            if last == (start, end, true) {
                continue;
            }
            let edited = format!("{}{other}{}", &text[..start], &text[end..]);
            let Some(after) = check(&name, &edited) else {
                refused += 1;
                last = (start, end, false);
                continue;
            };
            last = (start, end, true);
            tried += 1;
            if changes(&before, &after).is_empty() && meaning(&before.model) != meaning(&after.model) {
                let line = text[..start].lines().count();
                blind.push(format!("{name}:{line}: `{}` → `{other}`", &text[start..end]));
            }
        }
    }
    assert!(blind.is_empty(), "{} of {tried} edits are not seen\n{}", blind.len(), blind.join("\n"));
    assert!(tried > 1_000 && refused < tried, "{tried} tried, {refused} refused");
}

/// Kinds of block whose lines may stand in any order.
const UNORDERED: &[BlockKind] = &[
    BlockKind::Deal,
    BlockKind::Source,
    BlockKind::Curve,
    BlockKind::Asset,
    BlockKind::Contract,
    BlockKind::Party,
    BlockKind::Account,
    BlockKind::Fee,
    BlockKind::Tranche,
    BlockKind::Liquidation,
    BlockKind::Enforcement,
    BlockKind::Correlation,
    BlockKind::Test,
];

/// The same deal from the last item to the first, with the lines of its blocks turned round too where that means nothing.
fn turned_round(text: &str) -> String {
    let (mut file, _) = indenture::syntax::parse(SourceId(0), text);
    file.items.reverse();
    for item in &mut file.items {
        if let Item::Block(Block { kind, body: Body::Lines(lines), .. }) = item
            && UNORDERED.contains(kind)
        {
            lines.reverse();
        }
    }
    print(&file)
}

#[test]
fn order_layout_and_comments_are_no_difference() {
    for (name, text) in examples() {
        let before = check(&name, &text).unwrap();
        let loose = text.replace("\n  ", "\n      ").replace("\n", "  # as agreed\r\n");
        for (what, other) in [("turned round", turned_round(&text)), ("laid out anew", loose)] {
            let after = check(&name, &other).unwrap_or_else(|| unreachable!("{name} checks {what}"));
            let found: Vec<String> = changes(&before, &after).iter().map(Change::line).collect();
            assert!(found.is_empty(), "{name}, {what}\n{}", found.join("\n"));
            if before.model.holes.is_empty() {
                let worlds = outcomes(before.read(), after.read(), &[], None, &Limits::default()).unwrap();
                let found: Vec<String> = worlds.iter().flat_map(|it| it.changes.iter().map(|it| it.line())).collect();
                assert!(found.is_empty(), "{name}, {what}\n{}", found.join("\n"));
            }
        }
    }
}

#[test]
fn each_change_is_told_in_the_words_of_the_deal() {
    let mut wrong = Vec::new();
    for (name, edits, expected) in EDITS {
        let text = fs::read_to_string(folder().join(name)).unwrap();
        let edited = edits.iter().fold(text.clone(), |text, (old, new)| {
            assert!(text.contains(old), "{name} has no `{old}`");
            text.replace(old, new)
        });
        let before = check(name, &text).unwrap();
        let Some(after) = check(name, &edited) else {
            let problems = indenture::read(&edited, name, &mut Sources::new(), &Disk).1;
            wrong.push(format!("{name} {edits:?} does not check: {}", problems[0].message));
            continue;
        };
        let told: Vec<String> =
            changes(&before, &after).iter().map(|it| format!("{}: {}", it.favours.word(), it.line())).collect();
        if told != *expected {
            wrong.push(format!("{name} {edits:?}\n  {}", told.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What is told of the base when a text is written otherwise.
fn told_of_base(name: &str, old: &str, new: &str) -> Vec<String> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    assert!(text.contains(old), "{name} has no `{old}`");
    let (before, after) = (check(name, &text).unwrap(), check(name, &text.replace(old, new)).unwrap());
    let names = terms(before.read(), after.read()).names;
    let worlds = outcomes(before.read(), after.read(), &names, Some("base"), &Limits::default()).unwrap();
    worlds.iter().flat_map(|world| world.changes.iter().map(|it| it.line())).collect()
}

/// Five equal parts of principal, a year apart: an average life of (1 + 2 + 3 + 4 + 5) / 5 years. Paid in full, a loan
/// returns its coupon.
#[test]
fn lives_and_returns_are_those_by_hand() {
    let first = "  opex:      pay opex\n  interest:  pay interest on Loan else from Trap\n  \
                 principal: pay scheduled principal on Loan else from Trap\n";
    let then = "  interest:  pay interest on Loan else from Trap\n  \
                principal: pay scheduled principal on Loan else from Trap\n  opex:      pay opex\n";
    let told = told_of_base("rent-deflation.deal", first, then);
    let ends = |of: &str, value: &str| told.iter().any(|it| it.starts_with(of) && it.ends_with(value));
    assert!(ends("Loan: average life ", " → 3.00 years"), "{told:?}");
    assert!(ends("Loan: return ", " → 9.00% per year"), "{told:?}");
    assert!(ends("Loan: repaid on never", " → 2030-12-31"), "{told:?}");
}

#[test]
fn what_happens_to_a_new_level_is_told_and_a_moved_one_is_the_same() {
    let level = "  below 1.25x:";
    let told =
        told_of_base("rent-deflation.deal", level, &format!("  below 1.10x: enter lockup until passed\n{level}"));
    assert!(told.iter().any(|it| it == "DSCR below 1.10x: first breach none → 2028-12-31"), "{told:?}");
    let told = told_of_base("rent-deflation.deal", "1.35x", "1.30x");
    assert!(told.iter().any(|it| it.starts_with("DSCR below 1.30x: least headroom -1.2201x on ")), "{told:?}");
}
