import { describe, expect, it } from "vitest";
import { nameFault } from "../memory";
import { offlinePage, workerWords } from "../pwa/words";
import { errorText, isWhole, type Locale, localeNames, loadStrings, pickLocale, withRoom } from "../strings";
import { counted as arabic, noun } from "../strings/ar/counted";
import { counted } from "../strings/es/counted";
import { lateTables, tables } from "./tables";

type Leaf = { path: string; text: string };

/** Every text of a table; functions are called with marks that must appear in what they return. */
function leaves(value: unknown, path = ""): Leaf[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value === "function") return [{ path, text: (value as (...args: unknown[]) => string)("«1»", "«2»", "«3»", "«4»", "«5»") }];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

/** Every sentence of a table that counts, to be said of a number. */
function countingIn(value: unknown, path = ""): { path: string; say: (shown: string, count: number) => string }[] {
  if (typeof value === "function") {
    const names = /\(([^)]*)\)/.exec(value.toString())?.[1]?.split(/,\s*/) ?? [];
    const counts = (name: string) => /^_?count$/.test(name);
    if (!names.includes("shown") || !names.some(counts)) return [];
    const say = (shown: string, count: number) => value(...names.map((name) => (name === "shown" ? shown : counts(name) ? count : name)));
    return [{ path, say }];
  }
  return typeof value === "string" ? [] : Object.entries(value as object).flatMap(([key, inner]) => countingIn(inner, `${path}.${key}`));
}

const whole = (locale: Locale) => leaves({ ...tables[locale], late: lateTables[locale] });
const counting = countingIn({ ...tables.ar, late: lateTables.ar });
const ar = whole("ar");
const en = whole("en");
const es = whole("es");
const zh = whole("zh-Hans");
const all = Object.entries({ ar, en, es, "zh-Hans": zh });

describe("the words", () => {
  it.each([["ar", ar], ["es", es], ["zh-Hans", zh]])("exist in %s under the same keys as in English", (_, other) => {
    expect(other.map((leaf) => leaf.path).sort()).toEqual(en.map((leaf) => leaf.path).sort());
  });

  it.each(all)("are never empty in %s", (_, words) => {
    expect(words.filter((leaf) => leaf.text.trim() === "")).toEqual([]);
  });

  it.each(all)("shout at nobody in %s", (_, words) => {
    expect(words.filter((leaf) => /[!\uff01¡]/.test(leaf.text))).toEqual([]);
  });

  it("are Chinese in Chinese: no sentence was forgotten in English", () => {
    const brand = new Set([
      ".app.name", ".room.moreListeners", ".profile.suggestion", ".reasons.joined", ".late.duty.there", ".late.duty.aside",
      ".late.schedule.place", ".late.schedule.time.there", ".late.schedule.page.feedOf",
    ]);
    expect(zh.filter((leaf) => !brand.has(leaf.path) && !/[\u4e00-\u9fff]/.test(leaf.text))).toEqual([]);
  });

  it("are Spanish in Spanish: nothing was left in English", () => {
    const alike = new Set([
      ".app.name", ".room.moreListeners", ".chat.heading", ".chat.button", ".chat.says", ".turns.minutes", ".turns.seconds", ".reasons.joined",
      ".reasons.words.spam", ".discover.profile.noLevel", ".late.schedule.place", ".late.duty.aside",
    ]);
    const english = new Map(en.map((leaf) => [leaf.path, leaf.text]));
    expect(es.filter((leaf) => !alike.has(leaf.path) && leaf.text === english.get(leaf.path))).toEqual([]);
    expect(es.filter((leaf) => /\b(the|is|are|your?|of|to|and|seat|room|here|now)\b/i.test(leaf.text))).toEqual([]);
  });

  it("open a question in Spanish as they close it, and quote as Spanish does", () => {
    const marks = (text: string, mark: RegExp) => text.match(mark)?.length ?? 0;
    expect(es.filter(({ text }) => marks(text, /¿/g) !== marks(text, /\?/g))).toEqual([]);
    expect(es.filter(({ text }) => /["“”'’]/.test(text))).toEqual([]);
  });

  it("say tú in Spanish, and to nobody that they are a man or a woman", () => {
    const formal = /(?<!\p{L})(usted|ustedes|vosotros|vosotras|vuestr[oa]s?|vos|podés|tenés)(?!\p{L})/iu;
    const gendered = /(?<!\p{L})((estás|eres|has sido|fuiste|quedas|sigues) \p{L}*([ai]d[oa]|st[oa]|sol[oa]|ador|adora)|bienvenid[oa]s?|los demás|a tod[oa]s)(?!\p{L})/iu;
    expect(es.filter(({ text }) => formal.test(text))).toEqual([]);
    expect(es.filter(({ text }) => gendered.test(text))).toEqual([]);
  });

  it("are Arabic in Arabic: no Latin letter but names, keys and levels", () => {
    const own = /Corner|VPN|https|Chrome|Firefox|Edge|Safari|Enter|\b[ABC][12]\b|\b[MR]\b/g;
    expect(ar.filter(({ text }) => /\p{Script=Latin}/u.test(text.replace(own, "")))).toEqual([]);
    const wordless = new Set([
      ".app.name", ".room.moreListeners", ".reasons.joined", ".profile.suggestion", ".chat.says", ".discover.profile.noLevel",
      ".record.other", ".exchange.round.plus", ".exchange.talk.share", ".late.schedule.place", ".late.duty.aside",
    ]);
    const bare = /^[^\p{Script=Arabic}]*$/u;
    expect(ar.filter(({ path, text }) => bare.test(text) && !wordless.has(path))).toEqual([]);
  });

  it("are pointed and quoted in Arabic as Arabic is, with its digits of today", () => {
    expect(ar.filter(({ text }) => /[,;?"“”'’]|\.\.\./.test(text))).toEqual([]);
    expect(ar.filter(({ text }) => /[٠-٩۰-۹]/.test(text))).toEqual([]);
    expect(ar.filter(({ text }) => (text.match(/«/g)?.length ?? 0) !== (text.match(/»/g)?.length ?? 0))).toEqual([]);
  });

  it("tell nobody in Arabic what to do as a man or as a woman is told", () => {
    const told = /(?<![\p{L}\p{M}])(اضغط|اختر|انقر|افتح|جر[ّ]?ب|ادخل|اكتب|حاول|أعد|انتظر|تأكد|شارك|اسمح|ألغ|أضف|أرسل|اطلب|ابدأ|انضم|ارفع)ي?(?![\p{L}\p{M}])/u;
    expect(ar.filter(({ text }) => told.test(text))).toEqual([]);
    expect(ar.filter(({ text }) => /(?<!\p{L})(مرحبًا بك يا|عزيز[يت]|مدعو|أنتِ|أنتَ)(?!\p{L})/u.test(text))).toEqual([]);
  });

  it("leave out nothing in Arabic that the English say", () => {
    const marks = (text: string) => [...new Set(text.match(/[1-5](?=»)/g))].sort().join();
    const english = new Map(en.map((leaf) => [leaf.path, marks(leaf.text)]));
    expect(ar.filter(({ path, text }) => marks(text) !== english.get(path))).toEqual([]);
  });

  it.each(Object.entries(tables))("make first nicknames in %s that may be kept", (_, { profile }) => {
    const names = profile.adjectives.flatMap((adjective) => profile.nouns.map((noun) => profile.suggestion(adjective, noun)));
    expect(names).toHaveLength(64);
    expect(names.filter((name) => nameFault(name) !== null)).toEqual([]);
  });

  it("use full-width punctuation between Chinese characters", () => {
    expect(zh.filter((leaf) => /[\u4e00-\u9fff][,:;?()]|[,:;?()][\u4e00-\u9fff]/.test(leaf.text))).toEqual([]);
  });

  it.each([
    ["a name", (t: typeof tables.en) => t.hands.sent("Lena")],
    ["a person's invitation", (t: typeof tables.en) => t.invitation.from("Lena")],
    ["a host", (t: typeof tables.en) => t.lobby.hostedBy("Lena")],
  ])("keep %s in every language", (_, say) => {
    for (const table of Object.values(tables)) expect(say(table)).toContain("Lena");
  });

  it("count in English: one listener, two listeners, none are listeners", () => {
    const { listeners } = tables.en.lobby;
    expect([listeners("1", 1), listeners("2", 2), listeners("0", 0)]).toEqual(["1 listener", "2 listeners", "0 listeners"]);
  });

  it("count in Arabic: none, one, two, a few, many, and hundreds", () => {
    const { listeners } = tables.ar.lobby;
    const said = [0, 1, 2, 3, 11, 100].map((n) => listeners(String(n), n));
    expect(said).toEqual(["0 مستمع", "مستمع واحد", "مستمعان", "3 مستمعين", "11 مستمعًا", "100 مستمع"]);
    expect(arabic("1,002", 1002, noun("يوم", "يوم واحد", "يومان", "أيام", "يومًا"))).toBe("1,002 يوم");
  });

  it("count everything in Arabic in six ways, and with the number wherever a word does not say it", () => {
    expect(counting.length).toBeGreaterThan(15);
    for (const { path, say } of counting) {
      const said = [0, 1, 2, 3, 11, 100].map((n) => say(String(n), n));
      expect(said.join("\n"), path).not.toMatch(/#|undefined/);
      for (const i of [0, 3, 4, 5]) expect(said[i], path).toContain(["0", "", "", "3", "11", "100"][i]);
      expect([said[1] !== said[2], said[2] !== said[3], said[3]!.replace("3", "") !== said[5]!.replace("100", "")], path).toEqual([true, true, true]);
    }
  });

  it("count in Spanish: one, several, none, and a million of them", () => {
    const { listeners } = tables.es.lobby;
    expect([listeners("1", 1), listeners("2", 2), listeners("0", 0)]).toEqual(["1 oyente", "2 oyentes", "0 oyentes"]);
    expect(counted("1.000.000", 1_000_000, "oyente", "oyentes")).toBe("1.000.000 de oyentes");
  });
});

describe("loadStrings", () => {
  it.each(Object.keys(localeNames) as Locale[])("fetches every word of %s, those of a room with it", async (locale) => {
    const first = await loadStrings(locale);
    expect(isWhole(first)).toBe(false);
    const whole = await withRoom(locale, first);
    expect(isWhole(whole)).toBe(true);
    expect(whole).toEqual(tables[locale]);
  });
});

describe("errorText", () => {
  it("translates a known code", () => {
    expect(errorText(tables.en, "stage_full")).toBe("Every seat is taken right now.");
    expect(errorText(tables["zh-Hans"], "stage_full")).toContain("麦位");
    expect(errorText(tables.es, "stage_full")).toContain("asiento");
  });

  it("shows a code it does not know, and is not fooled by names of the object", () => {
    expect(errorText(tables.en, "weird")).toContain("weird");
    expect(errorText(tables.en, "other")).toContain("(other)");
    expect(errorText(tables.en, "toString")).toContain("toString");
  });
});

describe("what the service worker says", () => {
  it.each(Object.keys(tables))("is in the language %s, without shouting", (locale) => {
    const said = Object.values(workerWords(locale));
    expect(said.filter((text) => text.trim() === "" || /[!\uff01¡]/.test(text))).toEqual([]);
    if (locale !== "en") expect(said.filter((text) => Object.values(workerWords("en")).includes(text))).toEqual([]);
    expect(offlinePage(locale)).toContain(`lang="${locale}"`);
  });

  it("is English in a language that the app does not speak", () => {
    expect(offlinePage("fr")).toBe(offlinePage("en"));
    expect(workerWords("constructor")).toBe(workerWords("en"));
  });
});

describe("pickLocale", () => {
  it.each([
    ["", ["zh-CN", "en"], "zh-Hans"],
    ["", ["fr-FR", "en-GB"], "en"],
    ["", ["de"], "en"],
    ["", ["fr", "zh-TW"], "zh-Hans"],
    ["", ["es-MX", "en"], "es"],
    ["", ["ca", "es-419"], "es"],
    ["es", ["zh-CN"], "es"],
    ["", ["ar-EG", "en"], "ar"],
    ["", ["arn", "fa"], "en"],
    ["", ["est", "toString"], "en"],
    ["en", ["zh-CN"], "en"],
    ["nonsense", ["zh"], "zh-Hans"],
    ["", [], "en"],
  ])("remembered %j, browser %j: %s", (remembered, preferred, picked) => {
    expect(pickLocale(remembered, preferred)).toBe(picked);
  });
});
