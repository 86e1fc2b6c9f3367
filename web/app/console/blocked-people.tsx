import { useSession, useStrings } from "../context";
import { FaceView } from "../ui/face-view";
import { useDeeds } from "./hooks";

/** Whom this device keeps apart from the person here, and the way back for each. */
export function BlockedPeople() {
  const session = useSession();
  const { blocks: words, acts } = useStrings();
  const deeds = useDeeds();
  // The state says when it has changed, the client who they are.
  const ids = session.snapshot.value?.blocked ?? [];
  const people = session.client.blocked.filter(({ id }) => ids.includes(id));
  return (
    <section>
      <h3 class="section-title">{words.heading}</h3>
      {people.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="people">
        {people.map(({ id, name }) => (
          <li key={id} class="person-row">
            <span class="person-face"><FaceView id={id} /></span>
            <span class="person-text"><bdi>{name || words.nameless}</bdi></span>
            <button
              type="button"
              class="button"
              aria-label={`${acts.unblock}: ${name || words.nameless}`}
              data-testid="unblock"
              onClick={() => void deeds.block(id, name || words.nameless, false)}
            >
              {acts.unblock}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
