import { describe, expect, it } from "vitest";
import { part } from "../ui/part";

const Shown = () => null;
const Stand = () => null;

describe("a part", () => {
  it("is fetched once", async () => {
    let times = 0;
    const one = part(async () => (times++, Shown), Stand);
    await one.fetch();
    await one.fetch();
    expect(times).toBe(1);
  });

  it("is fetched again when it could not be", async () => {
    let times = 0;
    const one = part(async () => {
      if (times++ === 0) throw new Error("gone with the last deploy");
      return Shown;
    }, Stand);
    await one.fetch();
    await one.fetch();
    await one.fetch();
    expect(times).toBe(2);
  });
});
