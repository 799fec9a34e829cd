//! What the repository offers to the repositories of others: the very commands of the action, of the hooks and of the
//! template run on a sample checkout, with the `deal` that was built.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use folder::Folder;

const DEAL: &str = include_str!("../src/cli/command/new.deal");

/// A checkout with a deal in a folder whose name has a blank, a file of parts it imports, and a file that git ignores.
fn checkout(name: &str) -> Folder {
    let folder = Folder::new(name);
    let parts = "hours   = 8_760 hours\n";
    let deal = DEAL.replace(parts, "").replace("hours * 0.80", "Parts.hours * 0.80");
    folder
        .write("our deals/tower.deal", format!("import Parts from \"parts.deal\"\n\n{deal}"))
        .write("our deals/parts.deal", parts)
        .write("draft.deal", "deal \"unfinished\" {")
        .write(".gitignore", "draft.deal\n");
    for words in [&["init", "--quiet"][..], &["add", "."]] {
        let status = Command::new("git").args(words).current_dir(&folder.0).status().unwrap();
        assert!(status.success(), "git {words:?}");
    }
    folder
}

fn project(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// A script under bash, as runners call it, with `deal` on its path.
fn bash(folder: &Folder, script: &str, environment: &[(String, String)]) -> Output {
    let deal = Path::new(env!("CARGO_BIN_EXE_deal")).parent().unwrap();
    let path = format!("{}:{}", deal.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(&folder.0);
    command.env("PATH", path).env_remove("GITHUB_STEP_SUMMARY").env_remove("GITHUB_OUTPUT");
    command.envs(environment.iter().map(|(name, value)| (name, value))).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// As much of YAML as our own files use: nested keys, lists of them, and blocks of lines after `|`.
struct Yaml<'a> {
    lines: Vec<&'a str>,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

impl<'a> Yaml<'a> {
    fn new(text: &'a str) -> Yaml<'a> {
        Yaml { lines: text.lines().filter(|line| !line.trim_start().starts_with('#')).collect() }
    }

    /// What stands deeper than the first line that begins with `key`, as YAML again.
    fn under(&self, key: &str) -> Yaml<'a> {
        let at = self.lines.iter().position(|line| line.trim_start().trim_start_matches("- ").starts_with(key));
        let at = at.unwrap_or_else(|| panic!("there is no {key}"));
        let deep = indent(self.lines[at]);
        let inside = |line: &&&str| line.trim().is_empty() || indent(line) > deep;
        Yaml { lines: self.lines[at + 1..].iter().take_while(inside).copied().collect() }
    }

    /// The items of a list, each with its first line first.
    fn items(&self) -> Vec<Yaml<'a>> {
        let deep = indent(self.lines[0]);
        let mut items: Vec<Yaml> = Vec::new();
        for line in &self.lines {
            if indent(line) == deep && line.trim_start().starts_with("- ") {
                items.push(Yaml { lines: Vec::new() });
            }
            items.last_mut().unwrap().lines.push(line);
        }
        items
    }

    fn has(&self, key: &str) -> bool {
        self.lines.iter().any(|line| line.trim_start().trim_start_matches("- ").starts_with(key))
    }

    /// The value beside a key, without its quotes.
    fn value(&self, key: &str) -> &'a str {
        let values = self.lines.iter().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix(key));
        let value = values.map(str::trim).next().unwrap_or_else(|| panic!("there is no {key}"));
        value.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).unwrap_or(value)
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A step of the action with the inputs of its caller, as a runner would call it; nothing is run when it is left out.
fn step(folder: &Folder, name: &str, inputs: &[(&str, &str)], more: &[(&str, &str)]) -> Option<Output> {
    let action = fs::read_to_string(project("action.yml")).unwrap();
    let action = Yaml::new(&action);
    let steps = action.under("steps:").items();
    let step = steps.into_iter().find(|it| it.value("name:") == name).unwrap();
    let input = |key: &str| match inputs.iter().find(|(name, _)| *name == key) {
        Some((_, value)) => (*value).to_owned(),
        None => action.under("inputs:").under(&format!("{key}:")).value("default:").to_owned(),
    };
    if step.has("if:") {
        // `inputs.diff != ''` or `inputs.lint == 'true'`
        let condition = step.value("if:");
        let (asked, value) = condition.strip_prefix("inputs.").unwrap().split_once(' ').unwrap();
        let left_out = match value {
            "!= ''" => input(asked).is_empty(),
            "== 'true'" => input(asked) != "true",
            other => panic!("{other} is not tried"),
        };
        if left_out {
            return None;
        }
    }
    assert_eq!(step.value("shell:"), "bash");
    let script = step.under("run: |").text();
    // What a caller writes is data: it comes in by the environment only.
    assert!(!script.contains("${{"), "{script}");
    let mut environment: Vec<(String, String)> =
        more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    environment.push(("GITHUB_ACTION_PATH".into(), project("").display().to_string()));
    if step.has("env:") {
        for line in step.under("env:").lines.iter().take_while(|line| line.contains("${{")) {
            let (name, value) = line.trim().split_once(": ").unwrap();
            let key = value.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            environment.push((name.to_owned(), input(key)));
        }
    }
    Some(bash(folder, &script, &environment))
}

#[test]
fn the_action_checks_tests_and_runs_a_checkout() {
    let folder = checkout("action");
    folder.write("step.md", "").write("outputs", "");
    let files = [("GITHUB_STEP_SUMMARY", "step.md"), ("GITHUB_OUTPUT", "outputs")];
    let passes = |name: &str, inputs: &[(&str, &str)]| {
        let output = step(&folder, name, inputs, &files).unwrap();
        assert!(output.status.success(), "{name}: {}", text(&output));
        text(&output)
    };
    assert_eq!(passes("Install deal", &[]), "", "it is there already");
    assert_eq!(passes("Check", &[("sarif", "sarif")]), "");
    assert_eq!(passes("Test", &[]), "");
    assert!(step(&folder, "Run", &[], &files).is_none() && step(&folder, "Lint", &[], &files).is_none());
    let ran = passes("Run", &[("fail-on", "loss\nacceleration\n"), ("sarif", "sarif")]);
    assert!(ran.starts_with("::warning file=our deals/tower.deal,line="), "{ran}");
    assert!(folder.read("outputs").ends_with("\nbreached=true\nhappened=breach\n"), "{}", folder.read("outputs"));
    let summary = folder.read("step.md");
    let heads: Vec<&str> = summary.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(heads, ["## deal check: nothing found", "## deal test: nothing found", "## deal run: 1 warning"]);
    for file in ["sarif/check.sarif", "sarif/run-0.sarif"] {
        let json: serde_json::Value = serde_json::from_str(&folder.read(file)).unwrap();
        assert_eq!(json["version"], "2.1.0");
    }
}

#[test]
fn the_action_fails_where_a_deal_does() {
    let folder = checkout("action-fails");
    folder.write("outputs", "");
    let files = [("GITHUB_OUTPUT", "outputs")];
    let code = |name: &str, inputs: &[(&str, &str)]| {
        let output = step(&folder, name, inputs, &files).unwrap();
        (output.status.code().unwrap(), text(&output))
    };
    let (exit, said) = code("Run", &[("fail-on", "breach")]);
    assert_eq!(exit, 3, "{said}");
    assert!(said.starts_with("::error file=our deals/tower.deal,"), "{said}");
    // Named files, one a line; the words of a caller are no commands.
    let (exit, said) = code("Check", &[("files", "draft.deal\n$(touch pwned)")]);
    assert_eq!(exit, 2, "{said}");
    assert!(said.contains("::error file=draft.deal,line=1") && !folder.0.join("pwned").exists(), "{said}");
    folder.write("our deals/parts.deal", "hours = 8_760 hous\n");
    let (exit, said) = code("Check", &[]);
    assert_eq!(exit, 1, "{said}");
    assert!(said.starts_with("::error file=our deals/parts.deal,line=1,col=15,"), "{said}");
    assert_eq!(code("Test", &[]).0, 1);
    let empty = Folder::new("no-deals");
    Command::new("git").args(["init", "--quiet"]).current_dir(&empty.0).status().unwrap();
    let output = step(&empty, "Check", &[], &[]).unwrap();
    assert_eq!((output.status.code(), text(&output).lines().count()), (Some(2), 1), "{}", text(&output));
}

#[test]
fn the_action_tells_what_changed_and_holds_deals_to_their_lock() {
    let folder = checkout("action-diff");
    folder.write("step.md", "").write("outputs", "");
    let own = ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "signed"];
    assert!(Command::new("git").args(own).current_dir(&folder.0).status().unwrap().success());
    let files = [("GITHUB_STEP_SUMMARY", "step.md"), ("GITHUB_OUTPUT", "outputs")];
    let deal = folder.read("our deals/tower.deal");
    folder.write(
        "our deals/tower.deal",
        deal.replace("below 1.20x", "below 1.15x").replace("breaches 1.20x", "breaches 1.15x"),
    );
    assert!(step(&folder, "Diff", &[], &files).is_none());
    let told = step(&folder, "Diff", &[("diff", "HEAD")], &files).unwrap();
    assert!(told.status.success(), "{}", text(&told));
    let first = "::warning file=our deals/tower.deal,line=";
    assert!(text(&told).starts_with(first) && text(&told).contains("DSCR: below 1.20x → 1.15x"), "{}", text(&told));
    assert_eq!(folder.read("outputs"), "differs=true\n");
    assert!(folder.read("step.md").contains("| borrower | DSCR: below 1.20x → 1.15x |"), "{}", folder.read("step.md"));
    let gone = step(&folder, "Diff", &[("diff", "no-such-branch")], &files).unwrap();
    assert_eq!(gone.status.code(), Some(2));
    let locked = || step(&folder, "Check", &[("locked", "true")], &files).unwrap();
    assert_eq!(locked().status.code(), Some(1), "there is no lock");
    assert_eq!(folder.deal(&["lock", "our deals/tower.deal"]).code, 0);
    assert_eq!(locked().status.code(), Some(0), "{}", text(&locked()));
}

#[test]
fn warnings_of_the_checker_fail_the_action_unless_allowed() {
    let folder = checkout("action-warnings");
    let deal = folder.read("our deals/tower.deal").replace("10%", "TBD");
    folder.write("our deals/tower.deal", deal);
    let check = |deny: &str| step(&folder, "Check", &[("deny-warnings", deny)], &[]).unwrap();
    let denied = check("true");
    assert_eq!(denied.status.code(), Some(1));
    assert!(text(&denied).starts_with("::error file="), "{}", text(&denied));
    let allowed = check("false");
    assert_eq!(allowed.status.code(), Some(0));
    assert!(text(&allowed).starts_with("::warning file="), "{}", text(&allowed));
}

#[test]
fn the_action_lints_where_it_is_asked_to() {
    let folder = checkout("action-lint");
    let lint = || step(&folder, "Lint", &[("lint", "true")], &[]).unwrap();
    assert_eq!((lint().status.code(), text(&lint())), (Some(0), String::new()));
    folder.write("our deals/tower.deal", folder.read("our deals/tower.deal") + "\nspare = 1.0\n");
    let said = text(&lint());
    assert_eq!(lint().status.code(), Some(1), "{said}");
    assert!(said.starts_with("::error file=our deals/tower.deal,line=") && said.contains("E8002"), "{said}");
}

#[test]
fn the_template_of_gitlab_writes_its_reports() {
    let folder = checkout("gitlab");
    let template = fs::read_to_string(project(".gitlab/deal.yml")).unwrap();
    let template = Yaml::new(&template);
    let install = template.under(".deal:").under("before_script:").under("|").text();
    let job = |folder: &Folder, name: &str| {
        let job = template.under(&format!("{name}:"));
        let artifact = job.under("reports:").lines[0].split_once(": ").unwrap().1;
        let script = format!("{install}{}", job.under("script:").under("|").text());
        let output = bash(folder, &script, &[("DEAL_REPOSITORY".into(), String::new())]);
        (output.status.code().unwrap(), folder.read(artifact), text(&output))
    };
    let (exit, report, said) = job(&folder, "deal-check");
    assert_eq!((exit, report.as_str(), said.as_str()), (0, "[]\n", "checked 1 file\n"));
    let (exit, report, said) = job(&folder, "deal-test");
    assert_eq!(exit, 0, "{said}");
    assert!(report.contains("<testsuites name=\"deal test\" tests=\"2\" failures=\"0\" errors=\"0\">"), "{report}");
    let broken =
        folder.read("our deals/tower.deal").replace("expect no breach", "expect DSCR breaches 1.20x on 2026-12-31");
    folder.write("our deals/tower.deal", broken);
    let (exit, report, said) = job(&folder, "deal-test");
    assert_eq!(exit, 4, "{said}");
    assert!(report.contains("failures=\"1\"") && said.contains("failed: expect"), "{report}{said}");
    folder.write("our deals/parts.deal", "hours = 8_760 hous\n");
    let (exit, report, said) = job(&folder, "deal-check");
    assert_eq!(exit, 1, "{said}");
    assert!(report.contains("\"path\": \"our deals/parts.deal\""), "{report}");
}

#[test]
fn the_hooks_take_the_files_that_changed() {
    let folder = checkout("hooks");
    let hooks = fs::read_to_string(project(".pre-commit-hooks.yaml")).unwrap();
    let hooks = Yaml::new(&hooks);
    let run = |folder: &Folder, id: &str, files: &[&str]| {
        let items = hooks.items();
        let hook = items.into_iter().find(|it| it.value("id:") == id).unwrap();
        assert_eq!((hook.value("language:"), hook.value("files:")), ("rust", "\\.deal$"));
        let quoted: Vec<String> = files.iter().map(|file| format!("'{file}'")).collect();
        let output = bash(folder, &format!("{} {}", hook.value("entry:"), quoted.join(" ")), &[]);
        (output.status.code().unwrap(), text(&output))
    };
    for id in ["deal-check", "deal-lint", "deal-test"] {
        let (exit, said) = run(&folder, id, &["our deals/tower.deal"]);
        assert_eq!(exit, 0, "{id}: {said}");
        let (exit, said) = run(&folder, id, &["our deals/tower.deal", "draft.deal"]);
        assert_eq!(exit, 1, "{id}: {said}");
    }
    // A part alone is no deal: the guide says to name the deals.
    let (exit, said) = run(&folder, "deal-check", &["our deals/parts.deal"]);
    assert_eq!(exit, 1);
    assert!(said.contains("a file of parts is checked with the deal that imports it"), "{said}");
}

/// What a user pastes names the inputs, jobs and hooks there are.
#[test]
fn the_guide_names_what_there_is() {
    let guide = fs::read_to_string(project("docs/ci.md")).unwrap();
    let action = fs::read_to_string(project("action.yml")).unwrap();
    let action = Yaml::new(&action);
    let inputs = action.under("inputs:");
    let names = inputs.lines.iter().filter(|line| indent(line) == 2).map(|line| line.trim().trim_end_matches(':'));
    for name in names {
        assert!(guide.contains(&format!("| `{name}` |")), "the guide does not name the input {name}");
    }
    for file in [".gitlab/deal.yml", ".pre-commit-hooks.yaml"] {
        let text = fs::read_to_string(project(file)).unwrap();
        for line in text.lines().filter(|line| line.starts_with("deal-") || line.starts_with("- id: ")) {
            let name = line.trim_start_matches("- id: ").trim_end_matches(':');
            assert!(guide.contains(name), "the guide does not name {name}");
        }
    }
}
