import { describe, expect, it } from "vitest";
import { type Locale, localeNames } from "../strings";
import { type LateStrings, LateWords, loadLate, type Topic } from "../strings/late";

const topics: Topic[] = ["duty", "schedule", "settings"];
const locales = Object.keys(localeNames) as Locale[];

/** Loads what says of itself what it is, when the test lets it come. */
function slow() {
  const waiting: { topic: Topic; locale: Locale; come: () => void; fail: () => void }[] = [];
  const load = ((topic: Topic, locale: Locale) =>
    new Promise((resolve, reject) => {
      waiting.push({ topic, locale, come: () => resolve(`${topic} ${locale}`), fail: () => reject(new Error("gone")) });
    })) as unknown as typeof loadLate;
  return { load, waiting };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe("words that come late", () => {
  it.each(topics.flatMap((topic) => locales.map((locale) => [topic, locale] as const)))("exist: %s in %s", async (topic, locale) => {
    expect((await loadLate(topic, locale)).heading).not.toBe("");
  });

  it("are drawn from when they are here, and fetched once", async () => {
    const { load, waiting } = slow();
    const late = new LateWords("en", load);
    const first = late.fetch("schedule");
    waiting[0]!.come();
    await first;
    await late.fetch("schedule");
    expect(waiting).toHaveLength(1);
    expect(late.here.value).toEqual({ schedule: "schedule en" });
  });

  it("are asked for again when they could not come", async () => {
    const { load, waiting } = slow();
    const late = new LateWords("en", load);
    const first = late.fetch("schedule");
    waiting[0]!.fail();
    await expect(first).rejects.toThrow("gone");
    const second = late.fetch("schedule");
    waiting[1]!.come();
    await second;
    expect(late.here.value.schedule).toBe("schedule en");
  });

  it("change their language with the app's other words, and not before", async () => {
    const { load, waiting } = slow();
    const late = new LateWords("en", load);
    const first = late.fetch("schedule");
    waiting[0]!.come();
    await first;
    const translated = late.translate("es");
    waiting[1]!.come();
    const words = await translated;
    expect(late.here.value.schedule).toBe("schedule en");
    late.speak("es", words);
    expect(late.here.value.schedule).toBe("schedule es");
    expect(waiting).toHaveLength(2);
  });

  it("are never in the language that was left while they were on their way", async () => {
    const { load, waiting } = slow();
    const late = new LateWords("en", load);
    const first = late.fetch("schedule");
    late.speak("zh-Hans", {} as Partial<LateStrings>);
    waiting[0]!.come();
    for (const one of waiting.slice(1)) one.come();
    await settle();
    for (const one of waiting) one.come();
    await first;
    expect(late.here.value.schedule).toBe("schedule zh-Hans");
  });
});
