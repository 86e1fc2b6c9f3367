import type { RoomListing } from "./http";
import type { CefrLevel, Profile } from "./types";

/** The shapes of the lobby's stream: PROTOCOL.md, "The lobby". */

/** Of one of a room's languages: who is there that speaks it, and who learns it. */
export interface LanguageCount {
  language: string;
  natives: number;
  learners: number;
}

/** Why a room stands where it stands for the person who looks: what they can give there, and get. */
export interface Why {
  /** exchange: both · practise: get alone · help: give alone · open: neither. */
  code: "exchange" | "practise" | "help" | "open";
  give: string;
  get: string;
  /** A language the room lacks and the person speaks, "" for none. */
  needed: string;
}

/** A room as the lobby shows it to one person. */
export interface LobbyRoom extends RoomListing {
  why: Why;
  /** Languages of which a native speaker is lacking. */
  needs: string[];
}

/** What a person looks for; "" and an empty pair are anything. */
export interface LobbyFilter {
  pair: string[];
  level: CefrLevel | "";
  tag: string;
}

/** Who looks at the lobby. */
export interface Viewer {
  profile: Profile;
}

/** The rooms for one viewer, best first. */
export interface LobbyPage {
  version: number;
  rooms: LobbyRoom[];
  /** How many rooms each page has. */
  breaks: number[];
  /** There are more than the pages asked for. */
  more: boolean;
  /** The directory is away, and this is an old list. */
  stale: boolean;
}

/** What has changed of a page: the whole order, and the rooms that are new or other than before. */
export interface LobbyDelta extends LobbyPage {
  order: string[];
}

/** How many people of a language are awake, and where most of them are. */
export interface AwakeLine {
  language: string;
  natives: number;
  learners: number;
  /** Of the native speakers, at most three; never one with fewer than three people. */
  zones: { time_zone: string; count: number }[];
}

/** How many native speakers of a language are awake in each hour of a day in UTC, as a rule. */
export interface Busy {
  language: string;
  by_hour: number[];
}

/**
 * loading: nothing has come yet · live: told of every change · polling: asked for again and again, where a stream is
 * refused or held up · away: what is shown is what was there last.
 */
export type LobbyStatus = "loading" | "live" | "polling" | "away";

/** All of the lobby; replaced, never changed in place. */
export interface LobbyState extends LobbyPage {
  status: LobbyStatus;
  awake: AwakeLine[];
}
