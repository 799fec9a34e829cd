//! Characters that cannot stand in a deal, what each is called, and what to write instead.

/// Why a character is refused and what to do about it; nothing if it may stand here.
pub fn objection(character: char, within_text: bool) -> Option<(String, String)> {
    let point = format!("U+{:04X}", u32::from(character));
    let named = |what: &str, help: &str| Some((format!("{what} ({point})"), help.to_owned()));
    match character {
        '\t' if !within_text => named("a tab", "indent with two spaces"),
        '\t' => named("a tab", "write a space"),
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => named("a control character", "delete it"),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            named("a character that reorders the text around it", "delete it")
        }
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
            named("a character that cannot be seen", "delete it")
        }
        '\u{2028}' | '\u{2029}' => named("an unusual line end", "end the line with the return key"),
        _ if within_text => None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            named("a space that is not a plain space", "write a plain space")
        }
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => {
            named(&format!("a curly quote `{character}`"), "write a straight quote `\"`")
        }
        '\u{2018}' | '\u{2019}' => {
            named(&format!("a curly apostrophe `{character}`"), "delete it, or put the words in straight quotes `\"`")
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => named(&format!("a dash `{character}`"), "write the plain minus `-`"),
        '\u{ff10}'..='\u{ff19}' => {
            let digit = u32::from(character) - 0xff10;
            named(&format!("a full-width digit `{character}`"), &format!("write `{digit}`"))
        }
        '×' => named("the sign `×`", "write ` * ` with spaces"),
        '÷' => named("the sign `÷`", "write ` / ` with spaces"),
        '≤' => named("the sign `≤`", "write `<=`"),
        '≥' => named("the sign `≥`", "write `>=`"),
        '≠' => named("the sign `≠`", "write `!=`"),
        '€' | '£' | '¥' => None,
        _ if character.is_ascii() => None,
        _ => match look_alike(character) {
            Some((script, letter)) => Some((
                format!("the {script} letter `{character}` ({point}), which only looks like `{letter}`,"),
                format!("write `{letter}` from a Latin keyboard"),
            )),
            None => named(
                &format!("the character `{character}`"),
                "names use a to z, 0 to 9 and `_`; other words go in quotes",
            ),
        },
    }
}

/// Whether the character was meant as part of a word, so that the word around it is not torn apart.
pub fn within_word(character: char) -> bool {
    character.is_alphanumeric()
}

/// What a run of strange letters was meant as, if every one of them has a plain twin.
pub fn plain(run: &str) -> Option<String> {
    let twin = |character: char| match character {
        _ if character.is_ascii() => Some(character),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
        _ => look_alike(character).map(|(_, latin)| latin),
    };
    run.chars().map(twin).collect()
}

fn look_alike(character: char) -> Option<(&'static str, char)> {
    const CYRILLIC: &[(char, char)] = &[
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('У', 'Y'),
        ('І', 'I'),
        ('Ј', 'J'),
        ('Ѕ', 'S'),
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('х', 'x'),
        ('у', 'y'),
        ('і', 'i'),
        ('ј', 'j'),
        ('ѕ', 's'),
        ('ԁ', 'd'),
        ('һ', 'h'),
    ];
    const GREEK: &[(char, char)] = &[
        ('Α', 'A'),
        ('Β', 'B'),
        ('Ε', 'E'),
        ('Ζ', 'Z'),
        ('Η', 'H'),
        ('Ι', 'I'),
        ('Κ', 'K'),
        ('Μ', 'M'),
        ('Ν', 'N'),
        ('Ο', 'O'),
        ('Ρ', 'P'),
        ('Τ', 'T'),
        ('Υ', 'Y'),
        ('Χ', 'X'),
        ('ο', 'o'),
        ('ν', 'v'),
    ];
    let find =
        |table: &[(char, char)]| table.iter().find(|(strange, _)| *strange == character).map(|(_, latin)| *latin);
    find(CYRILLIC).map(|latin| ("Cyrillic", latin)).or_else(|| find(GREEK).map(|latin| ("Greek", latin)))
}
