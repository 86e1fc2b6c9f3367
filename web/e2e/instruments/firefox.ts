/** Firefox ESR over WebDriver BiDi; its fake microphone is a steady tone. */

import { execFileSync } from "node:child_process";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { bundle } from "./bundle.ts";
import { type SoundDevice, openSoundDevice } from "./pulse.ts";

/** Frequency of the tone that Firefox's fake microphone sends. */
export const firefoxToneHz = 1_000;

/** A Firefox with one page, speaking a tone. */
export interface FirefoxPerson {
  browser: Browser;
  page: Page;
  close(): Promise<void>;
}

const preferences = {
  "media.navigator.permission.disabled": true,
  "media.navigator.streams.fake": true,
  "media.autoplay.default": 0,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.disabledForTesting": true,
};

/** firefoxPath is the browser of the distribution. */
export function firefoxPath(): string {
  return execFileSync("sh", ["-c", "command -v firefox-esr || command -v firefox"], { encoding: "utf8" }).trim();
}

/** What a test may ask of Firefox. */
export interface FirefoxOptions {
  /** What starts it, when that is not the browser itself. */
  launcher?: string;
  /** Hosts whose pages may have a microphone although they come by http. */
  trusted?: string[];
  /** Where its clock hangs, as an IANA name. */
  zone?: string;
}

/** openFirefox starts a browser with a sound device of its own and one blank page, the probe installed. */
export async function openFirefox({ launcher = firefoxPath(), trusted = [], zone }: FirefoxOptions = {}): Promise<FirefoxPerson> {
  const sound: SoundDevice = await openSoundDevice();
  try {
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: launcher,
      headless: true,
      extraPrefsFirefox: { ...preferences, "dom.securecontext.allowlist": trusted.join(",") },
      env: { ...process.env, ...sound.environment, ...(zone && { TZ: zone }) },
    });
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(await bundle("probe"));
    const close = async () => {
      await browser.close();
      await sound.close();
    };
    return { browser, page, close };
  } catch (error) {
    await sound.close();
    throw error;
  }
}

/** at selects what the app named for tests. */
export const at = (name: string) => `[data-testid="${name}"]`;

/** click waits until something can be clicked, and does. */
export async function click(page: Page, name: string): Promise<void> {
  await page.waitForSelector(at(name), { visible: true });
  await page.click(at(name));
}

/** type puts a text in the place of what a field holds. */
export async function type(page: Page, name: string, text: string): Promise<void> {
  await page.waitForSelector(at(name), { visible: true });
  // Three clicks select the suggested name, which typing then replaces.
  await page.click(at(name), { count: 3 });
  await page.type(at(name), text);
}
