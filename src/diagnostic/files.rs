//! Files that cannot be had, said as diagnostics: one code for each reason.

use super::{Code, Diagnostic, sanitize::sanitize_line};
use crate::source::{FileError, Span};

/// `path` as the author wrote it, at the `place` where it is written.
pub fn unreadable(error: &FileError, path: &str, place: Span) -> Diagnostic {
    let message = format!("`{}` {error}", sanitize_line(path));
    let diagnostic = Diagnostic::error(code_of(error), place, message);
    match error {
        FileError::OutsideRoot => {
            diagnostic.help("move the file under the project folder, or name a wider one with `--root`")
        }
        FileError::NetworkAddress => diagnostic.help("download it, put it beside the deal, and name the copy"),
        FileError::BadPath => diagnostic.help("write it as in `market/sofr.csv`, from the folder of this file"),
        FileError::NotFound => diagnostic.help("paths are relative to the folder of the file that names them"),
        FileError::NotText(_) => diagnostic.help("save it as UTF-8"),
        _ => diagnostic,
    }
}

pub fn code_of(error: &FileError) -> Code {
    Code(match error {
        FileError::OutsideRoot => "E5001",
        FileError::NotFound => "E5002",
        FileError::NotAFile => "E5003",
        FileError::NetworkAddress => "E5004",
        FileError::NotText(_) => "E5005",
        FileError::BadPath => "E5006",
        FileError::Unreadable(_) => "E5007",
        FileError::TooLarge { .. } => "E7002",
    })
}
