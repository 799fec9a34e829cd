//! The file that a part of a simulation leaves behind: what was asked, and what came of this part.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::arguments::Assignment;
use super::files;
use super::inquiry::{Inquiry, Which};
use crate::analysis::simulate::ShardState;
use crate::report::json::to_json;

/// A part holds counts and sums, no paths: more than this is none of ours.
const MOST_BYTES: usize = 256 * 1024 * 1024;

const FORMAT: &str = "shard";
const FORMAT_VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShardFile {
    format: String,
    format_version: u32,
    /// A study of the file; else `asked` is the text of one.
    study: Option<String>,
    asked: Option<String>,
    /// What `--set` gave a study of the file.
    set: Vec<Set>,
    pub state: ShardState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Set {
    name: String,
    value: String,
}

impl ShardFile {
    pub fn new(inquiry: &Inquiry, state: ShardState) -> ShardFile {
        let (study, asked) = match &inquiry.which {
            Which::Named(names) => (names.first().cloned(), None),
            Which::Asked(text) => (None, Some(text.clone())),
        };
        let set = inquiry.set.iter().map(|it| Set { name: it.name.clone(), value: it.value.clone() }).collect();
        ShardFile { format: FORMAT.into(), format_version: FORMAT_VERSION, study, asked, set, state }
    }

    pub fn text(&self) -> String {
        to_json(self)
    }

    pub fn read(path: &Path) -> Result<ShardFile, String> {
        let shown = path.display();
        let text = files::read_text(path, MOST_BYTES)?;
        let not_ours = "it is no part of a simulation, as `deal simulate --shard I/N --shard-out FILE` writes it";
        // The version first: another one may have other fields.
        let any: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| format!("`{shown}`: {not_ours} ({error})"))?;
        if any["format"] != FORMAT {
            return Err(format!("`{shown}`: {not_ours}"));
        }
        if any["format_version"] != FORMAT_VERSION {
            return Err(format!("`{shown}` was written by another version of deal: run the part again with this one"));
        }
        serde_json::from_value(any).map_err(|error| format!("`{shown}`: {not_ours} ({error})"))
    }

    /// What was asked, the same of every part.
    pub fn inquiry(&self) -> Inquiry {
        let which = match (&self.asked, &self.study) {
            (Some(text), _) => Which::Asked(text.clone()),
            (None, study) => Which::Named(study.iter().cloned().collect()),
        };
        let set = self.set.iter().map(|it| Assignment { name: it.name.clone(), value: it.value.clone() }).collect();
        Inquiry { which, set }
    }

    pub fn asks_the_same(&self, other: &ShardFile) -> bool {
        (&self.study, &self.asked, &self.set) == (&other.study, &other.asked, &other.set)
    }
}
