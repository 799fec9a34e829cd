//! What the reader says about right and wrong texts.

use super::ast::*;
use super::{grammar, parse, parse_expression, words};
use crate::source::SourceId;

/// A deal with one of everything the surface has.
const SAMPLE: &str = r#"## A loan on machines.
deal "Harbour" {
  currency: USD
  periods:  each month end from 2025-07-31 to 2030-06-30
  rounding: half up to cent
}

source TS "Term sheet" at "harbour.md"
curve rent { starts: USD 2.60 per GPU-hour on 2025-06-30 }
input utilization: 80% from 0% to 100%
unit EH = 1_000_000 TH

asset Fleet "8,192 H100" [TS 2.1] {
  units:      8_192 GPU                  # as delivered
  in service: 2025-06-30
  depreciation market: declining at 35% per year to 5% of Fleet.cost
  table wear {
    12: 40%
    2026-01-31: 20%
  }
}
contract Anchor "Four years" on Fleet [TS 2.3] { term: 48 months from 2025-06-30 }

revenue = Fleet.units * rent * 1.30 + 18% of Fleet.cost
arrears = prior arrears + revenue, first USD 0

tranche Senior "Class A" [TS 3.1] {
  draws:           USD 110M at closing, USD 40M on 2025-12-31
  coupon:          max(SOFR, 0%) + 400 bps
  day count:       act/360 [TS 3.2]
  payment default: after 2 payment dates in a row
  secured by:      Fleet, DSRA
}

waterfall Payments from Cash on each payment date {
  interest: pay interest on Senior else from Trap
  trap:     move remaining to Trap when not lockup
  sweep:    pay principal on Mezz pro rata up to 50% of remaining
}

covenant DSCR {
  measure:     sum(CFADS, last 3 months or fewer) / prior x
  below 1.35x: enter lockup until 2 passes
  when X > 3 for 2 tests: declare event of default
  cure 1.10x:  equity from Sponsor counted as CFADS within 10 business days at most 3 times
}

scenario Collapse: base with Rubin, LoseAnchor
test "clean" under Collapse {
  given utilization = 70%
  expect no breach
  expect if a < b then -USD 5 else TBD
}
"#;

/// `line:column code message` of every mistake, lines and columns counted in the plainest way.
fn mistakes(text: &str) -> Vec<String> {
    let (_, diagnostics) = parse(SourceId(0), text);
    diagnostics
        .iter()
        .map(|diagnostic| {
            let before = &text[..diagnostic.place.start as usize];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let help = diagnostic.help.as_deref().unwrap_or("");
            format!("{line}:{column} {} {} ({help})", diagnostic.code.0, diagnostic.message)
        })
        .collect()
}

#[track_caller]
fn one(text: &str, wanted: &str) {
    assert_eq!(mistakes(text), [wanted], "in:\n{text}");
}

/// The one mistake in a term's value, which stands in line 2 from column 6.
#[track_caller]
fn in_value(value: &str, wanted: &str) {
    one(&format!("party P {{\n  a: {value}\n}}\n"), wanted);
}

fn elements(value: &str) -> Vec<Element> {
    let (file, diagnostics) = parse(SourceId(0), &format!("party P {{ a: {value} }}"));
    assert!(diagnostics.is_empty(), "{value}: {diagnostics:?}");
    let Some(Item::Block(Block { body: Body::Lines(lines), .. })) = file.items.into_iter().next() else {
        panic!("no block")
    };
    let Some(Line::Labelled(line)) = lines.into_iter().next() else { panic!("no line") };
    line.phrase.clauses.into_iter().flat_map(|clause| clause.elements).collect()
}

/// A short spelling of a tree, so that a test can state it.
fn shape(expr: &Expr) -> String {
    let units = |units: &UnitText| {
        let over = units.over.iter().map(|name| format!(" {}", name.text));
        over.chain(units.per.iter().map(|name| format!("/{}", name.text))).collect::<String>()
    };
    let number = |number: &Number| format!("{}e-{}", number.mantissa, number.scale);
    match &expr.kind {
        ExprKind::Number(n) => number(n),
        ExprKind::Percent(n, u) => format!("{}%{}", number(n), units(u)),
        ExprKind::BasisPoints(n, u) => format!("{}bps{}", number(n), units(u)),
        ExprKind::Multiple(n) => format!("{}x", number(n)),
        ExprKind::Money(code, n, u) => format!("{} {}{}", code.text, number(n), units(u)),
        ExprKind::Quantity(n, u) => format!("{}{}", number(n), units(u)),
        ExprKind::BusinessDays(n) => format!("{} business days", number(n)),
        ExprKind::Date(d) => format!("{}-{}-{}", d.year, d.month, d.day),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Path(names) => names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("."),
        ExprKind::Call(name, values) => {
            format!("{}({})", name.text, values.iter().map(shape).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Not(inner) => format!("not {}", shape(inner)),
        ExprKind::Negative(inner) => format!("-{}", shape(inner)),
        ExprKind::Prior(inner) => format!("prior {}", shape(inner)),
        ExprKind::Binary(operator, _, a, b) => format!("({} {operator:?} {})", shape(a), shape(b)),
        ExprKind::If(a, b, c) => format!("if({}, {}, {})", shape(a), shape(b), shape(c)),
        ExprKind::Share(a, b) => format!("share({}, {})", shape(a), shape(b)),
        ExprKind::Window(direction, length, fewer) => format!("{direction:?}({}, {fewer})", shape(length)),
        ExprKind::Each(names) => {
            format!("each[{}]", names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(" "))
        }
        other => format!("{other:?}"),
    }
}

#[track_caller]
fn reads(value: &str, wanted: &str) {
    let shown: Vec<String> = elements(value)
        .iter()
        .map(|element| match element {
            Element::Expr(expr) => shape(expr),
            Element::Modifier(modifier) => {
                format!("{:?}:{}", modifier.preposition, modifier.operand.as_ref().map_or(String::new(), shape))
            }
        })
        .collect();
    assert_eq!(shown.join(" | "), wanted);
}

#[test]
fn the_sample_reads() {
    assert_eq!(mistakes(SAMPLE), Vec::<String>::new());
    let (file, _) = parse(SourceId(0), SAMPLE);
    assert_eq!(file.items.len(), 14);
    let Item::Block(deal) = &file.items[0] else { panic!("no deal") };
    assert_eq!(deal.doc.as_deref(), Some("A loan on machines."));
    assert_eq!(deal.title.as_ref().map(|title| title.text.as_str()), Some("Harbour"));
}

#[test]
fn phrases_read_as_elements() {
    reads("top up DSRA to DSRA.target when not lockup", "top | up | DSRA | To:DSRA.target | When:not lockup");
    reads("pay principal on Mezz up to 50% of remaining", "pay | principal | On:Mezz | UpTo:share(50e-0%, remaining)");
    reads("after 2 payment dates in a row", "After:2e-0 payment | dates | In:a | row");
    reads(
        "within 10 business days else declare event of default",
        "Within:10e-0 business days | Else:declare | event | Of:default",
    );
    reads("day 25 of next month", "day | 25e-0 | Of:next | month");
    reads("USD 2.60 per GPU-hour on 2025-06-30", "USD 260e-2/GPU-hour | On:2025-6-30");
    reads("USD 150 per GPU per month", "USD 150e-0/GPU/month");
    reads("8_192 GPU", "8192e-0 GPU");
    reads("2.5bn", "25000000000e-1");
    reads("450 bps per year", "450e-0bps/year");
    reads("act/360", "act/360");
    reads("30E/360", "30E/360");
    reads(
        "each month end from 2026-03-31 before Payments.trap",
        "each[month end] | From:2026-3-31 | Before:Payments.trap",
    );
    reads("half up to cent", "half | UpTo:cent");
    reads("fail when n/a", "fail | When:n/a");
    reads("square root 10% on 1_000 GPU per month", "square | root | 10e-0% | On:1000e-0 GPU/month");
    reads("no event of default", "no | event | Of:default");
    reads("no", "Boolean(false)");
    reads("pay fees pro rata by due", "pay | fees | ProRata: | By:due");
    reads("5.60% until 2031-03-25 then 10.60%", "560e-2% | Until:2031-3-25 | Then:1060e-2%");
    reads("a = 1.9382x within 0.0001 on 2026-12-31", "(a Equal 19382e-4x) | Within:1e-4 | On:2026-12-31");
    reads("-2% per month", "-2e-0%/month");
    reads("-USD 5", "-USD 5e-0");
}

#[test]
fn precedence_is_the_usual_one() {
    reads("a or b and c = d + e * f", "(a Or (b And (c Equal (d Add (e Multiply f)))))");
    reads("a - b - c", "((a Subtract b) Subtract c)");
    reads("(a - b) * prior c", "((a Subtract b) Multiply prior c)");
    reads(
        "sum(a, last 3 months or fewer) / sum(b, next 6 months)",
        "(sum(a, Last(3e-0 months, true)) Divide sum(b, Next(6e-0 months, false)))",
    );
    reads("if a then b else if c then d else e", "if(a, b, if(c, d, e))");
}

#[test]
fn labels_are_words_and_levels_are_values() {
    let (file, _) = parse(SourceId(0), "party P {\n in service: a\n when X > 3 for 2 tests: b\n 12: c\n}");
    let Item::Block(Block { body: Body::Lines(lines), .. }) = &file.items[0] else { panic!("no block") };
    let heads: Vec<usize> =
        lines.iter().map(|line| if let Line::Labelled(line) = line { line.head.len() } else { 0 }).collect();
    assert_eq!(heads, [2, 2, 1]);
}

#[test]
fn numbers_of_other_tools_have_their_fix() {
    in_value("$400M", "2:6 E0201 money is written with its code, not `$` (write `USD 400M`)");
    in_value("€5", "2:6 E0201 money is written with its code, not `€` (write `EUR 5`)");
    in_value("USD 400MM", "2:10 E0202 `MM` is not a magnitude (write `400M`; magnitudes are `k`, `M` and `bn`)");
    in_value(
        "4,000",
        "2:6 E0203 `4,000` has a comma inside a number (write `4_000`; two values are separated by `, `)",
    );
    in_value(
        "5,25%",
        "2:6 E0203 `5,25%` has a comma inside a number (write `5.25%` for a decimal point; two values are separated by `, `)",
    );
    in_value("6.5 %", "2:6 E0204 `6.5 %` has a space before `%` (write `6.5%`)");
    in_value("100 USD", "2:6 E0207 in `100 USD` the currency stands after its amount (write `USD 100`)");
    in_value("USD -5", "2:6 E0210 in `USD -5` the minus stands inside the money (write `-USD 5`)");
    in_value("1__000_", "2:6 E0208 `1__000_` is not a number (one `_` stands between two digits, as in `1_000`)");
    in_value("5..25%", "2:6 E0208 `5..25%` is not a number (write one point: `5.25%`)");
    in_value("1.", "2:6 E0208 `1.` is not a number (write `1` or `1.0`)");
    in_value(".5", "2:6 E0208 `.5` is not a number (write `0.5`)");
    in_value("1e5", "2:6 E0208 `1e5` is not a number (write all the digits, grouped by `_`, or use `k`, `M` or `bn`)");
    in_value(
        "99999999999999999999999999999",
        "2:6 E0209 `99999999999999999999999999999` is too large (a number has at most 28 digits)",
    );
    in_value(
        "0.1234567890123456789",
        "2:6 E0209 `0.1234567890123456789` is too precise (keep at most 18 digits after the point)",
    );
}

#[test]
fn near_misses_are_named() {
    in_value(
        "1 000",
        "2:6 E0306 two numbers stand side by side (group digits by `_`, as in `1_000`, or join two values with an operator or `, `)",
    );
    in_value("1.25X", "2:6 E0208 `1.25X` is not a number (write `1.25x` for a multiple)");
    in_value("'b'", "2:6 E0306 only `\"` quotes a text (put texts in double quotes `\"`)");
    in_value(
        "a : b",
        "2:8 E0306 a line has one term, and this `:` begins another (start a new line before its label, or delete the `:`)",
    );
}

#[test]
fn dates_are_iso_and_exist() {
    in_value("31/03/2025", "2:6 E0205 `31/03/2025` is not a date (write `2025-03-31`: year, month, day)");
    in_value("03/04/2025", "2:6 E0205 `03/04/2025` is not a date (write year, month and day, as in `2026-12-31`)");
    in_value("30.06.2026", "2:6 E0205 `30.06.2026` is not a date (write `2026-06-30`: year, month, day)");
    in_value(
        "20260203",
        "2:6 E0205 `20260203` may be a date or a number (write `2026-02-03` for a date, or group the digits of a number with `_`)",
    );
    in_value(
        "2026-02-30",
        "2:6 E0206 `2026-02-30` is not in the calendar (the last day of that month is `2026-02-28`)",
    );
    in_value("0000-01-01", "2:6 E0206 `0000-01-01` is not in the calendar (years run from 1900 to 2299)");
    in_value("99999-01-01", "2:6 E0205 `99999-01-01` is not a date (write year, month and day, as in `2026-12-31`)");
    in_value(
        "2026-06-30T23:59:60",
        "2:6 E0205 `2026-06-30T23:59:60` is not a date (a date has no time of day: write `2026-12-31`)",
    );
}

#[test]
fn operators_stand_between_spaces_and_values() {
    one("x = a-b", "1:5 E0302 `a-b` needs spaces around its operator (write `a - b`)");
    one("x = a -b", "1:7 E0302 `-b` needs a space after its operator (write `- b`)");
    one("x = f(a)+1", "1:9 E0302 `+1` needs a space after its operator (write `+ 1`)");
    one("x = a.b/c", "1:5 E0302 `a.b/c` needs spaces around its operator (write `a.b / c`)");
    one("x = 1 +\ny = 2", "1:8 E0301 expected a value after `+` (write a value after `+`, or delete it)");
    one("x = not", "1:8 E0301 expected a value after `not` (write a value after `not`)");
    one("x = a b", "1:7 E0306 `b` does not fit here (join two values with an operator, or two items with `, `)");
    one("x = max(1 2)", "1:11 E0306 `2` does not fit here (join two values with an operator, or two items with `, `)");
    one("x = 1 < 2 < 3", "1:11 E0303 comparisons do not chain (write `a < b and b < c`)");
    one("x = a == b", "1:7 E0304 `==` is not an operator (write `=`)");
    one("x = a && b", "1:7 E0304 `&&` is not an operator (write `and`)");
    one("x = a || b", "1:7 E0304 `||` is not an operator (write `or`)");
    one("x = a <> b", "1:7 E0304 `<>` is not an operator (write `!=`)");
    one(
        "x = if a then b",
        "1:5 E0305 this `if` lacks `else` (write `if a then b else c`; a step or term that depends on a condition says `when`)",
    );
    in_value(
        "pay x from",
        "2:16 E0301 expected something after `from` (`from` is a word of the language and introduces something: write what, or delete it)",
    );
}

#[test]
fn lines_and_blocks_of_other_tools_have_their_fix() {
    one("tranch A {\n}", "1:1 E0101 there is no kind of block named `tranch` (write `tranche`)");
    one("fee F\n  a: b\n", "1:6 E0102 expected `{` at the end of this line (write `fee F {`)");
    one(
        "fee F {\n  a: b\nparty P\n",
        "1:7 E0103 this `{` is never closed (close the block with `}` on a line of its own)",
    );
    one("fee F {\n  a: b", "1:7 E0103 this `{` is never closed (close the block with `}` on a line of its own)");
    one("state s }", "1:9 E0104 this `}` closes nothing (open the block with `{`, as in `state s {`)");
    one("fee F {\n  limit USD 5M\n}", "2:8 E0105 expected `:` after the label (write `limit: USD 5M`)");
    one(
        "fee F {\n  day count = act/360\n}",
        "2:13 E0106 a term is stated with `:`, not `=` (write `day count: act/360`)",
    );
    one("input u = 80%", "1:9 E0106 a block is stated with `:`, not `=` (write `:` for what the paper says)");
    one(
        "CFADS: a - b",
        "1:6 E0107 outside a block a line computes, with `=` (write `CFADS = a - b`, or put the term inside its block)",
    );
    one("x = 1\n  state s", "2:3 E0108 a block or computed line starts at the left edge (delete the spaces before it)");
    one("tranche if {\n}", "1:9 E0109 `if` is a reserved word (choose another name)");
    one("tranche A-1 {\n}", "1:9 E0110 a name cannot contain `-` (write `A_1`)");
    one(
        "fee A {\n  fee B {\n  }\n}",
        "2:3 E0111 `fee` blocks do not stand inside other blocks (move it out, so that it starts at the left edge)",
    );
    one("order {\n}", "1:1 E0111 this block does not stand alone (put it inside an `enforcement` block)");
    one("let x = 3", "1:1 E0112 `let` does not start a line (write `x = 3`)");
    one(
        "fn f(x) = 3",
        "1:1 E0112 `fn` does not start a line (there are no functions to declare: write a computed line, as in `x = a + b`)",
    );
    one(
        "fee F {\n  a:\n}",
        "2:5 E0113 nothing follows this `:` (write what the paper says, or `TBD` if it is not known yet)",
    );
    in_value("b,", "2:7 E0113 nothing follows this comma (write another item, or delete the comma)");
    one(
        "test \"t\" {\n  expect no breach [TS 1]\n}",
        "2:20 E0114 an expectation has no citation (cite the paper where the term is stated)",
    );
    one("fee F { a: b } state s", "1:16 E0116 nothing follows a `}` on its line (start a new line after `}`)");
    in_value("b; c: d", "2:7 E0008 `;` does not end a line (delete it: a line ends where it ends)");
}

#[test]
fn strange_characters_are_named() {
    one(
        "# nothing",
        "1:1 E0001 there is no deal in this file (start with `deal \"Title\" {`, then its terms, one a line)",
    );
    one("", "1:1 E0001 there is no deal in this file (start with `deal \"Title\" {`, then its terms, one a line)");
    in_value(
        "\u{201c}b\u{201d}",
        "2:6 E0002 a curly quote `\u{201c}` (U+201C) cannot stand here (write a straight quote `\"`)",
    );
    in_value(
        "b\u{a0}c",
        "2:7 E0002 a space that is not a plain space (U+00A0) cannot stand here (write a plain space)",
    );
    in_value("b\u{200b}c", "2:7 E0002 a character that cannot be seen (U+200B) cannot stand here (delete it)");
    in_value(
        "\"b\u{202e}c\"",
        "2:8 E0002 a character that reorders the text around it (U+202E) cannot stand here (delete it)",
    );
    in_value("\u{ff15}%", "2:6 E0002 a full-width digit `\u{ff15}` (U+FF15) cannot stand here (write `5`)");
    in_value("\u{7}b", "2:6 E0002 a control character (U+0007) cannot stand here (delete it)");
    one(
        "party \u{421}lass {\n}",
        "1:7 E0002 the Cyrillic letter `\u{421}` (U+0421), which only looks like `C`, cannot stand here (write `C` from a Latin keyboard)",
    );
    one("fee F {\n\ta: b\n}", "2:1 E0002 a tab (U+0009) cannot stand here (indent with two spaces)");
    one(
        "x = 1\n<<<<<<< HEAD\ny = 2",
        "2:1 E0003 `<<<<<<<` is left over from a merge (keep one of the two versions and delete the marker lines)",
    );
    one("fee F \"Class A {\n  a: b\n}", "1:7 E0004 this text is never closed (close it with `\"` on the same line)");
    one("x = 1 // one", "1:7 E0005 `//` does not start a comment (comments start with `#` and end with the line)");
    one("/* a\nb */\nx = 1", "1:1 E0005 `/*` does not start a comment (comments start with `#` and end with the line)");
    one("x = (1 + 2\ny = 3", "1:5 E0006 this `(` is never closed (close it with `)`)");
    one("x = 1 + 2)", "1:10 E0007 this `)` closes nothing (delete it)");
}

#[test]
fn every_mistake_is_told_in_order() {
    let text =
        "fee A {\n  a: $1\n}\nfee B {\n  a: 1,5%\n}\nfee C {\n  a b\n}\nfee D {\n  a: x,\n}\nfee E {\n  a: 1 <\n}\n";
    let lines: Vec<String> =
        mistakes(text).iter().map(|mistake| mistake.split(':').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(lines, ["2", "5", "8", "11", "14"]);
    let (file, _) = parse(SourceId(0), text);
    assert_eq!(file.items.len(), 5);
}

#[test]
fn line_ends_and_marks_of_other_systems_are_accepted() {
    for text in [format!("\u{feff}{SAMPLE}"), SAMPLE.replace('\n', "\r\n"), SAMPLE.replace('\n', "\r")] {
        assert_eq!(parse(SourceId(0), &text).1, []);
    }
    assert_eq!(parse(SourceId(0), SAMPLE.trim_end()).1, []);
}

#[test]
fn a_line_goes_on_inside_brackets_and_after_commas_and_operators() {
    assert_eq!(
        mistakes("x = max(\n  a,\n  b\n)\ny = a +  # so far\n  b\nfee F {\n  a: b,\n    c\n  d: e [TS\n    4]\n}\n"),
        Vec::<String>::new()
    );
}

#[test]
fn depth_is_limited_at_64_for_every_way_of_nesting() {
    type Nested = fn(usize) -> String;
    let nested: [(Nested, &str); 5] = [
        (|n| format!("x = {}a{}", "(".repeat(n), ")".repeat(n)), "brackets"),
        (|n| format!("x = {}a{}", "f(".repeat(n), ")".repeat(n)), "calls"),
        (|n| format!("x = {}a", "not ".repeat(n)), "prefixes"),
        (|n| format!("x = {}a", "5% of ".repeat(n)), "shares"),
        (|n| format!("x = {}b", "if a then b else ".repeat(n)), "conditions"),
    ];
    for (text, what) in nested {
        assert_eq!(mistakes(&text(64)), Vec::<String>::new(), "{what}");
        let refused = mistakes(&text(65));
        assert_eq!(refused.len(), 1, "{what}");
        assert!(refused[0].contains("E7001 this is nested more than 64 deep"), "{refused:?}");
    }
}

#[test]
fn sizes_are_limited() {
    let sum = |terms: usize| format!("x = a{}", " + a".repeat(terms));
    assert_eq!(mistakes(&sum(999)), Vec::<String>::new());
    assert!(mistakes(&sum(1_001))[0].contains("E7004 this line has more than 1000 operators"));
    assert!(mistakes(&"state s\n".repeat(10_001))[0].contains("E7003"));
    assert!(mistakes(&"a".repeat(2 * 1024 * 1024 + 1))[0].contains("E7002"));
}

#[test]
fn a_million_brackets_are_refused_at_once() {
    let text = "(".repeat(1_000_000);
    let (_, diagnostics) = parse(SourceId(0), &text);
    assert_eq!(diagnostics.len(), 1);
    assert!(diagnostics[0].message.contains("64"), "{}", diagnostics[0].message);
}

/// Looked through once for each of its characters, such a gap would take an hour.
#[test]
fn a_long_gap_in_brackets_is_read_once() {
    for gap in [" ", "\n", "\u{3}"] {
        let text = format!("a = sum(rent * b{}  tranche c\n  min( account\n", gap.repeat(200_000));
        let (_, diagnostics) = parse(SourceId(0), &text);
        assert!(!diagnostics.is_empty() && diagnostics.len() < 6, "{diagnostics:#?}");
    }
}

#[test]
fn one_wrong_character_costs_little() {
    let replacements = ["", "(", "}", "{", "\"", ":", "=", "-", "é", "\n", "[", ",", " "];
    for (at, replacement) in (0..SAMPLE.len()).zip(replacements.into_iter().cycle()) {
        let mut text = SAMPLE.to_owned();
        text.replace_range(at..at + 1, replacement);
        let (file, diagnostics) = parse(SourceId(0), &text);
        assert!(
            diagnostics.len() <= 6,
            "{} mistakes after {replacement:?} at {at}: {diagnostics:#?}",
            diagnostics.len()
        );
        assert!(file.items.len() >= 12, "{} items after {replacement:?} at {at}", file.items.len());
    }
}

#[test]
fn an_expression_reads_alone() {
    let read =
        |text: &str| parse_expression(SourceId(0), text).map(|expr| shape(&expr)).map_err(|all| all[0].message.clone());
    assert_eq!(read(" 30% per year "), Ok("30e-0%/year".to_owned()));
    assert_eq!(read("a + 1"), Ok("(a Add 1e-0)".to_owned()));
    assert_eq!(read("$5"), Err("money is written with its code, not `$`".to_owned()));
    assert_eq!(read(""), Err("expected one value".to_owned()));
    assert_eq!(read("a b"), Err("`b` does not fit here".to_owned()));
    assert_eq!(read("(a"), Err("this `(` is never closed".to_owned()));
}

#[test]
fn the_grammar_and_the_tables_reserve_the_same_words() {
    use pest::Parser;
    let known =
        words::PREPOSITIONS.iter().map(|(word, _)| *word).chain(["and", "or", "not", "prior", "if", "each", "per"]);
    for word in known {
        assert!(grammar::Grammar::parse(grammar::Rule::reserved, word).is_ok(), "{word}");
    }
}
