import { Refusal } from "./refusal";
import type { AwakeLine, Busy, LanguageCount } from "./lobby-types";
import type { CefrLevel, Keep, Mode, Pace, Profile, RoomInfo, RoomSettings, Translation } from "./types";

/** What a lobby shows of a live room. */
export interface RoomListing {
  id: string;
  title: string;
  languages: string[];
  translations: Translation[];
  topic: string;
  mode: Mode;
  locked: boolean;
  waiting_room: boolean;
  host_name: string;
  speakers: number;
  listeners: number;
  seats: number;
  capacity: number;
  created_ms: number;
  /** Whom it suits; "" for everyone. */
  level: CefrLevel | "";
  pace: Pace;
  tags: string[];
  kept: Keep[];
  /** Of each of the room's languages: who is there that speaks it, and who learns it. */
  counts: LanguageCount[];
  free_seats: number;
  /** The language of the round that runs, "" for none. */
  round: string;
}

/** Fullest first. Stale: the directory is away and the list is an old one. */
export interface RoomList {
  rooms: RoomListing[];
  stale: boolean;
}

export interface NewRoom extends Partial<RoomSettings> {
  title: string;
  languages: string[];
  /** Of the creator, who is the host on joining. */
  profile?: Profile;
}

export interface CreatedRoom {
  room: RoomInfo;
  /** "" when the creator came with an app's token. */
  guestToken: string;
}

/** Lists the live rooms of a server. Rejects with a Refusal. */
export async function listRooms(url: string, signal?: AbortSignal): Promise<RoomList> {
  const { rooms, stale } = (await ask(url, "/v1/rooms", {}, signal)) as Partial<RoomList>;
  return { rooms: (rooms ?? []).map(completeListing), stale: stale ?? false };
}

/** One room. Rejects with the Refusal "not_found" when there is none. */
export async function getRoom(url: string, id: string, signal?: AbortSignal): Promise<RoomListing> {
  return completeListing((await ask(url, `/v1/rooms/${encodeURIComponent(id)}`, {}, signal)) as RoomListing);
}

/** A listing as an older server or an empty list gives it, with what it leaves out. */
export function completeListing<T extends RoomListing>(room: T): T {
  return {
    ...listingDefaults,
    ...room,
    translations: room.translations ?? [],
    tags: room.tags ?? [],
    kept: room.kept ?? [],
    counts: room.counts ?? [],
    free_seats: room.free_seats ?? Math.max(0, room.seats - room.speakers),
  };
}

const listingDefaults = {
  mode: "apply",
  locked: false,
  waiting_room: false,
  level: "",
  pace: "",
  round: "",
} as const;

/** Creates a room; `token` is a guest token or an app's JWT, "" for a new guest. Rejects with a Refusal. */
export async function createRoom(url: string, room: NewRoom, token = ""): Promise<CreatedRoom> {
  const made = (await ask(url, "/v1/rooms", posted(room, token))) as { room: RoomInfo; guest_token?: string };
  return { room: made.room, guestToken: made.guest_token ?? "" };
}

/**
 * A room where somebody gives one language and gets another; "" when none is open that suits. `not`: rooms that were
 * found and could not be entered. Rejects with a Refusal.
 */
export async function quickStart(
  url: string,
  profile: Profile,
  give: string,
  get: string,
  token = "",
  not: readonly string[] = [],
): Promise<string> {
  const wish = { profile, give, get, ...(not.length > 0 && { not: not.slice(-maxNot) }) };
  const { room } = (await ask(url, "/v1/lobby/quick", posted(wish, token))) as { room?: string };
  return room ?? "";
}

/** Rooms a quick start may be told to leave out. */
const maxNot = 8;

/** When the speakers of two languages are awake, and how many are now. */
export interface Busiest {
  hours: Busy[];
  lines: AwakeLine[];
  stale: boolean;
}

/** When the speakers of a pair of languages are awake. Rejects with a Refusal. */
export async function awake(url: string, pair: readonly [string, string], signal?: AbortSignal): Promise<Busiest> {
  const path = `/v1/awake?pair=${pair.map(encodeURIComponent).join(",")}`;
  const { hours, lines, stale } = (await ask(url, path, {}, signal)) as Partial<Busiest>;
  return { hours: hours ?? [], lines: lines ?? [], stale: stale ?? false };
}

/** A POST of JSON as the person the token names; "" for nobody in particular. */
export const posted = (body: unknown, token: string): RequestInit => request("POST", token, body);

/** A request of that person, with JSON if there is a body, of a change to what is at a sequence. */
export function request(method: string, token: string, body?: unknown, sequence?: number): RequestInit {
  const headers: Record<string, string> = {};
  if (token !== "") headers.Authorization = `Bearer ${token}`;
  if (sequence !== undefined) headers["If-Match"] = `"${sequence}"`;
  if (body === undefined) return { method, headers };
  headers["Content-Type"] = "application/json";
  return { method, headers, body: JSON.stringify(body) };
}

/** Asks the server for what it answers in JSON. Rejects with a Refusal. */
export async function ask(url: string, path: string, init: RequestInit, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(new URL(path, url), { ...init, signal: signal ?? null }).catch((error: unknown) => {
    throw Refusal.network(String(error));
  });
  const body: unknown = response.ok ? await response.json().catch(() => null) : null;
  if (body !== null) return body;
  throw await refusalOf(response);
}

/** What the server said no with; the network's when it was not the server that answered. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => null)) as { error?: unknown } | null;
  return body?.error ? Refusal.from(body.error) : Refusal.network(`status ${response.status}`);
}
