import type { Plan } from "@sdk";
import type { Services } from "../../services";
import { FakePlans, plan, session } from "./plans";
import type { State } from "./states";

const day = 86_400_000;
const gone = () => Promise.reject({ code: "not_found" });
const schedule = (plans: () => FakePlans = () => new FakePlans(), clicks: string[] = []): State => {
  let kept: FakePlans | undefined;
  return { path: "/schedule", services: { room: gone, plans: async () => (kept ??= plans()) }, clicks };
};
const page = (made: () => Plan | null, change: Partial<State> & { services?: Partial<Services> } = {}): State => {
  let kept: FakePlans | undefined;
  return { path: "/r/demo", ...change, services: { room: gone, plans: async () => (kept ??= new FakePlans(made())), ...change.services } };
};
const fault = (code: string) => () => new FakePlans(null, [], code);
const soon = (inMs: number): State => {
  const one = { ...session(inMs, { you: "going" }), plan: plan() };
  return { path: "/", services: { loadToken: () => "token", plans: async () => new FakePlans(plan(), [one]) }, after: (shell) => void shell.planned.value++ };
};

/** Meetups: the list, the finder of hours, the page of a plan and what its host does there. */
export const scheduleStates: Record<string, State> = {
  schedule: schedule(),
  "schedule-empty": schedule(() => new FakePlans(null, [])),
  "schedule-failed": schedule(fault("network")),
  "schedule-offline": { ...schedule(fault("network")), after: (shell) => (shell.online.value = false) },
  "schedule-mine": { ...schedule(() => new FakePlans(plan(day, { yours: true, title: "My own" })), ["tab-mine"]), services: { loadToken: () => "token", plans: async () => new FakePlans(plan(day, { yours: true })) } },
  "schedule-mine-empty": schedule(() => new FakePlans(null, []), ["tab-mine"]),
  "schedule-hours": schedule(undefined, ["tab-hours"]),
  "schedule-hours-map": { ...schedule(undefined, ["tab-hours", "hour-cell"]), after: () => document.querySelector("#week")!.scrollIntoView() },
  "schedule-new": schedule(undefined, ["plan"]),
  "schedule-new-weekly": { ...schedule(undefined, ["plan", "repeat-weekly"]), after: () => document.querySelector("[data-testid=others-see]")!.scrollIntoView() },
  "plan-page": page(() => plan()),
  "plan-page-first": page(() => plan(), { first: true }),
  "plan-going": page(() => plan(5 * 3_600_000), { clicks: ["come"] }),
  "plan-full": page(() => plan(2 * day, {}, { going: 8, waiting: 3 }), { clicks: ["come"] }),
  "plan-doors": page(() => plan(200_000, {}, { you: "going" })),
  "plan-soon": page(() => plan(12 * 60_000, {}, { you: "going" })),
  "plan-host": page(() => plan(2 * day, { yours: true })),
  "plan-host-moved": page(() => plan(2 * day, { yours: true }), { clicks: ["cancel-date"] }),
  "plan-edit": page(() => plan(2 * day, { yours: true, co_hosts: [{ id: "p-yu", name: "小雨" }] }), { clicks: ["edit-plan"] }),
  "plan-shifts": {
    ...page(() => plan(2 * day, { yours: true, co_hosts: [{ id: "p-yu", name: "小雨" }] }), { clicks: ["edit-plan", "plan-room", "add-shift"] }),
    after: () => document.querySelector("[data-testid=shifts]")!.scrollIntoView(),
  },
  "plan-cancel": page(() => plan(2 * day, { yours: true }), { clicks: ["cancel-plan"] }),
  "plan-move": page(() => plan(2 * day, { yours: true }), { clicks: ["move-date"] }),
  "plan-calendar": page(() => plan(), { clicks: ["calendar", "subscribe"] }),
  "plan-cancelled": page(() => plan(2 * day, { cancelled: true })),
  "plan-over": page(() => plan(2 * day, { instances: [] })),
  "plan-differs": page(() => plan(2 * day, {}, { wall: "2026-11-28T21:00" })),
  "plan-failed": page(() => null, { services: { plans: async () => new FakePlans(null, [], "rate_limited") } }),
  "plan-none": page(() => null),
  "reminder-soon": soon(10 * 60_000),
  "reminder-open": soon(60_000),
};
