import type { Profile } from "@sdk";

/** The part of a tag that names the language: zh of zh-Hant-TW. Who speaks what is asked by it. */
export function base(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

/** Reports whether a list of tags holds a language. */
export function has(tags: readonly string[], language: string): boolean {
  return language !== "" && tags.some((tag) => base(tag) === base(language));
}

/** Reports whether somebody speaks a language. */
export function speaks(person: Pick<Profile, "speaks">, language: string): boolean {
  return has(person.speaks, language);
}

/** Reports whether somebody learns a language that they do not speak yet. */
export function learns(person: Pick<Profile, "speaks" | "learns">, language: string): boolean {
  return has(person.learns, language) && !speaks(person, language);
}
