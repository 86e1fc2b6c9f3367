import type { ComponentType } from "preact";
import { useShell, useStrings } from "../context";
import type { Topic } from "../strings/late";
import { Icon } from "./icon";
import { type Part, PartFailed } from "./part";
import { wordedPart } from "./worded-part";

/** Makes a part of a page with words of its own. */
export function pagePart(topic: Topic, load: () => Promise<ComponentType<object>>): Part<object> {
  return wordedPart<object>(topic, load, PageStand);
}

/** The page that is on its way, or why it is not; the way back is there in both cases. */
export function PageStand({ failed }: { failed: boolean }) {
  const { app } = useStrings();
  return (
    <main id="main" class="page ended" data-testid="coming">
      <BackToRooms />
      <h1>{failed ? app.partFailed : app.partComing}</h1>
      {failed ? <PartFailed /> : <p class="soft" role="status">{app.partComingText}</p>}
    </main>
  );
}

/** The way from a page to the rooms that are open. */
export function BackToRooms() {
  const { router } = useShell();
  const { app } = useStrings();
  return (
    <button type="button" class="link-button back" data-testid="back" onClick={() => router.go({ page: "lobby" })}>
      <Icon name="back" />{app.back}
    </button>
  );
}
