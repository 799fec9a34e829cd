//! Every exit code of the table, reached.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod folder;

use std::collections::BTreeSet;

use folder::{Ended, Folder};
use indenture::cli::{ENDS, Exit};

/// The deal that `deal new` writes: it is breached in 2028, and says so in a test.
const BREACHED: &str = include_str!("../src/cli/command/new.deal");

/// Deals for every end: one that stays whole, one that is breached, one that is invalid, one with a hole, tests that
/// fail, no test, a name that nothing uses, labels out of line, and a file too large.
fn files(name: &str) -> Folder {
    let folder = Folder::new(name);
    let good = BREACHED.replace("20% per year from", "0% per year from");
    let (untested, _) = good.split_once("test ").unwrap();
    folder
        .write("good.deal", untested)
        .write("passing.deal", BREACHED)
        .write("failing.deal", &good)
        .write("idle.deal", format!("{BREACHED}\nspare = 1.0\n"))
        .write("narrow.deal", BREACHED.replace("closing:  ", "closing: "))
        .write("bad.deal", BREACHED.replace("currency: USD", "currency: UDS"))
        .write("hole.deal", BREACHED.replace("10%", "TBD"))
        .write("large.deal", "x".repeat(2 * 1024 * 1024 + 1));
    folder
}

/// What is called, and how it ends.
const CALLS: &[(&[&str], Exit)] = &[
    (&["check", "good.deal"], Exit::Done),
    (&["run", "passing.deal"], Exit::Done),
    (&["run", "good.deal", "--fail-on", "breach"], Exit::Done),
    (&["test", "passing.deal"], Exit::Done),
    (&["lint", "passing.deal"], Exit::Done),
    (&["lint", "idle.deal"], Exit::Done),
    (&["coverage", "passing.deal"], Exit::Done),
    (&["coverage", "failing.deal", "--min", "1%"], Exit::Done),
    (&["--help"], Exit::Done),
    (&["check", "bad.deal"], Exit::Invalid),
    (&["run", "bad.deal"], Exit::Invalid),
    (&["test", "bad.deal"], Exit::Invalid),
    (&["run", "hole.deal"], Exit::Invalid),
    (&["check", "hole.deal"], Exit::Done),
    (&["check", "hole.deal", "--deny", "warnings"], Exit::Invalid),
    (&["lint", "idle.deal", "--deny", "warnings"], Exit::Invalid),
    (&["lint", "idle.deal", "--deny", "warnings", "--skip", "unused-name"], Exit::Done),
    (&["lint", "bad.deal"], Exit::Invalid),
    (&["lint", "hole.deal"], Exit::Invalid),
    (&["coverage", "bad.deal"], Exit::Invalid),
    (&[], Exit::Usage),
    (&["chekc", "good.deal"], Exit::Usage),
    (&["check", "missing.deal"], Exit::Usage),
    (&["check", "good.deal", "missing.deal"], Exit::Usage),
    (&["check", "good.deal", "--format", "pdf"], Exit::Usage),
    (&["run", "good.deal", "--under", "Nothing"], Exit::Usage),
    (&["run", "good.deal", "--format", "sarif", "--report", "debt"], Exit::Usage),
    (&["check", "good.deal", "--cost", "--format", "junit"], Exit::Usage),
    (&["run", "good.deal", "--outcome", "no/such/folder/o.json"], Exit::Usage),
    (&["test", "good.deal", "--summary", "no/such/folder/s.md"], Exit::Usage),
    (&["explain", "E9999"], Exit::Usage),
    (&["lint", "good.deal", "--only", "nothing"], Exit::Usage),
    (&["coverage", "passing.deal", "--min", "0.8"], Exit::Usage),
    (&["coverage", "passing.deal", "--outcome", "no/such/folder/o.json"], Exit::Usage),
    (&["run", "passing.deal", "--fail-on", "breach"], Exit::Happened),
    (&["run", "passing.deal", "--fail-on", "acceleration", "--format", "sarif"], Exit::Done),
    (&["run", "passing.deal", "--fail-on", "acceleration", "--fail-on", "breach", "--format", "sarif"], Exit::Happened),
    (&["test", "failing.deal"], Exit::TestFailed),
    (&["test", "passing.deal", "failing.deal", "--format", "junit"], Exit::TestFailed),
    (&["test", "good.deal"], Exit::TestFailed),
    (&["coverage", "passing.deal", "--min", "100%"], Exit::TestFailed),
    (&["coverage", "good.deal", "--min", "1%", "--format", "junit"], Exit::TestFailed),
    (&["fmt", "--check", "passing.deal"], Exit::Done),
    (&["fmt", "--check", "narrow.deal"], Exit::WouldChange),
    (&["fmt", "--check", "narrow.deal", "--format", "sarif"], Exit::WouldChange),
    (&["fmt", "narrow.deal", "--format", "sarif"], Exit::Usage),
    (&["fmt", "narrow.deal", "--summary", "summary.md"], Exit::Usage),
    (&["fmt", "--check", "narrow.deal", "missing.deal"], Exit::Usage),
    (&["diff", "passing.deal", "failing.deal", "--exit-code"], Exit::Differs),
    (&["diff", "passing.deal", "failing.deal"], Exit::Done),
    (&["diff", "passing.deal", "narrow.deal", "--exit-code"], Exit::Done),
    (&["diff", "passing.deal", "bad.deal", "--exit-code"], Exit::Invalid),
    (&["diff", "passing.deal", "missing.deal"], Exit::Usage),
    (&["diff", "passing.deal"], Exit::Usage),
    (&["diff", "no-such-revision:passing.deal"], Exit::Usage),
    (&["check", "passing.deal", "--locked"], Exit::Invalid),
    (&["lock", "--check", "passing.deal"], Exit::Invalid),
    (&["check", "large.deal"], Exit::Limit),
    (&["check", "bad.deal", "large.deal", "missing.deal"], Exit::Limit),
];

#[test]
fn every_call_ends_as_the_table_says() {
    let folder = files("exits");
    let mut reached: BTreeSet<u8> = BTreeSet::new();
    for (words, exit) in CALLS {
        let ended = folder.deal(words);
        assert_eq!(ended.code, i32::from(exit.code()), "deal {}\n{}{}", words.join(" "), ended.out, ended.err);
        let told = matches!(exit, Exit::Invalid | Exit::Usage | Exit::Limit);
        assert!(!told || !ended.err.is_empty(), "deal {} says nothing", words.join(" "));
        reached.insert(exit.code());
    }
    let missing: Vec<Exit> = ENDS.iter().filter(|end| !reached.contains(&end.code)).map(|end| end.exit).collect();
    // A bug is reached where a system has no room for us, an interruption from outside: the tests below.
    assert_eq!(missing, [Exit::Bug, Exit::Interrupted]);
}

#[cfg(target_os = "linux")]
#[test]
fn no_room_for_the_work_is_our_bug_and_no_abort() {
    let folder = files("no-room");
    let mut command = std::process::Command::new("bash");
    // The program itself fits, the stack it asks for does not.
    let deal = env!("CARGO_BIN_EXE_deal");
    command.args(["-c", "ulimit -v 60000; exec \"$0\" check good.deal", deal]).current_dir(&folder.0);
    let ended = Ended::from(command.output().unwrap());
    assert_eq!(ended.code, i32::from(Exit::Bug.code()), "{}", ended.err);
    assert!(ended.err.starts_with("this is a bug in deal "), "{}", ended.err);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_command_which_a_shell_calls_130() {
    use std::os::unix::process::ExitStatusExt;
    let folder = files("interrupted");
    // More than a pipe holds: it waits for a reader that does not come.
    folder.write("large.deal", include_str!("../examples/reference-deal.deal"));
    let mut command = folder.command(&["run", "large.deal", "--report", "waterfall", "--format", "json"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(128 + child.wait().unwrap().signal().unwrap(), 130);
}
