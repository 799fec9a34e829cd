//! Deals of a git checkout: everything of a revision comes from that revision, and nothing else is asked of git.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod folder;

use std::process::Command;

use folder::{Ended, Folder};

const DEAL: &str = "import Market from \"../market/rent.deal\"\n\ndeal \"Loan\" {\n  currency: USD\n  closing:  2025-12-31\n  \
                    periods:  each year end from 2026-12-31 to 2027-12-31\n}\n\
                    source TS \"Term sheet\" at \"term-sheet.md\"\n\
                    curve SOFR {\n  from:    \"../market/sofr.csv\"\n  unit:    1% per year\n  between: step\n  after:   hold\n}\n\
                    x = 2 * rent [TS 3.1]\ny = 1 * SOFR\n";
const RENT: &str = "curve rent { starts: USD 2 per GPU-hour on 2025-12-31 }\n";
const RATES: &str = "date,SOFR\n2025-12-31,4.30\n2026-12-31,3.90\n2027-12-31,3.50\n";

fn git(folder: &Folder, words: &[&str]) {
    let own = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(own).args(words).current_dir(&folder.0).output().unwrap();
    assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A deal in a folder, with its parts beside and above it, as first signed; then changed on disk in every file.
fn checkout(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder
        .write("deals/tower.deal", DEAL)
        .write("deals/term-sheet.md", "3.1 Rent counts twice.\n")
        .write("market/rent.deal", RENT)
        .write("market/sofr.csv", RATES);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "-m", "signed"]);
    git(&folder, &["tag", "signed"]);
    folder
        .write("market/rent.deal", RENT.replace("USD 2", "USD 3"))
        .write("market/sofr.csv", RATES.replace("3.90", "4.90").replace("3.50", "4.50"))
        .write("deals/term-sheet.md", "3.1 Rent counts once.\n");
    folder
}

const CHANGED: &str = "\
Loan: signed:deals/tower.deal → deals/tower.deal

Terms, 3 changes: 3 for neither
  neither   TS: cited section 3.1 cfaefc06ecca → 2ad8f38141b1
            no rule
  neither   rent: starts USD 2 per GPU-hour → USD 3 per GPU-hour
            no rule
  neither   SOFR: series 3.9% per year → 4.9% per year (2 of 3 rows, the first at 2026-12-31)
            no rule
";

#[test]
fn what_a_deal_reads_comes_from_its_revision() {
    let folder = checkout("revision");
    let told = folder.deal(&["diff", "signed:deals/tower.deal", "deals/tower.deal", "--terms-only"]);
    assert_eq!((told.code, told.out.as_str(), told.err.as_str()), (0, CHANGED, ""));
    git(&folder, &["commit", "--quiet", "-am", "amended"]);
    let told = folder.deal(&["diff", "HEAD~1:deals/tower.deal", "HEAD:deals/tower.deal", "--terms-only"]);
    assert_eq!(told.out.replace("HEAD~1:", "signed:").replace("HEAD:", ""), CHANGED);
    let none = folder.deal(&["diff", "HEAD:deals/tower.deal", "--exit-code"]);
    assert_eq!(none.code, 0, "{}{}", none.out, none.err);
    let same = folder.deal(&["diff", "signed:deals/tower.deal", "signed:deals/tower.deal", "--exit-code"]);
    assert_eq!(same.code, 0, "{}", same.out);
}

#[test]
fn without_a_second_deal_it_is_the_file_on_disk() {
    let folder = checkout("on-disk");
    let told = folder.deal(&["diff", "HEAD:deals/tower.deal", "--terms-only", "--exit-code"]);
    assert_eq!(told.code, 5, "{}{}", told.out, told.err);
    // From a folder below, by the path from the top or from here.
    for word in ["HEAD:deals/tower.deal", "HEAD:./tower.deal", "HEAD:../deals/tower.deal"] {
        let mut command = folder.command(&["diff", word, "--terms-only", "--exit-code", "--root", ".."]);
        let told = Ended::from(command.current_dir(folder.0.join("deals")).output().unwrap());
        assert_eq!(
            (told.code, told.out.lines().nth(2)),
            (5, Some("Terms, 3 changes: 3 for neither")),
            "{word}: {}",
            told.err
        );
    }
}

#[test]
fn what_cannot_be_had_of_a_revision_is_told_in_words() {
    let folder = checkout("refused");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/hostname", folder.0.join("deals/link.deal")).unwrap();
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "--quiet", "-m", "a link"]);
        let link = folder.deal(&["diff", "HEAD:deals/link.deal", "signed:deals/tower.deal"]);
        assert_eq!(link.code, 2, "{}", link.err);
        assert!(link.err.contains("error[E5003]: `deals/link.deal` is not a regular file"), "{}", link.err);
    }
    let refused = [
        ("nowhere:deals/tower.deal", "error: there is no revision `nowhere` here\n"),
        ("HEAD:deals/none.deal", "error[E5002]: `deals/none.deal` does not exist\n"),
        ("HEAD:deals", "error[E5003]: `deals` is not a regular file\n"),
        ("HEAD:../tower.deal", "error: `../tower.deal` leaves the project folder\n"),
        ("--output=pwned:deals/tower.deal", "error: `--output=pwned:deals/tower.deal` names no file of a revision"),
        (":deals/tower.deal", "error: `:deals/tower.deal` names no file of a revision"),
    ];
    for (word, words) in refused {
        let told = folder.deal(&["diff", "--terms-only", "--", word, "deals/tower.deal"]);
        assert_eq!(told.code, 2, "{word}: {}{}", told.out, told.err);
        assert!(told.err.contains(words), "{word}: {}", told.err);
    }
    assert!(!folder.0.join("pwned").exists());
    let outside = Folder(std::env::temp_dir().join(format!("deal-no-checkout-{}", std::process::id())));
    outside.write("a.deal", DEAL);
    let told = outside.deal(&["diff", "HEAD:a.deal"]);
    assert_eq!((told.code, told.err.as_str()), (2, "error: cannot read `HEAD:a.deal`: this is no git checkout\n"));
}

/// A repository's own settings cannot make reading a deal run something.
#[test]
fn no_setting_of_a_checkout_is_run() {
    let folder = checkout("settings");
    folder.write(".gitattributes", "*.deal diff=run filter=run\n");
    for (key, value) in [
        ("diff.run.textconv", "touch pwned; cat"),
        ("filter.run.smudge", "touch pwned; cat"),
        ("filter.run.clean", "touch pwned; cat"),
        ("core.pager", "touch pwned"),
        ("alias.cat-file", "!touch pwned"),
    ] {
        git(&folder, &["config", key, value]);
    }
    let told = folder.deal(&["diff", "signed:deals/tower.deal", "deals/tower.deal", "--terms-only"]);
    assert_eq!((told.code, told.out.as_str()), (0, CHANGED), "{}", told.err);
    assert!(!folder.0.join("pwned").exists());
}

/// A file whose name has a colon in it is that file.
#[cfg(unix)]
#[test]
fn a_file_goes_before_a_revision() {
    let folder = checkout("colon");
    folder.write("deals/HEAD:tower.deal", DEAL);
    let told = folder.deal(&["diff", "deals/HEAD:tower.deal", "deals/tower.deal", "--terms-only", "--exit-code"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
}
