//! What a lock refuses that no document can show: other line ends, other systems, a disk that does not take it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod folder;

use folder::Folder;

const DEAL: &str = "import Market from \"market/rent.deal\"\n\ndeal \"Loan\" {\n  currency: USD\n  closing:  2025-12-31\n  \
                    periods:  each year end from 2026-12-31 to 2027-12-31\n}\n\
                    source TS \"Term sheet\" at \"term-sheet.md\"\nsource FM \"Model\" at \"model.xlsx\"\n\
                    x = 2 * rent [TS 3.1] [FM sheet 2]\n";

fn files(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder
        .write("deals/tower.deal", DEAL)
        .write("deals/market/rent.deal", "curve rent { starts: USD 2 per GPU-hour on 2025-12-31 }\n")
        .write("deals/term-sheet.md", "3.1 Rent\ncounts twice.\n")
        .write("deals/model.xlsx", b"PK\x03\x04\xff\xfe");
    let locked = folder.deal(&["lock", "deals/tower.deal"]);
    assert_eq!(
        (locked.code, locked.out.as_str()),
        (0, "deals/tower.deal locked: 2 files, 2 cited sections\n"),
        "{}",
        locked.err
    );
    folder
}

fn check(folder: &Folder) -> (i32, String) {
    let ended = folder.deal(&["check", "deals/tower.deal", "--locked", "--format", "short"]);
    (ended.code, ended.out)
}

#[test]
fn line_ends_and_byte_order_marks_are_no_difference() {
    let folder = files("line-ends");
    for file in ["deals/tower.deal", "deals/market/rent.deal", "deals/term-sheet.md", "deals/deal.lock"] {
        let text = folder.read(file);
        folder.write(file, format!("\u{FEFF}{}", text.replace('\n', "\r\n")));
        assert_eq!(check(&folder), (0, String::new()), "{file}");
    }
}

#[test]
fn a_document_that_is_no_text_is_cited_as_a_whole() {
    let folder = files("binary");
    folder.write("deals/model.xlsx", b"PK\x03\x04\xff\xfd");
    let (code, told) = check(&folder);
    assert_eq!(code, 1);
    assert_eq!(
        told,
        "deals/tower.deal:10:23: error[E5202]: `FM` has changed since it was accepted, and `x` stands on it\n"
    );
}

#[test]
fn the_same_deal_gives_the_same_lock_from_any_folder() {
    let folder = files("folders");
    let before = folder.read("deals/deal.lock");
    assert!(before.contains(" market/rent.deal\n") && before.ends_with("\nend\n"), "{before}");
    for (from, file) in [("deals", "tower.deal"), ("deals/market", "../tower.deal")] {
        let output = folder.command(&["lock", file]).current_dir(folder.0.join(from)).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(folder.read("deals/deal.lock"), before);
    }
}

#[test]
fn a_lock_that_cannot_be_written_leaves_the_old_one() {
    let folder = files("unwritable");
    let before = folder.read("deals/deal.lock");
    folder.write("deals/tower.deal", DEAL.replace("2 * rent", "3 * rent"));
    let mut command = std::process::Command::new("bash");
    // A file may not grow past nothing: every write fails.
    command.args(["-c", "ulimit -f 0; trap '' XFSZ; exec \"$0\" lock deals/tower.deal", env!("CARGO_BIN_EXE_deal")]);
    let output = command.current_dir(&folder.0).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.starts_with("error: cannot write `"), "{told}");
    assert_eq!(folder.read("deals/deal.lock"), before);
    let left = std::fs::read_dir(folder.0.join("deals")).unwrap().count();
    assert_eq!(left, 5, "nothing is left behind");
}

#[test]
fn a_lock_that_is_no_file_is_refused() {
    let folder = files("odd");
    std::fs::remove_file(folder.0.join("deals/deal.lock")).unwrap();
    std::fs::create_dir(folder.0.join("deals/deal.lock")).unwrap();
    let (code, told) = check(&folder);
    assert_eq!(
        (code, told.as_str()),
        (1, "deals/deal.lock:1:1: error[E5003]: `deals/deal.lock` is not a regular file\n")
    );
    let ended = folder.deal(&["lock", "deals/tower.deal"]);
    assert!(ended.code != 0 && !ended.err.is_empty());
    std::fs::remove_dir(folder.0.join("deals/deal.lock")).unwrap();
    folder.write("deals/deal.lock", b"version 1\n\xff");
    let (code, told) = check(&folder);
    assert_eq!(code, 1);
    assert!(told.starts_with("deals/deal.lock:2:1: error[E5005]:"), "{told}");
}

#[test]
fn an_outcome_that_was_asked_for_is_written_when_the_lock_refuses() {
    let folder = files("outcome");
    folder.write("deals/tower.deal", DEAL.replace("2 * rent", "3 * rent"));
    let ended = folder.deal(&["run", "deals/tower.deal", "--locked", "--outcome", "o.json"]);
    assert_eq!(ended.code, 1);
    let outcome: serde_json::Value = serde_json::from_str(&folder.read("o.json")).unwrap();
    assert_eq!((&outcome["valid"], &outcome["problems"][0]["code"]), (&false.into(), &"E5201".into()));
}
