import { describe, expect, it } from "vitest";
import { faceOf, hash, parts } from "../ui/face";

const ids = Array.from({ length: 600 }, (_, i) => `p${i.toString(36)}Xk`);

describe("a face", () => {
  it("is the same for the same id, everywhere and always", () => {
    expect(faceOf("p4-lena")).toEqual(faceOf("p4-lena"));
    expect(hash("p4-lena")).toBe(2_171_090_146);
  });

  it("has only parts that can be drawn", () => {
    for (const { hat, eyes, mouth, skin, ink, tilt } of ids.map(faceOf)) {
      expect(hat).toBeLessThan(parts.hats);
      expect(eyes).toBeLessThan(parts.eyes);
      expect(mouth).toBeLessThan(parts.mouths);
      expect(Math.abs(tilt)).toBeLessThanOrEqual(6);
      expect([skin, ink].every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
    }
  });

  it("is rarely shared: hundreds of ids make hundreds of faces", () => {
    expect(new Set(ids.map((id) => JSON.stringify(faceOf(id)))).size).toBeGreaterThan(500);
  });

  it("uses every part for neighbours that differ in one character", () => {
    const hats = new Set(ids.map((id) => faceOf(id).hat));
    const skins = new Set(ids.map((id) => faceOf(id).skin));
    expect(hats.size).toBe(parts.hats);
    expect(skins.size).toBe(10);
  });

  it("exists for the empty id", () => {
    expect(faceOf("").skin).toMatch(/^#/);
  });
});
