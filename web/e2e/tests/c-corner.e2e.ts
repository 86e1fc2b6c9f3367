import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { roundAt } from "../../sdk/src/rounds.ts";
import { Person } from "../instruments/app.ts";
import { calmly } from "../instruments/calm.ts";
import { type ChromiumPerson, newVisitor, openChromium } from "../instruments/chromium.ts";
import { type Flip, setAnHourAhead, watchFlips } from "../instruments/clocks.ts";
import { eventually, freePort, pause } from "../instruments/process.ts";
import { createRoom, listRooms, type NewRoom } from "../instruments/server.ts";
import { silence, stretches, voices } from "../instruments/speech.ts";
import { believed } from "../instruments/state.ts";
import { type Wire, openWire } from "../instruments/wire.ts";
import { judge } from "./judge.ts";
import { Scene } from "./scene.ts";

const phone = { width: 360, height: 640 };
const desktop = { width: 1280, height: 800 };
const shanghai: BrowserContextOptions = { locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: phone, colorScheme: "dark" };
const newYork: BrowserContextOptions = { locale: "en-US", timezoneId: "America/New_York", viewport: phone, colorScheme: "light" };
const madrid: BrowserContextOptions = { locale: "es-ES", timezoneId: "Europe/Madrid", viewport: phone, colorScheme: "dark" };

/** The shortest rounds there are. */
const roundMs = 30_000;
const rounds = (languages: string[]) => languages.map((language) => ({ language, seconds: roundMs / 1_000 }));
/** A turn as long as two pictures take. */
const turnMs = 20_000;
/** How far a page may flip from the server's own moment, milliseconds, and how many times it is looked at. */
const apart = 200;
const looked = 4;
/** What Omar says without a pause, so many times, with as much silence after each. */
const said = { times: 3, ms: 10_000 };
const spokenMs = said.times * said.ms;
/** When his socket is cut, and for how long. */
const cut = { afterMs: 25_000, ms: 3_000 };

const isAsSaid = (ms: number) => Math.abs(ms - spokenMs) <= 0.05 * spokenMs;

const onTime = (late: number[]) => late.every((ms) => Math.abs(ms) <= apart);

/** Everyone's turns of languages, as their screens showed them. */
const flips = new Map<Person, readonly Flip[]>();

// One server and one evening: what only takes time goes on beside what is looked at. In a corner of their own sit Omar,
// whose words are counted, Noor, who is far away, and Wes, whose clock is an hour wrong.
describe("an English corner", () => {
  let scene: Scene;
  let far: Wire;
  let counted: NewRoom;
  let room: NewRoom;
  let yu: Person;
  let lena: Person;
  let cruz: Person;
  let dina: Person;
  let omar: Person;
  let noor: Person;
  let wes: Person;
  /** Of Cruz and Dina, who is put first, and who is not. */
  let first: Person;
  let second: Person;
  /** How long Omar was heard, by the book that the room keeps; milliseconds. */
  let heard: Promise<number>;
  /** How late the turns of the languages came. */
  let turned: Promise<number[]>;

  beforeAll(async () => {
    const ports = await Promise.all([freePort(), freePort()]);
    scene = await Scene.open({ origins: ports.map((port) => `http://127.0.0.1:${port}`) });
    far = scene.keep(await openWire(scene.server.port, ports[0], "127.0.0.1", 100)); // 200 ms there and back
    const wire = scene.keep(await openWire(scene.server.port, ports[1]));
    const quiet = scene.keep(await openChromium({ microphone: await silence() }));
    const microphone = await stretches(voices.cruz, said.times, said.ms / 1_000);
    omar = new Person("Omar", scene.keep(await openChromium({ microphone, once: true, context: newYork })));
    [yu, lena] = await Promise.all([
      scene.person("小雨", voices.bo, { context: shanghai }),
      scene.person("Lena", voices.ada, { context: newYork }),
    ]);
    noor = await visitor(quiet, "Noor", madrid);
    wes = await visitor(quiet, "Wes", newYork);
    cruz = await visitor(quiet, "Cruz", madrid);
    dina = await visitor(quiet, "Dina", newYork);
    for (const { page } of [wes, dina]) await setAnHourAhead(page);
    for (const person of [yu, lena, cruz, dina, omar, noor, wes]) flips.set(person, await watchFlips(person.page));

    const languages = ["es", "en"];
    counted = await createRoom(scene.server.url, { title: "Counted", languages, mode: "free", seats: 4, timetable: rounds(languages) });
    await own(omar, wire.url, counted);
    await Promise.all([visit(noor, far.url, counted), visit(wes, scene.server.url, counted)]);
    await noor.at("take-seat").click();
    heard = calmly(() => speakAndCount(wire), 3, isAsSaid);
    turned = calmly(lateTurns, 3, onTime);
    for (const going of [heard, turned]) going.catch(() => undefined); // the tests that wait for them tell
  });

  afterAll(() => scene?.close());

  it("brings two strangers together by one tap each, and the languages take turns by themselves", async () => {
    const found = await quick(yu, scene.server.url);
    await look(yu, "opened-zh");
    await eventually("the room in the lobby", async () => (await listRooms(scene.server.url)).rooms.some(({ id }) => id === found));
    expect(await quick(lena, scene.server.url)).toBe(found);
    await lena.at("take-seat").click();
    await Promise.all([yu, lena].map((person) => person.at("round-bar").waitFor()));
    expect(await language(lena.page)).toBe(await language(yu.page));
    await look(lena, "rounds-en");
  });

  it("tells who has spoken how much it was, when they go", async () => {
    await lena.unmute();
    await yu.hears();
    await eventually("some talk time", async () => (await talkOf(lena.page, lena)) > 3_000, 30_000);
    await lena.at("leave").click();
    await lena.at("tonight").waitFor();
    expect(await lena.at("tonight").textContent()).toContain("less than a minute");
    await look(lena, "tonight-en");
    await yu.at("leave").click();
    await yu.at("quick").waitFor();
  });

  it("asks the first of the line by itself, and the rounds begin when two sit", async () => {
    const order = { mode: "apply", seats: 2, turn_seconds: turnMs / 1_000, turn_mutes: true, turn_next: true } as const;
    room = await createRoom(scene.server.url, { title: "深夜食堂 · Night kitchen", ...order, timetable: rounds(["zh", "en"]) });
    await own(yu, scene.server.url, room);
    await Promise.all([visit(lena, scene.server.url, room), visit(dina, scene.server.url, room), visit(cruz, far.url, room)]);
    await lena.raiseHand();
    await lena.at("invitation").waitFor();
    expect(await lena.page.locator("#invitation-title").textContent()).toBe("It is your turn to speak");
    await look(lena, "your-turn-en");
    await lena.accept();
    await lena.unmute();
    await Promise.all([yu, lena, cruz].map((person) => person.at("round-bar").waitFor()));
    await yu.at("open-seat-1").click();
    await yu.at("turn-0").click(); // all the time she likes
    await eventually("a turn without an end", async () => (await believed(yu.page)).stage[1]?.occupant?.turn_ends_ms === 0);
  });

  it("shows nobody a talk time that is hidden, the host no more than the others", async () => {
    await eventually("Lena's talk time", async () => (await talkOf(yu.page, lena)) > 0);
    await lena.at("open-rounds").click();
    await lena.at("hide-talk").check();
    await lena.page.keyboard.press("Escape");
    await eventually("the time to be hidden", async () => (await talkOf(yu.page, lena)) === 0);
    await yu.at("open-rounds").click();
    await look(yu, "rounds-sheet-zh");
    await yu.page.keyboard.press("Escape");
  });

  it("tells who waits their place and why, in their language: who learns what is spoken comes first", async () => {
    await cruz.raiseHand();
    await dina.raiseHand();
    await Promise.all([cruz, dina].map((person) => person.at("own-hand").waitFor()));
    await timeFor(yu.page, 8_000);
    const inChinese = (await language(yu.page)) === "zh"; // which Dina learns; Cruz learns English
    const [next, behind] = inChinese ? [dina, cruz] : [cruz, dina];
    await eventually("the line of this round", async () => (await hands(yu.page))[0] === (await idOf(next.page)));
    await behind.at("hand-why").waitFor();
    expect(await behind.at("hand-place").textContent()).toBe(inChinese ? "Puesto 2 de 2" : "Number 2 of 2");
    const learning = inChinese ? "1 aprende el idioma de esta ronda" : "1 learning this round’s language";
    expect(await behind.at("hand-why").textContent()).toContain(learning);
    expect(await next.at("hand-place").textContent()).toBe(inChinese ? "You are next" : "El siguiente turno es tuyo");
    await Promise.all([look(dina, "line-en"), look(cruz, "line-es"), look(yu, "hands-zh")]);
  });

  it("lets the host put somebody first, and the room is told why", async () => {
    await timeFor(yu.page, 8_000);
    const last = (await hands(yu.page)).at(-1)!;
    [first, second] = last === (await idOf(dina.page)) ? [dina, cruz] : [cruz, dina];
    await yu.at("people").click();
    await yu.at(`person-${last}`).click();
    await yu.at("act-first").click();
    await look(yu, "put-first-zh");
    await yu.at("first-leaving").click();
    await eventually("the new order", async () => (await hands(yu.page))[0] === last);
    const told = (await believed(lena.page)).chat.find(({ code }) => code === "cut_in");
    expect([told?.reason, told?.about?.id]).toEqual(["leaving", last]);
  });

  it("asks the next when a seat is free, and when a turn is over", async () => {
    await lena.at("step-down").click();
    await first.at("invitation").waitFor();
    await first.accept();
    await first.unmute();
    const atFirst = await idOf(first.page);
    expect((await believed(yu.page)).stage[1]?.occupant?.id).toBe(atFirst);
    await card();
    await second.at("invitation").waitFor({ timeout: turnMs + 5_000 });
    await second.accept();
    await eventually("the next on the stage", async () => (await believed(second.page)).you.seat === 1);
    await eventually("the first off it", async () => (await believed(first.page)).you.seat === -1);
  });

  /** card is dealt by the host, and everyone has it in a language of theirs. */
  async function card(): Promise<void> {
    await yu.at("desk").click();
    await yu.at("deal-card").click();
    await yu.page.keyboard.press("Escape");
    await Promise.all([yu, lena, cruz].map((person) => person.at("card").waitFor()));
    const paper = (person: Person) => person.page.locator(".paper-main").getAttribute("lang");
    expect([await paper(yu), await paper(lena)]).toEqual(["zh", "en"]);
    await Promise.all([look(yu, "card-zh"), look(cruz, "card-es")]);
    await cruz.at("card-fold").click();
    await cruz.at("card-unfold").waitFor();
  }

  it("counts what is said and not the open microphone, whatever happens to the connection", { timeout: 300_000 }, async () => {
    expect(await heard).toSatisfy(isAsSaid);
    const all = await settledTalk();
    await omar.page.reload();
    await omar.inside();
    await eventually("Omar's welcome", () => believed(omar.page).catch(() => null));
    expect(await ownTalk(omar.page)).toBe(all);
  });

  /** speakAndCount has Omar say it all, with his socket cut in the middle, and returns what the room has counted. */
  async function speakAndCount(wire: Wire): Promise<number> {
    const before = await talkOf(noor.page, omar);
    if (before > 0) await pause(5_000); // until his microphone has been let go, so that it begins anew
    await omar.unmute();
    await Promise.all([pause(2_000 + 2 * spokenMs), cutFor(wire)]);
    expect(await omar.at("microphone").getAttribute("aria-pressed")).toBe("true");
    const counted = (await settledTalk()) - before;
    await omar.mute();
    console.log(`talk time of 3 × 10 s and 30 s of open silence: ${(counted / 1_000).toFixed(2)} s`);
    return counted;
  }

  /** settledTalk is Omar's talk time once nothing has been added for longer than the server waits to tell. */
  async function settledTalk(): Promise<number> {
    for (let before = -1; ; ) {
      const now = await talkOf(noor.page, omar);
      if (now === before) return now;
      before = now;
      await pause(6_000);
    }
  }

  it("outlives a reload, the host and the server, with what was left of the round and all that was counted", async () => {
    await dina.page.reload();
    await dina.at("round-bar").waitFor();
    expect(await language(dina.page)).toBe(await language(lena.page));

    await yu.at("leave").click(); // the host; the rounds go on without one
    await eventually("another host, or none", async () => (await believed(lena.page)).host !== (await idOf(yu.page)));
    expect((await believed(lena.page)).round.phases).toHaveLength(2);

    const spoken = await ownTalk(omar.page);
    for (const goodbye of [true, false]) {
      const there = [lena, dina, cruz, omar, noor, wes];
      const before = await Promise.all(there.map(({ page }) => Promise.all([believed(page), welcomes(page)])));
      await scene.server.restart(goodbye);
      for (const [i, { name, page }] of there.entries()) {
        const [old, times] = before[i]!;
        await eventually(`${name} to be back`, async () => (await welcomes(page)) > times, 30_000);
        const now = Date.now();
        const [was, is] = [old, await believed(page)].map(({ round }) => roundAt(round, now));
        expect(is!.index, name).toBe(was!.index);
        expect(Math.abs(is!.ends_ms - was!.ends_ms), name).toBeLessThanOrEqual(50);
      }
      expect(await ownTalk(omar.page)).toBe(spoken);
    }
  });

  it(`has every language take its turn within ${apart} ms, whatever the clock and however far`, { timeout: 300_000 }, async () => {
    expect(await turned).toSatisfy(onTime);
  });

  /** lateTurns is how far the next turns were from the server's, on every page; milliseconds. */
  async function lateTurns(): Promise<number[]> {
    const from = new Map([...flips].map(([person, seen]) => [person, seen.length]));
    const fresh = (person: Person) => flips.get(person)!.slice(from.get(person));
    // Who sits here, who is far away, whose clock is wrong: of each there are two, in rounds that change at other moments.
    for (const [one, other] of [[omar, lena], [noor, cruz], [wes, dina]] as const) {
      await eventually(`${looked} turns of languages`, () => fresh(one).length + fresh(other).length >= looked, 200_000, 500);
    }
    const all: number[] = [];
    for (const person of flips.keys()) {
      const seen = fresh(person);
      if (seen.length === 0) continue;
      const { round } = await believed(person.page);
      const late = seen.map(({ atMs }) => fromGrid(atMs, round.ends_ms));
      console.log(`${person.name}: turns ${late.map((ms) => ms.toFixed(0)).join(", ")} ms from the server's`);
      all.push(...late);
    }
    return all;
  }

  it("troubles nobody", () => {
    expect([yu, lena, cruz, dina, omar, noor, wes].flatMap(({ troubles }) => troubles)).toEqual([]);
  });
});

/** look takes pictures of a phone and a desktop, one dark and one light, and leaves the page as it was. */
async function look({ page }: Person, name: string): Promise<void> {
  const own = await page.evaluate(() => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const other = own === "dark" ? "light" : "dark";
  for (const [size, viewport, colorScheme] of [["desktop", desktop, other], ["phone", phone, own]] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    await timeFor(page, 3_000); // axe keeps a page from everything else for a while
    await judge(page, `corner-${name}-${size}-${colorScheme}`);
  }
}

/** timeFor waits until a page's round goes on for long enough to do something in it. */
async function timeFor(page: Page, neededMs: number): Promise<void> {
  const { round } = await believed(page);
  if (round.phases.length === 0) return;
  await eventually("a while without a change", () => {
    const now = Date.now();
    return roundAt(round, now).ends_ms - now > neededMs;
  }, neededMs + 5_000);
}

async function visitor(chromium: ChromiumPerson, name: string, context: BrowserContextOptions): Promise<Person> {
  const opened = await newVisitor(chromium.browser, { context });
  return new Person(name, { ...opened, close: () => opened.page.context().close() });
}

/** own brings the guest who made a room into it: the host. */
async function own(host: Person, server: string, room: NewRoom): Promise<void> {
  await host.page.goto(server);
  await host.page.evaluate((token) => localStorage.setItem("corner.guest", token), room.token);
  await visit(host, server, room);
}

async function visit(person: Person, server: string, room: NewRoom): Promise<void> {
  await person.openLink(`${server}/r/${room.id}`);
  await person.join();
}

/** quick starts as somebody new, and returns the room they are in. */
async function quick(person: Person, server: string): Promise<string> {
  await person.page.goto(server);
  await person.at("quick").click();
  await person.at("nickname").fill(person.name);
  await person.at("save-profile").click();
  await person.inside();
  return person.page.url().split("/").at(-1)!;
}

async function cutFor(wire: Wire): Promise<void> {
  await pause(cut.afterMs);
  wire.cut();
  await pause(cut.ms);
  wire.mend();
}

function language(page: Page): Promise<string | null> {
  return page.getByTestId("round-bar").getAttribute("data-language");
}

async function idOf(page: Page): Promise<string> {
  return (await believed(page)).you.id;
}

/** hands are the ids of who waits, in the order of the line. */
async function hands(page: Page): Promise<string[]> {
  return (await believed(page)).hands.map(({ participant }) => participant.id);
}

/** talkOf is somebody's talk time as a page was told of it last, milliseconds; 0 for who hides it. */
async function talkOf(page: Page, person: Person): Promise<number> {
  const id = await idOf(person.page);
  const talk = await page.evaluate(() => window.probe.lastTalk());
  return talk.find(([participant]) => participant === id)?.[1] ?? 0;
}

/** ownTalk is one's talk time as one was welcomed with it. */
async function ownTalk(page: Page): Promise<number> {
  return (await believed(page)).you_voiced.reduce((sum, { ms }) => sum + ms, 0);
}

/** welcomes is how often a page was told everything anew. */
function welcomes(page: Page): Promise<number> {
  return page.evaluate(() => window.probe.numberedFrames().filter(({ data }) => data !== undefined && "snapshot" in data).length);
}

/** fromGrid is how far a moment is from the nearest end of a phase, before it when negative. */
function fromGrid(atMs: number, endsMs: number): number {
  const after = (((atMs - endsMs) % roundMs) + roundMs) % roundMs;
  return after > roundMs / 2 ? after - roundMs : after;
}
