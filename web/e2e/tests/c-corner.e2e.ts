import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Person } from "../instruments/app.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { eventually, freePort } from "../instruments/process.ts";
import { createRoom, listRooms, type NewRoom } from "../instruments/server.ts";
import { silence, voices } from "../instruments/speech.ts";
import { believed } from "../instruments/state.ts";
import { openWire } from "../instruments/wire.ts";
import { judge } from "./judge.ts";
import { Scene } from "./scene.ts";

const sizes = { phone: { width: 360, height: 640 }, desktop: { width: 1280, height: 800 } };
const schemes = ["dark", "light"] as const;
const shanghai: BrowserContextOptions = { locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: sizes.phone, colorScheme: "dark" };
const newYork: BrowserContextOptions = { locale: "en-US", timezoneId: "America/New_York", viewport: sizes.phone, colorScheme: "light" };
const madrid: BrowserContextOptions = { locale: "es-ES", timezoneId: "Europe/Madrid", viewport: sizes.phone, colorScheme: "dark" };

/** Thirty seconds of each language: the shortest rounds there are. */
const rounds = [{ language: "zh", seconds: 30 }, { language: "en", seconds: 30 }];
/** How far a page may flip from the server's own moment, milliseconds. */
const apart = 200;

/** judgeBoth looks at a page on a phone and on a desktop, dark and light, and leaves it as it was. */
async function judgeBoth(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? sizes.phone;
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await judge(page, `corner-${name}-${size}-${colorScheme}`);
    }
  }
  await page.setViewportSize(before);
}

/** own brings the guest who made a room into it: the host. */
async function own(host: Person, server: string, room: NewRoom): Promise<void> {
  await host.page.goto(server);
  await host.page.evaluate((token) => localStorage.setItem("corner.guest", token), room.token);
  await host.openLink(`${server}/r/${room.id}`);
  await host.join();
}

describe("two strangers, two clocks, two languages", () => {
  let scene: Scene;
  let yu: Person;
  let lena: Person;

  beforeAll(async () => {
    scene = await Scene.open();
    yu = await scene.person("小雨", voices.bo, { context: shanghai });
    lena = await scene.person("Lena", voices.ada, { context: newYork });
  });

  afterAll(() => scene?.close());

  it("find each other by one tap each, and the languages take turns by themselves", async () => {
    const room = await quick(yu);
    await judgeBoth(yu.page, "opened-zh");
    await eventually("the room in the lobby", async () => (await listRooms(scene.server.url)).rooms.some(({ id }) => id === room));
    expect(await quick(lena)).toBe(room);
    await lena.at("take-seat").click();
    await Promise.all([yu, lena].map((person) => person.at("round-bar").waitFor()));
    expect(await language(lena.page)).toBe(await language(yu.page));
    await judgeBoth(lena.page, "rounds-en");
    expect([...yu.troubles, ...lena.troubles]).toEqual([]);
  });

  it("speak, and are told how much at the end", async () => {
    await lena.unmute();
    await yu.hears();
    await eventually("a minute's part of talk time", async () => ((await voiced(lena.page)) > 3_000), 30_000);
    await lena.at("leave").click();
    await lena.at("tonight").waitFor();
    expect(await lena.at("tonight").textContent()).toContain("less than a minute");
    await judgeBoth(lena.page, "tonight-en");
  });

  /** quick starts as somebody new, and returns the room they are in. */
  async function quick(person: Person): Promise<string> {
    await person.page.goto(scene.server.url);
    await person.at("quick").click();
    await person.at("nickname").fill(person.name);
    await person.at("save-profile").click();
    await person.inside();
    return person.page.url().split("/").at(-1)!;
  }
});

describe("an evening with a host", () => {
  let scene: Scene;
  let room: NewRoom;
  let yu: Person;
  let lena: Person;
  let cruz: Person;
  let dina: Person;

  beforeAll(async () => {
    scene = await Scene.open();
    const settings = { mode: "apply", seats: 2, turn_seconds: 90, turn_mutes: true, turn_next: true, timetable: rounds } as const;
    room = await createRoom(scene.server.url, { title: "深夜食堂 · Night kitchen", ...settings, timetable: [...rounds] });
    yu = await scene.person("小雨", voices.bo, { context: shanghai });
    lena = await scene.person("Lena", voices.ada, { context: newYork });
    const quiet = scene.keep(await openChromium({ microphone: await silence() }));
    cruz = await visitor(quiet, "Cruz", madrid);
    dina = await visitor(quiet, "Dina", newYork);
    await own(yu, scene.server.url, room);
    for (const person of [lena, cruz, dina]) {
      await person.openLink(`${scene.server.url}/r/${room.id}`);
      await person.join();
    }
  });

  afterAll(() => scene?.close());

  it("asks the first of the line by itself, and the rounds begin when two sit", async () => {
    await lena.raiseHand();
    await lena.at("invitation").waitFor();
    expect(await lena.page.locator("#invitation-title").textContent()).toBe("It is your turn to speak");
    await judgeBoth(lena.page, "your-turn-en");
    await lena.accept();
    await lena.unmute();
    await yu.hears();
    await Promise.all([yu, lena, cruz].map((person) => person.at("round-bar").waitFor()));
  });

  it("tells who waits their place and why, in their language", async () => {
    await cruz.raiseHand();
    await dina.raiseHand();
    await dina.at("hand-why").waitFor();
    expect(await dina.at("hand-place").textContent()).toBe("Number 2 of 2");
    expect(await dina.at("hand-why").textContent()).toContain("1 ");
    await judgeBoth(dina.page, "line-en");
    await judgeBoth(cruz.page, "next-es");
    await judgeBoth(yu.page, "hands-zh");
  });

  it("lets the host put somebody first, and the room is told why", async () => {
    await yu.at("people").click();
    const { hands } = await believed(yu.page);
    const last = hands.at(-1)!.participant;
    await yu.at(`person-${last.id}`).click();
    await yu.at("act-first").click();
    await judgeBoth(yu.page, "put-first-zh");
    await yu.at("first-leaving").click();
    await eventually("the new order", async () => (await believed(yu.page)).hands[0]?.participant.id === last.id);
    const told = (await believed(cruz.page)).chat.find(({ code }) => code === "cut_in");
    expect([told?.reason, told?.about?.id]).toEqual(["leaving", last.id]);
  });

  it("asks the next when a turn is over", { timeout: 180_000 }, async () => {
    await dina.at("invitation").waitFor({ timeout: 120_000 });
    await dina.accept();
    await eventually("Dina on the stage", async () => (await believed(dina.page)).you.seat === 1);
    await eventually("Lena off it", async () => (await believed(lena.page)).you.seat === -1);
  });

  it("has a card to talk about, in each one's own language", async () => {
    await yu.at("desk").click();
    await yu.at("deal-card").click();
    await yu.page.keyboard.press("Escape");
    await Promise.all([yu, lena, cruz].map((person) => person.at("card").waitFor()));
    const first = (person: Person) => person.page.locator(".paper-main").getAttribute("lang");
    expect([await first(yu), await first(lena)]).toEqual(["zh", "en"]);
    await judgeBoth(yu.page, "card-zh");
    await judgeBoth(cruz.page, "card-es");
    await cruz.at("card-fold").click();
    await cruz.at("card-unfold").waitFor();
  });

  it("shows nobody a talk time that is hidden, the host no more than the others", async () => {
    await lena.at("open-rounds").click();
    await lena.at("hide-talk").check();
    await lena.page.keyboard.press("Escape");
    const { id } = (await believed(lena.page)).you;
    await eventually("the time to be hidden", async () => (await talkSeen(yu.page)).every(([participant]) => participant !== id));
    await yu.at("open-rounds").click();
    await judgeBoth(yu.page, "rounds-sheet-zh");
    await yu.page.keyboard.press("Escape");
  });

  it("troubles nobody", () => {
    expect([yu, lena, cruz, dina].flatMap(({ troubles }) => troubles)).toEqual([]);
  });
});

describe("the turn of a language", () => {
  let scene: Scene;
  let room: NewRoom;
  let near: Person;
  let wrong: Person;
  let far: Person;

  beforeAll(async () => {
    const port = await freePort();
    scene = await Scene.open({ origins: [`http://127.0.0.1:${port}`] });
    const long = scene.keep(await openWire(scene.server.port, port, "127.0.0.1", 100)); // 200 ms there and back
    room = await createRoom(scene.server.url, { title: "Rounds", mode: "free", seats: 4, timetable: [...rounds] });
    const chromium = scene.keep(await openChromium({ microphone: await silence() }));
    near = await visitor(chromium, "小雨", shanghai);
    wrong = await visitor(chromium, "Lena", newYork);
    far = await visitor(chromium, "Noor", madrid);
    await wrong.page.addInitScript(anHourAhead);
    await own(near, scene.server.url, room);
    for (const [person, url] of [[wrong, scene.server.url], [far, long.url]] as const) {
      await person.openLink(`${url}/r/${room.id}`);
      await person.join();
    }
    await wrong.at("take-seat").click();
    await Promise.all([near, wrong, far].map((person) => person.at("round-bar").waitFor()));
    await Promise.all([near, wrong, far].map(({ page }) => page.evaluate(stampFlips)));
  });

  afterAll(() => scene?.close());

  it(`comes to everybody within ${apart} ms, whatever their clock and however far they are`, { timeout: 240_000 }, async () => {
    await flips(near.page, 4);
    // Every page saw the same four changes; the server's own moments are the ends of the phases.
    const server = await moments(near.page);
    for (const person of [near, wrong, far]) {
      const seen = await flips(person.page, 4);
      const late = seen.slice(0, 4).map(({ atMs }) => Math.min(...server.map((moment) => Math.abs(atMs - moment))));
      console.log(`${person.name}: flips ${late.map((ms) => ms.toFixed(0)).join(", ")} ms from the server's`);
      expect(Math.max(...late), person.name).toBeLessThanOrEqual(apart);
      expect(seen.slice(0, 4).map(({ language: tag }) => tag)).toEqual((await flips(near.page, 4)).slice(0, 4).map(({ language: tag }) => tag));
    }
  });

  it("outlives a reload, the host and the server, with what was left of it", { timeout: 240_000 }, async () => {
    await wrong.page.reload();
    await wrong.at("round-bar").waitFor();
    expect(await language(wrong.page)).toBe(await language(near.page));

    await near.at("leave").click(); // the host; the rounds go on without one
    await eventually("rounds without their host", async () => (await believed(far.page)).round.phases.length === 2);

    for (const goodbye of [true, false]) {
      await eventually("time enough before a change", async () => endsIn(await believed(far.page)) > 12_000, 40_000);
      const before = await believed(far.page);
      await scene.server.restart(goodbye);
      await far.openLink(`${scene.server.url}/r/${room.id}`);
      await far.join();
      await far.at("round-bar").waitFor();
      const after = await believed(far.page);
      const now = Date.now();
      expect(Math.abs(endOf(after, now) - endOf(before, now))).toBeLessThanOrEqual(50);
    }
  });
});

async function visitor(chromium: ChromiumPerson, name: string, context: BrowserContextOptions): Promise<Person> {
  const opened = await newVisitor(chromium.browser, { context });
  return new Person(name, { ...opened, close: () => opened.page.context().close() });
}

function language(page: Page): Promise<string | null> {
  return page.getByTestId("round-bar").getAttribute("data-language");
}

/** voiced is one's own talk time, as the newest word on it says. */
async function voiced(page: Page): Promise<number> {
  const you = (await believed(page)).you.id;
  return (await talkSeen(page)).find(([participant]) => participant === you)?.[1] ?? 0;
}

/** talkSeen is who has talked for how long, as a page was told last. */
function talkSeen(page: Page): Promise<[participant: string, ms: number][]> {
  return page.evaluate(() => window.probe.lastTalk());
}

/** A change of language on the screen. */
interface Flip {
  language: string;
  atMs: number;
}

/** flips waits until a page has seen so many changes, and returns them. */
async function flips(page: Page, wanted: number): Promise<Flip[]> {
  const seen = () => page.evaluate(() => (window as unknown as { flips: Flip[] }).flips);
  return eventually(`${wanted} changes of language`, async () => ((await seen()).length >= wanted ? seen() : null), 200_000, 500);
}

/** moments are when phases of the rounds have ended and will end, by the server. */
async function moments(page: Page): Promise<number[]> {
  const { round } = await believed(page);
  return Array.from({ length: 12 }, (_, i) => round.ends_ms + (i - 8) * 30_000);
}

/** endOf is when the phase of now ends: one that passed gives way to the next. */
function endOf({ round }: { round: { ends_ms: number } }, nowMs: number): number {
  const late = Math.max(0, nowMs - round.ends_ms);
  return round.ends_ms + Math.ceil(late / 30_000) * 30_000;
}

function endsIn(snapshot: { round: { ends_ms: number } }): number {
  const now = Date.now();
  return endOf(snapshot, now) - now;
}

/** Runs in the page: notes each change of the language on the screen, by a clock that nobody sets. */
function stampFlips(): void {
  const seen: Flip[] = [];
  Object.assign(window, { flips: seen });
  const shown = () => document.querySelector("[data-testid=round-bar]")?.getAttribute("data-language") ?? "";
  let last = shown();
  new MutationObserver(() => {
    const now = shown();
    if (now === "" || now === last) return;
    last = now;
    seen.push({ language: now, atMs: performance.timeOrigin + performance.now() });
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-language"] });
}

/** Runs in the page before everything else: its wall clock is an hour ahead. */
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
