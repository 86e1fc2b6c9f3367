/** A participant that is no browser: a child process, told and telling in JSON lines. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode } from "./compare.ts";
import { Child, eventually } from "./process.ts";
import type { Heard } from "./recording.ts";
import { goProgram } from "./server.ts";
import { type Voice, opusSpeech, speech } from "./speech.ts";

/** A line of the peer: a frame of the server, or something local to the peer. */
export interface Line {
  local?: string;
  type?: string;
  re?: number;
  data?: Record<string, unknown>;
  error?: { code: string };
  path?: string;
  state?: string;
}

/** A running peer. */
export interface Peer {
  name: string;
  /** The participant that it is. */
  id: string;
  lines: Line[];
  /** tell sends a command of corner.v1. */
  tell(type: string, data?: object): void;
  /** speak and hush put the microphone's file on the line and take it off. */
  speak(): void;
  hush(): void;
  /** awaitLine resolves with the first line, old or new, that the test is looking for. */
  awaitLine(what: string, wanted: (line: Line) => boolean, timeoutMs?: number): Promise<Line>;
  record(): void;
  save(): Promise<Heard[]>;
  close(): Promise<void>;
}

/** The SRTP suites, as the server's log names them. */
export const suites = { gcm: "AEAD_AES_128_GCM", cm: "AES128_CM_HMAC_SHA1_80" } as const;

/** What a peer is made of. */
export type Kind = "aiortc" | "gstreamer" | "werift" | "pion";

/** What a peer is started with. */
export interface PeerOptions {
  kind: Kind;
  server: string;
  room: string;
  name: string;
  voice: Voice;
  /** The only suite to offer, where the kind lets us choose: Pion does. */
  suite?: keyof typeof suites;
}

/** How each kind is started, and in which form it takes its voice. */
const kinds: Record<Kind, { microphone: (voice: Voice) => Promise<string>; command: () => Promise<string[]> }> = {
  aiortc: { microphone: speech, command: async () => ["/usr/bin/python3", file("aiortc_peer.py")] },
  gstreamer: { microphone: speech, command: async () => ["/usr/bin/python3", file("gstreamer_peer.py")] },
  // Node 20 has the browser's WebSocket behind a flag, later ones without.
  werift: { microphone: opusSpeech, command: async () => [process.execPath, "--experimental-websocket", file("werift_peer.mjs")] },
  pion: { microphone: opusSpeech, command: async () => [await goProgram("./web/e2e/peers/pion")] },
};

const file = (name: string) => fileURLToPath(new URL(`../peers/${name}`, import.meta.url));

/** openPeer starts a guest of a room; it has joined and its media is connected when this returns. */
export async function openPeer(options: PeerOptions): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), "corner-e2e-peer-"));
  const kind = kinds[options.kind];
  const [command, ...given] = await kind.command();
  const child = new Child(command!, [
    ...given,
    // With "=", because an id may begin with a dash.
    `--url=${options.server.replace(/^http/, "ws")}/v1/signal`,
    `--origin=${options.server}`,
    `--room=${options.room}`,
    `--name=${options.name}`,
    `--microphone=${await kind.microphone(options.voice)}`,
    `--record=${join(folder, "slot")}`,
    ...(options.suite ? [`--suite=${options.suite}`] : []),
  ]);
  const lines: Line[] = [];
  let rest = "";
  child.process.stdout?.on("data", (chunk: Buffer) => {
    const parts = (rest + chunk.toString("utf8")).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.map((part) => JSON.parse(part) as Line));
  });

  const say = (command: object) => child.process.stdin?.write(`${JSON.stringify(command)}\n`);
  const awaitLine = async (what: string, wanted: (line: Line) => boolean, timeoutMs = 15_000) => {
    try {
      return await eventually(what, () => lines.find(wanted), timeoutMs);
    } catch (error) {
      throw new Error(`${options.name} printed:\n${child.output.slice(-4_000)}`, { cause: error });
    }
  };
  const peer: Peer = {
    name: options.name,
    id: "",
    lines,
    tell: (type, data = {}) => say({ type, data }),
    speak: () => say({ local: "speak" }),
    hush: () => say({ local: "hush" }),
    awaitLine,
    record: () => say({ local: "record" }),
    save: async () => {
      lines.splice(0, lines.length, ...lines.filter(({ local }) => local !== "saved" && local !== "done"));
      say({ local: "save" });
      await awaitLine("the recordings", (line) => line.local === "done");
      const saved = lines.filter((line) => line.local === "saved");
      return Promise.all(
        saved.map(async ({ path }, index) => ({ mid: String(index), samples: await decode(path!, true), startedMs: 0 })),
      );
    },
    close: async () => {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    const welcome = await awaitLine("the welcome", (line) => line.re === 1 && !line.error);
    peer.id = welcome.data!.you as string;
    await awaitLine("a connection", (line) => line.local === "connection" && line.state === "connected");
    return peer;
  } catch (error) {
    await peer.close();
    throw error;
  }
}
