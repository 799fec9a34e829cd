//! The codes of what the checker reports: E1 names, E2 kinds and units, E3 dates, E4 amounts and who gets them, E5 data.
//! Each has a page in `docs/errors/`.

use crate::diagnostic::Code;
pub use crate::diagnostic::codes::TOO_MUCH;

/// A name nobody declared, or not one of the kind that fits here. Nothing can be worked out from it.
pub const UNKNOWN_NAME: Code = Code("E1001");
/// Two things with one name: a reader cannot tell which is meant.
pub const NAME_TWICE: Code = Code("E1002");
/// Two names that differ only by capitals: one of them will be typed for the other.
pub const NAME_DIFFERS_BY_CASE: Code = Code("E1003");
/// A name that the language has taken: a function, `period`, `remaining`, `base`, `Sponsor`.
pub const NAME_TAKEN: Code = Code("E1004");
/// Figures that wait for each other in the same period.
pub const CIRCLE: Code = Code("E1005");
/// A label this kind of block does not have.
pub const UNKNOWN_LABEL: Code = Code("E1006");
/// A label written twice in one block.
pub const LABEL_TWICE: Code = Code("E1007");
/// A block without a line it cannot do without.
pub const LABEL_MISSING: Code = Code("E1008");
/// A figure that this kind of thing does not have.
pub const UNKNOWN_ATTRIBUTE: Code = Code("E1009");
/// A word that is none of those a line may say.
pub const UNKNOWN_WORD: Code = Code("E1010");
/// Words or values left over when a line has been read.
pub const LEFT_OVER: Code = Code("E1011");
/// Something that a line needs is not there.
pub const SOMETHING_MISSING: Code = Code("E1012");
/// A name of a thing where a figure of it is wanted.
pub const NOT_A_FIGURE: Code = Code("E1013");
/// No `deal` block, or more than one: nothing says when it closes and in which currency.
pub const DEAL_BLOCK: Code = Code("E1014");
/// A block without the name, or with a head it cannot have.
pub const BLOCK_HEAD: Code = Code("E1015");
/// `prior` of a line that does not say its first value.
pub const FIRST_MISSING: Code = Code("E1016");
/// Reading what is not known yet at that moment of the period.
pub const NOT_KNOWN_YET: Code = Code("E1017");
/// A citation of a source that is not declared.
pub const UNKNOWN_SOURCE: Code = Code("E1018");
/// A citation of a section that its source does not have.
pub const UNKNOWN_SECTION: Code = Code("E1019");
/// A citation of a number that several sections of its source have.
pub const SECTION_TWICE: Code = Code("E1020");

/// Two things that do not add up.
pub const DO_NOT_ADD: Code = Code("E2001");
/// A value of one kind where another is wanted.
pub const WRONG_KIND: Code = Code("E2002");
/// Money times money is nothing.
pub const MONEY_TIMES_MONEY: Code = Code("E2003");
/// A condition where a number is wanted, or a number where a condition is wanted.
pub const CONDITION_WANTED: Code = Code("E2004");
/// A unit nobody declared.
pub const UNKNOWN_UNIT: Code = Code("E2005");
/// Letters that are no currency.
pub const UNKNOWN_CURRENCY: Code = Code("E2006");
/// A function with other arguments than it takes.
pub const ARGUMENTS: Code = Code("E2007");
/// Dividing by a plain zero.
pub const DIVIDES_BY_ZERO: Code = Code("E2008");
/// A window that this value cannot have.
pub const WINDOW: Code = Code("E2009");
/// `next` reads contractual payments and nothing else.
pub const FUTURE: Code = Code("E2010");
/// A declared unit that cannot be.
pub const BAD_UNIT: Code = Code("E2011");

/// A date that the calendar of dates does not hold: years run from 1900 to 2299.
pub const DATE_OUT_OF_RANGE: Code = Code("E3001");
/// Periods that do not make a grid.
pub const GRID: Code = Code("E3002");
/// A date outside the life of the deal, where nothing would ever come of it.
pub const OUTSIDE_GRID: Code = Code("E3003");
/// Two dates in the wrong order: maturity before closing, the first instalment after maturity.
pub const DATE_ORDER: Code = Code("E3004");
/// A span of time that is not a whole number of what is wanted.
pub const SPAN: Code = Code("E3005");
/// A date is wanted here.
pub const DATE_WANTED: Code = Code("E3006");

/// More decimals than the value keeps.
pub const TOO_FINE: Code = Code("E4001");
/// A number too large to be worked with.
pub const TOO_LARGE: Code = Code("E4002");
/// A value outside the bounds that are stated or that make sense.
pub const OUT_OF_BOUNDS: Code = Code("E4003");
/// The draws of a tranche come to more than its limit.
pub const DRAWS_BEYOND_LIMIT: Code = Code("E4004");
/// A waterfall whose last step leaves cash with no place to go.
pub const NO_REMAINDER: Code = Code("E4005");
/// A step after one that takes all that remains: it can never receive cash.
pub const NEVER_REACHED: Code = Code("E4006");
/// A due that no step pays.
pub const NEVER_PAID: Code = Code("E4007");
/// Two waterfalls on one date that do not say which comes first.
pub const WATERFALL_ORDER: Code = Code("E4008");
/// Cash without a destination or an origin.
pub const CASH_LOST: Code = Code("E4009");
/// Shares that do not make a whole.
pub const SHARES: Code = Code("E4010");
/// A shock or a change that changes nothing, or two that need an order.
pub const SHOCK: Code = Code("E4011");
/// Levels of a covenant that contradict each other, or a cure without its level.
pub const LEVELS: Code = Code("E4012");
/// A test without expectations proves nothing.
pub const EMPTY_TEST: Code = Code("E4013");
/// An amendment that changes nothing, or two of one term that do not say which comes first.
pub const AMENDMENT: Code = Code("E4014");

/// A random driver that cannot be: it moves nothing, or its law does not fit what it moves.
pub const PROCESS: Code = Code("E4015");
/// Correlations that no draws can have: their matrix is not positive definite, or an entry is none.
pub const CORRELATION: Code = Code("E4016");
/// A study without a question, with two, or with one that has no answer.
pub const QUESTION: Code = Code("E4017");
/// Something a study cannot move, or that changes nothing when it does.
pub const LEVER: Code = Code("E4018");
/// A range of a lever that leads nowhere.
pub const AXIS: Code = Code("E4019");

/// A file of values that cannot be read as rows. The message names the row and the column.
pub const BAD_ROWS: Code = Code("E5101");
/// A date twice, or out of order, in a table.
pub const ROWS_OUT_OF_ORDER: Code = Code("E5102");
/// A column that the file does not have.
pub const UNKNOWN_COLUMN: Code = Code("E5103");
/// An import that leads back to itself.
pub const IMPORT_CIRCLE: Code = Code("E5104");

/// More than 256 imported files, 16 MiB of them, or 10,000 blocks in all.
pub const IMPORT_LIMIT: Code = Code("E7102");
