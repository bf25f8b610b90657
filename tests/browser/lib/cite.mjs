// What the tests of citing share.

export const citeButton = (page) => page.locator("button.cite");

// The day as a reader's clock has it.
export function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

// Waits for words that are said to whoever does not see the page.
export const said = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor({ state: "attached" });

// Moves the pointer over something: a page that scrolls under a pointer that rests is not pointed at.
export async function point(locator) {
  await locator.hover();
  await locator.hover({ position: { x: 8, y: 8 } });
}

// Presses the button, wherever it stands, and waits until it has copied.
export async function press(page) {
  await citeButton(page).click();
  await said(page, "Copied, with its link.");
}

// What the clipboard holds, as another page gets it into which it is pasted.
export async function pasted(page) {
  const other = await page.context().newPage();
  await other.evaluate(() => {
    document.body.contentEditable = "true";
    document.body.focus();
    document.addEventListener("paste", ({ clipboardData }) => {
      window.pasted = Object.fromEntries([...clipboardData.types].sort().map((type) => [type, clipboardData.getData(type)]));
    });
  });
  await other.keyboard.press("Control+V");
  const forms = await other.evaluate(() => window.pasted);
  await other.close();
  await page.bringToFront();
  return forms;
}
