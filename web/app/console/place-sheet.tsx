import type { Participant } from "@sdk";
import { useSession, useShell, useStrings } from "../context";
import { count } from "../format";
import { findPerson } from "../room/view";
import { FaceView } from "../ui/face-view";
import { Icon } from "../ui/icon";
import { GoneSheet, Sheet } from "../ui/sheet";
import { useDeeds } from "./hooks";
import { type Place, placesFor } from "./powers";

/** The stage once more, small: one tap on a seat moves somebody there, or swaps them with who sits on it. */
export function PlaceSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const session = useSession();
  const { seats } = useStrings();
  const snapshot = session.snapshot.value;
  const person = snapshot === null ? null : findPerson(snapshot, id);
  if (snapshot === null || person === null || person.seat < 0) return <GoneSheet onClose={onClose} />;
  const places = placesFor(snapshot, person);
  const self = person.id === snapshot.you.id;
  return (
    <Sheet title={self ? seats.chooseSelf : seats.choose(person.name)} onClose={onClose}>
      <p class="hint">{places.some(({ way }) => way !== null) ? seats.chooseHint : seats.noOther}</p>
      <ul class="places">
        {places.map((place) => <PlaceButton key={place.seat.index} place={place} person={person} onClose={onClose} />)}
      </ul>
    </Sheet>
  );
}

function PlaceButton({ place, person, onClose }: { place: Place; person: Participant; onClose: () => void }) {
  const { seats, room } = useStrings();
  const locale = useShell().locale.value;
  const deeds = useDeeds();
  const { seat, way } = place;
  const { occupant } = seat;
  const number = count(seat.index + 1, locale);
  const go = () => {
    onClose();
    void (occupant === null ? deeds.move(person, seat.index) : deeds.swap(person, occupant));
  };
  const state = seat.locked ? room.seatLocked : seat.index === 0 ? seats.hostSeat : room.seatEmpty;
  const label = occupant === null ? seats.moveTo(number) : seats.swapWith(occupant.name, number);
  const inside = (
    <>
      {way !== null && <span class="hidden">{label}</span>}
      <span class="place-number figures" aria-hidden="true">{number}</span>
      <span class="place-face" aria-hidden="true">
        {occupant !== null ? <FaceView id={occupant.id} /> : <Icon name={seat.locked ? "lock" : "plus"} />}
      </span>
      <span class="place-name" aria-hidden={way !== null} dir="auto">{occupant?.name ?? state}</span>
    </>
  );
  if (way === null) return <li class="place closed">{inside}</li>;
  return (
    <li>
      <button type="button" class="place" data-testid={`place-${seat.index}`} onClick={go}>{inside}</button>
    </li>
  );
}
