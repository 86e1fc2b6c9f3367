/** A sound device for machines without one: Firefox suspends its audio graph where nothing can be played. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child, eventually, run } from "./process.ts";

/** A PulseAudio daemon of our own with a sink that plays into nothing. */
export interface SoundDevice {
  /** What a program needs in its environment to find the daemon. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** openSoundDevice starts the daemon in a folder of its own and waits until it answers; it touches no other daemon. */
export async function openSoundDevice(): Promise<SoundDevice> {
  const folder = await mkdtemp(join(tmpdir(), "corner-e2e-pulse-"));
  const socket = join(folder, "native");
  const environment = { PULSE_SERVER: `unix:${socket}`, PULSE_RUNTIME_PATH: folder, HOME: folder };
  const daemon = new Child(
    "pulseaudio",
    [
      "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=yes", "--use-pid-file=no",
      "--load=module-null-sink sink_name=nowhere rate=48000",
      `--load=module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ],
    { env: { ...process.env, ...environment } },
  );
  const close = async () => {
    await daemon.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await eventually("a sound device", () => run("pactl", ["info"], { env: { ...process.env, ...environment } }));
  } catch (error) {
    await close();
    throw new Error(`pulseaudio: ${daemon.output}`, { cause: error });
  }
  return { environment, close };
}
