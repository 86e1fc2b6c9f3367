/** The real server: built once, started on free ports with a data folder of its own, ended by its process id. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Network, serverAddress } from "./network.ts";
import type { RoomSettings } from "../../sdk/src/types.ts";
import { Child, eventually, freePort, run } from "./process.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

const built = new Map<string, Promise<string>>();

/** goProgram builds a command of the repository at the first call, and returns its path. */
export function goProgram(path: string): Promise<string> {
  const made = built.get(path) ?? build(path);
  built.set(path, made);
  return made;
}

/** corner is the server; CORNER_BINARY names one that is there already. */
export function corner(): Promise<string> {
  const given = process.env.CORNER_BINARY;
  return given ? Promise.resolve(given) : goProgram("./cmd/corner");
}

async function build(path: string): Promise<string> {
  const binary = join(repository, "web/e2e/out", basename(path));
  await run("go", ["build", "-o", binary, path], { cwd: repository });
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
  /** Logs every connection, which tells the suites. */
  debug?: boolean;
  /** Runs in a network of our own, at its addresses and at ports 8080, 8192 and 9464. */
  network?: Network;
}

/** A running server. */
export interface Server {
  url: string;
  port: number;
  metricsUrl: string;
  mediaPort: number;
  readonly child: Child;
  /** The SRTP suite of each participant's newest connection, as the log of a server in debug names it. */
  suites: Map<string, string>;
  /** restart ends it, without a goodbye or with one, and starts it again with the same ports and data. */
  restart(goodbye: boolean): Promise<void>;
  /** kill ends it without a goodbye. */
  kill(): Promise<void>;
  /** close asks it to stop and removes its data. */
  close(): Promise<void>;
}

/** startServer returns when /healthz answers: joins work then. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), "corner-e2e-data-"));
  const { host, port, metricsPort, mediaPort, command } = await place(options);
  const url = `http://${host}:${port}`;
  const [program, given] = command(await corner());
  const launch = () => new Child(program, [
    ...given,
    "serve",
    `--listen=${options.network ? "[::]" : host}:${port}`,
    `--public-url=${url}`,
    `--media-port=${mediaPort}`,
    `--data=${data}`,
    `--metrics-listen=${host}:${metricsPort}`,
    ...(options.network ? [`--media-address=${Object.values(serverAddress).join(",")}`] : []),
    ...(options.redis ? [`--redis=${options.redis}`] : []),
    ...(options.origins ? [`--origins=${options.origins.join(",")}`] : []),
    ...(options.debug ? ["--log-level=debug", "--log-format=json"] : []),
    ...(options.arguments ?? []),
  ]);
  let child = launch();
  const suites = options.debug ? watchSuites(child) : new Map<string, string>();
  const close = async () => {
    await child.stop();
    await rm(data, { recursive: true, force: true });
  };
  const kill = async () => {
    child.signal("SIGKILL");
    await child.exit();
    await rm(data, { recursive: true, force: true });
  };
  const healthy = () =>
    eventually("/healthz", async () => {
      if (!child.running) throw new Error("the server has ended");
      return (await fetch(`${url}/healthz`)).ok;
    });
  const restart = async (goodbye: boolean) => {
    if (goodbye) {
      await child.stop();
    } else {
      child.signal("SIGKILL");
      await child.exit();
    }
    child = launch();
    await healthy();
  };
  try {
    await healthy();
  } catch (error) {
    await close();
    throw new Error(`the server did not start:\n${child.output}`, { cause: error });
  }
  const metricsUrl = `http://${host}:${metricsPort}/metrics`;
  return {
    url, port, metricsUrl, mediaPort, suites, restart, kill, close,
    get child() {
      return child;
    },
  };
}

/** place is where a server runs: on this machine with free ports, or as the server of a network. */
async function place({ port, network }: ServerOptions) {
  if (network) {
    const command = (binary: string) => network.server.command(binary);
    return { host: serverAddress.v4, port: 8_080, metricsPort: 9_464, mediaPort: 8_192, command };
  }
  const command = (binary: string): [string, string[]] => [binary, []];
  const [metricsPort, mediaPort] = [await freePort("tcp"), await freePort("udp")];
  return { host: "127.0.0.1", port: port ?? (await freePort("tcp")), metricsPort, mediaPort, command };
}

/** watchSuites reads the log of a server from its first line on. */
function watchSuites(server: Child): Map<string, string> {
  const suites = new Map<string, string>();
  for (const stream of [server.process.stdout, server.process.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      if (!line.includes("peer connected")) return;
      const { participant, suite } = JSON.parse(line) as { participant: string; suite: string };
      suites.set(participant, suite);
    });
  }
  return suites;
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
export async function createRoom(url: string, room: Partial<RoomSettings & { languages: string[] }> & { title: string }): Promise<NewRoom> {
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
