import {
  type Agenda, type AgendaQuery, type At, calendarUrl, cancelPlan, cancelSession, changePlan, clockOffset, type Coming, createPlan, type Feed, findOverlap, getAgenda,
  getFeeds, getPlan, getReplies, makeFeed, moveSession, myPlans, type MyPlans, type NewFeed, type NewPlan, type Overlap, type OverlapPerson, type Plan,
  type PlanChange, type Replied, type Replies, reply, restoreSession, revokeFeed,
} from "@sdk";

/** What is planned at a server, as the person with the present token. Everything rejects with a Refusal. */
export interface Plans {
  agenda(query: AgendaQuery): Promise<Agenda>;
  /** Of who has no token there is nothing. */
  mine(): Promise<MyPlans>;
  plan(id: string): Promise<Plan>;
  create(plan: NewPlan): Promise<Plan>;
  change(at: At, change: PlanChange): Promise<Plan>;
  cancel(at: At): Promise<Plan>;
  cancelOne(at: At, on: string): Promise<Plan>;
  move(at: At, on: string, to: string): Promise<Plan>;
  restore(at: At, on: string): Promise<Plan>;
  reply(id: string, on: string, who: Coming | null): Promise<Replied>;
  replies(id: string, on: string): Promise<Replies>;
  overlap(people: OverlapPerson[], from: string, minutes: number): Promise<Overlap>;
  calendar(id: string): string;
  makeFeed(plan: string): Promise<NewFeed>;
  feeds(): Promise<Feed[]>;
  revokeFeed(id: string): Promise<void>;
  /** The server's clock minus this one's, milliseconds; 0 when it cannot be told. */
  clockOffset(): Promise<number>;
}

/** The token of who asks, and where a new guest's goes. */
export interface Tokens {
  load(): string;
  save(token: string): void;
}

/** The plans of a server at this origin. */
export function plansOf(url: string, tokens: Tokens): Plans {
  const keep = (token: string) => token !== "" && tokens.save(token);
  return {
    agenda: (query) => getAgenda(url, query, tokens.load()),
    mine: async () => (tokens.load() === "" ? { plans: [], coming: [] } : myPlans(url, tokens.load())),
    plan: (id) => getPlan(url, id, tokens.load()),
    create: async (wish) => {
      const { plan, guestToken } = await createPlan(url, wish, tokens.load());
      keep(guestToken); // who planned it is its host only as the same person
      return plan;
    },
    change: (at, change) => changePlan(url, at, change, tokens.load()),
    cancel: (at) => cancelPlan(url, at, tokens.load()),
    cancelOne: (at, on) => cancelSession(url, at, on, tokens.load()),
    move: (at, on, to) => moveSession(url, at, on, { to }, tokens.load()),
    restore: (at, on) => restoreSession(url, at, on, tokens.load()),
    reply: async (id, on, who) => {
      const replied = await reply(url, id, on, who, tokens.load());
      keep(replied.guestToken);
      return replied;
    },
    replies: (id, on) => getReplies(url, id, on, tokens.load()),
    overlap: (people, from, minutes) => findOverlap(url, people, from, minutes),
    calendar: (id) => calendarUrl(url, id),
    makeFeed: (plan) => makeFeed(url, plan, tokens.load()),
    feeds: async () => (tokens.load() === "" ? [] : getFeeds(url, tokens.load())),
    revokeFeed: (id) => revokeFeed(url, id, tokens.load()),
    clockOffset: () => clockOffset(url),
  };
}
