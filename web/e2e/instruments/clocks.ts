/** Clocks of pages: one that is wrong, and the moments at which a language takes its turn on the screen. */

import type { Page } from "playwright-core";

/** A change of language on the screen. */
export interface Flip {
  language: string;
  atMs: number;
}

/**
 * watchFlips notes each change of the language on a page's screen, through reloads, by a clock that nobody sets. Call it
 * before the page goes anywhere.
 */
export async function watchFlips(page: Page): Promise<readonly Flip[]> {
  const flips: Flip[] = [];
  await page.exposeFunction("flipped", (language: string, atMs: number) => void flips.push({ language, atMs }));
  await page.addInitScript(stampFlips);
  return flips;
}

/** setAnHourAhead makes a page's wall clock wrong. Call it before the page goes anywhere. */
export function setAnHourAhead(page: Page): Promise<unknown> {
  return page.addInitScript(anHourAhead);
}

/** Runs in the page. A language that shows where there was none has not taken its turn. */
function stampFlips(): void {
  const tell = (window as unknown as { flipped(language: string, atMs: number): void }).flipped;
  const shown = () => document.querySelector("[data-testid=round-bar]")?.getAttribute("data-language") ?? "";
  let last = "";
  new MutationObserver(() => {
    const now = shown();
    if (now !== last && now !== "" && last !== "") tell(now, performance.timeOrigin + performance.now());
    last = now;
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-language"] });
}

/** Runs in the page before everything else. */
function anHourAhead(): void {
  const shift = 3_600_000;
  const now = Date.now.bind(Date);
  class Shifted extends Date {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(now() + shift);
      else super(given[0]);
    }

    static override now(): number {
      return now() + shift;
    }
  }
  Object.assign(window, { Date: Shifted });
}
