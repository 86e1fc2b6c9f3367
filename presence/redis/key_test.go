package redis

import (
	"slices"
	"strings"
	"testing"

	"corner/presence"
)

// FuzzKey: only valid ids become keys, different ids never share one, and the id alone is the hash tag.
func FuzzKey(f *testing.F) {
	id := presence.NewID()
	f.Add(id, presence.NewID())
	f.Add(id, id)
	f.Add(id, id[:21]+"}")
	f.Add("", "{}")
	f.Add(id+":rooms", id)
	f.Add(strings.Repeat("a", 22), strings.Repeat("a", 21)+"\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		all := make(map[string]string) // key to id
		for _, id := range []string{a, b} {
			for _, key := range keysFor(t, id) {
				if owner, used := all[key]; used && owner != id {
					t.Fatalf("%q and %q share %q", owner, id, key)
				}
				all[key] = id
				if tag := hashTag(key); tag != id {
					t.Fatalf("key %q has hash tag %q", key, tag)
				}
			}
		}
	})
}

// keysFor gives every key made of an id: four different ones, or none.
func keysFor(t *testing.T, id string) []string {
	room, err := roomKey(id)
	node, nodeErr := keysOf(id)
	if presence.ValidID(id) != (err == nil) || presence.ValidID(id) != (nodeErr == nil) {
		t.Fatalf("%q: %v, %v", id, err, nodeErr)
	}
	if err != nil {
		return nil
	}
	bans, err := keysOfBans(id)
	if err != nil || bans[0] != room {
		t.Fatalf("bans of %q: %q, %v", id, bans, err)
	}
	keys := append(node.all(), bans...)
	for log := range presence.AuditLog(presence.AuditLogs) {
		if slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(auditKeys(log), key) }) {
			t.Fatalf("keys %q", keys)
		}
	}
	seen := make(map[string]bool)
	for _, key := range keys {
		if seen[key] || key == nodesKey || !strings.HasPrefix(key, prefix) {
			t.Fatalf("keys %q", keys)
		}
		seen[key] = true
	}
	return keys
}

// hashTag is what a cluster hashes: between the first brace and the next closing one.
func hashTag(key string) string {
	_, after, _ := strings.Cut(key, "{")
	tag, _, _ := strings.Cut(after, "}")
	return tag
}

func TestTheKeysOfALogShareASlotOfTheirOwn(t *testing.T) {
	tags := make(map[string]bool)
	for log := range presence.AuditLog(presence.AuditLogs) {
		keys := auditKeys(log)
		for _, key := range keys {
			if hashTag(key) != log.String() || !strings.HasPrefix(key, prefix) {
				t.Fatalf("key %q of the log %v", key, log)
			}
		}
		if len(slices.Compact(keys)) != 3 || tags[log.String()] {
			t.Fatalf("keys %q", keys)
		}
		tags[log.String()] = true
	}
}

func TestEveryScriptIsUsedAndKnown(t *testing.T) {
	all, err := loadScripts()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"append", "awake_beat", "awake_dead", "awake_drop", "awake_save", "ban", "bans", "beat", "claim", "hours", "owner", "page", "plan_agenda", "plan_book", "plan_clear", "plan_counts", "plan_drop", "plan_due", "plan_feed",
		"plan_later", "plan_owner", "plan_push", "plan_pushes", "plan_read", "plan_remind", "plan_replies", "plan_reply",
		"plan_revoke", "plan_save", "plan_settle", "plan_told", "publish", "release", "renew", "save", "sweep", "view",
	} {
		if all[name] == nil {
			t.Errorf("no %s.lua", name)
		}
		delete(all, name)
	}
	for name := range all {
		t.Errorf("nothing runs %s.lua", name)
	}
}
