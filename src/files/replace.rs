//! Writing a file, all of it or nothing.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Writes a file, all of it or nothing: one that was there before stays whole until the new one is.
///
/// # Errors
/// When the new file cannot be written; the old one is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a symbolic link points to is replaced, not the link.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    writable(path)?;
    let draft = draft_of(path)?;
    let done = fill(&draft, path, bytes).and_then(|()| fs::rename(&draft, path));
    if done.is_err() {
        let _ = fs::remove_file(&draft);
    }
    done
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

/// A name beside the file, so that renaming stays within one file system.
fn draft_of(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "give a file name"))?;
    let mut draft = std::ffi::OsString::from(".");
    draft.push(name);
    draft.push(format!(".{}.draft", std::process::id()));
    Ok(path.with_file_name(draft))
}

fn fill(draft: &Path, old: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(draft)?;
    file.write_all(bytes)?;
    if let Ok(about) = fs::metadata(old) {
        file.set_permissions(about.permissions())?;
    }
    file.sync_all()
}
