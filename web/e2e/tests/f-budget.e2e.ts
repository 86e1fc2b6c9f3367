import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calmly } from "../instruments/calm.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { createRoom } from "../instruments/server.ts";
import { silence } from "../instruments/speech.ts";
import { type Load, type Wanted, watchFirstView } from "../page/first-view.ts";
import { percentile, Scene } from "./scene.ts";

/** A phone of some years ago is so many times slower than this machine. */
const slower = 4;
const loads = 5;
const roundsAtMost = 4;
const viewWithinMs = 1_000;
const answerWithinMs = 2_000;
const bytesAtMost = 60_000;

const named = (id: string) => `[data-testid="${id}"]`;
const languages = ["en-US", "zh-CN"];

describe("a first visit on a slow phone", () => {
  let scene: Scene;
  let chromium: ChromiumPerson;
  let link: string;

  beforeAll(async () => {
    scene = await Scene.open();
    const room = await createRoom(scene.server.url, { title: "深夜闲聊 · Late-night small talk", topic: "street food" });
    link = `${scene.server.url}/r/${room.id}`;
    chromium = scene.keep(await openChromium({ microphone: await silence() }));
  });

  afterAll(() => scene?.close());

  const lobby: Wanted = { view: named("profile"), answer: "dialog[open]" };
  const card: Wanted = { view: named("join"), answer: `${named("connecting")}, ${named("leave")}` };

  it.each(languages)("in %s sees the lobby within a second and is answered within two", { timeout: 240_000 }, async (locale) => {
    const { viewMs, answerMs } = await visit("lobby", scene.server.url, lobby, locale);
    expect(viewMs).toBeLessThanOrEqual(viewWithinMs);
    expect(answerMs).toBeLessThanOrEqual(answerWithinMs);
  });

  it.each(languages)("in %s sees a link's room within a second and is on the way into it within two", { timeout: 240_000 }, async (locale) => {
    const { viewMs, answerMs } = await visit("link", link, card, locale);
    expect(viewMs).toBeLessThanOrEqual(viewWithinMs);
    expect(answerMs).toBeLessThanOrEqual(answerWithinMs);
  });

  /** visit loads a page until a round is soon enough, and returns the best one. */
  async function visit(name: string, url: string, wanted: Wanted, locale: string): Promise<Load> {
    const rounds: Load[] = [];
    // Whatever else the machine does only adds to a time, so the best round is the nearest to what a load takes.
    while (rounds.length < roundsAtMost && !rounds.some(soon)) {
      const middle = await calmly(async () => median(await load(url, wanted, locale)), 3, soon);
      const { viewMs, answerMs, bytes } = middle;
      console.log(`${name} in ${locale}, ${slower} times slower: first view ${viewMs.toFixed(0)} ms, tap answered ${answerMs.toFixed(0)} ms, ${bytes} bytes before`);
      rounds.push(middle);
    }
    const best = rounds.find(soon) ?? rounds.reduce((one, other) => (other.viewMs < one.viewMs ? other : one));
    expect(best.bytes).toBeLessThanOrEqual(bytesAtMost);
    return best;
  }

  /** load visits several times, each time as somebody whose browser has kept nothing. */
  async function load(url: string, wanted: Wanted, locale: string): Promise<Load[]> {
    const all: Load[] = [];
    while (all.length < loads) {
      const { page } = await newVisitor(chromium.browser, { context: { locale, viewport: { width: 360, height: 640 } } });
      const control = await page.context().newCDPSession(page);
      await control.send("Emulation.setCPUThrottlingRate", { rate: slower });
      await page.addInitScript(watchFirstView, wanted);
      await page.goto(url);
      all.push(await page.evaluate(() => window.firstLoad));
      await page.context().close();
    }
    return all;
  }
});

/** median is the middle of several loads, each figure by itself. */
function median(all: Load[]): Load {
  const of = (figure: (load: Load) => number) => percentile(all.map(figure), 0.5);
  return { viewMs: of(({ viewMs }) => viewMs), answerMs: of(({ answerMs }) => answerMs), bytes: of(({ bytes }) => bytes) };
}

function soon({ viewMs, answerMs }: Load): boolean {
  return viewMs <= viewWithinMs && answerMs <= answerWithinMs;
}
