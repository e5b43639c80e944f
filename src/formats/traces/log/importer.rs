//! The format's line in the registry of those that are read.

use super::{Reader, load};
use crate::traces::format::Of;
use crate::traces::importers::{Confidence, Extent, FindModel, ImportError, Imported, Importer, Request, trimmed};
use std::io::BufRead;

/// Our own log.
pub static IMPORTER: Importer = Importer {
    name: "log",
    title: "a log",
    begins: "whose first line is {\"loopscope\":1,…}",
    says: "every event of a run, a line of JSON each, as it is exported here and as other programs may write it",
    of: Of::Events,
    sniff,
    estimate,
    read: import,
};

/// The first line is an object with the key `loopscope`; where that is the first key it is nothing else.
fn sniff(start: &[u8]) -> Confidence {
    let text = trimmed(start);
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    match first {
        Some(key) if key.starts_with(b"\"loopscope\"") => Confidence::Sure,
        Some(_) if line.windows(11).any(|window| window == b"\"loopscope\"") => Confidence::Maybe,
        _ => Confidence::No,
    }
}

fn estimate(sample: &[u8], total: u64, find: FindModel) -> Option<Extent> {
    let trace = load(Reader::new(sample, "").ok()?, "", 0, find, usize::MAX);
    Some(Extent { events: trace.len(), bytes: trace.bytes() as u64 }.scaled(sample.len(), total))
}

fn import(from: &mut dyn BufRead, request: &Request<'_>) -> Result<Imported, ImportError> {
    let start = from.fill_buf()?.to_vec();
    let reader = Reader::new(from, request.file).map_err(|fault| ImportError::of_text(&IMPORTER, &start, fault.says))?;
    let header = reader.header().clone();
    let trace = load(reader, request.file, request.run, request.find, request.bytes);
    Ok(Imported { header: Some(header), trace })
}
