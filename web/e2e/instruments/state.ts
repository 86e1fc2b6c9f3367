/** The room as a page must believe it to be, from the frames it was sent. */

import { complete, reduce } from "../../sdk/src/reduce.ts";
import type { Resumed, RoomEvent, Welcome } from "../../sdk/src/frames.ts";
import type { Snapshot } from "../../sdk/src/types.ts";
import type { Listener } from "./recording.ts";

type Frame = { re?: number; seq?: number; type?: string; data?: Partial<Welcome & Resumed> };

/** believed replays every frame a page received since its last welcome. */
export async function believed(page: Listener): Promise<Snapshot> {
  const frames = (await page.evaluate(() => window.probe.numberedFrames())) as Frame[];
  let snapshot: Snapshot | undefined;
  for (const frame of frames) {
    if (frame.data?.snapshot) snapshot = complete(frame.data.snapshot);
    else if (frame.seq !== undefined && snapshot) snapshot = reduce(snapshot, frame as unknown as RoomEvent);
  }
  if (!snapshot) throw new Error("the page was never welcomed");
  return snapshot;
}

/** shared is what everybody in a room must agree on; oneself and one's own invitations differ. */
export function shared({ host, stage, audience }: Snapshot): unknown {
  return { host, stage, hands: audience.hands, listeners: audience.count };
}
