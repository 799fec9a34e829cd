//! A table of exact values: what every report makes and every format prints.

/// Rows and columns with a name for programs and a title for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// One word or a few joined by `-`, stable: `cash-flows`.
    pub name: String,
    pub title: String,
    pub columns: Vec<Column>,
    /// A row shorter than the columns ends in empty cells.
    pub rows: Vec<Vec<Cell>>,
    /// Sentences printed below.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub align: Align,
    /// Decimals shown to people; programs always get every digit. `None`: what suits the kind of cell.
    pub digits: Option<u32>,
    /// Says which row this is; repeated when a wide table is printed in parts.
    pub key: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// One value, exact: `mantissa` times ten to the minus `scale`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    /// `n/a`: there is no such number, and that is an answer.
    NotAvailable,
    Text(String),
    /// A word that matters: `breached`, `passed`.
    Mark(String, Tone),
    Money {
        mantissa: i128,
        scale: u32,
        currency: String,
    },
    /// `0.8`
    Ratio {
        mantissa: i128,
        scale: u32,
    },
    /// A ratio shown as `80.0%`.
    Percent {
        mantissa: i128,
        scale: u32,
    },
    /// A ratio shown as `1.35x`.
    Multiple {
        mantissa: i128,
        scale: u32,
    },
    /// A count or a quantity; its unit belongs in the column's name.
    Number {
        mantissa: i128,
        scale: u32,
    },
    Date {
        year: i16,
        month: i8,
        day: i8,
    },
}

/// How a marked word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Warning,
    Bad,
    Quiet,
}

impl Table {
    pub fn new(name: impl Into<String>, title: impl Into<String>) -> Table {
        Table { name: name.into(), title: title.into(), ..Table::default() }
    }

    pub fn column(mut self, column: Column) -> Table {
        self.columns.push(column);
        self
    }

    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The cell there, empty where the row is too short.
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|row| row.get(column)).unwrap_or(&Cell::Empty)
    }

    /// Every cell of a column, from the top.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &Cell> {
        (0..self.rows.len()).map(move |row| self.cell(row, column))
    }

    /// What the money of a column is in.
    pub fn currency(&self, column: usize) -> ColumnCurrency<'_> {
        let mut found = ColumnCurrency::None;
        for cell in self.cells(column) {
            if let Cell::Money { currency, .. } = cell {
                found = match found {
                    ColumnCurrency::None => ColumnCurrency::One(currency),
                    ColumnCurrency::One(first) if first == currency => found,
                    _ => return ColumnCurrency::Several,
                }
            }
        }
        found
    }

    /// The name of a column, with its currency where all its money shares one: `Balance (USD)`.
    pub fn heading(&self, column: usize) -> String {
        let name = self.columns.get(column).map_or("", |column| column.name.as_str());
        match self.currency(column) {
            ColumnCurrency::One(currency) => format!("{name} ({currency})"),
            _ => name.to_string(),
        }
    }
}

/// Whether the currency can stand in the heading or must stand in each cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnCurrency<'a> {
    None,
    One(&'a str),
    Several,
}

impl Column {
    /// For words and dates.
    pub fn left(name: impl Into<String>) -> Column {
        Column { name: name.into(), align: Align::Left, digits: None, key: false }
    }

    /// For figures.
    pub fn right(name: impl Into<String>) -> Column {
        Column { align: Align::Right, ..Column::left(name) }
    }

    pub fn key(mut self) -> Column {
        self.key = true;
        self
    }

    pub fn digits(mut self, digits: u32) -> Column {
        self.digits = Some(digits);
        self
    }
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    pub fn money(mantissa: i128, scale: u32, currency: impl Into<String>) -> Cell {
        Cell::Money { mantissa, scale, currency: currency.into() }
    }

    /// A whole number.
    pub fn count(count: usize) -> Cell {
        Cell::Number { mantissa: count as i128, scale: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_shared_by_a_column_stands_in_its_heading() {
        let mut table = Table::new("t", "T").column(Column::right("Balance"));
        assert_eq!(table.heading(0), "Balance");
        table.row(vec![Cell::NotAvailable]);
        table.row(vec![Cell::money(100, 2, "USD")]);
        assert_eq!(table.heading(0), "Balance (USD)");
        table.row(vec![Cell::money(100, 2, "EUR")]);
        assert_eq!(table.heading(0), "Balance");
    }
}
