//! `deal new`: a small complete deal to start from.

use std::path::Path;

use super::{Exit, Terminal};
use crate::cli::arguments::New;
use crate::cli::files::write_new;

/// One asset, one tranche, one covenant, two tests; the figures can be checked by hand.
const TEMPLATE: &str = include_str!("new.deal");

pub fn run(new: New, terminal: &mut Terminal) -> Exit {
    let name = new.name.strip_suffix(".deal").unwrap_or(&new.name);
    if let Err(reason) = check_name(name) {
        terminal.complain(&format!("error: `{}` {reason}\n", new.name));
        return Exit::Usage;
    }
    let file = format!("{name}.deal");
    match write_new(Path::new(&file), &TEMPLATE.replace("TITLE", &title(name))) {
        Ok(()) => {
            terminal.print(&format!("wrote {file}; try:\n  deal run {file}\n  deal test {file}\n"));
            Exit::Done
        }
        Err(message) => {
            terminal.complain(&format!("error: {message}\n"));
            Exit::Usage
        }
    }
}

fn check_name(name: &str) -> Result<(), &'static str> {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err("cannot name a file; use letters, digits, `-` and `_`");
    }
    if name.len() > 64 {
        return Err("is too long for a name");
    }
    // Windows keeps these for devices, whatever follows the dot.
    let upper = name.to_ascii_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&upper.as_str())
        || (upper.len() == 4
            && (upper.starts_with("COM") || upper.starts_with("LPT"))
            && upper.ends_with(|c: char| c.is_ascii_digit()));
    if device { Err("is the name of a device on some systems") } else { Ok(()) }
}

/// `gpu-tower` becomes `Gpu tower`.
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_every_system() {
        for name in ["tower", "gpu-tower_2", "9"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "../x", "a/b", "-x", ".x", "CON", "com1", "é", "a b"] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert_eq!(title("gpu-tower"), "Gpu tower");
    }
}
