//! A row per job and model, for spreadsheets and for other people's statistics.
//!
//! `cpu_ns` is the CPU time that the job had, `io_ns` the time that devices served its requests (waiting its turn at a
//! device is neither). Models come one after another, and within each the jobs in the order of their numbers; a job that
//! was not done when the run ended has no row.

use super::format::{Recording, unwritten};
use loopscope_trace::{JobRow, Stats};
use std::io::{self, Write};

/// The first line.
const HEAD: [&str; 7] = ["model", "job", "arrival_ns", "start_ns", "completion_ns", "cpu_ns", "io_ns"];

/// Writes the rows of several models.
pub struct Writer<W: Write> {
    table: csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// Begins with the line of names.
    ///
    /// # Errors
    /// When the output does not take it.
    pub fn new(to: W) -> io::Result<Self> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record(HEAD).map_err(unwritten)?;
        table.flush()?;
        Ok(Self { table })
    }

    /// Writes one model's jobs.
    ///
    /// # Errors
    /// When the output does not take them.
    pub fn rows(&mut self, model: &str, rows: &[JobRow]) -> io::Result<()> {
        for JobRow { job, arrival, start, completion, cpu, io } in rows {
            let numbers = [u64::from(job.0), *arrival, *start, *completion, *cpu, *io].map(|n| itoa::Buffer::new().format(n).to_owned());
            self.table.write_record(std::iter::once(model).chain(numbers.iter().map(String::as_str))).map_err(unwritten)?;
        }
        self.table.flush()
    }

    /// Gives the output back.
    ///
    /// # Errors
    /// When the output does not take the last of it.
    pub fn finish(self) -> io::Result<W> {
        self.table.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Writes the jobs that were done in a recording's stretch.
///
/// # Errors
/// When the output does not take them, or the beginning was let go: a job's row counts from its arrival.
pub fn write(recording: &Recording<'_>, to: &mut dyn Write) -> io::Result<()> {
    recording.has_beginning()?;
    let Recording { trace, from, to: until, .. } = *recording;
    let mut stats = Stats::exact(trace.scenario_at(0).machine.cores).of(trace.model()).with_jobs();
    stats.note(trace.changes());
    for (number, event) in recording.events_from(0) {
        stats.apply(&event, number);
    }
    let rows: Vec<JobRow> = stats.take_jobs().into_iter().filter(|row| (from..=until).contains(&row.completion)).collect();
    Writer::new(to)?.rows(trace.model().name, &rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_event::TaskId;

    #[test]
    fn a_row_per_job_under_the_names() {
        let mut text = Vec::new();
        let row = JobRow { job: TaskId(3), arrival: 1, start: 2, completion: 50, cpu: 7, io: 30 };
        Writer::new(&mut text).unwrap().rows("threads", &[row]).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "model,job,arrival_ns,start_ns,completion_ns,cpu_ns,io_ns\nthreads,3,1,2,50,7,30\n");
    }
}
