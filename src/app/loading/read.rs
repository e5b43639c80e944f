//! What the loading thread does.

use super::{Estimate, Loaded, Wanted};
use loopscope_formats::io::source::{self, Kind, said};
use loopscope_formats::traces::chrome::{self, Limits};
use loopscope_formats::traces::log::{self, Reader};
use loopscope_sim as sim;
use loopscope_studio::Headway;
use loopscope_trace::Trace;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

pub(super) struct Work {
    pub(super) files: Vec<PathBuf>,
    pub(super) wanted: Wanted,
    /// What all of them may take up.
    pub(super) bytes: usize,
    /// The number of the first run.
    pub(super) first: u32,
    pub(super) headway: Arc<Headway>,
}

impl Work {
    /// Reads them; nothing if it was stopped.
    pub(super) fn all(&self) -> Option<Loaded> {
        let Self { files, wanted, bytes, first, headway } = self;
        headway.begin(files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum());
        if *wanted == Wanted::All {
            let estimate = Estimate::of(files, *bytes);
            headway.go_on().ok()?;
            if !estimate.fits() {
                return Some(Loaded::TooBig(files.clone(), estimate));
            }
        }
        let each = bytes / files.len().max(1);
        let mut traces = Vec::with_capacity(files.len());
        for (run, file) in (*first..).zip(files) {
            match self.read(file, run, each) {
                Ok(trace) => traces.push(trace),
                Err(says) => return headway.go_on().is_ok().then(|| Loaded::Failed(format!("{}: {says}", file.display()))),
            }
            headway.go_on().ok()?;
        }
        Some(Loaded::Ready(traces))
    }

    fn read(&self, path: &Path, run: u32, bytes: usize) -> Result<Trace, String> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let kind = source::kind(path)?;
        let headway = Arc::clone(&self.headway);
        let told = move |bytes| {
            headway.add(bytes);
            headway.go_on().is_ok()
        };
        let (text, _) = source::text(path, told).map_err(|fault| said(&fault))?;
        match kind {
            Kind::Log => {
                let reader = Reader::new(text, &name).map_err(|fault| fault.says)?;
                Ok(log::load(reader, &name, run, sim::model, bytes))
            }
            Kind::Chrome => chrome::read(text, &name, run, Limits { bytes }),
            Kind::Lesson | Kind::Scenario => Err("this is neither a log nor a trace".into()),
        }
    }
}
