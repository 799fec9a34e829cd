//! `:explain`: the page of a code, or what a word of the language means.

use super::{Answer, needs};
use crate::diagnostic::codes::{PAGES, Page};
use crate::library::amortization::PROFILES;
use crate::library::consequence::CONSEQUENCES;
use crate::library::depreciation::METHODS;
use crate::library::function::FUNCTIONS;
use crate::library::impact::FORMS;
use crate::library::label;
use crate::library::signature::Signature;
use crate::library::verb::{DUES, VERBS};
use crate::repl::session::Session;
use crate::repl::trouble::unknown;
use crate::report::findings::{RULES, Rule};
use crate::syntax::words::BLOCK_KINDS;

pub fn explain(_: &mut Session, rest: &str) -> Answer {
    if rest.is_empty() {
        return Err(needs("explain"));
    }
    let page = Page::find(rest).map(|page| page.text).or_else(|| Rule::find(rest).map(|rule| rule.text));
    if let Some(page) = page {
        return Ok(page.to_owned());
    }
    let said: Vec<String> = words().into_iter().filter(|word| word.words == rest).map(|word| word.told()).collect();
    if !said.is_empty() {
        return Ok(said.join("\n"));
    }
    let words = words();
    let names = PAGES.iter().map(|page| page.code.0).chain(RULES.iter().map(|rule| rule.id));
    let names: Vec<&str> = names.chain(words.iter().map(|word| word.words)).collect();
    match crate::diagnostic::suggestion::nearest(rest, names.iter().copied()) {
        Some(near) => Err(unknown("code or word", rest, std::iter::once(near))),
        None => Err(crate::repl::trouble::words(&format!("no code or word `{rest}`; `deal explain` lists the codes"))),
    }
}

/// A word of the language with what its table says.
struct Word {
    words: &'static str,
    what: String,
    sentence: &'static str,
    example: &'static str,
}

impl Word {
    fn told(&self) -> String {
        format!("`{}`, {}\n{}\nexample: {}\n", self.words, self.what, self.sentence, self.example)
    }
}

fn signature(it: &Signature, what: &str) -> Word {
    Word { words: it.words, what: what.to_owned(), sentence: it.sentence, example: it.example }
}

fn words() -> Vec<Word> {
    let word = |words, what: &str, sentence, example| Word { words, what: what.to_owned(), sentence, example };
    let mut found: Vec<Word> = Vec::new();
    for (keyword, kind) in BLOCK_KINDS {
        for it in label::of(*kind) {
            found.push(word(it.words, &format!("a label of `{keyword}`"), it.sentence, it.example));
        }
    }
    found.extend(VERBS.iter().map(|it| word(it.name, "a verb of waterfall steps", it.sentence, it.example)));
    found.extend(DUES.iter().map(|it| word(it.words, "a due of a tranche", it.sentence, it.example)));
    found.extend(FUNCTIONS.iter().map(|it| word(it.name, "a function", it.sentence, it.example)));
    found.extend(METHODS.iter().map(|it| signature(&it.signature, "a depreciation method")));
    found.extend(PROFILES.iter().map(|it| signature(it, "an amortization profile")));
    found.extend(FORMS.iter().map(|it| signature(it, "a form of price impact")));
    found.extend(CONSEQUENCES.iter().map(|it| word(it.words, "a consequence of a level", it.sentence, it.example)));
    found
}
