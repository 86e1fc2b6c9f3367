import type { RefusalInfo } from "./types";

/** How a socket ended, as the browser tells it. */
export interface SocketEnd {
  code: number;
  reason: string;
}

/** A coded refusal: what every rejected promise of this SDK carries. */
export class Refusal extends Error implements RefusalInfo {
  override readonly name = "Refusal";

  constructor(
    readonly code: string,
    readonly text: string = code,
    readonly retryMs = 0,
    /** Where to go instead, with code "moved". */
    readonly url = "",
    /** Set when the socket's end is what refused. */
    readonly end: SocketEnd | null = null,
  ) {
    super(`${code}: ${text}`);
  }

  /** Reads the error object of an answer or of an HTTP body, which may be anything. */
  static from(value: unknown): Refusal {
    const { code, text, retry_ms, url } = (value ?? {}) as Record<string, unknown>;
    return new Refusal(
      typeof code === "string" && code !== "" ? code : "internal",
      typeof text === "string" ? text : "",
      typeof retry_ms === "number" ? retry_ms : 0,
      typeof url === "string" ? url : "",
    );
  }

  /** The network's own refusal: nobody answered. */
  static network(text: string, end: SocketEnd | null = null): Refusal {
    return new Refusal("network", text, 0, "", end);
  }
}
