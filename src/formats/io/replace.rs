//! Writing a file, all of it or nothing: whatever was there stays whole until the new one is.
//!
//! A [`Draft`] is written beside the file and takes its place in the end. A full disk, a crash or a change of mind leaves
//! the old file as it was; of the draft nothing is left, unless the program is killed outright.
//!
//! It does *not* know what is written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// The drafts that exist, so that a program that is interrupted can take them away.
static DRAFTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
/// Two drafts for one file must not meet.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Writes a file, all of it or nothing: one that was there before stays whole until the new one is.
///
/// # Errors
/// When the new file cannot be written; the old one is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = Draft::new(path)?;
    draft.write_all(bytes)?;
    draft.keep()
}

/// Whether what stands there, if anything, can be replaced; that its folder takes a file shows only when one is made.
///
/// # Errors
/// Why not.
pub fn writable(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a directory; give a file name"));
    }
    if fs::metadata(path).is_ok_and(|about| about.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "this file is write-protected"));
    }
    Ok(())
}

/// Takes all drafts away, for a program that ends now and will not keep them.
pub fn abandon() {
    for draft in drafts().drain(..) {
        let _ = fs::remove_file(draft);
    }
}

fn drafts() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    DRAFTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file in the making. It comes to be by [`keep`](Self::keep); dropped, it never was.
#[derive(Debug)]
pub struct Draft {
    file: File,
    /// What it becomes.
    path: PathBuf,
    /// Where it is until then; `None`: what stands there is a device or a pipe, which nothing can take the place of.
    draft: Option<PathBuf>,
}

impl Draft {
    /// Begins one that will stand at `path`.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn new(path: &Path) -> io::Result<Self> {
        // What a symbolic link points to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        writable(&path)?;
        if fs::metadata(&path).is_ok_and(|about| !about.is_file()) {
            let file = OpenOptions::new().write(true).open(&path)?;
            return Ok(Self { file, path, draft: None });
        }
        let draft = draft_of(&path)?;
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&draft)?;
        drafts().push(draft.clone());
        Ok(Self { file, path, draft: Some(draft) })
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When the last of it cannot be written; the old file is then as it was.
    pub fn keep(mut self) -> io::Result<()> {
        let Some(draft) = &self.draft else { return self.file.flush() };
        if let Ok(about) = fs::metadata(&self.path) {
            self.file.set_permissions(about.permissions())?;
        }
        self.file.sync_all()?;
        fs::rename(draft, &self.path)?;
        self.forget();
        Ok(())
    }

    fn forget(&mut self) -> Option<PathBuf> {
        let draft = self.draft.take()?;
        drafts().retain(|known| *known != draft);
        Some(draft)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(draft) = self.forget() {
            let _ = fs::remove_file(draft);
        }
    }
}

/// A name beside the file, so that renaming stays within one file system.
fn draft_of(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "give a file name"))?;
    let mut draft = std::ffi::OsString::from(".");
    draft.push(name);
    draft.push(format!(".{}-{}.draft", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
    Ok(path.with_file_name(draft))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("loopscope-replace-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }
    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_draft_that_is_not_kept_leaves_the_old_file_and_nothing_else() {
        let folder = folder("drop");
        let path = folder.join("x.csv");
        replace(&path, b"old").unwrap();
        let mut draft = Draft::new(&path).unwrap();
        draft.write_all(b"half of the n").unwrap();
        assert_eq!(names(&folder).len(), 2, "the draft stands beside it");
        drop(draft);
        assert_eq!((names(&folder), fs::read(&path).unwrap()), (vec!["x.csv".to_owned()], b"old".to_vec()));
        let mut draft = Draft::new(&path).unwrap();
        draft.write_all(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old", "until it is kept");
        draft.keep().unwrap();
        assert_eq!((names(&folder), fs::read(&path).unwrap()), (vec!["x.csv".to_owned()], b"new".to_vec()));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said_and_a_device_is_written_in_place() {
        assert!(replace(Path::new("/dev/null"), b"text").is_ok());
        let full = replace(Path::new("/dev/full"), b"text").unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::StorageFull, "{full}");
    }

    #[test]
    fn two_drafts_for_one_file_do_not_meet() {
        let folder = folder("two");
        let path = folder.join("x.csv");
        let (mut one, mut two) = (Draft::new(&path).unwrap(), Draft::new(&path).unwrap());
        one.write_all(b"one").unwrap();
        two.write_all(b"two").unwrap();
        one.keep().unwrap();
        two.keep().unwrap();
        assert_eq!((names(&folder), fs::read(&path).unwrap()), (vec!["x.csv".to_owned()], b"two".to_vec()));
        fs::remove_dir_all(&folder).unwrap();
    }
}
