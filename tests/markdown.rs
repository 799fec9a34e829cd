//! Documents that run: every deal, table and command in the README, the docs and `tests/suite` is executed.
//!
//! A fenced block names what it is: `deal NAME.deal`, `csv NAME.csv` and `text NAME.md` write a file, `deal` alone must check clean,
//! `deal in NAME.deal` is a fragment that must check clean in that file, where its items take the place of those of the
//! same name or stand at the end, `deal into NAME.deal` is the same and stays there, `deal in NAME.deal as OTHER.deal` only
//! writes the other file, which may have mistakes to show,
//! `console` holds commands (`$ deal …`, `< FILE` gives one an input) each followed by everything it prints, and
//! `[exit N]` when N is not 0; `repl`, or `repl NAME.deal`, holds a session: each line after a prompt is typed. A line `...` in an output stands for any lines. Files live as long as their section: in `tests/suite` each `##`
//! starts afresh. `UPDATE=1 cargo test --test markdown` rewrites the outputs; read the difference with care.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One fenced block.
struct Block {
    /// The words after the fence.
    info: String,
    body: String,
    /// Line of the opening fence, from 1.
    line: usize,
}

#[test]
fn every_document_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut failures = Vec::new();
    let mut blocks = 0;
    for path in documents(root) {
        let fresh_sections = path.starts_with(root.join("tests"));
        blocks += run_document(root, &path, fresh_sections, &mut failures);
    }
    assert!(blocks > 0, "no document has a block that runs");
    assert!(failures.is_empty(), "{} blocks differ\n\n{}", failures.len(), failures.join("\n\n"));
}

fn documents(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![root.join("README.md")];
    let mut folders = vec![root.join("docs"), root.join("tests/suite")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            // The pages of error codes have a test of their own.
            if path.is_dir() && !path.ends_with("docs/errors") {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "md") {
                found.push(path);
            }
        }
    }
    found.retain(|path| path.exists());
    found.sort();
    found
}

fn run_document(root: &Path, path: &Path, fresh_sections: bool, failures: &mut Vec<String>) -> usize {
    let text = fs::read_to_string(path).unwrap();
    let shown = path.strip_prefix(root).unwrap().display().to_string();
    let mut folder = sandbox(root, &shown, 0);
    let (mut output, mut count) = (String::new(), 0);
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        output.push_str(line);
        output.push('\n');
        if fresh_sections && line.starts_with("## ") {
            folder = sandbox(root, &shown, index);
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let mut body = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| !line.starts_with("```")) {
            body.push_str(line);
            body.push('\n');
        }
        let block = Block { info: info.to_owned(), body, line: index + 1 };
        count += 1;
        let result = run_block(&folder, &block);
        if let Err(problem) = &result {
            failures.push(format!("{shown}:{}\n{problem}", block.line));
        }
        output.push_str(&result.unwrap_or(block.body));
        output.push_str("```\n");
    }
    if std::env::var_os("UPDATE").is_some() && output != text {
        fs::write(path, output).unwrap();
    }
    count
}

/// A folder of its own, with the examples beside it.
fn sandbox(root: &Path, name: &str, section: usize) -> PathBuf {
    let slug: String = name.chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("markdown").join(format!("{slug}-{section}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    copy_folder(&root.join("examples"), &folder.join("examples"));
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The block's body as it should be, or what is wrong with it.
fn run_block(folder: &Path, block: &Block) -> Result<String, String> {
    let mut words = block.info.split_whitespace();
    match (words.next(), words.next()) {
        (Some("deal"), Some(how @ ("in" | "into"))) => {
            let name = words.next().ok_or("a fragment says in which file")?;
            let whole = fs::read_to_string(folder.join(name)).map_err(|_| format!("there is no {name} above"))?;
            let whole = with_items(&whole, &block.body);
            if let (Some("as"), Some(other)) = (words.next(), words.next()) {
                fs::write(folder.join(other), &whole).unwrap();
                return Ok(block.body.clone());
            }
            // Beside the file it comes from, whose own files it reads.
            let name = if how == "into" { name.to_owned() } else { name.replace(".deal", "-with-fragment.deal") };
            fs::write(folder.join(&name), &whole).unwrap();
            let printed = run_command(folder, &format!("deal check {name}"));
            if printed.contains("[exit ") { Err(printed) } else { Ok(block.body.clone()) }
        }
        (Some("deal" | "csv" | "text"), Some(name)) => {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &block.body).unwrap();
            Ok(block.body.clone())
        }
        (Some("deal"), None) => {
            fs::write(folder.join("block.deal"), &block.body).unwrap();
            let printed = run_command(folder, "deal check block.deal");
            if printed.contains("[exit ") { Err(printed) } else { Ok(block.body.clone()) }
        }
        (Some("console"), _) => run_console(folder, block),
        (Some("repl"), file) => run_session(folder, block, file.unwrap_or("")),
        _ => Ok(block.body.clone()),
    }
}

/// The items of a fragment in place of those with the same name, the new ones at the end.
fn with_items(whole: &str, fragment: &str) -> String {
    let mut items = items(whole);
    for item in self::items(fragment) {
        match items.iter_mut().find(|known| item_name(known).is_some() && item_name(known) == item_name(&item)) {
            Some(known) => *known = item,
            None => items.push(item),
        }
    }
    items.concat()
}

/// A text cut where a line begins an item in column 0.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in text.lines() {
        if items.is_empty() || line.starts_with(char::is_alphabetic) {
            items.push(String::new());
        }
        let item = items.last_mut().unwrap();
        item.push_str(line);
        item.push('\n');
    }
    items
}

/// `tranche Senior` of a block, `CFADS` of a computed line, `deal` of the deal.
fn item_name(item: &str) -> Option<String> {
    let line = item.lines().find(|line| line.starts_with(char::is_alphabetic))?;
    let mut words = line.split([' ', ':', '{']).filter(|word| !word.is_empty());
    let kind = words.next()?;
    match words.next() {
        _ if kind == "deal" => Some(kind.to_owned()),
        Some("=") => Some(kind.to_owned()),
        Some(handle) => Some(format!("{kind} {handle}")),
        None => None,
    }
}

fn run_console(folder: &Path, block: &Block) -> Result<String, String> {
    let mut expected: Vec<(String, String)> = Vec::new();
    for line in block.body.lines() {
        match (line.strip_prefix("$ "), expected.last_mut()) {
            (Some(command), _) => expected.push((command.to_owned(), String::new())),
            (None, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, None) => return Err(format!("output before any command: {line}")),
        }
    }
    let update = std::env::var_os("UPDATE").is_some();
    let mut body = String::new();
    for (command, output) in expected {
        let printed = if is_setup(&command) { output.clone() } else { run_command(folder, &command) };
        let same = matches(&output, &printed);
        if !same && !update {
            return Err(format!("$ {command}\n--- expected\n{output}--- printed\n{printed}"));
        }
        body.push_str(&format!("$ {command}\n{}", if same { output } else { printed }));
    }
    Ok(body)
}

/// The whole transcript of what the block types.
fn run_session(folder: &Path, block: &Block, file: &str) -> Result<String, String> {
    let script: String = block.body.lines().filter_map(typed).map(|line| format!("{line}\n")).collect();
    fs::write(folder.join("block.script"), script).unwrap();
    let printed = run_command(folder, &format!("deal repl {file} --script block.script"));
    let same = matches(&block.body, &printed);
    if !same && std::env::var_os("UPDATE").is_none() {
        return Err(format!("--- expected\n{}--- printed\n{printed}", block.body));
    }
    Ok(if same { block.body.clone() } else { printed })
}

/// What stands after a prompt: `deal 2027-03-31 Collapse> :state`.
fn typed(line: &str) -> Option<&str> {
    let (prompt, typed) = line.split_once("> ")?;
    let is_prompt = prompt == "...." || prompt == "deal" || prompt.starts_with("deal ");
    let is_plain = prompt.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, ' ' | '-' | '_' | '+' | '.'));
    (is_prompt && is_plain).then_some(typed)
}

/// What sets the project up cannot run inside its own test.
fn is_setup(command: &str) -> bool {
    command == "cargo test"
        || command.starts_with("cargo install")
        || command.starts_with("git clone")
        || command.starts_with("cd ")
}

/// Everything a command prints, its errors last, and its exit code when it is not 0.
fn run_command(folder: &Path, command: &str) -> String {
    let arguments = command
        .strip_prefix("deal ")
        .or_else(|| command.strip_prefix("cargo run --release -- "))
        .or_else(|| command.strip_prefix("cargo run -- "))
        .unwrap_or_else(|| panic!("only `deal` runs here: {command}"));
    let (arguments, input) = arguments.split_once(" < ").unwrap_or((arguments, ""));
    let input = match input {
        "" => Stdio::null(),
        name => fs::File::open(folder.join(name)).unwrap_or_else(|_| panic!("there is no {name} above")).into(),
    };
    let output = Command::new(env!("CARGO_BIN_EXE_deal"))
        .stdin(input)
        .args(split(arguments))
        .current_dir(folder)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let mut printed = String::from_utf8(output.stdout).unwrap();
    printed.push_str(&String::from_utf8(output.stderr).unwrap());
    if !printed.is_empty() && !printed.ends_with('\n') {
        printed.push('\n');
    }
    match output.status.code() {
        Some(0) => {}
        Some(code) => printed.push_str(&format!("[exit {code}]\n")),
        None => printed.push_str("[killed]\n"),
    }
    // Trailing blanks do not survive editors.
    printed.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Words, with `'…'` and `"…"` kept together.
fn split(arguments: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in arguments.chars() {
        match (letter, quote) {
            (letter, Some(open)) if letter == open => quote = None,
            ('\'' | '"', None) => quote = Some(letter),
            (' ', None) => words.push(std::mem::take(&mut word)),
            (letter, _) => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Equal line by line, where `...` stands for any lines.
fn matches(expected: &str, printed: &str) -> bool {
    let parts: Vec<&str> = expected.split("...\n").collect();
    let [first, middle @ .., last] = parts.as_slice() else { return expected == printed };
    let Some(mut rest) = printed.strip_prefix(first) else { return false };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
