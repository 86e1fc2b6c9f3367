import type {
  About, Busiest, LobbyEvents, LobbyFilter, LobbyState, NewRoom, Profile, RoomListing, Viewer, VoiceRoomClient, VoiceRoomOptions,
} from "@sdk";
import type { PushServer } from "./pwa/push";
import type { RoomSession } from "./room/session";
import type { Plans } from "./schedule/plans";

/** What a person chooses when they open a room. */
export interface RoomWish extends Omit<NewRoom, "profile"> {
  topic: string;
  seats: number;
}

/** The lobby as one person sees it, as long as it is started. */
export interface LobbyFeed {
  readonly state: LobbyState;
  on<K extends keyof LobbyEvents>(type: K, listener: (event: LobbyEvents[K]) => void): () => void;
  /** Also begins anew, when who looks has changed. */
  start(): void;
  stop(): void;
  setFilter(filter: LobbyFilter): void;
  showMore(): void;
}

/** Everything the app asks of the outside; the tests bring their own. */
export interface Services {
  /** Origin of the server. */
  url: string;
  /** Makes the lobby's feed; it asks nothing until it is started, and then each time who looks. */
  lobby(viewer: () => Viewer): LobbyFeed;
  /** A room where a person gives one language and gets another, "" for none, leaving some out. */
  quickStart(profile: Profile, give: string, get: string, not: string[]): Promise<string>;
  /** At which hours the speakers of two languages are here. */
  awake(pair: [string, string]): Promise<Busiest>;
  /** Reads one room; rejects with the code "not_found" when there is none. */
  room(id: string): Promise<RoomListing>;
  /** Opens a room whose host is the person with this token; keeps the token that comes back. */
  createRoom(wish: RoomWish, profile: Profile): Promise<{ id: string }>;
  /** Gets ready for a join that is likely, so that its tap is sound sooner. As often as one likes. */
  prepare(): void;
  /** It has become unlikely: what was got ready is given up. */
  unprepare(): void;
  /** Fetches the code of a client and its session; null when it is here. Rejects when it cannot be fetched. */
  ready(): Promise<void> | null;
  /** Makes a client, of what is ready, once its code is here; it does nothing until its join is called. */
  client(options: VoiceRoomOptions): VoiceRoomClient;
  /** Makes the session of a visit, once its code is here. */
  session(...visit: ConstructorParameters<typeof RoomSession>): RoomSession;
  /** What is planned; what it takes comes when it is first asked for. */
  plans(): Promise<Plans>;
  /** What the server is. Rejects with the code "not_found" when it is too old to say. */
  about(): Promise<About>;
  /** Reminders, of the person with the present token. */
  push(): PushServer;
  loadToken(): string;
  saveToken(token: string): void;
}
