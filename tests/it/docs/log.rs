//! The log that `docs/traces.md` describes is the one that is read.

use super::{document, parts};
use loopscope::formats::traces::log::Reader;

/// Reads a log, all of it, and returns how many of its lines are of an unknown kind.
fn unknown(log: &str) -> u64 {
    let mut reader = Reader::new(log.as_bytes(), "docs/traces.md").unwrap_or_else(|fault| panic!("{fault}"));
    let fault = reader.by_ref().find_map(Result::err);
    assert!(fault.is_none(), "{fault:?}");
    reader.unknown()
}

#[test]
fn the_log_of_the_page_is_read() {
    let page = document("docs/traces.md");
    let log: Vec<&str> = parts(&page).0.into_iter().filter(|line| line.starts_with('{')).collect();
    assert!(log.len() > 3, "the page shows no log");
    assert_eq!(unknown(&log.join("\n")), 0);
}

#[test]
fn every_kind_of_the_page_is_known() {
    let page = document("docs/traces.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| kind |")).skip(2).take_while(|line| line.starts_with('|'));
    let kinds: Vec<&str> = rows.flat_map(|row| row.split('|').nth(1).unwrap_or("").split('`').skip(1).step_by(2)).collect();
    assert!(kinds.len() > 40, "{kinds:?}");
    for kind in kinds {
        let line = format!("{{\"t\":0,\"k\":\"{kind}\",\"on\":\"io\",\"why\":\"done\",\"what\":\"mouse\"}}");
        assert_eq!(unknown(&format!("{{\"loopscope\":1}}\n{line}\n")), 0, "{kind}");
    }
}
