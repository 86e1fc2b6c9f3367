import { useId } from "preact/hooks";
import type { PlanPerson } from "@sdk";
import { SeatsField } from "../console/room-fields";
import { useShell, useStrings, useWords } from "../context";
import { count } from "../format";
import { PairField } from "../lobby/create-sheet";
import { ExchangeFields } from "../lobby/exchange-fields";
import { MoreFields } from "../lobby/more-fields";
import { TagsField } from "../lobby/tags-field";
import type { WishFaults } from "../lobby/wish";
import { Check, Choices, TextField } from "../ui/fields";
import { wordedPart } from "../ui/worded-part";
import { OthersSee } from "./others-see";
import { ZoneSelect } from "./pieces";
import { lengths, limits, type PlanDraft } from "./plan-draft";
import type { Repeat } from "./rule";
import { lengthText, weekdayName } from "./say";
import { addDays, weekdayOf } from "./wall";

export interface PlanFormProps {
  draft: PlanDraft;
  faults: WishFaults & { when: string };
  /** Who may be made a co-host: those who are there, or are already. */
  people: readonly PlanPerson[];
  /** Whose plan it is, where they are known already. */
  owner: PlanPerson | undefined;
  onChange: (draft: PlanDraft) => void;
}

/** Few rooms are handed round; the form can be used without. */
const shiftPart = wordedPart("duty", async () => (await import("./shift-fields")).ShiftFields, () => null);

/** All that makes a meetup: its name and languages, when, for how many, and the room. */
export function PlanForm({ draft, faults, people, owner, onChange }: PlanFormProps) {
  const { create } = useStrings();
  const { form } = useWords("schedule");
  const { wish } = draft;
  const room = (next: PlanDraft["wish"]) => onChange({ ...draft, wish: next });
  return (
    <>
      <TextField
        label={create.title}
        placeholder={create.titlePlaceholder}
        value={wish.title}
        fault={faults.title}
        testid="title"
        onChange={(title) => room({ ...wish, title })}
      />
      <PairField wish={wish} fault={faults.pair} onChange={room} />
      <WhenFields draft={draft} fault={faults.when} onChange={onChange} />
      <OthersSee draft={draft} />
      <LimitField limit={draft.limit} onChange={(limit) => onChange({ ...draft, limit })} />
      <Check label={form.listed} checked={draft.listed} testid="listed" onChange={(listed) => onChange({ ...draft, listed })} />
      <CoHosts chosen={draft.coHosts} people={people} onChange={(coHosts) => onChange({ ...draft, coHosts })} />
      <details class="more" open={faults.topic + faults.tags + faults.rules !== "" || undefined}>
        <summary data-testid="plan-room">{form.more}</summary>
        <div class="form">
          <TextField
            label={create.topic}
            placeholder={create.topicPlaceholder}
            value={wish.topic}
            fault={faults.topic}
            testid="topic"
            onChange={(topic) => room({ ...wish, topic })}
          />
          <TagsField tags={wish.tags ?? []} fault={faults.tags} onChange={(tags) => room({ ...wish, tags })} />
          <ExchangeFields wish={wish} onChange={room} />
          <SeatsField seats={wish.seats} hint={create.seatsHint} onChange={(seats) => room({ ...wish, seats })} />
          <MoreFields wish={wish} faults={faults} onChange={room} />
          <shiftPart.View
            shifts={draft.shifts}
            people={[...(owner === undefined ? [] : [owner]), ...draft.coHosts, ...people]}
            date={addDays(draft.date, -1) /* the day may begin elsewhere before it does here */}
            zone={draft.zone}
            onChange={(shifts) => onChange({ ...draft, shifts })}
          />
        </div>
      </details>
    </>
  );
}

/** Day, time and zone of the host, how long and how often. */
function WhenFields({ draft, fault, onChange }: { draft: PlanDraft; fault: string; onChange: (draft: PlanDraft) => void }) {
  const { form, rule } = useWords("schedule");
  const locale = useShell().locale.value;
  const id = useId();
  const { repeat, days } = draft.pattern;
  const repeats = (["once", "weekly", "fortnight"] as const).map((value) => ({ value, label: form.repeats[value] }));
  const offered = [...new Set([...lengths, draft.minutes])].sort((a, b) => a - b).map((value) => ({ value, label: lengthText(value, locale) }));
  return (
    <fieldset class="when" aria-describedby={`${id}-note`}>
      <legend class="label">{form.when}</legend>
      <div class="when-row">
        <PlainField kind="date" label={form.date} value={draft.date} onChange={(date) => onChange({ ...draft, date })} />
        <PlainField kind="time" label={form.time} value={draft.time} onChange={(time) => onChange({ ...draft, time })} />
      </div>
      <p id={`${id}-note`} class="error" role={fault === "" ? undefined : "alert"}>{fault}</p>
      <ZoneSelect label={form.zone} value={draft.zone} testid="zone" onChange={(zone) => onChange({ ...draft, zone })} />
      <Choices label={form.length} options={offered} value={draft.minutes} testid="length" onChange={(minutes) => onChange({ ...draft, minutes })} />
      {repeat === "other" ? <p class="hint">{rule.other}. {form.ruleStays}</p> : (
        <Choices<Repeat>
          label={form.repeat}
          options={repeats}
          value={repeat}
          testid="repeat"
          onChange={(next) => onChange({ ...draft, pattern: { repeat: next, days: next === "once" ? [] : days } })}
        />
      )}
      {(repeat === "weekly" || repeat === "fortnight") && (
        <DaysField date={draft.date} days={days} onChange={(next) => onChange({ ...draft, pattern: { repeat, days: next } })} />
      )}
    </fieldset>
  );
}

/** The browser's own way to choose a day or a time, in the person's habits. */
export function PlainField({ kind, label, value, onChange }: { kind: "date" | "time"; label: string; value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <input id={id} type={kind} required value={value} data-testid={kind} onInput={(event) => onChange(event.currentTarget.value)} />
    </div>
  );
}

/** On which days of the week; at least the date's own. */
function DaysField({ date, days, onChange }: { date: string; days: number[]; onChange: (days: number[]) => void }) {
  const { form } = useWords("schedule");
  const locale = useShell().locale.value;
  const chosen = days.length > 0 ? days : [weekdayOf(date)];
  const toggle = (day: number, on: boolean) => onChange(on ? [...chosen, day] : chosen.filter((other) => other !== day));
  return (
    <fieldset class="choices" data-testid="days">
      <legend class="label">{form.days}</legend>
      {[1, 2, 3, 4, 5, 6, 0].map((day) => (
        <label key={day} class="choice">
          <input type="checkbox" checked={chosen.includes(day)} data-testid={`day-${day}`} onChange={(event) => toggle(day, event.currentTarget.checked)} />
          <span aria-hidden="true">{weekdayName(day, locale, "short")}</span>
          <span class="hidden">{weekdayName(day, locale)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function LimitField({ limit, onChange }: { limit: number; onChange: (limit: number) => void }) {
  const { form } = useWords("schedule");
  const locale = useShell().locale.value;
  const offered = [...new Set([...limits, limit])].sort((a, b) => a - b);
  const options = offered.map((value) => ({ value, label: value === 0 ? form.noLimit : count(value, locale) }));
  return (
    <div>
      <Choices label={form.limit} options={options} value={limit} testid="limit" onChange={onChange} />
      {limit > 0 && <p class="hint">{form.limitHint}</p>}
    </div>
  );
}

/** How many co-hosts a room takes. */
const mostCoHosts = 8;

function CoHosts({ chosen, people, onChange }: { chosen: PlanPerson[]; people: readonly PlanPerson[]; onChange: (chosen: PlanPerson[]) => void }) {
  const { form } = useWords("schedule");
  const all = [...chosen, ...people.filter(({ id }) => !chosen.some((one) => one.id === id))];
  if (all.length === 0) return null;
  const has = (id: string) => chosen.some((one) => one.id === id);
  return (
    <fieldset class="choices" data-testid="co-hosts">
      <legend class="label">{form.coHosts}</legend>
      {all.map((person) => (
        <label key={person.id} class="choice">
          <input
            type="checkbox"
            checked={has(person.id)}
            data-testid="co-host"
            disabled={!has(person.id) && chosen.length >= mostCoHosts}
            onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, person] : chosen.filter(({ id }) => id !== person.id))}
          />
          <span><bdi>{person.name}</bdi></span>
        </label>
      ))}
      <p class="hint">{form.coHostsHint}</p>
    </fieldset>
  );
}
