import { Refusal } from "./refusal";
import type { Mode, Profile, RoomInfo, Translation } from "./types";

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
}

/** Fullest first. Stale: the directory is away and the list is an old one. */
export interface RoomList {
  rooms: RoomListing[];
  stale: boolean;
}

export interface NewRoom {
  title: string;
  languages: string[];
  topic?: string;
  seats?: number;
  rules?: string;
  translations?: Translation[];
  mode?: Mode;
  waiting_room?: boolean;
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
function completeListing(room: RoomListing): RoomListing {
  return { ...listingDefaults, ...room, translations: room.translations ?? [] };
}

const listingDefaults = { mode: "apply", locked: false, waiting_room: false } as const;

/** Creates a room; `token` is a guest token or an app's JWT, "" for a new guest. Rejects with a Refusal. */
export async function createRoom(url: string, room: NewRoom, token = ""): Promise<CreatedRoom> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (token !== "") headers.Authorization = `Bearer ${token}`;
  const made = (await ask(url, "/v1/rooms", { method: "POST", headers, body: JSON.stringify(room) })) as {
    room: RoomInfo;
    guest_token?: string;
  };
  return { room: made.room, guestToken: made.guest_token ?? "" };
}

async function ask(url: string, path: string, init: RequestInit, signal?: AbortSignal): Promise<unknown> {
  const response = await fetch(new URL(path, url), { ...init, signal: signal ?? null }).catch((error: unknown) => {
    throw Refusal.network(String(error));
  });
  const body = (await response.json().catch(() => null)) as { error?: unknown } | null;
  if (response.ok && body !== null) return body;
  if (body?.error) throw Refusal.from(body.error);
  throw Refusal.network(`status ${response.status}`);
}
