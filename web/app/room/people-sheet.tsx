import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Participant } from "@sdk";
import { useSession, useShell, useStrings } from "../context";
import { count, pairOf } from "../format";
import { FaceView } from "../ui/face-view";
import { Icon } from "../ui/icon";
import { Sheet } from "../ui/sheet";
import { useInvite } from "./hands";
import { People } from "./people";
import { Regulars } from "./regulars";
import { RoleBadge, useMarks } from "./seat";
import { handCount, hasHand, invitationOf, mayActOn, onStage } from "./view";

/** Everyone in the room: the stage is known, the audience is only a count until its list is asked for, page by page. */
export function PeopleSheet({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const { people: words } = useStrings();
  const locale = useShell().locale.value;
  const people = useMemo(() => new People((cursor, limit) => session.client.listParticipants(cursor, limit)), [session]);
  useEffect(() => void people.load(), [people]);
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const stage = onStage(snapshot);
  const seated = new Set(stage.map(({ id }) => id)); // who came onto the stage since their page was read
  const hands = handCount(snapshot);
  return (
    <Sheet title={words.heading} onClose={onClose}>
      {hands > 0 && <p class="note figures" data-testid="hand-count"><Icon name="hand" />{words.hands(count(hands, locale), hands)}</p>}
      <PeopleList title={words.onStage} people={stage} />
      <Regulars />
      <PeopleList
        title={`${words.listening} · ${count(snapshot.audience.count, locale)}`}
        people={people.found.value.filter(({ id }) => !seated.has(id))}
      />
      <Rest people={people} />
    </Sheet>
  );
}

/** What stands under the list: that it is read, that it could not be, that nobody is in it, or the way to more. */
function Rest({ people }: { people: People }) {
  const { people: words, room, app } = useStrings();
  const status = people.status.value;
  if (status === "failed") {
    return (
      <div class="actions" role="alert">
        <p class="error">{words.failed}</p>
        <button type="button" class="button" data-testid="people-retry" onClick={() => void people.load()}>{app.retry}</button>
      </div>
    );
  }
  if (status === "loading") return <p class="soft" role="status">{words.loading}</p>;
  if (people.found.value.length === 0) return <p class="soft" data-testid="people-empty">{room.nobodyElse}</p>;
  return people.more.value ? <More onReach={() => void people.load()} /> : null;
}

/** Comes into view at the end of what is read, and then goes on by itself; a key or a tap does it too. */
function More({ onReach }: { onReach: () => void }) {
  const { people: words } = useStrings();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const element = button.current;
    if (element === null || typeof IntersectionObserver !== "function") return;
    const observer = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && onReach());
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return <button ref={button} type="button" class="button wide" data-testid="people-more" onClick={onReach}>{words.more}</button>;
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
  const locale = useShell().locale.value;
  const invite = useInvite();
  const snapshot = session.snapshot.value;
  const marks = useMarks(person, snapshot?.blocked.includes(person.id) ?? false);
  if (snapshot !== null && hasHand(snapshot, person.id)) marks.push(strings.people.handUp);
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
          <span class="soft">{[pairOf(person, locale), ...marks].join(" · ")}</span>
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
