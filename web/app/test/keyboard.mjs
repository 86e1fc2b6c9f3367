/**
 * Walks through the app with nothing but a keyboard, in Chromium, on the scripted room. Every step either finds what it
 * looks for with Tab alone or fails.
 *
 *   node app/test/keyboard.mjs
 */
import assert from "node:assert/strict";
import { launch, open, serveFixture } from "./site.mjs";

const site = await serveFixture();
const browser = await launch();
const faults = [];
let done = 0;

/** Presses Tab until the element with this test id has the focus, at most once around the page. */
async function tabTo(page, id) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === id) return;
  }
  assert.fail(`Tab never reaches ${id}`);
}

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.className ?? "");
const attribute = (page, id, name) => page.getAttribute(`[data-testid="${id}"]`, name);
const gone = (page, selector) => page.waitForSelector(selector, { state: "detached", timeout: 5000 });
const there = (page, selector) => page.waitForSelector(selector, { timeout: 5000 });
const settled = (page, id) => page.waitForFunction((wanted) => document.activeElement?.getAttribute("data-testid") === wanted, id, { timeout: 5000 });
const pressed = (page, id, value) =>
  page.waitForFunction(([wanted, is]) => document.querySelector(`[data-testid="${wanted}"]`)?.getAttribute("aria-pressed") === is, [id, value], { timeout: 5000 });

async function walk(name, state, steps) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, reducedMotion: "reduce" });
  const page = await open(context, site.base, state, "en", (text) => faults.push(`${name}: ${text}`));
  try {
    await steps(page);
    done++;
  } catch (fault) {
    faults.push(`${name}: ${fault.message} ${/keyboard.mjs:\d+/.exec(fault.stack.split("\n").filter((line) => !line.includes("settled") && !line.includes("pressed")).join("\n"))?.[0] ?? ""}, focus on ${await focused(page)}`);
  }
  await context.close();
}

await walk("a guest goes from the lobby into a room", "lobby-first", async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "skip");
  await tabTo(page, "room");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="join"]');
  await tabTo(page, "join");
  await page.keyboard.press("Enter");
  await settled(page, "room-title");
});

await walk("a listener raises and lowers a hand", "listener", async (page) => {
  await tabTo(page, "hand-button");
  await page.keyboard.press("Enter");
  await pressed(page, "hand-button", "true");
  await page.keyboard.press("Space");
  await pressed(page, "hand-button", "false");
});

await walk("an invited listener takes the seat and talks", "invited", async (page) => {
  await tabTo(page, "accept");
  await page.keyboard.press("Enter");
  await gone(page, '[data-testid="invitation"]');
  await settled(page, "microphone");
  assert.equal(await attribute(page, "microphone", "aria-pressed"), "false");
  await page.keyboard.press("m");
  await pressed(page, "microphone", "true");
  await page.keyboard.press("m");
  await pressed(page, "microphone", "false");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.down("Space");
  await pressed(page, "microphone", "true");
  await page.keyboard.up("Space");
  await pressed(page, "microphone", "false");
  await tabTo(page, "step-down");
  await page.keyboard.press("Enter");
  await settled(page, "hand-button");
});

await walk("a host invites, takes back, and mutes a seat", "host-queue", async (page) => {
  await tabTo(page, "invite");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="take-back"]').length === 2, null, { timeout: 5000 });
  await tabTo(page, "open-seat-2");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await page.keyboard.press("Escape");
  await gone(page, "dialog");
  await settled(page, "open-seat-2");
  await page.keyboard.press("Enter");
  await tabTo(page, "mute-person");
  await page.keyboard.press("Enter");
  await there(page, '[data-testid="seat-2"][data-state="host_muted"]');
  await settled(page, "open-seat-2");
});

await walk("a sheet gives the focus back to what opened it", "lobby", async (page) => {
  await tabTo(page, "create");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await tabTo(page, "open");
  await page.keyboard.press("Escape");
  await settled(page, "create");
});

await walk("a room opens by keyboard", "lobby", async (page) => {
  await tabTo(page, "create");
  await page.keyboard.press("Enter");
  await tabTo(page, "title");
  await page.keyboard.type("Moths and lamps");
  await page.keyboard.press("Enter");
  await settled(page, "room-title");
});

await walk("letters typed into a field never reach the microphone", "speaker-off", async (page) => {
  await tabTo(page, "settings");
  await page.keyboard.press("Enter");
  await there(page, "dialog[open]");
  await page.keyboard.press("m");
  await page.keyboard.press("Escape");
  await gone(page, "dialog");
  assert.equal(await attribute(page, "microphone", "aria-pressed"), "false");
});

await browser.close();
await site.stop();
for (const fault of faults) console.error(fault);
console.log(`${done} walks done, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
