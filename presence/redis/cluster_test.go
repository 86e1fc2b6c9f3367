package redis_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"corner/presence"
	"corner/presence/presencetest"
)

func TestConformanceOnACluster(t *testing.T) {
	t.Parallel()
	addrs := startCluster(t)
	client := goredis.NewClusterClient(&goredis.ClusterOptions{Addrs: addrs})
	t.Cleanup(func() { client.Close() })
	one := goredis.NewClient(&goredis.Options{Addr: addrs[0]})
	t.Cleanup(func() { one.Close() })
	options := brief()
	url := "redis://" + strings.Join(addrs, ",")
	presencetest.Run(t, func(t *testing.T) presencetest.Backend {
		err := client.ForEachMaster(t.Context(), func(ctx context.Context, master *goredis.Client) error {
			return master.FlushAll(ctx).Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		return presencetest.Backend{
			Stores:  [2]presence.Store{open(t, url, options), open(t, url, options)},
			Options: options,
			Now:     func() time.Time { return clock(t, one) },
			Advance: func(d time.Duration) { pass(t, one, d) },
		}
	})
}

// startCluster starts three masters that share the slots.
func startCluster(t *testing.T) []string {
	t.Helper()
	if testing.Short() {
		t.Skip("three servers are started")
	}
	var addrs []string
	for range 3 {
		addr := freeAddress(t, true)
		s := startServerAt(t, addr, "--cluster-enabled", "yes", "--dir", t.TempDir())
		addrs = append(addrs, s.addr)
	}
	args := append([]string{"--cluster", "create"}, addrs...)
	if out, err := exec.Command("redis-cli", append(args, "--cluster-yes")...).CombinedOutput(); err != nil {
		t.Fatalf("redis-cli: %v\n%s", err, out)
	}
	for _, addr := range addrs {
		c := goredis.NewClient(&goredis.Options{Addr: addr})
		eventually(t, patience, "the cluster agrees", func() bool {
			return strings.Contains(c.ClusterInfo(t.Context()).Val(), "cluster_state:ok")
		})
		c.Close()
	}
	return addrs
}
