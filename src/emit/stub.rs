//! What stands under a page's path while the page is on its way in or out: whole, valid, and without references.

const HTML: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"robots\" \
    content=\"noindex\"><title>Being published</title></head>\n<body><p>This page is being published. Please load it \
    again in a moment.</p></body>\n</html>\n";
const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<being-published/>\n";
const JSON: &str = "{}\n";
const TEXT: &str = "Being published.\n";

/// The stub for a path, or `None` where no bytes are valid and refer to nothing, as for images.
pub(super) fn stub(path: &str) -> Option<&'static [u8]> {
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    let text = match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => HTML,
        "xml" => XML,
        "json" => JSON,
        "txt" => TEXT,
        _ => return None,
    };
    Some(text.as_bytes())
}
