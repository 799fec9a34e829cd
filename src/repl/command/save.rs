//! `:save`, `:reload`, `:forget`: the text of the session and the file.

use super::{Answer, needs, nothing_after};
use crate::repl::session::Session;
use crate::repl::trouble::words;
use crate::source::Sources;

pub fn save(session: &mut Session, rest: &str) -> Answer {
    write(session, rest, false)
}

pub fn save_over(session: &mut Session, rest: &str) -> Answer {
    write(session, rest, true)
}

fn write(session: &mut Session, name: &str, over: bool) -> Answer {
    if name.is_empty() {
        return Err(needs(if over { "save!" } else { "save" }));
    }
    let kept = session.kept()?;
    // The file must say there what the session says here: what it reads is found from its folder.
    let path = session.world.place(name).unwrap_or_else(|| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned());
    let mut sources = Sources::new();
    let source = sources.add(path, kept.composed.text.as_str());
    let (model, _) = crate::read_source(source, &mut sources, session.world.files());
    if model.as_ref() != Some(&kept.model) {
        let message = format!(
            "`{name}` would not say what the session says: the files it reads are beside `{}`; save it there",
            session.shown_path()
        );
        return Err(words(&message));
    }
    session.world.save(name, &kept.composed.text, over).map_err(|message| {
        let hint = if message.ends_with("it exists already") {
            format!("; `:save! {name}` writes over it")
        } else {
            String::new()
        };
        words(&format!("{message}{hint}"))
    })?;
    let mut said = format!("wrote `{name}`\n");
    for (count, what) in [(session.standing.forks.len(), "what is tried"), (session.drafts.len(), "what was not taken")]
    {
        if count > 0 {
            said.push_str(&format!("left out: {what} ({count})\n"));
        }
    }
    Ok(said)
}

pub fn reload(session: &mut Session, rest: &str) -> Answer {
    nothing_after("reload", rest)?;
    session.reload(&[])
}

pub fn forget(session: &mut Session, rest: &str) -> Answer {
    match rest {
        "" => match session.drafts.pop() {
            Some(draft) => Ok(format!("forgotten: `{}`\n", crate::repl::defined::name_of(&draft.text))),
            None => Err(words("nothing waits to be taken")),
        },
        "all" => {
            let count = session.drafts.len();
            session.drafts.clear();
            Ok(format!("forgotten: {count}\n"))
        }
        _ => Err(needs("forget")),
    }
}
