//! `deal fmt` among files: what it writes, what it leaves alone, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A folder of its own for one test, gone at the end.
struct Folder(PathBuf);

struct Ended {
    code: i32,
    out: Vec<u8>,
    err: String,
}

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("deal-fmt-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// How many files there are: nothing unfinished is left behind.
    fn count(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }

    fn fmt(&self, words: &[&str], input: &[u8]) -> Ended {
        let mut child = Command::new(env!("CARGO_BIN_EXE_deal"))
            .current_dir(&self.0)
            .arg("fmt")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who does not read its input may be gone before it is written.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Ended {
            code: output.status.code().unwrap_or(-1),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new("input");
    let ended = folder.fmt(&["-"], b"state   lockup\r\n\r\n\r\nstate x");
    assert_eq!((ended.code, ended.out.as_slice(), ended.err.as_str()), (0, &b"state lockup\n\nstate x\n"[..], ""));
    let ended = folder.fmt(&["--check", "-"], b"state   lockup\n");
    assert_eq!((ended.code, ended.out.as_slice()), (6, &b"would change standard input\n"[..]));
    let ended = folder.fmt(&["--check", "-"], b"state lockup\n");
    assert_eq!((ended.code, ended.out.as_slice()), (0, &b""[..]));
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_go() {
    let folder = Folder::new("mark");
    folder.write("a.deal", b"\xEF\xBB\xBFstate lockup\n");
    folder.write("b.deal", b"state lockup\r\nparty Bank\r\n");
    folder.write("c.deal", b"state lockup\rparty Bank\r");
    assert_eq!(folder.fmt(&["a.deal", "b.deal", "c.deal"], b"").code, 0);
    assert_eq!(folder.read("a.deal"), "state lockup\n");
    assert_eq!(folder.read("b.deal"), "state lockup\nparty Bank\n");
    assert_eq!(folder.read("c.deal"), "state lockup\nparty Bank\n");
    assert_eq!(folder.count(), 3);
}

#[test]
fn a_broken_block_stays_as_it_is_among_the_others() {
    let folder = Folder::new("broken");
    let broken = "covenant X {\n     measure   CFADS\n above 5% :   accelerate\n   }";
    folder.write("a.deal", format!("state   a\n\n\n{broken}\n\n\n\nstate   b\n"));
    let ended = folder.fmt(&["a.deal"], b"");
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("error[E0105]"), "{}", ended.err);
    assert_eq!(folder.read("a.deal"), format!("state a\n\n{broken}\n\nstate b\n"));
    // Nothing more to do, and still invalid.
    let ended = folder.fmt(&["--check", "a.deal"], b"");
    assert_eq!((ended.code, ended.out.as_slice()), (1, &b""[..]));
}

#[test]
fn what_cannot_be_read_is_told_and_the_others_are_formatted() {
    let folder = Folder::new("unreadable");
    folder.write("a.deal", "state   a\n");
    folder.write("b.deal", b"state \xFF\n");
    fs::create_dir(folder.0.join("c.deal")).unwrap();
    let ended = folder.fmt(&["missing.deal", "b.deal", "c.deal", "a.deal"], b"");
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains("cannot read `missing.deal`: there is no such file"), "{}", ended.err);
    assert!(ended.err.contains("`b.deal` is not UTF-8 text"), "{}", ended.err);
    assert!(ended.err.contains("`c.deal` is not a regular file"), "{}", ended.err);
    assert_eq!(folder.read("a.deal"), "state a\n");
    let ended = folder.fmt(&["-"], b"state \xFF\n");
    assert_eq!((ended.code, ended.out.as_slice()), (1, &b""[..]));
    assert!(ended.err.contains("not UTF-8 text (byte 6, line 1)"), "{}", ended.err);
}

#[test]
fn a_limit_leaves_the_whole_file_alone() {
    let folder = Folder::new("limit");
    let deep = format!("state   a\nx = {}1{}\n", "(".repeat(70), ")".repeat(70));
    folder.write("a.deal", &deep);
    let ended = folder.fmt(&["a.deal"], b"");
    assert_eq!(ended.code, 7, "{}", ended.err);
    assert_eq!(folder.read("a.deal"), deep);
    let long = "# x\n".repeat(600_000);
    folder.write("b.deal", &long);
    assert_eq!(folder.fmt(&["b.deal"], b"").code, 7);
    assert_eq!(folder.read("b.deal"), long);
    assert_eq!(folder.fmt(&["-"], long.as_bytes()).code, 7);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_its_file() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("links");
    let path = folder.write("a.deal", "state   a\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.deal", folder.0.join("link.deal")).unwrap();
    assert_eq!(folder.fmt(&["link.deal"], b"").code, 0);
    assert!(folder.0.join("link.deal").is_symlink());
    assert_eq!(folder.read("a.deal"), "state a\n");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(folder.count(), 2);
}

#[test]
fn a_file_that_must_not_be_written_is_left_alone() {
    let folder = Folder::new("locked");
    let path = folder.write("a.deal", "state   a\n");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let ended = folder.fmt(&["a.deal"], b"");
    assert_eq!((ended.code, ended.err.as_str()), (2, "error: cannot write `a.deal`: permission denied\n"));
    assert_eq!(folder.read("a.deal"), "state   a\n");
    // Reading is enough to say so.
    assert_eq!(folder.fmt(&["--check", "a.deal"], b"").code, 6);
}

#[test]
fn what_is_in_order_is_not_written_again() {
    let folder = Folder::new("in-order");
    let path = folder.write("a.deal", "state a\n");
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    let ended = folder.fmt(&["a.deal"], b"");
    assert_eq!((ended.code, ended.out.as_slice()), (0, &b"1 file in canonical layout\n"[..]));
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn a_difference_can_be_applied() {
    let folder = Folder::new("patch");
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/helios.deal")).unwrap();
    let worse =
        text.replace("  closing:  ", " closing : ").replace("\n\n", "\n\n\n").replace("  rest:      ", "  rest: ");
    folder.write("a.deal", &worse);
    let difference = String::from_utf8(folder.fmt(&["--diff", "a.deal"], b"").out).unwrap();
    assert_eq!(folder.read("a.deal"), worse);
    assert_eq!(folder.fmt(&["a.deal"], b"").code, 0);
    assert_eq!(patched(&worse, &difference), folder.read("a.deal"));
}

/// What `patch` makes of a text and a difference in the unified format.
fn patched(text: &str, difference: &str) -> String {
    let old: Vec<&str> = text.lines().collect();
    let (mut new, mut at) = (Vec::new(), 0);
    for line in difference.lines().skip(2) {
        if let Some(place) = line.strip_prefix("@@ -") {
            let start: usize = place.split([',', ' ']).next().unwrap().parse().unwrap();
            new.extend(&old[at..start - 1]);
            at = start - 1;
        } else if let Some(come) = line.strip_prefix('+') {
            new.push(come);
        } else {
            assert_eq!(old[at], &line[1..]);
            new.extend(line.strip_prefix(' '));
            at += 1;
        }
    }
    new.extend(&old[at..]);
    new.join("\n") + "\n"
}
