//! [`Json`]: the pieces of an event's text, gathered and handed on in large writes.

use loopscope_event::Ns;
use std::io::{self, Write};

/// So many bytes are gathered before they are handed on.
const GATHER: usize = 256 << 10;

/// The list of events that is being written.
pub(super) struct Json<'a> {
    to: &'a mut dyn Write,
    text: Vec<u8>,
    first: bool,
}

impl<'a> Json<'a> {
    pub(super) fn new(to: &'a mut dyn Write) -> Self {
        Self { to, text: Vec::with_capacity(GATHER + 4096), first: true }
    }

    /// Text as it stands.
    pub(super) fn raw(&mut self, text: &str) -> &mut Self {
        self.text.extend_from_slice(text.as_bytes());
        self
    }

    /// Begins an event: its phase, process and thread.
    pub(super) fn event(&mut self, phase: char, pid: u32, tid: u32) -> io::Result<&mut Self> {
        if self.text.len() >= GATHER {
            self.hand_on()?;
        }
        let between = if std::mem::take(&mut self.first) { "\n" } else { ",\n" };
        self.raw(between).raw("{\"ph\":\"");
        self.text.push(phase as u8);
        Ok(self.raw("\",\"pid\":").digits(pid.into()).raw(",\"tid\":").digits(tid.into()))
    }

    pub(super) fn digits(&mut self, n: u64) -> &mut Self {
        self.text.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
        self
    }

    /// Microseconds, with as many decimals as there are nanoseconds.
    pub(super) fn micros(&mut self, ns: Ns) -> &mut Self {
        self.digits(ns / 1000);
        let rest = (ns % 1000) as u32;
        if rest > 0 {
            let digits = [b'.', b'0' + (rest / 100) as u8, b'0' + (rest / 10 % 10) as u8, b'0' + (rest % 10) as u8];
            let len = if rest.is_multiple_of(100) { 2 } else { 4 - usize::from(rest.is_multiple_of(10)) };
            self.text.extend_from_slice(&digits[..len]);
        }
        self
    }

    pub(super) fn at(&mut self, ns: Ns) -> &mut Self {
        self.raw(",\"ts\":").micros(ns)
    }

    /// A key and a number.
    pub(super) fn num(&mut self, key: &str, n: u64) -> &mut Self {
        self.raw(",\"").raw(key).raw("\":").digits(n)
    }

    /// A key and a text that needs no escapes: a word of ours.
    pub(super) fn word(&mut self, key: &str, word: &str) -> &mut Self {
        self.raw(",\"").raw(key).raw("\":\"").raw(word).raw("\"")
    }

    /// A key and any text.
    pub(super) fn text(&mut self, key: &str, text: &str) -> &mut Self {
        self.raw(",\"").raw(key).raw("\":").quoted(text)
    }

    pub(super) fn quoted(&mut self, text: &str) -> &mut Self {
        self.raw("\"");
        let mut rest = text;
        // All that needs an escape is a byte long.
        while let Some(place) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            let (plain, escaped) = rest.split_at(place);
            self.raw(plain);
            match escaped.as_bytes()[0] {
                b'"' => self.raw("\\\""),
                b'\\' => self.raw("\\\\"),
                control => self.raw(&format!("\\u{control:04x}")),
            };
            rest = &escaped[1..];
        }
        self.raw(rest).raw("\"")
    }

    /// The identity of something asynchronous within its process.
    pub(super) fn local(&mut self, id: u64) -> &mut Self {
        self.raw(",\"id2\":{\"local\":\"").digits(id).raw("\"}")
    }

    /// Ends an event.
    pub(super) fn end(&mut self) {
        self.raw("}");
    }

    /// Hands everything on.
    pub(super) fn hand_on(&mut self) -> io::Result<()> {
        self.to.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_is_read_as_it_was() {
        for text in ["", "plain", "\"", "a\"b\\c", "\n\t\0\u{1f}", "é…任务\"", "\\\\", "end\u{7f}\u{80}"] {
            let mut out = Vec::new();
            let mut json = Json::new(&mut out);
            json.quoted(text);
            json.finish().unwrap();
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
