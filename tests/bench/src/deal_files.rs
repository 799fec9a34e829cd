//! Deals and studies to measure: the examples, and texts made from them.

use indenture::model::{Model, Study};
use indenture::source::{MemoryFiles, Sources};
use std::path::PathBuf;

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The text of an example.
pub fn example(name: &str) -> String {
    let path = folder().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Every file beside the examples, for the curves that read them.
pub fn files() -> MemoryFiles {
    let mut files = MemoryFiles::new();
    let mut folders = vec![folder()];
    while let Some(current) = folders.pop() {
        for entry in std::fs::read_dir(current).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let (Ok(name), Ok(content)) = (path.strip_prefix(folder()), std::fs::read(&path)) {
                files = files.with(name.display().to_string(), content);
            }
        }
    }
    files
}

/// A deal with one more study.
pub fn asked(deal: &str, study: &str) -> (Model, Study) {
    let mut sources = Sources::new();
    let (text, study) = (sources.add("bench.deal", deal), sources.add("study", format!("study {{\n{study}\n}}\n")));
    let (model, problems) = indenture::read_with_study(text, study, &mut sources, &files());
    let told = || problems.iter().map(|it| format!("{}: {}\n", it.code.0, it.message)).collect::<String>();
    let model = model.unwrap_or_else(|| panic!("{}\n{deal}", told()));
    let study = model.studies.last().cloned().unwrap_or_else(|| panic!("the study asked is the last"));
    (model, study)
}
