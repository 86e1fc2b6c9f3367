import type { LobbyState } from "@sdk";
import type { Shell } from "../../shell";
import { busiest, FakeLobby, lobbyRooms } from "./lobby";
import type { State } from "./states";

const lobby = (state: Partial<LobbyState>): Pick<State, "path" | "services"> => ({ path: "/", services: { lobby: () => new FakeLobby(state) } });
const nothing = { rooms: [], breaks: [] };
const choose = (testid: string, value: string) => {
  const select = document.querySelector<HTMLSelectElement>(`[data-testid="${testid}"]`)!;
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};
const many = Array.from({ length: 10 }, (_, i) => ({ ...lobbyRooms[i % lobbyRooms.length]!, id: `room-${i}` }));
const profile = (shell: Shell, change: object) => (shell.profile.value = { ...shell.profile.peek(), ...change });
const type = (testid: string, text: string) => {
  const input = document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`)!;
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

/** The lobby, the profile and the form of a new room. */
export const discoverStates: Record<string, State> = {
  "lobby-first": { path: "/", first: true },
  lobby: { path: "/" },
  "lobby-empty": lobby({ ...nothing, awake: [] }),
  "lobby-loading": lobby({ ...nothing, status: "loading", awake: [] }),
  "lobby-failed": lobby({ ...nothing, status: "away", awake: [] }),
  "lobby-stale": lobby({ status: "away" }),
  "lobby-offline": { ...lobby({ ...nothing, status: "away", awake: [] }), after: (shell) => (shell.online.value = false) },
  "lobby-more": { ...lobby({ rooms: many, breaks: [10], more: true }), after: () => window.scrollTo(0, 9999) },
  "lobby-scrolled": { path: "/", after: () => window.scrollTo(0, 420) },
  "lobby-filtered": { path: "/", after: () => choose("filter-languages", "zh en") },
  "lobby-no-fit": { ...lobby({ ...nothing, awake: [] }), after: () => choose("filter-level", "B1") },
  "lobby-few-awake": lobby({ awake: [{ language: "en", natives: 2, learners: 1, zones: [] }] }),
  "lobby-none-awake": lobby({ awake: [{ language: "en", natives: 0, learners: 1, zones: [] }] }),
  "quick-many": { path: "/", after: (shell) => profile(shell, { speaks: ["zh", "yue"], learns: ["en", "es", "ja"] }) },
  "quick-no-learns": { path: "/", after: (shell) => profile(shell, { learns: [] }) },
  "quick-looking": { path: "/", services: { quickStart: () => new Promise<never>(() => undefined) }, clicks: ["quick"] },
  "quick-refused": { path: "/", services: { quickStart: () => Promise.reject({ code: "rate_limited" }) }, clicks: ["quick"] },
  "quick-first": { path: "/", first: true, clicks: ["quick"] },
  "quick-opened": { path: "/", services: { quickStart: async () => "" }, clicks: ["quick"] },
  hours: { path: "/", clicks: ["awake"] },
  "hours-few": { path: "/", services: { awake: async () => ({ ...busiest, hours: [] }) }, clicks: ["awake"] },
  "hours-failed": { path: "/", services: { awake: () => Promise.reject({ code: "network" }) }, clicks: ["awake"] },
  create: { path: "/", clicks: ["create"] },
  "create-first": { path: "/", first: true, clicks: ["create", "open"] },
  "create-tags": { path: "/", clicks: ["create", "tags"], after: () => type("tags", "food, 旅行, ") },
  "create-kept": {
    path: "/",
    clicks: ["create", "more"],
    after: async () => {
      choose("kept-add", "0");
      await new Promise((drawn) => setTimeout(drawn, 300));
      document.querySelector("dialog")!.scrollTop = document.querySelector<HTMLElement>("details.more")!.offsetTop;
    },
  },
  profile: { path: "/", clicks: ["profile"] },
};
