/** What people saw when a test failed: without it a failure that comes once in many runs says nothing. */

import type { Page } from "playwright-core";
import { afterEach } from "vitest";

/** How much of a page and of its sockets is told. */
const words = 1_500;
const frames = 12;
const bytes = 400;

const pages = new Map<Page, string[]>();

/** watch remembers a page for as long as it is open, and the last frames of its sockets. */
export function watch(page: Page): void {
  const last: string[] = [];
  const note = (way: string, payload: string | Buffer): void => {
    last.push(`${new Date().toISOString().slice(17, 23)} ${way} ${String(payload).slice(0, bytes)}`);
    if (last.length > frames) last.shift();
  };
  pages.set(page, last);
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => note(">", payload));
    socket.on("framereceived", ({ payload }) => note("<", payload));
    socket.on("close", () => note("|", "closed"));
  });
  page.on("close", () => pages.delete(page));
}

afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  for (const [page, last] of pages) console.log(await seen(page, last));
});

/** seen is a page's address, what has the focus, its words and its last frames. */
async function seen(page: Page, last: readonly string[]): Promise<string> {
  const look = page.evaluate(() => `focus on ${document.activeElement?.outerHTML.slice(0, 120)}\n${document.body.innerText}`);
  const late = new Promise<string>((resolve) => setTimeout(resolve, 3_000, "it does not answer"));
  const text = await Promise.race([look.catch(String), late]);
  return [`${page.url()}: ${text.slice(0, words)}`, ...last].join("\n");
}
