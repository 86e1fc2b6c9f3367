// Real listeners in any room, for measurements beside a load: each is a Chromium page that opens the room's link, joins
// by the button and counts what it hears. Prints one JSON document on standard output; what it is doing goes to
// standard error.
//
//   node e2e/listen.mjs --url http://127.0.0.1:8080/r/ROOM --pages 2 --seconds 60 --settle 10
//
// For an address of another machine without TLS, --trust makes the browser treat its pages as safe.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build } from "vite";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    pages: { type: "string", default: "2" },
    seconds: { type: "string", default: "60" },
    settle: { type: "string", default: "10" },
    trust: { type: "boolean", default: false },
  },
});
if (!options.url) {
  console.error("usage: node e2e/listen.mjs --url http://HOST/r/ROOM [--pages 2] [--seconds 60] [--settle 10] [--trust]");
  process.exit(2);
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/** probe is the script of page/probe.ts, as the tests inject it. */
async function probe() {
  const entry = fileURLToPath(new URL("./page/probe.ts", import.meta.url));
  const lib = { entry, formats: ["iife"], name: "page" };
  const [built] = [await build({ configFile: false, logLevel: "error", build: { write: false, minify: false, lib } })].flat();
  return built.output[0].code;
}

/** arrive opens the link in a browser of its own and taps the button. */
async function arrive(content, number) {
  const flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-gpu", "--disable-background-networking"];
  if (options.trust) flags.push(`--unsafely-treat-insecure-origin-as-secure=${new URL(options.url).origin}`);
  const executablePath = execFileSync("sh", ["-c", "command -v chromium || command -v google-chrome"], { encoding: "utf8" }).trim();
  const browser = await chromium.launch({ executablePath, headless: true, args: flags });
  try {
    const page = await (await browser.newContext({ locale: "en-US" })).newPage();
    await page.addInitScript({ content });
    const began = performance.now();
    await page.goto(options.url);
    await page.getByTestId("nickname").fill(`Ear ${number}`);
    await page.getByTestId("join").click();
    await page.getByTestId("leave").waitFor();
    const joinedMs = Math.round(performance.now() - began);
    console.error(`listener ${number}: in the room after ${joinedMs} ms`);
    return { browser, page, joinedMs };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** difference is what a page heard between two readings: of each slot, and of all together. */
function difference(before, after) {
  const slots = after.map((slot, index) => {
    const grown = (field) => slot[field] - (before[index]?.[field] ?? 0);
    const emitted = grown("emitted");
    return {
      mid: slot.mid,
      packets: grown("packets"),
      lost: grown("lost"),
      samples: grown("samples"),
      concealed: grown("concealed"),
      silent_concealed: grown("silentConcealed"),
      jitter_buffer_ms: emitted === 0 ? 0 : (grown("jitterBufferSeconds") / emitted) * 1_000,
    };
  });
  // In a slot in which nobody speaks a browser conceals all the time, and nobody hears it.
  const spoken = slots.filter(({ packets }) => packets > 0);
  const sum = (field) => spoken.reduce((total, slot) => total + slot[field], 0);
  return { slots, concealed_share: spoken.length === 0 ? 1 : sum("concealed") / sum("samples") };
}

const listeners = [];
try {
  const content = await probe();
  for (let number = 1; number <= Number(options.pages); number++) listeners.push(await arrive(content, number));
  await pause(Number(options.settle));
  const read = () => Promise.all(listeners.map(({ page }) => page.evaluate(() => window.probe.slots())));
  const before = await read();
  console.error(`listening for ${options.seconds} s`);
  await pause(Number(options.seconds));
  const after = await read();
  const results = listeners.map(({ joinedMs }, index) => ({ joined_ms: joinedMs, ...difference(before[index], after[index]) }));
  console.log(JSON.stringify({ url: options.url, seconds: Number(options.seconds), listeners: results }, null, 2));
} finally {
  await Promise.allSettled(listeners.map(({ browser }) => browser.close()));
}
