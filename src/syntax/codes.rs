//! The codes of what the reader reports. Each says what it finds, why it matters, and shows a bad snippet and its
//! good twin.

use crate::diagnostic::Code;

// ---- Files and text ---------------------------------------------------------------------------------------------

/// A file with no blocks and no computed lines. An empty file that passes would look like a deal without problems.
///
/// Bad: `# only a comment`. Good: `deal "Harbour" { currency: USD }`.
pub const EMPTY_FILE: Code = Code("E0001");
/// A character that looks like another one, cannot be seen, or reorders the text around it. What you read would not be
/// what runs.
///
/// Bad: `title: “Class A”`. Good: `title: "Class A"`.
pub const BAD_CHARACTER: Code = Code("E0002");
/// A line left behind by a merge. Both versions of the term would be in force.
///
/// Bad: `<<<<<<< HEAD`. Good: keep one of the versions and delete the markers.
pub const MERGE_MARKER: Code = Code("E0003");
/// A quoted text without its closing quote on the same line.
///
/// Bad: `tranche A "Class A {`. Good: `tranche A "Class A" {`.
pub const UNTERMINATED_TEXT: Code = Code("E0004");
/// A comment in the style of another language.
///
/// Bad: `// senior debt`. Good: `# senior debt`.
pub const FOREIGN_COMMENT: Code = Code("E0005");
/// A `(` or `[` that is never closed.
///
/// Bad: `x = max(a, b`. Good: `x = max(a, b)`.
pub const UNCLOSED_BRACKET: Code = Code("E0006");
/// A `)` or `]` that closes nothing.
///
/// Bad: `x = a + b)`. Good: `x = a + b`.
pub const STRAY_BRACKET: Code = Code("E0007");
/// A semicolon. A line ends where it ends.
///
/// Bad: `limit: USD 5M;`. Good: `limit: USD 5M`.
pub const SEMICOLON: Code = Code("E0008");

// ---- Blocks and lines -------------------------------------------------------------------------------------------

/// A line in column 0 whose first word is no kind of block. The kinds are a closed list, so a misspelt one is never
/// read as something else.
///
/// Bad: `tranch A {`. Good: `tranche A {`.
pub const UNKNOWN_BLOCK: Code = Code("E0101");
/// Indented lines after a block's first line that did not end in `{`.
///
/// Bad: `fee Agent` and, indented below, `amount: USD 10k per month`. Good: `fee Agent {`.
pub const MISSING_OPEN_BRACE: Code = Code("E0102");
/// A `{` whose block is never closed.
///
/// Bad: `fee Agent {`, then `party Sponsor`. Good: `}` on a line of its own before the next block.
pub const MISSING_CLOSE_BRACE: Code = Code("E0103");
/// A `}` that closes nothing.
///
/// Bad: `state lockup }`. Good: `state lockup`.
pub const STRAY_CLOSE_BRACE: Code = Code("E0104");
/// A line in a block without the `:` after its label.
///
/// Bad: `limit USD 5M`. Good: `limit: USD 5M`.
pub const MISSING_COLON: Code = Code("E0105");
/// A term written with `=`. `:` states what the paper says, `=` computes.
///
/// Bad: `day count = act/360`. Good: `day count: act/360`.
pub const EQUALS_FOR_COLON: Code = Code("E0106");
/// A computed line written with `:`.
///
/// Bad: `CFADS: revenue - opex`. Good: `CFADS = revenue - opex`.
pub const COLON_FOR_EQUALS: Code = Code("E0107");
/// A block or computed line outside all braces that is indented. It may have been meant as part of the block above.
///
/// Bad: ` state lockup`. Good: `state lockup`.
pub const INDENTED_ITEM: Code = Code("E0108");
/// A word of the language used as a name.
///
/// Bad: `tranche if {`. Good: `tranche Interim {`.
pub const RESERVED_WORD: Code = Code("E0109");
/// A name with a character names cannot have. Hyphens and slashes belong to units and day counts.
///
/// Bad: `tranche A-1 {`. Good: `tranche A_1 {`.
pub const BAD_NAME: Code = Code("E0110");
/// A block inside a block where it does not belong, or one outside that belongs inside.
///
/// Bad: `tranche A { tranche B { } }`. Good: `tranche A { }` and `tranche B { }`, each in column 0.
pub const MISPLACED_BLOCK: Code = Code("E0111");
/// A declaration in the style of a programming language.
///
/// Bad: `let x = 3`. Good: `x = 3`.
pub const FOREIGN_DECLARATION: Code = Code("E0112");
/// A label with nothing after its `:`, or nothing after a comma.
///
/// Bad: `limit:`. Good: `limit: USD 5M`, or `limit: TBD` if it is not known yet.
pub const EMPTY_PHRASE: Code = Code("E0113");
/// A citation where none is kept.
///
/// Bad: `expect no breach [TS 7.1]`. Good: cite on the covenant's line.
pub const MISPLACED_CITE: Code = Code("E0114");
/// A line that is neither a term, a computed line nor an expectation.
///
/// Bad: `+ 3`. Good: `x = y + 3`.
pub const UNREADABLE_LINE: Code = Code("E0115");
/// Something after a `}` on the same line, or a `{` after a `:`.
///
/// Bad: `} state lockup`. Good: `}` and, on the next line, `state lockup`.
pub const MISPLACED_BRACE: Code = Code("E0116");

// ---- Literals ---------------------------------------------------------------------------------------------------

/// Money written with a sign.
///
/// Bad: `$400M`. Good: `USD 400M`.
pub const MONEY_SIGN: Code = Code("E0201");
/// A magnitude that is not `k`, `M` or `bn`. `m` and `MM` mean different things at different desks.
///
/// Bad: `USD 400MM`. Good: `USD 400M`.
pub const BAD_MAGNITUDE: Code = Code("E0202");
/// A comma inside a number. Commas separate items of a list and nothing else.
///
/// Bad: `4,000`. Good: `4_000`.
pub const COMMA_IN_NUMBER: Code = Code("E0203");
/// A space before `%`.
///
/// Bad: `6.5 %`. Good: `6.5%`.
pub const SPACED_PERCENT: Code = Code("E0204");
/// A date that is not year-month-day. `03/04/2026` is two different days on two sides of an ocean.
///
/// Bad: `31/03/2025`. Good: `2025-03-31`.
pub const BAD_DATE: Code = Code("E0205");
/// A date that is not in the calendar.
///
/// Bad: `2026-02-30`. Good: `2026-02-28`.
pub const NO_SUCH_DATE: Code = Code("E0206");
/// A currency after its amount.
///
/// Bad: `100 USD`. Good: `USD 100`.
pub const CODE_AFTER_AMOUNT: Code = Code("E0207");
/// Something that begins like a number and is not one.
///
/// Bad: `5..25%`. Good: `5.25%`.
pub const BAD_NUMBER: Code = Code("E0208");
/// A number with more digits than are kept. It would have to be rounded without your knowing.
///
/// Bad: `0.1234567890123456789`. Good: `0.123456789012`.
pub const TOO_MANY_DIGITS: Code = Code("E0209");
/// A minus between a currency and its amount.
///
/// Bad: `USD -5`. Good: `-USD 5`.
pub const INNER_MINUS: Code = Code("E0210");

// ---- Expressions ------------------------------------------------------------------------------------------------

/// Nothing where a value should stand.
///
/// Bad: `x = 1 +`. Good: `x = 1 + 2`.
pub const MISSING_VALUE: Code = Code("E0301");
/// An operator without spaces around it. `act/360` and `GPU-hour` are single words, so spaces say which is meant.
///
/// Bad: `x = a-b`. Good: `x = a - b`.
pub const CROWDED_OPERATOR: Code = Code("E0302");
/// Two comparisons in a row.
///
/// Bad: `1 < x < 3`. Good: `1 < x and x < 3`.
pub const CHAINED_COMPARISON: Code = Code("E0303");
/// An operator of another language.
///
/// Bad: `a == b`. Good: `a = b`.
pub const FOREIGN_OPERATOR: Code = Code("E0304");
/// An `if` without its `then` or `else`. Every condition says what holds otherwise.
///
/// Bad: `if a then b`. Good: `if a then b else c`.
pub const INCOMPLETE_IF: Code = Code("E0305");
/// A word or sign that does not fit where it stands.
///
/// Bad: `x = a b`. Good: `x = a * b`.
pub const UNEXPECTED: Code = Code("E0306");

// ---- Limits -----------------------------------------------------------------------------------------------------

/// More than 64 brackets, braces or prefixes inside one another.
///
/// Bad: 65 opening brackets. Good: give the inner parts names of their own.
pub const NESTING_LIMIT: Code = Code("E7001");
/// A file over 2 MiB.
///
/// Bad: a year of hourly prices as lines of a table. Good: the prices in a CSV file that a curve reads.
pub const FILE_LIMIT: Code = Code("E7002");
/// More than 10,000 blocks in a file.
///
/// Bad: one asset for each machine. Good: one asset with `units: 10_001 GPU`.
pub const BLOCK_LIMIT: Code = Code("E7003");
/// More than 1,000 operators in a line.
///
/// Bad: a sum of 1,002 names. Good: sums of parts, each with a name.
pub const OPERATOR_LIMIT: Code = Code("E7004");
