/** Times the way from a tap to the first decoded sound. */

import { current } from "./peers.ts";

const patienceMs = 10_000;

let tapMs = 0;
let soundMs: number | null = null;
let polling = false;

/** firstSoundMs is the time from the last click to the first decoded sample after it, null as long as there is none. */
export function firstSoundMs(): number | null {
  return soundMs;
}

/** watchTaps starts the clock at every click. */
export function watchTaps(): void {
  const tapped = () => {
    tapMs = performance.now();
    soundMs = null;
    if (!polling) poll();
  };
  addEventListener("click", tapped, true);
}

/** poll asks the receivers, whose sources change with every decoded frame; statistics are cached for 50 ms. */
function poll(): void {
  const waited = performance.now() - tapMs;
  const heard = current()?.getReceivers().some((receiver) => receiver.getSynchronizationSources().length > 0);
  if (heard) soundMs = waited;
  polling = !heard && waited < patienceMs;
  if (polling) setTimeout(poll, 2);
}
