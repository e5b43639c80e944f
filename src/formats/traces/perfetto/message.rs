//! [`Message`]: protobuf as it is written, a field after another. What the fields mean it does *not* know.

/// A message that is being written, with those inside it.
#[derive(Default)]
pub(super) struct Message(pub(super) Vec<u8>);

/// How a field's value is written; the low bits of its key.
const VARINT: u64 = 0;
const FIXED: u64 = 1;
const LONG: u64 = 2;

impl Message {
    fn varint(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    fn key(&mut self, field: u32, how: u64) {
        self.varint(u64::from(field) << 3 | how);
    }

    /// A whole number, a truth or a choice.
    pub(super) fn number(&mut self, field: u32, n: u64) -> &mut Self {
        self.key(field, VARINT);
        self.varint(n);
        self
    }

    /// A number of eight bytes, however small.
    pub(super) fn fixed(&mut self, field: u32, n: u64) -> &mut Self {
        self.key(field, FIXED);
        self.0.extend_from_slice(&n.to_le_bytes());
        self
    }

    pub(super) fn text(&mut self, field: u32, text: &str) -> &mut Self {
        self.key(field, LONG);
        self.varint(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// A message inside: most are shorter than a length of one byte says, and the others are moved to make room for a longer one.
    pub(super) fn message(&mut self, field: u32, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.key(field, LONG);
        self.0.push(0);
        let from = self.0.len();
        write(self);
        let length = self.0.len() - from;
        if length < 0x80 {
            self.0[from - 1] = length as u8;
        } else {
            let mut head = Self::default();
            head.varint(length as u64);
            self.0.splice(from - 1..from, head.0);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_written_as_protobuf_has_them() {
        let mut message = Message::default();
        message.number(1, 150).text(2, "testing").fixed(3, 1);
        assert_eq!(message.0, b"\x08\x96\x01\x12\x07testing\x19\x01\0\0\0\0\0\0\0", "the examples of the format's own documentation");
        let mut large = Message::default();
        large.number(16, u64::MAX);
        assert_eq!(large.0, b"\x80\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    }

    #[test]
    fn messages_of_any_length_lie_inside_one_another() {
        for length in [0, 1, 123, 124, 125, 126, 127, 128, 16_383, 16_384, 40_000] {
            let text = "x".repeat(length);
            let mut message = Message::default();
            message.message(1, |outer| {
                outer.message(2, |inner| {
                    inner.text(3, &text);
                });
            });
            let long = |field: u8, inside: Vec<u8>| {
                let mut head = Message(vec![field << 3 | 2]);
                head.varint(inside.len() as u64);
                [head.0, inside].concat()
            };
            assert!(message.0 == long(1, long(2, long(3, text.into_bytes()))), "{length}");
        }
    }
}
