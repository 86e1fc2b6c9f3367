package loadtest

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// Config is one run.
type Config struct {
	URL       string // of the server, http://host:port
	Origin    string // to connect as a page of; "" is the URL's
	Rooms     int
	Speakers  int           // in each room, the host included
	Talking   int           // of these, how many send audio; negative for all
	Listeners int           // in each room
	Ramp      float64       // joins of listeners per second, 0 for all at once
	Churn     float64       // listeners per second of whom one leaves and another comes, while measuring
	Joining   int           // joins under way at most, 0 for 4096: an honest clock needs a generator with time left
	Duration  time.Duration // measured, once everybody has been let in or refused
	NoMedia   bool          // sockets only

	AppKey    string       // name=secret of one of the server's app_keys; "" joins as guests
	Sources   []netip.Addr // local addresses in turn; none: the system's choice
	Payload   int          // bytes of a speaker's packet
	Speech    string       // Ogg Opus file that speakers say instead
	Profiles  []string     // SRTP profiles to offer; none: both
	Sample    int          // of so many packets of a listener one is decrypted; 0 is 100
	ServerPID int          // 0: unknown
	Metrics   string       // URL of the server's metrics, "" unknown

	Thresholds []Threshold
}

// Bounds of a run.
const (
	maxPeople  = 200_000
	maxJoining = 4096 // joins under way; by churn, more are counted as not started
	joinWithin = 30 * time.Second
)

// Validate refuses what cannot be run, and names the flag.
func (c Config) Validate() error {
	var faults []string
	check := func(ok bool, text string) {
		if !ok {
			faults = append(faults, text)
		}
	}
	check(c.URL != "", "--url: which server?")
	check(c.Rooms >= 1 && c.Rooms <= 10_000, "--rooms: 1 to 10,000")
	check(c.Speakers >= 0 && c.Speakers <= 20, "--speakers: 0 to 20, the most seats a room has")
	check(c.Listeners >= 0 && c.Rooms*(c.Listeners+c.Speakers) <= maxPeople, "--listeners: 0 to 200,000 people in all")
	check(c.Ramp >= 0 && c.Churn >= 0, "--ramp, --churn: not below 0")
	check(c.Joining >= 0 && c.Joining <= maxJoining, "--joining: 0 to 4,096")
	check(c.Duration > 0 && c.Duration <= 24*time.Hour, "--duration: up to a day")
	check(!c.NoMedia || c.Talking <= 0, "--no-media: without media nobody talks")
	if _, _, ok := strings.Cut(c.AppKey, "="); c.AppKey != "" && !ok {
		check(false, "--app-key: want name=secret")
	}
	for _, a := range c.Sources {
		check(a.Is4(), fmt.Sprintf("--sources: %s is not an IPv4 address", a))
	}
	if len(faults) > 0 {
		return errors.New(strings.Join(faults, "; "))
	}
	return nil
}

// files is how many files a run may have open: the sockets of each member and of those who are leaving, two with media.
func (c Config) files() uint64 {
	sockets := 2
	if c.NoMedia {
		sockets = 1
	}
	people := c.Rooms * (c.Speakers + c.Listeners)
	return uint64(sockets*(people+int(2*c.Churn)) + 256)
}

// talking is how many of a room's speakers send.
func (c Config) talking() int {
	switch {
	case c.NoMedia:
		return 0
	case c.Talking < 0:
		return c.Speakers
	}
	return min(c.Talking, c.Speakers)
}

// source is the i-th local address, not valid for the system's choice.
func (c Config) source(i int) netip.Addr {
	if len(c.Sources) == 0 {
		return netip.Addr{}
	}
	return c.Sources[i%len(c.Sources)]
}

// ParseSources reads addresses and ranges of them: 127.0.0.2-127.0.0.9,10.0.0.5.
func ParseSources(text string) ([]netip.Addr, error) {
	var list []netip.Addr
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		from, to, ranged := strings.Cut(part, "-")
		first, err := netip.ParseAddr(from)
		last := first
		if err == nil && ranged {
			last, err = netip.ParseAddr(to)
		}
		if err != nil || last.Less(first) {
			return nil, fmt.Errorf("--sources: %q is neither an address nor a range like 127.0.0.2-127.0.0.9", part)
		}
		for a := first; !last.Less(a); a = a.Next() {
			if list = append(list, a); len(list) > 1024 {
				return nil, errors.New("--sources: more than 1,024 addresses")
			}
		}
	}
	return list, nil
}
