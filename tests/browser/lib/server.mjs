// A static host, as strict as a site may meet one: 127.0.0.1 on any free port, under a path of its own, with a content
// security policy that lets nothing inline run. What lies outside of the path is not answered.

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

// Serves `folder` under `prefix`, which begins and ends with a slash.
export async function serve(folder, prefix = "/") {
  const root = path.resolve(folder);
  const server = createServer(async (request, response) => {
    const answer = (status, type, body) => {
      response.writeHead(status, {
        "content-type": type,
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
      });
      response.end(body);
    };
    const name = decodeURIComponent(new URL(request.url, "http://host").pathname);
    const found = name.startsWith(prefix) && (await find(root, name.slice(prefix.length)));
    if (found) return answer(200, TYPES[path.extname(found)] ?? "application/octet-stream", await readFile(found));
    const missing = await readFile(path.join(root, "404.html")).catch(() => "not found");
    return answer(404, TYPES[".html"], missing);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // A test that fails must not keep the process alive by what it left open.
  server.unref();
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  };
  return { origin, base: origin + prefix, close };
}

// The same for as long as `use` takes, whatever becomes of it.
export async function withHost(folder, prefix, use) {
  const host = await serve(folder, prefix);
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}

async function find(root, name) {
  const full = path.join(root, name);
  if (full !== root && !full.startsWith(root + path.sep)) return null;
  const file = name === "" || name.endsWith("/") ? path.join(full, "index.html") : full;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}
