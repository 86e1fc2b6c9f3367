import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Participant, Snapshot } from "@sdk";
import { useSession, useShell, useStrings } from "../../context";
import { graphemes, languageName } from "../../format";
import { askableText, askedLanguage, askedPeople, maxAsked, question } from "./say";

/** "How do you say …?": a question to the room in the language it is about; who speaks is named in it. */
export function Say({ people, onDone }: { people: Participant[]; onDone: () => void }) {
  const session = useSession();
  const { say: words } = useStrings().exchange;
  const [open, setOpen] = useState(false);
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  if (open) return <SayForm snapshot={snapshot} people={people} onDone={onDone} />;
  return <button type="button" class="button wide" data-testid="say" onClick={() => setOpen(true)}>{words.button}</button>;
}

function SayForm({ snapshot, people, onDone }: { snapshot: Snapshot; people: Participant[]; onDone: () => void }) {
  const session = useSession();
  const shell = useShell();
  const strings = useStrings();
  const { say: words } = strings.exchange;
  const locale = shell.locale.value;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  useEffect(() => field.current?.focus(), []);
  const language = askedLanguage(snapshot, session.rounds.language.value);
  const long = graphemes(text.trim()) > maxAsked;
  const ask = async (event: Event) => {
    event.preventDefault();
    if (!askableText(text)) return;
    const message = question(text.trim(), language, strings, locale);
    if (!(await session.run(() => session.client.sendMessage(message, { mentions: askedPeople(people, language) })))) return;
    onDone();
    shell.tell(words.sent);
  };
  return (
    <form class="say" onSubmit={(event) => void ask(event)}>
      <label class="label" for={id}>{words.label(languageName(language, locale))}</label>
      <div class="say-row">
        <input
          ref={field}
          id={id}
          type="text"
          dir="auto"
          enterkeyhint="send"
          autocomplete="off"
          value={text}
          placeholder={words.placeholder}
          aria-invalid={long}
          aria-describedby={`${id}-note`}
          data-testid="say-text"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button primary" aria-disabled={!askableText(text)} data-testid="say-send">{words.send}</button>
      </div>
      <p id={`${id}-note`} class="error" role={long ? "alert" : undefined}>{long ? words.long : ""}</p>
    </form>
  );
}
