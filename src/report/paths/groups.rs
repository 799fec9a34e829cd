//! Paths as Parquet: exact decimals of 38 digits, dates as dates, compressed by Snappy.

use std::io::{self, Write as _};
use std::mem;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type as Schema, TypePtr};

use super::{Out, PathWriter, heading};
use crate::analysis::simulate::{PathColumn, PathFigures};
use crate::model::Type;

/// Paths in a row group, about: so many wait in memory.
const GROUP: usize = 65_536;
/// Bytes of a decimal: any figure fits.
const BYTES: i32 = 16;
/// Digits of a decimal, the most the format has.
const DIGITS: i32 = 38;

pub struct Groups {
    /// Until the first paths say which columns there are.
    to: Option<Out>,
    writer: Option<SerializedFileWriter<Out>>,
    columns: Vec<PathColumn>,
    scenarios: Vec<ByteArray>,
    numbers: Vec<i64>,
    values: Vec<Vec<Option<i128>>>,
}

impl Groups {
    pub fn new(to: Out) -> Groups {
        let (columns, values) = (Vec::new(), Vec::new());
        Groups { to: Some(to), writer: None, columns, scenarios: Vec::new(), numbers: Vec::new(), values }
    }

    fn begin(&mut self, columns: &[PathColumn]) -> io::Result<()> {
        let Some(to) = self.to.take() else { return Ok(()) };
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(to, schema(columns).map_err(told)?, Arc::new(properties));
        self.writer = Some(writer.map_err(told)?);
        self.columns = columns.to_vec();
        self.values = vec![Vec::new(); columns.len()];
        Ok(())
    }

    /// Everything that waits, as one row group.
    fn flush(&mut self) -> Result<(), ParquetError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        if self.numbers.is_empty() {
            return Ok(());
        }
        let mut group = writer.next_row_group()?;
        put::<ByteArrayType>(&mut group, &mem::take(&mut self.scenarios), None)?;
        put::<Int64Type>(&mut group, &mem::take(&mut self.numbers), None)?;
        for (column, values) in self.columns.iter().zip(&mut self.values) {
            let values = mem::take(values);
            let there: Vec<i16> = values.iter().map(|it| i16::from(it.is_some())).collect();
            let known = values.into_iter().flatten();
            match &column.of {
                Type::Boolean => {
                    put::<BoolType>(&mut group, &known.map(|it| it != 0).collect::<Vec<_>>(), Some(&there))?
                }
                Type::Date => {
                    let days = known.map(|it| i32::try_from(it).unwrap_or(i32::MAX));
                    put::<Int32Type>(&mut group, &days.collect::<Vec<_>>(), Some(&there))?;
                }
                Type::Quantity(_) => {
                    let decimals = known.map(|it| FixedLenByteArray::from(it.to_be_bytes().to_vec()));
                    put::<FixedLenByteArrayType>(&mut group, &decimals.collect::<Vec<_>>(), Some(&there))?;
                }
            }
        }
        group.close().map(drop)
    }
}

impl PathWriter for Groups {
    fn write(&mut self, paths: &PathFigures) -> io::Result<()> {
        self.begin(&paths.columns)?;
        let scenario = ByteArray::from(paths.scenario.as_bytes().to_vec());
        self.scenarios.extend(std::iter::repeat_n(scenario, paths.len()));
        let number = |path: usize| i64::try_from(paths.first.saturating_add(path as u64)).unwrap_or(i64::MAX);
        self.numbers.extend((0..paths.len()).map(number));
        for (waiting, values) in self.values.iter_mut().zip(&paths.values) {
            waiting.extend_from_slice(values);
        }
        if self.numbers.len() >= GROUP { self.flush().map_err(told) } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        // A file without a path still says what it would hold.
        self.begin(&[])?;
        self.flush().map_err(told)?;
        match self.writer.take() {
            Some(writer) => writer.into_inner().map_err(told)?.flush(),
            None => Ok(()),
        }
    }
}

fn put<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Out>,
    values: &[T::T],
    there: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let column: Option<SerializedColumnWriter<'_>> = group.next_column()?;
    let Some(mut column) = column else { return Err(ParquetError::General("no such column".into())) };
    column.typed::<T>().write_batch(values, there, None)?;
    column.close()
}

fn schema(columns: &[PathColumn]) -> Result<TypePtr, ParquetError> {
    let text = Schema::primitive_type_builder("scenario", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::String));
    let number = Schema::primitive_type_builder("path", Physical::INT64).with_repetition(Repetition::REQUIRED);
    let mut fields = vec![Arc::new(text.build()?), Arc::new(number.build()?)];
    for column in columns {
        let name = heading(column);
        let physical = match &column.of {
            Type::Boolean => Physical::BOOLEAN,
            Type::Date => Physical::INT32,
            Type::Quantity(_) => Physical::FIXED_LEN_BYTE_ARRAY,
        };
        let field = Schema::primitive_type_builder(&name, physical).with_repetition(Repetition::OPTIONAL);
        let field = match &column.of {
            Type::Boolean => field,
            Type::Date => field.with_logical_type(Some(LogicalType::Date)),
            Type::Quantity(unit) => {
                let scale = i32::try_from(unit.scale()).unwrap_or(0);
                let decimal = LogicalType::decimal(scale, DIGITS);
                field.with_length(BYTES).with_precision(DIGITS).with_scale(scale).with_logical_type(Some(decimal))
            }
        };
        fields.push(Arc::new(field.build()?));
    }
    Schema::group_type_builder("path").with_fields(fields).build().map(Arc::new)
}

fn told(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn what_is_written_reads_back() {
        let path = std::env::temp_dir().join(format!("deal-paths-{}.parquet", std::process::id()));
        let mut groups = Groups::new(Box::new(std::fs::File::create(&path).unwrap()));
        for block in samples::blocks() {
            groups.write(&block).unwrap();
        }
        groups.finish().unwrap();
        let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        std::fs::remove_file(&path).unwrap();
        let first = "{scenario: \"base\", path: 0, Senior.loss (USD): 0.00, DSCR below 1.35x: null, min(DSCR.value): \
                     1.250000000000, A.defaulted: false}";
        let third = "{scenario: \"base\", path: 2, Senior.loss (USD): 915408.00, DSCR below 1.35x: 2024-11-04, \
                     min(DSCR.value): 1.250000000000, A.defaulted: false}";
        assert_eq!((rows.len(), rows[0].as_str(), rows[2].as_str()), (4, first, third));
    }
}
