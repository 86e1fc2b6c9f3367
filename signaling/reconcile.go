package signaling

import "go.uber.org/zap"

// reconcile puts out who has media without being a member: gone from the list, they would still hear. The room
// removes media with the membership, so this finds faults of ours only, and counts them.
//
// A record may be a second behind in a large room, and media come after the membership; so somebody has to be
// missing on two looks in a row. It is called by the sampler only.
func (l *liveRoom) reconcile() {
	media, ok := l.media.(rollCaller)
	if !ok {
		return
	}
	ghosts := l.strangers(media.Participants())
	for participant := range ghosts {
		if l.suspects[participant] && l.exorcise(participant) {
			l.server.metrics.ghosts.Inc()
			l.server.log.Error("media without a membership", zap.String("room", l.id), zap.String("participant", participant))
			delete(ghosts, participant)
		}
	}
	l.suspects = ghosts
}

// strangers is those of a list who are no members, as of the last record. The list is older than the record: who
// joins meanwhile is in it.
func (l *liveRoom) strangers(present []string) map[string]bool {
	record := l.record.Load()
	if record == nil || l.closed.Load() {
		return nil
	}
	members := make(map[string]bool, len(record.Members))
	for _, m := range record.Members {
		members[m.ID] = true
	}
	strangers := map[string]bool{}
	for _, participant := range present {
		if !members[participant] {
			strangers[participant] = true
		}
	}
	return strangers
}

// exorcise removes somebody's media while nobody's is being connected, unless they have joined by now. It does
// not wait: there is a next look.
func (l *liveRoom) exorcise(participant string) bool {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	default:
		return false
	}
	if !l.strangers([]string{participant})[participant] {
		return false
	}
	l.media.Remove(participant)
	return true
}
