import { useEffect, useState } from "preact/hooks";
import type { Participant } from "@sdk";
import { useSession, useStrings } from "../context";
import { pairOf } from "../format";
import { FaceView } from "../ui/face-view";
import { Sheet } from "../ui/sheet";
import { useInvite } from "./hands";
import { RoleBadge, useMarks } from "./seat";
import { invitationOf, mayActOn, onStage } from "./view";

/** How many people are asked for at a time. */
const page = 50;

/** Everyone in the room: the stage is known, the audience is only a count until its list is asked for, page by page. */
export function PeopleSheet({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const { people: words, room } = useStrings();
  const [found, setFound] = useState<Participant[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [status, setStatus] = useState<"loading" | "ready" | "failed">("loading");

  const read = async (cursor: string) => {
    setStatus("loading");
    try {
      const answer = await session.client.listParticipants(cursor, page);
      setFound((before) => (cursor === "" ? answer.participants : [...before, ...answer.participants]));
      setNext(answer.next === "" ? null : answer.next);
      setStatus("ready");
    } catch {
      setStatus("failed");
    }
  };
  useEffect(() => void read(""), [session]);
  const stage = session.snapshot.value === null ? [] : onStage(session.snapshot.value);

  return (
    <Sheet title={words.heading} onClose={onClose}>
      <PeopleList title={words.onStage} people={stage} />
      <PeopleList title={words.listening} people={found} />
      {status === "ready" && found.length === 0 && <p class="soft">{room.nobodyElse}</p>}
      {status === "loading" && <p class="soft" role="status">{words.loading}</p>}
      {status === "failed" && <p class="error" role="alert">{words.failed}</p>}
      {status === "ready" && next !== null && (
        <button type="button" class="button wide" onClick={() => void read(next)}>{words.more}</button>
      )}
    </Sheet>
  );
}

/** One group under its heading; an empty group is left out, heading and all. */
function PeopleList({ title, people }: { title: string; people: Participant[] }) {
  if (people.length === 0) return null;
  return (
    <section>
      <h3 class="section-title">{title}</h3>
      <ul class="people">{people.map((person) => <PersonRow key={person.id} person={person} />)}</ul>
    </section>
  );
}

/** A row opens the person; whom one may invite has that in the row, because hosts come here for it. */
function PersonRow({ person }: { person: Participant }) {
  const session = useSession();
  const strings = useStrings();
  const invite = useInvite();
  const snapshot = session.snapshot.value;
  const marks = useMarks(person, snapshot?.blocked.includes(person.id) ?? false);
  const invitable =
    snapshot !== null && person.seat < 0 && mayActOn(snapshot.you, person) && invitationOf(snapshot, person.id) === null;
  return (
    <li class="person-row">
      <button
        type="button"
        class="person-open"
        data-testid={`person-${person.id}`}
        onClick={() => (session.sheet.value = { kind: "person", id: person.id, picked: person })}
      >
        <span class="person-face"><FaceView id={person.id} /><RoleBadge person={person} /></span>
        <span class="person-text">
          <strong><bdi>{person.name}</bdi></strong>
          <span class="soft">{[pairOf(person), ...marks].join(" · ")}</span>
        </span>
      </button>
      {invitable && (
        <button
          type="button"
          class="button"
          aria-label={strings.hands.invite(person.name)}
          onClick={() => void invite(person.id, person.name)}
        >
          {strings.hands.inviteShort}
        </button>
      )}
    </li>
  );
}
