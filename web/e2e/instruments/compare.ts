/**
 * Compares what was heard with what was said: log-energy envelopes of 10 ms, normalised correlation at the best lag.
 * Envelopes survive codecs, gain and jitter buffers, and nothing else: lost, late or foreign speech lowers the figure.
 */

import { run } from "./process.ts";

/** Samples per second everything is decoded to; speech energy lies below 8 kHz. */
export const sampleRate = 16_000;

/** An envelope has a value every 5 ms, each the energy of 10 ms. */
const hopMs = 5;
const hopSamples = (sampleRate * hopMs) / 1_000;
const windowSamples = 2 * hopSamples;

/** How far the recording may slide, 60 ms either way, and what a step of 5 ms costs, in dB of difference. */
const slideHops = 12;
const slidePrice = 60;

/** Quieter than this below full scale counts as silence, so that codec noise in pauses does not matter. */
const floorDb = -60;

/** Correlation says how alike two envelopes are and by how much the second was shifted. */
export interface Correlation {
  r: number;
  lagMs: number;
}

/**
 * decode turns any audio file or blob into mono samples from −1 to 1. Timed, every sample stands where the file's clock
 * says, and holes are silent; otherwise the samples follow one another.
 */
export async function decode(file: string, timed = false): Promise<Float32Array> {
  const filter = timed ? ["-af", "aresample=async=1:min_hard_comp=0.01"] : [];
  const raw = await run("ffmpeg", [
    "-v", "error", "-i", file, "-vn", ...filter, "-ac", "1", "-ar", String(sampleRate), "-f", "f32le", "-",
  ]);
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + (raw.length & ~3)));
}

/** envelope is the energy of 10 ms, every 5 ms, in dB relative to full scale, not below the floor. */
export function envelope(samples: Float32Array): Float64Array {
  const out = new Float64Array(Math.max(0, Math.floor((samples.length - windowSamples) / hopSamples) + 1));
  for (let frame = 0; frame < out.length; frame++) {
    let sum = 0;
    for (let i = frame * hopSamples; i < frame * hopSamples + windowSamples; i++) sum += samples[i]! * samples[i]!;
    out[frame] = Math.max(floorDb, 10 * Math.log10(sum / windowSamples + 1e-12));
  }
  return out;
}

/**
 * correlate finds the lag at which the recording best matches the source, and then lets it slide a little along the way:
 * a jitter buffer plays slightly faster or slower and shifts pauses, which nobody hears, while what is lost or foreign
 * stays lost. The source is taken as endless repetition, as a fake microphone loops its file.
 */
export function correlate(recording: Float32Array, source: Float32Array): Correlation {
  const heard = envelope(recording);
  const said = envelope(looped(source));
  const whole = centred(heard);
  let lag = 0;
  let best = 0;
  for (let candidate = 0; candidate < said.length && whole.deviation > 0; candidate++) {
    const r = pearsonAt(whole, said, candidate);
    if (r > best) [best, lag] = [r, candidate];
  }
  if (best === 0) return { r: 0, lagMs: 0 };
  const meant = follow(heard, said, lag);
  return { r: pearsonAt(whole, meant, 0), lagMs: lag * hopMs };
}

/** looped closes the loop: its last frame reaches into its beginning. */
function looped(source: Float32Array): Float32Array {
  const out = new Float32Array(source.length === 0 ? 0 : source.length + windowSamples - hopSamples);
  out.set(source);
  out.set(source.subarray(0, out.length - source.length), source.length);
  return out;
}

/** follow is what was meant by each frame heard, on the cheapest path of lags near the given one. */
function follow(heard: Float64Array, said: Float64Array, lag: number): Float64Array {
  const width = 2 * slideHops + 1;
  const at = (frame: number, k: number) => said[(frame + lag + k - slideHops + said.length) % said.length]!;
  const from = new Uint8Array(heard.length * width);
  let costs = new Float64Array(width);
  for (let frame = 0; frame < heard.length; frame++) {
    const next = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      let origin = k;
      for (const near of [k - 1, k + 1]) {
        if (near >= 0 && near < width && costs[near]! + slidePrice < costs[origin]! + price(origin, k)) origin = near;
      }
      from[frame * width + k] = origin;
      next[k] = costs[origin]! + price(origin, k) + Math.abs(heard[frame]! - at(frame, k));
    }
    costs = next;
  }
  const meant = new Float64Array(heard.length);
  let k = costs.indexOf(Math.min(...costs));
  for (let frame = heard.length - 1; frame >= 0; frame--) {
    meant[frame] = at(frame, k);
    k = from[frame * width + k]!;
  }
  return meant;
}

function price(from: number, to: number): number {
  return from === to ? 0 : slidePrice;
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

/** lastSoundMs is the end of the last 10 ms louder than the threshold, −1 when there is none. */
export function lastSoundMs(samples: Float32Array, thresholdDb = -50): number {
  const last = envelope(samples).findLastIndex((db) => db > thresholdDb);
  return last < 0 ? -1 : last * hopMs + 2 * hopMs;
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
