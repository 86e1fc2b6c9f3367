/**
 * What runs inside a page under test, before any script of it: counts descriptions, records what each slot plays, reads
 * statistics, times the first sound, keeps the frames. It knows WebRTC and corner.v1, and nothing of the app.
 */

import { firstSoundMs, watchTaps } from "./first-sound.ts";
import { descriptions, keepSending, watchPeers } from "./peers.ts";
import { startRecording, stopRecording } from "./recorder.ts";
import { longestGapMs, seeSlots, sentPackets, slotChanges, slots, slotsOf, watchArrivals, watchSlots } from "./slots.ts";
import { answeredMs, deafen, lastTalk, numberedFrames, watchSockets } from "./sockets.ts";

const violations: string[] = [];

const probe = {
  descriptions,
  slots,
  slotsOf,
  watchSlots,
  slotChanges,
  watchArrivals,
  longestGapMs,
  sentPackets,
  startRecording,
  stopRecording,
  firstSoundMs,
  numberedFrames,
  answeredMs,
  lastTalk,
  /** From now on the page is deaf to its server, and its microphone stays open whatever the page does. */
  goDeaf: () => {
    deafen();
    keepSending();
  },
  /** What the page's content security policy had to stop. */
  violations: () => violations,
};

/** Probe is what a page under test carries as `window.probe`. */
export type Probe = typeof probe;

declare global {
  interface Window {
    probe: Probe;
  }
}

// A script installed for every document also runs in frames that are navigated twice.
if (!Object.hasOwn(window, "probe")) {
  Object.defineProperty(window, "probe", { value: probe });
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) => {
    violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}`);
  });
  watchTaps();
  watchPeers();
  watchSockets(seeSlots);
}
