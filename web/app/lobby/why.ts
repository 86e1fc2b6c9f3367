import type { Why } from "@sdk";
import { languageName } from "../format";
import type { Strings } from "../strings";

/** Says why a room stands where it stands: what the person can give there, and get. */
export function whyText({ code, give, get }: Why, strings: Strings, locale: string): string {
  const words = strings.discover.why;
  const name = (tag: string) => languageName(tag, locale);
  if (code === "exchange" && give !== "" && get !== "") return words.exchange(name(give), name(get));
  if (code === "practise" && get !== "") return words.practise(name(get));
  if (code === "help" && give !== "") return words.help(name(give));
  return words.open;
}
