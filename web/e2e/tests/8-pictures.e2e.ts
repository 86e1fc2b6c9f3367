import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Person } from "../instruments/app.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { type NewRoom, createRoom } from "../instruments/server.ts";
import { silence } from "../instruments/speech.ts";
import { addTalker, startTalking } from "../instruments/talkers.ts";
import { Scene, pictures } from "./scene.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const sizes = [{ width: 360, height: 640 }, { width: 1280, height: 800 }];
const schemes = ["dark", "light"] as const;
const locales = ["en-US", "zh-CN"];
const looks = sizes.flatMap((viewport) => schemes.flatMap((colorScheme) => locales.map((locale) => ({ viewport, colorScheme, locale }))));

describe("the pages as they look", () => {
  let scene: Scene;
  let room: NewRoom;
  let chromium: ChromiumPerson;

  beforeAll(async () => {
    scene = await Scene.open();
    room = await createRoom(scene.server.url, { title: "深夜闲聊 · Late-night small talk", topic: "street food" });
    const talkers = await scene.talkers();
    const host = await startTalking(talkers, room, 150);
    await addTalker(talkers, room.id, host, "小雨", 220);
    await talkers.call("crowd", room.id, ["Cruz", "阿明", "Noor"]);
    chromium = scene.keep(await openChromium({ microphone: await silence() }));
  });

  afterAll(() => scene?.close());

  it.each(looks)("$viewport.width px, $colorScheme, $locale: nothing is inaccessible or wider than the screen", async (look) => {
    const visitor = await newVisitor(chromium.browser, { context: look });
    const person = new Person("Pia", { ...visitor, close: () => visitor.page.context().close() });
    const name = `${look.viewport.width}-${look.colorScheme}-${look.locale}`;
    await person.page.goto(scene.server.url);
    await person.at("room").first().waitFor();
    await judge(person.page, `lobby-${name}`);
    await person.openLink(`${scene.server.url}/r/${room.id}`);
    await judge(person.page, `card-${name}`);
    await person.join();
    await person.hears();
    await judge(person.page, `room-${name}`);
    expect(person.troubles).toEqual([]);
    await person.close();
  });
});

/** judge takes the picture and lets axe look at the page. */
async function judge(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${pictures}${name}.png` });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    (options) => (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(options),
    { resultTypes: ["violations"] } satisfies RunOptions,
  );
  const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), name).toEqual([]);
}
