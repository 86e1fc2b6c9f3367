import { useId, useState } from "preact/hooks";
import { SeatsField } from "../console/room-fields";
import { useShell, useStrings } from "../context";
import { guess, optionLabel, sorted } from "../languages";
import type { RoomWish } from "../services";
import { TextField } from "../ui/fields";
import { Sheet } from "../ui/sheet";
import { checkProfile, ProfileFields, ZoneNote } from "./profile-fields";
import { ExchangeFields } from "./exchange-fields";
import { MoreFields } from "./more-fields";
import { TagsField } from "./tags-field";
import { checkWish, wishToSend } from "./wish";

/** Opens a room: title, pair, topic, seats, what more there is to say, and on a first visit who one is. */
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
    if (!(await shell.open(wishToSend(wish)))) setBusy(false);
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
        <TagsField tags={wish.tags ?? []} fault={shown.tags} onChange={(tags) => setWish({ ...wish, tags })} />
        <ExchangeFields wish={wish} onChange={setWish} />
        <SeatsField seats={wish.seats} hint={strings.create.seatsHint} onChange={(seats) => setWish({ ...wish, seats })} />
        <MoreFields wish={wish} faults={shown} onChange={setWish} />
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

interface PairFieldProps {
  wish: RoomWish;
  fault: string;
  onChange: (wish: RoomWish) => void;
}

/** The two languages a room exchanges. */
export function PairField({ wish, fault, onChange }: PairFieldProps) {
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
