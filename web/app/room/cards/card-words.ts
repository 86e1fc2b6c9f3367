import type { Card, Pack } from "@sdk";
import { base } from "../lang";

interface Written {
  language: string;
  text: string;
}

/** Returns a card's texts, that in the first of the reader's languages before the others; they keep their order. */
export function cardWords(card: Pick<Card, "text">, reads: readonly string[]): Written[] {
  const main = firstOf(card.text, reads);
  return main === undefined ? [] : [main, ...card.text.filter((one) => one !== main)];
}

/** What a pack is called for this reader; its id when it has no title. */
export function packTitle(pack: Pick<Pack, "id" | "title">, reads: readonly string[]): string {
  return firstOf(pack.title, reads)?.text ?? pack.id;
}

function firstOf(texts: readonly Written[], reads: readonly string[]): Written | undefined {
  for (const tag of reads) {
    const found = texts.find(({ language }) => base(language) === base(tag));
    if (found !== undefined) return found;
  }
  return texts[0];
}
