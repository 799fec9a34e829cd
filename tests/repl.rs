//! Sessions at the prompt: scripts, pipes, a file that changes, what is saved, and ten thousand lines of rubbish.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use indenture::engine::Stop;
use indenture::repl::{Look, Session, World, lines};
use indenture::source::{FileError, Files, Sources};

/// Files in memory that may change while a session runs.
#[derive(Default)]
struct Memory {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    stop: Stop,
}

impl Memory {
    fn with(path: &str, text: &str) -> Memory {
        let memory = Memory::default();
        memory.set(path, text);
        memory
    }

    fn set(&self, path: &str, text: &str) {
        self.files.borrow_mut().insert(path.into(), text.into());
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.files.borrow()[path].clone()).unwrap()
    }

    /// Every file under `examples`.
    fn examples() -> Memory {
        let memory = Memory::default();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => {
                        let inside = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                        memory.files.borrow_mut().insert(inside, fs::read(&path).unwrap());
                    }
                }
            }
        }
        memory
    }
}

impl Files for Memory {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileError> {
        let files = self.files.borrow();
        let content = files.get(path).ok_or(FileError::NotFound)?;
        if content.len() > limit { Err(FileError::TooLarge { limit }) } else { Ok(content.clone()) }
    }
}

impl World for Memory {
    fn files(&self) -> &dyn Files {
        self
    }

    fn place(&self, name: &str) -> Option<String> {
        Some(name.to_owned())
    }

    fn save(&self, name: &str, text: &str, over: bool) -> Result<(), String> {
        if !over && self.files.borrow().contains_key(name) {
            return Err(format!("cannot write `{name}`: it exists already"));
        }
        self.set(name, text);
        Ok(())
    }

    fn stop(&self) -> Stop {
        self.stop
    }
}

fn open<'w>(world: &'w Memory, path: Option<&str>) -> Session<'w> {
    let (session, opening) = Session::open(world, path, Look::default());
    assert!(!opening.failed(), "{}", opening.text());
    session
}

fn say(session: &mut Session, line: &str) -> String {
    session.line(line).text()
}

/// The answer, which must be one.
fn ask(session: &mut Session, line: &str) -> String {
    let reply = session.line(line);
    assert!(!reply.failed(), "{line}\n{}", reply.text());
    reply.text()
}

const LOAN: &str = include_str!("../examples/rent-deflation.deal");

#[test]
fn what_was_typed_is_saved_and_reads_back_as_the_same_deal() {
    let world = Memory::examples();
    let names: Vec<String> = world.files.borrow().keys().filter(|it| it.ends_with(".deal")).cloned().collect();
    assert!(names.len() > 10);
    for name in names {
        let mut session = open(&world, Some(&name));
        let typed =
            ["test \"typed at the prompt\" {", "expect period.index >= 0", "}", "typed_here = period.index * 2"];
        for line in typed {
            assert!(!session.line(line).failed(), "{name}: {line}");
        }
        ask(&mut session, "typed_here = period.index * 3");
        assert!(say(&mut session, &format!(":save {name}")).contains("it exists already"), "{name}");
        let saved = name.replace(".deal", "-saved.deal");
        assert_eq!(ask(&mut session, &format!(":save {saved}")), format!("wrote `{saved}`\n"));
        let mut sources = Sources::new();
        let (again, problems) = indenture::read(&world.text(&saved), &saved, &mut sources, &world);
        assert!(problems.iter().all(|it| !it.is_error()), "{name}: {problems:#?}");
        assert_eq!(again.as_ref(), session.model().ok(), "{name}");
        assert!(world.text(&saved).contains("typed_here = period.index * 3"), "{name}");
    }
}

#[test]
fn a_change_that_is_kept_is_saved_with_its_scenario() {
    let world = Memory::with("loan.deal", LOAN);
    let mut session = open(&world, Some("loan.deal"));
    ask(&mut session, ":what-if rent times 90%");
    let tried = ask(&mut session, "CFADS");
    assert!(ask(&mut session, ":save tried.deal").contains("left out: what is tried (1)"));
    assert_eq!(world.text("tried.deal"), LOAN);
    ask(&mut session, ":keep Slump");
    assert_eq!(ask(&mut session, "CFADS"), tried);
    ask(&mut session, ":save kept.deal");
    let mut again = open(&world, Some("kept.deal"));
    ask(&mut again, ":under Slump");
    assert_eq!(ask(&mut again, "CFADS"), tried);
}

#[test]
fn undo_brings_back_what_was_there_before() {
    let world = Memory::with("loan.deal", LOAN);
    let mut session = open(&world, Some("loan.deal"));
    let before = ask(&mut session, "CFADS");
    ask(&mut session, "Loan.coupon: 12%");
    ask(&mut session, "year = 8_000 hours");
    assert_ne!(ask(&mut session, "CFADS"), before);
    ask(&mut session, ":what-if rent times 50%");
    assert_eq!(session.prompt(), "deal +1> ");
    for _ in 0..3 {
        ask(&mut session, ":undo");
    }
    assert_eq!(ask(&mut session, "CFADS"), before);
    assert_eq!(session.prompt(), "deal> ");
    assert!(say(&mut session, ":undo").contains("nothing has been changed yet"));
}

#[test]
fn a_block_that_lacks_something_waits_for_it() {
    let world = Memory::default();
    let mut session = open(&world, None);
    let lacking = session.line("spare = Reserve.balance * 2");
    assert!(lacking.failed() && lacking.text().contains("not taken yet"), "{}", lacking.text());
    assert!(session.any_failed());
    let text = ask(&mut session, "account Reserve { opening: USD 5M }");
    assert!(text.contains("`account Reserve`") && text.contains("`spare`: money in USD"), "{text}");
    assert!(ask(&mut session, ":list waiting").contains("(none)"));
    assert!(ask(&mut session, "spare").contains("USD 10,000,000.00"));
    assert!(!session.any_failed());
}

#[test]
fn a_file_that_changes_is_read_again_and_a_broken_one_is_not_taken() {
    let world = Memory::with("loan.deal", LOAN);
    let mut session = open(&world, Some("loan.deal"));
    ask(&mut session, ":at 2028-12-31");
    ask(&mut session, "Loan.coupon: 12%");
    ask(&mut session, ":what-if rent times 90%");
    let place = session.prompt();
    world.set("loan.deal", &LOAN.replace("USD 3M", "USD 4M"));
    let told = ask(&mut session, "opex");
    assert!(told.starts_with("`loan.deal` changed: `opex` changed\n"), "{told}");
    assert_eq!(session.prompt(), place);
    world.set("loan.deal", &LOAN.replace("USD 3M", "USD 4M +"));
    let broken = session.line("opex");
    assert!(broken.failed() && broken.text().contains("the last version that did is kept"), "{}", broken.text());
    assert_eq!(told.split_once('\n').map(|(_, rest)| rest.to_owned()), Some(ask(&mut session, "opex")));
    world.files.borrow_mut().remove("loan.deal");
    assert!(say(&mut session, "opex").contains("`loan.deal` does not exist"));
    world.set("loan.deal", LOAN);
    assert!(ask(&mut session, ":type opex").contains("`loan.deal` changed: `opex` changed"));
}

#[test]
fn a_file_that_is_read_by_the_deal_is_watched_too() {
    let world = Memory::examples();
    let mut session = open(&world, Some("helios.deal"));
    let before = ask(&mut session, "SOFR");
    world.set("market/sofr.csv", &world.text("market/sofr.csv").replace("4.", "5."));
    let after = ask(&mut session, "SOFR");
    assert!(after.starts_with("`market/sofr.csv` changed: the text of the deal is the same\n"), "{after}");
    assert!(!after.contains(&before));
}

#[test]
fn a_broken_file_is_told_and_taken_once_it_is_mended() {
    let world = Memory::with("loan.deal", &LOAN.replace("USD 3M", "USD 3M +"));
    let (mut session, opening) = Session::open(&world, Some("loan.deal"), Look::default());
    assert!(opening.failed());
    assert!(say(&mut session, "opex").contains("`loan.deal` does not check; mend it"));
    assert!(say(&mut session, ":help").contains(":until"));
    world.set("loan.deal", LOAN);
    assert!(ask(&mut session, "min(DSCR.value)").contains("checks now"));
}

#[test]
fn a_file_that_is_there_at_last_is_taken() {
    let world = Memory::with("loan.deal", &format!("{LOAN}\nimport More from \"more.deal\"\n"));
    let (mut session, opening) = Session::open(&world, Some("loan.deal"), Look::default());
    assert!(opening.text().contains("`more.deal` does not exist"), "{}", opening.text());
    assert!(session.line("half").failed());
    world.set("more.deal", "half = CFADS / 2\n");
    let told = ask(&mut session, "half");
    assert!(told.starts_with("`loan.deal` changed: checks now\n"), "{told}");
}

#[test]
fn a_run_stops_when_asked_and_the_session_goes_on() {
    static ASKED: AtomicBool = AtomicBool::new(false);
    let world = Memory { stop: Stop::on(&ASKED), ..Memory::with("loan.deal", LOAN) };
    let mut session = open(&world, Some("loan.deal"));
    ASKED.store(true, Ordering::SeqCst);
    for line in
        ["CFADS", ":state", ":why CFADS", ":goal min(DSCR.value) = 1.25x by decline from 0% per year to 60% per year"]
    {
        assert_eq!(say(&mut session, line), "stopped; nothing has changed\n", "{line}");
    }
    assert_eq!(say(&mut session, ":what-if rent times 50%"), "stopped; nothing has changed\n");
    ASKED.store(false, Ordering::SeqCst);
    assert_eq!(session.prompt(), "deal> ");
    assert!(ask(&mut session, "min(DSCR.value)").contains("a ratio"));
}

#[test]
fn a_goal_pasted_back_meets_its_target() {
    let world = Memory::with("loan.deal", LOAN);
    let mut session = open(&world, Some("loan.deal"));
    let told = ask(&mut session, ":goal min(DSCR.value) = 1.25x by decline from 0% per year to 60% per year");
    let block = told.lines().find(|line| line.starts_with("scenario Goal")).unwrap();
    ask(&mut session, block);
    ask(&mut session, ":under Goal");
    assert!(ask(&mut session, "min(DSCR.value)").starts_with("1.2500x"), "{told}");
    let told = ask(&mut session, ":goal Loan.interest = USD 1M by Loan.coupon from 1% per year to 20% per year");
    let block: Vec<&str> = told.lines().skip_while(|line| !line.starts_with("tranche Loan")).collect();
    assert!(block.len() > 3, "{told}");
    block.iter().for_each(|line| {
        assert!(!session.line(line).failed(), "{line}");
    });
}

#[test]
fn entries_of_several_lines_need_no_key_and_a_command_ends_them() {
    let world = Memory::default();
    let mut session = open(&world, None);
    assert_eq!(say(&mut session, "account Cash {"), "");
    assert_eq!(session.prompt(), "....> ");
    assert_eq!(say(&mut session, "at end: to Sponsor"), "");
    assert!(say(&mut session, "}").contains("`account Cash`"));
    assert_eq!(say(&mut session, "max(USD 1,"), "");
    assert!(say(&mut session, "USD 2)").starts_with("USD 2.00"));
    assert_eq!(say(&mut session, "account Half {"), "");
    let told = say(&mut session, ":type USD 1");
    assert!(told.contains("never closed") && told.ends_with("money in USD\n"), "{told}");
    assert!(!session.is_waiting());
}

fn deal(arguments: &[&str], input: &[u8]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_deal"))
        .arg("repl")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A session that ended early reads no more.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[test]
fn a_line_that_fails_is_the_exit_code_however_it_came() {
    let loan = "examples/rent-deflation.deal";
    let code = |arguments: &[&str], input: &str| deal(arguments, input.as_bytes()).status.code();
    assert_eq!(code(&["-e", "1 + 1"], ""), Some(0));
    assert_eq!(code(&["-e", "1 +", "-e", "1"], ""), Some(1));
    assert_eq!(code(&[loan, "-e", "Loan.balanc"], ""), Some(1));
    assert_eq!(code(&[loan], "Loan.balance\n"), Some(0));
    assert_eq!(code(&[loan], "nothing\nLoan.balance\n"), Some(1));
    assert_eq!(code(&[loan], "account A {\n"), Some(1));
    assert_eq!(code(&[loan], ":quit\nnothing\n"), Some(0));
    assert_eq!(code(&["examples/none.deal"], ""), Some(2));
    assert_eq!(code(&["examples"], ""), Some(2));
    assert_eq!(code(&["--script", "examples"], ""), Some(2));
    assert_eq!(code(&[loan, "--script", "none"], ""), Some(2));
    assert_eq!(code(&[loan, "--under", "Nothing", "-e", "1"], ""), Some(2));
    assert_eq!(code(&["--script", "x", "-e", "1"], ""), Some(2));
}

#[test]
fn answers_and_problems_are_apart_and_without_escapes() {
    let out = deal(&["examples/rent-deflation.deal"], b"Loan.balance\nLoan.balanc\n\xff\xfe\n1 + 1\n");
    let (answers, problems) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    assert!(answers.starts_with("USD ") && answers.ends_with("2, a ratio\n"), "{answers}");
    assert!(problems.contains("did you mean `balance`?") && problems.contains("not UTF-8 text"), "{problems}");
    assert!(!answers.contains('\u{1b}') && !problems.contains('\u{1b}'));
    assert!(!answers.contains("deal>"));
}

/// A small generator of its own: the same lines on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Marsaglia, "Xorshift RNGs" (2003), the triple 13, 7, 17.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

const WORDS: &[&str] = &[
    "Loan.balance",
    "DSCR.value",
    "rent",
    "USD 3",
    "3 USD",
    "80%",
    "+",
    "*",
    "-",
    "/",
    "(",
    ")",
    "{",
    "}",
    "min(",
    "sum(",
    "last 3 periods",
    "prior",
    "not",
    "ans",
    "2026-12-31",
    "18 months",
    "tranche",
    "account A {",
    "shock",
    "x =",
    ",",
    "[TS 1]",
    "\"text\"",
    "\"",
    "#",
    "##",
    "per",
    "GPU",
    "else",
    "if 1 = 1 then",
    "period.index",
    "remaining",
    "$5",
    "1e9",
    "9999999999999999999999999999999999999999",
    ";",
    ":",
    "Loan.coupon:",
    "é",
    "日本",
    "\u{202e}",
    "\0",
    "\u{3}",
    "\u{1b}[2J",
    "ans ans",
    "TBD",
    "undisclosed",
    "no",
    "deal \"x\" {",
    "currency: USD",
    "input u: 80%",
    "state s",
];

fn rubbish(dice: &mut Dice) -> Vec<u8> {
    let commands = indenture::repl::command::COMMANDS;
    match dice.roll(12) {
        0 => (0..dice.roll(60)).map(|_| dice.roll(256) as u8).filter(|byte| *byte != b'\n').collect(),
        1 => vec![b"a(\x03\xff"[dice.roll(4)]; dice.roll(30_000)],
        2..=5 => {
            // One that leaves would end the soak.
            let name = commands[dice.roll(commands.len())].name;
            let name = if name == "quit" { "help" } else { name };
            let rest: Vec<&str> = (0..dice.roll(5)).map(|_| dice.pick(WORDS)).collect();
            format!(":{name} {}", rest.join(" ")).into_bytes()
        }
        6 => commands[dice.roll(commands.len() - 1)].example.replace(":quit", ":help").into_bytes(),
        _ => {
            let words: Vec<&str> = (0..1 + dice.roll(7)).map(|_| dice.pick(WORDS)).collect();
            words.join(" ").into_bytes()
        }
    }
}

#[test]
fn ten_thousand_lines_of_rubbish_leave_a_session_that_answers() {
    let mut dice = Dice(0x5eed_1e55_c0de_2026);
    let mut bytes = Vec::new();
    for _ in 0..10_000 {
        bytes.extend(rubbish(&mut dice));
        bytes.push(b'\n');
    }
    let world = Memory::with("loan.deal", LOAN);
    let mut session = open(&world, Some("loan.deal"));
    let mut input = BufReader::new(bytes.as_slice());
    let (mut read, mut answered, mut failed) = (0, 0, 0);
    while let Some(line) = lines::next(&mut input).unwrap() {
        read += 1;
        let Ok(line) = line else { continue };
        let reply = session.line(&line);
        assert!(!reply.ends, "{line}");
        assert!(
            !reply.text().contains("bug in deal") && !reply.text().contains("internal error"),
            "{line}\n{}",
            reply.text()
        );
        assert!(!reply.text().contains('\u{1b}') && !reply.text().contains('\u{3}'), "{line}\n{}", reply.text());
        answered += usize::from(!reply.failed());
        failed += usize::from(reply.failed());
    }
    println!("{read} lines: {answered} answered or waiting, {failed} refused");
    assert!(read == 10_000 && answered > 500 && failed > 2_000, "{read} {answered} {failed}");
    session.clear();
    assert!(say(&mut session, "USD 1 + USD 2").ends_with("USD 3.00, money in USD\n"));
    assert!(say(&mut session, ":list waiting").len() < 10_000_000);
}
