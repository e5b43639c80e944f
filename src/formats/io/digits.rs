//! Whole numbers as text, appended to what is being written: logs and traces are mostly numbers, and `fmt` costs more than the digits do.
//! It does *not* decide what stands around them.

/// Appends a number in decimal digits.
pub(crate) fn push(out: &mut Vec<u8>, mut n: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_length_of_number_is_written_as_it_is() {
        for n in [0, 7, 10, 99, 100, 1_234_567_890, u64::MAX - 1, u64::MAX] {
            let mut out = b"n=".to_vec();
            super::push(&mut out, n);
            assert_eq!(String::from_utf8(out).unwrap(), format!("n={n}"));
        }
    }
}
