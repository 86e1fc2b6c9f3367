package signaling

import (
	"crypto/sha256"
	"crypto/subtle"
	"sync"
	"sync/atomic"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

// session is a membership's right to come back on another socket. It ends with the membership.
type session struct {
	id     string
	live   *liveRoom
	member *room.Session
	guest  bool // whom nobody vouches for

	token [sha256.Size]byte // hash of the one token that works; guarded by sessions.mu
}

// place is a participant in a room.
type place struct {
	live        *liveRoom
	participant string
}

// sessions finds sessions by ID, and by whose they are.
type sessions struct {
	mu      sync.Mutex // guards what follows and every session's token
	byID    map[string]*session
	byPlace map[place]*session
	graves  graveyard
}

func newSessions() *sessions {
	return &sessions{byID: map[string]*session{}, byPlace: map[place]*session{}}
}

// open makes a session for a new member and returns its first token. The one before it, if the same person has
// come again, is over. Whether the conn still is the member's is asked with the lock held: the room lets go of
// a conn before a newer join can get here, so a replaced one never takes the place of its successor.
func (s *sessions) open(l *liveRoom, member *room.Session, guest bool, over *atomic.Bool) (*session, string, error) {
	token := auth.Unguessable(32)
	made := &session{id: auth.Unguessable(16), live: l, member: member, guest: guest, token: sha256.Sum256([]byte(token))}
	at := place{l, member.Participant()}
	s.mu.Lock()
	defer s.mu.Unlock()
	if over.Load() || l.closed.Load() {
		return nil, "", errSessionLost
	}
	if old, ok := s.byPlace[at]; ok {
		delete(s.byID, old.id)
	}
	s.byID[made.id], s.byPlace[at] = made, made
	return made, token, nil
}

// resume spends a token: of all who present it, one gets the session and the next token.
func (s *sessions) resume(id, token string) (*session, string, error) {
	next := auth.Unguessable(32)
	hash, nextHash := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(next))
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byID[id]
	if !ok || subtle.ConstantTimeCompare(found.token[:], hash[:]) != 1 {
		return nil, "", errSessionLost
	}
	found.token = nextHash
	return found, next, nil
}

// buried finds what is left of a session whose membership has ended, for whoever holds its last token.
func (s *sessions) buried(id, token string) (tombstone, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.graves.find(id, token, time.Now())
}

// has reports whether somebody is a member with a session.
func (s *sessions) has(l *liveRoom, participant string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.byPlace[place{l, participant}]
	return ok
}

// drop ends the session of somebody who is no member any more. A tombstone stays, for a while.
func (s *sessions) drop(l *liveRoom, participant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := place{l, participant}
	if old, ok := s.byPlace[at]; ok {
		delete(s.byID, old.id)
		delete(s.byPlace, at)
		s.graves.bury(&tombstone{id: old.id, live: l, member: participant, guest: old.guest, token: old.token,
			buried: time.Now()})
	}
}

// dropRoom ends every session of a room, and forgets those that had ended: there is nobody left to ask.
func (s *sessions) dropRoom(l *liveRoom) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for at, old := range s.byPlace {
		if at.live == l {
			delete(s.byID, old.id)
			delete(s.byPlace, at)
		}
	}
	s.graves.forget(l)
}

func (s *sessions) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.byID)
}
