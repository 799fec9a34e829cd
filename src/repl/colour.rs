//! An entry in colours, as the language reads it.

use super::session::is_command;
use crate::syntax::tokens::{Class, tokens};

const COMMAND: &str = "\u{1b}[1;35m";
const PLAIN: &str = "\u{1b}[0m";

/// The same characters with colours around them.
pub fn painted(text: &str) -> String {
    let mut line = String::with_capacity(text.len() * 2);
    let mut end = 0;
    if is_command(text) {
        let lead = text.len() - text.trim_start().len();
        end = text.get(lead..).and_then(|rest| rest.find(char::is_whitespace)).map_or(text.len(), |at| lead + at);
        line.push_str(&format!("{COMMAND}{}{PLAIN}", text.get(..end).unwrap_or("")));
    }
    let from = end;
    for token in tokens(text.get(from..).unwrap_or("")) {
        let (start, stop) = (from + token.bytes.start, from + token.bytes.end);
        line.push_str(text.get(end..start).unwrap_or(""));
        let word = text.get(start..stop).unwrap_or("");
        match hue(token.class) {
            Some(hue) => line.push_str(&format!("{hue}{word}{PLAIN}")),
            None => line.push_str(word),
        }
        end = stop;
    }
    line.push_str(text.get(end..).unwrap_or(""));
    line
}

fn hue(class: Class) -> Option<&'static str> {
    Some(match class {
        Class::Keyword => "\u{1b}[1;34m",
        Class::Reserved => "\u{1b}[34m",
        Class::Number => "\u{1b}[36m",
        Class::Text => "\u{1b}[32m",
        Class::Cite | Class::Comment => "\u{1b}[2m",
        Class::Other => "\u{1b}[31m",
        Class::Name | Class::Sign | Class::Colon | Class::Comma | Class::Open | Class::Close => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_change_no_character() {
        for text in [":at 2027-03-31", "input u: 80% # note", "a \u{7f} \"x", "  :what-if rent times 80%", "é€"] {
            let mut plain = painted(text);
            while let Some(start) = plain.find('\u{1b}') {
                let end = plain[start..].find('m').expect("an escape ends") + start;
                plain.replace_range(start..=end, "");
            }
            assert_eq!(plain, text);
        }
        assert!(painted("input u: 80%").starts_with("\u{1b}[1;34minput"));
    }
}
