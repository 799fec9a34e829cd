//! A file as it was in a revision of a git checkout: `HEAD~1:deals/tower.deal`.
//!
//! The one place that starts another program: `git`, with words of our own and names that cannot be taken for options,
//! through no shell, on objects that are there already. Whatever the deal of that revision reads comes from the same
//! revision.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::source::{FileError, Files, resolve};

/// The files of one commit.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Its full hash.
    commit: String,
    /// From the top of the repository.
    pub path: String,
    /// The same file on disk, from the current folder.
    pub on_disk: String,
}

/// Bytes of what git says about itself.
const ANSWER: u64 = 64 * 1024;

/// Revision and file, where a word names both: a file that is there by that name goes before.
pub fn split(word: &str) -> Option<(&str, &str)> {
    let (revision, file) = word.split_once(':')?;
    let is_drive = revision.len() == 1 && file.starts_with(['/', '\\']);
    (!is_drive && !Path::new(word).exists()).then_some((revision, file))
}

impl Revision {
    /// `file` is read as git reads it: from the top of the repository, or from the current folder after `./` or `../`.
    pub fn open(revision: &str, file: &str) -> Result<Revision, String> {
        let odd = |text: &str| text.is_empty() || text.starts_with('-') || text.chars().any(char::is_control);
        if odd(revision) || odd(file) {
            return Err(format!(
                "`{revision}:{file}` names no file of a revision; write REVISION:FILE, as in `HEAD:tower.deal`"
            ));
        }
        let prefix = ask(&["rev-parse", "--show-prefix"]).map_err(|why| {
            format!("cannot read `{revision}:{file}`: {}", why.unwrap_or_else(|| "this is no git checkout".into()))
        })?;
        let prefix = prefix.trim_end_matches('\n');
        let commit = ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])
            .map_err(|why| why.unwrap_or_else(|| format!("there is no revision `{revision}` here")))?;
        let from_here = file.starts_with("./") || file.starts_with("../");
        let path = resolve(if from_here { prefix } else { "" }, file).map_err(|error| format!("`{file}` {error}"))?;
        let up = "../".repeat(prefix.matches('/').count());
        Ok(Revision { commit: commit.trim_end().to_owned(), on_disk: format!("{up}{path}"), path })
    }
}

impl Files for Revision {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileError> {
        let gone =
            |why: Option<String>| FileError::Unreadable(why.unwrap_or_else(|| "git does not hand it over".into()));
        let listed = ask(&["ls-tree", "-z", "--full-tree", &self.commit, "--", path]).map_err(gone)?;
        // `100644 blob HASH\tPATH`
        let entry = listed.split('\0').find_map(|line| line.split_once('\t').filter(|(_, name)| *name == path));
        let Some((about, _)) = entry else { return Err(FileError::NotFound) };
        match about.split(' ').collect::<Vec<_>>().as_slice() {
            ["100644" | "100755", "blob", object] => blob(object, limit),
            _ => Err(FileError::NotAFile),
        }
    }
}

fn blob(object: &str, limit: usize) -> Result<Vec<u8>, FileError> {
    let content = run(&["cat-file", "blob", object], limit as u64 + 1);
    let content =
        content.map_err(|why| FileError::Unreadable(why.unwrap_or_else(|| "git does not hand it over".into())))?;
    if content.len() > limit { Err(FileError::TooLarge { limit }) } else { Ok(content) }
}

fn ask(words: &[&str]) -> Result<String, Option<String>> {
    let answer = run(words, ANSWER)?;
    String::from_utf8(answer).map_err(|_| Some("git answered in something else than UTF-8".into()))
}

/// What git prints, up to so many bytes; `None` when it only says no.
fn run(words: &[&str], most: u64) -> Result<Vec<u8>, Option<String>> {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--literal-pathspecs"]).args(words);
    // Nothing is fetched, asked for or locked.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| Some("`git` is not on the path".to_owned()))?;
    let mut content = Vec::new();
    let read = child.stdout.take().map(|out| out.take(most).read_to_end(&mut content));
    if content.len() as u64 >= most {
        let _ = child.kill();
        let _ = child.wait();
        return Ok(content);
    }
    let ended = child.wait().map_err(|error| Some(error.to_string()))?;
    match (read, ended.success()) {
        (Some(Ok(_)), true) => Ok(content),
        (Some(Err(error)), _) => Err(Some(error.to_string())),
        _ => Err(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_a_revision_only_with_a_colon_in_it() {
        assert_eq!(split("HEAD:a.deal"), Some(("HEAD", "a.deal")));
        assert_eq!(split("main~2:deals/a.deal"), Some(("main~2", "deals/a.deal")));
        assert_eq!(split("a.deal"), None);
        assert_eq!(split("C:\\deals\\a.deal"), None);
        assert_eq!(split("C:/deals/a.deal"), None);
    }

    #[test]
    fn nothing_can_pass_for_an_option() {
        for (revision, file) in
            [("--output=x", "a.deal"), ("", "a.deal"), ("HEAD", ""), ("HEAD", "-x"), ("HEAD\n", "a")]
        {
            assert!(Revision::open(revision, file).is_err(), "{revision}:{file}");
        }
    }
}
