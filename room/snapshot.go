package room

import (
	"slices"
	"strconv"
	"time"
)

// maxPage bounds one page of the audience list.
const maxPage = 100

// snapshot is the whole state as one member may see it.
func (s *state) snapshot(now time.Time, m *member) Snapshot {
	snap := Snapshot{
		Revision: s.seq,
		Time:     now,
		ID:       s.cfg.ID,
		Settings: s.settings,
		Created:  s.created,
		Host:     s.hostID(),
		You:      s.view(m),
		Stage:    make([]Seat, len(s.seats)),
		Hands:    s.handsFor(m),
		Blocked:  m.blocks(),
		Chat:     slices.Clone(s.chat[max(0, len(s.chat)-ChatSnapshot):]),
		Audience: s.audience(),
		Round:    s.viewRound(),
		Card:     s.viewCard(),
		Talk:     s.talk(),
		Own:      s.ownTalk(m.id),
		Duty:     s.viewDuty(),
	}
	place := s.placeOf(m)
	snap.Place, snap.Ahead, snap.AtMost = place.Place, place.Ahead, place.AtMost
	for i := range s.seats {
		snap.Stage[i] = s.viewSeat(i)
	}
	snap.Invitations = s.invitationsFor(m)
	if m.role >= Moderator {
		snap.Waiting = s.waiting()
	}
	return snap
}

// invitationsFor lists the invitations a member may see.
func (s *state) invitationsFor(m *member) []Invitation {
	var list []Invitation
	if m.role < Moderator {
		if m.invited != nil {
			list = append(list, *m.invited)
		}
		return list
	}
	for _, other := range s.invitedInOrder() {
		list = append(list, *other.invited)
	}
	return list
}

func (s *state) hostID() string {
	if s.host == nil {
		return ""
	}
	return s.host.id
}

// onStage counts the taken seats.
func (s *state) onStage() int {
	taken := 0
	for _, p := range s.seats {
		if p.occupant != nil {
			taken++
		}
	}
	return taken
}

// audience is how many are off the stage, how many hands are up, and the first of the people.
func (s *state) audience() AudienceChanged {
	a := AudienceChanged{Count: len(s.members) - s.onStage(), Hands: len(s.hands)}
	a.Sample = make([]Participant, 0, min(a.Count, AudienceSample))
	for _, m := range s.sample() {
		a.Sample = append(a.Sample, s.view(m))
	}
	return a
}

// sample is the members off the stage whom everyone sees: those who have been here longest.
func (s *state) sample() []*member {
	list := make([]*member, 0, AudienceSample)
	for _, m := range s.order {
		if len(list) == AudienceSample {
			break
		}
		if m.seat < 0 {
			list = append(list, m)
		}
	}
	return list
}

func (s *state) inSample(m *member) bool {
	seen := 0
	for _, other := range s.order {
		if other == m {
			return m.seat < 0
		}
		if other.seat < 0 {
			seen++
		}
		if seen == AudienceSample {
			return false
		}
	}
	return false
}

// audienceChanged notes that somebody comes to be off the stage, or is about to be so no more.
func (s *state) audienceChanged(m *member) {
	s.audienceStale = true
	s.sampleStale = s.sampleStale || s.inSample(m)
}

// A change of the audience is told to all of it. Up to fewPeople that is at most once per AudienceMinimum; among more,
// one who comes changes less of what is seen and costs more to tell, so it takes longer in proportion, but never more
// than slowestAudience times as long.
const (
	fewPeople       = 200
	slowestAudience = 5
)

// audienceDue is when the next AudienceChanged may be sent.
func (s *state) audienceDue() time.Time {
	pause := s.cfg.AudienceMinimum * time.Duration(len(s.members)) / fewPeople
	return s.audienceTold.Add(min(max(pause, s.cfg.AudienceMinimum), slowestAudience*s.cfg.AudienceMinimum))
}

// tellAudience sends what changed off the stage, not before audienceDue. Those whom everyone sees are in it when they
// are others than before, or look different: in a large room that is seldom.
func (s *state) tellAudience(now time.Time) {
	if !s.audienceStale || len(s.members) == 0 || now.Before(s.audienceDue()) {
		return
	}
	a := s.audience()
	if !s.sampleStale {
		a.Sample = nil
	}
	s.audienceStale, s.sampleStale, s.audienceTold = false, false, now
	s.tellAll(a)
}

// page lists members off the stage in order of joining, after a cursor that an earlier page returned. The next
// cursor is "" at the end. A cursor that is none starts at the beginning.
func (s *state) page(cursor string, limit int) ([]Participant, string) {
	after, err := strconv.ParseUint(cursor, 36, 64)
	if err != nil {
		after = 0
	}
	limit = min(max(limit, 1), maxPage)
	from, _ := slices.BinarySearchFunc(s.order, after, func(m *member, n uint64) int {
		if m.number <= n {
			return -1
		}
		return 1
	})
	list := make([]Participant, 0, limit)
	last := uint64(0)
	for _, m := range s.order[from:] {
		if m.seat >= 0 {
			continue
		}
		if len(list) == limit {
			return list, strconv.FormatUint(last, 36)
		}
		list = append(list, s.view(m))
		last = m.number
	}
	return list, ""
}

// record is what the directory keeps. Of a room that sleeps nobody is a member.
func (s *state) record(now time.Time, version uint64) Record {
	r := Record{
		ID:       s.cfg.ID,
		Version:  version,
		Settings: s.settings,
		Created:  s.created,
		Host:     s.hostID(),
		Members:  make([]Participant, 0, len(s.order)),
		Memory:   s.memory(now),
		Closed:   s.ended && !s.asleep,
		Asleep:   s.ended && s.asleep,

		Dismissed: s.dismissed,
		Counts:    s.counts,
		FreeSeats: s.freeSeats(),
		Round:     s.round.Now().Language,
	}
	if r.Asleep {
		r.Host, r.Members, r.Counts, r.FreeSeats = "", nil, nil, 0
		return r
	}
	for _, m := range s.order {
		r.Members = append(r.Members, s.view(m))
	}
	return r
}

// listing is what a lobby shows.
func (s *state) listing() Listing {
	l := Listing{
		ID:           s.cfg.ID,
		Settings:     s.settings,
		Created:      s.created,
		Speakers:     s.onStage(),
		Participants: len(s.members),
		Counts:       s.counts,
		FreeSeats:    s.freeSeats(),
		Round:        s.round.Now().Language,
	}
	if s.host != nil {
		l.HostName = s.host.profile.Name
		l.Roles[Host] = 1
	}
	l.Roles[Moderator] = len(s.leaders) - l.Roles[Host]
	for i := range s.seats {
		if m := s.seats[i].occupant; m != nil && m.role == Listener {
			l.Roles[Speaker]++
		}
	}
	l.Roles[Listener] = len(s.members) - len(s.leaders) - l.Roles[Speaker]
	return l
}
