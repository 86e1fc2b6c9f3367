package presence

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"corner/room"
)

// auditBatch bounds what one AppendAudit carries.
const auditBatch = 100

// ledger is the agent as the rooms' room.Ledger. It touches memory only.
type ledger struct{ agent *Agent }

// Ledger gives what rooms write into what outlives them. The agent has it written soon, and keeps it while the store
// is away.
func (a *Agent) Ledger() room.Ledger { return ledger{a} }

// Audit implements room.Ledger. What is too long is cut; what has no room or no action is dropped and logged.
func (l ledger) Audit(record room.AuditRecord) {
	a, now := l.agent, time.Now()
	if record.Time.IsZero() {
		record.Time = now
	}
	record = cut(record)
	if !ValidID(record.Room) || record.Action == "" {
		a.log.Error("audit record refused", zap.String("room", record.Room), zap.String("action", record.Action))
		return
	}
	if !a.outbox.add(record, now) {
		a.stats.unaudited.Add(1)
		a.sampled.Warn("audit record dropped", zap.String("room", record.Room), zap.String("action", record.Action))
		return
	}
	a.nudge()
}

// Bans implements room.Ledger: it keeps the bans of a room this node holds, and has them written soon.
func (l ledger) Bans(id string, bans []room.BanRecord) {
	if l.agent.ban(id, slices.Clone(bans)) {
		l.agent.nudge()
	}
}

func (a *Agent) ban(id string, bans []room.BanRecord) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	h, held := a.rooms[id]
	if !held || h.released {
		return false
	}
	h.bans = &banList{bans: bans, dirty: true}
	return true
}

// sparingly is a log that says each thing at most once a minute.
func sparingly(log *zap.Logger) *zap.Logger {
	return log.WithOptions(zap.WrapCore(func(core zapcore.Core) zapcore.Core {
		return zapcore.NewSamplerWithOptions(core, time.Minute, 1, 0)
	}))
}

// Audit gives one page of the audit of all nodes, newest first, and where the next begins, "" at the end. It also has
// what this node had not written yet: that is written first. It fails with ErrUnavailable when the store is away.
func (a *Agent) Audit(ctx context.Context, query AuditQuery) (entries []AuditEntry, next string, err error) {
	if err := query.Check(); err != nil {
		return nil, "", err
	}
	if a.away.Load() {
		return nil, "", ErrUnavailable
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	if err := a.flushAudit(ctx); err != nil {
		return nil, "", coded(err)
	}
	entries, next, err = a.cfg.Store.Audit(ctx, query)
	return entries, next, coded(err)
}

// RoomBans gives the bans of a room's last time that are not over. Those of a room held here come from memory once
// they are known; for others it fails with ErrUnavailable when the store is away.
func (a *Agent) RoomBans(ctx context.Context, id string) ([]room.BanRecord, error) {
	if !ValidID(id) {
		return nil, ErrInvalidID
	}
	if bans, known := a.knownBans(id); known {
		return LivingBans(bans, time.Now()), nil
	}
	if a.away.Load() {
		return nil, ErrUnavailable
	}
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	bans, err := a.cfg.Store.Bans(ctx, id)
	if err != nil {
		return nil, coded(err)
	}
	a.learnBans(id, bans)
	return slices.Clone(bans), nil
}

func (a *Agent) knownBans(id string) ([]room.BanRecord, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	h, held := a.rooms[id]
	if !held || h.bans == nil {
		return nil, false
	}
	return h.bans.bans, true
}

// learnBans remembers what was read for a room held here, so that a store that loses it gets it back.
func (a *Agent) learnBans(id string, bans []room.BanRecord) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if h, held := a.rooms[id]; held && h.bans == nil {
		h.bans = &banList{bans: bans}
	}
}

// flushAudit writes the audit records that wait, oldest first. Whoever else wants to meanwhile waits for its turn.
func (a *Agent) flushAudit(ctx context.Context) error {
	select {
	case a.outbox.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-a.outbox.turn }()
	// No more than wait now: rooms that add as fast as the store takes would keep us here.
	for left := a.outbox.length(); left > 0; {
		batch := a.outbox.head(min(left, auditBatch))
		if err := a.append(ctx, batch); err != nil {
			return err
		}
		a.outbox.written(len(batch))
		left -= len(batch)
	}
	return nil
}

// append writes some records. Those the store refuses, which Audit should have, are dropped: they would keep all
// later ones out.
func (a *Agent) append(ctx context.Context, batch []AuditEntry) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	err := a.cfg.Store.AppendAudit(ctx, batch...)
	if !refusal(err) {
		return err
	}
	a.stats.unaudited.Add(uint64(len(batch)))
	a.log.Error("audit records refused", zap.Int("count", len(batch)), zap.Error(err))
	return nil
}

// writeBans writes the bans of one room. A lease that has passed to another node is lost, as in save.
func (a *Agent) writeBans(ctx context.Context, lease Lease, list *banList) error {
	ctx, cancel := context.WithTimeout(ctx, a.cfg.Timeout)
	defer cancel()
	err := a.cfg.Store.SaveBans(ctx, lease, list.bans)
	switch {
	case errors.Is(err, ErrStaleEpoch):
		a.lose([]Lease{lease})
	case refusal(err):
		a.log.Error("bans refused", zap.String("room", lease.Room), zap.Error(err))
	case err != nil:
		return err
	}
	a.bansWritten(lease, list)
	return nil
}

// bansWritten notes that the store has a list, unless a newer one waits.
func (a *Agent) bansWritten(lease Lease, list *banList) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if h, held := a.rooms[lease.Room]; held && h.lease == lease && h.bans == list {
		list.dirty = false
	}
}
