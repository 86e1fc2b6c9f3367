package sfu

import (
	"errors"
	"sync"
)

// Refusals of Connect and Restart.
var (
	ErrClosed       = errors.New("sfu: the room is closed")
	ErrRemoved      = errors.New("sfu: the participant was removed meanwhile")
	ErrNoConnection = errors.New("sfu: the participant has no connection")
)

// Room is the media of one room: gates, connections and slots. Its methods may be called from any goroutine,
// the media goroutine included.
type Room struct {
	id        string
	transport transport
	forwarder *forwarder
	ssrcs     []uint32
	ended     func(*Room) // called once, on the media goroutine, when nothing of the room moves any more

	mu      sync.Mutex // guards what follows and what a member says it guards
	members map[string]*member
	peers   uint64 // numbers them
	numbers uint32 // of members
	closed  bool
}

// transport is what rooms need of the layer below.
type transport interface {
	// open answers an offer with a new connection that is p's, and fills in what p has to know of the offer.
	open(p *peer, offerSDP string, ssrcs []uint32) (conn, Answer, error)
	// restart answers an offer with new ICE credentials for p's connection. ErrNoConnection when it has ended.
	restart(p *peer, offerSDP string, ssrcs []uint32) (Answer, error)
	// post has f called on the media goroutine soon.
	post(f func())
}

// Answer is what a client needs to hear and be heard.
type Answer struct {
	SDP           string
	MicrophoneMid string // "" for a client that only listens
	Slots         []SlotLine
}

// SlotLine says on which m-line a client hears a slot.
type SlotLine struct {
	Slot int
	Mid  string
}

// newRoom makes a room on the media goroutine of t and d; o may be nil.
func newRoom(id string, t transport, d *dispatcher, ssrcs []uint32, o Observer, ended func(*Room)) *Room {
	return &Room{
		id: id, transport: t, ssrcs: ssrcs, ended: ended,
		forwarder: newForwarder(id, d, ssrcs, o), members: make(map[string]*member),
	}
}

// ID returns the room's id.
func (r *Room) ID() string { return r.id }

// Connect opens a participant's connection and answers its offer. A connection the participant already has is
// closed: it is replaced, gate and slot stay. Refusals are *offer.Error, *light.Error, ErrClosed or ErrRemoved,
// and change nothing.
func (r *Room) Connect(participant, offerSDP string) (Answer, error) {
	p, err := r.newPeer(participant)
	if err != nil {
		return Answer{}, err
	}
	r.forwarder.counters.connecting.Add(1)
	c, answer, err := r.transport.open(p, offerSDP, r.ssrcs)
	if err != nil {
		r.forwarder.counters.connecting.Add(-1)
		r.abandon(p)
		return Answer{}, err
	}
	old, err := r.adopt(p, c)
	if err != nil {
		p.close()
		return Answer{}, err
	}
	old.close()
	return answer, nil
}

// Restart answers an offer that restarts ICE on the connection a participant has: their network has changed. Keys,
// slots and what is heard go on. Refusals are *offer.Error, *light.Error or ErrNoConnection, and change nothing.
func (r *Room) Restart(participant, offerSDP string) (Answer, error) {
	r.mu.Lock()
	var p *peer
	if m := r.members[participant]; m != nil {
		p = m.peer
	}
	r.mu.Unlock()
	if p == nil {
		return Answer{}, ErrNoConnection
	}
	return r.transport.restart(p, offerSDP, r.ssrcs)
}

// AllowPublish opens or closes a participant's gate, whether or not they have a connection yet. When it returns
// from closing, no packet of theirs is forwarded any more, on any connection, resent ones included. It waits
// for one fan-out at most.
func (r *Room) AllowPublish(participant string, allowed bool) {
	m := r.keep(participant, allowed)
	if m == nil {
		return
	}
	m.gate.set(allowed)
	if allowed {
		r.transport.post(func() { r.forwarder.changed(m) })
	}
}

// SetLowDelay says whether a participant's packets may be merged (see Config.PackingFrom), whether or not they
// have a connection yet. With on they are sent as they come.
func (r *Room) SetLowDelay(participant string, on bool) {
	if m := r.keep(participant, on); m != nil && m.lowDelay.Swap(on) != on {
		r.transport.post(func() { r.forwarder.changed(m) })
	}
}

// keep finds a member, makes them if asked to, and has them stay whatever becomes of their connections. It
// returns nil for nobody.
func (r *Room) keep(participant string, create bool) *member {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.members[participant]
	if m == nil && create && !r.closed {
		m = r.newMember(participant)
	}
	if m != nil {
		m.kept = true
	}
	return m
}

// Remove ends a participant's media: they neither send nor hear, and their gate is forgotten.
func (r *Room) Remove(participant string) {
	r.mu.Lock()
	m := r.members[participant]
	if m == nil {
		r.mu.Unlock()
		return
	}
	delete(r.members, participant)
	p := m.peer
	m.peer = nil
	r.mu.Unlock()
	r.dismiss(m, p)
	r.transport.post(func() { r.forwarder.remove(m) })
}

// Close ends the room's media.
func (r *Room) Close() {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return
	}
	r.closed = true
	members := r.members
	r.members = nil
	r.mu.Unlock()
	for _, m := range members { // nobody else finds them any more, or changes m.peer
		r.dismiss(m, m.peer)
	}
	r.transport.post(func() {
		r.forwarder.end()
		r.ended(r)
	})
}

// Participants lists who has a connection, in no order: they may send and hear.
func (r *Room) Participants() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]string, 0, len(r.members))
	for participant, m := range r.members {
		if m.peer != nil {
			list = append(list, participant)
		}
	}
	return list
}

// Stats returns what the room has carried.
func (r *Room) Stats() Stats {
	s := newStats()
	r.forwarder.counters.addTo(&s)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		s.Rooms = 1
	}
	return s
}

// dismiss stops everything of a member who is no longer in the room.
func (r *Room) dismiss(m *member, p *peer) {
	p.close()
	m.gate.set(false)
}

// newPeer makes a peer of a participant.
func (r *Room) newPeer(participant string) (*peer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrClosed
	}
	m := r.members[participant]
	if m == nil {
		m = r.newMember(participant)
	}
	m.opening++
	r.peers++
	return &peer{id: r.peers, member: m, forwarder: r.forwarder}, nil
}

// newMember numbers a participant. r.mu is held.
func (r *Room) newMember(participant string) *member {
	r.numbers++
	m := &member{participant: participant, number: r.numbers}
	m.microphone = microphone{owner: m, slot: noSlot, home: noSlot}
	m.budget = newBudget()
	r.members[participant] = m
	return m
}

// abandon gives up a peer whose offer was refused: somebody new leaves nothing behind.
func (r *Room) abandon(p *peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := p.member
	m.opening--
	if !m.kept && m.opening == 0 && r.members[m.participant] == m {
		delete(r.members, m.participant)
	}
}

// adopt makes p its member's connection and returns the one it replaces, nil for none.
func (r *Room) adopt(p *peer, c conn) (old *peer, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := p.member
	p.conn = c
	m.opening--
	switch {
	case r.closed:
		return nil, ErrClosed
	case r.members[m.participant] != m:
		return nil, ErrRemoved
	}
	m.kept = true
	old, m.peer = m.peer, p
	return old, nil
}
