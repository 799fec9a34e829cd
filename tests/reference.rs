//! The reference is generated from the tables it documents.
//!
//! Between `<!-- table: NAME -->` and `<!-- end of table -->` a page holds what the program itself says. A difference
//! fails; `UPDATE=1 cargo test --test reference` rewrites the pages.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::Path;

use indenture::analysis::{coverage, diff};
use indenture::cli::{ENDS, environment::VARIABLES};
use indenture::library::{Argument, Label, Signature, label, signature::Kind};
use indenture::library::{
    amortization, consequence, convention, depreciation, function, impact, label::Operand, lint, process, verb,
};
use indenture::model;
use indenture::quantity::UnitTable;
use indenture::repl::command::COMMANDS;
use indenture::report::findings::{
    RULES,
    format::{FORMS, HUMAN},
};
use indenture::report::{format::FORMATS, paths, reports::REPORTS, review, studies};
use indenture::syntax::ast::{Block, Body, Item};
use indenture::syntax::{ast::Preposition, words};
use indenture::time::{Calendar, DayCount};

const OPENS: &str = "<!-- table: ";
const CLOSES: &str = "<!-- end of table -->";

#[test]
fn the_reference_says_what_the_program_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    let mut stale = Vec::new();
    let mut tables = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let fresh = with_tables(&text, &mut tables);
        if fresh != text {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, fresh).unwrap();
            } else {
                stale.push(path.display().to_string());
            }
        }
    }
    assert!(stale.is_empty(), "run `UPDATE=1 cargo test --test reference`: {}", stale.join(", "));
    for (_, kind) in words::BLOCK_KINDS {
        let name = format!("labels {}", keyword(*kind));
        assert!(label::of(*kind).is_empty() || tables.contains(&name), "no page has the table `{name}`");
    }
}

fn keyword(kind: indenture::syntax::ast::BlockKind) -> &'static str {
    words::BLOCK_KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| *word)
}

/// The text with each table made anew.
fn with_tables(text: &str, seen: &mut Vec<String>) -> String {
    let mut fresh = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        let Some(name) = line.strip_prefix(OPENS).and_then(|rest| rest.strip_suffix(" -->")) else { continue };
        seen.push(name.to_owned());
        fresh.push_str(&table(name));
        let closed = lines.by_ref().any(|line| line == CLOSES);
        assert!(closed, "`{name}` has no {CLOSES}");
        fresh.push_str(CLOSES);
        fresh.push('\n');
    }
    fresh
}

fn table(name: &str) -> String {
    match name.split_once(' ').unwrap_or((name, "")) {
        ("labels", kind) => labels(label::of(words::block_kind(kind).unwrap())),
        ("reads", kind) => reads(kind),
        ("commands", _) => rows(
            "| command | does | example |",
            COMMANDS.iter().map(|it| [code(&it.usage()), it.sentence.into(), code(it.example)]),
        ),
        ("depreciation", _) => signatures(depreciation::METHODS.iter().map(|method| &method.signature)),
        ("study-reports", _) => {
            rows("| report | shows |", studies::REPORTS.iter().map(|it| [code(it.name), it.sentence.into()]))
        }
        ("path-files", _) => {
            rows("| file | holds |", paths::KINDS.iter().map(|it| [format!("`.{}`", it.ending), it.sentence.into()]))
        }
        ("impact", _) => signatures(impact::FORMS.iter()),
        ("laws", _) => {
            let lines = |words: &[&str]| words.iter().map(|it| code(it)).collect::<Vec<_>>().join(", ");
            rows(
                "| law | needs | may have | says |",
                process::LAWS.iter().map(|law| {
                    let Signature { words, sentence, .. } = law.signature;
                    [code(words), lines(law.needs), lines(law.takes), sentence.into()]
                }),
            )
        }
        ("amortization", _) => signatures(amortization::PROFILES.iter()),
        ("functions", _) => rows(
            "| function | says | example |",
            function::FUNCTIONS.iter().map(|it| [code(it.name), it.sentence.into(), code(it.example)]),
        ),
        ("shipped", path) => rows("| input | value and bounds | what it is |", shipped(path).into_iter()),
        ("lints", _) => rows(
            "| code | lint | finds |",
            lint::LINTS.iter().map(|it| [it.code.0.into(), code(it.name), it.sentence.into()]),
        ),
        ("coverage", _) => rows(
            "| kind | a point is that |",
            coverage::Kind::ALL.iter().map(|(_, word, sentence)| [(*word).into(), (*sentence).into()]),
        ),
        ("verbs", _) => rows(
            "| verb | does | example |",
            verb::VERBS.iter().map(|it| [code(it.name), it.sentence.into(), code(it.example)]),
        ),
        ("dues", _) => rows(
            "| `pay` … `on` a tranche | pays | example |",
            verb::DUES.iter().map(|it| [code(it.words), it.sentence.into(), code(it.example)]),
        ),
        ("consequences", _) => rows(
            "| consequence | does | example |",
            consequence::CONSEQUENCES.iter().map(|it| [code(it.words), it.sentence.into(), code(it.example)]),
        ),
        ("calendars", _) => rows(
            "| calendar | business days |",
            Calendar::names().iter().map(|(name, sentence)| [code(name), (*sentence).into()]),
        ),
        ("rolls", _) => conventions("roll", convention::ROLLS),
        ("roundings", _) => conventions("rounding", convention::ROUNDINGS),
        ("month", _) => conventions("month end", convention::MONTH_ENDS),
        ("settings", _) => conventions("set", convention::SETTINGS),
        ("day", _) => {
            let names: Vec<&str> = DayCount::names().collect();
            let first = names.iter().filter(|name| DayCount::from_name(name).unwrap().name() == **name);
            let also = |name: &str| {
                let same =
                    names.iter().filter(|it| **it != name && DayCount::from_name(it) == DayCount::from_name(name));
                same.map(|it| code(it)).collect::<Vec<_>>().join(", ")
            };
            rows("| day count | also written |", first.map(|name| [code(name), also(name)]))
        }
        ("units", _) => {
            let units = UnitTable::new();
            let known: Vec<String> = units.names().map(code).collect();
            format!("{}\n", known.join(", "))
        }
        ("prepositions", _) => {
            let known: Vec<String> = words::PREPOSITIONS.iter().map(|(text, _)| code(text)).collect();
            format!("{}\n", known.join(", "))
        }
        ("reserved", _) => format!("{}\n", words::RESERVED.iter().map(|it| code(it)).collect::<Vec<_>>().join(", ")),
        ("blocks", _) => {
            format!("{}\n", words::BLOCK_KINDS.iter().map(|(it, _)| code(it)).collect::<Vec<_>>().join(", "))
        }
        ("reports", _) => rows("| report | shows |", REPORTS.iter().map(|it| [code(it.name), it.sentence.into()])),
        ("formats", _) => rows("| format | prints |", FORMATS.iter().map(|it| [code(it.name), it.sentence.into()])),
        ("forms", _) => {
            let forms = FORMS.iter().map(|it| (it.name, it.sentence));
            rows("| format | prints |", std::iter::once(HUMAN).chain(forms).map(|it| [code(it.0), it.1.into()]))
        }
        ("favours", _) => rows(
            "| of | term | favours | because |",
            diff::RULES.iter().map(|it| {
                let term = if it.term.is_empty() { "the whole of it" } else { it.term };
                let how = match it.sense {
                    diff::Sense::More => "more",
                    _ => "there",
                };
                let whom = format!("{}: the {}", how, it.favours.word());
                [it.kind.word().into(), term.into(), whom, it.because.into()]
            }),
        ),
        ("figures", _) => rows(
            "| figure | more of it favours | because |",
            diff::FIGURES.iter().map(|it| {
                let whom = if it.favours == diff::Favour::Neither {
                    String::new()
                } else {
                    format!("the {}", it.favours.word())
                };
                [it.figure.into(), if whom.is_empty() { "neither".into() } else { whom }, it.because.into()]
            }),
        ),
        ("review-forms", _) => {
            rows("| format | prints |", review::FORMS.iter().map(|it| [code(it.name), it.sentence.into()]))
        }
        ("rules", _) => rows("| rule | found when |", RULES.iter().map(|it| [code(it.id), it.name.into()])),
        ("exits", _) => rows("| code | means |", ENDS.iter().map(|it| [it.code.to_string(), it.sentence.into()])),
        ("environment", _) => {
            rows("| variable | does |", VARIABLES.iter().map(|it| [code(it.name), it.sentence.into()]))
        }
        _ => panic!("no table is called `{name}`"),
    }
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// A table with this head; an empty one says so.
fn rows<const N: usize>(head: &str, rows: impl Iterator<Item = [String; N]>) -> String {
    let mut text = format!("{head}\n{}|\n", "|---".repeat(N));
    for row in rows {
        text.push_str(&format!("| {} |\n", row.join(" | ")).replace("|  |", "| |").replace("|  |", "| |"));
    }
    text
}

fn labels(labels: &[Label]) -> String {
    let shown = |it: &Label| match it.operand {
        Operand::None => code(it.words),
        Operand::Name => code(&format!("{} NAME", it.words)),
        Operand::Value => code(&format!("{} VALUE", it.words)),
    };
    let often = |it: &Label| match (it.required, it.repeats) {
        (true, _) => "one".to_owned(),
        (false, true) => "any number".to_owned(),
        (false, false) => String::new(),
    };
    rows(
        "| label | must be there | says | example |",
        labels.iter().map(|it| [shown(it), often(it), it.sentence.into(), code(it.example)]),
    )
}

fn conventions(of: &str, entries: &[convention::Convention]) -> String {
    rows(&format!("| `{of}:` | means |"), entries.iter().map(|it| [code(it.name), it.sentence.into()]))
}

fn signatures<'a>(entries: impl Iterator<Item = &'a Signature>) -> String {
    let takes = |it: &Signature| it.takes.iter().map(argument).collect::<Vec<_>>().join("; ");
    rows(
        "| form | takes | says | example |",
        entries.map(|it| [code(it.words), takes(it), it.sentence.into(), code(it.example)]),
    )
}

/// `over` its life, in months
fn argument(it: &Argument) -> String {
    let kind = match it.kind {
        Kind::Money => "money",
        Kind::Ratio => "a ratio",
        Kind::Rate => "a rate",
        Kind::Months => "a whole number of months",
        Kind::Date => "a date",
        Kind::Quantity => "a quantity",
        Kind::MoneyOrShare => "money or a share of the cost",
    };
    let introduced = it.preposition.map(|preposition| format!("{} ", code(preposition_text(preposition))));
    let optional = if it.required { "" } else { ", optional" };
    format!("{}{}: {kind}{optional}", introduced.unwrap_or_default(), it.name)
}

fn preposition_text(preposition: Preposition) -> &'static str {
    words::PREPOSITIONS.iter().find(|(_, known)| *known == preposition).map_or("", |(text, _)| *text)
}

/// What may be read of a block: `Senior.balance`.
fn reads(kind: &str) -> String {
    macro_rules! of {
        ($attribute:ident) => {
            model::$attribute::ALL.iter().map(|it| [it.name(), it.sentence()]).collect::<Vec<_>>()
        };
    }
    let all = match kind {
        "tranche" => of!(TrancheAttribute),
        "account" => of!(AccountAttribute),
        "asset" => of!(AssetAttribute),
        "contract" => of!(ContractAttribute),
        "party" => of!(PartyAttribute),
        "fee" => of!(FeeAttribute),
        "step" => of!(StepAttribute),
        "covenant" => of!(CovenantAttribute),
        "liquidation" => of!(LiquidationAttribute),
        "period" => of!(PeriodAttribute),
        _ => panic!("nothing is read of `{kind}`"),
    };
    rows("| name | is |", all.into_iter().map(|[name, sentence]| [code(name), sentence.to_owned()]))
}

/// The inputs of a file that ships with the language.
fn shipped(path: &str) -> Vec<[String; 3]> {
    let text = indenture::library::shipped::shipped(path).unwrap().text;
    let (file, problems) = indenture::syntax::parse(indenture::source::SourceId(0), text);
    assert!(problems.is_empty(), "{problems:?}");
    let input = |item: Item| match item {
        Item::Block(Block { handle: Some(name), body: Body::Phrase(phrase), doc, .. }) => {
            let written = &text[phrase.span.start as usize..phrase.span.end as usize];
            Some([code(&name.text), code(written), doc.unwrap_or_default().replace('\n', " ")])
        }
        _ => None,
    };
    file.items.into_iter().filter_map(input).collect()
}
