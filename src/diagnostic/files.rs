//! Files that cannot be had, said as diagnostics: one code for each reason.

use super::{Code, Diagnostic, sanitize::sanitize_line};
use crate::source::{FileError, Span};

/// Absolute, above the project folder, or led out of it by a link.
pub const OUTSIDE_ROOT: Code = Code("E5001");
/// No such file.
pub const NO_SUCH_FILE: Code = Code("E5002");
/// A folder, a pipe or a device.
pub const NOT_A_FILE: Code = Code("E5003");
/// An address where a path belongs.
pub const NETWORK_ADDRESS: Code = Code("E5004");
/// Bytes that are not UTF-8.
pub const NOT_TEXT: Code = Code("E5005");
/// A path that means different things on different systems.
pub const BAD_PATH: Code = Code("E5006");
/// The system refused to hand it over.
pub const UNREADABLE_FILE: Code = Code("E5007");
/// A file larger than its limit.
pub const FILE_LIMIT: Code = Code("E7002");

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
        FileError::NotAFile => diagnostic.help("name a file: a folder, a pipe or a device has no lines"),
        FileError::Unreadable(_) => diagnostic.help("make it readable for the account that runs `deal`"),
        FileError::TooLarge { .. } => diagnostic.help("split it, or keep only what the deal reads"),
    }
}

pub fn code_of(error: &FileError) -> Code {
    match error {
        FileError::OutsideRoot => OUTSIDE_ROOT,
        FileError::NotFound => NO_SUCH_FILE,
        FileError::NotAFile => NOT_A_FILE,
        FileError::NetworkAddress => NETWORK_ADDRESS,
        FileError::NotText(_) => NOT_TEXT,
        FileError::BadPath => BAD_PATH,
        FileError::Unreadable(_) => UNREADABLE_FILE,
        FileError::TooLarge { .. } => FILE_LIMIT,
    }
}
