//! The architecture, held by a test: which module may use which, where each outside crate lives, how files open.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};

/// A module uses only lower layers and its own.
const LAYERS: &[(&str, u32)] = &[
    ("source", 1),
    ("diagnostic", 1),
    ("quantity", 2),
    ("time", 2),
    ("syntax", 3),
    ("model", 4),
    ("plan", 5),
    ("library", 6),
    ("check", 7),
    ("compile", 7),
    ("engine", 7),
    // The road itself, at the root of the crate.
    ("read", 8),
    ("read_source", 8),
    ("read_with_study", 8),
    ("analysis", 8),
    ("ide", 8),
    ("report", 9),
    ("repl", 10),
    ("lsp", 10),
    ("cli", 10),
];

/// The stations of the road: none of these uses another of them.
const APART: u32 = 7;

/// The front ends: above this line nothing knows files, the environment, the clock or the network.
const FRONT_ENDS: u32 = 10;

/// Each outside crate and the places that may name it. serde is everywhere.
const HOMES: &[(&str, &[&str])] = &[
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("miette", &["report/diagnostics/snippet.rs"]),
    ("rust_decimal", &["quantity"]),
    ("jiff", &["time"]),
    ("fasti", &["time"]),
    ("ethnum", &["quantity"]),
    ("num_bigint", &["quantity"]),
    ("csv", &["report/format", "report/paths/lines.rs"]),
    ("libm", &["engine", "analysis"]),
    ("memmap2", &["engine/native/memory.rs"]),
    ("rayon", &["analysis/parallel.rs"]),
    ("unicode_width", &["report/format/text.rs", "report/review/human.rs"]),
    ("serde_json", &["report", "cli"]),
    ("sha2", &["source.rs"]),
    ("strsim", &["diagnostic/suggestion.rs"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("terminal_size", &["cli/terminal.rs"]),
    ("kuva", &["report/chart/svg"]),
    ("ctrlc", &["cli/interrupt.rs"]),
    ("rustyline", &["repl/editor"]),
    ("parquet", &["report/paths/groups.rs"]),
];

/// What reaches outside the program.
const OUTSIDE: &[&str] = &["std::fs", "std::env", "std::net", "std::process", "std::time", "std::io::stdin"];

/// One file of ours, without its tests, comments and strings: what is left on each line is code.
struct Code {
    /// From `src/`, with `/`.
    path: String,
    lines: Vec<String>,
    opens_well: bool,
}

impl Code {
    fn read(root: &Path, path: &Path) -> Code {
        let text = fs::read_to_string(path).unwrap();
        let relative = path.strip_prefix(root).unwrap().components();
        let path = relative.map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/");
        let opens_well = text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 10);
        let only_tests = path.ends_with("/tests.rs") || path.contains("/tests/") || path == "analysis/sample.rs";
        let tests = if only_tests { 0 } else { text.find("#[cfg(test)]\nmod ").unwrap_or(text.len()) };
        Code { path, lines: code_of(&text[..tests]), opens_well }
    }

    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    fn layer(&self) -> Option<u32> {
        layer(self.module())
    }

    fn is_crate_root(&self) -> bool {
        self.path == "lib.rs" || self.path == "main.rs"
    }

    /// Modules of ours named through `crate::`, with the line, also inside `crate::{…}`.
    fn uses(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            for (at, _) in line.match_indices("crate::") {
                let rest = std::iter::once(&line[at + "crate::".len()..])
                    .chain(self.lines[index + 1..].iter().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join("\n");
                found.extend(first_names(&rest).into_iter().map(|name| (index + 1, name)));
            }
        }
        found
    }

    /// Lines that name a path beginning with `name`.
    fn names(&self, name: &str) -> Vec<usize> {
        let begins = |line: &String| {
            line.match_indices(name).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                let after = &line[at + name.len()..];
                let whole = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '.');
                let used =
                    line.trim_start().starts_with("use ") && (after.starts_with(';') || after.starts_with(" as "));
                whole && (after.starts_with("::") || used || (name.contains("::") && !continues(after)))
            })
        };
        self.lines.iter().enumerate().filter(|(_, line)| begins(line)).map(|(index, _)| index + 1).collect()
    }
}

fn continues(after: &str) -> bool {
    after.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

fn layer(module: &str) -> Option<u32> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, layer)| *layer)
}

/// `a::b` gives `a`; `{a::b, c::{d, e}}` gives `a` and `c`.
fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut names = Vec::new();
    let (mut depth, mut item) = (0, String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(word(&std::mem::take(&mut item))),
            _ => {}
        }
        if c != ',' {
            item.push(c);
        }
    }
    names.push(word(&item));
    names.retain(|name| !name.is_empty());
    names
}

/// Lines with line comments and what stands between plain quotes taken out.
fn code_of(text: &str) -> Vec<String> {
    let mut in_string = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut kept = String::new();
        let mut letters = line.chars().peekable();
        while let Some(c) = letters.next() {
            match c {
                '\\' if in_string => {
                    letters.next();
                }
                '"' => in_string = !in_string,
                _ if in_string => {}
                // A quotation mark as a character opens nothing.
                '\'' if letters.peek() == Some(&'"') => {
                    letters.next();
                }
                '/' if letters.peek() == Some(&'/') => break,
                c => kept.push(c),
            }
        }
        lines.push(kept);
    }
    lines
}

fn sources() -> Vec<Code> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().map(|path| Code::read(&root, path)).collect()
}

fn assert_none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn imports_never_climb() {
    let mut problems = Vec::new();
    for code in sources().iter().filter(|code| !code.is_crate_root()) {
        let Some(own) = code.layer() else {
            problems.push(format!("src/{}: module `{}` has no layer in tests/layering.rs", code.path, code.module()));
            continue;
        };
        for (line, name) in code.uses() {
            let at = format!("src/{}:{line}", code.path);
            match layer(&name) {
                Some(_) if name == code.module() => {}
                Some(other) if other > own => {
                    problems.push(format!("{at}: `{}` (layer {own}) uses `{name}` (layer {other})", code.module()));
                }
                Some(APART) if own == APART => {
                    problems.push(format!("{at}: `{}` and `{name}` are stations apart", code.module()));
                }
                Some(_) => {}
                // Something at the root of the crate, which every module stands below.
                None => problems.push(format!("{at}: `crate::{name}` is no module with a layer")),
            }
        }
    }
    assert_none(problems);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = |code: &&Code| !code.opens_well;
    let problem = |code: &Code| format!("src/{}:1: open with a `//!` line that says what the file is for", code.path);
    assert_none(sources().iter().filter(silent).map(problem).collect());
}

#[test]
fn each_outside_crate_has_one_home() {
    let mut problems = Vec::new();
    for code in sources() {
        for (outside, homes) in HOMES {
            let at_home = homes.iter().any(|home| code.path == *home || code.path.starts_with(&format!("{home}/")))
                || homes.iter().any(|home| code.path == format!("{home}.rs"));
            if !at_home {
                for line in code.names(outside) {
                    problems.push(format!("src/{}:{line}: `{outside}` is at home in {}", code.path, homes.join(", ")));
                }
            }
        }
    }
    assert_none(problems);
}

#[test]
fn every_dependency_has_a_home() {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let dependencies = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let names = dependencies.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.replace('-', "_"));
    let homeless = names.filter(|name| name != "serde" && !HOMES.iter().any(|(known, _)| known == name));
    assert_none(homeless.map(|name| format!("Cargo.toml: give `{name}` a home in tests/layering.rs")).collect());
}

#[test]
fn only_the_front_ends_reach_outside() {
    let mut problems = Vec::new();
    for code in sources() {
        if code.is_crate_root() || code.layer() == Some(FRONT_ENDS) {
            continue;
        }
        for outside in OUTSIDE {
            for line in code.names(outside) {
                problems.push(format!("src/{}:{line}: `{outside}` belongs to the front ends", code.path));
            }
        }
    }
    assert_none(problems);
}

/// The list of variables is documented: none is read beside it.
#[test]
fn the_environment_is_read_in_one_place() {
    let mut problems = Vec::new();
    for code in sources().iter().filter(|code| code.path != "cli/environment.rs") {
        for reads in ["std::env::var", "std::env::var_os", "std::env::vars", "std::env::vars_os"] {
            for line in code.names(reads) {
                problems.push(format!("src/{}:{line}: `{reads}` belongs to src/cli/environment.rs", code.path));
            }
        }
    }
    assert_none(problems);
}

#[test]
fn the_reader_of_code_is_not_fooled() {
    assert_eq!(first_names("source::{Span, Source};"), ["source"]);
    assert_eq!(first_names("{\n    model::{A, B},\n    plan,\n};"), ["model", "plan"]);
    assert_eq!(code_of("a // crate::b\n\"crate::c\" d '\"' e"), ["a ", " d ' e"]);
    let code = Code {
        path: "check/names.rs".into(),
        lines: code_of(
            "use crate::{\n  source,\n  engine::Run };\nlet x = pest::parse();\nuse std::fs;\nmy_pest::x();",
        ),
        opens_well: true,
    };
    assert_eq!(code.uses(), [(1, "source".to_string()), (1, "engine".to_string())]);
    assert_eq!(code.names("pest"), [4]);
    assert_eq!(code.names("std::fs"), [5]);
}
