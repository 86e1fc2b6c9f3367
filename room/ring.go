package room

// ringSize is how many events a room keeps for those who come back.
const ringSize = 256

// ring keeps the last events of a room with their addressees.
type ring struct {
	entries [ringSize]tell
	last    uint64 // Seq of the newest; entry n is at n modulo the size
}

// add keeps an event. Events are numbered without gaps, so the number is the place.
func (r *ring) add(t tell) {
	r.last = t.event.Seq
	r.entries[r.last%ringSize] = t
}

// since lists the events after a number that are for a participant. It is false when some are no longer kept,
// or the number is one that the room has not come to yet.
func (r *ring) since(after uint64, participant string) ([]*Event, bool) {
	if after > r.last || r.last-after > ringSize {
		return nil, false
	}
	var list []*Event
	for n := after + 1; n <= r.last; n++ {
		if t := r.entries[n%ringSize]; t.addressed(participant) {
			list = append(list, t.event)
		}
	}
	return list, true
}
