/** The slots of the page: what WebRTC counts in each, and whom the server says it plays. */

import { current } from "./peers.ts";
import type { Frame } from "./sockets.ts";

/** One slot as WebRTC reports it; counts since the connection began. */
export interface SlotStats {
  mid: string;
  packets: number;
  lost: number;
  samples: number;
  concealed: number;
  silentConcealed: number;
  jitterBufferSeconds: number;
  emitted: number;
  energy: number;
  /** Samples taken out or put in to change the pace of playing. */
  stretched: number;
}

interface Line {
  slot: number;
  mid: string;
}

let lines: Line[] = [];
let occupants: string[] = [];
let lastIn: string[] = [];
let changes: number[] = [];

/** seeSlots reads welcomes and `speakers` frames. */
export function seeSlots({ type, re, data }: Frame): void {
  if (type === "speakers") seat(data?.slots as string[]);
  else if (re !== undefined && data?.slots) lines = data.slots as Line[];
}

function seat(now: string[]): void {
  now.forEach((participant, slot) => {
    if (participant === "") return;
    if (lastIn[slot] && lastIn[slot] !== participant) changes[slot] = (changes[slot] ?? 0) + 1;
    lastIn[slot] = participant;
  });
  occupants = now;
}

/** slotsOf tells whom each line plays now, "" for nobody. */
export function slotsOf(): { mid: string; participant: string }[] {
  return lines.map(({ slot, mid }) => ({ mid, participant: occupants[slot] ?? "" }));
}

/** watchSlots begins to count how often a line is given to somebody else. */
export function watchSlots(): void {
  changes = [];
  lastIn = [...occupants];
}

/** slotChanges are the changes of each line since then. */
export function slotChanges(): { mid: string; count: number }[] {
  return lines.map(({ slot, mid }) => ({ mid, count: changes[slot] ?? 0 }));
}

/** slots reads every slot, in the order of the lines. */
export async function slots(): Promise<SlotStats[]> {
  const reports = (await current()?.getStats())?.values() ?? [];
  return [...reports]
    .filter((report) => report.type === "inbound-rtp" && report.kind === "audio")
    .map((report) => ({
      mid: String(report.mid),
      packets: report.packetsReceived ?? 0,
      lost: report.packetsLost ?? 0,
      samples: report.totalSamplesReceived ?? 0,
      concealed: report.concealedSamples ?? 0,
      silentConcealed: report.silentConcealedSamples ?? 0,
      jitterBufferSeconds: report.jitterBufferDelay ?? 0,
      emitted: report.jitterBufferEmittedCount ?? 0,
      energy: report.totalAudioEnergy ?? 0,
      stretched: (report.removedSamplesForAcceleration ?? 0) + (report.insertedSamplesForDeceleration ?? 0),
    }))
    .sort((a, b) => a.mid.localeCompare(b.mid));
}

/** sentPackets counts what the microphone has sent. */
export async function sentPackets(): Promise<number> {
  const reports = (await current()?.getStats())?.values() ?? [];
  return [...reports]
    .filter((report) => report.type === "outbound-rtp")
    .reduce((sum, report) => sum + (report.packetsSent as number), 0);
}

let gaps: Promise<number> | undefined;

/** watchArrivals begins to look for the longest time without a packet in any slot, for as long as it is told to. */
export function watchArrivals(forMs: number): void {
  gaps = longestGap(forMs);
}

/** longestGapMs is that time, once the watch is over. A stream that never came back gives all that was left. */
export function longestGapMs(): Promise<number> {
  if (!gaps) throw new Error("nobody watched");
  return gaps;
}

async function longestGap(forMs: number): Promise<number> {
  const began = performance.now();
  const received = async () => (await slots()).reduce((sum, { packets }) => sum + packets, 0);
  let longest = 0;
  let last = began;
  for (let before = await received(); performance.now() - began < forMs; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = await received();
    const at = performance.now();
    // From one look that found something new to the next that did: at most a look longer than the truth.
    longest = Math.max(longest, at - last);
    if (now > before) last = at;
    before = now;
  }
  return longest;
}
