/** Children of a test: started, watched for a line of output, and ended by their own process id. */

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createSocket } from "node:dgram";

/** How long a child may take to obey SIGTERM before it is killed. */
const graceMs = 5_000;

/** The output of a child that is kept for the failure message. */
const keptCharacters = 64 * 1024;

/** A child process whose output is collected. */
export class Child {
  readonly process: ChildProcess;
  output = "";
  private readonly ended: Promise<number | null>;

  constructor(command: string, args: string[], options: SpawnOptions = {}) {
    this.process = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
    const keep = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString("utf8")).slice(-keptCharacters);
    };
    this.process.stdout?.on("data", keep);
    this.process.stderr?.on("data", keep);
    this.ended = new Promise((resolve) => {
      this.process.once("exit", (code) => resolve(code));
      // A command that is not installed never exits; it only fails to start.
      this.process.once("error", (error) => {
        this.output += String(error);
        resolve(null);
      });
    });
  }

  /** running is false once the child has exited. */
  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null && this.process.pid !== undefined;
  }

  /** signal sends a signal to this child alone. */
  signal(name: NodeJS.Signals): void {
    if (this.running) this.process.kill(name);
  }

  /** exit resolves with the exit code, or null when a signal ended it. */
  exit(): Promise<number | null> {
    return this.ended;
  }

  /** stop asks, waits, then kills; it can be called twice. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.signal("SIGTERM");
    const timer = setTimeout(() => this.signal("SIGKILL"), graceMs);
    await this.ended;
    clearTimeout(timer);
  }
}

/** run executes a command to its end and returns its standard output; a failure carries what it printed. */
export async function run(command: string, args: string[], options: SpawnOptions & { input?: string } = {}): Promise<Buffer> {
  const { input, ...spawnOptions } = options;
  // A child that ends without reading must not find us writing.
  const child = spawn(command, args, { stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"], ...spawnOptions });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin?.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${Buffer.concat(err).toString("utf8").slice(-2_000)}`);
  return Buffer.concat(out);
}

/** eventually polls until probe returns something truthy, and says what it waited for when it does not. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  timeoutMs = 10_000,
  everyMs = 50,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown = "nothing";
  for (;;) {
    try {
      const found = await answered(probe(), Math.max(timeoutMs, 10_000));
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}; last: ${String(last)}`);
    await pause(everyMs);
  }
}

/** answered is what a question comes to, or an error when there is no answer in time: a page that loads anew may never give one. */
export async function answered<T>(question: Promise<T> | T, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([question, late]).finally(() => clearTimeout(timer));
}

/** pause lets real time pass: for recording a stretch of audio, never for waiting until something has happened. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** freePort finds a port of 127.0.0.1 on which nobody listens, for TCP or UDP. */
export async function freePort(kind: "tcp" | "udp" = "tcp"): Promise<number> {
  if (kind === "udp") {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    return port;
  }
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
