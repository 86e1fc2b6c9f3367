/** Speech to speak with: synthesised once, 48 kHz mono, cached by its text; no two voices say the same. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./process.ts";

/** A voice of espeak-ng and what it says. */
export interface Voice {
  language: "en" | "cmn" | "es";
  text: string;
}

/** The people of the tests. Long enough that ten seconds never hold the whole loop. */
export const voices = {
  ada: {
    language: "en",
    text:
      "The ferry leaves the harbour at nine, and nobody on the upper deck has ever seen the island in winter. " +
      "Bring a coat. My brother says the bakery opens early, but only when the oven works; otherwise we eat apples. " +
      "Last year it snowed, quite suddenly, and the whole market moved indoors.",
  },
  bo: {
    language: "cmn",
    text: "今天晚上我们来聊一聊家乡的味道。我小的时候,奶奶常常在院子里包饺子。后来搬到上海,什么都吃得到,可是那个味道一直找不到。你们呢?有没有一道菜,一闻到就想回家?",
  },
  cruz: {
    language: "es",
    text:
      "Cuando era niña, mi abuela cantaba mientras regaba las plantas del balcón. Después, por la tarde, íbamos al río. " +
      "¿Te acuerdas? Había un puente viejo, muy estrecho, y los gatos dormían al sol. Ahora todo es distinto, pero la canción sigue igual.",
  },
  dina: {
    language: "en",
    text:
      "My first bicycle had no brakes! Down the hill I went, past the school, past the post office, straight into a hedge. " +
      "Since then I walk. Walking is slow; it is also, if you ask me, the only way to meet every dog in the street. " +
      "Two of them wait for me at seven. Rain or shine.",
  },
} satisfies Record<string, Voice>;

const cache = join(tmpdir(), "corner-e2e-speech");

/** speech returns the path of a WAV file with the voice's text, half a second of silence around it. */
export function speech(voice: Voice): Promise<string> {
  return cached(`${voice.language}\n${voice.text}`, async (target) => {
    const spoken = await run("espeak-ng", ["-v", voice.language, "-s", "150", "--stdout", voice.text]);
    const raw = `${target}.espeak.wav`;
    await writeFile(raw, spoken);
    await encode(["-i", raw], "adelay=500,apad=pad_dur=0.5", target);
    await rm(raw);
  });
}

/**
 * stretches returns the path of a WAV file in which a voice speaks so many times for so long, without a pause for breath,
 * and is silent for as long after each; some silence comes first.
 */
export async function stretches(voice: Voice, times: number, seconds: number, firstMs = 2_000): Promise<string> {
  const wav = await speech(voice);
  const breathless = "silenceremove=start_periods=1:start_threshold=-45dB:stop_periods=-1:stop_duration=0.15:stop_threshold=-45dB";
  const samples = 48_000 * seconds;
  const one = `${breathless},aloop=loop=-1:size=2000000000,atrim=end_sample=${samples},apad=whole_len=${2 * samples}`;
  const filter = `${one},aloop=loop=${times - 1}:size=${2 * samples},adelay=${firstMs}`;
  return cached(`${voice.language} ${times} ${seconds} ${firstMs}\n${voice.text}`, (target) => encode(["-i", wav], filter, target));
}

/**
 * opusSpeech returns the path of an Ogg file with the same words: one packet of 20 ms a page, each of the same size, so
 * that who reads it needs to know little of Ogg.
 */
export async function opusSpeech(voice: Voice): Promise<string> {
  const wav = await speech(voice);
  const encoder = ["-c:a", "libopus", "-b:a", "40k", "-vbr", "off", "-frame_duration", "20", "-page_duration", "20000"];
  return cached(`${voice.language}\n${voice.text}`, (target) => run("ffmpeg", ["-v", "error", "-y", "-i", wav, ...encoder, target]), "ogg");
}

/** tone returns the path of a WAV file with a steady tone: sound without pauses. */
export function tone(hz: number, seconds = 2): Promise<string> {
  return cached(`tone ${hz} ${seconds}`, (target) =>
    encode(["-f", "lavfi", "-i", `sine=frequency=${hz}:duration=${seconds}`], "anull", target),
  );
}

/** silence returns the path of a WAV file in which nothing is said. */
export function silence(seconds = 2): Promise<string> {
  return cached(`silence ${seconds}`, (target) =>
    encode(["-f", "lavfi", "-i", `anullsrc=r=48000:cl=mono:d=${seconds}`], "anull", target),
  );
}

/** encode writes what Chromium's fake microphone takes, and what correlation needs: an even number of 10 ms frames. */
async function encode(input: string[], filter: string, target: string): Promise<void> {
  const whole = "aresample=48000,asetnsamples=n=48000:p=1";
  await run("ffmpeg", ["-v", "error", "-y", ...input, "-af", `${filter},${whole}`, "-ac", "1", "-c:a", "pcm_s16le", target]);
}

/** cached makes the file under a temporary name first, so that a stopped run leaves no half file behind. */
async function cached(key: string, make: (target: string) => Promise<unknown>, format = "wav"): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, `${createHash("sha256").update(key).digest("hex").slice(0, 20)}.${format}`);
  if (existsSync(path)) return path;
  const unfinished = join(cache, `unfinished-${process.pid}-${Date.now()}.${format}`);
  await make(unfinished);
  renameSync(unfinished, path);
  return path;
}
