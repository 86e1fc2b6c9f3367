import { useRef } from "preact/hooks";
import { cefrLevels, type CefrLevel, type LobbyFilter } from "@sdk";
import { useShell, useStrings } from "../context";
import { ownName } from "../format";
import { Icon } from "../ui/icon";
import { pairsOf, tagsOf } from "./choices";
import { noFilter } from "./rooms";

/** Which rooms are shown: by the languages, by the level, by a topic. Each is the phone's own list. */
export function FilterRow() {
  const { rooms, profile } = useShell();
  const words = useStrings().discover.filter;
  const filter = rooms.filter.value;
  const { rooms: listed } = rooms.list.value;
  const set = (change: Partial<LobbyFilter>) => rooms.setFilter({ ...filter, ...change });
  const pairs = pairsOf(listed, profile.value, filter.pair);
  return (
    <div class="filters" role="group" aria-label={words.label}>
      <FilterChip
        label={words.languages}
        options={pairs.map((pair) => ({ value: pair.join(" "), label: pair.map(ownName).join(" ⇄ ") }))}
        value={filter.pair.join(" ")}
        testid="filter-languages"
        onChange={(value) => set({ pair: value === "" ? [] : value.split(" ") })}
      />
      <FilterChip
        label={words.level}
        options={cefrLevels.map((level) => ({ value: level, label: level }))}
        value={filter.level}
        testid="filter-level"
        onChange={(value) => set({ level: value as CefrLevel | "" })}
      />
      <FilterChip
        label={words.topic}
        options={tagsOf(listed, filter.tag).map((tag) => ({ value: tag, label: tag }))}
        value={filter.tag}
        testid="filter-topic"
        onChange={(tag) => set({ tag })}
      />
    </div>
  );
}

/** Shows every room again. */
export function ShowAll() {
  const { rooms, window } = useShell();
  const words = useStrings().discover.filter;
  const show = () => {
    rooms.setFilter(noFilter);
    window.document.getElementById("rooms")?.focus(); // the button goes with what it ends
  };
  return <button type="button" class="button" data-testid="show-all" onClick={show}>{words.all}</button>;
}

interface FilterChipProps {
  label: string;
  options: { value: string; label: string }[];
  /** "" for any. */
  value: string;
  testid: string;
  onChange: (value: string) => void;
}

/** One filter: a list that looks like a chip, filled while it leaves something out, and a way back. */
function FilterChip({ label, options, value, testid, onChange }: FilterChipProps) {
  const words = useStrings().discover.filter;
  const select = useRef<HTMLSelectElement>(null);
  const on = value !== "";
  const clear = () => {
    onChange("");
    select.current?.focus(); // the button goes with what it ends
  };
  return (
    <span class="filter" data-on={on || undefined}>
      <select ref={select} aria-label={label} value={value} data-testid={testid} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{on ? words.any(label) : label}</option>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
      {on && (
        <button type="button" class="icon-button" aria-label={words.clear(label)} onClick={clear}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
