import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { roundAt } from "../../sdk/src/rounds.ts";
import type { Person } from "../instruments/app.ts";
import { openChromium } from "../instruments/chromium.ts";
import { setAnHourAhead } from "../instruments/clocks.ts";
import { eventually, freePort } from "../instruments/process.ts";
import { createRoom, listRooms, type NewRoom } from "../instruments/server.ts";
import { silence, voices } from "../instruments/speech.ts";
import { believed } from "../instruments/state.ts";
import { type Wire, openWire } from "../instruments/wire.ts";
import { desktop, idOf, madrid, newYork, own, phone, rounds, shanghai, talkOf, visit, visitor } from "./evening.ts";
import { judge } from "./judge.ts";
import { Scene } from "./scene.ts";

/** A turn as long as two pictures take. */
const turnMs = 20_000;

// One server and one evening, looked at; what is counted and timed is in c-counted.e2e.ts.
describe("an English corner", () => {
  let scene: Scene;
  let far: Wire;
  let room: NewRoom;
  let yu: Person;
  let lena: Person;
  let cruz: Person;
  let dina: Person;
  /** Of Cruz and Dina, who is put first, and who is not. */
  let first: Person;
  let second: Person;

  beforeAll(async () => {
    const port = await freePort();
    scene = await Scene.open({ origins: [`http://127.0.0.1:${port}`] });
    far = scene.keep(await openWire(scene.server.port, port, "127.0.0.1", 100)); // 200 ms there and back
    const quiet = scene.keep(await openChromium({ microphone: await silence() }));
    [yu, lena] = await Promise.all([
      scene.person("小雨", voices.bo, { context: shanghai }),
      scene.person("Lena", voices.ada, { context: newYork }),
    ]);
    cruz = await visitor(quiet, "Cruz", madrid);
    dina = await visitor(quiet, "Dina", newYork);
    await setAnHourAhead(dina.page);
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

  it("outlives a reload and the host, with what was left of the round", async () => {
    await dina.page.reload();
    await dina.at("round-bar").waitFor();
    expect(await language(dina.page)).toBe(await language(lena.page));

    const before = await believed(lena.page);
    await yu.at("leave").click(); // the rounds go on without a host
    await eventually("another host, or none", async () => (await believed(lena.page)).host !== before.host);
    const [was, is] = [before, await believed(lena.page)].map(({ round }) => roundAt(round, Date.now()));
    expect([is!.index, is!.ends_ms]).toEqual([was!.index, was!.ends_ms]);
  });

  it("troubles nobody", () => {
    expect([yu, lena, cruz, dina].flatMap(({ troubles }) => troubles)).toEqual([]);
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

/** quick starts as somebody new, and returns the room they are in. */
async function quick(person: Person, server: string): Promise<string> {
  await person.page.goto(server);
  await person.at("quick").click();
  await person.at("nickname").fill(person.name);
  await person.at("save-profile").click();
  await person.inside();
  return person.page.url().split("/").at(-1)!;
}

function language(page: Page): Promise<string | null> {
  return page.getByTestId("round-bar").getAttribute("data-language");
}

/** hands are the ids of who waits, in the order of the line. */
async function hands(page: Page): Promise<string[]> {
  return (await believed(page)).hands.map(({ participant }) => participant.id);
}

