package loadtest

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

func valid() Config {
	return Config{URL: "http://h", Rooms: 1, Speakers: 3, Talking: -1, Listeners: 10, Duration: time.Second}
}

func TestARunThatCannotBeNamesTheFlag(t *testing.T) {
	if err := valid().Validate(); err != nil {
		t.Fatal(err)
	}
	for flag, change := range map[string]func(*Config){
		"--url":       func(c *Config) { c.URL = "" },
		"--rooms":     func(c *Config) { c.Rooms = 0 },
		"--speakers":  func(c *Config) { c.Speakers = 21 },
		"--listeners": func(c *Config) { c.Rooms, c.Listeners = 1000, 1000 },
		"--ramp":      func(c *Config) { c.Ramp = -1 },
		"--churn":     func(c *Config) { c.Churn = -1 },
		"--joining":   func(c *Config) { c.Joining = 5000 },
		"--duration":  func(c *Config) { c.Duration = 0 },
		"--no-media":  func(c *Config) { c.NoMedia, c.Talking = true, 1 },
		"--app-key":   func(c *Config) { c.AppKey = "secret" },
		"--sources":   func(c *Config) { c.Sources = []netip.Addr{netip.MustParseAddr("::1")} },
	} {
		c := valid()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s: %v", flag, err)
		}
	}
}

func TestSourcesAreAddressesAndRanges(t *testing.T) {
	for text, want := range map[string]int{"": 0, "127.0.0.2": 1, "127.0.0.2-127.0.0.9": 8, "127.0.0.2-127.0.0.3, 10.0.0.1": 3, "127.0.0.255-127.0.1.1": 3} {
		if list, err := ParseSources(text); err != nil || len(list) != want {
			t.Errorf("%q: %v, %v", text, list, err)
		}
	}
	for _, text := range []string{"x", "127.0.0.2-", "127.0.0.9-127.0.0.2", "10.0.0.0-10.0.255.255"} {
		if list, err := ParseSources(text); err == nil {
			t.Errorf("%q: %d addresses", text, len(list))
		}
	}
	c := valid()
	if c.source(3).IsValid() {
		t.Error("no source is the system's choice")
	}
	c.Sources, _ = ParseSources("127.0.0.2-127.0.0.4")
	if c.source(4).String() != "127.0.0.3" {
		t.Errorf("the fifth comes from %s", c.source(4))
	}
}

func TestAsManyTalkAsThereAre(t *testing.T) {
	for talking, want := range map[int]int{-1: 3, 0: 0, 2: 2, 9: 3} {
		c := valid()
		c.Talking = talking
		if c.talking() != want {
			t.Errorf("%d of 3: %d", talking, c.talking())
		}
	}
	if c := (Config{Speakers: 3, Talking: -1, NoMedia: true}); c.talking() != 0 {
		t.Error("somebody talks without media")
	}
}

func TestTheOriginIsOfWhateverURL(t *testing.T) {
	for raw, want := range map[string]string{"http://h:1/": "http://h:1", "wss://h/v1/signal": "https://h", "ws://h:2": "http://h:2"} {
		if got, err := baseURL(raw); got != want || err != nil {
			t.Errorf("%s: %s, %v", raw, got, err)
		}
	}
	for _, raw := range []string{"", "h", "ftp://h", "http://"} {
		if got, err := baseURL(raw); err == nil {
			t.Errorf("%q: %s", raw, got)
		}
	}
}

func TestARoomOfTenThousandSocketsFitsTheUsualLimitOfFiles(t *testing.T) {
	c := Config{Rooms: 1, Speakers: 1, Listeners: 9_999, Churn: 5, NoMedia: true}
	if n := c.files(); n < 10_010 || n > 20_000 {
		t.Errorf("%d files for 10,000 sockets and 10 on their way", n)
	}
	sockets := c.files() - 256
	if c.NoMedia = false; c.files()-256 != 2*sockets {
		t.Errorf("%d files with media, want a second socket each: %d", c.files(), 2*sockets+256)
	}
}
