import { useId } from "preact/hooks";
import type { Pack } from "@sdk";
import { useShell } from "../../context";
import { packTitle } from "./card-words";

interface PackFieldProps {
  label: string;
  /** What "" is called. */
  none: string;
  packs: readonly Pack[];
  value: string;
  onChange: (pack: string) => void;
}

/** One of the packs of cards, or none of them. */
export function PackField({ label, none, packs, value, onChange }: PackFieldProps) {
  const locale = useShell().locale.value;
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select id={id} value={value} data-testid="pack" onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{none}</option>
        {packs.map((pack) => <option key={pack.id} value={pack.id}>{packLabel(pack, locale)}</option>)}
      </select>
    </div>
  );
}

function packLabel(pack: Pack, locale: string): string {
  const title = packTitle(pack, [locale]);
  return pack.level === "" ? title : `${title} · ${pack.level}`;
}
