import { useId, useState } from "preact/hooks";
import { useShell, useStrings } from "../context";
import { count } from "../format";
import { guess, optionLabel, sorted } from "../languages";
import type { RoomWish } from "../services";
import { Icon } from "../ui/icon";
import { Sheet } from "../ui/sheet";
import { checkProfile, ProfileFields, ZoneNote } from "./profile-fields";
import { checkWish, seatBounds } from "./wish";

/** Opens a room: title, pair, topic, seats, and on a first visit who one is. */
export function CreateSheet({ onClose }: { onClose: () => void }) {
  const shell = useShell();
  const strings = useStrings();
  const [profile, setProfile] = useState(shell.profile.peek());
  const [wish, setWish] = useState<RoomWish>(() => firstWish(profile));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const firstVisit = !shell.known.value;
  const faults = { ...checkProfile(profile, strings), ...checkWish(wish, strings) };

  const open = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.values(faults).some((fault) => fault !== "")) return;
    setBusy(true);
    shell.setProfile(profile);
    if (!(await shell.open({ ...wish, title: wish.title.trim(), topic: wish.topic.trim() }))) setBusy(false);
  };

  // Nobody is told that a title is missing before they had a chance to write one.
  const shown = tried ? faults : { ...faults, title: "" };
  return (
    <Sheet title={strings.create.heading} onClose={onClose}>
      <form class="form" onSubmit={(event) => void open(event)} noValidate>
        <TextField
          label={strings.create.title}
          placeholder={strings.create.titlePlaceholder}
          value={wish.title}
          fault={shown.title}
          testid="title"
          onChange={(title) => setWish({ ...wish, title })}
        />
        <PairField wish={wish} fault={shown.pair} onChange={setWish} />
        <TextField
          label={strings.create.topic}
          placeholder={strings.create.topicPlaceholder}
          value={wish.topic}
          fault={shown.topic}
          testid="topic"
          onChange={(topic) => setWish({ ...wish, topic })}
        />
        <SeatsField seats={wish.seats} onChange={(seats) => setWish({ ...wish, seats })} />
        {firstVisit && <ProfileFields profile={profile} faults={shown} onChange={setProfile} />}
        <button type="submit" class="button primary wide" disabled={busy} data-testid="open">
          {busy ? strings.create.opening : strings.create.button}
        </button>
        {firstVisit && <ZoneNote />}
      </form>
    </Sheet>
  );
}

/** A first guess that is right for most: the pair a person speaks and learns, and two rows of seats. */
function firstWish(profile: { speaks: string[]; learns: string[] }): RoomWish {
  const spoken = profile.speaks[0] ?? "en";
  const learnt = profile.learns[0] ?? guess([spoken]).learns[0] ?? "en";
  return { title: "", languages: [spoken, learnt], topic: "", seats: 8 };
}

interface TextFieldProps {
  label: string;
  placeholder: string;
  value: string;
  fault: string;
  testid: string;
  onChange: (value: string) => void;
}

/** One line of text with its fault beneath it, read out when it appears. */
function TextField({ label, placeholder, value, fault, testid, onChange }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <input
        id={id}
        data-testid={testid}
        type="text"
        dir="auto"
        value={value}
        placeholder={placeholder}
        aria-invalid={fault !== ""}
        aria-describedby={`${id}-note`}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p id={`${id}-note`} class="error" role={fault === "" ? undefined : "alert"}>{fault}</p>
    </div>
  );
}

interface PairFieldProps {
  wish: RoomWish;
  fault: string;
  onChange: (wish: RoomWish) => void;
}

/** The two languages a room exchanges. */
function PairField({ wish, fault, onChange }: PairFieldProps) {
  const words = useStrings().create;
  const locale = useShell().locale.value;
  const id = useId();
  const [first = "", second = ""] = wish.languages;
  const choice = (label: string, value: string, change: (tag: string) => string[]) => (
    <select aria-label={label} value={value} onChange={(e) => onChange({ ...wish, languages: change(e.currentTarget.value) })}>
      {sorted(locale).map((tag) => <option key={tag} value={tag}>{optionLabel(tag, locale)}</option>)}
    </select>
  );
  return (
    <div class="field" role="group" aria-labelledby={id}>
      <span class="label" id={id}>{words.pair}</span>
      <div class="pair">
        {choice(words.first, first, (tag) => [tag, second])}
        <span aria-hidden="true">⇄</span>
        {choice(words.second, second, (tag) => [first, tag])}
      </div>
      {fault !== "" && <p class="error" role="alert">{fault}</p>}
    </div>
  );
}

function SeatsField({ seats, onChange }: { seats: number; onChange: (seats: number) => void }) {
  const words = useStrings().create;
  const locale = useShell().locale.value;
  const id = useId();
  return (
    <div class="field stepper" role="group" aria-labelledby={id}>
      <span class="label" id={id}>{words.seats}<span class="hint">{words.seatsHint}</span></span>
      <button
        type="button"
        class="icon-button"
        aria-label={words.fewer}
        disabled={seats <= seatBounds.least}
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
        onClick={() => onChange(seats + 1)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
