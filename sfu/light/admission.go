package light

import (
	"net/netip"
	"sync"
)

const (
	maxStreams          = 4096 // TCP connections of one server
	maxStreamsPerSource = 256  // of these, from one source: a whole office behind one address
)

// admission counts the streams there are, and holds them for the end of the server.
type admission struct {
	most, mostPerSource int

	mu      sync.Mutex // guards what follows
	sources map[netip.Prefix]int
	streams map[*stream]struct{}
	closed  bool
}

func newAdmission() *admission {
	return &admission{
		most: maxStreams, mostPerSource: maxStreamsPerSource,
		sources: make(map[netip.Prefix]int), streams: make(map[*stream]struct{}),
	}
}

// enter reports whether there is room for one more stream.
func (a *admission) enter(st *stream) bool {
	source := prefixOf(st.path.address.Addr())
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed || len(a.streams) >= a.most || a.sources[source] >= a.mostPerSource {
		return false
	}
	a.streams[st] = struct{}{}
	a.sources[source]++
	return true
}

// leave gives a stream's place back.
func (a *admission) leave(st *stream) {
	source := prefixOf(st.path.address.Addr())
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.streams, st)
	if a.sources[source]--; a.sources[source] == 0 {
		delete(a.sources, source)
	}
}

// closeAll closes every stream and admits no more.
func (a *admission) closeAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
	for st := range a.streams {
		st.close()
	}
}
