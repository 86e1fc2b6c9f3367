package room

import (
	"cmp"
	"slices"
	"time"
)

// modelRoom is a second opinion on the rules: who is a member, in which role, on which seat, with which mutes, who
// waits and who is kept out, written from the contract and not from the code. It keeps nothing twice: the host is
// whoever has that role, a seat's occupant whoever says to sit there, a gate open when nothing closes it. It
// answers with codes and is as slow as it likes.
type modelRoom struct {
	set      Settings
	people   map[string]*modelPerson
	joins    int
	cuts     int          // hands that were put first
	locked   map[int]bool // seats
	muted    map[int]bool // seats
	out      []*modelExclusion
	door     map[string]*modelKnock
	admitted map[string]bool
	past     map[string]modelPerson // as they were when they left
	lines    []modelLine
	crowd    []time.Time            // of the lines of those who do not lead
	reports  map[string][]time.Time // by the reporter
	open     bool                   // nobody can host
	opened   time.Time              // since when
	heard    time.Time              // when somebody spoke
	duty     modelDuty
	chosen   time.Time // when somebody is made host for want of the owner; zero for never
	empty    time.Time // since when nobody is here; zero while somebody is
	ended    bool
}

// modelPerson is a member.
type modelPerson struct {
	id, name        string
	device, network string
	joined          int
	rank            Role // Listener, Moderator or Host
	before          Role // of a host: what they are when the owner comes
	appointed       time.Time
	seat            int // -1 off the stage
	seated          time.Time
	self, host      bool // mute bits; the third is the seat's
	chatMuted       bool
	said            []time.Time
	connected       bool
	gone            time.Time // while not connected: when they are no member any more
	hand            time.Time
	cut             int // of a raised hand: as which it was put first, from 1; 0 for not
	invitedBy       string
	invited         time.Time // until when
	blocked         map[string]bool
	turn            time.Time // when it ends or ended
	endless         bool      // has all the time they like
	over            bool
}

// modelExclusion keeps somebody out.
type modelExclusion struct {
	id               string // as the room calls it
	kind             Exclusion
	who, device, net string
	by, reason       string
	since, until     time.Time
}

// modelKnock is somebody before the door.
type modelKnock struct {
	device, network string
	since, last     time.Time
	hold            Hold
}

// modelLine is a line of the chat; its number is the room's to give.
type modelLine struct {
	id      uint64
	author  string
	system  bool
	deleted bool
}

func newModelRoom(set Settings, now time.Time) *modelRoom {
	r := &modelRoom{
		set: set, people: map[string]*modelPerson{}, locked: map[int]bool{}, muted: map[int]bool{},
		door: map[string]*modelKnock{}, admitted: map[string]bool{}, past: map[string]modelPerson{}, empty: now,
		reports: map[string][]time.Time{},
	}
	r.readDuty(now)
	return r
}

// everyone is the members in order of joining.
func (r *modelRoom) everyone() []*modelPerson {
	list := make([]*modelPerson, 0, len(r.people))
	for _, p := range r.people {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *modelPerson) int { return cmp.Compare(a.joined, b.joined) })
	return list
}

func (r *modelRoom) theHost() *modelPerson {
	for _, p := range r.people {
		if p.rank == Host {
			return p
		}
	}
	return nil
}

func (r *modelRoom) onSeat(seat int) *modelPerson {
	for _, p := range r.people {
		if p.seat == seat {
			return p
		}
	}
	return nil
}

// freeSeat is the lowest one that is nobody's, not locked and not the host's; -1 for none.
func (r *modelRoom) freeSeat() int {
	for seat := 1; seat < r.set.Seats; seat++ {
		if !r.locked[seat] && r.onSeat(seat) == nil {
			return seat
		}
	}
	return -1
}

func (r *modelRoom) role(p *modelPerson) Role {
	if p.rank == Listener && p.seat >= 0 {
		return Speaker
	}
	return p.rank
}

func (r *modelRoom) leads(p *modelPerson) bool { return p.rank >= Moderator }

// speaks says whether the gate is open.
func (r *modelRoom) speaks(p *modelPerson) bool {
	return p.seat >= 0 && !p.self && !p.host && !r.muted[p.seat]
}

// unwelcome says whether the host has blocked somebody.
func (r *modelRoom) unwelcome(id string) bool {
	host := r.theHost()
	return host != nil && host.blocked[id]
}

// exclusions lists what keeps people out now, the oldest first.
func (r *modelRoom) exclusions(now time.Time) []*modelExclusion {
	return slices.DeleteFunc(slices.Clone(r.out), func(e *modelExclusion) bool {
		return !e.until.IsZero() && !now.Before(e.until)
	})
}

// against is the codes by which somebody may be refused. Owners are not kept out of their own room, nor members and
// those who lead by their token for what another did at their device.
func (r *modelRoom) against(now time.Time, a arrival) (codes []string) {
	if a.id == r.set.Owner || r.people[a.id] != nil {
		return nil
	}
	words := map[Exclusion]string{Kicked: "kicked", Banned: "banned", Denied: "denied"}
	for _, e := range r.exclusions(now) {
		if e.who == a.id || a.role < Moderator && e.device != "" && e.device == a.device {
			codes = append(codes, words[e.kind])
		}
	}
	return codes
}

// held says why somebody new would have to wait, "" when not.
func (r *modelRoom) held(now time.Time, a arrival) Hold {
	if !a.guest || a.role >= Moderator || a.id == r.set.Owner || r.admitted[a.id] || r.listed(a.id) {
		return ""
	}
	if r.set.WaitingRoom {
		return HoldGuests
	}
	leader := false
	for _, p := range r.people {
		leader = leader || r.leads(p) && p.connected
	}
	for _, e := range r.exclusions(now) {
		recent := e.kind != Denied && now.Before(e.since.Add(time.Hour))
		if leader && recent && e.net != "" && e.net == a.network {
			return HoldNetwork
		}
	}
	return ""
}

// join is somebody at the door. Of several codes any one will do.
func (r *modelRoom) join(now time.Time, a arrival) (codes []string) {
	if r.ended {
		return []string{"room_closed"}
	}
	if a.id == "" {
		return []string{"invalid_profile"}
	}
	if codes := r.against(now, a); len(codes) > 0 {
		return codes
	}
	p := r.people[a.id]
	if p == nil && r.set.Locked && a.role < Moderator && a.id != r.set.Owner && !r.admitted[a.id] && !r.listed(a.id) {
		return []string{"room_locked"}
	}
	if p == nil && len(r.people) >= r.set.Capacity {
		return []string{"room_full"}
	}
	if r.nameTaken(a) {
		return []string{"name_taken"}
	}
	if p == nil {
		if hold := r.held(now, a); hold != "" {
			return []string{r.knock(now, a, hold)}
		}
	}
	r.enter(now, p, a)
	return []string{""}
}

func (r *modelRoom) nameTaken(a arrival) bool {
	host := r.theHost()
	if host != nil && host.id != a.id && skeleton(host.name) == skeleton(a.profile.Name) {
		return true
	}
	return a.role < Moderator && reservedSkeletons[skeleton(a.profile.Name)]
}

func (r *modelRoom) knock(now time.Time, a arrival, hold Hold) string {
	k := r.door[a.id]
	if k == nil {
		if len(r.door) >= 100 {
			return "room_full"
		}
		k = &modelKnock{since: now}
		r.door[a.id] = k
	}
	k.last, k.hold, k.device, k.network = now, hold, a.device, a.network
	return "waiting"
}

// enter makes somebody a member, or gives a member's place to a newer connection.
func (r *modelRoom) enter(now time.Time, p *modelPerson, a arrival) {
	if p == nil {
		delete(r.door, a.id)
		r.joins++
		old := r.past[a.id]
		p = &modelPerson{id: a.id, joined: r.joins, seat: -1, host: old.host, chatMuted: old.chatMuted, said: old.said}
		delete(r.past, a.id)
		r.people[a.id] = p
		r.empty = time.Time{}
	}
	p.name, p.device, p.network = a.profile.Name, a.device, a.network
	p.self, p.connected, p.gone = true, true, time.Time{}
	p.blocked = map[string]bool{}
	for _, id := range a.blocked {
		p.blocked[id] = id != a.id
	}
	r.relieve(now)
	if a.role == Host && r.set.Owner == "" {
		r.set.Owner = a.id
	}
	outdone := r.theHost() != nil && r.right(p.id) <= r.right(r.theHost().id)
	if (a.role >= Moderator || r.right(p.id) == 1 && outdone) && p.rank == Listener {
		p.rank, p.appointed = Moderator, now
		p.turn, p.endless, p.over = time.Time{}, false, false
	}
	mayHost := r.right(p.id) > 0 && !outdone || r.theHost() == nil && !p.host && (a.role == Host || r.open && p.rank == Moderator)
	if mayHost && p.rank != Host {
		r.crown(now, p)
	}
	r.takeDuty(now, p)
	if r.theHost() == nil && !r.open && r.chosen.IsZero() {
		r.chosen = now.Add(30 * time.Second)
	}
	r.clearTheStage()
}

// crown makes somebody host. Who acted for the owner is again what they were.
func (r *modelRoom) crown(now time.Time, p *modelPerson) {
	old, seat := r.theHost(), r.freeSeat()
	if old != nil {
		if old.id == r.set.Owner && old.before < Moderator {
			old.before, old.appointed = Moderator, now
		}
		old.rank = old.before
	}
	r.enthrone(now, p)
	if old != nil {
		r.makeRoomFor(old, seat)
	}
}

// enthrone gives somebody the host's role and seat.
func (r *modelRoom) enthrone(now time.Time, p *modelPerson) {
	p.before, p.rank = p.rank, Host
	if p.host {
		p.host, p.self = false, true
	}
	p.chatMuted = false
	if p.seat < 0 {
		p.self, p.seated = true, now
	} else {
		r.shift(p, 0)
	}
	p.seat, p.hand, p.invitedBy = 0, time.Time{}, ""
	p.turn, p.endless, p.over = time.Time{}, false, false
	r.open, r.chosen = false, time.Time{}
}

// makeRoomFor gives a former host another seat, or none. What closes their microphone stays as it is.
func (r *modelRoom) makeRoomFor(old *modelPerson, seat int) {
	if old.seat = seat; seat < 0 || r.unwelcome(old.id) {
		r.standDown(old)
	}
}

// clearTheStage takes those down whom the host does not want to meet, and takes invitations back.
func (r *modelRoom) clearTheStage() {
	for _, p := range r.people {
		if !r.unwelcome(p.id) {
			continue
		}
		if p.invitedBy = ""; p.seat >= 0 {
			r.standDown(p)
		}
	}
}

func (r *modelRoom) sitDown(now time.Time, p *modelPerson, seat int) {
	p.seat, p.seated, p.self = seat, now, true
	p.hand, p.invitedBy = time.Time{}, ""
}

func (r *modelRoom) standDown(p *modelPerson) {
	p.seat, p.self = -1, true
	p.turn, p.endless, p.over = time.Time{}, false, false
}

// leave ends a membership. If it was the host's, the room has another or none at once.
func (r *modelRoom) leave(now time.Time, p *modelPerson) {
	delete(r.people, p.id)
	if n := len(p.said); n > 0 && !now.Before(p.said[n-1].Add(max(r.set.SlowMode, 5*time.Second))) {
		p.said = nil
	}
	r.past[p.id] = *p
	if p.rank == Host {
		r.succeed(now)
	}
	if len(r.people) == 0 {
		r.empty, r.open, r.chosen = now, false, time.Time{}
	}
}

// succeed finds a host: the moderator who was appointed first, else who sits on the stage longest, else nobody. Whom
// the host had muted is passed over.
func (r *modelRoom) succeed(now time.Time) {
	var heir *modelPerson
	for _, p := range r.everyone() {
		switch {
		case !p.connected || p.host || p.rank == Listener && p.seat < 0:
		case heir == nil || p.rank > heir.rank:
			heir = p
		case p.rank < heir.rank:
		case p.rank == Moderator && p.appointed.Before(heir.appointed), p.rank == Listener && p.seated.Before(heir.seated):
			heir = p
		}
	}
	r.chosen = time.Time{}
	if len(r.people) == 0 || r.inherit(now) {
		return
	}
	if heir == nil {
		r.open, r.opened = true, now
		return
	}
	r.crown(now, heir)
	r.clearTheStage()
}

func (r *modelRoom) attach(now time.Time, id string) {
	p := r.people[id]
	if p == nil || p.connected {
		return
	}
	p.connected, p.gone = true, time.Time{}
	r.relieve(now)
	r.takeDuty(now, p)
	if r.open && p.rank == Moderator && !p.host {
		r.crown(now, p)
		r.clearTheStage()
	}
}

func (r *modelRoom) detach(now time.Time, id string) {
	if p := r.people[id]; p != nil && p.connected {
		p.connected, p.gone = false, now.Add(30*time.Second)
	}
}

// tick does what is due by the clock.
func (r *modelRoom) tick(now time.Time) {
	if r.ended {
		return
	}
	r.relieve(now)
	for _, p := range r.everyone() {
		if !p.connected && !now.Before(p.gone) {
			r.leave(now, p)
		}
	}
	for _, p := range r.people {
		if p.invitedBy != "" && !now.Before(p.invited) {
			p.invitedBy = ""
		}
		if !p.turn.IsZero() && !p.over && !now.Before(p.turn) {
			p.over = true
			p.host = p.host || r.set.TurnMutes
		}
	}
	for id, k := range r.door {
		if !now.Before(k.last.Add(20 * time.Second)) {
			delete(r.door, id)
		}
	}
	if !r.chosen.IsZero() && !now.Before(r.chosen) {
		r.succeed(now)
	}
	silent := r.open && !now.Before(r.opened.Add(10*time.Minute)) && !now.Before(r.heard.Add(10*time.Minute))
	if silent || !r.empty.IsZero() && !now.Before(r.empty.Add(30*time.Second)) {
		r.ended = true
	}
}
