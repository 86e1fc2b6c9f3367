package signaling

import (
	"context"

	"corner/room"
)

// listRegulars asks who comes often.
type listRegulars struct{}

// wireRegular is somebody who does. Online is absent when nobody can tell.
type wireRegular struct {
	Participant string   `json:"participant"`
	Name        string   `json:"name"`
	Speaks      []string `json:"speaks"`
	Learns      []string `json:"learns"`
	TimeZone    string   `json:"time_zone"`
	Here        bool     `json:"here"`
	Online      *bool    `json:"online,omitempty"`
}

// regularList answers regulars.list.
type regularList struct {
	Regulars []wireRegular `json:"regulars"`
}

// whereabouts is a directory that knows who is awake, and says of nobody where.
type whereabouts interface {
	Online(ctx context.Context, participants []string) ([]bool, error)
}

// answer asks the room who they are, and the directory who of them is awake; without it the rest is told all the same.
func (listRegulars) answer(ctx context.Context, c *conn) (any, error) {
	known, err := c.session.member.Regulars(ctx)
	if err != nil {
		return nil, err
	}
	answer := regularList{list(known, toRegular)}
	directory, knows := c.server.directory.(whereabouts)
	if !knows || len(known) == 0 {
		return answer, nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.server.timing.Directory)
	defer cancel()
	online, err := directory.Online(ctx, list(known, func(r room.Regular) string { return r.ID }))
	if err != nil || len(online) != len(known) {
		return answer, nil // who is awake is left out
	}
	for i := range answer.Regulars {
		answer.Regulars[i].Online = &online[i]
	}
	return answer, nil
}

func toRegular(r room.Regular) wireRegular {
	return wireRegular{Participant: r.ID, Name: r.Profile.Name, Speaks: list(r.Profile.Speaks, same),
		Learns: list(r.Profile.Learns, same), TimeZone: r.Profile.TimeZone, Here: r.Here}
}
