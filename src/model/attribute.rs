//! What may be read of each kind of block: `Senior.balance`, `Fleet.market`, `Payments.trap.paid`.

/// The nine moments of a period, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    Draw,
    Operate,
    Accrue,
    Collect,
    TestEarly,
    Pay,
    Test,
    React,
    Enforce,
}

impl Moment {
    pub fn name(self) -> &'static str {
        match self {
            Moment::Draw => "draw",
            Moment::Operate => "operate",
            Moment::Accrue => "accrue",
            Moment::Collect => "collect",
            Moment::TestEarly => "test early",
            Moment::Pay => "pay",
            Moment::Test => "test",
            Moment::React => "react",
            Moment::Enforce => "enforce",
        }
    }
}

macro_rules! attributes {
    ($(#[$doc:meta])* $name:ident { $($(#[$adoc:meta])* $variant:ident = $text:literal, $sentence:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$adoc])* #[doc = $sentence] $variant),* }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// As written after the dot.
            pub fn name(self) -> &'static str { match self { $($name::$variant => $text),* } }
            /// One sentence for the reference and hover.
            pub fn sentence(self) -> &'static str { match self { $($name::$variant => $sentence),* } }
            pub fn from_name(name: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|it| it.name() == name)
            }
        }
    };
}

attributes! {
    /// Of a tranche.
    TrancheAttribute {
        Balance = "balance", "Principal outstanding: a stock; inside a waterfall step its running value.";
        Opening = "opening", "Principal outstanding at the start of the period, before draws.";
        Limit = "limit", "The commitment.";
        Undrawn = "undrawn", "Commitment not yet drawn.";
        Drawn = "drawn", "Drawn in the period.";
        Coupon = "coupon", "The rate in force for the period, default rate aside.";
        Interest = "interest", "Interest accrued in the period on the balance and on draws from their dates.";
        DefaultInterest = "default_interest", "The part of the interest that the default rate adds.";
        Scheduled = "scheduled", "Principal scheduled for the period.";
        DebtService = "debt_service", "Interest accrued plus principal scheduled for the period.";
        ScheduledService = "scheduled_service", "Contractual payments from today's balance, for windows that look ahead.";
        Due = "due", "Interest and scheduled principal due on the payment date: scheduled, arrears and the balance at maturity.";
        InterestPaid = "interest_paid", "Interest paid in the period.";
        FeesPaid = "fees_paid", "Upfront and undrawn fees paid to the lenders in the period.";
        PrincipalPaid = "principal_paid", "Principal paid in the period, scheduled and prepaid.";
        ScheduledPaid = "scheduled_paid", "Scheduled principal and arrears of it paid in the period.";
        Prepaid = "prepaid", "Principal paid ahead of schedule in the period: sweeps and mandatory prepayments.";
        Paid = "paid", "Interest and principal paid in the period.";
        Capitalized = "capitalized", "Interest added to the balance in the period.";
        InterestArrears = "interest_arrears", "Interest due and unpaid: running inside a waterfall.";
        PrincipalArrears = "principal_arrears", "Scheduled principal due and unpaid: running inside a waterfall.";
        Unpaid = "unpaid", "Interest and scheduled principal due and unpaid.";
        MandatoryPrepayment = "mandatory_prepayment", "Prepayment required by a covenant and not yet made.";
        UpfrontFee = "upfront_fee", "Upfront fee outstanding.";
        UndrawnFee = "undrawn_fee", "Undrawn fee outstanding.";
        InDefault = "in_default", "Whether an event of default of this tranche has been declared.";
        Claim = "claim", "Claim at acceleration, less what the enforcement has paid: zero before.";
        Received = "received", "Paid on the claim in the period.";
        Recovery = "recovery", "Nominal recovery over claim; 100% for a tranche that never defaulted.";
        RecoveryPv = "recovery_pv", "Recovery discounted to acceleration at the enforcement's rate.";
        RecoveryCash = "recovery_cash", "Recovery with anything taken in kind at zero.";
    }
}

attributes! {
    /// Of an account.
    AccountAttribute {
        Balance = "balance", "Cash in the account: a stock; inside a waterfall step its running value.";
        Opening = "opening", "Cash at the start of the period.";
        Target = "target", "What the account should hold.";
    }
}

attributes! {
    /// Of an asset; its value lines are read by their own names (`Read::AssetValue`).
    AssetAttribute {
        Units = "units", "Units held, sold ones taken off.";
        Cost = "cost", "What all units cost at first.";
        UnitCost = "unit_cost", "Cost of one unit.";
        Purchase = "purchase", "The cost that falls due in the period: on the in-service date.";
        Power = "power", "Power draw of one unit.";
        Hosting = "hosting", "Power a rack must supply.";
        Age = "age", "Whole months since the in-service date, as a number.";
        Forced = "forced", "Value in a forced sale from today, before costs.";
        ForcedNet = "forced_net", "Value in a forced sale from today, after costs and carry.";
    }
}

attributes! {
    /// Of a contract.
    ContractAttribute {
        Units = "units", "Units in force: none before the term, after it, or once the payer has defaulted.";
        Price = "price", "Price in force.";
        Contracted = "contracted", "Revenue the contract promises for the period, payer default aside.";
        Billed = "billed", "Revenue billed for the period.";
        Received = "received", "Revenue received in the period: billed, after the billing lag.";
    }
}

attributes! {
    /// Of a fee.
    FeeAttribute {
        Due = "due", "Fee falling due in the period.";
        Outstanding = "outstanding", "Fee due and unpaid, carried from earlier periods too: running inside a waterfall.";
        Paid = "paid", "Fee paid in the period.";
    }
}

attributes! {
    /// Of a waterfall step.
    StepAttribute {
        Due = "due", "What the step would pay with cash enough.";
        Paid = "paid", "What it paid.";
        Unpaid = "unpaid", "What it left unpaid.";
        Support = "support", "The part paid from supporting accounts.";
    }
}

attributes! {
    /// Of a covenant.
    CovenantAttribute {
        Value = "value", "The measure on the test date; n/a between test dates and where it is not tested.";
        Headroom = "headroom", "Distance to the first level, as a ratio: negative when breached.";
        CureAmount = "cure_amount", "Money that would cure the failed level.";
        Breached = "breached", "Whether any level failed on the test date.";
    }
}

attributes! {
    /// Of a liquidation, while it runs.
    LiquidationAttribute {
        Sold = "sold", "Units sold in the period.";
        Price = "price", "Average price of the units sold in the period.";
        Gross = "gross", "Proceeds of the period before costs.";
        Costs = "costs", "Selling costs of the period.";
        Carry = "carry", "Carry of the period on unsold units.";
        Net = "net", "Proceeds of the period after costs and carry.";
    }
}

attributes! {
    /// Of a party.
    PartyAttribute {
        Defaulted = "defaulted", "Whether it has defaulted by the end of the period, by a dated shock or by chance.";
    }
}

attributes! {
    /// Of the period itself.
    PeriodAttribute {
        Index = "index", "The number of the period: closing is 0.";
        Hours = "hours", "Hours in the period.";
        Days = "days", "Days in the period.";
        Months = "months", "Months in the period.";
        End = "end", "The period's last day.";
        IsLast = "is_last", "Whether the period is the last of the grid.";
        IsPayment = "is_payment", "Whether the period has a payment date.";
    }
}
