/**
 * Draws the icons of the installed app from corner.svg, with the machine's own Chromium. They are kept in app/public/icons;
 * run it again when the drawing changes:  node app/test/icons.mjs
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./site.mjs";

const app = fileURLToPath(new URL("..", import.meta.url));
const drawing = readFileSync(`${app}public/icons/corner.svg`, "utf8");
const inner = drawing.slice(drawing.indexOf(">") + 1, drawing.lastIndexOf("</svg>"));
const ground = /<rect[^>]*fill="([^"]+)"/.exec(inner)[1];
const lamp = inner.replace(/<rect[^>]*\/>/, "");
const svg = (parts) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="100%" height="100%">${parts}</svg>`;
/** On a ground to the edge: systems cut such an icon to their own shape, of which the middle four fifths are sure. */
const full = (scale) => svg(`<rect width="64" height="64" fill="${ground}"/><g transform="translate(32 32) scale(${scale}) translate(-32 -33)">${lamp}</g>`);
/** Systems colour a badge themselves: only its shape counts. */
const shape = svg(lamp.replace(/#[0-9a-f]{6}/g, "#fff"));

const icons = {
  "192": [192, drawing],
  "512": [512, drawing],
  "maskable-512": [512, full(0.82)],
  "apple-180": [180, full(0.95)],
  badge: [96, shape],
};

const browser = await launch();
for (const [name, [size, markup]] of Object.entries(icons)) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>html,body{margin:0;height:100%;background:transparent}svg{display:block;width:100%;height:100%}</style>${markup}`);
  await page.screenshot({ path: `${app}public/icons/${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
