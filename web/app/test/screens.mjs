/**
 * Takes a picture of every designed state and runs axe over it. Needs a Chromium on the machine, nothing of the network.
 *
 *   node app/test/screens.mjs                every state on four phones and four desktops (dark and light, en, es, zh and ar)
 *   node app/test/screens.mjs --all          the whole matrix
 *   node app/test/screens.mjs --quick        one phone and one desktop
 *   node app/test/screens.mjs --locale=es    only in this language
 *   node app/test/screens.mjs invited        only states whose name fits this pattern
 *
 * Pictures go to app/test/screens/. Exit code 1 on a serious or critical finding, or on a page that overflows sideways.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch, open, out, serveFixture } from "./site.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sizes = { phone: { width: 360, height: 640 }, desktop: { width: 1280, height: 800 } };

const args = process.argv.slice(2);
const filter = new RegExp(args.find((arg) => !arg.startsWith("--")) ?? "");
const usual = [
  ["phone", "en", ["dark"]], ["phone", "es", ["dark"]], ["phone", "zh-Hans", ["light"]], ["phone", "ar", ["light"]],
  ["desktop", "en", ["light"]], ["desktop", "es", ["light"]], ["desktop", "zh-Hans", ["dark"]], ["desktop", "ar", ["dark"]],
];
const only = args.find((arg) => arg.startsWith("--locale="))?.slice("--locale=".length);
const all = () => ["phone", "desktop"].flatMap((size) => ["zh-Hans", "ar", "es", "en"].map((locale) => [size, locale, ["dark", "light"]]));
const spoken = (args.includes("--all") ? all() : usual).filter(([, locale]) => only === undefined || locale === only);
const combinations = args.includes("--quick") ? [spoken[0], spoken.findLast(([size]) => size === "desktop")] : spoken;

const findings = [];
/** Told at once: a long run that is broken off has said what it saw. */
const find = (text) => {
  findings.push(text);
  console.error(text);
};
const site = await serveFixture();
const browser = await launch();
const names = (await namesOf()).filter((name) => filter.test(name));
mkdirSync(out, { recursive: true });

let screens = 0;
for (const [size, locale, schemes] of combinations) {
  const context = await browser.newContext({ viewport: sizes[size], locale, reducedMotion: "reduce", timezoneId: "Asia/Shanghai" });
  for (const name of names) for (const text of await look(context, name, size, locale, schemes)) find(`${name} ${size} ${text}`);
  await context.close();
  console.log(`${size} ${locale} ${schemes.join(" and ")}: ${screens} screens so far`);
}
await browser.close();
await site.stop();
console.log(`${screens} screens, ${findings.length} findings`);
process.exit(findings.length === 0 ? 0 : 1);

/** Opens a state once and looks at it in each scheme: where it is dark for one, it becomes light before the eyes. */
async function look(context, name, size, locale, schemes) {
  const found = [];
  const page = await open(context, site.base, name, locale, (text) => found.push(`${locale}: ${text}`), schemes[0]).catch((fault) => {
    found.push(`${locale}: ${fault.message.split("\n")[0]}`);
    return null;
  });
  if (page === null) return found;
  await page.evaluate(axe);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${out}${name}.${size}.${colorScheme}.${locale}.png` });
    found.push(...(await inspect(page, colorScheme === schemes[0])).map((text) => `${colorScheme} ${locale}: ${text}`));
    screens++;
  }
  await page.close();
  return found;
}

/** Asks the page which states there are. */
async function namesOf() {
  const page = await open(browser, site.base, "lobby", "en", find);
  const found = await page.evaluate(() => window.names);
  await page.close();
  return found;
}

/**
 * Runs axe, and measures what axe does not: overflow to the side, targets smaller than 44 px. The other scheme of a page
 * differs in its colours alone.
 */
async function inspect(page, whole) {
  return page.evaluate(async (whole) => {
    const { violations } = await window.axe.run({ resultTypes: ["violations"], ...(!whole && { runOnly: ["color-contrast"] }) });
    const found = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `axe ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`overflows to ${root.scrollWidth} px`);
    // What a parent clips does not widen the page, so the parts that must be seen whole are measured themselves. Beside an
    // open chat or a card the seats are a strip that scrolls.
    for (const element of document.querySelectorAll(".room:not([data-chat=true], :has(.paper)) .seat, .banner, .bar, .bar > *, .invitation, .room-card, .form, .note")) {
      const { left, right } = element.getBoundingClientRect();
      if (left < 0 || right > root.clientWidth) found.push(`off the side: ${element.outerHTML.slice(0, 80)}`);
    }
    // Words wider than what holds them, in any language; the strip of seats cuts them on purpose.
    for (const element of document.querySelectorAll(".button, .bar-word, .tab, .tag, .hand-verb, .choice, .room:not([data-chat=true], :has(.paper)) .seat-microphone, .seat-turn, .ask-chip > span")) {
      if (element.scrollWidth > element.clientWidth + 1) found.push(`words of ${element.scrollWidth} px in ${element.clientWidth}: ${element.textContent}`);
    }
    for (const button of document.querySelectorAll(".bar-side > *")) {
      const [own, side] = [button, button.parentElement].map((element) => element.getBoundingClientRect());
      if (own.left < side.left - 1 || own.right > side.right + 1) found.push(`out of its side of the bar: ${button.textContent}`);
    }
    for (const element of document.querySelectorAll("button, a:not(.skip), select, input:not([type=checkbox], [type=radio])")) {
      if (element.getClientRects().length === 0) continue; // not drawn: an open chat folds the stage away on a phone
      const { width, height } = element.getBoundingClientRect();
      if (width < 43.5 || height < 43.5) found.push(`target ${width} × ${height}: ${element.outerHTML.slice(0, 120)}`);
    }
    return found;
  }, whole);
}
