//! `[label](address)` and `![words](address)` ─► what they lead to: a file of the content, an anchor, or another site.

use super::{Index, Problem, Target, draft_problem, relative};
use crate::{diagnostic::Code, ladder::Origin, markdown, suggest};

/// Schemes that an address may have.
const SCHEMES: &[&str] = &["https", "http", "mailto", "tel"];
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

impl Index<'_> {
    pub(super) fn address(&self, origin: Origin, target: &str) -> Result<Target, Problem> {
        // Browsers pass over blanks and control characters in an address, so that they could hide a scheme.
        let bare: String = target.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        if let Some((scheme, _)) = bare.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
            if SCHEMES.contains(&&*scheme.to_ascii_lowercase()) {
                return Ok(Target::Outside(markdown::encode(&bare)));
            }
            return Err(Problem {
                code: Code::UnsafeLink,
                message: format!("addresses that begin with `{scheme}:` are not allowed"),
                help: Some("link with `https:`, `http:`, `mailto:` or `tel:`, or a file of the content".into()),
            });
        }
        if bare.starts_with("//") || bare.starts_with('\\') || bare.starts_with("/\\") {
            return Err(Problem {
                code: Code::UnsafeLink,
                message: "this address leaves the site without saying how".into(),
                help: Some(format!("write `https:{}`", bare.replace('\\', "/"))),
            });
        }
        let (path, anchor) = match target.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor).filter(|anchor| !anchor.is_empty())),
            None => (target, None),
        };
        if path.is_empty() {
            return self.own_anchor(origin, anchor);
        }
        match self.file(self.folder(origin), path)? {
            Target::Competency(at, _) => self.anchored(at, anchor),
            Target::Page(page, _) => self.heading(page, anchor),
            other => Ok(other),
        }
    }

    /// The prose page or copied file at a path; an anchor that it has no more is left out.
    pub(super) fn path(&self, folder: &str, target: &str) -> Option<Target> {
        let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
        match self.file(folder, path).ok()? {
            Target::Page(page, _) => {
                Some(self.heading(page, Some(anchor).filter(|a| !a.is_empty())).unwrap_or(Target::Page(page, None)))
            }
            found @ Target::File(_) => Some(found),
            _ => None,
        }
    }

    pub(super) fn is_picture(&self, target: &Target) -> bool {
        let Target::File(file) = target else { return false };
        let path = self.content.files[*file].path.to_ascii_lowercase();
        path.rsplit_once('.').is_some_and(|(_, ending)| PICTURES.contains(&ending))
    }

    fn own_anchor(&self, origin: Origin, anchor: Option<&str>) -> Result<Target, Problem> {
        match origin {
            Origin::Page(page) => self.heading(page, anchor),
            Origin::Summary(at) | Origin::Cell { at, .. } => self.anchored(at, anchor),
            Origin::Vocabulary { .. } => self.statement(anchor.unwrap_or_default()),
        }
    }

    fn heading(&self, page: usize, anchor: Option<&str>) -> Result<Target, Problem> {
        let known = || self.headings[page].iter().map(String::as_str);
        match anchor {
            Some(anchor) if self.content.pages[page].title_anchor.as_deref() == Some(anchor) => {
                Ok(Target::Page(page, None))
            }
            Some(anchor) if !known().any(|heading| heading == anchor) => Err(Problem {
                code: Code::DanglingAnchor,
                message: format!("the page `{}.md` has no heading `#{anchor}`", self.content.pages[page].path),
                help: suggest::help(anchor, known()),
            }),
            anchor => Ok(Target::Page(page, anchor.map(str::to_owned))),
        }
    }

    /// Finds a file of the content by a path relative to `folder`, or to the content where it begins with `/`.
    fn file(&self, folder: &str, path: &str) -> Result<Target, Problem> {
        let path = path.split('?').next().unwrap_or_default();
        let path = percent_decode(path);
        let outside = || Problem {
            code: Code::BrokenLink,
            message: format!("`{path}` lies outside of the content"),
            help: Some("link a file of the content, or a whole address that begins with `https://`".into()),
        };
        let mut parts: Vec<&str> = if path.starts_with('/') {
            Vec::new()
        } else {
            folder.split('/').filter(|part| !part.is_empty()).collect()
        };
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(outside)?;
                }
                part => parts.push(part),
            }
        }
        let full = parts.join("/");
        let index = if full.is_empty() { "ladder.yaml".to_owned() } else { format!("{full}/ladder.yaml") };
        if let Some(target) = self.files.get(&full).or_else(|| self.files.get(&index)) {
            return Ok(target.clone());
        }
        if let Some(problem) = self.draft_file(&full) {
            return Err(problem);
        }
        let stem = full.strip_suffix(".html");
        let source = stem.and_then(|stem| {
            [format!("{stem}.md"), format!("{stem}.yaml")].into_iter().find(|path| self.files.contains_key(path))
        });
        Err(Problem {
            code: Code::BrokenLink,
            message: format!("there is no file `{full}` in the content"),
            help: Some(match source {
                Some(source) => format!("link the source and not the page: `{}`", relative(folder, &source)),
                None => match self.near_file(&full) {
                    Some(best) => format!("did you mean `{}`?", relative(folder, best)),
                    None => "a path starts from the folder of the file that it stands in".to_owned(),
                },
            }),
        })
    }

    /// What to say of a link to the file of a draft that was left out.
    fn draft_file(&self, path: &str) -> Option<Problem> {
        let stem = path.strip_suffix(".yaml").or_else(|| path.strip_suffix(".yml"))?;
        let (folder, id) = stem.rsplit_once('/')?;
        let is_draft = |draft: &String| {
            let (prefix, name) = draft.rsplit_once('/').map_or(("", &**draft), |(prefix, name)| (prefix, name));
            name == id && format!("{folder}/").starts_with(format!("{prefix}/competencies/").trim_start_matches('/'))
        };
        self.drafts.iter().any(is_draft).then(|| draft_problem(id))
    }

    /// The file whose path is nearest, or else the only one of that name.
    fn near_file(&self, path: &str) -> Option<&str> {
        let mut known: Vec<&str> = self.files.keys().map(String::as_str).collect();
        known.sort_unstable();
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let mut same = known.iter().copied().filter(|known| name(known) == name(path));
        match (same.next(), same.next()) {
            (Some(only), None) => Some(only),
            _ => suggest::nearest(path, known),
        }
    }

    pub(super) fn picture(&self, origin: Origin, target: &str) -> Result<Target, Problem> {
        let not_a_picture = |message: &str| Problem {
            code: Code::UnsafeLink,
            message: message.to_owned(),
            help: Some("put the picture beside this file and name it by its path".into()),
        };
        let found = self.address(origin, target).map_err(|problem| match problem.code {
            Code::UnsafeLink => not_a_picture("pictures of other sites are not shown"),
            _ => problem,
        });
        match found? {
            found @ Target::File(_) if self.is_picture(&found) => Ok(found),
            Target::File(_) => Err(not_a_picture("this file is not a picture")),
            Target::Outside(_) => Err(not_a_picture("pictures of other sites are not shown")),
            _ => Err(not_a_picture("this is a page and not a picture")),
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn percent_decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match tail {
            [high, low, after @ ..] if *first == b'%' => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = after;
                }
                _ => {
                    bytes.push(*first);
                    rest = tail;
                }
            },
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}
