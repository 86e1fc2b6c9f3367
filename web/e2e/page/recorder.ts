/** Records every slot of the page, each by itself. */

import { current } from "./peers.ts";

/** What one slot played: a media file and the wall-clock moment its first sample belongs to. */
export interface SlotRecording {
  mid: string;
  base64: string;
  startedMs: number;
}

interface Running {
  recorder: MediaRecorder;
  recording: Promise<SlotRecording>;
}

let running: Running[] = [];

/** startRecording resolves when every slot is being recorded. */
export async function startRecording(): Promise<void> {
  if (running.length > 0) throw new Error("a recording is under way");
  const heard = current()?.getTransceivers().filter(({ currentDirection }) => currentDirection?.includes("recv")) ?? [];
  running = await Promise.all(heard.map(start));
}

/** stopRecording resolves with what was played since. */
export function stopRecording(): Promise<SlotRecording[]> {
  const finished = running;
  running = [];
  for (const { recorder } of finished) if (recorder.state !== "inactive") recorder.stop();
  return Promise.all(finished.map(({ recording }) => recording));
}

async function start({ mid, receiver }: RTCRtpTransceiver): Promise<Running> {
  const recorder = new MediaRecorder(new MediaStream([receiver.track]), { audioBitsPerSecond: 128_000 });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  const started = new Promise((resolve) => recorder.addEventListener("start", resolve));
  recorder.start();
  await started;
  const startedMs = performance.timeOrigin + performance.now();
  const recording = stopped.then(async () => ({ mid: String(mid), base64: await base64(new Blob(parts)), startedMs }));
  return { recorder, recording };
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
