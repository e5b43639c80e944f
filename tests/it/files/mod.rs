//! Files in and out: what is written is what was seen, and comes back as it was; what is broken is told, and what came before it kept.

mod bad;
mod chrome;
mod command;
mod loading;
mod perfetto;

use flate2::{Compression, write::GzEncoder};
use loopscope::event::{Change, Event, EventNo, Scenario};
use loopscope::formats::traces::log::{Header, Writer};
use loopscope::sim::{self, Sink};
use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A folder of its own, gone with its value.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("loopscope-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn packed(text: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text).unwrap();
    gzip.finish().unwrap()
}

/// The log of a whole run.
pub fn log_of(scenario: &Arc<Scenario>, model: &str) -> String {
    struct Out(Writer<Vec<u8>>);
    impl Sink for Out {
        fn events(&mut self, _: EventNo, events: &[Event], changes: &[Change]) {
            self.0.events(events, changes).unwrap();
        }
    }
    let header = Header {
        model: model.into(),
        scenario: Some(scenario.clone()),
        workload_hash: Some(sim::workload_hash(scenario)),
        names: sim::names(scenario),
        ..Header::default()
    };
    let mut out = Out(Writer::new(Vec::new(), &header).unwrap());
    sim::run(scenario, sim::model(model).unwrap(), &mut out);
    String::from_utf8(out.0.finish().unwrap()).unwrap()
}
