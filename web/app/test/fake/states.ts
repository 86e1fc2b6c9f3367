import type { Profile, Snapshot } from "@sdk";
import { RoomSession } from "../../room/session";
import type { Services } from "../../services";
import type { Shell } from "../../shell";
import { chatStates } from "./chat-states";
import { consoleStates } from "./console-states";
import { FakeRoom, type Script } from "./client";
import { FakePlans } from "./plans";
import { scheduleStates } from "./schedule-states";
import { discoverStates } from "./discover-states";
import { exchangeStates } from "./exchange-states";
import { busiest, FakeLobby } from "./lobby";
import { listings, person, room, seated, withYou } from "./people";
import { productStates } from "./product-states";
import { toldStates } from "./told-states";

/** A screen of the app and how to get there. */
export interface State {
  path: "/" | "/settings" | "/schedule" | "/r/demo";
  /** A first visit: no profile is remembered. */
  first?: boolean;
  services?: Partial<Services>;
  /** What the browser is like, before there is an app. */
  before?: () => void;
  script?: Script;
  /** What is done once the page stands, by test id; "!" in front presses nothing and waits instead. */
  clicks?: string[];
  after?: (shell: Shell, fake: FakeRoom) => unknown;
}

const known: Profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [{ language: "en", level: "B1" }], time_zone: "" };
const off = { self: true, host: false, seat: false };
const on = { self: false, host: false, seat: false };
const speaker = (mute = on) => withYou(room(), seated(1, 5, { mute }));
const host = (change: Partial<Snapshot> = {}) => ({ ...withYou(room(), seated(1, 0, { role: "host", mute: off })), ...change });
const hands = [5, 7, 12].map((index, i) => ({ participant: person(index), raised_ms: Date.now() - 700_000 + i * 340_000 }));
const mine = [{ participant: person(1), raised_ms: Date.now() }];
/** The front of a long queue, as the server shows it. */
const longQueue = Array.from({ length: 100 }, (_, i) => ({ participant: person(i + 8), raised_ms: Date.now() - 900_000 + i * 1000 }));
const withHands = (count: number) => ({ ...room().audience, hands: count });
const talk = { speaking: [{ participant: "p-omar", level: -20 }], receiving: ["p-omar", "p-yu"] };

const joined = (script: Partial<Script>): State => ({
  path: "/r/demo",
  script: { snapshot: room(), speakers: talk, ...script },
  clicks: ["join"],
});

const alone = withYou(
  { ...room(), stage: room().stage.map((seat) => ({ ...seat, occupant: null })), audience: { count: 0, hands: 0, sample: [] } },
  seated(1, 0, { role: "host", mute: off }),
);

const putOffBy = (shell: Shell, code: string, ms = 9000) => {
  const session = shell.session.value;
  if (session !== null) session.delay.value = { code, retryMs: 9000, atMs: Date.now() + ms };
};

/** Every state that is designed, by name. */
export const states: Record<string, State> = {
  card: { path: "/r/demo", first: true },
  "card-refused": { path: "/r/demo", script: { snapshot: room(), refuse: "name_taken" }, clicks: ["join"] },
  "card-gone": { path: "/r/demo", first: true, services: { room: () => Promise.reject({ code: "not_found" }) } },
  connecting: { path: "/r/demo", script: { snapshot: room(), hang: true }, clicks: ["join"] },
  delayed: joined({ delayMs: 9000 }),
  "delayed-pause": { ...joined({ delayMs: 9000 }), after: (shell) => putOffBy(shell, "directory_unavailable") },
  "delayed-trying": { ...joined({ delayMs: 9000 }), after: (shell) => putOffBy(shell, "server_busy", -1) },
  listener: joined({}),
  "listener-hand": joined({ snapshot: room({ hands: mine, hand_position: 12, audience: withHands(340) }) }),
  "listener-hand-unplaced": joined({ snapshot: room({ hands: mine, audience: withHands(340) }) }),
  "listener-people": { ...joined({ snapshot: room({ audience: withHands(340) }) }), clicks: ["join", "people"] },
  "people-failed": { ...joined({ refused: { "participants.list": { code: "rate_limited" } } }), clicks: ["join", "people"] },
  "people-empty": { ...joined({ snapshot: room({ audience: { count: 0, hands: 0, sample: [] } }) }), clicks: ["join", "people"] },
  invited: joined({
    snapshot: room({ invitations: [{ participant: "p-yu", by: "p-lena", expires_ms: Date.now() + 30_000 }] }),
  }),
  "speaker-off": joined({ snapshot: speaker(off) }),
  "speaker-on-air": joined({ snapshot: speaker(), speakers: { ...talk, speaking: [...talk.speaking, { participant: "p-yu", level: -25 }] } }),
  "host-queue": joined({
    snapshot: host({ hands, invitations: [{ participant: "p-an", by: "p-yu", expires_ms: Date.now() + 25_000 }] }),
  }),
  "host-long-queue": joined({ snapshot: host({ hands: longQueue, audience: withHands(340) }) }),
  "host-long-queue-people": { ...joined({ snapshot: host({ hands: longQueue, audience: withHands(340) }) }), clicks: ["join", "people"] },
  "host-no-hands": joined({ snapshot: host() }),
  "host-person": { ...joined({ snapshot: host() }), clicks: ["join", "open-seat-2"] },
  "host-people": { ...joined({ snapshot: host() }), clicks: ["join", "people"] },
  "host-toast": { ...joined({ snapshot: host({ hands }) }), clicks: ["join", "invite"] },
  alone: joined({ snapshot: alone }),
  reconnecting: joined({ connection: "reconnecting" }),
  offline: { ...joined({ connection: "reconnecting" }), after: (shell) => (shell.online.value = false) },
  "host-muted": joined({ snapshot: speaker({ self: true, host: true, seat: false }) }),
  "seat-muted": joined({ snapshot: speaker({ self: true, host: false, seat: true }) }),
  "not-heard": {
    ...joined({ snapshot: speaker(), speakers: { ...talk, receiving: [] } }),
    after: (shell) => shell.session.value !== null && (shell.session.value.notHeard.value = true),
  },
  "no-path": joined({ path: "blocked" }),
  "no-path-speaker": joined({ snapshot: speaker(), path: "blocked" }),
  "sound-blocked": joined({ playback: "blocked" }),
  "microphone-denied": { ...joined({ snapshot: speaker(off), microphone: "microphone_denied" }), clicks: ["join", "microphone"] },
  "microphone-missing": { ...joined({ snapshot: speaker(off), microphone: "microphone_missing" }), clicks: ["join", "microphone"] },
  settings: { ...joined({}), clicks: ["join", "settings"] },
  left: { ...joined({}), clicks: ["join", "leave"] },
};

for (const reason of [
  "replaced", "room_closed", "room_full", "room_locked", "kicked", "banned", "denied", "moved", "not_found", "not_allowed", "unauthenticated",
  "unsupported_version", "bad_request", "network", "server_draining", "server_busy", "rate_limited", "session_lost", "unsupported", "internal",
]) {
  states[`ended-${reason}`] = joined({ refuse: reason });
}

Object.assign(states, discoverStates, chatStates(joined), toldStates(joined), consoleStates, exchangeStates, productStates, scheduleStates);

/** The outside of a state: a fake room, and a lobby that answers at once. */
export function servicesOf(state: State): { services: Services; fake: FakeRoom } {
  const fake = new FakeRoom(state.script ?? { snapshot: room() });
  const services: Services = {
    url: location.origin,
    lobby: () => new FakeLobby(),
    quickStart: async () => "demo",
    awake: async () => busiest,
    room: async () => listings[0]!,
    createRoom: async () => listings[0]!,
    prepare: () => undefined,
    unprepare: () => undefined,
    ready: () => null,
    session: (...visit) => new RoomSession(...visit),
    client: () => fake,
    plans: async () => new FakePlans(),
    about: async () => ({ version: "0.6.0", zone_data: "2026b" }),
    push: () => ({ key: async () => "", save: async () => undefined, drop: async () => undefined }),
    loadToken: () => "",
    saveToken: () => undefined,
    ...state.services,
  };
  return { services, fake };
}

/** What a returning visitor's browser remembers. */
export function remember(state: State): void {
  localStorage.clear();
  sessionStorage.clear();
  if (state.first !== true) localStorage.setItem("corner.profile", JSON.stringify(known));
}
