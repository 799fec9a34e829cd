//! The table of codes: each has a name and a page that `deal explain` prints.
//!
//! To add a code, write `docs/errors/CODE.md` after the pattern of its neighbours and add one line to [`PAGES`].

use super::Code;

/// What `deal explain` knows about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub code: Code,
    /// Markdown: `# CODE: name`, what, why it matters, what to write instead, a bad deal and a good one.
    pub text: &'static str,
}

/// Figures that wait for each other too deeply, periods or rows beyond the limits of the language: the checker's, and
/// the compiler's for models that no text made.
pub const TOO_MUCH: Code = Code("E7101");

macro_rules! page {
    ($code:literal) => {
        Page { code: Code($code), text: include_str!(concat!("../../../docs/errors/", $code, ".md")) }
    };
}

/// Every page, in the order of the codes.
pub const PAGES: &[Page] = &[
    page!("E0001"),
    page!("E0002"),
    page!("E0003"),
    page!("E0004"),
    page!("E0005"),
    page!("E0006"),
    page!("E0007"),
    page!("E0008"),
    page!("E0101"),
    page!("E0102"),
    page!("E0103"),
    page!("E0104"),
    page!("E0105"),
    page!("E0106"),
    page!("E0107"),
    page!("E0108"),
    page!("E0109"),
    page!("E0110"),
    page!("E0111"),
    page!("E0112"),
    page!("E0113"),
    page!("E0114"),
    page!("E0115"),
    page!("E0116"),
    page!("E0201"),
    page!("E0202"),
    page!("E0203"),
    page!("E0204"),
    page!("E0205"),
    page!("E0206"),
    page!("E0207"),
    page!("E0208"),
    page!("E0209"),
    page!("E0210"),
    page!("E0301"),
    page!("E0302"),
    page!("E0303"),
    page!("E0304"),
    page!("E0305"),
    page!("E0306"),
    page!("E1001"),
    page!("E1002"),
    page!("E1003"),
    page!("E1004"),
    page!("E1005"),
    page!("E1006"),
    page!("E1007"),
    page!("E1008"),
    page!("E1009"),
    page!("E1010"),
    page!("E1011"),
    page!("E1012"),
    page!("E1013"),
    page!("E1014"),
    page!("E1015"),
    page!("E1016"),
    page!("E1017"),
    page!("E1018"),
    page!("E1019"),
    page!("E1020"),
    page!("E2001"),
    page!("E2002"),
    page!("E2003"),
    page!("E2004"),
    page!("E2005"),
    page!("E2006"),
    page!("E2007"),
    page!("E2008"),
    page!("E2009"),
    page!("E2010"),
    page!("E2011"),
    page!("E3001"),
    page!("E3002"),
    page!("E3003"),
    page!("E3004"),
    page!("E3005"),
    page!("E3006"),
    page!("E4001"),
    page!("E4002"),
    page!("E4003"),
    page!("E4004"),
    page!("E4005"),
    page!("E4006"),
    page!("E4007"),
    page!("E4008"),
    page!("E4009"),
    page!("E4010"),
    page!("E4011"),
    page!("E4012"),
    page!("E4013"),
    page!("E4014"),
    page!("E4015"),
    page!("E4016"),
    page!("E4017"),
    page!("E4018"),
    page!("E4019"),
    page!("E5001"),
    page!("E5002"),
    page!("E5003"),
    page!("E5004"),
    page!("E5005"),
    page!("E5006"),
    page!("E5007"),
    page!("E5101"),
    page!("E5102"),
    page!("E5103"),
    page!("E5104"),
    page!("E5201"),
    page!("E5202"),
    page!("E5203"),
    page!("E5204"),
    page!("E6001"),
    page!("E6002"),
    page!("E6003"),
    page!("E6004"),
    page!("E6005"),
    page!("E6020"),
    page!("E6030"),
    page!("E6031"),
    page!("E6032"),
    page!("E6033"),
    page!("E6900"),
    page!("E7001"),
    page!("E7002"),
    page!("E7003"),
    page!("E7004"),
    page!("E7010"),
    page!("E7101"),
    page!("E7102"),
    page!("E8001"),
    page!("E8002"),
    page!("E8003"),
    page!("E8004"),
    page!("E8101"),
    page!("E8102"),
    page!("E8103"),
    page!("E8104"),
    page!("E8105"),
    page!("E8106"),
    page!("E8107"),
    page!("E8201"),
    page!("E8202"),
    page!("E8203"),
    page!("E8204"),
    page!("E8205"),
    page!("E8206"),
    page!("E8207"),
    page!("E8208"),
    page!("E8209"),
    page!("E8301"),
    page!("E8302"),
    page!("E8303"),
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
            Family::Lints => "what lints find",
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

    /// A few words, as in a list of contents: what follows the code in the heading.
    pub fn name(&self) -> &'static str {
        let heading = self.text.lines().next().unwrap_or("");
        heading.split_once(": ").map_or("", |(_, name)| name)
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
            assert!(
                page.text.starts_with(&format!("# {}: ", page.code.0)) && !page.name().is_empty(),
                "{}",
                page.code.0
            );
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
