//! Makes foreign text safe to print: what could move a cursor, hide or reorder characters becomes visible.

use std::borrow::Cow;

/// The text with every deceiving character written out as `\u{1b}`. Line feeds and tabs stay.
///
/// Names, titles, comments and paths come from people we do not know; an escape sequence in one of them could
/// repaint a terminal, and a bidirectional override could make a file read as something it does not say.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    replace(text, |c| c != '\n' && c != '\t' && deceives(c))
}

/// The same for text that must stay on one line: a path, a name, a table cell.
pub fn sanitize_line(text: &str) -> Cow<'_, str> {
    replace(text, deceives)
}

fn replace(text: &str, bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&bad) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match bad(c) {
            true => safe.push_str(&visible(c)),
            false => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// `\u{202e}`
pub fn visible(c: char) -> String {
    format!("\\u{{{:x}}}", c as u32)
}

/// Controls (C0, DEL, C1), line and paragraph separators, bidirectional marks, and characters of no width.
pub fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_passes_untouched() {
        assert!(matches!(sanitize("Crédit 日本\n\tétoile"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_deceives_becomes_visible() {
        assert_eq!(sanitize("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(sanitize("a\rb\u{9b}"), "a\\u{d}b\\u{9b}");
        assert_eq!(sanitize("\u{202e}x\u{200b}"), "\\u{202e}x\\u{200b}");
        assert_eq!(sanitize_line("a\nb"), "a\\u{a}b");
    }
}
