//! Small numbers in few bytes: of varying length one after another, or all of one width, to be read at any place.
//!
//! It does not decide which numbers are kept, nor how they are made small.

/// Appends a number: seven bits a byte, the lowest first.
pub(crate) fn put(out: &mut Vec<u8>, mut n: u64) {
    while n >= 1 << 7 {
        out.push(n as u8 | 1 << 7);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Reads what [`put`] wrote; 0 beyond the end.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    pub(crate) fn get(&mut self) -> u64 {
        let (mut n, mut shift) = (0, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            n |= u64::from(byte & 0x7f) << (shift & 63);
            if *byte < 1 << 7 {
                break;
            }
            shift += 7;
        }
        n
    }
}

/// A difference of either sign as a small number: 0, −1, 1, −2, …
pub(crate) const fn zigzag(n: u32) -> u32 {
    (n << 1) ^ ((n as i32 >> 31) as u32)
}

/// The difference again.
pub(crate) const fn unzigzag(n: u32) -> u32 {
    (n >> 1) ^ (n & 1).wrapping_neg()
}

/// As [`zigzag`], for longer numbers.
pub(crate) const fn zigzag64(n: u64) -> u64 {
    (n << 1) ^ ((n as i64 >> 63) as u64)
}

/// The difference again.
pub(crate) const fn unzigzag64(n: u64) -> u64 {
    (n >> 1) ^ (n & 1).wrapping_neg()
}

/// How many bits a number has.
const fn width(n: u64) -> u8 {
    (u64::BITS - n.leading_zeros()) as u8
}

/// Bytes after the last row.
const SPARE: usize = 8;
/// Wider numbers take up a whole word.
const WIDEST: u8 = 56;

/// The bits that each of these numbers takes up in a row.
fn row_bits(numbers: &[u64]) -> u8 {
    match width(numbers.iter().fold(0, |all, n| all | n)) {
        bits if bits > WIDEST => 64,
        bits => bits,
    }
}

/// Numbers in rows, one row after another, in no more memory than they need; and the bits that a number takes up in each of them.
pub(crate) fn rows<const N: usize>(numbers: [&[u64]; N]) -> (Box<[u8]>, [u8; N]) {
    let bits = numbers.map(row_bits);
    let len: usize = numbers.iter().zip(bits).map(|(numbers, bits)| row_len(bits, numbers.len())).sum();
    let mut bytes = Vec::with_capacity(len + SPARE);
    for (numbers, bits) in numbers.into_iter().zip(bits) {
        put_row(&mut bytes, bits, numbers);
    }
    // Room after the last row, so that each number of any is read with one load.
    bytes.extend([0; SPARE]);
    (bytes.into_boxed_slice(), bits)
}

fn put_row(out: &mut Vec<u8>, bits: u8, numbers: &[u64]) {
    let (mut word, mut filled) = (0, 0);
    for n in numbers {
        word |= n << filled;
        filled += u32::from(bits);
        if filled >= 64 {
            out.extend_from_slice(&word.to_le_bytes());
            filled -= 64;
            // What there was no room for begins the next word.
            word = if filled == 0 { 0 } else { n >> (u32::from(bits) - filled) };
        }
    }
    out.extend_from_slice(&word.to_le_bytes()[..filled.div_ceil(8) as usize]);
}

/// How many bytes so many numbers take up.
pub(crate) const fn row_len(bits: u8, numbers: usize) -> usize {
    (bits as usize * numbers).div_ceil(8)
}

/// Numbers of one width.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    bytes: &'a [u8],
    bits: usize,
    mask: u64,
}

impl<'a> Row<'a> {
    /// The row that begins with these bytes; more may follow.
    pub(crate) const fn new(bytes: &'a [u8], bits: u8) -> Self {
        let mask = if bits >= 64 { u64::MAX } else { (1 << bits) - 1 };
        Self { bytes, bits: bits as usize, mask }
    }

    /// The number at this place; 0 beyond the end.
    pub(crate) fn get(&self, place: usize) -> u64 {
        let bit = place * self.bits;
        let word = self.bytes.get(bit / 8..).and_then(|rest| rest.first_chunk::<8>());
        word.map_or(0, |word| u64::from_le_bytes(*word) >> (bit % 8) & self.mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were(numbers in prop::collection::vec((any::<u64>(), 0_u32..64).prop_map(|(n, shift)| n >> shift), 0..200)) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|n| put(&mut bytes, *n));
            let mut reader = Reader(&bytes);
            prop_assert!(numbers.iter().all(|n| reader.get() == *n) && reader.0.is_empty());

            let (bytes, [first, second]) = rows([&numbers, &numbers[..numbers.len() / 2]]);
            let row = Row::new(&bytes, first);
            prop_assert!(numbers.iter().enumerate().all(|(place, n)| row.get(place) == *n));
            let row = Row::new(&bytes[row_len(first, numbers.len())..], second);
            prop_assert!(numbers[..numbers.len() / 2].iter().enumerate().all(|(place, n)| row.get(place) == *n));
        }

        #[test]
        fn differences_of_either_sign_come_back(n in any::<u32>()) {
            prop_assert_eq!(unzigzag(zigzag(n)), n);
            prop_assert_eq!(unzigzag64(zigzag64(n.into())), u64::from(n));
            prop_assert_eq!(unzigzag64(zigzag64(u64::from(n).wrapping_neg())), u64::from(n).wrapping_neg());
            prop_assert!(zigzag((n % 64).wrapping_neg()) < 128);
        }
    }
}
