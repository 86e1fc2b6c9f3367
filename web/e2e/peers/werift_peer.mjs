// A participant with werift, WebRTC in TypeScript. It offers AEAD_AES_128_GCM and AES128_CM_HMAC_SHA1_80.
//
// Commands and frames are JSON lines, as conversation.py tells. The microphone is an Ogg file with one Opus packet of
// 20 ms a page; recordings are WebM, timed by the RTP timestamps.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from "werift";
import { MediaRecorder, OggParser } from "werift/nonstandard";

const slotCount = 3;
const frameMs = 20;
const frameSamples = 960;

const opus = new RTCRtpCodecParameters({ mimeType: "audio/opus", clockRate: 48_000, channels: 2, payloadType: 96 });

const tell = (frame) => process.stdout.write(`${JSON.stringify(frame)}\n`);

/** Microphone says a file's packets in a loop, at the pace of the clock. */
class Microphone {
  track = new MediaStreamTrack({ kind: "audio" });
  #packets;
  #sequence = 0;
  #timer;

  constructor(path) {
    const isOpus = (packet) => !["OpusHead", "OpusTags"].includes(packet.subarray(0, 8).toString("latin1"));
    this.#packets = new OggParser().read(readFileSync(path)).exportSegments().filter(isOpus);
    if (this.#packets.length === 0) throw new Error(`no packets in ${path}`);
  }

  speak() {
    this.hush();
    const began = performance.now();
    let said = 0;
    const catchUp = () => {
      for (; said * frameMs <= performance.now() - began; said++) this.#say(this.#packets[said % this.#packets.length]);
      this.#timer = setTimeout(catchUp, began + said * frameMs - performance.now());
    };
    catchUp();
  }

  hush() {
    clearTimeout(this.#timer);
  }

  #say(payload) {
    const header = new RtpHeader({
      payloadType: opus.payloadType,
      sequenceNumber: this.#sequence & 0xffff,
      timestamp: (this.#sequence * frameSamples) >>> 0,
    });
    this.#sequence++;
    this.track.writeRtp(new RtpPacket(header, payload));
  }
}

/** Connection is one microphone line and the slots. */
class Connection {
  slots = [];
  #peer = new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ["127.0.0.1"],
    bundlePolicy: "max-bundle",
    codecs: { audio: [opus] },
  });
  #recorders = [];

  constructor(microphone) {
    this.#peer.connectionStateChange.subscribe((state) => tell({ local: "connection", state }));
    this.#peer.onTrack.subscribe((track) => this.slots.push(track));
    this.#peer.addTransceiver(microphone.track, { direction: "sendonly" });
    for (let slot = 0; slot < slotCount; slot++) this.#peer.addTransceiver("audio", { direction: "recvonly" });
  }

  async offer() {
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    return this.#peer.localDescription.sdp;
  }

  accept(answer) {
    return this.#peer.setRemoteDescription({ type: "answer", sdp: answer });
  }

  record(prefix) {
    this.#recorders = this.slots.map((track, slot) => {
      const path = `${prefix}.${slot}.webm`;
      const recorder = new MediaRecorder({ path, tracks: [track], disableLipSync: true, disableNtp: true });
      const recording = { path, recorder, packets: 0 };
      track.onReceiveRtp.subscribe(() => recording.packets++);
      return recording;
    });
  }

  async save() {
    await Promise.all(this.#recorders.map(({ recorder }) => recorder.stop()));
    // Where nothing was heard there is a file without a sound in it.
    for (const { path, packets } of this.#recorders) if (packets > 0) tell({ local: "saved", path });
    this.#recorders = [];
    tell({ local: "done" });
  }

  close() {
    return this.#peer.close();
  }
}

const string = { type: "string" };
const { values: options } = parseArgs({
  options: { url: string, origin: string, room: string, name: string, microphone: string, record: string },
});
const microphone = new Microphone(options.microphone);
const connection = new Connection(microphone);
const socket = new WebSocket(options.url, { protocols: ["corner.v1"], headers: { Origin: options.origin } });
let nextId = 1;

const send = (type, data) => socket.send(JSON.stringify({ id: nextId++, type, data }));

const end = async () => {
  microphone.hush();
  await connection.close();
  process.exit();
};

socket.onopen = async () => {
  const profile = { name: options.name, speaks: ["es"], learns: ["en"], time_zone: "America/Bogota" };
  send("join", { room: options.room, token: "", profile, offer: await connection.offer(), client: "werift-test/1" });
};

socket.onmessage = async ({ data: text }) => {
  const frame = JSON.parse(text);
  if (frame.type === "ping") {
    socket.send(JSON.stringify({ type: "pong", data: { seq_ack: frame.data?.seq ?? 0 } }));
    return;
  }
  if (frame.data?.answer) {
    await connection.accept(frame.data.answer);
    delete frame.data.answer;
  }
  tell(frame);
};

socket.onerror = ({ error }) => {
  console.error(error);
  process.exit(1);
};

socket.onclose = ({ code }) => {
  tell({ local: "closed", code });
  void end();
};

const locally = {
  speak: () => microphone.speak(),
  hush: () => microphone.hush(),
  record: () => connection.record(options.record),
  save: () => connection.save(),
};

const commands = createInterface({ input: process.stdin });
commands.on("line", (line) => {
  const { local, type, data } = JSON.parse(line);
  if (local) void locally[local]();
  else send(type, data ?? {});
});
commands.on("close", () => void end());
process.on("SIGTERM", () => void end());
