package room

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// face is what both sides say of one member.
type face struct {
	role      Role
	seat      int
	mute      Mute
	chatMuted bool
	turn      int64
	connected bool
}

// stamp is an instant as a number, 0 for none.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// compare says in what the two sides differ, and which invariant does not hold.
func (w *modelWorld) compare() error {
	if w.s.ended != w.m.ended {
		return fmt.Errorf("ended: %t, the model says %t", w.s.ended, w.m.ended)
	}
	if w.s.ended {
		return nil
	}
	leader := &member{id: "~", role: Moderator, seat: -1} // who sees everything, and is not there
	snap := w.s.snapshot(w.now, leader)
	faces, err := w.faces(snap)
	if err != nil {
		return err
	}
	for _, check := range []func() error{
		func() error { return w.compareFaces(faces) },
		func() error { return w.compareRoom(snap) },
		func() error { return w.compareQueues(snap) },
		w.compareExclusions,
		func() error { return w.compareChat(snap) },
		w.compareEyes,
		func() error { return w.invariants(snap, faces) },
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// faces is everyone, on the stage and off it, each once.
func (w *modelWorld) faces(snap Snapshot) (map[string]face, error) {
	all := make(map[string]face, 8)
	note := func(p Participant, seat int) error {
		if _, twice := all[p.ID]; twice || p.Seat != seat {
			return fmt.Errorf("%s is on seat %d and on %d", p.ID, p.Seat, seat)
		}
		all[p.ID] = face{p.Role, p.Seat, p.Mute, p.ChatMuted, stamp(p.TurnEnds), p.Connected}
		return nil
	}
	for i, seat := range snap.Stage {
		if seat.Index != i {
			return nil, fmt.Errorf("seat %d says to be %d", i, seat.Index)
		}
		if seat.Occupant == nil {
			continue
		}
		if err := note(*seat.Occupant, i); err != nil {
			return nil, err
		}
	}
	audience, _ := w.s.page("", len(w.m.people)+1)
	for _, p := range audience {
		if err := note(p, -1); err != nil {
			return nil, err
		}
	}
	if snap.Audience.Count != len(audience) {
		return nil, fmt.Errorf("%d are off the stage, %d are listed", snap.Audience.Count, len(audience))
	}
	return all, nil
}

func (w *modelWorld) compareFaces(faces map[string]face) error {
	if len(faces) != len(w.m.people) {
		return fmt.Errorf("members %v, the model says %v", slices.Sorted(maps.Keys(faces)), slices.Sorted(maps.Keys(w.m.people)))
	}
	for id, p := range w.m.people {
		mute := Mute{Self: p.self, Host: p.host, Seat: p.seat >= 0 && w.m.muted[p.seat]}
		want := face{w.m.role(p), p.seat, mute, p.chatMuted, stamp(p.turn), p.connected}
		if got, here := faces[id]; !here || got != want {
			return fmt.Errorf("%s is %+v, the model says %+v", id, got, want)
		}
		if w.gates[id] != w.m.speaks(p) {
			return fmt.Errorf("the gate of %s is open: %t, the model says %t", id, w.gates[id], w.m.speaks(p))
		}
	}
	return nil
}

func (w *modelWorld) compareRoom(snap Snapshot) error {
	host := ""
	if p := w.m.theHost(); p != nil {
		host = p.id
	}
	if snap.Host != host {
		return fmt.Errorf("host %q, the model says %q", snap.Host, host)
	}
	if want := w.m.onDuty().Person; snap.Duty.Now.ID != want {
		return fmt.Errorf("on duty is %q, the model says %q", snap.Duty.Now.ID, want)
	}
	got, want := snap.Settings, w.m.set
	if got.Title != want.Title || got.Seats != want.Seats || got.Mode != want.Mode || got.Owner != want.Owner ||
		got.Turn != want.Turn || got.TurnMutes != want.TurnMutes || got.SlowMode != want.SlowMode ||
		got.Locked != want.Locked || got.WaitingRoom != want.WaitingRoom || got.Capacity != want.Capacity {
		return fmt.Errorf("settings %+v, the model says %+v", got, want)
	}
	if len(snap.Stage) != want.Seats {
		return fmt.Errorf("%d seats, the model says %d", len(snap.Stage), want.Seats)
	}
	for i, seat := range snap.Stage {
		if seat.Locked != w.m.locked[i] || seat.Muted != w.m.muted[i] {
			return fmt.Errorf("seat %d is %+v, the model says %t %t", i, seat, w.m.locked[i], w.m.muted[i])
		}
	}
	return nil
}

// compareQueues looks at hands, invitations and the people before the door.
func (w *modelWorld) compareQueues(snap Snapshot) error {
	var got, want []string
	for _, h := range snap.Hands {
		got = append(got, fmt.Sprint("hand ", h.Participant.ID, stamp(h.Raised)))
	}
	for _, i := range snap.Invitations {
		got = append(got, fmt.Sprint("invitation ", i.Participant, i.By, stamp(i.Expires)))
	}
	for _, k := range snap.Waiting {
		got = append(got, fmt.Sprint("waiting ", k.Participant, stamp(k.Since), k.Hold))
	}
	for _, p := range w.m.inLine() {
		want = append(want, fmt.Sprint("hand ", p.id, stamp(p.hand)))
	}
	for _, p := range w.m.everyone() {
		if p.invitedBy != "" {
			want = append(want, fmt.Sprint("invitation ", p.id, p.invitedBy, stamp(p.invited)))
		}
	}
	knocks := slices.SortedFunc(maps.Keys(w.m.door), func(a, b string) int {
		return w.m.door[a].since.Compare(w.m.door[b].since)
	})
	for _, id := range knocks {
		k := w.m.door[id]
		want = append(want, fmt.Sprint("waiting ", id, stamp(k.since), k.hold))
	}
	if len(got) != len(want) || !slices.Equal(got, want) {
		return fmt.Errorf("there are %q, the model says %q", got, want)
	}
	return nil
}

// compareExclusions also tells the model what the room calls a new one.
func (w *modelWorld) compareExclusions() error {
	got := w.s.exclusions(w.now)
	want := w.m.exclusions(w.now)
	slices.SortFunc(got, func(a, b BanRecord) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Participant, b.Participant))
	})
	if len(got) != len(want) {
		return fmt.Errorf("exclusions %+v, the model says %d", got, len(want))
	}
	for i, e := range want {
		g := got[i]
		if e.id == "" {
			e.id = g.ID
		}
		same := modelExclusion{
			id: g.ID, kind: g.Kind, who: g.Participant, device: g.Device, net: g.Network, by: g.By, reason: g.Reason,
			since: g.Created, until: g.Expires,
		}
		if same != *e {
			return fmt.Errorf("excluded is %+v, the model says %+v", same, *e)
		}
		if w.s.members[e.who] != nil {
			return fmt.Errorf("%s is a member, and excluded by %+v", e.who, g)
		}
		told := slices.ContainsFunc(w.kept, func(b BanRecord) bool { return b.ID == e.id })
		if told != (e.kind == Banned) {
			return fmt.Errorf("the ledger was told of %+v: %t", g, told)
		}
	}
	for _, b := range w.kept {
		gone := !slices.ContainsFunc(want, func(e *modelExclusion) bool { return e.id == b.ID })
		if gone && (b.Expires.IsZero() || w.now.Before(b.Expires)) {
			return fmt.Errorf("the ledger still has %+v", b)
		}
	}
	return nil
}

// compareEyes checks that somebody who runs nothing sees nobody's invitations but their own, and nobody waiting; and
// that who is not on the stage either sees no hand but their own. All know how many there are, and where theirs is.
func (w *modelWorld) compareEyes() error {
	for id, p := range w.m.people {
		if w.m.leads(p) || w.steps%8 != 0 {
			continue
		}
		snap := w.s.snapshot(w.now, w.s.members[id])
		others := func(i Invitation) bool { return i.Participant != id }
		if slices.ContainsFunc(snap.Invitations, others) || len(snap.Waiting) > 0 || snap.You.ID != id {
			return fmt.Errorf("%s sees %+v and %+v", id, snap.Invitations, snap.Waiting)
		}
		if err := w.compareHands(p, snap); err != nil {
			return err
		}
		for _, other := range snap.Blocked {
			if !p.blocked[other] {
				return fmt.Errorf("%s sees %s as blocked", id, other)
			}
		}
	}
	return nil
}

func (w *modelWorld) compareHands(p *modelPerson, snap Snapshot) error {
	place, up, shown := 0, 0, 0
	for i, other := range w.m.inLine() {
		up++
		if other == p {
			place = i + 1
		}
		if other == p || p.seat >= 0 {
			shown++
		}
	}
	if len(snap.Hands) != shown || snap.Place != place || snap.Audience.Hands != up {
		return fmt.Errorf("%s on seat %d sees the hands %+v, is at %d and counts %d; the model says %d, %d, %d",
			p.id, p.seat, snap.Hands, snap.Place, snap.Audience.Hands, shown, place, up)
	}
	return nil
}

func (w *modelWorld) compareChat(snap Snapshot) error {
	lines := w.m.lines[max(0, len(w.m.lines)-ChatSnapshot):]
	if len(lines) != len(snap.Chat) {
		return fmt.Errorf("%d lines, the model says %d", len(snap.Chat), len(lines))
	}
	for i, line := range lines {
		got := snap.Chat[i]
		if got.ID != line.id || got.Deleted != line.deleted || got.Deleted && got.Text != "" {
			return fmt.Errorf("line %+v, the model says %+v", got, line)
		}
	}
	return nil
}

// invariants are what must hold whatever the model says.
func (w *modelWorld) invariants(snap Snapshot, faces map[string]face) error {
	hosts := 0
	for id, f := range faces {
		if f.role == Host {
			hosts++
		}
		if (f.role == Host) != (id == snap.Host) || (f.role == Host) != (f.seat == 0) {
			return fmt.Errorf("%s is %s on seat %d, the host is %q", id, f.role, f.seat, snap.Host)
		}
		if w.gates[id] && (f.seat < 0 || f.mute.Any()) {
			return fmt.Errorf("%s has an open gate and is %+v", id, f)
		}
		if !w.live[id] {
			return fmt.Errorf("%s is a member without a session", id)
		}
	}
	if hosts > 1 {
		return fmt.Errorf("%d hosts", hosts)
	}
	if len(faces) != len(w.live) {
		return fmt.Errorf("%d members, sessions of %v", len(faces), w.live)
	}
	for id := range w.gates {
		if _, here := faces[id]; !here {
			return fmt.Errorf("%s has left and still has a gate", id)
		}
	}
	if len(faces) > snap.Settings.Capacity {
		return fmt.Errorf("%d members in a room for %d", len(faces), snap.Settings.Capacity)
	}
	if host := w.s.members[snap.Host]; host != nil {
		for id, blocked := range host.blocked {
			if f, here := faces[id]; blocked && here && f.seat >= 0 {
				return fmt.Errorf("%s, whom the host does not want to meet, is on seat %d", id, f.seat)
			}
		}
	}
	return nil
}
