package main

import (
	"context"

	"corner/presence"
	"corner/room"
	"corner/signaling"
)

// directory is the agent as signaling sees it.
type directory struct{ *presence.Agent }

// Bans implements signaling.Directory.
func (d directory) Bans(ctx context.Context, id string) ([]room.BanRecord, error) {
	return d.RoomBans(ctx, id)
}

// Audit implements signaling.Directory.
func (d directory) Audit(ctx context.Context, q signaling.AuditQuery) (signaling.AuditPage, error) {
	entries, next, err := d.Agent.Audit(ctx, presence.AuditQuery(q))
	page := signaling.AuditPage{Next: next, Records: make([]signaling.AuditEntry, len(entries))}
	for i, e := range entries {
		page.Records[i] = signaling.AuditEntry(e)
	}
	return page, err
}
