//! A request ─► an answer, from the state alone.
//!
//! Nothing that a request says is trusted: a page of another site may send any of them. It can't read the answers
//! (no CORS), can't embed them (`Cross-Origin-Resource-Policy`) and can't pose as this host (the `Host` check).

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::watch;

use super::body::{Body, Events};
use super::path::{self, Found};
use super::state::{Stamp, State};
use crate::html;

/// The script that keeps an open page in step.
const SCRIPT: &str = include_str!("live.js");
/// The style of what that script shows, and of the server's own pages.
const STYLE: &str = include_str!("live.css");

/// What all answers depend on.
pub(super) struct Server {
    /// The last good site and the last report.
    pub state: watch::Receiver<Arc<State>>,
    /// The name of this run.
    pub instance: String,
    /// Where the site stands besides `/`; begins and ends with a slash.
    pub prefix: String,
    /// The address that is listened on.
    pub address: IpAddr,
}

impl Server {
    /// Answers one request. Waits for the first build, and never for a later one.
    pub async fn answer<T>(&self, request: &Request<T>) -> Response<Body> {
        if !self.is_own_host(request) {
            return text(
                StatusCode::FORBIDDEN,
                "This server answers to localhost and to its own address only.\nOpen it under the address that \
                 `rungs serve` has printed.\n",
            );
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.\n");
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        let path = request.uri().path();
        match path.strip_prefix("/_rungs/") {
            Some("live.js") => return whole(StatusCode::OK, path::content_type("live.js"), SCRIPT),
            Some("live.css") => return whole(StatusCode::OK, path::content_type("live.css"), STYLE),
            Some(name) if name != "events" => return text(StatusCode::NOT_FOUND, "There is no such file.\n"),
            _ => {}
        }
        let mut states = self.state.clone();
        let state = match states.wait_for(|state| state.number > 0).await {
            Ok(state) => Arc::clone(&state),
            Err(_) => return text(StatusCode::SERVICE_UNAVAILABLE, "The server is ending.\n"),
        };
        if path == "/_rungs/events" {
            return self.events(request.uri().query().unwrap_or_default(), states);
        }
        self.page(&state, request)
    }

    /// Whether the request was meant for this server.
    ///
    /// A site elsewhere can have its own name lead to 127.0.0.1 and would then read every page as its own (DNS
    /// rebinding); the name in `Host` gives it away. An address has no such name, so that all are taken where all are
    /// listened on.
    fn is_own_host<T>(&self, request: &Request<T>) -> bool {
        let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let absolute = request.uri().authority().map(hyper::http::uri::Authority::as_str);
        header.is_some() && header.into_iter().chain(absolute).all(|host| self.is_own_name(host))
    }

    fn is_own_name(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        match name.parse::<IpAddr>() {
            Ok(ip) => {
                ip == self.address
                    || ip == Ipv4Addr::LOCALHOST
                    || ip == Ipv6Addr::LOCALHOST
                    || self.address.is_unspecified()
            }
            Err(_) => name.eq_ignore_ascii_case("localhost"),
        }
    }

    /// The stream of messages for the page that asks.
    fn events(&self, query: &str, states: watch::Receiver<Arc<State>>) -> Response<Body> {
        let value = |key: &str| {
            query
                .split('&')
                .find_map(|pair| pair.split_once('=').filter(|(name, _)| *name == key).map(|(_, value)| value))
        };
        let page = value("page").and_then(path::decode).unwrap_or_else(|| "/".to_owned());
        let stamp = value("build").and_then(path::decode).and_then(|text| Stamp::parse(&text));
        let (instance, prefix) = (self.instance.clone(), self.prefix.clone());
        let message = move |state: &State| state.news(&instance, &prefix, &page, stamp.as_ref());
        answer(StatusCode::OK, "text/event-stream", Body::Events(Events::new(states, message)))
    }

    /// A file of the site, or what stands in its place.
    fn page<T>(&self, state: &State, request: &Request<T>) -> Response<Body> {
        let path = request.uri().path();
        let script = |report: bool| {
            format!(
                "<script src=\"/_rungs/live.js\" defer data-build=\"{}\"{}></script>",
                state.stamp(&self.instance, &self.prefix, path),
                if report { " data-report" } else { "" },
            )
        };
        let Some(site) = &state.site else {
            return document(StatusCode::INTERNAL_SERVER_ERROR, report_page(state, &script(true)));
        };
        match path::find(&site.output, &self.prefix, path) {
            Found::File(name, file) if path::is_html(name) => {
                document(StatusCode::OK, with(&file.bytes, &script(false)))
            }
            Found::File(name, file) => whole(StatusCode::OK, path::content_type(name), file.bytes.clone()),
            Found::Folder => {
                let query = request.uri().query().map_or(String::new(), |query| format!("?{query}"));
                let mut answer =
                    text(StatusCode::TEMPORARY_REDIRECT, "The folder stands under this path with a slash.\n");
                if let Ok(place) = HeaderValue::from_str(&format!("{path}/{query}")) {
                    answer.headers_mut().insert(header::LOCATION, place);
                }
                answer
            }
            Found::Missing => match site.output.files.get("404.html") {
                Some(file) => document(StatusCode::NOT_FOUND, with(&file.bytes, &script(false))),
                None => document(
                    StatusCode::NOT_FOUND,
                    own_page("Not found", "<p>The site has no such page.</p>", &script(false)).into_bytes(),
                ),
            },
        }
    }
}

/// The page that stands for all while there has never been a site.
fn report_page(state: &State, script: &str) -> Vec<u8> {
    let mut inner = String::from("<p>The site appears here as soon as it can be built.</p>\n<pre tabindex=\"0\">");
    html::escape(&state.report, &mut inner);
    inner.push_str("</pre>");
    let title = match state.errors {
        0 => "The build failed".to_owned(),
        1 => "1 error".to_owned(),
        many => format!("{many} errors"),
    };
    own_page(&title, &inner, script).into_bytes()
}

/// A page of the server's own.
fn own_page(title: &str, inner: &str, script: &str) -> String {
    let mut page = String::new();
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · rungs serve</title>\n\
         <link rel=\"stylesheet\" href=\"/_rungs/live.css\">\n</head>\n\
         <body class=\"rungs-page\">\n<main>\n<h1>{title}</h1>\n{inner}\n</main>\n{script}\n</body>\n</html>\n"
    );
    page
}

/// Puts `script` before the last `</body>` of a page, or at its end.
fn with(page: &[u8], script: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let at = page.windows(END.len()).rposition(|tag| tag.eq_ignore_ascii_case(END)).unwrap_or(page.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    whole(status, "text/plain; charset=utf-8", text)
}

fn document(status: StatusCode, page: Vec<u8>) -> Response<Body> {
    whole(status, "text/html; charset=utf-8", page)
}

fn whole(status: StatusCode, kind: &'static str, bytes: impl Into<hyper::body::Bytes>) -> Response<Body> {
    answer(status, kind, Body::whole(bytes))
}

fn answer(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    const HEADERS: [(HeaderName, &str); 3] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in HEADERS {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
