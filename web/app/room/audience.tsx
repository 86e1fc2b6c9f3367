import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { FaceView } from "../ui/face-view";

/** How many faces the strip shows before it only counts. */
const shownFaces = 12;

/** The listeners: a count and some of their faces; a tap shows everyone. */
export function Audience() {
  const session = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const snapshot = session.snapshot.value;
  if (snapshot === null) return null;
  const { count: total, sample } = snapshot.audience;
  const faces = sample.slice(0, shownFaces);
  return (
    <section class="audience" aria-label={strings.room.audience}>
      <button
        type="button"
        class="audience-strip"
        data-testid="people"
        onClick={() => (session.sheet.value = { kind: "people" })}
      >
        <span class="section-title" data-testid="listeners">{strings.room.audience} · <span class="figures">{count(total, locale)}</span></span>
        {total === 0
          ? <span class="soft">{strings.room.nobodyElse}</span>
          : (
            <span class="audience-faces">
              {faces.map((person) => <FaceView key={person.id} id={person.id} />)}
              {total > faces.length && <span class="figures soft">{strings.room.moreListeners(count(total - faces.length, locale))}</span>}
            </span>
          )}
        <span class="hidden">{strings.room.everyone}</span>
      </button>
    </section>
  );
}
