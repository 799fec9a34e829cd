//! The pages of the codes: every bad file gives its code first, every good file gives nothing, every code that is
//! raised has a page and every page a code that is raised.
//!
//! A page may show other files beside a deal, fenced as `csv bad/NAME.csv`, `text bad/NAME.md` or `deal good/NAME.deal`. Codes that
//! come up while a deal runs are tried with `deal run`, what lints find with them, all others as `deal check` finds them.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use indenture::analysis::simulate::{Manner, Observer, PathFigures, Shard, Unwatched, merge, run_shard, simulate};
use indenture::analysis::{Limits, drive, lint, lock};
use indenture::compile::{Case, compile};
use indenture::diagnostic::codes::{Family, PAGES, Page};
use indenture::diagnostic::files::unreadable;
use indenture::diagnostic::{Code, Diagnostic};
use indenture::engine::diagnose;
use indenture::engine::exact::{Failure, Reason};
use indenture::model::{InputId, Model, Question, ScenarioId, Simulate, Study, TestInput};
use indenture::source::{FileError, MemoryFiles, Sources, Span};

const LOAN: &str = "deal \"Loan\" {\n  currency: USD\n  closing: 2025-12-31\n  \
                    periods: each year end from 2026-12-31 to 2027-12-31\n}\n";

type Make = fn() -> Vec<Diagnostic>;

/// Pages whose mistake no deal can show, or none short enough, and what gives the code instead.
const MADE: &[(&str, Make)] = &[
    ("E5005", || {
        let mut sources = Sources::new();
        let (source, problem) = sources.add_bytes("a.deal", b"deal \"\xFF\"".to_vec());
        let problem = problem.expect("the bytes are not text");
        vec![unreadable(&FileError::NotText(problem), "a.deal", Span { source, ..Span::default() })]
    }),
    ("E5007", || vec![unreadable(&FileError::Unreadable("permission denied".into()), "a.deal", Span::default())]),
    ("E5201", || verified(&format!("{LOAN}{CITING}\n# more"), "2.1 One.", true)),
    ("E5202", || verified(&format!("{LOAN}{CITING}"), "2.1 Two.", true)),
    ("E5203", || {
        let mut sources = Sources::new();
        let id = sources.add("deal.lock", "version 1\n=======\n");
        sources.get(id).and_then(|source| lock::parse(id, source).err()).into_iter().collect()
    }),
    ("E5204", || verified(&format!("{LOAN}{CITING}"), "2.1 One.", false)),
    ("E6030", || {
        simulated(|model, study, asks, limits| {
            let manner = Manner { limits, threads: 1, observer: &Unwatched };
            let against = TestInput { input: InputId(0), value: -900_000_000_000 };
            let study = Study { given: vec![against], ..study.clone() };
            simulate(model, &study, asks, &manner).err()
        })
    }),
    ("E6031", || {
        simulated(|model, study, asks, limits| {
            let manner = Manner { limits, threads: 1, observer: &Unwatched };
            run_shard(model, study, asks, Shard { number: 5, of: 4 }, &manner).err()
        })
    }),
    ("E6032", || simulated(|model, study, asks, limits| merge(model, study, asks, limits, &[]).err())),
    ("E6033", || {
        simulated(|model, study, asks, limits| {
            let manner = Manner { limits, threads: 1, observer: &Full };
            simulate(model, study, asks, &manner).err()
        })
    }),
    ("E6900", || stopped(Reason::Conservation { account: "Cash".into(), difference: 1 })),
    ("E7002", || found(&" ".repeat(2 * 1024 * 1024 + 1), &MemoryFiles::new())),
    ("E7003", || found(&"state s\n".repeat(10_001), &MemoryFiles::new())),
    ("E7004", || found(&format!("x = a{}", " + a".repeat(1_001)), &MemoryFiles::new())),
    ("E7010", || {
        let (model, _) = indenture::read(LOAN, "a.deal", &mut Sources::new(), &MemoryFiles::new());
        let limits = Limits { operations: 1, ..Limits::default() };
        drive(&model.expect("it checks"), &Case::of(ScenarioId(0)), &limits).err().into_iter().collect()
    }),
    ("E7101", || {
        let curve = |n: u32| format!("curve c{n} {{ formula: c{} + 1 }}\n", n + 1);
        let chain: String = (0..250).map(curve).collect();
        found(&format!("{LOAN}{chain}c250 = 1\n"), &MemoryFiles::new())
    }),
    ("E7102", || {
        let files = (0..257).fold(MemoryFiles::new(), |files, n| files.with(format!("{n}.deal"), format!("x{n} = 1")));
        let imports: String = (0..257).map(|n| format!("import I{n} from \"{n}.deal\"\n")).collect();
        found(&format!("{LOAN}{imports}"), &files)
    }),
];

/// A state that stands on a section.
const CITING: &str = "source TS \"Term sheet\" at \"ts.md\"\nstate lockup [TS 2.1]\n";

/// A deal against the lock of one that had a section `2.1 One.`; there may be none.
fn verified(text: &str, section: &str, has_lock: bool) -> Vec<Diagnostic> {
    let read = |text: &str, section: &str| {
        let (mut sources, files) = (Sources::new(), MemoryFiles::new().with("ts.md", section));
        let model = indenture::read(text, "a.deal", &mut sources, &files).0.expect("it checks");
        (model, sources, files)
    };
    let (model, sources, _) = read(&format!("{LOAN}{CITING}"), "2.1 One.");
    let deals = [("a.deal".to_owned(), lock::Locked::of(&model, "", &sources))].into();
    let locked = lock::print(&lock::Lock { deals });
    let (model, mut sources, files) = read(text, section);
    let files = if has_lock { files.with(lock::NAME, locked) } else { files };
    lock::verify(&model, "a.deal", &mut sources, &files, lock::Strictness::Refuse)
}

/// Three curves that move together, as far as an input says.
const TOGETHER: &str = "curve A { formula: 1.0 }\ncurve B { formula: 1.0 }\ncurve C { formula: 1.0 }\nall = A + B + C\n\
    process MoveA on A {\n  follows: geometric brownian motion\n  volatility: 20% per year\n}\n\
    process MoveB on B {\n  follows: geometric brownian motion\n  volatility: 20% per year\n}\n\
    process MoveC on C {\n  follows: geometric brownian motion\n  volatility: 20% per year\n}\n\
    input rho: 90% from -100% to 100%\n\
    correlation Together {\n  copula: gaussian\n  MoveA with MoveB: 90%\n  MoveB with MoveC: 90%\n  MoveA with MoveC: rho\n}\n\
    study Risk {\n  simulate: 1 paths, seed 1\n  measure: all\n}\n";

/// One path of a study, asked for in some way.
fn simulated(ask: impl Fn(&Model, &Study, &Simulate, &Limits) -> Option<Diagnostic>) -> Vec<Diagnostic> {
    let text = format!("{LOAN}{TOGETHER}");
    let (model, _) = indenture::read(&text, "together.deal", &mut Sources::new(), &MemoryFiles::new());
    let model = model.expect("it checks");
    let study = &model.studies[0];
    let Question::Simulate(asks) = &study.asks else { return Vec::new() };
    ask(&model, study, asks, &Limits::default()).into_iter().collect()
}

/// Takes no path.
struct Full;

impl Observer for Full {
    fn wants_paths(&self) -> bool {
        true
    }

    fn paths(&self, _: &PathFigures) -> Result<(), String> {
        Err("no space left on the device".into())
    }
}

/// What users are told when a run stops for a reason that no deal gives.
fn stopped(reason: Reason) -> Vec<Diagnostic> {
    let (model, _) = indenture::read(LOAN, "a.deal", &mut Sources::new(), &MemoryFiles::new());
    let model = model.expect("it checks");
    let plan = compile(&model, &Case::of(ScenarioId(0))).expect("it compiles");
    let failure = Failure { reason, row: 1, operation: 0, place: Span::default(), operands: Vec::new() };
    vec![diagnose(&failure, &model, &plan)]
}

/// What is wrong with a file, in the order in which it is told.
fn found(text: &str, files: &MemoryFiles) -> Vec<Diagnostic> {
    indenture::read(text, "page.deal", &mut Sources::new(), files).1
}

#[test]
fn every_bad_file_gives_its_code_and_every_good_file_none() {
    // As much room as the command gives itself.
    let work = thread::Builder::new().stack_size(64 * 1024 * 1024).spawn(|| PAGES.iter().filter_map(problem).collect());
    let problems: Vec<String> = work.unwrap().join().unwrap();
    assert!(problems.is_empty(), "{} pages are wrong\n\n{}", problems.len(), problems.join("\n\n"));
}

fn problem(page: &Page) -> Option<String> {
    let code = page.code;
    let bad = match (page.bad(), MADE.iter().find(|(made, _)| *made == code.0)) {
        (Some(_), Some(_)) => return Some(format!("{}: the page shows a file and `MADE` makes one", code.0)),
        (None, None) => return Some(format!("{}: the page shows no file and `MADE` makes none", code.0)),
        (Some(text), None) => told(page, "bad", text),
        (None, Some((_, make))) => lines(&make()),
    };
    let kind = if code.family() == Family::Lints { "warning" } else { "error" };
    if !bad.starts_with(&format!("{kind}[{}]", code.0)) {
        return Some(format!("{}: the bad file gives\n{bad}", code.0));
    }
    let good = page.good().map(|text| told(page, "good", text)).unwrap_or_default();
    // A page about a lint shows a deal that no lint has a word on.
    let wrong = good.contains("error[") || good.contains("warning[");
    wrong.then(|| format!("{}: the good file gives\n{good}", code.0))
}

/// What a file of a page is told.
fn told(page: &Page, kind: &str, text: &str) -> String {
    let tables = tables(page, kind);
    if page.code.family() == Family::Run {
        return run(page.code, kind, text);
    }
    let files = tables.into_iter().fold(MemoryFiles::new(), |files, (name, table)| files.with(name, table));
    match page.code.family() {
        Family::Lints => lines(&linted(text, &files)),
        _ => lines(&found(text, &files)),
    }
}

/// What `deal lint` says of it.
fn linted(text: &str, files: &MemoryFiles) -> Vec<Diagnostic> {
    let mut sources = Sources::new();
    let source = sources.add("page.deal", text);
    match indenture::read_source(source, &mut sources, files) {
        (Some(model), _) => {
            lint(&model, source, &|_| true, &Limits::default(), &mut sources, files).unwrap_or_else(|it| vec![it])
        }
        (None, problems) => problems,
    }
}

fn lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|one| format!("{}[{}]: {}\n", one.severity.word(), one.code.0, one.message)).collect()
}

/// What `deal run` says of it.
fn run(code: Code, kind: &str, text: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("errors").join(code.0);
    fs::create_dir_all(&folder).unwrap();
    let name = format!("{kind}.deal");
    fs::write(folder.join(&name), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_deal"));
    let output = command.current_dir(&folder).args(["run", &name]).env("NO_COLOR", "1").output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

/// The files a page shows beside a deal.
fn tables(page: &Page, kind: &str) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for fence in ["csv", "deal", "text"].map(|word| format!("```{word} {kind}/")) {
        let mut rest = page.text;
        while let Some((_, after)) = rest.split_once(fence.as_str()) {
            let (name, after) = after.split_once('\n').unwrap();
            let (table, after) = after.split_once("```").unwrap();
            found.push((name, table));
            rest = after;
        }
    }
    found
}

#[test]
fn the_made_mistakes_are_of_pages() {
    for (code, _) in MADE {
        assert!(Page::find(code).is_some(), "{code} has no page");
    }
}

#[test]
fn every_page_says_what_why_and_what_to_write() {
    for page in PAGES {
        let prose = page.text.split("\nThis gives it:").next().unwrap_or_default();
        let paragraphs = prose.split("\n\n").filter(|part| !part.trim().is_empty()).count();
        assert!(paragraphs >= 4, "{}: a page has a heading, what it finds, why it matters, what to write", page.code.0);
        let shown = |kind, text| (text, tables(page, kind));
        let same = page.bad().is_some() && shown("bad", page.bad()) == shown("good", page.good());
        assert!(!same, "{}: both files are the same", page.code.0);
    }
}

#[test]
fn every_code_has_one_constant_that_is_raised_and_one_page() {
    let mut constants = BTreeMap::new();
    let sources = sources();
    for (path, text) in &sources {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| line.contains("Code(\"E")) {
            let place = format!("{}:{}", path.display(), index + 1);
            let line = line.trim();
            let line = line.strip_prefix("pub ").unwrap_or(line);
            let constant = line.strip_prefix("const ").and_then(|rest| rest.split_once(": Code = Code(\""));
            let (name, rest) = constant.unwrap_or_else(|| unnamed(&place));
            let before = constants.insert(rest[..5].to_owned(), name.to_owned());
            assert_eq!(before, None, "{place}: {} has a constant already", &rest[..5]);
        }
    }
    for (code, name) in &constants {
        assert!(Page::find(code).is_some(), "{code} has no page: write docs/errors/{code}.md and list it");
        let raised = sources.iter().any(|(_, text)| text.lines().any(|line| is_used(line, name)));
        assert!(raised, "{code}, {name}, is raised nowhere");
    }
    for page in PAGES {
        assert!(constants.contains_key(page.code.0), "{} has a page and no constant", page.code.0);
    }
}

fn unnamed(place: &str) -> ! {
    unreachable!("{place}: a code is raised by its constant")
}

/// Whether the line names the constant other than to declare or import it.
fn is_used(line: &str, name: &str) -> bool {
    let declares =
        ["pub const ", "const ", "use ", "pub use ", "//"].iter().any(|start| line.trim_start().starts_with(start));
    !declares && line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name)
}

/// Every file of ours, up to its tests.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                found.push((path, code));
            }
        }
    }
    found
}
