import { Backoff } from "./backoff";
import type { CloseInfo, ConnectionState, Delay } from "./client";
import { closingByCode, closingByName, type Closing } from "./closing";
import type { HandPosition, OwnTalk, Resumed, RoomEvent, Welcome } from "./frames";
import { Link } from "./link";
import { Refusal, type SocketEnd } from "./refusal";
import type { Reactions, Snapshot, Speakers, Talk } from "./types";

/** How long a lost connection is sought again before it is given up, milliseconds. */
const perseverance = 10 * 60_000;
/** Redirections in a row that are followed at once; more of them are a loop and wait their turn. */
const hops = 3;
/** The pause between two knocks when the server names none, milliseconds. */
const knock = 3000;
/** The pause before a join that the server has put off without saying for how long, and the shortest one, milliseconds. */
const putOff = 1500;
const shortest = 1000;
/** How long a first join that is put off is tried again, milliseconds; a longer wait than that is refused at once. */
const endurance = 120_000;

/** Who owns a Connection: it has the media and the state. */
export interface ConnectionOwner {
  /** The data of a join, with an offer that has not been sent before. */
  joinData(): Promise<object>;
  /** Joined. Awaited before the connection counts as connected. */
  welcomed(welcome: Welcome, roundTripMs: number): Promise<void>;
  /** Resumed; a snapshot when events were lost. */
  resumed(snapshot: Snapshot | null): void;
  event(event: RoomEvent): void;
  speakers(speakers: Speakers): void;
  reactions(reactions: Reactions): void;
  position(position: HandPosition): void;
  talk(talk: Talk): void;
  ownTalk(own: OwnTalk): void;
  /** Before the door: the next attempt joins as the person of this token, "" when the server names none. */
  knocked(guestToken: string): void;
  /** The number of the last event applied. */
  lastSeq(): number;
  /** The server has put the join off: it is tried again by itself. */
  delayed(delay: Delay): void;
  /** The token has expired: true when a new person may join without it. */
  renew(): boolean;
  changed(state: ConnectionState): void;
  closed(info: CloseInfo): void;
}

/**
 * The way to the server: joins, and when the socket dies resumes or joins again by the close-code table,
 * until stopped. One attempt runs at a time; whatever outlives its epoch is ignored.
 */
export class Connection {
  private readonly backoff = new Backoff();
  private state: ConnectionState = "idle";
  private link: Link | null = null;
  private session: { id: string; token: string } | null = null;
  private epoch = 0;
  private moves = 0;
  private lostAt = 0;
  private first: { since: number; resolve(): void; reject(refusal: Refusal): void } | null = null;

  constructor(
    private url: string,
    private readonly owner: ConnectionOwner,
  ) {}

  /** Joins. Rejects with the refusal; after that the connection is over. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.first = { since: Date.now(), resolve, reject };
      this.set("connecting");
      void this.run();
    });
  }

  /** Sends a command on the live socket. */
  request(type: string, data?: object, patienceMs?: number): Promise<unknown> {
    if (this.state !== "connected" || !this.link) return Promise.reject(Refusal.network("not connected"));
    return this.link.request(type, data, patienceMs);
  }

  /** Resumes on another socket, because this one does not answer. */
  reconnect(): void {
    if (this.state === "connected") this.lost(closingByCode(4002));
  }

  /** Starts over with a new join, because the media are dead. */
  rejoin(): void {
    if (this.state !== "connected") {
      this.session = null; // the attempt under way ends as it may; the next one joins
      return;
    }
    this.lost({ code: 4003, name: "session_lost", next: "join" });
  }

  /** Ends it for good. Idempotent. */
  stop(info: CloseInfo, refusal = Refusal.network(info.reason)): void {
    if (this.state === "closed") return;
    this.epoch++;
    this.backoff.cancel();
    this.drop();
    this.first?.reject(refusal);
    this.first = null;
    this.set("closed");
    this.owner.closed(info);
  }

  private lost(closing: Closing, end: SocketEnd | null = null): void {
    this.lostAt = Date.now();
    this.drop();
    if (!this.follow(closing, Refusal.network(closing.name, end))) return;
    this.set("reconnecting");
    void this.run();
  }

  /** Attempts until one succeeds, this run is superseded, or there is no use. */
  private async run(): Promise<void> {
    const epoch = ++this.epoch;
    for (;;) {
      const pause = this.backoff.wait();
      if (pause) await pause;
      if (epoch !== this.epoch) return;
      const refusal = await this.attempt(epoch).then(() => null, asRefusal);
      if (epoch !== this.epoch) return;
      if (refusal === null) return this.succeed();
      this.drop();
      if (!this.follow(closingOf(refusal), refusal)) return;
    }
  }

  private async attempt(epoch: number): Promise<void> {
    const link = new Link(this.url, {
      event: (event) => this.owner.event(event),
      speakers: (speakers) => this.owner.speakers(speakers),
      reactions: (reactions) => this.owner.reactions(reactions),
      position: (position) => this.owner.position(position),
      talk: (talk) => this.owner.talk(talk),
      ownTalk: (own) => this.owner.ownTalk(own),
      lastSeq: () => this.owner.lastSeq(),
      ended: (end) => this.ended(end),
    });
    this.link = link;
    if (this.session) return this.resume(link, epoch);
    await link.opened;
    const data = await this.owner.joinData();
    const sent = Date.now();
    const welcome = (await link.request("join", data)) as Welcome;
    if (epoch !== this.epoch) return; // stopped meanwhile: nobody waits for it
    await this.owner.welcomed(welcome, Date.now() - sent);
    this.session = { id: welcome.session, token: welcome.resume_token };
    // A socket that ended while the answer was applied told nobody.
    if (link.over) throw Refusal.network("the connection was lost", link.over);
  }

  private async resume(link: Link, epoch: number): Promise<void> {
    const session = this.session;
    await link.opened;
    const resumed = (await link.request("resume", {
      session: session?.id,
      resume_token: session?.token,
      seq: this.owner.lastSeq(),
    })) as Resumed;
    if (epoch !== this.epoch || !session) return;
    // A rejoin may have been asked for meanwhile; then there is no session to keep.
    if (this.session) this.session = { id: session.id, token: resumed.resume_token };
    this.owner.resumed(resumed.snapshot ?? null);
  }

  private succeed(): void {
    this.backoff.reset();
    this.moves = 0;
    this.set("connected");
    this.first?.resolve();
    this.first = null;
    if (!this.session) this.rejoin();
  }

  /** A socket that ends during an attempt rejects what the attempt waits for; later it is a loss. */
  private ended(end: SocketEnd): void {
    if (this.state === "connected") this.lost(closingByCode(end.code), end);
  }

  /** Prepares the next attempt; false when there is to be none, and then all is over. */
  private follow(closing: Closing, refusal: Refusal): boolean {
    const give = () => this.stop(closeInfo(closing, refusal), refusal);
    switch (closing.next) {
      case "resume":
        if (!this.exhausted()) return true;
        give();
        return false;
      case "join":
        if (this.session) this.backoff.reset(); // somebody answered: no reason to wait
        break;
      case "wait":
        if (closing.name === "waiting") {
          this.waitAtTheDoor(refusal);
          break;
        }
        if (!this.putOff(refusal)) return give(), false;
        break;
      case "moved":
        this.redirect(refusal.url || (refusal.end?.reason ?? ""));
        break;
      case "renew":
        if (!this.owner.renew()) return give(), false;
        break;
      case "stop":
        return give(), false;
    }
    this.session = null;
    return true;
  }

  /** Knocks again, evenly and for as long as it takes: a place before the door is kept only for who knocks. */
  private waitAtTheDoor(refusal: Refusal): void {
    this.owner.knocked(refusal.guestToken);
    this.backoff.reset();
    this.backoff.atLeast(refusal.retryMs || knock);
    this.lostAt = Date.now();
    if (this.first) this.first.since = this.lostAt;
    this.set("waiting");
  }

  /**
   * Comes back when the server says, no sooner and not with everybody else. A first join that would take too long is
   * given up, false: who was in waits for their turn, who was not may rather go elsewhere.
   */
  private putOff({ code, retryMs }: Refusal): boolean {
    const { first } = this;
    // Its time alone decides: neither the schedule nor the network's return.
    if (first) this.backoff.reset();
    // A busy server has dealt out its times by chance already.
    const pause = this.backoff.atLeast(Math.max(shortest, retryMs || putOff), code === "server_busy" ? 0.1 : 1);
    const atMs = Date.now() + pause;
    if (!first) return true;
    if (atMs - first.since > endurance) return false;
    this.set("delayed");
    this.owner.delayed({ code, retryMs, atMs });
    return true;
  }

  /** The other node is asked at once, unless nodes keep sending us round. */
  private redirect(url: string): void {
    if (!/^wss?:\/\//.test(url)) return;
    this.url = url;
    if (++this.moves <= hops) this.backoff.reset();
  }

  private exhausted(): boolean {
    if (this.first) return this.backoff.count >= Backoff.steps;
    return Date.now() - this.lostAt > perseverance;
  }

  private drop(): void {
    this.link?.close();
    this.link = null;
  }

  private set(state: ConnectionState): void {
    if (state === this.state) return;
    this.state = state;
    this.owner.changed(state);
  }
}

/** A socket closed with one of our codes says more than "network". */
function closingOf(refusal: Refusal): Closing {
  if (refusal.end && refusal.end.code >= 4000) return closingByCode(refusal.end.code);
  return closingByName(refusal.code, refusal.retryMs);
}

const exclusions: readonly string[] = ["kicked", "banned", "denied"];

function closeInfo({ code, name }: Closing, refusal: Refusal): CloseInfo {
  const { reason, untilMs } = refusal;
  const known = exclusions.includes(name) && refusal.code === name;
  return { code, reason: name, ...(known && { exclusion: { reason, untilMs, byName: "" } }) };
}

function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal("internal", String(error));
}
