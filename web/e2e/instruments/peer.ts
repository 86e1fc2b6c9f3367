/** A participant that is no browser: a child process, told and telling in JSON lines. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode } from "./compare.ts";
import { Child, eventually } from "./process.ts";
import type { Heard } from "./recording.ts";

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

/** openPeer starts aiortc as a guest of a room; it has joined when this returns. */
export async function openPeer(options: { server: string; room: string; name: string; microphone: string }): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), "corner-e2e-peer-"));
  const child = new Child("/usr/bin/python3", [
    fileURLToPath(new URL("../peers/aiortc_peer.py", import.meta.url)),
    "--url", `${options.server.replace(/^http/, "ws")}/v1/signal`,
    "--origin", options.server,
    "--room", options.room,
    "--name", options.name,
    "--wav", options.microphone,
    "--record", join(folder, "slot"),
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
      throw new Error(`the peer printed:\n${child.output.slice(-4_000)}`, { cause: error });
    }
  };
  const peer: Peer = {
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
        saved.map(async ({ path }, index) => ({ mid: String(index), samples: await decode(path!), startedMs: 0 })),
      );
    },
    close: async () => {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await awaitLine("the welcome", (line) => line.re === 1);
    await awaitLine("a connection", (line) => line.local === "connection" && line.state === "connected");
    return peer;
  } catch (error) {
    await peer.close();
    throw error;
  }
}
