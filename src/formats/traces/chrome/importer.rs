//! The format's line in the registry of those that are read.

use super::{BYTES, Limits, begins_like_one, read};
use crate::traces::format::Of;
use crate::traces::importers::{Confidence, Extent, FindModel, ImportError, Imported, Importer, Request};
use std::io::BufRead;

/// Chrome's trace event format.
pub static IMPORTER: Importer = Importer {
    name: "chrome",
    title: "a trace of Chrome's format",
    begins: "which begins with [{ or {\"traceEvents\":[",
    says: "JSON of trace events: Chrome, Node.js, VizTracer, PyTorch, Perfetto's converter, tracing-chrome, and what is exported here",
    of: Of::Lanes,
    sniff,
    estimate,
    read: import,
};

fn sniff(start: &[u8]) -> Confidence {
    if begins_like_one(start) { Confidence::Sure } else { Confidence::No }
}

fn estimate(sample: &[u8], total: u64, _: FindModel) -> Option<Extent> {
    let trace = read(sample, "", 0, Limits { bytes: usize::MAX }).ok()?;
    let imported = trace.imported()?;
    let bytes = (imported.count as usize * BYTES + imported.bytes()).max(trace.bytes()) as u64;
    Some(Extent { events: imported.count, bytes }.scaled(sample.len(), total))
}

fn import(from: &mut dyn BufRead, request: &Request<'_>) -> Result<Imported, ImportError> {
    let start = from.fill_buf()?.to_vec();
    let trace = read(from, request.file, request.run, Limits { bytes: request.bytes });
    let trace = trace.map_err(|says| ImportError::of_text(&IMPORTER, &start, says))?;
    Ok(Imported { trace, header: None })
}
