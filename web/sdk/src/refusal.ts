import type { RefusalInfo } from "./client";

/** How a socket ended, as the browser tells it. */
export interface SocketEnd {
  code: number;
  reason: string;
}

/** What a refusal may say besides its code. */
interface Details {
  retryMs: number;
  /** Where to go instead, with code "moved". */
  url: string;
  /** Of an exclusion. */
  reason: string;
  untilMs: number;
  /** Who one is while waiting before the door. */
  guestToken: string;
  /** Set when the socket's end is what refused. */
  end: SocketEnd | null;
}

/** A coded refusal: what every rejected promise of this SDK carries. */
export class Refusal extends Error implements RefusalInfo {
  override readonly name = "Refusal";
  readonly retryMs: number;
  readonly url: string;
  readonly reason: string;
  readonly untilMs: number;
  readonly guestToken: string;
  readonly end: SocketEnd | null;

  constructor(
    readonly code: string,
    readonly text: string = code,
    details: Partial<Details> = {},
  ) {
    super(`${code}: ${text}`);
    this.retryMs = details.retryMs ?? 0;
    this.url = details.url ?? "";
    this.reason = details.reason ?? "";
    this.untilMs = details.untilMs ?? 0;
    this.guestToken = details.guestToken ?? "";
    this.end = details.end ?? null;
  }

  /** Reads the error object of an answer or of an HTTP body, which may be anything. */
  static from(value: unknown): Refusal {
    const given = (value ?? {}) as Record<string, unknown>;
    return new Refusal(word(given.code) || "internal", word(given.text), {
      retryMs: figure(given.retry_ms),
      url: word(given.url),
      reason: word(given.reason),
      untilMs: figure(given.until_ms),
      guestToken: word(given.guest_token),
    });
  }

  /** The network's own refusal: nobody answered. */
  static network(text: string, end: SocketEnd | null = null): Refusal {
    return new Refusal("network", text, { end });
  }
}

function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function figure(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
