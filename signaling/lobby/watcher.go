package lobby

import "context"

// Watcher is one viewer who is told of changes.
type Watcher struct {
	hub    *Hub
	class  *class
	from   string // the network they watch from, "" for who knows where
	first  Page
	lines  chan []byte // holds what is told next: one or more whole lines
	behind bool        // has missed something; guarded by the hub's mu
	gone   bool        // closed; guarded by the hub's mu
}

// scarce and portion say who may watch when many do: once a half of the places is taken, one network has an eighth of them
// at most, or a single machine could take them all.
const (
	scarce  = 2
	portion = 8
)

// Watch has somebody told of changes, until Close or the hub's end; network is where they watch from, "" when that is
// not known. It refuses with ErrFull when too many watch, or too many who each see something else, or too many of them
// from there.
func (h *Hub) Watch(ctx context.Context, v Viewer, network string) (*Watcher, error) {
	key := v.key()
	if w, err := h.enter(key, v, network, nil); w != nil || err != nil {
		return w, err
	}
	page, err := h.rank(ctx, v)
	if err != nil {
		return nil, err
	}
	return h.enter(key, v, network, &page)
}

// enter adds a watcher to a class. Where there is none yet it makes it of a page; without one it gives nothing.
func (h *Hub) enter(key string, v Viewer, network string, made *Page) (*Watcher, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, known := h.classes[key]
	switch {
	case h.closed:
		return nil, ErrClosed
	case full(h.watchers, h.cfg.Streams, h.from[network]), !known && full(len(h.classes), h.cfg.Classes, h.from[network]):
		return nil, ErrFull
	case !known && made == nil:
		return nil, nil
	case !known:
		c = &class{key: key, viewer: v, page: made.page, lines: made.awake, watchers: make(map[*Watcher]struct{})}
		h.classes[key] = c
	}
	w := &Watcher{hub: h, class: c, from: network, first: Page{page: c.page, awake: c.lines}, lines: make(chan []byte, 1)}
	c.watchers[w] = struct{}{}
	h.watchers++
	if network != "" {
		h.from[network]++
	}
	return w, nil
}

// full reports whether there is no place for one more from a network that has some already.
func full(taken, places, theirs int) bool {
	return taken >= places || taken >= places/scarce && theirs > 0 && theirs >= places/portion
}

// First is what the watcher begins with: the page, with a token for who had none, and who is awake.
func (w *Watcher) First(token string) []byte {
	text := w.first.First(token)
	if len(w.first.awake) > 0 {
		text = append(text, awakeLine(w.first.awake)...)
	}
	return text
}

// Next waits for what is told next: one or more whole lines. It fails with ErrClosed when the hub has ended.
func (w *Watcher) Next(ctx context.Context) ([]byte, error) {
	select {
	case lines := <-w.lines:
		return lines, nil
	case <-w.hub.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// offer leaves lines for the watcher, who is behind when the last ones are still there. The caller holds the hub's mu.
func (w *Watcher) offer(lines []byte) {
	if len(lines) == 0 {
		return
	}
	select {
	case w.lines <- lines:
	default:
		w.behind = true
	}
}

// Close ends the watching. It may be called twice.
func (w *Watcher) Close() {
	h := w.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if w.gone {
		return
	}
	w.gone = true
	h.watchers--
	if w.from != "" {
		if h.from[w.from]--; h.from[w.from] == 0 {
			delete(h.from, w.from)
		}
	}
	delete(w.class.watchers, w)
	if len(w.class.watchers) == 0 && h.classes[w.class.key] == w.class {
		delete(h.classes, w.class.key)
	}
}
