//! The files beside the examples, as an example reads them.

use std::fs;
use std::path::{Path, PathBuf};

use indenture::source::{FileError, Files};

pub struct Beside;

impl Files for Beside {
    fn read(&self, path: &str, _: usize) -> Result<Vec<u8>, FileError> {
        fs::read(folder().join(path)).map_err(|_| FileError::NotFound)
    }
}

/// Where the examples are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}
