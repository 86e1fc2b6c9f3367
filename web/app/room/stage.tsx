import { seatTap } from "../console/powers";
import { useSession, useStrings } from "../context";
import { CardPlace } from "./cards/card-place";
import { Reactions } from "./reactions/shown";
import { SeatView } from "./seat";

/** The seats, two rows of four on a phone. */
export function Stage() {
  const snapshot = useSession().snapshot.value;
  const strings = useStrings();
  if (snapshot === null) return null;
  const firstFree = snapshot.stage.find((seat) => seat.occupant === null && !seat.locked && seatTap(snapshot, seat) !== null)?.index;
  return (
    <section class="stage" aria-label={strings.room.stage}>
      <ul class="seats">
        {snapshot.stage.map((seat) => <SeatView key={seat.index} seat={seat} first={seat.index === firstFree} snapshot={snapshot} />)}
      </ul>
      <CardPlace />
      <Reactions />
    </section>
  );
}
