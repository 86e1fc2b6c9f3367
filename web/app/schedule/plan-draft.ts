import type { NewPlan, Plan, PlanChange, PlanInstance, PlanPerson, PlanShift, RoomInfo } from "@sdk";
import { draftOf } from "../console/draft";
import { wishToSend } from "../lobby/wish";
import type { RoomWish } from "../services";
import { firstWall, type Pattern, patternOf, ruleOf } from "./rule";
import { addDays, dateOf, dayMs, instantOf, wallAt, wallMs, wallOf, weekdayOf } from "./wall";

/** What the form of a plan holds: the room, and when it opens by the clock of the host. */
export interface PlanDraft {
  wish: RoomWish;
  date: string;
  /** "20:00" */
  time: string;
  zone: string;
  minutes: number;
  pattern: Pattern;
  limit: number;
  listed: boolean;
  coHosts: PlanPerson[];
  /** Who hosts at which hours, for a room that is handed round. */
  shifts: PlanShift[];
}

/** Lengths the form offers, minutes. */
export const lengths = [30, 60, 90, 120] as const;
/** How many may come; 0 for any number. */
export const limits = [0, 4, 8, 20, 50] as const;

/** Returns a first draft: this hour, a week from now. */
export function freshDraft(wish: RoomWish, zone: string, nowMs: number): PlanDraft {
  const wall = wallOf(nowMs + 7 * dayMs, zone) || wallOf(nowMs + 7 * dayMs, "UTC");
  const whole = `${dateOf(wall)}T20:00`;
  return { wish, ...split(whole), zone: zone || "UTC", minutes: 60, pattern: { repeat: "once", days: [] }, limit: 0, listed: true, coHosts: [], shifts: [] };
}

/** How much sooner than it begins one may be there. */
const doorsMs = 5 * 60_000;

/** Returns the draft of a room that meets again: a week after it began, to the quarter of an hour. */
export function againDraft(room: RoomInfo, begunMs: number, zone: string, nowMs: number): PlanDraft {
  const { words, ...plain } = draftOf(room);
  const [own, ...others] = words;
  const translations = others.filter(({ title, rules }) => title !== "" || rules !== "");
  const wish: RoomWish = { ...plain, languages: room.languages, title: own?.title ?? "", rules: own?.rules ?? "", translations };
  const wall = wallMs(wallOf(begunMs, zone) || wallOf(begunMs, "UTC"));
  const quarter = Math.floor((wall + doorsMs) / 900_000) * 900_000;
  return { ...freshDraft(wish, zone, nowMs), ...split(wallAt(quarter + 7 * dayMs)) };
}

/** The session that matters now: the next that is neither over nor cancelled, else the next at all. */
export function nextOf(plan: Plan, now: number): PlanInstance | undefined {
  const ahead = plan.instances.filter((one) => one.end_ms > now);
  return ahead.find((one) => !one.cancelled) ?? ahead[0];
}

/**
 * The session that a change of times holds from: the next that is as the series has it. One that was moved stays where
 * it was moved to, with those who come to it then.
 */
export function changesFrom(plan: Plan, now: number): PlanInstance | undefined {
  const next = nextOf(plan, now);
  if (plan.rule === "" || next?.moved !== true) return next;
  return plan.instances.find((one) => one.end_ms > now && !one.cancelled && !one.moved) ?? next;
}

/** Returns the draft of a plan as it goes on from a session. */
export function draftOfPlan(plan: Plan, next: PlanInstance | undefined): PlanDraft {
  const wall = next?.wall ?? plan.wall;
  const pattern = patternOf(plan.rule);
  const [only, ...more] = pattern.days;
  // A single day that is the date's own follows the date when that is changed.
  const days = more.length === 0 && only === weekdayOf(dateOf(wall)) ? [] : pattern.days;
  return {
    wish: { ...plan.settings }, ...split(wall), zone: plan.zone, minutes: plan.minutes, pattern: { ...pattern, days }, limit: plan.limit,
    listed: plan.listed, coHosts: plan.co_hosts, shifts: plan.shifts ?? [],
  };
}

function split(wall: string): { date: string; time: string } {
  return { date: dateOf(wall), time: wall.slice(11, 16) };
}

/** Returns the wall at which a draft begins: the first of its days. */
export function startOf({ date, time, pattern }: PlanDraft): string {
  return firstWall(pattern, `${date}T${time}`);
}

/** Says whether a draft has a day and a time that are still to come. */
export function timeFault(draft: PlanDraft, nowMs: number): "none" | "past" | null {
  if (Number.isNaN(wallMs(`${draft.date}T${draft.time}`))) return "none";
  const ms = instantOf(startOf(draft), draft.zone);
  return ms <= nowMs ? "past" : null; // of a zone this browser does not know the server is the judge
}

/** Returns a draft as the server wants a new plan. */
export function planToSend(draft: PlanDraft): NewPlan {
  const start = startOf(draft);
  return {
    start,
    zone: draft.zone,
    minutes: draft.minutes,
    rule: ruleOf(draft.pattern, dateOf(start)),
    limit: draft.limit,
    listed: draft.listed,
    co_hosts: draft.coHosts,
    shifts: draft.shifts,
    settings: wishToSend(draft.wish),
  };
}

/**
 * Returns what a draft changes in a plan. New times hold from the session it was made of, so that what is past keeps
 * its own; null when nothing is different.
 */
export function changeToSend(plan: Plan, next: PlanInstance | undefined, draft: PlanDraft): PlanChange | null {
  const before = planToSend(draftOfPlan(plan, next));
  const after = planToSend(draft);
  const keys = (Object.keys(after) as (keyof NewPlan)[]).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
  if (keys.length === 0) return null;
  const change: PlanChange = Object.fromEntries(keys.map((key) => [key, after[key]]));
  if (draft.pattern.repeat === "other") delete change.rule; // what the form has no words for stays
  const timed = keys.some((key) => ["start", "zone", "minutes", "rule"].includes(key));
  if (!timed) return change;
  change.start = after.start;
  change.zone = after.zone;
  if (plan.rule !== "" && next !== undefined) Object.assign(change, { scope: "from", on: next.on });
  return change;
}

/** Returns the dates of a move that would keep the hour: a day later, and two. */
export function laterWall(wall: string, days: number): string {
  return addDays(dateOf(wall), days) + wall.slice(10);
}
