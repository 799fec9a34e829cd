//! A lock as text: a line a hash, sorted, so that a difference of two locks is a difference of two deals.

use super::codes::BAD_LOCK;
use super::{Cited, Lock, Locked, Seal};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::sanitize::sanitize_line;
use crate::source::{Source, SourceId, Span};

const HEAD: &str =
    "# Written by `deal lock`: what each deal was read from, and the sections of its papers as accepted.\n";
/// Raised when an older `deal` could not read the file.
const VERSION: u32 = 1;
/// What git leaves where two sides met.
const CONFLICTS: [&str; 4] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];

/// The text of a lock.
pub fn print(lock: &Lock) -> String {
    let mut text = format!("{HEAD}version {VERSION}\n");
    for (deal, locked) in &lock.deals {
        text.push_str(&format!("\ndeal {deal}\n"));
        let files = locked.files.iter().map(|(path, seal)| format!("file {} {path}\n", seal.hash));
        let cites = locked.cites.iter().map(|(cited, seal)| format!("cite {} {cited}\n", seal.hash));
        text.extend(files.chain(cites));
        text.push_str("end\n");
    }
    text
}

/// Reads a lock, or says at which line it stops being one.
pub fn parse(id: SourceId, source: &Source) -> Result<Lock, Diagnostic> {
    let mut lock = Lock::default();
    let mut open: Option<(String, Locked)> = None;
    let mut version = None;
    let lines = source.text.lines().count() as u32;
    for number in 1..=lines {
        let range = source.line_range(number);
        let place = Span { source: id, start: range.start, end: range.end };
        let bad = |message: &str| Err(broken(place, message));
        let line = source.line_text(number);
        if CONFLICTS.iter().any(|mark| line.starts_with(mark)) {
            return bad("the marks of a merge are left in it");
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, open.as_mut()) {
            ("" | "#", _) => {}
            ("version", None) if version.is_none() => version = Some(of_version(rest, place)?),
            _ if version.is_none() => return bad("it does not begin with its version"),
            ("deal", None) if !rest.is_empty() && !lock.deals.contains_key(rest) => {
                open = Some((rest.to_owned(), Locked::default()));
            }
            ("file", Some((_, locked))) => {
                let (hash, path) = sealed(rest, place)?;
                if locked.files.insert(path.to_owned(), Seal { hash, place }).is_some() {
                    return bad("a file stands in it twice");
                }
            }
            ("cite", Some((_, locked))) => {
                let (hash, name) = sealed(rest, place)?;
                let (source, number) = name.split_once(' ').unwrap_or((name, ""));
                let cited = Cited { source: source.to_owned(), number: number.to_owned() };
                if locked.cites.insert(cited, Seal { hash, place }).is_some() {
                    return bad("a section stands in it twice");
                }
            }
            ("end", Some(_)) if rest.is_empty() => lock.deals.extend(open.take()),
            _ => return bad(&format!("`{}` is no line of a lock", sanitize_line(&clipped(line)))),
        }
    }
    let end = source.text.len() as u32;
    let place = Span { source: id, start: end, end };
    match (version, open) {
        (None, _) => Err(broken(place, "it is empty")),
        (Some(()), Some((deal, _))) => {
            Err(broken(place, &format!("it ends in the middle of `{}`", sanitize_line(&deal))))
        }
        (Some(()), None) => Ok(lock),
    }
}

fn clipped(line: &str) -> String {
    line.chars().take(60).collect()
}

fn of_version(text: &str, place: Span) -> Result<(), Diagnostic> {
    match text.parse::<u32>() {
        Ok(VERSION) => Ok(()),
        Ok(newer) if newer > VERSION => {
            let message = format!("this lock is of version {newer}, and this `deal` reads version {VERSION}");
            Err(Diagnostic::error(BAD_LOCK, place, message).help("use the `deal` that wrote it, or a newer one"))
        }
        _ => Err(broken(place, "its version is no number")),
    }
}

/// A hash and what it is of.
fn sealed(rest: &str, place: Span) -> Result<(String, &str), Diagnostic> {
    match rest.split_once(' ') {
        Some((hash, name))
            if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) && !name.is_empty() =>
        {
            Ok((hash.to_ascii_lowercase(), name))
        }
        _ => Err(broken(place, "this line has no SHA-256 and name")),
    }
}

fn broken(place: Span, message: &str) -> Diagnostic {
    Diagnostic::error(BAD_LOCK, place, format!("the lock cannot be read: {message}"))
        .help("take the last good one out of version control, or delete it and accept everything anew with `deal lock`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, hash_of};

    fn read(text: &str) -> Result<Lock, String> {
        let mut sources = Sources::new();
        let id = sources.add("deal.lock", text);
        parse(id, sources.get(id).unwrap())
            .map_err(|problem| format!("{} {}", sources.position(problem.place).line, problem.message))
    }

    fn bare(lock: &Lock) -> Lock {
        let mut bare = lock.clone();
        for locked in bare.deals.values_mut() {
            locked.files.values_mut().chain(locked.cites.values_mut()).for_each(|seal| seal.place = Span::default());
        }
        bare
    }

    fn sample() -> Lock {
        let seal = |text: &str| Seal { hash: hash_of(text.as_bytes()), place: Span::default() };
        let cited = |number: &str| Cited { source: "TS".into(), number: number.into() };
        let locked = Locked {
            files: [("a b.deal".to_owned(), seal("a")), ("../market/sofr.csv".to_owned(), seal("s"))].into(),
            cites: [(cited("4.10"), seal("x")), (cited("4.2"), seal("y")), (cited(""), seal("z"))].into(),
        };
        Lock { deals: [("a b.deal".to_owned(), locked.clone()), ("z.deal".to_owned(), locked)].into() }
    }

    #[test]
    fn what_is_printed_reads_back() {
        let text = print(&sample());
        assert_eq!(bare(&read(&text).unwrap()), sample());
        assert_eq!(bare(&read(&text.replace('\n', "\r\n")).unwrap()), sample());
        assert_eq!(print(&read(&text).unwrap()), text);
    }

    #[test]
    fn every_cut_is_noticed_or_leaves_whole_deals() {
        let text = print(&sample());
        for end in 0..text.len() {
            if let Ok(lock) = read(&text[..end]) {
                let whole = text[..end].trim_end();
                assert!(whole.ends_with("end") || whole.ends_with("version 1"), "{whole}");
                assert!(bare(&lock).deals.iter().all(|(deal, locked)| sample().deals.get(deal) == Some(locked)));
            }
        }
    }

    #[test]
    fn what_is_no_lock_is_told_with_its_line() {
        let hash = hash_of(b"");
        let told = |text: &str| read(text).unwrap_err().replace("the lock cannot be read: ", "");
        assert_eq!(told(""), "1 it is empty");
        assert_eq!(told("version 1\n<<<<<<< HEAD\n"), "2 the marks of a merge are left in it");
        assert_eq!(told("deal a.deal\n"), "1 it does not begin with its version");
        assert_eq!(told("version one\n"), "1 its version is no number");
        assert_eq!(told("version 2\n"), "1 this lock is of version 2, and this `deal` reads version 1");
        assert_eq!(told("version 1\ndeal a\nfile abc a\n"), "3 this line has no SHA-256 and name");
        assert_eq!(
            told(&format!("version 1\nfile {hash} a\n")),
            format!("2 `file {}` is no line of a lock", &hash[..55])
        );
        assert_eq!(told("version 1\ndeal a\nend\ndeal a\nend\n"), "4 `deal a` is no line of a lock");
        assert_eq!(
            told(&format!("version 1\ndeal a\nfile {hash} a\nfile {hash} a\nend\n")),
            "4 a file stands in it twice"
        );
        assert_eq!(told("version 1\ndeal a\n"), "3 it ends in the middle of `a`");
    }
}
