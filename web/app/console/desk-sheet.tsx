import { useState } from "preact/hooks";
import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { HandList } from "../room/hands";
import { handCount, moderates } from "../room/view";
import { Icon } from "../ui/icon";
import { GoneSheet, Sheet } from "../ui/sheet";
import { Tabs } from "../ui/tabs";
import { MeetAgain } from "./again-part";
import { AuditList } from "./audit-list";
import { BanList } from "./ban-list";
import { CardRow } from "./card-row";
import { useDeeds } from "./hooks";
import { type DeskTab, deskTabs } from "./powers";
import { SettingsForm } from "./settings-form";
import { WaitingList } from "./waiting-list";

/** Everything that runs the room in one sheet. Who ceases to run it sees it go. */
export function DeskSheet({ first, onClose }: { first: DeskTab; onClose: () => void }) {
  const { desk: words } = useStrings();
  const [chosen, setChosen] = useState<DeskTab>(first);
  const you = useSession().snapshot.value?.you;
  if (you === undefined || !moderates(you.role)) return <GoneSheet onClose={onClose} />;
  const tabs = deskTabs(you);
  const current = tabs.includes(chosen) ? chosen : "now";
  return (
    <Sheet title={words.heading} onClose={onClose}>
      <Tabs label={words.heading} tabs={tabs.map((id) => ({ id, label: words[id] }))} current={current} onChange={setChosen}>
        {current === "now" && <Now />}
        {current === "settings" && <SettingsForm />}
        {current === "removed" && <BanList />}
        {current === "record" && <AuditList />}
      </Tabs>
    </Sheet>
  );
}

/** What cannot wait: quiet, the door, the hands. */
function Now() {
  const { snapshot: { value: snapshot } } = useSession();
  const strings = useStrings();
  const locale = useShell().locale.value;
  const deeds = useDeeds();
  if (snapshot === null) return null;
  const { locked } = snapshot.room;
  const hands = handCount(snapshot);
  return (
    <>
      <div class="actions">
        <button type="button" class="button" data-testid="mute-all" onClick={() => void deeds.muteAll()}>
          <Icon name="micOff" />{strings.acts.muteAll}
        </button>
        <button type="button" class="button" data-testid="lock-room" onClick={() => void deeds.lockRoom(!locked)}>
          <Icon name="lock" />{locked ? strings.desk.unlock : strings.desk.lock}
        </button>
      </div>
      <WaitingList />
      <section class="hands" aria-label={strings.hands.heading}>
        <h3 class="section-title">
          {strings.hands.heading}
          {hands > 0 && <span class="figures"> · {count(hands, locale)}</span>}
        </h3>
        <HandList snapshot={snapshot} />
      </section>
      <CardRow />
      {snapshot.you.role === "host" && <MeetAgain snapshot={snapshot} />}
    </>
  );
}
