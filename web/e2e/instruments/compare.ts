/**
 * Compares what was heard with what was said: 10 ms log-energy envelopes, normalised correlation at the best lag.
 * Envelopes survive codecs, gain and jitter buffers, and nothing else: lost, late or foreign speech lowers the figure.
 */

import { run } from "./process.ts";

/** Samples per second everything is decoded to; speech energy lies below 8 kHz. */
export const sampleRate = 16_000;

/** Length of one envelope frame. */
export const frameMs = 10;

const frameSamples = (sampleRate * frameMs) / 1_000;

/** A stretch that may slide, and how far from the one before: 2.5 s and 40 ms. */
const stretchFrames = 250;
const slideFrames = 4;

/** Quieter than this below full scale counts as silence, so that codec noise in pauses does not matter. */
const floorDb = -60;

/** Correlation says how alike two envelopes are and by how much the second was shifted. */
export interface Correlation {
  r: number;
  lagMs: number;
}

/** decode turns any audio file or blob into mono samples from −1 to 1. */
export async function decode(file: string): Promise<Float32Array> {
  const raw = await run("ffmpeg", [
    "-v", "error", "-i", file, "-vn", "-ac", "1", "-ar", String(sampleRate), "-f", "f32le", "-",
  ]);
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + (raw.length & ~3)));
}

/** envelope is the energy of each 10 ms in dB relative to full scale, not below the floor. */
export function envelope(samples: Float32Array): Float64Array {
  const frames = Math.floor(samples.length / frameSamples);
  const out = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let i = frame * frameSamples; i < (frame + 1) * frameSamples; i++) sum += samples[i]! * samples[i]!;
    const db = 10 * Math.log10(sum / frameSamples + 1e-12);
    out[frame] = Math.max(floorDb, db);
  }
  return out;
}

/**
 * correlate finds the lag at which the recording best matches the source, and then lets each stretch of it slide a
 * little: a jitter buffer plays slightly faster or slower, which nobody hears, while what is lost or foreign stays lost.
 * The source is taken as endless repetition, as a fake microphone loops its file.
 */
export function correlate(recording: Float32Array, source: Float32Array): Correlation {
  const said = envelope(source);
  const shifts = Array.from({ length: frameMs }, (_, ms) => envelope(recording.subarray((ms * sampleRate) / 1_000)));
  const whole = centred(shifts[0]!);
  let lag = 0;
  let best = 0;
  for (let candidate = 0; candidate < said.length && whole.deviation > 0; candidate++) {
    const r = pearsonAt(whole, said, candidate);
    if (r > best) [best, lag] = [r, candidate];
  }
  return best === 0 ? { r: 0, lagMs: 0 } : { r: followed(shifts, said, lag), lagMs: lag * frameMs };
}

/** followed is the correlation over all stretches, each at its own best lag near the one before. */
function followed(shifts: Float64Array[], said: Float64Array, lag: number): number {
  const heard: number[] = [];
  const meant: number[] = [];
  const frames = shifts.at(-1)!.length;
  const count = Math.max(1, Math.floor(frames / stretchFrames));
  for (let stretch = 0; stretch < count; stretch++) {
    const start = Math.floor((stretch * frames) / count);
    const end = Math.floor(((stretch + 1) * frames) / count);
    const best = slide(shifts, said, start, end, lag);
    heard.push(...best.part);
    for (let i = 0; i < best.part.length; i++) meant.push(said[(best.lag + start + i) % said.length]!);
    lag = best.lag;
  }
  return pearsonAt(centred(Float64Array.from(heard)), Float64Array.from(meant), 0);
}

/** slide tries every lag near the given one, in steps of a millisecond: syllables begin on no grid of frames. */
function slide(shifts: Float64Array[], said: Float64Array, start: number, end: number, lag: number) {
  let best = { r: Number.NEGATIVE_INFINITY, lag, part: shifts[0]!.subarray(start, end) };
  for (const shifted of shifts) {
    const part = shifted.subarray(start, end);
    const heard = centred(part);
    for (let near = lag - slideFrames; near <= lag + slideFrames; near++) {
      const at = (near + said.length) % said.length;
      const r = heard.deviation === 0 ? 0 : pearsonAt(heard, said, (at + start) % said.length);
      if (r > best.r) best = { r, lag: at, part };
    }
  }
  return best;
}

/** envelopeCorrelation compares a recorded file with the speech that was its source. */
export async function envelopeCorrelation(recording: string, source: string): Promise<Correlation> {
  const [heard, said] = await Promise.all([decode(recording), decode(source)]);
  return correlate(heard, said);
}

/** loudestDb is the level of the loudest 10 ms. */
export function loudestDb(samples: Float32Array): number {
  return envelope(samples).reduce((loudest, db) => Math.max(loudest, db), floorDb);
}

/** lastSoundMs is the moment of the last 10 ms louder than the threshold, −1 when there is none. */
export function lastSoundMs(samples: Float32Array, thresholdDb = -50): number {
  const frames = envelope(samples);
  for (let frame = frames.length - 1; frame >= 0; frame--) {
    if (frames[frame]! > thresholdDb) return (frame + 1) * frameMs;
  }
  return -1;
}

/** toneShare is the part of the energy that one frequency holds: 1 for a pure tone, near 0 for speech or silence. */
export function toneShare(samples: Float32Array, hz: number): number {
  const block = sampleRate / 10;
  let tone = 0;
  let total = 0;
  for (let start = 0; start + block <= samples.length; start += block) {
    const part = samples.subarray(start, start + block);
    tone += goertzel(part, hz);
    total += part.reduce((sum, x) => sum + x * x, 0);
  }
  return total < 1e-6 ? 0 : tone / total;
}

/** goertzel is the energy of one frequency in a block that holds whole periods of it. */
function goertzel(block: Float32Array, hz: number): number {
  let re = 0;
  let im = 0;
  const step = (2 * Math.PI * hz) / sampleRate;
  for (let i = 0; i < block.length; i++) {
    re += block[i]! * Math.cos(step * i);
    im -= block[i]! * Math.sin(step * i);
  }
  return ((re * re + im * im) * 2) / block.length;
}

interface Centred {
  values: Float64Array;
  deviation: number;
}

function centred(values: Float64Array): Centred {
  if (values.length === 0) return { values, deviation: 0 };
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const shifted = values.map((x) => x - mean);
  return { values: shifted, deviation: Math.sqrt(shifted.reduce((sum, x) => sum + x * x, 0)) };
}

function pearsonAt(heard: Centred, source: Float64Array, lag: number): number {
  let sum = 0;
  let squares = 0;
  let product = 0;
  let at = lag;
  for (let i = 0; i < heard.values.length; i++) {
    const x = source[at]!;
    sum += x;
    squares += x * x;
    product += x * heard.values[i]!;
    if (++at === source.length) at = 0;
  }
  const spread = squares - (sum * sum) / heard.values.length;
  return spread <= 1e-9 ? 0 : product / (heard.deviation * Math.sqrt(spread));
}
