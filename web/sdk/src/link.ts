import { type HandPosition, type OwnTalk, parseFrame, type RoomEvent } from "./frames";
import { Refusal, type SocketEnd } from "./refusal";
import type { Reactions, Speakers, Talk } from "./types";

const subprotocol = "corner.v1";
/** PROTOCOL.md "Heartbeat": either side that hears nothing for this long gives up. Milliseconds. */
const silence = 25_000;
/** A server that does not answer a connection or a command within this is as good as away. */
const patience = 10_000;

/** What a link tells its owner. */
export interface LinkListener {
  event(event: RoomEvent): void;
  speakers(speakers: Speakers): void;
  reactions(reactions: Reactions): void;
  position(position: HandPosition): void;
  talk(talk: Talk): void;
  ownTalk(own: OwnTalk): void;
  /** The last event applied, for the heartbeat's answer. */
  lastSeq(): number;
  /** Once, when the socket has ended for any reason but close(). */
  ended(end: SocketEnd): void;
}

interface Pending {
  resolve(data: unknown): void;
  reject(refusal: Refusal): void;
  timer: ReturnType<typeof setTimeout>;
}

/** One socket: commands and their answers, events, heartbeat. It never comes back; Connection makes another. */
export class Link {
  /** Settles when the socket is open, or never will be. */
  readonly opened: Promise<void>;

  private readonly socket: WebSocket;
  private failOpening: (refusal: Refusal) => void = () => undefined;
  private readonly pending = new Map<number, Pending>();
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private nextId = 1;
  private ending: SocketEnd | null = null;

  constructor(
    url: string,
    private readonly listener: LinkListener,
  ) {
    this.socket = new WebSocket(url, subprotocol);
    this.opened = new Promise((resolve, reject) => {
      this.failOpening = reject;
      this.socket.onopen = () => {
        this.watch(silence);
        resolve();
      };
    });
    this.opened.catch(() => undefined); // whoever waits for it learns of it
    this.socket.onclose = ({ code, reason }) => this.end({ code, reason });
    this.socket.onmessage = ({ data }) => this.receive(data);
    this.watch(patience);
  }

  /** How it ended, null while it lives. */
  get over(): SocketEnd | null {
    return this.ending;
  }

  /** Sends a command; the answer's data, or a Refusal, at the latest when the patience is over. */
  request(type: string, data: object = {}, patienceMs = patience): Promise<unknown> {
    if (this.ending || this.socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(Refusal.network("not connected"));
    }
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(Refusal.network("no answer in time"));
      }, patienceMs);
      this.pending.set(id, { resolve, reject, timer });
      this.socket.send(JSON.stringify({ id, type, data }));
    });
  }

  /** Closes without another word to the listener. */
  close(): void {
    if (this.ending) return;
    this.finish({ code: 1000, reason: "" });
    this.socket.close(1000);
  }

  private receive(text: unknown): void {
    if (this.ending) return;
    this.watch(silence);
    const frame = parseFrame(text);
    switch (frame?.kind) {
      case "answer":
        return this.settle(frame.re, frame.data, frame.error);
      case "event":
        return this.listener.event(frame.event);
      case "speakers":
        return this.listener.speakers(frame.speakers);
      case "reactions":
        return this.listener.reactions(frame.reactions);
      case "position":
        return this.listener.position(frame.position);
      case "talk":
        return this.listener.talk(frame.talk);
      case "own":
        return this.listener.ownTalk(frame.own);
      case "ping":
        return this.socket.send(JSON.stringify({ type: "pong", data: { seq_ack: this.listener.lastSeq() } }));
    }
  }

  private settle(id: number, data: unknown, error: unknown): void {
    const waiting = this.pending.get(id);
    if (!waiting) return;
    this.pending.delete(id);
    clearTimeout(waiting.timer);
    if (error === null) waiting.resolve(data);
    else waiting.reject(Refusal.from(error));
  }

  /** Gives up after a silence: a dead path shows no close event for minutes. */
  private watch(ms: number): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      this.end({ code: 4002, reason: "" });
      this.socket.close();
    }, ms);
  }

  private end(end: SocketEnd): void {
    if (this.ending) return;
    this.finish(end);
    this.listener.ended(end);
  }

  private finish(end: SocketEnd): void {
    this.ending = end;
    clearTimeout(this.watchdog);
    this.failOpening(Refusal.network("the server cannot be reached", end)); // nothing, once it is open
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(Refusal.network("the connection was lost", end));
    }
    this.pending.clear();
  }
}
