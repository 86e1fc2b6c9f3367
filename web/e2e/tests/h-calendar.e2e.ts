import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calendarUrl, cancelSession, createPlan, getPlan, makeFeed, moveSession } from "../../sdk/src/schedule.ts";
import type { Plan } from "../../sdk/src/schedule-types.ts";
import { type Entry, instantOf, sessionsOf } from "../instruments/calendar.ts";
import { Scene } from "./scene.ts";

/** Where the clocks change in spring and autumn, in the other half of the world the other way round, by halves, and never. */
const zones = [
  "America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata", "Asia/Shanghai",
];
const evening = "20:30";
const minutes = 75;
const day = 86_400_000;

describe("a calendar that another program reads", () => {
  let scene: Scene;
  let token = "";
  const plans = new Map<string, Plan>();
  /** The first evening: the second day from now, which is after today in every zone. */
  const first = new Date(Date.now() + 2 * day).toISOString().slice(0, 10);
  const yearAhead = Date.now() + 368 * day; // an evening in the west is the next day here

  beforeAll(async () => {
    scene = await Scene.open();
    for (const zone of zones) {
      const settings = { title: `Evenings in ${zone}, "with" commas; and\nlines`, languages: ["zh", "en"] };
      const made = await createPlan(scene.server.url, { start: `${first}T${evening}`, zone, minutes, rule: "FREQ=DAILY", settings }, token);
      token ||= made.guestToken;
      plans.set(zone, made.plan);
    }
  });

  afterAll(() => scene?.close());

  it.each(zones)("of %s has every evening of a year at the moment the clocks there show it", async (zone) => {
    const plan = plans.get(zone)!;
    const [entries] = [...(await read(calendarUrl(scene.server.url, plan.id))).values()];
    const evenings = Array.from({ length: 364 }, (_, i) => instantOf(`${dateAfter(first, i)}T${evening}`, zone));
    expect(entries!.slice(0, 364).map(({ startMs }) => startMs)).toEqual(evenings);
    expect(new Set(entries!.map(({ startMs, endMs }) => endMs - startMs))).toEqual(new Set([minutes * 60_000]));
    const { instances } = await getPlan(scene.server.url, plan.id, token);
    expect(instances.map(({ start_ms }) => start_ms)).toEqual(evenings.slice(0, instances.length));
  });

  it("by a secret address has all of them, and follows what is called off and moved, under the same names", async () => {
    const feed = await makeFeed(scene.server.url, "", token);
    const before = await read(feed.url);
    expect(before.size).toBe(zones.length);
    const { instances, ...plan } = plans.get("Europe/Berlin")!;
    const [off, moved] = [instances[2]!.on, instances[4]!.on];
    const called = await cancelSession(scene.server.url, plan, off, token);
    await moveSession(scene.server.url, called, moved, { to: `${moved}T21:45` }, token);

    const after = await read(feed.url);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    const changed = [...after].find(([uid, entries]) => !same(entries, before.get(uid)!));
    const takes = changed![1].filter(({ cancelled }) => !cancelled).map(({ startMs }) => startMs);
    expect(takes).not.toContain(instantOf(`${off}T${evening}`, "Europe/Berlin"));
    expect(takes).not.toContain(instantOf(`${moved}T${evening}`, "Europe/Berlin"));
    expect(takes).toContain(instantOf(`${moved}T21:45`, "Europe/Berlin"));
    expect([...after].filter(([uid, entries]) => !same(entries, before.get(uid)!))).toHaveLength(1);
  });

  async function read(address: string): Promise<Map<string, Entry[]>> {
    const response = await fetch(address);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, expect.stringMatching(/^text\/calendar/)]);
    return sessionsOf(await response.text(), yearAhead);
  }
});

function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);
}

function same(some: Entry[], others: Entry[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
