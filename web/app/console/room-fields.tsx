import { useId } from "preact/hooks";
import type { Mode } from "@sdk";
import { useShell, useStrings } from "../context";
import { count, languageName } from "../format";
import { seatBounds } from "../lobby/wish";
import { Choices, TextField } from "../ui/fields";
import { Icon } from "../ui/icon";
import { type DraftWords, modes } from "./draft";

/** How many seats, one step at a time. */
export function SeatsField({ seats, hint, onChange }: { seats: number; hint: string; onChange: (seats: number) => void }) {
  const words = useStrings().create;
  const locale = useShell().locale.value;
  const id = useId();
  return (
    <div class="field stepper" role="group" aria-labelledby={id}>
      <span class="label" id={id}>{words.seats}<span class="hint">{hint}</span></span>
      <button
        type="button"
        class="icon-button"
        aria-label={words.fewer}
        disabled={seats <= seatBounds.least}
        data-testid="fewer-seats"
        onClick={() => onChange(seats - 1)}
      >
        <Icon name="minus" />
      </button>
      <output class="figures">{count(seats, locale)}</output>
      <button
        type="button"
        class="icon-button"
        aria-label={words.more}
        disabled={seats >= seatBounds.most}
        data-testid="more-seats"
        onClick={() => onChange(seats + 1)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

/** How a listener gets a seat. */
export function ModeField({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  const { house } = useStrings();
  const labels: Record<Mode, string> = { free: house.modeFree, apply: house.modeApply, invite: house.modeInvite };
  const options = modes.map((value) => ({ value, label: labels[value] }));
  return <Choices label={house.mode} options={options} value={mode} testid="mode" onChange={onChange} />;
}

interface RulesFieldProps {
  words: DraftWords;
  fault: string;
  onChange: (rules: string) => void;
}

/** The rules in one language of the room. */
export function RulesField({ words, fault, onChange }: RulesFieldProps) {
  const { house } = useStrings();
  const locale = useShell().locale.value;
  return (
    <TextField
      label={house.rulesIn(languageName(words.language, locale))}
      placeholder={house.rulesPlaceholder}
      value={words.rules}
      fault={fault}
      lines={4}
      lang={words.language}
      testid={`rules-${words.language}`}
      onChange={onChange}
    />
  );
}
