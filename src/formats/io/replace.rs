//! Writing a file, all of it or nothing: whatever was there stays whole until the new one is.
//!
//! A [`Draft`] is written beside the file and takes its place in the end. A full disk, a crash or a change of mind leaves
//! the old file as it was; of the draft nothing is left, unless the program is killed outright.
//!
//! It does *not* know what is written.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use tempfile::NamedTempFile;

/// The drafts that exist, so that a program that is interrupted can take them away.
static DRAFTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

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
    file: Target,
    /// What it becomes.
    path: PathBuf,
}

/// Where the bytes go until the draft is kept.
#[derive(Debug)]
enum Target {
    /// A temporary file beside the one that it becomes; it removes itself if it is dropped.
    Beside(NamedTempFile, Listed),
    /// The place itself: a device or a pipe stands there, which no file can take the place of.
    Itself(File),
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
            return Ok(Self { file: Target::Itself(file), path });
        }
        let file = beside(&path)?;
        let listed = Listed::new(file.path());
        Ok(Self { file: Target::Beside(file, listed), path })
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When the last of it cannot be written; the old file is then as it was.
    pub fn keep(self) -> io::Result<()> {
        let Self { file, path } = self;
        match file {
            Target::Beside(file, _listed) => keep_at(file, &path),
            Target::Itself(mut file) => file.flush(),
        }
    }

    fn as_file_mut(&mut self) -> &mut File {
        match &mut self.file {
            Target::Beside(file, _) => file.as_file_mut(),
            Target::Itself(file) => file,
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.as_file_mut().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.as_file_mut().flush()
    }
}

/// A draft's entry in the list of those that exist.
#[derive(Debug)]
struct Listed(PathBuf);

impl Listed {
    fn new(draft: &Path) -> Self {
        drafts().push(draft.to_owned());
        Self(draft.to_owned())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        drafts().retain(|known| *known != self.0);
    }
}

/// Moves a temporary file to its place, with the permissions of the file that stands there.
fn keep_at(file: NamedTempFile, path: &Path) -> io::Result<()> {
    if let Ok(about) = fs::metadata(path) {
        file.as_file().set_permissions(about.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|fault| fault.error)?;
    Ok(())
}

/// Makes a temporary file beside `path`, so that renaming stays within one file system. A new file has the permissions that the system
/// gives to any; a draft of `tempfile`'s own making would be for its owner alone.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "give a file name"))?;
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    let make = |draft: &Path| OpenOptions::new().write(true).create_new(true).open(draft);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    tempfile::Builder::new().prefix(&prefix).suffix(".draft").make_in(folder, make)
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

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_the_old_file_or_of_any_new_one_and_a_link_stays_a_link() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder("permissions");
        let (path, usual, link) = (folder.join("x.csv"), folder.join("usual"), folder.join("link.csv"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        replace(&path, b"new").unwrap();
        fs::write(&usual, b"any").unwrap();
        assert_eq!(mode(&path), mode(&usual));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("x.csv", &link).unwrap();
        replace(&link, b"newer").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((fs::read(&path).unwrap(), mode(&path) & 0o777), (b"newer".to_vec(), 0o640));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_draft_is_listed_until_it_is_kept_or_dropped() {
        let folder = folder("listed");
        let path = folder.join("x.csv");
        let listed = || drafts().iter().filter(|draft| draft.starts_with(&folder)).count();
        let draft = Draft::new(&path).unwrap();
        assert_eq!(listed(), 1);
        drop(draft);
        assert_eq!(listed(), 0);
        replace(&path, b"kept").unwrap();
        assert_eq!((listed(), names(&folder)), (0, vec!["x.csv".to_owned()]));
        fs::remove_dir_all(&folder).unwrap();
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
