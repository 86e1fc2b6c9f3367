import { Microphone } from "@sdk";
import type { SoundOutside } from "./sound-check";

/** The browser's own microphones. */
export const browserSound: SoundOutside = {
  list: async () => (await navigator.mediaDevices?.enumerateDevices()) ?? [],
  watch: (changed) => {
    navigator.mediaDevices?.addEventListener("devicechange", changed);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", changed);
  },
  open: async (device) => {
    let ended = () => undefined as void;
    // As a room asks for it, so that what is heard here is what others hear.
    const microphone = new Microphone(device === "" ? {} : { deviceId: { ideal: device } }, () => ended());
    const track = await microphone.open();
    return {
      level: () => microphone.level(),
      record: (ms) => recorded(new MediaStream([track]), ms),
      ended: (then) => (ended = then),
      close: () => microphone.release(),
    };
  },
  forget: (recording) => URL.revokeObjectURL(recording),
};

/** Reports whether this browser can record what the microphone hears. */
export function canRecord(): boolean {
  return typeof MediaRecorder === "function";
}

/** Reports whether this browser can play elsewhere than the system does. */
export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;
}

/** Resolves early when the microphone goes. */
function recorded(stream: MediaStream, ms: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onerror = reject;
    recorder.onstop = () => resolve(URL.createObjectURL(new Blob(parts, { type: recorder.mimeType })));
    recorder.start();
    setTimeout(() => recorder.state === "recording" && recorder.stop(), ms);
  });
}
