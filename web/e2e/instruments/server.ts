/** The real server: built once, started on free ports with a data folder of its own, ended by its process id. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child, eventually, freePort, run } from "./process.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

let built: Promise<string> | undefined;

/** corner builds the binary at the first call; CORNER_BINARY names one that is there already. */
export function corner(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const given = process.env.CORNER_BINARY;
  if (given) return given;
  const binary = join(repository, "web/e2e/out/corner");
  await run("go", ["build", "-o", binary, "./cmd/corner"], { cwd: repository });
  return binary;
}

/** What a server is started with besides free ports. */
export interface ServerOptions {
  /** The port of app and signaling, when another server must know it beforehand. */
  port?: number;
  redis?: string;
  /** Further arguments of `corner serve`. */
  arguments?: string[];
  /** Origins of pages allowed besides the server's own. */
  origins?: string[];
}

/** A running server. */
export interface Server {
  url: string;
  port: number;
  metricsUrl: string;
  child: Child;
  /** kill ends it without a goodbye. */
  kill(): Promise<void>;
  /** close asks it to stop and removes its data. */
  close(): Promise<void>;
}

/** startServer returns when /healthz answers: joins work then. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const binary = await corner();
  const data = await mkdtemp(join(tmpdir(), "corner-e2e-data-"));
  const port = options.port ?? (await freePort("tcp"));
  const [metricsPort, mediaPort] = [await freePort("tcp"), await freePort("udp")];
  const url = `http://127.0.0.1:${port}`;
  const child = new Child(binary, [
    "serve",
    `--listen=127.0.0.1:${port}`,
    `--media-port=${mediaPort}`,
    `--data=${data}`,
    `--metrics-listen=127.0.0.1:${metricsPort}`,
    ...(options.redis ? [`--redis=${options.redis}`] : []),
    ...(options.origins ? [`--origins=${options.origins.join(",")}`] : []),
    ...(options.arguments ?? []),
  ]);
  const close = async () => {
    await child.stop();
    await rm(data, { recursive: true, force: true });
  };
  const kill = async () => {
    child.signal("SIGKILL");
    await child.exit();
    await rm(data, { recursive: true, force: true });
  };
  try {
    await eventually("/healthz", async () => {
      if (!child.running) throw new Error("the server has ended");
      return (await fetch(`${url}/healthz`)).ok;
    });
  } catch (error) {
    await close();
    throw new Error(`the server did not start:\n${child.output}`, { cause: error });
  }
  return { url, port, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, child, kill, close };
}

/** A room as the directory lists it. */
export interface Listing {
  id: string;
  title: string;
  topic: string;
  speakers: number;
  listeners: number;
}

/** listRooms asks a server for the live rooms. */
export async function listRooms(url: string): Promise<{ rooms: Listing[]; stale: boolean }> {
  const response = await fetch(`${url}/v1/rooms`);
  if (!response.ok) throw new Error(`GET /v1/rooms: ${response.status}`);
  return (await response.json()) as { rooms: Listing[]; stale: boolean };
}

/** A room made over HTTP, and the token of the guest who becomes its host. */
export interface NewRoom {
  id: string;
  token: string;
}

/** createRoom makes a room as a program would; a test of the app itself does it by clicking. */
export async function createRoom(url: string, room: { title: string; topic?: string; seats?: number }): Promise<NewRoom> {
  const response = await fetch(`${url}/v1/rooms`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      languages: ["zh", "en"],
      topic: "",
      seats: 8,
      ...room,
      profile: { name: "Hana", speaks: ["en"], learns: ["zh"], time_zone: "America/New_York" },
    }),
  });
  const body = (await response.json()) as { room: { id: string }; guest_token: string };
  if (response.status !== 201) throw new Error(`POST /v1/rooms: ${response.status} ${JSON.stringify(body)}`);
  return { id: body.room.id, token: body.guest_token };
}
