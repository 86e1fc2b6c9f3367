package codec

import (
	"corner/presence"
	"corner/room"
)

type node struct {
	ID       string `json:"id"`
	URL      string `json:"url"`
	Region   string `json:"region,omitempty"`
	Version  string `json:"version,omitempty"`
	Started  int64  `json:"started_us"`
	Rooms    int    `json:"rooms"`
	People   int    `json:"people"`
	Draining bool   `json:"draining,omitempty"`
}

// EncodeNode writes a node.
func EncodeNode(n presence.Node) ([]byte, error) {
	w := node{
		ID: n.ID, URL: n.URL, Region: n.Region, Version: n.Version, Started: n.Started.UnixMicro(),
		Rooms: n.Rooms, People: n.People, Draining: n.Draining,
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return marshal(w)
}

// DecodeNode reads what EncodeNode wrote.
func DecodeNode(b []byte) (presence.Node, error) {
	var w node
	if err := unmarshal(b, &w); err != nil {
		return presence.Node{}, err
	}
	if err := w.check(); err != nil {
		return presence.Node{}, err
	}
	return presence.Node{
		ID: w.ID, URL: w.URL, Region: w.Region, Version: w.Version, Started: instant(w.Started),
		Rooms: w.Rooms, People: w.People, Draining: w.Draining,
	}, nil
}

func (w *node) check() error {
	if !presence.ValidID(w.ID) {
		return presence.ErrInvalidID
	}
	if !text(w.URL, maxURL) || !text(w.Region, maxID) || !text(w.Version, maxID) || w.Rooms < 0 || w.People < 0 {
		return presence.ErrRecord
	}
	return nil
}

// Listed is a listing under the epoch of the node that wrote it, so that of two nodes that list one room the
// newer owner is believed.
type Listed struct {
	Epoch   uint64
	Listing room.Listing
}

type listing struct {
	ID           string   `json:"id"`
	Epoch        uint64   `json:"epoch"`
	Settings     settings `json:"settings"`
	Created      int64    `json:"created_us"`
	Node         string   `json:"node"`
	HostName     string   `json:"host_name,omitempty"`
	Speakers     int      `json:"speakers"`
	Participants int      `json:"participants"`
	Counts       []count  `json:"counts,omitempty"`
	FreeSeats    int      `json:"free,omitempty"`
	Round        string   `json:"round,omitempty"`
}

// count is how many speak and learn a language of a room.
type count struct {
	Language string `json:"l"`
	Natives  int    `json:"n"`
	Learners int    `json:"s"`
}

// EncodeListing writes a listing.
func EncodeListing(l Listed) ([]byte, error) {
	w := listing{
		ID: l.Listing.ID, Epoch: l.Epoch, Settings: fromSettings(l.Listing.Settings),
		Created: l.Listing.Created.UnixMicro(), Node: l.Listing.Node, HostName: l.Listing.HostName,
		Speakers: l.Listing.Speakers, Participants: l.Listing.Participants,
		FreeSeats: l.Listing.FreeSeats, Round: l.Listing.Round,
	}
	for _, c := range l.Listing.Counts {
		w.Counts = append(w.Counts, count(c))
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return marshal(w)
}

// DecodeListing reads what EncodeListing wrote.
func DecodeListing(b []byte) (Listed, error) {
	var w listing
	if err := unmarshal(b, &w); err != nil {
		return Listed{}, err
	}
	if err := w.check(); err != nil {
		return Listed{}, err
	}
	listed := Listed{Epoch: w.Epoch, Listing: room.Listing{
		ID: w.ID, Settings: w.Settings.settings(), Created: instant(w.Created), Node: w.Node,
		HostName: w.HostName, Speakers: w.Speakers, Participants: w.Participants, FreeSeats: w.FreeSeats, Round: w.Round,
	}}
	for _, c := range w.Counts {
		listed.Listing.Counts = append(listed.Listing.Counts, room.LanguageCount(c))
	}
	return listed, nil
}

func (w *listing) check() error {
	if !presence.ValidID(w.ID) || !presence.ValidID(w.Node) {
		return presence.ErrInvalidID
	}
	if !text(w.HostName, maxText) || w.Speakers < 0 || w.Participants < 0 {
		return presence.ErrRecord
	}
	if len(w.Counts) > room.MaxPair || w.FreeSeats < 0 || w.FreeSeats > room.MaxSeats || !text(w.Round, maxTag) {
		return presence.ErrRecord
	}
	for _, c := range w.Counts {
		if !text(c.Language, maxTag) || c.Natives < 0 || c.Learners < 0 {
			return presence.ErrRecord
		}
	}
	return w.Settings.check()
}

// people is one room's members; room and node are written once.
type people struct {
	Room    string   `json:"room"`
	Node    string   `json:"node"`
	Members []person `json:"members,omitempty"`
}

type person struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Role     string   `json:"role"`
	Seat     int      `json:"seat"`
	Speaks   []string `json:"speaks,omitempty"`
	Learns   []string `json:"learns,omitempty"`
	TimeZone string   `json:"time_zone,omitempty"`
}

// EncodePeople writes the people of one room.
func EncodePeople(roomID, nodeID string, list []presence.Person) ([]byte, error) {
	w := people{Room: roomID, Node: nodeID, Members: make([]person, len(list))}
	for i, p := range list {
		w.Members[i] = person{
			ID: p.ID, Name: p.Name, Role: roleName(p.Role), Seat: p.Seat, Speaks: p.Speaks, Learns: p.Learns,
			TimeZone: p.TimeZone,
		}
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return marshal(w)
}

// DecodePeople reads what EncodePeople wrote.
func DecodePeople(b []byte) ([]presence.Person, error) {
	var w people
	if err := unmarshal(b, &w); err != nil {
		return nil, err
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	list := make([]presence.Person, len(w.Members))
	for i, m := range w.Members {
		role, _ := roleOf(m.Role) // checked before
		list[i] = presence.Person{
			ID: m.ID, Name: m.Name, Room: w.Room, Node: w.Node, Role: role, Seat: m.Seat, Speaks: m.Speaks,
			Learns: m.Learns, TimeZone: m.TimeZone,
		}
	}
	return list, nil
}

func (w *people) check() error {
	if !presence.ValidID(w.Room) || !presence.ValidID(w.Node) {
		return presence.ErrInvalidID
	}
	if len(w.Members) > MaxMembers {
		return presence.ErrRecord
	}
	for _, m := range w.Members {
		if _, known := roleOf(m.Role); !known {
			return presence.ErrRecord
		}
		if err := checkPerson(m.ID, m.Name, m.Seat, m.TimeZone, m.Speaks, m.Learns); err != nil {
			return err
		}
	}
	return nil
}
