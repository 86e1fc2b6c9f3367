/**
 * What runs inside a page under test: it counts descriptions, records what each slot plays, reads statistics and times
 * the first sound. It is installed before any script of the page and knows nothing of the app.
 */

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

/** What one slot played: a media file and the wall-clock moment its first sample belongs to. */
export interface SlotRecording {
  mid: string;
  base64: string;
  startedMs: number;
}

/** How often each peer connection of the page was given a description. */
export interface Descriptions {
  local: number;
  remote: number;
}

/** Probe is what a page under test carries as `window.probe`. */
export interface Probe {
  descriptions(): Descriptions[];
  slots(): Promise<SlotStats[]>;
  sent(): Promise<{ packets: number; energy: number }>;
  startRecording(): Promise<void>;
  stopRecording(): Promise<SlotRecording[]>;
  /** Milliseconds from the last click to the first decoded sample, as soon as there is one. */
  firstSoundMs(): number | null;
  /** From now on the page is deaf to its server, and its microphone stays open whatever the page does. */
  goDeaf(): void;
  violations: string[];
}

/** installProbe is evaluated in the page; it must not refer to anything outside itself. */
export function installProbe(): void {
  if (Object.hasOwn(window, "probe")) return;

  interface Peer extends Descriptions {
    pc: RTCPeerConnection;
  }
  const peers: Peer[] = [];
  const recorders: { recorder: MediaRecorder; recording: Promise<SlotRecording> }[] = [];
  const violations: string[] = [];
  let deaf = false;
  let tapMs = 0;
  let firstSoundMs: number | null = null;
  let polling = false;

  document.addEventListener("securitypolicyviolation", (event) => {
    violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });

  addEventListener(
    "click",
    () => {
      tapMs = performance.now();
      firstSoundMs = null;
      if (!polling) awaitFirstSound();
    },
    true,
  );

  /** getStats is cached for 50 ms; the sources of a receiver change with each decoded frame. */
  function awaitFirstSound(): void {
    const heard = current()?.pc.getReceivers().some((receiver) => receiver.getSynchronizationSources().length > 0);
    if (heard) firstSoundMs = performance.now() - tapMs;
    polling = !heard && performance.now() - tapMs < 10_000;
    if (polling) setTimeout(awaitFirstSound, 2);
  }

  function current(): Peer | undefined {
    return peers.filter((peer) => peer.pc.signalingState !== "closed").at(-1);
  }

  const NativePeer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativePeer {
    private readonly peer: Peer;
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.peer = { pc: this, local: 0, remote: 0 };
      peers.push(this.peer);
    }
    override setLocalDescription(...description: unknown[]): Promise<void> {
      this.peer.local++;
      return super.setLocalDescription(...(description as []));
    }
    override setRemoteDescription(...description: unknown[]): Promise<void> {
      this.peer.remote++;
      return super.setRemoteDescription(...(description as [RTCSessionDescriptionInit]));
    }
  } as unknown as typeof RTCPeerConnection;

  const NativeSocket = window.WebSocket;
  window.WebSocket = class extends NativeSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      // Registered before any handler of the page, so that nothing of the page hears a message after goDeaf.
      for (const type of ["message", "close", "error"]) {
        super.addEventListener(type, (event) => {
          if (deaf) event.stopImmediatePropagation();
        });
      }
    }
  };

  const replaceTrack = RTCRtpSender.prototype.replaceTrack;
  RTCRtpSender.prototype.replaceTrack = function (this: RTCRtpSender, track: MediaStreamTrack | null) {
    return deaf ? Promise.resolve() : replaceTrack.call(this, track);
  };
  const stopTrack = MediaStreamTrack.prototype.stop;
  MediaStreamTrack.prototype.stop = function (this: MediaStreamTrack) {
    if (!deaf) stopTrack.call(this);
  };

  async function slots(): Promise<SlotStats[]> {
    const pc = current()?.pc;
    if (!pc) return [];
    const found: SlotStats[] = [];
    for (const report of (await pc.getStats()).values()) {
      if (report.type !== "inbound-rtp" || report.kind !== "audio") continue;
      found.push({
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
      });
    }
    return found.sort((a, b) => a.mid.localeCompare(b.mid));
  }

  async function sent(): Promise<{ packets: number; energy: number }> {
    const total = { packets: 0, energy: 0 };
    for (const report of (await current()?.pc.getStats())?.values() ?? []) {
      if (report.type === "outbound-rtp") total.packets += report.packetsSent;
      if (report.type === "media-source") total.energy += report.totalAudioEnergy ?? 0;
    }
    return total;
  }

  async function startRecording(): Promise<void> {
    if (recorders.length > 0) throw new Error("a recording is under way");
    const listening = current()?.pc.getTransceivers().filter(({ currentDirection }) => currentDirection?.includes("recv"));
    for (const transceiver of listening ?? []) {
      const recorder = new MediaRecorder(new MediaStream([transceiver.receiver.track]), { audioBitsPerSecond: 128_000 });
      const parts: Blob[] = [];
      const began = new Promise<number>((resolve) => {
        recorder.onstart = () => resolve(performance.timeOrigin + performance.now());
      });
      recorder.ondataavailable = (event) => parts.push(event.data);
      const recording = new Promise<void>((resolve) => {
        recorder.onstop = () => resolve();
      }).then(async () => ({
        mid: String(transceiver.mid),
        base64: await base64(new Blob(parts)),
        startedMs: await began,
      }));
      recorders.push({ recorder, recording });
      recorder.start();
      await began;
    }
  }

  async function stopRecording(): Promise<SlotRecording[]> {
    const finished = recorders.splice(0);
    for (const { recorder } of finished) if (recorder.state !== "inactive") recorder.stop();
    return Promise.all(finished.map(({ recording }) => recording));
  }

  async function base64(blob: Blob): Promise<string> {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  }

  const probe: Probe = {
    descriptions: () => peers.map(({ local, remote }) => ({ local, remote })),
    slots,
    sent,
    startRecording,
    stopRecording,
    firstSoundMs: () => firstSoundMs,
    goDeaf: () => {
      deaf = true;
    },
    violations,
  };
  Object.defineProperty(window, "probe", { value: probe });
}

/** installRawMicrophone switches the browser's speech processing off, which would reshape the envelope compared. */
export function installRawMicrophone(): void {
  const native = navigator.mediaDevices?.getUserMedia?.bind(navigator.mediaDevices);
  if (!native) return;
  navigator.mediaDevices.getUserMedia = (constraints) => {
    const audio = typeof constraints?.audio === "object" ? constraints.audio : {};
    const raw = { ...audio, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return native({ ...constraints, audio: raw });
  };
}

declare global {
  interface Window {
    probe: Probe;
  }
}
