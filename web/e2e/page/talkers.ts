/**
 * Scripted speakers in one Chromium page: each is a guest with the SDK, whose microphone is a generator with a volume
 * knob. Bundled and put into a page of the server's origin, so that speakers cost one browser, not one each.
 */

import { VoiceRoom } from "../../sdk/src/index.ts";

/** A speaker as the test sees it from outside the page. */
export interface Talkers {
  /** join enters a room with a generator of its own; the guest's participant id is returned. */
  join(room: string, name: string, token: string, hz: number): Promise<string>;
  /** invite lets a host ask somebody to the stage. */
  invite(by: string, participant: string): Promise<void>;
  /** takeSeat accepts the invitation and opens the microphone. */
  takeSeat(id: string): Promise<void>;
  unmute(id: string): Promise<void>;
  /** alternate makes two speakers loud in turn, in the page's own audio clock, until the returned moment. */
  alternate(first: string, second: string, everySeconds: number, turns: number): number;
  loudness(id: string, gain: number): void;
  /** crowd joins without media under many names and raises a hand each; it returns the names that were accepted. */
  crowd(room: string, names: string[]): Promise<string[]>;
  /** joinFrom joins with an offer that names an address of the caller's choice. */
  joinFrom(room: string, address: string): Promise<void>;
}

interface Talker {
  room: VoiceRoom;
  volume: GainNode;
}

/** A talker's usual loudness, and 14 dB below for the one who has no turn: less, but nothing a codec would leave out. */
const loud = 0.4;
const quiet = 0.08;

const context = new AudioContext({ sampleRate: 48_000 });
const talkers = new Map<string, Talker>();

/** generator is a voice that never pauses: harmonics whose loudness wanders like syllables. */
function generator(hz: number): { stream: MediaStream; volume: GainNode } {
  const voice = new OscillatorNode(context, { type: "sawtooth", frequency: hz });
  const syllables = new OscillatorNode(context, { frequency: 3 + (hz % 7) / 5 });
  const depth = new GainNode(context, { gain: 0.15 });
  const swell = new GainNode(context, { gain: 0.6 });
  const volume = new GainNode(context, { gain: loud });
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  syllables.connect(depth).connect(swell.gain);
  voice.connect(swell).connect(volume).connect(out);
  voice.start();
  syllables.start();
  return { stream: out.stream, volume };
}

function talker(id: string): Talker {
  const found = talkers.get(id);
  if (!found) throw new Error(`no talker ${id}`);
  return found;
}

function until(room: VoiceRoom, met: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const off = room.on("state", () => {
      if (met()) {
        off();
        resolve();
      }
    });
    if (met()) {
      off();
      resolve();
    }
  });
}

const api: Talkers = {
  async join(id, name, token, hz) {
    await context.resume();
    const { stream, volume } = generator(hz);
    const profile = { name, speaks: ["en"], learns: ["zh"], levels: [], time_zone: "Europe/Berlin" };
    const room = new VoiceRoom({ url: location.origin, room: id, profile, token });
    // Opened one after another, so that each microphone is the generator of who opens it.
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(stream);
    await room.join();
    const you = room.state?.you.id ?? "";
    talkers.set(you, { room, volume });
    Object.assign(room, { stream });
    return you;
  },
  async invite(by, participant) {
    await talker(by).room.invite(participant);
  },
  async takeSeat(id) {
    const { room } = talker(id);
    await until(room, () => room.state?.invitations.some((invitation) => invitation.participant === id) ?? false);
    await room.acceptInvitation();
    await until(room, () => (room.state?.you.seat ?? -1) >= 0);
    await api.unmute(id);
  },
  async unmute(id) {
    const { room } = talker(id);
    const { stream } = room as VoiceRoom & { stream: MediaStream };
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(stream);
    await room.unmute();
  },
  alternate(first, second, everySeconds, turns) {
    const [one, other] = [talker(first).volume.gain, talker(second).volume.gain];
    const start = context.currentTime + 0.1;
    for (let turn = 0; turn < turns; turn++) {
      const at = start + turn * everySeconds;
      one.setValueAtTime(turn % 2 === 0 ? loud : quiet, at);
      other.setValueAtTime(turn % 2 === 0 ? quiet : loud, at);
    }
    return performance.timeOrigin + performance.now() + (start - context.currentTime + turns * everySeconds) * 1_000;
  },
  loudness(id, gain) {
    talker(id).volume.gain.value = gain;
  },
  async crowd(room, names) {
    const accepted: string[] = [];
    for (const name of names) if (await joinSilently(room, name, "")) accepted.push(name);
    return accepted;
  },
  async joinFrom(room, address) {
    const pc = new RTCPeerConnection();
    pc.addTransceiver("audio", { direction: "sendonly" });
    const { sdp } = await pc.createOffer();
    const candidate = `a=candidate:1 1 udp 2130706431 ${address} 40000 typ host`;
    const offer = `${sdp?.replace(/c=IN IP4 .*/, `c=IN IP4 ${address}`)}${candidate}\r\n`;
    if (!(await joinSilently(room, "Canary", offer))) throw new Error("the offer with an address was refused");
  },
};

/** Sockets of a crowd, kept so that nobody leaves before the page does. */
const sockets: WebSocket[] = [];

/** joinSilently speaks corner.v1 by hand: join, and when welcomed raise a hand. */
function joinSilently(room: string, name: string, offer: string): Promise<boolean> {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/v1/signal`, "corner.v1");
  sockets.push(socket);
  const profile = { name, speaks: ["en"], learns: [], time_zone: "" };
  const send = (id: number, type: string, data: object) => socket.send(JSON.stringify({ id, type, data }));
  return new Promise((resolve) => {
    socket.onopen = () => send(1, "join", { room, token: "", profile, offer, client: "crowd/1" });
    socket.onclose = () => resolve(false);
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      const frame = JSON.parse(data) as { re?: number; type?: string; error?: object };
      if (frame.type === "ping") socket.send(JSON.stringify({ type: "pong", data: { seq_ack: 0 } }));
      if (frame.re === 1 && !frame.error) send(2, "hand.raise", {});
      if (frame.re !== undefined) resolve(!frame.error);
    };
  });
}

declare global {
  interface Window {
    talkers: Talkers;
  }
}

window.talkers = api;
