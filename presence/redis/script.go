package redis

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua lua/shared/*.lua
var sources embed.FS

// preludes are what scripts begin with, by what their names begin with: lua/shared/<name>.lua.
var preludes = []string{"awake", "plan"}

// scripts are the Lua files by name.
type scripts map[string]*goredis.Script

func loadScripts() (scripts, error) {
	entries, err := sources.ReadDir("lua")
	if err != nil {
		return nil, err
	}
	all := make(scripts, len(entries))
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		source, err := sources.ReadFile(path.Join("lua", entry.Name()))
		if err != nil {
			return nil, err
		}
		for _, name := range preludes {
			if !strings.HasPrefix(entry.Name(), name+"_") {
				continue
			}
			shared, err := sources.ReadFile("lua/shared/" + name + ".lua")
			if err != nil {
				return nil, err
			}
			source = slices.Concat(shared, source)
		}
		all[strings.TrimSuffix(entry.Name(), ".lua")] = goredis.NewScript(string(source))
	}
	return all, nil
}

// pipeline sends what fill queues in one round trip (one per cluster node). A server that has restarted knows
// no scripts: they are loaded and the whole is sent again, which scripts that may be repeated allow.
func (s *Store) pipeline(ctx context.Context, fill func(goredis.Pipeliner)) error {
	err := s.send(ctx, fill)
	if !goredis.HasErrorPrefix(err, "NOSCRIPT") {
		return err
	}
	for name, script := range s.scripts {
		if err := script.Load(ctx, s.client).Err(); err != nil {
			return fmt.Errorf("presence: load script %s: %w", name, err)
		}
	}
	return s.send(ctx, fill)
}

// send runs one pipeline and gives its first fault; a missing value is none.
func (s *Store) send(ctx context.Context, fill func(goredis.Pipeliner)) error {
	pipe := s.client.Pipeline()
	fill(pipe)
	commands, err := pipe.Exec(ctx)
	for _, command := range commands {
		if goredis.HasErrorPrefix(command.Err(), "NOSCRIPT") {
			return command.Err()
		}
	}
	if errors.Is(err, goredis.Nil) {
		return nil
	}
	return err
}

// run performs one script, sending its source when the server does not know it.
func (s *Store) run(ctx context.Context, name string, keys []string, args ...any) ([]any, error) {
	return s.scripts[name].Run(ctx, s.client, keys, args...).Slice()
}
