//! The file system, as far as a deal may see it: regular files under one folder.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};

use crate::source::{FileError, Files};

/// Files under the project root. A link may lead anywhere inside it and nowhere else.
#[derive(Debug, Clone)]
pub struct DiskFiles {
    /// Resolved: absolute and free of links.
    root: PathBuf,
}

impl DiskFiles {
    /// The path from the root of a file that may not be there yet; `None` outside of it.
    pub fn inside(&self, path: &Path) -> Option<String> {
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let place = folder.canonicalize().ok()?.join(path.file_name()?);
        with_slashes(place.strip_prefix(&self.root).ok()?)
    }

    /// For a text that is no file: under the folder asked for, or else the current one.
    pub fn under(root: Option<&Path>) -> Result<DiskFiles, String> {
        let root = root.unwrap_or(Path::new("."));
        let refused = |error| format!("cannot use root `{}`: {}", root.display(), reason(&error));
        Ok(DiskFiles { root: root.canonicalize().map_err(refused)? })
    }
}

/// A file named on the command line, and the project it belongs to.
#[derive(Debug, Clone)]
pub struct Project {
    pub files: DiskFiles,
    /// From the root to the file, with `/`.
    pub path: String,
    /// From the current folder to the root, with `/`; empty when they are the same, or the root lies elsewhere.
    pub base: String,
}

impl Project {
    /// The root is the folder asked for; else the current folder if the file lies under it; else the file's own.
    pub fn open(root: Option<&Path>, file: &Path) -> Result<Project, String> {
        let shown = file.display();
        let resolved = file.canonicalize().map_err(|error| absent(file, &error))?;
        let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
        let root = match root {
            Some(root) => root
                .canonicalize()
                .map_err(|error| format!("cannot use root `{}`: {}", root.display(), reason(&error)))?,
            None => {
                let own = resolved.parent().map(Path::to_path_buf).unwrap_or_default();
                here.clone().filter(|here| resolved.starts_with(here)).unwrap_or(own)
            }
        };
        let inside = resolved
            .strip_prefix(&root)
            .map_err(|_| format!("`{shown}` is not under the root `{}`", root.display()))?;
        let path = with_slashes(inside).ok_or_else(|| format!("`{shown}` is not a path deal can print"))?;
        if path.is_empty() {
            return Err(format!("`{shown}` is a folder; name a `.deal` file"));
        }
        let below = here.as_deref().and_then(|here| root.strip_prefix(here).ok());
        let base = below.and_then(with_slashes).unwrap_or_default();
        Ok(Project { files: DiskFiles { root }, path, base })
    }
}

impl Project {
    /// A file in the folder of the deal.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.files.root.join(&self.path).with_file_name(name)
    }
}

/// Why a deal cannot be read; a name without its ending is completed.
fn absent(file: &Path, error: &std::io::Error) -> String {
    let mut message = format!("cannot read `{}`: {}", file.display(), reason(error));
    let mut whole = file.as_os_str().to_owned();
    whole.push(".deal");
    let whole = Path::new(&whole);
    if error.kind() == ErrorKind::NotFound && whole.is_file() {
        message.push_str(&format!("; did you mean `{}`?", whole.display()));
    }
    message
}

fn with_slashes(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

impl Files for DiskFiles {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, FileError> {
        let named = Path::new(path);
        if named.components().any(|part| !matches!(part, Component::Normal(_))) {
            return Err(FileError::OutsideRoot);
        }
        let resolved = self.root.join(named).canonicalize().map_err(|error| match self.passes_a_link(named) {
            // Whether something stands at the far end of a link is nothing a deal may learn.
            true => FileError::OutsideRoot,
            false => file_error(&error),
        })?;
        if !resolved.starts_with(&self.root) {
            return Err(FileError::OutsideRoot);
        }
        // Asked before opening, because opening a pipe waits for ever.
        if !fs::metadata(&resolved).map_err(|error| file_error(&error))?.is_file() {
            return Err(FileError::NotAFile);
        }
        let file = File::open(&resolved).map_err(|error| file_error(&error))?;
        if !file.metadata().map_err(|error| file_error(&error))?.is_file() {
            return Err(FileError::NotAFile);
        }
        whole(file, limit)
    }
}

/// The text that is piped in, whatever its name.
pub struct StandardInput;

impl Files for StandardInput {
    fn read(&self, _: &str, limit: usize) -> Result<Vec<u8>, FileError> {
        whole(std::io::stdin().lock(), limit)
    }
}

/// What a file says of its size is not always so: count what comes.
fn whole(from: impl Read, limit: usize) -> Result<Vec<u8>, FileError> {
    let mut content = Vec::new();
    from.take(limit as u64 + 1).read_to_end(&mut content).map_err(|error| file_error(&error))?;
    match content.len() > limit {
        true => Err(FileError::TooLarge { limit }),
        false => Ok(content),
    }
}

impl DiskFiles {
    fn passes_a_link(&self, path: &Path) -> bool {
        let mut reached = self.root.clone();
        path.components().any(|part| {
            reached.push(part);
            reached.is_symlink()
        })
    }
}

fn file_error(error: &std::io::Error) -> FileError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => FileError::NotFound,
        ErrorKind::IsADirectory => FileError::NotAFile,
        _ => FileError::Unreadable(reason(error)),
    }
}

/// The same words on every system.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::AlreadyExists => "it exists already".into(),
        kind => kind.to_string(),
    }
}

/// Writes a new file and never replaces one.
pub fn write_new(path: &Path, content: &str) -> Result<(), String> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(content.as_bytes()))
        .map_err(|error| format!("cannot write `{}`: {}", path.display(), reason(&error)))
}

/// Puts the whole content in place at once, over a file that is there only when asked to.
pub fn save(path: &Path, content: &str, over: bool) -> Result<(), String> {
    if !over && path.symlink_metadata().is_ok() {
        return Err(format!("cannot write `{}`: it exists already", path.display()));
    }
    write(path, content)
}

/// Adds to the end of a file, which need not be there yet.
pub fn append(path: &Path, content: &str) -> Result<(), String> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(content.as_bytes()))
        .map_err(|error| format!("cannot write `{}`: {}", path.display(), reason(&error)))
}

/// Puts the whole content in place at once, or leaves what was there. A link is replaced, not followed.
pub fn write(path: &Path, content: &str) -> Result<(), String> {
    replace(path, path, content, None)
}

/// `named` is what the user calls the file, where it is another than the one written.
fn replace(path: &Path, named: &Path, content: &str, permissions: Option<fs::Permissions>) -> Result<(), String> {
    let mut unfinished = Unfinished::beside(path, named)?;
    let kept = permissions.map_or(Ok(()), |permissions| unfinished.file.set_permissions(permissions));
    kept.and_then(|()| unfinished.file.write_all(content.as_bytes())).map_err(|error| refused(named, &error))?;
    unfinished.settle(path, named)
}

/// A file that grows beside its place, and takes it once it is whole; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct Unfinished {
    file: File,
    beside: PathBuf,
    done: bool,
}

impl Unfinished {
    /// Refuses at once what could never take its place: a folder, a path without a name.
    pub fn create(path: &Path) -> Result<Unfinished, String> {
        Unfinished::beside(path, path)
    }

    fn beside(path: &Path, named: &Path) -> Result<Unfinished, String> {
        let name = path.file_name().ok_or_else(|| format!("`{}` does not name a file", named.display()))?;
        if path.is_dir() {
            return Err(format!("cannot write `{}`: it is a folder", named.display()));
        }
        for attempt in 0..100 {
            let mut beside = std::ffi::OsString::from(".");
            beside.push(name);
            beside.push(format!(".{}-{attempt}.part", std::process::id()));
            let beside = path.with_file_name(beside);
            match OpenOptions::new().write(true).create_new(true).open(&beside) {
                Ok(file) => return Ok(Unfinished { file, beside, done: false }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(refused(named, &error)),
            }
        }
        Err(format!("cannot write `{}`: its folder is full of unfinished files", named.display()))
    }

    /// Where to write.
    pub fn writer(&self) -> Result<File, String> {
        self.file.try_clone().map_err(|error| refused(&self.beside, &error))
    }

    /// Everything has been written.
    pub fn put_in_place(self, path: &Path) -> Result<(), String> {
        self.settle(path, path)
    }

    fn settle(mut self, path: &Path, named: &Path) -> Result<(), String> {
        fs::rename(&self.beside, path).map_err(|error| refused(named, &error))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

fn refused(path: &Path, error: &std::io::Error) -> String {
    format!("cannot write `{}`: {}", path.display(), reason(error))
}

/// A folder to write into, made where there is none.
pub fn folder(path: &Path) -> Result<(), String> {
    match path.is_dir() {
        true => Ok(()),
        false => fs::create_dir_all(path).map_err(|error| refused(path, &error)),
    }
}

/// A file named on the command line that is no part of a deal.
pub fn read_text(path: &Path, limit: usize) -> Result<String, String> {
    let shown = path.display();
    let unreadable = |error: &std::io::Error| format!("cannot read `{shown}`: {}", reason(error));
    // Asked before opening, because opening a pipe waits for ever.
    if !fs::metadata(path).map_err(|error| unreadable(&error))?.is_file() {
        return Err(format!("cannot read `{shown}`: it is not a file"));
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let mut content = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut content).map_err(|error| unreadable(&error))?;
    if content.len() > limit {
        return Err(format!("cannot read `{shown}`: it is larger than {limit} bytes"));
    }
    String::from_utf8(content).map_err(|_| format!("cannot read `{shown}`: it is not UTF-8 text"))
}

/// Puts new content into a file that is there: at the end of a link, with the permissions it has. One that must not be
/// written is left alone.
pub fn rewrite(path: &Path, content: &str) -> Result<(), String> {
    let refused = |words: &str| format!("cannot write `{}`: {words}", path.display());
    let place = path.canonicalize().map_err(|error| refused(&reason(&error)))?;
    let permissions = fs::metadata(&place).map_err(|error| refused(&reason(&error)))?.permissions();
    if permissions.readonly() {
        return Err(refused("permission denied"));
    }
    replace(&place, path, content, Some(permissions))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for one test, gone at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("deal-files-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(path.join("project/market")).unwrap();
            fs::write(path.join("secret.txt"), "secret").unwrap();
            fs::write(path.join("project/a.deal"), "12345").unwrap();
            fs::write(path.join("project/market/sofr.csv"), "x").unwrap();
            Folder(path)
        }

        fn files(&self) -> DiskFiles {
            DiskFiles { root: self.0.join("project").canonicalize().unwrap() }
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn reads_regular_files_under_the_root_up_to_the_limit() {
        let folder = Folder::new("reads");
        let files = folder.files();
        assert_eq!(files.read("a.deal", 5), Ok(b"12345".to_vec()));
        assert_eq!(files.read("market/sofr.csv", 5), Ok(b"x".to_vec()));
        assert_eq!(files.read("a.deal", 4), Err(FileError::TooLarge { limit: 4 }));
        assert_eq!(files.read("b.deal", 5), Err(FileError::NotFound));
        assert_eq!(files.read("a.deal/x", 5), Err(FileError::NotFound));
        assert_eq!(files.read("market", 5), Err(FileError::NotAFile));
        assert_eq!(files.read("../secret.txt", 5), Err(FileError::OutsideRoot));
        assert_eq!(files.read("/etc/hostname", 5), Err(FileError::OutsideRoot));
    }

    #[cfg(unix)]
    #[test]
    fn links_may_not_leave_the_root_nor_tell_what_is_there() {
        use std::os::unix::fs::symlink;
        let folder = Folder::new("links");
        symlink(folder.0.join("secret.txt"), folder.0.join("project/there")).unwrap();
        symlink(folder.0.join("nothing.txt"), folder.0.join("project/nowhere")).unwrap();
        symlink(&folder.0, folder.0.join("project/up")).unwrap();
        symlink("a.deal", folder.0.join("project/inside")).unwrap();
        let files = folder.files();
        assert_eq!(files.read("there", 9), Err(FileError::OutsideRoot));
        assert_eq!(files.read("nowhere", 9), Err(FileError::OutsideRoot));
        assert_eq!(files.read("up/secret.txt", 9), Err(FileError::OutsideRoot));
        assert_eq!(files.read("inside", 9), Ok(b"12345".to_vec()));
    }

    #[test]
    fn writing_replaces_the_whole_file_and_leaves_nothing_behind() {
        let folder = Folder::new("writes");
        let path = folder.0.join("project/a.deal");
        write(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.0.join("project")).unwrap().count(), 2);
        assert!(write_new(&path, "newer").unwrap_err().ends_with("it exists already"));
        assert!(write(&folder.0.join("project/market"), "x").is_err());
        assert_eq!(fs::read_dir(folder.0.join("project")).unwrap().count(), 2);
    }
}
