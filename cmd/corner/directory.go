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

// facets are those who speak and those who learn each language.
func facets(languages []string) []presence.Facet {
	list := make([]presence.Facet, 0, 2*len(languages))
	for _, language := range languages {
		list = append(list, presence.Facet{Native: true, Language: language}, presence.Facet{Language: language})
	}
	return list
}

// Awake implements signaling.Directory.
func (d directory) Awake(ctx context.Context, languages []string) ([]signaling.AwakeLine, bool) {
	counted, stale := d.Agent.Awake(ctx, facets(languages))
	lines := make([]signaling.AwakeLine, 0, len(languages))
	for i, language := range languages {
		natives, learners := counted[2*i], counted[2*i+1]
		if !natives.Known || !learners.Known {
			continue // not counted is not nobody
		}
		line := signaling.AwakeLine{
			Language: language, Natives: natives.Count, Learners: learners.Count,
			Zones: make([]signaling.ZoneCount, len(natives.Zones)),
		}
		for j, zone := range natives.Zones {
			line.Zones[j] = signaling.ZoneCount(zone)
		}
		lines = append(lines, line)
	}
	return lines, stale
}

// Watch implements signaling.Directory.
func (d directory) Watch(participant string, p room.Profile) func() {
	return d.Agent.Watch(presence.AwakeOf(participant, p))
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
