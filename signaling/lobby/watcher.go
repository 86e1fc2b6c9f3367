package lobby

import "context"

// Watcher is one viewer who is told of changes.
type Watcher struct {
	hub    *Hub
	class  *class
	first  Page
	lines  chan []byte // holds what is told next: one or more whole lines
	behind bool        // has missed something; guarded by the hub's mu
	gone   bool        // closed; guarded by the hub's mu
}

// Watch has somebody told of changes, until Close or the hub's end. It refuses with ErrFull when too many watch, or too
// many who each see something else.
func (h *Hub) Watch(ctx context.Context, v Viewer) (*Watcher, error) {
	key := v.key()
	if w, err := h.enter(key, v, nil); w != nil || err != nil {
		return w, err
	}
	page, err := h.rank(ctx, v)
	if err != nil {
		return nil, err
	}
	return h.enter(key, v, &page)
}

// enter adds a watcher to a class. Where there is none yet it makes it of a page; without one it gives nothing.
func (h *Hub) enter(key string, v Viewer, made *Page) (*Watcher, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, known := h.classes[key]
	switch {
	case h.closed:
		return nil, ErrClosed
	case h.watchers >= h.cfg.Streams, !known && len(h.classes) >= h.cfg.Classes:
		return nil, ErrFull
	case !known && made == nil:
		return nil, nil
	case !known:
		c = &class{key: key, viewer: v, page: made.page, lines: made.awake, watchers: make(map[*Watcher]struct{})}
		h.classes[key] = c
	}
	w := &Watcher{hub: h, class: c, first: Page{page: c.page, awake: c.lines}, lines: make(chan []byte, 1)}
	c.watchers[w] = struct{}{}
	h.watchers++
	return w, nil
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
	delete(w.class.watchers, w)
	if len(w.class.watchers) == 0 && h.classes[w.class.key] == w.class {
		delete(h.classes, w.class.key)
	}
}
