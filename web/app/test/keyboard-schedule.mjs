/**
 * Walks through meetups with nothing but a keyboard, in Chromium, on scripted plans.
 *
 *   node app/test/keyboard-schedule.mjs
 */
import assert from "node:assert/strict";
import { launch, open, serveFixture } from "./site.mjs";

const site = await serveFixture();
const browser = await launch();
const faults = [];
let done = 0;

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.className ?? "");
const there = (page, selector) => page.waitForSelector(selector, { timeout: 10_000 });

/** Presses Tab until the element with this test id has the focus, at most once around the page. */
async function tabTo(page, id) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === id) return;
  }
  assert.fail(`Tab never reaches ${id}`);
}

async function walk(name, state, steps) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, reducedMotion: "reduce", timezoneId: "Asia/Shanghai" });
  const page = await open(context, site.base, state, "en", (text) => faults.push(`${name}: ${text}`));
  try {
    await steps(page);
    done++;
  } catch (fault) {
    faults.push(`${name}: ${fault.message}, focus on ${await focused(page)}`);
  }
  await context.close();
}

await walk("somebody says that they come, and takes it back", "plan-page", async (page) => {
  await tabTo(page, "come");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="reply"][data-you="going"]');
  await page.keyboard.press("Tab"); // the button that was pressed has gone, and the next is beside it
  assert.equal(await focused(page), "not-come");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="reply"][data-you=""]');
});

await walk("an hour is found and scheduled on the map", "schedule-hours", async (page) => {
  await tabTo(page, "hour-cell");
  for (const key of ["ArrowRight", "ArrowRight", "ArrowUp", "Enter"]) await page.keyboard.press(key);
  await there(page, '[data-testid="chosen"]');
  await tabTo(page, "schedule-chosen");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="plan-page"]');
});

await walk("a meetup is planned", "schedule", async (page) => {
  await tabTo(page, "plan");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await tabTo(page, "title");
  await page.keyboard.type("Tea");
  await tabTo(page, "save-plan");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="plan-page"]');
});

await walk("a host cancels a date and restores it", "plan-host", async (page) => {
  await tabTo(page, "cancel-date");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="date"][data-cancelled]');
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "restore-date");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="date"][data-cancelled]', { state: "detached", timeout: 10_000 });
});

await walk("a host agrees on the next meetup at the end of an evening", "tonight-host", async (page) => {
  await tabTo(page, "meet-again");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await tabTo(page, "save-plan");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "detached", timeout: 10_000 });
  assert.equal(await focused(page), "meet-again");
  assert.match(await page.textContent(".toast"), /planned/i);
});

await walk("a reminder leads in", "reminder-soon", async (page) => {
  await there(page, '[data-testid="reminder"]');
  await tabTo(page, "reminder-go");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="reminder"]', { state: "detached", timeout: 10_000 });
  await page.waitForFunction(() => document.activeElement?.localName === "h1", null, { timeout: 10_000 });
});

await browser.close();
await site.stop();
for (const fault of faults) console.error(fault);
console.log(`${done} walks, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
