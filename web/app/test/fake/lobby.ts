import type { AwakeLine, LobbyEvents, LobbyFilter, LobbyRoom, LobbyState } from "@sdk";
import type { LobbyFeed } from "../../services";
import { listings } from "./people";

type Listener = (event: never) => void;

/** The rooms of the examples, as somebody sees them who speaks Chinese and learns English. */
export const lobbyRooms: LobbyRoom[] = [
  lobbyRoom("tea", {
    why: { code: "exchange", give: "zh", get: "en", needed: "zh" }, needs: ["zh"], level: "B1", pace: "slow", round: "en",
    tags: ["food", "旅行", "exams", "cats"], counts: [{ language: "zh", natives: 0, learners: 4 }, { language: "en", natives: 2, learners: 0 }],
    translations: [{ language: "en", title: "Tea, slowly", rules: "" }],
  }),
  lobbyRoom("demo", {
    why: { code: "exchange", give: "zh", get: "en", needed: "" }, tags: ["food"], kept: [{ seat: 7, for: "native", language: "en" }], waiting_room: true,
  }),
  lobbyRoom("rtl", { why: { code: "practise", give: "", get: "en", needed: "" }, needs: ["en"], tags: ["قهوة"] }),
  lobbyRoom("full", { level: "C1", tags: ["una palabra muy larga sí"], free_seats: 0 }),
];

function lobbyRoom(id: string, change: Partial<LobbyRoom>): LobbyRoom {
  const listing = listings.find((one) => one.id === id)!;
  return { ...listing, why: { code: "open", give: "", get: "", needed: "" }, needs: [], ...change };
}

/** Who is awake in the examples. */
export const awakeLines: AwakeLine[] = [
  { language: "en", natives: 14, learners: 9, zones: [{ time_zone: "America/New_York", count: 9 }] },
  { language: "zh", natives: 2, learners: 30, zones: [] },
];

/** A day of the examples: evenings in China and in America, as UTC sees them. */
export const busiest = {
  hours: [
    { language: "zh", by_hour: Array.from({ length: 24 }, (_, h) => 3 + 22 * Math.max(0, Math.sin(((h - 4) / 24) * 2 * Math.PI))) },
    { language: "en", by_hour: Array.from({ length: 24 }, (_, h) => 2 + 15 * Math.max(0, Math.sin(((h - 16) / 24) * 2 * Math.PI))) },
  ],
  lines: awakeLines,
  stale: false,
};

/** A lobby without a server: it holds what it is given and tells it when it is started. */
export class FakeLobby implements LobbyFeed {
  state: LobbyState;
  /** What was asked of it, in order. */
  readonly asked: string[] = [];
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(state: Partial<LobbyState> = {}) {
    this.state = {
      status: "live", version: 1, rooms: lobbyRooms, breaks: [lobbyRooms.length], more: false, stale: false, awake: awakeLines, ...state,
    };
  }

  on<K extends keyof LobbyEvents>(type: K, listener: (event: LobbyEvents[K]) => void): () => void {
    const all = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, all.add(listener as Listener));
    return () => all.delete(listener as Listener);
  }

  start(): void {
    this.asked.push("start");
    this.tell({});
  }

  stop(): void {
    this.asked.push("stop");
  }

  setFilter(filter: LobbyFilter): void {
    this.asked.push(`filter ${JSON.stringify(filter)}`);
  }

  showMore(): void {
    this.asked.push("more");
  }

  /** The server has something to say. */
  tell(change: Partial<LobbyState>): void {
    this.state = { ...this.state, ...change };
    const { status, awake } = this.state;
    const events: Partial<LobbyEvents> = { status, awake, ...(status !== "loading" && { page: this.state }) };
    for (const [type, event] of Object.entries(events)) {
      for (const listener of this.listeners.get(type) ?? []) listener(event as never);
    }
  }
}
