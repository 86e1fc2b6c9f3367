/** Recordings of a page's slots, brought to this side and compared with what was said. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Correlation, correlate, decode, lastSoundMs } from "./compare.ts";
import type { SlotRecording } from "../page/recorder.ts";
import type { SlotStats } from "../page/slots.ts";
import { pause } from "./process.ts";

/** One slot's sound as samples, with the wall-clock moment of the first. */
export interface Heard {
  mid: string;
  samples: Float32Array;
  startedMs: number;
}

/** Anything whose page carries a probe: a Chromium or a Firefox page. */
export interface Listener {
  evaluate<T>(script: () => T | Promise<T>): Promise<T>;
}

/**
 * settled waits until a page plays at its natural pace. A jitter buffer stretches time until it has found its depth;
 * Firefox opens its sound device seconds late and needs a quarter of a minute to catch up.
 */
export async function settled(page: Listener, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let before = await slotStats(page); ; ) {
    await pause(1_500);
    const after = await slotStats(page);
    const { samples, stretched } = quality(before, after);
    if (samples > 48_000 && stretched < samples * 0.01) return;
    if (Date.now() > deadline) throw new Error(`playing has not settled: ${stretched} of ${samples} samples stretched`);
    before = after;
  }
}

/** startListening begins to record every slot of a page. */
export function startListening(page: Listener): Promise<void> {
  return page.evaluate(() => window.probe.startRecording());
}

/** stopListening ends the recording and decodes it. */
export async function stopListening(page: Listener): Promise<Heard[]> {
  const recordings = await page.evaluate(() => window.probe.stopRecording());
  const folder = await mkdtemp(join(tmpdir(), "corner-e2e-heard-"));
  try {
    return await Promise.all(recordings.map((recording) => decoded(folder, recording)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function decoded(folder: string, { mid, base64, startedMs }: SlotRecording): Promise<Heard> {
  const file = join(folder, `${mid}.media`);
  const data = Buffer.from(base64, "base64");
  // A track that never carried a sample is recorded as no bytes at all.
  if (data.length === 0) return { mid, samples: new Float32Array(0), startedMs };
  await writeFile(file, data);
  return { mid, samples: await decode(file), startedMs };
}

/** bestMatch finds the slot in which a source was heard best. */
export async function bestMatch(heard: Heard[], source: string): Promise<Correlation & { mid: string }> {
  const said = await decode(source);
  let best = { r: 0, lagMs: 0, mid: "" };
  for (const { mid, samples } of heard) {
    const found = correlate(samples, said);
    if (found.r > best.r) best = { ...found, mid };
  }
  return best;
}

/** soundAfterMs is for how long after a wall-clock moment a slot still sounded; 0 for silence from then on. */
export function soundAfterMs(heard: Heard, momentMs: number, thresholdDb = -50): number {
  const last = lastSoundMs(heard.samples, thresholdDb);
  return last < 0 ? 0 : Math.max(0, heard.startedMs + last - momentMs);
}

/** What happened to a listener's slots between two readings. */
export interface Quality {
  packets: number;
  lost: number;
  samples: number;
  /** Part of the samples that was invented because a packet did not come in time. */
  concealedShare: number;
  concealed: number;
  /** The same without those that only stretched silence. */
  audibleConcealed: number;
  jitterBufferMs: number;
  stretched: number;
}

/** slotStats reads a page's slots as WebRTC counts them. */
export function slotStats(page: Listener): Promise<SlotStats[]> {
  return page.evaluate(() => window.probe.slots());
}

/** quality compares two readings of the same slots, or of the one named. */
export function quality(before: SlotStats[], after: SlotStats[], mid?: string): Quality {
  const sum = (stats: SlotStats[], field: Exclude<keyof SlotStats, "mid">) =>
    stats.filter((slot) => mid === undefined || slot.mid === mid).reduce((total, slot) => total + slot[field], 0);
  const grown = (field: Exclude<keyof SlotStats, "mid">) => sum(after, field) - sum(before, field);
  const samples = grown("samples");
  const concealed = grown("concealed");
  const emitted = grown("emitted");
  return {
    packets: grown("packets"),
    lost: grown("lost"),
    samples,
    concealed,
    concealedShare: samples === 0 ? 1 : concealed / samples,
    audibleConcealed: concealed - grown("silentConcealed"),
    stretched: grown("stretched"),
    jitterBufferMs: emitted === 0 ? 0 : (grown("jitterBufferSeconds") / emitted) * 1_000,
  };
}
