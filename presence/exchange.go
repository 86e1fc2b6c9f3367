package presence

import (
	"context"
	"errors"
	"slices"

	"go.uber.org/zap"
)

// batchSize bounds what one Save carries.
const batchSize = 64

// beat renews the node and its leases. When the store had been away, everything it lacks follows at once.
func (a *Agent) beat(ctx context.Context) {
	was := a.away.Load()
	err := a.heartbeat(ctx)
	a.note(ctx, err)
	if err != nil {
		return
	}
	a.whenThere(ctx, a.flush)
	if was {
		a.whenThere(ctx, a.refresh)
	}
}

func (a *Agent) heartbeat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	report, err := a.cfg.Store.Heartbeat(ctx, a.describe(), a.held())
	if err != nil {
		return err
	}
	a.lose(a.compare(report))
	return nil
}

// describe is the node with its counts of now.
func (a *Agent) describe() Node {
	node := a.cfg.Node
	if a.cfg.Load != nil {
		node.Rooms, node.People = a.cfg.Load()
		return node
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, h := range a.rooms {
		if h.record.Version > 0 && !h.released {
			node.Rooms++
			node.People += h.listing.Participants
		}
	}
	return node
}

// flush writes bans, tells the store which rooms were given up, then writes the records it lacks and the audit. Bans
// come first: with its release or its last record a room is another node's to open.
func (a *Agent) flush(ctx context.Context) error {
	c := a.pending()
	for lease, list := range c.bans {
		if err := a.writeBans(ctx, lease, list); err != nil {
			return err
		}
	}
	for _, lease := range c.releases {
		if err := a.release(ctx, lease); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(c.batch, batchSize) {
		if err := a.save(ctx, part); err != nil {
			return err
		}
	}
	return a.flushAudit(ctx)
}

func (a *Agent) release(ctx context.Context, lease Lease) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	if err := a.cfg.Store.Release(ctx, lease); err != nil && !refusal(err) {
		return err
	}
	a.given(lease)
	return nil
}

// save writes some records. One that the store refuses for its content does not keep the others out.
func (a *Agent) save(ctx context.Context, batch []Snapshot) error {
	limited, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	err := a.cfg.Store.Save(limited, batch...)
	var lost *LostError
	switch {
	case errors.As(err, &lost):
		a.written(batch)
		a.lose(lost.Leases)
		return nil
	case refusal(err) && len(batch) > 1:
		for _, one := range batch {
			if err := a.save(ctx, []Snapshot{one}); err != nil {
				return err
			}
		}
		return nil
	case refusal(err):
		a.log.Error("record refused", zap.String("room", batch[0].Lease.Room), zap.Error(err))
	case err != nil:
		return err
	}
	a.written(batch)
	return nil
}

// refresh reads the rooms of all nodes, and the nodes when a room names one not known.
func (a *Agent) refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	listings, err := a.cfg.Store.Rooms(ctx)
	if err != nil {
		return err
	}
	a.mu.Lock()
	a.others, a.seen = listings, true
	unknown := false
	for i := range listings {
		if _, known := a.nodes[listings[i].Node]; !known {
			unknown = true
		}
	}
	a.mu.Unlock()
	if !unknown {
		return nil
	}
	return a.readNodes(ctx)
}

func (a *Agent) readNodes(ctx context.Context) error {
	list, err := a.cfg.Store.Nodes(ctx)
	if err != nil {
		return err
	}
	nodes := make(map[string]Node, len(list))
	for _, node := range list {
		nodes[node.ID] = node
	}
	a.mu.Lock()
	a.nodes = nodes
	a.mu.Unlock()
	return nil
}

// sweep removes what dead nodes left.
func (a *Agent) sweep(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	gone, err := a.cfg.Store.Sweep(ctx)
	for _, person := range gone { // also with an error: no other node gets these
		a.stats.expired.Add(1)
		if a.cfg.OnExpired != nil {
			a.cfg.OnExpired(person)
		}
	}
	return err
}

// leave writes what is left, gives every room up and takes the node out, within one Timeout.
func (a *Agent) leave(ctx context.Context) {
	defer a.bury()
	if a.away.Load() {
		return // the leases expire
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	err := a.flush(ctx)
	for _, lease := range a.held() {
		a.Release(lease.Room)
	}
	if err == nil {
		err = a.flush(ctx)
	}
	if err == nil {
		err = a.cfg.Store.Forget(ctx, a.cfg.Node.ID)
	}
	if err != nil {
		a.log.Warn("directory not told of the stop", zap.Error(err))
	}
}

// bury says what of the audit nobody will write any more.
func (a *Agent) bury() {
	left := a.outbox.length()
	if left == 0 {
		return
	}
	a.stats.unaudited.Add(uint64(left))
	a.log.Error("audit records lost at the stop", zap.Int("count", left))
}
