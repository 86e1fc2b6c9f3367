/** What the chime tells of, two notes each, Hz and seconds: of an invitation upwards, like a lamp switched on; of a new language down. */
const tunes = {
  invitation: [{ pitch: 587.33, at: 0 }, { pitch: 783.99, at: 0.16 }],
  round: [{ pitch: 783.99, at: 0 }, { pitch: 587.33, at: 0.16 }],
} as const;
const lengthS = 0.7;
/** Quiet beside a voice; at the listener's night half of that. */
const loud = 0.06;
/** For so long a chime waits for a pause in the talk, looking so often, milliseconds. */
const patienceMs = 3000;
const lookMs = 100;

/** When a chime may sound. */
export interface ChimeRules {
  /** The person wants it. */
  wanted(): boolean;
  /** It is night where the person is. */
  night(): boolean;
}

/**
 * One soft chime. Its audio graph is made in the join tap, because a phone lets only that one sound later, and sleeps
 * between chimes.
 */
export class Chime {
  private context: AudioContext | null = null;

  constructor(private readonly rules: ChimeRules) {}

  /** Makes the audio graph. Call it inside a tap; without an audio device there is simply no chime. */
  unlock(): void {
    if (this.context !== null || typeof AudioContext === "undefined") return;
    try {
      this.context = new AudioContext();
      this.context.suspend().catch(() => undefined);
    } catch {
      this.context = null;
    }
  }

  /** Sounds, unless somebody speaks: no signal of ours lies over a voice. */
  async play(somebodySpeaks: boolean, tune: keyof typeof tunes = "invitation"): Promise<void> {
    if (somebodySpeaks || !this.rules.wanted()) return;
    this.unlock();
    const { context } = this;
    if (context === null) return;
    try {
      await context.resume();
      const gain = this.rules.night() ? loud / 2 : loud;
      for (const note of tunes[tune]) strike(context, note.pitch, context.currentTime + note.at, gain);
      setTimeout(() => void context.suspend().catch(() => undefined), 2000);
    } catch {
      // Refused without a tap: the card on the screen says it too.
    }
  }

  /** Sounds for a new language in the next pause of the talk; when none comes soon, not at all. */
  async playInPause(somebodySpeaks: () => boolean): Promise<void> {
    for (let waited = 0; somebodySpeaks(); waited += lookMs) {
      if (waited >= patienceMs) return;
      await new Promise((look) => setTimeout(look, lookMs));
    }
    await this.play(false, "round");
  }
}

/** A struck note: there at once, gone softly. */
function strike(context: AudioContext, pitch: number, at: number, gain: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(gain, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + lengthS);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + lengthS);
}
