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
		Hands:    make([]Hand, 0, len(s.hands)),
		Blocked:  m.blocks(),
		Chat:     slices.Clone(s.chat[max(0, len(s.chat)-ChatSnapshot):]),
		Audience: s.audience(),
	}
	for i := range s.seats {
		snap.Stage[i] = s.viewSeat(i)
	}
	for _, h := range s.hands {
		snap.Hands = append(snap.Hands, s.viewHand(h))
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
	for _, other := range s.order {
		if other.invited != nil && (other == m || m.role >= Moderator) {
			list = append(list, *other.invited)
		}
	}
	return list
}

func (s *state) viewHand(m *member) Hand { return Hand{Participant: s.view(m), Raised: m.raised} }

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

// audience is the count of those off the stage, and the first of them.
func (s *state) audience() AudienceChanged {
	a := AudienceChanged{Count: len(s.members) - s.onStage()}
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

func (s *state) inSample(m *member) bool { return slices.Contains(s.sample(), m) }

// tellAudience sends what changed off the stage, at most once per AudienceMinimum: n people joining must not
// become n² messages.
func (s *state) tellAudience(now time.Time) {
	if !s.audienceStale || len(s.members) == 0 || now.Before(s.audienceTold.Add(s.cfg.AudienceMinimum)) {
		return
	}
	s.audienceStale = false
	s.audienceTold = now
	s.tellAll(s.audience())
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

// record is what the directory keeps.
func (s *state) record(version uint64) Record {
	r := Record{
		ID:       s.cfg.ID,
		Version:  version,
		Settings: s.settings,
		Created:  s.created,
		Host:     s.hostID(),
		Members:  make([]Participant, 0, len(s.order)),
		Closed:   s.ended,
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
	}
	if s.host != nil {
		l.HostName = s.host.profile.Name
	}
	return l
}
