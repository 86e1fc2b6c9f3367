import type { Voiced } from "@sdk";
import { useShell, useStrings } from "../../context";
import { languageName } from "../../format";
import { Icon } from "../../ui/icon";
import { evening, spokenText } from "./spoken";

/** What the person has said tonight, a line for each language; nothing for who was never heard. */
export function Tonight({ voiced }: { voiced: readonly Voiced[] }) {
  const strings = useStrings();
  const locale = useShell().locale.value;
  const { talk: words } = strings.exchange;
  const said = evening(voiced);
  if (said.length === 0) return null;
  return (
    <section class="tonight" aria-labelledby="tonight" data-testid="tonight">
      <h2 id="tonight"><Icon name="moon" />{words.tonight}</h2>
      {said.map(({ language, ms }) => {
        const time = spokenText(ms, strings, locale);
        return <p key={language} class="figures">{language === "" ? words.endPlain(time) : words.end(time, languageName(language, locale))}</p>;
      })}
    </section>
  );
}
