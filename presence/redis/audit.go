package redis

import (
	"context"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/internal/codec"
)

// AppendAudit implements presence.Store: one script for each log that the batch has something for.
func (s *Store) AppendAudit(ctx context.Context, batch ...presence.AuditEntry) error {
	if len(batch) == 0 {
		return ctx.Err()
	}
	var args [presence.AuditLogs][]any
	for _, entry := range batch {
		value, err := codec.EncodeAudit(entry)
		if err != nil {
			return err
		}
		log := presence.LogOf(entry.AuditRecord)
		args[log] = append(args[log], entry.ID, entry.Room, value)
	}
	err := s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		for log := range presence.AuditLog(presence.AuditLogs) {
			if len(args[log]) == 0 {
				continue
			}
			limit := s.options.Audit[log]
			bounds := []any{s.options.AuditAge.Milliseconds(), limit.Total, limit.PerRoom}
			s.scripts["append"].EvalSha(ctx, pipe, auditKeys(log), append(bounds, args[log]...)...)
		}
	})
	return fault("append audit", err)
}

// Audit implements presence.Store.
func (s *Store) Audit(ctx context.Context, q presence.AuditQuery) ([]presence.AuditEntry, string, error) {
	if err := q.Check(); err != nil {
		return nil, "", err
	}
	var answers []*goredis.Cmd
	err := s.pipeline(ctx, func(pipe goredis.Pipeliner) {
		answers = answers[:0]
		for _, log := range q.Logs() {
			answers = append(answers, s.scripts["page"].EvalSha(ctx, pipe, auditKeys(log),
				s.options.AuditAge.Milliseconds(), q.Room, q.Before, q.Limit+1))
		}
	})
	if err != nil {
		return nil, "", fault("audit", err)
	}
	var stored []codec.Stored
	for _, answer := range answers {
		values, err := answer.StringSlice()
		if err != nil || len(values)%2 != 0 {
			return nil, "", fault("audit", unexpected(err))
		}
		for i := 0; i < len(values); i += 2 {
			stored = append(stored, codec.Stored{ID: values[i], Value: []byte(values[i+1])})
		}
	}
	entries, next, rejected := codec.AuditPage(q, stored)
	s.rejected.Add(uint64(rejected))
	return entries, next, nil
}
