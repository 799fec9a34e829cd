//! What machines read: every format of findings is valid by the schema it is published under, says the same as the
//! others, and lets nothing foreign out of its place.
//!
//! The schemas and their validators are fetched by `.ci/validators`, which `.ci/run` calls; without them `cargo test`
//! leaves out that one test and says so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod folder;

use std::collections::BTreeSet;

use std::path::{Path, PathBuf};
use std::process::Command;

use folder::{Ended, Folder};
use indenture::report::findings::{RULES, format::FORMS};
use serde_json::Value;

const DEAL: &str = include_str!("../src/cli/command/new.deal");

/// A name that every format has to write in another way.
const HOSTILE: &str = "dé;al, 50%]'&<x>.deal";

/// Deals with something to say of every kind, hostile names among them.
fn files(name: &str) -> Folder {
    let folder = Folder::new(name);
    let stops = "test \"a](b) <&> \u{1F600}%,;]\" {\n  expect DSCR.value = 9x within 1 on 2026-12-31\n}\n";
    folder
        .write("good.deal", DEAL)
        .write("deals/mixed.deal", format!("{DEAL}{stops}"))
        .write("bad.deal", DEAL.replace("\"TITLE\" {\n  currency: USD", "\"\u{1F600}\" { currency: UDS"))
        .write("hole.deal", DEAL.replace("10%", "TBD"))
        .write(HOSTILE, DEAL.replace("currency: USD", "currency: `::error::`"))
        .write("idle.deal", format!("{DEAL}\nspare = 1.0\nallow never-pays because \"\u{1F600}<&>\"\n"))
        .write("wide.deal", DEAL.replace("  currency: USD", "  currency:    USD"))
        .write("rent.deal", include_str!("../examples/rent-deflation.deal"))
        .write("cured.deal", include_str!("../examples/four-statuses.deal"))
        .write("helios.deal", include_str!("../examples/reference-deal.deal"));
    folder
}

/// Calls that find errors, warnings, notes, failed tests, refusals and nothing at all.
const CALLS: &[&[&str]] = &[
    &["check", "good.deal"],
    &["check", "good.deal", "bad.deal", HOSTILE, "hole.deal", "missing.deal"],
    &["check", "hole.deal", "--deny", "warnings"],
    &["check", "bad.deal", "bad.deal"],
    &["run", "good.deal"],
    &["run", "good.deal", "--fail-on", "breach", "--fail-on", "default"],
    &["run", "rent.deal", "--fail-on", "default"],
    &["run", "cured.deal", "--all"],
    &["run", "helios.deal", "--all"],
    &["run", "bad.deal"],
    &["run", "good.deal", "--under", "Nothing"],
    &["run", "good.deal", "--set", "decline=60% per year"],
    &["test", "good.deal"],
    &["test", "good.deal", "deals/mixed.deal", "bad.deal"],
    &["test", "cured.deal"],
    &["diff", "good.deal", "good.deal"],
    &["diff", "good.deal", "rent.deal"],
    &["diff", "good.deal", "bad.deal", "--terms-only"],
    &["lint", "good.deal", "idle.deal", "hole.deal", HOSTILE],
    &["lint", "idle.deal", "--deny", "warnings"],
    &["coverage", "good.deal", "cured.deal", "bad.deal"],
    &["fmt", "--check", "good.deal", "bad.deal", "missing.deal", "wide.deal", HOSTILE],
    &["coverage", "helios.deal", "missing.deal", "--min", "99%"],
];

fn printed(folder: &Folder, call: &[&str], format: &str) -> Ended {
    folder.deal(&[call, &["--format", format]].concat())
}

fn json(folder: &Folder, call: &[&str], format: &str) -> Value {
    serde_json::from_str(&printed(folder, call, format).out).unwrap()
}

/// Every line but the last, which counts them.
fn lines(folder: &Folder, call: &[&str]) -> (Vec<Value>, Value) {
    let out = printed(folder, call, "json-lines").out;
    let mut lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.pop().unwrap();
    assert_eq!(last["kind"], "end");
    (lines, last)
}

fn found(lines: &[Value]) -> Vec<&Value> {
    lines.iter().filter(|line| line["kind"] == "finding").collect()
}

#[test]
fn every_format_tells_every_finding() {
    let folder = files("same");
    for call in CALLS {
        let (lines, end) = lines(&folder, call);
        let findings = found(&lines);
        let count = |level: &str| findings.iter().filter(|it| it["severity"] == level).count();
        assert_eq!(end["errors"], count("error"), "{call:?}");
        let runs = &json(&folder, call, "sarif")["runs"];
        let results = runs[0]["results"].as_array().unwrap();
        let issues = json(&folder, call, "gitlab");
        let issues = issues.as_array().unwrap();
        let short = printed(&folder, call, "short").out;
        let github = printed(&folder, call, "github").out;
        let azure = printed(&folder, call, "azure").out;
        let each = [results.len(), issues.len(), short.lines().count(), github.lines().count(), azure.lines().count()];
        assert_eq!(each, [findings.len(); 5], "{call:?}");
        for (finding, result) in findings.iter().zip(results) {
            assert_eq!(finding["code"], result["ruleId"], "{call:?}");
            let rule = &runs[0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"], "{call:?}");
            assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "), "{rule}");
            assert_eq!(finding["fingerprint"], result["partialFingerprints"]["primaryLocationLineHash"], "{call:?}");
        }
        let prints: BTreeSet<&str> = issues.iter().map(|it| it["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), issues.len(), "fingerprints are unique within a report");
        let junit = printed(&folder, call, "junit").out;
        let failing = junit.matches("<failure ").count() + junit.matches("<error ").count();
        assert_eq!(failing, count("error"), "{call:?}\n{junit}");
        let plain = printed(&folder, &["check", "bad.deal"], "plain").out;
        assert!(plain.lines().all(|line| line.ends_with(['.', '?'])), "{plain}");
    }
}

#[test]
fn every_format_ends_the_same_way_with_the_same_bytes() {
    let folder = files("bytes");
    for call in CALLS {
        let human = folder.deal(call).code;
        for form in FORMS {
            let first = printed(&folder, call, form.name);
            assert_eq!(first.code, human, "{call:?} {}", form.name);
            assert_eq!(first.out, printed(&folder, call, form.name).out, "{call:?} {}", form.name);
            assert!(first.out.is_empty() || first.out.ends_with('\n'), "{call:?} {}", form.name);
            let unsafe_for_a_terminal = |c: char| c != '\n' && c.is_control();
            assert!(!first.out.contains(unsafe_for_a_terminal), "{call:?} {}", form.name);
        }
    }
}

/// People get the first hundred and a count, programs get all.
#[test]
fn many_mistakes_are_counted_or_listed() {
    let folder = files("many");
    let lines: String = (0..150).map(|n| format!("x{n} = nowhere\n")).collect();
    folder.write("many.deal", format!("{DEAL}{lines}"));
    let call = &["check", "many.deal"];
    let document = json(&folder, call, "json");
    assert_eq!(document["errors"], 150);
    assert_eq!(document["not_listed"], 50);
    assert_eq!(document["diagnostics"].as_array().unwrap().len(), 100);
    assert_eq!(json(&folder, call, "sarif")["runs"][0]["results"].as_array().unwrap().len(), 150);
    assert_eq!(printed(&folder, call, "short").out.lines().count(), 150);
    let markdown = printed(&folder, call, "markdown").out;
    assert!(markdown.starts_with("## deal check: 150 errors\n") && markdown.contains("\nand 50 more\n"), "{markdown}");
}

/// Lines move, comments come, labels are aligned anew: a breach is the same breach, and no other.
#[test]
fn the_fingerprint_of_a_breach_survives_moved_lines() {
    let folder = files("moved");
    let of = |file: &str, words: &[&str]| -> Vec<(String, u64)> {
        let call = [&["run", file][..], words].concat();
        let (lines, _) = lines(&folder, &call);
        let breaches = found(&lines).into_iter().filter(|it| it["code"] == "covenant-breach");
        breaches.map(|it| (it["fingerprint"].to_string(), it["place"]["line"].as_u64().unwrap())).collect()
    };
    let before = of("good.deal", &[]);
    let line = DEAL.lines().position(|line| line.trim_start().starts_with("below")).unwrap() as u64 + 1;
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].1, line, "a breach stands on its level");
    folder.write("good.deal", format!("# moved\n\n{}", DEAL.replace("  below 1.20x:", "\n    below 1.20x:  ")));
    let after = of("good.deal", &[]);
    assert_eq!(after, [(before[0].0.clone(), line + 3)]);
    // Another figure is the same breach; another world, level or deal is not.
    let worse = DEAL.replace("decline: 20%", "decline: 30%");
    folder.write("good.deal", &worse);
    assert_eq!(of("good.deal", &[])[0].0, before[0].0);
    folder.write("good.deal", DEAL).write("other.deal", DEAL);
    assert_ne!(of("good.deal", &["--set", "decline=30% per year"])[0].0, before[0].0);
    assert_ne!(of("other.deal", &[])[0].0, before[0].0);
    folder.write("good.deal", DEAL.replace("1.20x", "1.25x"));
    assert_ne!(of("good.deal", &[])[0].0, before[0].0);
}

#[test]
fn the_fingerprint_of_a_mistake_survives_moved_lines() {
    let folder = files("mistakes");
    let of = || found(&lines(&folder, &["check", "bad.deal"]).0)[0]["fingerprint"].clone();
    let before = of();
    let moved = folder.read("bad.deal").replace("deal \"", "\n# above\ndeal \"");
    folder.write("bad.deal", moved);
    assert_eq!(of(), before);
}

/// Columns in characters for people, in units of UTF-16 for SARIF.
#[test]
fn columns_count_what_each_format_says() {
    let folder = files("columns");
    let (lines, _) = lines(&folder, &["check", "bad.deal"]);
    let column = found(&lines)[0]["place"]["column"].as_u64().unwrap();
    let sarif = json(&folder, &["check", "bad.deal"], "sarif");
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(sarif["runs"][0]["columnKind"], "utf16CodeUnits");
    assert_eq!(region["startColumn"].as_u64().unwrap(), column + 1);
    assert_eq!(region["endColumn"].as_u64().unwrap(), column + 4);
}

#[test]
fn hostile_names_stay_in_their_place() {
    let folder = files("hostile");
    let call = &["check", HOSTILE];
    let github = printed(&folder, call, "github").out;
    assert!(github.starts_with("::error file=dé;al%2C 50%25]'&<x>.deal,line=3,"), "{github}");
    assert_eq!(github.lines().count(), github.matches("::error ").count());
    let azure = printed(&folder, call, "azure").out;
    let path = "dé%3Bal, 50%AZP25%5D'&<x>.deal";
    assert!(azure.starts_with(&format!("##vso[task.logissue type=error;sourcepath={path};linenumber=3;")), "{azure}");
    let sarif = json(&folder, call, "sarif");
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "d%C3%A9%3Bal%2C%2050%25%5D%27%26%3Cx%3E.deal");
    assert!(printed(&folder, call, "junit").out.contains("classname=\"dé;al, 50%]'&amp;&lt;x&gt;.deal\""));
    assert!(printed(&folder, call, "markdown").out.contains("dé;al, 50%\\]'&amp;&lt;x&gt;.deal"));
}

/// Whoever opens an annotation stands in the repository, not in the folder a deal may read.
#[test]
fn paths_lead_from_the_current_folder() {
    let folder = files("roots");
    folder.write("deals/bad.deal", folder.read("bad.deal"));
    let short = |words: &[&str]| printed(&folder, &[&["check"], words].concat(), "short").out;
    assert!(short(&["--root", "deals", "deals/bad.deal"]).starts_with("deals/bad.deal:2:"));
    assert!(short(&["deals/bad.deal"]).starts_with("deals/bad.deal:2:"));
}

#[test]
fn what_fails_the_command_is_an_error_and_the_rest_is_not() {
    let folder = files("levels");
    let levels = |words: &[&str]| -> BTreeSet<(String, String)> {
        let (lines, _) = lines(&folder, &[&["run", "rent.deal"], words].concat());
        let pair = |it: &Value| (it["code"].as_str().unwrap().to_owned(), it["severity"].as_str().unwrap().to_owned());
        found(&lines).into_iter().map(pair).collect()
    };
    let pair = |code: &str, level: &str| (code.to_owned(), level.to_owned());
    assert!(levels(&[]).contains(&pair("covenant-breach", "warning")));
    let raised = levels(&["--fail-on", "breach"]);
    assert!(raised.contains(&pair("covenant-breach", "error")));
    assert!(raised.contains(&pair("event-of-default", "warning")));
    // A breach that was cured fails nothing: `--fail-on` does not count it.
    let (lines, _) = lines(&folder, &["run", "cured.deal", "--all", "--fail-on", "breach"]);
    assert!(found(&lines).iter().any(|it| it["severity"] == "note"), "{lines:?}");
}

#[test]
fn tables_are_refused_beside_findings() {
    let folder = files("tables");
    for (words, option) in [
        (&["run", "good.deal", "--report", "debt"][..], "--report"),
        (&["run", "good.deal", "--from", "2026-12-31"], "--from"),
        (&["check", "good.deal", "--cost"], "--cost"),
    ] {
        let ended = printed(&folder, words, "sarif");
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{words:?}");
        let expected = format!(
            "error: `--format sarif` prints what was found and no tables; leave out `{option}`, or the format\n"
        );
        assert_eq!(ended.err, expected);
    }
}

#[test]
fn tests_come_as_tables_of_one_document() {
    let folder = files("documents");
    let call = &["test", "good.deal", "cured.deal"];
    let json = json(&folder, call, "json");
    let titles: Vec<&str> = json["tables"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["good.deal", "cured.deal"]);
    let plain = printed(&folder, call, "plain").out;
    assert!(plain.starts_with("good.deal.\nResult: passed; Test: stable rent; Under: base"), "{plain}");
}

#[test]
fn a_summary_and_outputs_are_appended() {
    let folder = files("summary");
    folder.write("step.md", "before\n").write("outputs", "");
    let run = |words: &[&str]| {
        let mut command = folder.command(words);
        let ended = command.env("GITHUB_STEP_SUMMARY", "step.md").env("GITHUB_OUTPUT", "outputs").output().unwrap();
        ended.status.code().unwrap()
    };
    assert_eq!(run(&["run", "good.deal", "--outcome", "o.json", "--fail-on", "breach"]), 3);
    let step = folder.read("step.md");
    assert!(
        step.starts_with("before\n## deal run: 1 error\n\n1 file: good.deal\n\n0 of 1 covenant level held\n"),
        "{step}"
    );
    assert!(step.contains("| error | covenant-breach | good.deal:"), "{step}");
    assert!(step.contains("### TITLE, scenario base"), "{step}");
    let expected = "exit-code=3\nvalid=true\nerrors=1\nwarnings=0\nbreached=true\nhappened=breach\noutcome=o.json\n";
    assert_eq!(folder.read("outputs"), expected);
    folder.write("outputs", "");
    assert_eq!(run(&["test", "deals/mixed.deal", "--summary", "own.md"]), 4);
    assert_eq!(folder.read("step.md"), step, "the flag goes before the variable");
    assert!(folder.read("own.md").contains("\n2 of 3 tests passed\n"), "{}", folder.read("own.md"));
    assert_eq!(folder.read("outputs"), "exit-code=4\nvalid=true\nerrors=1\nwarnings=0\npassed=2\nfailed=1\n");
    folder.write("outputs", "");
    assert_eq!(run(&["check", "bad.deal"]), 1);
    assert!(folder.read("outputs").starts_with("exit-code=1\nvalid=false\n"));
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = files("unwritable");
    let ended = folder.deal(&["check", "good.deal", "--summary", "no/such/folder.md"]);
    assert_eq!(ended.code, 2);
    assert_eq!(ended.err, "error: cannot write `no/such/folder.md`: there is no such file\n");
    let mut command = folder.command(&["check", "bad.deal"]);
    let ended = Ended::from(command.env("GITHUB_OUTPUT", "deals").output().unwrap());
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("error: cannot write `deals`: "), "{}", ended.err);
    let mut command = folder.command(&["run", "good.deal", "--outcome", "o\nbreached=false"]);
    let ended = Ended::from(command.env("GITHUB_OUTPUT", "outputs").output().unwrap());
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("its name has a line break"), "{}", ended.err);
    assert!(!folder.0.join("outputs").exists());
}

#[test]
fn every_rule_is_explained() {
    let folder = files("explained");
    let list = folder.deal(&["explain"]).out;
    for rule in RULES {
        let page = folder.deal(&["explain", rule.id]);
        assert_eq!(page.code, 0, "{}", rule.id);
        assert!(page.out.starts_with(&format!("# {}: {}\n\n", rule.id, rule.name)), "{}", page.out);
        assert!(list.contains(&format!("  {} ", rule.id)), "{list}");
    }
    assert!(folder.deal(&["explain", "covenant-breech"]).err.contains("did you mean `covenant-breach`?"));
}

/// Nothing is drawn, on either stream.
#[test]
fn tables_and_problems_are_read_aloud() {
    let folder = files("aloud");
    let ended = printed(&folder, &["run", "bad.deal"], "plain");
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    assert!(
        ended.err.starts_with("Error E2006, bad.deal, line 2, column 22. `UDS` is not a currency."),
        "{}",
        ended.err
    );
    for call in CALLS {
        let ended = printed(&folder, call, "plain");
        let drawn = |c: char| ('\u{2500}'..='\u{257f}').contains(&c);
        assert!(!ended.out.contains(drawn) && !ended.err.contains(drawn), "{call:?}: {ended:?}");
    }
}

#[test]
fn an_unknown_format_is_answered_with_those_there_are() {
    let folder = files("unknown");
    let ended = printed(&folder, &["check", "good.deal"], "saarif");
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("'sarif'"), "{}", ended.err);
    for form in FORMS {
        assert!(ended.err.contains(form.name), "{} is not offered: {}", form.name, ended.err);
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure_in_any_format() {
    let folder = files("left");
    for form in FORMS {
        let mut command = folder.command(&["check", "bad.deal", "--format", form.name]);
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(1), "{}", form.name);
    }
}

/// `script` gives a command a terminal of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_narrow_terminal_is_filled_and_colour_can_be_refused() {
    let folder = files("narrow");
    let on_terminal = |setting: &str, words: &str| {
        let deal = env!("CARGO_BIN_EXE_deal");
        let call = format!("stty cols 40 rows 20; {setting} '{deal}' {words}");
        let mut command = Command::new("script");
        command.args(["-qec", &call, "/dev/null"]).current_dir(&folder.0).env_remove("NO_COLOR").env("TERM", "xterm");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let shown = on_terminal("NO_COLOR=1", "run good.deal");
    assert!(!shown.contains('\u{1b}'), "{shown}");
    let rows = shown.lines().filter(|line| !line.contains(", scenario ") && !line.starts_with("- "));
    assert!(rows.clone().count() > 10 && rows.clone().all(|line| line.trim_end().chars().count() <= 40), "{shown}");
    assert!(on_terminal("", "run good.deal").contains('\u{1b}'));
    assert!(!on_terminal("TERM=dumb", "run good.deal").contains('\u{1b}'));
    for form in FORMS {
        let shown = on_terminal("", &format!("check bad.deal --color always --format {}", form.name));
        assert!(!shown.contains('\u{1b}'), "{} has colour", form.name);
    }
}

/// By the schemas as others publish them, and by our own.
#[test]
fn machine_formats_are_valid_by_their_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(validators) = validators() else {
        println!("left out: run `.ci/validators` first");
        return;
    };
    let folder = files("schemas");
    let (mut json, mut lines, mut sarif, mut junit) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut diffs = Vec::new();
    for (index, call) in CALLS.iter().enumerate() {
        for form in ["json", "json-lines", "sarif", "junit"] {
            let out = printed(&folder, call, form).out;
            let keep = |kind: &mut Vec<String>, name: String, text: &str| {
                folder.write(&name, text);
                kind.push(name);
            };
            match form {
                // Of runs and tests it prints tables.
                "json" if call[0] == "check" => keep(&mut json, format!("{index}.json"), &out),
                "json" if call[0] == "diff" && !out.is_empty() => keep(&mut diffs, format!("{index}.json"), &out),
                "json" => {}
                "sarif" => keep(&mut sarif, format!("{index}.sarif"), &out),
                "junit" => keep(&mut junit, format!("{index}.xml"), &out),
                _ => out.lines().enumerate().for_each(|(at, line)| {
                    keep(&mut lines, format!("{index}-{at}.json"), line);
                }),
            }
        }
    }
    let python = validators.join("python/bin/python");
    let valid = |schema: PathBuf, files: &[String]| {
        let mut command = Command::new(&python);
        command.args(CHECK).arg(schema).args(files).current_dir(&folder.0);
        let output = command.output().unwrap();
        assert!(!files.is_empty() && output.status.success(), "{output:?}");
    };
    valid(root.join("docs/schema/diagnostics.json"), &json);
    valid(root.join("docs/schema/diff.json"), &diffs);
    valid(root.join("docs/schema/json-lines.json"), &lines);
    valid(validators.join("sarif-2.1.0-rtm.5.json"), &sarif);
    let script = "import sys, xmlschema\nschema = xmlschema.XMLSchema(sys.argv[1])\nfor file in sys.argv[2:]: \
                  schema.validate(file)\n";
    let mut command = Command::new(&python);
    command.args(["-c", script]).arg(validators.join("junit-10.xsd")).args(&junit).current_dir(&folder.0);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // A validator that accepts anything would prove nothing.
    folder.write("broken.sarif", folder.read("1.sarif").replace("\"ruleId\"", "\"rule\""));
    let mut command = Command::new(&python);
    command.args(CHECK).arg(validators.join("sarif-2.1.0-rtm.5.json"));
    assert!(!command.arg("broken.sarif").current_dir(&folder.0).output().unwrap().status.success());
    // And what the repository offers to others.
    for (kind, file) in [("vendor.github-actions", "action.yml"), ("vendor.gitlab-ci", ".gitlab/deal.yml")] {
        let mut command = Command::new(&python);
        command.args(["-m", "check_jsonschema", "--builtin-schema", kind]).arg(root.join(file));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// A pattern of the SARIF schema is none in the strict reading of ECMAScript.
const CHECK: &[&str] = &["-m", "check_jsonschema", "--regex-variant", "nonunicode", "--schemafile"];

fn validators() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    let folder = target.join("validators");
    folder.join("complete-1").exists().then_some(folder)
}

/// GitLab publishes no schema: this is what its documentation asks of a report, field by field
/// (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).
#[test]
fn a_code_quality_report_has_what_gitlab_asks_for() {
    let folder = files("gitlab");
    for call in CALLS {
        let report = json(&folder, call, "gitlab");
        for issue in report.as_array().unwrap() {
            for field in ["description", "check_name", "fingerprint"] {
                assert!(issue[field].as_str().is_some_and(|it| !it.is_empty()), "{issue}");
            }
            let severity = issue["severity"].as_str().unwrap();
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity), "{issue}");
            let path = issue["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with(['/', '.']), "{issue}");
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0, "{issue}");
            assert_eq!(issue.as_object().unwrap().len(), 5, "{issue}");
        }
    }
    assert_eq!(json(&folder, &["check", "good.deal"], "gitlab"), Value::Array(Vec::new()));
}
