package walltime

import (
	"errors"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a server without a zone database knows the zones all the same
)

// MaxZone bounds the name of a zone, in bytes.
const MaxZone = 64

// ErrZone is a name that is none in the zone database.
var ErrZone = errors.New("no such time zone")

// zones are those that have been found. There are never more than the database has.
var zones sync.Map // name -> *time.Location

// Zone is the zone of that IANA name. It fails with ErrZone: for "", for "Local", which is the server's own, and for
// what system databases hold besides: copies that count leap seconds, and the machine's settings.
func Zone(name string) (*time.Location, error) {
	if len(name) > MaxZone {
		return nil, ErrZone
	}
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	switch name {
	case "", "Local", "localtime", "posixrules", "Factory":
		return nil, ErrZone
	}
	if strings.HasPrefix(name, "right/") || strings.HasPrefix(name, "posix/") || strings.ContainsFunc(name, notInName) {
		return nil, ErrZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrZone
	}
	zones.Store(strings.Clone(name), zone)
	return zone, nil
}

// notInName keeps whatever is no zone name away from the file system that LoadLocation reads.
func notInName(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_+-/", r))
}
