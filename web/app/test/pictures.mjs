/**
 * Takes every page in every language, on a phone (360 px) and a desktop (1280 px), light and dark, and puts the sixteen
 * of a page on one small sheet in docs/pictures: `npm run pictures`. A few minutes; needs a Chromium on the machine.
 *
 *   node app/test/pictures.mjs lobby      only pages whose name fits this pattern
 *
 * Exit code 1 when a page has a fault or overflows sideways; what else is to be seen, people see.
 */
import { mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch, open, serveFixture } from "./site.mjs";

/** The pages, by the name of a state that shows the most of each. */
const pages = [
  "lobby", "profile", "create", "card", "listener", "host-queue", "host-people", "settings", "schedule", "schedule-hours", "schedule-hours-map",
  "schedule-new", "plan-going", "plan-host", "plan-doors", "plan-calendar", "reminder-soon", "settings-page", "offline", "left", "tonight-host", "tonight-again",
];
const locales = ["en", "zh-Hans", "es", "ar"];
const sizes = { phone: { width: 360, height: 640 }, desktop: { width: 1280, height: 800 } };
const shown = { phone: 150, desktop: 320 };
const docs = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));

const filter = new RegExp(process.argv[2] ?? "");
const wanted = pages.filter((name) => filter.test(name));
const faults = [];
const site = await serveFixture();
const browser = await launch();
mkdirSync(docs, { recursive: true });

for (const name of wanted) await sheet(name, await takeAll(name));
await browser.close();
await site.stop();
console.log(`${wanted.length} pages, ${wanted.length * 16} pictures, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);

/** takeAll gives the sixteen pictures of a page: by size, then by scheme, then by language. */
async function takeAll(name) {
  const all = [];
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      for (const locale of locales) {
        const context = await browser.newContext({ viewport, colorScheme, locale, reducedMotion: "reduce", timezoneId: "Asia/Shanghai" });
        all.push({ size, picture: await take(context, name, `${name} ${size} ${colorScheme} ${locale}`, locale) });
        await context.close();
      }
    }
  }
  return all;
}

/** take gives a page's picture, as a data: URL of a PNG. */
async function take(context, name, where, locale) {
  const page = await open(context, site.base, name, locale, (text) => fault(where, text));
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (beyond > 0) fault(where, `${beyond} px wider than the screen`);
  const png = await page.screenshot();
  await page.close();
  return `data:image/png;base64,${png.toString("base64")}`;
}

/** sheet puts the pictures of a page together: a row of phones, light and dark, then desktops in light and in dark. */
async function sheet(name, all) {
  const page = await browser.newPage({ viewport: { width: 1320, height: 800 } });
  const images = all.map(({ size, picture }) => `<img width="${shown[size]}" src="${picture}">`);
  const rows = [[0, 8], [8, 12], [12, 16]].map(([from, to]) => `<div>${images.slice(from, to).join("")}</div>`);
  await page.setContent(`<style>body{margin:8px;background:#808080}img{margin:2px;vertical-align:top}div{white-space:nowrap}</style><main style="display:inline-block">${rows.join("")}</main>`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const path = `${docs}${name}.jpg`;
  await page.locator("main").screenshot({ path, type: "jpeg", quality: 55 });
  await page.close();
  console.log(`${name}: ${Math.round(statSync(path).size / 1024)} KiB`);
}

function fault(where, text) {
  faults.push(text);
  console.error(`${where}: ${text}`);
}
