// Chromium, and what is written down of a page while it is used.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A name that leads out of this machine leads nowhere.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

export function launch() {
  if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}: install Chromium, or name it in CHROMIUM`);
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

// Opens a page and lets `use` have it; closes it whatever happens.
export async function withPage(browser, options, use) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  try {
    return await use(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

// Whether a request ended because its page was left: a browser drops what is still under way then, such as the page's
// icon, which it asks for last. That is no failure of the site.
export function wasGivenUp(request) {
  return request.failure()?.errorText === "net::ERR_ABORTED";
}

// Writes down everything that goes wrong on a page from here on: refusals of the content security policy, requests that
// fail or leave for another host, errors of scripts, errors in the console.
export async function complaints(page, origin) {
  const found = [];
  await page.exposeFunction("rungsViolation", (what) => found.push(`refused by the policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.rungsViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== origin) found.push(`asks another host: ${url.href}`);
  });
  page.on("requestfailed", (request) => {
    if (!wasGivenUp(request)) found.push(`failed: ${request.url()} (${request.failure()?.errorText})`);
  });
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= 400 && !isPage) found.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on("pageerror", (error) => found.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    // A page that is met at a missing address has its status in the console; that is no complaint about the page.
    const ofThePage = message.location().url === page.url() && message.text().includes("404");
    if (message.type() === "error" && !ofThePage) found.push(`console: ${message.text()}`);
  });
  return found;
}

// The words that can be seen, in the order of the document, without those on controls.
export function visibleWords(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words = [];
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      if (holder.closest("button, fieldset, [role=status], noscript, script, style, dialog")) continue;
      if (holder.checkVisibility()) words.push(...walker.currentNode.data.split(/\s+/).filter(Boolean));
    }
    return words.join(" ");
  });
}
