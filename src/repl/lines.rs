//! Lines that come from a file or a pipe: bytes that need not be text, and may be very long.

use std::io::{self, BufRead, Read};

/// One line without what ends it, or what is wrong with it.
pub type Line = Result<String, String>;

/// Longer than this is no line anybody wrote.
const LONGEST: u64 = 1024 * 1024;

/// The next line; `None` at the end.
pub fn next(input: &mut dyn BufRead) -> io::Result<Option<Line>> {
    let mut bytes = Vec::new();
    let read = input.take(LONGEST).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if read as u64 == LONGEST && !bytes.ends_with(b"\n") {
        skip_line(input)?;
        return Ok(Some(Err(format!("this line is longer than {LONGEST} bytes and was not read"))));
    }
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    Ok(Some(
        crate::source::decode(&bytes)
            .map(str::to_owned)
            .map_err(|_| "this line is not UTF-8 text and was not read".into()),
    ))
}

/// To the end of the line, without holding it.
fn skip_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let chunk = input.fill_buf()?;
        let (used, ended) = match chunk.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (chunk.len(), chunk.is_empty()),
        };
        input.consume(used);
        if ended {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_told_and_the_next_line_is_read() {
        let long = "x".repeat(LONGEST as usize + 10);
        let bytes = [b"a\r\n\xff\xfe\n".as_slice(), long.as_bytes(), b"\nb"].concat();
        let mut input = io::Cursor::new(bytes);
        let mut next = || next(&mut input).expect("memory can be read");
        assert_eq!(next(), Some(Ok("a".into())));
        assert!(matches!(next(), Some(Err(message)) if message.contains("UTF-8")));
        assert!(matches!(next(), Some(Err(message)) if message.contains("longer")));
        assert_eq!(next(), Some(Ok("b".into())));
        assert_eq!(next(), None);
    }
}
