import { useId } from "preact/hooks";
import type { PlanPerson, PlanShift } from "@sdk";
import { useShell, useWords } from "../context";
import { duration } from "../format";
import { SelectField } from "../ui/fields";
import { ZoneSelect } from "./pieces";
import { weekdayName } from "./say";
import { mostShifts, nextShift, shiftAt, shiftHours, shiftOf, standInOf, timesOf } from "./shifts";
import "./shifts.css";

export interface ShiftFieldsProps {
  shifts: PlanShift[];
  /** Who may be named, besides those who are. */
  people: readonly PlanPerson[];
  /** From which date on, and where the host's clock is. */
  date: string;
  zone: string;
  onChange: (shifts: PlanShift[]) => void;
}

/** Who hosts at which hours, each by their own clock. Without shifts nobody needs to read more than a button. */
export function ShiftFields({ shifts, people, date, zone, onChange }: ShiftFieldsProps) {
  const { fields } = useWords("duty");
  const named = [...shifts.flatMap((one) => [one, ...(one.substitute ? [one.substitute] : [])]), ...people];
  const all = named.filter(({ id }, i) => named.findIndex((other) => other.id === id) === i);
  const [first] = all;
  if (first === undefined) return null;
  const put = (i: number, shift: PlanShift) => onChange(shifts.map((one, at) => (at === i ? shift : one)));
  return (
    <fieldset class="shifts" data-testid="shifts">
      <legend class="label">{fields.legend}</legend>
      <p class="hint">{fields.hint}</p>
      {shifts.map((shift, i) => (
        <ShiftField
          key={i}
          shift={shift}
          people={all}
          date={date}
          onChange={(next) => put(i, next)}
          onRemove={() => onChange(shifts.filter((_, at) => at !== i))}
        />
      ))}
      {shifts.length < mostShifts && (
        <button type="button" class="button" data-testid="add-shift" onClick={() => onChange([...shifts, nextShift(shifts, first, date, zone)])}>
          {fields.add}
        </button>
      )}
    </fieldset>
  );
}

interface ShiftFieldProps {
  shift: PlanShift;
  people: PlanPerson[];
  date: string;
  onChange: (shift: PlanShift) => void;
  onRemove: () => void;
}

function ShiftField({ shift, people, date, onChange, onRemove }: ShiftFieldProps) {
  const { fields } = useWords("duty");
  const locale = useShell().locale.value;
  const times = timesOf(shift);
  const hours = [...new Set([...shiftHours.map((hour) => hour * 60), shift.minutes])].sort((a, b) => a - b);
  return (
    <fieldset class="shift form" data-testid="shift">
      <legend class="label"><bdi>{fields.of(shift.name)}</bdi></legend>
      <PersonSelect label={fields.who} people={people} value={shift.id} testid="shift-who" onChange={(person) => person && onChange(shiftOf(shift, person))} />
      {times === null ? <p class="hint">{fields.otherRule}</p> : (
        <>
          <TimeField value={times.time} onChange={(time) => onChange(shiftAt(shift, { ...times, time }, date))} />
          <DaysField days={times.days} onChange={(days) => onChange(shiftAt(shift, { ...times, days }, date))} />
        </>
      )}
      <SelectField
        label={fields.length}
        options={hours.map((value) => ({ value, label: duration(value * 60_000, locale) }))}
        value={shift.minutes}
        testid="shift-length"
        onChange={(minutes) => onChange({ ...shift, minutes })}
      />
      <ZoneSelect label={fields.zone} value={shift.zone} testid="shift-zone" onChange={(zone) => onChange({ ...shift, zone })} />
      <PersonSelect
        label={fields.substitute}
        none={fields.nobody}
        people={people.filter(({ id }) => id !== shift.id)}
        value={shift.substitute?.id ?? ""}
        testid="shift-substitute"
        onChange={(person) => onChange(standInOf(shift, person))}
      />
      <button type="button" class="button" data-testid="remove-shift" onClick={onRemove}>{fields.remove(shift.name)}</button>
    </fieldset>
  );
}

interface PersonSelectProps {
  label: string;
  people: PlanPerson[];
  value: string;
  /** What choosing nobody is called; without it somebody must be chosen. */
  none?: string;
  testid: string;
  onChange: (person: PlanPerson | undefined) => void;
}

function PersonSelect({ label, people, value, none, testid, onChange }: PersonSelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <select id={id} value={value} data-testid={testid} onChange={(event) => onChange(people.find((one) => one.id === event.currentTarget.value))}>
        {none !== undefined && <option value="">{none}</option>}
        {people.map((person) => <option key={person.id} value={person.id} dir="auto">{person.name}</option>)}
      </select>
    </div>
  );
}

function TimeField({ value, onChange }: { value: string; onChange: (time: string) => void }) {
  const { fields } = useWords("duty");
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>{fields.from}</label>
      <input id={id} type="time" required value={value} data-testid="shift-time" onInput={({ currentTarget }) => currentTarget.value !== "" && onChange(currentTarget.value)} />
    </div>
  );
}

function DaysField({ days, onChange }: { days: number[]; onChange: (days: number[]) => void }) {
  const { fields } = useWords("duty");
  const locale = useShell().locale.value;
  return (
    <fieldset class="choices" data-testid="shift-days">
      <legend class="label">{fields.days}</legend>
      {[1, 2, 3, 4, 5, 6, 0].map((day) => (
        <label key={day} class="choice">
          <input
            type="checkbox"
            checked={days.includes(day)}
            data-testid={`shift-day-${day}`}
            onChange={(event) => onChange(event.currentTarget.checked ? [...days, day] : days.filter((other) => other !== day))}
          />
          <span aria-hidden="true">{weekdayName(day, locale, "short")}</span>
          <span class="hidden">{weekdayName(day, locale)}</span>
        </label>
      ))}
      <p class="hint">{fields.everyDay}</p>
    </fieldset>
  );
}
