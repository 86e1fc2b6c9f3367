package room

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
)

// fakeSink keeps what it was told. Its limit is how many events it takes before it is too slow; 0 for all.
type fakeSink struct {
	mu     sync.Mutex
	limit  int
	events []*Event
	closed []Reason
}

func (f *fakeSink) Send(e *Event) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.limit > 0 && len(f.events) >= f.limit {
		return false
	}
	f.events = append(f.events, e)
	return true
}

func (f *fakeSink) Close(r Reason) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = append(f.closed, r)
}

func (f *fakeSink) heard() []*Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*Event(nil), f.events...)
}

func (f *fakeSink) reasons() []Reason {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Reason(nil), f.closed...)
}

// fakeWorld is the media plane and the directory, and the order in which they were told.
type fakeWorld struct {
	mu      sync.Mutex
	open    map[string]bool
	log     []string
	records []Record
	audit   []AuditRecord
	bans    []BanRecord
}

func newWorld() *fakeWorld { return &fakeWorld{open: make(map[string]bool)} }

func (w *fakeWorld) note(format string, args ...any) {
	w.log = append(w.log, fmt.Sprintf(format, args...))
}

func (w *fakeWorld) AllowPublish(id string, allowed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[id] = allowed
	w.note("permit %s %t", id, allowed)
}

func (w *fakeWorld) Remove(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, id)
	w.note("remove %s", id)
}

func (w *fakeWorld) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open = nil
	w.note("close media")
}

func (w *fakeWorld) Update(r Record) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.records = append(w.records, r)
	w.note("record %d", r.Version)
}

func (w *fakeWorld) Audit(r AuditRecord) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.audit = append(w.audit, r)
}

func (w *fakeWorld) Bans(_ string, list []BanRecord) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bans = list
}

func (w *fakeWorld) publishing(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open[id]
}

func (w *fakeWorld) history() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.log...)
}

func (w *fakeWorld) last() Record {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.records[len(w.records)-1]
}

// running starts a room that ends with the test.
func running(t *testing.T, w *fakeWorld, s Settings) *Room {
	t.Helper()
	g := NewRegistry(zap.NewNop())
	t.Cleanup(g.Stop)
	r, err := g.Open(Config{ID: "room", Media: w, Presence: w, Ledger: w}, s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// enter joins or fails the test.
func enter(t *testing.T, r *Room, id string, sink Sink) (*Session, Snapshot) {
	t.Helper()
	session, snap, err := r.Join(t.Context(), Joiner{ID: id, Profile: Profile{Name: "p-" + id}, Sink: sink})
	if err != nil {
		t.Fatalf("join %s: %v", id, err)
	}
	return session, snap
}

// do carries out a command or fails the test.
func do(t *testing.T, s *Session, cmd Command) {
	t.Helper()
	if err := s.Do(t.Context(), cmd); err != nil {
		t.Fatalf("%s %T: %v", s.Participant(), cmd, err)
	}
}

// instant is a fixed moment for the tests of the pure rules.
func instant() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }
