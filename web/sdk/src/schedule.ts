import { ask, request } from "./http";
import type {
  About, Agenda, AgendaQuery, Coming, Feed, MyPlans, NewFeed, NewPlan, Overlap, OverlapPerson, Plan, PlanChange,
  PlanInstance, PushAddress, Replied, Replies,
} from "./schedule-types";

/**
 * What is planned: PROTOCOL.md, "Schedules". `url` is the origin of the server, `token` a guest token or "" for somebody
 * new. All of them reject with a Refusal; one of a change with "changed" when another was there first.
 */

const plans = "/v1/schedules";
const path = (id: string, ...rest: string[]) => [plans, ...[id, ...rest].map(encodeURIComponent)].join("/");

/** Plans a session or a series of them. `guestToken` is that of a new guest, else "". */
export async function createPlan(url: string, plan: NewPlan, token = ""): Promise<{ plan: Plan; guestToken: string }> {
  const made = (await ask(url, plans, request("POST", token, plan))) as { plan: Plan; guest_token?: string };
  return { plan: made.plan, guestToken: made.guest_token ?? "" };
}

/** One plan, for whoever knows its id. */
export async function getPlan(url: string, id: string, token = "", signal?: AbortSignal): Promise<Plan> {
  return (await ask(url, path(id), request("GET", token), signal)) as Plan;
}

/** What is on: the listed plans' sessions, soonest first. */
export async function getAgenda(url: string, query: AgendaQuery = {}, token = "", signal?: AbortSignal): Promise<Agenda> {
  const asked = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  const { instances, stale } = (await ask(url, `${plans}?${asked}`, request("GET", token), signal)) as Partial<Agenda>;
  return { instances: instances ?? [], stale: stale ?? false };
}

/** What one plans and comes to. */
export async function myPlans(url: string, token: string, signal?: AbortSignal): Promise<MyPlans> {
  return (await ask(url, path("mine"), request("GET", token), signal)) as MyPlans;
}

/** Changes a plan that is at `sequence`. */
export async function changePlan(url: string, at: At, change: PlanChange, token: string): Promise<Plan> {
  return (await ask(url, path(at.id), request("PATCH", token, change, at.sequence))) as Plan;
}

/** Cancels all that is still to come. */
export async function cancelPlan(url: string, at: At, token: string): Promise<Plan> {
  return (await ask(url, path(at.id), request("DELETE", token, undefined, at.sequence))) as Plan;
}

/** Cancels one session. */
export async function cancelSession(url: string, at: At, on: string, token: string): Promise<Plan> {
  return (await ask(url, path(at.id, on, "cancel"), request("POST", token, {}, at.sequence))) as Plan;
}

/** Moves one session to another wall time in the plan's zone. */
export async function moveSession(
  url: string, at: At, on: string, move: { to: string; minutes?: number }, token: string,
): Promise<Plan> {
  return (await ask(url, path(at.id, on, "move"), request("POST", token, move, at.sequence))) as Plan;
}

/** Takes the cancelling or moving of one session back. */
export async function restoreSession(url: string, at: At, on: string, token: string): Promise<Plan> {
  return (await ask(url, path(at.id, on, "restore"), request("POST", token, {}, at.sequence))) as Plan;
}

/** Which plan, and in which state one has seen it: a Plan is one. */
export interface At {
  id: string;
  sequence: number;
}

/** Says that one comes to a session, or with null that one does not any more. */
export async function reply(url: string, id: string, on: string, who: Coming | null, token = ""): Promise<Replied> {
  const init = who ? request("PUT", token, who) : request("DELETE", token);
  const { instance, place, guest_token } = (await ask(url, path(id, on, "reply"), init)) as {
    instance: PlanInstance; place: number; guest_token?: string;
  };
  return { instance, place, guestToken: guest_token ?? "" };
}

/** Who comes to a session. */
export async function getReplies(url: string, id: string, on: string, token = "", signal?: AbortSignal): Promise<Replies> {
  return (await ask(url, path(id, on, "replies"), request("GET", token), signal)) as Replies;
}

/** The hours that people in several zones share in the week that begins on a date. */
export async function findOverlap(
  url: string, people: OverlapPerson[], from: string, minutes: number, signal?: AbortSignal,
): Promise<Overlap> {
  return (await ask(url, "/v1/overlap", request("POST", "", { people, from, minutes }), signal)) as Overlap;
}

/** Address of a plan's calendar file, for whoever knows its id. */
export function calendarUrl(url: string, id: string): string {
  return new URL(`${path(id)}/calendar.ics`, url).href;
}

/** Makes a secret calendar address: of one plan, or with "" of all one plans and comes to. */
export async function makeFeed(url: string, plan: string, token: string): Promise<NewFeed> {
  return ((await ask(url, "/v1/feeds", request("POST", token, { plan }))) as { feed: NewFeed }).feed;
}

/** The feeds one has made. */
export async function getFeeds(url: string, token: string): Promise<Feed[]> {
  return ((await ask(url, "/v1/feeds", request("GET", token))) as { feeds?: Feed[] }).feeds ?? [];
}

/** Ends a feed: its address shows nothing any more. */
export async function revokeFeed(url: string, id: string, token: string): Promise<void> {
  await ask(url, `/v1/feeds/${encodeURIComponent(id)}`, request("DELETE", token));
}

/** The server's public key for web push (VAPID); "" when it sends none. */
export async function pushKey(url: string): Promise<string> {
  return ((await ask(url, "/v1/push", {})) as { key?: string }).key ?? "";
}

/** Has reminders sent to this browser. */
export async function savePush(url: string, address: PushAddress, token: string): Promise<void> {
  await ask(url, "/v1/push", request("PUT", token, address));
}

/** Sends this browser no reminders any more. */
export async function dropPush(url: string, endpoint: string, token: string): Promise<void> {
  await ask(url, "/v1/push", request("DELETE", token, { endpoint }));
}

/** What the server is, and with which time zone data it counts. */
export async function about(url: string): Promise<About> {
  return (await ask(url, "/v1/about", {})) as About;
}

/**
 * Server time minus local time, milliseconds, for a page without a room; 0 when that is less than two seconds, and when
 * nobody answers. From the Date of an answer, which is cut to seconds, half of which is added.
 */
export async function clockOffset(url: string): Promise<number> {
  const sent = Date.now();
  const response = await fetch(new URL("/v1/about", url), { cache: "no-store" }).catch(() => null);
  const told = Date.parse(response?.headers.get("Date") ?? "");
  const offset = told + 500 - (sent + Date.now()) / 2;
  return Math.abs(offset) > 2000 ? offset : 0; // NaN, and what may be the way and the cut alone, are none
}
