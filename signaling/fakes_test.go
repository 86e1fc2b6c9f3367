package signaling

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"corner/room"
)

// fakeMedia answers every offer and keeps what it was told.
type fakeMedia struct {
	mu    sync.Mutex // guards rooms
	rooms map[string]*fakeRoomMedia
}

func newFakeMedia() *fakeMedia { return &fakeMedia{rooms: map[string]*fakeRoomMedia{}} }

func (m *fakeMedia) OpenRoom(id string, o SpeakersObserver) RoomMedia {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := &fakeRoomMedia{observer: o, connected: map[string]int{}, gates: map[string]bool{},
		lowDelay: map[string]bool{}, waiting: make(chan struct{}), release: make(chan struct{})}
	m.rooms[id] = r
	return r
}

func (m *fakeMedia) room(id string) *fakeRoomMedia {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rooms[id]
}

type fakeRoomMedia struct {
	observer SpeakersObserver

	mu        sync.Mutex // guards what follows
	connected map[string]int
	removed   []string
	gates     map[string]bool
	closed    bool
	traffic   Traffic
	offers    []string
	restarts  []string
	lowDelay  map[string]bool

	waiting chan struct{} // told when the offer "wait" has come
	release chan struct{} // lets it go on
}

var errBadOffer = &room.Error{Code: "bad_offer", Text: "no audio in it"}

func (r *fakeRoomMedia) Connect(participant, offer string) (Answer, error) {
	if offer == "bad" {
		return Answer{}, errBadOffer
	}
	if offer == "broken" {
		return Answer{}, errors.New("socket on fire")
	}
	if offer == "wait" {
		r.waiting <- struct{}{}
		<-r.release
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.connected[participant]++
	r.offers = append(r.offers, offer)
	return Answer{SDP: "answer to " + offer, MicrophoneMid: "0", Slots: []SlotLine{{0, "1"}, {1, "2"}, {2, "3"}}}, nil
}

func (r *fakeRoomMedia) Restart(participant, offer string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.connected[participant] == 0 {
		return "", errNoMedia
	}
	r.restarts = append(r.restarts, participant+" "+offer)
	return "restarted by " + offer, nil
}

func (r *fakeRoomMedia) SetLowDelay(participant string, on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lowDelay[participant] = on
}

func (r *fakeRoomMedia) AllowPublish(participant string, allowed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gates[participant] = allowed
}

func (r *fakeRoomMedia) Remove(participant string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.removed = append(r.removed, participant)
	delete(r.connected, participant)
}

func (r *fakeRoomMedia) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
}

func (r *fakeRoomMedia) Traffic() Traffic {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.traffic
}

func (r *fakeRoomMedia) Participants() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Keys(r.connected))
}

func (r *fakeRoomMedia) gate(participant string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gates[participant]
}

func (r *fakeRoomMedia) wasRemoved(participant string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Contains(r.removed, participant)
}

// fakeDirectory is a directory that is all memory, of this node's rooms and of others'.
type fakeDirectory struct {
	mu      sync.Mutex // guards what follows
	records map[string]room.Record
	others  map[string]string // room to URL of the node
	away    error
	lost    error // of bans and audit alone
	claims  map[string]bool
	bans    map[string][]room.BanRecord // of rooms' last times
	written []AuditEntry                // newest first
	asked   []AuditQuery
	awake   map[string]int // by participant: how often they are watched
	counted []string       // languages whose people were asked for
}

func newFakeDirectory() *fakeDirectory {
	return &fakeDirectory{records: map[string]room.Record{}, others: map[string]string{}, claims: map[string]bool{},
		bans: map[string][]room.BanRecord{}, awake: map[string]int{}}
}

func (d *fakeDirectory) Awake(_ context.Context, languages []string) ([]AwakeLine, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counted = languages
	lines := make([]AwakeLine, len(languages))
	for i, language := range languages {
		lines[i] = AwakeLine{Language: language, Natives: 14, Learners: 9, Zones: []ZoneCount{{TimeZone: "America/New_York", Count: 9}}}
	}
	return lines, d.away != nil
}

func (d *fakeDirectory) Watch(participant string, _ room.Profile) func() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.awake[participant]++
	return sync.OnceFunc(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.awake[participant]--; d.awake[participant] == 0 {
			delete(d.awake, participant)
		}
	})
}

func (d *fakeDirectory) watched() map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.awake)
}

func (d *fakeDirectory) Online(_ context.Context, ids []string) ([]bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	online := make([]bool, len(ids))
	for i, id := range ids {
		online[i] = d.awake[id] > 0
	}
	return online, d.away
}

func (d *fakeDirectory) Hours(_ context.Context, languages []string) ([][24]float64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.away != nil {
		return nil, d.away
	}
	hours := make([][24]float64, len(languages))
	for i := range hours {
		hours[i][20] = 7.5
	}
	return hours, nil
}

func (d *fakeDirectory) Update(r room.Record) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Closed {
		delete(d.claims, r.ID)
		delete(d.records, r.ID)
		return
	}
	if r.Asleep {
		delete(d.claims, r.ID)
	}
	d.records[r.ID] = r
}

func (d *fakeDirectory) Rooms(context.Context) ([]room.Listing, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []room.Listing
	for _, r := range d.records {
		if r.Asleep {
			continue
		}
		l := room.Listing{ID: r.ID, Settings: r.Settings, Created: r.Created, Participants: len(r.Members),
			Counts: r.Counts, FreeSeats: r.FreeSeats}
		for _, m := range r.Members {
			if m.Seat >= 0 {
				l.Speakers++
			}
			if m.ID == r.Host {
				l.HostName = m.Profile.Name
			}
		}
		all = append(all, l)
	}
	return all, d.away != nil
}

func (d *fakeDirectory) Claim(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.claims[id] {
		return errors.New("claimed twice")
	}
	d.claims[id] = d.away == nil
	return d.away
}

// lose has what outlives rooms fail, and nothing else.
func (d *fakeDirectory) lose(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lost = err
}

func (d *fakeDirectory) Locate(_ context.Context, id string) (string, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.away != nil {
		return "", false, d.away
	}
	if url, ok := d.others[id]; ok {
		return url, false, nil
	}
	return "", false, errNoRoom
}

func (d *fakeDirectory) Recall(_ context.Context, id string) (room.Record, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.away != nil {
		return room.Record{}, d.away
	}
	r, known := d.records[id]
	if !known { // of a room that somebody owns there is one too
		return room.Record{}, errNoRoom
	}
	return r, nil
}

func (d *fakeDirectory) Ping(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.away
}

func (d *fakeDirectory) Bans(_ context.Context, id string) ([]room.BanRecord, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.bans[id], errors.Join(d.away, d.lost)
}

func (d *fakeDirectory) Audit(_ context.Context, q AuditQuery) (AuditPage, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, q)
	return AuditPage{Records: d.written, Next: "a0"}, errors.Join(d.away, d.lost)
}

func (d *fakeDirectory) goAway(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.away = err
}

// eventually waits for something that other goroutines bring about.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !happened() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("never happened: %s", what)
		}
	}
}
