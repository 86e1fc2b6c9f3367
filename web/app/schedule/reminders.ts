import type { MyPlans, PlanHead, Session } from "@sdk";

/** How long before it begins a meetup is spoken of. */
export const soonMs = 15 * 60_000;

/** What is said at the top of any page. */
export interface Reminder {
  kind: "soon" | "open";
  plan: PlanHead;
  session: Session;
}

/** Names a reminder, for who has seen it away: once soon, and once open. */
export function markOf({ kind, plan, session }: Reminder): string {
  return `${kind} ${plan.id} ${session.on}`;
}

/** Returns all sessions one has to do with: those one comes to, and those of the own plans. */
export function sessionsOf({ plans, coming }: MyPlans): Session[] {
  const own = plans.filter((plan) => !plan.cancelled).flatMap((plan) => plan.instances.map((one) => ({ ...one, plan })));
  const going = coming.filter((one) => one.you === "going" && !own.some((other) => other.plan.id === one.plan.id && other.on === one.on));
  return [...own, ...going].filter((one) => !one.cancelled && !one.plan.cancelled).sort((a, b) => a.start_ms - b.start_ms);
}

/** Returns what is to be said at a moment, null for nothing: open doors before what begins soon. */
export function reminderAt(sessions: readonly Session[], nowMs: number, seen: ReadonlySet<string>): Reminder | null {
  const due = sessions.flatMap((session): Reminder[] => {
    if (nowMs >= session.end_ms || nowMs < session.start_ms - soonMs) return [];
    return [{ kind: nowMs >= session.doors_ms ? "open" : "soon", plan: session.plan, session }];
  });
  const fresh = due.filter((one) => !seen.has(markOf(one)));
  return fresh.find((one) => one.kind === "open") ?? fresh[0] ?? null;
}

/** The longest a timer is set for: what is planned may change meanwhile. */
const longestMs = 5 * 60_000;

/** Returns in how many milliseconds there may be something else to say, at least a moment and at most a few minutes. */
export function nextLook(sessions: readonly Session[], nowMs: number): number {
  const moments = sessions.flatMap(({ start_ms, doors_ms, end_ms }) => [start_ms - soonMs, doors_ms, end_ms]);
  const next = Math.min(...moments.filter((ms) => ms > nowMs), nowMs + longestMs);
  return Math.max(50, next - nowMs);
}
