import { signal } from "@preact/signals";
import { type MicrophoneFault, microphoneFaultOf } from "../room/session";
import { type DeviceList, devicesOf } from "./devices";

/** How long a test records, milliseconds. */
export const recordMs = 4000;
/** So long an open microphone may be silent before the person is asked about it, milliseconds. */
const silentMs = 5000;
/** Below this a level is silence. */
const audible = 0.08;

/** An open microphone, outside any room. */
export interface OpenMicrophone {
  /** 0–1. */
  level(): number;
  /** Records so long; the address of what was recorded. */
  record(ms: number): Promise<string>;
  /** Is called when it goes by itself, as when it is unplugged. */
  ended(then: () => void): void;
  close(): void;
}

/** What a sound check needs of the browser. */
export interface SoundOutside {
  list(): Promise<Parameters<typeof devicesOf>[0]>;
  /** Calls when a device comes or goes; what it returns ends that. */
  watch(changed: () => void): () => void;
  /** Opens a microphone, "" for the system's. Rejects with a coded fault. */
  open(device: string): Promise<OpenMicrophone>;
  /** Lets go of a recording. */
  forget(recording: string): void;
}

/** closed · asking: the browser asks the person · open. */
export type CheckState = "closed" | "asking" | "open";

/** none · recording · ready: it can be heard. */
export type TestState = "none" | "recording" | "ready";

/** A microphone heard by its owner alone, with the list of what could be chosen instead. */
export class SoundCheck {
  readonly devices = signal<DeviceList>({ microphones: [], speakers: [] });
  readonly state = signal<CheckState>("closed");
  readonly fault = signal<MicrophoneFault | null>(null);
  readonly test = signal<TestState>("none");
  readonly recording = signal("");
  /** True once the open microphone has been silent for some time. */
  readonly silent = signal(false);
  private microphone: OpenMicrophone | null = null;
  private heardAt = 0;
  /** Counts openings and closings: an answer to one that was overtaken is let go of. */
  private turn = 0;
  private readonly unwatch: () => void;

  constructor(private readonly outside: SoundOutside, private readonly now: () => number) {
    this.unwatch = outside.watch(() => void this.look());
    void this.look();
  }

  /** Opens a microphone in the place of the one that is open. Never rejects: `fault` says it. */
  async open(device: string): Promise<void> {
    this.close();
    const turn = ++this.turn;
    this.state.value = "asking";
    this.fault.value = null;
    try {
      const opened = await this.outside.open(device);
      if (turn !== this.turn) return opened.close();
      this.take(opened);
      await this.look(); // now the browser tells what they are called
    } catch (fault) {
      if (turn !== this.turn) return;
      this.state.value = "closed";
      this.fault.value = microphoneFaultOf((fault as { code?: string }).code ?? "", globalThis.isSecureContext !== false) ?? "missing";
    }
  }

  /** Closes it, and forgets the recording. */
  close(): void {
    this.turn++;
    this.microphone?.close();
    this.microphone = null;
    this.state.value = "closed";
    this.silent.value = false;
    this.forget();
  }

  /** Live level, 0–1; read it each animation frame. */
  level(): number {
    const level = this.microphone?.level() ?? 0;
    if (level >= audible) this.heardAt = this.now();
    const silent = this.microphone !== null && this.now() - this.heardAt > silentMs;
    if (silent !== this.silent.peek()) this.silent.value = silent;
    return level;
  }

  /** Records a few seconds, to be heard then. Does nothing while one is under way. */
  async record(): Promise<void> {
    const { microphone, turn } = this;
    if (microphone === null || this.test.peek() === "recording") return;
    this.forget();
    this.test.value = "recording";
    const recording = await microphone.record(recordMs).catch(() => "");
    if (turn !== this.turn) return recording === "" ? undefined : this.outside.forget(recording);
    this.recording.value = recording;
    this.test.value = recording === "" ? "none" : "ready";
  }

  /** Ends everything. */
  stop(): void {
    this.unwatch();
    this.close();
  }

  private take(microphone: OpenMicrophone): void {
    this.microphone = microphone;
    this.heardAt = this.now();
    this.state.value = "open";
    microphone.ended(() => {
      if (this.microphone !== microphone) return;
      this.close();
      this.fault.value = "missing";
    });
  }

  private async look(): Promise<void> {
    const found = await this.outside.list().catch(() => []);
    this.devices.value = devicesOf(found);
  }

  private forget(): void {
    const recording = this.recording.peek();
    if (recording !== "") this.outside.forget(recording);
    this.recording.value = "";
    this.test.value = "none";
  }
}
