/** Speakers that need no browser each: one Chromium page with several guests of the SDK. */

import type { Talkers } from "../page/talkers.ts";
import { bundle } from "./bundle.ts";
import { type ChromiumPerson, openChromium } from "./chromium.ts";
import { silence } from "./speech.ts";

/** A page of speakers at one server. */
export interface TalkerPage {
  /** call uses the page's talkers; only plain values go in and out. */
  call<K extends keyof Talkers>(method: K, ...values: Parameters<Talkers[K]>): Promise<Awaited<ReturnType<Talkers[K]>>>;
  /** evaluate runs a script in the page, which carries a probe like any other. */
  evaluate<T>(script: () => T | Promise<T>): Promise<T>;
  troubles: string[];
  close(): Promise<void>;
}

/** openTalkers opens the page. */
export async function openTalkers(server: string): Promise<TalkerPage> {
  const person: ChromiumPerson = await openChromium({ microphone: await silence(), processed: true });
  await person.page.goto(server);
  await person.page.evaluate(await bundle("talkers"));
  return {
    call: (method, ...values) =>
      person.page.evaluate(
        ([name, given]) => (window.talkers[name] as (...values: unknown[]) => never)(...given),
        [method, values] as const,
      ),
    evaluate: (script) => person.page.evaluate(script),
    troubles: person.troubles,
    close: person.close,
  };
}

/** startTalking makes one guest the host of a room and lets the voice be heard; it returns the participant's id. */
export async function startTalking(page: TalkerPage, room: { id: string; token: string }, hz = 180): Promise<string> {
  const host = await page.call("join", room.id, "Hana", room.token, hz);
  await page.call("unmute", host);
  return host;
}

/** addTalker brings one more guest to the stage and opens the microphone. */
export async function addTalker(page: TalkerPage, room: string, host: string, name: string, hz: number): Promise<string> {
  const id = await page.call("join", room, name, "", hz);
  await page.call("invite", host, id);
  await page.call("takeSeat", id);
  return id;
}
