//! Findings: what they are known by.
