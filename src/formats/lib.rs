//! IN AND OUT: one file or folder per format, and nothing else that touches the file system.
//!
//! * [`documents`]: what people write and keep: scenarios, lessons, sessions, homework, the texts of a language, and all of them as short texts to paste.
//! * [`traces`]: recorded runs: our log, Chrome's and Perfetto's formats, tables, sweeps, and the registry of the formats that are written.
//! * [`content`]: what a file is, told by what is in it; everything that opens a file begins there.
//! * [`io`]: files as such: written whole or not at all, packed and unpacked.
//!
//! # Examples
//! Export a run as a table of its spans:
//!
//! ```
//! use loopscope_formats::documents::scenario;
//! use loopscope_formats::traces::format::{Recording, header_of};
//! use loopscope_formats::traces::spans_csv;
//! use loopscope_trace::Trace;
//! use std::sync::Arc;
//!
//! let text = "[workload]\njobs = 2\nsteps = [{ cpu = \"1ms\" }]";
//! let scenario = Arc::new(scenario::parse(text, "two.toml", &["threads"])?);
//! let model = loopscope_sim::model("threads").ok_or("there is no such model")?;
//! let mut trace = Trace::new(0, model, Arc::clone(&scenario), loopscope_sim::names(&scenario));
//! let ending = loopscope_sim::run(&scenario, model, &mut trace);
//!
//! let header = header_of(&trace, "", Some(&ending));
//! let mut table = Vec::new();
//! spans_csv::write(&Recording::whole(&trace, &header), &mut table)?;
//! assert!(table.starts_with(b"group,lane,name,state,start_ns,duration_ns,open,details\nCPU,core 1,"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Read a log, here one of a program that is not simulated, from memory. A fault after the header keeps the events before it:
//!
//! ```
//! use loopscope_event::Origin;
//! use loopscope_formats::traces::log::{Reader, load};
//!
//! let text = concat!(
//!     r#"{"loopscope":1,"model":"threads","origin":"measured"}"#, "\n",
//!     r#"{"t":0,"k":"job-arrived","job":0}"#, "\n",
//!     r#"{"t":2500,"k":"job-done","job":0}"#, "\n",
//! );
//! let reader = Reader::new(text.as_bytes(), "mine.ndjson")?;
//! assert_eq!(reader.header().origin, Origin::Measured);
//!
//! let trace = load(reader, "mine.ndjson", 0, loopscope_sim::model, 1 << 20);
//! assert_eq!((trace.len(), trace.end()), (2, 2500));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It does *not* know which models exist (the caller says), nor how a run is made or looks.

pub mod content;
pub mod documents;
pub mod io;
pub mod traces;
