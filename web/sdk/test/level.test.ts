import { afterEach, expect, test, vi } from "vitest";
import { loudness, loudnessOf, Meter, receiverLevel } from "../src/level";
import { FakeAudioContext, FakeStream, FakeTrack } from "./fakes";

afterEach(() => {
  vi.useRealTimers();
  FakeAudioContext.running = true;
});

test("a context that refuses to resume measures nothing, and that is all", async () => {
  vi.stubGlobal("MediaStream", FakeStream);
  FakeAudioContext.running = false;
  const context = new FakeAudioContext();
  let asked = 0;
  // Not a mock: those handle the rejections they return.
  context.resume = () => {
    asked++;
    return Promise.reject(new DOMException("no tap yet", "NotAllowedError"));
  };
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const meter = new Meter(context as unknown as AudioContext, new FakeTrack() as unknown as MediaStreamTrack);
  await new Promise((turn) => setTimeout(turn)); // the event loop tells what nobody handled
  process.off("unhandledRejection", unhandled);
  expect(asked).toBe(1);
  expect(meter.read()).toBeNull();
  expect(unhandled).not.toHaveBeenCalled();
});

test.each([
  [-127, 0],
  [-60, 0],
  [-36, 0.5],
  [-12, 1],
  [0, 1],
])("%i dBov is %f", (dBov, level) => {
  expect(loudness(dBov)).toBeCloseTo(level);
});

test("an amplitude is on the same scale", () => {
  expect(loudnessOf(0)).toBe(0);
  expect(loudnessOf(1)).toBe(1);
  expect(loudnessOf(10 ** (-36 / 20))).toBeCloseTo(0.5);
});

function receiver(synchronization: object[], contributing: object[] = []): RTCRtpReceiver {
  return {
    getSynchronizationSources: () => synchronization,
    getContributingSources: () => contributing,
  } as unknown as RTCRtpReceiver;
}

test("the first source that has a level says it", () => {
  expect(receiverLevel(receiver([]))).toBeNull();
  expect(receiverLevel(receiver([{ timestamp: 1 }]))).toBeNull();
  expect(receiverLevel(receiver([{ timestamp: 1, audioLevel: 1 }]))).toBe(1);
  expect(receiverLevel(receiver([{ timestamp: 1 }], [{ timestamp: 1, audioLevel: 1 }]))).toBe(1);
});

test("a level of a while ago is silence", () => {
  const now = performance.timeOrigin + performance.now();
  expect(receiverLevel(receiver([{ timestamp: now - 50, audioLevel: 1 }]))).toBe(1);
  expect(receiverLevel(receiver([{ timestamp: now - 5000, audioLevel: 1 }]))).toBe(0);
});
