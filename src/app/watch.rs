//! Notices when the scenario's file changes on disk. Watches the folder, since editors replace files; the watching is
//! done on a thread of the `notify` crate, which wakes the window.

use super::link::Wake;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Watches one file while it lives.
pub struct Watch {
    changed: Arc<AtomicBool>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch; `None`: this system or this folder cannot be watched, which costs no more than the convenience.
    #[must_use]
    pub fn new(path: &Path, wake: Wake) -> Option<Self> {
        let path = std::path::absolute(path).ok()?;
        let (folder, name) = (path.parent().map(PathBuf::from)?, path.file_name().map(OsString::from)?);
        let changed = Arc::new(AtomicBool::new(false));
        let flag = changed.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let ours = |event: &notify::Event| event.paths.iter().any(|path| path.file_name() == Some(&name));
            if event.is_ok_and(|event| ours(&event) && (event.kind.is_modify() || event.kind.is_create())) {
                flag.store(true, Ordering::Relaxed);
                wake();
            }
        })
        .ok()?;
        watcher.watch(&folder, RecursiveMode::NonRecursive).ok()?;
        Some(Self { changed, _watcher: watcher })
    }

    /// True once after each change.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.changed.swap(false, Ordering::Relaxed)
    }
}
