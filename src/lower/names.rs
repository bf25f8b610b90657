//! Names ─► checked ids, and the check that no two things share a name, an address or an anchor.

use std::collections::{BTreeMap, HashMap};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    ladder::{Content, Id},
    project::Project,
    raw::Name,
    source::Span,
};

/// Names at the site's root that are the site's own, now or in a later version.
pub const OF_SITE: &[&str] = &["s", "releases", "assets", "search", "404", "feed", "sitemap", "llms", "ladder"];
/// Files of the site itself whose ending is one that the content may have.
const FILES_OF_SITE: &[&str] = &["llms.txt"];
/// Names below a ladder that are the site's own.
pub const OF_LADDER: &[&str] = &["levels", "sections", "competencies", "shape"];
/// Names that Windows reserves for devices: such files can't be checked out or unpacked there.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// Whether a file system reserves the name.
pub fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    let numbered = |prefix| {
        stem.strip_prefix(prefix).is_some_and(|rest: &str| rest.len() == 1 && matches!(rest.as_bytes()[0], b'1'..=b'9'))
    };
    DEVICES.contains(&&*stem) || numbered("com") || numbered("lpt")
}

/// The id of a level, group, section or competency; reports a name that is none.
pub fn id(name: &Name, what: &str, sink: &mut Diagnostics) -> Option<Id> {
    let Some(id) = Id::new(&name.text) else {
        sink.push(bad_id(&name.text, what, name.span));
        return None;
    };
    if is_device(&id) {
        let message = format!("`{id}` is a name that file systems reserve");
        sink.push(Diagnostic::new(Code::ReservedName, name.span, message).help("choose another id"));
        return None;
    }
    Some(id)
}

/// The diagnostic for a name that is no id.
pub fn bad_id(name: &str, what: &str, place: impl Into<Place>) -> Diagnostic {
    let proposal = propose(name);
    let message = format!("`{name}` can't be the id of {what}");
    let rule = "small letters a to z, digits, and single `-` between them";
    Diagnostic::new(Code::BadId, place, message).help(match proposal {
        Some(proposal) => format!("write `{proposal}`: ids are made of {rule}"),
        None => format!("ids are made of {rule}"),
    })
}

/// The id nearest to a name.
fn propose(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let proposal = parts.collect::<Vec<_>>().join("-");
    // Half a name (as of one in another script) is no proposal.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    (letters(&proposal) == letters(name) && Id::new(&proposal).is_some()).then_some(proposal)
}

/// The ids in `formerly`: checked for their shape.
pub fn ids(names: &[Name], what: &str, sink: &mut Diagnostics) -> Vec<Id> {
    let mut found = Vec::new();
    for name in names {
        match Id::new(&name.text) {
            Some(id) => found.push(id),
            None => sink.push(bad_id(&name.text, what, name.span)),
        }
    }
    found
}

/// Reports names in `formerly` that something has: the address of old would be that of two. `taken` gives the place of
/// what has a name.
pub fn unused(formerly: &[Name], what: &str, taken: impl Fn(&str) -> Option<Span>, sink: &mut Diagnostics) {
    for name in formerly {
        if let Some(other) = taken(&name.text) {
            let message = format!("`{}` can't be a former id: {what} has it", name.text);
            let diagnostic = Diagnostic::new(Code::DuplicateId, name.span, message);
            sink.push(diagnostic.related(other, "given here").help("take it out of `formerly`"));
        }
    }
}

/// The diagnostic for a name that is no id of a statement.
pub fn bad_statement_id(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` can't be the id of a statement");
    let rule = "such an id has 4 to 10 small letters and digits, as in `k3f9w`";
    let lower = name.to_ascii_lowercase();
    Diagnostic::new(Code::BadId, span, message).help(match Id::of_statement(&lower) {
        Some(_) => format!("write `{lower}`: {rule}"),
        None => rule.to_owned(),
    })
}

/// The ids in a statement's `replaces`: checked for their shape.
pub fn statement_ids(names: &[Name], sink: &mut Diagnostics) -> Vec<Id> {
    let mut found = Vec::new();
    for name in names {
        match Id::of_statement(&name.text) {
            Some(id) => found.push(id),
            None => sink.push(bad_statement_id(&name.text, name.span)),
        }
    }
    found
}

/// Reports ids that were given before, both places shown. Returns whether this one is the first.
pub fn first<'n>(
    seen: &mut HashMap<String, Span>,
    name: &'n Name,
    what: &str,
    sink: &mut Diagnostics,
) -> Option<&'n Name> {
    if let Some(before) = seen.get(&name.text) {
        let message = format!("the id `{}` is given to {what} twice", name.text);
        let diagnostic = Diagnostic::new(Code::DuplicateId, name.span, message);
        sink.push(diagnostic.related(*before, "first given here").help("give one of them another id"));
        return None;
    }
    seen.insert(name.text.clone(), name.span);
    Some(name)
}

/// Checks names across the site: permanent ids, addresses, and names of the site's own.
pub fn check(project: &Project, content: &Content, sink: &mut Diagnostics) {
    unique_statement_ids(content, sink);
    reserved_paths(project, content, sink);
    addresses(project, content, sink);
}

/// Reports permanent ids that two statements have, or a statement and something else with an anchor.
pub fn unique_statement_ids(content: &Content, sink: &mut Diagnostics) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for ladder in &content.ladders {
        for competency in &ladder.competencies {
            for (_, statement) in competency.statements() {
                let Some(id) = statement.id.as_deref() else { continue };
                let before = *seen.entry(id).or_insert(statement.span);
                if before != statement.span {
                    let message = format!("the id `{id}` is given to two statements");
                    let diagnostic = Diagnostic::new(Code::DuplicateId, statement.span, message);
                    let help = "take it out where the statement is a copy; an id stays with the words it was given to";
                    sink.push(diagnostic.related(before, "first given here").help(help));
                }
                let section = ladder.sections.iter().any(|section| *section.id == *id);
                let competency = ladder.competencies.iter().any(|competency| *competency.id == *id);
                if section || competency {
                    let other = if section { "a section" } else { "a competency" };
                    let message = format!("the id `{id}` is also that of {other}: both would be the anchor `#{id}`");
                    let diagnostic = Diagnostic::new(Code::NameCollision, statement.span, message);
                    sink.push(diagnostic.help("give the statement another id"));
                }
            }
        }
    }
}

/// Reports files and folders of the content that are named like the site's own, or like a device.
fn reserved_paths(project: &Project, content: &Content, sink: &mut Diagnostics) {
    let src = &project.config.src;
    let ladders = || content.ladders.iter().map(|ladder| &*ladder.prefix);
    let pages = project.pages.iter().map(|page| (&*page.path, true));
    let files = project.files.iter().map(|file| (&*file.path, false));
    for (path, page) in pages.chain(files) {
        let shown = || Place::Path(format!("{src}/{path}"));
        let prefix = ladders().filter(|prefix| path.starts_with(*prefix)).max_by_key(|prefix| prefix.len());
        let below = &path[prefix.unwrap_or_default().len()..];
        // A page is published under its stem; a file keeps its ending, which keeps it apart from the site's own.
        let own = |path: &str| match path.split_once('/') {
            Some((folder, _)) => Some(folder.to_lowercase()),
            None if page => path.strip_suffix(".md").map(str::to_lowercase),
            None => None,
        };
        let of_site = own(path).filter(|name| OF_SITE.contains(&&**name));
        // Pictures may stand beside the competencies that show them: their addresses are their own.
        let of_ladder = own(below).filter(|name| OF_LADDER.contains(&&**name) && page);
        let index =
            path.rsplit('/').next().filter(|name| page && *name != "index.md" && name.to_lowercase() == "index.md");
        let lower = path.to_lowercase();
        let file = FILES_OF_SITE.contains(&&*lower).then(|| lower.clone());
        if let Some(name) = of_site.or(of_ladder).or(index.map(|_| "index".to_owned())).or(file) {
            let message = format!("`{name}` is a name of the site's own");
            let diagnostic = Diagnostic::new(Code::ReservedName, shown(), message);
            sink.push(diagnostic.help("rename the file or its folder"));
        }
        if let Some(part) = path.split('/').find(|part| is_device(part.split('.').next().unwrap_or_default())) {
            let message = format!("`{part}` is a name that file systems reserve");
            sink.push(Diagnostic::new(Code::ReservedName, shown(), message).help("rename it"));
        }
        if let Some(bad) = path.chars().find(|c| "\\:*?\"<>|".contains(*c)) {
            let message = format!("`{path}` has a `{bad}` in its name, which not every file system can hold");
            sink.push(Diagnostic::new(Code::ReservedName, shown(), message).help("rename it"));
        }
    }
}

/// Reports two files of the content that would be published under one address, or under two that differ only in case.
fn addresses(project: &Project, content: &Content, sink: &mut Diagnostics) {
    let src = &project.config.src;
    let mut seen: BTreeMap<String, (String, String)> = BTreeMap::new();
    let pages = project.pages.iter().map(|page| {
        let stem = page.path.strip_suffix(".md").unwrap_or(&page.path);
        (format!("{stem}.html"), page.path.clone())
    });
    let files = project.files.iter().map(|file| (file.path.clone(), file.path.clone()));
    let mut ladders: Vec<_> = content.ladders.iter().filter(|ladder| !ladder.prefix.is_empty()).collect();
    ladders.dedup_by_key(|ladder| &ladder.prefix);
    let homes = ladders.into_iter().map(|ladder| {
        let file = project.sources.path(ladder.file);
        (
            ladder.prefix.trim_end_matches('/').to_owned(),
            file.strip_prefix(&format!("{src}/")).unwrap_or(file).to_owned(),
        )
    });
    for ladder in content.ladders.windows(2).filter(|pair| pair[0].prefix == pair[1].prefix) {
        let [other, file] = [project.sources.path(ladder[0].file), project.sources.path(ladder[1].file)];
        let message = format!("`{file}` and `{other}` are both the ladder of one folder");
        let diagnostic = Diagnostic::new(Code::NameCollision, Place::File(ladder[1].file), message);
        sink.push(diagnostic.help("keep one of them"));
    }
    for (address, path) in pages.chain(files).chain(homes) {
        if let Some((other, other_path)) = seen.insert(address.to_lowercase(), (address.clone(), path.clone())) {
            let message = if other == address {
                format!("`{path}` and `{other_path}` would both be published as `{address}`")
            } else {
                format!("`{path}` and `{other_path}` differ only in case, which not every file system tells apart")
            };
            let diagnostic = Diagnostic::new(Code::NameCollision, Place::Path(format!("{src}/{path}")), message);
            sink.push(diagnostic.help("rename one of them"));
        }
    }
    let is_yaml = |path: &str| {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        matches!(&*ending, "yaml" | "yml")
    };
    for (address, path) in seen.values() {
        let folder = address.match_indices('/').map(|(at, _)| &address[..at]).find_map(|folder| {
            // A ladder's home is the page of its folder.
            seen.get(&folder.to_lowercase()).filter(|(_, page)| !is_yaml(page))
        });
        if let Some((page, of)) = folder {
            let message = format!("`{path}` lies in a folder named `{page}`, which is the address of `{of}`");
            let diagnostic = Diagnostic::new(Code::NameCollision, Place::Path(format!("{src}/{path}")), message);
            sink.push(diagnostic.help("rename the folder"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposes_an_id_only_where_no_letter_is_lost() {
        assert_eq!(propose("Key Behaviors").as_deref(), Some("key-behaviors"));
        assert_eq!(propose("senior_2--IC").as_deref(), Some("senior-2-ic"));
        assert_eq!(propose("Über"), None);
        assert!(is_device("COM7") && is_device("aux") && !is_device("com0") && !is_device("auxiliary"));
    }
}
