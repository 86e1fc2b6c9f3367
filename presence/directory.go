package presence

import (
	"context"
	"errors"

	"corner/room"
)

// Rooms lists the live rooms of all nodes, fullest first, from memory: this node's own as they are, the others
// as last read. It is stale when the store does not answer.
func (a *Agent) Rooms(context.Context) (listings []room.Listing, stale bool) {
	a.mu.Lock()
	for _, h := range a.rooms {
		if h.record.Version > 0 && !h.record.Closed && !h.record.Asleep && !h.released {
			listings = append(listings, h.listing)
		}
	}
	for i := range a.others {
		// What the store says of this node is older than what the node knows.
		if a.others[i].Node != a.cfg.Node.ID && !a.holds(a.others[i].ID) {
			listings = append(listings, a.others[i])
		}
	}
	stale = !a.seen || a.away.Load()
	a.mu.Unlock()
	SortListings(listings)
	return listings, stale
}

// Claim makes this node the owner of a room. It fails with ErrTaken when another node is, and with
// ErrUnavailable when the store cannot say, or does not know yet that this node's room of that id is over.
func (a *Agent) Claim(ctx context.Context, id string) error {
	if !ValidID(id) {
		return ErrInvalidID
	}
	a.mu.Lock()
	h, known := a.rooms[id]
	leaving := known && (h.released || h.record.Closed || h.record.Asleep) // the store is still to be told
	ours := known && !leaving
	a.mu.Unlock()
	if ours {
		return nil
	}
	if leaving || a.away.Load() {
		return ErrUnavailable
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	lease, err := a.cfg.Store.Claim(ctx, id, a.cfg.Node.ID)
	if err != nil {
		return coded(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.rooms[id]; !known { // else a second Claim of ours was faster, with the same lease
		a.rooms[id] = &holding{lease: lease}
	}
	return nil
}

// Locate says where a room lives: here, or at another node's URL. It fails with ErrNotFound when nobody owns
// it, and with ErrUnavailable when that cannot be known.
func (a *Agent) Locate(ctx context.Context, id string) (url string, here bool, err error) {
	if !ValidID(id) {
		return "", false, ErrNotFound
	}
	a.mu.Lock()
	here = a.holds(id)
	a.mu.Unlock()
	if here {
		return a.cfg.Node.URL, true, nil
	}
	if a.away.Load() {
		return a.recollect(id)
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	lease, err := a.cfg.Store.Owner(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound) || err == nil && lease.Node == a.cfg.Node.ID:
		return "", false, ErrNotFound
	case err != nil:
		return a.recollect(id)
	}
	url, err = a.urlOf(ctx, lease.Node)
	return url, false, err
}

// Recall gives what is known of a room that nobody owns from its last time, or ErrNotFound. It fails with
// ErrUnavailable when that cannot be known.
func (a *Agent) Recall(ctx context.Context, id string) (room.Record, error) {
	if !ValidID(id) {
		return room.Record{}, ErrNotFound
	}
	a.mu.Lock()
	h, known := a.rooms[id]
	if known && h.record.Asleep { // the store may not have it yet
		record := h.record
		a.mu.Unlock()
		return record, nil
	}
	a.mu.Unlock()
	if a.away.Load() {
		return room.Record{}, ErrUnavailable
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	record, err := a.cfg.Store.Load(ctx, id)
	return record, coded(err)
}

// People lists everybody in the rooms of all nodes, by room: this node's own as they are, the others as the
// store has them now, or as last read, and stale, when it does not answer.
func (a *Agent) People(ctx context.Context) (people []Person, stale bool) {
	stale = a.away.Load()
	if !stale {
		ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
		defer cancel()
		list, err := a.cfg.Store.People(ctx)
		stale = err != nil
		if err == nil {
			a.mu.Lock()
			a.people = list
			a.mu.Unlock()
		}
	}
	a.mu.Lock()
	for _, h := range a.rooms {
		if !h.record.Closed && !h.record.Asleep && !h.released {
			people = append(people, PeopleOf(h.record, a.cfg.Node.ID)...)
		}
	}
	for _, person := range a.people {
		if person.Node != a.cfg.Node.ID && !a.holds(person.Room) {
			people = append(people, person)
		}
	}
	a.mu.Unlock()
	SortPeople(people)
	return people, stale
}

// Ping says whether the directory can be reached now.
func (a *Agent) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	return coded(a.cfg.Store.Ping(ctx))
}

// holds reports whether a room is this node's. The caller holds mu.
func (a *Agent) holds(id string) bool {
	h, known := a.rooms[id]
	return known && !h.released && !h.record.Closed && !h.record.Asleep
}

// recollect answers Locate from what was last read.
func (a *Agent) recollect(id string) (string, bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.others {
		if a.others[i].ID != id || a.others[i].Node == a.cfg.Node.ID {
			continue
		}
		if node, known := a.nodes[a.others[i].Node]; known {
			return node.URL, false, nil
		}
	}
	return "", false, ErrUnavailable
}

// urlOf gives a node's URL, reading the nodes again for one not known.
func (a *Agent) urlOf(ctx context.Context, id string) (string, error) {
	a.mu.Lock()
	node, known := a.nodes[id]
	a.mu.Unlock()
	if known {
		return node.URL, nil
	}
	if err := a.readNodes(ctx); err != nil {
		return "", coded(err)
	}
	a.mu.Lock()
	node, known = a.nodes[id]
	a.mu.Unlock()
	if !known {
		return "", ErrNotFound // its lease outlives its last heartbeat by a moment
	}
	return node.URL, nil
}

// coded turns a fault of the store into the refusal a client may see.
func coded(err error) error {
	if err == nil || refusal(err) {
		return err
	}
	return errors.Join(ErrUnavailable, err)
}
