import type { CefrLevel, Pace, Profile, RoomSettings, Translation } from "./types";

/**
 * The shapes of what is planned: PROTOCOL.md, "Schedules". A wall time is what the clock of a zone shows,
 * "2026-11-28T20:00"; a date is "2026-11-28", always in the zone of the plan; instants are milliseconds since 1970.
 */

/** Somebody who is named in a plan. */
export interface PlanPerson {
  id: string;
  name: string;
}

/** Whose duty a room is in which hours: from `start` by the clock of `zone`, again by `rule`. */
export interface PlanShift extends PlanPerson {
  start: string;
  zone: string;
  minutes: number;
  rule: string;
  /** Who stands in when they do not come. */
  substitute?: PlanPerson;
}

/** What a room of a plan is opened with. */
export interface PlanSettings extends RoomSettings {
  languages: string[];
}

/** One session of a plan. `on` is its date in the series: what it is known by, also when it was moved. */
export interface PlanInstance {
  on: string;
  start_ms: number;
  end_ms: number;
  /** From when on one may enter. */
  doors_ms: number;
  /** Of the start, by the clock of `zone`, the host's. */
  wall: string;
  zone: string;
  moved: boolean;
  cancelled: boolean;
  going: number;
  waiting: number;
  /** How many may come; 0 for any number. */
  limit: number;
  /** Of who asks. */
  you: "" | "going" | "waiting";
  /** In the waiting line, from 1; 0 for who does not wait. */
  your_place: number;
}

/** What a list says of a plan. `id` is the room's too: /r/{id} is its one link. */
export interface PlanHead {
  id: string;
  title: string;
  languages: string[];
  translations: Translation[];
  level: CefrLevel | "";
  pace: Pace;
  tags: string[];
  owner: string;
  owner_name: string;
  /** Who asks is the owner. */
  yours: boolean;
  /** Of the first session of the part that goes on. */
  wall: string;
  zone: string;
  minutes: number;
  /** RRULE of RFC 5545; "" for once. */
  rule: string;
  /** The whole of it. */
  cancelled: boolean;
  url: string;
  /** Its room is open now: one may enter. */
  open: boolean;
}

export interface Plan extends PlanHead {
  /** What every change must know: it grows with each. */
  sequence: number;
  limit: number;
  /** Shown to whoever asks what is on. */
  listed: boolean;
  settings: PlanSettings;
  co_hosts: PlanPerson[];
  shifts: PlanShift[];
  /** The next twenty, cancelled ones among them; the last few when it is over. */
  instances: PlanInstance[];
}

/** A session with its plan, in a list of several plans. */
export interface Session extends PlanInstance {
  plan: PlanHead;
}

export interface NewPlan {
  /** A room that who asks owns: it meets again. Else the plan gets a new id. */
  room?: string;
  start: string;
  zone: string;
  minutes: number;
  /** "" for once, else for example FREQ=WEEKLY;BYDAY=SA. */
  rule?: string;
  limit?: number;
  listed?: boolean;
  co_hosts?: PlanPerson[];
  shifts?: PlanShift[];
  settings: Partial<RoomSettings> & { title: string; languages: string[] };
  /** Of the host. */
  profile?: Profile;
}

/** What is to be different; what is left out stays. Of `settings` all is replaced. */
export interface PlanChange extends Partial<Omit<NewPlan, "room" | "profile">> {
  /** "from": the session `on` and all later ones; what is past keeps its times. */
  scope?: "all" | "from";
  on?: string;
}

/** What is asked of an agenda. */
export interface AgendaQuery {
  from_ms?: number;
  to_ms?: number;
  /** A BCP 47 tag: plans of rooms with that language. */
  language?: string;
  limit?: number;
}

export interface Agenda {
  instances: Session[];
  /** The store is away: this is not all. */
  stale: boolean;
}

export interface MyPlans {
  /** Those of who asks. */
  plans: Plan[];
  /** Sessions that they come to or wait for, soonest first. */
  coming: Session[];
}

/** Who says that they come, and what time it is where they are: reminders let them sleep. */
export interface Coming {
  name: string;
  zone: string;
}

export interface Replied {
  instance: PlanInstance;
  /** In the waiting line, from 1; 0 for who comes, or does not come any more. */
  place: number;
  /** Of a new guest; "" for who came with a token. */
  guestToken: string;
}

/** Who comes to a session. The owner and the co-hosts get all names, others some of those who come. */
export interface Replies {
  going: number;
  waiting: number;
  going_names: string[];
  waiting_names: string[];
  /** For the owner and the co-hosts alone: who may be made a co-host. */
  coming?: PlanPerson[];
}

/** Minutes of a day on somebody's clock. */
export interface Waking {
  from: number;
  to: number;
}

/** One of those who look for a common hour. */
export interface OverlapPerson {
  zone: string;
  /** For each weekday from Sunday on when they are awake; left out: from 8:00 to 23:00. */
  awake?: Waking[][];
}

/** A time: what each one's clock shows, how kind it is to each (0 asleep to 100), and to the one it suits least. */
export interface OverlapSlot {
  start_ms: number;
  walls: string[];
  kinds: number[];
  kind: number;
}

export interface Overlap {
  /** Minutes between two slots: 15 or 30. */
  step: number;
  slots: OverlapSlot[];
  /** The best beginnings for a session of the length that was asked for, best first. */
  suggestions: OverlapSlot[];
}

/** A calendar address that nobody can guess. */
export interface Feed {
  /** For revoking it. It is not the address. */
  id: string;
  /** "" for all that the owner plans and comes to. */
  plan: string;
  created_ms: number;
}

/** Told once, when it is made. */
export interface NewFeed extends Feed {
  url: string;
  /** The same for calendar programs. */
  webcal: string;
}

/** What a browser's PushSubscription gives as JSON, with the words and the nights of its owner. */
export interface PushAddress {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  locale: string;
  zone: string;
}

export interface About {
  version: string;
  /** Release of the time zone database that the server counts with, as "2025c"; "" for unknown. */
  zone_data: string;
}
