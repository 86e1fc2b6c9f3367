/** What a test begins with: a server, and people who all go home at the end. */

import { fileURLToPath } from "node:url";
import type { ChromiumOptions } from "../instruments/chromium.ts";
import { Person } from "../instruments/app.ts";
import { type Server, type ServerOptions, startServer } from "../instruments/server.ts";
import { speech, type voices } from "../instruments/speech.ts";
import { type TalkerPage, openTalkers } from "../instruments/talkers.ts";

/** Where pictures go; ignored by git. */
export const pictures = fileURLToPath(new URL("../out/pictures/", import.meta.url));

/** Someone who brings a voice. */
export type Voice = (typeof voices)[keyof typeof voices];

/** Everything a test opened. */
export class Scene {
  private readonly opened: { close(): Promise<unknown> }[] = [];

  private constructor(readonly server: Server) {}

  static async open(options: ServerOptions = {}): Promise<Scene> {
    return new Scene(await startServer(options));
  }

  /** person opens a browser for somebody with a voice. */
  async person(name: string, voice: Voice, options: Partial<ChromiumOptions> = {}): Promise<Person> {
    return this.keep(await Person.arrive(name, { microphone: await speech(voice), ...options }));
  }

  /** talkers opens a page of scripted speakers at this server. */
  async talkers(server = this.server.url): Promise<TalkerPage> {
    return this.keep(await openTalkers(server));
  }

  /** keep closes something together with the scene. */
  keep<T extends { close(): Promise<unknown> }>(thing: T): T {
    this.opened.push(thing);
    return thing;
  }

  /** close ends everything, the server last, whatever fails in between. */
  async close(): Promise<void> {
    const results = await Promise.allSettled(this.opened.map((thing) => thing.close()));
    await this.server.close();
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }
}

/** percent writes a share with two digits. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** percentile takes the sorted place of a share of the values. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
