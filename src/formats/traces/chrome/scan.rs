//! [`Scan`]: JSON text that comes in pieces. It looks at one value at a time and keeps no more of the text than that.

use std::io::Read;

/// So much is read at a time.
const PIECE: usize = 1 << 20;
/// The longest single event.
const LONGEST: usize = 16 << 20;

/// Why there is no whole value here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// The text so far ends within it.
    Cut,
    /// At this byte of it, something else was expected.
    Wrong(usize, &'static str),
}

/// A fault in the text: at which byte of it, and what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    pub(super) byte: u64,
    pub(super) says: String,
}

/// Text that is being read.
pub(super) struct Scan<R> {
    from: R,
    buffer: Vec<u8>,
    /// What of the buffer has been looked at.
    at: usize,
    /// The buffer's place in the text.
    before: u64,
    ended: bool,
    /// Why there is no more text, if that is a fault; to be told when what was read is used up.
    broken: Option<String>,
}

impl<R: Read> Scan<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, buffer: Vec::new(), at: 0, before: 0, ended: false, broken: None }
    }

    /// The byte that comes next.
    pub(super) fn byte(&self) -> u64 {
        self.before + self.at as u64
    }

    pub(super) fn fault(&self, says: impl Into<String>) -> Fault {
        Fault { byte: self.byte(), says: says.into() }
    }

    /// What is known of the text from here on.
    pub(super) fn here(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    /// Goes on by so many bytes, which are known.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Reads on; false at the end of the text.
    pub(super) fn more(&mut self) -> Result<bool, Fault> {
        if self.ended {
            self.at = self.at.max(if self.broken.is_some() { self.buffer.len() } else { 0 });
            return self.broken.take().map_or(Ok(false), |says| Err(self.fault(says)));
        }
        if self.buffer.len() - self.at > LONGEST {
            return Err(self.fault(format!("a value is longer than {} MiB", LONGEST >> 20)));
        }
        self.buffer.drain(..self.at);
        self.before += self.at as u64;
        self.at = 0;
        let known = self.buffer.len();
        // A long value is looked at from its beginning each time, so that the pieces grow with it.
        let got = (&mut self.from).take(PIECE.max(known) as u64).read_to_end(&mut self.buffer);
        match got {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(fault) => {
                self.ended = true;
                self.broken = Some(format!("the file breaks off here: {fault}"));
            }
        }
        if self.buffer.len() == known && self.broken.is_some() {
            return self.more();
        }
        Ok(!self.ended || self.buffer.len() > known)
    }

    /// The next byte that is no white space, nor one of these; it is not taken. `None` at the end.
    pub(super) fn peek(&mut self, passed: &[u8]) -> Result<Option<u8>, Fault> {
        loop {
            let here = &self.buffer[self.at..];
            let blank = |byte: &u8| byte.is_ascii_whitespace() || passed.contains(byte);
            if let Some(place) = here.iter().position(|byte| !blank(byte)) {
                self.at += place;
                return Ok(Some(self.buffer[self.at]));
            }
            self.at = self.buffer.len();
            if !self.more()? {
                return Ok(None);
            }
        }
    }

    /// A value that is looked at as a whole: what `look` makes of it and how long it is, or nothing if the text ends before.
    pub(super) fn whole<T>(&mut self, mut look: impl FnMut(&[u8]) -> Result<(T, usize), Stop>) -> Result<Option<T>, Fault> {
        loop {
            match look(&self.buffer[self.at..]) {
                Ok((found, bytes)) => {
                    self.at += bytes;
                    return Ok(Some(found));
                }
                Err(Stop::Cut) if self.more()? => {}
                Err(Stop::Cut) => return Ok(None),
                Err(Stop::Wrong(place, expected)) => {
                    self.at += place;
                    return Err(self.fault(format!("expected {expected}")));
                }
            }
        }
    }

    /// Passes over a value, however long; false if the text ends before.
    pub(super) fn pass(&mut self) -> Result<bool, Fault> {
        let (mut depth, mut within, mut escaped) = (0_u64, false, false);
        let Some(first) = self.peek(&[])? else { return Ok(false) };
        if !matches!(first, b'{' | b'[' | b'"') {
            return Ok(self.whole(|text| value(text).map(|bytes| ((), bytes)))?.is_some());
        }
        loop {
            for (place, byte) in self.buffer[self.at..].iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if within => escaped = true,
                    b'"' => within = !within,
                    b'{' | b'[' if !within => depth += 1,
                    b'}' | b']' if !within => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 && !within {
                    self.at += place + 1;
                    return Ok(true);
                }
            }
            self.at = self.buffer.len();
            if !self.more()? {
                return Ok(false);
            }
        }
    }
}

/// Bytes of the white space at the beginning.
pub(super) fn blank(text: &[u8]) -> usize {
    text.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(text.len())
}

/// Bytes of the string at the beginning, with its quotes.
fn string(text: &[u8]) -> Result<usize, Stop> {
    let mut at = 1;
    loop {
        match text[at.min(text.len())..].iter().position(|byte| matches!(byte, b'"' | b'\\')) {
            Some(place) if text[at + place] == b'"' => return Ok(at + place + 1),
            Some(place) => at += place + 2,
            None => return Err(Stop::Cut),
        }
    }
}

/// Bytes of the value at the beginning. What is inside lists and objects is only looked at for where they end, without recursion.
pub(super) fn value(text: &[u8]) -> Result<usize, Stop> {
    match text.first() {
        None => Err(Stop::Cut),
        Some(b'"') => string(text),
        Some(b'{' | b'[') => {
            let (mut depth, mut at) = (0_u32, 0);
            loop {
                match text.get(at) {
                    None => return Err(Stop::Cut),
                    Some(b'"') => {
                        at += string(&text[at..])?;
                        continue;
                    }
                    Some(b'{' | b'[') => depth = depth.saturating_add(1),
                    Some(b'}' | b']') => depth -= 1,
                    Some(_) => {}
                }
                at += 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
        }
        Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.') => {
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
            text.iter().position(|byte| !plain(byte)).ok_or(Stop::Cut)
        }
        Some(_) => Err(Stop::Wrong(0, "a value")),
    }
}

/// Calls `take` with each key (without quotes) and value of the object at the beginning; answers its bytes.
pub(super) fn object<'a>(text: &'a [u8], mut take: impl FnMut(&'a [u8], &'a [u8])) -> Result<usize, Stop> {
    match text.first() {
        Some(b'{') => {}
        Some(_) => return Err(Stop::Wrong(0, "an object")),
        None => return Err(Stop::Cut),
    }
    let mut at = 1;
    let next = |at: usize| text.get(at).copied().ok_or(Stop::Cut);
    loop {
        at += blank(&text[at..]);
        match next(at)? {
            b'}' => return Ok(at + 1),
            b',' => at += 1,
            b'"' => {
                let key = string(&text[at..])?;
                let name = &text[at + 1..at + key - 1];
                at += key;
                at += blank(&text[at..]);
                if next(at)? != b':' {
                    return Err(Stop::Wrong(at, "a colon after a key"));
                }
                at += 1;
                at += blank(&text[at..]);
                let bytes = value(&text[at..]).map_err(|stop| match stop {
                    Stop::Wrong(place, expected) => Stop::Wrong(at + place, expected),
                    Stop::Cut => Stop::Cut,
                })?;
                take(name, &text[at..at + bytes]);
                at += bytes;
            }
            _ => return Err(Stop::Wrong(at, "a key in quotes, or the object's end")),
        }
    }
}
