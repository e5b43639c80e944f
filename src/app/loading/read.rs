//! What the loading thread does.

use super::{Estimate, Loaded, Opened, Order, Wanted};
use loopscope_formats::content::Content;
use loopscope_formats::traces::importers::Request;
use loopscope_sim as sim;
use loopscope_studio::Headway;
use loopscope_trace::Trace;
use std::{fs, path::Path, sync::Arc};

pub(super) struct Work {
    pub(super) order: Order,
    pub(super) headway: Arc<Headway>,
}

impl Work {
    /// Opens the files and reads them; nothing if it was stopped.
    pub(super) fn all(&self) -> Option<Loaded> {
        let Self { order, headway } = self;
        let first = order.files.first()?;
        headway.begin(order.files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum());
        let opened = self.open(first);
        headway.go_on().ok()?;
        let opened = match opened {
            Err(says) => return Some(Loaded::NotOpened(first.clone(), says)),
            Ok(Content::Trace(importer, source)) => Opened { path: first.clone(), importer, source },
            Ok(document) => return Some(Loaded::Document(first.clone(), document)),
        };
        let mut all = vec![opened];
        for path in &order.files[1..] {
            let Ok(Content::Trace(importer, source)) = self.open(path) else { break };
            all.push(Opened { path: path.clone(), importer, source });
        }
        if all.len() < order.files.len() {
            all.truncate(1);
        }
        headway.go_on().ok()?;
        self.traces(all)
    }

    fn open(&self, path: &Path) -> Result<Content, String> {
        let headway = Arc::clone(&self.headway);
        let told = move |bytes| {
            headway.add(bytes);
            headway.go_on().is_ok()
        };
        Content::open(path, self.order.importers, told).map_err(|error| error.to_string())
    }

    fn traces(&self, mut files: Vec<Opened>) -> Option<Loaded> {
        let Self { order: Order { wanted, bytes, first, .. }, headway } = self;
        if *wanted == Wanted::All {
            let estimate = Estimate::of(&mut files, *bytes, sim::model);
            headway.go_on().ok()?;
            if !estimate.fits() {
                return Some(Loaded::TooBig(files.into_iter().map(|file| file.path).collect(), estimate));
            }
        }
        let each = bytes / files.len().max(1);
        let mut traces = Vec::with_capacity(files.len());
        for (run, file) in (*first..).zip(files) {
            match read(file, run, each) {
                Ok(trace) => traces.push(trace),
                Err(says) => return headway.go_on().is_ok().then_some(Loaded::Failed(says)),
            }
            headway.go_on().ok()?;
        }
        Some(Loaded::Ready(traces))
    }
}

fn read(Opened { path, importer, mut source }: Opened, run: u32, bytes: usize) -> Result<Trace, String> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let request = Request { file: &name, run, bytes, find: sim::model };
    let imported = (importer.read)(&mut source, &request).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(imported.trace)
}
