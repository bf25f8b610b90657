// Citing where there are releases: what stands in the last one unchanged is cited by it, what does not by its day; and
// every link that is given leads to the words.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { complaints, launch, withPage } from "./lib/browser.mjs";
import { pasted, point, press, said, today } from "./lib/cite.mjs";
import { serve, withHost } from "./lib/server.mjs";
import { changedSite, ownSite, pastSite } from "./lib/site.mjs";

const COMPARISON = "competencies/customer-empathy/l1--l2.html";
const FROZEN = "releases/1.0.0/competencies/customer-empathy.html";
const ID = "t4x8d";
const size = { viewport: { width: 1280, height: 900 } };

describe("citing with releases", () => {
  let browser, site, host;

  before(async () => {
    browser = await launch();
    site = ownSite();
    host = await serve(site.folder);
  });

  after(async () => {
    await host?.close();
    await browser?.close();
  });

  const parts = (markdown) => {
    const [, quote, place, link, edition] = markdown.match(/^> (.*)\n\n— \[(.*)\]\((\S+)\) · (.*)$/);
    return { quote, place, link, edition };
  };
  const citation = async (page) => parts((await pasted(page))["text/markdown"]);

  // What the element shows that the address names, without the controls and signs beside its words.
  const target = async (page) => {
    const element = page.locator(":target");
    assert.equal(await element.count(), 1, page.url());
    assert.ok(await element.isVisible(), page.url());
    return element.evaluate((one) => {
      const copy = one.cloneNode(true);
      copy.querySelectorAll(".permalink, .extra, .cite, .cite-panel, .today").forEach((node) => node.remove());
      return copy.textContent.trim().replace(/\s+/g, " ");
    });
  };

  // Proves: whoever follows the link of a pasted citation meets the words; as of the release, they meet them as they
  // were then, and what they cite there again is the same; and a section leads to what the release has of it.
  test("every link of a citation shows the words", async () => {
    await withPage(browser, size, async (page) => {
      const found = await complaints(page, host.origin);
      await page.goto(`${host.base}${COMPARISON}#${ID}`);
      await press(page);
      const now = await citation(page);
      assert.equal(now.link, `${host.base}s/${ID}.html`);
      assert.equal(now.edition, "release 1.0.0");
      await page.getByRole("button", { name: "As of release 1.0.0" }).click();
      await said(page, "Copied as of release 1.0.0.");
      const then = await citation(page);
      assert.deepEqual(then, { ...now, link: `${host.base}${FROZEN}#${ID}` });
      await page.keyboard.press("Escape");
      await point(page.locator("#key-behaviors"));
      await press(page);
      const section = await page.getByRole("link", { name: "As of release 1.0.0" }).getAttribute("href");

      assert.equal((await page.goto(now.link)).status(), 200);
      assert.equal(await page.locator(`#${ID} .statement__words`).textContent(), now.quote);
      assert.ok(await page.locator(`#${ID}`).isVisible());
      assert.equal((await page.goto(then.link)).status(), 200);
      assert.equal(await target(page), now.quote);
      await press(page);
      assert.equal(await page.getByText("As of release").count(), 0);
      assert.deepEqual(await citation(page), then);
      await page.goto(new URL(section, host.base + COMPARISON).href);
      assert.equal(await target(page), "Key Behaviors");
      assert.deepEqual(found, []);
    });
  });

  // Proves: a statement that has lost its id, one in other words and one that is new are cited by the day, without a way
  // to a release that has not got them; their neighbor still by the release; on pages of every kind with statements.
  test("what a release has not got is cited by the day", async () => {
    const changed = changedSite("content/competencies/customers/customer-empathy.yaml", {
      "Speaks for users when work is planned and when it is reviewed {#x2x4c}": "Speaks for users when work is planned and when it is reviewed",
      "Weighs technical goals against": "Weighs each technical goal against",
      "      - Keeps sharpening the picture": "      - Invites customers to reviews {#n7w4x}\n      - Keeps sharpening the picture",
    });
    await withHost(changed.folder, "/", (host) =>
      withPage(browser, size, async (page) => {
        for (const name of [COMPARISON, "levels/l2.html", "sections/key-behaviors.html", "competencies/customer-empathy.html"]) {
          await page.goto(host.base + name);
          const cited = async (selector) => {
            await point(page.locator(selector));
            await press(page);
            const isOffered = (await page.getByText("As of release").count()) > 0;
            const found = await citation(page);
            await page.keyboard.press("Escape");
            return { ...found, isOffered };
          };
          const day = `as of ${today()}`;
          const loose = await cited("li.statement--loose");
          assert.match(loose.quote, /^Speaks for users/);
          assert.equal(loose.edition, `${day} · this link may change`);
          assert.equal(loose.isOffered, false);
          for (const [id, words] of [["r2j5x", /^Weighs each technical/], ["n7w4x", /^Invites customers/]]) {
            const unreleased = await cited(`#${id}`);
            assert.match(unreleased.quote, words);
            assert.equal(unreleased.edition, day, name);
            assert.equal(unreleased.isOffered, false);
            assert.equal(unreleased.link, `${host.base}s/${id}.html`);
          }
          const released = await cited(`#${ID}`);
          assert.equal(released.edition, "release 1.0.0", name);
          assert.equal(released.isOffered, true);
          await page.goto(loose.link);
          assert.equal(await target(page), loose.quote);
        }
      }),
    );
  });

  // Proves: on the page of a statement, it is cited from its place, and what stands one level above or below by its own
  // level and under its own id.
  test("a statement's page cites its neighbors as themselves", async () => {
    await withPage(browser, size, async (page) => {
      const found = await complaints(page, host.origin);
      await page.goto(`${host.base}s/k3f9w.html`);
      await point(page.locator("#k3f9w"));
      await press(page);
      const own = await citation(page);
      assert.deepEqual([own.place, own.link], ["Customer Empathy · Level 1 · Key Behaviors", `${host.base}s/k3f9w.html`]);
      assert.equal(own.edition, "release 1.0.0");
      await page.keyboard.press("Escape");
      await point(page.locator(`#_${ID}`));
      await press(page);
      const next = await citation(page);
      assert.match(next.quote, /^Goes out to hear customers/);
      assert.deepEqual([next.place, next.link], ["Customer Empathy · Level 2 · Key Behaviors", `${host.base}s/${ID}.html`]);
      await page.getByRole("button", { name: "As of release 1.0.0" }).click();
      await said(page, "Copied as of release 1.0.0.");
      const then = await citation(page);
      assert.equal(then.link, `${host.base}${FROZEN}#${ID}`);
      await page.goto(then.link);
      assert.equal(await target(page), next.quote);
      assert.deepEqual(found, []);
    });
  });

  // Proves: of a statement that is gone, the words are cited by the last release that had them, and that is where they
  // are; a release's page quotes no word of what it says about today.
  test("what is gone is cited by its last release", async () => {
    const past = pastSite();
    await withHost(past.folder, past.prefix, (host) =>
      withPage(browser, size, async (page) => {
        const here = (link) => link.replace("https://kitchen.example.org/levels/", host.base);
        await page.goto(`${host.base}s/b4kng.html`);
        await point(page.locator("#b4kng"));
        await press(page);
        const last = await citation(page);
        assert.match(last.quote, /^Knows the bookings of the evening and plans/);
        assert.equal(last.edition, "release 1.1.0");
        await page.getByRole("button", { name: "As of release 1.1.0" }).click();
        await said(page, "Copied as of release 1.1.0.");
        const then = await citation(page);
        await page.goto(here(then.link));
        assert.equal(await target(page), last.quote);

        for (const [id, words] of [["c7vga", "Cuts vegetables evenly, at an unhurried pace"], ["t8chh", "Teaches apprentices how to hold a knife"]]) {
          // Not where the pointer is, but where the address leads.
          await page.goto("about:blank");
          await page.goto(`${host.base}releases/1.0.0/competencies/knife-work.html#${id}`);
          await press(page);
          const old = await citation(page);
          assert.equal(old.quote, words);
          assert.equal(old.edition, "release 1.0.0");
          await page.goto(here(old.link));
          assert.equal(await target(page), words);
        }
        await page.goto(`${host.base}releases/1.0.0/competencies/service.html#m8sft`);
        await press(page);
        const { "text/markdown": shift } = await pasted(page);
        assert.equal(shift.split("\n\n— ")[0], "> I cook what is ordered.\n>\n> → I see the evening coming.");
      }),
    );
  });
});
