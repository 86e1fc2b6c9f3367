/** A page of our own and a call between two browsers without any server: what proves the instruments themselves. */

import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Listener } from "./recording.ts";

/** A web server with one blank page; a microphone needs an origin. */
export interface BlankSite {
  url: string;
  close(): Promise<void>;
}

/** serveBlank starts such a server on a free port of 127.0.0.1. */
export async function serveBlank(): Promise<BlankSite> {
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<!doctype html><title>rehearsal</title><button id=join>Join</button>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Page of either browser, as far as a call needs it. */
export interface Callee extends Listener {
  evaluate<T, A>(script: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  evaluate<T>(script: () => T | Promise<T>): Promise<T>;
}

/** connect makes the first page speak to the second over one connection. */
export async function connect(speaker: Callee, listener: Callee): Promise<void> {
  const offer = await speaker.evaluate(async () => {
    const pc = new RTCPeerConnection();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    pc.addTransceiver(stream.getAudioTracks()[0]!, { direction: "sendonly" });
    await pc.setLocalDescription();
    await new Promise<void>((resolve) => {
      if (pc.iceGatheringState === "complete") resolve();
      pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && resolve();
    });
    Object.assign(window, { call: pc });
    return pc.localDescription!.sdp;
  });
  const answer = await listener.evaluate(async (sdp: string) => {
    const pc = new RTCPeerConnection();
    const element = new Audio();
    pc.ontrack = ({ track }) => {
      element.srcObject = new MediaStream([track]);
      void element.play();
    };
    Object.assign(window, { call: pc, element });
    await pc.setRemoteDescription({ type: "offer", sdp });
    await pc.setLocalDescription();
    await new Promise<void>((resolve) => {
      if (pc.iceGatheringState === "complete") resolve();
      pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && resolve();
    });
    return pc.localDescription!.sdp;
  }, offer);
  await speaker.evaluate(async (sdp: string) => {
    await (window as unknown as { call: RTCPeerConnection }).call.setRemoteDescription({ type: "answer", sdp });
  }, answer);
}
