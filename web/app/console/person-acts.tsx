import type { ComponentChildren } from "preact";
import type { Participant, Snapshot } from "@sdk";
import { useSession, useStrings } from "../context";
import { useInvite } from "../room/hands";
import type { Strings } from "../strings";
import { Icon, type IconName } from "../ui/icon";
import type { Deeds } from "./deeds";
import { useDeeds } from "./hooks";
import { actsOn, type PersonAct } from "./powers";
import { TurnRow } from "./turn-row";

type Label = (strings: Strings) => string;

/** How each act is drawn; a turn has a row of its own. */
const looks: Record<Exclude<PersonAct, "turn">, { icon: IconName; label: Label }> = {
  mute: { icon: "micOff", label: ({ acts }) => acts.mute },
  allow: { icon: "mic", label: ({ acts }) => acts.allow },
  invite: { icon: "mic", label: ({ acts }) => acts.invite },
  take_back: { icon: "close", label: ({ acts }) => acts.takeBack },
  first: { icon: "first", label: ({ exchange }) => exchange.cut.heading },
  lower: { icon: "hand", label: ({ acts }) => acts.lower },
  place: { icon: "swap", label: ({ acts }) => acts.place },
  unseat: { icon: "down", label: ({ acts }) => acts.unseat },
  mute_chat: { icon: "chatOff", label: ({ acts }) => acts.muteChat },
  allow_chat: { icon: "chat", label: ({ acts }) => acts.allowChat },
  lock_seat: { icon: "lock", label: ({ seats }) => seats.lockTaken },
  mute_seat: { icon: "micOff", label: ({ seats }) => seats.mute },
  open_seat: { icon: "mic", label: ({ seats }) => seats.open },
  promote: { icon: "shield", label: ({ acts }) => acts.promote },
  demote: { icon: "shield", label: ({ acts }) => acts.demote },
  transfer: { icon: "host", label: ({ acts }) => acts.transfer },
  kick: { icon: "leave", label: ({ acts }) => acts.kick },
  ban: { icon: "ban", label: ({ acts }) => acts.ban },
  report: { icon: "flag", label: ({ acts }) => acts.report },
  block: { icon: "silent", label: ({ acts }) => acts.block },
  unblock: { icon: "ear", label: ({ acts }) => acts.unblock },
};

type Group = "main" | "stage" | "seat" | "role" | "out" | "apart";

/** Where each act stands; the thumb finds the likeliest first. */
const groups: Record<Exclude<PersonAct, "turn">, Group> = {
  mute: "main", allow: "main", invite: "main", take_back: "main",
  first: "stage", unseat: "stage", place: "stage", lower: "stage", mute_chat: "stage", allow_chat: "stage",
  lock_seat: "seat", mute_seat: "seat", open_seat: "seat",
  promote: "role", demote: "role", transfer: "role",
  kick: "out", ban: "out",
  report: "apart", block: "apart", unblock: "apart",
};

interface PersonActsProps {
  person: Participant;
  snapshot: Snapshot;
  onClose: () => void;
  /** What stands between running the stage and keeping apart: the volume. */
  children: ComponentChildren;
}

/** Everything the person here may do with another, biggest first. */
export function PersonActs({ person, snapshot, onClose, children }: PersonActsProps) {
  const { acts: words } = useStrings();
  const acts = actsOn(snapshot, person);
  const of = (group: Group) => acts.filter((act) => act !== "turn" && groups[act] === group);
  const row = (group: Group, title?: string) => <ActRow acts={of(group)} title={title} person={person} onClose={onClose} />;
  return (
    <>
      {row("main")}
      {acts.includes("turn") && <TurnRow person={person} onClose={onClose} />}
      {row("stage")}
      {children}
      {row("seat", words.seat)}
      {row("role", words.role)}
      {row("out", words.away)}
      {row("apart")}
      {acts.includes("block") && <p class="hint">{words.blockHint}</p>}
    </>
  );
}

interface ActRowProps {
  acts: PersonAct[];
  title: string | undefined;
  person: Participant;
  onClose: () => void;
}

function ActRow({ acts, title, person, onClose }: ActRowProps) {
  if (acts.length === 0) return null;
  return (
    <section class="act-row">
      {title !== undefined && <h3 class="section-title">{title}</h3>}
      <div class="actions">
        {acts.map((act) => act !== "turn" && <ActButton key={act} act={act} person={person} onClose={onClose} />)}
      </div>
    </section>
  );
}

interface ActButtonProps {
  act: Exclude<PersonAct, "turn">;
  person: Participant;
  onClose: () => void;
}

function ActButton({ act, person, onClose }: ActButtonProps) {
  const strings = useStrings();
  const run = useRun(person, onClose);
  const { icon, label } = looks[act];
  const kind = act === "invite" || act === "allow" ? "button primary" : act === "kick" || act === "ban" ? "button danger" : "button";
  const self = useSession().snapshot.value?.you.id === person.id;
  const said = act === "place" && self ? strings.acts.placeSelf : label(strings);
  return (
    <button type="button" class={kind} data-testid={testids[act] ?? `act-${act}`} onClick={() => run(act)}>
      <Icon name={icon} />{said}
    </button>
  );
}

/** Names the tests of whole rooms have known for longer. */
const testids: Partial<Record<PersonAct, string>> = {
  mute: "mute-person",
  allow: "mute-person",
  invite: "invite-person",
  lower: "lower-hand",
};

/** What each act does. The sheet goes first: what is done shows on the seat, and the word with its undo beneath. */
function useRun(person: Participant, onClose: () => void): (act: Exclude<PersonAct, "turn">) => void {
  const session = useSession();
  const deeds = useDeeds();
  const invite = useInvite();
  const { id, name } = person;
  return (act) => {
    switch (act) {
      case "place":
        session.sheet.value = { kind: "place", id };
        return;
      case "transfer":
        session.sheet.value = { kind: "transfer", id, name };
        return;
      case "kick":
      case "ban":
        session.sheet.value = { kind: "exclude", id, name, ban: act === "ban" };
        return;
      case "first":
        session.sheet.value = { kind: "first", id, name };
        return;
      case "report":
        session.sheet.value = { kind: "report", id, name };
        return;
      case "invite":
        onClose();
        void invite(id, name);
        return;
      default:
        onClose();
        void plainDeed(deeds, act, person);
    }
  };
}

type Plain = Exclude<PersonAct, "turn" | "place" | "first" | "transfer" | "kick" | "ban" | "report" | "invite">;

/** Acts that are one command. */
function plainDeed(deeds: Deeds, act: Plain, person: Participant): Promise<boolean> {
  switch (act) {
    case "mute":
    case "allow":
      return deeds.mute(person, act === "mute");
    case "take_back":
      return deeds.takeBack(person);
    case "lower":
      return deeds.lower(person);
    case "unseat":
      return deeds.unseat(person);
    case "mute_chat":
    case "allow_chat":
      return deeds.muteChat(person, act === "mute_chat");
    case "lock_seat":
      return deeds.lockSeat(person.seat, true);
    case "mute_seat":
    case "open_seat":
      return deeds.muteSeat(person.seat, act === "mute_seat");
    case "promote":
    case "demote":
      return deeds.setModerator(person, act === "promote");
    case "block":
    case "unblock":
      return deeds.block(person.id, person.name, act === "block");
  }
}
