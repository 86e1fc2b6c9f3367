import type { Translation } from "@sdk";

/** What is written about a room in its languages: the first one's as it is, the others' as translations. */
export interface Written {
  title: string;
  rules?: string;
  languages: readonly string[];
  translations: readonly Translation[];
}

/** A room's title and rules in one language. */
export interface RoomWords {
  title: string;
  rules: string;
  /** The language they are in, "" when it is not known: for the lang attribute. */
  language: string;
}

/** Returns title and rules in the first of the viewer's languages that the room has; what is not translated stays. */
export function roomWords(room: Written, wanted: readonly string[]): RoomWords {
  const own: RoomWords = { title: room.title, rules: room.rules ?? "", language: room.languages[0] ?? "" };
  for (const tag of wanted.map(base)) {
    if (base(own.language) === tag) return own;
    const found = room.translations.find(({ language }) => base(language) === tag);
    if (found) return { title: found.title || own.title, rules: found.rules || own.rules, language: found.language };
  }
  return own;
}

function base(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}
