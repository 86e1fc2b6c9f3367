import { useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { languageName } from "../format";
import { Sentence } from "../ui/sentence";

interface QuickStartProps {
  /** Who one is has to be said first; then it goes on. */
  onProfile: (then: "quick") => void;
}

/** One sentence and one button to somebody to talk to. */
export function QuickStart({ onProfile }: QuickStartProps) {
  const shell = useShell();
  const words = useStrings().discover.quick;
  const { speaks, learns } = shell.profile.value;
  const [wished, setWished] = useState({ give: "", get: "" });
  const give = speaks.includes(wished.give) ? wished.give : (speaks[0] ?? "");
  const get = learns.includes(wished.get) ? wished.get : (learns[0] ?? "");
  const looking = shell.quick.looking.value;
  const known = shell.known.value;
  const start = () => (known ? void shell.quickStart(give, get) : onProfile("quick"));
  if (get === "") {
    return (
      <section class="quick" aria-label={words.heading}>
        <p>{words.noLearns}</p>
        <button type="button" class="button primary wide quick-button" data-testid="quick" onClick={() => onProfile("quick")}>{words.languages}</button>
      </section>
    );
  }
  return (
    <section class="quick" aria-label={words.heading}>
      <p class="offer">
        <Sentence of={words.offer}>
          {[
            <Language key="give" label={words.give} tags={speaks} value={give} testid="give" onChange={(give) => setWished({ ...wished, give })} />,
            <Language key="get" label={words.get} tags={learns} value={get} testid="get" onChange={(get) => setWished({ ...wished, get })} />,
          ]}
        </Sentence>
      </p>
      <button type="button" class="button primary wide quick-button" disabled={looking} data-testid="quick" onClick={start}>
        {looking ? words.looking : words.button}
      </button>
      {!known && <p class="hint">{words.first}</p>}
    </section>
  );
}

interface LanguageProps {
  label: string;
  tags: string[];
  value: string;
  testid: string;
  onChange: (tag: string) => void;
}

/** A language in the sentence; a choice when there are several. */
function Language({ label, tags, value, testid, onChange }: LanguageProps) {
  const locale = useShell().locale.value;
  if (tags.length < 2) return <strong>{languageName(value, locale)}</strong>;
  return (
    <select class="inline-select" aria-label={label} value={value} data-testid={testid} onChange={(event) => onChange(event.currentTarget.value)}>
      {tags.map((tag) => <option key={tag} value={tag}>{languageName(tag, locale)}</option>)}
    </select>
  );
}
