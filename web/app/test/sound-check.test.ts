import { beforeEach, describe, expect, it, vi } from "vitest";
import { devicesOf, usedOf } from "../settings/devices";
import { type OpenMicrophone, SoundCheck, type SoundOutside } from "../settings/sound-check";

const device = (deviceId: string, kind: MediaDeviceKind = "audioinput", label = deviceId) => ({ deviceId, kind, label });

class FakeMicrophone implements OpenMicrophone {
  loud = 0;
  open = true;
  gone = () => undefined as void;
  recorded = (_: string) => undefined as void;
  level = () => this.loud;
  record = () => new Promise<string>((resolve) => (this.recorded = resolve));
  ended = (then: () => void) => void (this.gone = then);
  close = () => void (this.open = false);
}

let now: number;
let microphones: FakeMicrophone[];
let found: ReturnType<typeof device>[];
let changed: () => void;
let forgotten: string[];
let opening: () => Promise<FakeMicrophone>;
const asked: string[] = [];

const outside: SoundOutside = {
  list: async () => found,
  watch: (then) => {
    changed = then;
    return () => (changed = () => undefined);
  },
  open: async (id) => {
    asked.push(id);
    return opening();
  },
  forget: (recording) => void forgotten.push(recording),
};

const settled = () => new Promise((resolve) => setTimeout(resolve));
const check = () => new SoundCheck(outside, () => now);

beforeEach(() => {
  now = 0;
  [microphones, found, forgotten] = [[], [], []];
  asked.length = 0;
  opening = async () => microphones[microphones.push(new FakeMicrophone()) - 1]!;
});

describe("devices", () => {
  it("are those there are, by kind, each once; the system's stand-ins are not among them", () => {
    const list = devicesOf([
      device("default"), device("communications"), device(""), device("a"), device("a"), device("b", "audioinput", ""), device("s", "audiooutput"), device("v", "videoinput"),
    ]);
    expect(list).toEqual({ microphones: [{ id: "a", name: "a" }, { id: "b", name: "" }], speakers: [{ id: "s", name: "s" }] });
  });

  it("are bounded, whatever a browser lists", () => {
    expect(devicesOf(Array.from({ length: 5000 }, (_, i) => device(`m${i}`))).microphones).toHaveLength(50);
  });

  it.each([["a", "a"], ["gone", ""], ["", ""]])("chosen as %j are used as %j", (chosen, used) => {
    expect(usedOf([{ id: "a", name: "" }], chosen)).toBe(used);
  });

  it("are listed again when one comes, and when the browser tells their names", async () => {
    const sound = check();
    found = [device("a", "audioinput", "")];
    changed();
    await settled();
    expect(sound.devices.value.microphones).toEqual([{ id: "a", name: "" }]);
    found = [device("a", "audioinput", "Headset")];
    await sound.open("");
    expect(sound.devices.value.microphones).toEqual([{ id: "a", name: "Headset" }]);
  });
});

describe("a sound check", () => {
  it("opens the chosen microphone, hears it, and lets go of it", async () => {
    const sound = check();
    const opened = sound.open("headset");
    expect([sound.state.value, asked]).toEqual(["asking", ["headset"]]);
    await opened;
    microphones[0]!.loud = 0.5;
    expect([sound.state.value, sound.level()]).toEqual(["open", 0.5]);
    sound.stop();
    expect([sound.state.value, sound.level(), microphones[0]?.open]).toEqual(["closed", 0, false]);
  });

  it("has one microphone open at a time", async () => {
    const sound = check();
    await sound.open("");
    await sound.open("headset");
    expect(microphones.map(({ open }) => open)).toEqual([false, true]);
  });

  it("lets go of a microphone that was allowed too late", async () => {
    let allow = (_: FakeMicrophone) => undefined as void;
    opening = () => new Promise((resolve) => (allow = resolve));
    const sound = check();
    const opened = sound.open("");
    sound.stop();
    const late = new FakeMicrophone();
    allow(late);
    await opened;
    expect([late.open, sound.state.value]).toEqual([false, "closed"]);
  });

  it.each([["microphone_denied", "denied"], ["microphone_missing", "missing"], ["microphone_busy", "busy"], ["unheard", "missing"]])(
    "says %s as %s",
    async (code, fault) => {
      opening = () => Promise.reject({ code });
      const sound = check();
      await sound.open("");
      expect([sound.state.value, sound.fault.value]).toEqual(["closed", fault]);
      opening = async () => new FakeMicrophone();
      await sound.open("");
      expect([sound.state.value, sound.fault.value]).toEqual(["open", null]);
    },
  );

  it("says that a microphone was unplugged", async () => {
    const sound = check();
    await sound.open("");
    microphones[0]!.gone();
    expect([sound.state.value, sound.fault.value]).toEqual(["closed", "missing"]);
  });

  it("asks about a silence of five seconds, until something is heard", async () => {
    const sound = check();
    await sound.open("");
    sound.level();
    now = 5001;
    sound.level();
    expect(sound.silent.value).toBe(true);
    microphones[0]!.loud = 0.3;
    sound.level();
    expect(sound.silent.value).toBe(false);
  });
});

describe("a recording", () => {
  it("is made once at a time, can be heard, and is gone with the next one", async () => {
    const sound = check();
    await sound.open("");
    const record = vi.spyOn(microphones[0]!, "record");
    const done = sound.record();
    void sound.record();
    expect([sound.test.value, record.mock.calls.length]).toEqual(["recording", 1]);
    microphones[0]!.recorded("blob:1");
    await done;
    expect([sound.test.value, sound.recording.value]).toEqual(["ready", "blob:1"]);
    void sound.record();
    expect([sound.test.value, sound.recording.value, forgotten]).toEqual(["recording", "", ["blob:1"]]);
  });

  it("that comes after the microphone was closed is forgotten at once", async () => {
    const sound = check();
    await sound.open("");
    const done = sound.record();
    sound.close();
    microphones[0]!.recorded("blob:1");
    await done;
    expect([forgotten, sound.test.value]).toEqual([["blob:1"], "none"]);
  });

  it("that fails can be tried again", async () => {
    const sound = check();
    await sound.open("");
    vi.spyOn(microphones[0]!, "record").mockRejectedValue(new Error("no"));
    await sound.record();
    expect(sound.test.value).toBe("none");
  });
});
