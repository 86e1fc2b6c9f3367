import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chime } from "../room/chime";

/** An audio graph that notes what sounds and how loud. */
class Graph {
  static all: Graph[] = [];
  static refuses = false;
  readonly currentTime = 0;
  readonly destination = {};
  readonly gains: number[] = [];
  state = "running";
  tones = 0;

  constructor() {
    Graph.all.push(this);
  }
  async suspend() {
    this.state = "suspended";
  }
  async resume() {
    if (Graph.refuses) throw new DOMException("no tap", "NotAllowedError");
    this.state = "running";
  }
  createOscillator() {
    return { frequency: { value: 0 }, connect: (next: object) => next, start: () => void this.tones++, stop: () => undefined };
  }
  createGain() {
    const linearRampToValueAtTime = (gain: number) => void this.gains.push(gain);
    const gain = { setValueAtTime: () => undefined, linearRampToValueAtTime, exponentialRampToValueAtTime: () => undefined };
    return { gain, connect: (next: object) => next };
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(Graph, { all: [], refuses: false });
  vi.stubGlobal("AudioContext", Graph);
});
afterEach(() => void vi.useRealTimers());

const tones = () => Graph.all.reduce((sum, graph) => sum + graph.tones, 0);
const chime = (wanted = true, night = false) => new Chime({ wanted: () => wanted, night: () => night });

describe("the chime", () => {
  it("sounds, then sleeps, on the graph of the tap", async () => {
    const made = chime();
    made.unlock();
    expect(Graph.all[0]!.state).toBe("suspended");
    await made.play(false);
    expect([tones(), Graph.all.length, Graph.all[0]!.state]).toEqual([2, 1, "running"]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(Graph.all[0]!.state).toBe("suspended");
  });

  it("never lies over a voice", async () => {
    await chime().play(true);
    expect(tones()).toBe(0);
  });

  it("waits for a pause in the talk", async () => {
    let speaks = true;
    const played = chime().playInPause(() => speaks);
    await vi.advanceTimersByTimeAsync(2000);
    expect(tones()).toBe(0);
    speaks = false;
    await vi.advanceTimersByTimeAsync(100);
    await played;
    expect(tones()).toBe(2);
  });

  it("is left out when nobody pauses for three seconds", async () => {
    const played = chime().playInPause(() => true);
    await vi.advanceTimersByTimeAsync(4000);
    await played;
    expect(tones()).toBe(0);
  });

  it("is silent for who does not want it", async () => {
    await chime(false).play(false);
    expect(tones()).toBe(0);
  });

  it("is softer at night", async () => {
    await chime(true, false).play(false);
    await chime(true, true).play(false);
    const [day, night] = Graph.all.map((graph) => graph.gains[0]!);
    expect(night).toBeLessThan(day!);
  });

  it("that the browser refuses is no fault", async () => {
    Graph.refuses = true;
    await expect(chime().play(false)).resolves.toBeUndefined();
    expect(tones()).toBe(0);
  });

  it("is left out where there is no audio", async () => {
    vi.stubGlobal("AudioContext", class {
      constructor() {
        throw new Error("no device");
      }
    });
    await expect(chime().play(false)).resolves.toBeUndefined();
  });
});
