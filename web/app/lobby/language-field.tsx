import type { ComponentChild } from "preact";
import { useId } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { ownName } from "../format";
import { optionLabel, sorted } from "../languages";
import { maxLanguages } from "../memory";
import { useDrawn } from "../ui/after-paint";
import { Icon } from "../ui/icon";

interface LanguageFieldProps {
  label: string;
  value: string[];
  /** Languages already chosen elsewhere: nobody learns what they speak. */
  taken: string[];
  onChange: (tags: string[]) => void;
  error?: string;
  /** One line beneath. */
  hint?: string;
  /** What stands beside the chip of a language. */
  beside?: (tag: string) => ComponentChild;
  testid: string;
}

/** Languages as chips that go away with one tap, and a choice that adds the next. */
export function LanguageField({ label, value, taken, onChange, error = "", hint = "", beside, testid }: LanguageFieldProps) {
  const strings = useStrings();
  const locale = useShell().locale.value;
  const id = useId();
  // The names of all languages in order are dear: on a slow phone the first view does not wait for what a choice has in it.
  const drawn = useDrawn();
  const named = (tag: string) => (drawn ? optionLabel(tag, locale) : ownName(tag));
  const free = drawn ? sorted(locale).filter((tag) => !value.includes(tag) && !taken.includes(tag)) : [];
  const add = (event: { currentTarget: HTMLSelectElement }) => {
    const tag = event.currentTarget.value;
    event.currentTarget.value = "";
    if (tag !== "") onChange([...value, tag]);
  };
  return (
    <div class="field" role="group" aria-labelledby={id} data-testid={testid}>
      <span class="label" id={id}>{label}</span>
      <div class="chips">
        {value.map((tag) => (
          <span key={tag} class="chip-pair">
            <button
              type="button"
              class="chip"
              aria-label={strings.profile.remove(named(tag))}
              onClick={() => onChange(value.filter((other) => other !== tag))}
            >
              <span lang={tag}>{ownName(tag)}</span>
              <Icon name="close" />
            </button>
            {beside?.(tag)}
          </span>
        ))}
        {value.length < maxLanguages && (
          <select class="chip-add" aria-label={`${label}: ${strings.profile.add}`} value="" onChange={add}>
            <option value="">{strings.profile.addShort}</option>
            {free.map((tag) => <option key={tag} value={tag}>{named(tag)}</option>)}
          </select>
        )}
      </div>
      {hint !== "" && value.length > 0 && <p class="hint">{hint}</p>}
      {error !== "" && <p class="error" role="alert">{error}</p>}
    </div>
  );
}
