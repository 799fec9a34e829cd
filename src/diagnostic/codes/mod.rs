//! The table of codes: each has a name and a page that `deal explain` prints.
//!
//! To add a code, write `docs/errors/CODE.md` after the pattern of its neighbours and add one line to [`PAGES`].

use super::Code;

/// What `deal explain` knows about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub code: Code,
    /// A few words, as in a list of contents.
    pub name: &'static str,
    /// Markdown: what, why it matters, a bad deal and a good one.
    pub text: &'static str,
}

macro_rules! page {
    ($code:literal, $name:literal) => {
        Page { code: Code($code), name: $name, text: include_str!(concat!("../../../docs/errors/", $code, ".md")) }
    };
}

/// Every page, in the order of the codes.
pub const PAGES: &[Page] = &[
    page!("E0001", "no deal in this file"),
    page!("E5001", "path leaves the project folder"),
    page!("E5002", "file does not exist"),
    page!("E5003", "not a regular file"),
    page!("E5004", "network address"),
    page!("E5005", "not UTF-8 text"),
    page!("E5006", "not a relative path"),
    page!("E5007", "file cannot be read"),
    page!("E6001", "a number grows too large"),
    page!("E6002", "an amount is not available"),
    page!("E6003", "an amount of cash is negative"),
    page!("E6004", "a fall of more than everything"),
    page!("E6005", "a term of the deal does not hold"),
    page!("E6900", "cash is not conserved"),
    page!("E7002", "file too large"),
    page!("E7010", "too many operations"),
];

/// What the first digit of a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Syntax,
    Names,
    Units,
    Dates,
    Amounts,
    Files,
    Run,
    Limits,
    Lints,
}

impl Family {
    pub fn title(self) -> &'static str {
        match self {
            Family::Syntax => "how it is written",
            Family::Names => "names",
            Family::Units => "units and kinds",
            Family::Dates => "dates",
            Family::Amounts => "amounts and who gets them",
            Family::Files => "files and data",
            Family::Run => "while running",
            Family::Limits => "limits",
            Family::Lints => "warnings",
        }
    }
}

impl Code {
    /// `E7002` is of the family of limits.
    pub fn family(self) -> Family {
        match self.0.as_bytes().get(1) {
            Some(b'0') => Family::Syntax,
            Some(b'1') => Family::Names,
            Some(b'2') => Family::Units,
            Some(b'3') => Family::Dates,
            Some(b'4') => Family::Amounts,
            Some(b'5') => Family::Files,
            Some(b'7') => Family::Limits,
            Some(b'8') => Family::Lints,
            _ => Family::Run,
        }
    }
}

impl Page {
    /// The page of a code, however it is capitalised.
    pub fn find(code: &str) -> Option<&'static Page> {
        PAGES.iter().find(|page| page.code.0.eq_ignore_ascii_case(code))
    }

    /// A deal that gives this code.
    pub fn bad(&self) -> Option<&'static str> {
        self.block("deal bad")
    }

    /// The same deal put right.
    pub fn good(&self) -> Option<&'static str> {
        self.block("deal good")
    }

    fn block(&self, kind: &str) -> Option<&'static str> {
        let (_, rest) = self.text.split_once(&format!("```{kind}\n"))?;
        match rest.starts_with("```") {
            true => Some(""),
            false => rest.split_once("\n```").map(|(block, _)| block),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_sorted_and_say_what_they_are() {
        assert!(PAGES.is_sorted_by_key(|page| page.code));
        for page in PAGES {
            assert_eq!(page.text.lines().next().unwrap_or(""), format!("# {}: {}", page.code.0, page.name));
            assert!(page.code.family() != Family::Run || page.code.0.starts_with("E6"), "{}", page.code.0);
            let has_examples = page.bad().is_some() && page.good().is_some();
            assert!(has_examples || page.text.contains("No deal can show this"), "{} has no examples", page.code.0);
        }
    }

    #[test]
    fn every_page_in_the_folder_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".md") && name != "README.md")
            .collect();
        names.sort();
        let expected: Vec<String> = PAGES.iter().map(|page| format!("{}.md", page.code.0)).collect();
        assert_eq!(names, expected);
    }
}
