import { useEffect, useState } from "preact/hooks";
import type { Regular } from "@sdk";
import { useNow, useSession, useShell, useStrings } from "../context";
import { clock, isNight, pairOf } from "../format";
import { FaceView } from "../ui/face-view";
import { Icon } from "../ui/icon";

/** Those who come here again and again; only for whom the server tells of them. */
export function Regulars() {
  const { client } = useSession();
  const { regulars: words } = useStrings().exchange;
  const [people, setPeople] = useState<Regular[]>([]);
  useEffect(() => {
    let gone = false;
    // Refused: then they are not this person's to know.
    client.listRegulars().then((read) => gone || setPeople(read), () => undefined);
    return () => {
      gone = true;
    };
  }, [client]);
  if (people.length === 0) return null;
  return (
    <section data-testid="regulars">
      <h3 class="section-title">{words.heading}</h3>
      <ul class="people">{people.map((person) => <RegularRow key={person.participant} person={person} />)}</ul>
    </section>
  );
}

function RegularRow({ person }: { person: Regular }) {
  const session = useSession();
  const { regulars: words } = useStrings().exchange;
  const locale = useShell().locale.value;
  const now = useNow(30_000) + session.client.clockOffsetMs;
  const time = clock(now, person.time_zone, locale);
  const state = person.here ? words.here : person.online === true ? words.online : "";
  return (
    <li class="person-row">
      <span class="person-face"><FaceView id={person.participant} /></span>
      <span class="person-text">
        <strong><bdi>{person.name}</bdi></strong>
        <span class="soft">{[pairOf(person, locale), state].filter((word) => word !== "").join(" · ")}</span>
      </span>
      {time !== "" && <span class="soft figures seat-time">{isNight(now, person.time_zone) && <Icon name="moon" />}{time}</span>}
    </li>
  );
}
