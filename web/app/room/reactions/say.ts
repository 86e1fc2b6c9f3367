import type { Participant, Snapshot } from "@sdk";
import { graphemes, languageName } from "../../format";
import type { Strings } from "../../strings";
import { base, has } from "../lang";

/** How long what is asked about may be, as people count characters. */
export const maxAsked = 60;

/** The question in the language it is about: who speaks it answers, and who learns it reads it. */
const questions: Readonly<Record<string, (text: string) => string>> = {
  en: (text) => `How do you say “${text}” in English?`,
  es: (text) => `¿Cómo se dice «${text}» en español?`,
  zh: (text) => `“${text}”用中文怎么说？`,
};

/** The language somebody asks about: the round's if they do not speak it, else one of the room that they learn, else another of it. */
export function askedLanguage({ room, you }: Snapshot, round: string): string {
  const foreign = (tag: string) => !has(you.speaks, tag);
  if (round !== "" && foreign(round)) return round;
  const learnt = room.languages.find((tag) => has(you.learns, tag));
  return learnt ?? room.languages.find(foreign) ?? you.learns[0] ?? room.languages[0] ?? "en";
}

/** Writes the question; in the words of the app where the language has none here. */
export function question(text: string, language: string, strings: Strings, locale: string): string {
  const asked = Object.hasOwn(questions, base(language)) ? questions[base(language)] : undefined;
  return asked?.(text) ?? strings.exchange.say.other(text, languageName(language, locale));
}

/** Reports whether this can be asked about. */
export function askableText(text: string): boolean {
  const length = graphemes(text.trim());
  return length >= 1 && length <= maxAsked;
}

/** Whom the question names: those who can be asked and speak the language, else nobody. */
export function askedPeople(people: readonly Participant[], language: string): string[] {
  return people.filter((person) => has(person.speaks, language)).map(({ id }) => id);
}
