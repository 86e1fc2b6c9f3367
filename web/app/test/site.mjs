/** The scripted room as a site: built once, served under the very policy the binary sends. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";

const web = fileURLToPath(new URL("../..", import.meta.url));
/** The folder of everything these scripts write; git ignores it. */
export const out = fileURLToPath(new URL("screens/", import.meta.url));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Builds and serves the fixture; returns its address and how to stop. */
export async function serveFixture() {
  const outDir = `${out}site-${process.pid}`; // two of these scripts may run at once
  const input = `${web}app/test/fake/page.html`;
  await build({ configFile: `${web}vite.config.ts`, logLevel: "error", build: { outDir, emptyOutDir: true, rollupOptions: { input } } });
  const policy = readPolicy();
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://fixture").pathname;
    try {
      const body = readFileSync(outDir + (extname(path) === "" ? "/test/fake/page.html" : path));
      response.writeHead(200, { "Content-Type": types[extname(path)] ?? types[".html"], "Content-Security-Policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = async () => {
    await new Promise((done) => server.close(done));
    rmSync(outDir, { recursive: true, force: true });
  };
  return { base: `http://127.0.0.1:${server.address().port}`, stop };
}

/** Reads the policy from the handler's source, so that the two cannot part. */
function readPolicy() {
  const source = readFileSync(`${web}handler.go`, "utf8");
  const constant = /const policy = ((?:"[^"]*"[\s+]*)+)/.exec(source)?.[1];
  if (constant === undefined) throw new Error("no policy in handler.go");
  return [...constant.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join("");
}

/** Starts the machine's own Chromium. */
export function launch() {
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"]).toString().trim();
  return chromium.launch({ executablePath, args: flags });
}

/** Opens a state and waits until it stands. Faults of the page and of its policy are handed to `report`. */
export async function open(context, base, state, locale, report, colorScheme) {
  const page = await context.newPage();
  if (colorScheme !== undefined) await page.emulateMedia({ colorScheme });
  page.on("pageerror", (error) => report(error.message));
  page.on("console", (message) => message.text().includes("Content Security Policy") && report(message.text()));
  await page.goto(`${base}/test/fake/page.html?state=${state}&locale=${locale}`);
  await page.waitForSelector("html[data-ready]", { timeout: 20_000 });
  return page;
}
