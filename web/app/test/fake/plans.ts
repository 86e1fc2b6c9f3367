import type { Feed, NewPlan, Overlap, OverlapPerson, OverlapSlot, Plan, PlanHead, PlanInstance, Session } from "@sdk";
import type { Plans } from "../../schedule/plans";
import { ruleOf } from "../../schedule/rule";
import { addDays, dateOf, dayMs, instantOf, wallAt, wallMs, wallOf } from "../../schedule/wall";
import { room } from "./people";

const head: PlanHead = {
  id: "demo", title: "周末茶话会", languages: ["zh", "en"], translations: [{ language: "en", title: "Weekend tea", rules: "" }], level: "B1", pace: "slow",
  tags: ["food"], owner: "p-lena", owner_name: "Lena", yours: false, wall: "2026-11-01T20:00", zone: "America/New_York", minutes: 60,
  rule: "FREQ=WEEKLY;BYDAY=SA", cancelled: false, url: "https://corner.example/r/demo", open: false,
};

/** A session of the examples, beginning in so many milliseconds. */
export function session(inMs: number, change: Partial<PlanInstance> = {}, zone = head.zone): PlanInstance {
  const start = Math.ceil((Date.now() + inMs) / 60_000) * 60_000;
  const wall = wallOf(start, zone);
  return {
    on: dateOf(wall), start_ms: start, end_ms: start + 3_600_000, doors_ms: start - 300_000, wall, zone, moved: false, cancelled: false, going: 5, waiting: 0,
    limit: 8, you: "", your_place: 0, ...change,
  };
}

/** A plan of the examples; a week lies between its sessions, which are on the weekday of its rule. */
export function plan(inMs = 2 * dayMs, change: Partial<Plan> = {}, first: Partial<PlanInstance> = {}): Plan {
  const instances = [0, 7, 14, 21].map((days) => session(inMs + days * dayMs, days === 0 ? first : { going: 0 }));
  const { topic, seats, mode, rules, timetable } = room().room;
  const settings = { ...room().room, topic, seats, mode, rules, timetable, title: head.title, languages: head.languages };
  const rule = ruleOf({ repeat: "weekly", days: [] }, instances[0]!.on);
  return { ...head, rule, sequence: 3, limit: 8, listed: true, settings, co_hosts: [], shifts: [], instances, ...change };
}

/** What is on in the examples: long names and every kind of mark among it. */
export function agenda(): Session[] {
  const hour = 3_600_000;
  return [
    { ...session(hour / 2, { going: 8, waiting: 2, you: "going" }), plan: { ...head, id: "tea" } },
    { ...session(5 * hour, { limit: 0, going: 1 }, "Asia/Kolkata"), plan: { ...head, id: "long", title: "A very long title about grammar and everything else that one may ask", zone: "Asia/Kolkata", owner_name: "Marta Wiśniewska-Kowalczyk" } },
    { ...session(dayMs + hour, { cancelled: true }), plan: { ...head, id: "off", title: "قهوة", languages: ["ar", "en"], translations: [] } },
    { ...session(3 * dayMs, { moved: true, you: "waiting", your_place: 2, going: 8 }), plan: { ...head, id: "moved", yours: true } },
  ];
}

/** Plans without a server: it answers with what it was given, and does what it is told. A fixture, never in the bundle. */
export class FakePlans implements Plans {
  /** What was asked of it, in order. */
  readonly asked: string[] = [];
  private known: Feed[] = [{ id: "f1", plan: "demo", created_ms: Date.now() - 9 * dayMs }];

  constructor(public current: Plan | null = plan(), private readonly listed: Session[] = agenda(), private readonly fault = "") {}

  private answer<T>(name: string, value: T): Promise<T> {
    this.asked.push(name);
    return this.fault === "" ? Promise.resolve(value) : Promise.reject({ code: this.fault });
  }

  agenda() {
    return this.answer("agenda", { instances: this.listed, stale: false });
  }

  mine() {
    const plans = this.current?.yours === true ? [this.current] : [];
    return this.answer("mine", { plans, coming: this.listed.filter(({ you }) => you !== "") });
  }

  plan(id: string) {
    return this.current === null ? Promise.reject({ code: this.fault || "not_found" }) : this.answer(`plan ${id}`, this.current);
  }

  create(wish: NewPlan) {
    const ms = instantOf(wish.start, wish.zone);
    const { title, languages } = wish.settings;
    const made = plan(ms - Date.now(), { title, languages, translations: [], yours: true, rule: wish.rule ?? "", zone: wish.zone, limit: wish.limit ?? 0 });
    this.current = { ...made, id: "made" };
    return this.answer(`create ${JSON.stringify(wish)}`, this.current);
  }

  change(_: object, change: object) {
    return this.turn(`change ${JSON.stringify(change)}`, {});
  }

  cancel() {
    return this.turn("cancel", { cancelled: true });
  }

  cancelOne(_: object, on: string) {
    return this.turn(`cancel ${on}`, this.with(on, { cancelled: true }));
  }

  move(_: object, on: string, to: string) {
    return this.turn(`move ${on} ${to}`, this.with(on, { moved: true, wall: to, start_ms: instantOf(to, head.zone) }));
  }

  restore(_: object, on: string) {
    return this.turn(`restore ${on}`, this.with(on, { moved: false, cancelled: false }));
  }

  async reply(_: string, on: string, who: object | null) {
    const was = this.current!.instances.find((one) => one.on === on)!;
    const full = was.limit > 0 && was.going >= was.limit;
    const going = was.going + (who === null ? -1 : full ? 0 : 1);
    const instance: PlanInstance = { ...was, going, you: who === null ? "" : full ? "waiting" : "going", your_place: who !== null && full ? was.waiting + 1 : 0 };
    this.current = { ...this.current!, ...this.with(on, instance) };
    return this.answer(`reply ${on} ${who !== null}`, { instance, place: instance.your_place, guestToken: "" });
  }

  replies() {
    return this.answer("replies", { going: 5, waiting: 0, going_names: ["Lena", "小雨", "عمر", "Marta Wiśniewska-Kowalczyk"], waiting_names: [],
      coming: [{ id: "p-lena", name: "Lena" }, { id: "p-omar", name: "عمر" }] });
  }

  overlap(people: OverlapPerson[], from: string, minutes: number) {
    return this.answer(`overlap ${from} ${minutes}`, overlapOf(people, from));
  }

  calendar(id: string) {
    return `/v1/schedules/${id}/calendar.ics`;
  }

  makeFeed(of: string) {
    const feed = { id: "f2", plan: of, created_ms: Date.now() };
    this.known = [...this.known, feed];
    const path = "corner.example/v1/feeds/q3vX0m1Lr8s2T5uW9yZbCdq3vX0m1Lr8s2T5uW9yZbCd.ics";
    return this.answer(`feed ${of}`, { ...feed, url: `https://${path}`, webcal: `webcal://${path}` });
  }

  feeds() {
    return this.answer("feeds", this.known);
  }

  revokeFeed(id: string) {
    this.known = this.known.filter((feed) => feed.id !== id);
    return this.answer(`revoke ${id}`, undefined);
  }

  async clockOffset() {
    return 0;
  }

  private with(on: string, change: Partial<PlanInstance>): Partial<Plan> {
    return { instances: this.current!.instances.map((one) => (one.on === on ? { ...one, ...change } : one)) };
  }

  private turn(name: string, change: Partial<Plan>): Promise<Plan> {
    this.current = { ...this.current!, ...change, sequence: this.current!.sequence + 1 };
    return this.answer(name, this.current);
  }
}

/** Hours kind to those whose clocks show an evening, as a server might say. */
function overlapOf(people: OverlapPerson[], from: string): Overlap {
  const begin = instantOf(`${from}T00:00`, people[0]!.zone);
  const slots = Array.from({ length: 7 * 24 }, (_, i): OverlapSlot => {
    const ms = begin + i * 3_600_000;
    const walls = people.map(({ zone }) => wallOf(ms, zone));
    const kinds = walls.map((wall) => (Number(wall.slice(11, 13)) < 8 ? 0 : Math.min(100, 25 + 20 * Math.abs(Number(wall.slice(11, 13)) - 8))));
    return { start_ms: ms, walls, kinds, kind: Math.min(...kinds) };
  });
  const suggestions = slots.filter(({ kind }) => kind >= 55).sort((a, b) => b.kind - a.kind).slice(0, 6);
  return { step: 30, slots, suggestions };
}

/** A date so many days from today, as the forms take it. */
export function dateIn(days: number): string {
  return addDays(dateOf(wallAt(wallMs(wallOf(Date.now(), "UTC")))), days);
}
