/**
 * A face from an id: the same id has the same face in every browser, without an upload. This file decides what the
 * face is made of; face-view.tsx draws it.
 */

/** What a face is made of; every field is an index or a colour pair. */
export interface Face {
  skin: string;
  ink: string;
  hat: number;
  eyes: number;
  mouth: number;
  cheeks: boolean;
  tilt: number;
}

/** Skin and ink in pairs that stay legible (3:1 or better) on dark and light surfaces alike. */
const palette: readonly (readonly [string, string])[] = [
  ["#f4b860", "#4a2c06"],
  ["#e98a6b", "#47140a"],
  ["#d9798f", "#451020"],
  ["#b48ad6", "#2b1240"],
  ["#7f9be0", "#0f1f4a"],
  ["#5fb4c9", "#08323c"],
  ["#63b58c", "#08351f"],
  ["#a9b35a", "#2c3205"],
  ["#d4a27a", "#43240c"],
  ["#c4a6a0", "#3b201b"],
];

/** How many drawings face-view.tsx has of each part. */
export const parts = { hats: 7, eyes: 6, mouths: 6 } as const;

/** FNV-1a, 32 bit: spreads ids that differ in one character over all the choices. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  // The low bits of FNV are weak for short ids; one more mix makes every bit count.
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 15)) >>> 0;
}

/** Returns the face of an id. */
export function faceOf(id: string): Face {
  let bits = hash(id);
  const take = (choices: number): number => {
    const choice = bits % choices;
    bits = Math.floor(bits / choices);
    return choice;
  };
  const [skin, ink] = palette[take(palette.length)] as readonly [string, string];
  return {
    skin,
    ink,
    hat: take(parts.hats),
    eyes: take(parts.eyes),
    mouth: take(parts.mouths),
    cheeks: take(2) === 1,
    tilt: take(3) * 6 - 6,
  };
}
