//! What a lawyer or a structurer may write otherwise, and how it is told.

/// An example, what is written otherwise in it, and every change that is told, with whom it favours.
pub type Edit = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

pub const EDITS: &[Edit] = &[
    (
        "helios.deal",
        &[("rounding: half up to cent", "rounding: half even to cent")],
        &["neither: deal: rounding half up → half even"],
    ),
    (
        "helios.deal",
        &[("calendar: NYC", "calendar: TARGET")],
        &[
            "neither: deal: payment dates 2027-05-28 → 2027-05-31 (2 of 48 rows, the first at 2027-05-31)",
            "neither: deal: calendar NYC → TARGET",
        ],
    ),
    (
        "helios.deal",
        &[("\"Indicative term sheet, draft 4\"", "\"Term sheet, final\"")],
        &["neither: TS: title Indicative term sheet, draft 4 → Term sheet, final"],
    ),
    ("helios.deal", &[("between: step", "between: linear")], &["neither: SOFR: between step → linear"]),
    (
        "helios.deal",
        &[("falls:  13% per year", "falls:  15% per year")],
        &["neither: rent: growth 13% per year → 15% per year"],
    ),
    (
        "helios.deal",
        &[("input utilization: 80% from 0% to 100%", "input utilization: 75% from 0% to 95%")],
        &["neither: utilization: default 80% → 75%", "neither: utilization: most 100% → 95%"],
    ),
    (
        "helios.deal",
        &[("units:      8_192 GPU", "units:      8_000 GPU")],
        &["neither: Fleet: units 8_192 GPU → 8_000 GPU [TS 2.1]"],
    ),
    (
        "helios.deal",
        &[("unit cost:  USD 33_600 per GPU", "unit cost:  USD 30k per GPU")],
        &["neither: Fleet: unit cost USD 33_600 per GPU → USD 30k per GPU [TS 2.1]"],
    ),
    ("helios.deal", &[("cooling:    liquid", "cooling:    air")], &["neither: Fleet: cooling liquid → air [TS 2.1]"]),
    (
        "helios.deal",
        &[("straight line over 6 years", "straight line over 5 years")],
        &["neither: Fleet.book: over 72 months → 60 months [TS 2.1]"],
    ),
    (
        "helios.deal",
        &[("declining at 35% per year to 5% of Fleet.cost", "declining at 40% per year, falls 10% on 2027-06-30")],
        &[
            "neither: Fleet.market: at 35% per year → 40% per year [TS 2.1]",
            "neither: Fleet.market: falls on 2027-06-30 added: 10% [TS 2.1]",
            "neither: Fleet.market: to removed: 5% of Fleet.cost [TS 2.1]",
        ],
    ),
    (
        "helios.deal",
        &[("rating: investment grade", "rating: speculative grade")],
        &["neither: MegaCloud: rating investment grade → speculative grade"],
    ),
    (
        "helios.deal",
        &[(
            "price: USD 2.10 per GPU-hour",
            "price: USD 2.10 per GPU-hour\n  billing lag: 1 month\n  on default: relet at rent after 6 months",
        )],
        &[
            "neither: Anchor: billing lag added: 1 month [TS 2.3]",
            "neither: Anchor: on default void → relet [TS 2.3]",
            "neither: Anchor: relet at added: rent [TS 2.3]",
            "neither: Anchor: relet after added: 6 months [TS 2.3]",
        ],
    ),
    (
        "helios.deal",
        &[("18% of revenue", "20% of revenue")],
        &["neither: opex: formula energy + hosting + 18% of revenue → energy + hosting + 20% of revenue"],
    ),
    (
        "helios.deal",
        &[("limit:           USD 150M", "limit:           USD 155M")],
        &["borrower: Senior: limit USD 150M → USD 155M [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("USD 40M on 2025-12-31", "USD 35M on 2025-11-30")],
        &[
            "lender: Senior, draw on 2025-12-31: amount USD 40M → USD 35M [TS 3.1]",
            "borrower: Senior, draw on 2025-12-31: on 2025-12-31 → 2025-11-30 [TS 3.1]",
        ],
    ),
    (
        "helios.deal",
        &[("advance:         80% of Fleet.cost", "advance:         75% of Fleet.cost")],
        &["lender: Senior: advance 80% of Fleet.cost → 75% of Fleet.cost [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("max(SOFR, 0%) + 400 bps", "max(SOFR, 0.50%) + 450 bps")],
        &[
            "lender: Senior: coupon, before its margin max(SOFR, 0%) → max(SOFR, 0.50%) [TS 3.1]",
            "lender: Senior: margin 400 bps → 450 bps [TS 3.1]",
        ],
    ),
    (
        "helios.deal",
        &[("set:             in advance", "set:             in arrears")],
        &["neither: Senior: set in advance → in arrears [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("day count:       act/360", "day count:       act/365")],
        &["borrower: Senior: day count act/360 → act/365 [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("accrues:         unadjusted", "accrues:         adjusted")],
        &["neither: Senior: accrues unadjusted → adjusted [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("upfront fee:     1.50%", "upfront fee:     1.25%")],
        &["borrower: Senior: upfront fee 1.50% → 1.25% [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("undrawn fee:     0.50% per year", "undrawn fee:     0.75% per year")],
        &["lender: Senior: undrawn fee 0.50% per year → 0.75% per year [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("equal principal over 42 months from 2026-01-31", "equal principal over 40 months from 2026-03-31")],
        &[
            "lender: Senior: instalments 42 → 40 [TS 3.1]",
            "borrower: Senior: first instalment 2026-01-31 → 2026-03-31 [TS 3.1]",
        ],
    ),
    (
        "helios.deal",
        &[(
            "amortization:    equal principal over 42 months from 2026-01-31\n  prepayments:     in order of maturity",
            "amortization:    equal principal over 42 months from 2026-01-31\n  prepayments:     pro rata",
        )],
        &["neither: Senior: prepayments in order of maturity → pro rata [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[(
            "maturity:        2029-06-30\n  payment default: after 5 days\n  default rate",
            "maturity:        2029-06-30\n  payment default: after 10 days\n  default rate",
        )],
        &["borrower: Senior: payment default after 5 days → after 10 days [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("Senior.coupon + 200 bps", "Senior.coupon + 300 bps")],
        &["lender: Senior: default rate Senior.coupon + 200 bps → Senior.coupon + 300 bps [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("secured by:      Fleet, DSRA, Trap", "secured by:      Trap, Fleet")],
        &["borrower: Senior: secured by DSRA removed [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("unpaid interest: capitalizes\n", "")],
        &["lender: Mezz: unpaid interest capitalizes → stays due [TS 3.2]"],
    ),
    (
        "helios.deal",
        &[("tranche Mezz \"Class B notes\" [TS 3.2]", "tranche Mezz \"Class B notes\" [TS 3.1]")],
        &["neither: TS: cited section 3.2 removed", "neither: Mezz: cites TS 3.2 → TS 3.1 [TS 3.1]"],
    ),
    (
        "helios.deal",
        &[("USD 10k per month", "USD 12k per month")],
        &["neither: AgentFee: amount USD 10k per month → USD 12k per month"],
    ),
    (
        "helios.deal",
        &[("next 6 months", "next 9 months")],
        &[
            "lender: DSRA: target sum(Senior.scheduled_service, next 6 months) → sum(Senior.scheduled_service, next 9 months) [TS 4.2]",
        ],
    ),
    (
        "helios.deal",
        &[("releases: to Collections when not lockup\n", "")],
        &[
            "lender: Trap: releases to removed: Collections [TS 5.4]",
            "neither: Trap: releases when removed: not lockup [TS 5.4]",
        ],
    ),
    (
        "helios.deal",
        &[(
            "  trap:      move remaining to Trap when lockup\n  mezz:      pay interest on Mezz\n",
            "  mezz:      pay interest on Mezz\n  trap:      move remaining to Trap when lockup\n",
        )],
        &["neither: Payments.trap: moved behind mezz [TS 5.1]"],
    ),
    (
        "helios.deal",
        &[(
            "  reserve:   top up DSRA to DSRA.target\n  excess:    release DSRA to DSRA.target\n  trap:",
            "  excess:    release DSRA to DSRA.target\n  reserve:   top up DSRA to DSRA.target\n  trap:",
        )],
        &["borrower: Payments.reserve: moved behind excess [TS 5.1]"],
    ),
    (
        "helios.deal",
        &[("interest on Senior else from Trap else from DSRA", "interest on Senior else from DSRA")],
        &["neither: Payments.interest: else from Trap, then DSRA → DSRA [TS 5.1]"],
    ),
    (
        "helios.deal",
        &[("up to 50% of remaining", "up to 75% of remaining")],
        &["lender: Payments.sweep: up to 50% of remaining → 75% of remaining [TS 5.1]"],
    ),
    (
        "helios.deal",
        &[(
            "  rest:      pay remaining to Sponsor\n}\n\n# -- Tests",
            "  kept:      pay USD 10k to Sponsor when not lockup\n  rest:      pay remaining to Sponsor\n}\n\n# -- Tests",
        )],
        &["borrower: step Payments.kept added [TS 5.1]"],
    ),
    (
        "helios.deal",
        &[
            ("below 1.35x: enter lockup until 2 passes", "below 1.30x: enter lockup until 3 passes"),
            ("breaches 1.35x", "breaches 1.30x"),
        ],
        &[
            "borrower: DSCR: below 1.35x → 1.30x [TS 7.1]",
            "lender: DSCR below 1.35x: enter lockup, holds until 2 passes → until 3 passes [TS 7.1]",
            "neither: test \"and a lost tenant: default\": expect DSCR first breaches below 1.3 on 2027-03-31 added",
            "neither: test \"and a lost tenant: default\": expect DSCR first breaches below 1.35 on 2027-03-31 removed",
        ],
    ),
    (
        "helios.deal",
        &[("  below 1.10x: declare event of default\n", "  below 1.10x for 2 tests: declare event of default\n")],
        &["borrower: DSCR below 1.10x: tests in a row 1 → 2 [TS 7.1]"],
    ),
    (
        "helios.deal",
        &[("within 30 days at most 3 times", "within 45 days at most 4 times")],
        &[
            "borrower: DSCR below 1.10x: cure within 30 days → 45 days [TS 7.1]",
            "borrower: DSCR below 1.10x: cures at most 3 times → 4 times [TS 7.1]",
        ],
    ),
    (
        "helios.deal",
        &[("each quarter end from 2026-03-31", "each month end from 2026-03-31")],
        &["lender: LTV: tested each quarter end from 2026-03-31 → each month end from 2026-03-31 [TS 7.2]"],
    ),
    (
        "helios.deal",
        &[("measure:   Senior.balance / Fleet.market", "measure:   Senior.balance / Fleet.book")],
        &["neither: LTV: measure, divided by Fleet.market → Fleet.book [TS 7.2]"],
    ),
    (
        "helios.deal",
        &[(
            "above 85%: require prepayment of Senior to 85% within 10 business days",
            "above 88%: require prepayment of Senior to 86% within 15 business days",
        )],
        &[
            "borrower: Advance: above 85% → 88% [TS 7.3]",
            "borrower: Advance above 85%: require prepayment of Senior, prepay to 85% → 86% [TS 7.3]",
            "borrower: Advance above 85%: require prepayment of Senior, within 10 business days → 15 business days [TS 7.3]",
        ],
    ),
    (
        "helios.deal",
        &[(
            "  above 90%: enter lockup until passed\n",
            "  above 90%: enter lockup until passed\n  above 120%: declare event of default\n",
        )],
        &["lender: level LTV above 120% added [TS 7.2]"],
    ),
    (
        "helios.deal",
        &[
            (
                "covenant LTV \"Loan to market value\" [TS 7.2] {\n  measure:   Senior.balance / Fleet.market\n  tested:    each quarter end from 2026-03-31\n  above 90%: enter lockup until passed\n}\n",
                "",
            ),
            ("  expect max(LTV.value) = 74.4523% within 0.00005%\n", ""),
            ("  expect LTV first breaches 90% on 2026-12-31\n", ""),
            ("  expect LTV.value = 114.2748% within 0.00005% on 2026-12-31\n", ""),
            ("  expect max(LTV.value) = 114.5420% within 0.00005%\n", ""),
        ],
        &[
            "neither: TS: cited section 7.2 removed",
            "borrower: covenant LTV removed [TS 7.2]",
            "neither: test \"base: clean, and paid off by the day the anchor contract ends\": expect max(LTV.value) = 74.4523% within 0.00005% removed",
            "neither: test \"a new generation: cash is trapped, nobody defaults\": expect LTV first breaches above 90% on 2026-12-31 removed",
            "neither: test \"a new generation: cash is trapped, nobody defaults\": expect LTV.value = 1.142748 within 0.00005% on 2026-12-31 removed",
            "neither: test \"a new generation: cash is trapped, nobody defaults\": expect max(LTV.value) = 1.14542 within 0.00005% removed",
            "neither: test \"and a lost tenant: default\": expect LTV first breaches above 90% on 2026-12-31 removed",
        ],
    ),
    (
        "helios.deal",
        &[("plan:   1_000 GPU per month", "plan:   800 GPU per month")],
        &["neither: Sale: plan 1_000 GPU per month → 800 GPU per month [TS 9.2]"],
    ),
    (
        "helios.deal",
        &[("impact: exponential at 1\n", "impact: linear at 1\n")],
        &["neither: Sale: impact exponential → linear [TS 9.2]"],
    ),
    (
        "helios.deal",
        &[("range:  square root 10% on 1_000 GPU per month, linear at 1", "range:  linear at 2")],
        &[
            "neither: Sale: range linear at 2 added [TS 9.2]",
            "neither: Sale: range square root 10% on 1000 GPU per month removed [TS 9.2]",
            "neither: Sale: range linear at 100% removed [TS 9.2]",
        ],
    ),
    (
        "helios.deal",
        &[("standstill: 60 days", "standstill: 90 days")],
        &["borrower: Enforced: standstill 60 days → 90 days [TS 9.1]"],
    ),
    (
        "helios.deal",
        &[(
            "meanwhile:  Payments without mezz, balloon, sweep, rest",
            "meanwhile:  Payments without balloon, sweep, rest",
        )],
        &["borrower: Enforced: meanwhile without Payments.mezz removed [TS 9.1]"],
    ),
    (
        "helios.deal",
        &[("sells:      Sale from 3 months", "sells:      Sale from 6 months")],
        &["neither: Enforced: sells Sale 3 months after acceleration → 6 months after acceleration [TS 9.1]"],
    ),
    (
        "helios.deal",
        &[("apply:      Collections, DSRA, Trap", "apply:      Collections, DSRA")],
        &["borrower: Enforced: apply Trap removed [TS 9.1]"],
    ),
    (
        "helios.deal",
        &[("times 80% from 2026-10-01 over 6 months then hold", "times 75% from 2026-11-01 over 3 months then hold")],
        &[
            "neither: Rubin rent from 2026-10-01: times 80% → 75%",
            "neither: Rubin rent from 2026-10-01: from 2026-10-01 → 2026-11-01",
            "neither: Rubin rent from 2026-10-01: over 6 months → 3 months",
        ],
    ),
    (
        "helios.deal",
        &[("scenario Squeeze:  base with Rubin\n", "scenario Squeeze:  base with Rubin, utilization = 70%\n")],
        &["neither: Squeeze: given utilization added: 70%"],
    ),
    (
        "helios.deal",
        &[("Sponsor cures up to USD 20M", "Sponsor cures up to USD 30M")],
        &["neither: Rescued: Sponsor, cures up to USD 20M → USD 30M"],
    ),
    ("helios.deal", &[("Mezz", "ClassB")], &["neither: tranche Mezz is now called ClassB [TS 3.2]"]),
    (
        "helios.deal",
        &[
            ("state lockup", "state trapped"),
            (" lockup", " trapped"),
            ("state trapped \"Distribution lock-up\"", "state trapped \"Distribution lock-up\""),
        ],
        &["neither: state lockup is now called trapped"],
    ),
    ("helios.deal", &[("Payments", "Cash")], &["neither: waterfall Payments is now called Cash [TS 5.1]"]),
    (
        "helios.deal",
        &[("  reserve:   top up", "  topup:     top up")],
        &["neither: step Payments.reserve is now called Payments.topup [TS 5.1]"],
    ),
    (
        "helios.deal",
        &[("Fleet.market", "Fleet.price"), ("depreciation market", "depreciation price")],
        &["neither: value line Fleet.market is now called Fleet.price [TS 2.1]"],
    ),
    (
        "helios.deal",
        &[("Mezz", "ClassB"), ("DSRA", "Reserve"), ("Squeeze", "Slump"), ("Fleet", "Cluster")],
        &[
            "neither: asset Fleet is now called Cluster [TS 2.1]",
            "neither: tranche Mezz is now called ClassB [TS 3.2]",
            "neither: account DSRA is now called Reserve [TS 4.2]",
            "neither: scenario Squeeze is now called Slump",
        ],
    ),
    ("reference-deal.deal", &[("  unpaid: lapses\n", "")], &["neither: AgentFee: unpaid lapses → carries over"]),
    (
        "reference-deal.deal",
        &[("cost:  USD 30M", "cost:  USD 32M"), ("to 10% of GPUs.cost", "to 15% of GPUs.cost")],
        &["neither: GPUs: cost USD 30M → USD 32M", "neither: GPUs.book: to 10% of GPUs.cost → 15% of GPUs.cost"],
    ),
    (
        "reference-deal.deal",
        &[("amortization:    USD 375_000 per period", "amortization:    USD 350_000 per period")],
        &["borrower: Senior: instalment USD 375_000 per period → USD 350_000 per period"],
    ),
    (
        "reference-deal.deal",
        &[("payment default: after 2 payment dates in a row", "payment default: never")],
        &["borrower: Senior: payment default after 2 payment dates in a row → never"],
    ),
    (
        "reference-deal.deal",
        &[("last 3 months or fewer) / (owed", "last 6 months or fewer) / (owed")],
        &["neither: DSCR: measure sum(CFADS, last 3 months or fewer) → sum(CFADS, last 6 months or fewer)"],
    ),
    (
        "reference-deal.deal",
        &[
            ("volatility: 35% per year", "volatility: 40% per year"),
            ("RentPath with CoinPath: 40%", "RentPath with CoinPath: 50%"),
            ("1_024 paths, seed 42", "2_048 paths, seed 7"),
        ],
        &[
            "neither: RentPath: volatility 35% per year → 40% per year",
            "neither: Market: pair CoinPath with RentPath 40% → 50%",
            "neither: Risk: simulate 1024 paths, seed 42 → 2048 paths, seed 7",
        ],
    ),
    (
        "reference-deal.deal",
        &[("tested:      each period end before Payments.sweep_senior", "tested:      each period end")],
        &["neither: DSCR: tested before Payments.sweep_senior → nothing: on closing values"],
    ),
    (
        "reference-deal.deal",
        &[
            ("scenario Stress: base with Slump", "scenario Stress: base with Slump without LTV"),
            ("  expect LTV first breaches 80% on 2026-01-15\n", ""),
            ("  expect max(LTV.value) = 132.4276772% within 0.00000005%\n", ""),
        ],
        &[
            "neither: Stress: without LTV added",
            "neither: test \"stress: outcome\": expect LTV first breaches above 80% on 2026-01-15 removed",
            "neither: test \"stress: outcome\": expect max(LTV.value) = 1.324276772 within 0.00000005% removed",
        ],
    ),
    (
        "reference-deal.deal",
        &[("  X: to 0.5 from 2026-01-15\n", "  X: times 50% from 2026-01-15 until 2027-01-15\n")],
        &[
            "neither: Slump X from 2026-01-15: times added: 50%",
            "neither: Slump X from 2026-01-15: until added: 2027-01-15",
            "neither: Slump X from 2026-01-15: to removed: 0.5",
        ],
    ),
];
