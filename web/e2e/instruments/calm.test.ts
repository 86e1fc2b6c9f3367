import { describe, expect, it, vi } from "vitest";
import { type Ticks, calmly, idleShare, parseTicks } from "./calm.ts";

describe("ticks", () => {
  it("are read from the line of all processors", () => {
    const stat = "cpu  100 20 30 800 50 0 10 5 7 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
    expect(parseTicks(stat)).toEqual({ idle: 850, total: 1_015 });
  });

  it("give the idle share of a stretch", () => {
    expect(idleShare({ idle: 100, total: 1_000 }, { idle: 150, total: 1_200 })).toBe(0.25);
  });

  it("count as calm where a system has none", () => {
    expect(parseTicks("")).toEqual({ idle: 0, total: 0 });
    expect(idleShare({ idle: 0, total: 0 }, { idle: 0, total: 0 })).toBe(1);
  });
});

describe("calmly", () => {
  /** readings are pairs of before and after, each stretch 1,000 ticks long. */
  const readings = (...idle: number[]) => {
    const all = idle.flatMap((ticks): Ticks[] => [{ idle: 0, total: 0 }, { idle: ticks, total: 1_000 }]);
    return () => all.shift()!;
  };

  const never = () => false;

  it("measures once on a calm machine", async () => {
    const measure = vi.fn().mockResolvedValueOnce("first").mockResolvedValueOnce("second");
    expect(await calmly(measure, 3, never, readings(500))).toBe("first");
    expect(measure).toHaveBeenCalledTimes(1);
  });

  it("measures again on a busy one", async () => {
    const measure = vi.fn().mockResolvedValueOnce("first").mockResolvedValueOnce("second");
    expect(await calmly(measure, 3, never, readings(20, 500), 0)).toBe("second");
  });

  it("believes on a busy one what is good enough, and nothing less", async () => {
    const measure = vi.fn().mockResolvedValueOnce(0.8).mockResolvedValueOnce(0.97).mockResolvedValueOnce(0.99);
    expect(await calmly(measure, 3, (r: number) => r >= 0.95, readings(20, 20, 20), 0)).toBe(0.97);
    expect(measure).toHaveBeenCalledTimes(2);
  });

  it("believes the last time, however busy", async () => {
    const measure = vi.fn().mockResolvedValue("busy");
    expect(await calmly(measure, 3, never, readings(0, 0, 0), 0)).toBe("busy");
    expect(measure).toHaveBeenCalledTimes(3);
  });
});
