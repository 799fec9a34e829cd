//! Bad inputs that no document can hold: bytes that are no text, links and pipes, files of megabytes, thousands of
//! mistakes. Each goes through the command, which answers at once, never aborts, and prints nothing that could
//! deceive a terminal. Those that can be written down are in `tests/suite`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DEAL: &str = "deal \"Loan\" {\n  currency: USD\n  closing:  2025-12-31\n  \
                    periods:  each year end from 2026-12-31 to 2027-12-31\n  payments: each year end\n}\n";

/// Nothing here takes longer, in seconds of its own on a processor, whatever else the machine does meanwhile.
const PATIENCE: u32 = 120;

/// A folder of its own for one test.
struct Folder(PathBuf);

struct Ended {
    code: Option<i32>,
    err: String,
}

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad-inputs").join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Folder {
        fs::write(self.0.join(name), content).unwrap();
        self
    }

    fn check(&self) -> Ended {
        let mut command = patient(env!("CARGO_BIN_EXE_deal"));
        let command = command.current_dir(&self.0).args(["check", "a.deal"]).env("NO_COLOR", "1").env("COLUMNS", "100");
        let output = command.output().unwrap();
        assert!(output.status.code().is_some(), "{:?}: {}, after at most {PATIENCE} s", self.0, output.status);
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.chars().any(|c| c != '\n' && c.is_control()), "{err:?}");
        Ended { code: output.status.code(), err }
    }
}

/// The program, which the system ends when it has used up our patience.
#[cfg(unix)]
fn patient(program: &str) -> Command {
    let mut command = Command::new("bash");
    command.args(["-c", &format!("ulimit -t {PATIENCE}; exec \"$0\" \"$@\""), program]);
    command
}

#[cfg(not(unix))]
fn patient(program: &str) -> Command {
    Command::new(program)
}

/// What `deal check` says of a text.
fn told(name: &str, text: impl AsRef<[u8]>) -> Ended {
    Folder::new(name).write("a.deal", text).check()
}

#[track_caller]
fn refused(name: &str, text: impl AsRef<[u8]>, code: i32, lines: &[&str]) {
    let ended = told(name, text);
    assert_eq!(ended.code, Some(code), "{}", ended.err);
    for line in lines {
        assert!(ended.err.contains(line), "expected {line:?} in\n{}", ended.err);
    }
}

#[test]
fn bytes_that_are_no_text_are_named_with_their_place() {
    refused(
        "not-utf8",
        b"deal \"Loan\" {\n  currency: \xFF\n}\n",
        1,
        &["error[E5005]: `a.deal` is not UTF-8 text (byte 26, line 2)", "--> a.deal:2:13", "help: save it as UTF-8"],
    );
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(DEAL.bytes().flat_map(|byte| [byte, 0])).collect();
    refused("utf16", wide, 1, &["error[E5005]: `a.deal` is UTF-16 text, not UTF-8 (byte 0, line 1)"]);
}

#[test]
fn rows_that_are_no_text_are_named_with_their_place() {
    let curve = "curve rate {\n  from: \"rates.csv\"\n  unit: 1% per year\n  between: step\n  after: hold\n}\n";
    for (name, bytes, what) in [
        ("rows-not-utf8", &b"date,rate\n2025-12-31,\xFF\n"[..], "is not UTF-8 text (byte 21, line 2)"),
        ("rows-utf16", &b"\xFF\xFEd\0a\0"[..], "is UTF-16 text, not UTF-8 (byte 0, line 1)"),
    ] {
        let folder = Folder::new(name);
        let ended = folder.write("a.deal", format!("{DEAL}\n{curve}")).write("rates.csv", bytes).check();
        assert_eq!(ended.code, Some(1), "{}", ended.err);
        assert!(ended.err.starts_with(&format!("error[E5005]: `rates.csv` {what}\n")), "{}", ended.err);
        assert!(ended.err.contains("--> a.deal:9:9"), "{}", ended.err);
    }
}

#[test]
fn the_row_of_a_bad_value_is_found_among_a_thousand() {
    let mut rows = "date,rate\n".to_owned();
    for day in 0..1_000 {
        rows.push_str(&format!("{}-{:02}-{:02},4.30\n", 2025 + day / 336, 1 + day / 28 % 12, 1 + day % 28));
    }
    let mut lines: Vec<String> = rows.lines().map(str::to_owned).collect();
    lines[811] = format!("{},4.30\u{1b}[2J", lines[811].split(',').next().unwrap());
    let curve = "curve rate {\n  from: \"rates.csv\"\n  unit: 1% per year\n  between: step\n  after: hold\n}\n";
    let folder = Folder::new("row-812");
    let ended = folder.write("a.deal", format!("{DEAL}\n{curve}")).write("rates.csv", lines.join("\n")).check();
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.err.contains("`4.30\\u{1b}[2J` in column `rate` is not a number\n"), "{}", ended.err);
    assert!(ended.err.contains("--> rates.csv:812:12\n"), "{}", ended.err);
}

#[test]
fn marks_and_line_ends_of_other_systems_are_accepted() {
    let wrong = DEAL.replace("USD", "UDS");
    for (name, text) in [
        ("lf", wrong.clone()),
        ("mark", format!("\u{feff}{wrong}")),
        ("crlf", wrong.replace('\n', "\r\n")),
        ("cr", wrong.replace('\n', "\r")),
        ("no-end", wrong.trim_end().to_owned()),
    ] {
        refused(name, text, 1, &["error[E2006]: `UDS` is not a currency\n  --> a.deal:2:13\n 2 │   currency: UDS\n"]);
    }
    refused("mark-first", "\u{feff}dael \"Loan\" {\n}\n", 1, &["--> a.deal:1:1\n 1 │ dael"]);
}

#[test]
fn characters_that_cannot_be_seen_are_named() {
    let found = |what: &str| format!("error[E0002]: {what} cannot stand here");
    for (name, text, what) in [
        ("no-break-space", "opex =\u{a0}USD 400k", "a space that is not a plain space (U+00A0)"),
        ("zero-width", "state lock\u{200b}up", "a character that cannot be seen (U+200B)"),
        ("override", "source TS \"Term \u{202e}sheet\"", "a character that reorders the text around it (U+202E)"),
        ("isolate", "# limit \u{2066}USD 5M\nopex = USD 1k", "a character that reorders the text around it (U+2066)"),
        ("bell", "opex = USD\u{7} 400k", "a control character (U+0007)"),
        ("escape", "source TS \"\u{1b}[2J\"", "a control character (U+001B)"),
        ("null", "opex = USD\0 400k", "a control character (U+0000)"),
        ("tab", "opex\t= USD 400k", "a tab (U+0009)"),
        ("line-separator", "opex = USD 1k\u{2028}", "an unusual line end (U+2028)"),
    ] {
        refused(name, format!("{DEAL}\n{text}\n"), 1, &[&found(what), "1 error; "]);
    }
    refused(
        "tabs",
        DEAL.replace("  ", "\t"),
        1,
        &["error[E0002]: a tab (U+0009) cannot stand here\n  --> a.deal:2:1\n", "it stands in 6 places", "1 error; "],
    );
}

#[test]
fn nesting_is_refused_at_once_however_deep() {
    for (name, text) in [
        ("deep-brackets", format!("{DEAL}\nx = {}\n", "(".repeat(1_000_000))),
        ("deep-braces", "{".repeat(1_000_000)),
        ("deep-blocks", "asset A {\n".repeat(100_000)),
        ("deep-minus", format!("{DEAL}\nx = {}1\n", "-".repeat(1_000_000))),
        ("deep-not", format!("{DEAL}\nx = {}1\n", "not ".repeat(300_000))),
        ("deep-if", format!("{DEAL}\nx = {}1\n", "if 1 > 0 then 1 else ".repeat(60_000))),
    ] {
        refused(name, text, 7, &["error[E7001]: this is nested more than 64 deep", "1 error"]);
    }
    refused("operators", format!("{DEAL}\nx = 1{}\n", " + 1".repeat(400_000)), 7, &["error[E7004]: ", "1 error"]);
}

#[test]
fn figures_that_wait_for_one_another_do_not_exhaust_the_stack() {
    type Inner = fn(String) -> String;
    let shapes: [(&str, Inner); 5] = [
        ("plain", |name| format!("{name} + 1")),
        ("sums", |name| format!("{name}{}", " + 1".repeat(900))),
        ("calls", |name| format!("{}{name}{}", "max(1, ".repeat(60), ")".repeat(60))),
        ("conditions", |name| format!("{}{name}", "if 1 > 0 then 1 else ".repeat(60))),
        ("shares", |name| format!("{}{name}", "5% of ".repeat(60))),
    ];
    for (shape, inner) in shapes {
        let chain = |form: fn(u32, String) -> String, length: u32| -> String {
            (0..length).map(|n| form(n, inner(format!("c{}", n + 1)))).collect::<String>() + &format!("c{length} = 1\n")
        };
        let curves = chain(|n, value| format!("curve c{n} {{ formula: {value} }}\n"), 250);
        refused(&format!("curves-{shape}"), format!("{DEAL}{curves}"), 7, &["error[E7101]: ", "1 error"]);
        let lines = chain(|n, value| format!("c{n} = {value}\n"), 250);
        let ended = told(&format!("lines-{shape}"), format!("{DEAL}{lines}"));
        assert!(matches!(ended.code, Some(0 | 7)), "{shape}: {:?} {}", ended.code, ended.err);
    }
}

#[test]
fn large_files_are_refused_at_once() {
    const LARGE: usize = 10 * 1024 * 1024;
    for (name, text) in [
        ("many-lines", "x = 1\n".repeat(LARGE / 6)),
        ("one-line", format!("x = 1{}", " + 1".repeat(LARGE / 4))),
        ("one-word", "a".repeat(LARGE)),
    ] {
        let ended = told(name, text);
        assert_eq!(ended.code, Some(7), "{}", ended.err);
        assert!(ended.err.starts_with("error[E7002]: `a.deal` is larger than 2097152 bytes\n"), "{}", ended.err);
        assert!(ended.err.len() < 500, "{}", ended.err);
    }
}

#[test]
fn long_lines_are_clipped_around_their_mistake() {
    for (name, text) in [
        ("long-comment", format!("{DEAL}\nx = $1 # {}\n", "a".repeat(1_900_000))),
        ("long-title", format!("{DEAL}\nsource TS \"{}\" x\n", "é".repeat(900_000))),
        ("long-name", format!("{DEAL}\nx = {}\n", "a".repeat(1_900_000))),
        ("long-number", format!("{DEAL}\nx = {}\n", "1".repeat(1_900_000))),
    ] {
        let ended = told(name, text);
        assert_eq!(ended.code, Some(1), "{}", ended.err.len());
        let longest = ended.err.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(240), "{name}: {longest:?}");
        assert!(ended.err.contains("--> a.deal:8:"), "{name}");
    }
}

#[test]
fn ten_thousand_mistakes_are_counted() {
    let lines: String = (0..9_000).map(|n| format!("x{n} = $1\n")).collect();
    let ended = told("mistakes", format!("{DEAL}{lines}"));
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.err.matches("error[E0201]").count(), 100);
    assert!(ended.err.contains("\nand 8900 more\n"), "{}", &ended.err[ended.err.len() - 200..]);
    assert!(ended.err.ends_with("9000 errors; `deal explain E0201` says more\n"));
    let names: String = (0..9_000).map(|n| format!("x{n} = y{n}\n")).collect();
    let ended = told("unknown-names", format!("{DEAL}{names}"));
    assert_eq!((ended.code, ended.err.matches("error[E1001]").count()), (Some(1), 100));
    let lines: String = (0..9_000).map(|n| format!("  x{n}: $1\n")).collect();
    let ended = told("terms", format!("asset A {{\n{lines}{}}}\n", "  y: $1\n".repeat(1_000)));
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains("\nand 99"), "{}", &ended.err[ended.err.len() - 200..]);
}

#[test]
fn more_blocks_than_a_file_may_have_are_refused() {
    let lines: String = (0..10_001).map(|n| format!("x{n} = 1\n")).collect();
    refused("blocks", format!("{DEAL}{lines}"), 7, &["error[E7003]: ", "1 error"]);
}

#[test]
fn nothing_outside_the_project_is_read() {
    let folder = Folder::new("outside");
    fs::create_dir(folder.0.join("project")).unwrap();
    folder.write("secret.csv", "date,rate\n2025-12-31,4.30\n").write("secret.deal", "opex = $1\n");
    let project = Folder(folder.0.join("project"));
    let curve = |path: &str| format!("{DEAL}\ncurve rate {{\n  from: \"{path}\"\n  unit: 1% per year\n}}\n");
    for path in ["../secret.csv", "../no-such-file.csv"] {
        let ended = project.write("a.deal", curve(path)).check();
        assert!(ended.err.starts_with(&format!("error[E5001]: `{path}` leaves the project folder\n")), "{}", ended.err);
        assert_eq!(ended.code, Some(1));
    }
    let ended = project.write("a.deal", format!("{DEAL}\nimport S from \"../secret.deal\"\n")).check();
    assert!(ended.err.starts_with("error[E5001]: ") && !ended.err.contains("E0201"), "{}", ended.err);
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_outside_the_project() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("links");
    fs::create_dir_all(folder.0.join("project/inner")).unwrap();
    folder.write("secret.deal", "opex = $1\n");
    let project = Folder(folder.0.join("project"));
    symlink("../secret.deal", project.0.join("link.deal")).unwrap();
    symlink("../nothing.deal", project.0.join("dangling.deal")).unwrap();
    symlink("..", project.0.join("up")).unwrap();
    symlink("inner/terms.deal", project.0.join("inside.deal")).unwrap();
    project.write("inner/terms.deal", "opex = USD 1k\n");
    for path in ["link.deal", "dangling.deal", "up/secret.deal", "up/nothing.deal"] {
        let ended = project.write("a.deal", format!("{DEAL}\nimport S from \"{path}\"\n")).check();
        assert!(ended.err.starts_with(&format!("error[E5001]: `{path}` leaves the project folder\n")), "{}", ended.err);
        assert!(!ended.err.contains("secret.deal:"), "{}", ended.err);
    }
    let ended = project.write("a.deal", format!("{DEAL}\nimport S from \"inside.deal\"\nx = S.opex\n")).check();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}

#[cfg(unix)]
#[test]
fn folders_pipes_and_devices_are_refused_at_once() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("special");
    fs::create_dir(folder.0.join("folder.deal")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.0.join("pipe.deal")).status().unwrap().success());
    for path in ["folder.deal", "pipe.deal"] {
        let ended = folder.write("a.deal", format!("{DEAL}\nimport S from \"{path}\"\n")).check();
        assert!(ended.err.starts_with(&format!("error[E5003]: `{path}` is not a regular file\n")), "{}", ended.err);
        assert_eq!(ended.code, Some(1));
    }
    symlink("/dev/zero", folder.0.join("device.deal")).unwrap();
    let ended = folder.write("a.deal", format!("{DEAL}\nimport S from \"device.deal\"\n")).check();
    assert!(ended.err.starts_with("error[E5001]: "), "{}", ended.err);
    // Named on the command line it is the caller's mistake.
    fs::remove_file(folder.0.join("a.deal")).unwrap();
    fs::rename(folder.0.join("pipe.deal"), folder.0.join("a.deal")).unwrap();
    assert_eq!(folder.check().code, Some(2));
}

#[test]
fn imports_are_limited() {
    let folder = Folder::new("imports");
    for n in 0..300 {
        folder.write(&format!("f{n}.deal"), format!("import Next from \"f{}.deal\"\n", n + 1));
    }
    let ended = folder.write("a.deal", format!("{DEAL}\nimport First from \"f0.deal\"\n")).check();
    assert_eq!(ended.code, Some(7), "{}", ended.err);
    assert!(ended.err.contains("error[E7102]: this is more than 256 imported files\n"), "{}", ended.err);
    let folder = Folder::new("import-bytes");
    let large = format!("# {}\n", "a".repeat(2_000_000));
    let imports: String = (0..10).map(|n| format!("import F{n} from \"f{n}.deal\"\n")).collect();
    for n in 0..10 {
        folder.write(&format!("f{n}.deal"), &large);
    }
    let ended = folder.write("a.deal", format!("{DEAL}\n{imports}")).check();
    assert_eq!(ended.code, Some(7), "{}", ended.err);
    assert!(ended.err.contains("error[E7102]: "), "{}", ended.err);
}

/// A rent that a study may move, and something that reads it.
const RENT: &str = "input u: 5 from 0 to 1_000_000\ninput v: 40%\ncurve rent { starts: u * USD 1 on 2025-12-31 }\n\
                    income = rent * 2\n";

#[test]
fn a_study_of_any_size_is_answered_at_once() {
    let study = |lines: &str| format!("{DEAL}{RENT}study S {{\n  {lines}\n  measure: sum(income)\n}}\n");
    let nines = "9".repeat(28);
    refused(
        "ranges-beyond",
        study(&format!("sweep: rent.starts from -{nines} to {nines} by 1")),
        1,
        &["error[E4002]: `9999999999999999999999999999` is too large"],
    );
    refused("steps-beyond", study("sweep: u from 0 to 1_000_000 in 4_000_000_000 steps"), 1, &["error["]);
    refused(
        "steps-many",
        study("sweep: u from 0 to 1_000_000 by 0.000_000_000_001"),
        1,
        &["error[E4019]: this axis has more than 1,000,000 values"],
    );
    let motion = "process P on rent { follows: geometric brownian motion\n volatility: v * 1% per year }\n";
    refused(
        "paths-beyond",
        format!("{}{motion}", study(&format!("simulate: {nines} paths, seed {nines}"))),
        1,
        &["error[E1010]: `seed 9999999999999999999999999999` says nothing about a simulation"],
    );
    let levers: String = (0..10_000).map(|n| format!("u from {n} to {}, ", n + 1)).collect();
    refused(
        "levers-many",
        study(&format!("tornado: {}", levers.trim_end_matches(", "))),
        1,
        &["error[E4019]: a study moves at most 100 levers"],
    );
    let studies: String =
        (0..2_000).map(|n| format!("study S{n} {{ tornado: u from 1 to 2\n measure: sum(income) }}\n")).collect();
    assert_eq!(told("studies-many", format!("{DEAL}{RENT}{studies}")).code, Some(0));
}

#[test]
fn processes_of_any_number_are_answered_at_once() {
    let processes = |count: usize| -> String {
        let one = |n| {
            format!(
                "process P{n} on rent {{ follows: geometric brownian motion\n volatility: v * 1% per year / 1% }}\n"
            )
        };
        (0..count).map(one).collect()
    };
    refused(
        "processes-many",
        format!("{DEAL}{RENT}{}", processes(9_000)),
        7,
        &["error[E7101]: this deal has more than 32 processes"],
    );
    // Every pair of them, in hundreds of scenarios that each move what they read.
    let pairs: String = (0..32).flat_map(|a| (0..a).map(move |b| format!("  P{a} with P{b}: v\n"))).collect();
    let scenarios: String = (0..900).map(|n| format!("scenario S{n}: base with v = {}.{n:03}%\n", n % 90)).collect();
    let deal = format!("{DEAL}{RENT}{}correlation C {{\n  copula: gaussian\n{pairs}}}\n{scenarios}", processes(32));
    let ended = told("matrices-many", deal);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
}
