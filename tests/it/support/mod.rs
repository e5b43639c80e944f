//! What several tests share: runs turned into traces, a `ui::Context` around them, and pictures without a GPU.

pub mod render;
pub mod runs;

use proptest::test_runner::{Config, FileFailurePersistence};

/// So many random cases; those that failed once are kept beside those of the tests in `src`.
pub fn cases(cases: u32) -> Config {
    let beside = FileFailurePersistence::SourceParallel("../src/proptest-regressions");
    Config { failure_persistence: Some(Box::new(beside)), ..Config::with_cases(cases) }
}
