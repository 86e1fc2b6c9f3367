package signaling

import (
	"sync"
	"sync/atomic"
	"time"

	"corner/room"
)

// liveRoom is what the binder keeps of a room of this node. To the room it is its media and its presence: it
// listens in on both and passes everything on.
type liveRoom struct {
	id       string
	settings room.Settings
	room     *room.Room // set before the room can be found
	media    RoomMedia
	server   *Server
	created  time.Time       // as the room has it; set with room
	suspects map[string]bool // owned by the sampler: had media without being members at the last look
	events   eventCache      // owned by the room's goroutine
	topic    topic
	turn     chan struct{} // holds one token while somebody's media is being connected
	slow     atomic.Uint64 // members let go as too slow
	closed   atomic.Bool
	rates    atomic.Pointer[rates]
	record   atomic.Pointer[room.Record]

	heard atomic.Pointer[SpeakersUpdate] // waits for the announcer
}

// topic is the latest announcement to a room, and who hears it. It waits in no queue: whoever writes to a client
// looks here.
type topic struct {
	latest atomic.Pointer[announcement]
	ping   atomic.Pointer[ping] // the last that was made

	mu    sync.Mutex // guards what follows, and every conn's index in it
	conns []*conn
}

// announcement is one unnumbered message to everyone.
type announcement struct {
	frame   frame
	version uint64
}

func newLiveRoom(id string, settings room.Settings, s *Server) *liveRoom {
	l := &liveRoom{id: id, settings: settings, server: s, turn: make(chan struct{}, 1)}
	l.topic.latest.Store(&announcement{})
	return l
}

// announce replaces the latest announcement and appends whom to tell. The announcer is the only caller.
func (t *topic) announce(f frame, whom []*conn) []*conn {
	t.latest.Store(&announcement{frame: f, version: t.latest.Load().version + 1})
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(whom, t.conns...)
}

// enter has a connection hear what is announced.
func (t *topic) enter(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c.index = len(t.conns)
	t.conns = append(t.conns, c)
	c.topic.Store(t)
}

// leave undoes enter.
func (t *topic) leave(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := len(t.conns) - 1
	t.conns[c.index] = t.conns[last]
	t.conns[c.index].index = c.index
	t.conns[last] = nil
	t.conns = t.conns[:last]
}

// Speakers implements SpeakersObserver, on the media goroutine: it leaves a note and goes.
func (l *liveRoom) Speakers(u SpeakersUpdate) {
	if len(u.Speaking) > 0 { // who speaks has joined, so the room is there
		l.room.Heard(time.Now())
	}
	l.heard.Store(&u)
	select {
	case l.server.announcements <- l:
	default: // the announcer is far behind; the next update comes soon and says it all
		l.server.metrics.dropped.Inc()
	}
}

// Voices implements SpeakersObserver, on the media goroutine. Who was voiced has joined, so the room is there.
func (l *liveRoom) Voices(voices []room.Voice) bool {
	if !l.room.Spoke(voices) {
		return false
	}
	for _, v := range voices {
		l.server.metrics.voiced.Add(v.Voiced.Seconds())
	}
	return true
}

// AllowPublish implements room.Media.
func (l *liveRoom) AllowPublish(participant string, allowed bool) {
	l.media.AllowPublish(participant, allowed)
}

// Remove implements room.Media: the membership has ended, and the session with it.
func (l *liveRoom) Remove(participant string) {
	l.media.Remove(participant)
	l.server.sessions.drop(l, participant)
}

// Close implements room.Media: the room has ended.
func (l *liveRoom) Close() {
	l.closed.Store(true)
	l.media.Close()
	l.server.sessions.dropRoom(l)
}

// Update implements room.Presence. The room's ID is free only once the directory knows of the end, or the end of
// this room would be taken for that of the next.
func (l *liveRoom) Update(r room.Record) {
	l.record.Store(&r)
	if r.Dismissed && !l.server.endings.add(l.id) { // before anybody can open it again
		l.server.log.Warn("too many rooms are closed at once for their plans to be told")
	}
	l.server.presence.Update(r)
	if r.Closed || r.Asleep {
		l.server.hall.remove(l)
	}
}

// roles counts the members by role.
func (l *liveRoom) roles() map[string]int {
	counts := map[string]int{}
	for r, n := range l.room.Listing().Roles {
		counts[room.Role(r).String()] = n
	}
	return counts
}

// hall holds the rooms of this node.
type hall struct {
	limit int

	mu    sync.Mutex // guards what follows
	rooms map[string]*liveRoom
	ahead map[string]chan struct{} // of rooms that are being opened; closed when they are, or cannot be
}

func newHall(limit int) *hall {
	return &hall{limit: limit, rooms: map[string]*liveRoom{}, ahead: map[string]chan struct{}{}}
}

// reserve takes the place of one room; release must follow when it is open, or cannot be.
func (h *hall) reserve(id string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[id] != nil || h.ahead[id] != nil {
		return room.ErrRoomExists
	}
	if len(h.rooms)+len(h.ahead) >= h.limit {
		return errRooms
	}
	h.ahead[id] = make(chan struct{})
	return nil
}

func (h *hall) release(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.ahead[id])
	delete(h.ahead, id)
}

// opening is closed when a room that is being opened is open, or cannot be; nil when none is.
func (h *hall) opening(id string) <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ahead[id]
}

// add makes a room known, unless it has ended already.
func (h *hall) add(l *liveRoom) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !l.closed.Load() {
		h.rooms[l.id] = l
	}
}

func (h *hall) remove(l *liveRoom) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[l.id] == l {
		delete(h.rooms, l.id)
	}
}

func (h *hall) get(id string) (*liveRoom, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l, ok := h.rooms[id]
	return l, ok
}

func (h *hall) all() []*liveRoom {
	h.mu.Lock()
	defer h.mu.Unlock()
	rooms := make([]*liveRoom, 0, len(h.rooms))
	for _, l := range h.rooms {
		rooms = append(rooms, l)
	}
	return rooms
}
