/** Chromium: one process per person, because one process has one fake microphone. */

import { execFileSync } from "node:child_process";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { bundle } from "./bundle.ts";
import { watch } from "./last-look.ts";

/** What a person's browser is like. */
export interface ChromiumOptions {
  /** A 48 kHz mono WAV that the fake microphone plays in a loop. */
  microphone: string;
  /** Plays it once, from when the microphone is first opened, and is silent then. */
  once?: boolean;
  /** Leaves echo cancellation, noise suppression and gain control as the page asks for them. */
  processed?: boolean;
  context?: BrowserContextOptions;
  /** A script that starts the browser elsewhere, such as in a network of our own. */
  launcher?: string;
  /** Origins whose pages may use the microphone though they come without TLS and not from this machine. */
  trusted?: string[];
}

/** A browser with one page and one voice. */
export interface ChromiumPerson {
  browser: Browser;
  page: Page;
  /** Dialogs that opened, errors that no one caught. */
  troubles: string[];
  close(): Promise<void>;
}

const flags = [
  "--no-sandbox",
  "--autoplay-policy=no-user-gesture-required",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-gpu",
];

/** chromiumPath is the browser of the distribution; the test tools' own downloads are not used. */
export function chromiumPath(): string {
  return execFileSync("sh", ["-c", "command -v chromium || command -v google-chrome"], { encoding: "utf8" }).trim();
}

/** openChromium starts a browser of its own with one blank page, probes installed. */
export async function openChromium(options: ChromiumOptions): Promise<ChromiumPerson> {
  const browser = await chromium.launch({
    executablePath: options.launcher ?? chromiumPath(),
    headless: true,
    args: [
      ...flags,
      `--use-file-for-fake-audio-capture=${options.microphone}${options.once ? "%noloop" : ""}`,
      ...(options.trusted ? [`--unsafely-treat-insecure-origin-as-secure=${options.trusted.join(",")}`] : []),
    ],
  });
  return { browser, ...(await newVisitor(browser, options)), close: () => browser.close() };
}

/** newVisitor opens a page that shares nothing with other pages of the browser but its microphone. */
export async function newVisitor(
  browser: Browser,
  options: Pick<ChromiumOptions, "context" | "processed"> = {},
): Promise<Pick<ChromiumPerson, "page" | "troubles">> {
  const context = await browser.newContext({ locale: "en-US", permissions: ["microphone"], ...options.context });
  const page = await context.newPage();
  watch(page);
  const troubles: string[] = [];
  page.on("dialog", (dialog) => {
    troubles.push(`dialog ${dialog.type()}: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  await page.addInitScript({ content: await bundle("probe") });
  if (!options.processed) await page.addInitScript({ content: await bundle("raw-microphone") });
  return { page, troubles };
}
