package redis

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]struct {
		addrs           []string
		db              int
		user, password  string
		master, tlsName string
		cluster, tls    bool
	}{
		"redis://127.0.0.1:6379":                          {addrs: []string{"127.0.0.1:6379"}},
		"redis://example":                                 {addrs: []string{"example:6379"}},
		"redis://:secret@example:7000/3":                  {addrs: []string{"example:7000"}, db: 3, password: "secret"},
		"rediss://corner:p%40ss@example:6380":             {addrs: []string{"example:6380"}, user: "corner", password: "p@ss", tls: true, tlsName: "example"},
		"redis://a:1,b:2,c:3":                             {addrs: []string{"a:1", "b:2", "c:3"}},
		"rediss://u:p@a:1,b:2":                            {addrs: []string{"a:1", "b:2"}, user: "u", password: "p", tls: true},
		"redis://a:26379,b:26379/2?master=mymaster":       {addrs: []string{"a:26379", "b:26379"}, db: 2, master: "mymaster"},
		"redis://conf.example:6379?cluster=true":          {addrs: []string{"conf.example:6379"}, cluster: true},
		"redis://[::1]:6379,[::2]:6379":                   {addrs: []string{"[::1]:6379", "[::2]:6379"}},
		"unix:///run/redis/redis.sock":                    {addrs: []string{"/run/redis/redis.sock"}},
		"unix://corner:secret@/run/redis/redis.sock?db=4": {addrs: []string{"/run/redis/redis.sock"}, db: 4, user: "corner", password: "secret"},
	} {
		o, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !slices.Equal(o.Addrs, want.addrs) || o.DB != want.db || o.Username != want.user || o.Password != want.password {
			t.Errorf("%s: %v, db %d, %q, %q", text, o.Addrs, o.DB, o.Username, o.Password)
		}
		if o.MasterName != want.master || o.IsClusterMode != want.cluster || (o.TLSConfig != nil) != want.tls {
			t.Errorf("%s: master %q, cluster %v, tls %v", text, o.MasterName, o.IsClusterMode, o.TLSConfig != nil)
		}
		if o.TLSConfig != nil && o.TLSConfig.ServerName != want.tlsName {
			t.Errorf("%s: expects the name %q", text, o.TLSConfig.ServerName)
		}
		if !o.ContextTimeoutEnabled || o.ReadTimeout != callTimeout || o.WriteTimeout != callTimeout || o.MaxRetries != -1 {
			t.Errorf("%s: unbounded calls", text)
		}
	}
}

func TestParseRefusesWithoutTellingThePassword(t *testing.T) {
	for _, text := range []string{
		"", "redis", "http://corner:hunter2@example", "redis://corner:hunter2@example/x", "redis://:hunter2@ex ample",
		"redis://corner:hunter2@example/1/2", "redis://corner:hunter2@a:1,b:2/1", "redis://:hunter2@a?read_timeout=1h",
		"redis://:hunter2@a:1?cluster=true&db=2", "redis://:hunter2%zz@a", "://hunter2", "redis://:hunter2@a/1?cluster=true",
	} {
		_, err := Parse(text)
		if err == nil {
			t.Errorf("%s: accepted", text)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error has the password: %v", err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("redis://corner:secret@a:1,b:2/0?master=m")
	f.Add("unix:///x?db=1")
	f.Add("rediss://@,:@/#?")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := Parse(text)
		if err == nil && (len(o.Addrs) == 0 || !o.ContextTimeoutEnabled) {
			t.Fatalf("%q: %+v", text, o)
		}
	})
}
