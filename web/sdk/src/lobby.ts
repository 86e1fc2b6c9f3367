import { Backoff } from "./backoff";
import { Emitter } from "./emitter";
import { completeListing, posted, refusalOf } from "./http";
import type {
  AwakeLine,
  LobbyDelta,
  LobbyFilter,
  LobbyPage,
  LobbyRoom,
  LobbyState,
  LobbyStatus,
  Viewer,
} from "./lobby-types";
import { linesOf } from "./ndjson";
import { Refusal } from "./refusal";

/** A stream that says nothing for this long is dead: the server pings every 15 s. Milliseconds. */
const silence = 40_000;
/** Where there is no stream the lobby is asked for this often, and after so many answers a stream is tried again. */
const pollEvery = 15_000;
const pollsBeforeStream = 8;
/** Before a stream that has ended is opened again: this, and up to three times as much by chance. Milliseconds. */
const reopen = 500;
/** The most pages a viewer can ask for. */
const maxPages = 10;

export interface LobbyOptions {
  /** Origin of the server. */
  url: string;
  /** Asked before every request: who looks. */
  viewer(): Viewer;
  /** A guest token or an app's JWT; "" for somebody new. */
  token(): string;
  fetch?: typeof fetch;
}

export interface LobbyEvents {
  /** The rooms, whenever something about them is other than before. */
  page: LobbyState;
  awake: AwakeLine[];
  status: LobbyStatus;
  /** Of a new guest: with it they stay the same person. */
  guestToken: string;
}

/** The page after a delta. Pure: a room that has not changed keeps its identity. */
export function lobbyAfter(page: LobbyPage, delta: LobbyDelta): LobbyPage {
  if (delta.version <= page.version) return page;
  const rooms = new Map([...page.rooms, ...delta.rooms].map((room) => [room.id, room]));
  const order = delta.order.flatMap((id) => rooms.get(id) ?? []);
  return { version: delta.version, rooms: order, breaks: delta.breaks, more: delta.more, stale: delta.stale };
}

/** What the server says, one at a time; what a type does not have is left out. */
interface Line extends Partial<LobbyDelta> {
  type?: unknown;
  guest_token?: string;
  /** Of type "awake". */
  lines?: AwakeLine[];
  /** Of a page that was asked for without a stream. */
  awake?: AwakeLine[];
}

/** How an attempt went: a stream that was and is over, one that cannot be had, or nothing at all. */
type Outcome = "ended" | "refused" | "failed";

/** The lobby as one person sees it, kept up to date for as long as it is started. */
export class LobbyStream {
  private readonly events = new Emitter<LobbyEvents>();
  private readonly backoff = new Backoff();
  private current: LobbyState = {
    status: "loading", version: -1, rooms: [], breaks: [], more: false, stale: false, awake: [],
  };
  private filter: LobbyFilter = { pair: [], level: "", tag: "" };
  private pages = 1;
  private run: AbortController | null = null;
  /** Streams in a row that brought nothing: something on the way keeps them back. */
  private mute = 0;
  /** The kept token is no good any more: the next request is a new guest's. */
  private spent = "";
  /** The token that was kept when the present request was sent. */
  private sent = "";

  constructor(private readonly options: LobbyOptions) {}

  get state(): LobbyState {
    return this.current;
  }

  on<K extends keyof LobbyEvents>(type: K, listener: (event: LobbyEvents[K]) => void): () => void {
    return this.events.on(type, listener);
  }

  /** Begins, or begins anew because who looks has changed. */
  start(): void {
    this.stop();
    this.backoff.reset();
    this.run = new AbortController();
    void this.keep(this.run.signal);
  }

  /** Idempotent. What was shown last stays in `state`. */
  stop(): void {
    this.run?.abort();
    this.run = null;
    this.backoff.cancel();
  }

  /** Looks for something else, from the first page on. */
  setFilter(filter: LobbyFilter): void {
    this.filter = filter;
    this.pages = 1;
    if (this.run) this.start();
  }

  /** Asks for one page more. */
  showMore(): void {
    if (!this.current.more || this.pages >= maxPages) return;
    this.pages++;
    if (this.run) this.start();
  }

  /** Attempts, one after the other, until it is stopped. */
  private async keep(signal: AbortSignal): Promise<void> {
    let polls = 0;
    while (!signal.aborted) {
      const pause = this.backoff.wait();
      if (pause) await pause;
      if (signal.aborted) return;
      const streaming = polls === 0;
      const outcome = await (streaming ? this.stream(signal) : this.poll(signal)).catch((fault: unknown) => this.failed(fault, streaming));
      if (signal.aborted) return;
      if (outcome === "failed") {
        this.set({ status: "away" });
        continue;
      }
      // A stream is over from time to time, everybody's at once when a server goes: they do not come back as one.
      if (outcome === "ended") this.settle(reopen, 3);
      else if (streaming) this.settle(0, 0);
      else this.settle(pollEvery, 0.2);
      polls = outcome === "ended" ? 0 : (polls + 1) % pollsBeforeStream;
    }
  }

  private settle(ms: number, spread: number): void {
    this.backoff.reset();
    if (ms > 0) this.backoff.atLeast(ms, spread);
  }

  private failed(fault: unknown, streaming: boolean): Outcome {
    const refusal = fault instanceof Refusal ? fault : Refusal.network(String(fault));
    // A guest whose token has expired looks on as somebody new.
    if (refusal.code === "unauthenticated" || refusal.code === "token_expired") this.spent = this.options.token();
    const busy = refusal.code === "server_busy";
    if (busy && streaming) return "refused";
    if (busy || refusal.retryMs > 0) this.backoff.atLeast(Math.max(refusal.retryMs, busy ? pollEvery : 0), 0.2);
    return "failed";
  }

  /** One stream, from its first line to its end. */
  private async stream(signal: AbortSignal): Promise<Outcome> {
    const own = new AbortController();
    const stop = () => own.abort();
    signal.addEventListener("abort", stop);
    let watchdog = setTimeout(stop, silence);
    let heard = false;
    try {
      const response = await this.request(true, own.signal);
      if (!response.body) return "refused";
      for await (const line of linesOf(response.body)) {
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, silence);
        if (signal.aborted) return "ended";
        heard = true;
        this.mute = 0;
        this.take(line, "live");
      }
    } catch (fault) {
      if (!heard && !own.signal.aborted) throw fault; // one that was good is opened again before anybody is told
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", stop);
      own.abort();
    }
    if (heard) return "ended";
    return ++this.mute > 1 ? "refused" : "failed";
  }

  private async poll(signal: AbortSignal): Promise<Outcome> {
    const response = await this.request(false, signal);
    this.take(await response.json(), "polling");
    return "refused";
  }

  private async request(stream: boolean, signal: AbortSignal): Promise<Response> {
    const { url, viewer, token } = this.options;
    const { pair, level, tag } = this.filter;
    const body = { ...viewer(), filter: { ...(pair.length === 2 && { pair }), level, tag }, pages: this.pages, stream };
    const kept = token();
    this.sent = kept;
    const get = this.options.fetch ?? fetch;
    const init = { ...posted(body, kept === this.spent ? "" : kept), signal };
    const response = await get(new URL("/v1/lobby", url), init).catch((fault: unknown) => {
      throw Refusal.network(String(fault));
    });
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  /** One line. What this version does not know is passed over. */
  private take(line: unknown, status: LobbyStatus): void {
    const frame = line as Line;
    // Who has become somebody meanwhile, the host of a new room say, stays that.
    if (frame.guest_token && this.options.token() === this.sent) this.events.emit("guestToken", frame.guest_token);
    if (frame.type === "page") this.set({ ...pageOf(frame), status });
    if (frame.type === "delta") this.set({ ...lobbyAfter(this.current, { ...pageOf(frame), order: frame.order ?? [] }), status });
    if (frame.type === "awake") this.wake(frame.lines ?? []);
    if (frame.awake) this.wake(frame.awake); // a page that no stream follows has them itself
  }

  private wake(lines: AwakeLine[]): void {
    this.current = { ...this.current, awake: lines.map((one) => ({ ...one, zones: one.zones ?? [] })) };
    this.events.emit("awake", this.current.awake);
  }

  private set(change: Partial<LobbyState>): void {
    const before = this.current;
    this.current = { ...before, ...change };
    if (this.current.status !== before.status) this.events.emit("status", this.current.status);
    if (change.rooms) this.events.emit("page", this.current);
  }
}

/** A page with the lists that may be left out. */
function pageOf({ version, rooms, breaks, more, stale }: Partial<LobbyPage>): LobbyPage {
  return {
    version: version ?? 0,
    rooms: (rooms ?? []).map(completeRoom),
    breaks: breaks ?? [],
    more: more ?? false,
    stale: stale ?? false,
  };
}

function completeRoom(room: LobbyRoom): LobbyRoom {
  const { code = "open", give = "", get = "", needed = "" } = room.why ?? {};
  return { ...completeListing(room), why: { code, give, get, needed }, needs: room.needs ?? [] };
}
