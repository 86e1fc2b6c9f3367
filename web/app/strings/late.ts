import { type Signal, signal } from "@preact/signals";
import type { DutyStrings } from "./en/duty";
import type { ScheduleStrings } from "./en/schedule";
import type { SettingsStrings } from "./en/settings";
import type { Locale } from "./index";

/**
 * Words that come late: those of a part of the app that most visits never draw. Each topic is a file in every language;
 * a language or a key that is missing does not compile.
 */
export interface LateStrings {
  duty: DutyStrings;
  schedule: ScheduleStrings;
  settings: SettingsStrings;
}

/** A part of the app with words of its own. */
export type Topic = keyof LateStrings;

type Loaders = { [T in Topic]: Record<Locale, () => Promise<LateStrings[T]>> };

const loaders: Loaders = {
  duty: {
    ar: async () => (await import("./ar/duty")).duty,
    en: async () => (await import("./en/duty")).duty,
    es: async () => (await import("./es/duty")).duty,
    "zh-Hans": async () => (await import("./zh/duty")).duty,
  },
  schedule: {
    ar: async () => (await import("./ar/schedule")).schedule,
    en: async () => (await import("./en/schedule")).schedule,
    es: async () => (await import("./es/schedule")).schedule,
    "zh-Hans": async () => (await import("./zh/schedule")).schedule,
  },
  settings: {
    ar: async () => (await import("./ar/settings")).settings,
    en: async () => (await import("./en/settings")).settings,
    es: async () => (await import("./es/settings")).settings,
    "zh-Hans": async () => (await import("./zh/settings")).settings,
  },
};

/** Fetches the words of one topic in a language. Rejects when they cannot be fetched. */
export function loadLate<T extends Topic>(topic: T, locale: Locale): Promise<LateStrings[T]> {
  return loaders[topic][locale]();
}

type Load = typeof loadLate;

/** The late words that are here, in the language of the app. One of them belongs to the shell. */
export class LateWords {
  /** Drawn from; replaced whole, together with the app's other words when the language changes. */
  readonly here: Signal<Partial<LateStrings>> = signal({});
  private readonly asked = new Set<Topic>();

  constructor(private locale: Locale, private readonly load: Load = loadLate) {}

  /** Fetches a topic, once. Rejects when it cannot be fetched; asked again, it is tried again. */
  async fetch<T extends Topic>(topic: T): Promise<void> {
    this.asked.add(topic);
    while (this.here.peek()[topic] === undefined) {
      const { locale } = this;
      const words = await this.load(topic, locale);
      // The language may have been changed meanwhile, and then these words are of no use.
      if (locale === this.locale) this.here.value = { ...this.here.peek(), [topic]: words };
    }
  }

  /** Fetches in another language all that has been asked for. Nothing changes until it is taken. */
  async translate(locale: Locale): Promise<Partial<LateStrings>> {
    const topics = [...this.asked];
    const words = await Promise.all(topics.map((topic) => this.load(topic, locale)));
    return Object.fromEntries(topics.map((topic, index) => [topic, words[index]]));
  }

  /** Takes what was fetched in that language; what was asked for since then follows by itself. */
  speak(locale: Locale, words: Partial<LateStrings>): void {
    this.locale = locale;
    this.here.value = words;
    for (const topic of this.asked) void this.fetch(topic).catch(() => undefined);
  }
}
