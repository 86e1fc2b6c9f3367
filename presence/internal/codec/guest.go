package codec

import (
	"net/url"
	"time"

	"corner/presence"
	"corner/room/schedule"
)

const maxKeyText = 256 // bytes of a key of web push

type reply struct {
	Person string `json:"person"`
	Name   string `json:"name,omitempty"`
	Zone   string `json:"zone"`
	At     int64  `json:"at_ms"`
	Told   *told  `json:"told,omitempty"` // nothing in what was written down before there was such a thing
}

type told struct {
	Start     int64  `json:"start_ms,omitempty"`
	Zone      string `json:"zone,omitempty"`
	Minutes   int    `json:"minutes,omitempty"`
	Cancelled bool   `json:"cancelled,omitempty"`
}

// EncodeReply writes that somebody comes. It refuses what Guest.Check refuses, and whom no key can name.
func EncodeReply(r schedule.Reply) ([]byte, error) {
	if err := CheckGuest(r.Guest); err != nil {
		return nil, err
	}
	w := reply{Person: r.Person, Name: r.Name, Zone: r.Zone, At: r.At.UnixMilli()}
	if !r.Told.IsZero() {
		known := toldOf(r.Told)
		w.Told = &known
	}
	return marshal(w)
}

// EncodeTold writes what somebody was told as EncodeReply writes it within a reply; nothing for nothing.
func EncodeTold(t schedule.Told) ([]byte, error) {
	if t.IsZero() {
		return nil, nil
	}
	return marshal(toldOf(t))
}

func toldOf(t schedule.Told) told {
	w := told{Zone: t.Zone, Minutes: int(t.Length / time.Minute), Cancelled: t.Cancelled}
	if !t.Start.IsZero() {
		w.Start = t.Start.UnixMilli()
	}
	return w
}

// told is nothing where it is out of bounds, as where there is none.
func (w *told) told() schedule.Told {
	switch {
	case w == nil || !text(w.Zone, maxTag):
		return schedule.Told{}
	case w.Cancelled:
		return schedule.Told{Cancelled: true}
	case w.Start == 0:
		return schedule.Told{}
	}
	return schedule.Told{Start: time.UnixMilli(w.Start).UTC(), Zone: w.Zone, Length: minutes(w.Minutes)}
}

// DecodeReply reads what EncodeReply wrote. schedule.NewBook drops what is out of bounds.
func DecodeReply(b []byte) (schedule.Reply, error) {
	var w reply
	if err := unmarshal(b, &w); err != nil {
		return schedule.Reply{}, err
	}
	r := schedule.Reply{
		Guest: schedule.Guest{Person: w.Person, Name: w.Name, Zone: w.Zone}, At: time.UnixMilli(w.At).UTC(),
		Told: w.Told.told(),
	}
	if !presence.ValidPerson(r.Person) || len(schedule.NewBook(0, []schedule.Reply{r}).Replies) == 0 {
		return schedule.Reply{}, presence.ErrRecord
	}
	return r, nil
}

// CheckGuest refuses a guest that EncodeReply would refuse.
func CheckGuest(g schedule.Guest) error {
	if !presence.ValidPerson(g.Person) {
		return schedule.ErrPerson
	}
	return g.Check()
}

type feed struct {
	Owner   string `json:"owner"`
	Plan    string `json:"plan,omitempty"`
	Person  string `json:"person,omitempty"`
	Created int64  `json:"created_us"`
}

// EncodeFeed writes a feed.
func EncodeFeed(f schedule.Feed) ([]byte, error) {
	if err := checkFeed(f); err != nil {
		return nil, err
	}
	return marshal(feed{Owner: f.Owner, Plan: f.Plan, Person: f.Person, Created: f.Created.UnixMicro()})
}

// DecodeFeed reads what EncodeFeed wrote.
func DecodeFeed(b []byte) (schedule.Feed, error) {
	var w feed
	if err := unmarshal(b, &w); err != nil {
		return schedule.Feed{}, err
	}
	f := schedule.Feed{Owner: w.Owner, Plan: w.Plan, Person: w.Person, Created: instant(w.Created)}
	return f, checkFeed(f)
}

// checkFeed wants one of a plan and a person.
func checkFeed(f schedule.Feed) error {
	if !presence.ValidPerson(f.Owner) || (f.Plan == "") == (f.Person == "") {
		return presence.ErrRecord
	}
	if f.Plan != "" && !presence.ValidID(f.Plan) || f.Person != "" && !presence.ValidPerson(f.Person) {
		return presence.ErrRecord
	}
	return nil
}

type push struct {
	Endpoint string `json:"endpoint"`
	P256dh   string `json:"p256dh"`
	Auth     string `json:"auth"`
	Locale   string `json:"locale,omitempty"`
	Zone     string `json:"zone,omitempty"`
	Created  int64  `json:"created_us"`
}

// EncodePush writes where a person takes web push.
func EncodePush(p schedule.Push) ([]byte, error) {
	if err := checkPush(p); err != nil {
		return nil, err
	}
	return marshal(push{Endpoint: p.Endpoint, P256dh: p.P256dh, Auth: p.Auth, Locale: p.Locale, Zone: p.Zone,
		Created: p.Created.UnixMicro()})
}

// DecodePush reads what EncodePush wrote.
func DecodePush(b []byte) (schedule.Push, error) {
	var w push
	if err := unmarshal(b, &w); err != nil {
		return schedule.Push{}, err
	}
	p := schedule.Push{Endpoint: w.Endpoint, P256dh: w.P256dh, Auth: w.Auth, Locale: w.Locale, Zone: w.Zone,
		Created: instant(w.Created)}
	return p, checkPush(p)
}

// checkPush bounds what a browser says of itself. Which hosts are asked is the sender's to decide.
func checkPush(p schedule.Push) error {
	if !text(p.Endpoint, maxURL) || !text(p.P256dh, maxKeyText) || !text(p.Auth, maxKeyText) ||
		!text(p.Locale, maxTag) || !text(p.Zone, maxTag) {
		return presence.ErrRecord
	}
	if u, err := url.Parse(p.Endpoint); err != nil || u.Host == "" {
		return presence.ErrRecord
	}
	return nil
}
