import { ModeField, RulesField } from "../console/room-fields";
import { useShell, useStrings } from "../context";
import { languageName } from "../format";
import type { RoomWish } from "../services";
import { Check, TextField } from "../ui/fields";
import { LineFields, PaceField } from "./exchange-fields";
import { secondWords, type WishFaults } from "./wish";

interface MoreFieldsProps {
  wish: RoomWish;
  faults: WishFaults;
  onChange: (wish: RoomWish) => void;
}

/** What most rooms do without: words in the second language, rules, another way to the stage, a door. */
export function MoreFields({ wish, faults, onChange }: MoreFieldsProps) {
  const { house } = useStrings();
  const locale = useShell().locale.value;
  const second = secondWords(wish);
  const first = { language: wish.languages[0] ?? "", title: wish.title, rules: wish.rules ?? "" };
  return (
    <details class="more" open={faults.rules !== "" || undefined}>
      <summary data-testid="more">{house.more}</summary>
      <div class="form">
        <TextField
          label={house.titleInOptional(languageName(second.language, locale))}
          value={second.title}
          lang={second.language}
          testid="second-title"
          onChange={(title) => onChange({ ...wish, translations: [{ ...second, title }] })}
        />
        <RulesField words={first} fault={faults.rules} onChange={(rules) => onChange({ ...wish, rules })} />
        <RulesField words={second} fault="" onChange={(rules) => onChange({ ...wish, translations: [{ ...second, rules }] })} />
        <ModeField mode={wish.mode ?? "apply"} onChange={(mode) => onChange({ ...wish, mode })} />
        <PaceField wish={wish} onChange={onChange} />
        <LineFields wish={wish} onChange={onChange} />
        <Check
          label={house.waitingRoom}
          checked={wish.waiting_room ?? false}
          testid="wish-waiting-room"
          onChange={(waiting_room) => onChange({ ...wish, waiting_room })}
        />
      </div>
    </details>
  );
}
