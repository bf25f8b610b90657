//! The path of a request ─► a file of the output. Looks up names in a map and never asks the disk.

use crate::output::{Output, OutputFile};

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// A file, with its name in the output.
    File(&'a str, &'a OutputFile),
    /// A folder asked for without its final slash, on which its relative links depend.
    Folder,
    /// Nothing.
    Missing,
}

/// Brings a prefix to the form `/` or `/a/b/`.
pub(super) fn normal_prefix(prefix: &str) -> String {
    match prefix.trim_matches('/') {
        "" => "/".to_owned(),
        inner => format!("/{inner}/"),
    }
}

/// Finds what a request for the still encoded `path` means, at the root or else under `prefix`.
///
/// The root goes first: a ladder in a folder named like the prefix stays within reach of the relative links.
pub(super) fn find<'a>(output: &'a Output, prefix: &str, path: &str) -> Found<'a> {
    let Some(path) = decode_path(path) else { return Found::Missing };
    match look_up(output, &path) {
        Found::Missing if prefix != "/" => {
            if path == prefix.trim_matches('/') {
                return Found::Folder;
            }
            path.strip_prefix(&prefix[1..]).map_or(Found::Missing, |rest| look_up(output, rest))
        }
        found => found,
    }
}

/// Finds a decoded path, given without its first slash.
fn look_up<'a>(output: &'a Output, path: &str) -> Found<'a> {
    let index = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        if let Some((name, file)) = output.files.get_key_value(path) {
            return Found::File(name, file);
        }
        format!("{path}/index.html")
    };
    match output.files.get_key_value(&index) {
        Some(_) if !path.is_empty() && !path.ends_with('/') => Found::Folder,
        Some((name, file)) => Found::File(name, file),
        None => Found::Missing,
    }
}

/// Decodes a path part by part and takes off its first slash.
///
/// Whatever has no one plain reading is refused: empty and dot parts, and separators that were encoded.
fn decode_path(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let mut decoded = String::with_capacity(path.len());
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let part = decode(part)?;
        let last = parts.peek().is_none();
        if (part.is_empty() && !last) || part == "." || part == ".." || part.contains(['/', '\\', '\0']) {
            return None;
        }
        decoded.push_str(&part);
        if !last {
            decoded.push('/');
        }
    }
    Some(decoded)
}

/// Decodes `%41`; `None` if that is no UTF-8 or no hexadecimal number.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The `Content-Type` of a file by its name. Every text is UTF-8.
pub(super) fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "yaml" | "yml" => "application/yaml; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "wasm" => "application/wasm",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

/// Whether a file is a page that takes the script.
pub(super) fn is_html(name: &str) -> bool {
    content_type(name).starts_with("text/html")
}
