import { useEffect, useState } from "preact/hooks";
import type { Pack } from "@sdk";
import { useSession, useStrings } from "../context";
import { PackField } from "../room/cards/pack-field";
import { Icon } from "../ui/icon";

/** A card for the table, from the pack one likes; nothing where the server has no cards. */
export function CardRow() {
  const session = useSession();
  const { card: words } = useStrings().exchange;
  const [packs, setPacks] = useState<Pack[]>([]);
  const [pack, setPack] = useState(session.snapshot.value?.card?.pack ?? "");
  useEffect(() => {
    let gone = false;
    session.client.listPacks().then((read) => gone || setPacks(read), () => undefined);
    return () => {
      gone = true;
    };
  }, [session]);
  if (packs.length === 0) return null;
  return (
    <section class="card-row" aria-label={words.packs}>
      <h3 class="section-title">{words.packs}</h3>
      <PackField label={words.from} none={words.any} packs={packs} value={pack} onChange={setPack} />
      <button type="button" class="button wide" data-testid="deal-card" onClick={() => void session.run(() => session.client.dealCard(pack))}>
        <Icon name="cards" />{words.deal}
      </button>
    </section>
  );
}
