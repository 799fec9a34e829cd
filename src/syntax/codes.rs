//! The codes of what the reader reports. Each has a page in `docs/errors/`.

use crate::diagnostic::Code;
pub use crate::diagnostic::files::FILE_LIMIT;

// ---- Files and text ---------------------------------------------------------------------------------------------

/// A file with no blocks and no computed lines.
pub const EMPTY_FILE: Code = Code("E0001");
/// A character that looks like another one, cannot be seen, or reorders the text around it.
pub const BAD_CHARACTER: Code = Code("E0002");
/// A line left behind by a merge.
pub const MERGE_MARKER: Code = Code("E0003");
/// A quoted text without its closing quote on the same line.
pub const UNTERMINATED_TEXT: Code = Code("E0004");
/// A comment in the style of another language.
pub const FOREIGN_COMMENT: Code = Code("E0005");
/// A `(` or `[` that is never closed.
pub const UNCLOSED_BRACKET: Code = Code("E0006");
/// A `)` or `]` that closes nothing.
pub const STRAY_BRACKET: Code = Code("E0007");
/// A semicolon: a line ends where it ends.
pub const SEMICOLON: Code = Code("E0008");

// ---- Blocks and lines -------------------------------------------------------------------------------------------

/// A line in column 0 whose first word is no kind of block.
pub const UNKNOWN_BLOCK: Code = Code("E0101");
/// Indented lines after a block's first line that did not end in `{`.
pub const MISSING_OPEN_BRACE: Code = Code("E0102");
/// A `{` whose block is never closed.
pub const MISSING_CLOSE_BRACE: Code = Code("E0103");
/// A `}` that closes nothing.
pub const STRAY_CLOSE_BRACE: Code = Code("E0104");
/// A line in a block without the `:` after its label.
pub const MISSING_COLON: Code = Code("E0105");
/// A term written with `=`.
pub const EQUALS_FOR_COLON: Code = Code("E0106");
/// A computed line written with `:`.
pub const COLON_FOR_EQUALS: Code = Code("E0107");
/// A block or computed line outside all braces that is indented.
pub const INDENTED_ITEM: Code = Code("E0108");
/// A word of the language used as a name.
pub const RESERVED_WORD: Code = Code("E0109");
/// A name with a character names cannot have.
pub const BAD_NAME: Code = Code("E0110");
/// A block inside a block where it does not belong, or one outside that belongs inside.
pub const MISPLACED_BLOCK: Code = Code("E0111");
/// A declaration in the style of a programming language.
pub const FOREIGN_DECLARATION: Code = Code("E0112");
/// A label with nothing after its `:`, or nothing after a comma.
pub const EMPTY_PHRASE: Code = Code("E0113");
/// A citation where none is kept.
pub const MISPLACED_CITE: Code = Code("E0114");
/// A line that is neither a term, a computed line nor an expectation.
pub const UNREADABLE_LINE: Code = Code("E0115");
/// Something after a `}` on the same line, or a `{` after a `:`.
pub const MISPLACED_BRACE: Code = Code("E0116");

// ---- Literals ---------------------------------------------------------------------------------------------------

/// Money written with a sign.
pub const MONEY_SIGN: Code = Code("E0201");
/// A magnitude that is not `k`, `M` or `bn`.
pub const BAD_MAGNITUDE: Code = Code("E0202");
/// A comma inside a number.
pub const COMMA_IN_NUMBER: Code = Code("E0203");
/// A space before `%`.
pub const SPACED_PERCENT: Code = Code("E0204");
/// A date that is not year-month-day.
pub const BAD_DATE: Code = Code("E0205");
/// A date that is not in the calendar.
pub const NO_SUCH_DATE: Code = Code("E0206");
/// A currency after its amount.
pub const CODE_AFTER_AMOUNT: Code = Code("E0207");
/// Something that begins like a number and is not one.
pub const BAD_NUMBER: Code = Code("E0208");
/// A number with more digits than are kept.
pub const TOO_MANY_DIGITS: Code = Code("E0209");
/// A minus between a currency and its amount.
pub const INNER_MINUS: Code = Code("E0210");

// ---- Expressions ------------------------------------------------------------------------------------------------

/// Nothing where a value should stand.
pub const MISSING_VALUE: Code = Code("E0301");
/// An operator without spaces around it.
pub const CROWDED_OPERATOR: Code = Code("E0302");
/// Two comparisons in a row.
pub const CHAINED_COMPARISON: Code = Code("E0303");
/// An operator of another language.
pub const FOREIGN_OPERATOR: Code = Code("E0304");
/// An `if` without its `then` or `else`.
pub const INCOMPLETE_IF: Code = Code("E0305");
/// A word or sign that does not fit where it stands.
pub const UNEXPECTED: Code = Code("E0306");

// ---- Limits -----------------------------------------------------------------------------------------------------

/// More than 64 brackets, braces or prefixes inside one another.
pub const NESTING_LIMIT: Code = Code("E7001");
/// More than 10,000 blocks in a file.
pub const BLOCK_LIMIT: Code = Code("E7003");
/// More than 1,000 operators in a line.
pub const OPERATOR_LIMIT: Code = Code("E7004");
