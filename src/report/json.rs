//! JSON the way every output of ours writes it: indented, ending in a line feed, safe to print on a terminal.

use serde::Serialize;

use crate::diagnostic::sanitize::deceives;

/// The value as JSON text. What could deceive a reader of a terminal is written as `\u202e`, which reads back as the
/// same character.
pub fn to_json(value: &impl Serialize) -> String {
    // Our own structs of strings, numbers and lists always serialise: a failure is a belief of ours gone wrong.
    safe(&serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("{{\"error\": \"{error:?}\"}}")))
}

/// The same on one line.
pub fn to_json_line(value: &impl Serialize) -> String {
    safe(&serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"error\": \"{error:?}\"}}")))
}

fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        match c != '\n' && deceives(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| safe.push_str(&format!("\\u{unit:04x}"))),
            false => safe.push(c),
        }
    }
    safe.push('\n');
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deceiving_characters_are_escaped_and_read_back() {
        let text = "a\u{202e}b\u{9b}c\u{e0041}\u{1b}\u{7f}";
        let json = to_json(&text);
        assert_eq!(json, "\"a\\u202eb\\u009bc\\udb40\\udc41\\u001b\\u007f\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
