//! The formats findings are printed in: what grows is this list.

mod azure;
mod github;
mod gitlab;
pub mod json;
mod json_lines;
mod junit;
pub mod markdown;
mod plain;
mod sarif;
mod short;

use super::Findings;

/// A way of printing findings. An entry is one file and one line in [`FORMS`].
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// What `--format` takes.
    pub name: &'static str,
    pub sentence: &'static str,
    pub print: fn(&Findings) -> String,
}

/// What is printed when nothing is asked for: on standard error, with the lines it speaks of, by
/// [`crate::report::diagnostics::human`].
pub const HUMAN: (&str, &str) = ("human", "for a terminal, with the lines each finding speaks of");

pub const FORMS: &[Form] = &[
    Form { name: "short", sentence: "a line a finding, as editors and grep read it", print: short::print },
    Form { name: "plain", sentence: "whole sentences for a screen reader, nothing drawn", print: plain::print },
    Form { name: "json", sentence: "one document with a published schema", print: json::print },
    Form { name: "json-lines", sentence: "one JSON object a line, the last one counts", print: json_lines::print },
    Form { name: "sarif", sentence: "SARIF 2.1.0, for code scanning", print: sarif::print },
    Form { name: "junit", sentence: "JUnit XML, for test reports", print: junit::print },
    Form { name: "github", sentence: "annotations in a GitHub workflow", print: github::print },
    Form { name: "gitlab", sentence: "a GitLab code quality report", print: gitlab::print },
    Form { name: "azure", sentence: "issues in an Azure pipeline", print: azure::print },
    Form { name: "markdown", sentence: "a summary for a page or a comment", print: markdown::print },
];

impl Form {
    pub fn find(name: &str) -> Option<&'static Form> {
        FORMS.iter().find(|form| form.name == name)
    }
}
