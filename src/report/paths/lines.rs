//! Paths as lines of text.

use std::io;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::{Out, PathWriter, heading};
use crate::analysis::simulate::PathFigures;
use crate::report::format::csv::guarded;

pub struct Lines {
    writer: Writer<Out>,
    begun: bool,
}

impl Lines {
    pub fn new(to: Out) -> Lines {
        let writer =
            WriterBuilder::new().quote_style(QuoteStyle::Necessary).terminator(Terminator::Any(b'\n')).from_writer(to);
        Lines { writer, begun: false }
    }
}

impl PathWriter for Lines {
    fn write(&mut self, paths: &PathFigures) -> io::Result<()> {
        if !self.begun {
            let named = ["scenario".to_string(), "path".to_string()];
            let headings = paths.columns.iter().map(|column| guarded(&heading(column)));
            self.writer.write_record(named.into_iter().chain(headings))?;
            self.begun = true;
        }
        let scenario = guarded(&paths.scenario);
        for path in 0..paths.len() {
            self.writer.write_field(&scenario)?;
            self.writer.write_field((paths.first + path as u64).to_string())?;
            for column in 0..paths.columns.len() {
                self.writer.write_field(paths.figure(column, path).map_or(String::new(), |it| it.plain()))?;
            }
            self.writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_a_path_with_one_heading() {
        let shared = Shared::default();
        let mut lines = Lines::new(Box::new(shared.clone()));
        for block in samples::blocks() {
            lines.write(&block).unwrap();
        }
        lines.finish().unwrap();
        let text = String::from_utf8(shared.0.lock().unwrap().clone()).unwrap();
        let expected = "\
scenario,path,Senior.loss (USD),DSCR below 1.35x,min(DSCR.value),A.defaulted
base,0,0.00,,1.250000000000,false
base,1,-1.23,2024-10-04,,true
base,2,915408.00,2024-11-04,1.250000000000,false
base,3,0.05,,,true
";
        assert_eq!(text, expected);
    }
}
