import { useState } from "preact/hooks";
import type { RoomInfo } from "@sdk";
import { useSession, useShell, useStrings } from "../context";
import { duration, languageName } from "../format";
import { Check, SelectField, TextField } from "../ui/fields";
import { Icon } from "../ui/icon";
import { changesOf, type Draft, draftFault, type DraftFault, draftOf, type DraftWords, slowModes, turnLengths } from "./draft";
import { ExchangePart } from "./exchange-part";
import { useDeeds } from "./hooks";
import { ModeField, RulesField, SeatsField } from "./room-fields";

/** The room as its host can change it. What is saved is only what was changed; undo brings back what was there. */
export function SettingsForm() {
  const session = useSession();
  const { house: words } = useStrings();
  const deeds = useDeeds();
  const [draft, setDraft] = useState<Draft | null>(null);
  const room = session.snapshot.value?.room;
  if (room === undefined) return null;
  // Until something is touched the form follows the room.
  const shown = draft ?? draftOf(room);
  const changes = changesOf(room, shown);
  const fault = draftFault(shown);
  const changed = Object.keys(changes).length > 0;
  const save = async (event: Event) => {
    event.preventDefault();
    if (fault === null && changed && (await deeds.update(changes))) setDraft(null);
  };
  return (
    <form class="form" onSubmit={(event) => void save(event)} noValidate>
      <WordFields draft={shown} fault={fault} onChange={setDraft} />
      <ModeField mode={shown.mode} onChange={(mode) => setDraft({ ...shown, mode })} />
      <SeatsField
        seats={shown.seats}
        hint={shown.seats < room.seats ? words.fewerHint : ""}
        onChange={(seats) => setDraft({ ...shown, seats })}
      />
      <ExchangePart room={room} draft={shown} onChange={setDraft} />
      <OrderFields draft={shown} onChange={setDraft} />
      <CloseButton />
      <div class="sheet-foot">
        <button type="submit" class="button primary wide" aria-disabled={!changed || fault !== null} data-testid="save-room">
          {changed ? words.save : words.nothing}
        </button>
      </div>
    </form>
  );
}

interface PartProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Title and rules in the room's languages, and the topic. */
function WordFields({ draft, fault, onChange }: PartProps & { fault: DraftFault }) {
  const { create, house } = useStrings();
  const locale = useShell().locale.value;
  const write = (at: number, change: Partial<DraftWords>) =>
    onChange({ ...draft, words: draft.words.map((one, i) => (i === at ? { ...one, ...change } : one)) });
  const titleLabel = (language: string, at: number) =>
    (at === 0 ? house.titleIn : house.titleInOptional)(languageName(language, locale));
  return (
    <>
      {draft.words.map((words, at) => (
        <TextField
          key={words.language}
          label={titleLabel(words.language, at)}
          value={words.title}
          fault={at === 0 && fault === "title" ? create.titleEmpty : ""}
          lang={words.language}
          testid={`title-${words.language}`}
          onChange={(title) => write(at, { title })}
        />
      ))}
      <TextField
        label={create.topic}
        value={draft.topic}
        fault={fault === "topic" ? create.topicTooLong : ""}
        testid="topic"
        onChange={(topic) => onChange({ ...draft, topic })}
      />
      {draft.words.map((words, at) => (
        <RulesField
          key={words.language}
          words={words}
          fault={at === 0 && fault === "rules" ? house.rulesTooLong : ""}
          onChange={(rules) => write(at, { rules })}
        />
      ))}
    </>
  );
}

/** Turns, slow mode and the door. */
function OrderFields({ draft, onChange }: PartProps) {
  const { house, turns } = useStrings();
  const locale = useShell().locale.value;
  const time = (seconds: number) => duration(seconds * 1000, locale);
  const lengths = withPresent(turnLengths, draft.turn_seconds).map((value) => ({ value, label: value === 0 ? turns.none : time(value) }));
  const pauses = withPresent(slowModes, draft.slow_mode_seconds).map((value) => ({
    value,
    label: value === 0 ? house.off : house.every(time(value)),
  }));
  return (
    <>
      <SelectField
        label={house.turn}
        options={lengths}
        value={draft.turn_seconds}
        testid="turn-length"
        onChange={(turn_seconds) => onChange({ ...draft, turn_seconds })}
      />
      {draft.turn_seconds > 0 && (
        <Check
          label={house.turnMutes}
          checked={draft.turn_mutes}
          testid="turn-mutes"
          onChange={(turn_mutes) => onChange({ ...draft, turn_mutes })}
        />
      )}
      <SelectField
        label={house.slow}
        options={pauses}
        value={draft.slow_mode_seconds}
        testid="slow-mode"
        onChange={(slow_mode_seconds) => onChange({ ...draft, slow_mode_seconds })}
      />
      <Check
        label={house.waitingRoom}
        checked={draft.waiting_room}
        testid="waiting-room"
        onChange={(waiting_room) => onChange({ ...draft, waiting_room })}
      />
    </>
  );
}

/** A value set by another app stays among the choices. */
function withPresent(choices: readonly number[], present: RoomInfo["turn_seconds"]): number[] {
  return choices.includes(present) ? [...choices] : [...choices, present].sort((a, b) => a - b);
}

function CloseButton() {
  const session = useSession();
  const { house } = useStrings();
  return (
    <button
      type="button"
      class="button wide danger"
      data-testid="ask-close-room"
      onClick={() => (session.sheet.value = { kind: "close-room" })}
    >
      <Icon name="leave" />{house.closeRoom}
    </button>
  );
}
