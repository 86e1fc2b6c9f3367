/**
 * Measurements of sound need a machine that keeps up. A stretch during which the processors were never idle says more
 * about its neighbours than about us: it is measured again.
 */

import { readFileSync } from "node:fs";
import { pause } from "./process.ts";

/** Less idle time than this, and audio threads miss their moments. */
const idleShareNeeded = 0.1;

/** A reading of all processors together, in ticks. */
export interface Ticks {
  idle: number;
  total: number;
}

/** parseTicks reads the first line of /proc/stat: user nice system idle iowait irq softirq steal. */
export function parseTicks(stat: string): Ticks {
  const fields = /^cpu\s+(.*)$/m.exec(stat)?.[1]?.split(/\s+/).slice(0, 8).map(Number) ?? [];
  const idle = (fields[3] ?? 0) + (fields[4] ?? 0);
  return { idle, total: fields.reduce((sum, ticks) => sum + ticks, 0) };
}

/** idleShare is the part of the time between two readings in which a processor had nothing to do; 1 where unknown. */
export function idleShare(before: Ticks, after: Ticks): number {
  const total = after.total - before.total;
  return total <= 0 ? 1 : (after.idle - before.idle) / total;
}

/**
 * calmly measures, and when the machine was overrun meanwhile waits a while for its neighbours and measures again, at
 * most the given times in all. What is good enough is believed at once: a busy machine makes nothing better.
 */
export async function calmly<T>(
  measure: () => Promise<T>,
  times = 3,
  enough: (measured: T) => boolean = () => false,
  read: () => Ticks = readTicks,
  patienceMs = 20_000,
): Promise<T> {
  for (let time = 1; ; time++) {
    const before = read();
    const measured = await measure();
    const idle = idleShare(before, read());
    if (idle >= idleShareNeeded || time === times || enough(measured)) return measured;
    console.log(`the machine was busy (${Math.round(idle * 100)} % idle): measured again`);
    await untilCalm(patienceMs);
  }
}

/** How alike speech and recording must be. */
export const alike = 0.95;

/**
 * wellHeard listens, and where a recording is less alike than it must be listens again, at most three times in all: a
 * browser's playback slips now and then, and a fault of ours stays. Every figure is printed; the last one counts. What
 * else the test wants of a recording, which it may lack on a busy machine, is sound.
 */
export async function wellHeard<T>(
  measure: () => Promise<T>,
  correlation: (measured: T) => number,
  sound: (measured: T) => boolean = () => true,
): Promise<T> {
  for (let time = 1; ; time++) {
    const measured = await calmly(measure, 3, (heard) => correlation(heard) >= alike && sound(heard));
    const r = correlation(measured);
    if (r >= alike || time === 3) return measured;
    console.log(`correlation ${r.toFixed(3)}: listened to again`);
  }
}

/** untilCalm waits until a second has passed with processors to spare, or until its patience ends. */
async function untilCalm(patienceMs: number): Promise<void> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; ) {
    const before = readTicks();
    await pause(1_000);
    if (idleShare(before, readTicks()) >= 2 * idleShareNeeded) return;
  }
}

function readTicks(): Ticks {
  try {
    return parseTicks(readFileSync("/proc/stat", "utf8"));
  } catch {
    return { idle: 0, total: 0 };
  }
}
